"""Why a resource cannot be had for a run: its hours, its blocks, and the uses in the way."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from scheduling.engine.index import Timeline
from scheduling.engine.types import Code, Reason, Resource, Span, Use


def of_resource(line: Timeline, uses: Sequence[Use], run: Span, buffered: Span) -> list[Reason]:
    """Every cause for which units of a resource are not free for `run`, which with its buffers is
    `buffered`: closing time, then blocks, then uses, each by time."""
    resource = line.resource
    found: list[Reason] = []
    if not line.hours.covers(*buffered):
        opens = line.hours.opens_after(buffered.start)
        found.append(Reason(Code.OUTSIDE_WINDOW, resource.id, until=opens))
    found += _blocks(resource, buffered)
    found += _uses(resource, uses, run, buffered)
    return found


def _blocks(resource: Resource, buffered: Span) -> Iterator[Reason]:
    kept_clear = _widened(buffered, timedelta(minutes=resource.turnaround))
    for block in sorted(resource.blocks, key=lambda block: block.span):
        if block.span.overlaps(kept_clear):
            yield Reason(Code.BLOCKED, resource.id, block.id, until=block.span.end)


def _uses(resource: Resource, uses: Sequence[Use], run: Span, buffered: Span) -> Iterator[Reason]:
    turnaround = timedelta(minutes=resource.turnaround)
    asked = Span(buffered.start, buffered.end + turnaround)
    for use in sorted(uses, key=lambda use: use.span):
        if not use.span.overlaps(asked):
            continue
        code = _code(use, turnaround, run, buffered)
        yield Reason(code, resource.id, holder=use.holder, until=use.span.end)


def _code(use: Use, turnaround: timedelta, run: Span, buffered: Span) -> Code:
    if use.run.overlaps(run):
        return Code.RESOURCE_BUSY
    without_turnaround = Span(use.span.start, max(use.run.end, use.span.end - turnaround))
    if without_turnaround.overlaps(buffered):
        return Code.BUFFER
    return Code.TURNAROUND


def _widened(span: Span, by: timedelta) -> Span:
    return Span(span.start - by, span.end + by)
