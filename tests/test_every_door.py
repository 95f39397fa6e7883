"""Nothing is oversold through any door: page, API, approval, move, all at once.

Real threads with their own connections on committed data. A door is told for whom to book and
answers whether it did.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

import pytest
import time_machine

from bookings import actions
from bookings.models import Booking
from orgs.errors import Refusal
from orgs.models import Role
from scheduling.models import Claim, Offering, Policy
from tests.client import Api
from tests.embed.guest import Guest, rate_field
from tests.harbor import GUEST, NINE, NOW, ONE, member, organization, tour, wanting
from tests.races import race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

Try = Callable[[], bool]
SOLD_OUT = 409


@pytest.fixture(autouse=True)
def _first_of_july():
    with time_machine.travel(NOW, tick=False):
        yield


def at_the_counter(walk: Offering, name: str) -> Try:
    """The core's own action."""
    request = wanting(walk, seats=1, name=name)

    def book() -> bool:
        try:
            return actions.book(request=request, by=GUEST, now=NOW).is_new
        except Refusal:
            return False

    return book


def over_the_api(walk: Offering, name: str) -> Try:
    """POST /api/bookings."""
    body = {
        "tourId": walk.public_id,
        "instanceStartsAt": "2026-07-04T09:00:00-04:00",
        "seats": 1,
        "contact": {"name": name, "email": f"{name}@example.com"},
    }

    def book() -> bool:
        answer = Api(REMOTE_ADDR=f"10.0.0.{random.randint(1, 250)}").post("/api/bookings", body)
        assert answer.status_code in (201, SOLD_OUT)
        return bool(answer.status_code == 201)

    return book


def on_the_page(walk: Offering, name: str) -> Try:
    """The embedded calendar's form, opened before the race and sent in it."""
    guest = Guest()
    form = guest.opens(form_of(walk))
    filled = {rate_field(walk): "1", "name": name, "email": f"{name}@example.com"}

    def book() -> bool:
        return "/done/" in guest.sends(form, **filled).response.request["PATH_INFO"]

    return book


@lru_cache(maxsize=1)
def form_of(walk: Offering) -> str:
    """Where it is booked: all who race found the link on the same calendar."""
    return Guest().to_the_form(walk)


def by_approval(walk: Offering, name: str) -> Try:
    """A request that held no seats, approved by staff over the API."""
    Offering.objects.filter(pk=walk.pk).update(requires_approval=True)
    walk.refresh_from_db()
    request = actions.book(request=wanting(walk, seats=1, name=name), by=GUEST, now=NOW).booking
    org = walk.organization
    staff = member(org, Role.STAFF, name=name)
    path = f"/api/orgs/{org.public_id}/bookings/{request.public_id}/approve"

    def approve() -> bool:
        answer = Api(staff).post(path, {})
        assert answer.status_code in (200, SOLD_OUT)
        return bool(answer.status_code == 200)

    return approve


def by_moving(walk: Offering, name: str) -> Try:
    """A guest of another day who wants to come on this one."""
    start = NINE + timedelta(days=1 + sum(map(ord, name)) % 20)
    made = actions.book(
        request=wanting(walk, seats=1, name=name, starts_at=start), by=GUEST, now=NOW
    )
    path = f"/api/bookings/{made.booking.public_id}/reschedule"

    def move() -> bool:
        token = {"X-Booking-Token": made.booking.token}
        answer = Api().post(path, {"instanceStartsAt": "2026-07-04T09:00:00-04:00"}, **token)
        assert answer.status_code in (200, SOLD_OUT)
        return bool(answer.status_code == 200)

    return move


DOORS = (at_the_counter, over_the_api, on_the_page, by_approval, by_moving)


def a_walk(capacity: int) -> Offering:
    org = organization()
    policy = Policy.objects.create(organization=org, name="Loose", approval_holds_seats=False)
    return tour(org, capacity=capacity, policy=policy, parallel=1)


def seats_at_nine(walk: Offering) -> int:
    return Claim.objects.of(walk.organization).live(NOW).filter(occurrence__starts_at=NINE).seats()


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_fifty_at_one_door_for_five_seats_fill_exactly_five(door, settings):
    settings.RATES = settings.RATES | {"public_write": "1000/min"}
    walk = a_walk(capacity=5)
    if door is by_moving:
        walk.variants.update(capacity=50)
    racers = [door(walk, f"guest{number}") for number in range(50)]
    walk.variants.update(capacity=5)

    came_in = race(racers)

    assert sum(came_in) == 5
    assert seats_at_nine(walk) == 5


@pytest.mark.parametrize("seed", range(5))
def test_a_crowd_at_all_doors_at_once_never_oversells(seed, settings):
    settings.RATES = settings.RATES | {"public_write": "1000/min"}
    dice = random.Random(seed)
    walk = a_walk(capacity=dice.randint(3, 9))
    free = walk.variants.get().capacity
    doors = [dice.choice((at_the_counter, over_the_api, on_the_page, by_moving)) for _ in range(24)]
    racers = [door(walk, f"guest{number}") for number, door in enumerate(doors)]

    came_in = race(racers)

    assert sum(came_in) == free
    assert seats_at_nine(walk) == free


@pytest.mark.parametrize("seed", range(5))
def test_two_staff_who_approve_and_decline_at_once_do_one_of_both(seed):
    dice = random.Random(seed)
    org = organization()
    walk = tour(org, capacity=1, requires_approval=True)
    booking = actions.book(request=wanting(walk, seats=1), by=GUEST, now=NOW).booking
    base = f"/api/orgs/{org.public_id}/bookings/{booking.public_id}"
    staff = [member(org, Role.STAFF, name) for name in ("Sam", "Sue")]
    verbs = ["approve", "decline"] * 3
    dice.shuffle(verbs)

    def deciding(number: int, verb: str) -> Callable[[], int]:
        return lambda: Api(staff[number % 2]).post(f"{base}/{verb}", {}).status_code

    answers = race([deciding(number, verb) for number, verb in enumerate(verbs)])

    assert sorted(answers) == [200] + [409] * 5
    state = Booking.objects.get().state
    assert state in ("CONFIRMED", "DECLINED")
    assert Claim.objects.live(NOW).count() == (1 if state == "CONFIRMED" else 0)


@pytest.mark.parametrize("seed", range(5))
def test_one_form_sent_ten_times_at_once_books_once(seed):
    walk = a_walk(capacity=20)
    guest = Guest()
    form = guest.at_the_form(walk)
    filled = {"name": "Ada", "email": f"ada{seed}@example.com"}

    pages = race([lambda: Guest().sends(form, **filled) for _ in range(10)])

    assert {page.status for page in pages} == {200}
    assert seats_at_nine(walk) == Booking.objects.get().seats


@pytest.mark.parametrize("seed", range(5))
def test_a_booking_cancelled_and_moved_at_once_is_never_in_two_places(seed):
    org = organization()
    walk = tour(org, capacity=4)
    made = actions.book(request=wanting(walk), by=GUEST, now=NOW).booking
    token = {"X-Booking-Token": made.token}
    base = f"/api/bookings/{made.public_id}"
    move = {"instanceStartsAt": ONE.isoformat()}
    racers = [
        lambda: Api().post(f"{base}/cancel", {}, **token).status_code,
        lambda: Api().post(f"{base}/reschedule", move, **token).status_code,
    ] * 2
    random.Random(seed).shuffle(racers)

    answers = race(racers)

    booking = Booking.objects.get()
    live = Claim.objects.live(NOW)
    assert set(answers) <= {200, 409, 422}
    assert booking.state == "CANCELLED"
    assert live.count() == 0
