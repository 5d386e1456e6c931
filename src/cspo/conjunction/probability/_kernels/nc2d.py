"""Nc2D: expected collisions of one isolated encounter on curved paths.

The time integral of Hall 2021 is done analytically about the time where Q(t)
is least, with Q a parabola in time for every point of the hard-body sphere
(Hall, Baars and Casali 2023, AAS 23-398); what is left is one integral over the
sphere.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.disk import disk_probability
from cspo.conjunction.probability._kernels.peak_overlap import (
    FLOOR,
    given_position,
    overlap_distance,
)
from cspo.conjunction.probability._kernels.small_matrices import eigen_symmetric_2x2
from cspo.conjunction.probability._kernels.sphere import LEVELS, direction, flux, pole_axes

__all__ = ["NC2D_COLUMNS", "PC", "PC_OTHER", "T_MEAN", "T_SIGMA", "minimum_of_q", "nc2d"]

PC, PC_OTHER, T_MEAN, T_SIGMA = range(4)
NC2D_COLUMNS = 4

_COUNTS = np.array(LEVELS)


@kernel
def _probe(t: float, step: float, pair: Any, work: Any) -> tuple[float, float, float, float]:
    """Q at t - step, t, t + step and ln|A| at t; states and inverses are kept in *work*."""
    rel, joint, inv = work
    low, _ = overlap_distance(t - step, pair, (rel[0], joint[0], inv[0]))
    mid, logdet = overlap_distance(t, pair, (rel[1], joint[1], inv[1]))
    high, _ = overlap_distance(t + step, pair, (rel[2], joint[2], inv[2]))
    return low, mid, high, logdet


@kernel
def minimum_of_q(
    start: float, width: float, span: float, pair: Any, work: Any
) -> tuple[bool, float, float, float, float, float, float]:
    """Time of the least Q near *start*, by Newton on three points one σ apart.

    *span* bounds the search. Returns converged, t, σ, Q, dQ/dt, d²Q/dt², ln|A|.
    """
    t = start
    s = width
    for iteration in range(60):
        low, mid, high, logdet = _probe(t, s, pair, work)
        if math.isnan(mid):
            if iteration == 0 and not math.isnan(low + high):
                t = t - s if low < high else t + s
                continue
            return False, t, s, np.nan, np.nan, np.nan, np.nan
        if math.isnan(low) or math.isnan(high):
            s *= 0.5
            if s < 1e-6 * width:
                return False, t, s, np.nan, np.nan, np.nan, np.nan
            continue
        slope = (high - low) / (2.0 * s)
        curve = (high - 2.0 * mid + low) / (s * s)
        if curve <= 0.0:
            # Not a valley yet: walk downhill with a longer step.
            t = t - s if low < high else t + s
            s *= 1.5
            if abs(t - start) > span:
                return False, t, s, np.nan, np.nan, np.nan, np.nan
            continue
        move = -slope / curve
        sigma = math.sqrt(2.0 / curve)
        limit = 20.0 * s
        clipped = abs(move) > limit
        if clipped:
            move = math.copysign(limit, move)
        settled = abs(sigma - s) <= 1e-2 * s or iteration > 25
        if not clipped and abs(move) < 1e-3 * sigma and settled and iteration > 0:
            return True, t, s, mid, slope, curve, logdet
        t += move
        if abs(t - start) > span:
            return False, t, s, np.nan, np.nan, np.nan, np.nan
        s = min(max(sigma, 0.2 * s), 5.0 * s)
    return False, t, s, np.nan, np.nan, np.nan, np.nan


@kernel
def _plane_estimate(ru: Any, vup: Any, cov: Any, radius: float) -> float:
    """Foster's integral with the effective miss and velocity at the peak."""
    speed2 = vup[0] ** 2 + vup[1] ** 2 + vup[2] ** 2
    if not speed2 > 0.0:
        return np.nan
    dt = -(ru[0] * vup[0] + ru[1] * vup[1] + ru[2] * vup[2]) / speed2
    axes = np.empty((3, 3))
    pole_axes(vup[0], vup[1], vup[2], axes)
    m1 = 0.0
    m2 = 0.0
    for i in range(3):
        m1 += axes[1, i] * (ru[i] + dt * vup[i])
        m2 += axes[2, i] * (ru[i] + dt * vup[i])
    c11 = 0.0
    c12 = 0.0
    c22 = 0.0
    for i in range(3):
        for k in range(3):
            c11 += axes[1, i] * cov[i, k] * axes[1, k]
            c12 += axes[1, i] * cov[i, k] * axes[2, k]
            c22 += axes[2, i] * cov[i, k] * axes[2, k]
    large, small, cos, sin = eigen_symmetric_2x2(c11, c12, c22)
    floor = (FLOOR * radius) ** 2
    if not large > 0.0:
        return np.nan
    sx = math.sqrt(max(large, floor))
    sz = math.sqrt(max(small, floor))
    x = m1 * cos + m2 * sin
    z = m2 * cos - m1 * sin
    return disk_probability(abs(x), abs(z), sx, sz, radius)


