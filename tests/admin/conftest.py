"""Two houses with everything that has a page: Harbor, and Hills, whom none of it concerns."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.test import Client

from bookings import actions
from bookings.models import Booking, Customer, PromoCode, WaitlistEntry
from orgs.models import (
    AuditEvent,
    Location,
    Member,
    Message,
    MessageText,
    Organization,
    Role,
    User,
)
from scheduling.models import (
    AddOn,
    Block,
    Calendar,
    Event,
    Occurrence,
    OfferingType,
    Policy,
    Resource,
    Service,
    Tour,
)
from tests import harbor
from tests.factories import WaitlistEntryFactory

OPERATORS_ONLY = {User}
"""Models that belong to no organization."""


@dataclass
class House:
    """An organization, who works there, and a row of each model."""

    org: Organization
    owner: User
    staff: User
    booking: Booking
    rows: dict[type[Model], Any]

    def has(self, row: Any) -> bool:
        """Whether a row is its own."""
        return row == self.org if isinstance(row, Organization) else row.organization == self.org


def a_house(slug: str) -> House:
    """A house whose rows all carry its name."""
    org = harbor.organization(slug, locale="en-US", brand={"brand": "#123456"})
    word = slug.title()
    owner = harbor.member(org, Role.OWNER, f"Owner{word}")
    staff = harbor.member(org, Role.STAFF, f"Staff{word}")
    place = Location.objects.create(organization=org, name=f"{word} pier")
    van = harbor.resource(org, f"{word} van", seats=8, location=place)
    day = timedelta(days=1)
    Block.objects.create(
        organization=org, resource=van, starts_at=harbor.NOW + day, ends_at=harbor.NOW + 2 * day
    )
    policy = Policy.objects.create(organization=org, name=f"{word} policy")
    extra = AddOn.objects.create(organization=org, name=f"{word} lunch", price_minor=1200)
    walk = harbor.tour(
        org,
        name=f"{word} walk",
        needs=((van,),),
        location=place,
        policy=policy,
        requires_approval=True,
    )
    walk.add_ons.add(extra)
    event = harbor.tour(org, name=f"{word} fair", type=OfferingType.EVENT, times=())
    service = harbor.tour(org, name=f"{word} lesson", type=OfferingType.SERVICE, times=())
    made = actions.book(
        request=harbor.wanting(walk, name=f"Guest{word}"), by=harbor.GUEST, now=harbor.NOW
    )
    rows: dict[type[Model], Any] = {
        Organization: org,
        Member: Member.objects.of(org).get(user=staff),
        Location: place,
        AuditEvent: AuditEvent.objects.create(
            organization=org, verb="thing.done", actor_name=f"{word} actor", at=harbor.NOW
        ),
        Calendar: walk.calendar,
        Tour: Tour.objects.get(pk=walk.pk),
        Event: Event.objects.get(pk=event.pk),
        Service: Service.objects.get(pk=service.pk),
        Policy: policy,
        AddOn: extra,
        PromoCode: PromoCode.objects.create(
            organization=org, code=f"{slug.upper()}10", note=f"{word} leaflet", percent_off=10
        ),
        Resource: van,
        Occurrence: Occurrence.objects.get(organization=org),
        Customer: made.booking.customer,
        Booking: made.booking,
        WaitlistEntry: WaitlistEntryFactory(organization=org, offering=walk, name=f"{word} waiter"),
        Message: Message.objects.of(org).earliest("pk"),
        MessageText: MessageText.objects.create(
            organization=org,
            kind="confirmed",
            language="en",
            subject=f"{word} is booked",
            body=f"{word} greets {{guest}}.",
        ),
    }
    return House(org, owner, staff, made.booking, rows)


def models() -> list[type[Model]]:
    """What there are pages for and belongs to organizations."""
    registered = [model for model in apps.get_models() if admin.site.is_registered(model)]
    return [model for model in registered if model not in OPERATORS_ONLY]


CHOSEN: dict[type[Model], dict[str, str]] = {MessageText: {"kind": "declined"}}
"""What the address of the page to add has to name."""


def page(model: type[Model], what: str, *args: Any) -> str:
    """The address of a model's page."""
    stem = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    return stem + "".join(f"{one}/" for one in args) + (f"{what}/" if what else "")


@pytest.fixture(autouse=True)
def _first_of_july() -> Iterator[None]:
    with time_machine.travel(harbor.NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def _houses(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[House, House]]:
    """Both, built once for a file of tests and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(harbor.NOW, tick=False):
            houses = a_house("harbor"), a_house("hills")
        yield houses
        transaction.set_rollback(True)


@pytest.fixture
def harbor_house(_houses: tuple[House, House], db: None) -> House:
    """Ours; what a test does to it is undone after it."""
    return deepcopy(_houses[0])


@pytest.fixture
def hills(_houses: tuple[House, House], db: None) -> House:
    """The other one."""
    return deepcopy(_houses[1])


def signed_in(user: User) -> Client:
    """A browser with a session."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner(harbor_house: House) -> Client:
    """Harbor's owner."""
    return signed_in(harbor_house.owner)


@pytest.fixture
def staff(harbor_house: House) -> Client:
    """Harbor's staff."""
    return signed_in(harbor_house.staff)
