"""What an embed address says: every choice the visitor made so far, read leniently, written back.

There is no cookie and no session: the address is the state. Nothing here is trusted further than
as a wish; ids are looked up and numbers are judged by the core.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit
from zoneinfo import available_timezones

VIEWS = ("month", "week", "list")
MODES = ("light", "dark")
PARTY_LIMIT = 99
FAR = timedelta(days=366 * 3)

LONGEST = 200
"""Letters of an address of somebody's site."""

PATH = "/%:@!$&'()*+,;=~-._"
"""What stands as it is in a path."""

_CAMPAIGN = re.compile(r"utm_[a-z_]{1,30}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One address, understood. Empty values are not written back."""

    view: str = ""
    month: date | None = None
    week: date | None = None
    day: date | None = None
    offering: str = ""
    only: bool = False
    party: int = 1
    lang: str = ""
    theme: str = ""
    ground: str = ""
    tz: str = ""
    host: str = ""
    home: str = ""
    """The page of the host's that the calendar stands on."""
    reference: str = ""
    campaign: tuple[tuple[str, str], ...] = ()

    @property
    def has_place(self) -> bool:
        """Whether the address names a time to show, rather than the calendar as such."""
        return bool(self.month or self.week or self.day)

    def to(self, **changes: Any) -> "Choice":
        """The same choice with something changed."""
        return replace(self, **changes)

    def without_place(self) -> "Choice":
        """The same choice, at no particular time."""
        return replace(self, month=None, week=None, day=None)

    def pairs(self) -> list[tuple[str, str]]:
        """What an address carries of this choice, in a steady order."""
        named = [
            ("view", self.view),
            ("month", f"{self.month:%Y-%m}" if self.month else ""),
            ("week", f"{self.week:%Y-%m-%d}" if self.week else ""),
            ("day", f"{self.day:%Y-%m-%d}" if self.day else ""),
            ("offering", self.offering),
            ("only", "1" if self.only else ""),
            ("party", str(self.party) if self.party != 1 else ""),
            ("lang", self.lang),
            ("theme", self.theme),
            ("ground", self.ground),
            ("tz", self.tz),
            ("host", self.host),
            ("home", self.home),
            ("reference", self.reference),
            *self.campaign,
        ]
        return [(name, value) for name, value in named if value]

    def query(self, more: Mapping[str, str] | None = None) -> str:
        """The choice, and what else the address says, as a query string with its mark."""
        return "?" + urlencode([*self.pairs(), *(more or {}).items()])


def read(given: Mapping[str, str]) -> Choice:
    """The choice that an address (or a form that repeats it) makes; nonsense is left out."""
    return Choice(
        view=_one_of(given.get("view"), VIEWS),
        month=_day(given.get("month"), "-01"),
        week=_day(given.get("week")),
        day=_day(given.get("day")),
        offering=_word(given.get("offering"), 80),
        only=given.get("only") == "1",
        party=_party(given.get("party")),
        lang=_word(given.get("lang"), 12),
        theme=_one_of(given.get("theme"), MODES),
        ground=_hex(given.get("ground")),
        tz=_zone(given.get("tz")),
        host=_origin(given.get("host")),
        home=_site_page(given.get("home")),
        reference=str(given.get("reference") or "").strip()[:120],
        campaign=tuple(
            (name, str(given.get(name))[:120])
            for name in sorted(given)
            if _CAMPAIGN.fullmatch(name) and given.get(name)
        )[:10],
    )


def instant(given: str | None) -> datetime | None:
    """A start as addresses write it, `2026-08-15T13:00Z`; anything else is nothing."""
    try:
        moment = datetime.fromisoformat(str(given or ""))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def stamp(moment: datetime) -> str:
    """An instant as addresses write it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def near(chosen: date | None, today: date) -> date | None:
    """`chosen`, if it is no further away than anybody plans; calendars end somewhere."""
    return chosen if chosen and abs(chosen - today) < FAR else None


def _one_of(given: str | None, allowed: tuple[str, ...]) -> str:
    return given if given in allowed else ""


def _word(given: str | None, longest: int) -> str:
    given = str(given or "")
    return given if re.fullmatch(rf"[\w.\-]{{1,{longest}}}", given, re.ASCII) else ""


def _hex(given: str | None) -> str:
    """A colour as the loader writes it, six digits."""
    return given if given and re.fullmatch(r"[0-9a-f]{6}", given) else ""


def _day(given: str | None, suffix: str = "") -> date | None:
    try:
        return date.fromisoformat(f"{given}{suffix}") if given else None
    except ValueError:
        return None


def _party(given: str | None) -> int:
    try:
        return min(PARTY_LIMIT, max(1, int(given or 1)))
    except ValueError:
        return 1


def _zone(given: str | None) -> str:
    return given if given in _zones() else ""


def _origin(given: str | None) -> str:
    """Where the frame stands, as an origin; used only as the address of messages to it."""
    parts = _parts(given)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _site_page(given: str | None) -> str:
    """A page of somebody's site, less what stands behind its path; nobody is led there before it
    was looked up among the calendar's own sites."""
    origin = _origin(given)
    return f"{origin}{quote(_parts(given).path, safe=PATH)}" if origin else ""


def _parts(given: str | None) -> SplitResult:
    try:
        return urlsplit(given if given and len(given) < LONGEST else "")
    except ValueError:
        return urlsplit("")


@cache
def _zones() -> frozenset[str]:
    """Walking the zone directory takes longer than the rest of the page's address."""
    return frozenset(available_timezones())
