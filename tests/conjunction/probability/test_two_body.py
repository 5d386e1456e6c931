"""Two-body motion, partials and small algebra against finite differences and numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cspo.conjunction.probability._kernels.elements import both_elements
from cspo.conjunction.probability._kernels.equinoctial import (
    elements_from_state,
    state_and_partials,
    state_from_elements,
)
from cspo.conjunction.probability._kernels.small_matrices import (
    eigen_symmetric_2x2,
    eigen_symmetric_3x3,
    inverse_6x6,
)
from cspo.constants import EARTH_MU_KM3_S2

ORBITS = {
    "LEO polar": [-457.7, 1169.3, 6939.4, 7.20994, -1.96528, 0.80495],
    "GEO": [42164.0, 10.0, -5.0, -0.001, 3.0746, 0.0002],
    "Molniya": [-1529.9, -2672.9, -6150.1, 8.7, -4.9, 0.01],
    "retrograde": [-6000.0, 3000.0, 1500.0, -3.0, -5.5, -4.0],
}


@pytest.mark.parametrize("name", ORBITS)
@pytest.mark.parametrize("dt", [0.0, 1234.5, -40_000.0])
def test_partials_match_finite_differences(name: str, dt: float) -> None:
    e = np.empty(6)
    assert elements_from_state(np.array(ORBITS[name]), EARTH_MU_KM3_S2, e)
    x, jacobian = np.empty(6), np.empty((6, 6))
    state_and_partials(e, dt, EARTH_MU_KM3_S2, x, jacobian)
    low, high = np.empty(6), np.empty(6)
    for i in range(6):
        step = 1e-9 if i == 0 else 1e-6
        for sign, out in ((-1, low), (1, high)):
            moved = e.copy()
            moved[i] += sign * step * (1e-3 if i == 0 else 1.0)
            state_from_elements(moved, dt, EARTH_MU_KM3_S2, out)
        numeric = (high - low) / (2 * step * (1e-3 if i == 0 else 1.0))
        for part in (slice(0, 3), slice(3, 6)):
            size = np.abs(numeric[part]).max()
            assert np.abs(jacobian[part, i] - numeric[part]).max() < 2e-5 * size + 1e-9


@pytest.mark.parametrize("name", ORBITS)
def test_two_body_motion_matches_a_numerical_integration(name: str) -> None:
    from scipy.integrate import solve_ivp  # noqa: PLC0415

    x0 = np.array(ORBITS[name])
    e, x = np.empty(6), np.empty(6)
    assert elements_from_state(x0, EARTH_MU_KM3_S2, e)
    state_from_elements(e, 5000.0, EARTH_MU_KM3_S2, x)

    def rate(_t: float, y: np.ndarray) -> np.ndarray:
        return np.concatenate([y[3:], -EARTH_MU_KM3_S2 * y[:3] / np.linalg.norm(y[:3]) ** 3])

    truth = solve_ivp(rate, (0, 5000.0), x0, method="DOP853", rtol=1e-12, atol=1e-12).y[:, -1]
    assert np.abs(x[:3] - truth[:3]).max() < 1e-6  # km
    assert np.abs(x[3:] - truth[3:]).max() < 1e-9  # km/s


def test_no_ellipse_is_refused() -> None:
    e = np.empty(6)
    assert not elements_from_state(np.array([7000.0, 0, 0, 0, 12.0, 0]), EARTH_MU_KM3_S2, e)
    assert not elements_from_state(np.zeros(6), EARTH_MU_KM3_S2, e)
    assert not elements_from_state(np.array([7000.0, 0, 0, 1.0, 0, 0]), EARTH_MU_KM3_S2, e)


def test_retrograde_equatorial_orbits_turn_the_axes() -> None:
    x = np.array([7000.0, 0, 0, 0, -7.5, 0])
    cov = np.diag([1e-2, 2e-2, 3e-2, 1e-8, 2e-8, 3e-8])
    out = [np.empty(6), np.empty((6, 6)), np.empty(6), np.empty((6, 6))]
    turn = both_elements(x, cov, x, cov, EARTH_MU_KM3_S2, *out)
    assert turn > 0
    back, jacobian = np.empty(6), np.empty((6, 6))
    state_and_partials(out[0], 0.0, EARTH_MU_KM3_S2, back, jacobian)
    order = [(i + turn) % 3 for i in range(3)]
    assert np.allclose(back[:3], x[:3][order], atol=1e-8)
    assert np.allclose((jacobian @ out[1] @ jacobian.T)[:3, :3], cov[np.ix_(order, order)])


@settings(max_examples=200)
@given(arrays(np.float64, (3, 3), elements=st.floats(-1e3, 1e3)))
def test_jacobi_eigenvalues_match_numpy(half: np.ndarray) -> None:
    matrix = half + half.T
    w, v = np.empty(3), np.empty((3, 3))
    eigen_symmetric_3x3(matrix, w, v)
    scale = np.abs(matrix).max() + 1e-300
    assert np.allclose(np.sort(w), np.linalg.eigvalsh(matrix), atol=1e-12 * scale, rtol=0)
    assert np.allclose(v @ np.diag(w) @ v.T, matrix, atol=1e-12 * scale, rtol=0)


@settings(max_examples=200)
@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(-5, 5))
@example(a=0.0, b=5e-06, c=-2.5625)
def test_two_by_two_eigenvalues_match_numpy(a: float, b: float, c: float) -> None:
    large, small, cos, sin = eigen_symmetric_2x2(a, b, c)
    matrix = np.array([[a, b], [b, c]])
    assert np.allclose([small, large], np.linalg.eigvalsh(matrix), atol=1e-12)
    vector = np.array([cos, sin])
    assert np.allclose(matrix @ vector, large * vector, atol=1e-12)


def test_inverse_matches_numpy() -> None:
    matrix = np.random.default_rng(3).normal(size=(6, 6)) * np.logspace(-6, 6, 6)
    inverse = np.empty((6, 6))
    assert inverse_6x6(matrix, inverse)
    assert np.allclose(inverse, np.linalg.inv(matrix), rtol=1e-9)
    assert not inverse_6x6(np.zeros((6, 6)), inverse)
