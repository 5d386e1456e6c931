"""How fast objects sink and where pieces go, against SciPy's integration and vectors."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from cspo.consequence.environment import (
    Activity,
    Scenario,
    activity_from,
    exponential_density_kg_m3,
    mean_density_kg_m3,
)
from cspo.consequence.environment.descent import YEAR_S, descent_per_year
from cspo.consequence.environment.spread import _orbit, spread_matrix
from cspo.errors import OutOfRange, UsageError
from cspo.time import Epoch

MU_KM3_S2 = 398_600.4418
RADIUS_KM = 6_378.137


@pytest.mark.parametrize("low_km", [250.0, 480.0, 760.0, 1_150.0])
def test_the_time_to_cross_a_shell(low_km):
    case = Scenario(edges_km=np.array([low_km, low_km + 50.0, low_km + 100.0]))
    rate = descent_per_year(case, mean_density_kg_m3, [140.0])[0, 3, 0]
    ballistic = 2.2 * 0.05 / 0.5

    def sink(_t, h_km):
        rho = mean_density_kg_m3(h_km, 140.0)
        return -rho * 1e3 * ballistic * np.sqrt(MU_KM3_S2 * (RADIUS_KM + h_km)) * YEAR_S

    def bottom(_t, h_km):
        return h_km[0] - low_km

    bottom.terminal = True
    fall = solve_ivp(sink, (0.0, 1e4), [low_km + 50.0], events=bottom, rtol=1e-10, atol=1e-9)
    assert_allclose(1.0 / rate, fall.t_events[0][0], rtol=1e-4)


def test_working_satellites_hold_their_altitude():
    case = Scenario(edges_km=np.array([300.0, 400.0, 500.0]))
    rate = descent_per_year(case, mean_density_kg_m3, [70.0, 200.0])
    assert (rate[:, 0] == 0.0).all()
    assert (rate[1, 1:] > 2.0 * rate[0, 1:]).all()  # an active Sun


def test_the_exponential_atmosphere_is_vallado_s():
    """Vallado (2013), table 8-4: base values, and example 8-4's kind of interpolation."""
    assert_allclose(exponential_density_kg_m3([500.0, 1_000.0]), [6.967e-13, 3.019e-15])
    assert_allclose(
        exponential_density_kg_m3(747.2119), 3.614e-14 * np.exp((700.0 - 747.2119) / 88.667)
    )
    with pytest.raises(OutOfRange):
        exponential_density_kg_m3([100.0, np.nan])


def test_density_that_is_none_is_refused():
    case = Scenario(edges_km=np.array([300.0, 400.0, 500.0]))
    with pytest.raises(OutOfRange):
        descent_per_year(case, lambda h, _f: 0.0 * h)


def test_orbits_after_a_kick_by_vectors():
    generator = np.random.default_rng(2)
    r_km = RADIUS_KM + generator.uniform(300.0, 1_500.0, 200)
    kick = generator.normal(0.0, 0.5, (200, 3))
    perigee, apogee = _orbit(r_km, kick)
    for k in range(200):
        r = np.array([r_km[k], 0.0, 0.0])
        v = np.array([0.0, np.sqrt(MU_KM3_S2 / r_km[k]), 0.0]) + kick[k]
        h = np.cross(r, v)
        e = np.linalg.norm(np.cross(v, h) / MU_KM3_S2 - r / r_km[k])
        axis = 1.0 / (2.0 / r_km[k] - v @ v / MU_KM3_S2)
        assert_allclose(perigee[k], axis * (1.0 - e) - RADIUS_KM, atol=1e-6)
        assert_allclose(apogee[k], axis * (1.0 + e) - RADIUS_KM, atol=1e-6)


def test_what_escapes_has_no_apogee():
    perigee, apogee = _orbit(np.array([7_000.0]), np.array([[0.0, 5.0, 0.0]]))
    assert np.isinf(apogee[0])
    assert_allclose(perigee[0], 7_000.0 - RADIUS_KM)


def test_a_shell_is_twenty_seven_metres_a_second_wide():
    """The public code's step between shells of 50 km: the difference of circular speeds."""
    speed = np.sqrt(MU_KM3_S2 / (RADIUS_KM + np.array([800.0, 850.0])))
    step = speed[0] - speed[1]
    _, apogee = _orbit(np.array([RADIUS_KM + 800.0]), np.array([[0.0, step, 0.0]]))
    axis_rise_km = 0.5 * (apogee[0] - 800.0)
    assert_allclose(axis_rise_km, 50.0, rtol=0.02)
    assert 0.025 < step < 0.028


@pytest.mark.parametrize("by", ["axis", "residence"])
def test_pieces_spread_about_their_shell(by):
    edges = np.linspace(200.0, 2_000.0, 37)
    share = spread_matrix(edges, "collision", 0.1, np.random.default_rng(1), by=by)
    assert (share >= 0.0).all()
    assert (share.sum(axis=0) < 1.0).all()
    assert (np.argmax(share, axis=0) == np.arange(36))[3:].all()
    # Explosions are slower (Johnson et al., eqs 11 and 12): more stays near.
    slow = spread_matrix(edges, "explosion", 0.1, np.random.default_rng(1), by=by)
    assert np.trace(slow) > np.trace(share)


def test_cycles_follow_one_another():
    sun = activity_from(Epoch.from_utc("2009-01-01"), 30.0)
    at = np.interp([0.0, 5.5, 11.0], sun.years, sun.f107)
    assert at[1] > at[0] + 40.0  # cycle 24 began with 2009
    assert at[1] > at[2] + 40.0
    low, high = (activity_from(Epoch.from_utc("2030-01-01"), 30.0, x).f107 for x in ("low", "high"))
    assert (low <= high).all()


@pytest.mark.parametrize(
    ("years", "f107"),
    [([0.0, 0.0], [100.0, 100.0]), ([0.0], [10.0]), ([0.0, 1.0], [100.0]), ([np.nan], [100.0])],
)
def test_activity_that_is_none_is_refused(years, f107):
    with pytest.raises(UsageError):
        Activity(years=years, f107=f107)