@kernel
def _coefficients(work: Any, step: float, radius: float, m: Any, c: Any) -> None:
    """Q at a point R ρ of the sphere is q + c·ρ + ρ·m·ρ R²: *m* (3, 3, 3), *c* (3, 3), and rates.

    The first index is the order of the derivative in time.
    """
    relative, _, inverse = work
    for i in range(3):
        for k in range(3):
            m[0, i, k] = inverse[1, i, k]
            m[1, i, k] = (inverse[2, i, k] - inverse[0, i, k]) / (2.0 * step)
            m[2, i, k] = (inverse[2, i, k] - 2.0 * inverse[1, i, k] + inverse[0, i, k]) / (
                step * step
            )
    for i in range(3):
        c[0, i] = 0.0
        c[1, i] = 0.0
        c[2, i] = 0.0
        for k in range(3):
            r = relative[1, k]
            rd = (relative[2, k] - relative[0, k]) / (2.0 * step)
            rdd = (relative[2, k] - 2.0 * r + relative[0, k]) / (step * step)
            c[0, i] -= 2.0 * radius * m[0, i, k] * r
            c[1, i] -= 2.0 * radius * (m[1, i, k] * r + m[0, i, k] * rd)
            c[2, i] -= 2.0 * radius * (m[2, i, k] * r + 2.0 * m[1, i, k] * rd + m[0, i, k] * rdd)


@kernel
def _moments(
    level: int, valley: Any, m: Any, c: Any, velocity: Any, radius: float, rule: Any, sums: Any
) -> bool:
    """Integrals over the sphere of the rate, of rate times time, and of rate times time².

    False where Q is no valley at some point of it.
    """
    t, q0, q0_dot, q0_ddot, logdet = valley
    gain, scatter, mean, axes = velocity
    nodes, weights = rule
    rho = np.empty(3)
    r2 = radius * radius
    n = _COUNTS[level]
    around = 2 * n
    sums[:] = 0.0
    for side in range(2):
        for iu in range(n):
            u = nodes[level, iu] if side == 0 else -nodes[level, iu]
            across = math.sqrt(1.0 - u * u)
            ring = weights[level, iu] * 2.0 * math.pi / around
            for ip in range(around):
                direction(u, across, (ip + 0.5) * 2.0 * math.pi / around, axes, rho)
                q = q0
                qd = q0_dot
                qdd = q0_ddot
                radial = 0.0
                spread = 0.0
                for i in range(3):
                    ma = 0.0
                    mb = 0.0
                    mc = 0.0
                    mv = 0.0
                    ms = 0.0
                    for k in range(3):
                        ma += m[0, i, k] * rho[k]
                        mb += m[1, i, k] * rho[k]
                        mc += m[2, i, k] * rho[k]
                        mv += gain[i, k] * rho[k]
                        ms += scatter[i, k] * rho[k]
                    q += rho[i] * (c[0, i] + r2 * ma)
                    qd += rho[i] * (c[1, i] + r2 * mb)
                    qdd += rho[i] * (c[2, i] + r2 * mc)
                    radial += rho[i] * (mean[i] + radius * mv)
                    spread += rho[i] * ms
                if qdd <= 0.0:
                    return False
                best = max(q - 0.5 * qd * qd / qdd, logdet)
                value = math.exp(-0.5 * best) * flux(radial, spread) * math.sqrt(2.0 / qdd)
                when = t - qd / qdd
                sums[0] += ring * value
                sums[1] += ring * value * when
                sums[2] += ring * value * (when * when + 2.0 / qdd)
    return True


@kernel
def nc2d(valley: Any, step: float, work: Any, radius: float, rule: Any, out: Any) -> bool:
    """Nc2D and what its usage checks need, into *out*; false where it fails.

    *valley* (t, Q, dQ/dt, d²Q/dt², ln|A|), *step* and *work* are what
    `minimum_of_q` found and left behind; *rule* holds the nodes and weights of every level.
    """
    for k in range(NC2D_COLUMNS):
        out[k] = np.nan
    t, _, slope, curve, _ = valley
    relative, joint, inverse = work
    m = np.empty((3, 3, 3))
    c = np.empty((3, 3))
    _coefficients(work, step, radius, m, c)
    gain = np.empty((3, 3))
    scatter = np.empty((3, 3))
    mean = np.empty(3)
    given_position(relative[1], joint[1], inverse[1], gain, scatter, mean)
    plane = _plane_estimate(relative[1], mean, joint[1], radius)
    axes = np.empty((3, 3))
    pole_axes(mean[0], mean[1], mean[2], axes)
    factor = radius * radius / math.sqrt(2.0 * math.pi) ** 3
    sums = np.empty(3)
    pc = np.nan
    previous = np.nan
    converged = False
    for level in range(_COUNTS.shape[0]):
        velocity = (gain, scatter, mean, axes)
        if not _moments(level, valley, m, c, velocity, radius, rule, sums):
            return False
        pc = factor * sums[0]
        if level > 0 and abs(pc - previous) <= 1e-6 * pc:
            converged = True
            break
        previous = pc
    if sums[0] > 0.0:
        out[T_MEAN] = sums[1] / sums[0]
        out[T_SIGMA] = math.sqrt(max(sums[2] / sums[0] - out[T_MEAN] ** 2, 0.0))
    else:
        out[T_MEAN] = t - slope / curve
        out[T_SIGMA] = math.sqrt(2.0 / curve)
    # A rule that no longer resolves the sphere (hard body ≫ σ) yields to the plane.
    sound = converged and pc <= 1.0
    out[PC] = pc if sound else plane
    out[PC_OTHER] = plane if sound else pc
    return math.isfinite(out[PC])
