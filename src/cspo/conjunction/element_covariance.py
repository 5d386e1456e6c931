"""Covariance of element sets, which carry none, from how they disagree.

Element sets are published without covariance. What can be known from outside is
their consistency: the sets of one object, propagated to the epochs of its later
sets, differ by some distance, which grows with age. The table that ships with
cspo holds the robust standard deviation of those differences by orbit class,
axis and age; `validation/element_set_covariance.py` made it from real histories
of 2013 and 2026.

Consistency is not truth: it misses the error that successive sets share. A
published comparison of element sets with orbit determination is therefore added
in quadrature (`SHARED_ERROR_RTN_KM`). What comes out is true of a class on average
and knows nothing of the one object at hand: a probability that rests on it says "get
better data", never "burn".
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.units import DAY_S

__all__ = ["CLASSES", "SHARED_ERROR_RTN_KM", "class_of", "sigma_rtn_km"]

Floats = NDArray[np.float64]

CLASSES: Final = (
    "LEO below 300 km",
    "LEO 300 to 400 km",
    "LEO 400 to 500 km",
    "LEO 500 to 600 km",
    "LEO 600 to 800 km",
    "LEO 800 to 1200 km",
    "LEO 1200 to 2000 km",
    "MEO",
    "GEO region",
    "eccentric, below 300 km",
    "eccentric, 300 to 600 km",
    "eccentric, above 600 km",
    "constellation below 600 km",
    "constellation above 600 km",
)
"""Orbit classes by perigee altitude; *eccentric* means e of at least 0.1."""

SHARED_ERROR_RTN_KM: Final = np.array([0.107, 0.308, 0.169])
"""Error of element sets at epoch. Flohrer, Krag and Klinkrad, AMOS 2008, table 2:
eccentricity below 0.1, inclination 30 to 60 deg, perigee below 800 km."""

_LEO_EDGES_KM: Final = np.array([300.0, 400.0, 500.0, 600.0, 800.0, 1200.0, 2000.0])
_ECCENTRIC: Final = 0.1
_GEO_KM: Final = 30_000.0
_FIRST_ECCENTRIC: Final = 9
_FIRST_CONSTELLATION: Final = 12


def class_of(
    perigee_km: Floats, eccentricity: Floats, constellation: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Index into `CLASSES` of each orbit.

    Parameters
    ----------
    perigee_km : (n,) float64
        Perigee altitude, km.
    eccentricity : (n,) float64
    constellation : (n,) bool
        Member of a constellation that holds its place by frequent low thrust.
    """
    near_round = np.searchsorted(_LEO_EDGES_KM, perigee_km, side="right") + (perigee_km >= _GEO_KM)
    eccentric = _FIRST_ECCENTRIC + np.searchsorted(_LEO_EDGES_KM[[0, 3]], perigee_km, side="right")
    held = _FIRST_CONSTELLATION + (perigee_km >= _LEO_EDGES_KM[3])
    index = np.where(eccentricity >= _ECCENTRIC, eccentric, near_round)
    return np.where(constellation & (perigee_km < _LEO_EDGES_KM[-1]), held, index).astype(np.int8)


def sigma_rtn_km(orbit_class: NDArray[np.int8], age_s: Floats) -> Floats:
    """Standard deviations (n, 3) of radial, in-track and cross-track position, km.

    Parameters
    ----------
    orbit_class : (n,) int8
        From `class_of`.
    age_s : (n,) float64
        Time from the epoch of the elements, s; its sign is ignored.

    Notes
    -----
    sigma² = shared² + (sigma0 + rate age + accel age²)²; fitted on ages up to ten days
    and extrapolated beyond. Axes are taken as uncorrelated.

    Examples
    --------
    >>> low, high = sigma_rtn_km(np.array([4, 4], np.int8), np.array([0.0, 5 * 86400.0]))
    >>> bool((high > low).all())
    True
    """
    table = _table()[orbit_class]
    age_d = np.abs(age_s)[:, None] / DAY_S
    grown = table[:, :, 0] + age_d * (table[:, :, 1] + age_d * table[:, :, 2])
    sigma: Floats = np.hypot(grown, SHARED_ERROR_RTN_KM)
    return sigma


@cache
def _table() -> Floats:
    """Coefficients (class, axis, power of age in days), km."""
    text = files("cspo.conjunction").joinpath("data/element_covariance.csv").read_text("utf-8")
    table = np.full((len(CLASSES), 3, 3), np.nan)
    for row in csv.DictReader(text.splitlines()):
        table[CLASSES.index(row["orbit_class"]), "RTN".index(row["axis"])] = [
            float(row[name]) for name in ("sigma0_km", "rate_km_d", "accel_km_d2")
        ]
    table.setflags(write=False)
    return table
