"""Orbits as they are known: the true ones, and an error that grows."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.constants import WGS72_MU_KM3_S2
from cspo.frames import rtn_from_inertial
from cspo.units import DAY_S

__all__ = ["DRAWS", "beside", "known"]

Floats = NDArray[np.float64]

DRAWS: Final = 6
"""Standard normal numbers that one orbit takes."""


def known(r_km: Floats, v_km_s: Floats, sigma_km: float, draws: Floats) -> tuple[Floats, Floats]:
    """States with the error of an element set: what a nation's sensors make of the true ones.

    Parameters
    ----------
    r_km, v_km_s : (n, 3) float64
        True, inertial.
    sigma_km : float
        Standard deviation of the position at the epoch, in each of R, T, N. Along the track it
        grows by as much again in each day, from an error of the orbit's size.
    draws : (n, 6) float64
        Standard normal.

    Notes
    -----
    Offsets in R, T, N by the first three. The velocity turns with the orbit (across and out of
    the plane: the angular rate times sigma, by the next two), and along itself it is such that
    the semi-major axis is off by sigma / (1.5 n day) times the last: vis-viva to first order,
    da = 2 a^2 (r . dr / r^3 + v . dv / mu).
    """
    axes = rtn_from_inertial(r_km, v_km_s)
    dr_km = np.einsum("kij,ki->kj", axes, sigma_km * draws[:, :3])
    distance, speed = np.linalg.norm(r_km, axis=1), np.linalg.norm(v_km_s, axis=1)
    a_km = 1.0 / (2.0 / distance - speed**2 / WGS72_MU_KM3_S2)
    motion = np.sqrt(WGS72_MU_KM3_S2 / np.abs(a_km) ** 3)
    da_km = sigma_km / (1.5 * motion * DAY_S) * draws[:, 5]
    along = v_km_s / speed[:, None]
    rate = np.linalg.norm(np.cross(r_km, v_km_s), axis=1) / distance**2
    size = np.sum(r_km * dr_km, axis=1) / distance**3
    dv_km_s = (WGS72_MU_KM3_S2 / speed * (0.5 * da_km / a_km**2 - size))[:, None] * along
    normal = axes[:, 2]
    dv_km_s += (rate * sigma_km * draws[:, 3])[:, None] * np.cross(normal, along)
    dv_km_s += (rate * sigma_km * draws[:, 4])[:, None] * normal
    return r_km + dr_km, v_km_s + dv_km_s


def beside(r_km: Floats, v_km_s: Floats, offset_rtn_km: Floats) -> tuple[Floats, Floats]:
    """States on an orbit of the same size, so far beside the true one in R, T and N.

    Parameters
    ----------
    r_km, v_km_s : (n, 3) float64
    offset_rtn_km : (n, 3) float64
        Short against the orbit: what is far along the track is another instant of it.
    """
    axes = rtn_from_inertial(r_km, v_km_s)
    dr_km = np.einsum("kij,ki->kj", axes, offset_rtn_km)
    distance, speed = np.linalg.norm(r_km, axis=1), np.linalg.norm(v_km_s, axis=1)
    size = np.sum(r_km * dr_km, axis=1) / distance**3
    dv_km_s = (-WGS72_MU_KM3_S2 / speed**2 * size)[:, None] * v_km_s
    return r_km + dr_km, v_km_s + dv_km_s
