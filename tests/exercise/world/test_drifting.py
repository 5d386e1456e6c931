"""Who leaves its place in the belt: held against the mean of a day by Vallado's C++."""

from __future__ import annotations

import erfa
import numpy as np
import pytest

from cspo.exercise.scenario import Asset, Scenario
from cspo.exercise.world import TruthEvent, TruthKind, World
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from tests.exercise.world.worlds import STARTS, asset, others_state, played, scenario

DAY_S = 86_400.0
TURN_S = 86_164.0905
SYNCHRONOUS_REV_D = 1.002737


def quasi_zenith(number: int, mean_motion_rev_d: float = SYNCHRONOUS_REV_D) -> Asset:
    """As QZS-2 flies: 41 deg inclined, e 0.075, its apogee in the north."""
    return asset(
        f"QZ {number}", number, "JPN",
        elements={
            "mean_motion_rev_d": mean_motion_rev_d, "eccentricity": 0.075, "inclination_deg": 41.0,
            "raan_deg": 170.0, "argp_deg": 270.0, "mean_anomaly_deg": 60.0, "bstar_per_er": 0.0,
        },
    )  # fmt: skip


def drifts_of(given: Scenario) -> list[TruthEvent]:
    return [each for each in played(given)[0].truth if each.what is TruthKind.DRIFT]


def east_deg(given: Scenario, t: Epoch, *, mean: bool) -> float:
    """Longitude of the first asset; or its mean over the revolution about that instant."""
    sky = World(given)._stage.sky
    assert sky is not None
    sets = sky.truth.sets([0])
    offsets_s = (np.arange(96) + 0.5) / 96.0 * TURN_S - TURN_S / 2.0 if mean else np.zeros(1)
    found = []
    for offset_s in offsets_s:
        at = t + float(offset_s)
        r_km, _ = others_state(sets, 0, at)
        jd, fraction = (float(x[0]) for x in jd_utc_arrays(np.array([at.tai_ns])))
        found.append(np.arctan2(r_km[1], r_km[0]) - erfa.gmst82(jd, fraction))
    return float(np.degrees(np.mean(np.unwrap(found))) % 360.0)


def test_an_inclined_and_eccentric_orbit_that_stays_drifts_never() -> None:
    given = scenario(quasi_zenith(1), nations="JPN USA", duration_s=3 * DAY_S, cdm_every_s=None)
    hours = [east_deg(given, STARTS + 3_600.0 * k, mean=False) for k in range(24)]
    swing_deg = np.ptp(np.degrees(np.unwrap(np.radians(hours))))
    assert swing_deg > 10.0  # what it would be said to have left by, and come back
    days = [east_deg(given, STARTS + DAY_S * k, mean=True) for k in range(4)]
    assert np.ptp(days) < 0.3  # it stays
    assert drifts_of(given) == []


def test_one_that_drifts_is_where_its_mean_over_a_revolution_is() -> None:
    """Half a degree a day: put down once it has gone so far, and again."""
    given = scenario(
        quasi_zenith(1, SYNCHRONOUS_REV_D + 0.5 / 360.0), nations="JPN USA", cdm_every_s=None,
        duration_s=3 * DAY_S,
    )  # fmt: skip
    first_deg = east_deg(given, STARTS, mean=True)
    told = drifts_of(given)
    assert len(told) in {2, 3}
    for each in told:
        mean_deg = east_deg(given, each.t, mean=True)
        assert each.number == pytest.approx(mean_deg, abs=0.1)
        gone_deg = mean_deg - first_deg
        assert gone_deg == pytest.approx(0.5 * (told.index(each) + 1), abs=0.12)
        assert "east of where it was" in each.text
