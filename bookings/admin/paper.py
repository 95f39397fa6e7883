"""All there is to say about one booking, ready to be laid out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings import added
from bookings.admin import timeline
from bookings.admin.standing import state_pill, waits_for
from bookings.labels import line_label, rate_label
from bookings.models import Booking
from bookings.pricing import Item, Price
from bookings.sentences import of_booking
from bookings.states import OPEN
from orgs import formats
from orgs.admin_site import shown
from orgs.admin_site.door import locale_of
from scheduling.models import Allocation, Offering, OfferingType

PAGES = {
    OfferingType.TOUR: "admin:scheduling_tour_change",
    OfferingType.EVENT: "admin:scheduling_event_change",
    OfferingType.SERVICE: "admin:scheduling_service_change",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the price."""

    label: str
    quantity: str
    unit: str
    total: str


def of(booking: Booking, now: datetime) -> dict[str, Any]:
    """What the page shows beside the form. A handful of queries, however long its story is."""
    booking = added.as_it_stands(booking, now)
    house, zone = booking.organization, booking.timezone
    locale = locale_of(house)
    goes_on = booking.state_at(now) in OPEN
    holds = goes_on and booking.hold_expires_at is not None
    return {
        "booking": booking,
        "pill": state_pill(booking, now),
        "waits_for": waits_for(booking, now),
        "day": formats.day(booking.starts_at, zone, locale),
        "hours": formats.span(booking.starts_at, booking.ends_at, zone, locale),
        "zone": formats.zone_name(booking.starts_at, zone, locale),
        "hold": shown.when(booking.hold_expires_at, zone, house) if holds else "",
        "made": shown.when(booking.created_at, house.timezone, house),
        "offering_url": page_of(booking.offering),
        "departure_url": _departure(booking),
        "customer_url": reverse("admin:bookings_customer_change", args=[booking.customer_id]),
        "lines": _lines(booking),
        "total": formats.money(booking.price_minor, booking.currency, locale),
        "terms": of_booking(booking, booking.standing, locale, now) if goes_on else "",
        "story": timeline.of(booking, now),
        "resources": _resources(booking, now),
        "answers": booking.answers if isinstance(booking.answers, dict) else {},
    }


def page_of(offering: Offering) -> str:
    """The address of an offering's own page."""
    return reverse(PAGES[OfferingType(offering.type)], args=[offering.pk])


def _departure(booking: Booking) -> str:
    if booking.claim is None:
        return ""
    return reverse("admin:scheduling_occurrence_change", args=[booking.claim.occurrence_id])


def _lines(booking: Booking) -> list[Line]:
    locale = locale_of(booking.organization)

    def money(minor: int) -> str:
        return formats.money(minor, booking.currency, locale)

    price = Price.from_json(booking.price)
    rates = [_line(rate_label(one.label), one, money, price) for one in price.rates]
    lines = [*rates, *(_line(one.label, one, money, price) for one in price.add_ons)]
    off = [
        Line(line_label(one["code"], one["label"]), "", "", f"-{money(one['amount_minor'])}")
        for one in booking.price.get("discounts", [])
    ]
    fees = [
        Line(line_label(one["code"], one["label"]), "", "", money(one["amount_minor"]))
        for one in booking.price.get("fees", [])
    ]
    waived = booking.waived_minor
    less = [Line(_("Taken off by staff"), "", "", f"-{money(waived)}")] if waived else []
    return [*lines, *off, *fees, *less]


def _line(label: str, item: Item, money: Callable[[int], str], price: Price) -> Line:
    """Of a price that was agreed for all of it, single lines have none."""
    number = str(item.quantity)
    if price.is_agreed and not item.unit_minor:
        return Line(label, number, "", _("included"))
    return Line(label, number, money(item.unit_minor), money(item.total_minor))


def _resources(booking: Booking, now: datetime) -> list[tuple[str, str]]:
    """What its run holds: name and page."""
    if booking.claim is None:
        return []
    found = (
        Allocation.objects.of(booking.organization)
        .live(now)
        .filter(occurrence=booking.claim.occurrence_id)
        .select_related("resource")
        .order_by("resource__name")
    )
    page = "admin:scheduling_resource_change"
    names = {one.resource_id: one.resource.name for one in found}
    return [(name, reverse(page, args=[pk])) for pk, name in names.items()]
