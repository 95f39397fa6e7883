"""What previews of notices are about: a walk, a booking and a wait that are in no table."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bookings.models import Booking, WaitlistEntry
from bookings.notices.scene import TRUE_IN
from bookings.notices.table import OPEN, Notice
from bookings.states import Condition
from bookings.terms import Terms
from orgs.models import Organization
from scheduling.models import Calendar, Offering, Variant

WAITS_FOR = {
    Notice.AWAITING_APPROVAL: [Condition.APPROVAL.value],
    Notice.STAFF_REQUEST: [Condition.APPROVAL.value],
    Notice.OFFERED: [Condition.ACCEPTANCE.value],
}
"""What the invented booking of a preview waits for."""


def booking(notice: Notice, house: Organization, language: str, now: datetime) -> Booking:
    """One in the state that the notice is true in."""
    starts_at, offering = _start(now), _walk(house)
    state = TRUE_IN[notice][0]
    item = {"id": "", "label": _("Adult"), "unit_minor": 4500, "quantity": 2}
    price = {"currency": house.currency, "rates": [item], "add_ons": [], "discounts": []}
    return Booking(
        organization=house,
        offering=offering,
        variant=Variant(organization=house, offering=offering),
        reference="ABCD-2345",
        state=state,
        outstanding=WAITS_FOR.get(notice, []),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        timezone=house.timezone,
        hold_expires_at=now + timedelta(days=2) if state in OPEN[:2] else None,
        seats=2,
        currency=house.currency,
        total_minor=9000,
        price=price,
        terms=Terms().as_json(),
        name=_("Ada Example"),
        email="guest@example.com",
        locale=language,
        created_at=now,
        updated_at=now,
    )


def entry(house: Organization, language: str, now: datetime) -> WaitlistEntry:
    """A party that waits for the walk, and has been offered it."""
    starts_at, offering = _start(now), _walk(house)
    variant = Variant(organization=house, offering=offering, duration_minutes=120)
    return WaitlistEntry(
        organization=house,
        offering=offering,
        variant=variant,
        starts_at=starts_at,
        wanted_from=starts_at,
        wanted_until=starts_at + timedelta(minutes=1),
        booking=Booking(offering=offering, variant=variant, starts_at=starts_at, seats=2),
        party=[{"rateId": "", "label": _("Adult"), "quantity": 2}],
        seats=2,
        name=_("Ada Example"),
        email="guest@example.com",
        locale=language,
    )


def _start(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(days=5)


def _walk(house: Organization) -> Offering:
    return Offering(
        organization=house,
        name=_("A walk around the harbor"),
        timezone=house.timezone,
        venue=_("The old pier"),
        calendar=Calendar(organization=house),
    )
