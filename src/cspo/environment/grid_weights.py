"""Where a value stands among evenly or unevenly spaced nodes, and with which weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["between", "cubic"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def cubic(place: Floats, nodes: int) -> tuple[Integers, Floats]:
    """Four nodes around *place* (in steps, from 0) and Lagrange's weights: (..., 4) each.

    Examples
    --------
    >>> index, weights = cubic(np.array([0.5]), 9)
    >>> index.tolist(), weights.tolist()
    ([[0, 1, 2, 3]], [[0.3125, 0.9375, -0.3125, 0.0625]])
    """
    first = np.clip(np.floor(place).astype(np.int64) - 1, 0, nodes - 4)
    t = np.asarray(place - first)[..., None]
    weights = np.concatenate(
        [
            -(t - 1.0) * (t - 2.0) * (t - 3.0) / 6.0,
            t * (t - 2.0) * (t - 3.0) / 2.0,
            -t * (t - 1.0) * (t - 3.0) / 2.0,
            t * (t - 1.0) * (t - 2.0) / 6.0,
        ],
        axis=-1,
    )
    return np.asarray(first)[..., None] + np.arange(4), weights


def between(value: Floats, nodes: Floats) -> tuple[Integers, Floats]:
    """The node at or under *value*, and the share of the way to the next.

    Examples
    --------
    >>> low, share = between(np.array([15.0]), np.array([0.0, 10.0, 20.0]))
    >>> low.tolist(), share.tolist()
    ([1], [0.5])
    """
    low = np.clip(np.searchsorted(nodes, value, side="right") - 1, 0, len(nodes) - 2)
    return np.asarray(low, np.int64), np.asarray(
        (value - nodes[low]) / (nodes[low + 1] - nodes[low])
    )
