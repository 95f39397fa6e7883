"""Queries that are put together once answer as if they were put together each time."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from bookings import quotes
from orgs.models import Organization
from orgs.prepared import prepared
from scheduling.capacity import locks
from scheduling.snapshot import reads
from tests.harbor import (
    organization,
    resource,
    tour,
)

pytestmark = pytest.mark.django_db


def test_instances_come_with_what_was_joined() -> None:
    walk = tour(organization())

    found = quotes.variant_of(walk)

    with CaptureQueriesContext(connection) as queries:
        assert found.offering.organization.slug == "harbor"
        assert found.offering.calendar.slug == "tours"
    assert len(queries) == 0


def test_lists_of_every_length_are_answered() -> None:
    harbor = organization()

    @prepared
    def named(*, keys: list[int]) -> Any:
        return Organization.objects.filter(pk__in=keys)

    for length in range(1, 70):
        others = list(range(harbor.pk + 1, harbor.pk + length))
        assert named(keys=[*others, harbor.pk]) == [harbor]
    assert named(keys=[harbor.pk]) == [harbor]


@pytest.mark.django_db(transaction=True)
def test_rows_are_not_locked_outside_a_transaction() -> None:
    harbor = organization()
    walk = tour(harbor)

    for _ in range(2):
        with pytest.raises(TransactionManagementError):
            locks.runs(harbor, [walk.pk])
        with transaction.atomic():
            assert locks.runs(harbor, [walk.pk]) == []


def test_values_may_come_in_any_order() -> None:
    harbor = organization()
    vans = [resource(harbor, name) for name in ("One", "Two", "Three")]
    named = [van.pk for van in vans]

    first = reads.resources(organization=harbor.pk, named=named[:2], kinds=[""])
    second = reads.resources(organization=harbor.pk, kinds=["", "PERSON"], named=named[2:])

    assert (first, second) == (vans[:2], vans[2:])


@pytest.mark.parametrize("nothing", [None, []])
def test_nothing_is_not_a_value(nothing: Any) -> None:
    with pytest.raises(ValueError, match="A prepared query takes no"):
        reads.resources(organization=organization().pk, named=nothing, kinds=[""])
