"""Knots of trajectories in one flat array, and states between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction._kernels.interpolation import HERMITE7, fill_knots, sample_steps
from cspo.constants import WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM

__all__ = ["NUMBERS_PER_KNOT", "interpolate", "store_knots"]

Floats = NDArray[np.float64]

NUMBERS_PER_KNOT = 12
"""Position, velocity, acceleration and jerk."""


def store_knots(states: Floats, spacing_s: float, flat: Floats, offset: int = 0) -> None:
    """Make knots of all but the first and last of *states* (m, 6, n), in flat[offset:]."""
    oblateness = WGS72_J2 * WGS72_RADIUS_KM**2
    fill_knots(states, spacing_s, flat, offset, WGS72_MU_KM3_S2, oblateness)


def interpolate(
    flat: Floats,
    offset: int,
    count: int,
    spacing_s: float,
    t_s: Floats,
    out: NDArray[np.float32] | Floats,
    column: int = 0,
) -> None:
    """States of *count* objects at *t_s* (s,) past their first knot.

    They go to out[0:s, 0:6, column:column + count].
    """
    h = spacing_s
    knot = np.floor(t_s / h).astype(np.int64)
    x = (t_s / h - knot)[:, None]
    degree = np.arange(8)
    scale = np.array([1.0, h, h * h, h**3] * 2)
    weight = x**degree @ HERMITE7 * scale
    rate_weight = (degree * x ** np.maximum(degree - 1, 0)) @ HERMITE7 * scale / h
    sample_steps(flat, offset, count, knot, weight, rate_weight, out, column)
