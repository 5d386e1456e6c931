"""Appraisal of events, by hand-built pairs whose numbers scipy integrates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.integrate import dblquad

from cspo.conjunction import Conjunctions, Volume
from cspo.conjunction.appraisal import Appraisal, appraise
from cspo.conjunction.element_covariance import class_of, sigma_rtn_km
from cspo.conjunction.events import Exclusions
from cspo.conjunction.probability import Action, Flag
from cspo.frames import Frame, rotation, rtn_from_inertial
from cspo.orbits import Catalog, CovarianceHistory, Ephemeris
from cspo.time import Epoch
from tests.conjunction.element_sets import catalog_of

TCA = Epoch.from_utc("2024-11-01T12:00:00Z")
DAY_NS = 86_400 * 10**9
LEO_RAD_S, GEO_RAD_S = 1.06e-3, 7.2921e-5  # 688 km, 35,787 km
HBR_KM = 0.01
NOBODY = np.empty(0, np.int64)


def catalog(*pairs: tuple[float, float]) -> Catalog:
    """Round orbits of these mean motions (rad/s) and ages at TCA (days)."""
    n = len(pairs)
    motion, age_d = np.array(pairs).reshape(n, 2).T
    turn = ("inclination_rad", "raan_rad", "argp_rad", "mean_anomaly_rad", "eccentricity")
    return catalog_of(
        {
            "mean_motion_rad_s": motion,
            "epoch_tai_ns": TCA.tai_ns - np.round(age_d * DAY_NS).astype(np.int64),
            **{name: np.full(n, 1e-4) for name in turn},
        }
    )


def event(size: int, row1: int, row2: int, miss_km: float = 0.5) -> Conjunctions:
    """One event at TCA: the objects cross at right angles, the second one above."""
    r1, v1 = np.array([[7000.0, 0.0, 0.0]]), np.array([[0.0, 7.5, 0.0]])
    one = np.zeros(1)
    return Conjunctions(
        start=TCA, duration_s=60.0, volume=Volume.sphere(5.0),
        row1=np.array([row1], np.int32), row2=np.array([row2], np.int32),
        tca_tai_ns=np.array([TCA.tai_ns]), miss_distance_km=one + miss_km,
        relative_speed_km_s=one + 7.5 * np.sqrt(2.0),
        r1_teme_km=r1, v1_teme_km_s=v1,
        r2_teme_km=r1 + np.array([miss_km, 0.0, 0.0]), v2_teme_km_s=np.array([[0.0, 0.0, 7.5]]),
        radial_km=one + miss_km, in_track_km=one, cross_track_km=one.copy(),
        flags=np.zeros(1, np.uint8), catalog_size=size,
        excluded=Exclusions(row=NOBODY, from_tai_ns=NOBODY, status=np.empty(0, np.int8)),
    )  # fmt: skip


def ephemeris(covariance: CovarianceHistory | None) -> Ephemeris:
    t_s = np.array([-60.0, 60.0])
    v = np.array([0.0, 7.5, 0.0])
    return Ephemeris(
        object_id="norad:1", frame=Frame.TEME, epoch=TCA, t_s=t_s,
        r_km=[7000.0, 0.0, 0.0] + t_s[:, None] * v, v_km_s=np.tile(v, (2, 1)),
        covariance=covariance,
    )  # fmt: skip


def history(frame: Frame, position_km2: Any) -> CovarianceHistory:
    matrix = np.zeros((1, 6, 6))
    matrix[0, :3, :3] = position_km2
    return CovarianceHistory(frame=frame, t_s=np.zeros(1), matrix=matrix)


def judged(objects: Catalog, events: Conjunctions, *ephemerides: Ephemeris) -> Appraisal:
    return appraise(objects, events, np.full(len(events), HBR_KM), ephemerides=ephemerides)


def test_probability_of_a_pair_by_another_quadrature() -> None:
    """In the plane: x is radial for both, y halves T of one and N of the other, as axes cross."""
    objects = catalog((LEO_RAD_S, 0.5), (LEO_RAD_S, 3.0))
    got = judged(objects, event(2, 0, 1))
    kind = class_of(np.array([690.0]), np.array([1e-4]), np.array([False]))
    first, second = (sigma_rtn_km(kind, np.array([d * 86_400.0]))[0] for d in (0.5, 3.0))
    # Object 1: R x, T y, N z. Object 2: R x, T z, N -y. The plane is x and (y + z) / √2.
    x = np.hypot(first[0], second[0])
    y = np.sqrt(0.5 * (first[1] ** 2 + first[2] ** 2 + second[1] ** 2 + second[2] ** 2))
    expected, _ = dblquad(
        lambda b, a: np.exp(-0.5 * (((a + 0.5) / x) ** 2 + (b / y) ** 2)) / (2 * np.pi * x * y),
        -HBR_KM, HBR_KM,
        lambda a: -np.sqrt(HBR_KM**2 - a * a), lambda a: np.sqrt(HBR_KM**2 - a * a),
        epsabs=0.0, epsrel=1e-10,
    )  # fmt: skip
    assert got.assessment.foster1992[0] == pytest.approx(expected, rel=1e-6)
    assert got.assessment.pc[0] == got.assessment.foster1992[0]
    assert got.age_s[0] == pytest.approx([43_200.0, 259_200.0], abs=1e-9)
    diagonals = np.diagonal(got.covariance_teme_km2[0], axis1=1, axis2=2)
    np.testing.assert_allclose(diagonals, [first**2, second[[0, 2, 1]] ** 2], rtol=1e-12)


@pytest.mark.parametrize(
    ("motion_rad_s", "age_d", "stale"),
    [
        (LEO_RAD_S, 4.99, False), (LEO_RAD_S, 5.01, True), (LEO_RAD_S, -6.0, False),
        (GEO_RAD_S, 9.99, False), (GEO_RAD_S, 10.01, True),
    ],
)  # fmt: skip
def test_stale_after_five_days_in_low_orbit_and_ten_beyond(
    motion_rad_s: float, age_d: float, stale: bool
) -> None:
    """Limits of the design's RECORDS.md; either object may be the stale one."""
    objects = catalog((motion_rad_s, age_d), (motion_rad_s, 0.1))
    assert judged(objects, event(2, 0, 1)).stale.tolist() == [stale]
    assert judged(objects, event(2, 1, 0)).stale.tolist() == [stale]


