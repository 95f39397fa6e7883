"""The terms a booking was made under, copied onto it. Pure: values in, values out.

What they cost and give back is worked out in `bookings/fees.py`, said in `bookings/sentences.py`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Self

from bookings.states import Condition

ALL = 100
"""Per cent."""


class CancelStep(NamedTuple):
    """Until so many hours before the start, this share of what was paid comes back, less a fee."""

    hours_before: int
    refund_percent: Decimal = Decimal(100)
    fee_minor: int = 0

    @property
    def is_free(self) -> bool:
        """Whether all comes back."""
        return self.refund_percent >= ALL and not self.fee_minor

    def as_json(self) -> dict[str, Any]:
        """As policies and bookings store it."""
        percent = f"{self.refund_percent.normalize():f}"
        return {"hoursBefore": self.hours_before, "refundPercent": percent, "fee": self.fee_minor}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The reverse of as_json."""
        percent = Decimal(str(stored.get("refundPercent", 100)))
        return cls(int(stored["hoursBefore"]), percent, int(stored.get("fee") or 0))


@dataclass(frozen=True, slots=True)
class Terms:
    """An offering's conditions and its policy's rules at one moment; minutes, hours, minor units.

    `steps` run from the earliest deadline to the last; none: the guest cannot cancel. `move_hours`
    None: the guest cannot move; `moves` None: any number. The deposit is a percentage or an
    amount; neither: all is due at once. `balance_hours` None: the rest is paid on arrival.
    `exempt`: this guest is free of fees and deadlines, never of paying.
    """

    policy_id: str = ""
    version: int = 1
    requires_payment: bool = True
    hold_minutes: int = 15
    requires_approval: bool = False
    approval_holds_seats: bool = True
    approval_hours: int = 48
    pay_hours: int = 24
    deposit_percent: Decimal | None = None
    deposit_minor: int | None = None
    balance_hours: int | None = None
    minimum_seats: int | None = None
    decide_hours: int = 24
    steps: tuple[CancelStep, ...] = (CancelStep(24),)
    move_hours: int | None = 24
    moves: int | None = 2
    move_fee_minor: int = 0
    exempt: bool = False

    def as_json(self) -> dict[str, Any]:
        """What is stored with a booking."""
        stored = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.deposit_percent is not None:
            stored["deposit_percent"] = str(self.deposit_percent)
        return stored | {"steps": [step.as_json() for step in self.steps]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The reverse of as_json; words of later versions are passed over, earlier ones read."""
        known = {key: value for key, value in stored.items() if key in cls.__dataclass_fields__}
        if "steps" in known:
            known["steps"] = tuple(CancelStep.from_json(one) for one in known["steps"])
        elif "cancel_hours" in stored:
            hours = stored["cancel_hours"]
            known["steps"] = () if hours is None else (CancelStep(hours),)
        if known.get("deposit_percent") is not None:
            known["deposit_percent"] = Decimal(known["deposit_percent"])
        return cls(**known)

    def for_guest(self, email: str, exempt: Collection[str]) -> Self:
        """The same for the guest with this address, who may be among the exempt."""
        return replace(self, exempt=is_exempt(email, exempt))

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

        A request waits its approval hours; an unpaid booking its hold minutes or, once it was
        approved, its hours to pay; none of them beyond the start. A booking that waits for the
        minimum alone keeps its seats until the minimum is decided.
        """
        if Condition.APPROVAL in outstanding:
            return min(starts_at, now + timedelta(hours=self.approval_hours))
        if Condition.PAYMENT not in outstanding:
            return None
        if self.requires_approval:
            return min(starts_at, now + timedelta(hours=self.pay_hours))
        return min(starts_at, now + timedelta(minutes=self.hold_minutes))

    def cancel_until(self, starts_at: datetime) -> datetime | None:
        """The last instant (exclusive) at which the guest may cancel; None: never."""
        if self.exempt:
            return starts_at
        return _before(starts_at, self.steps[-1].hours_before if self.steps else None)

    def move_until(self, starts_at: datetime) -> datetime | None:
        """The last instant (exclusive) at which the guest may move; None: never."""
        return starts_at if self.exempt else _before(starts_at, self.move_hours)

    def decide_at(self, starts_at: datetime) -> datetime | None:
        """When a run short of its minimum is decided; None without a minimum."""
        return _before(starts_at, self.decide_hours) if self.minimum_seats is not None else None


def is_exempt(email: str, exempt: Collection[str]) -> bool:
    """Whether an address is on a policy's list: itself, or its whole domain as `@example.com`."""
    name, at, domain = email.strip().lower().rpartition("@")
    return bool(name) and not {f"{name}@{domain}", at + domain}.isdisjoint(exempt)


def _before(starts_at: datetime, hours: int | None) -> datetime | None:
    return None if hours is None else starts_at - timedelta(hours=hours)
