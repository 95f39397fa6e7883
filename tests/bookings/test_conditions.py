"""Approval, payment and minimum in any combination, on all kinds of offerings, to each ending.

One table: what is outstanding at first, what happens, and how it then stands: the state, what is
still outstanding, the ledger, the seats, and the mail that guest and staff were really sent.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from bookings import actions, clockwork
from bookings.actions import elsewhere, missed
from bookings.models import Booking, Payment
from bookings.parties import Party
from orgs.access import Caller, of_user
from orgs.models import Message, Organization, PaymentWay
from orgs.outbox.delivering import deliver_some
from scheduling.errors import SoldOut
from scheduling.models import Claim, Offering, OfferingType, Policy, ScheduleRule
from tests import harbor
from tests.bookings.payments import at_the_page, ledger, pay, tells, work
from tests.harbor import GUEST, NINE, NOW, wanting

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SOON, FAR = NINE, NINE + 14 * 24 * HOUR
"""Money for what is far away is taken at once: no provider sets it aside so long."""
LONG = {"approval_hours": 24 * 30}
WHY = "So it was decided."

PRICE = 9_000
CHARGED = [("CHARGED", PRICE)]
REFUNDED = [("CHARGED", PRICE), ("REFUNDED", PRICE)]
GROWN = [*CHARGED, ("CHARGED", 4_500)]
CAPTURED = [("AUTHORISED", PRICE), ("CAPTURED", PRICE)]
RELEASED = [("AUTHORISED", PRICE), ("RELEASED", PRICE)]


class Row(NamedTuple):
    """One line of the table. `rules` are the policy's own, `start` when it is."""

    conditions: str
    deeds: str
    state: str
    outstanding: str
    money: list[tuple[str, int]]
    seats: int
    guest: str
    staff: str
    rules: dict[str, Any] = {}
    start: datetime = SOON

    @property
    def name(self) -> str:
        """What it is called among the tests."""
        return f"{self.conditions}: {self.deeds}".replace(" ", "-")


