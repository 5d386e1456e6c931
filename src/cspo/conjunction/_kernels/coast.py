"""Objects as they coast from a knot, and which of them come near one object meanwhile.

Positions from a state by f and g as series in time: Bate, Mueller and White,
Fundamentals of Astrodynamics (1971), section 5.4, to the fifth power, with
u = mu / r³, p = r·v / r², q = v² / r² - u.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.compiling import kernel

__all__ = ["coast_from", "coasting_near", "coefficients"]

Array = NDArray[Any]

F = np.float32
ONE, TWO = F(1.0), F(2.0)
MU = F(398_600.8)
TINY, ROUNDING = F(1.0e-12), F(2.0e-6)


@kernel(error_model="numpy")
def coefficients(state: Array, series: Array, tide: Array, slack: Any) -> None:
    """Powers 2 to 5 of f and 3 to 5 of g of each object of *state* (6, n) into *series* (7, n).

    *tide* = mu / r³, made larger by *slack* for what r does before the next knot.
    """
    for i in range(state.shape[1]):
        x, y, z = F(state[0, i]), F(state[1, i]), F(state[2, i])
        a, b, c = F(state[3, i]), F(state[4, i]), F(state[5, i])
        inverse2 = ONE / (x * x + y * y + z * z)
        u = MU * inverse2 * np.sqrt(inverse2)
        p = (x * a + y * b + z * c) * inverse2
        q = (a * a + b * b + c * c) * inverse2 - u
        p2 = p * p
        series[0, i] = -u / F(2.0)
        series[1, i] = u * p / F(2.0)
        series[2, i] = u * (F(3.0) * q - F(15.0) * p2 + u) / F(24.0)
        series[3, i] = u * p * (F(7.0) * p2 - F(3.0) * q - u) / F(8.0)
        series[4, i] = -u / F(6.0)
        series[5, i] = u * p / F(4.0)
        series[6, i] = u * (F(9.0) * q - F(45.0) * p2 + u) / F(120.0)
        tide[i] = u * slack


@kernel(error_model="numpy")
def coast_from(state: Array, series: Array, t: Any, place: Array) -> None:
    """Positions *place* (3, n), km, of all objects at *t* past their knot."""
    t2 = t * t
    for i in range(state.shape[1]):
        f = ONE + t2 * (series[0, i] + t * (series[1, i] + t * (series[2, i] + t * series[3, i])))
        g = t * (ONE + t2 * (series[4, i] + t * (series[5, i] + t * series[6, i])))
        for axis in range(3):
            place[axis, i] = f * state[axis, i] + g * state[axis + 3, i]


@kernel(error_model="numpy")
def coasting_near(
    state: Array, series: Array, tide: Array, t: Any, own: Any, gate: Any, near: Array
) -> None:
    """Mark in *near* (n,) the objects that may come near *own* around *t* past their knot.

    *own* is (r, v, tide) of the one object at that time; *gate* as
    `cspo.conjunction._kernels.scan.meets` has it, wide enough for the coast.
    """
    half, base, bend, lift = gate
    t2 = t * t
    for i in range(state.shape[1]):
        f2, f3, f4, f5 = series[0, i], series[1, i], series[2, i], series[3, i]
        g3, g4, g5 = series[4, i], series[5, i], series[6, i]
        f = ONE + t2 * (f2 + t * (f3 + t * (f4 + t * f5)))
        g = t * (ONE + t2 * (g3 + t * (g4 + t * g5)))
        df = t * (TWO * f2 + t * (F(3.0) * f3 + t * (F(4.0) * f4 + t * F(5.0) * f5)))
        dg = ONE + t2 * (F(3.0) * g3 + t * (F(4.0) * g4 + t * F(5.0) * g5))
        x = f * state[0, i] + g * state[3, i] - own[0]
        y = f * state[1, i] + g * state[4, i] - own[1]
        z = f * state[2, i] + g * state[5, i] - own[2]
        a = df * state[0, i] + dg * state[3, i] - own[3]
        b = df * state[1, i] + dg * state[4, i] - own[4]
        c = df * state[2, i] + dg * state[5, i] - own[5]
        approach = x * a + y * b + z * c
        speed2 = a * a + b * b + c * c
        range2 = x * x + y * y + z * z
        when = min(max(approach / (speed2 + TINY), -half), half)
        least2 = range2 + when * (when * speed2 - TWO * approach)
        limit = base + max(tide[i], own[6]) * (lift + bend * speed2)
        near[i] |= least2 < limit * limit + ROUNDING * range2
