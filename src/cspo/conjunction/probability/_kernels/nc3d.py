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
from numba import njit

from cspo.conjunction.probability._kernels.elements import period_s
from cspo.conjunction.probability._kernels.equinoctial import state_from_elements
from cspo.conjunction.probability._kernels.peak_overlap import FLOOR, overlap_at
from cspo.conjunction.probability._kernels.small_matrices import inverse_clipped_3x3
from cspo.conjunction.probability._kernels.sphere import LEVELS, flux, pole_axes

__all__ = ["NC3D_COLUMNS", "SEGMENT_START", "SEGMENT_STOP", "T_FIRST", "T_LAST", "nc3d"]

NC, FRACTION, T_FIRST, T_LAST, T_PEAK, SEGMENT_START, SEGMENT_STOP, TIMES = range(8)
NC3D_COLUMNS = 8

_COUNTS = np.array(LEVELS)
_SQRT_TAU = math.sqrt(2.0 * math.pi)
_SCAN = 161
_NEAR = 81
_DROP = 34.0
_RATE_CUT = 2.6e-6  # exp(-x²/2)/√2π at x = √2 erfcinv(1e-6): CARA's end of an encounter
_TAIL = 1e-6


@njit(cache=True, nogil=True)
def _overlap_terms(
    t: float,
    e1: Any,
    q1: Any,
    e2: Any,
    q2: Any,
    radius: float,
    mu: float,
    relative: Any,
    joint: Any,
    inverse: Any,
) -> tuple[float, float, float]:
    """M², ln((2π)³|A|)/2 and a logarithm that rises and falls with the rate; NaN where none.

    The rate follows the density at the likeliest point of the hard-body sphere,
    which for a body much larger than σ is far from that at its center.
    """
    if overlap_at(t, e1, q1, e2, q2, radius, mu, relative, joint) == 0.0:
        return np.nan, np.nan, np.nan
    w = np.empty(3)
    v = np.empty((3, 3))
    det, _, _ = inverse_clipped_3x3(joint[:3, :3], (FLOOR * radius) ** 2, inverse, w, v)
    m2 = 0.0
    speed = 0.0
    for i in range(3):
        speed += relative[3 + i] ** 2
        for k in range(3):
            m2 += relative[i] * inverse[i, k] * relative[k]
    log_norm = 0.5 * math.log(det) + 3.0 * math.log(_SQRT_TAU)
    surface = _surface_distance2(relative, radius, w, v)
    log_rate = -0.5 * surface - log_norm + 0.5 * math.log(speed + 1e-30)
    return m2, log_norm, log_rate


@njit(cache=True, nogil=True)
def _surface_distance2(r: Any, radius: float, w: Any, v: Any) -> float:
    """Least M² in the ball of *radius*: zero inside, else by Newton on its multiplier.

    In principal axes ρi = ri / (1 + λ wi) and |ρ| = R.
    """
    c = np.empty(3)
    outside = 0.0
    for i in range(3):
        c[i] = r[0] * v[0, i] + r[1] * v[1, i] + r[2] * v[2, i]
        outside += c[i] * c[i]
    if outside <= radius * radius:
        return 0.0
    multiplier = 0.0
    for _ in range(60):
        length2 = 0.0
        slope = 0.0
        for i in range(3):
            d = 1.0 + multiplier * w[i]
            length2 += (c[i] / d) ** 2
            slope += c[i] * c[i] * w[i] / (d * d * d)
        length = math.sqrt(length2)
        # 1/|ρ| is nearly linear in λ, which makes Newton converge from below.
        step = (length - radius) * length2 / (radius * slope)
        multiplier += step
        if abs(step) <= 1e-10 * multiplier:
            break
    total = 0.0
    for i in range(3):
        d = 1.0 + multiplier * w[i]
        total += (c[i] * (1.0 - 1.0 / d)) ** 2 / w[i]
    return total


