"""The published three-species configuration: 24 shells, 200 to 1,400 km.

Authorities: the equations as printed (`published`), and SciPy for their integration, their balance
and its stability.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp
from scipy.linalg import eigvals
from scipy.optimize import root

from cspo.consequence.environment import Scenario, build, find_balance, launch_limit, run
from tests.consequence.environment import published

EDGES_KM = np.linspace(published.LOW_KM, published.HIGH_KM, published.SHELLS + 1)
LAUNCHES = np.where(EDGES_KM[:-1] < 900.0, 60.0, 0.0)
THREE = [0, 1, 3]


@pytest.fixture(scope="module")
def model():
    case = Scenario(
        edges_km=EDGES_KM, launches_per_year=LAUNCHES, spread="none", as_published=True
    )  # fmt: skip
    return build(case, generator=np.random.default_rng(1))


@pytest.fixture(scope="module")
def balance(model):
    return find_balance(model)


def flat(population):
    return np.asarray(population)[THREE].ravel()


def test_every_term_of_the_equations(model):
    generator = np.random.default_rng(7)
    for _ in range(3):
        x = np.zeros((4, published.SHELLS))
        x[THREE] = 10.0 ** generator.uniform(0.0, 4.0, (3, published.SHELLS))
        ours = flat(model.rates_per_year(x))
        theirs = published.right_side(flat(x), LAUNCHES)
        scale = np.abs(theirs).max()
        assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12 * scale)


def test_a_century_against_scipy(model):
    start = np.zeros((4, published.SHELLS))
    start[0], start[1], start[3] = 100.0, 50.0, 200.0
    years = np.linspace(0.0, 100.0, 21)
    ours = run(model, start, years, relative=1e-7, absolute=1e-7)
    theirs = solve_ivp(
        lambda _t, x: published.right_side(x, LAUNCHES), (0.0, 100.0), flat(start), method="BDF",
        t_eval=years, rtol=1e-8, atol=1e-8,
    )  # fmt: skip
    assert theirs.success
    got = ours.population[:, THREE].reshape(len(years), -1)
    assert_allclose(got, theirs.y.T, rtol=1e-5, atol=1e-4)


def test_the_balance_is_a_root_that_scipy_finds(model, balance):
    assert balance is not None
    guess = flat(balance.population) * 1.1 + 0.1
    scale = np.maximum(flat(balance.population), 1.0)
    found = root(
        lambda y: published.right_side(y * scale, LAUNCHES) / 60.0, guess / scale, method="hybr",
        options={"xtol": 1e-12},
    )  # fmt: skip
    assert np.abs(found.fun).max() < 1e-9
    assert_allclose(flat(balance.population), found.x * scale, rtol=1e-6, atol=1e-6)


def test_the_balance_is_stable_by_a_jacobian_from_differences(balance):
    x = flat(balance.population)
    columns = []
    for j in range(len(x)):
        h = 1e-4 * max(x[j], 1.0)
        ahead, behind = x.copy(), x.copy()
        ahead[j] += h
        behind[j] -= h
        columns.append(
            (published.right_side(ahead, LAUNCHES) - published.right_side(behind, LAUNCHES))
            / (2.0 * h)
        )
    theirs = np.sort(eigvals(np.array(columns).T).real)[::-1]
    assert balance.stable
    assert theirs[0] < 0.0
    # Ours has the rocket bodies besides, of which there are none: their rates of descent.
    ours = balance.eigenvalues_per_year.real
    for value in theirs[:12]:
        assert np.min(np.abs(ours - value)) < 1e-6 * max(abs(value), 1e-3)


def test_debris_gathers_in_high_shells_and_departures_die_out(model, balance):
    """What Lavezzi et al. (2025) find of their solutions."""
    debris, satellites = balance.population[3], balance.population[0]
    high = EDGES_KM[:-1] >= 700.0
    assert debris[high].sum() > 0.8 * debris.sum()
    assert satellites[high].sum() < 0.3 * satellites.sum()
    for factor in (0.01, 2.0):
        later = run(model, balance.population * factor, [0.0, 1_000.0]).population[-1]
        departure = np.abs(later - balance.population).sum() / balance.population.sum()
        assert departure < 0.05 * abs(factor - 1.0)


def test_above_the_limit_scipy_runs_away_and_below_it_stays(model):
    limit = launch_limit(model, relative=0.005)
    assert 1.0 < limit < 100.0

    def most(_t, x):
        return x.sum() - 5e7

    most.terminal = True
    ends = {}
    for factor in (0.95, 1.1):
        found = solve_ivp(
            lambda _t, x, f=factor: published.right_side(x, LAUNCHES * limit * f), (0.0, 4_000.0),
            np.zeros(3 * published.SHELLS), method="BDF", rtol=1e-5, atol=1e-3, events=most,
        )  # fmt: skip
        ends[factor] = found
    assert ends[0.95].status == 0
    assert ends[1.1].status == 1
    below = find_balance(model.launched(0.95 * limit))
    assert_allclose(ends[0.95].y[:, -1].sum(), flat(below.population).sum(), rtol=0.02)
