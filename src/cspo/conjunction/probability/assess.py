"""Assess events: every number that can be had, and one that may be reported.

The order is CARA's multi-step procedure (Hall, Baars and Casali 2023, AAS
23-398): the plane method first; where its assumptions fail, Nc2D; where those
fail, Nc3D; where even those fail, Monte Carlo if it was asked for, else nothing.
A number whose assumptions are violated is shown beside, never reported.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.probability.alfano2005 import alfano2005_on_plane
from cspo.conjunction.probability.assessment import Assessment, PcMethod
from cspo.conjunction.probability.dilution import dilution
from cspo.conjunction.probability.elrod2019 import elrod2019_on_plane
from cspo.conjunction.probability.encounter import EncounterPlane, PcStatus
from cspo.conjunction.probability.foster1992 import foster1992_on_plane
from cspo.conjunction.probability.hall2021 import nc2d_on_plane, nc3d_on_plane
from cspo.conjunction.probability.inputs import Inputs, checked_inputs, plane_of
from cspo.conjunction.probability.max_pc import max_pc_without_covariance
from cspo.conjunction.probability.montecarlo import pc_montecarlo, share_of
from cspo.conjunction.probability.usage import (
    FOSTER,
    NC2D,
    NC3D,
    foster_violations,
    nc2d_violations,
    nc3d_violations,
    straight_indicators,
)
from cspo.conjunction.probability.verdict import actions_of, flags_of
from cspo.constants import EARTH_MU_KM3_S2

__all__ = ["assess"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def assess(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    hbr_km: ArrayLike,
    *,
    cov1: ArrayLike | None = None,
    cov2: ArrayLike | None = None,
    from_element_sets: ArrayLike = False,
    default_hbr: ArrayLike = False,
    all_methods: bool = False,
    monte_carlo_trials: int = 0,
    seed: int = 0,
    max_pc_aspect_ratio: float = 3.0,
    progress: Callable[[float], None] | None = None,
) -> Assessment:
    """Assess events.

    Parameters
    ----------
    r1_km, r2_km, v1_km_s, v2_km_s : (n, 3)
        States at one time near the closest approach, in one inertial frame.
    hbr_km : (n,) or scalar
        Combined hard-body radius.
    cov1, cov2 : (n, 3, 3) or (n, 6, 6), optional
        Covariances in that frame, km and km/s; a matrix of NaN, or None for all,
        means there is none. With 3x3 the curved methods can't be used.
    from_element_sets : (n,) bool or bool
        The covariance is the consistency of element sets: the answer is then at
        most "get better data".
    default_hbr : (n,) bool or bool
        A hard body was taken by default.
    all_methods : bool
        Compute every method for every event (Monte Carlo with
        *monte_carlo_trials*, else not).
    monte_carlo_trials : int
        Trials where Monte Carlo is called for; 0 for never.
    seed : int
        Seed of Monte Carlo.
    max_pc_aspect_ratio : float
        Greatest ratio of σ in the plane where no covariance is known.
    progress : callable, optional
        Told how much of Monte Carlo is done, a fraction; all else takes no time beside it.

    Returns
    -------
    Assessment

    Raises
    ------
    UsageError
        Where shapes do not fit. Bad numbers never raise: such an event has no Pc
        and a status.

    Source: Hall, Baars and Casali 2023, AAS 23-398; NASA/SP-20205011318.

    Examples
    --------
    >>> event = assess(
    ...     [7000.0, 0, 0], [0, 7.5, 0], [7000.05, 0, 0], [0, 0, 7.5], 0.01,
    ...     cov1=[[0.01, 0, 0], [0, 0.04, 0], [0, 0, 0.01]],
    ...     cov2=[[0.01, 0, 0], [0, 0.01, 0], [0, 0, 0.04]],
    ... )
    >>> event.method_label(0), f"{event.pc[0]:.3e}", event.flag_names(0)
    ('foster1992', '1.484e-03', ['DILUTED', 'POSITION_ONLY'])
    """
    inputs = checked_inputs(r1_km, v1_km_s, r2_km, v2_km_s, hbr_km, cov1, cov2)
    n = len(inputs.hbr_km)
    plane = plane_of(inputs)
    spread = dilution(plane)
    columns = {"foster1992": foster1992_on_plane(plane).pc}
    for name in (
        "alfano2005", "elrod2019", "hall2021_nc2d", "hall2021_nc3d",
        "montecarlo", "montecarlo_low", "montecarlo_high",
    ):  # fmt: skip
        columns[name] = np.full(n, np.nan)
    if all_methods:
        columns["alfano2005"] = alfano2005_on_plane(plane).pc
        columns["elrod2019"] = elrod2019_on_plane(plane).pc

    violations = _straight_violations(inputs, plane)
    _curved(inputs, plane, violations, columns, everywhere=all_methods)
    pc, method = _choose(columns, violations, inputs.has_velocity & (plane.status == PcStatus.OK))
    plane_ok = plane.status == PcStatus.OK
    position_only = plane_ok & ~inputs.has_velocity & ((violations & int(FOSTER)) == 0)
    pc[position_only] = columns["foster1992"][position_only]
    method[position_only] = PcMethod.FOSTER_1992
    _throw_dice(
        inputs, plane, pc, method, columns,
        trials=monte_carlo_trials, seed=seed, everywhere=all_methods, progress=progress,
    )  # fmt: skip

    status = plane.status.copy()
    status[(status == PcStatus.OK) & np.isnan(pc)] = PcStatus.ASSUMPTIONS_VIOLATED
    status[~np.isnan(pc)] = PcStatus.OK
    blind = np.isnan(spread.pc_max)
    max_pc = np.where(
        blind,
        max_pc_without_covariance(
            plane.miss_distance_km, inputs.hbr_km, aspect_ratio=max_pc_aspect_ratio
        ).pc,
        spread.pc_max,
    )
    max_pc = np.fmax(max_pc, pc)  # a curved encounter may exceed every straight one
    element_sets = np.broadcast_to(np.asarray(from_element_sets, dtype=np.bool_), (n,))
    flags = flags_of(
        inputs, plane, violations, spread.diluted, element_sets,
        np.broadcast_to(np.asarray(default_hbr, dtype=np.bool_), (n,)),
    )  # fmt: skip
    return Assessment(
        pc=pc,
        method=method,
        status=status,
        violations=violations,
        flags=flags,
        action=actions_of(pc, max_pc, spread.diluted, element_sets),
        tca_shift_s=plane.tca_shift_s,
        miss_distance_km=plane.miss_distance_km,
        relative_speed_km_s=plane.relative_speed_km_s,
        mahalanobis=plane.mahalanobis,
        hbr_km=inputs.hbr_km,
        max_pc=max_pc,
        max_pc_sigma_scale=spread.sigma_scale,
        **columns,
    )


def _straight_violations(inputs: Inputs, plane: EncounterPlane) -> NDArray[np.uint32]:
    extended, offset = straight_indicators(
        inputs.x1[:, :3].copy(), inputs.x1[:, 3:].copy(),
        inputs.x2[:, :3].copy(), inputs.x2[:, 3:].copy(), plane,
    )  # fmt: skip
    out = foster_violations(plane.not_positive | inputs.not_positive, extended, offset, None)
    out[plane.status != PcStatus.OK] = 0
    return out


def _curved(
    inputs: Inputs,
    plane: EncounterPlane,
    violations: NDArray[np.uint32],
    columns: dict[str, Floats],
    *,
    everywhere: bool,
) -> None:
    """Nc2D where velocities are known; Nc3D where Nc2D is violated or *everywhere*."""
    rows = np.flatnonzero(inputs.has_velocity & (plane.status == PcStatus.OK))
    if inputs.full is None or not len(rows):
        return
    some = EncounterPlane(
        table=plane.table[rows],
        hbr_km=plane.hbr_km[rows],
        status=plane.status[rows],
        repaired=plane.repaired[rows],
        not_positive=plane.not_positive[rows],
    )
    states = (inputs.x1[rows], inputs.full[0][rows], inputs.x2[rows], inputs.full[1][rows])
    two = nc2d_on_plane(*states, some)
    columns["hall2021_nc2d"][rows] = two.pc
    bits = foster_violations(
        some.not_positive | inputs.not_positive[rows],
        two.plane_extended, two.plane_offset, two.plane_inaccurate,
    ) | nc2d_violations(two)  # fmt: skip
    wanted = (bits & int(NC2D)) != 0
    wanted &= (bits & int(FOSTER)) != 0
    if everywhere:
        wanted[:] = True
    if wanted.any():
        three = nc3d_on_plane(*states, some, wanted=wanted)
        columns["hall2021_nc3d"][rows] = three.pc
        bits[wanted] |= nc3d_violations(three)[wanted]
    violations[rows] = bits


def _choose(
    columns: dict[str, Floats], violations: NDArray[np.uint32], full: Flags
) -> tuple[Floats, NDArray[np.int8]]:
    """The first method in order whose assumptions hold."""
    pc = np.full(len(full), np.nan)
    method = np.full(len(full), PcMethod.NONE, dtype=np.int8)
    for name, bits, label in (
        ("foster1992", FOSTER, PcMethod.FOSTER_1992),
        ("hall2021_nc2d", NC2D, PcMethod.HALL_2021_NC2D),
        ("hall2021_nc3d", NC3D, PcMethod.HALL_2021_NC3D),
    ):
        value = columns[name]
        may = full & np.isnan(pc) & ~np.isnan(value) & ((violations & int(bits)) == 0)
        pc[may] = value[may]
        method[may] = label
    return pc, method


def _throw_dice(
    inputs: Inputs,
    plane: EncounterPlane,
    pc: Floats,
    method: NDArray[np.int8],
    columns: dict[str, Floats],
    *,
    trials: int,
    seed: int,
    everywhere: bool,
    progress: Callable[[float], None] | None,
) -> None:
    """Monte Carlo where nothing else may be reported, or *everywhere*."""
    if trials <= 0 or inputs.full is None:
        return
    able = inputs.has_velocity & np.isin(
        plane.status, (int(PcStatus.OK), int(PcStatus.ZERO_RELATIVE_VELOCITY))
    )
    rows = np.flatnonzero(able & (everywhere | np.isnan(pc)))
    for done, row in enumerate(rows):
        one = slice(row, row + 1)
        isolated = not np.isnan(pc[row])
        period = 2.0 * np.pi * np.sqrt(np.linalg.norm(inputs.x1[row, :3]) ** 3 / EARTH_MU_KM3_S2)
        result = pc_montecarlo(
            inputs.x1[one, :3], inputs.x1[one, 3:], inputs.full[0][one],
            inputs.x2[one, :3], inputs.x2[one, 3:], inputs.full[1][one],
            inputs.hbr_km[one], trials=trials, seed=seed,
            window_s=None if isolated else 0.5 * float(period),
            progress=share_of(progress, done, len(rows)),
        )  # fmt: skip
        columns["montecarlo"][row] = result.pc[0]
        columns["montecarlo_low"][row] = result.low[0]
        columns["montecarlo_high"][row] = result.high[0]
        if np.isnan(pc[row]) and not np.isnan(result.pc[0]):
            pc[row] = result.pc[0]
            method[row] = PcMethod.MONTE_CARLO
