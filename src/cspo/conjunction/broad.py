"""Broad phase: from a whole catalogue to the pairs that may meet, block by block of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction._kernels.approach import find_minima
from cspo.conjunction.grid import Grid
from cspo.conjunction.knots import UNIT_S, Knots
from cspo.conjunction.scanners import FewScanner, GridScanner, Scanner
from cspo.conjunction.trajectories import Trajectories

__all__ = ["Approaches", "Search", "scan_block"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

KEEP_KM: Final = 0.5
"""Interpolated minima up to this far beyond the threshold go on to SGP4, km."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Approaches:
    """What the broad phase finds in one block of time.

    Parameters
    ----------
    pair : (k, 2) int64
        Objects, the lower first.
    tai_ns, range_km, speed_km_s : (k,)
        Local minima of range, interpolated.
    stay_pair : (l, 2) int64
    stay_day, stay_length_s, stay_tai_ns : (l,)
        Parts of the window in which a pair never leaves the threshold: UTC day
        (ordinal), length, and instant of the least range.
    failed_row, failed_status, failed_tai_ns
        Objects without a state at some knot: first instant and reason.
    """

    pair: Integers
    tai_ns: Integers
    range_km: Floats
    speed_km_s: Floats
    stay_pair: Integers
    stay_day: Integers
    stay_length_s: Floats
    stay_tai_ns: Integers
    failed_row: Integers
    failed_status: NDArray[np.int8]
    failed_tai_ns: Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Search:
    """What is looked for in every block.

    Parameters
    ----------
    threshold_km : float
    step_s : float
        Length of a step; it divides `UNIT_S`.
    stop_s : float
        End of the window past the start.
    first : (size,) bool or None
        Only pairs with one of these objects; None for all.
    few : bool
        Those objects one by one with all others, without a grid.
    together : bool
        Whether ephemerides meet each other.
    identity : (size,) int64
        Objects with the same number are one, and never meet.
    """

    threshold_km: float
    step_s: float
    stop_s: float
    first: NDArray[np.bool_] | None
    few: bool
    together: bool
    identity: Integers


def scan_block(
    paths: Trajectories,
    begin_s: float,
    end_s: float,
    search: Search,
    *,
    midnight_s: float,
    day: int,
) -> Approaches:
    """All approaches in [begin_s, end_s), both multiples of `UNIT_S`.

    *day* is the UTC day of the begin, *midnight_s* when the next one begins.
    """
    knots = Knots(paths, begin_s, end_s)
    step_s = search.step_s
    middles = step_s * (np.arange(round(UNIT_S / step_s), dtype=np.float64) + 0.5)
    scanner = _scanner(knots, search)
    size = paths.size
    keys = [np.zeros(0, np.int64)]
    for unit in range(round((end_s - begin_s) / UNIT_S)):
        begins = begin_s + unit * UNIT_S + middles - 0.5 * step_s
        states = knots.sample(unit, middles[begins < search.stop_s])
        for step, state in enumerate(states):
            pair = knots.order[scanner.scan(state)]
            instant = unit * len(middles) + step
            keys.append((instant * size + pair.min(axis=1)) * size + pair.max(axis=1))
    key = np.unique(np.concatenate(keys))
    instant_of, one, two = key // (size * size), key // size % size, key % size
    keep = search.identity[one] != search.identity[two]
    if not search.together:
        keep &= one < paths.catalog_size
    if search.first is not None:
        keep &= search.first[one] | search.first[two]
    found = np.stack([one, two, *np.divmod(instant_of, len(middles))], axis=1)[keep]
    stop_s = search.stop_s - begin_s
    return _narrowed(knots, found, search, stop_s, midnight_s - begin_s, day)


def _scanner(knots: Knots, search: Search) -> Scanner:
    size = len(knots.order)
    if search.few and search.first is not None:
        columns = np.flatnonzero(search.first[knots.order])
        return FewScanner(columns, size, 0.5 * search.step_s, search.threshold_km)
    grid = Grid(search.step_s, search.threshold_km, size)
    return GridScanner(grid, size, search.threshold_km)


def _narrowed(
    knots: Knots,
    found: Integers,
    search: Search,
    stop_s: float,
    midnight_s: float,
    day: int,
) -> Approaches:
    """Local minima on the interpolated trajectories."""
    threshold_km = search.threshold_km
    room = 4 * len(found) + 1024
    pair, time = np.empty((room, 3), np.int64), np.empty((room, 3))
    stay, stay_time = np.empty((room, 4), np.int64), np.empty((room, 3))
    columns = [(pair[:0], time[:0], stay[:0], stay_time[:0])]
    begin = 0
    while begin < len(found):
        minima, parts, begin = find_minima(
            knots.flat, knots.base, knots.stride, knots.spacing_s, found, begin, UNIT_S,
            search.step_s, stop_s, midnight_s, threshold_km, threshold_km + KEEP_KM,
            pair, time, stay, stay_time,
        )  # fmt: skip
        parts_of = (pair[:minima], time[:minima], stay[:parts], stay_time[:parts])
        columns.append(tuple(column.copy() for column in parts_of))  # type: ignore[arg-type]
    pair, time, stay, stay_time = (np.concatenate(c) for c in zip(*columns, strict=True))
    return Approaches(
        pair=pair[:, :2],
        tai_ns=knots.tai_ns(pair[:, 2], time[:, 0]),
        range_km=time[:, 1],
        speed_km_s=time[:, 2],
        stay_pair=stay[:, :2],
        stay_day=stay[:, 3] + day,
        stay_length_s=stay_time[:, 0],
        stay_tai_ns=knots.tai_ns(stay[:, 2], stay_time[:, 1]),
        failed_row=knots.failed_row,
        failed_status=knots.failed_status,
        failed_tai_ns=knots.failed_tai_ns,
    )
