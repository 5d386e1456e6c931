"""Windows in which orbits end, and how many are left: low, expected and high."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.consequence.decay.air import air_over_time
from cspo.consequence.decay.descending import decay_in
from cspo.environment import (
    Atmosphere,
    CycleLevel,
    SpaceWeather,
    continued,
    mean_atmosphere,
    solar_cycle,
)
from cspo.errors import UsageError
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["BALLISTIC_FACTOR", "Lifetimes", "Survivors", "lifetimes", "survivors"]

Floats = NDArray[np.float64]

BALLISTIC_FACTOR: Final = 1.4
"""One standard deviation of a ballistic coefficient taken from one element set's B*, as a factor:
1.25 of its own and 1.3 that a day's objects share (docs/validation/decay.md). Coefficients from
a history of months scatter by 1.07; a fragment of the break-up model brings its own."""

_CASES: Final[tuple[tuple[CycleLevel, float], ...]] = (("high", 1.0), ("mean", 0.0), ("low", -1.0))
"""Shortest, expected, longest life: the Sun's level, and the power of the ballistic factor."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lifetimes:
    """When each of *n* orbits ends, days from *start*; infinite where it outlives *days*.

    *low* is the shortest life: the ballistic coefficient a standard deviation up, and the Sun at
    the 90th percentile of past cycles from where measured days end; *high* the longest, both the
    other way.

    Parameters
    ----------
    start : Epoch
    days : float
        How long the orbits were followed.
    low_days, expected_days, high_days : (n,) float64
    """

    start: Epoch
    days: float
    low_days: Floats
    expected_days: Floats
    high_days: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survivors:
    """How many are up, at times from the start of the lifetimes.

    All orbits together take the lower, or the higher, bound: what one piece does, its ballistic
    error aside, all do under the same Sun.

    Parameters
    ----------
    t_days : (m,) float64
    low, expected, high : (m,) float64
        Sums of the weights of those up.
    """

    t_days: Floats
    low: Floats
    expected: Floats
    high: Floats


def lifetimes(
    perigee_km: ArrayLike, apogee_km: ArrayLike, ballistic_m2_kg: ArrayLike, start: Epoch,
    days: float, *, inclination_rad: ArrayLike, begin_s: ArrayLike = 0.0,
    weather: SpaceWeather | None = None, ballistic_factor: float = BALLISTIC_FACTOR,
    atmosphere: Atmosphere | None = None, threads: int = 2,
    progress: Callable[[float], None] | None = None, stop: Callable[[], bool] | None = None,
) -> Lifetimes:  # fmt: skip
    """How long orbits stay, with the window that the Sun and the coefficient leave open.

    Parameters
    ----------
    perigee_km, apogee_km, ballistic_m2_kg, inclination_rad, begin_s
        (n,) each, as `cspo.consequence.decay.decay` takes them.
    start : Epoch
    days : float
        How far to look, to 75,000.
    weather : SpaceWeather, optional
        What was measured, and predicted for the mean; past cycles go on from there. Without it,
        past cycles throughout.
    ballistic_factor : float
        One standard deviation of the coefficient, as a factor, 1 or more.

    Raises
    ------
    UsageError, OutOfRange, ResourceLimit
        As `cspo.consequence.decay.decay`.

    Examples
    --------
    >>> when = lifetimes(
    ...     [500.0], [500.0], [0.02], Epoch.from_utc("2027-01-01"), 9000.0, inclination_rad=[1.4]
    ... )
    >>> bool(300 < when.low_days[0] < when.expected_days[0] < when.high_days[0] < 9000)
    True
    """
    if not 1.0 <= ballistic_factor <= 100.0:
        raise UsageError(
            "reckon lifetimes", "ballistic_factor", expected="1 to 100",
            got=f"{ballistic_factor:g}",
        )  # fmt: skip
    ballistic = np.asarray(ballistic_m2_kg, np.float64)
    until = start + days * DAY_S
    found: list[Floats] = []
    for case, (level, power) in enumerate(_CASES):
        sun = (
            solar_cycle(start, days + 1.0, level)
            if weather is None
            else continued(weather, until, level)
        )
        air = air_over_time(atmosphere or mean_atmosphere(), sun, start, days)
        came = decay_in(
            air, perigee_km, apogee_km, ballistic * ballistic_factor**power,
            inclination_rad=inclination_rad, begin_s=begin_s, threads=threads, stop=stop,
            progress=_part(progress, case),
        )  # fmt: skip
        found.append(came.end_s / DAY_S)
    low, expected, high = found
    return Lifetimes(
        start=start, days=days, low_days=np.minimum(low, expected), expected_days=expected,
        high_days=np.maximum(high, expected),
    )  # fmt: skip


def survivors(when: Lifetimes, t_days: ArrayLike, *, weight: ArrayLike = 1.0) -> Survivors:
    """How many of the orbits of *when* are still up at *t_days*.

    Parameters
    ----------
    t_days : (m,) array_like
        0 to ``when.days``.
    weight : (n,) array_like
        How many pieces each orbit stands for.

    Raises
    ------
    UsageError
        Where a time lies beyond what was followed, or a weight is negative or no number.

    Examples
    --------
    >>> when = Lifetimes(start=Epoch(0), days=99.0, low_days=np.array([3.0]),
    ...                  expected_days=np.array([5.0]), high_days=np.array([np.inf]))
    >>> left = survivors(when, [0.0, 4.0, 9.0])
    >>> left.low.tolist(), left.expected.tolist(), left.high.tolist()
    ([1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [1.0, 1.0, 1.0])
    """
    t = np.atleast_1d(np.asarray(t_days, np.float64))
    if not ((t >= 0.0) & (t <= when.days)).all():
        raise UsageError("count survivors", "t_days", expected=f"0 to {when.days:g}")
    each = np.broadcast_to(np.asarray(weight, np.float64), when.expected_days.shape)
    if not ((each >= 0.0) & np.isfinite(each)).all():
        raise UsageError("count survivors", "weight", expected="0 or more")

    def left(end_days: Floats) -> Floats:
        order = np.argsort(end_days)
        gone = np.concatenate([[0.0], np.cumsum(each[order])])
        return np.asarray(each.sum() - gone[np.searchsorted(end_days[order], t, side="right")])

    return Survivors(
        t_days=t, low=left(when.low_days), expected=left(when.expected_days),
        high=left(when.high_days),
    )  # fmt: skip


def _part(
    progress: Callable[[float], None] | None, case: int
) -> Callable[[float], None] | None:  # fmt: skip
    if progress is None:
        return None
    return lambda share: progress((case + share) / len(_CASES))
