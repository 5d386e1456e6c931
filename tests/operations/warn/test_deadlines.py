"""The last useful moment to act, reckoned by hand."""

from __future__ import annotations

import math

import pytest
from release_desks import T, sealed
from warning_desks import CIRCULAR_800_KM, OURS, THEIRS, approach, side

from cspo.operations.warn.deadlines import deadline_of
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.operations.warn.reports import Report, grounds_of, report_of
from cspo.records.bodies.conjunction import OrbitOrigin
from cspo.records.bodies.identities import SHORTEST_PERIOD_S
from cspo.records.bodies.objects import Maneuverability, ObjectType
from cspo.records.bodies.warning import Asks, Grounds
from cspo.units import DAY_S

HOUR_S = 3_600.0
TABLE = default_warn_policy().deadlines
TCA = T + 3 * DAY_S
GEO = ((42_164.0, 0.0, 0.0), (0.0, 3.0747, 0.0))
"""Period of a sidereal day, 86,164 s (mu 398,600.4418 km³/s²), within 10 s for these digits."""


def report(**fields) -> Report:
    body = approach(tca=TCA, **fields)
    return report_of(sealed(body), body)


def test_the_period_is_keplers() -> None:
    r_km, _ = CIRCULAR_800_KM
    period_s = 2.0 * math.pi * math.sqrt(r_km[0] ** 3 / 398_600.4418)
    assert period_s == pytest.approx(6_052.4, abs=0.1)
    assert report().sides[0].period_s == pytest.approx(period_s, abs=0.1)


def test_a_decision_lies_half_an_orbit_and_the_preparation_before() -> None:
    found = deadline_of(report(), Asks.ACTION, TABLE, T)
    assert TCA - found.act_by == pytest.approx(0.5 * 6_052.4 + 2 * HOUR_S, abs=1.0)
    assert found.act_by.tai_ns % 1_000_000_000 == 0
    assert "0.5 orbits of norad:990001 (50 min" in found.why


def test_better_data_lies_the_tracking_before_that() -> None:
    found = deadline_of(report(), Asks.BETTER_DATA, TABLE, T)
    assert TCA - found.act_by == pytest.approx(0.5 * 6_052.4 + 8 * HOUR_S, abs=1.0)
    late = deadline_of(report(), Asks.BETTER_DATA, TABLE, TCA - 8.5 * HOUR_S)
    assert TCA - late.act_by == pytest.approx(0.5 * 6_052.4 + 2 * HOUR_S, abs=1.0)
    assert "Too late for a new orbit" in late.why


def test_of_two_that_can_move_the_later_decision_counts() -> None:
    high = side(THEIRS, maneuverability=Maneuverability.YES, r_km=GEO[0], v_km_s=GEO[1])
    both = deadline_of(report(object2=high), Asks.ACTION, TABLE, T)
    assert TCA - both.act_by == pytest.approx(0.5 * 6_052.4 + 2 * HOUR_S, abs=1.0)
    low = side(OURS, maneuverability=Maneuverability.NO)
    one = deadline_of(report(object1=low, object2=high), Asks.ACTION, TABLE, T)
    assert TCA - one.act_by == pytest.approx(0.5 * 86_164.0 + 2 * HOUR_S, abs=30.0)


@pytest.mark.parametrize("asks", Asks)
def test_where_neither_can_move_there_is_no_such_moment(asks: Asks) -> None:
    inert = (Maneuverability.NO, Maneuverability.NO)
    assert deadline_of(report(able=inert), asks, TABLE, T).act_by is None


@pytest.mark.parametrize(
    ("kind", "says", "able"),
    [
        (ObjectType.PAYLOAD, Maneuverability.UNKNOWN, True),
        (ObjectType.UNKNOWN, Maneuverability.UNKNOWN, True),
        (ObjectType.DEBRIS, Maneuverability.UNKNOWN, False),
        (ObjectType.ROCKET_BODY, Maneuverability.UNKNOWN, False),
        (ObjectType.ROCKET_BODY, Maneuverability.YES, True),
        (ObjectType.PAYLOAD, Maneuverability.NO, False),
    ],
)
def test_who_may_be_able_to_move(kind: ObjectType, says: Maneuverability, able: bool) -> None:
    found = report(object1=side(OURS, type=kind, maneuverability=says))
    assert found.sides[0].may_maneuver is able


@pytest.mark.parametrize(
    ("age_d", "state", "stale"),
    [
        (4.9, CIRCULAR_800_KM, False), (5.1, CIRCULAR_800_KM, True), (-5.1, CIRCULAR_800_KM, True),
        (9.9, GEO, False), (10.1, GEO, True), (5.1, (None, None), True),
    ],
)  # fmt: skip
def test_the_limit_of_age_is_that_of_the_regime(age_d, state, stale: bool) -> None:
    r_km, v_km_s = state
    aged = side(OURS, r_km=r_km, v_km_s=v_km_s, orbit_age_s=age_d * DAY_S)
    body = approach(tca=TCA, grounds=Grounds.DETERMINED, object1=aged)
    assert (grounds_of(body) is Grounds.STALE) is stale


def test_a_plan_has_no_age_and_is_not_stale() -> None:
    planned = side(OURS, orbit_origin=OrbitOrigin.EPHEMERIS, orbit_age_s=None)
    assert grounds_of(approach(object1=planned, object2=side(THEIRS))) is Grounds.DETERMINED


def test_without_a_state_the_shortest_period_is_taken() -> None:
    assert report(grounds=Grounds.UNSTATED).shorter_period_s == SHORTEST_PERIOD_S
