"""Lagrange's interpolation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["lagrange_weights"]

Floats = NDArray[np.float64]


def lagrange_weights(from_nodes: Floats) -> Floats:
    """Weights of the values at nodes whose polynomial is sought.

    Parameters
    ----------
    from_nodes : (..., k) float64
        The point sought less each of the *k* nodes, in any unit.

    Returns
    -------
    weights : (..., k) float64
        Of the polynomial of degree k - 1 through the nodes.

    Source: e.g. Davis, Interpolation and Approximation (1975), section 2.5.
    """
    k = from_nodes.shape[-1]
    weights = np.ones(from_nodes.shape)
    for i in range(k):
        for j in range(k):
            if i != j:
                span = from_nodes[..., j] - from_nodes[..., i]
                weights[..., i] *= from_nodes[..., j] / span
    return weights
