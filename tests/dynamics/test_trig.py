"""The branch-free functions against NumPy in extended precision."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cspo.dynamics._kernels import trig

TURN = np.longdouble(trig.TWO_PI)
ANGLES = np.concatenate(
    [np.random.default_rng(1).uniform(-7.0, 7.0, 20_000), np.arange(-16, 17) * math.pi / 8, [0.0]]
)


def reduced(angle: np.ndarray) -> np.ndarray:
    """Exactly what SGP4's fmod leaves: whole turns of the float64 2 pi taken away."""
    wide = angle.astype(np.longdouble)
    return wide - np.rint(wide / TURN) * TURN


def test_sine_and_cosine_within_1_2e_15() -> None:
    found = np.array([trig.sincos(x) for x in ANGLES])
    assert np.abs(found[:, 0] - np.sin(reduced(ANGLES))).max() < 1.2e-15
    assert np.abs(found[:, 1] - np.cos(reduced(ANGLES))).max() < 1.2e-15


@pytest.mark.parametrize("size", [1e3, 1e6])
def test_many_turns_cost_no_more_than_rounding(size: float) -> None:
    """One unit in the last place of the angle at the most, as fmod itself has."""
    angles = np.random.default_rng(2).uniform(-size, size, 5_000)
    found = np.array([trig.sincos(x) for x in angles])
    assert np.abs(found[:, 0] - np.sin(reduced(angles))).max() < 1.2e-15 + np.spacing(size)


def test_small_angles_within_2e_16() -> None:
    angles = np.random.default_rng(3).uniform(-1.0, 1.0, 20_000)
    found = np.array([trig.small(x) for x in angles])
    wide = angles.astype(np.longdouble)
    assert np.abs(found[:, 0] - np.sin(wide)).max() < 2e-16
    assert np.abs(found[:, 1] - np.cos(wide)).max() < 2e-16


def test_arctangent_in_every_quadrant() -> None:
    rng = np.random.default_rng(4)
    y, x = rng.uniform(-1.0, 1.0, (2, 20_000)) * 10.0 ** rng.uniform(-9, 0, (2, 20_000))
    found = np.array([trig.arctan2(a, b) for a, b in zip(y, x, strict=True)])
    wide = np.arctan2(y.astype(np.longdouble), x.astype(np.longdouble))
    assert np.abs(found - wide).max() < 6e-16
    for a, b in ((0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 0.0)):
        assert trig.arctan2(a, b) == pytest.approx(math.atan2(a, b), abs=1e-16)


def test_cube_root_of_a_square() -> None:
    values = np.random.default_rng(5).uniform(0.3, 4.0, 5_000)
    found = np.array([trig.cube_root_squared(x) for x in values])
    assert np.abs(found / np.cbrt(values.astype(np.longdouble) ** 2) - 1.0).max() < 1e-15
