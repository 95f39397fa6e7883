"""Why a resource cannot be had for a run: its hours, its blocks, and the uses in the way."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from scheduling.engine.index import Timeline
from scheduling.engine.spans import Lookup
from scheduling.engine.types import Code, Reason, Span, Use


class Causes:
    """What stands in the way of runs on one resource, made ready to be asked often."""

    def __init__(self, line: Timeline, uses: Sequence[Use]) -> None:
        self._resource = line.resource
        self._hours = line.hours
        self._turnaround = timedelta(minutes=line.resource.turnaround)
        self._blocks = Lookup((block.span, block) for block in line.resource.blocks)
        self._uses = Lookup((use.span, use) for use in uses)

    def of(self, run: Span, buffered: Span) -> Iterator[Reason]:
        """Every cause against `run`, which with its buffers is `buffered`.

        Closing time first, then blocks, then uses, each by time.
        """
        resource_id = self._resource.id
        if not self._hours.covers(*buffered):
            opens = self._hours.opens_after(buffered.start)
            yield Reason(Code.OUTSIDE_WINDOW, resource_id, until=opens)
        asked = Span(buffered.start, buffered.end + self._turnaround)
        kept_clear = Span(buffered.start - self._turnaround, asked.end)
        for block in self._blocks.overlapping(kept_clear):
            yield Reason(Code.BLOCKED, resource_id, block.id, until=block.span.end)
        for use in self._uses.overlapping(asked):
            code = self._code(use, run, buffered)
            yield Reason(code, resource_id, holder=use.holder, until=use.span.end)

    def _code(self, use: Use, run: Span, buffered: Span) -> Code:
        if use.run.overlaps(run):
            return Code.RESOURCE_BUSY
        without_turnaround = Span(use.span.start, max(use.run.end, use.span.end - self._turnaround))
        if without_turnaround.overlaps(buffered):
            return Code.BUFFER
        return Code.TURNAROUND
