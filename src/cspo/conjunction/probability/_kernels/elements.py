"""Both objects in equinoctial elements with their covariances, axes turned if need be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.equinoctial import (
    elements_from_state,
    state_and_partials,
)
from cspo.conjunction.probability._kernels.small_matrices import congruence_6x6, inverse_6x6

__all__ = ["both_elements", "period_s"]

_RETROGRADE = 1e-6


@kernel
def _pole(x: Any, turn: int) -> float:
    """1 + cos(inclination) with the axes turned *turn* times (x, y, z) -> (y, z, x)."""
    h = np.empty(3)
    h[0] = x[1] * x[5] - x[2] * x[4]
    h[1] = x[2] * x[3] - x[0] * x[5]
    h[2] = x[0] * x[4] - x[1] * x[3]
    norm = math.sqrt(h[0] ** 2 + h[1] ** 2 + h[2] ** 2)
    return float(1.0 + h[(2 + turn) % 3] / norm) if norm > 0.0 else 0.0


@kernel
def _turned(x: Any, cov: Any, turn: int, y: Any, p: Any) -> None:
    for i in range(6):
        a = (i % 3 + turn) % 3 + 3 * (i // 3)
        y[i] = x[a]
        for k in range(6):
            b = (k % 3 + turn) % 3 + 3 * (k // 3)
            p[i, k] = cov[a, b]


@kernel
def _one(x: Any, cov: Any, turn: int, mu: float, e: Any, q: Any) -> bool:
    y = np.empty(6)
    p = np.empty((6, 6))
    z = np.empty(6)
    jacobian = np.empty((6, 6))
    k = np.empty((6, 6))
    _turned(x, cov, turn, y, p)
    if not elements_from_state(y, mu, e):
        return False
    state_and_partials(e, 0.0, mu, z, jacobian)
    if not inverse_6x6(jacobian, k):
        return False
    congruence_6x6(k, p, np.empty((6, 6)), q)
    return True


@kernel
def both_elements(
    x1: Any, c1: Any, x2: Any, c2: Any, mu: float, e1: Any, q1: Any, e2: Any, q2: Any
) -> int:
    """Elements and covariances of both in common axes; the turn used, or -1.

    Turning the axes takes retrograde equatorial orbits away from the singularity.
    """
    turn = 0
    best = -1.0
    for candidate in range(3):
        room = min(_pole(x1, candidate), _pole(x2, candidate))
        if candidate == 0 and room >= _RETROGRADE:
            best = room
            break
        if room > best:
            best = room
            turn = candidate
    if best < _RETROGRADE:
        return -1
    if not (_one(x1, c1, turn, mu, e1, q1) and _one(x2, c2, turn, mu, e2, q2)):
        return -1
    return turn


@kernel
def period_s(e: Any) -> float:
    """Orbital period, s."""
    return float(2.0 * math.pi / e[0])
