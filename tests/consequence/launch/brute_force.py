"""The slow way: the other SGP4, every launch second, every second of flight, straight between."""

from __future__ import annotations

import erfa
import numpy as np
from scipy.interpolate import CubicHermiteSpline
from sgp4.api import WGS72, Satrec, SatrecArray

from cspo.time import Epoch
from cspo.time.leap_seconds import tai_minus_utc_s


def positions_itrf_km(catalog, start, t_s, eop):
    """Earth-fixed positions (n, m, 3) by Vallado's C++ and IAU 1982 sidereal time."""
    satellites = []
    for row in range(len(catalog)):
        one = Satrec()
        # Days past 1949-12-31 00:00 UTC, on a calendar without leap seconds.
        day, ns = _utc_day(catalog.epoch_tai_ns[row])
        one.sgp4init(
            WGS72, "i", int(catalog.norad_id[row]) % 100_000, day + ns / 86_400e9,
            catalog.bstar_per_er[row], 0.0, 0.0, catalog.eccentricity[row],
            catalog.argp_rad[row], catalog.inclination_rad[row], catalog.mean_anomaly_rad[row],
            catalog.mean_motion_rad_s[row] * 60.0, catalog.raan_rad[row],
        )  # fmt: skip
        satellites.append(one)
    day, ns = _utc_day(start.tai_ns)
    jd = np.full(len(t_s), 2433281.5 + day)
    fraction = ns / 86_400e9 + t_s / 86_400.0
    errors, r_km, _ = SatrecArray(satellites).sgp4(jd, fraction)
    r_km = np.where(errors[:, :, None] == 0, r_km, np.nan)
    orientation = eop.at(np.array([start.tai_ns]))
    ut1 = orientation.ut1_minus_tai_s[0] + _tai_minus_utc_s(start)
    gmst = erfa.gmst82(jd, fraction + ut1 / 86_400.0)
    c, s = np.cos(gmst), np.sin(gmst)
    x, y, z = r_km[:, :, 0], r_km[:, :, 1], r_km[:, :, 2]
    polar = erfa.pom00(orientation.xp_rad[0], orientation.yp_rad[0], 0.0)
    return np.stack([c * x + s * y, c * y - s * x, z], axis=2) @ polar.T


def _utc_day(tai_ns):
    ordinal, ns = Epoch(int(tai_ns)).utc_day()
    return ordinal - 711_857, ns  # 1949-12-31


def _tai_minus_utc_s(start):
    return tai_minus_utc_s(start.utc_day()[0])


def least_distances_km(r_itrf_km, ascent, launches, flight_s):
    """Least distance (n, launches) over the flight, of launches a second apart.

    An object that is never within 500 km at a look every ten seconds, 75 km apart, stays NaN.
    """
    tau = np.arange(flight_s + 1.0)
    path = CubicHermiteSpline(ascent.t_s, ascent.r_itrf_km, ascent.v_itrf_km_s)(tau)
    out = np.full((len(r_itrf_km), launches), np.nan)
    for launch in range(launches):
        now = r_itrf_km[:, launch : launch + len(tau)]
        rough = ((now[:, ::10] - path[::10]) ** 2).sum(axis=2)
        near = np.flatnonzero(np.fmin.reduce(rough, axis=1) < 500.0**2)
        away = now[near] - path
        step = np.diff(away, axis=1)
        part = -(away[:, :-1] * step).sum(axis=2) / (step * step).sum(axis=2)
        away = away[:, :-1] + np.clip(part, 0.0, 1.0)[:, :, None] * step
        out[near, launch] = np.sqrt(np.nanmin((away * away).sum(axis=2), axis=1))
    return out
