"""Encounters that the tests of avoidance work on: real messages of NASA CARA, and made-up ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cspo.avoidance import Encounter
from cspo.bridge.cdm import conjunction_from_cdm
from cspo.constants import EARTH_MU_KM3_S2
from cspo.frames import Frame
from cspo.messages import cdm
from cspo.orbits import Covariance, State
from cspo.time import Epoch

TCA = Epoch.from_utc("2024-11-01T00:00:00Z")


def of_message(path: Path, hbr_km: float = 0.02) -> Encounter:
    """The encounter of a CDM."""
    message = cdm.parse(path.read_bytes()).message
    assert message is not None
    found = conjunction_from_cdm(message)
    return Encounter(
        state1=found.state1, state2=found.state2, covariance1=found.covariance1,
        covariance2=found.covariance2, hbr_km=found.hbr_km or hbr_km,
    )  # fmt: skip


def circular(
    radius_km: float = 7_000.0, inclination_rad: float = 0.0, miss_km: float = 0.0,
    turn_rad: float = 1.0, sigma_km: float = 0.1,
) -> Encounter:  # fmt: skip
    """Two circular orbits that cross at an angle, the second *miss_km* farther out."""
    speed = np.sqrt(EARTH_MU_KM3_S2 / radius_km)
    one = np.array([0.0, np.cos(inclination_rad), np.sin(inclination_rad)])
    two = np.array([0.0, np.cos(inclination_rad + turn_rad), np.sin(inclination_rad + turn_rad)])
    matrix = np.diag([sigma_km**2] * 3 + [(1e-3 * sigma_km) ** 2] * 3)
    return Encounter(
        state1=State(frame=Frame.GCRF, epoch=TCA, r_km=[radius_km, 0, 0], v_km_s=speed * one),
        state2=State(
            frame=Frame.GCRF, epoch=TCA, r_km=[radius_km + miss_km, 0, 0], v_km_s=speed * two
        ),
        covariance1=Covariance(frame=Frame.RTN, matrix=matrix),
        covariance2=Covariance(frame=Frame.RTN, matrix=matrix), hbr_km=0.01,
    )  # fmt: skip
