"""Monte Carlo trials: two sampled two-body orbits, and whether they come too close."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.equinoctial import state_from_elements

__all__ = ["hits_isolated", "hits_scanned"]


@kernel
def _sample(mean: Any, factor: Any, draw: Any, first: int, e: Any) -> bool:
    """Elements of one trial; false where they are no ellipse."""
    for i in range(6):
        total = mean[i]
        for k in range(6):
            total += factor[i, k] * draw[first + k]
        e[i] = total
    return bool(e[0] > 0.0 and e[1] * e[1] + e[2] * e[2] < 1.0)


@kernel
def _relative(
    t: float, e1: Any, e2: Any, mu: float, x1: Any, x2: Any
) -> tuple[float, float, float]:
    """Squared distance, half its rate, and squared relative speed at *t*."""
    state_from_elements(e1, t, mu, x1)
    state_from_elements(e2, t, mu, x2)
    rr = 0.0
    rv = 0.0
    vv = 0.0
    for k in range(3):
        r = x2[k] - x1[k]
        v = x2[3 + k] - x1[3 + k]
        rr += r * r
        rv += r * v
        vv += v * v
    return rr, rv, vv


@kernel
def hits_isolated(
    mean1: Any,
    factor1: Any,
    mean2: Any,
    factor2: Any,
    draws: Any,
    radius: float,
    mu: float,
    start: float,
    reach: float,
) -> int:
    """Trials whose one closest approach near *start* is within *radius*.

    Newton on straight lines re-drawn at every step: an encounter bends little
    while it lasts. *reach* bounds the time.
    """
    e1 = np.empty(6)
    e2 = np.empty(6)
    x1 = np.empty(6)
    x2 = np.empty(6)
    r2 = radius * radius
    hits = 0
    for i in range(draws.shape[0]):
        if not _sample(mean1, factor1, draws[i], 0, e1):
            continue
        if not _sample(mean2, factor2, draws[i], 6, e2):
            continue
        t = start
        best = np.inf
        for _ in range(12):
            rr, rv, vv = _relative(t, e1, e2, mu, x1, x2)
            if vv == 0.0:
                best = rr
                break
            dt = -rv / vv
            best = max(rr - rv * rv / vv, 0.0)
            # What a straight line misses by bending is g dt²/2, at most 0.005 km/s² dt².
            if 0.005 * dt * dt < 1e-6 * radius:
                break
            if abs(t + dt - start) > reach:
                dt = math.copysign(reach, dt) - (t - start)
                if abs(dt) < 1e-9 * reach:
                    best = rr
                    break
            t += dt
        if best <= r2:
            hits += 1
    return hits


@kernel
def hits_scanned(
    mean1: Any,
    factor1: Any,
    mean2: Any,
    factor2: Any,
    draws: Any,
    radius: float,
    mu: float,
    start: float,
    stop: float,
    steps: int,
    entries_only: bool,
) -> int:
    """Trials that come within *radius* at any time of the window, every minimum refined.

    With *entries_only* a trial that is within *radius* when the window opens
    counts only if it leaves and comes back.
    """
    e1 = np.empty(6)
    e2 = np.empty(6)
    x1 = np.empty(6)
    x2 = np.empty(6)
    r2 = radius * radius
    h = (stop - start) / steps
    hits = 0
    for i in range(draws.shape[0]):
        if not _sample(mean1, factor1, draws[i], 0, e1):
            continue
        if not _sample(mean2, factor2, draws[i], 6, e2):
            continue
        rr, old, _ = _relative(start, e1, e2, mu, x1, x2)
        hit = rr <= r2 and not entries_only
        inside = rr <= r2 and entries_only
        for k in range(1, steps + 1):
            if hit:
                break
            t = start + k * h
            rr, rate, _ = _relative(t, e1, e2, mu, x1, x2)
            if inside:
                inside = rr <= r2
            elif rr <= r2:
                hit = True
            elif old < 0.0 <= rate:
                lo, hi, f_lo, f_hi = t - h, t, old, rate
                for _ in range(40):
                    # Regula falsi with halving (Illinois) on the range rate.
                    mid = (lo * f_hi - hi * f_lo) / (f_hi - f_lo)
                    rr, f_mid, vv = _relative(mid, e1, e2, mu, x1, x2)
                    if rr <= r2:
                        hit = True
                        break
                    if f_mid * f_mid <= 1e-12 * r2 * vv or hi - lo < 1e-6:
                        break
                    if f_mid < 0.0:
                        lo, f_lo = mid, f_mid
                        f_hi *= 0.5
                    else:
                        hi, f_hi = mid, f_mid
                        f_lo *= 0.5
            old = rate
        if hit:
            hits += 1
    return hits
