"""The greatest probability of collision of an object, found without cspo's own screening.

The `sgp4` package (Rhodes; Vallado's code) propagates every object, closest approaches are found
from its positions and refined, and the probability is a numerical integral (scipy) over the
encounter plane with the covariance that is assumed of element sets.
"""

from __future__ import annotations

import numpy as np
from scipy.integrate import dblquad
from sgp4.api import WGS72, Satrec, SatrecArray

from cspo.conjunction.appraisal import element_classes
from cspo.conjunction.element_covariance import sigma_rtn_km
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays

__all__ = ["satrecs", "true_pc"]

STEP_S = 30.0
WITHIN_KM = 5.0


def satrecs(catalog: Catalog) -> SatrecArray:
    """Every row as the `sgp4` package has it."""
    made = []
    jd, fraction = jd_utc_arrays(catalog.epoch_tai_ns)
    for k in range(len(catalog)):
        each = Satrec()
        each.sgp4init(
            WGS72, "i", int(k % 90_000), float(jd[k] - 2433281.5 + fraction[k]),
            float(catalog.bstar_per_er[k]), 0.0, 0.0, float(catalog.eccentricity[k]),
            float(catalog.argp_rad[k]), float(catalog.inclination_rad[k]),
            float(catalog.mean_anomaly_rad[k]), float(catalog.mean_motion_rad_s[k] * 60.0),
            float(catalog.raan_rad[k]),
        )  # fmt: skip
        made.append(each)
    return SatrecArray(made)


def true_pc(catalog: Catalog, hbr_km: np.ndarray, row: int, start: Epoch, hours: float) -> float:
    """The greatest probability of an object's approaches, by other software.

    Parameters
    ----------
    hbr_km : (n,) float64
        Hard-body radius of each.
    """
    seconds = np.arange(0.0, hours * 3_600.0, STEP_S)
    others = satrecs(catalog)
    mine = satrecs(catalog.take(np.array([row])))
    jd0, f0 = (float(x[0]) for x in jd_utc_arrays(np.array([start.tai_ns])))
    near: set[tuple[int, int]] = set()
    reach_km = 15.5 * STEP_S / 2.0 + WITHIN_KM
    for first in range(0, len(seconds), 60):
        at = seconds[first : first + 60]
        jd, fraction = np.full(len(at), jd0), f0 + at / 86_400.0
        _, r, _ = others.sgp4(jd, fraction)
        _, own, _ = mine.sgp4(jd, fraction)
        close = np.linalg.norm(r - own, axis=2) < reach_km
        for k, j in np.argwhere(close).tolist():
            if k != row:
                near.add((k, first + j))
    worst = 0.0
    for k in {k for k, _ in near}:
        pair = satrecs(catalog.take(np.array([row, k])))
        best = set()
        for step in sorted(j for other, j in near if other == k):
            t = _closest(pair, jd0, f0, seconds[step])
            if t is not None and 0.0 <= t < hours * 3_600.0:
                best.add(round(t, 2))
        for t in best:
            worst = max(worst, _pc(catalog, hbr_km, (row, k), pair, (jd0, f0), t, start))
    return worst


def _closest(pair: SatrecArray, jd0: float, f0: float, about_s: float) -> float | None:
    """The least distance within a step of an instant, s; None where it lies at the edge."""
    low, high = about_s - STEP_S, about_s + STEP_S
    for _ in range(6):
        t = np.linspace(low, high, 41)
        r = pair.sgp4(np.full(41, jd0), f0 + t / 86_400.0)[1]
        k = int(np.argmin(np.linalg.norm(r[1] - r[0], axis=1)))
        if k in {0, 40} and high - low > STEP_S:
            return None
        width = (high - low) / 20.0
        low, high = t[k] - width, t[k] + width
    return float(0.5 * (low + high))


def _pc(catalog, hbr_km, rows, pair, epoch, t_s: float, start: Epoch) -> float:
    """Foster's integral over the disc of both bodies, by adaptive quadrature."""
    _, r, v = pair.sgp4(np.array([epoch[0]]), np.array([epoch[1] + t_s / 86_400.0]))
    relative, velocity = r[1, 0] - r[0, 0], v[1, 0] - v[0, 0]
    if np.linalg.norm(relative) > WITHIN_KM:
        return 0.0
    classes = element_classes(catalog)
    total = np.zeros((3, 3))
    for n, row in enumerate(rows):
        age_s = np.array([(start.tai_ns - int(catalog.epoch_tai_ns[row])) / 1e9 + t_s])
        sigma = sigma_rtn_km(classes[row : row + 1], np.abs(age_s))[0]
        radial = r[n, 0] / np.linalg.norm(r[n, 0])
        normal = np.cross(r[n, 0], v[n, 0])
        normal /= np.linalg.norm(normal)
        axes = np.stack([radial, np.cross(normal, radial), normal])
        total += axes.T @ np.diag(sigma**2) @ axes
    z = velocity / np.linalg.norm(velocity)
    x = np.cross(z, [0.0, 0.0, 1.0])
    x /= np.linalg.norm(x)
    plane = np.stack([x, np.cross(z, x)])
    miss, covariance = plane @ relative, plane @ total @ plane.T
    inverse, size = np.linalg.inv(covariance), float(np.linalg.det(covariance))
    radius = float(hbr_km[rows[0]] + hbr_km[rows[1]])

    def density(y: float, x: float) -> float:
        d = np.array([x, y]) - miss
        return float(np.exp(-0.5 * d @ inverse @ d) / (2.0 * np.pi * np.sqrt(size)))

    found, _ = dblquad(
        density, -radius, radius, lambda x: -np.sqrt(max(radius**2 - x * x, 0.0)),
        lambda x: np.sqrt(max(radius**2 - x * x, 0.0)), epsrel=1e-6,
    )  # fmt: skip
    return float(found)
