"""May this method be used on this encounter? The checks that choose what is reported.

Foster's Pc takes the encounter for short, straight and at its nominal time. Each
indicator below measures one of those assumptions; past its cutoff the method is
in violation and its number is not reported. The indicators and cutoffs are
CARA's (Hall, Baars and Casali 2023, AAS 23-398; CARA_Analysis_Tools, PcMultiStep).

========== ============================================ ======= ====== ======
indicator  what it measures                             Foster  Nc2D   Nc3D
========== ============================================ ======= ====== ======
extended   duration of the encounter (±8.3 σ of its     0.02    0.05   0.5
           rate) over the shorter period; for Nc3D
           over the segment between greatest separations
offset     its farther end from the nominal time, over  0.01    0.1    0.75
           the same
inaccurate 1 - exp(-|ln(curved / straight rate)|); for  0.02    0.1    -
           Nc2D the difference of two estimates over
           their mean
not        a position covariance, of either object or   any     -      -
positive   both, with an eigenvalue of zero or less
========== ============================================ ======= ====== ======
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.probability._kernels.hall import SIGMAS, period_many
from cspo.conjunction.probability.encounter import EncounterPlane
from cspo.conjunction.probability.hall2021 import Nc2dResult, Nc3dResult
from cspo.constants import EARTH_MU_KM3_S2

__all__ = [
    "FOSTER",
    "NC2D",
    "NC3D",
    "Violation",
    "foster_violations",
    "nc2d_violations",
    "nc3d_violations",
    "straight_indicators",
]

Floats = NDArray[np.float64]
Bits = NDArray[np.uint32]

PLANE_EXTENDED_CUTOFF: Final = 0.02
PLANE_OFFSET_CUTOFF: Final = 0.01
PLANE_INACCURATE_CUTOFF: Final = 0.02
NC2D_EXTENDED_CUTOFF: Final = 0.05
NC2D_OFFSET_CUTOFF: Final = 0.1
NC2D_INACCURATE_CUTOFF: Final = 0.1
NC3D_EXTENDED_CUTOFF: Final = 0.5
NC3D_OFFSET_CUTOFF: Final = 0.75


class Violation(IntFlag):
    """Assumptions that an encounter breaks, by method."""

    NONE = 0
    FOSTER_NOT_POSITIVE = 1
    FOSTER_EXTENDED = 2
    FOSTER_OFFSET = 4
    FOSTER_INACCURATE = 8
    FOSTER_UNKNOWN = 16
    NC2D_EXTENDED = 32
    NC2D_OFFSET = 64
    NC2D_INACCURATE = 128
    NC2D_NOT_CONVERGED = 256
    NC3D_EXTENDED = 512
    NC3D_OFFSET = 1024
    NC3D_NOT_CONVERGED = 2048


FOSTER: Final = Violation(31)
"""Every violation of the plane methods."""

NC2D: Final = Violation(480)
NC3D: Final = Violation(3584)


def _bits(*pairs: tuple[NDArray[np.bool_], Violation]) -> Bits:
    out = np.zeros(len(pairs[0][0]), dtype=np.uint32)
    for mask, violation in pairs:
        out[mask] |= np.uint32(violation)
    return out


def straight_indicators(
    r1_km: Floats, v1_km_s: Floats, r2_km: Floats, v2_km_s: Floats, plane: EncounterPlane
) -> tuple[Floats, Floats]:
    """Extended and offset indicators of the linear motion, which need no velocity covariance.

    Both are 1 (the worst) where a state is not on an ellipse.
    """
    periods = np.empty((2, len(plane)))
    period_many(r1_km, v1_km_s, EARTH_MU_KM3_S2, periods[0])
    period_many(r2_km, v2_km_s, EARTH_MU_KM3_S2, periods[1])
    period = periods.min(axis=0)
    half = SIGMAS * plane.width_s
    extended = np.minimum(1.0, 2.0 * half / period)
    offset = np.minimum(1.0, (np.abs(plane.peak_s) + half) / period)
    return np.where(np.isnan(extended), 1.0, extended), np.where(np.isnan(offset), 1.0, offset)


def foster_violations(
    not_positive: NDArray[np.bool_], extended: Floats, offset: Floats, inaccurate: Floats | None
) -> Bits:
    """Violations of the plane methods; *inaccurate* is None where it can't be known."""
    pairs = [
        (not_positive, Violation.FOSTER_NOT_POSITIVE),
        (~(extended <= PLANE_EXTENDED_CUTOFF), Violation.FOSTER_EXTENDED),
        (~(offset <= PLANE_OFFSET_CUTOFF), Violation.FOSTER_OFFSET),
    ]
    if inaccurate is not None:
        pairs.append((inaccurate > PLANE_INACCURATE_CUTOFF, Violation.FOSTER_INACCURATE))
        pairs.append((np.isnan(inaccurate), Violation.FOSTER_UNKNOWN))
    return _bits(*pairs)


def nc2d_violations(result: Nc2dResult) -> Bits:
    """Violations of Nc2D."""
    failed = np.isnan(result.pc)
    return _bits(
        (failed, Violation.NC2D_NOT_CONVERGED),
        (result.extended > NC2D_EXTENDED_CUTOFF, Violation.NC2D_EXTENDED),
        (result.offset > NC2D_OFFSET_CUTOFF, Violation.NC2D_OFFSET),
        (result.inaccurate > NC2D_INACCURATE_CUTOFF, Violation.NC2D_INACCURATE),
    )


def nc3d_violations(result: Nc3dResult) -> Bits:
    """Violations of Nc3D; its accuracy is its own convergence."""
    failed = np.isnan(result.pc)
    return _bits(
        (failed, Violation.NC3D_NOT_CONVERGED),
        (result.extended > NC3D_EXTENDED_CUTOFF, Violation.NC3D_EXTENDED),
        (result.offset > NC3D_OFFSET_CUTOFF, Violation.NC3D_OFFSET),
    )
