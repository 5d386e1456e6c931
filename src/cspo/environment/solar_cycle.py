"""The solar cycle as it has been: for days that nobody has measured yet.

`validation/solar_cycle_table.py` laid cycles 19 to 25 over each other, each from its minimum
and stretched to one length, and took of all months at one phase the mean and the 10th and 90th
percentile of F10.7 and of Ap (81-day means). A cycle that stays at its 10th percentile throughout
is rarer than one in ten: *low* and *high* bracket what is to be expected.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cspo.environment.space_weather import SpaceWeather
from cspo.errors import OutOfRange, UsageError
from cspo.time import Epoch

__all__ = ["CYCLE_LEVELS", "CycleLevel", "continued", "solar_cycle"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CycleLevel = Literal["low", "mean", "high"]
CYCLE_LEVELS: Final[tuple[CycleLevel, ...]] = get_args(CycleLevel)

MINIMA_DAY: Final = tuple(
    int(np.datetime64(month, "D").astype(int)) + 719_163
    for month in (
        "1954-04-15", "1964-10-15", "1976-03-15", "1986-09-15", "1996-08-15", "2008-12-15",
        "2019-12-15",
    )
)  # fmt: skip
"""Days of the minima of smoothed sunspot numbers, cycles 19 to 25. SILSO, Royal Observatory of
Belgium, 13-month smoothed sunspot number 2.0."""

CYCLE_DAYS: Final = (MINIMA_DAY[-1] - MINIMA_DAY[0]) / (len(MINIMA_DAY) - 1)
"""Mean length of a cycle, days: 10.9 years, taken for those to come."""

_MOST_DAYS: Final = 150_000
_CONTINUED_SOURCE: Final = "solar cycles 19 to 25"


def phase_of_cycle(day: Integers) -> Floats:
    """How much of its cycle has passed on each day, 0 to 1."""
    minima = np.array(MINIMA_DAY)
    index = np.clip(np.searchsorted(minima, day, side="right") - 1, 0, len(minima) - 1)
    following = np.append(minima[1:], minima[-1] + CYCLE_DAYS)
    return np.asarray(((day - minima[index]) / (following[index] - minima[index])) % 1.0)


def solar_cycle(start: Epoch, days: float, level: CycleLevel = "mean") -> SpaceWeather:
    """Space weather of past cycles' mean, or of its low or high percentile, from *start* on.

    Parameters
    ----------
    start : Epoch
    days : float
        How long, to 400 years.
    level : {"low", "mean", "high"}
        10th percentile, mean, 90th percentile at each phase.

    Raises
    ------
    OutOfRange
        Where *days* is none of this.

    Examples
    --------
    >>> weather = solar_cycle(Epoch.from_utc("2030-12-01"), 1.0)
    >>> 65.0 < weather.f107[0] < 80.0
    np.True_
    """
    if level not in CYCLE_LEVELS:
        raise UsageError(
            "take a solar cycle", "level", expected=", ".join(CYCLE_LEVELS), got=str(level)
        )
    if not 0.0 < days <= _MOST_DAYS:
        raise OutOfRange(
            "take a solar cycle", "days", expected=f"up to {_MOST_DAYS:,}", got=f"{days:g}"
        )
    first, _ = start.utc_day()
    last, _ = (start + 86_400.0 * days).utc_day()
    return cycle_on_days(np.arange(first, last + 1), level)


def continued(weather: SpaceWeather, until: Epoch, level: CycleLevel = "mean") -> SpaceWeather:
    """*weather* to its end, and past cycles from there until *until*.

    With *low* or *high* the past cycles begin where the measured days end: a prediction in the
    file is one of the mean.

    Examples
    --------
    >>> short = solar_cycle(Epoch.from_utc("2026-01-01"), 10.0)
    >>> len(continued(short, Epoch.from_utc("2026-12-31")))
    365
    """
    last, _ = until.utc_day()
    keep = len(weather) if level == "mean" else int((~weather.predicted).sum())
    if keep == 0:
        return solar_cycle(weather.start, max((until - weather.start) / 86_400.0, 1.0), level)
    first = int(weather.day[keep - 1]) + 1
    if last < first:
        return weather
    if last - first > _MOST_DAYS:
        raise OutOfRange("continue space weather", "until", expected="within 400 years",
                         got=until.utc_iso(0))  # fmt: skip
    more = cycle_on_days(np.arange(first, last + 1), level)
    names = ("day", "f107", "f107_81day", "ap", "predicted")
    joined = {
        name: np.concatenate([getattr(weather, name)[:keep], getattr(more, name)]) for name in names
    }
    return SpaceWeather(**joined, source=f"{weather.source}, then {more.source}")


def cycle_on_days(day: Integers, level: CycleLevel = "mean") -> SpaceWeather:
    """Past cycles on the given days of UTC (ordinals, without a gap)."""
    table = _table()
    nodes = (np.arange(len(table)) + 0.5) / len(table)
    phase = phase_of_cycle(day)
    column = CYCLE_LEVELS.index(level)
    f107 = np.interp(phase, nodes, table[:, column], period=1.0)
    ap = np.interp(phase, nodes, table[:, 3 + column], period=1.0)
    source = f"{_CONTINUED_SOURCE}, {level}"
    return SpaceWeather(
        day=day, f107=f107, f107_81day=f107, ap=ap, predicted=np.ones(len(day), np.bool_),
        source=source,
    )  # fmt: skip


@cache
def _table() -> Floats:
    """(phases, 6): F10.7 low, mean, high; Ap low, mean, high."""
    path = files("cspo.environment").joinpath("data/solar_cycle.csv")
    with path.open(encoding="ascii") as lines:
        _, *rows = csv.reader(lines)
    return np.array(rows, np.float64)[:, 1:]
