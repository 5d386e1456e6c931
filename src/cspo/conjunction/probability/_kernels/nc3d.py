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
    rate_over_sphere,
)
from cspo.conjunction.probability._kernels.encounter_segment import (
    encounter_segment,
    refined_peak,
    shoulder,
)

__all__ = ["NC3D_COLUMNS", "SEGMENT_START", "SEGMENT_STOP", "T_FIRST", "T_LAST", "nc3d"]

NC, FRACTION, T_FIRST, T_LAST, T_PEAK, SEGMENT_START, SEGMENT_STOP, TIMES = range(8)
NC3D_COLUMNS = 8

_SCAN = 161
_NEAR = 81
_DROP = 34.0
_RATE_CUT = 2.6e-6  # exp(-x²/2)/√2π at x = √2 erfcinv(1e-6): CARA's end of an encounter
_TAIL = 1e-6


@kernel
def nc3d(
    peak: float,
    width: float,
    radius: float,
    e1: Any,
    q1: Any,
    e2: Any,
    q2: Any,
    mu: float,
    nodes: Any,
    weights: Any,
    window: float,
    out: Any,
) -> bool:
    """Nc3D and what its usage checks need, into *out*; false where it does not converge.

    *peak* and *width* are the time and 1-σ width of the linear collision rate;
    *window* (s) narrows the segment where it is positive.
    """
    for k in range(NC3D_COLUMNS):
        out[k] = np.nan
    relative = np.empty(6)
    joint = np.empty((6, 6))
    inverse = np.empty((3, 3))
    if window > 0.0:
        start, stop = -window, window
    else:
        start, stop = encounter_segment(e1, e2, mu, peak)
    out[SEGMENT_START] = start
    out[SEGMENT_STOP] = stop
    # 1. Scan the segment, densely about the linear peak.
    near = min(9.0 * width, stop - start)
    grid = np.empty(_SCAN + _NEAR)
    for i in range(_SCAN):
        grid[i] = start + (stop - start) * i / (_SCAN - 1)
    for i in range(_NEAR):
        t = peak - near + 2.0 * near * i / (_NEAR - 1)
        grid[_SCAN + i] = min(max(t, start), stop)
    grid.sort()
    n = grid.shape[0]
    scan = np.empty(n)
    for i in range(n):
        _, _, scan[i] = overlap_terms(grid[i], e1, q1, e2, q2, radius, mu, relative, joint, inverse)
    # 2. Peaks, refined.
    peaks = np.empty(64)
    heights = np.empty(64)
    count = 0
    for i in range(n):
        here = scan[i]
        if math.isnan(here):
            continue
        left = scan[i - 1] if i > 0 else -np.inf
        right = scan[i + 1] if i < n - 1 else -np.inf
        if (math.isnan(left) or here >= left) and (math.isnan(right) or here > right):
            lo = grid[i - 1] if i > 0 else grid[i]
            hi = grid[i + 1] if i < n - 1 else grid[i]
            if count < 64:
                peaks[count], heights[count] = refined_peak(
                    lo, grid[i], hi, here, e1, q1, e2, q2, radius, mu, relative, joint, inverse
                )
                count += 1
    if count == 0:
        return False
    best = heights[0]
    top = peaks[0]
    for i in range(1, count):
        if heights[i] > best:
            best = heights[i]
            top = peaks[i]
    # 3. Windows about the peaks that matter, merged where they touch.
    lows = np.empty(64)
    highs = np.empty(64)
    windows = 0
    step = max(0.25 * width, 1e-9)
    for i in range(count):
        if heights[i] < best - 25.0:
            continue
        lo = shoulder(
            peaks[i],
            start,
            best - _DROP,
            step,
            e1,
            q1,
            e2,
            q2,
            radius,
            mu,
            relative,
            joint,
            inverse,
        )
        hi = shoulder(
            peaks[i],
            stop,
            best - _DROP,
            step,
            e1,
            q1,
            e2,
            q2,
            radius,
            mu,
            relative,
            joint,
            inverse,
        )
        overlap_terms(peaks[i], e1, q1, e2, q2, radius, mu, relative, joint, inverse)
        speed = math.sqrt(relative[3] ** 2 + relative[4] ** 2 + relative[5] ** 2)
        crossing = min(2.0 * radius / max(speed, 1e-12), 0.1 * (stop - start))
        lo = max(start, lo - crossing)
        hi = min(stop, hi + crossing)
        if windows > 0 and lo <= highs[windows - 1]:
            highs[windows - 1] = max(highs[windows - 1], hi)
            lows[windows - 1] = min(lows[windows - 1], lo)
        else:
            lows[windows] = lo
            highs[windows] = hi
            windows += 1
    # 4. Sphere rule fine enough where the rate is greatest.
    highest = -1.0
    for k in range(windows):
        for i in range(33):
            t = lows[k] + (highs[k] - lows[k]) * i / 32.0
            _, log_norm, _ = overlap_terms(t, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
            if math.isnan(log_norm):
                continue
            rate, _ = rate_over_sphere(
                relative, joint, inverse, log_norm, radius, nodes, weights, 1
            )
            if rate > highest:
                highest = rate
                top = t
    _, log_norm, _ = overlap_terms(top, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
    if math.isnan(log_norm):
        return False
    level = 0
    coarse, _ = rate_over_sphere(relative, joint, inverse, log_norm, radius, nodes, weights, 0)
    resolved = False
    for trial in range(1, COUNTS.shape[0]):
        fine, _ = rate_over_sphere(
            relative, joint, inverse, log_norm, radius, nodes, weights, trial
        )
        level = trial
        if abs(fine - coarse) <= 1e-5 * fine:
            if abs(fine - coarse) <= 1e-8 * fine:
                level = trial - 1
            resolved = True
            break
        coarse = fine
    # 5. Trapezoid sums, halved until they agree; samples kept for the duration.
    times = np.empty(64 * 600)
    rates = np.empty(64 * 600)
    used = 0
    total = 0.0
    doubt = 0.0
    for k in range(windows):
        lo = lows[k]
        hi = highs[k]
        first = used
        intervals = 32
        old = np.nan
        agreed = False
        while intervals <= 512:
            h = (hi - lo) / intervals
            stride = 1 if intervals == 32 else 2
            for i in range(0 if stride == 1 else 1, intervals + 1, stride):
                t = lo + h * i
                rate = 0.0
                m2, log_norm, _ = overlap_terms(
                    t, e1, q1, e2, q2, radius, mu, relative, joint, inverse
                )
                if not math.isnan(m2):
                    rate, _ = rate_over_sphere(
                        relative, joint, inverse, log_norm, radius, nodes, weights, level
                    )
                times[used] = t
                rates[used] = rate
                used += 1
            value = 0.0
            ends = 0.0
            for i in range(first, used):
                if times[i] <= lo + 1e-9 * (hi - lo) or times[i] >= hi - 1e-9 * (hi - lo):
                    value += 0.5 * rates[i] * h
                    ends += rates[i]
                else:
                    value += rates[i] * h
            if not math.isnan(old) and abs(value - old) <= 2e-5 * max(value, total):
                agreed = True
            if agreed or intervals == 512:
                if ends * (hi - lo) > 1e-6 * value:
                    value = (4.0 * value - old) / 3.0
                break
            old = value
            intervals *= 2
        if not agreed:
            doubt += abs(value - old)
        total += value
    converged = resolved and doubt <= 1e-3 * total
    out[NC] = total
    out[TIMES] = used
    # 6. From when to when collisions can happen (CARA's effective duration).
    order = np.argsort(times[:used])
    highest = 0.0
    for i in range(used):
        if rates[i] > highest:
            highest = rates[i]
            out[T_PEAK] = times[i]
    if highest == 0.0:
        out[T_FIRST] = top
        out[T_LAST] = top
        out[T_PEAK] = top
        out[FRACTION] = 0.5
        return converged
    cumulative = 0.0
    sums = np.zeros(used)
    weight = 0.0
    for i in range(1, used):
        a = order[i - 1]
        b = order[i]
        gap = times[b] - times[a]
        inside = False
        for k in range(windows):
            if times[a] >= lows[k] - 1e-9 and times[b] <= highs[k] + 1e-9:
                inside = True
        if inside:
            cumulative += 0.5 * (rates[a] + rates[b]) * gap
            weight += gap
        sums[i] = cumulative
    first_time = np.nan
    last_time = np.nan
    for i in range(used):
        share = sums[i] / cumulative
        significant = rates[order[i]] >= _RATE_CUT * highest or _TAIL < share < 1.0 - _TAIL
        if significant:
            if math.isnan(first_time):
                first_time = times[order[i]]
            last_time = times[order[i]]
    out[T_FIRST] = first_time
    out[T_LAST] = last_time
    out[FRACTION] = 0.5
    _, log_norm, _ = overlap_terms(
        out[T_PEAK], e1, q1, e2, q2, radius, mu, relative, joint, inverse
    )
    if not math.isnan(log_norm):
        _, out[FRACTION] = rate_over_sphere(
            relative, joint, inverse, log_norm, radius, nodes, weights, level
        )
    return converged
