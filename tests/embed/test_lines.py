"""A run in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from embed.presenters import lines, marks
from embed.presenters.lines import Setting
from embed.presenters.marks import Mark
from orgs.models import Organization
from scheduling.availability import Slot, Status
from scheduling.engine.types import Code, Reason
from scheduling.models import Offering, Variant

NINE = datetime(2026, 7, 4, 13, tzinfo=UTC)
US = Setting("en_US")


def slot(status: Status = Status.AVAILABLE, **changes: Any) -> Slot:
    """A run of Harbor's walk at nine, nothing of it stored."""
    org = Organization(name="Harbor", timezone="America/New_York", currency="USD")
    type_, zone = changes.pop("type", "TOUR"), changes.pop("zone", "America/New_York")
    offering = Offering(organization=org, name="Walk", type=type_, timezone=zone)
    given = {
        "starts_at": NINE,
        "ends_at": NINE + timedelta(minutes=150),
        "remaining": 0 if status in (Status.SOLD_OUT, Status.CLOSED) else 6,
        "capacity": 10,
        "price_from": 4500,
        "offering": offering,
        "variant": Variant(offering=offering, capacity=10),
        **changes,
    }
    return Slot(status=status, **given)


def line(found: Slot, setting: Setting = US) -> lines.Line:
    """The run as a line that leads to `/book`."""
    return lines.line(found, setting, lambda each: "/book")


def test_a_run_says_when_how_long_and_how_many() -> None:
    found = line(slot())

    assert (found.clock.digits, found.clock.beside) == ("9:00", "AM")
    assert found.iso == "2026-07-04T09:00:00-04:00"
    assert found.day_words == "Saturday, July 4"
    assert (found.duration, found.seats, found.href) == ("2 h 30 min", "6 left", "/book")


@pytest.mark.parametrize(
    ("status", "mark", "words", "bookable"),
    [
        (Status.AVAILABLE, Mark.OPEN, "6 left", True),
        (Status.LIMITED, Mark.FEW, "6 left", True),
        (Status.REQUEST, Mark.REQUEST, "On request", True),
        (Status.SOLD_OUT, Mark.FULL, "Sold out", False),
        (Status.LISTED, Mark.LISTED, "", False),
        (Status.CLOSED, Mark.FULL, "Sold out", False),
    ],
)
def test_each_status_has_a_mark_and_words(
    status: Status, mark: Mark, words: str, bookable: bool
) -> None:
    found = line(slot(status))

    assert (found.mark, found.seats, found.bookable) == (mark, words, bookable)
    assert bool(found.href) is (bookable or status is Status.LISTED)


@pytest.mark.parametrize(
    ("code", "most", "words"),
    [
        (Code.NO_SEATS, None, "Only 2 left"),
        (Code.PARTY_TOO_LARGE, None, "2 at most"),
        (Code.PARTY_TOO_LARGE, 1, "1 at most"),
    ],
)
def test_a_run_too_small_for_the_party_is_not_called_sold_out(
    code: Code, most: int | None, words: str
) -> None:
    found = slot(Status.SOLD_OUT, remaining=2, reasons=(Reason(code),))
    found.offering.max_party = most

    assert (line(found).mark, line(found).seats) == (Mark.SHORT, words)
    assert not line(found).bookable


def test_the_visitors_time_is_said_only_where_it_differs() -> None:
    assert line(slot(), Setting("en_US", "America/Toronto")).visitor == ""
    assert line(slot(), Setting("en_US", "Europe/Berlin")).visitor == "3:00 PM your time"
    assert line(slot(), Setting("en_GB", "Asia/Tokyo")).visitor == "22:00 your time"


def test_the_visitors_day_is_said_where_it_is_another() -> None:
    late = slot(starts_at=NINE + timedelta(hours=9), ends_at=NINE + timedelta(hours=10))

    assert line(late, Setting("en_US", "Asia/Tokyo")).visitor_clock == "Sun, Jul 5, 7:00 AM"


def test_a_single_seat_is_no_news_of_an_appointment() -> None:
    found = line(slot(Status.LIMITED, type="SERVICE", remaining=1))

    assert (found.mark, found.seats) == (Mark.OPEN, "")


def test_what_others_took_stays_and_what_is_not_on_sale_goes() -> None:
    taken = slot(Status.CLOSED, reasons=(Reason(Code.RESOURCE_BUSY),))
    late = slot(Status.CLOSED, reasons=(Reason(Code.LEAD_TIME),))
    appointment = slot(Status.SOLD_OUT, type="SERVICE")
    sold_out = slot(Status.SOLD_OUT)

    assert marks.shown([taken, late, appointment, sold_out], NINE) == [taken, sold_out]


def test_many_starts_of_one_offering_become_chips() -> None:
    busy = slot(type="TOUR")
    starts = [
        Slot(
            starts_at=NINE + timedelta(minutes=15 * step),
            ends_at=NINE + timedelta(hours=1),
            remaining=1,
            capacity=1,
            status=Status.AVAILABLE,
            price_from=None,
            offering=busy.offering,
            variant=busy.variant,
        )
        for step in range(5)
    ]
    other = slot()

    groups = lines.grouped([line(each) for each in [*starts, other]])

    assert [(group.chips, len(group.lines)) for group in groups] == [(False, 1), (True, 5)]


@pytest.mark.parametrize(
    ("text", "digits", "beside"),
    [("9:00 AM", "9:00", "AM"), ("21:30", "21:30", ""), ("09.00 Uhr", "09.00", "Uhr")],
)
def test_a_clock_is_taken_apart(text: str, digits: str, beside: str) -> None:
    clock = lines.clock_of(text)

    assert (clock.text, clock.digits, clock.beside) == (text, digits, beside)


def test_a_run_speaks_german() -> None:
    with translation.override("de"):
        found = line(slot(), Setting("de_DE", "Europe/Berlin"))

        assert found.clock.text == "09:00"
        assert found.visitor == "15:00 bei Ihnen"
        assert (found.day_words, found.seats) == ("Samstag, 4. Juli", "noch 6 frei")
