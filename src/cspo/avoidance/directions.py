"""Which way to burn: along an axis, or the way that moves the encounter farthest."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["AXES", "BEST", "farthest_direction"]

Floats = NDArray[np.float64]

AXES: Final = {
    "+R": (1.0, 0.0, 0.0), "-R": (-1.0, 0.0, 0.0),
    "+T": (0.0, 1.0, 0.0), "-T": (0.0, -1.0, 0.0),
    "+N": (0.0, 0.0, 1.0), "-N": (0.0, 0.0, -1.0),
}  # fmt: skip
"""Unit vectors along the axes of the satellite at the burn, by their names."""

BEST: Final = "best"
"""Name of the direction that is computed for each time and size."""

_TURNS: Final = 80


def farthest_direction(
    offset: Floats, response: Floats, metric: Floats, size_km_s: Floats
) -> Floats:
    """Directions that take the miss farthest from zero, as the metric measures.

    Parameters
    ----------
    offset : (2,) float64
        Miss in the encounter plane without a burn, object 1 less object 2, km.
    response : (n, 2, 3) float64
        Change of it for 1 km/s along R, T, N at the burn.
    metric : (2, 2) float64
        Symmetric, positive: the inverse of the covariance, for the least Pc of a small hard
        body; the identity, for the greatest miss distance.
    size_km_s : (n,) float64

    Returns
    -------
    direction : (n, 3) float64
        Unit vectors.

    Notes
    -----
    The greatest of a convex quadratic form on a sphere: (l I - A) u = b with l above every
    eigenvalue of A, found by bisection of |u(l)| = 1. Where the miss is zero both ways are
    equal, and one is taken.

    Source: Bombardelli and Hernando-Ayuso 2015, Journal of Guidance, Control, and Dynamics
    38(2), 217-225; More and Sorensen 1983, SIAM J. Sci. Stat. Comput. 4(3), for the equation.
    """
    scaled = response * np.asarray(size_km_s)[:, None, None]
    weighed = metric @ scaled
    a, axes = np.linalg.eigh(scaled.swapaxes(1, 2) @ weighed)
    b = np.einsum("nji,nj->ni", axes, np.einsum("nki,k->ni", weighed, offset))
    least = 1e-12 * np.maximum(np.abs(a[:, 2]), np.finfo(float).tiny)
    b[:, 2] = np.where(np.abs(b[:, 2]) < least, np.copysign(least, b[:, 2]), b[:, 2])
    low, high = np.zeros(len(a)), np.linalg.norm(b, axis=1)
    gap = a[:, 2:] - a
    for _ in range(_TURNS):
        middle = 0.5 * (low + high)
        longer = ((b / (gap + middle[:, None])) ** 2).sum(axis=1) > 1.0
        low, high = np.where(longer, middle, low), np.where(longer, high, middle)
    u = b / (gap + high[:, None])
    direction = np.einsum("nij,nj->ni", axes, u)
    return np.asarray(direction / np.linalg.norm(direction, axis=1, keepdims=True))
