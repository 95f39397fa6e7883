"""Instructions to providers are dispatches: what holds of one in hand, and of one given up."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from bookings import actions
from bookings.actions import carried
from bookings.models import Booking, Instruction
from bookings.payments.provider import ProviderFails
from bookings.payments.sandbox import Sandbox
from bookings.states import State
from orgs.models import Message
from orgs.outbox import lease
from tests.bookings.payments import carry, harbor, ledger, pay, work
from tests.harbor import GUEST, NOW, tour, wanting
from tests.orgs.outbox.processes import died_at, work_on

MINUTE = timedelta(minutes=1)
DEATHS = [
    ("orgs.outbox.lease.claim", "after", 2),
    ("bookings.payments.sandbox.Sandbox.refund", "before", 2),
    ("bookings.payments.sandbox.Sandbox.refund", "after", 2),
    ("orgs.outbox.lease.settle", "before", 2),
    ("orgs.outbox.lease.settle", "after", 2),
    ("bookings.actions.carried.done", "after", 2),
]


def cancelled(walk, name="Ada", now=NOW):
    """A booking whose money is to go back."""
    booking = actions.book(request=wanting(walk, name=name, seats=1), by=GUEST, now=now).booking
    pay(booking, now)
    return actions.cancel(booking=Booking.objects.get(pk=booking.pk), by=GUEST, now=now)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", DEATHS, ids=lambda one: f"{one[1]} {one[0].rpartition('.')[2]}")
def test_a_worker_killed_at_any_step_gives_back_once(place, tmp_path: Path):
    walk = tour(harbor(), capacity=10)
    bookings = [cancelled(walk, name) for name in ("Ada", "Grace", "Mary")]
    Message.objects.all().delete()

    died = died_at(place, tmp_path)
    long_ago = timezone.now() - timedelta(seconds=1)
    Instruction.objects.exclude(leased_until=None).update(leased_until=long_ago)
    work_on(tmp_path)

    assert died == -signal.SIGKILL
    for booking in bookings:
        assert ledger(booking) == [("CHARGED", 4_500), ("REFUNDED", 4_500)]
    assert set(Booking.objects.values_list("state", flat=True)) == {State.REFUNDED}
    assert Instruction.objects.filter(status="SENT", leased_until=None).count() == 3


@pytest.mark.django_db
def test_whoever_lost_the_lease_writes_nothing():
    booking = cancelled(tour(harbor()))
    [slow] = lease.claim(Instruction, limit=5, now=NOW)
    [fast] = lease.claim(Instruction, limit=5, now=NOW + 6 * MINUTE)

    carried.failed(told=slow, error="No answer.", now=NOW + 7 * MINUTE)
    carried.done(told=slow, ref="ref_slow", now=NOW + 7 * MINUTE)
    assert ledger(booking) == [("CHARGED", 4_500)]
    carried.done(told=fast, ref="ref_fast", now=NOW + 8 * MINUTE)

    assert ledger(booking) == [("CHARGED", 4_500), ("REFUNDED", 4_500)]
    told = Instruction.objects.get()
    assert (told.status, told.tries, told.sent_at) == ("SENT", 1, NOW + 8 * MINUTE)


@pytest.mark.django_db
def test_a_provider_that_never_answers_is_asked_for_a_day_and_then_it_is_for_staff(monkeypatch):
    def silent(*_):
        raise ProviderFails("No answer.")

    booking = cancelled(tour(harbor()))
    monkeypatch.setattr(Sandbox, "refund", silent)
    now = NOW
    while Instruction.objects.get().status == "WAITING":
        now = Instruction.objects.get().due_at
        assert carry(now) == 1

    told = Instruction.objects.get()
    assert (told.status, told.tries, told.last_error) == ("FAILED", 12, "No answer.")
    assert timedelta(hours=12) < now - NOW < timedelta(hours=30)
    assert booking.steps.last().verb == "payment_failed"


@pytest.mark.django_db
def test_a_fault_of_ours_in_one_instruction_does_not_keep_the_others(monkeypatch, caplog):
    walk = tour(harbor(), capacity=10)
    first, second = cancelled(walk), cancelled(walk, "Grace")
    refund = Sandbox.refund

    def broken(self, payment, amount, key):
        if payment.order_id == first.order_id:
            raise ZeroDivisionError
        return refund(self, payment, amount, key)

    monkeypatch.setattr(Sandbox, "refund", broken)
    work()

    assert ledger(first) == [("CHARGED", 4_500)]
    assert first.instructions.get().last_error == "ZeroDivisionError"
    assert ledger(second)[-1] == ("REFUNDED", 4_500)
