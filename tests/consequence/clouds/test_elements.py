"""Pieces as element sets: Vallado's C++ gives back the state of each."""

from __future__ import annotations

import numpy as np
import pytest
from sgp4.api import WGS72, Satrec

from cspo.consequence.clouds import cloud_of, element_sets, fit_elements
from cspo.consequence.fragmentation import Parent, collide
from cspo.dynamics import Sgp4Bulk
from cspo.errors import FrameMismatch, OutOfRange, UsageError
from cspo.frames import Frame
from cspo.orbits import State
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from tests.consequence.clouds.pieces import R_KM, V_KM_S, WHEN, made


@pytest.mark.parametrize("faster", [1.0, 1.15, 1.35])  # low orbit, eccentric, deep space
def test_sgp4_of_others_gives_the_state_of_each_piece(faster: float) -> None:
    cloud = made(200, 1, faster=faster)
    sets = element_sets(cloud)
    assert sets.lost <= 2
    jd, fraction = (float(x[0]) for x in jd_utc_arrays(np.array([WHEN.tai_ns])))
    catalog = sets.catalog
    for k, row in enumerate(sets.rows.tolist()):
        satellite = Satrec()
        satellite.sgp4init(
            WGS72, "i", 0, jd + fraction - 2_433_281.5, catalog.bstar_per_er[k], 0.0, 0.0,
            catalog.eccentricity[k], catalog.argp_rad[k], catalog.inclination_rad[k],
            catalog.mean_anomaly_rad[k], catalog.mean_motion_rad_s[k] * 60.0, catalog.raan_rad[k],
        )  # fmt: skip
        error, r_km, v_km_s = satellite.sgp4_tsince(0.0)
        assert error == 0
        # 2 m: the C++ takes its epoch as one number, which is good to 20 microseconds
        assert np.abs(np.array(r_km) - cloud.r_teme_km[row]).max() < 2e-3
        assert np.abs(np.array(v_km_s) - cloud.v_teme_km_s[row]).max() < 2e-6


def test_a_piece_that_falls_is_there_until_it_is_100_km_high() -> None:
    cloud = made(300, 2, faster=0.97)  # perigee near the ground
    sets = element_sets(cloud)
    falling = np.flatnonzero(np.isfinite(sets.end_s))
    assert len(falling) > 100
    bulk = Sgp4Bulk(sets.catalog)
    for k in falling[:40].tolist():
        states, _ = bulk.propagate(WHEN, np.array([sets.end_s[k] - 5.0, sets.end_s[k] + 5.0]),
                                   rows=np.array([k]))  # fmt: skip
        before, after = np.linalg.norm(states[:, :3, 0], axis=1) - 6_378.135
        # two bodies from the mean of the state: J2 moves it by some 10 km on the way
        assert before > 70.0
        assert not after > 130.0


def test_a_cloud_starts_where_its_parents_are() -> None:
    rng = np.random.default_rng(1)
    broken = collide(Parent(mass_kg=900.0), Parent(mass_kg=560.0), 11.6, generator=rng)
    other = State(frame=Frame.TEME, epoch=WHEN, r_km=R_KM, v_km_s=-V_KM_S)
    target = State(frame=Frame.TEME, epoch=WHEN, r_km=R_KM, v_km_s=V_KM_S)
    cloud = cloud_of(broken, [target, other])
    assert len(cloud) == len(broken.fragments)
    of_other = broken.fragments.parent == 1
    moved = cloud.v_teme_km_s - np.where(of_other[:, None], -V_KM_S, V_KM_S)
    assert np.abs(moved - broken.fragments.delta_v_km_s).max() < 1e-12
    with pytest.raises(UsageError, match="states"):
        cloud_of(broken, [target])
    far = State(frame=Frame.TEME, epoch=WHEN, r_km=R_KM + 200.0, v_km_s=V_KM_S)
    with pytest.raises(OutOfRange, match="apart"):
        cloud_of(broken, [target, far])
    with pytest.raises(FrameMismatch):
        cloud_of(broken, [target, State(frame=Frame.TEME, epoch=Epoch(0), r_km=R_KM,
                                        v_km_s=V_KM_S)])  # fmt: skip


def test_a_sample_stands_for_all_with_every_kind() -> None:
    cloud = made(50_000, 4)
    few = cloud.sampled(2_000, generator=np.random.default_rng(2))
    assert len(few) == 2_000
    assert few.pieces() == pytest.approx(50_000)
    assert few.pieces(0.1) == pytest.approx(cloud.pieces(0.1))
    speeds = (np.linalg.norm(each.dv_km_s, axis=1) for each in (few, cloud))
    order = [np.average(speed, weights=each.weight)
             for speed, each in zip(speeds, (few, cloud), strict=True)]  # fmt: skip
    assert order[0] == pytest.approx(order[1], rel=0.01)


def test_elements_are_fitted_to_states_one_by_one() -> None:
    """As `element_sets` does for pieces: the C++ gives back the state, whatever the drag term."""
    cloud = made(40, 5)
    bstar = np.linspace(-1e-4, 1e-3, 40)
    sets, off_km = fit_elements(cloud.r_teme_km, cloud.v_teme_km_s, cloud.epoch, bstar)
    jd, fraction = (float(x[0]) for x in jd_utc_arrays(np.array([WHEN.tai_ns])))
    assert (sets.bstar_per_er == bstar).all()
    good = np.flatnonzero(off_km < 0.001)
    assert len(good) >= 36
    for k in good.tolist():
        satellite = Satrec()
        satellite.sgp4init(
            WGS72, "i", 0, jd + fraction - 2_433_281.5, bstar[k], 0.0, 0.0, sets.eccentricity[k],
            sets.argp_rad[k], sets.inclination_rad[k], sets.mean_anomaly_rad[k],
            sets.mean_motion_rad_s[k] * 60.0, sets.raan_rad[k],
        )  # fmt: skip
        error, r_km, v_km_s = satellite.sgp4_tsince(0.0)
        assert error == 0
        assert np.abs(np.array(r_km) - cloud.r_teme_km[k]).max() < 3e-3
        assert np.abs(np.array(v_km_s) - cloud.v_teme_km_s[k]).max() < 3e-6
    _, escaped = fit_elements(cloud.r_teme_km, 2.0 * cloud.v_teme_km_s, cloud.epoch, bstar)
    assert np.isinf(escaped).all()
