"""Density of what left one point with all velocities: every two-body route, and its Jacobian."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel

__all__ = ["dense", "route"]

_LOW, _HIGH = -1.0 + 1e-9, 1.0 - 1e-4
"""Bounds of Izzo's x for ellipses: from 1 on it is a parabola, and closer the time loses digits."""
_TURNS = 60
_NEAR = 1e-13


@kernel
def _time(x: float, lam: float, turns: int) -> Any:
    """Izzo's time of flight, without dimension, and its derivative; an ellipse, |x| < 1."""
    u = 1.0 - x * x
    y = math.sqrt(1.0 - lam * lam * u)
    psi = math.acos(min(1.0, max(-1.0, x * y + lam * u)))
    t = ((psi + turns * math.pi) / math.sqrt(u) - x + lam * y) / u
    return t, (3.0 * t * x - 2.0 + 2.0 * lam**3 * x / y) / u


@kernel
def _lowest(lam: float, turns: int) -> float:
    """Where the time of flight of so many turns is least: its derivative rises through zero."""
    low, high = _LOW, _HIGH
    for _ in range(_TURNS):
        x = 0.5 * (low + high)
        if _time(x, lam, turns)[1] > 0.0:
            high = x
        else:
            low = x
        if high - low < 1e-10:
            break
    return 0.5 * (low + high)


@kernel
def _solve(target: float, lam: float, turns: int, low: float, high: float) -> float:
    """The x in [low, high] of that time, which changes one way there: Newton kept in bounds."""
    falls = _time(low, lam, turns)[0] > _time(high, lam, turns)[0]
    x = 0.5 * (low + high)
    for _ in range(_TURNS):
        t, slope = _time(x, lam, turns)
        if (t > target) == falls:
            low = x
        else:
            high = x
        better = x - (t - target) / slope if slope != 0.0 else low - 1.0
        if not low < better < high:
            better = 0.5 * (low + high)
        if abs(better - x) < _NEAR:
            return better
        x = better
    return x


@kernel
def route(
    r0: Any, r1: Any, t_s: float, mu: float, pole: Any, turns: int, branch: int, out: Any
) -> bool:
    """Velocity at either end of a route of so many whole turns, to out[0:3] and out[3:6].

    *pole* (3,) says which way round. *branch* 0 or 1: with turns there are two routes, or none.
    False where there is none, or it is no ellipse.

    Source: Izzo, Revisiting Lambert's problem, Celestial Mechanics and Dynamical Astronomy 121
    (2015), 1-15.
    """
    m0 = math.sqrt(r0[0] ** 2 + r0[1] ** 2 + r0[2] ** 2)
    m1 = math.sqrt(r1[0] ** 2 + r1[1] ** 2 + r1[2] ** 2)
    dx, dy, dz = r1[0] - r0[0], r1[1] - r0[1], r1[2] - r0[2]
    chord = math.sqrt(dx * dx + dy * dy + dz * dz)
    s = 0.5 * (m0 + m1 + chord)
    hx = r0[1] * r1[2] - r0[2] * r1[1]
    hy = r0[2] * r1[0] - r0[0] * r1[2]
    hz = r0[0] * r1[1] - r0[1] * r1[0]
    h = math.sqrt(hx * hx + hy * hy + hz * hz)
    if h < 1e-9 * m0 * m1 or chord < 1e-9 * m0:
        return False
    side = 1.0 if hx * pole[0] + hy * pole[1] + hz * pole[2] > 0.0 else -1.0
    lam = side * math.sqrt(max(0.0, 1.0 - chord / s))
    target = math.sqrt(2.0 * mu / s**3) * t_s
    low, high = _LOW, _HIGH
    if turns > 0:
        middle = _lowest(lam, turns)
        if _time(middle, lam, turns)[0] > target:
            return False
        if branch == 0:
            high = middle
        else:
            low = middle
    if not _time(low, lam, turns)[0] > target and (turns == 0 or branch == 0):
        return False
    if turns == 0 and _time(high, lam, turns)[0] > target:
        return False
    x = _solve(target, lam, turns, low, high)
    y = math.sqrt(1.0 - lam * lam * (1.0 - x * x))
    gamma = math.sqrt(0.5 * mu * s)
    rho = (m0 - m1) / chord
    sigma = math.sqrt(max(0.0, 1.0 - rho * rho))
    out_radial = gamma * ((lam * y - x) - rho * (lam * y + x)) / m0
    in_radial = -gamma * ((lam * y - x) + rho * (lam * y + x)) / m1
    across = gamma * sigma * (y + lam * x)
    hx, hy, hz = side * hx / h, side * hy / h, side * hz / h
    for k in range(3):
        a, b = (k + 1) % 3, (k + 2) % 3
        w = (hx, hy, hz)
        out[k] = out_radial * r0[k] / m0 + across / m0 * (w[a] * r0[b] - w[b] * r0[a]) / m0
        out[3 + k] = in_radial * r1[k] / m1 + across / m1 * (w[a] * r1[b] - w[b] * r1[a]) / m1
    return True


