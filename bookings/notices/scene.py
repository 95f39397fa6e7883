"""A notice about to be worded: the booking, what happened to it, how its reader is spoken to."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_noop as _

from bookings.models import Booking, BookingStep
from bookings.notices.table import OPEN, WAITING, Notice
from bookings.states import ENDED, Condition, State
from orgs import formats, languages
from orgs.languages import Tongue
from orgs.models import Audience, DispatchStatus, Message, Organization
from orgs.outbox.kinds import Outdated

BOOKED = (State.CONFIRMED, State.CHECKED_IN, State.NO_SHOW)
CALLED_OFF = (State.CANCELLED, State.REFUNDED)
TRUE_IN: dict[Notice, tuple[State, ...]] = {
    Notice.RECEIVED: (State.PENDING,),
    Notice.APPROVED: (State.PENDING,),
    Notice.AWAITING_APPROVAL: (State.AWAITING_APPROVAL,),
    Notice.CONFIRMED: BOOKED,
    Notice.MINIMUM_REACHED: BOOKED,
    Notice.REMINDER: (State.CONFIRMED,),
    Notice.PAYMENT_DUE: (State.PENDING,),
    Notice.OFFERED: (State.PENDING,),
    Notice.PRICE_OFFERED: (State.PENDING,),
    Notice.REFUNDED: tuple(State),
    Notice.MOVED: (*OPEN, *BOOKED),
    Notice.PARTY_CHANGED: (*OPEN, *BOOKED),
    Notice.PARTY_PUT_BACK: (*OPEN, *BOOKED),
    Notice.DECLINED: (State.DECLINED,),
    Notice.EXPIRED: (State.EXPIRED,),
    Notice.UNANSWERED: (State.EXPIRED,),
    Notice.OFFER_LAPSED: (State.EXPIRED,),
    Notice.CANCELLED: CALLED_OFF,
    Notice.OFFER_OVER: CALLED_OFF,
    Notice.MINIMUM_MISSED: CALLED_OFF,
    Notice.MINIMUM_EXTENDED: WAITING,
    Notice.OTHER_DATE: WAITING,
    Notice.STAFF_REQUEST: (State.AWAITING_APPROVAL,),
    Notice.STAFF_BOOKING: (*OPEN, *BOOKED),
    Notice.STAFF_PARTY: (*OPEN, *BOOKED),
    Notice.STAFF_PUT_BACK: (*OPEN, *BOOKED),
    Notice.STAFF_CANCELLED: CALLED_OFF,
    Notice.STAFF_PAYMENT_FAILED: tuple(State),
    Notice.STAFF_DISPUTED: tuple(State),
    Notice.STAFF_SHORT: WAITING,
    Notice.STAFF_TURNED_DOWN: CALLED_OFF,
    Notice.STAFF_DATE_ACCEPTED: (*OPEN, *BOOKED),
    Notice.STAFF_DATE_DECLINED: (*OPEN, *BOOKED),
    Notice.PAYMENT_RECEIVED: (*BOOKED, *OPEN),
    Notice.PAID_LATE: tuple(ENDED),
    Notice.STAFF_PAID_LATE: tuple(ENDED),
    Notice.ADDED_PAID_LATE: (*BOOKED, *OPEN),
    Notice.STAFF_ADDED_PAID_LATE: (*BOOKED, *OPEN),
}
"""The states in which a notice is still true; in any other it is not sent."""

OF_MONEY = (
    Notice.PAYMENT_RECEIVED,
    Notice.REFUNDED,
    Notice.PAID_LATE,
    Notice.STAFF_PAID_LATE,
    Notice.ADDED_PAID_LATE,
    Notice.STAFF_ADDED_PAID_LATE,
    Notice.STAFF_PAYMENT_FAILED,
    Notice.STAFF_DISPUTED,
)
"""True whatever has become of the booking since, also after the run."""

MOVED = (Notice.MOVED, Notice.STAFF_DATE_ACCEPTED)
"""These tell of one start, and of the one that it was to be before."""

ASKS_FOR = {
    Notice.PAYMENT_DUE: Condition.PAYMENT,
    Notice.OFFERED: Condition.ACCEPTANCE,
    Notice.MINIMUM_EXTENDED: Condition.MINIMUM,
    Notice.OTHER_DATE: Condition.MINIMUM,
    Notice.STAFF_SHORT: Condition.MINIMUM,
    Notice.PRICE_OFFERED: Condition.ACCEPTANCE,
}
"""What has to be outstanding still."""


@dataclass(frozen=True)
class Scene:
    """All that wording a notice needs. `step` is the line of the time line it hangs on."""

    notice: Notice
    booking: Booking
    house: Organization
    now: datetime
    step: BookingStep | None = None

    @cached_property
    def tongue(self) -> Tongue:
        """The guest's own language, the house's for its staff."""
        home = self.house.locale
        if self.notice.audience == Audience.STAFF:
            return languages.for_guest(home, home)
        return languages.for_guest(self.booking.locale, home)

    @property
    def is_open(self) -> bool:
        """Whether the guest is still expected, perhaps."""
        return self.booking.state_at(self.now) in (*OPEN, *BOOKED)

    def day(self, moment: datetime) -> str:
        """A day at the venue."""
        return formats.day(moment, self.booking.timezone, self.tongue.locale)

    def clock(self, moment: datetime) -> str:
        """A time at the venue."""
        return formats.clock(moment, self.booking.timezone, self.tongue.locale)

    def moment(self, moment: datetime) -> str:
        """Both, on a line each."""
        return f"{self.day(moment)}\n{self.clock(moment)}"

    def money(self, minor: int) -> str:
        """An amount."""
        return formats.money(minor, self.booking.currency, self.tongue.locale)


def of(notice: Notice, row: Message, booking: Booking | None, now: datetime) -> Scene:
    """The scene as it is at `now`. Raises Outdated when there is nothing to tell any more."""
    if booking is None:
        raise Outdated(_("The booking is gone."))
    if booking.state_at(now) not in TRUE_IN[notice]:
        raise Outdated(_("The booking stands otherwise by now."))
    if booking.ends_at <= now and notice not in OF_MONEY:
        raise Outdated(_("It is over."))
    if notice in ASKS_FOR and ASKS_FOR[notice] not in booking.conditions:
        raise Outdated(_("The booking stands otherwise by now."))
    if notice == Notice.STAFF_PAYMENT_FAILED and not _has_failed(booking):
        raise Outdated(_("It was put right."))
    if notice == Notice.OTHER_DATE and booking.other_date(now) is None:
        raise Outdated(_("The booking stands otherwise by now."))
    scene = Scene(notice, booking, booking.organization, now, _step(row, booking))
    if not _is_of_this_start(scene):
        raise Outdated(_("The booking was moved."))
    return scene


def _has_failed(booking: Booking) -> bool:
    """Whether something a provider was to do is still given up."""
    return any(told.status == DispatchStatus.FAILED for told in booking.instructions.all())


def _step(row: Message, booking: Booking) -> BookingStep | None:
    """The line of the time line that was written with the row's event."""
    event = row.event
    if event is None:
        return None
    verb = event.kind.removeprefix("booking.")
    found = [one for one in booking.steps.all() if (one.verb, one.at) == (verb, event.at)]
    return found[-1] if found else None


def _is_of_this_start(scene: Scene) -> bool:
    booking, step = scene.booking, scene.step
    if scene.notice == Notice.REMINDER:
        return booking.reminded_of == booking.starts_at > scene.now
    if scene.notice in MOVED and step is not None and "is" in step.facts:
        return datetime.fromisoformat(step.facts["is"]) == booking.starts_at
    return True
