"""Closed seconds against the slow way, rule by rule."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.conjunction.appraisal import element_classes
from cspo.conjunction.element_covariance import sigma_rtn_km
from cspo.conjunction.hard_body import radii_m
from cspo.consequence.launch import KeepOut, Kind, closures, find_passages, kinds
from cspo.consequence.launch.chance import passage_pc, reach_km
from cspo.consequence.launch.closures import CatalogFlights
from cspo.consequence.launch.passages import Reach
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.frames import Frame, rtn_from_inertial, transform_pv
from cspo.orbits.regime import perigee_apogee_km
from tests.consequence.launch.brute_force import least_distances_km, positions_itrf_km

LAUNCHES, FLIGHT_S = 300, 1_800


@pytest.fixture(scope="module")
def few(catalog_2024):
    """Six hundred objects that cross 480 km, chosen without looking, and both stations."""
    perigee, apogee = perigee_apogee_km(
        catalog_2024.mean_motion_rad_s, catalog_2024.eccentricity, catalog_2024.inclination_rad
    )
    rows = np.flatnonzero((perigee < 495.0) & (apogee > 465.0))
    some = np.random.default_rng(7).choice(rows, 600, replace=False)
    stations = np.flatnonzero(np.isin(catalog_2024.norad_id, [25544, 48274]))
    return catalog_2024.take(np.unique(np.concatenate([some, stations])))


@pytest.fixture(scope="module")
def truth(few, from_kourou, begin, eop):
    t_s = np.arange(LAUNCHES + FLIGHT_S + 1.0)
    return least_distances_km(
        positions_itrf_km(few, begin, t_s, eop), from_kourou, LAUNCHES, FLIGHT_S
    )


@pytest.mark.parametrize("gate_km", [5.0, 25.0, 200.0])
def test_least_distances_are_those_of_the_slow_way(few, truth, from_kourou, begin, eop, gate_km):
    """Another SGP4, another spline, every second of flight: 5 m, of 1 m by straight pieces."""
    found = find_passages(
        from_kourou, CatalogFlights(few, begin, np.arange(len(few))), begin, LAUNCHES,
        np.full(len(few), gate_km), eop,
    )  # fmt: skip
    ours = np.full(truth.shape, np.inf)
    np.minimum.at(ours, (found.row, found.launch), found.distance_km)
    inside = truth < gate_km - 0.005
    assert inside.sum() >= {5.0: 5, 25.0: 40, 200.0: 1_000}[gate_km]
    assert np.abs(ours[inside] - truth[inside]).max() < 0.005
    assert not (np.isfinite(ours) & (truth > gate_km + 0.005)).any()


def test_closed_seconds_are_those_of_the_slow_way(few, truth, from_kourou, begin, eop):
    rules = KeepOut(active_km=25.0, active_pc=0.0, other_km=25.0, other_pc=0.0)
    ours = closures(from_kourou, few, begin, eop, duration_s=LAUNCHES - 1.0, keep_out=rules)
    kind, _ = kinds(few, begin, LAUNCHES + FLIGHT_S)
    radius = np.where(kind == Kind.CREWED, 200.0, 25.0)[:, None]
    for which in Kind:
        mine = kind == which
        sure = (truth[mine] < radius[mine] - 0.005).any(axis=0)
        maybe = (truth[mine] < radius[mine] + 0.005).any(axis=0)
        assert (ours.closed[which] | ~sure).all()
        assert (~ours.closed[which] | maybe).all()
    assert 0 < ours.closed_s() < LAUNCHES
    assert ours.closed_s() + sum(b - a + 1 for a, b in ours.spans(closed=False)) == LAUNCHES
    for row in range(len(ours)):
        first, last, owner = ours.first[row], ours.last[row], ours.row[row]
        within = truth[owner, first : last + 1] < radius[owner] + 0.005
        assert within.all()
        assert ours.closest_km[row] == pytest.approx(
            truth[owner, first : last + 1].min(), abs=0.005
        )


def test_no_probability_is_missed_for_want_of_reach(few, from_kourou, begin, eop):
    """The reach of a limit is a bound: with a reach of 300 km for all nothing more closes."""
    limit = np.full(len(few), 1e-8)
    hbr_km = (radii_m(few)[0] + 7.0) * 1e-3
    sigma = sigma_rtn_km(element_classes(few), np.full(len(few), 43_200.0))
    far_km, stretch = reach_km(from_kourou, sigma, hbr_km, limit)
    assert (far_km > 1.0).all()
    assert (far_km < 300.0).all()
    flights = CatalogFlights(few, begin, np.arange(len(few)))

    def over(gate_km, reach=None):
        found = find_passages(from_kourou, flights, begin, LAUNCHES, gate_km, eop, reach=reach)
        row = found.row
        pc = passage_pc(from_kourou, found, sigma[row], hbr_km[row], np.ones(len(row), bool))
        above = np.nan_to_num(pc) > 1e-8
        return set(zip(row[above].tolist(), found.launch[above].tolist(), strict=True)), len(row)

    wide, all_of_them = over(np.full(len(few), 300.0))
    reach = Reach(sphere_km=np.zeros(len(few)), hbr_km=hbr_km, sigma_rtn_km=sigma, stretch=stretch)
    narrow, some = over(far_km, reach)
    assert len(wide) > 20
    assert narrow == wide
    assert some < 0.1 * all_of_them


def test_a_probability_is_that_of_dispersed_flights(few, from_kourou, begin, eop):
    """40,000 drawn pairs in TEME, hard bodies of 3 km: three sigma of the count."""
    sigma = sigma_rtn_km(element_classes(few), np.full(len(few), 5 * 86_400.0))
    found = find_passages(
        from_kourou, CatalogFlights(few, begin, np.arange(len(few))), begin, LAUNCHES,
        np.full(len(few), 25.0), eop,
    )  # fmt: skip
    radius = np.full(len(found), 3.0)
    pc = passage_pc(from_kourou, found, sigma[found.row], radius, np.ones(len(found), bool))
    draw = np.random.default_rng(9)
    looked_at = np.argsort(-pc)[:: max(len(pc) // 12, 1)][:8]
    for k in looked_at.tolist():
        seconds = float(found.launch[k] + found.time_of_flight_s[k])
        at = begin + seconds
        r1, v1, own = from_kourou.at(found.time_of_flight_s[k : k + 1])
        r1, v1 = transform_pv(r1[0], v1[0], Frame.ITRF, Frame.TEME, at.tai_ns, eop)
        state = Sgp4Bulk(few).propagate(begin, np.array([seconds]), rows=found.row[k : k + 1])[0]
        r2, v2 = state[0, :3, 0], state[0, 3:, 0]
        spread = [
            draw.normal(size=(40_000, 3)) * deviations @ rtn_from_inertial(r, v)
            for r, v, deviations in ((r1, v1, own[0]), (r2, v2, sigma[found.row[k]]))
        ]
        away, speed = (r2 - r1) + spread[1] - spread[0], v2 - v1
        away = away - np.outer(away @ speed, speed) / (speed @ speed)
        hits = (np.linalg.norm(away, axis=1) < 3.0).sum()
        assert abs(hits - 40_000 * pc[k]) < 3.5 * np.sqrt(max(40_000 * pc[k], 4.0))
    assert pc[looked_at[0]] > 0.02


def test_an_ellipsoid_is_in_the_sphere_and_rendezvous_is_exempt(few, from_kourou, begin, eop):
    sphere = closures(from_kourou, few, begin, eop, duration_s=299.0,
                      keep_out=KeepOut(active_pc=0.0, other_pc=0.0))  # fmt: skip
    flat = closures(
        from_kourou, few, begin, eop, duration_s=299.0,
        keep_out=KeepOut(active_pc=0.0, other_pc=0.0, crewed_rtn_km=(50.0, 200.0, 50.0)),
    )  # fmt: skip
    assert sphere.closed_s(Kind.CREWED) > 0
    assert flat.closed_s() < sphere.closed_s()
    assert (sphere.any_closed | ~flat.any_closed).all()
    stations = np.flatnonzero(np.isin(few.norad_id, [25544, 48274]))
    free = closures(from_kourou, few, begin, eop, duration_s=299.0, exempt=stations.tolist(),
                    keep_out=KeepOut(active_pc=0.0, other_pc=0.0))  # fmt: skip
    assert free.closed_s() == 0.0


def test_visitors_count_with_their_station(catalog_2024, begin):
    """What was docked on 2024-11-01, as the agencies said."""
    kind, station = kinds(catalog_2024, begin, 14_400.0)
    names = {
        number: set(catalog_2024.name[station == np.flatnonzero(catalog_2024.norad_id == number)])
        for number in (25544, 48274)
    }
    assert names[25544] >= {"ISS (ZARYA)", "ISS (NAUKA)", "PROGRESS-MS 27", "CYGNUS NG-21",
                            "PROGRESS-MS 28", "SOYUZ-MS 26", "CREW DRAGON 9"}  # fmt: skip
    assert names[48274] >= {"CSS (TIANHE)", "CSS (WENTIAN)", "CSS (MENGTIAN)",
                            "SHENZHOU-18 (SZ-18)", "SHENZHOU-19 (SZ-19)"}  # fmt: skip
    crewed = catalog_2024.name[kind == Kind.CREWED]
    assert len(crewed) < 25
    assert "CREW DRAGON 8 DEB [TRUNK]" not in crewed


def test_a_window_without_meaning_is_refused(few, from_kourou, begin, eop):
    for seconds in (0.0, -5.0, float("nan"), 1e9):
        with pytest.raises(UsageError, match="launch window"):
            closures(from_kourou, few, begin, eop, duration_s=seconds)
    with pytest.raises(UsageError, match="launch window"):
        closures(from_kourou, few, begin, eop, duration_s=60.0, step_s=0.01)
    with pytest.raises(UsageError, match="keep off"):
        KeepOut(crewed_km=5_000.0)
    with pytest.raises(UsageError, match="gate_km"):
        find_passages(from_kourou, CatalogFlights(few, begin, np.arange(2)), begin, 5,
                      [np.nan, 1.0], eop)  # fmt: skip


def test_it_can_be_stopped(few, from_kourou, begin, eop):
    parts = []
    stopped = closures(
        from_kourou, few, begin, eop, duration_s=7_200.0, progress=parts.append,
        stop=lambda: len(parts) >= 2,
    )  # fmt: skip
    assert len(parts) == 2
    assert 0.0 < parts[0] < parts[1] < 1.0
    assert stopped.launches == 7_201
