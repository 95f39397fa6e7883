"""Stored shapes as people write them: amounts, weekdays, hours, lists, attributes.

A `WordsField` says a stored value in words and hears words back; both ways are exact, so an
untouched field never counts as changed.
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from orgs import money
from orgs.models import Organization

WEEKDAYS = (
    (0, _("Mon")),
    (1, _("Tue")),
    (2, _("Wed")),
    (3, _("Thu")),
    (4, _("Fri")),
    (5, _("Sat")),
    (6, _("Sun")),
)
DAY = 24 * 60
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
NUMBER = re.compile(r"-?\d+")


class WordsField(forms.CharField):
    """A text field for a value that is no text. Subclasses say and hear it."""

    def say(self, value: Any) -> str:
        """The value in words."""
        raise NotImplementedError

    def hear(self, text: str) -> Any:
        """The value of words; raises ValidationError for what it does not understand."""
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field; words that were just typed stay as they are."""
        return value if value is None or isinstance(value, str) else self.say(value)

    def to_python(self, value: Any) -> Any:
        """The heard value."""
        return self.hear(super().to_python(value) or "")

    def validate(self, value: Any) -> None:
        """An empty list is an answer unless one is required."""
        if self.required and value in (None, [], {}):
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Those of text do not apply."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By value, not by wording."""
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class MoneyInput(forms.TextInput):
    """An amount with its currency behind it."""

    currency = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input and the currency's code."""
        field = super().render(name, value, attrs, renderer)
        return format_html('<span class="sw-money">{} <span>{}</span></span>', field, self.currency)


class MoneyField(WordsField):
    """Minor units, typed as a decimal amount of the organization's currency."""

    widget = MoneyInput
    currency = "EUR"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "size": 8, "class": "sw-number"}

    @property
    def organization(self) -> Organization | None:
        """Whose currency it is."""
        return self._organization

    @organization.setter
    def organization(self, organization: Organization | None) -> None:
        self._organization = organization
        if organization is not None:
            self.currency = self.widget.currency = organization.currency

    def say(self, value: int) -> str:
        """`4500` as `45.00`."""
        return money.text(value, self.currency)

    def hear(self, text: str) -> int | None:
        """`45`, `45.00` or `45,00`."""
        if not text:
            return None
        try:
            found = money.parse(text.replace(",", ".").replace(" ", ""), self.currency)
        except money.BadAmount as error:
            raise ValidationError(_("Please enter an amount such as 45.00.")) from error
        if found < 0:
            raise ValidationError(_("The amount cannot be negative."))
        return found


class LinesField(WordsField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def say(self, value: list[str]) -> str:
        """One a line."""
        return "\n".join(map(str, value))

    def hear(self, text: str) -> list[str]:
        """Without empty lines."""
        return [line.strip() for line in text.splitlines() if line.strip()]


class AddressesField(LinesField):
    """E-mail addresses, one a line."""

    def hear(self, text: str) -> list[str]:
        """Each of them one that mail can go to."""
        found = list(dict.fromkeys(super().hear(text)))
        for address in found:
            validate_email(address)
        return found


class TagsField(WordsField):
    """A list of words, separated by commas."""

    def say(self, value: list[str]) -> str:
        """With commas."""
        return ", ".join(map(str, value))

    def hear(self, text: str) -> list[str]:
        """Each once, in order."""
        return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


class DatesField(LinesField):
    """Days as `2026-07-01`, one a line."""

    def hear(self, text: str) -> list[str]:
        """In order, each once."""
        return sorted({self._day(line) for line in super().hear(text)})

    def _day(self, line: str) -> str:
        try:
            return date.fromisoformat(line).isoformat()
        except ValueError as error:
            words = _("“%(day)s” is not a day such as 2026-07-01.")
            raise ValidationError(words, params={"day": line}) from error


class TimesField(WordsField):
    """Times of day, `09:00, 13:00`, stored as minutes after midnight."""

    def say(self, value: list[int]) -> str:
        """With commas."""
        return ", ".join(map(clock, value))

    def hear(self, text: str) -> list[int]:
        """In order, each once."""
        words = (word.strip() for word in re.split(r"[,;\s]+", text))
        return sorted({minutes(word, latest=DAY - 1) for word in words if word})


class AttributesField(WordsField):
    """Attributes as `languages: en, de` lines; one word after the colon is a word, more a list."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 32})

    def say(self, value: dict[str, Any]) -> str:
        """One a line."""
        return "\n".join(f"{key}: {_said(one)}" for key, one in value.items())

    def hear(self, text: str) -> dict[str, Any]:
        """By name."""
        found = {}
        for line in text.splitlines():
            name, colon, rest = line.partition(":")
            if not line.strip():
                continue
            if not colon or not name.strip():
                words = _("“%(line)s” is not of the form “name: value”.")
                raise ValidationError(words, params={"line": line.strip()})
            found[name.strip()] = _heard(rest.strip())
        return found


def _said(value: Any) -> str:
    match value:
        case list():
            return ", ".join(map(_said, value)) + ("," if len(value) < 2 else "")
        case bool():
            return "yes" if value else "no"
        case str() if NUMBER.fullmatch(value) or value in ("yes", "no"):
            return f'"{value}"'
    return str(value)


def _heard(text: str) -> Any:
    if "," in text:
        return [_heard(word.strip()) for word in text.split(",") if word.strip()]
    if text in ("yes", "no"):
        return text == "yes"
    return int(text) if NUMBER.fullmatch(text) else text.strip('"')


class WeekdaysField(forms.MultipleChoiceField):
    """Weekdays as check boxes; stored as numbers, Monday 0."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "sw-weekdays"})
        given: dict[str, Any] = {"choices": WEEKDAYS, "widget": widget, "required": False}
        super().__init__(**given | kwargs)

    def clean(self, value: Any) -> list[int]:
        """In the order of the week."""
        return sorted(int(day) for day in super().clean(value))


def clock(minute: int) -> str:
    """`540` as `09:00`; what lies past midnight begins again at `00:00`, midnight is `24:00`."""
    within = minute if minute == DAY else minute % DAY
    return f"{within // 60:02d}:{within % 60:02d}"


def minutes(text: str, latest: int = DAY) -> int:
    """`09:00` as `540`."""
    found = CLOCK.fullmatch(text.strip())
    total = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else latest + 1
    if total > latest:
        words = _("“%(time)s” is not a time such as 09:00.")
        raise ValidationError(words, params={"time": text.strip()})
    return total