def test_an_ephemeris_is_not_stale_and_has_no_age() -> None:
    got = judged(catalog((LEO_RAD_S, 1.0)), event(1, 1, 0), ephemeris(None))
    assert np.isnan(got.age_s[0, 0])
    assert got.age_s[0, 1] == pytest.approx(86_400.0)
    assert not got.stale[0]


def test_covariance_in_rtn_and_inertial_is_one() -> None:
    rtn_km2 = np.array([[0.04, 0.01, 0.0], [0.01, 0.25, 0.02], [0.0, 0.02, 0.09]])
    events = event(1, 1, 0)
    # At this state R, T, N are x, y, z of TEME; GCRF is turned by precession besides.
    np.testing.assert_allclose(
        rtn_from_inertial(events.r1_teme_km, events.v1_teme_km_s)[0], np.eye(3), atol=1e-15
    )
    turn = rotation(Frame.TEME, Frame.GCRF, events.tca_tai_ns)[0]
    assert np.abs(turn - np.eye(3)).max() > 1e-3
    objects = catalog((LEO_RAD_S, 1.0))
    same = [
        judged(objects, events, ephemeris(history(frame, matrix)))
        for frame, matrix in (
            (Frame.RTN, rtn_km2), (Frame.TEME, rtn_km2), (Frame.GCRF, turn @ rtn_km2 @ turn.T),
        )
    ]  # fmt: skip
    for got in same:
        np.testing.assert_allclose(got.covariance_teme_km2[0, 0], rtn_km2, atol=1e-12)
        assert got.assessment.pc[0] == pytest.approx(same[0].assessment.pc[0], rel=1e-9)
        assert not got.default_covariance[0]


