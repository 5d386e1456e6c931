"""The burnt trajectory against a catalogue, by brute force on the same orbits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cspo.avoidance import Burn, burnt, from_elements, from_state, screen_again
from cspo.conjunction import EventFlag
from cspo.dynamics import Sgp4Bulk, propagate_zonal
from cspo.errors import OutOfRange, UsageError
from cspo.frames import Frame, rtn_from_inertial, transform_pv
from cspo.orbits import CovarianceHistory, State, reference_population
from cspo.time import Epoch
from tests.sensing.oracle import GEOSTATIONARY, catalog_of

START = Epoch.from_utc("2024-11-01T00:00:00Z")
OWN = 990_022_570
BURN = Burn(epoch=START + 1_800.0, dv_rtn_km_s=[0.0, 2e-4, 1e-4])
CATALOG = reference_population()
ROW = int(np.flatnonzero(CATALOG.norad_id == OWN)[0])


@pytest.fixture(scope="module")
def base():
    return from_elements(CATALOG, ROW, START, 6 * 3_600.0)


def test_elements_become_a_trajectory(base) -> None:
    t_s = np.array([30.0, 7_777.0])
    states, _ = Sgp4Bulk(CATALOG).propagate(START, t_s, rows=np.array([ROW]))
    tai_ns = START.tai_ns + (t_s * 1e9).astype(np.int64)
    r_km, _ = transform_pv(base.interpolate(t_s)[0], 0 * base.interpolate(t_s)[0],
                           Frame.GCRF, Frame.TEME, tai_ns)  # fmt: skip
    assert r_km == pytest.approx(states[:, :3, 0], abs=5e-3)
    assert base.simulated
    assert base.object_id == f"norad:{OWN}"


def test_the_burn_is_in_the_velocity_and_then_in_the_track(base) -> None:
    after = burnt(base, BURN)
    assert after.start == BURN.epoch
    assert after.stop == base.stop
    r_km, v_km_s = (part[0] for part in base.interpolate(np.array([1_800.0])))
    axes = rtn_from_inertial(r_km, v_km_s)
    assert after.r_km[0] == pytest.approx(r_km, abs=1e-9)
    assert axes @ (after.v_km_s[0] - v_km_s) == pytest.approx(BURN.dv_rtn_km_s, abs=1e-9)
    one, two = (
        propagate_zonal(r_km, v, [12_600.0])[0][0]
        for v in (v_km_s, v_km_s + BURN.dv_rtn_km_s @ axes)
    )  # GCRF's pole is a tenth of a degree off: less than a part in 100 of the difference
    moved = (
        after.interpolate(np.array([12_600.0]))[0][0] - base.interpolate(np.array([14_400.0]))[0][0]
    )
    assert moved == pytest.approx(two - one, abs=0.01 * np.linalg.norm(moved))
    assert np.linalg.norm(moved) > 5.0


def test_covariances_go_along(base) -> None:
    history = CovarianceHistory(
        frame=Frame.RTN, t_s=[0.0, 3_600.0], matrix=np.stack([np.eye(6), 4.0 * np.eye(6)])
    )
    after = burnt(replace(base, covariance=history), BURN)
    assert after.covariance is not None
    assert after.covariance.nearest(np.array([1_700.0]))[0, 0, 0] == 4.0


@pytest.mark.parametrize("at_s", [-10.0, 6 * 3_600.0, 7 * 3_600.0])
def test_a_burn_outside_the_trajectory_is_refused(base, at_s: float) -> None:
    with pytest.raises(OutOfRange):
        burnt(base, Burn(epoch=START + at_s, dv_rtn_km_s=[0.0, 1e-5, 0.0]))


def test_simulated_and_real_never_meet(base) -> None:
    with pytest.raises(UsageError, match="simulated"):
        screen_again(CATALOG, replace(base, simulated=False), BURN)


def test_events_are_those_of_brute_force(base) -> None:
    some = CATALOG.take(np.unique(np.append(np.arange(0, len(CATALOG), 8), ROW)))
    found = screen_again(some, base, BURN, threshold_km=20.0)
    after = burnt(base, BURN)
    t_s = np.arange(0.0, after.t_s[-1], 5.0)
    tai_ns = BURN.epoch.tai_ns + (t_s * 1e9).astype(np.int64)
    r_km, v_km_s = transform_pv(*after.interpolate(t_s), Frame.GCRF, Frame.TEME, tai_ns)
    near = np.full(len(some), np.inf)
    bulk = Sgp4Bulk(some)
    for k in range(0, len(t_s), 200):
        states, _ = bulk.propagate(BURN.epoch, t_s[k : k + 200])
        gap = states[:, :3] - r_km[k : k + 200, :, None]
        speed = states[:, 3:] - v_km_s[k : k + 200, :, None]
        shift = -(gap * speed).sum(axis=1) / (speed * speed).sum(axis=1)
        shift = np.clip(shift, -2.5, 2.5)
        nearest = np.linalg.norm(gap + shift[:, None] * speed, axis=1)
        near = np.minimum(near, nearest.min(axis=0))
    own = int(np.flatnonzero(some.norad_id == OWN)[0])
    near[own] = np.inf
    expected = set(np.flatnonzero(near < 19.9).tolist())
    rows = set(found.events.row2.tolist())
    assert expected
    assert own not in rows
    assert expected <= rows
    assert rows <= set(np.flatnonzero(near < 20.1).tolist())
    for row in expected:
        least = found.events.miss_distance_km[found.events.row2 == row].min()
        assert least == pytest.approx(near[row], abs=0.02)
    # and without the burn, the same events lie elsewhere
    known = np.isfinite(found.before_miss_km)
    assert (found.before_miss_km[known] <= 20.0).all()
    assert len(found.identity) == len(found.events)
    assert set(found.worse(1e-30).tolist()) >= set(found.worse(1e-9).tolist())


def test_without_a_burn_everything_stays(base) -> None:
    some = CATALOG.take(np.arange(0, len(CATALOG), 8))
    nothing = Burn(epoch=BURN.epoch, dv_rtn_km_s=[0.0, 0.0, 0.0])
    found = screen_again(some, base, nothing, threshold_km=20.0)
    assert len(found.events)
    assert found.events.miss_distance_km == pytest.approx(found.before_miss_km, abs=1e-3)
    assert found.gone == 0
    assert len(found.worse(1e-12)) == 0


def test_neighbors_that_stay_all_day_are_known_from_before() -> None:
    """Two in one GEO slot: their event of the day is the same with and without a burn."""
    pair = catalog_of(
        GEOSTATIONARY,
        GEOSTATIONARY.replace("36744", "36745").replace("  60.0000", "  60.0100"),
    )
    start = Epoch.from_utc("2021-11-01T00:00:00Z")
    own = from_elements(pair, 0, start, 86_400.0)
    nudge = Burn(epoch=start + 600.0, dv_rtn_km_s=[0.0, 2e-6, 0.0])
    found = screen_again(pair, own, nudge, threshold_km=40.0)
    assert len(found.events) >= 1
    assert (found.events.flags & EventFlag.LONG_DURATION).any()
    assert np.isfinite(found.before_miss_km).all()


def test_a_state_alone_gives_a_trajectory_for_hours() -> None:
    states, _ = Sgp4Bulk(CATALOG).propagate(START, np.array([0.0, 5_400.0]), rows=np.array([ROW]))
    state = State(frame=Frame.TEME, epoch=START, r_km=states[0, :3, 0], v_km_s=states[0, 3:, 0])
    path = from_state(state, f"norad:{OWN}", START - 600.0, 7_200.0)
    r_km, _ = path.interpolate(np.array([6_000.0]))
    tai_ns = np.array([(START + 5_400.0).tai_ns])
    there, _ = transform_pv(r_km, 0 * r_km, Frame.GCRF, Frame.TEME, tai_ns)
    assert there[0] == pytest.approx(states[1, :3, 0], abs=3.0)
