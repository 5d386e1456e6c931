"""Two-body motion and its partials in equinoctial elements (n, k, h, p, q, λ).

n is the mean motion (rad/s), k = e cos(ω+Ω), h = e sin(ω+Ω), p = tan(i/2) sin Ω,
q = tan(i/2) cos Ω and λ the mean longitude. Broucke and Cefola 1972; the
partials follow by differentiating their equations at fixed λ. Retrograde
equatorial orbits are singular: the caller turns the axes first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel

__all__ = ["elements_from_state", "state_and_partials", "state_from_elements"]

_TAU = 2.0 * math.pi


@kernel
def elements_from_state(x: Any, mu: float, e: Any) -> bool:
    """Elements *e* of the state *x* (km, km/s); false where the orbit is not an ellipse."""
    rx, ry, rz, vx, vy, vz = x[0], x[1], x[2], x[3], x[4], x[5]
    r = math.sqrt(rx * rx + ry * ry + rz * rz)
    if not r > 0.0:
        return False
    inverse_a = 2.0 / r - (vx * vx + vy * vy + vz * vz) / mu
    if not inverse_a > 0.0:
        return False
    a = 1.0 / inverse_a
    hx = ry * vz - rz * vy
    hy = rz * vx - rx * vz
    hz = rx * vy - ry * vx
    h_norm = math.sqrt(hx * hx + hy * hy + hz * hz)
    if not h_norm > 0.0:
        return False
    wx, wy, wz = hx / h_norm, hy / h_norm, hz / h_norm
    if not 1.0 + wz > 1e-12:
        return False
    p = wx / (1.0 + wz)
    q = -wy / (1.0 + wz)
    d = 1.0 + p * p + q * q
    fx, fy, fz = (1.0 - p * p + q * q) / d, 2.0 * p * q / d, -2.0 * p / d
    gx, gy, gz = 2.0 * p * q / d, (1.0 + p * p - q * q) / d, 2.0 * q / d
    ex = (vy * hz - vz * hy) / mu - rx / r
    ey = (vz * hx - vx * hz) / mu - ry / r
    ez = (vx * hy - vy * hx) / mu - rz / r
    k = ex * fx + ey * fy + ez * fz
    h = ex * gx + ey * gy + ez * gz
    s2 = 1.0 - h * h - k * k
    if not s2 > 0.0:
        return False
    s = math.sqrt(s2)
    beta = 1.0 / (1.0 + s)
    cx = rx * fx + ry * fy + rz * fz
    cy = rx * gx + ry * gy + rz * gz
    cos_f = k + ((1.0 - k * k * beta) * cx - h * k * beta * cy) / (a * s)
    sin_f = h + ((1.0 - h * h * beta) * cy - h * k * beta * cx) / (a * s)
    f = math.atan2(sin_f, cos_f)
    e[0] = math.sqrt(mu / (a * a * a))
    e[1] = k
    e[2] = h
    e[3] = p
    e[4] = q
    e[5] = (f + h * math.cos(f) - k * math.sin(f)) % _TAU
    return True


@kernel
def _eccentric_longitude(longitude: float, k: float, h: float) -> float:
    """Kepler's equation λ = F + h cos F - k sin F, by Newton with a clipped step."""
    f = longitude + (k * math.sin(longitude) - h * math.cos(longitude))
    for _ in range(60):
        c = math.cos(f)
        s = math.sin(f)
        step = (f + h * c - k * s - longitude) / (1.0 - k * c - h * s)
        if step > 1.0:
            step = 1.0
        elif step < -1.0:
            step = -1.0
        f -= step
        if abs(step) < 1e-14 * max(1.0, abs(f)):
            break
    return f


@kernel
def state_from_elements(e: Any, dt: float, mu: float, x: Any) -> None:
    """State *x* (km, km/s) *dt* seconds after the elements' epoch."""
    n, k, h, p, q = e[0], e[1], e[2], e[3], e[4]
    f = _eccentric_longitude((e[5] + n * dt) % _TAU, k, h)
    c, s = math.cos(f), math.sin(f)
    a = (mu / (n * n)) ** (1.0 / 3.0)
    beta = 1.0 / (1.0 + math.sqrt(1.0 - h * h - k * k))
    rate = n * a / (1.0 - k * c - h * s)
    cx = a * ((1.0 - h * h * beta) * c + h * k * beta * s - k)
    cy = a * ((1.0 - k * k * beta) * s + h * k * beta * c - h)
    dx = rate * (h * k * beta * c - (1.0 - h * h * beta) * s)
    dy = rate * ((1.0 - k * k * beta) * c - h * k * beta * s)
    d = 1.0 / (1.0 + p * p + q * q)
    fx, fy, fz = (1.0 - p * p + q * q) * d, 2.0 * p * q * d, -2.0 * p * d
    gx, gy, gz = 2.0 * p * q * d, (1.0 + p * p - q * q) * d, 2.0 * q * d
    x[0] = cx * fx + cy * gx
    x[1] = cx * fy + cy * gy
    x[2] = cx * fz + cy * gz
    x[3] = dx * fx + dy * gx
    x[4] = dx * fy + dy * gy
    x[5] = dx * fz + dy * gz


