"""The burnt trajectory against the whole catalogue: what else it would meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.avoidance.burn import Burn
from cspo.conjunction import Conjunctions, EventFlag, screen
from cspo.conjunction.appraisal import Appraisal, appraise
from cspo.conjunction.hard_body import HardBodyTable, combined_radii
from cspo.dynamics import Sgp4Bulk, propagate_zonal
from cspo.errors import OutOfRange, UsageError
from cspo.frames import Frame, rotation, rtn_from_inertial, transform_pv
from cspo.orbits import Catalog, CovarianceHistory, Ephemeris, State
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["ScreenedAgain", "burnt", "from_elements", "from_state", "screen_again"]

Floats = NDArray[np.float64]

SPACING_S: Final = 60.0
SAME_S: Final = 900.0
"""A burn moves an event in time by less than this, and no pair meets again as soon."""


def from_elements(
    catalog: Catalog, row: int, start: Epoch, duration_s: float, spacing_s: float = SPACING_S
) -> Ephemeris:
    """Trajectory of one object of a catalogue in GCRF, by SGP4.

    Raises
    ------
    OutOfRange
        Where SGP4 has no state for some instant.
    """
    t_s = _instants(duration_s, spacing_s)
    states, status = Sgp4Bulk(catalog.take(np.array([row]))).propagate(start, t_s)
    if status.any():
        raise OutOfRange("propagate object", catalog.identity(row), expected="a state throughout",
                         got="elements that cannot be carried so far")  # fmt: skip
    tai_ns = start.tai_ns + np.round(t_s * NS_PER_S).astype(np.int64)
    r_km, v_km_s = transform_pv(states[:, :3, 0], states[:, 3:, 0], Frame.TEME, Frame.GCRF, tai_ns)
    return Ephemeris(
        object_id=catalog.identity(row), object_name=str(catalog.name[row]), frame=Frame.GCRF,
        epoch=start, t_s=t_s, r_km=r_km, v_km_s=v_km_s, simulated=catalog.simulated,
    )  # fmt: skip


def from_state(
    state: State, object_id: str, start: Epoch, duration_s: float, *, simulated: bool = False,
    spacing_s: float = SPACING_S,
) -> Ephemeris:  # fmt: skip
    """Trajectory in GCRF from one state alone, by J2 to J6.

    In low orbit off by kilometres a day: the last resort, where there are neither elements nor
    an ephemeris.
    """
    turn = rotation(state.frame, Frame.TEME, state.epoch.tai_ns)
    t_s = _instants(duration_s, spacing_s)
    r_km, v_km_s = propagate_zonal(
        turn @ state.r_km, turn @ state.v_km_s, t_s + (start - state.epoch)
    )
    back = rotation(Frame.TEME, Frame.GCRF, state.epoch.tai_ns)
    return Ephemeris(
        object_id=object_id, frame=Frame.GCRF, epoch=start, t_s=t_s,
        r_km=r_km @ back.T, v_km_s=v_km_s @ back.T, simulated=simulated,
    )  # fmt: skip


def burnt(base: Ephemeris, burn: Burn) -> Ephemeris:
    """A trajectory as it is after a burn, from the burn to its own end.

    Parameters
    ----------
    base : Ephemeris
        The trajectory without the burn, in any frame of the Earth but ITRF.
    burn : Burn

    Returns
    -------
    Ephemeris
        In GCRF, at the burn and the points after it; covariance as before.

    Raises
    ------
    OutOfRange
        Where the burn is not inside the trajectory.
    UsageError
        Where the trajectory is in a frame that needs the Earth's orientation.

    Notes
    -----
    The base keeps all that it knows (air, tesserals, the operator's own force model). Only the
    difference that the burn makes is computed here, as that of two orbits under J2 to J6, and
    added: wrong by a thousandth of itself or less, not of the orbit.
    """
    at_s = burn.epoch - base.epoch
    if not base.t_s[0] <= at_s < base.t_s[-1]:
        raise OutOfRange("burn trajectory", base.object_id,
                         expected=f"a burn from {base.start} to {base.stop}",
                         got=str(burn.epoch))  # fmt: skip
    t_s = np.append(at_s, base.t_s[base.t_s > at_s])
    r_km, v_km_s = base.interpolate(t_s)
    tai_ns = base.epoch.tai_ns + np.round(t_s * NS_PER_S).astype(np.int64)
    r_km, v_km_s = transform_pv(r_km, v_km_s, base.frame, Frame.GCRF, tai_ns)
    to_pole = rotation(Frame.GCRF, Frame.TEME, burn.epoch.tai_ns)
    r0_km, v0_km_s = to_pole @ r_km[0], to_pole @ v_km_s[0]
    dv_km_s = burn.dv_rtn_km_s @ rtn_from_inertial(r0_km, v0_km_s)
    before = propagate_zonal(r0_km, v0_km_s, t_s - at_s)
    after = propagate_zonal(r0_km, v0_km_s + dv_km_s, t_s - at_s)
    return Ephemeris(
        object_id=base.object_id, object_name=base.object_name, frame=Frame.GCRF,
        epoch=burn.epoch, t_s=t_s - at_s,
        r_km=r_km + (after[0] - before[0]) @ to_pole,
        v_km_s=v_km_s + (after[1] - before[1]) @ to_pole,
        covariance=_shifted(base.covariance, at_s), nodes=base.nodes, simulated=base.simulated,
    )  # fmt: skip


def _shifted(history: CovarianceHistory | None, later_s: float) -> CovarianceHistory | None:
    """The same covariances, counted from an epoch that is later."""
    return None if history is None else replace(history, t_s=history.t_s - later_s)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScreenedAgain:
    """Events of the burnt trajectory, one row each, and what they were without the burn.

    Parameters
    ----------
    events : Conjunctions
        Of the burnt trajectory alone, object 1 in each.
    identity : (k,) str
        Object 2 of each, as ``scheme:value``.
    appraisal : Appraisal
    before_miss_km, before_pc : (k,) float64
        Of the same event without the burn; NaN where there was none within the volume.
    before_bound : (k,) float64
        Its Pc, or the upper bound where none may be reported.
    gone : int
        Events that were within the volume without the burn, and no longer are.
    start : Epoch
    duration_s : float
        What was screened: from the burn on.
    """

    events: Conjunctions
    identity: NDArray[np.str_]
    appraisal: Appraisal
    before_miss_km: Floats
    before_pc: Floats
    before_bound: Floats
    gone: int
    start: Epoch
    duration_s: float

    def worse(self, pc: float) -> NDArray[np.int64]:
        """Rows whose Pc is above *pc* and twice what it was: what speaks against the burn.

        Where no Pc may be reported, its upper bound counts.
        """
        now = _bound(self.appraisal)
        was = np.nan_to_num(self.before_bound)
        return np.flatnonzero((now > pc) & (now > 2.0 * was))


def _bound(appraisal: Appraisal) -> Floats:
    """The Pc of each event, or its upper bound."""
    assessment = appraisal.assessment
    return np.where(np.isnan(assessment.pc), assessment.max_pc, assessment.pc)


def screen_again(
    catalog: Catalog,
    base: Ephemeris,
    burn: Burn,
    *,
    threshold_km: float = 5.0,
    radii: HardBodyTable | None = None,
    threads: int = 2,
    progress: Callable[[float], None] | None = None,
) -> ScreenedAgain:
    """Screen a trajectory with and without a burn against a catalogue.

    Parameters
    ----------
    catalog : Catalog
        Rows of the object itself (same identity) are left out.
    base : Ephemeris
        Without the burn; screened from the burn to its end.
    burn : Burn
    threshold_km : float
        Radius of the sphere around the object.
    radii : HardBodyTable, optional
    threads : int
    progress : callable, optional

    Raises
    ------
    OutOfRange
        Where the burn is not inside the trajectory.
    UsageError
        Where a simulated trajectory meets a real catalogue, or a real one a simulated.
    """
    if base.simulated != catalog.simulated:
        raise UsageError("screen again", base.object_id, expected="all simulated or all real",
                         got="both", hint="simulated and real never meet")  # fmt: skip
    pieces = [base, burnt(base, burn)]
    duration_s = pieces[1].stop - burn.epoch
    events = screen(
        catalog, start=burn.epoch, duration_s=duration_s, threshold_km=threshold_km,
        ephemerides=pieces, threads=threads, progress=progress,
    )  # fmt: skip
    bodies = combined_radii(catalog, events, radii)
    appraisal = appraise(
        catalog, events, bodies.hbr_km, default_hbr=bodies.default, ephemerides=pieces
    )
    with_burn = events.row1 == len(catalog) + 1
    now, was = np.flatnonzero(with_burn), np.flatnonzero(~with_burn)
    match = _same(events, now, was)
    known = match >= 0
    before = np.full((3, len(now)), np.nan)
    before[0, known] = events.miss_distance_km[match[known]]
    before[1, known] = appraisal.assessment.pc[match[known]]
    before[2, known] = _bound(appraisal)[match[known]]
    mine = events.take(now)
    return ScreenedAgain(
        events=mine,
        identity=np.array([catalog.identity(int(row)) for row in mine.row2], np.str_),
        appraisal=appraise(
            catalog, mine, bodies.hbr_km[now], default_hbr=bodies.default[now],
            ephemerides=pieces,
        ),
        before_miss_km=before[0], before_pc=before[1],
        before_bound=before[2],
        gone=len(was) - len(np.unique(match[known])), start=burn.epoch, duration_s=duration_s,
    )  # fmt: skip


def _same(
    events: Conjunctions, now: NDArray[np.int64], was: NDArray[np.int64]
) -> NDArray[np.int64]:
    """For each event *now*, that of the same object nearest in time in *was*, or -1.

    Of a pair that stays together all day there is one event a day, at any time of it.
    """
    match = np.full(len(now), -1)
    stays = (events.flags & EventFlag.LONG_DURATION) != 0
    for k, row in enumerate(now.tolist()):
        near = was[events.row2[was] == events.row2[row]]
        gap_s = np.abs(events.tca_tai_ns[near] - events.tca_tai_ns[row]) / NS_PER_S
        limit_s = np.where(stays[near] | stays[row], DAY_S, SAME_S)
        near, gap_s = near[gap_s < limit_s], gap_s[gap_s < limit_s]
        if len(near):
            match[k] = near[int(np.argmin(gap_s))]
    return match


def _instants(duration_s: float, spacing_s: float) -> Floats:
    """Evenly from 0 to the duration, no farther apart than the spacing."""
    return np.linspace(0.0, duration_s, max(int(np.ceil(duration_s / spacing_s)), 1) + 1)
