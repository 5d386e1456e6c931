"""Soundness of 3x3 covariances in bulk."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel
from cspo.conjunction.probability._kernels.small_matrices import eigen_symmetric_3x3

__all__ = ["correlation_minimum_many"]


@kernel
def correlation_minimum_many(cov: Any, least: Any, asymmetry: Any) -> None:
    """Least eigenvalue of each correlation matrix and its greatest asymmetry; NaN passes.

    A positive value is only a bound from below (det / 9, as the trace is 3).
    """
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
        asymmetry[i] = worst
        # Most are soundly positive, and their minors say so without eigenvalues.
        minor = c[0, 0] * c[1, 1] - c[0, 1] * c[1, 0]
        det = (
            c[2, 2] * minor
            - c[2, 1] * (c[0, 0] * c[1, 2] - c[0, 2] * c[1, 0])
            + c[2, 0] * (c[0, 1] * c[1, 2] - c[0, 2] * c[1, 1])
        )
        if c[0, 0] > 0.5 and minor > 1e-9 and det > 1e-9:
            least[i] = 0.1 * det
            continue
        eigen_symmetric_3x3(c, w, v)
        least[i] = min(w[0], w[1], w[2])