TABLE = [
    Row("A", "approve", "CONFIRMED", "", [], 2, "awaiting_approval confirmed", "request"),
    Row("A", "decline", "DECLINED", "A", [], 0, "awaiting_approval declined", "request"),
    Row("A", "lapse", "EXPIRED", "A", [], 0, "awaiting_approval unanswered", "request"),
    Row("P", "pay", "CONFIRMED", "", CHARGED, 2, "received confirmed", "booking"),
    Row("P", "lapse", "EXPIRED", "P", [], 0, "received expired", "booking"),
    Row("P", "remind lapse", "EXPIRED", "P", [], 0, "received payment_due expired", "booking"),
    Row(
        "P", "pay_late", "EXPIRED", "P", REFUNDED, 0,
        "received expired paid_late refunded", "booking paid_late",
    ),
    Row(
        "P", "pay grow check_in cash", "CHECKED_IN", "", GROWN, 3,
        "received confirmed party_changed", "booking party",
    ),
    Row(
        "P", "pay grow no_show cash", "NO_SHOW", "", GROWN, 3,
        "received confirmed party_changed", "booking party",
    ),
    Row("M", "company", "CONFIRMED", "", [], 2, "received minimum_reached", "booking"),
    Row("M", "decision", "CANCELLED", "M", [], 0, "received minimum_missed", "booking"),
    Row("M", "give_up", "CANCELLED", "M", [], 0, "received minimum_missed", "booking"),
    Row("M", "anyway decision", "CONFIRMED", "", [], 2, "received confirmed reminder", "booking"),
    Row(
        "M", "put_off decision", "PENDING", "M", [], 2,
        "received minimum_extended", "booking short",
    ),
    Row(
        "M", "offer accept", "PENDING", "M", [], 2,
        "received other_date moved", "booking date_accepted",
    ),
    Row(
        "M", "offer decision", "CANCELLED", "M", [], 0,
        "received other_date minimum_missed", "booking",
    ),
    Row(
        "AP", "approve pay", "CONFIRMED", "", CHARGED, 2,
        "awaiting_approval approved confirmed", "request",
    ),
    Row(
        "AP", "pay approve", "CONFIRMED", "", CAPTURED, 2,
        "awaiting_approval confirmed", "request",
    ),
    Row(
        "AP", "approve lapse", "EXPIRED", "P", [], 0,
        "awaiting_approval approved expired", "request",
    ),
    Row("AP", "pay decline", "DECLINED", "A", RELEASED, 0, "awaiting_approval declined", "request"),
    Row(
        "AP", "pay decline", "DECLINED", "A", REFUNDED, 0,
        "awaiting_approval declined refunded", "request", LONG, FAR,
    ),
    Row("AP", "pay lapse", "EXPIRED", "A", RELEASED, 0, "awaiting_approval unanswered", "request"),
    Row("AP", "decline", "DECLINED", "AP", [], 0, "awaiting_approval declined", "request"),
    Row(
        "AP", "approve pay_late", "EXPIRED", "P", REFUNDED, 0,
        "awaiting_approval approved expired paid_late refunded", "request paid_late",
    ),
    Row(
        "AM", "approve company", "CONFIRMED", "", [], 2,
        "awaiting_approval approved minimum_reached", "request",
    ),
    Row(
        "AM", "company approve", "CONFIRMED", "", [], 2,
        "awaiting_approval minimum_reached", "request",
    ),
    Row("AM", "decline", "DECLINED", "AM", [], 0, "awaiting_approval declined", "request"),
    Row("AM", "lapse", "EXPIRED", "AM", [], 0, "awaiting_approval unanswered", "request"),
    Row(
        "AM", "approve decision", "CANCELLED", "M", [], 0,
        "awaiting_approval approved minimum_missed", "request",
    ),
    Row(
        "AM", "decision", "CANCELLED", "AM", [], 0,
        "awaiting_approval minimum_missed", "request", LONG,
    ),
    Row(
        "AM", "offer accept approve", "PENDING", "M", [], 2,
        "awaiting_approval other_date moved approved", "request date_accepted",
    ),
    Row("AM", "anyway approve", "CONFIRMED", "", [], 2, "awaiting_approval confirmed", "request"),
    Row(
        "AM", "approve anyway", "CONFIRMED", "", [], 2,
        "awaiting_approval approved confirmed", "request",
    ),
    Row("PM", "pay company", "CONFIRMED", "", CAPTURED, 2, "received minimum_reached", "booking"),
    Row("PM", "company pay", "CONFIRMED", "", CAPTURED, 2, "received minimum_reached", "booking"),
    Row("PM", "lapse", "EXPIRED", "MP", [], 0, "received expired", "booking"),
    Row("PM", "pay decision", "CANCELLED", "M", RELEASED, 0, "received minimum_missed", "booking"),
    Row(
        "PM", "pay decision", "REFUNDED", "M", REFUNDED, 0,
        "received minimum_missed refunded", "booking", {}, FAR,
    ),
    Row(
        "PM", "pay offer accept", "PENDING", "M", CAPTURED[:1], 2,
        "received other_date moved", "booking date_accepted",
    ),
    Row("PM", "pay give_up", "CANCELLED", "M", RELEASED, 0, "received minimum_missed", "booking"),
    Row("PM", "pay anyway", "CONFIRMED", "", CAPTURED, 2, "received confirmed", "booking"),
    Row("PM", "anyway pay", "CONFIRMED", "", CHARGED, 2, "received confirmed", "booking"),
    Row("PM", "anyway lapse", "EXPIRED", "P", [], 0, "received expired", "booking"),
    Row(
        "PM", "pay_late", "EXPIRED", "MP", RELEASED, 0,
        "received expired paid_late", "booking paid_late",
    ),
    Row(
        "APM", "approve pay company", "CONFIRMED", "", CAPTURED, 2,
        "awaiting_approval approved minimum_reached", "request",
    ),
    Row(
        "APM", "pay approve company", "CONFIRMED", "", CAPTURED, 2,
        "awaiting_approval approved minimum_reached", "request",
    ),
    Row(
        "APM", "company pay approve", "CONFIRMED", "", CAPTURED, 2,
        "awaiting_approval minimum_reached", "request",
    ),
    Row(
        "APM", "approve lapse", "EXPIRED", "MP", [], 0,
        "awaiting_approval approved expired", "request",
    ),
    Row("APM", "lapse", "EXPIRED", "AMP", [], 0, "awaiting_approval unanswered", "request"),
    Row(
        "APM", "pay decline", "DECLINED", "AM", RELEASED, 0,
        "awaiting_approval declined", "request",
    ),
    Row(
        "APM", "approve pay decision", "CANCELLED", "M", RELEASED, 0,
        "awaiting_approval approved minimum_missed", "request",
    ),
    Row(
        "APM", "pay decision", "REFUNDED", "AM", REFUNDED, 0,
        "awaiting_approval minimum_missed refunded", "request", LONG, FAR,
    ),
    Row(
        "APM", "approve pay offer accept", "PENDING", "M", CAPTURED[:1], 2,
        "awaiting_approval approved other_date moved", "request date_accepted",
    ),
    Row(
        "APM", "pay anyway approve", "CONFIRMED", "", CAPTURED, 2,
        "awaiting_approval confirmed", "request",
    ),
    Row(
        "APM", "approve pay_late", "EXPIRED", "MP", RELEASED, 0,
        "awaiting_approval approved expired paid_late", "request paid_late",
    ),
]  # fmt: skip


