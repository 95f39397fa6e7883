"""The notices as kinds of messages: how each is written, and previewed with invented data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _

from bookings import invites, queries
from bookings.models import Booking
from bookings.notices import scene as scenes
from bookings.notices.scene import Scene
from bookings.notices.sheets import secrets, sheet
from bookings.notices.table import OPEN, Notice
from bookings.notices.wording import PLACEHOLDERS, WORDINGS
from bookings.states import Condition
from bookings.terms import Terms
from orgs.models import Audience, Message, Organization
from orgs.outbox import kinds, letters
from orgs.outbox.houses import Houses
from orgs.outbox.kinds import Kind, Letter
from orgs.outbox.words import Words
from scheduling.models import Calendar, Offering, Variant

WAITS_FOR = {
    Notice.AWAITING_APPROVAL: [Condition.APPROVAL.value],
    Notice.STAFF_REQUEST: [Condition.APPROVAL.value],
    Notice.OFFERED: [Condition.ACCEPTANCE.value],
}
"""What the invented booking of a preview waits for."""


def register() -> None:
    """Makes all notices known to the outbox."""
    for notice in Notice:
        kinds.register(_kind(notice))


def _kind(notice: Notice) -> Kind:
    wording = WORDINGS[notice]
    return Kind(
        name=notice.value,
        label=wording.label,
        audience=notice.audience,
        words=lambda: Words(str(wording.subject), str(wording.body)),
        placeholders=PLACEHOLDERS,
        gather=gather,
        write=partial(write, notice),
        preview=partial(preview, notice),
    )


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the letters of several rows need: bookings by their public id, with their steps."""

    bookings: dict[str, Booking]
    houses: Houses


def gather(rows: Sequence[Message]) -> Gathered:
    """In two queries, and two more for each organization."""
    found = queries.by_ids({row.about for row in rows})
    return Gathered({booking.public_id: booking for booking in found}, Houses())


def write(notice: Notice, row: Message, now: datetime, gathered: Gathered) -> Letter:
    """The letter of a row of the outbox. Raises Outdated."""
    scene = scenes.of(notice, row, gathered.bookings.get(row.about), now)
    guest = notice.audience == Audience.GUEST
    # A guest is written to at the address the booking has now, staff as they are now.
    to = (scene.booking.email,) if guest else gathered.houses.staff(scene.house)
    with translation.override(scene.tongue.language):
        words = gathered.houses.words(kinds.of(notice), scene.house, scene.tongue.language)
        return _letter(scene, words, to)


def preview(
    notice: Notice, house: Organization, language: str, words: Words, now: datetime
) -> Letter:
    """The letter as it would be for an invented guest."""
    with translation.override(language):
        scene = Scene(notice, _invented(notice, house, language, now), house, now)
        return _letter(scene, words, (scene.booking.email,))


def _letter(scene: Scene, words: Words, to: tuple[str, ...]) -> Letter:
    parts = {}
    if scene.notice.audience == Audience.GUEST:
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


def _invented(notice: Notice, house: Organization, language: str, now: datetime) -> Booking:
    """A booking that is in no table."""
    starts_at = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=5)
    state = scenes.TRUE_IN[notice][0]
    offering = Offering(
        organization=house,
        name=_("A walk around the harbor"),
        timezone=house.timezone,
        venue=_("The old pier"),
        calendar=Calendar(organization=house),
    )
    item = {"id": "", "label": _("Adult"), "unit_minor": 4500, "quantity": 2}
    price = {"currency": house.currency, "rates": [item], "add_ons": [], "discounts": []}
    return Booking(
        organization=house,
        offering=offering,
        variant=Variant(organization=house, offering=offering),
        reference="ABCD-2345",
        state=state,
        outstanding=WAITS_FOR.get(notice, []),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        timezone=house.timezone,
        hold_expires_at=now + timedelta(days=2) if state in OPEN[:2] else None,
        seats=2,
        currency=house.currency,
        total_minor=9000,
        price=price,
        terms=Terms().as_json(),
        name=_("Ada Example"),
        email="guest@example.com",
        locale=language,
        created_at=now,
        updated_at=now,
    )
