"""The full model: what collisions take and make, its Jacobian, its integration over a solar cycle.

Authorities: SciPy's Radau method; finite differences; NASA CARA's count of pieces; counts by hand.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import solve_ivp

from cspo.consequence.environment import (
    NAMES,
    PAIRS,
    Activity,
    Scenario,
    Species,
    build,
    exponential_density_kg_m3,
    reproduction,
    run,
)
from cspo.consequence.environment.collisions import pairs_of
from cspo.errors import UsageError

EDGES_KM = np.linspace(400.0, 1_200.0, 9)
CASE = Scenario(
    edges_km=EDGES_KM, launches_per_year=50.0, rocket_bodies_per_year=1.0, failures_per_year=0.01,
    disabling=0.2, satellite_explosions_per_year=0.002, rocket_body_explosions_per_year=0.004,
)  # fmt: skip
SUN = Activity.repeated([0.0, 3.0, 7.0], [70.0, 150.0, 120.0], 11.0, 60.0)


def air(h_km, f107):
    return exponential_density_kg_m3(h_km) * (f107 / 100.0) ** 2


@pytest.fixture(scope="module")
def model():
    return build(CASE, generator=np.random.default_rng(3), density=air, activity=SUN)


@pytest.fixture(scope="module")
def start():
    generator = np.random.default_rng(5)
    return generator.uniform(50.0, 1_500.0, (4, 8))


def test_jacobian_is_the_slope_of_the_rates(model, start):
    ours = model.jacobian_per_year(start, 2.0)
    for j in range(0, start.size, 3):
        h = 1e-3 * start.ravel()[j]
        ahead, behind = start.copy().ravel(), start.copy().ravel()
        ahead[j] += h
        behind[j] -= h
        slope = (
            model.rates_per_year(ahead.reshape(4, 8), 2.0)
            - model.rates_per_year(behind.reshape(4, 8), 2.0)
        ).ravel() / (2.0 * h)
        assert_allclose(ours[:, j], slope, rtol=1e-6, atol=1e-7)


def test_sixty_years_of_solar_cycles_against_radau(model, start):
    years = np.array([0.0, 5.0, 11.0, 30.0, 60.0])
    ours = run(model, start, years, relative=1e-7, absolute=1e-6).population
    theirs, x = [start.ravel()], start.ravel()
    for a, b in pairwise(years):
        found = solve_ivp(
            lambda t, y: model.rates_per_year(np.maximum(y, 0.0).reshape(4, 8), t).ravel(), (a, b),
            x, method="Radau", rtol=1e-8, atol=1e-6, max_step=0.5,
            jac=lambda t, y: model.jacobian_per_year(np.maximum(y, 0.0).reshape(4, 8), t),
        )  # fmt: skip
        x = found.y[:, -1]
        theirs.append(x)
    assert_allclose(ours.reshape(len(years), -1), np.array(theirs), rtol=2e-5, atol=1e-3)


def test_classes_of_debris_are_one_where_they_sink_alike(start):
    """Three classes with one ballistic coefficient are the model of one class."""
    one = build(CASE, generator=np.random.default_rng(3))
    alike = replace(CASE, debris_classes=((0.2, 1.0), (0.5, 1.0), (0.3, 1.0)))
    three = build(alike, generator=np.random.default_rng(3))
    years = [0.0, 20.0, 60.0]
    whole, parts = (run(each, start, years, relative=1e-8, absolute=1e-7) for each in (one, three))
    assert_allclose(parts.population, whole.population, rtol=1e-6, atol=1e-5)
    assert_allclose(parts.collisions, whole.collisions, rtol=1e-6, atol=1e-9)
    assert_allclose(parts.state[-1, 3:].sum(axis=0), whole.population[-1, 3], rtol=1e-6, atol=1e-5)
    assert_allclose(
        reproduction(three, start)[0], reproduction(one, start)[0], rtol=1e-9
    )  # fmt: skip


def test_three_classes_against_radau(start):
    case = replace(CASE, debris_classes=((0.3, 0.24), (0.45, 1.3), (0.25, 3.4)))
    model = build(case, generator=np.random.default_rng(3), density=air, activity=SUN)
    state = model.state(start).reshape(6, 8)
    ours = run(model, start, [0.0, 9.0], relative=1e-7, absolute=1e-6).state[-1]
    theirs = solve_ivp(
        lambda t, y: model.rates_per_year(np.maximum(y, 0.0).reshape(6, 8), t).ravel(), (0.0, 9.0),
        state.ravel(), method="Radau", rtol=1e-8, atol=1e-6, max_step=0.5,
    )  # fmt: skip
    assert_allclose(ours.ravel(), theirs.y[:, -1], rtol=2e-5, atol=1e-3)
    # A lighter piece sinks faster: what is left of the last class is less than its share.
    assert ours[5, 0] < 0.25 * ours[3:, 0].sum()


def test_tolerance_is_kept(model, start):
    fine = run(model, start, [0.0, 40.0], relative=1e-9, absolute=1e-7).population[-1]
    for relative, within in ((1e-3, 5e-3), (1e-5, 1e-4)):
        coarse = run(model, start, [0.0, 40.0], relative=relative).population[-1]
        assert np.max(np.abs(coarse - fine) / (fine + 1.0)) < within


def test_an_integration_of_order_three(start):
    """Halving the step of a smooth problem divides the error by eight, SciPy standing as truth."""
    smooth = build(replace(CASE, spread="none"), generator=np.random.default_rng(3))
    truth = run(smooth, start, [0.0, 30.0], relative=1e-12, absolute=1e-9)
    errors, steps = [], []
    for relative in (1e-4, 1e-6, 1e-8):
        found = run(smooth, start, [0.0, 30.0], relative=relative, absolute=relative)
        errors.append(np.max(np.abs(found.population[-1] - truth.population[-1])))
        steps.append(found.steps)
    order = -np.diff(np.log(errors)) / np.diff(np.log(steps))
    assert order[-1] > 2.5


def test_what_a_collision_takes_and_makes():
    pairs = pairs_of(CASE)
    at = {pair: k for k, pair in enumerate(PAIRS)}
    active, derelict, stage, debris = range(4)
    # Two derelicts: both are gone; of n objects there are n * n / 2 pairs.
    both = at[derelict, derelict]
    assert pairs.change[both].tolist() == [0.0, -2.0, 0.0, 0.0]
    other = at[active, derelict]
    assert_allclose(pairs.meet[both], 0.5 * pairs.meet[other])
    assert_allclose(pairs.pieces[both], 0.1 * 400.0**0.75 * 0.1**-1.71)
    # A working satellite: a tenth happens, and what would only disable it comes on top.
    assert_allclose(pairs.change[other], [-0.1 - 0.2, -0.1 + 0.2, 0.0, 0.0])
    # Half a kilogram at 10 km/s on 1,784 kg is 14 J/g: the stage stays, the piece is gone.
    scratch = at[stage, debris]
    assert not pairs.catastrophic[scratch]
    assert pairs.change[scratch].tolist() == [0.0, 0.0, 0.0, -1.0]
    assert_allclose(pairs.pieces[scratch], 0.1 * 50.0**0.75 * 0.1**-1.71)
    # The same piece on a satellite of 200 kg is 125 J/g.
    assert pairs.catastrophic[at[active, debris]]


def test_pieces_as_cara_counts_them():
    """CARA's check: 3,000 kg, 5 cm, catastrophic: 6,801; not catastrophic: 17."""
    heavy = Species(mass_kg=2_000.0, radius_m=1.0, area_m2=1.0)
    for light_kg, count in ((1_000.0, 6_801), (0.01, 17)):
        case = replace(
            CASE, smallest_m=0.05, rocket_body=heavy,
            debris=Species(mass_kg=light_kg, radius_m=1.0, area_m2=1.0),
        )  # fmt: skip
        pairs = pairs_of(case)
        k = PAIRS.index((2, 3))
        assert round(float(pairs.pieces[k])) == count


