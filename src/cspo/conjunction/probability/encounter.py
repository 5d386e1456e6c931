"""The encounter plane: what the short-encounter methods see of two objects.

Two states and a combined covariance become a miss vector and two standard
deviations in the plane across the relative velocity. The motion is linear, and
the miss is taken at its own closest approach: a time of closest approach printed
to the millisecond is off by metres at 15 km/s.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.probability._kernels.encounter import (
    MISS,
    PEAK,
    PLANE_COLUMNS,
    SHIFT,
    SIGMA_X,
    SIGMA_Z,
    SPEED,
    WIDTH,
    X,
    Z,
    plane_many,
)
from cspo.errors import UsageError

__all__ = [
    "EncounterPlane",
    "PcResult",
    "PcStatus",
    "combined_plane",
    "covariances",
    "encounter_plane",
    "hard_bodies",
    "vectors",
]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class PcStatus(IntEnum):
    """Why an event has a probability, or has none."""

    OK = 0
    BAD_STATE = 1
    BAD_HARD_BODY = 2
    ZERO_RELATIVE_VELOCITY = 3
    BAD_COVARIANCE = 4
    NO_COVARIANCE = 5
    ZERO_COVARIANCE = 6
    NEGATIVE_VARIANCE = 7
    NOT_SYMMETRIC = 8
    NOT_POSITIVE = 9
    DEFAULT_COVARIANCE = 10
    POSITION_ONLY = 11
    NOT_CONVERGED = 12
    ASSUMPTIONS_VIOLATED = 13


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PcResult:
    """Probability of each event, NaN where `status` is not OK.

    Parameters
    ----------
    pc : (n,)
    status : (n,) int8
        `PcStatus`.
    """

    pc: Floats
    status: NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EncounterPlane:
    """Encounters in their planes, one row each, NaN where the status is not OK.

    Parameters
    ----------
    table : (n, 9)
        The columns below, as kernels take them.
    hbr_km : (n,)
        Combined hard-body radius.
    status : (n,) int8
        `PcStatus`.
    repaired : (n,) bool
        Whether an eigenvalue in the plane was raised to (1e-4 R)².
    not_positive : (n,) bool
        Whether the combined 3x3 covariance has an eigenvalue of zero or less.
    """

    table: Floats
    hbr_km: Floats
    status: NDArray[np.int8]
    repaired: Flags
    not_positive: Flags

    def __len__(self) -> int:
        return len(self.table)

    @property
    def x_km(self) -> Floats:
        """Miss along the longer principal axis, not negative."""
        return self.table[:, X]

    @property
    def z_km(self) -> Floats:
        """Miss along the shorter principal axis, not negative."""
        return self.table[:, Z]

    @property
    def sigma_x_km(self) -> Floats:
        """Standard deviation along the longer principal axis."""
        return self.table[:, SIGMA_X]

    @property
    def sigma_z_km(self) -> Floats:
        """Standard deviation along the shorter principal axis."""
        return self.table[:, SIGMA_Z]

    @property
    def miss_distance_km(self) -> Floats:
        """Distance at the closest approach."""
        return self.table[:, MISS]

    @property
    def relative_speed_km_s(self) -> Floats:
        """Relative speed."""
        return self.table[:, SPEED]

    @property
    def tca_shift_s(self) -> Floats:
        """Time from the states' epoch to the closest approach of the linear motion."""
        return self.table[:, SHIFT]

    @property
    def peak_s(self) -> Floats:
        """Time from the states' epoch to the greatest collision rate of the linear motion."""
        return self.table[:, PEAK]

    @property
    def width_s(self) -> Floats:
        """1-σ width of the collision rate of the linear motion."""
        return self.table[:, WIDTH]

    @property
    def mahalanobis(self) -> Floats:
        """Mahalanobis distance of the miss in the plane."""
        out: Floats = np.hypot(self.x_km / self.sigma_x_km, self.z_km / self.sigma_z_km)
        return out


