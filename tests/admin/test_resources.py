"""Resources: hours in words, blocks that tell whom they hit, the week as a picture."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from orgs.models import AuditEvent, Location
from scheduling.models import Block, Resource
from tests.admin.conftest import House, page
from tests.admin.forms import errors, save


@pytest.fixture
def van(harbor_house: House) -> Resource:
    """Harbor's van."""
    return harbor_house.rows[Resource]


@pytest.fixture
def address(van: Resource) -> str:
    """Its page."""
    return page(Resource, "change", van.pk)


def block(**typed: str) -> dict[str, str]:
    """A new line of the table of blocks."""
    given = {
        "starts_at_0": "2026-07-04",
        "starts_at_1": "08:00",
        "ends_at_0": "2026-07-04",
        "ends_at_1": "12:00",
        "reason": "Brakes",
        "rrule": "",
    }
    sent = {f"blocks-1-{name}": value for name, value in (given | typed).items()}
    return sent | {"blocks-TOTAL_FORMS": "2"}


def test_weekly_hours_are_typed_by_weekday(staff: Client, van: Resource, address: str) -> None:
    answer = save(
        staff,
        address,
        weekly_hours_0="07:30-12:00, 13:00-18:00",
        weekly_hours_5="22:00-02:00",
        weekly_hours_6="00:00-24:00",
    )

    assert answer.status_code == 302, errors(answer)
    van.refresh_from_db()
    assert van.weekly_hours == [
        [0, 450, 720],
        [0, 780, 1080],
        [5, 1320, 1560],
        [6, 0, 1440],
    ]
    text = staff.get(address).text
    for words in ("07:30-12:00, 13:00-18:00", "22:00-02:00", "00:00-24:00"):
        assert words in text


def test_hours_that_are_none_are_refused(staff: Client, address: str) -> None:
    assert "weekly_hours" in errors(save(staff, address, weekly_hours_0="all day"))


def test_a_block_is_typed_on_the_resources_clock(
    staff: Client, van: Resource, address: str
) -> None:
    answer = save(staff, address, **block(starts_at_0="2026-08-01", ends_at_0="2026-08-01"))

    assert answer.status_code == 302, errors(answer)
    made = Block.objects.get(resource=van, reason="Brakes")
    assert made.starts_at == datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
    assert AuditEvent.objects.filter(verb="block.created", subject=made.public_id).exists()


def test_a_block_names_the_bookings_it_hits(
    staff: Client, address: str, harbor_house: House
) -> None:
    answer = staff.get(save(staff, address, **block())["Location"])

    said = " ".join(str(one) for one in answer.context["messages"])
    assert "Bookings stand in the way" in said
    assert f"/admin/find/{harbor_house.booking.public_id}/" in said


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_at_1": "07:00"}, "blocks-1-ends_at"),
        ({"rrule": "FREQ=HOURLY"}, "blocks-1-rrule"),
        ({"starts_at_1": ""}, "blocks-1-starts_at"),
    ],
)
def test_a_block_that_cannot_be_is_refused(
    staff: Client, address: str, typed: dict[str, str], field: str
) -> None:
    assert field in errors(save(staff, address, **block(**typed)))


def test_a_block_is_removed(staff: Client, van: Resource, address: str) -> None:
    save(staff, address, **{"blocks-0-DELETE": "on"})

    assert not Block.objects.filter(resource=van).exists()


def test_what_bookings_stand_on_is_not_taken_away(
    staff: Client, van: Resource, address: str
) -> None:
    answer = save(staff, address, seats="1", name="Tiny van")

    assert answer.status_code == 200
    assert "opened with more seats" in str(errors(answer))
    assert 'value="Tiny van"' in answer.text
    van.refresh_from_db()
    assert van.name == "Harbor van"


def test_a_resource_in_use_cannot_be_archived(staff: Client, van: Resource, address: str) -> None:
    answer = staff.post(page(Resource, "archive", van.pk), follow=True)

    assert "Bookings to come need this resource." in answer.text
    van.refresh_from_db()
    assert van.archived_at is None


def test_a_place_of_another_house_is_refused(staff: Client, address: str, hills: House) -> None:
    answer = save(staff, address, location=str(hills.rows[Location].pk))

    assert "location" in errors(answer)


def test_the_week_shows_runs_and_blocks_and_lists_them(staff: Client, address: str) -> None:
    answer = staff.get(address, {"week": "2026-07-04"})

    kinds = {bar.kind for bar in answer.context["week"].bars}
    assert kinds == {"open", "out", "run"}
    assert [entry.what for entry in answer.context["week"].entries] == ["Out of use", "Harbor walk"]
    assert answer.context["week"].title == "Mon 29 Jun – Sun 5 Jul"
    assert "<svg" in answer.text


def test_turnaround_is_drawn_apart(staff: Client, van: Resource, address: str) -> None:
    run = van.allocations.get()
    bars = staff.get(address, {"week": "2026-07-04"}).context["week"].bars

    drawn = [bar for bar in bars if bar.kind == "run"]
    assert run.ends_at == run.occurrence.ends_at
    assert drawn[0].width == pytest.approx(2 * (960 - 72) / 24, abs=0.1)


@pytest.mark.parametrize("week", ["nonsense", "2026-99-99", "0001-01-01"])
def test_a_week_that_is_none_is_this_week(staff: Client, address: str, week: str) -> None:
    assert staff.get(address, {"week": week}).status_code == 200
