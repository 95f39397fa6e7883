"""Money comes in: written to the ledger first, then what it means for each booking.

The two are separate transactions, each of which may be repeated without harm: a notice that comes
again finds its rows there, and drawing the consequence again changes nothing. So a process that
dies in between loses nothing: the provider repeats itself, and the clockwork looks again.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bookings import places, stock
from bookings.actions import arriving, minimum, money, receipts, unpaid
from bookings.actions.moves import Step, locked, record, settle
from bookings.errors import AmountTooLarge, ChangedMeanwhile
from bookings.ledger import Kind
from bookings.models import Booking, Payment
from bookings.models.order import PaymentState
from bookings.payments.provider import Notice, Outcome
from bookings.states import ENDED, Condition
from orgs.access import THE_CLOCK, Caller
from orgs.errors import Refusal
from orgs.prepared import prepared
from scheduling import capacity
from scheduling.errors import HoldLapsed

TRIES = 5
KINDS = {Outcome.PAID: Kind.CHARGED, Outcome.AUTHORISED: Kind.AUTHORISED}
STATES = {
    Outcome.PAID: PaymentState.PAID,
    Outcome.AUTHORISED: PaymentState.AUTHORISED,
    Outcome.CLOSED: PaymentState.CLOSED,
}


def take_in(*, payment: Payment, notice: Notice, now: datetime) -> None:
    """What a provider told of a payment: written down, then drawn through to its bookings."""
    if notice.outcome == Outcome.RELEASED:
        _lapse(payment, notice, now)
    else:
        _write_down(payment, notice, now)
    for booking in Booking.objects.of(payment.organization_id).filter(order=payment.order_id):
        drawn = draw(booking=booking, by=Caller(), now=now)
        if drawn.state == booking.state:  # A move is told of anyway.
            receipts.tell(booking=drawn, payment=payment, now=now)


def pay_by_hand(
    *, booking: Booking, amount: int, by: Caller, now: datetime, reason: str = ""
) -> Booking:
    """Staff took so much (minor units) themselves. Raises AmountTooLarge above what is open."""
    step = Step("paid_by_hand", by, now, reason)
    with transaction.atomic():
        fresh = locked(booking)
        left = fresh.owed_minor(now)
        if amount > left:
            raise AmountTooLarge(most=left, currency=fresh.currency)
        _enter(fresh, None, Kind.CHARGED, amount, step, "")
        record(fresh, step, fresh.state, {"amount": amount})
    return draw(booking=booking, by=by, now=now)


def draw(*, booking: Booking, by: Caller, now: datetime) -> Booking:
    """Brings the booking to where its money puts it: paid, or what is too much given back.

    What was added and not paid in time is put back, unless it is paid by now and still to be had.
    """
    for _ in range(TRIES):
        (fresh,) = _fresh(organization=booking.organization_id, booking=booking.pk)
        try:
            return _draw(fresh, Step("paid", by, now))
        except (ChangedMeanwhile, HoldLapsed):
            continue
    raise ChangedMeanwhile


@prepared
def _fresh(*, organization: int, booking: int) -> QuerySet[Booking, Booking]:
    rows = Booking.objects.of(organization).filter(pk=booking)
    return rows.select_related("organization", "offering", "claim")


def up_to_date(booking: Booking, now: datetime) -> Booking:
    """The booking as it is to be changed: drawn, if it was time to have paid for what was added."""
    return draw(booking=booking, by=Caller(), now=now) if booking.is_overdue(now) else booking


def look_again(*, booking: Booking, now: datetime) -> bool:
    """Draws a booking when it was time to have paid for what was added; whether that is settled."""
    return draw(booking=booking, by=Caller(), now=now).added_until is None


def _draw(booking: Booking, step: Step) -> Booking:
    covered = money.covered(booking)
    if booking.state_at(step.now) not in ENDED and _is_paid(booking, covered):
        booking = _paid_if_there_is_room(booking, step, covered)
    elif booking.is_overdue(step.now):
        booking = _put_back(booking, step, covered)
    return _keep_what_is_due(booking, step, covered)


def _is_paid(booking: Booking, covered: int) -> bool:
    """Whether it waits for money that is there by now."""
    return Condition.PAYMENT in booking.conditions and covered >= booking.due_minor


def _keep_what_is_due(booking: Booking, step: Step, covered: int) -> Booking:
    """What came after the places were lost goes back, and what is more than the price."""
    target = booking.target_minor(step.now)
    if booking.state_at(step.now) in ENDED:
        return _too_much(booking, step, target, "paid_too_late") if covered > target else booking
    # Whoever paid a deposit may pay the rest at any time, but not without knowing it.
    late = 0 if covered <= booking.due_minor else money.late_for_added(booking)
    if late:
        return _too_much(booking, step, min(target, covered - late), "added_paid_too_late")
    return _too_much(booking, step, target, "paid_too_much") if covered > target else booking


def _too_much(booking: Booking, step: Step, keep: int, verb: str) -> Booking:
    """Gives all but `keep` (minor units) back, and says why."""
    with transaction.atomic():
        fresh = locked(booking)
        given = money.give_back(fresh, keep, step.now, reason=verb)
        if given:
            record(fresh, step._replace(verb=verb), fresh.state, {"amount": given})
        return fresh


def _paid_if_there_is_room(booking: Booking, step: Step, covered: int) -> Booking:
    """Places that were added and lapsed are taken again; somebody else may have them by now."""
    try:
        return _paid(booking, step)
    except (ChangedMeanwhile, HoldLapsed):
        raise
    except Refusal:
        if not booking.is_overdue(step.now):
            raise
        return _put_back(booking, step, covered)


def _put_back(booking: Booking, step: Step, covered: int) -> Booking:
    """The party that came before may have owed something too: what came may be enough for it."""
    by_clock = Step("party_put_back", THE_CLOCK, step.now)
    back = unpaid.put_back(booking, by_clock, covered=covered)
    return _paid(back, step) if _is_paid(back, covered) else back


def _paid(booking: Booking, step: Step) -> Booking:
    """Clears PAYMENT: seats first, then the state (the order of locks)."""
    left = booking.conditions - {Condition.PAYMENT}
    with transaction.atomic():
        until = _held_until(booking, left, step.now)
        claim = places.kept(booking, step.now)
        if claim is not None:
            capacity.keep(claim=claim, until=until, now=step.now)
        fresh = locked(booking)
        seen = (booking.claim_id, booking.outstanding, booking.price_minor)
        if (fresh.claim_id, fresh.outstanding, fresh.price_minor) != seen:
            raise ChangedMeanwhile
        if claim != booking.claim:
            arriving.seat(fresh, claim)
            fresh.sequence += 1
        fresh.hold_expires_at = until
        fresh.updated_at = step.now
        before = fresh.state
        settle(fresh, left, step)
        if fresh.state == before:
            record(fresh, step, before, {})
        if claim != booking.claim:
            stock.settle(fresh, step.now)
        if fresh.claim is not None:
            minimum.meet(fresh.claim.occurrence, step._replace(reason=""))
            fresh.refresh_from_db(fields=["state", "outstanding"])
        return fresh


def _held_until(booking: Booking, left: frozenset[Condition], now: datetime) -> datetime | None:
    """A request goes on waiting as long as it would have; who paid waits no longer for that."""
    if Condition.APPROVAL in left:
        return booking.hold_expires_at
    return booking.agreed.hold_until(left, booking.starts_at, now)


def _write_down(payment: Payment, notice: Notice, now: datetime) -> None:
    """The rows of a notice, once, and where the attempt stands now."""
    rows = Payment.objects.of(payment.organization_id).select_for_update(no_key=True)
    with transaction.atomic():
        fresh = rows.get(pk=payment.pk)
        kind = KINDS.get(notice.outcome)
        if kind is not None:
            if fresh.entries.filter(provider_ref=notice.ref).exists():
                return
            _spread(fresh, kind, notice, now)
        _mark(fresh, notice.outcome, now)


def _lapse(payment: Payment, notice: Notice, now: datetime) -> None:
    """What was set aside is gone, and not because we said so: its time ran out, or staff went
    around us. Our own letting go is written down by whoever carries it out.
    """
    rows = Booking.objects.of(payment.organization_id).filter(entries__payment=payment)
    for booking in rows.distinct():
        with transaction.atomic():
            fresh = locked(booking)
            held = {share.key: share.held for share in money.shares(fresh)}.get(payment.pk, 0)
            if held:
                step = Step("authorisation_lapsed", Caller(), now)
                _enter(fresh, payment, Kind.RELEASED, held, step, notice.ref)
                record(fresh, step, fresh.state, {"amount": held})


def _spread(payment: Payment, kind: Kind, notice: Notice, now: datetime) -> None:
    """Each booking gets its part, in order, as far as the money goes; the first gets the rest."""
    left = notice.amount
    wanted = {key: payment.parts[key] for key in payment.parts}
    bookings = Booking.objects.of(payment.organization_id).filter(public_id__in=wanted)
    parts: dict[Booking, int] = {}
    for booking in bookings.order_by("pk"):
        parts[booking] = min(left, wanted[booking.public_id])
        left -= parts[booking]
    first = next(iter(parts))
    parts[first] += left
    for booking, amount in parts.items():
        if amount:
            _enter(booking, payment, kind, amount, Step("paid", Caller(), now), notice.ref)


def _enter(
    booking: Booking, payment: Payment | None, kind: Kind, amount: int, step: Step, ref: str
) -> None:
    money.enter(
        kind,
        amount,
        organization=booking.organization_id,
        booking=booking.pk,
        payment=None if payment is None else payment.pk,
        ref=ref,
        actor=step.by.name,
        reason=step.reason,
        now=step.now,
    )


def _mark(payment: Payment, outcome: Outcome, now: datetime) -> None:
    """Money counts whatever was said before; only an open page closes; a failure is a try. After
    either of these no money is under way."""
    changes: dict[str, Any] = {"updated_at": now}
    if outcome == Outcome.FAILED:
        told = {"failures": payment.facts.get("failures", 0) + 1, "came_back": ""}
        changes["facts"] = payment.facts | told
    elif outcome != Outcome.CLOSED or payment.state == PaymentState.OPEN:
        changes["state"] = STATES[outcome]
    if outcome == Outcome.CLOSED:
        changes["facts"] = payment.facts | {"came_back": ""}
    Payment.objects.of(payment.organization_id).filter(pk=payment.pk).update(**changes)
