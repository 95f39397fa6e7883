"""What a guest can still do with a booking online, and since when not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from bookings.actions import CancelPreview, Leeway, MovePreview
from bookings.models import Booking
from bookings.states import OPEN
from embed.presenters import changing
from orgs import formats


@dataclass(frozen=True, slots=True)
class Online:
    """Whether its party and its time can be changed, and why what cannot be done cannot."""

    party: bool
    move: bool
    closed: Sequence[str]


def of(
    booking: Booking,
    cancel: CancelPreview,
    move: MovePreview,
    leeway: Leeway,
    now: datetime,
    locale: str,
) -> Online:
    """As it is at `now`. What was agreed on with staff is changed with staff."""
    if booking.state_at(now) not in OPEN or booking.ends_at <= now:
        return Online(party=False, move=False, closed=())
    if booking.starts_at <= now:
        return Online(party=False, move=False, closed=[_cancelling(booking, cancel, locale)])
    party = leeway.grow or leeway.shrink
    closed = list(_closed(booking, cancel, move, locale, party=party))
    return Online(party=party, move=move.allowed, closed=closed)


def _closed(
    booking: Booking, cancel: CancelPreview, move: MovePreview, locale: str, *, party: bool
) -> Iterator[str]:
    """A sentence for each of these; one for all whose time ended at once."""
    until = None if cancel.allowed else cancel.until
    is_late = not (move.allowed or move.approved or move.left == 0)
    if until is not None and is_late and move.until == until:
        words = gettext("Since %(moment)s it can no longer be changed or cancelled online.")
        if party:
            words = gettext("Since %(moment)s it can no longer be moved or cancelled online.")
        yield words % _moment(booking, until, locale)
        return
    if not move.allowed:
        yield changing.moving(booking, move, locale)
    if not cancel.allowed:
        yield _cancelling(booking, cancel, locale)


def _cancelling(booking: Booking, preview: CancelPreview, locale: str) -> str:
    if preview.until is None:
        return gettext("This booking cannot be cancelled online.")
    words = gettext("Since %(moment)s it can no longer be cancelled online.")
    return words % _moment(booking, preview.until, locale)


def _moment(booking: Booking, instant: datetime, locale: str) -> dict[str, str]:
    return {"moment": formats.moment(instant, booking.timezone, locale)}
