"""What the oracle holds against one verdict of the engine, in sentences; none if they agree.

Figures must be equal. Grants need not be: any that keep every promise are right. Of the reasons
each must be true, and those that follow from the document beyond doubt must be there.
"""

from collections import Counter
from collections.abc import Iterator

from scheduling.engine.types import Code, Plan, Span, Start, Supply, Verdict
from tests.scheduling.engine import oracle
from tests.scheduling.engine.oracle import ON_RESOURCES, Opinion
from tests.scheduling.engine.worlds import World

BARS = frozenset(
    {
        *(Code.NOT_PUBLISHED, Code.SKIPPED_DATE, Code.LEAD_TIME, Code.HORIZON, Code.CANCELLED),
        Code.MINIMUM_MISSED,
    }
)


def disputes(world: World, start: Start, verdict: Verdict) -> list[str]:
    """Everything that is wrong with the verdict."""
    plan, supply, party = world.plan, world.supply, world.party
    said = oracle.opinion(plan, supply, start, world.now)
    found = [*about_figures(plan, said, party, verdict)]
    if verdict.fits:
        found += about_grants(plan, supply, said, party, verdict)
        found += about_the_run(plan, supply, said, party, verdict)
    else:
        found += about_reasons(plan, supply, said, party, verdict)
    return found


def most_left(said: Opinion) -> int:
    """The seats that can still be had together."""
    return 0 if said.barred else said.room


def about_figures(plan: Plan, said: Opinion, party: int, verdict: Verdict) -> Iterator[str]:
    """The number left, and whether the party fits."""
    left = most_left(said)
    if verdict.left > left or (said.exact and verdict.left < left):
        yield f"left is {left}, not {verdict.left}"
    if bool(verdict.left) != bool(left):
        yield f"a party of one {'fits' if left else 'does not fit'}"
    if verdict.fits != (party <= min(verdict.left, plan.max_party or verdict.left)):
        yield f"with {verdict.left} left a party of {party} cannot be fits={verdict.fits}"
    if verdict.left > verdict.seats and verdict.run_id not in said.rooms:
        yield f"{verdict.left} left of {verdict.seats} seats"


def about_grants(
    plan: Plan, supply: Supply, said: Opinion, party: int, verdict: Verdict
) -> Iterator[str]:
    """Each need gets its units, from its pool, and no unit is given twice or while not free."""
    joined = verdict.run_id in said.rooms
    asked = oracle.asked_by_party(plan, party) if joined else oracle.asked_for(plan, party)
    for need, quantity in asked:
        grants = [one for one in verdict.grants if one.need_id == need.id]
        if sum(one.units for one in grants) != quantity:
            yield f"need {need.id} is given {grants}, not {quantity}"
        if any(one.resource_id not in need.pool or one.units < 1 for one in grants):
            yield f"need {need.id} is given {grants}, not of its pool"
    if {one.need_id for one in verdict.grants} - {need.id for need, _ in asked}:
        yield "grants for needs that nobody has"
    given: Counter[int] = Counter()
    for one in verdict.grants:
        given[one.resource_id] += one.units
    for resource_id, units in given.items():
        if units > said.units[resource_id]:
            yield f"{units} units of {resource_id} given, {said.units[resource_id]} free"
    if not joined and oracle.seats_given(plan, supply, list(verdict.grants)) < verdict.seats:
        yield f"{verdict.seats} seats promised, more than the grants have"


def about_the_run(
    plan: Plan, supply: Supply, said: Opinion, party: int, verdict: Verdict
) -> Iterator[str]:
    """The party joins the fullest run with room, else a new one, or the empty one if stored."""
    runs = {run.id: run for run in supply.runs}
    roomy = [run_id for run_id, room in said.rooms.items() if room >= party]
    if roomy:
        best = min(roomy, key=lambda one: (runs[one].seats - runs[one].taken, one))
        if verdict.run_id != best:
            yield f"the party joins run {best}, not {verdict.run_id}"
        elif verdict.seats != runs[best].seats:
            yield f"run {best} has {runs[best].seats} seats, not {verdict.seats}"
    elif verdict.run_id != (said.empty.id if said.empty else None):
        yield f"the party opens a new run, it does not join {verdict.run_id}"
    elif verdict.seats > said.seats:
        yield f"a new run has at most {said.seats} seats, not {verdict.seats}"


def about_reasons(
    plan: Plan, supply: Supply, said: Opinion, party: int, verdict: Verdict
) -> Iterator[str]:
    """No reason is false, and none that is beyond doubt is missing."""
    codes = {reason.code for reason in verdict.reasons}
    if codes & BARS != said.barred:
        yield f"the start is barred by {set(said.barred)}, not by {codes & BARS}"
    for reason in verdict.reasons:
        span = Span(verdict.start, verdict.end)
        if reason.code in ON_RESOURCES and not oracle.applies(reason, plan, supply, span):
            yield f"{reason} is not so"
    if codes - BARS - ON_RESOURCES - set(possible(plan, supply, said, party)):
        yield f"{codes} says more than {set(possible(plan, supply, said, party))}"
    if missing := set(certain(plan, supply, said, party)) - codes:
        yield f"{missing} is not said"
    explained = {reason.resource_id for reason in verdict.reasons}
    if not said.rooms and (mute := set(wanting(plan, supply, said)) - explained):
        yield f"resources {mute} are not free, and it is not said why"


def most_ever(supply: Supply, said: Opinion) -> int:
    """The most that any run at this start could ever seat, were every resource idle."""
    return max([said.ever, *(run.seats for run in supply.runs if run.id in said.rooms)])


def possible(plan: Plan, supply: Supply, said: Opinion, party: int) -> Iterator[Code]:
    """Codes about the start as a whole that would be true."""
    if party > min(most_ever(supply, said), plan.max_party or party) or not said.exact:
        yield Code.PARTY_TOO_LARGE
    if said.crowded:
        yield Code.PARALLEL
    if (said.rooms or said.new) and (party > said.room or not said.exact):
        yield Code.NO_SEATS


def certain(plan: Plan, supply: Supply, said: Opinion, party: int) -> Iterator[Code]:
    """Codes about the start as a whole that must be said."""
    seats = [run.seats for run in supply.runs if run.id in said.rooms]
    if (plan.max_party or party) < party or party > max([said.seats, *seats]):
        yield Code.PARTY_TOO_LARGE
    if said.crowded and not said.rooms:
        yield Code.PARALLEL
    shared = [run for run in supply.runs if run.id in said.rooms and not run.private]
    if said.exact and shared and said.room < party <= said.ever:
        yield Code.NO_SEATS


def wanting(plan: Plan, supply: Supply, said: Opinion) -> Iterator[int]:
    """Resources of which nothing is free, in a need that cannot be met for one person."""
    for asked in oracle.asked_for(plan, 1):
        if not any(True for _ in oracle.assignments([asked], said.units)):
            yield from (
                one for one in asked[0].pool if one in supply.resources and not said.units[one]
            )
