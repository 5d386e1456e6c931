"""Where and how two position densities overlap most, at one time (Hall 2021, section IV).

Each object's density is normal in equinoctial elements at t = 0. At time t it
is expanded about a state through which both densities pass most likely, the
peak overlap position; that point is found by iteration: expand about the
present estimate, take the mode of the product of the two position densities,
condition the velocities on it, repeat.

Kernels here and those that stand on them take a *pair*, (e1, q1, e2, q2, radius,
mu): elements and their covariances of both objects, the hard-body radius (km)
and Earth's μ (km³/s²); and *room*, (relative, joint, inverse): arrays (6,),
(6, 6) and (3, 3) that receive the relative state, the covariance of it and the
inverse of that of position.
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
from cspo.conjunction.probability._kernels.small_matrices import (
    congruence_6x6,
    inverse_clipped_3x3,
)

__all__ = ["FLOOR", "given_position", "overlap_at", "overlap_distance"]

FLOOR = 1e-4
"""Least σ kept, in hard-body radii (Hall, Hejduk and Johnson 2017)."""

_LIMIT = 100
_TIGHT = 1e-6
_LOOSE = 1e-3


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
def _likeliest_point(
    u1: Any, p1: Any, a1: Any, u2: Any, p2: Any, a2: Any, floor: float, overlap: Any, mode: Any
) -> None:
    """Mode of the product of two position densities.

    The inverses of both covariances go into *a1* and *a2*, the product's covariance
    into *overlap*.
    """
    w = np.empty(3)
    v = np.empty((3, 3))
    rhs = np.zeros(3)
    total = np.empty((3, 3))
    inverse_clipped_3x3(p1[:3, :3], floor, a1, w, v)
    inverse_clipped_3x3(p2[:3, :3], floor, a2, w, v)
    for i in range(3):
        for k in range(3):
            rhs[i] += a1[i, k] * u1[k] + a2[i, k] * u2[k]
            total[i, k] = a1[i, k] + a2[i, k]
    inverse_clipped_3x3(total, 0.0, overlap, w, v)
    for i in range(3):
        mode[i] = overlap[i, 0] * rhs[0] + overlap[i, 1] * rhs[1] + overlap[i, 2] * rhs[2]


@kernel
def _state_through(point: Any, u: Any, p: Any, a: Any, mu: float, x: Any) -> bool:
    """State *x* through *point* with its likeliest velocity; false where it escapes."""
    distance = 0.0
    speed2 = 0.0
    for i in range(3):
        distance += point[i] * point[i]
        dv = 0.0
        for k in range(3):
            gain = 0.0
            for m in range(3):
                gain += p[3 + i, m] * a[m, k]
            dv += gain * (point[k] - u[k])
        x[i] = point[i]
        x[3 + i] = u[3 + i] + dv
        speed2 += x[3 + i] ** 2
    return bool(0.5 * speed2 < mu / math.sqrt(distance))


@kernel
def _moves(mode: Any, old: Any, older: Any, overlap: Any, radius: float) -> tuple[float, float]:
    """Squared moves since one and two iterations ago.

    They are measured in the overlap covariance widened by the hard body.
    """
    wide = np.empty((3, 3))
    metric = np.empty((3, 3))
    for i in range(3):
        for k in range(3):
            wide[i, k] = overlap[i, k] + (radius * radius if i == k else 0.0)
    inverse_clipped_3x3(wide, 0.0, metric, np.empty(3), np.empty((3, 3)))
    step = 0.0
    swing = 0.0
    for i in range(3):
        for k in range(3):
            step += (mode[i] - old[i]) * metric[i, k] * (mode[k] - old[k])
            swing += (mode[i] - older[i]) * metric[i, k] * (mode[k] - older[k])
    return step, swing


@kernel
def _settled(iteration: int, step: float, swing: float) -> float:
    """How far the iteration may be believed: 1, a fraction, 0 to go on, -1 to give up."""
    if step <= _TIGHT:
        return 1.0
    if iteration >= _LIMIT:
        return -1.0
    if iteration > 15 and swing <= _TIGHT:
        return 0.5
    if iteration > 35:
        return 0.1 if step <= _LOOSE else 0.0
    if iteration > 25:
        share = (iteration - 25) / 10.0
        if step <= _TIGHT ** (1.0 - share) * _LOOSE**share:
            return 0.1 + 0.25 * (1.0 - share)
    return 0.0


@kernel
def overlap_at(t: float, pair: Any, relative: Any, joint: Any) -> float:
    """Relative mean state (2 - 1) and joint covariance of the expansion at time *t*.

    Returns 1 where the iteration converged, a fraction where it settled loosely
    or swings between two near points, 0 where it failed.
    """
    e1, q1, e2, q2, radius, mu = pair
    x1, u1, s1 = np.empty(6), np.empty(6), e1.copy()
    x2, u2, s2 = np.empty(6), np.empty(6), e2.copy()
    j1, p1, a1 = np.empty((6, 6)), np.empty((6, 6)), np.empty((3, 3))
    j2, p2, a2 = np.empty((6, 6)), np.empty((6, 6)), np.empty((3, 3))
    work = np.empty((6, 6))
    overlap = np.empty((3, 3))
    mode = np.empty(3)
    old = np.full(3, np.nan)
    older = np.full(3, np.nan)

    state_and_partials(e1, t, mu, x1, j1)
    state_and_partials(e2, t, mu, x2, j2)
    done = 0.0
    for iteration in range(_LIMIT + 1):
        _offset_state(x1, j1, e1, s1, u1)
        _offset_state(x2, j2, e2, s2, u2)
        congruence_6x6(j1, q1, work, p1)
        congruence_6x6(j2, q2, work, p2)
        if done > 0.0:
            break
        _likeliest_point(u1, p1, a1, u2, p2, a2, (FLOOR * radius) ** 2, overlap, mode)
        if iteration > 35:  # Averaging settles the slow ones.
            for i in range(3):
                mode[i] = 0.5 * (mode[i] + old[i])
        bound = _state_through(mode, u1, p1, a1, mu, x1)
        if not (_state_through(mode, u2, p2, a2, mu, x2) and bound):
            return 0.0
        if iteration > 0:
            step, swing = _moves(mode, old, older, overlap, radius)
            done = _settled(iteration, step, swing)
            if done < 0.0:
                return 0.0
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
def overlap_distance(t: float, pair: Any, room: Any) -> tuple[float, float]:
    """Q = M² + ln|A| at *t*, and ln|A|; NaN where the overlap does not converge.

    M is the Mahalanobis distance of the relative position, A its covariance:
    exp(-Q/2) is the collision rate of a small body but for its speed.
    """
    relative, joint, inverse = room
    if overlap_at(t, pair, relative, joint) == 0.0:
        return np.nan, np.nan
    floor = (FLOOR * pair[4]) ** 2
    det, _, _ = inverse_clipped_3x3(joint[:3, :3], floor, inverse, np.empty(3), np.empty((3, 3)))
    m2 = 0.0
    for i in range(3):
        for k in range(3):
            m2 += relative[i] * inverse[i, k] * relative[k]
    return m2 + math.log(det), math.log(det)


@kernel
def given_position(relative: Any, joint: Any, a: Any, gain: Any, spread: Any, v: Any) -> None:
    """Velocity given position: regression *gain*, covariance *spread*, mean *v* at the center.

    *a* is the inverse of the position covariance. Coppola 2012, AAS 12-247.
    """
    for i in range(3):
        for k in range(3):
            gain[i, k] = 0.0
            for j in range(3):
                gain[i, k] += joint[3 + i, j] * a[j, k]
    for i in range(3):
        v[i] = relative[3 + i]
        for k in range(3):
            v[i] -= gain[i, k] * relative[k]
            spread[i, k] = joint[3 + i, 3 + k]
            for j in range(3):
                spread[i, k] -= gain[i, j] * joint[3 + k, j]
