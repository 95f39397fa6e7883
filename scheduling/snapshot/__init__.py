"""Reads plans and supply for the engine, in a fixed number of queries however much there is.

`wants` and `plans` say how variants are run (a query each), `resources_of` what they may be given
(one), `supply` what is out of use and taken around a window (three). Rows travel as plain tuples:
these are the hottest reads of the product, and model instances cost more than the queries.
"""

from scheduling.snapshot.plans import Stock, Wanted, plans, resources_of, rule_from, wants
from scheduling.snapshot.supply import reach, resources, runs, supply, with_holders

__all__ = [
    "Stock",
    "Wanted",
    "plans",
    "reach",
    "resources",
    "resources_of",
    "rule_from",
    "runs",
    "supply",
    "wants",
    "with_holders",
]
