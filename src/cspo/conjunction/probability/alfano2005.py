"""Two-dimensional Pc by Alfano's Simpson rule: fast, simple, good to three or four digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cspo.conjunction.probability._kernels.encounter import alfano_many
from cspo.conjunction.probability.encounter import EncounterPlane, PcResult, combined_plane

__all__ = ["alfano2005_on_plane", "pc_alfano2005"]


def alfano2005_on_plane(plane: EncounterPlane) -> PcResult:
    """Pc of encounters that are in their planes already."""
    pc = np.empty(len(plane))
    alfano_many(plane.table, plane.hbr_km, plane.status, pc)
    return PcResult(pc=pc, status=plane.status)


def pc_alfano2005(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    cov1: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    cov2: ArrayLike,
    hbr_km: ArrayLike,
    *,
    shift_to_tca: bool = True,
) -> PcResult:
    """Two-dimensional Pc by Simpson's rule with 10 to 50 terms.

    Parameters are those of `pc_foster1992`, and so is the range of validity but
    for the rule's own error: 1e-4 to 1e-3 relative where σ exceeds the hard
    body, growing where it does not. It is here to compare with what others
    compute; `pc_foster1992` is exact and as fast.

    Source: Alfano 2005, "A numerical implementation of spherical object collision
    probability", Journal of the Astronautical Sciences 53(1), 103-109.
    """
    return alfano2005_on_plane(
        combined_plane(
            r1_km, v1_km_s, cov1, r2_km, v2_km_s, cov2, hbr_km, shift_to_tca=shift_to_tca
        )
    )