@kernel
def _jacobian(r0: Any, r1: Any, v: Any, t_s: float, mu: float, turns: int) -> Any:
    """Determinant of the change of place, here and now, by velocity, then and there (s3).

    Source: Battin, An Introduction to the Mathematics and Methods of Astrodynamics (1999),
    section 9.7: the block of the state transition matrix in closed form.
    """
    m0 = math.sqrt(r0[0] ** 2 + r0[1] ** 2 + r0[2] ** 2)
    m1 = math.sqrt(r1[0] ** 2 + r1[1] ** 2 + r1[2] ** 2)
    speed2 = v[0] ** 2 + v[1] ** 2 + v[2] ** 2
    alpha = 2.0 / m0 - speed2 / mu
    root = math.sqrt(alpha)
    dot0 = (r0[0] * v[0] + r0[1] * v[1] + r0[2] * v[2]) / math.sqrt(mu)
    dot1 = (r1[0] * v[3] + r1[1] * v[4] + r1[2] * v[5]) / math.sqrt(mu)
    e0 = math.atan2(dot0 * root, 1.0 - m0 * alpha)
    e1 = math.atan2(dot1 * root, 1.0 - m1 * alpha)
    tau = 2.0 * math.pi
    turn = e1 - e0
    turn -= math.floor(turn / tau) * tau
    turn += tau * turns
    chi = turn / root
    u2 = (1.0 - math.cos(turn)) / alpha
    u3 = (turn - math.sin(turn)) / (alpha * root)
    u4 = (0.5 * chi * chi - u2) / alpha
    u5 = (chi**3 / 6.0 - u3) / alpha
    f = 1.0 - u2 / m0
    g = t_s - u3 / math.sqrt(mu)
    c = (3.0 * u5 - chi * u4) / math.sqrt(mu) - t_s * u2
    m = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            m[i, j] = (
                m0 / mu * (1.0 - f) * ((r1[i] - r0[i]) * v[j] - (v[3 + i] - v[i]) * r0[j])
                + c / mu * v[3 + i] * v[j]
            )
        m[i, i] += g
    return (
        m[0, 0] * (m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1])
        - m[0, 1] * (m[1, 0] * m[2, 2] - m[1, 2] * m[2, 0])
        + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0])
    )


@kernel
def dense(
    r0: Any, v0: Any, r: Any, v: Any, t_s: Any, mu: float, log_speed: Any, per_decade: Any,
    out: Any,
) -> None:  # fmt: skip
    """Density (1/km3) and flux (1/(km2 s)) of pieces at places *r* (m, 3) that move with *v*.

    Pieces leave *r0* with *v0* and more: *per_decade* is the number of them for each decade of
    speed at *log_speed* (log10 of km/s, even steps), the same in all directions. out (m, 2).
    """
    pole = np.empty(3)
    for k in range(3):
        a, b = (k + 1) % 3, (k + 2) % 3
        pole[k] = r0[a] * v0[b] - r0[b] * v0[a]
    step = log_speed[1] - log_speed[0]
    ends = np.empty(6)
    for i in range(len(t_s)):
        out[i, 0] = out[i, 1] = 0.0
        m0 = math.sqrt(r0[0] ** 2 + r0[1] ** 2 + r0[2] ** 2)
        m1 = math.sqrt(r[i, 0] ** 2 + r[i, 1] ** 2 + r[i, 2] ** 2)
        # no route has more turns than the smallest orbit through both places
        most = int(t_s[i] / (2.0 * math.pi * math.sqrt((0.5 * max(m0, m1)) ** 3 / mu)))
        for turns in range(most + 1):
            for branch in range(1 if turns == 0 else 2):
                if not route(r0, r[i], t_s[i], mu, pole, turns, branch, ends):
                    continue
                dv2 = (ends[0] - v0[0]) ** 2 + (ends[1] - v0[1]) ** 2 + (ends[2] - v0[2]) ** 2
                at = (0.5 * math.log10(max(dv2, 1e-24)) - log_speed[0]) / step
                if not 0.0 <= at < len(per_decade) - 1:
                    continue
                k = int(at)
                number = per_decade[k] + (at - k) * (per_decade[k + 1] - per_decade[k])
                if number <= 0.0:
                    continue
                # from a decade of speed to a cube of velocity, to a cube of space
                spread = 4.0 * math.pi * dv2 * math.sqrt(dv2) * math.log(10.0)
                n = number / spread / abs(_jacobian(r0, r[i], ends, t_s[i], mu, turns))
                wx, wy, wz = v[i, 0] - ends[3], v[i, 1] - ends[4], v[i, 2] - ends[5]
                out[i, 0] += n
                out[i, 1] += n * math.sqrt(wx * wx + wy * wy + wz * wz)
