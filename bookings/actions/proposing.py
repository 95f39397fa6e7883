"""A guest proposes a time for the whole run; staff answer it with a price (`offering`)."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bookings import quotes
from bookings.actions import making
from bookings.actions.making import Made
from bookings.actions.moves import Step
from bookings.errors import ProposalsClosed
from bookings.models import Booking
from bookings.quotes import Place, Quote
from bookings.requests import BookingRequest
from bookings.states import Condition
from orgs.access import Caller
from scheduling import capacity
from scheduling.capacity import Agreement
from scheduling.errors import (
    NotBookable,
    OutsideHorizon,
    PartyTooLarge,
    SlotUnavailable,
    SoldOut,
    TooLate,
)
from scheduling.models import Proposals

FURTHEST = timedelta(days=3 * 366)
"""How far ahead anybody may wish."""

NOT_NOW = (SoldOut, SlotUnavailable, TooLate, OutsideHorizon)
"""What staff may still find a way around, where any time may be proposed."""


def propose(*, request: BookingRequest, by: Caller, now: datetime) -> Made:
    """Writes a request for a time of the guest's own, for the whole run, at a price to be named.

    It holds a real slot where its terms hold requests, and nothing otherwise. Raises
    ProposalsClosed, Invalid, the refusals of a party, TooLate and OutsideHorizon; and where only
    the times of the rules may be proposed, whatever `capacity.take` does.
    """
    organization = request.choice.offering.organization
    earlier = making.earlier_of(organization, request.client_ref)
    if earlier is not None:
        return earlier
    worked_out = quotes.work_out_proposal(request.choice, now).for_guest(request.contact.email)
    _check_proposal(worked_out, now)
    outstanding = frozenset({Condition.APPROVAL})
    until = worked_out.terms.hold_until(outstanding, worked_out.starts_at, now)
    step = Step("proposed", by, now)
    place = partial(_wished, worked_out=worked_out, until=until)
    make = partial(making.written, request, worked_out, outstanding, until, step, place)
    return making.made_once(request, make)


def _check_proposal(worked_out: Quote, now: datetime) -> None:
    offering, variant = worked_out.offering, worked_out.variant
    if offering.proposals == Proposals.OFF:
        raise ProposalsClosed
    if variant.capacity is None:
        raise NotBookable
    if worked_out.seats > variant.capacity:
        detail = f"At most {variant.capacity} can come together."
        raise PartyTooLarge(detail, maxParty=variant.capacity)
    if worked_out.starts_at <= now:
        raise TooLate("This start has passed.")
    if worked_out.starts_at > now + FURTHEST:
        raise OutsideHorizon("This is too far ahead to be planned.")


def _wished(booking: Booking, *, worked_out: Quote, until: datetime | None, now: datetime) -> Place:
    """The whole run where the slot is real and the terms hold it; else where it would be."""
    asked: dict[str, Any] = {
        "variant": worked_out.variant,
        "starts_at": worked_out.starts_at,
        "seats": worked_out.seats,
        "now": now,
    }
    alone: dict[str, Any] = {"extras": worked_out.extras, "agreement": Agreement()}
    try:
        capacity.check(**asked)
        if not worked_out.terms.approval_holds_seats:
            return Place(None, capacity.check(**asked, **alone).end)
        claim = capacity.take(**asked, **alone, holder=booking.public_id, until=until)
    except NOT_NOW:
        if worked_out.offering.proposals != Proposals.ANY:
            raise
        return Place(None, worked_out.ends_at)
    return Place(claim, claim.occurrence.ends_at)
