"""Whether a run takes place that waits for a minimum, as far as one can know now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

from bookings import queries
from bookings.models import Booking
from bookings.terms import Terms
from orgs import formats
from scheduling.models import Claim


@dataclass(frozen=True, slots=True)
class Prospect:
    """How many guests a run needs still besides the party itself, and when that is decided.

    `until` is None where it takes place for certain. Seats that are only held do not count.
    """

    missing: int
    until: datetime | None
    is_firm: bool
    """Whether the party counts at once: nothing else of its booking is outstanding."""


def decides_at(claim: Claim | None, terms: Terms, starts_at: datetime) -> datetime | None:
    """When it is decided whether enough have come to the run of a claim; None: it is no question.

    As staff set it for the run, else as the terms have it.
    """
    run = claim.occurrence if claim is not None and terms.minimum_seats is not None else None
    if run is None:
        return terms.decide_at(starts_at)
    return None if run.runs_anyway else run.decides_at or terms.decide_at(starts_at)


def elsewhere(booking: Booking, claim: Claim, now: datetime) -> Prospect:
    """That of another date that is held for a booking. One query where it has a minimum."""
    run, least = claim.occurrence, booking.agreed.minimum_seats or 0
    decided = decides_at(claim, booking.agreed, run.starts_at)
    firm = queries.firm_seats(run, now) if decided is not None else 0
    is_firm = booking.claim is not None and booking.claim.until is None
    if decided is None or firm >= least:
        return Prospect(0, None, is_firm)
    return Prospect(max(0, least - firm - booking.seats), decided, is_firm)


def words(found: Prospect, zone: str, locale: str) -> str:
    """As the guest reads it who may change to it, in the active language."""
    if found.until is None:
        return gettext("This date takes place for certain.")
    moment = formats.moment(found.until, zone, locale)
    if found.missing:
        said = ngettext(
            "It is not certain yet: %(count)d more guest besides you has to book by %(moment)s, "
            "or it is called off and costs you nothing.",
            "It is not certain yet: %(count)d more guests besides you have to book by %(moment)s, "
            "or it is called off and costs you nothing.",
            found.missing,
        )
        return said % {"count": found.missing, "moment": moment}
    if found.is_firm:
        return gettext("With you, enough guests have booked: then it takes place for certain.")
    said = gettext(
        "With you, enough guests have booked, if your booking is complete by %(moment)s."
    )
    return said % {"moment": moment}
