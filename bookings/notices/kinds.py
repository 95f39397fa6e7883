"""The notices as kinds of messages: how each is written, and previewed with invented data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from bookings import invites, queries
from bookings.models import Booking
from bookings.notices import invented
from bookings.notices import scene as scenes
from bookings.notices.scene import Scene
from bookings.notices.sheets import secrets, sheet
from bookings.notices.table import Notice
from bookings.notices.worded import PLACEHOLDERS, Ways, kind
from bookings.notices.wording import WORDINGS
from orgs.models import Audience, Message, Organization
from orgs.outbox import kinds, letters
from orgs.outbox.houses import Houses
from orgs.outbox.kinds import Letter
from orgs.outbox.words import Words

NOTHING_NEW = (Notice.PAYMENT_RECEIVED,)
"""In these, the entry in the guest's calendar stays as it is."""


def register() -> None:
    """Makes all notices known to the outbox."""
    ways = Ways(gather, check, write, preview)
    for notice in Notice:
        kinds.register(kind(notice, WORDINGS[notice], PLACEHOLDERS, ways))


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the letters of several rows need: bookings by their public id, with their steps."""

    bookings: dict[str, Booking]
    houses: Houses


def gather(rows: Sequence[Message]) -> Gathered:
    """In four queries, and two more for each organization."""
    found = queries.by_ids({row.about for row in rows})
    return Gathered({booking.public_id: booking for booking in found}, Houses())


def check(notice: Notice, row: Message, now: datetime, gathered: Gathered) -> None:
    """Raises Outdated as write does."""
    _readers(scenes.of(notice, row, gathered.bookings.get(row.about), now), gathered)


def write(notice: Notice, row: Message, now: datetime, gathered: Gathered) -> Letter:
    """The letter of a row of the outbox. Raises Outdated."""
    scene = scenes.of(notice, row, gathered.bookings.get(row.about), now)
    to = _readers(scene, gathered)
    with translation.override(scene.tongue.language):
        words = gathered.houses.words(kinds.of(notice), scene.house, scene.tongue.language)
        return _letter(scene, words, to)


def _readers(scene: Scene, gathered: Gathered) -> tuple[str, ...]:
    """A guest at the address the booking has now, staff as they are now. Raises Outdated."""
    guest = scene.notice.audience == Audience.GUEST
    return (scene.booking.email,) if guest else gathered.houses.staff(scene.house)


def preview(
    notice: Notice, house: Organization, language: str, words: Words, now: datetime
) -> Letter:
    """The letter as it would be for an invented guest."""
    with translation.override(language):
        scene = Scene(notice, invented.booking(notice, house, language, now), house, now)
        return _letter(scene, words, (scene.booking.email,))


def _letter(scene: Scene, words: Words, to: tuple[str, ...]) -> Letter:
    parts = {}
    if scene.notice.audience == Audience.GUEST and scene.notice not in NOTHING_NEW:
        invitation = invites.invitation(scene.booking, scene.now)
        parts = {"calendar": invitation.text, "method": invitation.method}
    return letters.letter(
        scene.house,
        scene.tongue,
        sheet(scene, words),
        recipients=to,
        secrets=secrets(scene),
        **parts,
    )
