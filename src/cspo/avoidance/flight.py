"""Fly a burn: both orbits, no linearization, a closest approach of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.avoidance.burn import Burn
from cspo.avoidance.encounter import Encounter
from cspo.conjunction.probability import Assessment, assess
from cspo.dynamics import propagate_zonal
from cspo.errors import UsageError
from cspo.frames import Frame, rotation, rtn_from_inertial
from cspo.orbits import Ephemeris
from cspo.time import Epoch

__all__ = ["Flight", "fly", "meet"]

Floats = NDArray[np.float64]

_STEP_S: Final = 20.0
_FAST_WINDOW_S: Final = 120.0
_HALVINGS: Final = 38


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flight:
    """The encounter after a burn.

    Parameters
    ----------
    burn : Burn
    tca : Epoch
        Closest approach of the flown orbits, near that of the encounter.
    r1_km, v1_km_s, r2_km, v2_km_s : (3,) float64
        States then, in the frame of the encounter.
    miss_distance_km : float
    assessment : Assessment
        One row: Pc by the method whose assumptions hold.
    at_edge : bool
        Whether the range is least at an end of the span that was searched (half an orbit each
        way for slow encounters): there is no closest approach in it.
    """

    burn: Burn
    tca: Epoch
    r1_km: Floats
    v1_km_s: Floats
    r2_km: Floats
    v2_km_s: Floats
    miss_distance_km: float
    assessment: Assessment
    at_edge: bool

    @property
    def pc(self) -> float:
        """Reported Pc, NaN where there is none."""
        return float(self.assessment.pc[0])


def fly(encounter: Encounter, burn: Burn) -> Flight:
    """Carry object 1 back to the burn, burn, and come again to the encounter.

    Parameters
    ----------
    encounter : Encounter
    burn : Burn

    Raises
    ------
    UsageError
        Where the burn is not before the closest approach.

    Notes
    -----
    Both ways go through the same forces (J2 to J6), so what they lack cancels but for what
    the burn itself changes. A fast encounter is looked for within two minutes of its time and
    what the burn may shift it by, a slow one within half an orbit: the least range there, which
    may be that of another crossing of the two orbits; both after the burn.
    """
    found, best_s, at_edge = meet(encounter, burn)
    r1, v1, r2, v2 = (part[None] for part in found)
    cov1, cov2 = encounter.covariances(r1, v1, r2, v2)
    return Flight(
        burn=burn, tca=encounter.tca + best_s, r1_km=found[0], v1_km_s=found[1], r2_km=found[2],
        v2_km_s=found[3], miss_distance_km=float(np.linalg.norm(found[2] - found[0])),
        assessment=assess(r1, v1, r2, v2, encounter.hbr_km, cov1=cov1, cov2=cov2),
        at_edge=at_edge,
    )  # fmt: skip


def meet(encounter: Encounter, burn: Burn) -> tuple[tuple[Floats, ...], float, bool]:
    """States at the closest approach after a burn, its time past the encounter's, and at_edge.

    Raises
    ------
    UsageError
        Where the burn is not before the encounter.
    """
    lead_s = encounter.tca - burn.epoch
    if not lead_s > 0.0:
        raise UsageError("fly burn", str(burn.epoch), expected=f"an instant before {encounter.tca}")
    to_pole = rotation(encounter.state1.frame, Frame.TEME, encounter.tca.tai_ns)
    states = [
        (to_pole @ state.r_km, to_pole @ state.v_km_s)
        for state in (encounter.state1, encounter.state2)
    ]
    r_km, v_km_s = (part[0] for part in propagate_zonal(*states[0], [-lead_s]))
    burnt_km_s = v_km_s + burn.dv_rtn_km_s @ rtn_from_inertial(r_km, v_km_s)
    window_s = _window_s(encounter, burn, lead_s)
    count = int(window_s / _STEP_S)
    whole_s = _STEP_S * np.arange(-count, count + 1)
    ends_s = [-lead_s if lead_s < window_s else 0.0]
    t_s = np.unique(np.append(whole_s[whole_s > -lead_s], ends_s)).astype(np.float64)
    paths = [
        _path(encounter, t_s, propagate_zonal(r_km, burnt_km_s, t_s + lead_s)),
        _path(encounter, t_s, propagate_zonal(*states[1], t_s)),
    ]
    best_s, at_edge = _closest_s(paths, t_s)
    found = tuple(
        part[0] @ to_pole for path in paths for part in path.interpolate(np.array([best_s]))
    )
    return found, best_s, at_edge


def _window_s(encounter: Encounter, burn: Burn, lead_s: float) -> float:
    """How far from its time the encounter is looked for."""
    if not encounter.is_fast:
        return 0.5 * encounter.period_s
    moved_km = 4.0 * burn.size_km_s * (lead_s + encounter.period_s)
    late_s = moved_km / encounter.relative_speed_km_s
    return min(_FAST_WINDOW_S + late_s, 0.25 * encounter.period_s)


def _path(encounter: Encounter, t_s: Floats, states: tuple[Floats, Floats]) -> Ephemeris:
    return Ephemeris(
        object_id="", frame=Frame.TEME, epoch=encounter.tca, t_s=t_s,
        r_km=states[0], v_km_s=states[1],
    )  # fmt: skip


def _closest_s(paths: list[Ephemeris], t_s: Floats) -> tuple[float, bool]:
    """Time of the least range, and whether it lies at an end."""
    gap_km = paths[1].r_km - paths[0].r_km
    closing = (gap_km * (paths[1].v_km_s - paths[0].v_km_s)).sum(axis=1)
    turns = np.flatnonzero((closing[:-1] < 0.0) & (closing[1:] >= 0.0))
    low, high = t_s[turns], t_s[turns + 1]
    for _ in range(_HALVINGS if len(turns) else 0):
        middle = 0.5 * (low + high)
        (r1, v1), (r2, v2) = (path.interpolate(middle) for path in paths)
        before = ((r2 - r1) * (v2 - v1)).sum(axis=1) < 0.0
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    times = np.concatenate([0.5 * (low + high), t_s[[0, -1]]])
    range_km = np.linalg.norm(
        paths[1].interpolate(times)[0] - paths[0].interpolate(times)[0], axis=1
    )
    best = int(np.argmin(range_km))
    return float(times[best]), best >= len(turns)
