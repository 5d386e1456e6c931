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
def add_two(a: float, x: Array, b: float, y: Array, out: Array) -> None:
    """Out += a x + b y: with three arrays the compiler can tell that none overlap."""
    for i in range(out.shape[0]):
        out[i] += a * x[i] + b * y[i]


@kernel(error_model="numpy")
def put_two(a: float, x: Array, b: float, y: Array, out: Array) -> None:
    """Out = a x + b y."""
    for i in range(out.shape[0]):
        out[i] = a * x[i] + b * y[i]


@kernel(error_model="numpy")
def copy(x: Array, out: Array) -> None:
    """Copy a row, rounding to what *out* holds."""
    for i in range(out.shape[0]):
        out[i] = x[i]


@kernel(error_model="numpy")
def central(past: Array, here: Array, after: Array, h: float, out: Array) -> None:
    """Velocity and acceleration (6, n) at the middle of three knots (12, n), *h* apart."""
    inverse, inverse2, half = 1.0 / (2.0 * h), 1.0 / (h * h), 0.5 * h * h
    for c in range(3):
        a, j = c + 6, c + 9
        v = out[c]
        for i in range(v.shape[0]):
            v[i] = inverse * (after[c, i] - past[c, i])
        add_two(-0.5 * V_ACC * h, after[a], 0.5 * V_ACC * h, past[a], v)
        add_two(-V_JERK * half, after[j], -V_JERK * half, past[j], v)
        add_two(-V_MID * h * h, here[j], 0.0, here[j], v)
        v = out[c + 3]
        # Differences first: the three positions nearly cancel.
        for i in range(v.shape[0]):
            v[i] = inverse2 * ((after[c, i] - here[c, i]) - (here[c, i] - past[c, i]))
        add_two(-A_ACC, after[a], 2.0 * A_ACC, here[a], v)
        add_two(-A_ACC, past[a], -A_JERK * h, after[j], v)
        add_two(A_JERK * h, past[j], 0.0, past[j], v)
    # Beside a knot without a state there is only the theory's own velocity.
    for i in range(out.shape[1]):
        if np.isnan(out[0, i]):
            for c in range(6):
                out[c, i] = here[c + 3, i]


@kernel(error_model="numpy")
def fill_knots(states: Array, h: float, flat: Array, offset: int, mu: float, j2_re2: float) -> None:
    """Knots 1 to m - 2 of *states* (m, 6, n), which are *h* seconds apart.

    They go to flat[offset:], 12 n numbers a knot.
    """
    m, n = states.shape[0], states.shape[2]
    size = 256
    knots = np.zeros((3, 12, size))
    improved = np.zeros((6, size))
    for start in range(0, n, size):
        width = min(size, n - start)
        for k in range(m):
            slot = k % 3
            for c in range(6):
                copy(states[k, c, start : start + width], knots[slot, c, :width])
            model_derivatives(knots[slot, :6], knots[slot, 6:], mu, j2_re2)
            if k < 2:
                continue
            here = knots[(k - 1) % 3]
            central(knots[(k - 2) % 3], here, knots[slot], h, improved)
            o = offset + 12 * n * (k - 2) + start
            for c in range(3):
                copy(here[c, :width], flat[o + c * n : o + c * n + width])
                copy(here[c + 9, :width], flat[o + (c + 9) * n : o + (c + 9) * n + width])
            for c in range(6):
                copy(improved[c, :width], flat[o + (c + 3) * n : o + (c + 3) * n + width])


@kernel(error_model="numpy")
def sample_steps(
    flat: Array, offset: int, n: int, knot: Array, weight: Array, rate_weight: Array,
    out: Array, column: int,
) -> None:  # fmt: skip
    """States of the *n* objects of one spacing at several instants.

    Instant s lies after *knot*[s]; *weight*[s] and *rate_weight*[s] (8,) combine
    (r, v, a, j) of that knot and the next into position and velocity, which go
    to out[s, 0:6, column:column + n]. Blocks of objects stay in cache.
    """
    size = 1024
    block = np.zeros(size)
    for start in range(0, n, size):
        width = min(size, n - start)
        row = block[:width]
        for s in range(knot.shape[0]):
            for c in range(6):
                w = weight[s] if c < 3 else rate_weight[s]
                o = offset + (12 * knot[s] + c % 3) * n + start
                for k in range(4):
                    left = o + 3 * k * n
                    right = left + 12 * n
                    ends = flat[left : left + width], flat[right : right + width]
                    if k == 0:
                        put_two(w[0], ends[0], w[4], ends[1], row)
                    else:
                        add_two(w[k], ends[0], w[k + 4], ends[1], row)
                copy(row, out[s, c, column + start : column + start + width])


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
