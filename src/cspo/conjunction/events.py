"""What one conjunction is, and the table of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntFlag
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.narrow import Encounters
from cspo.conjunction.volume import Volume
from cspo.frames import rtn_from_inertial
from cspo.time import Epoch

__all__ = ["Conjunctions", "EventFlag", "Exclusions", "conjunctions_from", "separate_events"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SAME_MINIMUM_S: Final = 1.0
"""Minima of one pair nearer than this are one, found twice."""


class EventFlag(IntFlag):
    """What a reader of an event should know.

    ``LONG_DURATION``: the pair never leaves the threshold during that UTC day
    (of it, the part inside the window): one event a day, at the least range.
    ``AT_EDGE``: such an event at the begin or end of that time, where the range
    is least without being a local minimum.
    """

    NONE = 0
    LONG_DURATION = 1
    AT_EDGE = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Exclusions:
    """Objects that could not be screened over the whole window, one row each.

    Parameters
    ----------
    row : (l,) int64
        Row of the catalogue; from its length on, the ephemerides.
    from_tai_ns : (l,) int64
        First knot of the screening at which there was no state.
    status : (l,) int8
        `cspo.dynamics.sgp4.PropagationStatus`; NONSENSE for an ephemeris that
        does not span the window.
    """

    row: Integers
    from_tai_ns: Integers
    status: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Conjunctions:
    """Close approaches in order of time, one row each, read-only columns of k.

    Parameters
    ----------
    start : Epoch
    duration_s : float
        Window: minima in [start, start + duration_s).
    volume : Volume
    row1, row2 : int32
        Rows of the catalogue; from ``catalog_size`` on, the ephemerides. row1 <
        row2, except that a primary or an ephemeris comes first.
    tca_tai_ns : int64
        Time of closest approach.
    miss_distance_km, relative_speed_km_s : float64
    r1_teme_km, v1_teme_km_s, r2_teme_km, v2_teme_km_s : (k, 3) float64
        States at that time.
    radial_km, in_track_km, cross_track_km : float64
        Position of object 2 from object 1, in RTN of object 1.
    flags : uint8
        `EventFlag`.
    catalog_size : int
    excluded : Exclusions
        Which objects were left out, from when on and why.
    """

    start: Epoch
    duration_s: float
    volume: Volume
    row1: NDArray[np.int32]
    row2: NDArray[np.int32]
    tca_tai_ns: Integers
    miss_distance_km: Floats
    relative_speed_km_s: Floats
    r1_teme_km: Floats
    v1_teme_km_s: Floats
    r2_teme_km: Floats
    v2_teme_km_s: Floats
    radial_km: Floats
    in_track_km: Floats
    cross_track_km: Floats
    flags: NDArray[np.uint8]
    catalog_size: int
    excluded: Exclusions

    def __post_init__(self) -> None:
        for _, column in self.columns():
            column.setflags(write=False)

    def __len__(self) -> int:
        return len(self.row1)

    def columns(self) -> list[tuple[str, NDArray[Any]]]:
        """Name and array of every column."""
        pairs = [(f.name, getattr(self, f.name)) for f in fields(self)]
        return [(name, value) for name, value in pairs if isinstance(value, np.ndarray)]

    def take(self, index: NDArray[Any]) -> Conjunctions:
        """The events at *index* (integers or a boolean mask), in that order."""
        return replace(self, **{name: column[index] for name, column in self.columns()})


def separate_events(encounters: Encounters) -> NDArray[np.bool_]:
    """Which encounters are the first of their minimum; those of a pair must be sorted by time."""
    keep = np.ones(len(encounters.pair), np.bool_)
    same_pair = (encounters.pair[1:] == encounters.pair[:-1]).all(axis=1)
    keep[1:] = ~(same_pair & (np.diff(encounters.tai_ns) < SAME_MINIMUM_S * 1e9))
    return keep


def conjunctions_from(
    encounters: Encounters,
    flags: NDArray[np.uint8],
    *,
    first: NDArray[np.bool_] | None,
    start: Epoch,
    duration_s: float,
    volume: Volume,
    catalog_size: int,
    excluded: Exclusions,
) -> Conjunctions:
    """The table of those encounters that lie in the volume, sorted by time, then pair.

    *first* marks the objects that come first in a row (primaries, ephemerides).
    """
    pair = encounters.pair
    swap = np.zeros(len(pair), np.bool_)
    if first is not None:
        swap = first[pair[:, 1]] & ~first[pair[:, 0]]
    row1, row2 = np.where(swap, pair[:, ::-1].T, pair.T)
    state1 = np.where(swap[:, None], encounters.state2, encounters.state1)
    state2 = np.where(swap[:, None], encounters.state1, encounters.state2)
    relative_km = state2[:, :3] - state1[:, :3]
    rtn_km = np.einsum("kij,kj->ki", rtn_from_inertial(state1[:, :3], state1[:, 3:]), relative_km)
    order = np.lexsort((row2, row1, encounters.tai_ns))
    order = order[volume.contains(rtn_km)[order]]
    state1, state2, rtn_km = state1[order], state2[order], rtn_km[order]
    return Conjunctions(
        start=start,
        duration_s=duration_s,
        volume=volume,
        row1=row1[order].astype(np.int32),
        row2=row2[order].astype(np.int32),
        tca_tai_ns=encounters.tai_ns[order],
        miss_distance_km=np.linalg.norm(relative_km[order], axis=1),
        relative_speed_km_s=np.linalg.norm(state2[:, 3:] - state1[:, 3:], axis=1),
        r1_teme_km=state1[:, :3].copy(),
        v1_teme_km_s=state1[:, 3:].copy(),
        r2_teme_km=state2[:, :3].copy(),
        v2_teme_km_s=state2[:, 3:].copy(),
        radial_km=rtn_km[:, 0].copy(),
        in_track_km=rtn_km[:, 1].copy(),
        cross_track_km=rtn_km[:, 2].copy(),
        flags=flags[order],
        catalog_size=catalog_size,
        excluded=excluded,
    )
