"""Assess events: every number that can be had, and one that may be reported.

The order is CARA's multi-step procedure (Hall, Baars and Casali 2023, AAS
23-398): the plane method first; where its assumptions fail, Nc2D; where those
fail, Nc3D; where even those fail, Monte Carlo if it was asked for, else nothing.
A number whose assumptions are violated is shown beside, never reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.conjunction.probability._kernels.encounter import rtn_covariance_many
from cspo.conjunction.probability.alfano2005 import alfano2005_on_plane
from cspo.conjunction.probability.assessment import (
    ACT_PC,
    WATCH_PC,
    Action,
    Assessment,
    Flag,
    PcMethod,
)
from cspo.conjunction.probability.covariance_repair import CovarianceStatus, check_covariance
from cspo.conjunction.probability.dilution import dilution
from cspo.conjunction.probability.elrod2019 import elrod2019_on_plane
from cspo.conjunction.probability.encounter import (
    EncounterPlane,
    PcStatus,
    covariances,
    encounter_plane,
    hard_bodies,
    vectors,
)
from cspo.conjunction.probability.foster1992 import foster1992_on_plane
from cspo.conjunction.probability.hall2021 import nc2d_on_plane, nc3d_on_plane
from cspo.conjunction.probability.max_pc import max_pc_without_covariance
from cspo.conjunction.probability.montecarlo import pc_montecarlo
from cspo.conjunction.probability.usage import (
    FOSTER,
    NC2D,
    NC3D,
    Violation,
    foster_violations,
    nc2d_violations,
    nc3d_violations,
    straight_indicators,
)
from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import UsageError

__all__ = ["assess", "covariance_from_rtn_sigma"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHIFT_LIMIT_S: Final = 0.1
"""A closest approach farther than this from the states' epoch is flagged."""

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
class _Inputs:
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
    inputs = _checked(r1_km, v1_km_s, r2_km, v2_km_s, hbr_km, cov1, cov2)
    n = len(inputs.hbr_km)
    plane = _plane_of(inputs)
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
        trials=monte_carlo_trials, seed=seed, everywhere=all_methods,
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
    element_sets = np.broadcast_to(np.asarray(from_element_sets, dtype=np.bool_), (n,))
    flags = _flags(
        inputs, plane, violations, spread.diluted, element_sets,
        np.broadcast_to(np.asarray(default_hbr, dtype=np.bool_), (n,)),
    )  # fmt: skip
    return Assessment(
        pc=pc,
        method=method,
        status=status,
        violations=violations,
        flags=flags,
        action=_actions(pc, max_pc, spread.diluted, element_sets),
        tca_shift_s=plane.tca_shift_s,
        miss_distance_km=plane.miss_distance_km,
        relative_speed_km_s=plane.relative_speed_km_s,
        mahalanobis=plane.mahalanobis,
        hbr_km=inputs.hbr_km,
        max_pc=max_pc,
        max_pc_sigma_scale=spread.sigma_scale,
        **columns,
    )


