"""Latitude, longitude and height on WGS-84."""

from __future__ import annotations

from typing import Final

import erfa
import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.units import KM_PER_M

__all__ = ["geodetic_from_itrf", "itrf_from_geodetic"]

Floats = NDArray[np.float64]

_WGS84: Final = 1
_RADIUS_M, _FLATTENING = erfa.eform(_WGS84)
_E2: Final = _FLATTENING * (2.0 - _FLATTENING)


def geodetic_from_itrf(r_itrf_km: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Geodetic coordinates of Earth-fixed positions.

    Parameters
    ----------
    r_itrf_km : (..., 3) float64

    Returns
    -------
    latitude_rad, longitude_rad, height_km : (...) float64
        Longitude from -pi to pi, east positive; height above the ellipsoid.

    Good to 1e-9 km up to the Moon and 10 km underground.

    Source: Fukushima 2006, Journal of Geodesy 79, 689 (erfa ``gc2gd``), whose
    1 mm at GEO one step of the fixed point tan(latitude) = (z + e² N
    sin(latitude)) / rho makes 1e-6 mm.
    """
    r_m = np.asarray(r_itrf_km, np.float64) / KM_PER_M
    longitude_rad, latitude_rad, height_m = erfa.gc2gd(_WGS84, r_m)
    sine = np.sin(latitude_rad)
    normal_m = _RADIUS_M / np.sqrt(1.0 - _E2 * sine * sine)
    latitude_rad = np.arctan2(
        r_m[..., 2] + _E2 * normal_m * sine, np.hypot(r_m[..., 0], r_m[..., 1])
    )
    return latitude_rad, longitude_rad, height_m * KM_PER_M


def itrf_from_geodetic(
    latitude_rad: ArrayLike, longitude_rad: ArrayLike, height_km: ArrayLike
) -> Floats:
    """Earth-fixed positions, (..., 3) km, of geodetic coordinates; shapes broadcast.

    Examples
    --------
    >>> itrf_from_geodetic(0.0, 0.0, 400.0).round(3).tolist()
    [6778.137, 0.0, 0.0]
    """
    latitude_rad, longitude_rad, height_km = np.broadcast_arrays(
        np.asarray(latitude_rad, np.float64),
        np.asarray(longitude_rad, np.float64),
        np.asarray(height_km, np.float64),
    )
    r_m = erfa.gd2gc(_WGS84, longitude_rad, latitude_rad, height_km / KM_PER_M)
    return np.asarray(r_m) * KM_PER_M
