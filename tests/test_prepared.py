"""Each query whose SQL is put together once answers as if it were put together each time."""

import inspect
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model

import config.urls  # noqa: F401
from bookings import actions
from bookings.models import Booking
from orgs.models import Organization, User
from orgs.prepared import Prepared
from scheduling import capacity
from scheduling.models import AddOn, Block, Occurrence, Offering, Requirement, Resource
from tests.bookings.payments import pay
from tests.bookings.waitlists import booked, waits
from tests.harbor import (
    GUEST,
    NINE,
    NOW,
    ONE,
    add_on,
    member,
    organization,
    resource,
    tour,
    variant_of,
    wanting,
)

pytestmark = pytest.mark.django_db

APPS = ("orgs", "scheduling", "bookings", "submissions", "embed")
EVERY = {
    f"{name}.{each}": found
    for name, module in sorted(sys.modules.items())
    if name.partition(".")[0] in APPS
    for each, found in vars(module).items()
    if isinstance(found, Prepared) and found.build.__module__ == name
}
"""All there are, since whatever answers an address is imported by now."""

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def _harbor(django_db_setup: None, django_db_blocker: Any) -> Iterator[Organization]:
    """Built once for all, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        harbor = a_busy_harbor()
        a_day_at_the_office(harbor)
        yield harbor
        transaction.set_rollback(True)


@pytest.fixture
def harbor(_harbor: Organization, db: None) -> Organization:
    """An operator on a busy day."""
    return _harbor


def a_busy_harbor() -> Organization:
    """Two tours that share a van and a guide, bookings for good and held, a block."""
    harbor = organization()
    van, guide = resource(harbor), resource(harbor, "Greta", kind="PERSON")
    resource(harbor, "Bus")
    for number, name in enumerate(("Walk", "Ride")):
        offering = tour(harbor, name=name, needs=((van,), (guide,)))
        Requirement.objects.create(organization=harbor, offering=offering, kind="VEHICLE")
        for day in range(3):
            capacity.take(
                variant=variant_of(offering),
                starts_at=(NINE, ONE)[number] + day * DAY,
                seats=2,
                holder=f"bk_{name}_{day}",
                until=NOW + timedelta(minutes=15) if day else None,
                now=NOW,
            )
    add_on(Offering.objects.of(harbor)[0], needs=((guide,), (van,)))
    row = tour(harbor, name="Row", minimum_seats=9)
    actions.book(request=wanting(row), by=GUEST, now=NOW)
    Block.objects.create(
        organization=harbor, resource=van, starts_at=NINE, ends_at=ONE, rrule="FREQ=WEEKLY"
    )
    return harbor


def a_day_at_the_office(harbor: Organization) -> None:
    """Bookings with something for the clockwork to do, half paid, and one who waits."""
    Organization.objects.filter(pk=harbor.pk).update(payment_way="SANDBOX")
    harbor.refresh_from_db()
    cruise = tour(harbor, name="Cruise", capacity=4, waitlist=True)
    paid, other = (booked(cruise, name=name) for name in ("Ada", "Bo"))
    waits(cruise)
    pay(paid)
    actions.cancel(booking=paid, by=GUEST, now=NOW)
    run = Occurrence.objects.of(harbor).order_by("pk")[0]
    hers = run.claims.order_by("pk")[0]
    rows = Booking.objects.of(harbor).filter(pk=other.pk)
    member(harbor)
    Session.objects.create(session_key="abcdefgh", expire_date=NOW + 2 * DAY)
    rows.update(added_until=NOW, offered_claim=hers, hold_expires_at=NOW + DAY)


def walk(harbor: Organization) -> Offering:
    """Its first tour."""
    return Offering.objects.of(harbor).order_by("pk")[0]


def values_for(query: Prepared[Any], org: Organization, now: Any) -> Iterator[dict[str, Any]]:
    """Values that name rows of the harbor, by the names of the query's arguments; each of several
    in turn where a name may stand for rows of more than one kind."""
    first = walk(org)
    bookings = Booking.objects.of(org)
    known: dict[str, list[Any]] = {
        "organization": [org.pk],
        "offering": [each.pk for each in Offering.objects.of(org)],
        "offerings": [[row.pk for row in Offering.objects.of(org)]],
        "add_ons": [[row.pk for row in AddOn.objects.of(org)]],
        "variant": [variant_of(first).pk],
        "calendar": [first.calendar_id],
        "public_id": [
            *(org.public_id, first.public_id, variant_of(first).public_id),
            *(one.public_id for one in bookings),
        ],
        "public_ids": [[one.public_id for one in bookings]],
        "booking": [one.pk for one in bookings],
        "order": [one.order_id for one in bookings.exclude(order=None)],
        "type_": ["TOUR"],
        "user": [one.pk for one in User.objects.all()],
        "key": [one.pk for one in User.objects.all()],
        "session": ["abcdefgh"],
        "named": [[row.pk for row in Resource.objects.of(org)]],
        "kinds": [["PERSON", "VEHICLE"]],
        "resources": [[row.pk for row in Resource.objects.of(org)]],
        "run": [Occurrence.objects.of(org).get(offering__name="Row").pk],
        "runs": [[row.pk for row in Occurrence.objects.of(org)]],
        "start": [NINE - DAY],
        "end": [NINE + 5 * DAY],
        "starts_at": [NINE],
        "now": [now],
        "until": [now + 2 * DAY],
    }
    names = inspect.signature(query.build).parameters
    for values in product(*(known[name] for name in names)):
        yield dict(zip(names, values, strict=True))


@pytest.mark.parametrize("name", sorted(EVERY))
def test_a_prepared_query_answers_as_the_queryset_would(name, harbor) -> None:
    query, answers = EVERY[name], 0

    for now in (NOW, NOW + DAY, NINE, NINE + DAY):
        for values in values_for(query, harbor, now):
            one = {k: v[:1] if isinstance(v, list) else v for k, v in values.items()}
            for asked in (values, one):
                expected = list(query.build(**asked))
                assert keys(query(**asked)) == keys(expected)
                assert keys(query(**asked)) == keys(expected)
                answers += len(expected)

    assert answers


def keys(rows: list[Any]) -> list[Any]:
    """Rows as comparable values: instances by all their own columns, and what was joined."""
    return [
        {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        | {name: each and each.pk for name, each in row._state.fields_cache.items()}  # noqa: SLF001
        if isinstance(row, Model)
        else row
        for row in rows
    ]


def test_there_are_prepared_queries() -> None:
    assert len(EVERY) > 40
