"""From minima on polynomials to events: SGP4's own minima, and one a day of pairs that stay."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction.broad import Approaches
from cspo.conjunction.events import EventFlag, separate_events
from cspo.conjunction.narrow import Encounters, encounters_at, joined, refine
from cspo.conjunction.trajectories import Trajectories
from cspo.time import Epoch
from cspo.time.utc import tai_ns_from_utc_day
from cspo.units import NS_PER_S

__all__ = ["find_events"]

Integers = NDArray[np.int64]

_REFINE_KM = 0.05
"""What one Newton step says is this far beyond the threshold is not followed further."""


def find_events(
    paths: Trajectories, done: list[Approaches], start: Epoch, duration_s: float, reach_km: float
) -> tuple[Encounters, NDArray[np.uint8]]:
    """True local minima in the window, those of long-duration pairs replaced by one a day."""
    stop_ns = start.tai_ns + round(duration_s * NS_PER_S)
    pair = np.concatenate([block.pair for block in done])
    tai_ns = np.concatenate([block.tai_ns for block in done])
    speed_km_s = np.concatenate([block.speed_km_s for block in done])
    order = np.lexsort((tai_ns, pair[:, 1], pair[:, 0]))
    pair, tai_ns, speed_km_s = pair[order], tai_ns[order], speed_km_s[order]
    keep = np.ones(len(pair), np.bool_)
    keep[1:] = (pair[1:] != pair[:-1]).any(axis=1) | (np.diff(tai_ns) > NS_PER_S)
    found = refine(paths, pair[keep], tai_ns[keep], speed_km_s[keep], reach_km + _REFINE_KM)
    found = found.take(np.lexsort((found.tai_ns, found.pair[:, 1], found.pair[:, 0])))
    found = found.take(separate_events(found))
    within = (found.tai_ns >= start.tai_ns) & (found.tai_ns < stop_ns)
    found = found.take(within & found.valid & (found.range_km < reach_km))
    return _with_long_durations(paths, found, done, start.tai_ns, stop_ns)


def _with_long_durations(
    paths: Trajectories, found: Encounters, done: list[Approaches], start_ns: int, stop_ns: int
) -> tuple[Encounters, NDArray[np.uint8]]:
    flags = np.zeros(len(found.pair), np.uint8)
    pair = np.concatenate([block.stay_pair for block in done])
    if not len(pair):
        return found, flags
    day = np.concatenate([block.stay_day for block in done])
    length_s = np.concatenate([block.stay_length_s for block in done])
    least_ns = np.concatenate([block.stay_tai_ns for block in done])
    keys, group = np.unique(np.column_stack([pair, day]), axis=0, return_inverse=True)
    group = group.ravel()
    begin_ns = np.maximum(tai_ns_from_utc_day(keys[:, 2], 0), start_ns)
    end_ns = np.minimum(tai_ns_from_utc_day(keys[:, 2] + 1, 0), stop_ns)
    whole_s = (end_ns - begin_ns) / NS_PER_S
    stays = np.bincount(group, length_s, len(keys)) > whole_s - 1e-3
    # Candidates: the ends of the parts, and the minima of that pair and day.
    part = np.flatnonzero(stays[group])
    edge = encounters_at(
        paths, pair[part], np.clip(least_ns[part], begin_ns[group[part]], end_ns[group[part]] - 1)
    )
    of_minimum = _matching(keys, found, begin_ns, end_ns)
    mine = np.flatnonzero((of_minimum >= 0) & stays[of_minimum])
    candidates = joined(found.take(mine), edge)
    key = np.concatenate([of_minimum[mine], group[part]])
    is_edge = np.repeat([False, True], [len(mine), len(part)])
    ok = candidates.valid
    order = np.lexsort((is_edge, candidates.tai_ns, candidates.range_km, key))
    order = order[ok[order]]
    chosen = order[np.unique(key[order], return_index=True)[1]]
    others = np.ones(len(found.pair), np.bool_)
    others[mine] = False
    marks = EventFlag.LONG_DURATION + EventFlag.AT_EDGE * is_edge[chosen]
    return (
        joined(found.take(others), candidates.take(chosen)),
        np.concatenate([flags[others], marks.astype(np.uint8)]),
    )


def _matching(keys: Integers, found: Encounters, begin_ns: Integers, end_ns: Integers) -> Integers:
    """Index of the pair and day of each minimum in *keys* (l, 3), or -1."""
    result = np.full(len(found.pair), -1)
    for k in range(len(keys)):
        lo = np.searchsorted(found.pair[:, 0], keys[k, 0], "left")
        hi = np.searchsorted(found.pair[:, 0], keys[k, 0], "right")
        mine = found.pair[lo:hi, 1] == keys[k, 1]
        mine &= (found.tai_ns[lo:hi] >= begin_ns[k]) & (found.tai_ns[lo:hi] < end_ns[k])
        result[lo:hi][mine] = k
    return result
