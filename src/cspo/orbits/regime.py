"""Which part of space an orbit belongs to.

The classes and their limits are those of ESA's Annual Space Environment
Report (GEN-DB-LOG-00288-OPS-SD, issue 8.0, 2024, section 1.1, table "Ranges
defining each orbital class"); LEO below 2,000 km and GEO within 200 km of
35,786 km are also the protected regions of IADC-02-01.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.orbits.brouwer import kozai_excess
from cspo.units import DAY_S, DEG_RAD

__all__ = [
    "STALE_AFTER_S",
    "Regime",
    "perigee_apogee_km",
    "regimes",
    "semi_major_axis_km",
    "stale_after_s",
]

Floats = NDArray[np.float64]


class Regime(IntEnum):
    """Orbital classes of ESA's Annual Space Environment Report."""

    UNDEFINED = 0
    """None of the others: the perigee is below the ground, or an element is no number."""
    LEO = 1
    """Low Earth orbit: perigee and apogee up to 2,000 km."""
    LMO = 2
    """LEO-MEO crossing: perigee up to 2,000 km, apogee 2,000 to 31,570 km."""
    MEO = 3
    """Medium Earth orbit: both 2,000 to 31,570 km."""
    NSO = 4
    """Navigation satellites: both 18,100 to 24,300 km, inclination 50 to 70 deg."""
    GTO = 5
    """GEO transfer: perigee up to 2,000 km, apogee 31,570 to 40,002 km, up to 90 deg."""
    MGO = 6
    """MEO-GEO crossing: perigee 2,000 to 31,570 km, apogee 31,570 to 40,002 km."""
    GEO = 7
    """Geostationary: both 35,586 to 35,986 km, inclination up to 25 deg."""
    EGO = 8
    """Extended geostationary: a 37,948 to 46,380 km, e up to 0.25, up to 25 deg."""
    IGO = 9
    """Inclined geosynchronous: as EGO, over 25 deg."""
    HEO = 10
    """Highly eccentric: perigee up to 31,570 km, apogee above 40,002 km."""
    GHO = 11
    """GEO-super-GEO crossing: perigee 31,570 to 40,002 km, apogee above 40,002 km."""
    HAO = 12
    """High altitude: both above 40,002 km."""


STALE_AFTER_S: Final = (5.0 * DAY_S, 10.0 * DAY_S)
"""Age at which elements are stale: perigee inside LEO, and beyond."""

_LEO_KM, _GEO_LOW_KM, _GEO_HIGH_KM = 2_000.0, 31_570.0, 40_002.0


