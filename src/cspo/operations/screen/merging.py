"""Tables of events put together: rows of another sky, halves of a window, one event twice."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions, Volume
from cspo.conjunction.events import SAME_MINIMUM_S, Exclusions
from cspo.frames import rtn_from_inertial
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = [
    "EventKeys", "concatenated", "distinct", "empty", "matched", "normalized", "pair_codes",
    "remapped", "replaced", "same_instant",
]  # fmt: skip

Integers = NDArray[np.int64]

_WIDE: Final = np.int64(1 << 32)


def normalized(events: Conjunctions) -> Conjunctions:
    """The same events, the lower row first where both are of the catalogue.

    A screening of some objects puts those first. Which of the two is object 1 must
    not depend on which of them changed last.
    """
    swap = (events.row1 > events.row2) & (events.row1 < events.catalog_size)
    if not swap.any():
        return events
    columns = dict(events.columns())
    for one, two in (
        ("row1", "row2"), ("r1_teme_km", "r2_teme_km"), ("v1_teme_km_s", "v2_teme_km_s"),
    ):  # fmt: skip
        mask = swap if columns[one].ndim == 1 else swap[:, None]
        columns[one], columns[two] = (
            np.where(mask, columns[two], columns[one]), np.where(mask, columns[one], columns[two]),
        )  # fmt: skip
    r1, v1 = columns["r1_teme_km"][swap], columns["v1_teme_km_s"][swap]
    relative = columns["r2_teme_km"][swap] - r1
    rtn = np.einsum("kij,kj->ki", rtn_from_inertial(r1, v1), relative)
    for axis, name in enumerate(("radial_km", "in_track_km", "cross_track_km")):
        columns[name] = columns[name].copy()
        columns[name][swap] = rtn[:, axis]
    return replaced(events, columns)


def replaced(events: Conjunctions, columns: dict[str, Any], **others: Any) -> Conjunctions:
    """The table with other columns."""
    kept = {each.name: getattr(events, each.name) for each in fields(events)}
    return Conjunctions(**{**kept, **columns, **others})


def empty(start: Epoch, duration_s: float, volume: Volume, size: int) -> Conjunctions:
    """A table without events."""
    numbers, vectors = np.zeros(0), np.zeros((0, 3))
    return Conjunctions(
        start=start, duration_s=duration_s, volume=volume, row1=numbers.astype(np.int32),
        row2=numbers.astype(np.int32), tca_tai_ns=numbers.astype(np.int64),
        miss_distance_km=numbers, relative_speed_km_s=numbers, r1_teme_km=vectors,
        v1_teme_km_s=vectors, r2_teme_km=vectors, v2_teme_km_s=vectors, radial_km=numbers,
        in_track_km=numbers, cross_track_km=numbers, flags=numbers.astype(np.uint8),
        catalog_size=size,
        excluded=Exclusions(
            row=numbers.astype(np.int64), from_tai_ns=numbers.astype(np.int64),
            status=numbers.astype(np.int8),
        ),
    )  # fmt: skip


def remapped(events: Conjunctions, row_map: Integers, catalog_size: int) -> Conjunctions:
    """Events under the rows of another sky; those of objects that it lacks are left out.

    Parameters
    ----------
    row_map : (n,) int64
        New row of each old one, -1 where there is none.
    """
    one, two = row_map[events.row1], row_map[events.row2]
    kept = (one >= 0) & (two >= 0)
    columns = {name: column[kept] for name, column in events.columns()}
    columns["row1"], columns["row2"] = one[kept].astype(np.int32), two[kept].astype(np.int32)
    old = row_map[events.excluded.row]
    there = old >= 0
    excluded = Exclusions(
        row=old[there], from_tai_ns=events.excluded.from_tai_ns[there],
        status=events.excluded.status[there],
    )  # fmt: skip
    return replaced(events, columns, catalog_size=catalog_size, excluded=excluded)


def concatenated(one: Conjunctions, other: Conjunctions) -> Conjunctions:
    """Both tables, one after the other; window, volume and size are those of the first."""
    columns = {
        name: np.concatenate([column, getattr(other, name)]) for name, column in one.columns()
    }
    excluded = Exclusions(**{
        name: np.concatenate([getattr(one.excluded, name), getattr(other.excluded, name)])
        for name in ("row", "from_tai_ns", "status")
    })  # fmt: skip
    return replaced(one, columns, excluded=excluded)


def distinct(events: Conjunctions) -> NDArray[np.bool_]:
    """Which events are the first of their minimum, (k,): two at one instant are one."""
    order = np.lexsort((events.tca_tai_ns, events.row2, events.row1))
    one, two, ns = events.row1[order], events.row2[order], events.tca_tai_ns[order]
    again = (one[1:] == one[:-1]) & (two[1:] == two[:-1])
    again &= np.diff(ns) < SAME_MINIMUM_S * NS_PER_S
    keep = np.ones(len(order), np.bool_)
    keep[order[1:][again]] = False
    return keep


@dataclass(frozen=True, slots=True, eq=False)
class EventKeys:
    """What tells events apart, columns of k.

    Parameters
    ----------
    pair : (k, 2) int64
        Numbers of the two objects, in either order.
    tai_ns : int64
        Closest approach.
    stays : bool
        Whether the pair stays close all day.
    miss_distance_km : float64
    """

    pair: Integers
    tai_ns: Integers
    stays: NDArray[np.bool_]
    miss_distance_km: NDArray[np.float64]

    def codes(self) -> Integers:
        """One number for each pair."""
        return np.asarray(self.pair.min(axis=1) * _WIDE + self.pair.max(axis=1))


def same_instant(old: EventKeys, new: EventKeys) -> Integers:
    """Row in *old* with the same pair, instant and miss, to the last digit; -1 where none is."""
    found = np.full(len(new.tai_ns), -1, np.int64)
    codes = np.concatenate([old.codes(), new.codes()])
    ns = np.concatenate([old.tai_ns, new.tai_ns])
    miss = np.concatenate([old.miss_distance_km, new.miss_distance_km])
    is_new = np.arange(len(ns)) >= len(old.tai_ns)
    order = np.lexsort((is_new, ns, codes))
    one, two = order[:-1], order[1:]
    same = (codes[one] == codes[two]) & (ns[one] == ns[two]) & (miss[one] == miss[two])
    same &= ~is_new[one] & is_new[two]
    found[two[same] - len(old.tai_ns)] = one[same]
    return found


def matched(old: EventKeys, new: EventKeys, period_s: NDArray[np.float64]) -> Integers:
    """Row of the same event in *old* for each of *new*, -1 where it has none, (k,).

    The same: the same pair, and closest approaches nearer than a quarter of the
    shorter period, the nearest first; of pairs that stay close, the same UTC day.

    Parameters
    ----------
    period_s : (n + 1,) float64
        Of each object by its number; the last one is for all beyond.
    """
    found = same_instant(old, new)
    free = np.ones(len(old.tai_ns), np.bool_)
    free[found[found >= 0]] = False
    left, new_left = np.flatnonzero(free), np.flatnonzero(found < 0)
    codes = old.codes()[left]
    order = np.lexsort((old.tai_ns[left], codes))
    left, codes = left[order], codes[order]
    wanted = new.codes()[new_left]
    low, high = np.searchsorted(codes, wanted, "left"), np.searchsorted(codes, wanted, "right")
    candidates: list[tuple[int, int, int]] = []
    for k in np.flatnonzero(high > low).tolist():
        row = int(new_left[k])
        shorter_s = period_s[np.minimum(new.pair[row], len(period_s) - 1)].min()
        for other in left[low[k] : high[k]].tolist():
            gap = abs(int(new.tai_ns[row]) - int(old.tai_ns[other]))
            if new.stays[row] or old.stays[other]:
                near = _day(new.tai_ns[row]) == _day(old.tai_ns[other])
            else:
                near = 4 * gap < shorter_s * NS_PER_S
            if near:
                candidates.append((gap, row, other))
    for _, row, other in sorted(candidates):
        if found[row] < 0 and free[other]:
            found[row] = other
            free[other] = False
    return found


def _day(tai_ns: np.int64) -> int:
    return Epoch(int(tai_ns)).utc_day()[0]


def pair_codes(events: Conjunctions) -> Integers:
    """One number for the rows of each event, whichever comes first."""
    one, two = events.row1.astype(np.int64), events.row2.astype(np.int64)
    return np.asarray(np.minimum(one, two) * _WIDE + np.maximum(one, two))
