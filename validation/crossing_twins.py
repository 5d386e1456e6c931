"""Element sets made to meet another object: at an instant, at a place, at an angle."""

from __future__ import annotations

import numpy as np
from scipy.optimize import root

from cspo.constants import WGS72_MU_KM3_S2
from cspo.dynamics import Sgp4Bulk
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["crossing_twin"]

_SCALE = np.array([1e-3, 1e-2, 1e-2, 1.0, 1.0, 1.0])


def crossing_twin(mine: Catalog, theirs: Catalog, t: Epoch, *, angle_deg: float = 20.0) -> Catalog:
    """Elements for *mine* with which it is where *theirs* is at *t*, crossing its path.

    The other's velocity is turned about the radius. SGP4 with the elements that are
    returned gives that state to a millimetre.

    Parameters
    ----------
    mine, theirs : Catalog
        One row each.
    angle_deg : float
        Between the two paths, deg.
    """
    state = Sgp4Bulk(theirs).propagate(t, np.zeros(1))[0][0, :, 0]
    r_km, v_km_s = state[:3], state[3:]
    axis = r_km / np.linalg.norm(r_km)
    angle = np.radians(angle_deg)
    turned = (
        v_km_s * np.cos(angle) + np.cross(axis, v_km_s) * np.sin(angle)
        + axis * (axis @ v_km_s) * (1.0 - np.cos(angle))
    )  # fmt: skip
    target = np.concatenate([r_km, turned])

    def missed(x: np.ndarray) -> np.ndarray:
        made = Sgp4Bulk(_catalog(mine, x * _SCALE, t)).propagate(t, np.zeros(1))[0][0, :, 0]
        return (made - target) * np.array([1.0, 1.0, 1.0, 1e3, 1e3, 1e3])

    found = root(missed, _equinoctial(target) / _SCALE, method="hybr", tol=1e-12)
    if np.abs(found.fun).max() > 1e-3:
        raise ValueError(f"no elements: {found.message}")
    return _catalog(mine, found.x * _SCALE, t)


def _equinoctial(state: np.ndarray) -> np.ndarray:
    """Mean motion, e sin w, e cos w, i, raan, w + M of a state, two-body."""
    r, v = state[:3], state[3:]
    h = np.cross(r, v)
    size = np.linalg.norm(r)
    a = 1.0 / (2.0 / size - v @ v / WGS72_MU_KM3_S2)
    inclination = np.arccos(h[2] / np.linalg.norm(h))
    raan = np.arctan2(h[0], -h[1])
    node = np.array([np.cos(raan), np.sin(raan), 0.0])
    across = np.cross(h / np.linalg.norm(h), node)
    e = np.cross(v, h) / WGS72_MU_KM3_S2 - r / size
    k, q = e @ node, e @ across
    u = np.arctan2(r @ across, r @ node)
    w = np.arctan2(q, k)
    ecc = np.hypot(k, q)
    anomaly = 2.0 * np.arctan(np.sqrt((1.0 - ecc) / (1.0 + ecc)) * np.tan((u - w) / 2.0))
    mean = anomaly - ecc * np.sin(anomaly)
    return np.array([np.sqrt(WGS72_MU_KM3_S2 / a**3), q, k, inclination, raan, w + mean])


def _catalog(mine: Catalog, x: np.ndarray, t: Epoch) -> Catalog:
    n, q, k, inclination, raan, longitude = x
    argp = np.arctan2(q, k)
    tau = 2.0 * np.pi
    given = {name: column for name, column in mine.columns()}  # noqa: C416
    given |= {
        "epoch_tai_ns": np.array([t.tai_ns]), "mean_motion_rad_s": np.array([n]),
        "eccentricity": np.array([np.hypot(q, k)]), "inclination_rad": np.array([inclination]),
        "raan_rad": np.array([raan % tau]), "argp_rad": np.array([argp % tau]),
        "mean_anomaly_rad": np.array([(longitude - argp) % tau]), "bstar_per_er": np.zeros(1),
    }  # fmt: skip
    return Catalog(**given, simulated=mine.simulated)
