"""Arithmetic with values that are known as bands.

A span is everything that a value may be, with the likeliest between. Sums,
products and extremes are those of interval arithmetic (Moore 1966): the result
holds whatever comes of any values within. Rounding to nearest keeps the order
of numbers, so that a narrower operand never gives a wider result.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["ANYTHING", "Span", "added", "compared", "divided", "exactly", "extreme", "multiplied",
           "negated", "subtracted"]  # fmt: skip

_MOST: Final = math.nextafter(math.inf, 0.0)


@dataclass(frozen=True, slots=True)
class Span:
    """What a number may be.

    Parameters
    ----------
    low, high : float
        Bounds; infinite where there is none.
    value : float or None
        The likeliest; None where it is unknown.
    """

    low: float
    high: float
    value: float | None = None

    @property
    def exact(self) -> bool:
        """Whether only one number is left."""
        return self.low == self.high


ANYTHING: Final = Span(-math.inf, math.inf)


def exactly(value: float) -> Span:
    """A number without a band."""
    return Span(value, value, value)


def added(a: Span, b: Span) -> Span:
    """The sum."""
    value = None if a.value is None or b.value is None else a.value + b.value
    return _bounded(a.low + b.low, a.high + b.high, value)


def subtracted(a: Span, b: Span) -> Span:
    """The difference; of the same value twice too: what depends on what is not known here."""
    return added(a, negated(b))


def negated(a: Span) -> Span:
    """The same with its sign changed."""
    return Span(-a.high, -a.low, None if a.value is None else -a.value)


def multiplied(a: Span, b: Span) -> Span:
    """The product."""
    value = None if a.value is None or b.value is None else a.value * b.value
    ends = [_times(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return _bounded(min(ends), max(ends), value)


def divided(a: Span, b: Span) -> Span:
    """The quotient; anything where the divisor may be 0."""
    if b.low <= 0.0 <= b.high:
        return ANYTHING
    value = None if a.value is None or b.value is None else a.value / b.value
    ends = [_over(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return _bounded(min(ends), max(ends), value)


def extreme(of: Sequence[Span], *, greatest: bool) -> Span:
    """The least or the greatest of several."""
    choose = max if greatest else min
    values = [span.value for span in of if span.value is not None]
    value = choose(values) if len(values) == len(of) else None
    return Span(choose(span.low for span in of), choose(span.high for span in of), value)


def compared(a: Span, sign: str, b: Span) -> bool | None:
    """Whether *a* stands to *b* as *sign* says, whatever they are within their bounds."""
    match sign:
        case "<":
            return True if a.high < b.low else False if a.low >= b.high else None
        case "<=":
            return True if a.high <= b.low else False if a.low > b.high else None
        case ">" | ">=":
            return compared(b, "<" if sign == ">" else "<=", a)
        case "!=":
            same = compared(a, "==", b)
            return None if same is None else not same
    if a.exact and b.exact:
        return a.low == b.low
    return False if a.high < b.low or a.low > b.high else None


def _times(x: float, y: float) -> float:
    return 0.0 if x == 0.0 or y == 0.0 else x * y  # an infinite bound is never reached


def _over(x: float, y: float) -> float:
    return 0.0 if math.isinf(y) else x / y


def _bounded(low: float, high: float, value: float | None) -> Span:
    """With bounds that some number lies between, also where a result is too large to be held."""
    if value is not None and math.isinf(value):
        value = None
    return Span(min(low, _MOST), max(high, -_MOST), value)
