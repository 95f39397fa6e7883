"""Whether a notice leads to paying, and by when that is to be done."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bookings.notices import sums
from bookings.notices.scene import Scene
from bookings.notices.table import Notice
from bookings.payments import checkout
from bookings.states import Condition
from orgs.outbox.letters import Fact

ASKING = {Notice.RECEIVED, Notice.APPROVED, Notice.PAYMENT_DUE, Notice.MOVED, Notice.PARTY_CHANGED}
"""These lead to paying, while something is to be paid."""

RESERVED = ASKING - {Notice.PARTY_CHANGED}
"""In these, the places go back unless they are paid for in time, where that is asked for."""

ADDING = {Notice.PARTY_CHANGED, Notice.STAFF_PARTY, Notice.MOVED}
"""In these, it is said until when added places are to be paid."""


def leads_to_paying(scene: Scene) -> bool:
    """Whether the button is for paying: while that is waited for, or a move has cost something.

    A request is paid for once it is accepted: until then it is we who have to answer.
    """
    booking = scene.booking
    if scene.notice not in ASKING or booking.order_id is None:
        return False
    if Condition.APPROVAL in booking.conditions:
        return False
    return Condition.PAYMENT in booking.conditions or _has_cost(scene)


def _has_cost(scene: Scene) -> bool:
    """Whether a move made it dearer, and not all of it is paid."""
    facts = scene.step.facts if scene.step else {}
    if scene.notice != Notice.MOVED or facts.get("price_is", 0) <= facts.get("price_was", 0):
        return False
    return checkout.due(scene.booking, sums.standing(scene), scene.now) > 0


def pay_by(scene: Scene) -> Iterator[Fact]:
    """When places go back that are not paid for by then."""
    held, added = scene.booking.hold_expires_at, scene.booking.added_until
    waits = Condition.PAYMENT in scene.booking.conditions
    if held is not None and scene.notice in RESERVED and waits and leads_to_paying(scene):
        note = _("or your places are free again")
        yield Fact(_("Pay by"), scene.moment(held), note=note)
    if added is not None and scene.notice in ADDING:
        note = _("or the added places are given back")
        yield Fact(_("Pay by"), scene.moment(added), note=note)
