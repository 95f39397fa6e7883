"""The field types of our wire: times, days, clock times, money, zones, ids. Both ways.

They read strictly and document themselves; what an answer says is worded by the cells.
"""

import re
import zoneinfo
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orgs import money

LARGEST_PERCENT = 100
FIRST_YEAR, LAST_YEAR = 1970, 2200
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")

_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(?P<offset>[Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,4})?", re.ASCII)
_CURRENCY = "^[A-Z]{3}$"


class Text(serializers.Field):
    """A value written as a JSON string. The core's value is what the answer shows, as worded."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "wrong_type": "This is not a string.",
        "out_of_range": "This is outside the years 1970 to 2200.",
    }

    def to_internal_value(self, data: Any) -> Any:
        """The core's value of a string."""
        if not isinstance(data, str):
            self.fail("wrong_type")
        return self.read(data)

    def read(self, text: str) -> Any:
        """The core's value, or a failure by code."""
        raise NotImplementedError

    def to_representation(self, value: Any) -> Any:
        """Answers are worded already."""
        return value


@extend_schema_field(
    {"type": "string", "format": "date-time", "examples": ["2026-07-01T09:00:00-04:00"]}
)
class Instant(Text):
    """ISO 8601 with an offset or `Z`, read as an aware UTC time."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "This is not an ISO 8601 time such as 2026-07-01T09:00:00-04:00.",
        "naive_datetime": "This time says no offset; add one, or Z for UTC.",
    }

    def read(self, text: str) -> datetime:
        """In a query the plus of an offset arrives as a space when it was not encoded."""
        if self.context.get("is_text"):
            text = _LOST_PLUS.sub("+", text)
        found = _INSTANT.fullmatch(text)
        if found is None:
            self.fail("invalid")
        if found["offset"] is None:
            self.fail("naive_datetime")
        if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            self.fail("out_of_range")
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except ValueError:
            self.fail("invalid")


@extend_schema_field({"type": "string", "format": "date", "examples": ["2026-07-01"]})
class Day(Text):
    """A calendar day, `YYYY-MM-DD`."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "This is not a day such as 2026-07-01."
    }

    def read(self, text: str) -> date:
        """The day."""
        if not _DAY.fullmatch(text):
            self.fail("invalid")
        if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            self.fail("out_of_range")
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail("invalid")


@extend_schema_field(
    {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]}
)
class ClockTime(Text):
    """A time of day, `09:00`, read as minutes since midnight."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "This is not a time of day such as 09:00."
    }

    def read(self, text: str) -> int:
        """Minutes since midnight."""
        found = _CLOCK.fullmatch(text)
        if found is None:
            self.fail("invalid")
        return int(found[1]) * 60 + int(found[2])


@extend_schema_field(
    {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", "examples": ["18:00"]}
)
class ClosingTime(ClockTime):
    """A time of day at which something ends; `24:00` is the end of the day."""

    def read(self, text: str) -> int:
        """Minutes since midnight, 1440 at most."""
        return 24 * 60 if text == "24:00" else super().read(text)


@extend_schema_field({"type": "string", "enum": list(WEEKDAYS)})
class Weekday(Text):
    """`MON` to `SUN`, read as 0 to 6."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_choice": "This is not one of MON, TUE, WED, THU, FRI, SAT, SUN."
    }

    def read(self, text: str) -> int:
        """0 for Monday."""
        if text not in WEEKDAYS:
            self.fail("invalid_choice")
        return WEEKDAYS.index(text)