def _checked(
    r1_km: ArrayLike,
    v1_km_s: ArrayLike,
    r2_km: ArrayLike,
    v2_km_s: ArrayLike,
    hbr_km: ArrayLike,
    cov1: ArrayLike | None,
    cov2: ArrayLike | None,
) -> _Inputs:
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
    return _Inputs(
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


def _plane_of(inputs: _Inputs) -> EncounterPlane:
    plane = encounter_plane(
        inputs.x1[:, :3], inputs.x1[:, 3:], inputs.x2[:, :3], inputs.x2[:, 3:],
        inputs.position, inputs.hbr_km,
    )  # fmt: skip
    worse = (inputs.refused != 0) & np.isin(
        plane.status, (int(PcStatus.OK), int(PcStatus.BAD_COVARIANCE))
    )
    plane.status[worse] = inputs.refused[worse]
    return plane


def _straight_violations(inputs: _Inputs, plane: EncounterPlane) -> NDArray[np.uint32]:
    extended, offset = straight_indicators(
        inputs.x1[:, :3].copy(), inputs.x1[:, 3:].copy(),
        inputs.x2[:, :3].copy(), inputs.x2[:, 3:].copy(), plane,
    )  # fmt: skip
    out = foster_violations(plane.not_positive | inputs.not_positive, extended, offset, None)
    out[plane.status != PcStatus.OK] = 0
    return out


def _curved(
    inputs: _Inputs,
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
    inputs: _Inputs,
    plane: EncounterPlane,
    pc: Floats,
    method: NDArray[np.int8],
    columns: dict[str, Floats],
    *,
    trials: int,
    seed: int,
    everywhere: bool,
) -> None:
    """Monte Carlo where nothing else may be reported, or *everywhere*."""
    if trials <= 0 or inputs.full is None:
        return
    able = inputs.has_velocity & np.isin(
        plane.status, (int(PcStatus.OK), int(PcStatus.ZERO_RELATIVE_VELOCITY))
    )
    rows = np.flatnonzero(able & (everywhere | np.isnan(pc)))
    for row in rows:
        one = slice(row, row + 1)
        isolated = not np.isnan(pc[row])
        period = 2.0 * np.pi * np.sqrt(np.linalg.norm(inputs.x1[row, :3]) ** 3 / EARTH_MU_KM3_S2)
        result = pc_montecarlo(
            inputs.x1[one, :3], inputs.x1[one, 3:], inputs.full[0][one],
            inputs.x2[one, :3], inputs.x2[one, 3:], inputs.full[1][one],
            inputs.hbr_km[one], trials=trials, seed=seed,
            window_s=None if isolated else 0.5 * float(period),
        )  # fmt: skip
        columns["montecarlo"][row] = result.pc[0]
        columns["montecarlo_low"][row] = result.low[0]
        columns["montecarlo_high"][row] = result.high[0]
        if np.isnan(pc[row]) and not np.isnan(result.pc[0]):
            pc[row] = result.pc[0]
            method[row] = PcMethod.MONTE_CARLO


def _flags(
    inputs: _Inputs,
    plane: EncounterPlane,
    violations: NDArray[np.uint32],
    diluted: Flags,
    element_sets: Flags,
    default_hbr: Flags,
) -> NDArray[np.uint32]:
    no_covariance = inputs.refused == PcStatus.NO_COVARIANCE
    radius = np.linalg.norm(inputs.x1[:, :3], axis=1)
    speed = np.linalg.norm(inputs.x1[:, 3:], axis=1)
    sigma = np.sqrt(np.abs(np.diagonal(inputs.position, axis1=1, axis2=2))).max(axis=1)
    with np.errstate(invalid="ignore"):
        pairs = (
            (diluted, Flag.DILUTED),
            (inputs.repaired | plane.repaired, Flag.COVARIANCE_REPAIRED),
            (element_sets & ~no_covariance, Flag.COVARIANCE_FROM_ELEMENT_SETS),
            (~inputs.has_velocity & (inputs.refused == 0), Flag.POSITION_ONLY),
            (default_hbr, Flag.DEFAULT_HBR),
            ((violations & int(Violation.FOSTER_EXTENDED)) != 0, Flag.LONG_ENCOUNTER),
            (np.abs(plane.tca_shift_s) > SHIFT_LIMIT_S, Flag.NOT_AT_TCA),
            (no_covariance, Flag.NO_COVARIANCE),
            (
                # km and m mixed: no orbit is this small, large or fast, no body this big.
                (radius < 6_000.0) | (radius > 1e6) | (speed > 15.0)
                | (inputs.hbr_km > 0.5) | (sigma > 1e4),
                Flag.UNITS_DOUBTFUL,
            ),
            (plane.miss_distance_km <= inputs.hbr_km, Flag.WITHIN_HARD_BODY),
        )  # fmt: skip
        out = np.zeros(len(diluted), dtype=np.uint32)
        for mask, flag in pairs:
            out[mask] |= np.uint32(flag)
    return out


def _actions(pc: Floats, max_pc: Floats, diluted: Flags, element_sets: Flags) -> NDArray[np.int8]:
    """What to do. Poor data can call for better data only; good data can call for a burn."""
    known = ~np.isnan(pc)
    ceiling = np.where(np.isnan(max_pc), 0.0, max_pc)
    value = np.where(known, pc, 0.0)
    out = np.full(len(pc), Action.NONE, dtype=np.int8)
    out[value >= WATCH_PC] = Action.WATCH
    out[(diluted | ~known) & (ceiling >= ACT_PC)] = Action.BETTER_DATA
    out[value >= ACT_PC] = Action.MITIGATE
    poor = element_sets & (np.maximum(value, np.where(diluted | ~known, ceiling, 0.0)) >= WATCH_PC)
    out[element_sets] = Action.NONE
    out[poor] = Action.BETTER_DATA
    return out
