"""The rate of collision at one time: densities at their overlap, flux through the hard body.

Hall 2021, section IV; Coppola 2012, AAS 12-247, equations 31 to 39.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.peak_overlap import (
    FLOOR,
    given_position,
    overlap_at,
)
from cspo.conjunction.probability._kernels.small_matrices import inverse_clipped_3x3
from cspo.conjunction.probability._kernels.sphere import LEVELS, direction, flux, pole_axes

__all__ = ["COUNTS", "overlap_terms", "rate_at", "rate_over_sphere"]

COUNTS = np.array(LEVELS)
_SQRT_TAU = math.sqrt(2.0 * math.pi)


@kernel
def overlap_terms(t: float, pair: Any, room: Any) -> tuple[float, float]:
    """ln((2π)³|A|)/2 and a logarithm that rises and falls with the rate; NaN where none.

    The rate follows the density at the likeliest point of the hard-body sphere,
    which for a body much larger than σ is far from that at its center.
    """
    relative, joint, inverse = room
    if overlap_at(t, pair, relative, joint) == 0.0:
        return np.nan, np.nan
    radius = pair[4]
    w = np.empty(3)
    v = np.empty((3, 3))
    det, _, _ = inverse_clipped_3x3(joint[:3, :3], (FLOOR * radius) ** 2, inverse, w, v)
    speed2 = relative[3] ** 2 + relative[4] ** 2 + relative[5] ** 2
    log_norm = 0.5 * math.log(det) + 3.0 * math.log(_SQRT_TAU)
    surface = _surface_distance2(relative, radius, w, v)
    log_rate = -0.5 * surface - log_norm + 0.5 * math.log(speed2 + 1e-30)
    return log_norm, log_rate


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
def rate_over_sphere(room: Any, log_norm: float, radius: float, rule: Any, level: int) -> float:
    """Collision rate (1/s) from what `overlap_terms` left in *room*.

    *rule* holds the nodes and weights of every level.
    """
    relative, joint, a = room
    nodes, weights = rule
    gain = np.empty((3, 3))
    scatter = np.empty((3, 3))
    mean = np.empty(3)
    given_position(relative, joint, a, gain, scatter, mean)
    axes = np.empty((3, 3))
    pole_axes(mean[0], mean[1], mean[2], axes)
    n = COUNTS[level]
    around = 2 * n
    rho = np.empty(3)
    total = 0.0
    for side in range(2):
        for iu in range(n):
            u = nodes[level, iu] if side == 0 else -nodes[level, iu]
            across = math.sqrt(1.0 - u * u)
            ring = weights[level, iu] * 2.0 * math.pi / around
            for ip in range(around):
                direction(u, across, (ip + 0.5) * 2.0 * math.pi / around, axes, rho)
                m2 = 0.0
                radial = 0.0
                spread = 0.0
                for i in range(3):
                    ma = 0.0
                    mv = 0.0
                    ms = 0.0
                    for k in range(3):
                        ma += a[i, k] * (radius * rho[k] - relative[k])
                        mv += gain[i, k] * rho[k]
                        ms += scatter[i, k] * rho[k]
                    m2 += (radius * rho[i] - relative[i]) * ma
                    radial += rho[i] * (mean[i] + radius * mv)
                    spread += rho[i] * ms
                total += ring * flux(radial, spread) * math.exp(-log_norm - 0.5 * m2)
    return float(radius * radius * total / _SQRT_TAU)


@kernel
def rate_at(t: float, pair: Any, room: Any, rule: Any, level: int) -> float:
    """Collision rate (1/s) at *t*; NaN where the densities do not meet."""
    log_norm, _ = overlap_terms(t, pair, room)
    if math.isnan(log_norm):
        return np.nan
    return rate_over_sphere(room, log_norm, pair[4], rule, level)
