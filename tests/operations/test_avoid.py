"""Bounded studies of burns. Authority: `cspo.avoidance`, which is checked by flights of its own."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from cspo.avoidance import Encounter, Target, fly
from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import OutOfRange
from cspo.frames import Frame
from cspo.operations.avoid import Paths, study_burns
from cspo.orbits import Covariance, State
from cspo.time import Epoch

TCA = Epoch.from_utc("2024-11-01T00:00:00Z")
HOUR = 3_600.0


def crossing(turn_rad: float = 1.0, *, miss_km: float = 0.05, sigma_km: float = 0.1) -> Encounter:
    """Two circular orbits at 7,000 km that cross at an angle."""
    speed = np.sqrt(EARTH_MU_KM3_S2 / 7_000.0)
    matrix = np.diag([sigma_km**2] * 3 + [0.0] * 3)
    own = Covariance(frame=Frame.RTN, matrix=matrix)
    return Encounter(
        state1=State(frame=Frame.GCRF, epoch=TCA, r_km=[7_000, 0, 0], v_km_s=[0, speed, 0]),
        state2=State(
            frame=Frame.GCRF, epoch=TCA, r_km=[7_000 + miss_km, 0, 0],
            v_km_s=speed * np.array([0, np.cos(turn_rad), np.sin(turn_rad)]),
        ),
        covariance1=own, covariance2=own, hbr_km=0.01,
    )  # fmt: skip


def test_the_chosen_burn_reaches_the_target_when_it_is_flown_again():
    encounter = crossing()
    study = study_burns(encounter, t=TCA - 12 * HOUR, target=Target(pc=1e-6), max_dv_km_s=1e-3)
    assert study.paths is Paths.STRAIGHT
    assert (study.needless, study.reason) == (False, "")
    assert study.flight is not None
    assert fly(encounter, study.flight.burn).pc <= 1e-6 < study.nominal.pc[0]
    assert study.flight.burn.size_km_s <= 1e-3


def test_times_lie_between_now_and_a_quarter_of_an_orbit_before():
    encounter = crossing()
    for hours in (1.0, 12.0, 100.0):
        study = study_burns(
            encounter, t=TCA - hours * HOUR, target=Target(pc=1e-6), max_dv_km_s=1e-4
        )
        assert study.lead_s[0] == pytest.approx(min(hours * HOUR - 600.0, 48 * HOUR), abs=1.0)
        assert study.lead_s[-1] == pytest.approx(0.25 * encounter.period_s, abs=1.0)
        assert (np.diff(study.lead_s) < 0.0).all()
        ticks = (TCA.tai_ns - study.lead_s * 1e9) / 1e9
        np.testing.assert_allclose(ticks, np.round(ticks), atol=1e-6)
        rows = len(study.lead_s) * len(study.directions) * len(study.size_km_s)
        assert len(study.trade) == rows
        # Times slowest, then directions, sizes fastest: how the columns are read.
        assert (study.lead_s == study.trade.lead_s.reshape(len(study.lead_s), -1).T).all()
        sizes = study.trade.size_km_s.reshape(-1, len(study.size_km_s))
        assert (sizes == study.size_km_s).all()


def test_when_it_is_too_late_it_says_so():
    for t in (TCA - 300.0, TCA + 60.0):
        with pytest.raises(OutOfRange, match="time for a burn"):
            study_burns(crossing(), t=t, target=Target(pc=1e-6), max_dv_km_s=1e-3)


def test_what_needs_no_burn_and_what_is_out_of_reach():
    far = crossing(miss_km=5.0)
    study = study_burns(far, t=TCA - 12 * HOUR, target=Target(pc=1e-6), max_dv_km_s=1e-3)
    assert (study.needless, study.reason, study.flight) == (True, "NO_BURN_NEEDED", None)
    study = study_burns(
        crossing(), t=TCA - HOUR, target=Target(miss_distance_km=50.0), max_dv_km_s=1e-5
    )
    assert (study.reason, study.flight) == ("OUT_OF_REACH", None)


def test_a_slow_one_is_flown_and_bounded():
    slow = crossing(0.02, miss_km=0.3)
    began = time.process_time()
    study = study_burns(
        slow, t=TCA - 6 * HOUR, target=Target(miss_distance_km=1.0), max_dv_km_s=1e-3
    )
    assert time.process_time() - began < 15.0
    assert study.paths is Paths.SLOW
    assert study.flight is not None
    assert study.flight.miss_distance_km >= 1.0


def test_one_without_a_probability_says_so():
    encounter = crossing(0.02)
    blind = replace(encounter, covariance1=Covariance(frame=Frame.RTN, matrix=np.zeros((6, 6))),
                    covariance2=Covariance(frame=Frame.RTN, matrix=np.zeros((6, 6))))  # fmt: skip
    study = study_burns(blind, t=TCA - 6 * HOUR, target=Target(pc=1e-6), max_dv_km_s=1e-4)
    assert study.reason == "NO_PC"
