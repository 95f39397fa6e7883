"""Questions over many rows of the supply."""

from datetime import timedelta
from typing import Any

import pytest

from orgs.errors import NotFound
from scheduling import queries, snapshot
from scheduling.engine.types import Span
from scheduling.models import AddOn, Allocation, Claim, Occurrence, Offering, Rate
from scheduling.snapshot.supply import AT_ONCE
from tests.factories import CalendarFactory, EventFactory, OrganizationFactory, TourFactory
from tests.harbor import NINE, NOW, organization, resource, tour, variant_of

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


def test_more_runs_than_one_statement_takes_are_asked_for_in_turn() -> None:
    harbor = organization()
    walk, many = tour(harbor, parallel=None), AT_ONCE + 1
    given = {"organization": harbor, "offering": walk, "variant": variant_of(walk), "seats": 9}
    starts = [NINE + timedelta(minutes=minute) for minute in range(many)]
    spans = [{"starts_at": start, "ends_at": start + timedelta(minutes=1)} for start in starts]
    runs = Occurrence.objects.bulk_create([Occurrence(**given, **span) for span in spans])
    Claim.objects.bulk_create(
        Claim(organization=harbor, occurrence=run, holder=f"bk_{run.pk}", seats=1) for run in runs
    )
    van = resource(harbor, units=9)
    Allocation.objects.bulk_create(
        Allocation(organization=harbor, occurrence=run, resource=van, exclusive=False, **span)
        for run, span in zip(runs, spans, strict=True)
    )
    stock = snapshot.Stock({})
    plan = snapshot.plans([variant_of(walk)], {}, stock)[variant_of(walk).pk]

    found = snapshot.supply(harbor, [plan], stock, Span(starts[0], spans[-1]["ends_at"]), NOW)

    assert len(found.uses) == len({use.run_id for use in found.uses}) == many
    assert len(snapshot.explained(found, harbor, NOW).uses) == many
    assert {use.holder for use in snapshot.explained(found, harbor, NOW).uses} == {
        f"bk_{run.pk}" for run in runs
    }
