"""Cubics through points and slopes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["hermite"]

Floats = NDArray[np.float64]


def hermite(at: Floats, x: Floats, y: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Cubics through points (n, m) with slopes, and their derivatives, at (k,)."""
    left = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    step = (x[left + 1] - x[left])[:, None]
    u = (at - x[left])[:, None] / step
    rise, a, b = y[left + 1] - y[left], step * slope[left], step * slope[left + 1]
    c2, c3 = 3.0 * rise - 2.0 * a - b, a + b - 2.0 * rise
    value = y[left] + u * (a + u * (c2 + u * c3))
    return value, (a + u * (2.0 * c2 + 3.0 * u * c3)) / step
