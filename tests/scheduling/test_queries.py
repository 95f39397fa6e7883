"""Questions over many rows of the supply."""

import sys
from datetime import timedelta
from typing import Any

import pytest

from bookings import actions
from orgs.errors import NotFound
from scheduling import availability, queries
from scheduling.models import AddOn, Offering, Rate
from tests.factories import CalendarFactory, EventFactory, OrganizationFactory, TourFactory
from tests.harbor import FOURTH, GUEST, NINE, NOW, organization, resource, tour, wanting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Any:
    return CalendarFactory(organization__slug="harbor", slug="boats")


def test_a_calendar_is_found_by_id_by_both_slugs_and_by_its_own(ours: Any) -> None:
    refs = [ours.public_id, "harbor/boats", "boats"]

    assert [queries.public_calendar(ref) for ref in refs] == [ours] * 3


def test_a_bare_slug_belongs_to_who_took_it_first(ours: Any) -> None:
    theirs = CalendarFactory(organization__slug="summit", slug="boats")

    assert queries.public_calendar("boats") == ours
    assert queries.public_calendar("summit/boats") == theirs


@pytest.mark.parametrize(
    "ref", ["", "/", "boats/", "cal_unknown", "summit/boats", "harbor/boats/x", "x" * 999]
)
def test_what_names_no_calendar_is_not_found(ours: Any, ref: str) -> None:
    with pytest.raises(NotFound):
        queries.public_calendar(ref)


def test_an_archived_calendar_is_not_found(ours: Any, now: Any) -> None:
    ours.archived_at = now
    ours.save()

    for ref in (ours.public_id, "harbor/boats", "boats"):
        with pytest.raises(NotFound):
            queries.public_calendar(ref)


@pytest.mark.parametrize("number", [1, 30])
def test_what_a_calendar_shows_costs_four_queries_however_much(
    ours: Any, number: int, django_assert_num_queries: Any
) -> None:
    lunch = AddOn.objects.create(organization=ours.organization, name="Lunch")
    for one in range(number):
        tour = TourFactory(calendar=ours, organization=ours.organization, name=f"Tour {one:02}")
        tour.add_ons.add(lunch)
        Rate.objects.create(
            organization=ours.organization, offering=tour, label="Old", is_active=False
        )
    TourFactory(calendar=ours, organization=ours.organization, status="DRAFT")

    with django_assert_num_queries(4):
        found = queries.public_offerings(ours)
        shown = [_page(one) for one in found]

    assert shown == [
        (f"Tour {one:02}", "USD", ["Adult"], ["Lunch"], 10, None) for one in range(number)
    ]


def _page(one: Offering) -> tuple[Any, ...]:
    """What a page reads of an offering."""
    return (
        one.name,
        one.organization.currency,
        [rate.label for rate in one.rates.all()],
        [add_on.name for add_on in one.add_ons.all()],
        one.default_variant.capacity,
        one.location,
    )


def test_the_dates_of_an_event_are_instants_in_order() -> None:
    event = EventFactory(
        organization=OrganizationFactory(timezone="Europe/Vienna"),
        dates=[
            ["2034-10-29T02:30", 60, 1],
            ["2034-10-29T02:30", 60, 0],
            ["2034-03-26T02:30", 60, 0],
        ],
    )

    spans = queries.fixed_dates(event)

    assert [span.start.isoformat() for span in spans] == [
        "2034-03-26T01:30:00+00:00",
        "2034-10-29T00:30:00+00:00",
        "2034-10-29T01:30:00+00:00",
    ]


def test_the_id_of_an_offering_says_its_type_and_is_read_as_it_is_stored() -> None:
    tour, event = TourFactory(), EventFactory()
    Offering.objects.filter(pk=tour.pk).update(public_id="off_1")

    assert event.public_id.startswith("evt_")
    assert Offering.objects.get(pk=tour.pk).public_id == "off_1"


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_more_runs_than_one_statement_takes_are_asked_for_in_turn(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbor = organization()
    van = resource(harbor, units=9)
    walk = tour(harbor, needs=((van,),), times=(480, 540, 600, 660), parallel=9)
    for hour in range(4):
        actions.book(
            request=wanting(walk, starts_at=NINE + timedelta(hours=hour - 1)), by=GUEST, now=NOW
        )
    asked = {"offering": walk, "first": FOURTH, "last": FOURTH, "party": 1, "now": NOW}
    whole = availability.explain(**asked)

    monkeypatch.setattr(sys.modules["scheduling.snapshot.supply"], "AT_ONCE", at_once)

    assert availability.explain(**asked) == whole
    assert len(whole) == 4
