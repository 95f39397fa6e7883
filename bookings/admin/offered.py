"""Other dates that were offered to the guests of a departure, and what they answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bookings.models import Booking, BookingStep
from bookings.notices.table import TO_OTHER_DATE
from orgs.admin_site import shown
from scheduling.models import Claim, Occurrence


@dataclass(frozen=True, slots=True)
class Offer:
    """To whom, which start, how it was answered, and when, or by when it is to be."""

    booking: Booking
    start: str
    pill: SafeString
    moment: str


@dataclass
class _Made:
    step: BookingStep
    answer: BookingStep | None = None


def of(run: Occurrence, now: datetime) -> list[Offer]:
    """All of them, by name. Two queries, however many."""
    rows = _ever_on(run).order_by("name", "pk")
    return [_offer(row, made, run, now) for row in rows for made in _made(row, run)]


def _ever_on(run: Occurrence) -> QuerySet[Booking, Booking]:
    """Those with an offer who have seats on it, or had, with their time lines."""
    claims = Claim.objects.of(run.organization_id).filter(occurrence=run)
    offers = BookingStep.objects.of(run.organization_id).filter(verb="date_offered")
    here = Booking.objects.of(run.organization_id).filter(public_id__in=claims.values("holder"))
    rows = here.filter(pk__in=offers.values("booking"))
    whole = rows.select_related("organization", "claim", "offered_claim__occurrence")
    return whole.prefetch_related("steps")


def _made(booking: Booking, run: Occurrence) -> list[_Made]:
    """The offers that it had while it was on the run, each with the answer."""
    found: list[_Made] = []
    for step in _while_on(booking, run):
        if step.verb == "date_offered":
            found.append(_Made(step))
        elif found and (step.verb == "date_declined" or step.facts.get(TO_OTHER_DATE)):
            found[-1].answer = step
    return found


def _while_on(booking: Booking, run: Occurrence) -> Iterator[BookingStep]:
    """The steps before which it was at the start of the run, oldest first."""
    steps = list(booking.steps.all())
    before = [step.facts["was"] for step in steps if step.verb == "rescheduled"]
    starts = iter([*map(datetime.fromisoformat, before), booking.starts_at])
    start = next(starts)
    for step in steps:
        if start == run.starts_at:
            yield step
        if step.verb == "rescheduled":
            start = next(starts)


def _offer(booking: Booking, made: _Made, run: Occurrence, now: datetime) -> Offer:
    start = datetime.fromisoformat(made.step.facts["startsAt"])
    pill, moment = _answer(booking, made, start, now)
    zone, house = run.offering.timezone, run.organization
    at = shown.when(moment, zone, house) if moment else ""
    return Offer(booking, shown.when(start, zone, house), pill, at)


def _answer(
    booking: Booking, made: _Made, start: datetime, now: datetime
) -> tuple[SafeString, datetime | None]:
    if made.answer is not None:
        if made.answer.verb == "date_declined":
            return shown.pill("bad", _("Turned down")), made.answer.at
        return shown.pill("good", _("Accepted")), made.answer.at
    held = booking.other_date(now)
    if held is not None and held.occurrence.starts_at == start:
        return shown.pill("wait", _("To be answered by")), held.until
    return shown.pill("mute", _("Not answered")), None
