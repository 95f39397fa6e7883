"""What a notice says of money: what was agreed, what came, what went back, what is still due."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from bookings import fees, labels
from bookings.ledger import Kind, Standing
from bookings.models import Booking
from bookings.models.order import Task
from bookings.notices.scene import Scene
from bookings.notices.table import Notice
from bookings.payments import providers
from bookings.pricing import Price
from bookings.states import Condition
from orgs.models import Audience, DispatchStatus
from orgs.outbox.letters import Amount

PAID_UP = (
    *(Notice.CONFIRMED, Notice.REMINDER, Notice.MOVED, Notice.MINIMUM_REACHED),
    *(Notice.REFUNDED, Notice.CANCELLED, Notice.MINIMUM_MISSED),
    *(Notice.ADDED_PAID_LATE, Notice.STAFF_ADDED_PAID_LATE, Notice.PAYMENT_RECEIVED),
)
"""In their previews, the invented guest has paid."""


def of(scene: Scene) -> list[Amount]:
    """Line by line; nothing where nothing is or was to be paid."""
    if not scene.booking.total_minor or scene.booking.awaits_price:
        return []
    if scene.is_open:
        return [*_price(scene), *_paid(scene), *_due(scene)]
    # What is called off has no price any more, for the guest; but perhaps a fee.
    price = () if _is_guests(scene) else _price(scene)
    return [*price, *_settled(scene)]


def standing(scene: Scene) -> Standing:
    """The sums; of a preview's invented booking, invented."""
    booking = scene.booking
    if booking.pk:
        return booking.standing
    total = booking.total_minor if scene.notice in PAID_UP else 0
    return Standing(taken=total, refunded=0 if scene.is_open else total)


def came(scene: Scene) -> int:
    """Minor units of the payment that the notice tells of, the last before its step."""
    booking, step = scene.booking, scene.step
    if step is None:
        return booking.total_minor
    rows = [row for row in booking.entries.all() if row.payment_id and row.at <= step.at]
    found = [row for row in rows if row.kind in (Kind.CHARGED, Kind.AUTHORISED)]
    return sum(row.amount_minor for row in found if row.payment_id == found[-1].payment_id)


def _price(scene: Scene) -> Iterator[Amount]:
    """The stored price."""
    booking = scene.booking
    price = Price.from_json(booking.price)
    yield from (Amount(*line) for line in labels.lines(price, scene.money))
    yield Amount(
        labels.sum_label(price.tax, scene.money), scene.money(booking.total_minor), is_total=True
    )
    if booking.waived_minor:
        yield Amount(_("Taken off afterwards"), scene.money(-booking.waived_minor))


def _paid(scene: Scene) -> Iterator[Amount]:
    found = standing(scene)
    if found.held and is_being_taken(scene.booking):
        found = replace(found, held=0, taken=found.taken + found.held)
    if found.taken:
        yield Amount(_("Paid"), scene.money(found.taken))
    if found.held:
        label = _("Set aside, not yet charged")
        if _is_guests(scene):
            label = _("Set aside on your card, not yet charged")
        yield Amount(label, scene.money(found.held))
    if found.refunded:
        yield Amount(_("Paid back"), scene.money(-found.refunded))
    if found.leaving:
        yield Amount(_back(scene), scene.money(-found.leaving))


def is_being_taken(booking: Booking) -> bool:
    """Whether a provider is told already to take what it has set aside."""
    if not booking.pk or booking.order_id is None:
        return False
    told = booking.instructions.all()
    return any(one.task == Task.CAPTURE and one.status == DispatchStatus.WAITING for one in told)


def _due(scene: Scene) -> Iterator[Amount]:
    """What is left to pay, and when."""
    due = _left(scene)
    if due.now:
        yield Amount(_now(scene.booking), scene.money(due.now))
    if due.later and due.later_at is not None:
        label = _("Due by %(day)s") % {"day": scene.day(due.later_at)}
        yield Amount(label, scene.money(due.later))
    elif due.later:
        yield Amount(_("Due on arrival"), scene.money(due.later))


def _now(booking: Booking) -> str:
    if Condition.APPROVAL in booking.conditions:
        return _("Due once we have accepted it")
    if Condition.ACCEPTANCE in booking.conditions:
        return _("Due once you accept")
    return _("Due now")


def _left(scene: Scene) -> fees.Due:
    booking, now = scene.booking, scene.now
    if booking.pk and Condition.ACCEPTANCE in booking.conditions:
        total = booking.total_minor
        asked = providers.after(scene.house, booking.agreed.conditions(total=total))
        if Condition.PAYMENT in asked:
            return booking.due_once_accepted(now)
    if booking.pk:
        return booking.due_at(standing(scene), now)
    left = 0 if scene.notice in PAID_UP else scene.booking.total_minor
    return fees.Due(left, 0, None)


def _settled(scene: Scene) -> Iterator[Amount]:
    """Of a booking that ended: what came of the money that had come in, if any had."""
    found, kept = standing(scene), scene.booking.target_minor(scene.now)
    free = _not_charged(scene.booking, found, kept)
    came = found.held + found.taken - free
    if free > 0:
        label = _("Set aside, let go without a charge")
        if _is_guests(scene):
            label = _("Set aside on your card, let go without a charge")
        yield Amount(label, scene.money(free))
    if came > 0:
        yield Amount(_("Paid"), scene.money(came))
        if kept:
            yield Amount(_("Cancellation fee"), scene.money(-min(kept, came)))
        yield Amount(_back(scene), scene.money(max(0, came - kept)), is_total=True)


def _back(scene: Scene) -> str:
    return _("Back to you") if _is_guests(scene) else _("Back to the guest")


def _is_guests(scene: Scene) -> bool:
    return scene.notice.audience == Audience.GUEST


def _not_charged(booking: Booking, found: Standing, kept: int) -> int:
    """What was set aside and is let go, whether the provider has done so by now or not."""
    if not booking.pk:
        return 0
    rows = list(booking.entries.all())
    held = sum(row.amount_minor for row in rows if row.kind == Kind.AUTHORISED)
    taken = sum(row.amount_minor for row in rows if row.kind == Kind.CAPTURED)
    return held - max(taken, min(held, kept - found.kept))
