"""The Earth's shadow: how much of the Sun an object sees."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import EARTH_RADIUS_KM
from cspo.environment.sun import SUN_RADIUS_KM

__all__ = ["sun_above_limb_rad", "sunlit_fraction"]

_FLATTENING: Final = 1.0 / 298.257223563  # WGS-84


def sunlit_fraction(r_km: ArrayLike, sun_km: ArrayLike) -> NDArray[np.float64]:
    """Share of the Sun's disk that is seen from *r_km*: 1 in sunlight, 0 in umbra.

    Parameters
    ----------
    r_km, sun_km : (..., 3) float64
        Positions from the Earth's center in one frame whose z axis is the Earth's own: ITRF,
        TEME or TOD.

    Returns
    -------
    fraction : (...) float64
        NaN inside the Earth.

    Notes
    -----
    The flattened Earth is made a sphere by stretching z, which keeps straight lines straight
    and the Sun's disk round to 0.3 %. Two disks then overlap: Montenbruck and Gill, Satellite
    Orbits (2000), section 3.4.2. Air bends and reddens light; it is left out, and makes the
    true umbra begin some seconds earlier.

    Examples
    --------
    >>> sunlit_fraction([[-7000.0, 0, 0], [0, 7000.0, 0]], [1.5e8, 0, 0]).tolist()
    [0.0, 1.0]
    """
    sun_rad, earth_rad, apart_rad = _disks(r_km, sun_km)
    with np.errstate(invalid="ignore", divide="ignore"):
        covered = _covered_area(sun_rad, earth_rad, apart_rad) / (np.pi * sun_rad**2)
    return np.asarray(np.clip(1.0 - covered, 0.0, 1.0))


def sun_above_limb_rad(r_km: ArrayLike, sun_km: ArrayLike) -> NDArray[np.float64]:
    """Angle from the rim of the Earth to the Sun's center as seen from *r_km*.

    Positive where more than half of the Sun is seen. Parameters as `sunlit_fraction`; the
    result is smooth where that is flat, for its zeros to be looked for.
    """
    _, earth_rad, apart_rad = _disks(r_km, sun_km)
    return np.asarray(apart_rad - earth_rad)


def _disks(
    r_km: ArrayLike, sun_km: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Apparent radii of Sun and Earth, and the angle between their centers; NaN inside."""
    stretch = np.array([1.0, 1.0, 1.0 / (1.0 - _FLATTENING)])
    r_km = np.asarray(r_km, np.float64) * stretch
    to_sun_km = np.asarray(sun_km, np.float64) * stretch - r_km
    distance_km = np.linalg.norm(r_km, axis=-1)
    sun_distance_km = np.linalg.norm(to_sun_km, axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        sun_rad = np.arcsin(SUN_RADIUS_KM / sun_distance_km)
        earth_rad = np.arcsin(EARTH_RADIUS_KM / distance_km)
        cosine = -(r_km * to_sun_km).sum(axis=-1) / (distance_km * sun_distance_km)
        apart_rad = np.arccos(np.clip(cosine, -1.0, 1.0))
    return sun_rad, np.asarray(earth_rad), apart_rad


def _covered_area(
    sun_rad: NDArray[np.float64], earth_rad: NDArray[np.float64], apart_rad: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Area that two disks share. Montenbruck and Gill, equations 3.92 and 3.93."""
    apart_rad = np.maximum(apart_rad, 1e-12)  # one behind the other: no lens, no division
    x = (apart_rad**2 + sun_rad**2 - earth_rad**2) / (2.0 * apart_rad)
    y = np.sqrt(np.maximum(sun_rad**2 - x**2, 0.0))
    lens = (
        sun_rad**2 * np.arccos(np.clip(x / sun_rad, -1.0, 1.0))
        + earth_rad**2 * np.arccos(np.clip((apart_rad - x) / earth_rad, -1.0, 1.0))
        - apart_rad * y
    )
    smaller = np.pi * np.minimum(sun_rad, earth_rad) ** 2
    inside = apart_rad <= np.abs(sun_rad - earth_rad)
    return np.where(apart_rad >= sun_rad + earth_rad, 0.0, np.where(inside, smaller, lens))
