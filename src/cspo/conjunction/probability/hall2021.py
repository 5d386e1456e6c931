"""Expected collisions on curved paths, with the velocity's own uncertainty: Nc2D and Nc3D.

Nc is the integral of the collision rate over an encounter. For one well isolated
encounter it is the probability of collision; where encounters repeat or linger
it bounds it from above. Nc2D integrates time by a parabola about the peak; Nc3D
integrates it numerically over the segment between two greatest separations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.probability._kernels.hall import (
    CONVERGED,
    EXTENDED,
    EXTENDED_2,
    INACCURATE,
    INACCURATE_2,
    OFFSET,
    OFFSET_2,
    SIGMA_2,
    TIME_2,
    UPPER,
    USAGE_COLUMNS,
    VALUE_2,
    nc3d_many,
    usage_many,
)
from cspo.conjunction.probability._kernels.sphere import NODES, WEIGHTS
from cspo.conjunction.probability.encounter import (
    EncounterPlane,
    PcStatus,
    combined_plane,
    covariances,
    vectors,
)
from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import UsageError

__all__ = [
    "Nc2dResult",
    "Nc3dResult",
    "nc2d_hall2021",
    "nc2d_on_plane",
    "nc3d_hall2021",
    "nc3d_on_plane",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nc2dResult:
    """Nc2D and the indicators that say whether it, and Foster's Pc, may be used.

    Parameters
    ----------
    pc : (n,)
        Nc2D, NaN where it did not converge.
    status : (n,) int8
        `PcStatus`.
    peak_s, sigma_s : (n,)
        Time from the states' epoch and 1-σ width of the collision rate.
    extended, offset, inaccurate : (n,)
        Nc2D's own usage indicators.
    plane_extended, plane_offset, plane_inaccurate : (n,)
        Those of the plane method; `plane_inaccurate` is NaN where the analysis
        of the curved paths did not converge.
    upper : (n,)
        A bound that Nc2D does not exceed.
    """

    pc: Floats
    status: NDArray[np.int8]
    peak_s: Floats
    sigma_s: Floats
    extended: Floats
    offset: Floats
    inaccurate: Floats
    plane_extended: Floats
    plane_offset: Floats
    plane_inaccurate: Floats
    upper: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Nc3dResult:
    """Nc3D and its usage indicators.

    Parameters
    ----------
    pc : (n,)
        Nc3D, NaN where it did not converge.
    status : (n,) int8
        `PcStatus`.
    start_s, stop_s : (n,)
        When collisions can happen, from the states' epoch.
    extended, offset : (n,)
        That duration over the encounter segment, and how near it comes to its ends.
    """

    pc: Floats
    status: NDArray[np.int8]
    start_s: Floats
    stop_s: Floats
    extended: Floats
    offset: Floats


def nc2d_on_plane(
    x1: Floats, cov1: Floats, x2: Floats, cov2: Floats, plane: EncounterPlane
) -> Nc2dResult:
    """Nc2D of events whose encounter plane is known: (n, 6) states, (n, 6, 6) covariances."""
    n = len(plane)
    out = np.empty((n, USAGE_COLUMNS))
    wanted = plane.status == PcStatus.OK
    usage_many(
        x1, cov1, x2, cov2, plane.hbr_km, plane.table, wanted, EARTH_MU_KM3_S2, NODES, WEIGHTS, out
    )
    status = plane.status.copy()
    status[wanted & ~(out[:, CONVERGED] == 1.0)] = PcStatus.NOT_CONVERGED
    return Nc2dResult(
        pc=out[:, VALUE_2],
        status=status,
        peak_s=out[:, TIME_2],
        sigma_s=out[:, SIGMA_2],
        extended=out[:, EXTENDED_2],
        offset=out[:, OFFSET_2],
        inaccurate=out[:, INACCURATE_2],
        plane_extended=out[:, EXTENDED],
        plane_offset=out[:, OFFSET],
        plane_inaccurate=out[:, INACCURATE],
        upper=out[:, UPPER],
    )


def nc3d_on_plane(
    x1: Floats,
    cov1: Floats,
    x2: Floats,
    cov2: Floats,
    plane: EncounterPlane,
    *,
    wanted: NDArray[np.bool_] | None = None,
    window_s: float | None = None,
) -> Nc3dResult:
    """Nc3D of the events *wanted* whose encounter plane is known."""
    n = len(plane)
    out = np.empty((n, 5))
    chosen = plane.status == PcStatus.OK
    if wanted is not None:
        chosen &= wanted
    nc3d_many(
        x1, cov1, x2, cov2, plane.hbr_km, plane.table, chosen, window_s or 0.0,
        EARTH_MU_KM3_S2, NODES, WEIGHTS, out,
    )  # fmt: skip
    status = plane.status.copy()
    status[chosen & np.isnan(out[:, 0])] = PcStatus.NOT_CONVERGED
    return Nc3dResult(
        pc=out[:, 0],
        status=status,
        extended=out[:, 1],
        offset=out[:, 2],
        start_s=out[:, 3],
        stop_s=out[:, 4],
    )


def nc2d_hall2021(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    cov1: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    cov2: ArrayLike,
    hbr_km: ArrayLike,
) -> Nc2dResult:
    """Nc2D: expected collisions of one isolated encounter on curved paths.

    Parameters
    ----------
    r1_km, r2_km, v1_km_s, v2_km_s : (n, 3)
        States at one time near the closest approach, one inertial frame.
    cov1, cov2 : (n, 6, 6)
        Covariances, km and km/s.
    hbr_km : (n,) or scalar
        Combined hard-body radius.

    Raises
    ------
    UsageError
        Where covariances are not 6x6.

    Notes
    -----
    Valid for encounters that last less than 5 % of a revolution and peak within
    10 % of one of the nominal time (`usage`). Agrees with CARA's Pc2D_Hall to 2e-5.

    Source: Hall 2021, Journal of Spacecraft and Rockets 58(3), 715-728; Hall, Baars
    and Casali 2023, AAS 23-398.
    """
    x1, c1, x2, c2, plane = _six(r1_km, v1_km_s, cov1, r2_km, v2_km_s, cov2, hbr_km)
    return nc2d_on_plane(x1, c1, x2, c2, plane)


def nc3d_hall2021(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    cov1: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    cov2: ArrayLike,
    hbr_km: ArrayLike,
    *,
    window_s: float | None = None,
) -> Nc3dResult:
    """Nc3D: expected collisions over the whole encounter segment.

    Parameters are those of `nc2d_hall2021`. *window_s* replaces the segment
    between the greatest separations by ± that time.

    Notes
    -----
    Agrees with CARA's Pc3D_Hall to 9e-4, which is what Lebedev's 5,810 points
    leave; the rule used here and Nc2D agree to 1e-6 where both apply.

    Source: Hall 2021, Journal of Spacecraft and Rockets 58(3), 715-728; Coppola
    2012, AAS 12-247.
    """
    x1, c1, x2, c2, plane = _six(r1_km, v1_km_s, cov1, r2_km, v2_km_s, cov2, hbr_km)
    return nc3d_on_plane(x1, c1, x2, c2, plane, window_s=window_s)


def _six(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    cov1: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    cov2: ArrayLike,
    hbr_km: ArrayLike,
) -> tuple[Floats, Floats, Floats, Floats, EncounterPlane]:
    r1 = vectors("r1_km", r1_km)
    c1 = covariances("cov1", cov1, len(r1))
    c2 = covariances("cov2", cov2, len(r1))
    if c1.shape[1] != 6 or c2.shape[1] != 6:
        raise UsageError("compute Nc", "covariance", expected="6x6", got="3x3")
    plane = combined_plane(r1_km, v1_km_s, c1, r2_km, v2_km_s, c2, hbr_km)
    x1 = np.hstack([r1, vectors("v1_km_s", v1_km_s)])
    x2 = np.hstack([vectors("r2_km", r2_km), vectors("v2_km_s", v2_km_s)])
    return x1, c1, x2, c2, plane
