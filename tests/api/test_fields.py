"""Times, days, money, zones and ids on the wire."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation
from rest_framework import serializers

from orgs.dialects import fields
from orgs.dialects.rest import In
from orgs.dialects.strict import read_body
from orgs.errors import Invalid


def read(field: serializers.Field, value: Any, **context: Any) -> Any:
    """What the field makes of a value: the core's value, or the code of its fault."""
    kind = type("AnyIn", (In,), {"field": field, "__doc__": "One field."})
    try:
        return read_body(kind, {"field": value}, context)["field"]
    except Invalid as refusal:
        (fault,) = refusal.errors
        assert fault.pointer == "/field"
        return fault.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01T09:00:00-04:00", datetime(2026, 7, 1, 13, 0, tzinfo=UTC)),
        ("2026-07-01T09:00:00Z", datetime(2026, 7, 1, 9, 0, tzinfo=UTC)),
        ("2026-07-01t09:00z", datetime(2026, 7, 1, 9, 0, tzinfo=UTC)),
        ("2026-07-01 09:00:00.5+0200", datetime(2026, 7, 1, 7, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-07-01T09:00:00", "naive_datetime"),
        ("2026-07-01T09:00", "naive_datetime"),
        ("2026-07-01", "invalid"),
        ("2026-02-30T09:00:00Z", "invalid"),
        ("2026-07-01T24:00:01Z", "invalid"),
        ("2026-07-01T09:00:00+99:00", "invalid"),
        ("٢٠٢٦-07-01T09:00:00Z", "invalid"),
        ("1969-12-31T00:00:00Z", "out_of_range"),
        ("0001-01-01T00:00:00+14:00", "out_of_range"),
        ("9999-12-31T23:59:59-14:00", "out_of_range"),
        ("soon", "invalid"),
        (1_782_896_400, "wrong_type"),
        (None, "null"),
    ],
)
def test_an_instant_says_its_offset(text: Any, expected: Any) -> None:
    assert read(fields.Instant(), text) == expected


def test_a_plus_that_a_query_lost_is_found_again() -> None:
    found = read(fields.Instant(), "2026-07-01T09:00:00 02:00", is_text=True)

    assert found == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert read(fields.Instant(), "2026-07-01T09:00:00 02:00") == "invalid"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-01", date(2026, 7, 1)),
        ("2026-02-29", "invalid"),
        ("2026-7-1", "invalid"),
        ("20260701", "invalid"),
        ("2026-W27-3", "invalid"),
        ("0001-01-01", "out_of_range"),
        ("9999-12-31", "out_of_range"),
        (20260701, "wrong_type"),
    ],
)
def test_a_day_is_written_in_full(text: Any, expected: Any) -> None:
    assert read(fields.Day(), text) == expected


def test_only_an_end_may_be_twenty_four_o_clock() -> None:
    assert read(fields.ClockTime(), "09:30") == 570
    assert read(fields.ClockTime(), "24:00") == "invalid"
    assert read(fields.ClosingTime(), "24:00") == 1440
    assert read(fields.ClosingTime(), "24:01") == "invalid"
    assert read(fields.ClockTime(), "9:30") == "invalid"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("45.00", 4500),
        ("45", 4500),
        ("0", 0),
        ("45.5", 4550),
        ("45.001", "invalid"),
        ("-1.00", "min_value"),
        ("1e3", "invalid"),
        ("NaN", "invalid"),
        ("1_000", "invalid"),
        ("٤٥", "invalid"),
        (" 45", "invalid"),
        ("", "invalid"),
        ("9999999999999", "invalid"),
        ("999999999999.00", "invalid"),
        (45, "wrong_type"),
        (None, "wrong_type"),
    ],
)
def test_an_amount_has_the_digits_of_its_currency(amount: Any, expected: Any) -> None:
    value = {"amount": amount, "currency": "USD"}

    assert read(fields.Money(), value, currency="USD") == expected


def test_money_is_of_the_organizations_currency() -> None:
    yen = {"amount": "45", "currency": "JPY"}

    assert read(fields.Money(), yen, currency="JPY") == 45
    assert read(fields.Money(), yen, currency="USD") == "wrong_currency"
    assert read(fields.Money(), {"amount": "45", "currency": "XXZ"}) == "wrong_currency"
    assert read(fields.Money(), yen | {"cents": 0}) == "wrong_type"
    assert read(fields.Money(), "45.00") == "wrong_type"
    assert fields.money_word(4500, "USD") == {"amount": "45.00", "currency": "USD"}
    assert fields.money_word(4500, "JPY") == {"amount": "4500", "currency": "JPY"}


@pytest.mark.parametrize(
    "text",
    ["Mars/Olympus", "../../etc/passwd", "/etc/localtime", "america/new_york", "Factory", ""],
)
def test_a_zone_is_a_name_of_the_list(text: str) -> None:
    assert read(fields.ZoneName(), text) == "unknown_zone"
    assert read(fields.ZoneName(), "America/New_York") == "America/New_York"


def test_other_words_are_of_their_lists() -> None:
    assert read(fields.Currency(), "USD") == "USD"
    assert read(fields.Currency(), "usd") == "unknown_currency"
    assert read(fields.Weekday(), "SUN") == 6
    assert read(fields.Weekday(), "Sun") == "invalid_choice"
    assert read(fields.PublicId(), "tour_01") == "tour_01"
    assert read(fields.PublicId(), "x" * 41) == "invalid"
    assert read(fields.PublicId(), "") == "invalid"
    assert (fields.clock_word(570), fields.weekday_word(0)) == ("09:30", "MON")


def test_a_reader_keeps_nothing_of_what_it_read() -> None:
    class GuestsIn(In):
        """How many."""

        guests = serializers.IntegerField(max_value=3)

    def told(guests: Any) -> str:
        with pytest.raises(Invalid) as refusal:
            read_body(GuestsIn, {"guests": guests}, {})
        return refusal.value.errors[0].detail

    assert told(4) == "Ensure this value is less than or equal to 3."
    assert read_body(GuestsIn, {"guests": 2}, {}) == {"guests": 2}
    with translation.override("de"):
        assert told(4) == "Stelle sicher, dass dieser Wert kleiner oder gleich 3 ist."
    assert told(4) == "Ensure this value is less than or equal to 3."
    assert told("2") == "This is not an integer."
