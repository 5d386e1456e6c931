"""Which objects a few primaries can meet at all."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.trajectories import Trajectories
from cspo.constants import WGS72_MU_KM3_S2
from cspo.units import DAY_S

__all__ = ["within_reach"]

Floats = NDArray[np.float64]

_ORBIT_MARGIN_KM: Final = 60.0
"""How far the radius strays from the perigee and apogee of osculating elements: short-period
terms of J2 (20 km at most), lunisolar terms and drag between samples half a day apart."""

_SAMPLE_S: Final = 60.0


def within_reach(
    paths: Trajectories, first: NDArray[np.bool_], duration_s: float, reach_km: float
) -> NDArray[np.bool_]:
    """Objects (size,) whose radius comes within *reach_km* of that of one in *first*, and those.

    The radius of a primary is sampled every minute; that of the others is
    bounded by their perigee and apogee twice a day. What SGP4 can't tell stays in.
    """
    count = max(math.ceil(duration_s / (0.5 * DAY_S)), 1) + 1
    states, status = paths.catalog_states(np.linspace(0.0, duration_s, count))
    perigee_km, apogee_km = _apsides_km(states)
    unknown = (status != 0).any(axis=0)
    low = np.where(unknown, 0.0, perigee_km.min(axis=0) - _ORBIT_MARGIN_KM)
    high = np.where(unknown, np.inf, apogee_km.max(axis=0) + _ORBIT_MARGIN_KM)
    keep = first.copy()
    for own_low, own_high in _primary_intervals(paths, first, duration_s):
        meets = (low <= own_high + reach_km) & (high >= own_low - reach_km)
        keep[: paths.catalog_size] |= meets
    return keep


def _apsides_km(states: Floats) -> tuple[Floats, Floats]:
    """Perigee and apogee radius (m, n) of the osculating orbits."""
    r, v = states[:, :3], states[:, 3:]
    with np.errstate(invalid="ignore", divide="ignore"):
        radius = np.sqrt((r * r).sum(axis=1))
        speed2 = (v * v).sum(axis=1)
        axis = 1.0 / (2.0 / radius - speed2 / WGS72_MU_KM3_S2)
        momentum2 = (radius * radius * speed2) - (r * v).sum(axis=1) ** 2
        shape = np.clip(1.0 - momentum2 / (WGS72_MU_KM3_S2 * axis), 0.0, None)
        eccentricity = np.sqrt(shape)
        apogee = np.where(axis > 0.0, axis * (1.0 + eccentricity), np.inf)
    return axis * (1.0 - eccentricity), apogee


def _primary_intervals(
    paths: Trajectories, first: NDArray[np.bool_], duration_s: float
) -> list[tuple[float, float]]:
    """Least and greatest radius of each object in *first*, km; all where it can't be told."""
    t_s = np.linspace(0.0, duration_s, math.ceil(duration_s / _SAMPLE_S) + 1)
    tai_ns = paths.start.tai_ns + np.round(t_s * 1e9).astype(np.int64)
    intervals = []
    for row in np.flatnonzero(first):
        states, status = paths.at(np.full(len(t_s), row), tai_ns)
        radius = np.linalg.norm(states[status == 0, :3], axis=1)
        whole = (status == 0).all() or row >= paths.catalog_size
        if not whole or not len(radius):
            intervals.append((0.0, np.inf))
        else:
            # A minute's motion to an extremum between samples is under 20 km.
            intervals.append((float(radius.min()) - 20.0, float(radius.max()) + 20.0))
    return intervals
