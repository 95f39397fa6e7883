"""The words the engine speaks: what can be run, with what, what is taken, and the answer.

Instants are aware datetimes in UTC; spans are half-open; durations are whole minutes; local
times of day are minutes after midnight in a named IANA zone. Ids are database keys (integers)
that the engine only compares. Every type is frozen: an answer never changes its question.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open stretch of time `[start, end)` between two instants in UTC."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether both share an instant; touching is not overlapping."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        """Whether the whole of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


class RuleKind(StrEnum):
    """Where starts come from: recurring times, opening windows with a step, or fixed dates."""

    STARTS = "STARTS"
    WINDOWS = "WINDOWS"
    DATES = "DATES"


class Window(NamedTuple):
    """Weekly local hours. `weekday` 0 is Monday; `end` may pass midnight (up to 2880)."""

    weekday: int
    start: int
    end: int


class FixedDate(NamedTuple):
    """One dated run: a naive wall time in the offering's zone (its `fold` counts), its minutes."""

    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One source of starts, in the offering's zone.

    STARTS: every day that `rrule` (RFC 5545 text: DAILY, WEEKLY or MONTHLY) or, without one,
    `weekdays` names (empty: every day), at each of `times`. WINDOWS: every `step` minutes from
    the opening of each of `windows`, as long as the whole run fits before closing. DATES: the
    `dates`. `starts_on` and `ends_on` are inclusive local days (None: open). `skip_dates` are
    taken out by local start day (what a window past midnight produces, by the day it opens);
    `add_dates` are further days with the same `times` (STARTS) or, for WINDOWS, the hours of
    that weekday; a day both added and skipped is skipped.
    """

    id: int
    kind: RuleKind
    weekdays: frozenset[int] = frozenset()
    rrule: str = ""
    times: tuple[int, ...] = ()
    windows: tuple[Window, ...] = ()
    step: int = 0
    dates: tuple[FixedDate, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    skip_dates: frozenset[date] = frozenset()
    add_dates: frozenset[date] = frozenset()


class Start(NamedTuple):
    """A start that the rules produce. `skipped` ones are listed only for explanations."""

    start: datetime
    end: datetime
    rule_id: int
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What a run needs: `quantity` units from a pool of resources, per run or per person.

    `for_party`: what the asking party takes beside, on a new run and on one that it joins.
    """

    id: int
    pool: tuple[int, ...]
    quantity: int = 1
    per_person: bool = False
    for_party: bool = False

    @property
    def personal(self) -> bool:
        """Whether it goes with those who come, rather than with the run."""
        return self.per_person or self.for_party

    def units_for(self, people: int) -> int:
        """What so many people ask for."""
        return self.quantity * people if self.per_person else self.quantity


class Blocked(NamedTuple):
    """One stretch in which a resource is out of use; a repeated block is given expanded."""

    id: int
    span: Span


@dataclass(frozen=True, slots=True)
class Resource:
    """Something runs need. `windows` empty: always open; `turnaround` minutes between two uses.

    `seats` (None: does not matter) lowers the seats of a run that is given this resource.
    """

    id: int
    units: int = 1
    seats: int | None = None
    turnaround: int = 0
    zone: str = "UTC"
    windows: tuple[Window, ...] = ()
    blocks: tuple[Blocked, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How one variant of one offering is run: the recipe that starts are judged by.

    `capacity` None: listed only, never bookable. `parallel` None: any number of overlapping
    runs; it counts runs of the whole offering over `[start, end)`. `exclusive`: a booking takes
    the whole run. `lead` minutes before the start and `horizon` days ahead bound booking. A run
    takes place from `least` seats taken for good on, which is decided `decided` minutes before.
    """

    offering_id: int
    variant_id: int
    zone: str
    duration: int
    capacity: int | None
    rules: tuple[Rule, ...]
    needs: tuple[Need, ...] = ()
    buffer_before: int = 0
    buffer_after: int = 0
    parallel: int | None = 1
    lead: int = 0
    horizon: int | None = None
    max_party: int | None = None
    exclusive: bool = False
    published: bool = True
    least: int = 0
    decided: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A stored occurrence of an offering and what lives on it at the asked instant.

    `seats` is what it offers in all; `taken` counts live claims; `seats_set` says that staff
    fixed the number (it then stands instead of the plan's capacity). A run with nothing taken
    has no resources: it is staffed anew when the first seat is taken. `firm` counts what is taken
    for good; staff may have said that it `runs` all the same, or another time to `decide`.
    """

    id: int
    offering_id: int
    variant_id: int
    span: Span
    seats: int
    taken: int
    private: bool = False
    cancelled: bool = False
    seats_set: bool = False
    firm: int = 0
    runs: bool = False
    decides: datetime | None = None


class Use(NamedTuple):
    """Units of a resource taken by a run: its allocation, live at the asked instant.

    `span` is the stretch stored: `[start - buffer_before, end + buffer_after + turnaround)`.
    `run` is the bare `[start, end)` and `holder` names a booking on it: both only serve to explain
    refusals, and `run` may be the whole `span` where nobody asks.
    """

    resource_id: int
    run_id: int
    span: Span
    run: Span
    units: int
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Supply:
    """Everything that bears on the asked window: resources by id, their uses, stored runs."""

    resources: dict[int, Resource] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()
    runs: tuple[Run, ...] = ()


class Code(StrEnum):
    """Why a start is refused; the closed list of contract/rest.md, Availability."""

    OUTSIDE_WINDOW = "outside_window"
    BLOCKED = "blocked"
    RESOURCE_BUSY = "resource_busy"
    TURNAROUND = "turnaround"
    BUFFER = "buffer"
    LEAD_TIME = "lead_time"
    HORIZON = "horizon"
    NO_SEATS = "no_seats"
    PARTY_TOO_LARGE = "party_too_large"
    SKIPPED_DATE = "skipped_date"
    CANCELLED = "cancelled"
    PARALLEL = "parallel"
    NOT_PUBLISHED = "not_published"
    MINIMUM_MISSED = "minimum_missed"


class Reason(NamedTuple):
    """One cause of a refusal. `until` is the instant (UTC) at which this cause ends, if known."""

    code: Code
    resource_id: int | None = None
    block_id: int | None = None
    holder: str = ""
    until: datetime | None = None


class Grant(NamedTuple):
    """Units of one resource that a need is given."""

    need_id: int
    resource_id: int
    units: int


class Verdict(NamedTuple):
    """The answer for one start and one party.

    `left` is how many seats can still be had here together (0 when none; one party may be
    bounded further by the plan's `max_party`), `seats` what the run offers in all. With no
    `reasons` the party fits, and is to be seated so: `run_id` names the stored run it joins, or
    is None for a new one with `seats`; `grants` are the resources to be taken in addition (all
    of a new run's; for a joined run only what is per person or for the party).
    """

    start: datetime
    end: datetime
    left: int
    seats: int
    reasons: tuple[Reason, ...] = ()
    run_id: int | None = None
    grants: tuple[Grant, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the party can be taken."""
        return not self.reasons
