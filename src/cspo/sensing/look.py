"""Azimuth, elevation and range from a site."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.sensing.site import Site

__all__ = ["Look", "look_angles"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """Directions from a site, in arrays of one shape.

    Parameters
    ----------
    azimuth_rad : float64
        From north over east, 0 to 2 pi; 0 at the zenith.
    elevation_rad : float64
        Above the plane at right angles to the ellipsoid's normal. Without refraction.
    range_km : float64
    """

    azimuth_rad: Floats
    elevation_rad: Floats
    range_km: Floats


def look_angles(site: Site, r_itrf_km: ArrayLike) -> Look:
    """Where objects are from a site, geometrically.

    Parameters
    ----------
    site : Site
    r_itrf_km : (..., 3) float64
        Positions at the instant that matters; no light time, no refraction, no aberration.

    Source: Vallado, Fundamentals of Astrodynamics, 4th ed., section 4.4 (RAZEL), without its
    singularity at the zenith.

    Examples
    --------
    >>> greenwich = Site(site_id="g", latitude_rad=0.0, longitude_rad=0.0, height_km=0.0)
    >>> look = look_angles(greenwich, [6378.137 + 400.0, 0.0, 400.0])
    >>> np.degrees([look.azimuth_rad, look.elevation_rad]).round(6).tolist()
    [0.0, 45.0]
    """
    enu = (np.asarray(r_itrf_km, np.float64) - site.r_itrf_km) @ site.enu_from_itrf.T
    level_km = np.hypot(enu[..., 0], enu[..., 1])
    return Look(
        azimuth_rad=np.asarray(np.remainder(np.arctan2(enu[..., 0], enu[..., 1]), 2.0 * np.pi)),
        elevation_rad=np.asarray(np.arctan2(enu[..., 2], level_km)),
        range_km=np.asarray(np.hypot(level_km, enu[..., 2])),
    )
