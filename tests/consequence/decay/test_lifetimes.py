"""Windows and survivors: order, counts, and published lifetimes."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.consequence.decay import Lifetimes, lifetimes, survivors
from cspo.environment import SpaceWeather
from cspo.errors import UsageError
from cspo.time import Epoch

START = Epoch.from_utc("2030-12-01")


def test_bounds_hold_the_expected_and_widen_with_the_factor() -> None:
    orbit = ([480.0, 400.0], [510.0, 420.0], [0.02, 0.01])
    narrow = lifetimes(*orbit, START, 9_000.0, inclination_rad=1.5, ballistic_factor=1.0)
    wide = lifetimes(*orbit, START, 9_000.0, inclination_rad=1.5, ballistic_factor=1.5)
    for when in (narrow, wide):
        assert (when.low_days < when.expected_days).all()
        assert (when.expected_days < when.high_days).all()
    assert (wide.low_days < narrow.low_days).all()
    assert (wide.high_days > narrow.high_days).all()
    assert np.array_equal(wide.expected_days, narrow.expected_days)


def test_measured_weather_leaves_the_coefficient_alone_to_widen() -> None:
    day, _ = START.utc_day()
    n = 4_000
    known = SpaceWeather(
        day=np.arange(day - 1, day - 1 + n), f107=[150.0] * n, f107_81day=[150.0] * n,
        ap=[10.0] * n, predicted=[False] * n, source="by hand",
    )  # fmt: skip
    when = lifetimes([420.0], [420.0], [0.02], START, 3_900.0, inclination_rad=[1.0],
                     weather=known, ballistic_factor=1.0)  # fmt: skip
    assert when.low_days[0] == when.expected_days[0] == when.high_days[0]


def test_a_bare_factor_is_checked() -> None:
    with pytest.raises(UsageError, match="ballistic_factor"):
        lifetimes([500.0], [500.0], [0.1], START, 9.0, inclination_rad=[1.0], ballistic_factor=0.5)


def test_survivors_are_counted_as_by_hand() -> None:
    rng = np.random.default_rng(3)
    low = rng.uniform(0.0, 100.0, 50)
    when = Lifetimes(start=START, days=200.0, low_days=low, expected_days=low + 20.0,
                     high_days=np.where(low > 80.0, np.inf, low + 60.0))  # fmt: skip
    weight = rng.uniform(0.5, 2.0, 50)
    t = np.array([0.0, 30.0, 75.0, 199.0])
    left = survivors(when, t, weight=weight)
    for k, at in enumerate(t):
        assert left.low[k] == pytest.approx(sum(weight[when.low_days > at]))
        assert left.expected[k] == pytest.approx(sum(weight[when.expected_days > at]))
        assert left.high[k] == pytest.approx(sum(weight[when.high_days > at]))


@pytest.mark.parametrize(("t_days", "weight"), [([-1.0], 1.0), ([300.0], 1.0), ([1.0], -1.0)])
def test_counts_without_meaning_are_refused(t_days: list[float], weight: float) -> None:
    when = Lifetimes(start=START, days=200.0, low_days=np.ones(1), expected_days=np.ones(1),
                     high_days=np.ones(1))  # fmt: skip
    with pytest.raises(UsageError):
        survivors(when, t_days, weight=weight)
