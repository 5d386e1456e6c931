"""The rate of collision at one time: densities at their overlap, flux through the hard body.

Hall 2021, section IV; Coppola 2012, AAS 12-247, equations 31 to 39.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.peak_overlap import FLOOR, overlap_at
from cspo.conjunction.probability._kernels.small_matrices import inverse_clipped_3x3
from cspo.conjunction.probability._kernels.sphere import LEVELS, flux, pole_axes

__all__ = ["COUNTS", "overlap_terms", "rate_over_sphere"]

COUNTS = np.array(LEVELS)
_SQRT_TAU = math.sqrt(2.0 * math.pi)


@kernel
def overlap_terms(
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


@kernel
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


@kernel
def rate_over_sphere(
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
    n = COUNTS[level]
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
