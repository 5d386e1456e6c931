"""What rounding does to orbits: how much their covariance must grow.

A value that was rounded to a multiple of a step lies anywhere within half a
step of it, which is a variance of step squared over 12. (Widrow and Kollár,
Quantization Noise, 2008, section 4.2: exact in the mean for values that spread
over many steps, as those of moving objects do.)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.frames import rtn_from_inertial

__all__ = [
    "ELEMENTS",
    "MU_KM3_S2",
    "bound_in_any_frame",
    "element_variance_rtn",
    "grow_triangle",
    "isotropic_variance",
    "variance_of_step",
]

Floats = NDArray[np.float64]

MU_KM3_S2: Final = 398_600.8
"""Gravitational parameter of the Earth of WGS-72, which element sets are made with, km³/s²."""

ELEMENTS: Final = (
    "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad", "argp_rad",
    "mean_anomaly_rad",
)  # fmt: skip
"""In the order of the columns of `element_variance_rtn`."""


def variance_of_step(step: float) -> float:
    """Variance of a value that was rounded to a multiple of *step*, in the unit squared.

    Examples
    --------
    >>> variance_of_step(6.0)
    3.0
    """
    return step * step / 12.0


def isotropic_variance(r_step_km: float, v_step_km_s: float) -> Floats:
    """6x6 variance of a state whose every component was rounded; the same in all axes, km and s."""
    return np.diag([variance_of_step(r_step_km)] * 3 + [variance_of_step(v_step_km_s)] * 3)


def element_variance_rtn(
    elements: Mapping[str, Sequence[float]], steps: Mapping[str, float]
) -> Floats:
    """Variance of the states of mean elements that were rounded, in their own R, T, N.

    Parameters
    ----------
    elements : mapping
        The six columns of `ELEMENTS`, rad/s and rad.
    steps : mapping
        Step by name of those that were rounded.

    Returns
    -------
    ndarray, shape (n, 6, 6)
        km², km²/s, km²/s², at the epoch of the elements.

    Notes
    -----
    Partial derivatives of two-body motion by central differences: what the
    theory adds to that changes a step's effect by parts in a thousand.
    """
    x = np.column_stack([np.asarray(elements[name], dtype=float) for name in ELEMENTS])
    r_km, v_km_s = _two_body(x)
    rtn = rtn_from_inertial(r_km, v_km_s)
    partials = np.zeros((len(x), 6, 6))
    for k, name in enumerate(ELEMENTS):
        step = steps.get(name, 0.0)
        if not step:
            continue
        h = np.zeros(6)
        h[k] = min(1e-6, step) if name != "mean_motion_rad_s" else 1e-9
        (r_up, v_up), (r_down, v_down) = _two_body(x + h), _two_body(x - h)
        scale = step / math.sqrt(12.0) / (2.0 * h[k])
        partials[:, :3, k] = np.einsum("nij,nj->ni", rtn, (r_up - r_down) * scale)
        partials[:, 3:, k] = np.einsum("nij,nj->ni", rtn, (v_up - v_down) * scale)
    return np.asarray(partials @ partials.transpose(0, 2, 1))


def grow_triangle(triangle: Sequence[float], variance: Floats) -> tuple[float, ...]:
    """A lower triangle of 6 or 21 numbers with a 6x6 variance added.

    Examples
    --------
    >>> grow_triangle((1.0, 0.5, 1.0, 0.0, 0.0, 1.0), isotropic_variance(6.0, 0.0))
    (4.0, 0.5, 4.0, 0.0, 0.0, 4.0)
    """
    size = 3 if len(triangle) == 6 else 6
    rows, columns = np.tril_indices(size)
    return tuple((np.asarray(triangle) + variance[rows, columns]).tolist())


def bound_in_any_frame(variance: Floats) -> Floats:
    """A variance that is at least *variance*, along whatever axes those are.

    For a positive semidefinite matrix of blocks A, B, D, twice the block diagonal
    of A and D is not less, and neither is a multiple of unity by the greatest
    eigenvalue than its block.
    """
    r_most = float(np.linalg.eigvalsh(variance[:3, :3])[-1])
    v_most = float(np.linalg.eigvalsh(variance[3:, 3:])[-1])
    return np.diag([2.0 * r_most] * 3 + [2.0 * v_most] * 3)


def _two_body(x: Floats) -> tuple[Floats, Floats]:
    """States of Keplerian elements, shape (n, 6), in the axes that the angles are counted from."""
    n, ecc, inc, raan, argp, anomaly = x.T
    a_km = (MU_KM3_S2 / n**2) ** (1.0 / 3.0)
    big_e = anomaly + ecc * np.sin(anomaly)
    for _ in range(50):  # Newton's iteration of Kepler's equation
        big_e = big_e - (big_e - ecc * np.sin(big_e) - anomaly) / (1.0 - ecc * np.cos(big_e))
    cos_e, sin_e = np.cos(big_e), np.sin(big_e)
    flat = np.sqrt(1.0 - ecc**2)
    rate = n * a_km / (1.0 - ecc * cos_e)
    p = np.column_stack(
        [
            np.cos(raan) * np.cos(argp) - np.sin(raan) * np.sin(argp) * np.cos(inc),
            np.sin(raan) * np.cos(argp) + np.cos(raan) * np.sin(argp) * np.cos(inc),
            np.sin(argp) * np.sin(inc),
        ]
    )
    q = np.column_stack(
        [
            -np.cos(raan) * np.sin(argp) - np.sin(raan) * np.cos(argp) * np.cos(inc),
            -np.sin(raan) * np.sin(argp) + np.cos(raan) * np.cos(argp) * np.cos(inc),
            np.cos(argp) * np.sin(inc),
        ]
    )
    r_km = p * (a_km * (cos_e - ecc))[:, None] + q * (a_km * flat * sin_e)[:, None]
    v_km_s = p * (-rate * sin_e)[:, None] + q * (rate * flat * cos_e)[:, None]
    return r_km, v_km_s
