"""Two-dimensional Pc by Elrod's Gauss-Chebyshev quadrature."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cspo.conjunction.probability._kernels.encounter import elrod_many
from cspo.conjunction.probability.encounter import EncounterPlane, PcResult, combined_plane
from cspo.errors import UsageError

__all__ = ["elrod2019_on_plane", "pc_elrod2019"]


def elrod2019_on_plane(plane: EncounterPlane, *, order: int = 64) -> PcResult:
    """Pc of encounters that are in their planes already."""
    if order < 2:
        raise UsageError("compute Pc", "order", expected="2 or more", got=str(order))
    pc = np.empty(len(plane))
    elrod_many(plane.table, plane.hbr_km, plane.status, order, pc)
    return PcResult(pc=pc, status=plane.status)


def pc_elrod2019(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    cov1: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    cov2: ArrayLike,
    hbr_km: ArrayLike,
    *,
    order: int = 64,
    shift_to_tca: bool = True,
) -> PcResult:
    """Two-dimensional Pc by Gauss-Chebyshev quadrature of the second kind.

    Parameters are those of `pc_foster1992`; *order* is the number of points. The
    error falls exponentially with the order while the hard body spans fewer than
    about 20 σ; far beyond, the fixed points miss the peak. No adaptation is made:
    `pc_foster1992` adapts.

    Source: Elrod 2019, dissertation, Baylor University, as CARA's PcElrod states it.
    """
    return elrod2019_on_plane(
        combined_plane(
            r1_km, v1_km_s, cov1, r2_km, v2_km_s, cov2, hbr_km, shift_to_tca=shift_to_tca
        ),
        order=order,
    )
