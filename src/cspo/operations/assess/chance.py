"""Probabilities put together: any of several, and fewer than a service needs.

Both take the events to be independent. Where they are not, the first is never more than the
sum; what is unknown is between 0 and 1, so bounds stay where a value is gone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from cspo.errors import UsageError

__all__ = ["Chance", "any_of", "any_of_each", "any_of_known", "fewer_than", "shortfall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A probability with its bounds, 0 to 1.

    Parameters
    ----------
    value : float or None
        None: unknown.
    low, high : float
        Bounds; 0 and 1 where nothing is known.
    """

    value: float | None = None
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        known = [x for x in (self.low, self.value, self.high) if x is not None]
        if not all(0.0 <= x <= 1.0 for x in known) or known != sorted(known):
            raise UsageError("put chances together", expected="0 <= low <= value <= high <= 1",
                             got=f"{self.low}, {self.value}, {self.high}")  # fmt: skip

    @classmethod
    def sure(cls, value: float) -> Chance:
        """One number, without a band."""
        return cls(value=value, low=value, high=value)


def any_of(probabilities: Iterable[float]) -> float:
    """The probability that at least one of independent events happens: 1 - prod(1 - p).

    Exact to rounding where all are tiny, too: by log1p and expm1.

    Parameters
    ----------
    probabilities : iterable of float
        Each 0 to 1; none gives 0.

    Raises
    ------
    UsageError
        Where one is no probability.

    Examples
    --------
    >>> round(any_of([0.1, 0.2]), 12)
    0.28
    >>> f"{any_of([1e-20, 2e-20]):.6e}"
    '3.000000e-20'
    """
    total = 0.0
    for p in probabilities:
        if not 0.0 <= p <= 1.0:
            raise UsageError("put chances together", expected="0 to 1", got=f"{p:g}")
        if p >= 1.0:
            return 1.0
        total += math.log1p(-p)
    return max(0.0, -math.expm1(total))


def any_of_each(chances: Sequence[Chance]) -> Chance:
    """As `any_of`, of value and bounds; the value is unknown where one of them is."""
    values = [each.value for each in chances]
    known = [value for value in values if value is not None]
    return _ordered(
        any_of(each.low for each in chances),
        any_of(known) if len(known) == len(values) else None,
        any_of(each.high for each in chances),
    )


def any_of_known(chances: Sequence[Chance]) -> Chance:
    """As `any_of_each`, of the values that are known; what is unknown is in the band alone."""
    values = [each.value for each in chances if each.value is not None]
    return _ordered(
        any_of(each.low for each in chances),
        any_of(values) if values else None,
        any_of(each.high for each in chances),
    )


def fewer_than(needs: int, out: Sequence[float]) -> float:
    """The probability that fewer than *needs* of independent units are left.

    The number of units out is Poisson-binomial; it is summed unit by unit with a last state
    for "too many", so that a tiny answer is no difference of two large numbers.

    Parameters
    ----------
    needs : int
        Units that the service needs, from 0.
    out : sequence of float
        For each unit, the probability that it is out, 0 to 1.

    Raises
    ------
    UsageError
        Where one is no probability.

    Notes
    -----
    Source: Le Cam (1960), "An approximation theorem for the Poisson binomial distribution";
    the recursion is that of Barlow and Heidtmann (1984) for k-out-of-n systems.

    Examples
    --------
    >>> round(fewer_than(2, [0.1, 0.1, 0.1]), 12)
    0.028
    >>> fewer_than(1, [])
    1.0
    """
    p = np.asarray(out, np.float64)
    if p.size and not bool(np.all((p >= 0.0) & (p <= 1.0))):
        raise UsageError("put chances together", expected="0 to 1 for each unit", got="another")
    spare = p.size - needs
    if spare < 0:
        return 1.0
    state = np.zeros(spare + 1)
    state[0], too_many = 1.0, 0.0
    for each in p.tolist():
        too_many += float(state[-1]) * each
        state[1:] = state[1:] * (1.0 - each) + state[:-1] * each
        state[0] *= 1.0 - each
    return min(too_many, 1.0)


def shortfall(needs: int, out: Sequence[Chance]) -> Chance:
    """As `fewer_than`, of value and bounds; the value is unknown where it turns on an unknown."""
    values = [each.value for each in out]
    known = [value for value in values if value is not None]
    low = fewer_than(needs, [each.low for each in out])
    high = fewer_than(needs, [each.high for each in out])
    if len(known) < len(values):
        return _ordered(low, low if low == high else None, high)
    return _ordered(low, fewer_than(needs, known), high)


def _ordered(low: float, value: float | None, high: float) -> Chance:
    """Rounding must not turn a band round."""
    if value is None:
        return Chance(low=min(low, high), high=max(low, high))
    return Chance(value=value, low=min(low, value), high=max(high, value))
