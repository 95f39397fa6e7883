"""Which moves of a booking are legal (design.md section 5). Pure."""

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """Where a booking stands."""

    PENDING = "PENDING"
    AWAITING_APPROVAL = "AWAITING_APPROVAL"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"
    EXPIRED = "EXPIRED"
    DECLINED = "DECLINED"
    CHECKED_IN = "CHECKED_IN"
    NO_SHOW = "NO_SHOW"


class Condition(StrEnum):
    """What is still outstanding before a booking is confirmed."""

    APPROVAL = "APPROVAL"
    PAYMENT = "PAYMENT"
    MINIMUM = "MINIMUM"
    ACCEPTANCE = "ACCEPTANCE"
    """The guest's own word, where a place was offered from the waitlist, or a price by staff."""


MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset(
        {State.AWAITING_APPROVAL, State.CONFIRMED, State.CANCELLED, State.EXPIRED}
    ),
    State.AWAITING_APPROVAL: frozenset(
        {State.PENDING, State.CONFIRMED, State.DECLINED, State.CANCELLED, State.EXPIRED}
    ),
    State.CONFIRMED: frozenset({State.CHECKED_IN, State.NO_SHOW, State.CANCELLED}),
    State.CANCELLED: frozenset({State.REFUNDED}),
    State.REFUNDED: frozenset(),
    State.EXPIRED: frozenset(),
    State.DECLINED: frozenset(),
    State.CHECKED_IN: frozenset(),
    State.NO_SHOW: frozenset(),
}

OPEN = frozenset({State.PENDING, State.AWAITING_APPROVAL, State.CONFIRMED})
"""States in which a booking takes (or waits for) seats in a run to come."""

UNCONFIRMED = frozenset({State.PENDING, State.AWAITING_APPROVAL})
"""States in which a booking may still come to nothing, and costs nothing to cancel."""

BEGUN = frozenset({State.CHECKED_IN, State.NO_SHOW})
"""States of the day itself: what is still owed then is paid without a move."""

ENDED = frozenset({State.CANCELLED, State.REFUNDED, State.EXPIRED, State.DECLINED})
"""States in which nobody comes any more."""


def may_move(origin: State, target: State) -> bool:
    """Whether the table allows it."""
    return target in MOVES[origin]


def state_under(outstanding: Iterable[Condition]) -> State:
    """Where a booking stands that waits for these conditions."""
    conditions = set(outstanding)
    if Condition.APPROVAL in conditions:
        return State.AWAITING_APPROVAL
    return State.PENDING if conditions else State.CONFIRMED