@njit(cache=True, nogil=True)
def _rate_over_sphere(
    relative: Any,
    joint: Any,
    a: Any,
    log_norm: float,
    radius: float,
    nodes: Any,
    weights: Any,
    level: int,
) -> tuple[float, float]:
    """Collision rate (1/s) and the part of the sphere that carries it."""
    bs = np.empty((3, 3))
    csp = np.empty((3, 3))
    vup = np.empty(3)
    for i in range(3):
        for k in range(3):
            bs[i, k] = 0.0
            for j in range(3):
                bs[i, k] += joint[3 + i, j] * a[j, k]
    for i in range(3):
        vup[i] = relative[3 + i]
        for k in range(3):
            vup[i] -= bs[i, k] * relative[k]
            csp[i, k] = joint[3 + i, 3 + k]
            for j in range(3):
                csp[i, k] -= bs[i, j] * joint[3 + k, j]
    axes = np.empty((3, 3))
    pole_axes(vup[0], vup[1], vup[2], axes)
    n = _COUNTS[level]
    around = 2 * n
    rho = np.empty(3)
    total = 0.0
    peak = 0.0
    area = 0.0
    for side in range(2):
        for iu in range(n):
            u = nodes[level, iu] if side == 0 else -nodes[level, iu]
            across = math.sqrt(1.0 - u * u)
            ring = weights[level, iu] * 2.0 * math.pi / around
            for ip in range(around):
                phi = (ip + 0.5) * 2.0 * math.pi / around
                ca = across * math.cos(phi)
                sa = across * math.sin(phi)
                for i in range(3):
                    rho[i] = u * axes[0, i] + ca * axes[1, i] + sa * axes[2, i]
                m2 = 0.0
                radial = 0.0
                spread = 0.0
                for i in range(3):
                    ma = 0.0
                    mv = 0.0
                    ms = 0.0
                    for k in range(3):
                        ma += a[i, k] * (radius * rho[k] - relative[k])
                        mv += bs[i, k] * rho[k]
                        ms += csp[i, k] * rho[k]
                    m2 += (radius * rho[i] - relative[i]) * ma
                    radial += rho[i] * (vup[i] + radius * mv)
                    spread += rho[i] * ms
                value = flux(radial, spread) * math.exp(-log_norm - 0.5 * m2)
                total += ring * value
                peak = max(peak, value)
                if value > 1e-3 * peak:
                    area += ring
    return radius * radius * total / _SQRT_TAU, area / (4.0 * math.pi)


@njit(cache=True, nogil=True)
def _separation2(t: float, e1: Any, e2: Any, mu: float, x1: Any, x2: Any) -> float:
    state_from_elements(e1, t, mu, x1)
    state_from_elements(e2, t, mu, x2)
    return float((x1[0] - x2[0]) ** 2 + (x1[1] - x2[1]) ** 2 + (x1[2] - x2[2]) ** 2)


@njit(cache=True, nogil=True)
def _segment(e1: Any, e2: Any, mu: float, middle: float) -> tuple[float, float]:
    """Times of greatest separation before and after; half a period where there is none."""
    p1 = period_s(e1)
    p2 = period_s(e2)
    least = min(p1, p2)
    reach = min(1.1 * max(p1, p2), 2.2 * least)
    n = 101
    x1 = np.empty(6)
    x2 = np.empty(6)
    d = np.empty(n)
    for i in range(n):
        d[i] = _separation2(-reach + 2.0 * reach * i / (n - 1), e1, e2, mu, x1, x2)
    before = np.nan
    after = np.nan
    for i in range(1, n - 1):
        if d[i] >= d[i - 1] and d[i] > d[i + 1]:
            step = 2.0 * reach / (n - 1)
            curve = d[i + 1] - 2.0 * d[i] + d[i - 1]
            t = -reach + step * (i - 0.5 * (d[i + 1] - d[i - 1]) / curve)
            if t < min(0.0, middle):
                before = t
            elif t > max(0.0, middle) and math.isnan(after):
                after = t
    if math.isnan(before) or math.isnan(after):
        return -0.5 * least, 0.5 * least
    return before, after


