"""Reads plans and supply for the engine, in a fixed number of queries however much there is.

`wants` and `plans` say how variants are run (a query each), `resources_of` what they may be given
(one), `supply` what is out of use and taken around a window (three). `reads` has the queries: they
are the hottest of the product, so they are put together once, and rows travel as plain tuples.
"""

from scheduling.snapshot.plans import (
    Stock,
    Wanted,
    locked_resources_of,
    plans,
    resources_of,
    rule_from,
    wants,
    wants_beside,
)
from scheduling.snapshot.supply import explained, reach, resources, runs, supply
from scheduling.snapshot.variants import variants_among, variants_in, variants_of

__all__ = [
    "Stock",
    "Wanted",
    "explained",
    "locked_resources_of",
    "plans",
    "reach",
    "resources",
    "resources_of",
    "rule_from",
    "runs",
    "supply",
    "variants_among",
    "variants_in",
    "variants_of",
    "wants",
    "wants_beside",
]
