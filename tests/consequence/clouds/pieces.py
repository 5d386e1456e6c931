"""Clouds that the tests work on, and their flight by two bodies as a textbook has it."""

from __future__ import annotations

import numpy as np

from cspo.consequence.clouds import Cloud
from cspo.constants import EARTH_MU_KM3_S2
from cspo.time import Epoch

WHEN = Epoch.from_utc("2024-07-05T12:00:00Z")
R_KM = np.array([1_000.0, 5_000.0, 4_700.0])
"""556 km above the Earth."""
POLE = np.cross(R_KM, [1.0, 0.2, 0.1])
V_KM_S = (
    np.cross(POLE, R_KM)
    / np.linalg.norm(np.cross(POLE, R_KM))
    * np.sqrt(EARTH_MU_KM3_S2 / np.linalg.norm(R_KM))
)


def made(n: int, seed: int, *, faster: float = 1.0, median_m_s: float = 80.0) -> Cloud:
    """A cloud of *n* pieces over 1 cm, speeds lognormal as those of a collision."""
    rng = np.random.default_rng(seed)
    speed = median_m_s * 1e-3 * 10 ** rng.normal(0.0, 0.4, n)
    way = rng.normal(size=(n, 3))
    dv = way / np.linalg.norm(way, axis=1)[:, None] * speed[:, None]
    length = 0.01 * rng.random(n) ** (-1 / 1.71)
    return Cloud(
        epoch=WHEN, r_teme_km=np.tile(R_KM, (n, 1)), v_teme_km_s=V_KM_S * faster + dv, dv_km_s=dv,
        area_to_mass_m2_kg=10 ** rng.normal(-1.0, 0.3, n), length_m=length,
        mass_kg=np.minimum(0.5 * length**2 / 0.1, 500.0), weight=np.ones(n),
    )  # fmt: skip


def kepler(r_km: np.ndarray, v_km_s: np.ndarray, t_s: float) -> np.ndarray:
    """Places (n, 3) after *t_s* by f and g functions of the change of eccentric anomaly."""
    r, v = np.atleast_2d(r_km), np.atleast_2d(v_km_s)
    distance = np.linalg.norm(r, axis=1)
    axis = 1.0 / (2.0 / distance - (v * v).sum(axis=1) / EARTH_MU_KM3_S2)
    motion = np.sqrt(EARTH_MU_KM3_S2 / axis**3)
    cosine = 1.0 - distance / axis
    sine = (r * v).sum(axis=1) / np.sqrt(EARTH_MU_KM3_S2 * axis)
    turn = motion * t_s
    for _ in range(50):
        off = turn - cosine * np.sin(turn) + sine * (1.0 - np.cos(turn)) - motion * t_s
        turn = turn - off / (1.0 - cosine * np.cos(turn) + sine * np.sin(turn))
    f = 1.0 - axis / distance * (1.0 - np.cos(turn))
    g = t_s - (turn - np.sin(turn)) / motion
    return f[:, None] * r + g[:, None] * v
