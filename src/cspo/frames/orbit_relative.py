"""Frames that ride with an object."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["rtn_from_inertial", "rtn_rate_rad_s", "tvn_from_inertial"]

Floats = NDArray[np.float64]


def rtn_from_inertial(r_km: ArrayLike, v_km_s: ArrayLike) -> Floats:
    """Rows R, T, N: outward, along the motion at right angles to R, along the momentum.

    Parameters
    ----------
    r_km, v_km_s : (..., 3) float64
        Position and velocity in one inertial frame, km and km/s.

    Returns
    -------
    matrix : (..., 3, 3) float64
        ``r_rtn = matrix @ r_inertial``. NaN where position and velocity are
        parallel or zero, so that no plane is defined.

    Source: CCSDS 508.0-B-1, annex E, "RTN Coordinate Frame".

    Examples
    --------
    >>> rtn_from_inertial([7000.0, 0.0, 0.0], [0.1, 7.5, 0.0]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    r_km, v_km_s = np.broadcast_arrays(*_floats(r_km, v_km_s))
    radial, normal = _unit(r_km), _unit(np.cross(r_km, v_km_s))
    return np.stack([radial, np.cross(normal, radial), normal], axis=-2)


def tvn_from_inertial(r_km: ArrayLike, v_km_s: ArrayLike) -> Floats:
    """Rows T, V, N: V along the velocity, N along the momentum, T = V x N completes.

    On a circular orbit T is R and V is the T of RTN. Parameters and result as
    `rtn_from_inertial`.

    Source: SANA registry of orbit-relative reference frames, NTW (TVN).
    """
    r_km, v_km_s = np.broadcast_arrays(*_floats(r_km, v_km_s))
    velocity, normal = _unit(v_km_s), _unit(np.cross(r_km, v_km_s))
    return np.stack([np.cross(velocity, normal), velocity, normal], axis=-2)


def rtn_rate_rad_s(r_km: ArrayLike, v_km_s: ArrayLike) -> Floats:
    """Angular rate of RTN about its N, rad/s: momentum over squared distance, (...)."""
    r_km, v_km_s = _floats(r_km, v_km_s)
    with np.errstate(divide="ignore", invalid="ignore"):
        momentum = np.linalg.norm(np.cross(r_km, v_km_s), axis=-1)
        return np.asarray(momentum / (r_km * r_km).sum(axis=-1))


def _floats(r_km: ArrayLike, v_km_s: ArrayLike) -> tuple[Floats, Floats]:
    return np.asarray(r_km, np.float64), np.asarray(v_km_s, np.float64)


def _unit(vector: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(vector / np.linalg.norm(vector, axis=-1, keepdims=True))
