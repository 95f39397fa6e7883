"""Staff answer a private request with a price; accepting the offer takes the whole run.

What is offered is held for the guest alone until it is answered, through the one path of capacity.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from bookings import places, quotes, stock
from bookings.actions import making, money, paying, using
from bookings.actions.ending import Parting, end
from bookings.actions.moves import Step, locked, renew
from bookings.errors import ChangedMeanwhile, IllegalMove, PriceChanged
from bookings.models import Booking
from bookings.payments import providers
from bookings.pricing import Price
from bookings.states import Condition, State
from orgs.access import Caller
from orgs.errors import FieldError, Invalid
from scheduling import capacity
from scheduling.capacity import Agreement
from scheduling.errors import HoldLapsed
from scheduling.models import Claim

WAITING = (State.AWAITING_APPROVAL, State.PENDING)
NOT_ASKED = frozenset({Condition.APPROVAL, Condition.MINIMUM})
"""What staff have settled who named a price for the whole run."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What staff answer: all there is to pay (minor units), perhaps another start, until when.

    `until` None: as long as a request waits by its terms. The guest reads the `reason`.
    `despite_hours` passes over the weekly hours of resources, and needs a reason.
    """

    price: int
    starts_at: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    despite_hours: bool = False


def offer(*, booking: Booking, offered: Offer, by: Caller, now: datetime) -> Booking:
    """Answers a private request with a price, and holds the whole run until the guest answers.

    An offer that the guest has not answered yet may be made anew. Raises IllegalMove unless it
    waits for one, Invalid, and whatever `capacity.take` does.
    """
    _check_answerable(booking, now)
    start = offered.starts_at or booking.starts_at
    until = _deadline(booking, offered, start, now)
    with transaction.atomic():
        claim = _whole_run(booking, offered, until, now)
        fresh = locked(booking)
        _check_answerable(fresh, now)
        if (fresh.claim_id, fresh.starts_at) != (booking.claim_id, booking.starts_at):
            raise ChangedMeanwhile
        facts = _facts(fresh, offered, until)
        fresh.claim, fresh.starts_at, fresh.ends_at = claim, start, claim.occurrence.ends_at
        fresh.hold_expires_at = until
        money.close_pages(fresh, now)
        _set_price(fresh, offered)
        step = Step("price_offered", by, now, offered.reason)
        renew(fresh, {Condition.ACCEPTANCE}, step, **facts)
        fresh.lines.update(unit_minor=0, total_minor=0)
        using.leave_promo(fresh)
        stock.settle(fresh, now)
        return fresh


def accept(
    *, booking: Booking, by: Caller, now: datetime, expected_total: int | None = None
) -> Booking:
    """The guest takes the offer, and with it the whole run; it is paid where the terms ask for it.

    Accepting twice is accepting once. Raises HoldLapsed after the offer's time, IllegalMove, and
    PriceChanged unless it costs `expected_total` (minor units), where that is given.
    """
    if booking.proposed and booking.state_at(now) == State.EXPIRED:
        raise HoldLapsed("The time to accept has passed.")
    if _is_accepted(booking):
        return booking
    check_offered(booking, now)
    if expected_total not in (None, booking.total_minor):
        raise PriceChanged(total=booking.total_minor, currency=booking.currency)
    left = left_after(booking)
    until = booking.agreed.hold_until(left, booking.starts_at, now)
    with transaction.atomic():
        if booking.claim is None:
            raise HoldLapsed
        capacity.keep(claim=booking.claim, until=until, now=now)
        fresh = locked(booking)
        check_offered(fresh, now)
        if (fresh.claim_id, fresh.total_minor) != (booking.claim_id, booking.total_minor):
            raise ChangedMeanwhile
        if Condition.PAYMENT in left:
            fresh.order = fresh.order or making.order_of(fresh)
        fresh.hold_expires_at = until
        renew(fresh, left, Step("accepted", by, now))
        return paying.draw(booking=fresh, by=by, now=now)


def turn_down(*, booking: Booking, by: Caller, now: datetime, reason: str = "") -> Booking:
    """The guest does not take the offer: the run is free again. Raises IllegalMove."""

    def part(fresh: Booking) -> Parting:
        check_offered(fresh, now)
        return Parting()

    check_offered(booking, now)
    return end(booking, State.CANCELLED, Step("turned_down", by, now, reason), part)


def left_after(booking: Booking) -> frozenset[Condition]:
    """What an offer would still wait for once it is accepted."""
    asked = booking.agreed.conditions(total=booking.total_minor) - NOT_ASKED
    return providers.after(booking.organization, asked)


def check_offered(booking: Booking, now: datetime) -> None:
    """Refuses what waits for no answer of the guest."""
    if not booking.is_offered(now):
        facts = {"from": booking.state_at(now).value, "to": State.CONFIRMED.value}
        raise IllegalMove("Nothing is offered here now.", **facts)


def _is_accepted(booking: Booking) -> bool:
    answered = not booking.conditions & {Condition.APPROVAL, Condition.ACCEPTANCE}
    return booking.proposed and answered and booking.state in (State.PENDING, State.CONFIRMED)


def is_answerable(booking: Booking, now: datetime) -> bool:
    """Whether it waits for staff to answer, or for the guest to answer them.

    Money that was set aside for another price stands against it.
    """
    asked = Condition.APPROVAL in booking.conditions and booking.is_private
    waits = booking.state_at(now) in WAITING and (asked or booking.is_offered(now))
    standing = booking.standing
    return waits and not standing.held + standing.kept


def _check_answerable(booking: Booking, now: datetime) -> None:
    if not is_answerable(booking, now):
        facts = {"from": booking.state_at(now).value, "to": State.PENDING.value}
        raise IllegalMove("This booking does not wait for an offer.", **facts)


def _deadline(booking: Booking, offered: Offer, start: datetime, now: datetime) -> datetime:
    """Until when it is held. Raises Invalid."""
    if offered.despite_hours and not offered.reason.strip():
        detail = _("What departs from opening hours needs a reason.")
        raise Invalid([FieldError("/reason", "required", detail)])
    if offered.until is None:
        return min(start, now + timedelta(hours=booking.agreed.approval_hours))
    if not now < offered.until <= start:
        detail = _("An offer ends in time to come, at the latest when the run starts.")
        raise Invalid([FieldError("/expiresAt", "out_of_range", detail)])
    return offered.until


def _whole_run(booking: Booking, offered: Offer, until: datetime, now: datetime) -> Claim:
    """The run for this party alone; what it held before counts as free."""
    asked: dict[str, Any] = places.beside(booking) | {
        "variant": quotes.variant_of(booking.offering, booking.variant.public_id),
        "starts_at": offered.starts_at or booking.starts_at,
        "seats": booking.seats,
        "now": now,
        "agreement": Agreement(offered.despite_hours),
    }
    if booking.claim is None:
        return capacity.take(**asked, holder=booking.public_id, until=until)
    moved = capacity.move(**asked, claim=booking.claim)
    return capacity.keep(claim=moved, until=until, now=now)


def _facts(booking: Booking, offered: Offer, until: datetime) -> dict[str, Any]:
    """What the time line says of an offer."""
    facts: dict[str, Any] = {
        "price_was": booking.total_minor,
        "price_is": offered.price,
        "currency": booking.currency,
        "until": until.isoformat(),
    }
    if offered.starts_at not in (None, booking.starts_at):
        start = offered.starts_at or booking.starts_at
        facts |= {"was": booking.starts_at.isoformat(), "is": start.isoformat()}
    return facts | ({"despiteHours": True} if offered.despite_hours else {})


def _set_price(booking: Booking, offered: Offer) -> None:
    """The price named by staff in place of the computed one, for a run without a minimum."""
    price = Price.from_json(booking.price).agreed(offered.price)
    booking.price, booking.total_minor = price.as_json(), price.total
    booking.terms = replace(booking.agreed, requires_approval=True, minimum_seats=None).as_json()
    booking.decides_at = None
    booking.proposed = True
