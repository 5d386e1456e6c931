"""Sine, cosine and arctangent without branches, for loops that vectorize.

Absolute errors stay below 1.2e-15 (tests/dynamics/test_trig.py), 0.05 micrometres at
the geostationary radius.
"""

from __future__ import annotations

import math
from typing import Any, Final

from numba import njit

__all__ = ["OPTIONS", "TWO_PI", "arctan2", "cube_root_squared", "remainder", "sincos", "small"]

OPTIONS: Final[dict[str, Any]] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"contract", "nsz"},
}
"""How every kernel is compiled; only `sweep` is cached on disk, all others are inside it.
Fused multiply-add is allowed, reordering is not: `remainder` rests on the order of
its additions, the gates on NaN."""

TWO_PI: Final = 2.0 * math.pi
_PER_TURN: Final = 1.0 / TWO_PI
_HALF_PI: Final = 0.5 * math.pi
_QUARTER_PI: Final = 0.25 * math.pi
_TAN_PI_8: Final = math.sqrt(2.0) - 1.0
_X15: Final = -7.647163731819816e-13  # -1 / 15!
_X16: Final = 4.779477332387385e-14  # 1 / 16!
_ROUND: Final = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer


@njit(**OPTIONS)
def remainder(x: float) -> float:
    """X less the nearest multiple of the float64 2 pi, which SGP4's fmod uses too."""
    turns = (x * _PER_TURN + _ROUND) - _ROUND
    return x - turns * TWO_PI


@njit(**OPTIONS)
def _series(x: float, z: float, s: float, c: float) -> tuple[float, float]:
    """Sine and cosine by Taylor's series from x**13 and x**14 down; *z* is x**2.

    *s* and *c* are what the terms above come to, in Horner's scheme.
    """
    s = s * z + 1.6059043836821613e-10
    s = s * z - 2.505210838544172e-08
    s = s * z + 2.7557319223985893e-06
    s = s * z - 1.984126984126984e-04
    s = s * z + 8.333333333333333e-03
    s = s * z - 1.6666666666666666e-01
    c = c * z - 1.1470745597729725e-11
    c = c * z + 2.08767569878681e-09
    c = c * z - 2.755731922398589e-07
    c = c * z + 2.48015873015873e-05
    c = c * z - 1.388888888888889e-03
    c = c * z + 4.1666666666666664e-02
    c = c * z - 0.5
    return x + x * z * s, 1.0 + z * c


@njit(**OPTIONS)
def small(x: float) -> tuple[float, float]:
    """Sine and cosine for |x| <= 1: Taylor's series to x**17 and x**18."""
    z = x * x
    s = 2.8114572543455206e-15 * z + _X15
    c = -1.5619206968586225e-16 * z + _X16
    sine, cosine = _series(x, z, s, c)
    return sine, cosine


@njit(**OPTIONS)
def sincos(x: float) -> tuple[float, float]:
    """Sine and cosine of any angle: a quarter of the remainder, doubled twice.

    The series to x**15 and x**16 suffice below pi/4; doubling costs less than
    sorting out quadrants and has no branch.
    """
    q = 0.25 * remainder(x)
    s, c = _series(q, q * q, _X15, _X16)
    s2 = 2.0 * s * c
    c2 = 1.0 - 2.0 * s * s
    return 2.0 * s2 * c2, 1.0 - 2.0 * s2 * s2


@njit(**OPTIONS)
def arctan2(y: float, x: float) -> float:
    """atan2 by the rational function of Cephes (Moshier 1989, atan.c)."""
    ay = abs(y)
    ax = abs(x)
    low = min(ax, ay)
    high = max(ax, ay)
    steep = low > _TAN_PI_8 * high
    top = low - high if steep else low
    bottom = low + high if steep else high
    t = top / (bottom if bottom > 0.0 else 1.0)
    z = t * t
    p = -8.750608600031904122785e-1
    p = p * z - 1.615753718733365076637e1
    p = p * z - 7.500855792314704667340e1
    p = p * z - 1.228866684490136173410e2
    p = p * z - 6.485021904942025371773e1
    q = z + 2.485846490142306297962e1
    q = q * z + 1.650270098316988542046e2
    q = q * z + 4.328810604912902668951e2
    q = q * z + 4.853903996359136964868e2
    q = q * z + 1.945506571482613964425e2
    angle = t + t * (z * p / q)
    angle = angle + _QUARTER_PI if steep else angle
    angle = _HALF_PI - angle if ay > ax else angle
    angle = math.pi - angle if x < 0.0 else angle
    return -angle if y < 0.0 else angle


@njit(**OPTIONS)
def cube_root_squared(x: float) -> float:
    """x**(2/3) for x within a factor of four of one: Halley's iteration on y**3 = x**2."""
    square = x * x
    y = 1.0
    for _ in range(4):
        cube = y * y * y
        y = y * (cube + 2.0 * square) / (2.0 * cube + square)
    return y
