"""Asking the log of decisions: who was given what, by which rule, when; what was withheld, and why.

Both halves of the measure come from here: what went out, and what did not or
came late. The time from product to release is that from when the record was
made to when its entry stood in the feed.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cspo.operations.store import DecisionQuery, DecisionRow, OperationsUnit, Outcome

__all__ = ["ReleaseTimes", "pages", "release_times", "who_got", "withheld_because"]


@dataclass(frozen=True, slots=True)
class ReleaseTimes:
    """Times from product to release.

    Parameters
    ----------
    count : int
        Releases counted, one for each product and party.
    median_s, longest_s : float or None
        Seconds; None where there are none.
    """

    count: int
    median_s: float | None
    longest_s: float | None


def pages(unit: OperationsUnit, query: DecisionQuery) -> Iterator[tuple[int, DecisionRow]]:
    """All lines that a query asks for, page by page."""
    while page := unit.decisions(query):
        yield from page
        query = replace(query, after=page[-1][0])


def who_got(unit: OperationsUnit, record_id: str) -> dict[str, tuple[str, ...]]:
    """The parties that got a record of ours or a form of it, and what each got, in order.

    Parameters
    ----------
    record_id : str
        Of the product, or of a form.
    """
    got: dict[str, dict[str, None]] = {}
    for query in (DecisionQuery(product_id=record_id), DecisionQuery(released_id=record_id)):
        for _, row in pages(unit, replace(query, outcome=Outcome.RELEASED)):
            got.setdefault(row.party, {})[row.released_id] = None
    return {party: tuple(ids) for party, ids in sorted(got.items())}


def withheld_because(unit: OperationsUnit, query: DecisionQuery) -> Counter[tuple[str, str]]:
    """How often something was withheld, by rule and reason."""
    found = pages(unit, replace(query, outcome=Outcome.WITHHELD))
    return Counter((row.rule, row.reason) for _, row in found)


def release_times(unit: OperationsUnit, query: DecisionQuery) -> ReleaseTimes:
    """Median and longest time from product to release, of what a query asks for."""
    found = pages(unit, replace(query, outcome=Outcome.RELEASED))
    times_s = [row.t - row.t_product for _, row in found]
    if not times_s:
        return ReleaseTimes(0, None, None)
    return ReleaseTimes(len(times_s), statistics.median(times_s), max(times_s))
