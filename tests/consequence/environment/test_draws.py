"""Bands under uncertain inputs. Authorities: SciPy's normal law and rank correlation."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import norm, spearmanr

from cspo.consequence.environment import (
    INPUTS,
    Activity,
    Scenario,
    Uncertain,
    bands,
    build,
    exponential_density_kg_m3,
    run,
    swings,
)
from cspo.consequence.environment.uncertain import _normal_quantile, varied
from cspo.errors import ResourceLimit, UsageError

EDGES_KM = np.linspace(300.0, 1_100.0, 9)
CASE = Scenario(edges_km=EDGES_KM, launches_per_year=100.0, disposal_success=0.8)
YEARS = np.linspace(0.0, 50.0, 6)
EMPTY = np.zeros((4, 8))
HELD = dict.fromkeys(INPUTS, 1.0)


@pytest.fixture(scope="module")
def model():
    return build(CASE, generator=np.random.default_rng(1))


def many(model, seed=3, **more):
    return bands(model, EMPTY, YEARS, generator=np.random.default_rng(seed), **{"draws": 60} | more)


def test_the_normal_law_s_quantiles_are_scipy_s():
    part = np.concatenate((np.logspace(-9, -2, 50), np.linspace(0.01, 0.99, 99)))
    assert_allclose(_normal_quantile(part), norm.ppf(part), rtol=2e-9, atol=2e-9)
    assert_allclose(_normal_quantile(1.0 - part), norm.isf(part), rtol=1e-6, atol=1e-8)


def test_nine_of_ten_factors_lie_within_the_factor():
    factors = Uncertain(pieces=4.0, air=1.3).factors(4_000, np.random.default_rng(1))
    for name, factor in (("pieces", 4.0), ("air", 1.3)):
        column = factors[:, INPUTS.index(name)]
        inside = np.mean((column > 1.0 / factor) & (column < factor))
        assert 0.895 < inside < 0.905
        assert_allclose(np.exp(np.mean(np.log(column))), 1.0, atol=0.01)


def test_the_same_seed_gives_the_same_bands(model):
    one, two, other = many(model), many(model), many(model, seed=4)
    assert_array_equal(one.by_shell, two.by_shell)
    assert (one.objects != other.objects).any()


def test_bands_hold_the_expected_course_and_widen(model):
    found = many(model)
    low, middle, high = found.objects[:, :, 3]
    expected = found.expected.total("debris")
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert (low[1:] < expected[1:]).all()
    assert (expected[1:] < high[1:]).all()
    assert high[-1] - low[-1] > high[1] - low[1]
    assert found.words.startswith("60 courses, 5th to 95th percentile: pieces within a factor of 4")
    assert "failures" not in found.words  # there are none


def test_known_inputs_leave_no_band(model):
    found = many(model, uncertain=Uncertain.none(), draws=3)
    assert_allclose(found.objects[0], found.objects[2])
    assert_allclose(found.objects[1], found.expected.population.sum(axis=2), rtol=2e-3, atol=1e-2)
    assert all(np.isnan(value) for value in found.rank_correlation().values())


def test_rank_correlation_is_spearman_s(model):
    found = many(model)
    ours = found.rank_correlation("debris")
    for j, name in enumerate(INPUTS):
        if np.isfinite(ours[name]):
            theirs = spearmanr(found.factors[:, j], found.last[:, 3]).statistic
            assert_allclose(ours[name], theirs, atol=1e-12)
    assert ours["pieces"] > 0.3
    assert ours["launches"] > 0.3


def test_swings_change_one_input_alone(model):
    found = {swing.name: swing for swing in swings(model, EMPTY, YEARS)}
    row = np.ones(len(INPUTS))
    row[INPUTS.index("launches")] = 2.0
    assert_allclose(found["launches"].high, run(varied(model, row, None), EMPTY, YEARS).total(
        "debris")[-1], rtol=3e-3)  # fmt: skip
    assert found["pieces"].high > found["pieces"].low
    assert found["air"].high < found["air"].low
    assert "failures" not in found
    assert "sun" not in found


def test_the_sun_counts_where_there_is_a_cycle():
    sun = Activity.repeated([0.0, 5.0], [70.0, 180.0], 11.0, 60.0)
    model = build(
        CASE, generator=np.random.default_rng(1), activity=sun,
        density=lambda h, f107: exponential_density_kg_m3(h) * (f107 / 100.0) ** 3,
    )  # fmt: skip
    found = {swing.name: swing for swing in swings(model, EMPTY, YEARS, activity=sun)}
    assert found["sun"].high < found["sun"].low


def test_courses_that_run_away_are_counted(model):
    crowded = np.full((4, 8), 1.5e4)
    found = bands(
        model, crowded, [0.0, 100.0], generator=np.random.default_rng(1), draws=20,
        uncertain=Uncertain(**(HELD | {"pieces": 50.0})),
    )  # fmt: skip
    assert 0.0 < found.ran_away < 1.0
    assert np.isinf(found.objects[2, -1, 3])
    assert np.isfinite(found.objects[0, -1, 3])
    assert found.rank_correlation()["pieces"] > 0.8


def test_it_can_be_watched_and_stopped(model):
    told = []
    many(model, draws=4, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]
    calls = iter([False, False, False, True])
    assert len(many(model, stop=lambda: next(calls)).last) == 3
    with pytest.raises(UsageError):
        many(model, stop=lambda: True)


def test_refuses_what_is_too_much(model):
    with pytest.raises(UsageError):
        many(model, draws=1)
    with pytest.raises(ResourceLimit):
        bands(model, EMPTY, np.linspace(0, 10, 1_000), generator=np.random.default_rng(1),
              draws=5_000)  # fmt: skip
    for wrong in ({"pieces": 0.5}, {"air": float("nan")}, {"sun": 1e9}):
        with pytest.raises(UsageError):
            Uncertain(**wrong)
    with pytest.raises(UsageError):
        many(model, draws=2).rank_correlation("balloon")
