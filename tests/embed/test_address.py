"""Addresses: read leniently, written back the same."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embed import address

NAMES = [
    *("view", "month", "week", "day", "offering", "only", "party", "lang", "theme"),
    *("ground", "tz", "host", "home", "reference", "utm_source", "utm_x"),
]


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30)))
def test_whatever_an_address_says_it_is_read_and_written_back_the_same(
    given_: dict[str, str],
) -> None:
    choice = address.read(given_)

    again = address.read(dict(parse_qsl(choice.query().removeprefix("?"))))
    assert again == choice


def test_an_address_says_everything() -> None:
    choice = address.read({
        "view": "week",
        "week": "2026-07-06",
        "party": "3",
        "tz": "Europe/Berlin",
        "host": "https://harbor.example/page?x",
        "home": "https://harbor.example/our tours/?x=1#top",
        "ground": "ffffff",
        "utm_source": "news",
    })  # fmt: skip

    assert choice == address.Choice(
        view="week",
        week=date(2026, 7, 6),
        party=3,
        tz="Europe/Berlin",
        host="https://harbor.example",
        home="https://harbor.example/our%20tours/",
        ground="ffffff",
        campaign=(("utm_source", "news"),),
    )


@pytest.mark.parametrize(
    ("name", "nonsense"),
    [
        ("view", "year"),
        ("month", "2026-13"),
        ("day", "4 July"),
        ("party", "many"),
        ("tz", "Mars/Olympus"),
        ("host", "javascript:alert(1)"),
        ("host", "https://[harbor"),
        ("home", "javascript:alert(1)"),
        ("theme", "neon"),
        ("ground", "#ffffff"),
        ("offering", "a b"),
        ("lang", "<de>"),
    ],
)
def test_nonsense_is_left_out(name: str, nonsense: str) -> None:
    assert address.read({name: nonsense}) == address.Choice()


@pytest.mark.parametrize(("given_", "party"), [("0", 1), ("-4", 1), ("7", 7), ("1000000", 99)])
def test_a_party_is_one_to_ninety_nine(given_: str, party: int) -> None:
    assert address.read({"party": given_}).party == party


def test_an_instant_needs_its_offset() -> None:
    assert address.instant("2026-07-04T13:00Z") == datetime(2026, 7, 4, 13, tzinfo=UTC)
    assert address.instant("2026-07-04T09:00-04:00") == datetime(2026, 7, 4, 13, tzinfo=UTC)
    assert address.instant("2026-07-04T13:00") is None
    assert address.instant("0001-01-01T00:00+23:00") is None
    assert address.instant(None) is None


def test_calendars_end_somewhere() -> None:
    today = date(2026, 7, 1)

    assert address.near(date(2027, 7, 1), today) == date(2027, 7, 1)
    assert address.near(date(9999, 1, 1), today) is None
