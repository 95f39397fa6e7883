"""Weekly hours as seven lines, one a weekday: `08:00-12:00, 13:00-18:00`."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs.admin_site.fields import DAY, WEEKDAYS, clock, minutes
from orgs.hours import WEEKDAYS as CODES


class WeekInput(forms.MultiWidget):
    """Seven text inputs, each labelled with its weekday."""

    def __init__(self, attrs: Any = None) -> None:
        inputs = [
            forms.TextInput(attrs={"placeholder": "–", "aria-label": label, "size": 26})
            for _number, label in WEEKDAYS
        ]
        super().__init__(inputs, attrs)

    def decompress(self, value: list[list[int]] | None) -> list[str]:
        """The hours of each weekday in words."""
        return [
            ", ".join(
                f"{clock(start)}-{clock(end)}" for day, start, end in value or [] if day == number
            )
            for number, _label in WEEKDAYS
        ]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """A row a weekday. Stock takes a stored list for what was typed; here they differ."""
        is_stored = bool(value) and not isinstance(value[0], str | None)
        context = self.get_context(name, self.decompress(value) if is_stored else value, attrs)
        rows = [
            (str(label), one_input.render(one["name"], one["value"], one["attrs"], renderer))
            for (_number, label), one, one_input in zip(
                WEEKDAYS, context["widget"]["subwidgets"], self.widgets, strict=True
            )
        ]
        body = format_html_join("", "<div><span aria-hidden='true'>{}</span>{}</div>", rows)
        return format_html('<div class="sw-hours" id="{}">{}</div>', f"id_{name}", body)


class WeeklyHoursField(forms.MultiValueField):
    """Stored as [[weekday, start, end]] in minutes; an end past midnight exceeds 1440."""

    widget = WeekInput

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False) for _day in WEEKDAYS]
        for name in ("max_length", "encoder", "decoder"):
            kwargs.pop(name, None)
        super().__init__(fields, **{"require_all_fields": False, "required": False} | kwargs)

    def compress(self, data_list: list[str]) -> list[list[int]]:
        """What was typed for each weekday."""
        return [
            [number, *span]
            for number, text in enumerate(data_list)
            for span in spans_of(text or "")
        ]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By value, not by wording."""
        try:
            return self.clean(data) != (initial or [])
        except ValidationError:
            return True


class OpeningHoursField(WeeklyHoursField):
    """The same, stored as [{"weekday": "MON", "startTime": "08:00", "endTime": "18:00"}]."""

    def prepare_value(self, value: Any) -> Any:
        """As weekly hours."""
        if not value or not isinstance(value[0], dict):
            return value
        return [
            [CODES.index(one["weekday"]), minutes(one["startTime"]), minutes(one["endTime"])]
            for one in value
        ]

    def compress(self, data_list: list[str]) -> list[dict[str, str]]:  # type: ignore[override]
        """As stored."""
        return [
            {"weekday": CODES[day], "startTime": clock(start), "endTime": clock(end)}
            for day, start, end in super().compress(data_list)
        ]


def spans_of(text: str) -> list[list[int]]:
    """`08:00-12:00, 22:00-02:00` as minutes; an end before the start is on the next day."""
    return [_span(part.strip()) for part in re.split(r"[,;]", text) if part.strip()]


def _span(part: str) -> list[int]:
    ends = re.split(r"\s*[-–]\s*", part)
    if len(ends) != 2:
        words = _("“%(hours)s” is not a stretch such as 08:00-18:00.")
        raise ValidationError(words, params={"hours": part})
    start, end = minutes(ends[0], latest=DAY - 1), minutes(ends[1])
    return [start, end if end > start else end + DAY]
