"""Free flight after insertion: two bodies and the Earth's flattening."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cspo.constants import EARTH_J2, EARTH_MU_KM3_S2, EARTH_RADIUS_KM

__all__ = ["coast"]

Floats = NDArray[np.float64]


def coast(r_km: Floats, v_km_s: Floats, step_s: float, steps: int) -> tuple[Floats, Floats]:
    """Points of a flight under gravity with J2, by the classical fourth-order Runge-Kutta rule.

    Parameters
    ----------
    r_km, v_km_s : (..., 3) float64
        Start, in axes that do not turn, z along the Earth's; several at once if need be.
    step_s : float
    steps : int

    Returns
    -------
    r_km, v_km_s : (steps + 1, ..., 3) float64
        The start and the point after each step. With 10 s in low orbit a day is good to 10 m.

    Source: J2 as Vallado, Fundamentals of Astrodynamics, 4th ed., equation 8-30.

    Examples
    --------
    >>> r, v = coast(np.array([7000.0, 0.0, 0.0]), np.array([0.0, 0.0, 7.5]), 10.0, 6)
    >>> r.shape, float(np.linalg.norm(r[-1]).round(1))
    ((7, 3), 6999.8)
    """
    state = np.concatenate([r_km, v_km_s], axis=-1)
    out = np.empty((steps + 1, *state.shape))
    out[0] = state
    for k in range(steps):
        k1 = _rate(state)
        k2 = _rate(state + 0.5 * step_s * k1)
        k3 = _rate(state + 0.5 * step_s * k2)
        k4 = _rate(state + step_s * k3)
        state = state + step_s / 6.0 * (k1 + 2.0 * (k2 + k3) + k4)
        out[k + 1] = state
    return out[..., :3], out[..., 3:]


def _rate(state: Floats) -> Floats:
    r, z = state[..., :3], state[..., 2:3]
    square = (r * r).sum(axis=-1, keepdims=True)
    pull = EARTH_MU_KM3_S2 / (square * np.sqrt(square))
    flat = 1.5 * EARTH_J2 * EARTH_RADIUS_KM**2 / square
    lift = np.concatenate([np.ones_like(r[..., :2]), np.full_like(z, 3.0)], axis=-1)
    return np.concatenate(
        [state[..., 3:], -pull * r * (1.0 + flat * (lift - 5.0 * z * z / square))], axis=-1
    )