@njit(cache=True, nogil=True)
def _refine(
    lo: float,
    mid: float,
    hi: float,
    f_mid: float,
    e1: Any,
    q1: Any,
    e2: Any,
    q2: Any,
    radius: float,
    mu: float,
    relative: Any,
    joint: Any,
    inverse: Any,
) -> tuple[float, float]:
    """Peak of the logarithmic rate in a bracket, by golden section."""
    ratio = 0.3819660112501051
    t = mid
    best = f_mid
    for _ in range(60):
        left = hi - t > t - lo
        trial = t + ratio * (hi - t) if left else t - ratio * (t - lo)
        _, _, value = _overlap_terms(trial, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
        if not math.isnan(value) and value > best:
            if left:
                lo = t
            else:
                hi = t
            gain = value - best
            t = trial
            best = value
            if gain < 1e-6 and hi - lo < 1e-3 * max(1.0, abs(t)):
                break
        elif left:
            hi = trial
        else:
            lo = trial
        if hi - lo < 1e-6 * max(1.0, abs(t)):
            break
    return t, best


@njit(cache=True, nogil=True)
def _shoulder(
    peak: float,
    toward: float,
    floor: float,
    step: float,
    e1: Any,
    q1: Any,
    e2: Any,
    q2: Any,
    radius: float,
    mu: float,
    relative: Any,
    joint: Any,
    inverse: Any,
) -> float:
    """Where the logarithmic rate falls below *floor* between *peak* and *toward*."""
    sign = 1.0 if toward > peak else -1.0
    inside = peak
    outside = toward
    reach = step
    found = False
    for _ in range(60):
        t = peak + sign * reach
        if sign * (toward - t) <= 0.0:
            break
        _, _, value = _overlap_terms(t, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
        if math.isnan(value) or value < floor:
            outside = t
            found = True
            break
        inside = t
        reach *= 1.7
    if not found:
        _, _, value = _overlap_terms(toward, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
        if not math.isnan(value) and value >= floor:
            return toward
    for _ in range(12):
        t = 0.5 * (inside + outside)
        _, _, value = _overlap_terms(t, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
        if math.isnan(value) or value < floor:
            outside = t
        else:
            inside = t
    return outside


@njit(cache=True, nogil=True)
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
        start, stop = _segment(e1, e2, mu, peak)
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
        _, _, scan[i] = _overlap_terms(
            grid[i], e1, q1, e2, q2, radius, mu, relative, joint, inverse
        )
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
                peaks[count], heights[count] = _refine(
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
        lo = _shoulder(
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
        hi = _shoulder(
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
        _overlap_terms(peaks[i], e1, q1, e2, q2, radius, mu, relative, joint, inverse)
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
            _, log_norm, _ = _overlap_terms(t, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
            if math.isnan(log_norm):
                continue
            rate, _ = _rate_over_sphere(
                relative, joint, inverse, log_norm, radius, nodes, weights, 1
            )
            if rate > highest:
                highest = rate
                top = t
    _, log_norm, _ = _overlap_terms(top, e1, q1, e2, q2, radius, mu, relative, joint, inverse)
    if math.isnan(log_norm):
        return False
    level = 0
    coarse, _ = _rate_over_sphere(relative, joint, inverse, log_norm, radius, nodes, weights, 0)
    resolved = False
    for trial in range(1, _COUNTS.shape[0]):
        fine, _ = _rate_over_sphere(
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
                m2, log_norm, _ = _overlap_terms(
                    t, e1, q1, e2, q2, radius, mu, relative, joint, inverse
                )
                if not math.isnan(m2):
                    rate, _ = _rate_over_sphere(
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
    _, log_norm, _ = _overlap_terms(
        out[T_PEAK], e1, q1, e2, q2, radius, mu, relative, joint, inverse
    )
    if not math.isnan(log_norm):
        _, out[FRACTION] = _rate_over_sphere(
            relative, joint, inverse, log_norm, radius, nodes, weights, level
        )
    return converged
