"""Seats that were unpaid and are taken for good by now count towards the minimum at once."""

from datetime import timedelta

import pytest

from bookings import actions, clockwork
from bookings.actions import minimum
from bookings.models import Booking, BookingStep
from bookings.parties import Party
from orgs.access import of_user
from scheduling.models import Claim, Policy, Rate
from tests.bookings import payments
from tests.bookings.test_unpaid import by_staff, changes, fresh, paid
from tests.harbor import GUEST, NOW, member, tour
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules():
    """Of an operator who is paid before the run: five have to come."""
    return Policy.objects.create(organization=payments.harbor(), name="Five", minimum_seats=5)


@pytest.fixture
def walk(rules):
    return tour(rules.organization, policy=rules)


def both(walk, seats):
    """Ada has paid for two and adds unpaid places; Bob has paid for two and waits, too."""
    ada, bob = paid(walk), paid(walk, name="Bob")
    return changes(ada, seats), bob


@pytest.mark.parametrize(("added", "decided"), [(5, 4), (4, 3)])
def test_staff_who_keep_a_smaller_party_complete_the_minimum(walk, added, decided):
    ada, bob = both(walk, added)

    answered = by_staff(ada, decided)
    at_once = fresh(bob).state
    clockwork.run(bob.decides_at)

    assert (at_once, fresh(bob).state) == ("CONFIRMED", "CONFIRMED")
    assert (answered.state, fresh(ada).state) == ("PENDING", "PENDING")
    assert fresh(ada).outstanding == ["PAYMENT"]


def test_staff_who_keep_as_many_of_another_rate_complete_it_too(walk):
    ada, bob = both(walk, 3)
    org = walk.organization
    senior = Rate.objects.create(
        organization=org, offering=walk, label="Senior", category="SENIOR", price_minor=4_500
    )
    party = Party(by_rate=((senior.public_id, 3),))

    staff = of_user(member(org), 0)
    answered = actions.change_party_by_staff(booking=ada, party=party, by=staff, now=NOW)

    assert (answered.outstanding, fresh(bob).state) == (["PAYMENT"], "CONFIRMED")


def test_who_is_here_with_unpaid_places_completes_it_for_the_others(rules, walk):
    """She was confirmed under rules that asked for nobody else."""
    rules.minimum_seats = None
    rules.save()
    ada = paid(walk)
    rules.minimum_seats = 5
    rules.save()
    bob = paid(walk, name="Bob")
    ada = changes(ada, 3)
    before = fresh(bob).state

    actions.check_in(booking=ada, by=GUEST, now=NOW)

    assert (before, fresh(bob).state, fresh(ada).state) == ("PENDING", "CONFIRMED", "CHECKED_IN")


def test_fewer_at_the_decision_confirm_nobody(walk):
    """Places that are given back then make up no number that was missed."""
    ada, bob = both(walk, 3)
    late = bob.decides_at + timedelta(minutes=1)
    ada = fresh(ada)

    assert ada.added_until < late
    clockwork.put_parties_back(late)
    by_staff_at(ada, 1, late)

    assert (fresh(ada).state, fresh(bob).state) == ("PENDING", "PENDING")


def by_staff_at(booking, seats, now):
    staff = of_user(member(booking.organization), 0)
    party = Party(seats=seats)
    actions.change_party_by_staff(booking=fresh(booking), party=party, by=staff, now=now)


def test_a_run_that_has_its_number_at_the_decision_is_not_given_up(walk):
    """However it came to it: here a claim was made larger by hand."""
    ada, bob = paid(walk), paid(walk, name="Bob")
    Claim.objects.filter(pk=bob.claim_id).update(seats=3)

    given_up = minimum.decide(bob.claim.occurrence, now=bob.decides_at)

    assert (given_up, fresh(ada).state, fresh(bob).state) == ([], "CONFIRMED", "CONFIRMED")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_completed_in_the_moment_of_the_decision_it_is_one_or_the_other(seed, walk):
    ada, bob = both(walk, 5)
    staff = of_user(member(walk.organization), 0)
    ada = Booking.objects.select_related("organization", "offering", "claim").get(pk=ada.pk)
    racers = [
        lambda: (
            actions.change_party_by_staff(
                booking=ada, party=Party(seats=4), by=staff, now=NOW
            ).state
        ),
        lambda: minimum.decide(bob.claim.occurrence, now=bob.decides_at),
    ]

    race(racers[:: 1 if seed % 2 else -1])

    after = (fresh(ada).state, fresh(bob).state)
    assert after in {("PENDING", "CONFIRMED"), ("CANCELLED", "CANCELLED")}
    assert BookingStep.objects.filter(verb="minimum_reached", booking=bob).count() == (
        after[1] == "CONFIRMED"
    )
