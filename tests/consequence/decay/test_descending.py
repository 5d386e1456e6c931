"""Orbits followed down, against another integrator, quadrature and plain reasoning."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from cspo.consequence.decay import (
    ENTRY_KM,
    NEVER_TAI_NS,
    air_over_time,
    decay,
    decay_in,
    drag_rates,
)
from cspo.environment import SpaceWeather, mean_atmosphere, solar_cycle
from cspo.errors import OutOfRange, ResourceLimit, UsageError
from cspo.time import Epoch
from cspo.units import DAY_S

START = Epoch.from_utc("2031-01-01T00:00:00")


@pytest.fixture(scope="module")
def still() -> SpaceWeather:
    """The same weather for sixty years; only the season remains."""
    day, _ = START.utc_day()
    n = 22_000
    return SpaceWeather(
        day=np.arange(day - 5, day - 5 + n), f107=[140.0] * n, f107_81day=[140.0] * n,
        ap=[12.0] * n, predicted=[True] * n, source="by hand",
    )  # fmt: skip


def mean_rates(perigee_km: float, apogee_km: float, inclination: float, still: SpaceWeather):
    """Rates averaged over the year, km/s for 1 m²/kg: no span, no step."""
    days = START.tai_ns + (np.arange(12) * 365.25 / 12 * DAY_S * 1e9).astype(np.int64)
    n = len(days)
    p, a = drag_rates(
        np.full(n, perigee_km), np.full(n, apogee_km), np.full(n, inclination), days, still
    )
    return p.mean(), a.mean()


def test_years_of_a_round_orbit_are_the_integral_of_its_rate(still: SpaceWeather) -> None:
    ballistic, inclination = 0.02, 1.2
    came = decay([620.0], [620.0], [ballistic], START, 20_000.0, still,
                 inclination_rad=[inclination])  # fmt: skip

    def per_km(h: float) -> float:
        p, a = mean_rates(h, h, inclination, still)
        return -2.0 / ((p + a) * ballistic)

    seconds, _ = quad(per_km, ENTRY_KM, 620.0, limit=12, epsrel=1e-3)
    assert came.end_s[0] == pytest.approx(seconds, rel=0.01)


def test_an_eccentric_orbit_comes_down_as_another_integrator_says(still: SpaceWeather) -> None:
    ballistic, inclination = 0.05, 0.8

    def rate(_t: float, s: np.ndarray) -> list[float]:
        low = max(s[0], 100.0)  # trial steps may end underground
        p, a = mean_rates(low, max(s[1], low), inclination, still)
        return [p * ballistic * DAY_S, a * ballistic * DAY_S]

    def entry(_t: float, s: np.ndarray) -> float:
        return s[0] - 130.0

    entry.terminal = True  # type: ignore[attr-defined]
    flown = solve_ivp(rate, (0.0, 20_000.0), [420.0, 1_900.0], events=entry, rtol=1e-5, atol=1e-3)
    (end_days,) = flown.t_events[0]
    at = np.array([0.5, 0.9]) * end_days
    came = decay([420.0], [1_900.0], [ballistic], START, 1.2 * end_days, still,
                 inclination_rad=[inclination], t_s=at * DAY_S)  # fmt: skip
    assert came.end_s[0] / DAY_S == pytest.approx(end_days, rel=0.01)
    theirs = np.array([np.interp(at, flown.t, y) for y in flown.y])
    np.testing.assert_allclose(came.perigee_km[0], theirs[0], atol=3.0)
    np.testing.assert_allclose(came.apogee_km[0], theirs[1], rtol=0.02)


def test_drag_rounds_an_orbit_from_the_apogee(still: SpaceWeather) -> None:
    came = decay([300.0], [2_000.0], [0.02], START, 400.0, still, inclination_rad=[1.0],
                 t_s=[200 * DAY_S])  # fmt: skip
    assert 2_000.0 - came.apogee_km[0, 0] > 30.0 * (300.0 - came.perigee_km[0, 0]) > 0.0


def test_half_the_ballistic_coefficient_lives_twice_as_long(still: SpaceWeather) -> None:
    came = decay([700.0] * 2, [720.0] * 2, [0.2, 0.1], START, 21_000.0, still,
                 inclination_rad=1.5)  # fmt: skip
    assert came.end_s[1] / came.end_s[0] == pytest.approx(2.0, rel=0.03)  # the season aside


def test_more_sun_shorter_life() -> None:
    ends = [
        decay([450.0], [450.0], [0.02], START, 5_000.0, solar_cycle(START, 5_001.0, level),
              inclination_rad=[1.0]).end_s[0]
        for level in ("low", "mean", "high")
    ]  # fmt: skip
    assert ends[0] > ends[1] > ends[2]


def test_without_drag_nothing_ends(still: SpaceWeather) -> None:
    came = decay([200.0], [200.0], [0.0], START, 1_000.0, still, inclination_rad=[1.0],
                 t_s=[999 * DAY_S])  # fmt: skip
    assert np.isinf(came.end_s[0])
    assert came.end_tai_ns[0] == NEVER_TAI_NS
    assert came.perigee_km[0, 0] == 200.0
    assert came.alive([0.0, 1e6]).all()


def test_what_is_already_down_ends_at_once_and_later_times_are_empty(still: SpaceWeather) -> None:
    came = decay([90.0, 150.0], [400.0, 150.0], [0.1, 0.1], START, 50.0, still,
                 inclination_rad=1.0, t_s=[0.0, 60.0, 49 * DAY_S])  # fmt: skip
    assert came.end_s[0] == 0.0
    assert np.isnan(came.perigee_km[0]).all()
    assert np.isfinite(came.perigee_km[1, :2]).all()
    assert np.isnan(came.perigee_km[1, 2])
    assert came.end_tai_ns[1] == START.tai_ns + round(came.end_s[1] * 1e9)


def test_an_orbit_begins_at_its_own_epoch(still: SpaceWeather) -> None:
    late = 900.0 * DAY_S
    came = decay([400.0] * 2, [400.0] * 2, [0.02] * 2, START, 6_000.0, still,
                 inclination_rad=1.0, begin_s=[0.0, late], t_s=[late])  # fmt: skip
    assert came.perigee_km[1, 0] == 400.0
    assert came.end_s[1] - came.end_s[0] == pytest.approx(late, rel=0.05)  # another season


def test_threads_and_order_change_nothing(still: SpaceWeather) -> None:
    rng = np.random.default_rng(5)
    perigee = rng.uniform(250.0, 700.0, 400)
    apogee = perigee + rng.uniform(0.0, 900.0, 400)
    ballistic = rng.uniform(0.001, 0.5, 400)
    air = air_over_time(mean_atmosphere(), still, START, 2_000.0)
    one = decay_in(air, perigee, apogee, ballistic, inclination_rad=1.4, threads=1)
    order = rng.permutation(400)
    two = decay_in(air, perigee[order], apogee[order], ballistic[order], inclination_rad=1.4)
    assert np.array_equal(one.end_s[order], two.end_s)
    assert 50 < np.isfinite(one.end_s).sum() < 400


def test_it_says_how_far_it_is_and_stops_when_asked(still: SpaceWeather) -> None:
    told: list[float] = []
    orbits = np.full(700, 500.0)
    decay(orbits, orbits, orbits / 1e4, START, 900.0, still, inclination_rad=1.0,
          progress=told.append)  # fmt: skip
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(ResourceLimit, match="stopped"):
        decay(orbits, orbits, orbits / 1e4, START, 900.0, still, inclination_rad=1.0,
              stop=lambda: True)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"perigee_km": [np.nan]}, "perigee_km"),
        ({"perigee_km": [900.0]}, "perigee at most apogee"),
        ({"perigee_km": [500.0, 500.0, 500.0], "apogee_km": [500.0, 500.0]}, "apogee_km"),
        ({"ballistic_m2_kg": [-0.1]}, "ballistic"),
        ({"inclination_rad": [np.inf]}, "inclination"),
        ({"t_s": [5.0, 5.0]}, "increasing"),
        ({"begin_s": [-5.0]}, "begin_s"),
    ],
)
def test_what_has_no_meaning_is_refused(still: SpaceWeather, change, said: str) -> None:
    good = {
        "perigee_km": [500.0], "apogee_km": [500.0], "ballistic_m2_kg": [0.1],
        "inclination_rad": [1.0],
    }  # fmt: skip
    with pytest.raises(UsageError, match=said):
        decay(start=START, days=10.0, weather=still, **{**good, **change})


@pytest.mark.parametrize("days", [0.0, -1.0, np.nan, np.inf, 1e9])
def test_a_span_that_is_none_is_refused(still: SpaceWeather, days: float) -> None:
    with pytest.raises(OutOfRange, match="days"):
        decay([500.0], [500.0], [0.1], START, days, still, inclination_rad=[1.0])


def test_weather_that_ends_too_early_is_said(still: SpaceWeather) -> None:
    with pytest.raises(OutOfRange, match="continued"):
        decay([500.0], [500.0], [0.1], START, 30_000.0, still, inclination_rad=[1.0])


def test_a_thousand_fragments_over_twenty_years_take_seconds(still: SpaceWeather) -> None:
    import time  # noqa: PLC0415

    rng = np.random.default_rng(2)
    perigee = rng.uniform(400.0, 850.0, 1_000)
    before = time.process_time()
    decay(perigee, perigee + 60.0, 10.0 ** rng.uniform(-2, 0, 1_000), START, 7_305.0, still,
          inclination_rad=1.5)  # fmt: skip
    assert time.process_time() - before < 6.0  # 0.7 s when nothing else runs