def semi_major_axis_km(
    mean_motion_rad_s: ArrayLike, eccentricity: ArrayLike, inclination_rad: ArrayLike
) -> Floats:
    """Brouwer mean semi-major axis of SGP4 elements.

    The mean motion of an element set is Kozai's; SGP4 first takes the effect
    of J2 out of it (up to 9 km of semi-major axis in LEO).

    Parameters
    ----------
    mean_motion_rad_s : (n,) array_like
        Kozai mean motion, rad/s, as in `cspo.orbits.Catalog`.
    eccentricity : (n,) array_like
    inclination_rad : (n,) array_like
        rad.

    Returns
    -------
    (n,) array
        km; NaN where the elements describe no ellipse.

    Notes
    -----
    Source: Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753, initl: WGS-72,
    as the element sets are fitted.

    Examples
    --------
    >>> round(float(semi_major_axis_km(1.1278e-3, 0.0009, 0.9013)), 1)
    6792.9
    """
    n, e, i = (
        np.asarray(x, np.float64) for x in (mean_motion_rad_s, eccentricity, inclination_rad)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        n = np.where((n > 0.0) & (e >= 0.0) & (e < 1.0), n, np.nan)
        kozai_axis_km = np.cbrt(WGS72_MU_KM3_S2 / n**2)
        n = n / (1.0 + kozai_excess(kozai_axis_km / WGS72_RADIUS_KM, e, np.cos(i)))
        return np.asarray(np.cbrt(WGS72_MU_KM3_S2 / n**2))


def perigee_apogee_km(
    mean_motion_rad_s: ArrayLike, eccentricity: ArrayLike, inclination_rad: ArrayLike
) -> tuple[Floats, Floats]:
    """Mean perigee and apogee altitude above the equatorial radius (WGS-72, 6,378.135 km).

    Parameters
    ----------
    mean_motion_rad_s, eccentricity, inclination_rad : (n,) array_like
        As `semi_major_axis_km` takes them.

    Returns
    -------
    perigee_km, apogee_km : (n,) arrays
        km; NaN where the elements describe no ellipse. Short-period J2 terms
        move the true radius up to 10 km from these in LEO.

    Examples
    --------
    >>> perigee, apogee = perigee_apogee_km(7.2921e-5, 0.0, 0.0)
    >>> round(float(perigee)), round(float(apogee))
    (35787, 35787)
    """
    a = semi_major_axis_km(mean_motion_rad_s, eccentricity, inclination_rad)
    return _apsides_km(a, np.asarray(eccentricity, np.float64))


def regimes(
    mean_motion_rad_s: ArrayLike, eccentricity: ArrayLike, inclination_rad: ArrayLike
) -> NDArray[np.int8]:
    """Class of each orbit.

    Where classes overlap, the narrower one holds: GEO before EGO and IGO, NSO
    before MEO, and all of them before the classes by altitude alone.

    Parameters
    ----------
    mean_motion_rad_s, eccentricity, inclination_rad : (n,) array_like
        As `semi_major_axis_km` takes them.

    Returns
    -------
    (n,) array of int8
        Values of `Regime`.

    Examples
    --------
    >>> Regime(int(regimes([1.1278e-3], [0.0009], [0.9013])[0])).name
    'LEO'
    """
    a = semi_major_axis_km(mean_motion_rad_s, eccentricity, inclination_rad)
    e, inclination = np.asarray(eccentricity, np.float64), np.asarray(inclination_rad, np.float64)
    perigee, apogee = _apsides_km(a, e)
    deg = inclination / DEG_RAD
    low = (perigee >= 0.0) & (perigee <= _LEO_KM)
    middle = (perigee > _LEO_KM) & (perigee <= _GEO_LOW_KM)
    to_geo = (apogee > _GEO_LOW_KM) & (apogee <= _GEO_HIGH_KM)
    synchronous = (a >= 37_948.0) & (a <= 46_380.0) & (e <= 0.25)
    rules = (
        (Regime.GEO, (perigee >= 35_586.0) & (apogee <= 35_986.0) & (deg <= 25.0)),
        (Regime.EGO, synchronous & (deg <= 25.0)),
        (Regime.IGO, synchronous),
        (Regime.NSO, (perigee >= 18_100.0) & (apogee <= 24_300.0) & (deg >= 50.0) & (deg <= 70.0)),
        (Regime.GTO, low & to_geo & (deg <= 90.0)),
        (Regime.LEO, low & (apogee <= _LEO_KM)),
        (Regime.LMO, low & (apogee <= _GEO_LOW_KM)),
        (Regime.MEO, middle & (apogee <= _GEO_LOW_KM)),
        (Regime.MGO, middle & to_geo),
        (Regime.HEO, (low | middle) & (apogee > _GEO_HIGH_KM)),
        (Regime.GHO, (perigee > _GEO_LOW_KM) & (perigee <= _GEO_HIGH_KM) & (apogee > _GEO_HIGH_KM)),
        (Regime.HAO, perigee > _GEO_HIGH_KM),
    )
    out = np.zeros(a.shape, np.int8)
    for regime, mask in reversed(rules):
        out[mask] = regime
    return out


def stale_after_s(
    mean_motion_rad_s: ArrayLike, eccentricity: ArrayLike, inclination_rad: ArrayLike
) -> Floats:
    """Age at which the elements of each orbit are stale, s.

    Drag decides: five days where the perigee is inside LEO (GTO and HEO too),
    else ten. The limits are cspo's defaults (design, RECORDS: stale elements).

    Returns
    -------
    (n,) array
        s.
    """
    perigee, _ = perigee_apogee_km(mean_motion_rad_s, eccentricity, inclination_rad)
    return np.where(perigee > _LEO_KM, STALE_AFTER_S[1], STALE_AFTER_S[0])


def _apsides_km(axis_km: Floats, eccentricity: Floats) -> tuple[Floats, Floats]:
    return (
        axis_km * (1.0 - eccentricity) - WGS72_RADIUS_KM,
        axis_km * (1.0 + eccentricity) - WGS72_RADIUS_KM,
    )
