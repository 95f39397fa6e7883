"""Date and time typed on the clock of a venue, whatever clock the server or the reader has."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from orgs.admin_site import asking

ZONES = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
SELECTED = mark_safe(" selected")
CHOICES = [(zone, zone.replace("_", " ")) for zone in ZONES]


class DayAndTime(AdminSplitDateTime):
    """Two inputs, each with a label of its own."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """As stock, where their labels are mere text."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        for said, part in zip(("date_label", "time_label"), parts, strict=True):
            place = part["attrs"].get("id", "")
            context[said] = format_html('<label for="{}">{}</label>', place, context[said])
        return context


class ZonedField(forms.SplitDateTimeField):
    """An instant. `zone` is set by the form that knows the venue."""

    widget = DayAndTime
    zone = "UTC"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for part, said in zip(self.widget.widgets, (_("Day"), _("Time")), strict=True):
            part.attrs["aria-label"] = format_lazy("{}, {}", self.label, said)

    def prepare_value(self, value: Any) -> Any:
        """The venue's wall time; the widget shows a naive time as it is."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return value

    def clean(self, value: Any) -> Any:
        """One that may not be changed comes as it is stored."""
        return value if self.disabled and isinstance(value, datetime) else super().clean(value)

    def compress(self, data_list: Any) -> datetime | None:
        """The instant of a wall time; one that happens twice is the first."""
        if not data_list or None in data_list or "" in data_list:
            return None
        wall = datetime.combine(*data_list)
        if not asking.is_near(wall):
            raise ValidationError(_("This is too far away."), code="out_of_range")
        return wall.replace(tzinfo=ZoneInfo(self.zone))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By the instant."""
        if self.disabled:
            return False
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


class LongSelect(forms.Select):
    """A list of hundreds, put together at once: Django takes two templates for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """As Select, whose choices are not in groups."""
        chosen = str(value or "")
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if key == chosen else "", label) for key, label in self.choices),
        )
        named = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", named, options)


class TimezoneField(forms.ChoiceField):
    """An IANA zone from a list."""

    widget = LongSelect

    def __init__(self, **kwargs: Any) -> None:
        for name in ("max_length", "empty_value"):
            kwargs.pop(name, None)
        choices = _zones if kwargs.get("required", True) else _zones_or_none
        super().__init__(**{"choices": choices} | kwargs)


def _zones() -> list[tuple[str, Any]]:
    """As a function, so that forms need not copy the list."""
    return [*CHOICES]


def _zones_or_none() -> list[tuple[str, Any]]:
    return [("", _("the organization’s")), *CHOICES]
