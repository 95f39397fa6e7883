"""A booking's time line: who did what, when and why, and hanging on it what that caused.

What is caused is written with the step, at the same instant: messages name the step's event, rows
of the ledger and instructions to providers have its moment. What no step caused stands by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bookings.admin import cash
from bookings.admin.standing import STEPS, WORDS, why
from bookings.ledger import Kind
from bookings.models import Booking, BookingStep
from bookings.models.order import PaymentState, Task
from bookings.states import State
from orgs import formats
from orgs.admin_site import dispatch, shown
from orgs.admin_site.door import locale_of
from orgs.models import PaymentWay

TOO_MUCH = {"paid_too_late", "added_paid_too_late", "paid_too_much"}

BY_ITSELF = {"authorisation_lapsed", *TOO_MUCH}
"""Steps that follow from a provider's word; all others without a name are the guest's."""

ENTERED_BY = {
    Kind.CHARGED: {"paid", "paid_by_hand", *TOO_MUCH},
    Kind.AUTHORISED: {"paid", *TOO_MUCH},
    Kind.CAPTURED: {"captured"},
    Kind.RELEASED: {"released", "captured", "authorisation_lapsed", "payment_failed"},
    Kind.REFUNDED: {"refunded"},
    Kind.DISPUTED: {"disputed"},
    Kind.RETURNED: {"dispute_won", "payment_failed"},
}
"""The steps that write rows of the ledger."""

TRIED_TO_PAY = {
    PaymentState.OPEN: ("wait", _("Not paid yet")),
    PaymentState.AUTHORISED: ("good", _("Set aside")),
    PaymentState.PAID: ("good", _("Paid")),
    PaymentState.FAILED: ("bad", _("Failed")),
    PaymentState.CLOSED: ("mute", _("Closed")),
}
TOLD = {
    Task.CAPTURE: _("Take what was set aside"),
    Task.RELEASE: _("Let go what was set aside"),
    Task.REFUND: _("Pay back"),
}


class Change(NamedTuple):
    """What was one thing and is another now."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What hangs on a step: a message, a row of the ledger, an instruction, a page to pay on."""

    label: Any
    pill: Any = ""
    amount: str = ""
    facts: tuple[str, ...] = ()
    error: str = ""
    is_over: bool = False
    url: str = ""
    resend_url: str = ""


@dataclass
class Moment:
    """A line of the time line."""

    instant: datetime
    at: str
    verb: Any
    was: Any = ""
    pill: Any = ""
    who: Any = ""
    reason: str = ""
    version: int | None = None
    changes: list[Change] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)


def of(booking: Booking, now: datetime) -> list[Moment]:
    """The whole, the oldest first. A handful of queries, however much happened."""
    story = _Story(booking)
    sent = dispatch.about(booking.organization, booking.public_id)
    for message, line in zip(sent, dispatch.lines(sent, story.house, story.zone, now), strict=True):
        event = message.event
        verbs = {event.kind.removeprefix("booking.")} if event else set()
        story.hang(_of_message(line), event.at if event else message.due_at, verbs, _("Message"))
    for row in booking.entries.all():
        story.hang(_of_entry(story, row), row.at, ENTERED_BY[Kind(row.kind)], _("Money"))
    for told in booking.instructions.exclude(task=Task.CLOSE):
        story.hang(_of_instruction(story, told), told.created_at, set(STEPS), _("Money"))
    for payment in booking.order.payments.all() if booking.order else ():
        page = _of_payment(story, payment)
        story.hang(page, payment.created_at, set(), _("On the way to pay"))
    return story.told()


