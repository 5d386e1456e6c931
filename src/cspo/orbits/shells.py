"""How crowded space is by altitude: the time that orbits spend in shells around the Earth."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.constants import WGS72_RADIUS_KM

__all__ = ["residence", "shell_volumes_km3"]

Floats = NDArray[np.float64]

_AT_ONCE: Final = 2_000_000
_ROUND: Final = 1e-9
"""Eccentricity under which an orbit is all at one radius."""


def residence(perigee_km: ArrayLike, apogee_km: ArrayLike, edges_km: ArrayLike) -> Floats:
    """Part of its period that each orbit spends in each shell.

    Parameters
    ----------
    perigee_km, apogee_km : (n,) array_like
        Altitudes above 6,378.135 km, as `cspo.orbits.regime.perigee_apogee_km` gives them.
    edges_km : (k + 1,) array_like
        Altitudes between the shells, increasing.

    Returns
    -------
    (n, k) array
        0 to 1; 0 throughout where an orbit is none.

    Notes
    -----
    By Kepler's equation: the mean anomaly at which a radius is passed. Perturbations within
    one revolution are left out, which move an object by up to 10 km in low orbit.

    Source: Kessler, Derivation of the collision probability between orbiting objects, Icarus
    48 (1981), 39: spatial density of one orbit, here averaged over latitude.

    Examples
    --------
    >>> residence([500.0], [500.0], [400.0, 450.0, 550.0]).tolist()
    [[0.0, 1.0]]
    """
    perigee, apogee, edges = (np.asarray(x, np.float64) for x in (perigee_km, apogee_km, edges_km))
    out = np.empty((len(perigee), len(edges) - 1))
    per_round = max(_AT_ONCE // max(len(edges), 1), 1)
    for first in range(0, len(perigee), per_round):
        rows = slice(first, first + per_round)
        out[rows] = np.diff(_below(perigee[rows], apogee[rows], edges), axis=1)
    return out


def _below(perigee_km: Floats, apogee_km: Floats, edges_km: Floats) -> Floats:
    """Part of the period under each altitude, (n, k + 1)."""
    axis_km = WGS72_RADIUS_KM + 0.5 * (perigee_km + apogee_km)
    with np.errstate(invalid="ignore", divide="ignore"):
        eccentricity = 0.5 * (apogee_km - perigee_km) / axis_km
        good = np.isfinite(axis_km) & (eccentricity >= 0.0) & (eccentricity < 1.0)
        height = 1.0 - (WGS72_RADIUS_KM + edges_km) / axis_km[:, None]
        e = np.maximum(eccentricity, _ROUND)[:, None]
        anomaly = np.arccos(np.clip(height / e, -1.0, 1.0))
        part = (anomaly - e * np.sin(anomaly)) / np.pi
    part = np.where(eccentricity[:, None] < _ROUND, height < 0.0, part)
    return np.asarray(np.where(good[:, None], part, 0.0))


def shell_volumes_km3(edges_km: ArrayLike) -> Floats:
    """Volumes of the shells between altitudes (k + 1,), (k,) km³.

    Examples
    --------
    >>> f"{float(shell_volumes_km3([800.0, 850.0])[0]):.3e}"
    '3.260e+10'
    """
    r_km = WGS72_RADIUS_KM + np.asarray(edges_km, np.float64)
    return np.asarray(4.0 / 3.0 * np.pi * np.diff(r_km**3))