@kernel
def state_and_partials(e: Any, dt: float, mu: float, x: Any, jacobian: Any) -> None:
    """State at *dt* and its 6x6 partials by the elements at their epoch."""
    n, k, h, p, q = e[0], e[1], e[2], e[3], e[4]
    f = _eccentric_longitude((e[5] + n * dt) % _TAU, k, h)
    c, s = math.cos(f), math.sin(f)
    a = (mu / (n * n)) ** (1.0 / 3.0)
    root = math.sqrt(1.0 - h * h - k * k)
    beta = 1.0 / (1.0 + root)
    db_h = beta * beta * h / root
    db_k = beta * beta * k / root
    w = 1.0 / (1.0 - k * c - h * s)  # a / r = dF/dλ

    # Coordinates over a, and velocity over n a, in the plane (u, v).
    u = (1.0 - h * h * beta) * c + h * k * beta * s - k
    v = (1.0 - k * k * beta) * s + h * k * beta * c - h
    gu = h * k * beta * c - (1.0 - h * h * beta) * s
    gv = (1.0 - k * k * beta) * c - h * k * beta * s
    du = w * gu
    dv = w * gv

    # dF at fixed λ: dF/dh = -w cos F, dF/dk = w sin F.
    fh = -w * c
    fk = w * s
    b = h * k * beta
    u_f = gu
    v_f = gv
    gu_f = -b * s - (1.0 - h * h * beta) * c
    gv_f = -(1.0 - k * k * beta) * s - b * c
    w_f = -w * w * (k * s - h * c)
    bh = k * beta + h * k * db_h
    bk = h * beta + h * k * db_k
    hh_h = -(2.0 * h * beta + h * h * db_h)
    hh_k = -h * h * db_k
    kk_h = -k * k * db_h
    kk_k = -(2.0 * k * beta + k * k * db_k)

    u_h = hh_h * c + bh * s + u_f * fh
    u_k = hh_k * c + bk * s - 1.0 + u_f * fk
    v_h = kk_h * s + bh * c - 1.0 + v_f * fh
    v_k = kk_k * s + bk * c + v_f * fk
    gu_h = bh * c - hh_h * s + gu_f * fh
    gu_k = bk * c - hh_k * s + gu_f * fk
    gv_h = kk_h * c - bh * s + gv_f * fh
    gv_k = kk_k * c - bk * s + gv_f * fk
    w_h = w * w * s + w_f * fh
    w_k = w * w * c + w_f * fk
    du_h = w_h * gu + w * gu_h
    du_k = w_k * gu + w * gu_k
    dv_h = w_h * gv + w * gv_h
    dv_k = w_k * gv + w * gv_k
    du_l = (w_f * gu + w * gu_f) * w
    dv_l = (w_f * gv + w * gv_f) * w

    d = 1.0 / (1.0 + p * p + q * q)
    fx, fy, fz = (1.0 - p * p + q * q) * d, 2.0 * p * q * d, -2.0 * p * d
    gx, gy, gz = 2.0 * p * q * d, (1.0 + p * p - q * q) * d, 2.0 * q * d
    wx, wy, wz = 2.0 * p * d, -2.0 * q * d, (1.0 - p * p - q * q) * d
    basis = np.empty((3, 3))
    basis[0, 0], basis[0, 1], basis[0, 2] = fx, gx, wx
    basis[1, 0], basis[1, 1], basis[1, 2] = fy, gy, wy
    basis[2, 0], basis[2, 1], basis[2, 2] = fz, gz, wz
    na = n * a
    for i in range(3):
        bf, bg, bw = basis[i, 0], basis[i, 1], basis[i, 2]
        x[i] = a * (u * bf + v * bg)
        x[i + 3] = na * (du * bf + dv * bg)
        jacobian[i, 1] = a * (u_k * bf + v_k * bg)
        jacobian[i + 3, 1] = na * (du_k * bf + dv_k * bg)
        jacobian[i, 2] = a * (u_h * bf + v_h * bg)
        jacobian[i + 3, 2] = na * (du_h * bf + dv_h * bg)
        # Rotation of the plane (Danielson 1995, equation 2.1.6-5).
        jacobian[i, 3] = 2.0 * d * a * (q * (v * bf - u * bg) - u * bw)
        jacobian[i + 3, 3] = 2.0 * d * na * (q * (dv * bf - du * bg) - du * bw)
        jacobian[i, 4] = 2.0 * d * a * (p * (u * bg - v * bf) + v * bw)
        jacobian[i + 3, 4] = 2.0 * d * na * (p * (du * bg - dv * bf) + dv * bw)
        jacobian[i, 5] = a * w * (u_f * bf + v_f * bg)
        jacobian[i + 3, 5] = na * (du_l * bf + dv_l * bg)
        # a = (mu / n^2)^(1/3), so da/dn = -2a/3n; and λ moves with n dt.
        jacobian[i, 0] = -2.0 * x[i] / (3.0 * n) + dt * jacobian[i, 5]
        jacobian[i + 3, 0] = x[i + 3] / (3.0 * n) + dt * jacobian[i + 3, 5]
