"""The greatest Pc that a miss distance allows, whatever the covariance.

Two questions. With the covariance's shape known but not its size: the greatest
Pc over all multiples of it. With no covariance at all: the greatest Pc over all
covariances whose axes differ by no more than an aspect ratio, in any direction.
Either bounds the truth from above and says nothing of how likely it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.probability._kernels.encounter import (
    PLANE_COLUMNS,
    SIGMA_X,
    SIGMA_Z,
    X,
    Z,
    max_over_scale_many,
)
from cspo.conjunction.probability.encounter import EncounterPlane, hard_bodies
from cspo.errors import UsageError

__all__ = ["MaxPc", "max_pc_over_scale", "max_pc_without_covariance"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MaxPc:
    """Greatest Pc of each event and the covariance that gives it.

    Parameters
    ----------
    pc : (n,)
        Greatest Pc; 1 where the miss lies within the hard body.
    sigma_scale : (n,)
        Multiple of the standard deviations at which it is reached, 0 where Pc
        keeps growing as they vanish. For `max_pc_without_covariance` it is the
        minor σ itself, km.
    """

    pc: Floats
    sigma_scale: Floats


def max_pc_over_scale(plane: EncounterPlane) -> MaxPc:
    """Greatest Pc over all multiples of the covariance.

    For a small hard body the maximum lies where the Mahalanobis distance is √2
    and is R² / (σx σz e M²); for any other it is searched, to 1e-6 in the scale.

    Source: Alfano 2005, "Relating position uncertainty to maximum conjunction
    probability", Journal of the Astronautical Sciences 53(2), 193-205.
    """
    pc = np.empty(len(plane))
    scale = np.empty(len(plane))
    max_over_scale_many(plane.table, plane.hbr_km, plane.status, pc, scale)
    return MaxPc(pc=pc, sigma_scale=scale)


def max_pc_without_covariance(
    miss_distance_km: ArrayLike, hbr_km: ArrayLike, *, aspect_ratio: float = 1.0
) -> MaxPc:
    """Greatest Pc over all covariances of at most *aspect_ratio*.

    The worst covariance has its long axis along the miss. For a small hard body
    the maximum is AR R² / (e d²): 0.368 R²/d² when round.

    Parameters
    ----------
    miss_distance_km : (n,)
        Distance at the closest approach.
    hbr_km : (n,) or scalar
        Combined hard-body radius.
    aspect_ratio : float
        Greatest σ over least σ in the plane, from 1.

    Source: Alfano 2005, Journal of the Astronautical Sciences 53(2), 193-205,
    equations 10 to 16.

    Examples
    --------
    >>> result = max_pc_without_covariance([1.0], 0.01)
    >>> f"{result.pc[0]:.4e}"
    '3.6788e-05'
    """
    if not (aspect_ratio >= 1.0 and np.isfinite(aspect_ratio)):
        raise UsageError(
            "bound Pc", "aspect_ratio", expected="a finite number from 1", got=str(aspect_ratio)
        )
    miss = np.atleast_1d(np.asarray(miss_distance_km, dtype=np.float64))
    hbr = hard_bodies(hbr_km, len(miss))
    table = np.zeros((len(miss), PLANE_COLUMNS))
    table[:, X] = np.abs(miss)
    table[:, Z] = 0.0
    # Unit of length: the minor σ starts at the miss itself, and is then scaled.
    start = np.where(miss > 0.0, np.abs(miss), 1.0)
    table[:, SIGMA_X] = aspect_ratio * start
    table[:, SIGMA_Z] = start
    bad = ~(np.isfinite(miss) & (hbr > 0.0))
    status = np.where(bad, 1, 0).astype(np.int8)
    pc = np.empty(len(miss))
    scale = np.empty(len(miss))
    max_over_scale_many(table, hbr, status, pc, scale)
    return MaxPc(pc=pc, sigma_scale=scale * start)