class World:
    """Harbor, what it sells on these terms, its staff, and Ada, who has booked it for two."""

    def __init__(self, kind: OfferingType, row: Row) -> None:
        wants_money = "P" in row.conditions
        way = PaymentWay.SANDBOX if wants_money else PaymentWay.OFFLINE
        self.org = harbor.organization(payment_way=way)
        self.staff: Caller = of_user(harbor.member(self.org))
        rules = {
            "requires_approval": "A" in row.conditions,
            "requires_payment": wants_money,
            "minimum_seats": 4 if "M" in row.conditions else None,
            **row.rules,
        }
        policy = Policy.objects.create(organization=self.org, name="Terms", **rules)
        self.offering = OFFERINGS[kind](self.org, policy)
        self.start, self.now = row.start, NOW
        self.ada = self.book("Ada")
        self.page: Payment | None = None

    def book(self, name: str, seats: int = 2) -> Booking:
        """Somebody books."""
        request = wanting(self.offering, name=name, seats=seats, starts_at=self.start)
        made = actions.book(request=request, by=GUEST, now=self.now).booking
        self.work()
        return made

    def work(self) -> None:
        """The worker does what is due."""
        clockwork.run(self.now)
        work(self.now)
        deliver_some(clock=lambda: self.now, stopping=lambda: False, limit=200)

    def does(self, deed: str) -> None:
        """One deed, and what follows by itself."""
        getattr(self, deed)()
        self.work()

    def fresh(self, booking: Booking) -> Booking:
        """As it is stored."""
        rows = Booking.objects.select_related("organization", "offering", "variant", "claim")
        return rows.get(pk=booking.pk)

    def approve(self) -> None:
        """Staff approve Ada's request."""
        actions.approve(booking=self.fresh(self.ada), by=self.staff, now=self.now)

    def decline(self) -> None:
        """Or decline it."""
        actions.decline(booking=self.fresh(self.ada), by=self.staff, now=self.now, reason=WHY)

    def pay(self) -> None:
        """Ada pays what she is asked for."""
        pay(self.fresh(self.ada), self.now)

    def remind(self) -> None:
        """She has not paid for six minutes."""
        self.now += timedelta(minutes=6)

    def grow(self) -> None:
        """She brings somebody along."""
        three = Party(seats=3)
        actions.change_party(booking=self.fresh(self.ada), party=three, by=GUEST, now=self.now)

    def check_in(self) -> None:
        """She is here."""
        actions.check_in(booking=self.fresh(self.ada), by=self.staff, now=self.now)

    def no_show(self) -> None:
        """She is not."""
        actions.no_show(booking=self.fresh(self.ada), by=self.staff, now=self.now)

    def cash(self) -> None:
        """Staff note what she still owed."""
        booking = self.fresh(self.ada)
        owed = booking.owed_minor(self.now)
        actions.pay_by_hand(booking=booking, amount=owed, by=self.staff, now=self.now)

    def lapse(self) -> None:
        """Nothing happens until her hold has run out."""
        until = self.fresh(self.ada).hold_expires_at
        assert until is not None
        self.now = until

    def pay_late(self) -> None:
        """She is on the page while her hold runs out; somebody takes the place; then she pays."""
        payment = at_the_page(self.fresh(self.ada), self.now)
        self.does("lapse")
        self.book("Mallory", seats=10)
        self.now += timedelta(minutes=1)
        tells(payment, now=self.now)

    def company(self) -> None:
        """Two more come, and do all that is asked of them."""
        bea = self.book("Bea")
        if "APPROVAL" in bea.outstanding:
            actions.approve(booking=self.fresh(bea), by=self.staff, now=self.now)
        if "PAYMENT" in bea.outstanding:
            pay(self.fresh(bea), self.now)

    def decision(self) -> None:
        """The time has come at which the minimum is decided."""
        self.now = self.start - 24 * HOUR

    def anyway(self) -> None:
        """Staff confirm the run short of it."""
        missed.confirm(run=self.run, by=self.staff, now=self.now, reason=WHY)

    def put_off(self) -> None:
        """Staff decide six hours later."""
        until = self.start - 18 * HOUR
        missed.extend(run=self.run, until=until, by=self.staff, now=self.now)

    def offer(self) -> None:
        """Staff hold another date for her."""
        elsewhere.offer(run=self.run, starts_at=FAR, by=self.staff, now=self.now)

    def accept(self) -> None:
        """She changes to it."""
        elsewhere.accept(booking=self.fresh(self.ada), by=GUEST, now=self.now)

    def give_up(self) -> None:
        """Staff give it up at once."""
        missed.release(run=self.run, by=self.staff, now=self.now, reason=WHY)

    @property
    def run(self) -> Any:
        """Ada's."""
        claim = self.fresh(self.ada).claim
        assert claim is not None
        return claim.occurrence

    def seats(self, booking: Booking) -> int:
        """What is taken for a booking now."""
        return Claim.objects.live(self.now).filter(holder=booking.public_id).seats()

    def sent(self, audience: str) -> str:
        """The kinds of mail about Ada's booking that went out, without the word `staff`."""
        rows = Message.objects.filter(about=self.ada.public_id, audience=audience, status="SENT")
        kinds = rows.order_by("sent_at", "pk").values_list("kind", flat=True)
        return " ".join(kind.removeprefix("staff_") for kind in kinds)


