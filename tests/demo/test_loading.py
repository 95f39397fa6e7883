"""Loading the demonstration into an empty database: when, and when not."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bookings.models import Booking
from bookings.states import State
from embed.checks import DEMO_ACCOUNTS, no_demo_accounts
from embed.demo.load import admit, load
from embed.management.commands.demo_load import noted_port
from orgs.models import Organization, User
from scheduling.models import Calendar

MORNING = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def test_it_is_not_loaded_without_debug(db: None) -> None:
    with pytest.raises(CommandError, match="DEBUG=1 only"):
        call_command("demo_load")

    assert not Organization.objects.exists()


def test_the_command_says_what_it_did(db: None, settings: object, capsys: object) -> None:
    settings.DEBUG = True

    call_command("demo_load")
    call_command("demo_load")

    said = capsys.readouterr().out.splitlines()
    assert said == ["Loaded Harbor & Hills.", "Harbor & Hills is loaded already."]


def test_a_database_of_an_earlier_version_is_said_plainly(db: None, settings: object) -> None:
    settings.DEBUG = True
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE bookings_booking RENAME COLUMN waived_minor TO forgiven_minor")

    with pytest.raises(CommandError, match="Run `make demo-reset`"):
        call_command("demo_load")


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), id="a night of 25 hours"),
        pytest.param(datetime(2027, 3, 14, 12, 0, tzinfo=UTC), id="a day of 23 hours"),
        pytest.param(datetime(2027, 1, 1, 3, 0, tzinfo=UTC), id="still last year there"),
    ],
)
def test_it_can_be_loaded_on_any_day(db: None, now: datetime) -> None:
    load(now=now, site_port=8001)

    harbor = Organization.objects.get(slug="harbor")
    states = Counter(one.state_at(now) for one in Booking.objects.of(harbor))
    assert states[State.AWAITING_APPROVAL] == 3
    assert states[State.PENDING] == 1


def test_a_website_on_another_port_is_let_in_once(db: None) -> None:
    load(now=MORNING, site_port=8001)

    admit(9001)
    admit(9001)

    harbor = Organization.objects.get(slug="harbor")
    ports = [8001, 8001, 9001, 9001]
    for calendar in Calendar.objects.of(harbor):
        assert [int(site.rpartition(":")[2]) for site in calendar.allowed_sites] == ports


def test_loaded_afresh_it_lets_the_website_in_that_was_served_last(
    db: None, settings: object, tmp_path: Path
) -> None:
    settings.DEBUG = True
    note = tmp_path / "demo.site"
    note.write_text("8141\n")

    call_command("demo_load", note=note)

    harbor = Organization.objects.get(slug="harbor")
    for calendar in Calendar.objects.of(harbor):
        assert calendar.allowed_sites == ["http://127.0.0.1:8141", "http://localhost:8141"]


@pytest.mark.parametrize("noted", ["", "eight\n", "٨١٤١\n", None])
def test_what_is_no_port_was_not_noted(noted: str | None, tmp_path: Path) -> None:
    note = tmp_path / "demo.site"
    if noted is not None:
        note.write_text(noted)

    assert noted_port(note) is None


def test_an_installation_without_demonstration_accounts_passes_the_check(db: None) -> None:
    User.objects.create_user("owner@example.org", None)

    assert no_demo_accounts(None) == []


def test_one_demonstration_account_is_enough_to_fail_it(db: None) -> None:
    User.objects.create_user("staff@demo.example", None)

    assert [one.id for one in no_demo_accounts(None)] == [DEMO_ACCOUNTS]
