"""A departure short of its minimum: how it stands, and what staff may make of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings import added, fees, queries, quotes
from bookings.actions import elsewhere, missed
from bookings.admin.moving import LONGEST_REASON
from bookings.models import Booking
from orgs import formats
from orgs.admin_site import asking, shown
from scheduling import availability
from scheduling.engine.recurrence import instant
from scheduling.models import Occurrence

OTHERS = 30
"""Other dates to choose from."""

WALL = "%Y-%m-%dT%H:%M"


class Moment(forms.Field):
    """An instant, chosen on the clock of a venue, whose `zone` the form sets."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL)
    zone = "UTC"

    def prepare_value(self, value: Any) -> Any:
        """The venue's wall time."""
        return formats.local(value, self.zone) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        """One that happens twice is the first."""
        if not value:
            return None
        try:
            wall = datetime.fromisoformat(value)
        except ValueError:
            wall = None
        if wall is None or wall.tzinfo is not None or not asking.is_near(wall):
            raise forms.ValidationError(_("This is no day and time."))
        return instant(wall, self.zone)


class DecisionForm(forms.Form):
    """All that may be asked for one of the choices, which leaves out the rest."""

    starts_at = forms.ChoiceField(label=gettext_lazy("Other date"))
    until = Moment(label=gettext_lazy("Until"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, required=False
    )

    def __init__(self, *args: Any, choice: "Choice", run: Occurrence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{choice.name}-%s"
        until: Any = self.fields["until"]
        until.zone = run.offering.timezone
        until.required = choice.name in ("extend", "reopen")
        self.fields["reason"].required = choice.needs_reason
        for name in set(self.fields) - set(choice.asks):
            del self.fields[name]

    def clean_starts_at(self) -> datetime:
        """The instant of one that was offered."""
        return datetime.fromisoformat(self.cleaned_data["starts_at"])


@dataclass(frozen=True, slots=True)
class Choice:
    """A button with its small form: what it asks for, which action it calls."""

    name: str
    label: Any
    title: Any
    done: Any
    act: Callable[..., list[Booking]]
    asks: tuple[str, ...] = ("reason",)
    needs_reason: bool = False
    needs_somebody: bool = False
    is_grave: bool = False
    is_after: bool = False
    """Of a run that was given up; all others of one that is not."""


CHOICES = {
    choice.name: choice
    for choice in (
        Choice(
            "confirm",
            gettext_lazy("Confirm anyway"),
            gettext_lazy("It takes place however many come. All who wait are confirmed and told."),
            gettext_lazy("It takes place. All who waited for others are told."),
            missed.confirm,
            needs_reason=True,
        ),
        Choice(
            "extend",
            gettext_lazy("Decide later"),
            gettext_lazy("Another time to decide, at most the start. All who wait are told when."),
            gettext_lazy("The decision is put off."),
            missed.extend,
            asks=("until", "reason"),
        ),
        Choice(
            "offer",
            gettext_lazy("Offer another date"),
            gettext_lazy(
                "Holds places there for all who wait; each says yes or no by one click. "
                "Who says no, or nothing, goes on waiting here."
            ),
            gettext_lazy("The other date is offered to all who wait."),
            elsewhere.offer,
            asks=("starts_at", "until", "reason"),
            needs_somebody=True,
        ),
        Choice(
            "release",
            gettext_lazy("Give it up"),
            gettext_lazy(
                "Now, and not only at the decision: all who wait are cancelled and told, "
                "everything is paid back, and nobody can book it any more."
            ),
            gettext_lazy("It is given up. All who waited are told."),
            missed.release,
            needs_reason=True,
            needs_somebody=True,
            is_grave=True,
        ),
        Choice(
            "reopen",
            gettext_lazy("Open it again"),
            gettext_lazy("It can be booked again, and is decided anew. Nobody is told."),
            gettext_lazy("It is open again."),
            missed.reopen,
            asks=("until", "reason"),
            needs_reason=True,
            is_after=True,
        ),
    )
}


def of(run: Occurrence, now: datetime, *, may: bool) -> dict[str, Any]:
    """What the page shows of it; nothing where there is no question."""
    waiting = list(queries.with_minimum(run, now).select_related("claim", "offered_claim"))
    least = quotes.terms_of(run.offering).minimum_seats or 0
    firm = queries.firm_seats(run, now)
    if run.starts_at <= now or run.runs_anyway or not (waiting or firm < least):
        return {}
    decided = _decision(run)
    is_over = not waiting and decided is not None and decided <= now
    open_to = [one for one in CHOICES.values() if one.is_after == is_over]
    choices = [one for one in open_to if waiting or not one.needs_somebody]
    return {
        "given_up": _given_up(run, decided) if is_over else "",
        "short": _words(run, waiting, firm, least),
        "offered": sum(one.other_date(now) is not None for one in waiting),
        "choices": [(one, form(run, one, waiting, now)) for one in choices] if may else [],
    }


def form(
    run: Occurrence, choice: Choice, waiting: list[Booking], now: datetime, sent: Any = None
) -> DecisionForm:
    """The form of a choice, with what may be chosen."""
    found = DecisionForm(sent, choice=choice, run=run)
    if choice.is_after:
        usual = quotes.terms_of(run.offering).decide_at(run.starts_at)
        found.fields["until"].initial = usual if usual and usual > now else run.starts_at
    starts: Any = found.fields.get("starts_at")
    if starts is not None:
        starts.choices = _others(run, waiting, now)
        starts.initial = _next(run, [value for value, _label in starts.choices])
        found.fields["until"].initial = _answer_by(run, waiting, starts.initial)
    return found


def _decision(run: Occurrence) -> datetime | None:
    """As staff set it for the run, else as the terms have it."""
    return run.decides_at or quotes.terms_of(run.offering).decide_at(run.starts_at)


def _given_up(run: Occurrence, decided: datetime | None) -> str:
    """When, and by whom if by staff."""
    step = queries.given_up(run)
    at = step.at if step else decided
    moment = shown.when(at, run.offering.timezone, run.organization) if at else ""
    by = step.actor_name if step and step.actor else ""
    words = _("Given up on %(moment)s by %(by)s.") if by else _("Given up on %(moment)s.")
    return words % {"moment": moment, "by": by}


def _others(run: Occurrence, waiting: list[Booking], now: datetime) -> list[tuple[str, str]]:
    """Where one run has room for all whom it would be offered to."""
    present = [added.as_it_stands(one, now) for one in waiting]
    seats = sum(one.seats for one in present if one.other_date(now) is None)
    party = max(1, min(seats, run.offering.max_party or seats))
    free = availability.next_slots(offerings=[run.offering], party=party, now=now, limit=OTHERS)
    zone, house = run.offering.timezone, run.organization
    return [
        (
            slot.starts_at.isoformat(),
            _("%(when)s (%(left)s left)")
            % {"when": shown.when(slot.starts_at, zone, house), "left": slot.remaining},
        )
        for slot in free
        if slot.variant.pk == run.variant_id
        and slot.starts_at != run.starts_at
        and slot.remaining >= seats
    ]


def _next(run: Occurrence, starts: list[str]) -> str:
    """The first that is later than the run, else the last before it; empty without any."""
    later = (one for one in starts if datetime.fromisoformat(one) > run.starts_at)
    return next(later, starts[-1] if starts else "")


def _answer_by(run: Occurrence, waiting: list[Booking], start: str) -> datetime | None:
    """By the decision, or while the start that is suggested can still be booked."""
    decided = _decided(waiting)
    if decided is None or not start:
        return decided
    return min(decided, run.offering.bookable_until(datetime.fromisoformat(start)))


def _decided(waiting: list[Booking]) -> datetime | None:
    return min((one.decides_at for one in waiting if one.decides_at is not None), default=None)


def _free_until(run: Occurrence, waiting: list[Booking]) -> datetime | None:
    """Until when all who ever may cancel for nothing still may; None where nobody ever may."""
    agreed = [one.agreed for one in waiting] or [quotes.terms_of(run.offering)]
    each = (
        max(
            (fees.deadline(step, run.starts_at) for step in one.steps if step.is_free), default=None
        )
        for one in agreed
    )
    return min((moment for moment in each if moment is not None), default=None)


def bound(run: Occurrence, waiting: list[Booking], until: datetime | None) -> str:
    """What a decision after the guests' own deadline (None: any) means; empty before that."""
    free = _free_until(run, waiting)
    if free is None or (until is not None and until <= free):
        return ""
    words = _(
        "Guests may cancel for free until %(moment)s. Decided later, they no longer may by the "
        "time they learn of it."
    )
    return words % {"moment": shown.when(free, run.offering.timezone, run.organization)}


def _words(run: Occurrence, waiting: list[Booking], firm: int, least: int) -> dict[str, Any]:
    decided = _decided(waiting) or _decision(run)
    parties = ngettext("%(count)d booking waits.", "%(count)d bookings wait.", len(waiting))
    needed = max([least, *(one.agreed.minimum_seats or 0 for one in waiting)])
    return {
        "firm": firm,
        "least": needed,
        "missing": max(0, needed - firm),
        "parties": parties % {"count": len(waiting)} if waiting else "",
        "decided": shown.when(decided, run.offering.timezone, run.organization) if decided else "",
        "bound": bound(run, waiting, None),
    }
