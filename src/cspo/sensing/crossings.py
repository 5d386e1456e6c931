"""Where functions of time change sign: many at once, each on a row of its own samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Spans", "highest", "positive_spans", "sampled"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Margin = Callable[[Integers, Floats], Floats]
"""Values (k,) of the functions *which* (k,) at *t_s* (k,); NaN counts as negative."""

_GOLDEN: Final = 0.5 * (np.sqrt(5.0) - 1.0)
_NARROWINGS: Final = 40
_HALVINGS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Spans of time in which a function is positive, one row each.

    Parameters
    ----------
    which : (n,) int64
        Which function.
    begin_s, end_s : (n,) float64
    open_begin, open_end : (n,) bool
        Whether it is positive at the first or last sample already: no crossing there.
    """

    which: Integers
    begin_s: Floats
    end_s: Floats
    open_begin: Flags
    open_end: Flags


def sampled(begin_s: Floats, end_s: Floats, step_s: Floats) -> tuple[Integers, Floats]:
    """Evenly spaced samples of k spans, ends included: which span (m,), and when (m,)."""
    parts = np.maximum(np.ceil((end_s - begin_s) / step_s).astype(np.int64), 2)
    which = np.repeat(np.arange(len(parts)), parts + 1)
    first = np.concatenate([[0], np.cumsum(parts + 1)])[:-1]
    number = np.arange(len(which)) - first[which]
    return which, begin_s[which] + (end_s - begin_s)[which] * number / parts[which]


def positive_spans(margin: Margin, which: Integers, t_s: Floats) -> Spans:
    """Spans in which functions are positive, their ends to 1e-9 of a step.

    Parameters
    ----------
    margin : callable
    which : (m,) int64
        Function of each sample, in rising order.
    t_s : (m,) float64
        Times of the samples, rising within each function.

    Notes
    -----
    Between samples, each extreme that could have another sign than its neighbors is looked for
    (golden section), so a span shorter than a step is found where the function has one hump there.
    """
    value = _values(margin, which, t_s)
    which, t_s, value = _with_extremes(margin, which, t_s, value)
    on = value > 0.0
    new = np.concatenate([[True], which[1:] != which[:-1]]) if len(which) else on
    last = np.concatenate([new[1:], [True]]) if len(which) else on
    begins = np.flatnonzero(on & (new | np.concatenate([[False], ~on[:-1]])))
    ends = np.flatnonzero(on & (last | np.concatenate([~on[1:], [False]])))
    open_begin, open_end = new[begins], last[ends]
    before, after = np.maximum(begins - 1, 0), np.minimum(ends + 1, max(len(which) - 1, 0))
    rises = _crossing(margin, which[begins], t_s[before], t_s[begins])
    falls = _crossing(margin, which[begins], t_s[after], t_s[ends])
    return Spans(
        which=which[begins],
        begin_s=np.where(open_begin, t_s[begins], rises),
        end_s=np.where(open_end, t_s[ends], falls),
        open_begin=open_begin, open_end=open_end,
    )  # fmt: skip


def highest(margin: Margin, which: Integers, low_s: Floats, high_s: Floats) -> Floats:
    """When functions with one hump in [low, high] are highest, (k,)."""
    low, high = low_s.copy(), high_s.copy()
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = _values(margin, which, left), _values(margin, which, right)
    for _ in range(_NARROWINGS if len(which) else 0):
        go_left = at_left > at_right
        high, low = np.where(go_left, right, high), np.where(go_left, low, left)
        kept = np.where(go_left, left, right)
        kept_value = np.where(go_left, at_left, at_right)
        fresh = np.where(go_left, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
        fresh_value = _values(margin, which, fresh)
        left, right = np.where(go_left, fresh, kept), np.where(go_left, kept, fresh)
        at_left = np.where(go_left, fresh_value, kept_value)
        at_right = np.where(go_left, kept_value, fresh_value)
    return np.asarray(0.5 * (low + high))


def _values(margin: Margin, which: Integers, t_s: Floats) -> Floats:
    value = margin(which, t_s) if len(which) else np.empty(0)
    return np.where(np.isnan(value), -np.pi, value)


def _with_extremes(
    margin: Margin, which: Integers, t_s: Floats, value: Floats
) -> tuple[Integers, Floats, Floats]:
    """The samples, and those extremes between them whose sign is another."""
    middle = np.flatnonzero((which[1:-1] == which[:-2]) & (which[1:-1] == which[2:])) + 1
    sign = np.where(value[middle] > 0.0, -1.0, 1.0)  # a dip of the positive, a hump of others
    here, before, after = (sign * value[middle + k] for k in (0, -1, 1))
    middle, sign = (part[(here >= before) & (here >= after)] for part in (middle, sign))

    def signed(some: Integers, at_s: Floats) -> Floats:
        return sign[some] * _values(margin, which[middle[some]], at_s)

    own = np.arange(len(middle))
    at_s = highest(signed, own, t_s[middle - 1], t_s[middle + 1])
    found = _values(margin, which[middle], at_s)
    other = (found > 0.0) != (value[middle] > 0.0)
    which = np.concatenate([which, which[middle[other]]])
    t_s, value = np.concatenate([t_s, at_s[other]]), np.concatenate([value, found[other]])
    order = np.lexsort((t_s, which))
    return which[order], t_s[order], value[order]


def _crossing(margin: Margin, which: Integers, outside_s: Floats, inside_s: Floats) -> Floats:
    """Where functions that are negative at *outside_s* become positive, the positive side."""
    low, high = outside_s.copy(), inside_s.copy()
    for _ in range(_HALVINGS if len(which) else 0):
        middle = 0.5 * (low + high)
        on = _values(margin, which, middle) > 0.0
        low, high = np.where(on, low, middle), np.where(on, middle, high)
    return high
