"""Inputs of an assessment: shapes checked, covariances judged, planes drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.probability._kernels.encounter import rtn_covariance_many
from cspo.conjunction.probability.covariance_repair import CovarianceStatus, check_covariance
from cspo.conjunction.probability.encounter import (
    EncounterPlane,
    PcStatus,
    covariances,
    encounter_plane,
    hard_bodies,
    vectors,
)
from cspo.errors import UsageError

__all__ = ["Inputs", "checked_inputs", "covariance_from_rtn_sigma", "plane_of"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_REFUSED: Final = {
    CovarianceStatus.MISSING: PcStatus.NO_COVARIANCE,
    CovarianceStatus.ZERO: PcStatus.ZERO_COVARIANCE,
    CovarianceStatus.NOT_FINITE: PcStatus.BAD_COVARIANCE,
    CovarianceStatus.NEGATIVE_VARIANCE: PcStatus.NEGATIVE_VARIANCE,
    CovarianceStatus.NOT_SYMMETRIC: PcStatus.NOT_SYMMETRIC,
    CovarianceStatus.NOT_POSITIVE: PcStatus.NOT_POSITIVE,
    CovarianceStatus.DEFAULT: PcStatus.DEFAULT_COVARIANCE,
}


def covariance_from_rtn_sigma(
    r_km: ArrayLike, v_km_s: ArrayLike, sigma_rtn_km: ArrayLike
) -> Floats:
    """Position covariances of radial, transverse and normal standard deviations.

    Parameters
    ----------
    r_km, v_km_s : (n, 3)
        States in an inertial frame.
    sigma_rtn_km : (n, 3)
        Standard deviations along R, T and N of each state.

    Returns
    -------
    (n, 3, 3)
        km², in the frame of the states.
    """
    r = vectors("r_km", r_km)
    sigma = vectors("sigma_rtn_km", sigma_rtn_km)
    out = np.zeros((len(r), 3, 3))
    rtn_covariance_many(r, vectors("v_km_s", v_km_s), np.abs(sigma), out)
    out[(sigma < 0.0).any(axis=1)] = np.nan
    return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """Checked inputs: states, covariances (n, 3, 3) and, where known, (n, 6, 6)."""

    x1: Floats
    x2: Floats
    hbr_km: Floats
    position: Floats
    full: tuple[Floats, Floats] | None
    refused: NDArray[np.int8]
    repaired: Flags
    not_positive: Flags
    has_velocity: Flags


def checked_inputs(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    hbr_km: ArrayLike,
    cov1: ArrayLike | None,
    cov2: ArrayLike | None,
) -> Inputs:
    """Check shapes, judge each object's covariance, add the two.

    Raises
    ------
    UsageError
        Where shapes do not fit.
    """
    names = ("r1_km", "v1_km_s", "r2_km", "v2_km_s")
    arrays = [
        vectors(name, value)
        for name, value in zip(names, (r1_km, v1_km_s, r2_km, v2_km_s), strict=True)
    ]
    n = len(arrays[0])
    for name, array in zip(names, arrays, strict=True):
        if len(array) != n:
            raise UsageError("assess events", name, expected=f"{n} rows", got=str(len(array)))
    each = [
        np.full((n, 3, 3), np.nan) if cov is None else covariances(name, cov, n)
        for name, cov in (("cov1", cov1), ("cov2", cov2))
    ]
    refused = np.zeros(n, dtype=np.int8)
    repaired = np.zeros(n, dtype=np.bool_)
    has_velocity = np.full(n, all(c.shape[1] == 6 for c in each))
    not_positive = np.zeros(n, dtype=np.bool_)
    for cov in each:
        position = np.ascontiguousarray(cov[:, :3, :3])
        found = check_covariance(position)
        for seen, status in _REFUSED.items():
            refused[(found == seen) & (refused == 0)] = status
        not_positive |= found == CovarianceStatus.REPAIRED
        repaired |= found == CovarianceStatus.REPAIRED
        if has_velocity.any():
            has_velocity &= _velocity_usable(cov)
    return Inputs(
        x1=np.hstack(arrays[:2]),
        x2=np.hstack(arrays[2:]),
        hbr_km=hard_bodies(hbr_km, n),
        position=each[0][:, :3, :3] + each[1][:, :3, :3],
        full=(each[0], each[1]) if all(c.shape[1] == 6 for c in each) else None,
        refused=refused,
        repaired=repaired,
        not_positive=not_positive,
        has_velocity=has_velocity,
    )


def _velocity_usable(cov: Floats) -> Flags:
    """Is the velocity part there? Zeros on its diagonal or across say no (CARA, PcMultiStep)."""
    diagonal = np.diagonal(cov, axis1=1, axis2=2)[:, 3:]
    cross = cov[:, :3, 3:]
    usable: Flags = (
        np.isfinite(cov).all(axis=(1, 2))
        & (diagonal >= 0.0).all(axis=1)
        & (diagonal > 0.0).any(axis=1)
        & (cross != 0.0).any(axis=(1, 2))
    )
    return usable & np.isin(
        check_covariance(cov), (int(CovarianceStatus.OK), int(CovarianceStatus.REPAIRED))
    )


def plane_of(inputs: Inputs) -> EncounterPlane:
    """Encounter planes; where a covariance was refused, its own reason stands."""
    plane = encounter_plane(
        inputs.x1[:, :3], inputs.x1[:, 3:], inputs.x2[:, :3], inputs.x2[:, 3:],
        inputs.position, inputs.hbr_km,
    )  # fmt: skip
    worse = (inputs.refused != 0) & np.isin(
        plane.status, (int(PcStatus.OK), int(PcStatus.BAD_COVARIANCE))
    )
    plane.status[worse] = inputs.refused[worse]
    return plane