def vectors(name: str, value: ArrayLike) -> Floats:
    """*value* as contiguous (n, 3) float64; one vector is taken as n = 1."""
    array = np.ascontiguousarray(np.atleast_2d(np.asarray(value, dtype=np.float64)))
    if array.ndim != 2 or array.shape[1] != 3:
        raise UsageError("compute Pc", name, expected="shape (n, 3)", got=str(array.shape))
    return array


def covariances(name: str, value: ArrayLike, n: int) -> Floats:
    """*value* as (n, 3, 3) or (n, 6, 6) float64; one matrix is taken as n = 1."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 2:
        array = array[None]
    if array.shape not in ((n, 3, 3), (n, 6, 6)):
        raise UsageError(
            "compute Pc",
            name,
            expected=f"shape ({n}, 3, 3) or ({n}, 6, 6)",
            got=str(array.shape),
        )
    return np.ascontiguousarray(array)


def hard_bodies(value: ArrayLike, n: int) -> Floats:
    """*value* as (n,) float64."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim > 1 or (array.ndim == 1 and array.shape[0] not in (1, n)):
        raise UsageError("compute Pc", "hbr_km", expected=f"shape ({n},)", got=str(array.shape))
    return np.ascontiguousarray(np.broadcast_to(array, (n,)))


def encounter_plane(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    covariance_km2: ArrayLike,
    hbr_km: ArrayLike,
    *,
    shift_to_tca: bool = True,
) -> EncounterPlane:
    """Project encounters into their planes.

    Parameters
    ----------
    r1_km, r2_km, v1_km_s, v2_km_s : (n, 3)
        States near the closest approach, in one inertial frame.
    covariance_km2 : (n, 3, 3)
        Combined position covariance, the sum of both, in the same frame.
    hbr_km : (n,) or scalar
        Combined hard-body radius.
    shift_to_tca : bool
        Move along the linear relative motion to the closest approach first.

    Raises
    ------
    UsageError
        Where shapes do not fit. Bad numbers never raise: they have a status.

    Source: Foster and Estes 1992, NASA/JSC-25898; clipping of eigenvalues, Hall,
    Hejduk and Johnson 2017, AAS 17-567.

    Examples
    --------
    >>> plane = encounter_plane(
    ...     [7000.0, 0, 0], [0, 7.5, 0], [7000.3, 0.0, 0.4], [0, 0, 7.5],
    ...     [[0.01, 0, 0], [0, 0.25, 0], [0, 0, 0.25]], 0.01,
    ... )
    >>> round(float(plane.tca_shift_s[0]), 4), round(float(plane.miss_distance_km[0]), 4)
    (-0.0267, 0.4123)
    """
    r1 = vectors("r1_km", r1_km)
    n = len(r1)
    columns = [vectors(k, v) for k, v in (("v1", v1_km_s), ("r2", r2_km), ("v2", v2_km_s))]
    if any(len(c) != n for c in columns):
        raise UsageError("compute Pc", "states", expected=f"{n} of each", got="different numbers")
    v1, r2, v2 = columns
    cov = covariances("covariance_km2", covariance_km2, n)
    hbr = hard_bodies(hbr_km, n)
    table = np.empty((n, PLANE_COLUMNS))
    status = np.empty(n, dtype=np.int8)
    repaired = np.empty(n, dtype=np.bool_)
    negative = np.empty(n, dtype=np.bool_)
    plane_many(r1, v1, r2, v2, cov, hbr, shift_to_tca, table, status, repaired, negative)
    return EncounterPlane(
        table=table, hbr_km=hbr, status=status, repaired=repaired, not_positive=negative
    )


def combined_plane(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    cov1: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    cov2: ArrayLike,
    hbr_km: ArrayLike,
    *,
    shift_to_tca: bool = True,
) -> EncounterPlane:
    """The plane of two objects whose errors are independent: covariances add.

    Parameters are those of `encounter_plane`, with (n, 3, 3) or (n, 6, 6) for each object.
    """
    n = len(vectors("r1_km", r1_km))
    total = covariances("cov1", cov1, n)[:, :3, :3] + covariances("cov2", cov2, n)[:, :3, :3]
    return encounter_plane(r1_km, v1_km_s, r2_km, v2_km_s, total, hbr_km, shift_to_tca=shift_to_tca)
