"""Nc3D: expected collisions over a whole encounter segment, rate integrated in time.

Hall 2021: at every time the densities meet at their peak overlap position, the
collision rate is an integral over the hard-body sphere (Coppola 2012a), and its
integral in time is the expected number of collisions. The segment runs between
the two greatest separations about the closest approach.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.collision_rate import (
    COUNTS,
    overlap_terms,
    rate_at,
    rate_over_sphere,
)
from cspo.conjunction.probability._kernels.encounter_segment import (
    encounter_segment,
    refined_peak,
    shoulder,
)

__all__ = ["NC", "NC3D_COLUMNS", "SEGMENT_START", "SEGMENT_STOP", "T_FIRST", "T_LAST", "nc3d"]

NC, T_FIRST, T_LAST, SEGMENT_START, SEGMENT_STOP = range(5)
NC3D_COLUMNS = 5

_SCAN = 161
_NEAR = 81
_DROP = 34.0
_PEAKS = 64
_COARSEST = 32
_FINEST = 512
_RATE_CUT = 2.6e-6  # exp(-x²/2)/√2π at x = √2 erfcinv(1e-6): CARA's end of an encounter
_TAIL = 1e-6


@kernel
def _scan_times(start: float, stop: float, peak: float, width: float) -> Any:
    """Times that cover the segment, densely about the linear peak."""
    near = min(9.0 * width, stop - start)
    grid = np.empty(_SCAN + _NEAR)
    for i in range(_SCAN):
        grid[i] = start + (stop - start) * i / (_SCAN - 1)
    for i in range(_NEAR):
        t = peak - near + 2.0 * near * i / (_NEAR - 1)
        grid[_SCAN + i] = min(max(t, start), stop)
    grid.sort()
    return grid


@kernel
def _peaks(grid: Any, pair: Any, room: Any) -> tuple[Any, Any]:
    """Times and logarithms of the local maxima of the rate."""
    n = grid.shape[0]
    scan = np.empty(n)
    for i in range(n):
        _, scan[i] = overlap_terms(grid[i], pair, room)
    times = np.empty(_PEAKS)
    heights = np.empty(_PEAKS)
    count = 0
    for i in range(n):
        here = scan[i]
        if math.isnan(here) or count == _PEAKS:
            continue
        left = scan[i - 1] if i > 0 else -np.inf
        right = scan[i + 1] if i < n - 1 else -np.inf
        if (math.isnan(left) or here >= left) and (math.isnan(right) or here > right):
            lo = grid[i - 1] if i > 0 else grid[i]
            hi = grid[i + 1] if i < n - 1 else grid[i]
            times[count], heights[count] = refined_peak(lo, grid[i], hi, here, pair, room)
            count += 1
    return times[:count], heights[:count]


@kernel
def _windows(
    times: Any, heights: Any, start: float, stop: float, step: float, pair: Any, room: Any
) -> tuple[Any, Any]:
    """Begins and ends of the times about the peaks that matter, merged where they touch."""
    lows = np.empty(_PEAKS)
    highs = np.empty(_PEAKS)
    count = 0
    best = heights.max()
    for i in range(times.shape[0]):
        if heights[i] < best - 25.0:
            continue
        lo = shoulder(times[i], start, best - _DROP, step, pair, room)
        hi = shoulder(times[i], stop, best - _DROP, step, pair, room)
        overlap_terms(times[i], pair, room)
        speed = math.sqrt(room[0][3] ** 2 + room[0][4] ** 2 + room[0][5] ** 2)
        crossing = min(2.0 * pair[4] / max(speed, 1e-12), 0.1 * (stop - start))
        lo = max(start, lo - crossing)
        hi = min(stop, hi + crossing)
        if count > 0 and lo <= highs[count - 1]:
            highs[count - 1] = max(highs[count - 1], hi)
            lows[count - 1] = min(lows[count - 1], lo)
        else:
            lows[count] = lo
            highs[count] = hi
            count += 1
    return lows[:count], highs[:count]


@kernel
def _busiest(lows: Any, highs: Any, top: float, pair: Any, room: Any, rule: Any) -> float:
    """Time of the greatest rate among 33 in each window; *top* where there is none."""
    highest = -1.0
    for k in range(lows.shape[0]):
        for i in range(33):
            t = lows[k] + (highs[k] - lows[k]) * i / 32.0
            rate = rate_at(t, pair, room, rule, 1)
            if rate > highest:
                highest = rate
                top = t
    return top


@kernel
def _fine_enough(t: float, pair: Any, room: Any, rule: Any) -> tuple[int, bool]:
    """Level of the sphere rule that the rate at *t* asks for; false where none resolves it."""
    log_norm, _ = overlap_terms(t, pair, room)
    coarse = rate_over_sphere(room, log_norm, pair[4], rule, 0)
    for level in range(1, COUNTS.shape[0]):
        fine = rate_over_sphere(room, log_norm, pair[4], rule, level)
        if abs(fine - coarse) <= 1e-8 * fine:
            return level - 1, True
        if abs(fine - coarse) <= 1e-5 * fine:
            return level, True
        coarse = fine
    return COUNTS.shape[0] - 1, False


@kernel
def _trapezoid(
    lo: float,
    hi: float,
    total: float,
    times: Any,
    rates: Any,
    used: int,
    level: int,
    pair: Any,
    room: Any,
    rule: Any,
) -> tuple[float, float, int]:
    """Rate integrated over one window: the value, its doubt, and how many samples there are.

    Steps are halved until two sums agree within 2e-5 of them, or of the *total*
    of other windows; samples are kept from *used* on.
    """  # fmt: skip
    first = used
    intervals = _COARSEST
    old = np.nan
    while True:
        h = (hi - lo) / intervals
        stride = 1 if intervals == _COARSEST else 2
        for i in range(stride - 1, intervals + 1, stride):
            times[used] = lo + h * i
            rate = rate_at(times[used], pair, room, rule, level)
            rates[used] = 0.0 if math.isnan(rate) else rate
            used += 1
        value = 0.0
        ends = 0.0
        for i in range(first, used):
            if times[i] <= lo + 1e-9 * (hi - lo) or times[i] >= hi - 1e-9 * (hi - lo):
                value += 0.5 * rates[i] * h
                ends += rates[i]
            else:
                value += rates[i] * h
        agreed = not math.isnan(old) and abs(value - old) <= 2e-5 * max(value, total)
        if agreed or intervals == _FINEST:
            if ends * (hi - lo) > 1e-6 * value:
                value = (4.0 * value - old) / 3.0
            return value, 0.0 if agreed else abs(value - old), used
        old = value
        intervals *= 2


@kernel
def _duration(times: Any, rates: Any, lows: Any, highs: Any) -> tuple[float, float]:
    """From when to when collisions can happen (CARA's effective duration)."""
    order = np.argsort(times)
    highest = rates.max()
    sums = np.zeros(times.shape[0])
    for i in range(1, times.shape[0]):
        a = order[i - 1]
        b = order[i]
        sums[i] = sums[i - 1]
        for k in range(lows.shape[0]):
            if times[a] >= lows[k] - 1e-9 and times[b] <= highs[k] + 1e-9:
                sums[i] = sums[i - 1] + 0.5 * (rates[a] + rates[b]) * (times[b] - times[a])
    first = np.nan
    last = np.nan
    for i in range(times.shape[0]):
        share = sums[i] / sums[-1]
        if rates[order[i]] >= _RATE_CUT * highest or _TAIL < share < 1.0 - _TAIL:
            if math.isnan(first):
                first = times[order[i]]
            last = times[order[i]]
    return first, last


@kernel
def nc3d(peak: float, width: float, pair: Any, rule: Any, window: float, out: Any) -> bool:
    """Nc3D and what its usage checks need, into *out*; false where it does not converge.

    *peak* and *width* are the time and 1-σ width of the linear collision rate;
    *rule* holds the nodes and weights of every level; *window* (s) narrows the
    segment where it is positive.
    """
    for k in range(NC3D_COLUMNS):
        out[k] = np.nan
    room = (np.empty(6), np.empty((6, 6)), np.empty((3, 3)))
    if window > 0.0:
        start, stop = -window, window
    else:
        start, stop = encounter_segment(pair, peak)
    out[SEGMENT_START] = start
    out[SEGMENT_STOP] = stop
    peaks, heights = _peaks(_scan_times(start, stop, peak, width), pair, room)
    if peaks.shape[0] == 0:
        return False
    lows, highs = _windows(peaks, heights, start, stop, max(0.25 * width, 1e-9), pair, room)
    top = _busiest(lows, highs, peaks[heights.argmax()], pair, room, rule)
    level, resolved = _fine_enough(top, pair, room, rule)
    times = np.empty(lows.shape[0] * (_FINEST + 1))
    rates = np.empty(times.shape[0])
    used = 0
    total = 0.0
    doubts = 0.0
    for k in range(lows.shape[0]):
        value, doubt, used = _trapezoid(
            lows[k], highs[k], total, times, rates, used, level, pair, room, rule
        )
        total += value
        doubts += doubt
    out[NC] = total
    out[T_FIRST] = top
    out[T_LAST] = top
    if rates[:used].max() > 0.0:
        out[T_FIRST], out[T_LAST] = _duration(times[:used], rates[:used], lows, highs)
    return bool(resolved and doubts <= 1e-3 * total)
