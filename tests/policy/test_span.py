"""Arithmetic with bands against all points within them."""

from __future__ import annotations

import math
import operator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.policy.span import (
    ANYTHING,
    Span,
    added,
    compared,
    divided,
    exactly,
    extreme,
    multiplied,
    negated,
    subtracted,
)

ENDS = st.tuples(st.integers(-6, 6), st.integers(-6, 6)).map(sorted)
OPERATIONS = {
    added: operator.add, subtracted: operator.sub, multiplied: operator.mul,
    divided: operator.truediv,
}  # fmt: skip
SIGNS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
    "!=": operator.ne,
}  # fmt: skip


def points(ends: list[int]) -> list[int]:
    """All integers of a band: its ends are among them, where sums and products are extreme."""
    return list(range(ends[0], ends[1] + 1))


@given(ENDS, ENDS)
@pytest.mark.parametrize("operation", list(OPERATIONS), ids=lambda each: each.__name__)
def test_a_result_is_all_that_points_give(operation, a, b) -> None:
    spans = Span(*map(float, a)), Span(*map(float, b))
    result = operation(*spans)
    if operation is divided and 0 in points(b):
        assert result == ANYTHING
        return
    given_by_points = [OPERATIONS[operation](x, y) for x, y in product(points(a), points(b))]
    assert (result.low, result.high) == (min(given_by_points), max(given_by_points))


@given(ENDS, ENDS, st.booleans())
def test_an_extreme_is_all_that_points_give(a, b, greatest) -> None:
    result = extreme([Span(*map(float, a)), Span(*map(float, b))], greatest=greatest)
    of_points = [(max if greatest else min)(pair) for pair in product(points(a), points(b))]
    assert (result.low, result.high) == (min(of_points), max(of_points))


@given(ENDS, ENDS)
@pytest.mark.parametrize("sign", list(SIGNS))
def test_a_comparison_is_what_all_points_agree_on(sign, a, b) -> None:
    """Of integers, for the ends of bands decide, and they are among them."""
    found = {SIGNS[sign](x, y) for x, y in product(points(a), points(b))}
    expected = found.pop() if len(found) == 1 else None
    assert compared(Span(*map(float, a)), sign, Span(*map(float, b))) is expected


@given(st.floats(allow_nan=False, allow_infinity=False), ENDS)
def test_likeliest_values_are_reckoned_with(value: float, ends: list[int]) -> None:
    span = Span(*map(float, ends), float(ends[0]))
    assert added(exactly(value), span).value == value + ends[0]
    assert negated(span).value == -ends[0]
    assert multiplied(ANYTHING, span).value is None


def test_bounds_that_are_not_known_stay_so() -> None:
    over = Span(2.0, math.inf)
    assert added(over, exactly(3.0)) == Span(5.0, math.inf)
    assert negated(over) == Span(-math.inf, -2.0)
    assert multiplied(over, Span(-1.0, 4.0)) == ANYTHING
    assert multiplied(ANYTHING, exactly(0.0)) == Span(0.0, 0.0)
    assert divided(exactly(6.0), over) == Span(0.0, 3.0)
    assert divided(over, over) == Span(0.0, math.inf)
    assert compared(over, ">", exactly(1.0)) is True
    assert compared(over, "<", exactly(2.0)) is False
    assert compared(over, "<", exactly(3.0)) is None


def test_what_is_too_large_to_be_held_is_not_known_and_still_large() -> None:
    huge = multiplied(exactly(1e200), exactly(1e200))
    assert huge.value is None
    assert compared(huge, ">", exactly(1e300)) is True
    assert compared(negated(huge), "<", exactly(-1e300)) is True
    assert divided(exactly(1e300), exactly(1e-300)).low == math.nextafter(math.inf, 0.0)
