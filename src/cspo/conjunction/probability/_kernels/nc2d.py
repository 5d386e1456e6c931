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
from cspo.conjunction.probability._kernels.peak_overlap import FLOOR, overlap_distance
from cspo.conjunction.probability._kernels.small_matrices import (
    eigen_symmetric_2x2,
    inverse_clipped_3x3,
)
from cspo.conjunction.probability._kernels.sphere import LEVELS, flux, pole_axes

__all__ = ["NC2D_COLUMNS", "PC", "PC_OTHER", "T_MEAN", "T_SIGMA", "minimum_of_q", "nc2d"]

PC, PC_PLANE, PC_OTHER, FRACTION, T_MEAN, T_SIGMA = range(6)
NC2D_COLUMNS = 6

_COUNTS = np.array(LEVELS)


@kernel
def _probe(
    t: float, step: float, e1: Any, q1: Any, e2: Any, q2: Any, radius: float, mu: float, work: Any
) -> tuple[float, float, float, float]:
    """Q at t - step, t, t + step and ln|A| at t; states and inverses are kept in *work*."""
    rel = work[0]
    joint = work[1]
    inv = work[2]
    w = np.empty(3)
    v = np.empty((3, 3))
    low, _ = overlap_distance(t - step, e1, q1, e2, q2, radius, mu, rel[0], joint[0], inv[0], w, v)
    mid, logdet = overlap_distance(t, e1, q1, e2, q2, radius, mu, rel[1], joint[1], inv[1], w, v)
    high, _ = overlap_distance(t + step, e1, q1, e2, q2, radius, mu, rel[2], joint[2], inv[2], w, v)
    return low, mid, high, logdet


@kernel
def minimum_of_q(
    start: float,
    width: float,
    span: float,
    e1: Any,
    q1: Any,
    e2: Any,
    q2: Any,
    radius: float,
    mu: float,
    work: Any,
) -> tuple[bool, float, float, float, float, float, float]:
    """Time of the least Q near *start*, by Newton on three points one σ apart.

    *span* bounds the search. Returns converged, t, σ, Q, dQ/dt, d²Q/dt², ln|A|.
    """
    t = start
    s = width
    for iteration in range(60):
        low, mid, high, logdet = _probe(t, s, e1, q1, e2, q2, radius, mu, work)
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
def nc2d(
    t: float,
    step: float,
    q0: float,
    q0_dot: float,
    q0_ddot: float,
    logdet: float,
    work: Any,
    radius: float,
    nodes: Any,
    weights: Any,
    out: Any,
) -> bool:
    """Nc2D and what its usage checks need, into *out*; false where it fails.

    The first arguments and *work* are what `minimum_of_q` left behind.
    """
    for k in range(NC2D_COLUMNS):
        out[k] = np.nan
    relative, joint, inverse = work
    ru = relative[1, :3]
    vu = relative[1, 3:]
    a = inverse[1]
    ps = joint[1]
    floor = (FLOOR * radius) ** 2
    dummy = np.empty(3)
    vec = np.empty((3, 3))
    inverse_clipped_3x3(ps[:3, :3], floor, a, dummy, vec)
    # Coefficients of Q at a point R·ρ of the sphere: q + l·ρ + ρ·m·ρ, and their derivatives.
    l0 = np.empty(3)
    l1 = np.empty(3)
    l2 = np.empty(3)
    m1 = np.empty((3, 3))
    m2 = np.empty((3, 3))
    bs = np.empty((3, 3))
    csp = np.empty((3, 3))
    vup = np.empty(3)
    for i in range(3):
        for k in range(3):
            m1[i, k] = (inverse[2, i, k] - inverse[0, i, k]) / (2.0 * step)
            m2[i, k] = (inverse[2, i, k] - 2.0 * a[i, k] + inverse[0, i, k]) / (step * step)
    for i in range(3):
        l0[i] = 0.0
        l1[i] = 0.0
        l2[i] = 0.0
        for k in range(3):
            rd = (relative[2, k] - relative[0, k]) / (2.0 * step)
            rdd = (relative[2, k] - 2.0 * ru[k] + relative[0, k]) / (step * step)
            l0[i] -= 2.0 * radius * a[i, k] * ru[k]
            l1[i] -= 2.0 * radius * (m1[i, k] * ru[k] + a[i, k] * rd)
            l2[i] -= 2.0 * radius * (m2[i, k] * ru[k] + 2.0 * m1[i, k] * rd + a[i, k] * rdd)
    for i in range(3):
        for k in range(3):
            bs[i, k] = 0.0
            for j in range(3):
                bs[i, k] += ps[3 + i, j] * a[j, k]
    for i in range(3):
        vup[i] = vu[i]
        for k in range(3):
            vup[i] -= bs[i, k] * ru[k]
            csp[i, k] = ps[3 + i, 3 + k]
            for j in range(3):
                csp[i, k] -= bs[i, j] * ps[3 + k, j]
    out[PC_PLANE] = _plane_estimate(ru, vup, ps[:3, :3], radius)

    axes = np.empty((3, 3))
    pole_axes(vup[0], vup[1], vup[2], axes)
    factor = radius * radius / math.sqrt(2.0 * math.pi) ** 3
    rho = np.empty(3)
    previous = np.nan
    converged = False
    r2 = radius * radius
    for level in range(_COUNTS.shape[0]):
        n = _COUNTS[level]
        around = 2 * n
        sum0 = 0.0
        sum1 = 0.0
        sum2 = 0.0
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
                            ma += a[i, k] * rho[k]
                            mb += m1[i, k] * rho[k]
                            mc += m2[i, k] * rho[k]
                            mv += bs[i, k] * rho[k]
                            ms += csp[i, k] * rho[k]
                        q += rho[i] * (l0[i] + r2 * ma)
                        qd += rho[i] * (l1[i] + r2 * mb)
                        qdd += rho[i] * (l2[i] + r2 * mc)
                        radial += rho[i] * (vup[i] + radius * mv)
                        spread += rho[i] * ms
                    if qdd <= 0.0:
                        return False
                    best = max(q - 0.5 * qd * qd / qdd, logdet)
                    value = math.exp(-0.5 * best) * flux(radial, spread) * math.sqrt(2.0 / qdd)
                    when = t - qd / qdd
                    sum0 += ring * value
                    sum1 += ring * value * when
                    sum2 += ring * value * (when * when + 2.0 / qdd)
                    peak = max(peak, value)
                    if value > 1e-3 * peak:
                        area += ring
        pc = factor * sum0
        out[PC] = pc
        out[FRACTION] = area / (4.0 * math.pi)
        if sum0 > 0.0:
            mean = sum1 / sum0
            out[T_MEAN] = mean
            out[T_SIGMA] = math.sqrt(max(sum2 / sum0 - mean * mean, 0.0))
        else:
            out[T_MEAN] = t - q0_dot / q0_ddot
            out[T_SIGMA] = math.sqrt(2.0 / q0_ddot)
        if level > 0 and abs(pc - previous) <= 1e-6 * pc:
            converged = True
            break
        previous = pc
    if not converged or pc > 1.0:
        # The rule no longer resolves the sphere (hard body ≫ σ): the plane does.
        out[PC_OTHER] = out[PC]
        out[PC] = out[PC_PLANE]
    else:
        out[PC_OTHER] = out[PC_PLANE]
    return math.isfinite(out[PC])
