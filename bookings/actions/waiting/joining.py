"""Joining a waitlist: judged as a booking would be, and refused where nobody has to wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from bookings import quotes
from bookings.actions.waiting.entries import Step, tell
from bookings.errors import PlacesFree, WaitlistClosed
from bookings.models import WaitlistEntry
from bookings.quotes import Quote
from bookings.requests import Choice, WaitRequest
from orgs import formats
from orgs.access import Caller
from orgs.errors import Refusal
from scheduling import availability
from scheduling.availability import LONGEST_RANGE, Slot
from scheduling.engine.recurrence import instant
from scheduling.engine.types import Code
from scheduling.errors import (
    NotBookable,
    OutsideHorizon,
    PartyTooLarge,
    SlotUnavailable,
    TooLate,
)
from scheduling.models import Variant

MINUTE = timedelta(minutes=1)
HOPELESS = frozenset({Code.NOT_PUBLISHED, Code.SKIPPED_DATE, Code.CANCELLED})
"""What no freed place changes."""


@dataclass(frozen=True, slots=True)
class Joined:
    """An entry; made now, or before by a request with the same `client_ref`."""

    entry: WaitlistEntry
    is_new: bool


def join(*, request: WaitRequest, by: Caller, now: datetime) -> Joined:
    """Puts a party at the end of an offering's waitlist.

    Raises WaitlistClosed, PlacesFree when it could be booked right now, Invalid, and what
    booking the slot would for any other reason than that it is taken.
    """
    if not request.offering.waitlist:
        raise WaitlistClosed
    earlier = _earlier(request)
    if earlier is not None:
        return Joined(earlier, is_new=False)
    worked_out = quotes.work_out(_choice(request, now), now)
    _check_size(request, worked_out)
    entry = _row(request, worked_out, now)
    _check_wish(request, worked_out, entry, now)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            tell(entry, Step("joined", by, now))
    except IntegrityError:
        earlier = _earlier(request)
        if earlier is None:
            raise
        return Joined(earlier, is_new=False)
    return Joined(entry, is_new=True)


def _earlier(request: WaitRequest) -> WaitlistEntry | None:
    if not request.client_ref:
        return None
    rows = WaitlistEntry.objects.of(request.offering.organization_id)
    whole = rows.select_related("organization", "offering", "variant", "booking")
    return whole.filter(client_ref=request.client_ref).first()


def _choice(request: WaitRequest, now: datetime) -> Choice:
    return Choice(
        offering=request.offering,
        starts_at=request.starts_at or now,
        party=request.party,
        variant_id=request.variant_id,
    )


def _check_size(request: WaitRequest, worked_out: Quote) -> None:
    """A party that no run could ever seat would wait in vain."""
    named = [worked_out.variant] if request.variant_id else _variants(worked_out)
    sizes = [variant.capacity for variant in named if variant.capacity is not None]
    if not sizes:
        raise NotBookable
    if worked_out.seats > max(sizes):
        raise PartyTooLarge(f"At most {max(sizes)} can come together.", maxParty=max(sizes))


def _variants(worked_out: Quote) -> list[Variant]:
    return list(worked_out.offering.variants.all())


def _row(request: WaitRequest, worked_out: Quote, now: datetime) -> WaitlistEntry:
    offering, contact = worked_out.offering, request.contact
    first, until = _bounds(request, offering.timezone, now)
    return WaitlistEntry(
        organization=offering.organization,
        client_ref=request.client_ref,
        offering=offering,
        variant=worked_out.variant if request.variant_id else None,
        starts_at=request.starts_at,
        first_day=request.first,
        last_day=request.last,
        wanted_from=first,
        wanted_until=until,
        party=[
            {"rateId": one.rate.public_id, "label": one.rate.label, "quantity": one.quantity}
            for one in worked_out.guests
        ],
        seats=worked_out.seats,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        locale=contact.locale or offering.organization.locale,
        created_at=now,
        updated_at=now,
    )


def _bounds(request: WaitRequest, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """The starts it is about, half-open. Who names none waits for a year."""
    if request.starts_at is not None:
        return request.starts_at, request.starts_at + MINUTE
    if request.first is None or request.last is None:
        return now, now + timedelta(days=LONGEST_RANGE)
    availability.check_days(request.first, request.last)
    return _midnight(request.first, zone), _midnight(request.last + timedelta(days=1), zone)


def _midnight(day: date, zone: str) -> datetime:
    return instant(datetime.combine(day, datetime.min.time()), zone)


def _check_wish(
    request: WaitRequest, worked_out: Quote, entry: WaitlistEntry, now: datetime
) -> None:
    """Something has to be there to wait for, and nothing of it free."""
    if entry.wanted_until <= now:
        raise TooLate("What you would wait for is over.")
    slots = [
        slot
        for slot in _slots(request, worked_out, entry, now)
        if entry.variant_id in (None, slot.variant.pk)
    ]
    free = [slot for slot in slots if not slot.reasons]
    if free:
        raise PlacesFree(alternatives=free[:3])
    if request.starts_at is None and request.first is None:
        return
    if not slots:
        raise SlotUnavailable("There is no departure then.", remaining=0)
    if all(_hopeless(slot, worked_out.seats) for slot in slots):
        raise _hopeless(slots[0], worked_out.seats) or SlotUnavailable


def _slots(
    request: WaitRequest, worked_out: Quote, entry: WaitlistEntry, now: datetime
) -> Sequence[Slot]:
    """The starts it is about; of any start, only those that are free."""
    offering, party = worked_out.offering, worked_out.seats
    if request.starts_at is None and request.first is None:
        return availability.next_slots(offerings=[offering], party=party, now=now)
    first = formats.local(max(now, entry.wanted_from), offering.timezone).date()
    last = formats.local(entry.wanted_until - MINUTE, offering.timezone).date()
    found = availability.all_of_offering(
        offering=offering, first=first, last=last, party=party, now=now
    )
    return [slot for slot in found if entry.wanted_from <= slot.starts_at < entry.wanted_until]


def _hopeless(slot: Slot, seats: int) -> Refusal | None:
    """Why waiting for it is in vain, if it is."""
    codes = {reason.code for reason in slot.reasons}
    if Code.LEAD_TIME in codes:
        return TooLate("This start can no longer be booked.")
    if Code.MINIMUM_MISSED in codes:
        return TooLate("Too few had booked in time: it does not take place.")
    if Code.HORIZON in codes:
        return OutsideHorizon("This start cannot be booked yet.")
    if Code.PARTY_TOO_LARGE in codes:
        return PartyTooLarge("No run could seat so many together.", maxParty=slot.capacity)
    if codes & HOPELESS:
        return SlotUnavailable("This time is not available.", remaining=0)
    return None
