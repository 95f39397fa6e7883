"""The notices about places on waitlists as kinds of messages; they carry no calendar part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from bookings import queues
from bookings.models import WaitlistEntry
from bookings.notices import invented
from bookings.notices.waiting import scene as scenes
from bookings.notices.waiting.scene import Rooms, Scene
from bookings.notices.waiting.sheets import sheet
from bookings.notices.waiting.table import WaitNotice
from bookings.notices.waiting.wording import PLACEHOLDERS, WORDINGS
from bookings.notices.worded import Ways, kind
from orgs.models import Audience, Message, Organization
from orgs.outbox import kinds, letters
from orgs.outbox.houses import Houses
from orgs.outbox.kinds import Letter
from orgs.outbox.words import Words


def register() -> None:
    """Makes all of them known to the outbox."""
    ways = Ways(gather, check, write, preview)
    for notice in WaitNotice:
        kinds.register(kind(notice, WORDINGS[notice], PLACEHOLDERS, ways))


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the letters of several rows need: the entries by their public id."""

    entries: dict[str, WaitlistEntry]
    houses: Houses
    rooms: Rooms


def gather(rows: Sequence[Message]) -> Gathered:
    """In one query, and two more for each organization.

    What is free is looked up once for each start, where a row is about one.
    """
    found = queues.by_ids({row.about for row in rows})
    return Gathered({entry.public_id: entry for entry in found}, Houses(), Rooms())


def check(notice: WaitNotice, row: Message, now: datetime, gathered: Gathered) -> None:
    """Raises Outdated as write does."""
    _readers(_scene(notice, row, now, gathered), gathered)


def write(notice: WaitNotice, row: Message, now: datetime, gathered: Gathered) -> Letter:
    """The letter of a row of the outbox. Raises Outdated."""
    scene = _scene(notice, row, now, gathered)
    to = _readers(scene, gathered)
    with translation.override(scene.tongue.language):
        words = gathered.houses.words(kinds.of(notice), scene.house, scene.tongue.language)
        return _letter(scene, words, to)


def _scene(notice: WaitNotice, row: Message, now: datetime, gathered: Gathered) -> Scene:
    return scenes.of(notice, gathered.entries.get(row.about), now, gathered.rooms)


def _readers(scene: Scene, gathered: Gathered) -> tuple[str, ...]:
    """The guest as the entry has it, staff as they are now. Raises Outdated."""
    guest = scene.notice.audience == Audience.GUEST
    return (scene.entry.email,) if guest else gathered.houses.staff(scene.house)


def preview(
    notice: WaitNotice, house: Organization, language: str, words: Words, now: datetime
) -> Letter:
    """The letter as it would be for an invented guest."""
    with translation.override(language):
        scene = Scene(notice, invented.entry(house, language, now), house, now, free=2)
        return _letter(scene, words, (scene.entry.email,))


def _letter(scene: Scene, words: Words, to: tuple[str, ...]) -> Letter:
    return letters.letter(
        scene.house,
        scene.tongue,
        sheet(scene, words),
        recipients=to,
        secrets=(scene.entry.token,),
    )
