"""Where and how two position densities overlap most, at one time (Hall 2021, section IV).

Each object's density is normal in equinoctial elements at t = 0. At time t it
is expanded about a state through which both densities pass most likely, the
peak overlap position; that point is found by iteration: expand about the
present estimate, take the mode of the product of the two position densities,
condition the velocities on it, repeat.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.equinoctial import (
    elements_from_state,
    state_and_partials,
)
from cspo.conjunction.probability._kernels.small_matrices import inverse_clipped_3x3

__all__ = ["FLOOR", "overlap_at", "overlap_distance"]

FLOOR = 1e-4
"""Least σ kept, in hard-body radii (Hall, Hejduk and Johnson 2017)."""

_LIMIT = 100
_TIGHT = 1e-6
_LOOSE = 1e-3


@kernel
def _covariance_at(jacobian: Any, q: Any, work: Any, p: Any) -> None:
    """P = J Q Jᵀ, symmetric."""
    for i in range(6):
        for j in range(6):
            total = 0.0
            for k in range(6):
                total += jacobian[i, k] * q[k, j]
            work[i, j] = total
    for i in range(6):
        for j in range(i, 6):
            total = 0.0
            for k in range(6):
                total += work[i, k] * jacobian[j, k]
            p[i, j] = total
            p[j, i] = total


@kernel
def _offset_state(x: Any, jacobian: Any, mean: Any, expansion: Any, out: Any) -> None:
    """Mean state as the expansion about *expansion* sees it: x + J (Ē - E)."""
    angle = math.asin(math.sin(mean[5] - expansion[5]))
    for i in range(6):
        total = x[i] + jacobian[i, 5] * angle
        for k in range(5):
            total += jacobian[i, k] * (mean[k] - expansion[k])
        out[i] = total


@kernel
def overlap_at(
    t: float,
    e1: Any,
    q1: Any,
    e2: Any,
    q2: Any,
    radius: float,
    mu: float,
    relative: Any,
    joint: Any,
) -> float:
    """Relative mean state (2 - 1) and joint covariance of the expansion at time *t*.

    Returns 1 where the iteration converged, a fraction where it settled loosely
    or swings between two near points, 0 where it failed.
    """
    x1 = np.empty(6)
    x2 = np.empty(6)
    u1 = np.empty(6)
    u2 = np.empty(6)
    j1 = np.empty((6, 6))
    j2 = np.empty((6, 6))
    p1 = np.empty((6, 6))
    p2 = np.empty((6, 6))
    s1 = np.empty(6)
    s2 = np.empty(6)
    work = np.empty((6, 6))
    a1 = np.empty((3, 3))
    a2 = np.empty((3, 3))
    w = np.empty(3)
    v = np.empty((3, 3))
    total = np.empty((3, 3))
    overlap = np.empty((3, 3))
    metric = np.empty((3, 3))
    rhs = np.empty(3)
    mode = np.empty(3)
    old = np.full(3, np.nan)
    older = np.full(3, np.nan)
    floor = (FLOOR * radius) ** 2

    state_and_partials(e1, t, mu, x1, j1)
    state_and_partials(e2, t, mu, x2, j2)
    for k in range(6):
        s1[k] = e1[k]
        s2[k] = e2[k]
    done = 0.0
    for iteration in range(_LIMIT + 1):
        _offset_state(x1, j1, e1, s1, u1)
        _offset_state(x2, j2, e2, s2, u2)
        _covariance_at(j1, q1, work, p1)
        _covariance_at(j2, q2, work, p2)
        if done > 0.0:
            break
        inverse_clipped_3x3(p1[:3, :3], floor, a1, w, v)
        inverse_clipped_3x3(p2[:3, :3], floor, a2, w, v)
        for i in range(3):
            rhs[i] = 0.0
            for k in range(3):
                rhs[i] += a1[i, k] * u1[k] + a2[i, k] * u2[k]
                total[i, k] = a1[i, k] + a2[i, k]
        inverse_clipped_3x3(total, 0.0, overlap, w, v)
        for i in range(3):
            mode[i] = overlap[i, 0] * rhs[0] + overlap[i, 1] * rhs[1] + overlap[i, 2] * rhs[2]
        if iteration > 35:  # Averaging settles the slow ones.
            for i in range(3):
                mode[i] = 0.5 * (mode[i] + old[i])
        bound1 = 0.0
        bound2 = 0.0
        distance = 0.0
        for i in range(3):
            distance += mode[i] * mode[i]
        distance = math.sqrt(distance)
        for i in range(3):
            dv1 = 0.0
            dv2 = 0.0
            for k in range(3):
                g1 = 0.0
                g2 = 0.0
                for m in range(3):
                    g1 += p1[3 + i, m] * a1[m, k]
                    g2 += p2[3 + i, m] * a2[m, k]
                dv1 += g1 * (mode[k] - u1[k])
                dv2 += g2 * (mode[k] - u2[k])
            x1[3 + i] = u1[3 + i] + dv1
            x2[3 + i] = u2[3 + i] + dv2
            bound1 += x1[3 + i] ** 2
            bound2 += x2[3 + i] ** 2
        if not (0.5 * bound1 < mu / distance and 0.5 * bound2 < mu / distance):
            return 0.0
        for i in range(3):
            x1[i] = mode[i]
            x2[i] = mode[i]
        if iteration > 0:
            # Steps are measured in the overlap covariance widened by the hard body.
            for i in range(3):
                for k in range(3):
                    total[i, k] = overlap[i, k] + (radius * radius if i == k else 0.0)
            inverse_clipped_3x3(total, 0.0, metric, w, v)
            step = 0.0
            swing = 0.0
            for i in range(3):
                for k in range(3):
                    step += (mode[i] - old[i]) * metric[i, k] * (mode[k] - old[k])
                    swing += (mode[i] - older[i]) * metric[i, k] * (mode[k] - older[k])
            if step <= _TIGHT:
                done = 1.0
            elif iteration >= _LIMIT:
                return 0.0
            elif iteration > 15:
                if swing <= _TIGHT:
                    done = 0.5
                elif iteration > 35:
                    if step <= _LOOSE:
                        done = 0.1
                elif iteration > 25:
                    share = (iteration - 25) / 10.0
                    if step <= _TIGHT ** (1.0 - share) * _LOOSE**share:
                        done = 0.1 + 0.25 * (1.0 - share)
        if not (elements_from_state(x1, mu, s1) and elements_from_state(x2, mu, s2)):
            return 0.0
        s1[5] = (s1[5] - s1[0] * t) % (2.0 * math.pi)
        s2[5] = (s2[5] - s2[0] * t) % (2.0 * math.pi)
        state_and_partials(s1, t, mu, x1, j1)
        state_and_partials(s2, t, mu, x2, j2)
        for i in range(3):
            older[i] = old[i]
            old[i] = mode[i]
    if done == 0.0:
        return 0.0
    for i in range(6):
        relative[i] = u2[i] - u1[i]
        for k in range(6):
            joint[i, k] = p1[i, k] + p2[i, k]
    return done


@kernel
def overlap_distance(
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
    w: Any,
    v: Any,
) -> tuple[float, float]:
    """Q = M² + ln|A| at *t*, and ln|A|; NaN where the overlap does not converge.

    M is the Mahalanobis distance of the relative position, A its covariance:
    exp(-Q/2) is the collision rate of a small body but for its speed.
    """
    if overlap_at(t, e1, q1, e2, q2, radius, mu, relative, joint) == 0.0:
        return np.nan, np.nan
    det, _, _ = inverse_clipped_3x3(joint[:3, :3], (FLOOR * radius) ** 2, inverse, w, v)
    m2 = 0.0
    for i in range(3):
        for k in range(3):
            m2 += relative[i] * inverse[i, k] * relative[k]
    return m2 + math.log(det), math.log(det)
