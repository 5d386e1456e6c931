"""The dilution region: where a low Pc is low because the covariance is large.

As the covariance grows from nothing, Pc rises to its maximum and then falls.
Past the maximum a worse orbit gives a smaller Pc: such a number reassures
nobody, and better data may raise it up to the maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability.encounter import EncounterPlane
from cspo.conjunction.probability.max_pc import max_pc_over_scale

__all__ = ["Dilution", "dilution"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dilution:
    """Where each event stands with respect to its maximum Pc.

    Parameters
    ----------
    diluted : (n,) bool
        Whether Pc would rise if all standard deviations shrank a little.
    pc_max : (n,)
        Greatest Pc over all multiples of the covariance.
    sigma_scale : (n,)
        The multiple of the standard deviations that gives it; below 1 where diluted.
    """

    diluted: NDArray[np.bool_]
    pc_max: NDArray[np.float64]
    sigma_scale: NDArray[np.float64]


def dilution(plane: EncounterPlane) -> Dilution:
    """Where each event stands with respect to its greatest Pc.

    For a hard body small beside the miss an event is diluted where the Mahalanobis
    distance in the plane is below √2; in general where the maximum over the scale
    of the covariance lies at a scale below one.

    Source: Alfano 2005, Journal of the Astronautical Sciences 53(2), 193-205.
    """
    best = max_pc_over_scale(plane)
    with np.errstate(invalid="ignore"):
        diluted = best.sigma_scale < 1.0
    return Dilution(diluted=diluted, pc_max=best.pc, sigma_scale=best.sigma_scale)