def test_pieces_that_leave_the_shells_are_gone_and_no_others(model, start):
    """What collisions and explosions make, summed over shells, is what the laws give times the
    share of the pieces that stay."""
    quiet = replace(
        model, source_per_year=np.zeros((4, 8)), descent_per_year=np.full((2, 4, 8), -700.0),
        activity_years=np.zeros(1), activity_level=np.zeros(1),
    )  # fmt: skip
    rates = quiet.rates_per_year(start)
    p = model.pairs
    encounters = p.meet * start[p.first] * start[p.second]
    stay = model.spread.sum(axis=1)
    made = np.sum(p.pieces[:, None] * encounters * stay[model.law])
    made += np.sum(model.burst_per_year[:, None] * start * stay[model.burst_law])
    used = np.sum(p.change[:, 3, None] * encounters)
    assert_allclose(rates[3].sum(), made + used, rtol=1e-12)
    assert 0.25 < stay.min() < stay.max() < 1.0


def test_one_launch_rate_alone_is_an_exponential():
    lone = build(
        Scenario(edges_km=EDGES_KM, launches_per_year=1e-6), generator=np.random.default_rng(1)
    )
    years = np.linspace(0.0, 40.0, 9)
    course = run(lone, np.zeros((4, 8)), years, relative=1e-10, absolute=1e-13)
    assert_allclose(
        course.population[:, 0, 3], 8e-6 * -np.expm1(-years / 8.0), rtol=1e-6, atol=1e-13
    )


