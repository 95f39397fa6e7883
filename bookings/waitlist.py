"""Which moves of a waitlist entry are legal, and who is offered a freed place. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class WaitState(StrEnum):
    """Where an entry stands."""

    WAITING = "WAITING"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    LAPSED = "LAPSED"
    LEFT = "LEFT"
    OVER = "OVER"


MOVES: dict[WaitState, frozenset[WaitState]] = {
    WaitState.WAITING: frozenset({WaitState.OFFERED, WaitState.LEFT, WaitState.OVER}),
    WaitState.OFFERED: frozenset(
        {WaitState.ACCEPTED, WaitState.DECLINED, WaitState.LAPSED, WaitState.LEFT}
    ),
    WaitState.ACCEPTED: frozenset(),
    WaitState.DECLINED: frozenset(),
    WaitState.LAPSED: frozenset(),
    WaitState.LEFT: frozenset(),
    WaitState.OVER: frozenset(),
}


def may_move(origin: WaitState, target: WaitState) -> bool:
    """Whether the table allows it."""
    return target in MOVES[origin]


class Wish(NamedTuple):
    """What somebody waits for: so many seats on a start in `[start, end)`; variant None: any."""

    key: int
    seats: int
    start: datetime
    end: datetime
    variant: int | None = None

    def covers(self, room: "Room") -> bool:
        """Whether they would come then, if there were seats enough."""
        return self.start <= room.starts_at < self.end and self.variant in (None, room.variant)


class Room(NamedTuple):
    """A start of a variant on which so many could still come together."""

    variant: int
    starts_at: datetime
    remaining: int


class Pair(NamedTuple):
    """Who could have what; the earlier ones who wished for it too are `passed` over."""

    wish: Wish
    room: Room
    passed: tuple[Wish, ...] = ()

    @property
    def key(self) -> tuple[int, int, datetime]:
        """Names it when it was tried and refused."""
        return self.wish.key, self.room.variant, self.room.starts_at


def pairs(wishes: Sequence[Wish], rooms: Sequence[Room]) -> Iterator[Pair]:
    """All that fits, in order: who joined first comes first, and takes the earliest start."""
    for place, wish in enumerate(wishes):
        for room in rooms:
            if wish.covers(room) and wish.seats <= room.remaining:
                earlier = tuple(one for one in wishes[:place] if one.covers(room))
                yield Pair(wish, room, earlier)
