"""The probability that a vehicle on its way up touches what it passes."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability import covariance_from_rtn_sigma, pc_foster1992
from cspo.consequence.launch.ascent import Ascent
from cspo.consequence.launch.passages import Passages
from cspo.constants import EARTH_ROTATION_RAD_S

__all__ = ["inertial_km_s", "passage_pc", "reach_km"]

Floats = NDArray[np.float64]

_WIDEST_KM: Final = 300.0
_LOWEST_KM: Final = 100.0
"""Below it nothing orbits: how near the ground the flight is does not widen the search."""

_EVERY: Final = 6
"""Points of the flight taken together when the search is widened."""


def inertial_km_s(r_itrf_km: Floats, v_itrf_km_s: Floats) -> Floats:
    """Velocities (k, 3) without the Earth's turn, along the axes of ITRF."""
    return np.asarray(v_itrf_km_s + np.cross(np.array([0.0, 0.0, EARTH_ROTATION_RAD_S]), r_itrf_km))


def passage_pc(
    ascent: Ascent, found: Passages, sigma_rtn_km: Floats, hbr_km: Floats, wanted: NDArray[np.bool_]
) -> Floats:
    """Probability of collision of each passage, (k,), NaN where it is not wanted or is no minimum.

    Parameters
    ----------
    ascent : Ascent
    found : Passages
    sigma_rtn_km : (k, 3) float64
        Of the object, along its own radial, in-track and cross-track.
    hbr_km : (k,) float64
        Sum of both hard bodies.
    wanted : (k,) bool

    Source: Foster and Estes 1992, NASA/JSC-25898, with the covariances of both added.
    """
    out = np.full(len(found), np.nan)
    some = np.flatnonzero(wanted & found.minimum)
    if not len(some):
        return out
    r1, v1, sigma = ascent.at(found.time_of_flight_s[some])
    r2, v2 = r1 + found.r_itrf_km[some], v1 + found.v_itrf_km_s[some]
    v1, v2 = inertial_km_s(r1, v1), inertial_km_s(r2, v2)
    result = pc_foster1992(
        r1, v1, covariance_from_rtn_sigma(r1, v1, sigma),
        r2, v2, covariance_from_rtn_sigma(r2, v2, sigma_rtn_km[some]), hbr_km[some],
    )  # fmt: skip
    out[some] = result.pc
    return out


def reach_km(
    ascent: Ascent, sigma_rtn_km: Floats, hbr_km: Floats, limit_pc: Floats
) -> tuple[Floats, Floats]:
    """Distance beyond which no passage of an object can exceed its limit, and in deviations.

    Returns
    -------
    reach_km, stretch : (n,) float64
        0 where the limit is never reached, however near it passes.

    Notes
    -----
    The integral over a circle of radius R is at most its area times the greatest density in it:
    R² / (2 s_x s_z) exp(-(d - R)² / 2 s_max²), and the standard deviations s_x, s_z in any plane
    are no less than the least and middle ones of the sum of both covariances.
    """
    high = np.flatnonzero(ascent.altitude_km > _LOWEST_KM)
    own = np.sort(ascent.sigma_rtn_km[high], axis=1)
    least = sigma_rtn_km.min(axis=1) ** 2
    most = sigma_rtn_km.max(axis=1) ** 2
    out, stretch = np.zeros(len(hbr_km)), np.zeros(len(hbr_km))
    for first in range(0, len(own), _EVERY):
        low = own[first : first + _EVERY + 1].min(axis=0) ** 2
        top = float(own[first : first + _EVERY + 1].max()) ** 2
        area = np.sqrt((low[0] + least) * (low[1] + least))
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.log(hbr_km**2 / (2.0 * area * limit_pc))
        times = np.sqrt(2.0 * np.maximum(share, 0.0))
        far = hbr_km + times * np.sqrt(top + most)
        out = np.where(share > 0.0, np.maximum(out, far), out)
        stretch = np.maximum(stretch, times)
    return np.minimum(out, _WIDEST_KM), stretch
