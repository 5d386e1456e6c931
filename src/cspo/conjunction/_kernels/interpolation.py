"""Trajectories between knots: Hermite polynomials of degree 7.

A knot holds twelve numbers of one object: position, velocity, acceleration and
jerk (km, s). They lie in one flat array, knot after knot and component after
component, so that objects with knots at different spacings fit in it: *base*,
*stride* and *spacing_s* of an object say where its knots are.

SGP4's velocity is not the derivative of its position (it lacks the rates of
several periodic terms: 2e-5 km/s for the median object, 2e-3 for an eccentric
one). Interpolating with it costs up to a kilometer in 300 s, so velocity and
acceleration are taken from the positions of neighboring knots instead.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.compiling import kernel

Array = NDArray[Any]

# Coefficients of 1, x, ... x**7 from (r, r', r'', r''') at x = 0 and at x = 1:
# the inverse of the matrix of those conditions.
HERMITE7 = np.array(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0 / 6.0, 0.0, 0.0, 0.0, 0.0],
        [-35.0, -20.0, -5.0, -2.0 / 3.0, 35.0, -15.0, 2.5, -1.0 / 6.0],
        [84.0, 45.0, 10.0, 1.0, -84.0, 39.0, -7.0, 0.5],
        [-70.0, -36.0, -7.5, -2.0 / 3.0, 70.0, -34.0, 6.5, -0.5],
        [20.0, 10.0, 2.0, 1.0 / 6.0, -20.0, 10.0, -2.0, 1.0 / 6.0],
    ]
)

# Central formulas on three knots, exact to order 7 in velocity and 6 in
# acceleration: Taylor expansions at both neighbors, solved for the middle.
V_ACC, V_JERK, V_MID = 0.05 + 11.0 / 280.0, -11.0 / 840.0, 19.0 / 210.0
A_ACC, A_JERK = 2.0 / 15.0, -0.025


@kernel(error_model="numpy")
def model_derivatives(state: Array, out: Array, mu: float, j2_re2: float) -> None:
    """Acceleration and jerk (6, n) of two bodies and J2 at *state* (6, n).

    Vallado (2013), Fundamentals of Astrodynamics, eq. 8-30; the jerk is its
    derivative along the velocity.
    """
    for i in range(state.shape[1]):
        x, y, z = state[0, i], state[1, i], state[2, i]
        u, v, w = state[3, i], state[4, i], state[5, i]
        inverse2 = 1.0 / (x * x + y * y + z * z)
        g = mu * inverse2 * np.sqrt(inverse2)
        s = (x * u + y * v + z * w) * inverse2
        q = z * z * inverse2
        q_dot = 2.0 * (z * w * inverse2 - q * s)
        c = 1.5 * j2_re2 * g * inverse2
        equator, pole = c * (5.0 * q - 1.0), c * (5.0 * q - 3.0)
        ae, az = equator - g, pole - g
        # d/dt of (ae, ae, az): g' = -3 g s, c' = -5 c s
        change = 5.0 * c * q_dot + 3.0 * g * s
        je, jz = change - 5.0 * s * equator, change - 5.0 * s * pole
        out[0, i], out[1, i], out[2, i] = ae * x, ae * y, az * z
        out[3, i] = ae * u + je * x
        out[4, i] = ae * v + je * y
        out[5, i] = az * w + jz * z


@kernel(error_model="numpy")
def fill_knots(states: Array, h: float, flat: Array, offset: int, mu: float, j2_re2: float) -> None:
    """Knots 1 to m - 2 of *states* (m, 6, n), which are *h* seconds apart.

    They go to flat[offset:], 12 n numbers a knot.
    """
    m, n = states.shape[0], states.shape[2]
    size = 256
    state = np.empty((3, 6, size))
    derived = np.empty((3, 6, size))
    for start in range(0, n, size):
        width = min(size, n - start)
        for k in range(m):
            slot = k % 3
            for c in range(6):
                for i in range(width):
                    state[slot, c, i] = states[k, c, start + i]
            model_derivatives(state[slot, :, :width], derived[slot, :, :width], mu, j2_re2)
            if k < 2:
                continue
            left, mid = (k - 2) % 3, (k - 1) % 3
            o = offset + 12 * n * (k - 2) + start
            for c in range(3):
                for i in range(width):
                    rm, r0, rp = state[left, c, i], state[mid, c, i], state[slot, c, i]
                    am, a0, ap = derived[left, c, i], derived[mid, c, i], derived[slot, c, i]
                    jm, j0 = derived[left, c + 3, i], derived[mid, c + 3, i]
                    jp = derived[slot, c + 3, i]
                    flat[o + c * n + i] = r0
                    flat[o + (c + 3) * n + i] = (
                        (rp - rm) / (2.0 * h)
                        - 0.5 * V_ACC * h * (ap - am)
                        - 0.5 * V_JERK * h * h * (jp + jm)
                        - V_MID * h * h * j0
                    )
                    flat[o + (c + 6) * n + i] = (
                        (rp - 2.0 * r0 + rm) / (h * h)
                        - A_ACC * (ap - 2.0 * a0 + am)
                        - A_JERK * h * (jp - jm)
                    )
                    flat[o + (c + 9) * n + i] = j0


@kernel(error_model="numpy")
def sample_steps(
    flat: Array, offset: int, n: int, knot: Array, weight: Array, rate_weight: Array,
    out: Array, column: int,
) -> None:  # fmt: skip
    """States of the *n* objects of one spacing at several instants.

    Instant s lies after *knot*[s]; *weight*[s] and *rate_weight*[s] (8,) combine
    (r, v, a, j) of that knot and the next into position and velocity, which go
    to out[s, 0:6, column:column + n]. Blocks of objects keep the knots in cache.
    """
    size = 512
    for start in range(0, n, size):
        width = min(size, n - start)
        for s in range(knot.shape[0]):
            w0, w1, w2, w3, w4, w5, w6, w7 = (
                weight[s, 0], weight[s, 1], weight[s, 2], weight[s, 3],
                weight[s, 4], weight[s, 5], weight[s, 6], weight[s, 7],
            )  # fmt: skip
            d0, d1, d2, d3, d4, d5, d6, d7 = (
                rate_weight[s, 0], rate_weight[s, 1], rate_weight[s, 2], rate_weight[s, 3],
                rate_weight[s, 4], rate_weight[s, 5], rate_weight[s, 6], rate_weight[s, 7],
            )  # fmt: skip
            for c in range(3):
                o = offset + (12 * knot[s] + c) * n + start
                r, v = flat[o : o + width], flat[o + 3 * n : o + 3 * n + width]
                a, j = flat[o + 6 * n : o + 6 * n + width], flat[o + 9 * n : o + 9 * n + width]
                o += 12 * n
                r_, v_ = flat[o : o + width], flat[o + 3 * n : o + 3 * n + width]
                a_, j_ = flat[o + 6 * n : o + 6 * n + width], flat[o + 9 * n : o + 9 * n + width]
                o = column + start
                position, velocity = out[s, c, o : o + width], out[s, c + 3, o : o + width]
                for i in range(width):
                    r0, v0, a0, j0 = r[i], v[i], a[i], j[i]
                    r1, v1, a1, j1 = r_[i], v_[i], a_[i], j_[i]
                    position[i] = (
                        (w0 * r0 + w4 * r1)
                        + (w1 * v0 + w5 * v1)
                        + (w2 * a0 + w6 * a1)
                        + (w3 * j0 + w7 * j1)
                    )
                    velocity[i] = (
                        (d0 * r0 + d4 * r1)
                        + (d1 * v0 + d5 * v1)
                        + (d2 * a0 + d6 * a1)
                        + (d3 * j0 + d7 * j1)
                    )


@kernel(error_model="numpy")
def state_at(
    flat: Array, base: int, stride: int, spacing_s: float, t_s: float, begin_s: float,
    end_s: float, out: Array,
) -> None:  # fmt: skip
    """State of one object at *t_s* past the knot at *base* into *out* (6,).

    Only knots that span [*begin_s*, *end_s*] are used, so that the result does
    not depend on what lies beyond it.
    """
    h = spacing_s
    knot = min(max(int(t_s / h), int(begin_s / h + 1.0e-6)), int(np.ceil(end_s / h - 1.0e-6)) - 1)
    x = t_s / h - knot
    left = base + 12 * stride * knot
    for c in range(3):
        o = left + c * stride
        r0, v0 = flat[o], flat[o + 3 * stride] * h
        a0, j0 = flat[o + 6 * stride] * (0.5 * h * h), flat[o + 9 * stride] * (h * h * h / 6.0)
        o += 12 * stride
        r1, v1 = flat[o], flat[o + 3 * stride] * h
        a1, j1 = flat[o + 6 * stride] * (0.5 * h * h), flat[o + 9 * stride] * (h * h * h / 6.0)
        # Conditions at x = 1 left over by the Taylor polynomial at x = 0.
        p = r1 - r0 - v0 - a0 - j0
        q = v1 - v0 - 2.0 * a0 - 3.0 * j0
        s = a1 - a0 - 3.0 * j0
        e = j1 - j0
        c4 = 35.0 * p - 15.0 * q + 5.0 * s - e
        c5 = -84.0 * p + 39.0 * q - 14.0 * s + 3.0 * e
        c6 = 70.0 * p - 34.0 * q + 13.0 * s - 3.0 * e
        c7 = -20.0 * p + 10.0 * q - 4.0 * s + e
        out[c] = r0 + x * (v0 + x * (a0 + x * (j0 + x * (c4 + x * (c5 + x * (c6 + x * c7))))))
        out[c + 3] = (
            v0
            + x
            * (
                2.0 * a0
                + x * (3.0 * j0 + x * (4.0 * c4 + x * (5.0 * c5 + x * (6.0 * c6 + x * 7.0 * c7))))
            )
        ) / h
