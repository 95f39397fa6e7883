"""What cannot be done online any more is no link: the page says since when, and whom to ask."""

from datetime import datetime, timedelta

import pytest
import time_machine

from bookings import actions
from bookings.actions import elsewhere
from bookings.models import Booking
from orgs.access import of_user
from orgs.models import Location, Organization
from scheduling.models import Offering, Policy
from tests import harbor
from tests.bookings.proposals import offered, private_ride
from tests.embed.guest import Guest, Page
from tests.harbor import GUEST, NINE, NOW, ONE

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LATE = NINE - 23 * HOUR
BOTH = "Since Friday, July 3, 2026, 9:00 AM it can no longer be"


@pytest.fixture
def reachable(walk: Offering) -> Offering:
    """The walk from a pier with a phone, of a house with an address for mail."""
    pier = Location.objects.create(
        organization=walk.organization, name="Pier 7", phone="+1 207 555-0110"
    )
    Offering.objects.update(location=pier)
    Organization.objects.update(email="hello@harbor.example")
    return Offering.objects.get(pk=walk.pk)


def booked(walk: Offering, **rules: object) -> Booking:
    """By these terms."""
    policy = Policy.objects.create(organization=walk.organization, name="Own", **rules)
    Offering.objects.filter(pk=walk.pk).update(policy=policy)
    request = harbor.wanting(Offering.objects.get(pk=walk.pk))
    return actions.book(request=request, by=GUEST, now=NOW).booking


def shown(guest: Guest, booking: Booking, now: datetime = LATE, path: str = "") -> Page:
    """A page of its guest's."""
    with time_machine.travel(now, tick=False):
        return guest.opens(f"/b/{booking.public_id}/{path}#{booking.token}")


def changes(page: Page) -> list[str]:
    """The pages on which something can be changed."""
    ends = [one.partition("?")[0].rstrip("/").rpartition("/")[2] for one in page.links("secondary")]
    return [end for end in ends if end in ("party", "move")]


def test_in_time_both_can_be_changed(guest: Guest, reachable: Offering) -> None:
    page = shown(guest, booked(reachable), NOW)

    assert changes(page) == ["party", "move"]
    assert "lease get in touch" not in page.text


def test_too_late_for_moving_only_the_party_can_grow(guest: Guest, reachable: Offering) -> None:
    page = shown(guest, booked(reachable))

    assert changes(page) == ["party"]
    assert f"{BOTH} moved or cancelled online. Please get in touch:" in page.text


def test_in_the_lead_time_nothing_can_be_changed(guest: Guest, reachable: Offering) -> None:
    booking = booked(reachable)
    Offering.objects.update(lead_time_minutes=24 * 60)

    page = shown(guest, booking)

    assert changes(page) == []
    assert f"{BOTH} changed or cancelled online. Please get in touch:" in page.text


def test_two_deadlines_are_said_one_by_one(guest: Guest, reachable: Offering) -> None:
    page = shown(guest, booked(reachable, move_hours_before=48))

    assert "Since Thursday, July 2, 2026, 9:00 AM it can no longer be moved online." in page.text
    assert f"{BOTH} cancelled online." in page.text


def test_the_house_is_reached_by_phone_and_by_mail(guest: Guest, reachable: Offering) -> None:
    booking = booked(reachable)
    page = shown(guest, booking)
    moving = shown(guest, booking, path="move/")

    for each in (page, moving):
        html = each.response.content.decode()
        assert '<a href="tel:+12075550110">+1 207 555-0110</a>' in html
        assert '<a href="mailto:hello@harbor.example">hello@harbor.example</a>' in html


def test_without_either_the_sentence_is_all_there_is(guest: Guest, walk: Offering) -> None:
    page = shown(guest, booked(walk))

    assert f"{BOTH} moved or cancelled online. Please get in touch. Back" in page.text


def test_a_cancellation_that_comes_too_late_names_them_too(
    guest: Guest, reachable: Offering
) -> None:
    booking, deadline = booked(reachable), NINE - 24 * HOUR
    page = shown(guest, booking, deadline - timedelta(minutes=1))

    with time_machine.travel(deadline, tick=False):
        late = guest.presses(page, "Cancel now")

    words = "It is too late to cancel this here. Please get in touch: +1 207 555-0110 ·"
    assert (late.status, words in late.text) == (409, True)


def test_what_was_approved_is_moved_by_the_house(guest: Guest, reachable: Offering) -> None:
    Offering.objects.update(requires_approval=True)
    booking = booked(reachable)
    staff = of_user(harbor.member(reachable.organization))
    actions.approve(booking=booking, by=staff, now=NOW)

    early, late = shown(guest, booking, NOW), shown(guest, booking)

    assert (changes(early), changes(late)) == (["party"], [])
    assert "Only we can move this booking. Please get in touch:" in early.text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "You can change who comes once you have answered."),
        ("?lang=de", "Wer mitkommt, können Sie ändern, sobald Sie geantwortet haben."),
    ],
)
def test_the_party_is_changed_once_another_date_is_answered(
    guest: Guest, walk: Offering, query: str, words: str
) -> None:
    Offering.objects.update(minimum_seats=6)
    booking = booked(walk)
    elsewhere.offer(run=booking.claim.occurrence, starts_at=ONE, by=GUEST, now=NOW)

    before = shown(guest, booking, NOW, query)
    elsewhere.decline(booking=Booking.objects.get(), by=GUEST, now=NOW)
    after = shown(guest, booking, NOW, query)

    assert (words in before.text, words in after.text) == (True, False)
    assert ("party" in changes(before), "party" in changes(after)) == (False, True)


def test_after_the_run_nothing_is_said_of_changing_it(guest: Guest, reachable: Offering) -> None:
    page = shown(guest, booked(reachable), NINE + 3 * HOUR)

    assert "This booking is over" in page.text
    assert "lease get in touch" not in page.text


def test_an_offer_says_where_questions_go(guest: Guest) -> None:
    org = harbor.organization(locale="en-US", email="hello@harbor.example")
    booking = offered(private_ride(org=org))

    page = guest.opens(f"/b/{booking.public_id}/offer/#{booking.token}")

    assert "Questions? hello@harbor.example" in page.text
