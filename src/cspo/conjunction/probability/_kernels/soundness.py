"""Soundness of 3x3 covariances in bulk."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from cspo.conjunction.probability._kernels.small_matrices import eigen_symmetric_3x3

__all__ = ["correlation_minimum_many"]


@njit(cache=True, nogil=True)
def correlation_minimum_many(cov: Any, least: Any, asymmetry: Any) -> None:
    """Least eigenvalue of each correlation matrix and its greatest asymmetry; NaN passes."""
    w = np.empty(3)
    v = np.empty((3, 3))
    c = np.empty((3, 3))
    s = np.empty(3)
    for i in range(cov.shape[0]):
        total = 0.0
        for j in range(3):
            for k in range(3):
                total += cov[i, j, k]
        least[i] = np.nan
        asymmetry[i] = np.nan
        if not math.isfinite(total):
            continue
        for j in range(3):
            s[j] = math.sqrt(cov[i, j, j]) if cov[i, j, j] > 0.0 else 1.0
        worst = 0.0
        for j in range(3):
            for k in range(3):
                c[j, k] = cov[i, j, k] / (s[j] * s[k])
        for j in range(3):
            for k in range(j):
                worst = max(worst, abs(c[j, k] - c[k, j]))
        eigen_symmetric_3x3(c, w, v)
        least[i] = min(w[0], w[1], w[2])
        asymmetry[i] = worst
