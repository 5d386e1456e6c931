"""A two-dimensional Gaussian over a circle: the integral under every short-encounter Pc.

With the covariance's principal axes as x (σx ≥ σz) and z, and the miss at
(xm, zm), the probability inside the circle of radius R is

    P = ∫_{-R}^{R} φ((x + xm)/σx)/σx · ½[erf((zm + h)/√2σz) - erf((zm - h)/√2σz)] dx

with h = √(R² - x²) (Foster and Estes 1992; Alfano 2005, equation 5).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel

__all__ = [
    "disk_alfano",
    "disk_elrod",
    "disk_probability",
    "disk_quadrature",
    "disk_series",
    "strip_probability",
]

_SQRT2 = math.sqrt(2.0)
_SQRT_TAU = math.sqrt(2.0 * math.pi)
_SQRT_PI = math.sqrt(math.pi)
_SERIES_LIMIT = 100.0
_UNDERFLOW = 1490.0  # exp(-MD²/2) is zero beyond
_LOG_TINY = -1e300

# Gauss-Legendre, ten points (Abramowitz and Stegun 1972, table 25.4), and fifteen.
_X10, _W10 = np.polynomial.legendre.leggauss(10)
_X15, _W15 = np.polynomial.legendre.leggauss(15)


@kernel
def strip_probability(lo: float, hi: float) -> float:
    """½[erf(hi) - erf(lo)] without cancellation in either tail (lo ≤ hi)."""
    if lo > 0.0:
        return 0.5 * (math.erfc(lo) - math.erfc(hi))
    if hi < 0.0:
        return 0.5 * (math.erfc(-hi) - math.erfc(-lo))
    return 0.5 * (math.erf(hi) - math.erf(lo))


@kernel
def disk_series(xm: float, zm: float, sx: float, sz: float, radius: float) -> float:
    """Power series in R² with positive terms (Serra et al. 2016), for R within a few σ.

    The Laplace transform of the density of the squared distance, shifted by
    p = 1/2σz², expands in 1/μ with positive coefficients; the recurrence below
    is its logarithmic derivative, with every variable scaled by R².
    """
    t = radius * radius
    p = 0.5 * t / (sz * sz)
    b = p - 0.5 * t / (sx * sx)
    b = max(b, 0.0)
    wx = 0.5 * xm / (sx * sx)
    wx = wx * wx * t
    wz = 0.5 * zm / (sz * sz)
    wz = wz * wz * t
    mx = xm / sx
    mz = zm / sz
    c1 = 0.5 * b + wx + wz
    c2 = b * b
    c3 = 0.5 * b * b + 2.0 * b * wz
    c4 = b * b * wz
    g2 = 0.0
    g1 = 0.0
    g0 = 1.0
    partial = 1.0
    total = 1.0
    k = 0.0
    for _ in range(2000):
        k1 = k + 1.0
        g = (2.0 * b * k + c1) * g0 - (c2 * (k - 1.0) + c3) * g1 / k1
        if k > 0.0:
            g += c4 * g2 / (k1 * k)
        g /= k1 * (k + 2.0)
        partial = g + p * partial / (k + 2.0)
        total += partial
        if partial < 1e-16 * total:
            break
        g2 = g1
        g1 = g0
        g0 = g
        k = k1
    return 0.5 * t / (sx * sz) * math.exp(-0.5 * (mx * mx + mz * mz) - p) * total


@kernel
def _log_strip(lo: float, hi: float) -> float:
    """Logarithm of ½[erf(hi) - erf(lo)], finite far into the tails (lo ≤ hi)."""
    if hi < 0.0:
        lo, hi = -hi, -lo
    if lo < 5.0:
        value = strip_probability(lo, hi)
        return math.log(value) if value > 0.0 else _LOG_TINY
    # erfc(x) ~ exp(-x²)/(x√π) (1 - 1/2x² + 3/4x⁴ ...); the farther edge hardly counts.
    tail = 1.0 - 0.5 / (lo * lo) + 0.75 / (lo * lo * lo * lo)
    ratio = lo / hi * math.exp(-(hi - lo) * (hi + lo))
    rest = 1.0 - ratio
    if not rest > 0.0:
        return _LOG_TINY
    return -lo * lo - math.log(2.0 * lo * _SQRT_PI) + math.log(tail) + math.log(rest)


@kernel
def _log_integrand(x: float, xm: float, zm: float, sx: float, sz: float, radius: float) -> float:
    """Logarithm of the outer integrand, up to a constant; concave in x (Prekopa 1973)."""
    h = math.sqrt(max(radius * radius - x * x, 0.0))
    if h == 0.0:
        return _LOG_TINY
    d = _SQRT2 * sz
    u = (x + xm) / sx
    return -0.5 * u * u + _log_strip((zm - h) / d, (zm + h) / d)


@kernel
def _peak(xm: float, zm: float, sx: float, sz: float, radius: float) -> float:
    """The greatest integrand, by golden section on its concave logarithm."""
    ratio = 0.6180339887498949
    lo, hi = -radius, radius
    x1 = hi - ratio * (hi - lo)
    x2 = lo + ratio * (hi - lo)
    f1 = _log_integrand(x1, xm, zm, sx, sz, radius)
    f2 = _log_integrand(x2, xm, zm, sx, sz, radius)
    for _ in range(80):
        if f1 >= f2:
            hi, x2, f2 = x2, x1, f1
            x1 = hi - ratio * (hi - lo)
            f1 = _log_integrand(x1, xm, zm, sx, sz, radius)
        else:
            lo, x1, f1 = x1, x2, f2
            x2 = lo + ratio * (hi - lo)
            f2 = _log_integrand(x2, xm, zm, sx, sz, radius)
        if hi - lo < 1e-9 * radius:
            break
    return 0.5 * (lo + hi)


@kernel
def _edge(
    peak: float, limit: float, xm: float, zm: float, sx: float, sz: float, radius: float
) -> float:
    """Where the integrand has fallen by e^-40 between *peak* and *limit*, or *limit*."""
    floor = _log_integrand(peak, xm, zm, sx, sz, radius) - 40.0
    if _log_integrand(limit * (1.0 - 1e-12), xm, zm, sx, sz, radius) > floor:
        return limit
    inside, outside = peak, limit
    for _ in range(40):
        middle = 0.5 * (inside + outside)
        if _log_integrand(middle, xm, zm, sx, sz, radius) > floor:
            inside = middle
        else:
            outside = middle
        if abs(outside - inside) < 1e-3 * abs(inside - peak):
            break
    return outside


@kernel
def _panel(
    lo: float,
    hi: float,
    nodes: Any,
    weights: Any,
    xm: float,
    zm: float,
    sx: float,
    sz: float,
    radius: float,
) -> float:
    """Gauss-Legendre over a panel in θ, with x = R sin θ: smooth at both ends of the circle."""
    half = 0.5 * (hi - lo)
    mid = 0.5 * (hi + lo)
    d = _SQRT2 * sz
    total = 0.0
    for i in range(nodes.shape[0]):
        theta = mid + half * nodes[i]
        h = radius * math.cos(theta)
        u = (radius * math.sin(theta) + xm) / sx
        strip = strip_probability((zm - h) / d, (zm + h) / d)
        total += weights[i] * math.exp(-0.5 * u * u) * strip * h
    return total * half / (_SQRT_TAU * sx)


@kernel
def disk_quadrature(xm: float, zm: float, sx: float, sz: float, radius: float) -> float:
    """Adaptive Gauss-Legendre on the error-function form, for any R / σ and any tail."""
    xm = abs(xm)
    zm = abs(zm)
    peak = _peak(xm, zm, sx, sz, radius)
    left = math.asin(max(-1.0, _edge(peak, -radius, xm, zm, sx, sz, radius) / radius))
    right = math.asin(min(1.0, _edge(peak, radius, xm, zm, sx, sz, radius) / radius))
    middle = math.asin(min(1.0, max(-1.0, peak / radius)))
    lo = np.empty(128)
    hi = np.empty(128)
    count = 0
    # Four panels on each side of the peak, then bisection where ten and fifteen points differ.
    for i in range(4):
        lo[count] = left + (middle - left) * i / 4.0
        hi[count] = left + (middle - left) * (i + 1) / 4.0
        count += 1
        lo[count] = middle + (right - middle) * i / 4.0
        hi[count] = middle + (right - middle) * (i + 1) / 4.0
        count += 1
    rough = 0.0
    for i in range(count):
        rough += _panel(lo[i], hi[i], _X10, _W10, xm, zm, sx, sz, radius)
    total = 0.0
    for _ in range(4000):
        if count == 0:
            break
        count -= 1
        a = lo[count]
        b = hi[count]
        coarse = _panel(a, b, _X10, _W10, xm, zm, sx, sz, radius)
        fine = _panel(a, b, _X15, _W15, xm, zm, sx, sz, radius)
        close = abs(fine - coarse) <= 1e-11 * max(rough, total) + 1e-320
        if close or count > 120 or b - a < 1e-14:
            total += fine
        else:
            middle = 0.5 * (a + b)
            lo[count] = a
            hi[count] = middle
            lo[count + 1] = middle
            hi[count + 1] = b
            count += 2
    return min(total, 1.0)


@kernel
def disk_probability(xm: float, zm: float, sx: float, sz: float, radius: float) -> float:
    """The integral by whichever of series and quadrature suits its arguments (σx ≥ σz > 0)."""
    if radius <= 0.0:
        return 0.0
    if math.isinf(radius):
        return 1.0
    nearest = math.hypot(xm / sx, zm / sz) - radius / sz
    if nearest > 0.0 and nearest * nearest > _UNDERFLOW:
        return 0.0
    load = radius * (0.5 * radius + abs(zm)) / (sz * sz) + radius * abs(xm) / (sx * sx)
    if load <= _SERIES_LIMIT:
        return min(disk_series(xm, zm, sx, sz, radius), 1.0)
    return disk_quadrature(xm, zm, sx, sz, radius)


@kernel
def disk_alfano(xm: float, zm: float, sx: float, sz: float, radius: float) -> float:
    """Simpson's rule on the folded error-function form (Alfano 2005a, equations 6 to 9)."""
    if radius <= 0.0:
        return 0.0
    reach = min(sx, sz, math.hypot(xm, zm))
    terms = 50.0 if 10.0 * reach <= radius else 5.0 * radius / reach
    m = int(min(max(terms, 10.0), 50.0))
    dx = radius / (2.0 * m)
    dz = _SQRT2 * sz
    total = 0.0
    for i in range(2 * m + 1):
        # The edge is taken a little inside the circle, where its slope is infinite.
        x = 0.015 * dx - radius if i == 0 else i * dx - radius
        weight = 1.0 if i in (0, 2 * m) else (4.0 if i % 2 else 2.0)
        h = math.sqrt(max(radius * radius - x * x, 0.0))
        up = (x + xm) / sx
        down = (xm - x) / sx
        strip = strip_probability((zm - h) / dz, (zm + h) / dz)
        total += weight * strip * (math.exp(-0.5 * up * up) + math.exp(-0.5 * down * down))
    return min(total * dx / (3.0 * _SQRT_TAU * sx), 1.0)


@kernel
def disk_elrod(xm: float, zm: float, sx: float, sz: float, radius: float, order: int) -> float:
    """Gauss-Chebyshev quadrature of the second kind on the error-function form (Elrod 2019)."""
    if radius <= 0.0:
        return 0.0
    dz = _SQRT2 * sz
    step = math.pi / (order + 1.0)
    total = 0.0
    for k in range(1, order + 1):
        h = radius * math.sin(k * step)
        u = (radius * math.cos(k * step) + xm) / sx
        total += h * math.exp(-0.5 * u * u) * strip_probability((zm - h) / dz, (zm + h) / dz)
    return min(total * step / (_SQRT_TAU * sx), 1.0)
