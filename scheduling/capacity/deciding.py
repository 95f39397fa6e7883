"""What is decided of a run that is short of its minimum. The caller holds the run's lock."""

from datetime import datetime
from typing import Any

from scheduling.models import Occurrence


def decide_at(*, run: Occurrence, moment: datetime, now: datetime) -> None:
    """Its minimum is decided then; one that has passed closes the run to whoever would wait."""
    _set(run, now, decides_at=moment, runs_anyway=False)


def run_anyway(*, run: Occurrence, now: datetime) -> None:
    """It takes place, whether enough come or not."""
    _set(run, now, runs_anyway=True)


def warned(*, run: Occurrence, of: datetime, now: datetime) -> bool:
    """Notes that staff were told of the decision at this moment; whether that was news."""
    rows = Occurrence.objects.of(run.organization_id).filter(pk=run.pk)
    news = not rows.filter(warned_of=of).exists()
    _set(run, now, warned_of=of)
    return news


def _set(run: Occurrence, now: datetime, **fields: Any) -> None:
    rows = Occurrence.objects.of(run.organization_id).filter(pk=run.pk)
    rows.update(**fields, updated_at=now)
    for name, value in fields.items():
        setattr(run, name, value)
