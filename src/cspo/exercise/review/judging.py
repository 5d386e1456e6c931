"""How measures of an exercise are judged: within their limits, and not before their time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from cspo.exercise.review.left import Left
from cspo.exercise.review.values import Verdict
from cspo.exercise.scenario import Measure
from cspo.time import Epoch

__all__ = [
    "SECONDS", "Measured", "counted_until", "is_open", "judged", "verdict_of", "worst_of",
]  # fmt: skip

SECONDS: Final[Mapping[str, float]] = {"s": 1.0, "min": 60.0, "h": 3_600.0}
"""Seconds in a unit of time."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of one nation.

    Parameters
    ----------
    nation : str
    value : float or None
        None: it never came to be, or not so far.
    detail : str
    good : bool or None
        Whether it is within the limit; None: what decides that is yet to come, or unknown.
    """

    nation: str
    value: float | None
    detail: str
    good: bool | None = None


def is_open(left: Left, until: Epoch) -> bool:
    """Whether what counts until an instant may still come, or could, had there been the time."""
    return left.until < until


def counted_until(left: Left, measure: Measure) -> Epoch:
    """Until when records are counted: to the end that the scenario has, where it says no other."""
    at_s = measure.at_s
    return left.starts + (left.scenario.duration_s if at_s is None else at_s)


def judged(left: Left, measure: Measure, t: Epoch, value: Measured) -> Measured:
    """Whether a nation kept within the limit.

    What never came to be is judged once the limit itself has passed, and a count once nothing
    that is still to come could change what is said of it: not before, and not where the exercise
    was stopped before that.
    """
    if measure.limit is None:
        return value
    at_most, limit, number = measure.sense == "at_most", measure.limit, value.value
    if number is None:
        span_s = limit * SECONDS[measure.unit]
        ends = t + span_s if at_most else left.starts + left.scenario.duration_s
        if is_open(left, ends):
            return value if left.audience else replace(value, detail="not so far")
        return replace(value, good=False)
    if measure.metric == "records" and is_open(left, counted_until(left, measure)):
        is_sure = number > limit if at_most else number >= limit
        detail = value.detail if is_sure else f"{value.detail} so far"
        return replace(value, detail=detail, good=not at_most if is_sure else None)
    return replace(value, good=number <= limit if at_most else number >= limit)


def verdict_of(left: Left, measure: Measure, values: list[Measured]) -> Verdict:
    """All nations within the limit: met. What is not seen by an audience, or may come, is open."""
    if measure.limit is None:
        return Verdict.UNKNOWN
    good = [each.good for each in values]
    if all(good):
        sure = measure.sense != "at_most" or measure.metric != "records" or not left.audience
        return Verdict.MET if sure else Verdict.UNKNOWN
    if left.audience or False not in good:
        return Verdict.UNKNOWN
    return Verdict.PARTLY if True in good else Verdict.NOT_MET


def worst_of(measure: Measure, values: list[Measured]) -> Measured | None:
    """The nation that counts, of those that are judged bad if any are.

    One for which it never came to be, else the one farthest off.
    """
    bad = [each for each in values if each.good is False]
    values = bad or [each for each in values if each.good is None] or values
    if not values:
        return None
    never = next((each for each in values if each.value is None), None)
    if never is not None:
        return never
    sign = 1.0 if measure.sense == "at_most" and measure.metric != "condition" else -1.0
    return max(values, key=lambda each: sign * (each.value or 0.0))
