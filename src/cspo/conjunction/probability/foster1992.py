"""Two-dimensional Pc of Foster and Estes: a Gaussian over a circle in the encounter plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cspo.conjunction.probability._kernels.encounter import disk_many
from cspo.conjunction.probability.encounter import (
    EncounterPlane,
    PcResult,
    combined_plane,
)

__all__ = ["foster1992_on_plane", "pc_foster1992"]


def foster1992_on_plane(plane: EncounterPlane) -> PcResult:
    """Pc of encounters that are in their planes already.

    The integral is exact to about 1e-11 relative for any ratio of hard body to
    σ and any tail above 1e-300: a power series with positive terms (Serra et al.
    2016) where the hard body spans few σ, adaptive Gauss-Legendre on the
    error-function form (Alfano 2005, equation 5) elsewhere.

    Source: Foster and Estes 1992, NASA/JSC-25898.
    """
    pc = np.empty(len(plane))
    disk_many(plane.table, plane.hbr_km, plane.status, pc)
    return PcResult(pc=pc, status=plane.status)


def pc_foster1992(
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
    """Two-dimensional Pc for short encounters.

    Parameters
    ----------
    r1_km, r2_km, v1_km_s, v2_km_s : (n, 3)
        States near the closest approach, one inertial frame.
    cov1, cov2 : (n, 3, 3) or (n, 6, 6)
        Covariances in that frame, km² (and km²/s, km²/s²); only position is used.
    hbr_km : (n,) or scalar
        Combined hard-body radius.
    shift_to_tca : bool
        Move to the closest approach of the linear motion first.

    Returns
    -------
    PcResult

    Notes
    -----
    Valid where motion is straight during the encounter: see
    `cspo.conjunction.probability.usage` for the checks.

    Source: Foster and Estes 1992, NASA/JSC-25898.

    Examples
    --------
    CARA's unit test (Omitron case 1):

    >>> c1 = [[44.5757544811362, 81.6751751052616, -67.8687662707124],
    ...       [81.6751751052616, 158.453402956163, -128.616921644857],
    ...       [-67.8687662707124, -128.616921644858, 105.490542562701]]
    >>> c2 = [[2.31067077720423, 1.69905293875632, -1.4170164577661],
    ...       [1.69905293875632, 1.24957388457206, -1.04174164279599],
    ...       [-1.4170164577661, -1.04174164279599, 0.869260558223714]]
    >>> result = pc_foster1992(
    ...     [378.39559, 4305.721887, 5752.767554], [2.360800244, 5.580331936, -4.322349039], c1,
    ...     [374.5180598, 4307.560983, 5751.130418], [-5.388125081, -3.946827739, 3.322820358], c2,
    ...     0.02, shift_to_tca=False,
    ... )
    >>> f"{result.pc[0]:.6e}"
    '2.706023e-05'
    """
    return foster1992_on_plane(
        combined_plane(
            r1_km, v1_km_s, cov1, r2_km, v2_km_s, cov2, hbr_km, shift_to_tca=shift_to_tca
        )
    )