def test_rtn_turns_with_the_orbit() -> None:
    events = event(1, 1, 0)
    quarter = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    events = replace(
        events, r1_teme_km=events.r1_teme_km @ quarter.T,
        v1_teme_km_s=events.v1_teme_km_s @ quarter.T,
        r2_teme_km=events.r2_teme_km @ quarter.T, v2_teme_km_s=events.v2_teme_km_s @ quarter.T,
    )  # fmt: skip
    own = ephemeris(history(Frame.RTN, np.diag([0.04, 0.25, 0.09])))
    got = judged(catalog((LEO_RAD_S, 1.0)), events, own)
    np.testing.assert_allclose(
        got.covariance_teme_km2[0, 0], np.diag([0.25, 0.04, 0.09]), atol=1e-15
    )


@pytest.mark.parametrize("first", [LEO_RAD_S, GEO_RAD_S])
def test_an_ephemeris_without_covariance_gets_that_of_fresh_elements_of_its_orbit(
    first: float,
) -> None:
    """7.5 km/s across 7,000 km: perigee 454 km, whatever the catalogue begins with."""
    got = judged(catalog((first, 1.0)), event(1, 1, 0), ephemeris(None))
    assert got.default_covariance.tolist() == [True]
    kind = class_of(np.array([454.0]), np.array([0.012]), np.array([False]))
    fresh = sigma_rtn_km(kind, np.zeros(1))[0]
    np.testing.assert_allclose(got.covariance_teme_km2[0, 0], np.diag(fresh**2), atol=1e-12)
    assert got.assessment.flags[0] & Flag.COVARIANCE_FROM_ELEMENT_SETS


@pytest.mark.parametrize("miss_km", [0.0, 0.02, 0.5, 5.0, 50.0])
@pytest.mark.parametrize("age_d", [0.0, 4.0, 30.0])
def test_element_sets_never_ask_for_a_burn(miss_km: float, age_d: float) -> None:
    """Neither do an ephemeris against an element set, nor one without covariance."""
    objects = catalog((LEO_RAD_S, age_d), (LEO_RAD_S, 0.0))
    sharp = ephemeris(history(Frame.RTN, np.eye(3) * 1e-6))
    events = [
        (event(2, 0, 1, miss_km), ()),
        (event(2, 2, 0, miss_km), (sharp,)),
        (event(2, 2, 3, miss_km), (sharp, ephemeris(None))),
    ]
    for one, own in events:
        assert judged(objects, one, *own).assessment.action[0] in (
            Action.NONE, Action.BETTER_DATA,
        )  # fmt: skip


@pytest.mark.parametrize("objects", [catalog((LEO_RAD_S, 1.0)), catalog()])
def test_two_ephemerides_with_covariance_may(objects: Catalog) -> None:
    """Even beside an empty catalogue; there is no burn to advise with a large miss."""
    sharp = ephemeris(history(Frame.RTN, np.eye(3) * 1e-4))
    n = len(objects)
    near = judged(objects, event(n, n, n + 1, 0.01), sharp, sharp)
    assert near.assessment.action[0] == Action.MITIGATE
    assert not near.assessment.flags[0] & Flag.COVARIANCE_FROM_ELEMENT_SETS
    far = judged(objects, event(n, n, n + 1, 2.0), sharp, sharp)
    assert far.assessment.action[0] == Action.NONE


def test_no_events_are_no_rows() -> None:
    got = judged(catalog((LEO_RAD_S, 1.0)), event(1, 0, 0).take(NOBODY))
    assert len(got.assessment) == len(got.stale) == 0
    assert got.covariance_teme_km2.shape == (0, 2, 3, 3)
