"""The question that the verbs of capacity are asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orgs.models import Organization
from scheduling.engine.types import Span
from scheduling.extras import Extra
from scheduling.models import Variant


@dataclass(frozen=True, slots=True)
class Agreement:
    """What staff agreed on with one party: the whole run, at a start that no rule need make.

    Lead time, horizon and minimum do not bound it. Resources, buffers, turnaround, parallel runs
    and blocks do; so do the resources' weekly hours, unless staff know better (`despite_hours`).
    """

    despite_hours: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants: seats on a run of a variant, and what is taken beside.

    `until` None: for good. `agreement` None: by the rules, as anybody books; `any_time`: without
    their lead time and horizon, as staff may.
    """

    variant: Variant
    starts_at: datetime
    seats: int
    holder: str
    until: datetime | None
    now: datetime
    extras: Sequence[Extra] = ()
    agreement: Agreement | None = None
    any_time: bool = False

    @property
    def organization(self) -> Organization:
        """Whose capacity it is."""
        return self.variant.offering.organization

    @property
    def around(self) -> Span:
        """The window that holds the start and no other minute."""
        return Span(self.starts_at, self.starts_at + timedelta(minutes=1))