def an_event(org: Organization, policy: Policy) -> Offering:
    """One with fixed dates."""
    found = harbor.tour(org, type=OfferingType.EVENT, kind="", times=(), policy=policy)
    dates = [[f"{day:%Y-%m-%d}T09:00", 120, 0] for day in (SOON, FAR)]
    ScheduleRule.objects.filter(offering=found).update(kind="DATES", dates=dates)
    return found


def a_service(org: Organization, policy: Policy) -> Offering:
    """A lesson in Sam's hours, every half hour."""
    teacher = harbor.resource(org, "Sam", kind="PERSON")
    given = {"type": OfferingType.SERVICE, "kind": "", "parallel": None, "policy": policy}
    found = harbor.tour(org, times=(), needs=((teacher,),), **given)
    windows = [[weekday, 480, 1200] for weekday in range(7)]
    rules = ScheduleRule.objects.filter(offering=found)
    rules.update(kind="WINDOWS", windows=windows, step_minutes=30)
    return found


OFFERINGS: dict[OfferingType, Callable[[Organization, Policy], Offering]] = {
    OfferingType.TOUR: lambda org, policy: harbor.tour(org, policy=policy),
    OfferingType.EVENT: an_event,
    OfferingType.SERVICE: a_service,
}


@pytest.mark.parametrize("kind", OFFERINGS, ids=str)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_combination_comes_to_each_of_its_endings(kind: OfferingType, row: Row) -> None:
    world = World(kind, row)

    for deed in row.deeds.split():
        world.does(deed)

    ada = world.fresh(world.ada)
    found = row._replace(
        state=ada.state,
        outstanding="".join(one[0] for one in sorted(ada.outstanding)),
        money=ledger(ada),
        seats=world.seats(ada),
        guest=world.sent("GUEST"),
        staff=world.sent("STAFF"),
    )
    assert found == row


@pytest.mark.parametrize("kind", OFFERINGS, ids=str)
@pytest.mark.parametrize("conditions", ["M", "PM", "AM", "APM"])
def test_who_completes_the_minimum_confirms_all_who_waited(
    kind: OfferingType, conditions: str
) -> None:
    money = CAPTURED if "P" in conditions else []
    world = World(kind, Row(conditions, "", "", "", money, 2, "", ""))
    first = [deed for letter, deed in (("A", "approve"), ("P", "pay")) if letter in conditions]
    for deed in first:
        world.does(deed)

    world.does("company")

    rows = Booking.objects.order_by("pk")
    assert [(one.state, one.outstanding, ledger(one)) for one in rows] == [
        ("CONFIRMED", [], money)
    ] * 2


@pytest.mark.parametrize("kind", OFFERINGS, ids=str)
@pytest.mark.parametrize("conditions", ["A", "AP", "AM", "APM"])
def test_a_request_holds_its_seats_as_long_as_the_policy_lets_it_wait(
    kind: OfferingType, conditions: str
) -> None:
    rules = {"approval_holds_seats": True, "approval_hours": 5}
    world = World(kind, Row(conditions, "", "", "", [], 2, "", "", rules))

    assert world.seats(world.ada) == 2
    with pytest.raises(SoldOut):
        world.book("Bea", seats=9)
    world.now += 5 * HOUR
    assert world.seats(world.ada) == 0
    world.book("Bea", seats=9)


@pytest.mark.parametrize("kind", OFFERINGS, ids=str)
@pytest.mark.parametrize("conditions", ["A", "AP", "AM", "APM"])
def test_a_request_that_holds_none_takes_its_seats_when_it_is_approved(
    kind: OfferingType, conditions: str
) -> None:
    rules = {"approval_holds_seats": False, "approval_hours": 5}
    world = World(kind, Row(conditions, "", "", "", [], 0, "", "", rules))
    bea = world.book("Bea", seats=9)

    assert (world.seats(world.ada), world.seats(bea)) == (0, 0)
    actions.approve(booking=bea, by=world.staff, now=NOW)

    assert world.seats(bea) == 9
    with pytest.raises(SoldOut):
        world.approve()
    assert world.fresh(world.ada).state == "AWAITING_APPROVAL"
