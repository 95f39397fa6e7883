"""What `demo_load` writes, as its visitors will meet it."""

from collections import Counter
from datetime import date, datetime, timedelta

from django.apps import apps
from django.contrib.auth import authenticate
from django.core.validators import validate_email

from bookings import actions
from bookings.models import Booking
from bookings.states import Condition, State
from embed.demo import house
from embed.demo.build import ZONE
from embed.demo.load import load
from orgs.access import Caller
from orgs.models import Member, Organization
from scheduling import availability
from scheduling.availability import Slot, Status
from scheduling.models import AddOn, Calendar, Event, Offering, Resource, Tour, TourKind


def of_day(harbor: Organization, slug: str, day: date, now: datetime) -> list[Slot]:
    """All starts of an offering on one day."""
    offering = Offering.objects.of(harbor).get(slug=slug)
    return availability.all_of_offering(offering=offering, first=day, last=day, party=1, now=now)


def day_of(booking: Booking) -> date:
    """The local day of its run."""
    return booking.starts_at.astimezone(ZONE).date()


def counts() -> dict[str, int]:
    """How many rows each table has."""
    return {model.__name__: model.objects.count() for model in apps.get_models()}


def test_loading_again_changes_nothing_and_asks_once(
    harbor: Organization, loaded_at: datetime, django_assert_num_queries: object
) -> None:
    before = counts()

    with django_assert_num_queries(1):
        again = load(now=loaded_at + timedelta(days=3), site_port=9001)

    assert again is False
    assert counts() == before


def test_all_five_kinds_of_tour_are_sold(harbor: Organization) -> None:
    tours = Tour.objects.of(harbor).public()

    assert {tour.kind for tour in tours} == set(TourKind)
    assert tours.filter(calendar__slug="tours").count() >= 6


def test_the_town_has_twelve_events_of_all_sorts(harbor: Organization, loaded_at: datetime) -> None:
    town = Calendar.objects.of(harbor).get(slug="town")
    today = loaded_at.astimezone(ZONE).date()

    slots = availability.all_of_calendar(
        calendar=town, first=today, last=today + timedelta(days=31), party=1, now=loaded_at
    )

    assert Event.objects.of(harbor).count() == 12
    assert len({slot.offering.pk for slot in slots}) == 12
    assert {Status.LISTED, Status.AVAILABLE, Status.SOLD_OUT} <= {slot.status for slot in slots}
    assert Event.objects.of(harbor).filter(event_status="CANCELLED").count() == 1


def test_everybody_signs_in_with_their_role(harbor: Organization) -> None:
    for account, _, role in house.PEOPLE:
        user = authenticate(username=house.email_of(account), password="harbor-demo")

        assert Member.objects.of(harbor).get(user=user).role == role


def test_tomorrow_has_a_sold_out_departure(harbor: Organization, loaded_at: datetime) -> None:
    tomorrow = loaded_at.astimezone(ZONE).date() + timedelta(days=1)

    slots = of_day(harbor, "harbor-at-dawn", tomorrow, loaded_at)

    assert [slot.status for slot in slots] == [Status.AVAILABLE, Status.SOLD_OUT]


def test_a_booking_closes_another_tour_that_shares_its_van(
    harbor: Organization, loaded_at: datetime
) -> None:
    booking = Booking.objects.of(harbor).get(name="Colette Rousseau")
    friday = day_of(booking)
    closed = of_day(harbor, "cider-afternoon", friday, loaded_at)

    actions.cancel_by_staff(booking=booking, by=Caller(), now=loaded_at)
    free = of_day(harbor, "cider-afternoon", friday, loaded_at)

    wren = Resource.objects.of(harbor).get(name="Van Wren")
    assert [reason.resource_id for reason in closed[0].reasons] == [wren.pk]
    assert [slot.status for slot in closed] == [Status.CLOSED]
    assert [slot.status for slot in free] == [Status.AVAILABLE]


def test_staff_have_something_to_decide(harbor: Organization, loaded_at: datetime) -> None:
    bookings = Booking.objects.of(harbor)

    waiting = bookings.in_state(State.AWAITING_APPROVAL, loaded_at)
    short = bookings.in_state(State.PENDING, loaded_at)

    asked = waiting.filter(offering__slug="sunset-charter").order_by("proposed")
    assert [(one.proposed, one.claim is None) for one in asked] == [(False, False), (True, True)]
    assert [one.conditions for one in short] == [{Condition.MINIMUM}]


def test_today_and_tomorrow_have_guests(harbor: Organization, loaded_at: datetime) -> None:
    today = loaded_at.astimezone(ZONE).date()

    days = Counter(day_of(one) for one in Booking.objects.of(harbor))

    assert days[today] >= 4
    assert days[today + timedelta(days=1)] >= 5


def test_a_deposit_was_paid_another_pays_on_arrival_and_one_paid_all(
    harbor: Organization, loaded_at: datetime
) -> None:
    def due(name: str) -> tuple[int, int]:
        booking = Booking.objects.of(harbor).get(name=name)
        found = booking.due_at(booking.standing, loaded_at)
        return booking.standing.covered, found.now + found.later

    assert due("Zofia Lipska") == (13_440, 31_360)
    assert due("Amara Diallo") == (0, 11_400)
    assert due("Domenico Ricci") == (68_600, 0)


def test_a_cancelled_booking_is_to_be_paid_back(harbor: Organization) -> None:
    cancelled = Booking.objects.of(harbor).get(name="Ines Caldeira")

    told = cancelled.instructions.get()
    assert (told.task, told.status, told.amount_minor) == ("REFUND", "WAITING", 3_840)


def test_the_sold_out_departure_has_a_waitlist_and_the_seats_for_children_are_few(
    harbor: Organization,
) -> None:
    assert Offering.objects.of(harbor).get(slug="harbor-at-dawn").waitlist is True
    assert harbor_stock(harbor) == {"Child seat": 4}


def harbor_stock(house: Organization) -> dict[str, int]:
    """The add-ons there are only some of."""
    rows = AddOn.objects.of(house).exclude(stock=None)
    return dict(rows.values_list("name", "stock"))


def test_a_season_opens_later(harbor: Organization, loaded_at: datetime) -> None:
    ridge = Offering.objects.of(harbor).get(slug="high-ridge")
    opens = loaded_at.astimezone(ZONE).date() + timedelta(days=45)

    first = availability.next_slots(offerings=[ridge], party=1, now=loaded_at, limit=1)

    assert [slot.starts_at.astimezone(ZONE).date() for slot in first] == [opens]


def test_a_choir_of_eighteen_pays_a_tenth_less(harbor: Organization) -> None:
    choir = Booking.objects.of(harbor).get(name="Saint Olave Choir")

    rates, lunches = 14 * 7900 + 4 * 7200, 18 * 1400
    assert choir.total_minor == rates - rates // 10 + lunches


def test_only_the_demonstration_website_may_frame_the_calendars(harbor: Organization) -> None:
    sites = ["http://127.0.0.1:8001", "http://localhost:8001"]

    assert [one.allowed_sites for one in Calendar.objects.of(harbor)] == [sites] * 3


def test_nobody_real_is_written_to(harbor: Organization) -> None:
    for booking in Booking.objects.of(harbor):
        validate_email(booking.email)
        assert booking.email.endswith("@example.com")