class _Story:
    """The steps, and the finding of the one that something hangs on."""

    def __init__(self, booking: Booking) -> None:
        self.booking, self.house, self.zone = booking, booking.organization, booking.timezone
        steps = list(booking.steps.all())
        self._steps = [self._moment(step) for step in steps]
        self._others: list[Moment] = []
        self._places = [(step.at, step.verb, place) for place, step in enumerate(steps)]

    def hang(self, thing: Thing, at: datetime, verbs: set[str], alone: Any) -> None:
        """On the last step of that instant with one of these verbs, else `alone`."""
        found = [place for moment, verb, place in self._places if moment == at and verb in verbs]
        if found:
            self._steps[found[-1]].things.append(thing)
        else:
            self._others.append(Moment(at, self.when(at), alone, things=[thing]))

    def told(self) -> list[Moment]:
        """The earliest first; who goes to pay has not paid yet."""
        return sorted([*self._others, *self._steps], key=lambda one: one.instant)

    def when(self, instant: datetime) -> str:
        """On the venue's clock."""
        return shown.when(instant, self.zone, self.house)

    def money(self, minor: int) -> str:
        """An amount."""
        return formats.money(minor, self.booking.currency, locale_of(self.house))

    def _moment(self, step: BookingStep) -> Moment:
        moved = step.from_state != step.to_state
        before = WORDS[State(step.from_state)][1] if moved and step.from_state else ""
        return Moment(
            instant=step.at,
            at=self.when(step.at),
            verb=STEPS.get(step.verb, step.verb.replace("_", " ").capitalize()),
            was=before,
            pill=shown.pill(*WORDS[State(step.to_state)]) if moved else "",
            who=step.actor_name or (_("Slotwright") if step.verb in BY_ITSELF else _("The guest")),
            reason=why(step.reason),
            version=step.policy_version,
            changes=list(self._changes(step)),
        )

    def _changes(self, step: BookingStep) -> Iterator[Change]:
        """What the facts of a step say of times, seats and money."""
        facts = step.facts
        for before, after, label in PAIRS:
            if after in facts:
                said = self._said(before, facts.get(before)), self._said(after, facts[after])
                yield Change(ANOTHER.get((step.verb, after), label), *said)
        for name, label in SINGLES.items():
            if facts.get(name):
                yield Change(label, "", self._said(name, facts[name]))

    def _said(self, name: str, value: Any) -> str:
        """A fact as people write it: a moment, an amount of money, a number."""
        if value is None:
            return ""
        if name.startswith("seats"):
            return str(value)
        return self.when(datetime.fromisoformat(value)) if name in TIMES else self.money(value)


TIMES = {"was", "is", "until", "startsAt"}
PAIRS = (
    ("was", "is", _("Time")),
    ("seats_were", "seats_are", _("Seats")),
    ("price_was", "price_is", _("Price")),
)
ANOTHER = {("minimum_extended", "is"): _("Decision")}
"""Where the same facts are about something else."""

SINGLES = {
    "startsAt": _("Time offered"),
    "until": _("Answer by"),
    "refund": _("To be paid back"),
    "fee": _("Fee"),
}
"""An amount as such is not said: it hangs on the step."""


def _of_message(line: dispatch.Line) -> Thing:
    return Thing(
        label=line.label,
        pill=line.pill,
        facts=(line.to, line.moment, *_tries(line.tries)),
        error=line.error,
        is_over=not line.may_resend,
        url=line.url,
        resend_url=line.resend_url if line.may_resend else "",
    )


def _of_entry(story: _Story, row: Any) -> Thing:
    label = cash.KINDS[Kind(row.kind)]
    return Thing(label=label, amount=story.money(row.amount_minor), facts=_ref(row.provider_ref))


def _of_instruction(story: _Story, told: Any) -> Thing:
    due = (story.when(told.sent_at or told.due_at),)
    return Thing(
        label=TOLD[Task(told.task)],
        pill=dispatch.status_pill(told, done=_("Done")),
        amount=story.money(told.amount_minor),
        facts=(*due, *_tries(told.tries)),
        error=told.last_error,
    )


def _of_payment(story: _Story, payment: Any) -> Thing:
    failures = payment.facts.get("failures", 0)
    words = ngettext("%(count)d try failed", "%(count)d tries failed", failures)
    told = (words % {"count": failures},) if failures else ()
    return Thing(
        label=_("Page to pay on: %s") % PaymentWay(payment.provider).label,
        pill=shown.pill(*TRIED_TO_PAY[PaymentState(payment.state)]),
        amount=story.money(payment.parts.get(story.booking.public_id, payment.amount_minor)),
        facts=told,
    )


def _tries(count: int) -> tuple[str, ...]:
    words = ngettext("%(count)d try", "%(count)d tries", count)
    return (words % {"count": count},) if count > 1 else ()


def _ref(ref: str) -> tuple[str, ...]:
    return (ref,) if ref else ()
