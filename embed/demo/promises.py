"""Books for the demonstration's guests, through the same action as every other door."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from unicodedata import normalize

from bookings import actions
from bookings.models import Booking, Order
from bookings.parties import Party as Persons
from bookings.payments import checkout, hearing, sandbox
from bookings.payments.provider import Outcome
from bookings.requests import BookingRequest, Choice, Contact
from bookings.states import Condition
from embed.demo.build import ZONE, World
from embed.demo.shapes import WEEK, Party
from orgs.access import Caller, of_user
from scheduling import availability
from scheduling.availability import Slot

TIME_TO_PAY = timedelta(minutes=3)
WAY = checkout.Way("", "")
"""Nobody comes back from these pages."""

LOOK_AHEAD = (7, 65)
"""Days within which a party finds its departure: most within a week, a monthly one later."""


def book(made: World, party: Party, now: datetime) -> Booking:
    """The party's booking, made some hours ago, and what became of it since."""
    then = now - timedelta(hours=party.made)
    if party.then == "wished":
        offering, start = made.offerings[party.trip], made.instant(party.day, party.at)
        request = _request(made, party, Choice(offering, start, _persons(party)))
        return actions.propose(request=request, by=Caller(), now=then).booking
    slot = _departure(made, party, then)
    choice = Choice(slot.offering, slot.starts_at, _persons(party), slot.variant.public_id)
    request = _request(made, party, choice)
    booking = actions.book(request=request, by=Caller(), now=then).booking
    if booking.order is not None and Condition.PAYMENT in booking.conditions:
        booking = _paid(booking, booking.order, then + TIME_TO_PAY)
    if party.then:
        _AFTERWARDS[party.then](booking, of_user(made.users["staff"]), now)
    return booking


def _paid(booking: Booking, order: Order, now: datetime) -> Booking:
    """The guest has gone to the sandbox's page and pressed its button."""
    checkout.page(order=order, way=WAY, now=now)
    payment = order.payments.get()
    outcome = Outcome.AUTHORISED if payment.manual else Outcome.PAID
    letter = sandbox.letter(payment, outcome, now)
    hearing.hear(word=payment.provider, body=letter.body, headers=letter.headers, now=now)
    return Booking.objects.of(booking.organization).get(pk=booking.pk)


def _request(made: World, party: Party, choice: Choice) -> BookingRequest:
    add_ons = [(made.add_ons[key].public_id, count) for key, count in party.add_ons]
    return BookingRequest(
        choice=replace(choice, add_ons=add_ons),
        contact=Contact(party.name, _email(party.name), "+1 207 555 0199", "en"),
        notes=party.notes,
    )


def _departure(made: World, party: Party, then: datetime) -> Slot:
    """The first start that has room for them, by the venue's clock."""
    for days in LOOK_AHEAD:
        slots = availability.of_offering(
            offering=made.offerings[party.trip],
            first=made.day(party.day),
            last=made.day(party.day + days),
            party=party.adults + party.children + party.seniors,
            now=then,
        )
        found = next((slot for slot in slots if _suits(slot, party)), None)
        if found is not None:
            return found
    raise LookupError(f"{party.trip} has no room for {party.name}.")


def _suits(slot: Slot, party: Party) -> bool:
    start = slot.starts_at.astimezone(ZONE)
    return (
        f"{start:%H:%M}" == party.at
        and party.on in ("", WEEK[start.weekday()])
        and party.way in ("", slot.variant.name)
    )


def _persons(party: Party) -> Persons:
    told = {"ADULT": party.adults, "CHILD": party.children, "SENIOR": party.seniors}
    return Persons(by_category={category: count for category, count in told.items() if count})


def _email(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '.')}@example.com"


def _arrived(booking: Booking, by: Caller, now: datetime) -> None:
    """Checked in, unless their run is still to come today."""
    if booking.starts_at <= now:
        actions.check_in(booking=booking, by=by, now=booking.starts_at)


def _absent(booking: Booking, by: Caller, now: datetime) -> None:
    actions.no_show(booking=booking, by=by, now=booking.starts_at)


def _granted(booking: Booking, by: Caller, now: datetime) -> None:
    actions.approve(booking=booking, by=by, now=now - timedelta(hours=30), reason="Tide is fine.")


def _refused(booking: Booking, by: Caller, now: datetime) -> None:
    reason = "Low water at that hour; the landing is dry. The week after would work."
    actions.decline(booking=booking, by=by, now=now - timedelta(hours=29), reason=reason)


def _cancelled(booking: Booking, by: Caller, now: datetime) -> None:
    actions.cancel(booking=booking, by=Caller(), now=now - timedelta(hours=10), reason="Flu.")


_AFTERWARDS: dict[str, Callable[[Booking, Caller, datetime], None]] = {
    "arrived": _arrived,
    "absent": _absent,
    "granted": _granted,
    "refused": _refused,
    "cancelled": _cancelled,
}