def test_collisions_are_the_integral_of_their_rate(model, start):
    years = np.linspace(0.0, 10.0, 201)
    course = run(model, start, years)
    rate = np.array([model.collisions_per_year(x).sum(axis=1) for x in course.population])
    assert_allclose(course.collisions[-1], np.trapezoid(rate, years, axis=0), rtol=1e-9)


def test_a_runaway_is_said_and_is_infinite(model):
    crowd = np.full((4, 8), 2e5)
    course = run(model, crowd, np.linspace(0.0, 100.0, 11))
    assert course.ran_away
    assert np.isinf(course.total("debris")[-1])
    assert np.isfinite(course.total("debris")[0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"edges_km": [400.0, 300.0, 500.0]}, {"edges_km": [400.0, np.nan, 500.0]},
        {"edges_km": [100.0, 300.0, 500.0]}, {"edges_km": np.linspace(200.0, 2e3, 500)},
        {"launches_per_year": -1.0}, {"launches_per_year": [1.0, 2.0]},
        {"launches_per_year": 1e9}, {"disposal_success": 1.5}, {"operating_years": 0.0},
        {"debris_classes": ()}, {"debris_classes": ((0.5, 1.0),)},
        {"debris_classes": ((1.5, 1.0), (-0.5, 1.0))}, {"debris_classes": ((1.0, 1e9),)},
        {"impact_speed_km_s": float("nan")}, {"smallest_m": 1e-9}, {"spread": "far"},
        {"rocket_bodies_per_year": np.inf},
    ],
)  # fmt: skip
def test_refuses_what_has_no_meaning(wrong):
    with pytest.raises(UsageError):
        replace(CASE, **wrong)


def test_refuses_populations_and_years(model, start):
    for counts in (start[:3], start * np.nan, -start, start * 1e9):
        with pytest.raises(UsageError):
            run(model, counts, [0.0, 1.0])
    for years in ([0.0], [1.0, 0.0], [0.0, np.inf], [0.0, 1e6], np.arange(1e4)):
        with pytest.raises(UsageError):
            run(model, start, years)
    with pytest.raises(UsageError):
        run(model, start, [0.0, 1.0], relative=0.0)
    with pytest.raises(UsageError):
        run(model, start, [0.0, 1.0]).total("balloon")
    assert NAMES[3] == "debris"


def test_whatever_is_supposed_no_number_is_negative():
    generator = np.random.default_rng(11)
    for _ in range(25):
        classes = ((0.3, 0.24), (0.7, 3.0)) if generator.random() < 0.5 else ((1.0, 1.0),)
        case = Scenario(
            edges_km=np.sort(generator.uniform(160.0, 2_500.0, 7)),
            launches_per_year=10.0 ** generator.uniform(-3.0, 2.5),
            rocket_bodies_per_year=generator.uniform(0.0, 3.0),
            disposal_success=generator.random(), failures_per_year=0.1 * generator.random(),
            unavoided=generator.random(), disabling=generator.random(), debris_classes=classes,
            satellite_explosions_per_year=0.01 * generator.random(),
            impact_speed_km_s=generator.uniform(1.0, 15.0),
            smallest_m=10.0 ** generator.uniform(-1.5, -0.5),
        )  # fmt: skip
        model = build(case, generator=generator, density=air, activity=SUN)
        start = 10.0 ** generator.uniform(-2.0, 3.5, (4, 6))
        course = run(model, start, [0.0, 1.0, 30.0, 100.0], relative=1e-3, absolute=0.1)
        assert (course.state >= 0.0).all()
        assert not np.isnan(course.state).any()
        assert (np.diff(course.collisions, axis=0) >= 0.0).all()
        if course.state[-1].sum() < 1e8:
            run(model, course.state[-1], [0.0, 1.0])  # a course can go on from where it ended
