"""Probabilities put together, against enumeration, binomials and simple bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import UsageError
from cspo.operations.assess.chance import Chance, any_of, any_of_each, fewer_than, shortfall

unit = st.floats(0.0, 1.0)


def enumerated(needs: int, out: list[float]) -> Fraction:
    """All 2**n states in exact fractions."""
    total = Fraction(0)
    for state in product((False, True), repeat=len(out)):
        if sum(not each for each in state) < needs:
            weight = Fraction(1)
            for is_out, p in zip(state, out, strict=True):
                weight *= Fraction(p) if is_out else 1 - Fraction(p)
            total += weight
    return total


@given(st.lists(unit, max_size=8))
def test_any_of_is_one_less_the_product(ps: list[float]) -> None:
    """Exact fractions are the authority."""
    exact = Fraction(1)
    for p in ps:
        exact *= 1 - Fraction(p)
    assert any_of(ps) == pytest.approx(float(1 - exact), rel=1e-12, abs=1e-300)
    assert any_of(ps) <= sum(ps) * (1.0 + 1e-12)


@given(st.integers(0, 7), st.lists(unit, max_size=7))
def test_too_few_units_left_is_what_all_states_add_up_to(needs: int, out: list[float]) -> None:
    exact = float(enumerated(needs, out))
    assert fewer_than(needs, out) == pytest.approx(exact, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(("n", "needs", "p"), [(31, 24, 0.01), (66, 60, 1e-4), (10, 10, 1e-12)])
def test_equal_units_are_binomial(n: int, needs: int, p: float) -> None:
    exact = sum(
        comb(n, k) * Fraction(p) ** k * (1 - Fraction(p)) ** (n - k)
        for k in range(n - needs + 1, n + 1)
    )
    assert fewer_than(needs, [p] * n) == pytest.approx(float(exact), rel=1e-9)


def test_drawn_at_random_as_often() -> None:
    """A million draws with a fixed seed: within four standard errors."""
    rng = np.random.default_rng(7)
    p = np.array([0.2, 0.05, 0.4, 0.1, 0.3])
    few = np.mean((rng.random((1_000_000, 5)) >= p).sum(axis=1) < 4)
    ours = fewer_than(4, p.tolist())
    assert abs(few - ours) < 4.0 * np.sqrt(ours * (1.0 - ours) / 1e6)


def test_what_is_unknown_is_between_its_bounds_and_no_zero() -> None:
    known = Chance.sure(0.1)
    both = any_of_each([known, Chance()])
    assert (both.value, both.low, both.high) == (None, pytest.approx(0.1), 1.0)
    left = shortfall(2, [known, known, Chance()])
    assert left.value is None
    assert left.low == pytest.approx(fewer_than(2, [0.1, 0.1, 0.0]))
    assert left.high == pytest.approx(fewer_than(2, [0.1, 0.1, 1.0]))
    assert shortfall(0, [Chance()]).value == 0.0  # nothing turns on it


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(UsageError):
        any_of([1.1])
    with pytest.raises(UsageError):
        fewer_than(1, [float("nan")])
    with pytest.raises(UsageError):
        Chance(value=0.1, low=0.2, high=0.3)
