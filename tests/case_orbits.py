"""Trajectories for cases: as an operator would send them, with a covariance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from cspo.bridge.records_ephemeris import ephemeris_bodies
from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame
from cspo.orbits import Catalog, CovarianceHistory, Ephemeris
from cspo.records.bodies import EphemerisBody
from cspo.records.bodies.ephemeris import Basis, Intent
from cspo.records.bodies.objects import Maneuverability
from cspo.time import Epoch

__all__ = ["elements_of_before", "meeting", "trajectory_bodies"]

Floats = NDArray[np.float64]


def trajectory_bodies(
    object_id: str,
    epoch: Epoch,
    t_s: Floats,
    r_teme_km: Floats,
    v_teme_km_s: Floats,
    *,
    sigma_rtn_km: Sequence[float],
    source: str,
    hard_body_radius_km: float = 0.005,
    **fields: Any,
) -> list[EphemerisBody]:
    """Points with one covariance of position all along, velocities known to a thousandth of it."""
    variance = np.array(sigma_rtn_km) ** 2
    matrix = np.diag([*variance, *(variance * 1e-6)])
    ends = np.array([t_s[0], t_s[-1]])
    ephemeris = Ephemeris(
        object_id=object_id, object_name="", frame=Frame.TEME, epoch=epoch, t_s=t_s,
        r_km=r_teme_km, v_km_s=v_teme_km_s, nodes=6,
        covariance=CovarianceHistory(frame=Frame.RTN, t_s=ends, matrix=np.stack([matrix, matrix])),
        **fields,
    )  # fmt: skip
    return ephemeris_bodies(
        ephemeris, basis=Basis.PLANNED, intent=Intent.COMMITTED, source=source,
        maneuverability=Maneuverability.YES, hard_body_radius_km=hard_body_radius_km,
    )  # fmt: skip


def meeting(miss_km: float, radius_km: float = 7_000.0) -> tuple[Floats, Floats]:
    """States (6,) of two satellites at their closest approach, TEME.

    Their planes cross at 53 and -53 degrees, so they pass at some 12 km/s; the second is
    *miss_km* above the first, which is across their relative velocity, and in an orbit of
    another period: they meet once.
    """
    speed_km_s = np.sqrt(398_600.8 / radius_km)
    states = []
    for inclination_deg, up_km, faster in ((53.0, 0.0, 1.0), (-53.0, miss_km, 1.02)):
        i = np.radians(inclination_deg)
        v = faster * speed_km_s * np.array([0.0, np.cos(i), np.sin(i)])
        states.append(np.array([radius_km + up_km, 0.0, 0.0, *v]))
    return states[0], states[1]


def elements_of_before(one: Catalog, epoch: Epoch, until: Epoch) -> Catalog:
    """An element set of an earlier epoch for the same orbit: SGP4 gives the same positions.

    Fitted by least squares to 49 positions between the two instants, drag kept; within 1 cm.
    """
    t_s = np.linspace(0.0, until - epoch, 49)
    target = Sgp4Bulk(one).propagate(epoch, t_s)[0][:, :3, 0]
    e, w, n = one.eccentricity[0], one.argp_rad[0], one.mean_motion_rad_s[0]

    def with_(x: Floats) -> Catalog:
        argp = np.arctan2(x[3], x[2])
        values = {
            "inclination_rad": x[0], "raan_rad": x[1], "argp_rad": argp % (2.0 * np.pi),
            "eccentricity": np.hypot(x[2], x[3]), "mean_anomaly_rad": (x[4] - argp) % (2.0 * np.pi),
            "mean_motion_rad_s": x[5] * n,
        }  # fmt: skip
        columns = {name: np.array([value]) for name, value in values.items()}
        return replace(one, epoch_tai_ns=np.array([epoch.tai_ns]), **columns)

    def off_km(x: Floats, times: slice = slice(None)) -> Floats:
        found = Sgp4Bulk(with_(x)).propagate(epoch, t_s[times])[0][:, :3, 0]
        return (found - target[times]).ravel()

    start = np.array([one.inclination_rad[0], one.raan_rad[0], e * np.cos(w), e * np.sin(w), 0, 1])
    starts = [start + np.array([0, 0, 0, 0, turn, 0]) for turn in np.linspace(0, 2 * np.pi, 25)]
    first = min(starts, key=lambda x: np.abs(off_km(x, slice(0, 2))).max())
    found = least_squares(off_km, first, x_scale=[1e-4, 1e-4, 1e-5, 1e-5, 1e-4, 1e-6], max_nfev=200)
    assert np.abs(found.fun).max() < 1e-5
    return with_(found.x)