@extend_schema_field({"type": "string", "maxLength": 60, "examples": ["America/New_York"]})
class ZoneName(Text):
    """An IANA time zone."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown_zone": "This is not an IANA time zone such as America/New_York."
    }

    def read(self, text: str) -> str:
        """A name of the list: never a path to try on the disk."""
        if text not in _zones():
            self.fail("unknown_zone")
        return text


@extend_schema_field({"type": "string", "pattern": _CURRENCY, "examples": ["USD"]})
class Currency(Text):
    """An ISO 4217 code."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown_currency": "This is not an ISO 4217 currency such as USD."
    }

    def read(self, text: str) -> str:
        """A known code."""
        if text not in money.CURRENCIES:
            self.fail("unknown_currency")
        return text


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 40})
class PublicId(Text):
    """An opaque id; whether it names anything is for the action to say."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "This is not an id."}

    def read(self, text: str) -> str:
        """The id."""
        if not 0 < len(text) <= 40 or "\x00" in text:
            self.fail("invalid")
        return text


@extend_schema_field(
    {
        "type": "object",
        "properties": {
            "amount": {"type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,4})?$"},
            "currency": {"type": "string", "pattern": _CURRENCY},
        },
        "required": ["amount", "currency"],
        "examples": [{"amount": "45.00", "currency": "USD"}],
    }
)
class Money(serializers.Field):
    """`{"amount": "45.00", "currency": "USD"}`, read as minor units.

    The currency must be the organization's (`currency` in the context). `least` is in minor
    units; money to pay is not negative.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "wrong_type": 'This is not {{"amount": "45.00", "currency": "USD"}}.',
        "invalid": "{problem}",
        "wrong_currency": "Amounts here are in {currency}.",
        "min_value": "The amount is too small.",
    }

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        self.least = least
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        """Minor units."""
        if not isinstance(data, dict) or set(data) != {"amount", "currency"}:
            self.fail("wrong_type")
        if not isinstance(data["amount"], str) or not isinstance(data["currency"], str):
            self.fail("wrong_type")
        return self._minor(data["amount"], data["currency"])

    def _minor(self, amount: str, currency: str) -> int:
        expected = self.context.get("currency", currency)
        if currency != expected or currency not in money.CURRENCIES:
            self.fail("wrong_currency", currency=expected[:3])
        if not _AMOUNT.fullmatch(amount):
            self.fail("invalid", problem="The amount is not a decimal string such as 45.00.")
        try:
            minor = money.parse(amount, currency)
        except money.BadAmount as error:
            self.fail("invalid", problem=str(error))
        if minor < self.least:
            self.fail("min_value")
        return minor

    def to_representation(self, value: Any) -> Any:
        """Answers are worded already."""
        return value


@extend_schema_field({"type": ["number", "string"], "examples": [10, "12.5"]})
class Percent(serializers.Field):
    """A percentage up to 100, as a number or a decimal string; `digits` after the point."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "This is not a percentage such as 12.5, with at most {digits} digits behind.",
        "out_of_range": "A percentage is at most 100.",
    }

    def __init__(self, *, digits: int = 2, **options: Any) -> None:
        self.form = re.compile(rf"\d{{1,3}}(\.\d{{1,{digits}}})?", re.ASCII)
        self.digits = digits
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Decimal:
        """The number."""
        is_number = isinstance(data, int | float | str) and not isinstance(data, bool)
        if not is_number or not self.form.fullmatch(str(data)):
            self.fail("invalid", digits=self.digits)
        if Decimal(str(data)) > LARGEST_PERCENT:
            self.fail("out_of_range")
        return Decimal(str(data))

    def to_representation(self, value: Any) -> Any:
        """Answers are worded already."""
        return value


def percent_word(percent: Decimal) -> int | float:
    """The wire form of a percentage."""
    return int(percent) if percent == int(percent) else float(percent)


def money_word(minor: int, currency: str) -> dict[str, str]:
    """The wire form of an amount."""
    return {"amount": money.text(minor, currency), "currency": currency}


def clock_word(minutes: int) -> str:
    """The wire form of minutes since midnight: `09:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def weekday_word(weekday: int) -> str:
    """The wire form of a weekday: 0 is `MON`."""
    return WEEKDAYS[weekday]


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - {"Factory", "localtime"})
