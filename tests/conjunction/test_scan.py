"""The scan: vectors against plain code, the grid against all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.conjunction._kernels.interpolation import HERMITE7, model_derivatives
from cspo.conjunction.grid import Grid
from cspo.conjunction.scanners import FewScanner, GridScanner

MU = 398_600.8


def random_states(n, seed, *, eccentric, around=None):
    """States (6, n) float32 of orbits in a few thin shells, some at perigee of long ones."""
    rng = np.random.default_rng(seed)
    radius = 6900.0 + 20.0 * rng.integers(0, 4, n) + rng.normal(0.0, 4.0, n)
    out = rng.normal(size=(n, 3))
    if around is not None:
        out = np.asarray(around) + 0.25 * out
    out /= np.linalg.norm(out, axis=1)[:, None]
    side = np.cross(out, rng.normal(size=(n, 3)))
    side /= np.linalg.norm(side, axis=1)[:, None]
    speed = np.sqrt(MU / radius) * np.where(rng.random(n) < eccentric, 1.35, 1.0)
    velocity = side * speed[:, None] + out * rng.normal(0.0, 0.02, n)[:, None]
    return np.concatenate([out * radius[:, None], velocity], axis=1).T.astype(np.float32)


def pairs_that_meet(state, half_step_s, threshold_km):
    """All pairs whose two-body paths come within the threshold, by Kepler's series on 2 s steps."""
    r, v = state[:3].T.astype(np.float64), state[3:].T.astype(np.float64)
    close = np.zeros((len(r), len(r)), bool)
    for t in np.arange(-half_step_s, half_step_s + 1e-9, 2.0):
        u = MU / np.linalg.norm(r, axis=1, keepdims=True) ** 3
        s = (r * v).sum(axis=1, keepdims=True) / (r * r).sum(axis=1, keepdims=True)
        at = r * (1 - u * t**2 / 2 + u * s * t**3 / 2) + v * (t - u * t**3 / 6)
        gap = np.linalg.norm(at[:, None] - at[None], axis=2)
        close |= gap < threshold_km
    i, j = np.nonzero(np.triu(close, 1))
    return set(zip(i.tolist(), j.tolist(), strict=True))


def found_pairs(scanner, state):
    pairs = np.sort(scanner.scan(state), axis=1)
    return {tuple(pair) for pair in pairs.tolist()}


@pytest.mark.parametrize("around", [(0, 0, 1), (0, 0, -1), (-1, 0, 0), (0, 0.7, 0.7)])
@pytest.mark.parametrize("eccentric", [0.0, 0.3])
def test_the_grid_holds_every_pair_that_meets(around, eccentric):
    state = random_states(400, 5, eccentric=eccentric, around=around)
    due = pairs_that_meet(state, 75.0, 20.0)
    for size in (400, 50_000):  # wide and narrow cells
        scanner = GridScanner(Grid(150.0, 20.0, size), 400, 20.0)
        assert due <= found_pairs(scanner, state)
    assert len(due) > 30


@settings(max_examples=20)
@given(st.integers(1, 300), st.integers(0, 1000), st.sampled_from([1.0, 5.0, 60.0]))
def test_vectors_and_plain_code_agree(n, seed, threshold_km):
    state = random_states(n, seed, eccentric=0.1)
    grid = Grid(150.0, threshold_km, n)
    by_vectors = found_pairs(GridScanner(grid, n, threshold_km, vectors=True), state)
    plain = found_pairs(GridScanner(grid, n, threshold_km, vectors=False), state)
    # They differ in rounding only: a pair at the very edge of the margin.
    assert len(by_vectors ^ plain) <= 1 + len(plain) // 100
    assert pairs_that_meet(state, 75.0, threshold_km) <= by_vectors & plain


def test_few_primaries_meet_what_the_grid_finds():
    state = random_states(900, 9, eccentric=0.2)
    columns = np.array([0, 17, 450, 899])
    few = found_pairs(FewScanner(columns, 900, 75.0, 10.0), state)
    grid = found_pairs(GridScanner(Grid(150.0, 10.0, 900), 900, 10.0), state)
    mine = {pair for pair in grid if set(pair) & set(columns.tolist())}
    assert mine <= few
    assert len(mine) > 0


def test_objects_without_a_state_are_left_out():
    state = random_states(64, 2, eccentric=0.0)
    state[:, 10] = np.nan
    state[:3, 11] *= 1e9
    state[:, 12] = 0.0
    state[:, 13] = state[:, 14]
    pairs = found_pairs(GridScanner(Grid(150.0, 5.0, 64), 64, 5.0), state)
    assert (13, 14) in pairs
    assert not {10, 11, 12} & {column for pair in pairs for column in pair}


def test_more_pairs_than_room_are_all_found():
    state = np.repeat(random_states(1, 3, eccentric=0.0), 300, axis=1)
    pairs = found_pairs(GridScanner(Grid(150.0, 5.0, 300), 300, 5.0), state)
    assert len(pairs) == 300 * 299 // 2


def test_hermite_coefficients_solve_their_conditions():
    # Definition: values and three derivatives of x**k at 0 and 1.
    conditions = np.zeros((8, 8))
    for k in range(8):
        factor = 1.0
        for d in range(4):
            conditions[d, k] = factor if k == d else 0.0
            conditions[4 + d, k] = factor if k >= d else 0.0
            factor *= k - d
    np.testing.assert_allclose(HERMITE7 @ conditions, np.eye(8), atol=1e-13)


def test_jerk_is_the_derivative_of_acceleration():
    # Authority: a central difference of the acceleration along the velocity, h = 0.05 s.
    state = random_states(50, 4, eccentric=0.5).astype(np.float64)
    j2_re2 = 0.001082616 * 6378.135**2
    shifted, out = [], np.empty((6, 50))
    for h in (-0.05, 0.05):
        moved = state.copy()
        moved[:3] += h * state[3:]
        model_derivatives(moved, out, MU, j2_re2)
        shifted.append(out[:3].copy())
    model_derivatives(state, out, MU, j2_re2)
    difference = (shifted[1] - shifted[0]) / 0.1
    np.testing.assert_allclose(out[3:], difference, atol=3e-12)
