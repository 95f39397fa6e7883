"""Finding bookings: as they stand at a moment, and what the clockwork has to look at."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from bookings.states import BEGUN, Condition, State
from orgs.models import Organization, TenantManager, TenantQuerySet

LAPSING = (State.PENDING, State.AWAITING_APPROVAL)
"""States that end by themselves when the hold does."""
LASTING = (*LAPSING, State.CONFIRMED)
"""States in which somebody is expected, perhaps."""

LIVE = (State.CONFIRMED, *sorted(BEGUN))
"""States in which somebody comes for certain, or was to."""

WAITS = ~Q(outstanding=[])
"""Those that wait for anything, as their index has it; SQLite wants it beside each state."""

LATELY = timedelta(days=30)
"""How long after a run its money is still looked at."""


class BookingQuerySet(TenantQuerySet):
    """Bookings."""

    def in_state(self, state: State, now: datetime) -> Self:
        """Those that stand so at `now`; the same answer as `Booking.state_at`."""
        ran_out = Q(state__in=LAPSING, hold_expires_at__lte=now)
        if state == State.EXPIRED:
            return self.filter(Q(state=state) | ran_out)
        return self.filter(state=state).exclude(ran_out)

    def waiting_at(self, now: datetime) -> Self:
        """Those that still wait for something at `now`: neither confirmed nor ended nor lapsed."""
        return self.filter(state__in=LAPSING).exclude(hold_expires_at__lte=now)

    def lapsed(self, now: datetime) -> Self:
        """Whosever they are: those whose hold ran out and that are not called expired yet."""
        return self.filter(state__in=LAPSING, hold_expires_at__lte=now).order_by("hold_expires_at")

    def overdue(self, now: datetime) -> Self:
        """Whosever they are: those whose guest added places and did not pay for them in time."""
        return self.filter(state__in=LASTING, added_until__lte=now).order_by("added_until")

    def undecided(self, now: datetime) -> Self:
        """Whosever they are: those of runs whose minimum should have been decided by now."""
        rows = self.waiting_at(now).filter(decides_at__lte=now, claim__released_at=None)
        return rows.exclude(claim=None).order_by("decides_at")

    def short(self, now: datetime, until: datetime) -> Self:
        """Whosever they are: those of runs to be decided until then of which staff do not know."""
        rows = self.waiting_at(now).filter(decides_at__gt=now, decides_at__lte=until)
        unknown = Q(claim__occurrence__warned_of=None) | Q(
            claim__occurrence__warned_of__lt=F("decides_at")
        )
        return rows.filter(unknown, claim__released_at=None).exclude(claim=None).order_by("pk")

    def with_stale_offer(self, now: datetime) -> Self:
        """Whosever they are: those that another date was offered to which nobody can choose any
        more; the same answer as `Booking.other_date`."""
        waits = Q(state__in=LAPSING) & ~Q(decides_at=None)
        lapsed = Q(hold_expires_at__lte=now) | Q(offered_claim__until__lte=now)
        given = Q(offered_claim__released_at__isnull=False) | Q(claim=None)
        other_seats = ~Q(offered_claim__seats=F("seats"))
        same_run = Q(offered_claim__occurrence=F("claim__occurrence"))
        stale = ~waits | lapsed | given | other_seats | same_run
        return self.filter(stale, offered_claim__isnull=False).order_by("offered_claim")

    def to_remind(self, now: datetime) -> Self:
        """Whosever they are: those to be reminded of their start by now.

        Who has heard of the booking within these hours needs no reminder.
        """
        hours = Organization.objects.values_list("reminder_hours", flat=True)
        wanted = Q(pk__in=())
        for ahead in hours.exclude(reminder_hours=None).distinct():
            before = timedelta(hours=ahead or 0)
            wanted |= Q(
                organization__reminder_hours=ahead,
                starts_at__lte=now + before,
                updated_at__lte=F("starts_at") - before,
            )
        new = Q(reminded_of=None) | ~Q(reminded_of=F("starts_at"))
        rows = self.filter(wanted, new, state=State.CONFIRMED, starts_at__gt=now)
        return rows.order_by("starts_at")

    def with_money(self, now: datetime) -> Self:
        """Whosever they are: those that still wait for payment and have money in their ledger."""
        coming = Q(state__in=LIVE, starts_at__gt=now - LATELY)
        open_ones = self.filter(WAITS & Q(state__in=LAPSING) | WAITS & coming)
        words = open_ones.alias(waits=Cast("outstanding", models.TextField()))
        paying = words.filter(waits__contains=f'"{Condition.PAYMENT}"')
        return paying.exclude(entries=None).order_by("starts_at")

    def by_public_id(self, public_id: str) -> Self:
        """The one with this id, whosever it is: the id itself is the key to it."""
        return self.filter(public_id=public_id)

    def by_public_ids(self, public_ids: Iterable[str]) -> Self:
        """As by_public_id, several."""
        return self.filter(public_id__in=public_ids)


class BookingManager(TenantManager.from_queryset(BookingQuerySet)):  # type: ignore[misc]
    """The manager of bookings."""
