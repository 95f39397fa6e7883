"""The terms a booking was made under, copied onto it. Pure: values in, values out."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from bookings.states import Condition


@dataclass(frozen=True, slots=True)
class Terms:
    """An offering's conditions and its policy's rules at one moment; minutes and hours.

    `cancel_hours` and `move_hours` None: not by the guest. `moves` None: any number.
    """

    policy_id: str = ""
    version: int = 1
    requires_payment: bool = True
    hold_minutes: int = 15
    requires_approval: bool = False
    approval_holds_seats: bool = True
    approval_hours: int = 48
    minimum_seats: int | None = None
    decide_hours: int = 24
    cancel_hours: int | None = 24
    move_hours: int | None = 24
    moves: int | None = 2

    def as_json(self) -> dict[str, Any]:
        """What is stored with a booking."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The reverse of as_json; words of later versions are passed over."""
        known = {key: value for key, value in stored.items() if key in cls.__dataclass_fields__}
        return cls(**known)

    def conditions(self, *, total: int) -> frozenset[Condition]:
        """What a new booking of this price (minor units) waits for, whoever else is coming."""
        outstanding = set()
        if self.requires_approval:
            outstanding.add(Condition.APPROVAL)
        if self.requires_payment and total > 0:
            outstanding.add(Condition.PAYMENT)
        if self.minimum_seats is not None:
            outstanding.add(Condition.MINIMUM)
        return frozenset(outstanding)

    def hold_until(
        self, outstanding: frozenset[Condition], starts_at: datetime, now: datetime
    ) -> datetime | None:
        """When the seats go back unless something happens; None: they are kept.

        A request waits its approval hours, an unpaid booking its hold minutes, and neither
        beyond the start. A booking that
        waits for the minimum alone keeps its seats until the minimum is decided.
        """
        if Condition.APPROVAL in outstanding:
            return min(starts_at, now + timedelta(hours=self.approval_hours))
        if Condition.PAYMENT in outstanding:
            return min(starts_at, now + timedelta(minutes=self.hold_minutes))
        return None

    def cancel_until(self, starts_at: datetime) -> datetime | None:
        """The last instant (exclusive) at which the guest may cancel; None: never."""
        return _before(starts_at, self.cancel_hours)

    def move_until(self, starts_at: datetime) -> datetime | None:
        """The last instant (exclusive) at which the guest may move; None: never."""
        return _before(starts_at, self.move_hours)

    def decide_at(self, starts_at: datetime) -> datetime | None:
        """When a run short of its minimum is decided; None without a minimum."""
        return _before(starts_at, self.decide_hours) if self.minimum_seats is not None else None


def _before(starts_at: datetime, hours: int | None) -> datetime | None:
    return None if hours is None else starts_at - timedelta(hours=hours)
