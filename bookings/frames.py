"""What sentences about terms are about: one run, as of one moment, on one clock."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bookings import fees
from bookings.ledger import Standing
from bookings.models import Booking
from bookings.payments import providers
from bookings.states import OPEN, UNCONFIRMED, Condition
from bookings.terms import Terms
from orgs import formats
from scheduling.models import Offering


@dataclass(frozen=True, slots=True)
class Frame:
    """What the words are about: which run, as of when, on whose clock, for how much.

    `total` None: no party is chosen yet. `waits_for`: what the booking waits for. `decides_at`:
    when its minimum is decided, where that is not as the terms have it. `unconfirmed`: a booking
    that its guest can cancel until the start, as long as it stays so. `due`: what a booking owes.
    """

    starts_at: datetime
    now: datetime
    zone: str
    locale: str
    currency: str
    waits_for: frozenset[Condition]
    total: int | None = None
    paid: int = 0
    moves: int = 0
    decides_at: datetime | None = None
    proposed: bool = False
    unconfirmed: bool = False
    due: fees.Due | None = None

    @property
    def prepaid(self) -> bool:
        """Whether money changes hands before the run."""
        return Condition.PAYMENT in self.waits_for or self.paid > 0

    @property
    def owes_the_rest(self) -> bool:
        """Whether what it began with is paid."""
        return self.paid > 0 and Condition.PAYMENT not in self.waits_for

    def moment(self, instant: datetime) -> str:
        """`Friday, July 3, 2026, 9:00 AM`; the start by its name."""
        if instant == self.starts_at:
            return _("the start")
        return formats.moment(instant, self.zone, self.locale)

    def money(self, minor: int) -> str:
        """`$45.00`."""
        return formats.money(minor, self.currency, self.locale)


def of_booking(booking: Booking, standing: Standing, locale: str, now: datetime) -> Frame:
    """Of a booking that was paid for so."""
    return Frame(
        starts_at=booking.starts_at,
        now=now,
        zone=booking.timezone,
        locale=locale,
        currency=booking.currency,
        # What ended waits for nothing, whatever was outstanding then.
        waits_for=booking.conditions if booking.state_at(now) in OPEN else frozenset(),
        total=None if booking.awaits_price else booking.target_minor(now),
        paid=standing.covered,
        moves=booking.moves,
        decides_at=booking.decides_at,
        proposed=booking.proposed,
        unconfirmed=booking.state_at(now) in UNCONFIRMED,
        due=booking.due_at(standing, now) if booking.pk else None,
    )


def of_offering(
    offering: Offering, terms: Terms, starts_at: datetime, locale: str, now: datetime
) -> Frame:
    """Of any booking, before a party is chosen."""
    return Frame(
        starts_at=starts_at,
        now=now,
        zone=offering.timezone,
        locale=locale,
        currency=offering.organization.currency,
        waits_for=providers.after(offering.organization, terms.conditions(total=1)),
    )
