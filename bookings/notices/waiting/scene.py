"""A notice about a place on a waitlist, about to be worded: what has become of it by now."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_noop as _

from bookings import queues, rooms
from bookings.models import Booking, WaitlistEntry
from bookings.notices.waiting.table import WaitNotice
from bookings.waitlist import WaitState
from orgs import languages
from orgs.languages import Tongue
from orgs.models import Audience, Organization
from orgs.outbox.kinds import Outdated

TRUE_IN = {WaitNotice.JOINED: WaitState.WAITING, WaitNotice.OVER: WaitState.OVER}
"""The state in which what a guest reads is still true."""


@dataclass(frozen=True)
class Scene:
    """All that wording a notice needs; `free` are the places of a start that nobody took."""

    notice: WaitNotice
    entry: WaitlistEntry
    house: Organization
    now: datetime
    free: int = 0

    @cached_property
    def tongue(self) -> Tongue:
        """The guest's own language, the house's for its staff."""
        home = self.house.locale
        is_guests = self.notice.audience == Audience.GUEST
        return languages.for_guest(self.entry.locale if is_guests else home, home)

    @property
    def position(self) -> int | None:
        """The place in line; of a preview's invented guest, the first."""
        return queues.position(self.entry, self.now) if self.entry.pk else 1

    @property
    def starts_at(self) -> datetime | None:
        """The start that it is about, where it is one."""
        offered = self.entry.booking if self.notice == WaitNotice.STAFF_UNCLAIMED else None
        return offered.starts_at if offered is not None else self.entry.starts_at


class Rooms:
    """What is free at starts that were offered; each is looked up once."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, datetime], int] = {}

    def unclaimed(self, offered: Booking, now: datetime) -> int:
        """As `rooms.unclaimed`."""
        start = (offered.variant_id, offered.starts_at)
        if start not in self._found:
            self._found[start] = rooms.unclaimed(offered, now)
        return self._found[start]


def of(notice: WaitNotice, entry: WaitlistEntry | None, now: datetime, found: Rooms) -> Scene:
    """The scene as it is at `now`. Raises Outdated when there is nothing to tell any more."""
    if entry is None:
        raise Outdated(_("The place on the waitlist is gone."))
    if notice in TRUE_IN and entry.state_at(now) != TRUE_IN[notice]:
        raise Outdated(_("The place on the waitlist stands otherwise by now."))
    free = _free(entry.booking, now, found) if notice == WaitNotice.STAFF_UNCLAIMED else 0
    return Scene(notice, entry, entry.organization, now, free)


def _free(offered: Booking | None, now: datetime, found: Rooms) -> int:
    free = found.unclaimed(offered, now) if offered is not None else 0
    if not free:
        raise Outdated(_("Nothing is free any more, or somebody who waits has it."))
    return free
