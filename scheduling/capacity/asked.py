"""The question that the verbs of capacity are asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from orgs.models import Organization
from scheduling.engine.types import Span
from scheduling.models import Variant


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants: seats on a run of a variant. `until` None: for good."""

    variant: Variant
    starts_at: datetime
    seats: int
    holder: str
    until: datetime | None
    now: datetime

    @property
    def organization(self) -> Organization:
        """Whose capacity it is."""
        return self.variant.offering.organization

    @property
    def around(self) -> Span:
        """The window that holds the start and no other minute."""
        return Span(self.starts_at, self.starts_at + timedelta(minutes=1))
