"""Is this matrix a covariance? If nearly, repair it and say so; if not, refuse it.

A covariance printed with a few digits, interpolated or propagated may have
slightly negative eigenvalues. They are clipped to a small floor (Hall, Hejduk
and Johnson 2017). What is further off is no covariance: a negative variance,
a matrix that is not symmetric, a correlation far above one.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability._kernels.soundness import correlation_minimum_many
from cspo.errors import InvalidCovariance, UsageError

__all__ = ["CovarianceStatus", "check_covariance", "repair_covariance", "require_covariance"]

Floats = NDArray[np.float64]

ASYMMETRY_LIMIT = 1e-6
"""Greatest |Cij - Cji| / √(Cii Cjj) that is taken for rounding."""

ROUNDING = 1e-14
"""Negative eigenvalue of a correlation matrix that floating point alone can make."""

REPAIR_LIMIT = 1e-2
"""Deepest negative eigenvalue of the correlation matrix that is repaired."""

DEFAULT_SIGMA_KM = 0.99 * 10.0 * 6_378.135
"""A position σ of ten Earth radii stands for «not known» (CARA, PcMultiStep)."""


class CovarianceStatus(IntEnum):
    """What a matrix is, per object."""

    OK = 0
    REPAIRED = 1
    MISSING = 2
    ZERO = 3
    NOT_FINITE = 4
    NEGATIVE_VARIANCE = 5
    NOT_SYMMETRIC = 6
    NOT_POSITIVE = 7
    DEFAULT = 8


def _correlation(matrix: Floats) -> tuple[Floats, Floats]:
    sigma = np.sqrt(np.maximum(np.diagonal(matrix, axis1=1, axis2=2), 0.0))
    scale = np.where(sigma > 0.0, sigma, 1.0)
    return matrix / (scale[:, :, None] * scale[:, None, :]), scale


def _worst(matrix: Floats) -> tuple[Floats, Floats]:
    """Least eigenvalue of each correlation matrix, and its greatest asymmetry."""
    if matrix.shape[1] == 3:
        least, asymmetry = np.empty(len(matrix)), np.empty(len(matrix))
        correlation_minimum_many(matrix, least, asymmetry)
        return least, asymmetry
    correlation, _ = _correlation(matrix)
    transposed = correlation.transpose(0, 2, 1)
    spread: Floats = np.abs(correlation - transposed).max(axis=(1, 2))
    lowest = np.asarray(np.linalg.eigvalsh(0.5 * (correlation + transposed))[:, 0], np.float64)
    return lowest, spread


def check_covariance(matrix: Floats) -> NDArray[np.int8]:
    """Status of each matrix.

    Parameters
    ----------
    matrix : (n, 3, 3) or (n, 6, 6)
        Covariances, km and km/s. NaN throughout means there is none.

    Returns
    -------
    (n,) int8
        `CovarianceStatus`. REPAIRED means that it needs a repair and may have it.
    """
    if matrix.ndim != 3 or matrix.shape[1] != matrix.shape[2] or matrix.shape[1] not in (3, 6):
        raise UsageError(
            "check covariance", expected="shape (n, 3, 3) or (n, 6, 6)", got=str(matrix.shape)
        )
    status = np.zeros(len(matrix), dtype=np.int8)
    if not len(matrix):
        return status
    finite = np.isfinite(matrix)
    missing = np.isnan(matrix).all(axis=(1, 2))
    broken = np.logical_not(finite.all(axis=(1, 2)))
    safe = np.where(broken[:, None, None], np.eye(matrix.shape[1]), matrix)
    diagonal = np.diagonal(safe, axis1=1, axis2=2)
    least, asymmetry = _worst(safe)
    status[least < -ROUNDING] = CovarianceStatus.REPAIRED
    status[least < -REPAIR_LIMIT] = CovarianceStatus.NOT_POSITIVE
    status[asymmetry > ASYMMETRY_LIMIT] = CovarianceStatus.NOT_SYMMETRIC
    status[(diagonal[:, :3] >= DEFAULT_SIGMA_KM**2).any(axis=1)] = CovarianceStatus.DEFAULT
    status[(diagonal < 0.0).any(axis=1)] = CovarianceStatus.NEGATIVE_VARIANCE
    status[(diagonal[:, :3] == 0.0).all(axis=1)] = CovarianceStatus.ZERO
    status[broken] = CovarianceStatus.NOT_FINITE
    status[missing] = CovarianceStatus.MISSING
    return status


def repair_covariance(matrix: Floats, floor: float = 0.0) -> tuple[Floats, NDArray[np.int8]]:
    """Clip the negative eigenvalues of each matrix that may be repaired.

    Eigenvalues of the correlation matrix are clipped, so that km and km/s weigh
    alike; variances keep their size to within the repair.

    Parameters
    ----------
    matrix : (n, 3, 3) or (n, 6, 6)
        Covariances, km and km/s.
    floor : float
        Least eigenvalue of the correlation matrix afterwards.

    Returns
    -------
    matrix : same shape
        Repaired or as it was; NaN where it was refused.
    status : (n,) int8
        `CovarianceStatus`.

    Source: Hall, Hejduk and Johnson 2017, AAS 17-567 (eigenvalue clipping).

    Examples
    --------
    >>> import numpy as np
    >>> nearly = np.array([[[1.0, 1.000001, 0], [1.000001, 1.0, 0], [0, 0, 1.0]]])
    >>> repaired, status = repair_covariance(nearly)
    >>> CovarianceStatus(status[0]).name, bool(np.linalg.eigvalsh(repaired[0])[0] > -1e-12)
    ('REPAIRED', True)
    """
    status = check_covariance(matrix)
    out = np.array(0.5 * (matrix + matrix.transpose(0, 2, 1)))
    todo = np.flatnonzero(status == CovarianceStatus.REPAIRED)
    if len(todo):
        correlation, scale = _correlation(out[todo])
        w, v = np.linalg.eigh(correlation)
        w = np.maximum(w, floor)
        clipped = (v * w[:, None, :]) @ v.transpose(0, 2, 1)
        out[todo] = clipped * scale[:, :, None] * scale[:, None, :]
    out[status > CovarianceStatus.REPAIRED] = np.nan
    return out, status


def require_covariance(matrix: Floats, subject: str = "covariance") -> Floats:
    """The matrices, repaired where they may be.

    Raises
    ------
    InvalidCovariance
        Where one is no covariance and may not be repaired.
    """
    out, status = repair_covariance(matrix)
    bad = np.flatnonzero(status > CovarianceStatus.REPAIRED)
    if len(bad):
        raise InvalidCovariance(
            "use covariance",
            f"{subject} {int(bad[0])}",
            expected="a symmetric matrix with no negative eigenvalue",
            got=CovarianceStatus(status[bad[0]]).name,
        )
    return out
