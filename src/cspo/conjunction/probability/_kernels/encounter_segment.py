"""Where in time an encounter lies: its segment, its peaks, and how far they reach."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.collision_rate import overlap_terms
from cspo.conjunction.probability._kernels.elements import period_s
from cspo.conjunction.probability._kernels.equinoctial import state_from_elements

__all__ = ["encounter_segment", "refined_peak", "shoulder"]


@kernel
def _separation2(t: float, e1: Any, e2: Any, mu: float, x1: Any, x2: Any) -> float:
    state_from_elements(e1, t, mu, x1)
    state_from_elements(e2, t, mu, x2)
    return float((x1[0] - x2[0]) ** 2 + (x1[1] - x2[1]) ** 2 + (x1[2] - x2[2]) ** 2)


@kernel
def encounter_segment(pair: Any, middle: float) -> tuple[float, float]:
    """Times of greatest separation before and after; half a period where there is none."""
    e1, _, e2, _, _, mu = pair
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


@kernel
def refined_peak(
    lo: float, mid: float, hi: float, f_mid: float, pair: Any, room: Any
) -> tuple[float, float]:
    """Peak of the logarithmic rate in a bracket, by golden section."""
    ratio = 0.3819660112501051
    t = mid
    best = f_mid
    for _ in range(60):
        left = hi - t > t - lo
        trial = t + ratio * (hi - t) if left else t - ratio * (t - lo)
        _, value = overlap_terms(trial, pair, room)
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


@kernel
def shoulder(peak: float, toward: float, floor: float, step: float, pair: Any, room: Any) -> float:
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
        _, value = overlap_terms(t, pair, room)
        if math.isnan(value) or value < floor:
            outside = t
            found = True
            break
        inside = t
        reach *= 1.7
    if not found:
        _, value = overlap_terms(toward, pair, room)
        if not math.isnan(value) and value >= floor:
            return toward
    for _ in range(12):
        t = 0.5 * (inside + outside)
        _, value = overlap_terms(t, pair, room)
        if math.isnan(value) or value < floor:
            outside = t
        else:
            inside = t
    return outside
