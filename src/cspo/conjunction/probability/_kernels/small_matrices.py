"""Symmetric 3x3 eigenvalues and small inverses, without LAPACK."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cspo.compiling import kernel

__all__ = [
    "congruence_6x6",
    "eigen_symmetric_2x2",
    "eigen_symmetric_3x3",
    "inverse_6x6",
    "inverse_clipped_3x3",
]

_SWEEPS = 50


@kernel
def eigen_symmetric_2x2(a: float, b: float, c: float) -> tuple[float, float, float, float]:
    """Eigenvalues of [[a, b], [b, c]], larger first, and the larger one's unit vector."""
    mean = 0.5 * (a + c)
    half = 0.5 * (a - c)
    radius = math.hypot(half, b)
    # The eigenvalue nearer zero comes from the product of both (Viete): no cancellation.
    if mean >= 0.0:
        large = mean + radius
        small = (a * c - b * b) / large if large > 0.0 else 0.0
    else:
        small = mean - radius
        large = (a * c - b * b) / small
    if radius == 0.0:
        return large, small, 1.0, 0.0
    if half >= 0.0:
        x, y = half + radius, b
    else:
        x, y = b, radius - half
    norm = math.hypot(x, y)
    return large, small, x / norm, y / norm


@kernel
def eigen_symmetric_3x3(matrix: Any, w: Any, v: Any) -> None:
    """Cyclic Jacobi rotations (Golub and Van Loan 2013, section 8.5): *w* and columns of *v*."""
    a = np.empty((3, 3))
    for i in range(3):
        for j in range(3):
            a[i, j] = 0.5 * (matrix[i, j] + matrix[j, i])
            v[i, j] = 1.0 if i == j else 0.0
    for _ in range(_SWEEPS):
        off = abs(a[0, 1]) + abs(a[0, 2]) + abs(a[1, 2])
        if off == 0.0:
            break
        for p in range(2):
            for q in range(p + 1, 3):
                apq = a[p, q]
                if abs(apq) <= 1e-18 * math.sqrt(abs(a[p, p] * a[q, q])):
                    a[p, q] = 0.0
                    a[q, p] = 0.0
                    continue
                theta = (a[q, q] - a[p, p]) / (2.0 * apq)
                sign = 1.0 if theta >= 0.0 else -1.0
                t = sign / (abs(theta) + math.sqrt(theta * theta + 1.0))
                c = 1.0 / math.sqrt(t * t + 1.0)
                s = t * c
                for k in range(3):
                    akp = a[k, p]
                    akq = a[k, q]
                    a[k, p] = c * akp - s * akq
                    a[k, q] = s * akp + c * akq
                for k in range(3):
                    apk = a[p, k]
                    aqk = a[q, k]
                    a[p, k] = c * apk - s * aqk
                    a[q, k] = s * apk + c * aqk
                a[p, q] = 0.0
                a[q, p] = 0.0
                for k in range(3):
                    vkp = v[k, p]
                    vkq = v[k, q]
                    v[k, p] = c * vkp - s * vkq
                    v[k, q] = s * vkp + c * vkq
    for i in range(3):
        w[i] = a[i, i]


@kernel
def inverse_clipped_3x3(
    matrix: Any, floor: float, inverse: Any, w: Any, v: Any
) -> tuple[float, float, float]:
    """Inverse with eigenvalues raised to *floor* (Hall, Hejduk and Johnson 2017).

    Returns the determinant, the least and the greatest eigenvalue after clipping;
    *w* keeps the clipped eigenvalues.
    """
    eigen_symmetric_3x3(matrix, w, v)
    for i in range(3):
        w[i] = max(w[i], floor)
    for i in range(3):
        for j in range(i, 3):
            total = 0.0
            for k in range(3):
                total += v[i, k] * v[j, k] / w[k]
            inverse[i, j] = total
            inverse[j, i] = total
    least = min(w[0], w[1], w[2])
    greatest = max(w[0], w[1], w[2])
    return w[0] * w[1] * w[2], least, greatest


@kernel
def inverse_6x6(matrix: Any, inverse: Any) -> bool:
    """Gauss-Jordan elimination with partial pivoting; false where it is singular."""
    a = matrix.copy()
    for i in range(6):
        for j in range(6):
            inverse[i, j] = 1.0 if i == j else 0.0
    for col in range(6):
        pivot = col
        for row in range(col + 1, 6):
            if abs(a[row, col]) > abs(a[pivot, col]):
                pivot = row
        if not abs(a[pivot, col]) > 0.0:
            return False
        if pivot != col:
            for k in range(6):
                a[col, k], a[pivot, k] = a[pivot, k], a[col, k]
                inverse[col, k], inverse[pivot, k] = inverse[pivot, k], inverse[col, k]
        scale = 1.0 / a[col, col]
        for k in range(6):
            a[col, k] *= scale
            inverse[col, k] *= scale
        for row in range(6):
            if row == col:
                continue
            factor = a[row, col]
            if factor != 0.0:
                for k in range(6):
                    a[row, k] -= factor * a[col, k]
                    inverse[row, k] -= factor * inverse[col, k]
    return True


@kernel
def congruence_6x6(a: Any, q: Any, work: Any, out: Any) -> None:
    """A Q Aᵀ of a symmetric Q, exactly symmetric; *work* is overwritten."""
    for i in range(6):
        for j in range(6):
            total = 0.0
            for k in range(6):
                total += a[i, k] * q[k, j]
            work[i, j] = total
    for i in range(6):
        for j in range(i, 6):
            total = 0.0
            for k in range(6):
                total += work[i, k] * a[j, k]
            out[i, j] = total
            out[j, i] = total
