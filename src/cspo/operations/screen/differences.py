"""What differs between two skies, and between two screenings."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions
from cspo.conjunction.events import EventFlag
from cspo.markings.label import Label
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.merging import EventKeys, matched, remapped
from cspo.operations.screen.screening_view import EventChanges, Gone, ScreeningView
from cspo.orbits.catalog import ORBIT_COLUMNS
from cspo.units import TAU

__all__ = [
    "changes_between", "differing_rows", "events_of_unmoved", "found_before", "is_same", "keys_of",
    "moved_rows", "renamed", "row_map", "rows_flown",
]  # fmt: skip

Integers = NDArray[np.int64]

_UNKNOWN_PERIOD_S: Final = 5_400.0
"""Of an object that only a trajectory tells of."""


def row_map(old: SkyView, new: SkyView) -> Integers:
    """Row in *new* of each row of *old*, -1 where it has none."""
    if old.identity is new.identity:
        return np.arange(len(old), dtype=np.int64)
    return np.array([new.row_of.get(name, -1) for name in old.identity], np.int64)


def differing_rows(old: SkyView, new: SkyView, rows: Integers) -> NDArray[np.bool_]:
    """Rows of *new* whose orbit *old* does not have, (n,).

    Parameters
    ----------
    rows : (m,) int64
        As `row_map` gives them.
    """
    differ = np.ones(len(new), np.bool_)
    there = np.flatnonzero(rows >= 0)
    same = np.ones(len(there), np.bool_)
    for name in ORBIT_COLUMNS:
        one, other = getattr(old.catalog, name), getattr(new.catalog, name)
        if one is not other or old.identity is not new.identity:
            same &= one[there] == other[rows[there]]
    differ[rows[there]] = ~same
    return differ


def renamed(old: SkyView, new: SkyView) -> NDArray[np.bool_]:
    """Rows of *new* that had another name in *old*, or were not there, (n,): names tell classes."""
    if old.catalog.name is new.catalog.name and old.identity is new.identity:
        return np.zeros(len(new), np.bool_)
    other = np.ones(len(new), np.bool_)
    rows = row_map(old, new)
    there = np.flatnonzero(rows >= 0)
    other[rows[there]] = old.catalog.name[there] != new.catalog.name[rows[there]]
    return other


def is_same(old: SkyView, new: SkyView) -> bool:
    """Whether nothing that a screening rests on is another."""
    columns = ("catalog", "label_index", "hbr_km")
    return all(getattr(old, name) is getattr(new, name) for name in columns) and (
        _flown(old) == _flown(new)
    )


def _flown(sky: SkyView) -> set[tuple[str, tuple[str, ...]]]:
    return {(each.object, each.record_ids) for each in sky.ephemerides}


def rows_flown(old: SkyView, new: SkyView) -> set[int]:
    """Rows of objects whose trajectories are not what they were."""
    changed = {name for name, _ in _flown(old) ^ _flown(new)}
    return {new.row_of[name] for name in changed if name in new.row_of}


def moved_rows(old: SkyView, new: SkyView) -> Integers:
    """Rows of *new* whose orbit or trajectory is not what *old* has, rising.

    A row comes into its own again where its trajectory ends or is replaced.
    """
    rows = np.flatnonzero(differing_rows(old, new, row_map(old, new)))
    return np.union1d(rows, np.array(sorted(rows_flown(old, new)), np.int64))


def events_of_unmoved(old: ScreeningView, sky: SkyView, moved: Integers) -> Conjunctions:
    """Events of two rows that stand in another sky as they did, by their rows there.

    Parameters
    ----------
    moved : (k,) int64
        As `moved_rows` gives them.
    """
    rows = row_map(old.sky, sky)
    stays = np.where(np.isin(rows, moved), -1, rows)
    none = np.full(len(old.sky.ephemerides), -1, np.int64)
    return remapped(old.events, np.append(stays, none), len(sky))


def found_before(old: ScreeningView, sky: SkyView, keys: EventKeys) -> Integers:
    """Row in *old* of each event of a newer screening, -1 where it was not found then."""
    return matched(keys_of(old.sky, old.events, sky), keys, _periods_s(sky))


def keys_of(own: SkyView, events: Conjunctions, sky: SkyView | None = None) -> EventKeys:
    """What tells events apart, the objects of their own sky numbered as in *sky*."""
    numbers = _numbers(own, sky or own)
    return EventKeys(
        pair=np.stack([numbers[events.row1], numbers[events.row2]], axis=1),
        tai_ns=events.tca_tai_ns,
        stays=(events.flags & EventFlag.LONG_DURATION) != 0,
        miss_distance_km=events.miss_distance_km,
    )


def changes_between(
    old: ScreeningView, new: ScreeningView, before: Integers | None = None
) -> EventChanges:
    """What the newer screening says that the older one did not.

    An event whose time has passed is not gone, it is over. One that bears another mark is
    changed: others may know it now, or may no more.

    Parameters
    ----------
    before : (k,) int64
        As `found_before` gives it, where it is known already.
    """
    if before is None:
        before = found_before(old, new.sky, keys_of(new.sky, new.events))
    rows = np.flatnonzero(before >= 0)
    moved = np.zeros(len(new), np.bool_)
    for name in ("tca_tai_ns", "miss_distance_km"):
        moved[rows] |= getattr(new.events, name)[rows] != getattr(old.events, name)[before[rows]]
    for name in ("pc", "hbr_km"):
        one, other = getattr(new.judged, name)[rows], getattr(old.judged, name)[before[rows]]
        moved[rows] |= ~((one == other) | (np.isnan(one) & np.isnan(other)))
    moved[rows] |= _marks(new, old.labels)[rows] != _marks(old, old.labels)[before[rows]]
    lost = np.ones(len(old), np.bool_)
    lost[before[rows]] = False
    lost &= old.events.tca_tai_ns >= new.start.tai_ns
    gone = tuple(
        Gone(old.event_id(k), *old.pair(k), old.tca(k), float(old.events.miss_distance_km[k]))
        for k in np.flatnonzero(lost).tolist()
    )
    return EventChanges(new, np.flatnonzero(before < 0), np.flatnonzero(moved), gone)


def _marks(view: ScreeningView, known: tuple[Label, ...]) -> Integers:
    """The mark of each event by its place among *known*, and from their number on by itself."""
    places: dict[Label, int] = {}
    for label in (*known, *view.labels):
        places.setdefault(label, len(places))
    return np.array([places[label] for label in view.labels] or [0], np.int64)[view.label_index]


def _numbers(own: SkyView, sky: SkyView) -> Integers:
    """Number of each row and trajectory of *own*: the row of its object in *sky*, or one beyond.

    Objects that *sky* lacks have numbers from its length on, by name, so that they
    agree wherever they come from.
    """
    rows = row_map(own, sky)
    beyond = sorted(
        {each.object for view in (own, sky) for each in view.ephemerides} - sky.row_of.keys()
    )
    lost = [own.identity[k] for k in np.flatnonzero(rows < 0).tolist()]
    number = {name: len(sky) + k for k, name in enumerate([*beyond, *sorted({*lost} - {*beyond})])}
    rows[rows < 0] = [number[name] for name in lost]
    flown = [sky.row_of.get(each.object, number.get(each.object, -1)) for each in own.ephemerides]
    return np.append(rows, np.array(flown, np.int64)).astype(np.int64)


def _periods_s(sky: SkyView) -> NDArray[np.float64]:
    """Period of each object by its number; of those beyond the rows an assumed one."""
    return np.append(TAU / sky.catalog.mean_motion_rad_s, _UNKNOWN_PERIOD_S)
