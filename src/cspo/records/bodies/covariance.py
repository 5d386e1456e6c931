"""Covariances in bodies: the lower triangle, in km and s, with frame and origin named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import chain
from typing import Annotated, Final

from cspo.records.bodies.body import Check, Fault, Part
from cspo.records.bodies.fields import Column, Line

__all__ = [
    "Covariance",
    "CovarianceColumns",
    "CovarianceFrame",
    "CovarianceOrigin",
    "Triangle",
    "is_positive_semidefinite",
]

_SIZES: Final = {6: 3, 21: 6}
"""Order of the matrix by the numbers in its triangle: position alone, or position and velocity."""

_ROUNDING: Final = 1e-9
"""Of a correlation: how far below zero a pivot may lie by rounding alone."""


class CovarianceFrame(StrEnum):
    """Axes of a covariance: those of the object's own orbit, or a frame of the Earth."""

    RTN = "RTN"
    GCRF = "GCRF"
    EME2000 = "EME2000"
    TEME = "TEME"
    ITRF = "ITRF"


class CovarianceOrigin(StrEnum):
    """How a covariance came about, which says what it is worth."""

    DETERMINED = "determined"
    """By the orbit determination of this object."""
    OPERATOR = "operator"
    """As the object's operator gave it."""
    STATISTICAL = "statistical"
    """Of a class of orbits and not of this object."""
    DEFAULT = "default"
    """A stand-in that its originator uses where it knows none."""
    INFLATED = "inflated"
    """Made larger on release, to match values that were made coarser."""
    UNKNOWN = "unknown"


def _variances_hold(triangle: Sequence[float]) -> bool:
    size = _SIZES[len(triangle)]
    return all(triangle[k * (k + 3) // 2] >= 0.0 for k in range(size))


Triangle = Annotated[
    tuple[float, ...],
    Check("6 or 21 numbers", lambda triangle: len(triangle) in _SIZES, "triangle"),
    Check("variances of at least 0", _variances_hold),
]
"""Rows of the lower triangle of a covariance of position (6 numbers), or of position and
velocity (21): xx, yx, yy, zx, zy, zz, vx x, ...; km², km²/s, km²/s²."""


class Covariance(Part, frozen=True, kw_only=True):
    """Covariance of one state.

    Parameters
    ----------
    frame : CovarianceFrame
        Axes; R, T, N are those of the object itself.
    lower_km2 : triangle
        Rows of the lower triangle: 6 numbers for position, 21 with velocity;
        km², km²/s, km²/s².
    origin : CovarianceOrigin
    scale : line
        What was done to it, in words: a scale factor, a floor.
    """

    frame: CovarianceFrame
    lower_km2: Triangle
    origin: CovarianceOrigin = CovarianceOrigin.UNKNOWN
    scale: Line = ""


class CovarianceColumns(Part, frozen=True, kw_only=True):
    """Covariances of the rows of a batch, or of instants of an ephemeris.

    Parameters
    ----------
    frame : CovarianceFrame
        Axes of all of them.
    lower_km2 : column of triangle
        As `Covariance` has it; null where a row has none.
    origin : CovarianceOrigin
    """

    frame: CovarianceFrame
    lower_km2: Column[Triangle | None]
    origin: CovarianceOrigin = CovarianceOrigin.UNKNOWN

    def faults(self) -> Iterator[Fault]:
        """Triangles of one size, and at least one."""
        sizes = {len(triangle) for triangle in self.lower_km2 if triangle is not None}
        if len(sizes) != 1:
            yield Fault("lower_km2", "triangles of one size, at least one", f"{len(sizes)} sizes")


def is_positive_semidefinite(triangle: Sequence[float]) -> bool:
    """Whether a lower triangle is that of a covariance, to rounding.

    A body does not refuse one that is not: messages of real originators hold
    such matrices, and what they said must stay readable. Who computes with it
    asks first.

    Parameters
    ----------
    triangle : sequence of 6 or 21 float
        Rows of the lower triangle.

    Notes
    -----
    Cholesky's decomposition of the correlations (Golub and Van Loan, Matrix
    Computations, 4th ed., algorithm 4.2.1), so that the scales of km and km/s do not
    matter. A pivot within 1e-9 of zero may only stand beside elements within its root.

    Examples
    --------
    >>> is_positive_semidefinite((1.0, 0.9, 1.0, 0.0, 0.0, 1.0))
    True
    >>> is_positive_semidefinite((1.0, 1.1, 1.0, 0.0, 0.0, 1.0))
    False
    """
    size = _SIZES[len(triangle)]
    rows = [list(triangle[k * (k + 1) // 2 : (k + 1) * (k + 2) // 2]) for k in range(size)]
    if not all(map(math.isfinite, chain.from_iterable(rows))):
        return False
    sigma = [math.sqrt(max(row[-1], 0.0)) for row in rows]
    for i, row in enumerate(rows):
        for j in range(i + 1):
            scale = sigma[i] * sigma[j]
            if scale == 0.0 and row[j] != 0.0:
                return False
            row[j] = row[j] / sigma[i] / sigma[j] if scale else 0.0
    for k in range(size):
        pivot = rows[k][k] - sum(x * x for x in rows[k][:k])
        if pivot < -_ROUNDING:
            return False
        root = math.sqrt(pivot) if pivot > _ROUNDING else 0.0
        for row in rows[k + 1 :]:
            rest = row[k] - sum(a * b for a, b in zip(row[:k], rows[k][:k], strict=True))
            if not root and abs(rest) > 2.0 * math.sqrt(_ROUNDING):
                return False
            row[k] = rest / root if root else 0.0
        rows[k][k] = root
    return True
