"""The figures as a table, for the terminal or for docs/performance.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.client import Load

HEAD = ("path", "answers/s", "median ms", "95th ms", "of bare view", "CPU ms", "queries")


@dataclass(frozen=True)
class Row:
    """One path. What does not apply is None."""

    label: str
    load: Load
    ratio: float | None = None
    cpu: float | None = None
    queries: int | None = None

    def cells(self) -> tuple[str, ...]:
        """As text."""
        return (
            self.label,
            f"{self.load.rate:,.0f}",
            f"{self.load.percentile(50):.1f}",
            f"{self.load.percentile(95):.1f}",
            "" if self.ratio is None else f"{self.ratio:.2f}",
            "" if self.cpu is None else f"{self.cpu:.1f}",
            "" if self.queries is None else str(self.queries),
        )


def text(rows: Sequence[Row]) -> str:
    """Aligned columns."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(line, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def markdown(rows: Sequence[Row]) -> str:
    """A table for a page."""
    lines = [HEAD, ("---", *["---:"] * (len(HEAD) - 1)), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """What it was measured on."""
    cores = os.cpu_count() or 1
    busy = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"{_processor()}, {cores} cores; Python {platform.python_version()};"
        f" load averages at the end {busy}"
    )


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
