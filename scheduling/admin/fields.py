"""Stored shapes of the catalogue as people write them."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orgs import money
from orgs.admin_site.fields import MoneyField, WordsField
from scheduling.engine.recurrence import instant

MINUTE = timedelta(minutes=1)
DATED = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)\s+(?P<start>\d\d?:\d\d)\s*[-–]\s*"
    r"(?:(?P<last>\d{4}-\d\d-\d\d)\s+)?(?P<end>\d\d?:\d\d)(?P<second>\s*\(second\))?"
)
DISCOUNT = re.compile(r"(?P<seats>\d+)\s*:\s*(?P<off>\d+(?:[.,]\d+)?)\s*(?P<percent>%)?")


class FixedDatesField(WordsField):
    """Dated runs, one a line: `2026-07-01 09:00-11:00`, or with another day before the end.

    Stored as [[wall time, minutes, fold]]; `zone` is set by the form that knows the venue. A
    start in the hour that happens twice is the first, unless `(second)` stands behind it.
    """

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})
    zone = "UTC"

    def say(self, value: list[list[Any]]) -> str:
        """One a line, in order."""
        return "\n".join(self._line(*one) for one in sorted(value))

    def hear(self, text: str) -> list[list[Any]]:
        """As stored."""
        return sorted(self._dated(line.strip()) for line in text.splitlines() if line.strip())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By value; a fold of 0 may be stored or left out."""
        stored = sorted([*one, 0][:3] for one in initial or [])
        return super().has_changed(stored, data)

    def _line(self, wall: str, minutes: int, fold: int = 0) -> str:
        start = datetime.fromisoformat(wall)
        zone = ZoneInfo(self.zone)
        end = (instant(start.replace(fold=fold), self.zone) + minutes * MINUTE).astimezone(zone)
        last = "" if end.date() == start.date() else f"{end:%Y-%m-%d} "
        return f"{start:%Y-%m-%d %H:%M}-{last}{end:%H:%M}{' (second)' if fold else ''}"

    def _dated(self, line: str) -> list[Any]:
        try:
            found = DATED.fullmatch(line)
            return self._stored(found)  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            words = _("“%(line)s” is not of the form 2026-07-01 09:00-11:00.")
            raise ValidationError(words, params={"line": line}) from error

    def _stored(self, found: re.Match[str]) -> list[Any]:
        fold = int(bool(found["second"]))
        start = _wall(found["day"], found["start"]).replace(fold=fold)
        end = _wall(found["last"] or found["day"], found["end"])
        if end <= start and not found["last"]:
            end += timedelta(days=1)
        length = (instant(end, self.zone) - instant(start, self.zone)) // MINUTE
        if length <= 0:
            raise ValueError
        return [start.replace(fold=0).isoformat(timespec="minutes"), length, fold]


def _wall(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock:0>5}")


class DiscountsField(MoneyField):
    """Group discounts, one a line: `6: 10%` or `10: 25.00` (off, in the house's currency)."""

    widget: Any = forms.Textarea(attrs={"rows": 3, "cols": 24})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super(MoneyField, self).__init__(*args, **kwargs)

    def say(self, value: list[dict[str, Any]]) -> str:  # type: ignore[override]
        """One a line."""
        return "\n".join(self._line(one) for one in value)

    def hear(self, text: str) -> list[dict[str, Any]]:  # type: ignore[override]
        """Smallest group first."""
        found = [self._discount(line.strip()) for line in text.splitlines() if line.strip()]
        return sorted(found, key=lambda one: one["minSeats"])

    def _line(self, one: dict[str, Any]) -> str:
        if "percentOff" in one:
            return f"{one['minSeats']}: {one['percentOff']}%"
        return f"{one['minSeats']}: {money.text(one['amountOff'], self.currency)}"

    def _discount(self, line: str) -> dict[str, Any]:
        found = DISCOUNT.fullmatch(line)
        if found is None or not int(found["seats"]):
            words = _("“%(line)s” is not of the form “6: 10%%” or “6: 5.00”.")
            raise ValidationError(words, params={"line": line})
        seats, off = int(found["seats"]), found["off"].replace(",", ".")
        if not found["percent"]:
            return {"minSeats": seats, "amountOff": super().hear(off)}
        if Decimal(off) > 100:
            raise ValidationError(_("No more than the whole price can be taken off."))
        return {"minSeats": seats, "percentOff": off}
