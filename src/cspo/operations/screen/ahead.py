"""Screening of a few objects further ahead than all: some against all, kept up to date.

The whole sky against itself is screened a day ahead. What a plan asks of one satellite in the
coming week is asked of a few objects alone, and those cost little: a day of some objects against
27,000 is a fraction of a second. A whole pass is made day by day, so that whoever steps a node
can do other things between; what was known stands until all of it is done. What changes in
the meantime is screened against these objects alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions
from cspo.conjunction import screen as screen_catalog
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.differences import (
    changes_between,
    events_of_unmoved,
    is_same,
    moved_rows,
)
from cspo.operations.screen.keeping import Keeping, Names
from cspo.operations.screen.merging import concatenated, distinct, empty, remapped
from cspo.operations.screen.screening_view import EventChanges, ScreeningView
from cspo.operations.screen.searching import OVERLAP_S, Search, Searching, part_of
from cspo.time import Epoch

__all__ = ["AheadScreener", "has_orbit", "midnight_after"]

Integers = NDArray[np.int64]

_TOGETHER: Final = 8
"""So many objects are screened together in one piece of a pass."""

_NONE: Final = np.zeros(0, np.int64)


@dataclass(slots=True)
class _Pass:
    """A whole pass of some objects: what of it is left, and what was found."""

    sky: SkyView
    start: Epoch
    until: dict[str, Epoch]
    kept: dict[str, Epoch]
    pieces: list[tuple[tuple[str, ...], Epoch, Epoch]]
    found: list[Conjunctions] = field(default_factory=list)


class AheadScreener:
    """Keeps a screening of a few objects against all up to date, each as far as is asked.

    Parameters
    ----------
    threshold_km, threads, memory_limit_gb, names, search
        As `cspo.operations.screen.Screener` has them.

    Attributes
    ----------
    until : mapping
        How far each object is screened; what is not in it is not screened.
    """

    def __init__(
        self,
        *,
        threshold_km: float = 5.0,
        threads: int = 2,
        memory_limit_gb: float = 1.0,
        names: Names | None = None,
        search: Search = screen_catalog,
    ) -> None:
        self._searching = Searching(
            threshold_km=threshold_km, threads=threads, memory_limit_gb=memory_limit_gb,
            search=search,
        )  # fmt: skip
        self._keeping = Keeping(self._searching.volume, table=None, names=names, once=None)
        self.until: Mapping[str, Epoch] = MappingProxyType({})
        self._pass: _Pass | None = None

    @property
    def view(self) -> ScreeningView | None:
        """The events of these objects as they stand; None before a first pass has ended."""
        return self._keeping.view

    @property
    def is_passing(self) -> bool:
        """Whether a whole pass has been begun and not ended."""
        return self._pass is not None

    def begin(
        self, sky: SkyView, start: Epoch, again: Mapping[str, Epoch], kept: Iterable[str] = ()
    ) -> None:
        """Begin a pass, in place of one that was not ended.

        Parameters
        ----------
        sky : SkyView
            The sky that is screened, whatever comes meanwhile.
        start : Epoch
        again : mapping
            How far each object is to be screened; such as have no orbit are left out.
        kept : iterable of str
            Objects whose events are kept up to date beside them. All others are left.
        """
        until = {name: each for name, each in sorted(again.items()) if has_orbit(sky, name)}
        others = {
            name: self.until[name] for name in sorted({*kept} - until.keys())
            if name in self.until and has_orbit(sky, name)
        }  # fmt: skip
        self._pass = _Pass(sky, start, until, others, list(_pieces(start, until)))

    def go_on(self) -> EventChanges | None:
        """Screen one piece of the pass; what the pass has changed where it was the last.

        Raises
        ------
        UsageError
            As `cspo.conjunction.screen`.
        """
        now = self._pass
        if now is None:
            return None
        if now.pieces:
            names, begin, end = now.pieces[0]
            early = begin if begin == now.start else begin + -OVERLAP_S
            own = _own_rows(now.sky, names)
            found = self._searching.found(now.sky, early, end - early + OVERLAP_S, own)
            inside = (found.tca_tai_ns >= begin.tai_ns) & (found.tca_tai_ns < end.tai_ns)
            inside &= _touches(now.sky, found, names)
            now.found.append(found.take(inside))
            del now.pieces[0]
        if now.pieces:
            return None
        return self._ended(now)

    def update(self, sky: SkyView, changed: frozenset[str] | None = None) -> EventChanges:
        """Screen what changed in the sky against these objects; the rest is kept.

        An object of ours that changed itself wants a pass: its events are lost here.

        Raises
        ------
        UsageError
            Where no pass has been ended yet.
        """
        last = self._keeping.last()
        if is_same(last.sky, sky) or (changed is not None and not changed):
            return EventChanges(last, _NONE, _NONE, ())
        found = changes_between(last, *self._keeping.keep(
            "update", sky, last.start, last.duration_s,
            lambda: self._carried(sky, self.until),
        ))  # fmt: skip
        return self._without_left(found)

    def moved(self, sky: SkyView) -> Integers:
        """Rows of a sky whose orbit or trajectory is not what was screened."""
        last = self._keeping.last()
        if is_same(last.sky, sky):
            return _NONE
        return moved_rows(last.sky, sky)

    def changes_since(self, before: ScreeningView | None) -> EventChanges:
        """What the screening says now that an older view of it did not.

        Raises
        ------
        UsageError
            Where no pass has been ended yet.
        """
        view = self._keeping.last()
        if before is None:
            return EventChanges(view, np.arange(len(view)), _NONE, ())
        return self._without_left(changes_between(before, view))

    def _ended(self, now: _Pass) -> EventChanges:
        """All of a pass put together with what was kept."""
        until = {**now.kept, **now.until}
        end = max(until.values(), default=now.start + 1.0)
        length_s = end - now.start
        events = empty(now.start, length_s, self._searching.volume, len(now.sky))
        for part in now.found:
            events = concatenated(events, part)
        last = self.view
        if last is not None and now.kept:
            events = concatenated(events, self._carried(now.sky, now.kept))
        events = events.take(distinct(events))
        self.until, self._pass = until, None
        view, before = self._keeping.keep("pass", now.sky, now.start, length_s, lambda: events)
        if last is None:
            return EventChanges(view, np.arange(len(view)), _NONE, ())
        return self._without_left(changes_between(last, view, before))

    def _carried(self, sky: SkyView, until: Mapping[str, Epoch]) -> Conjunctions:
        """Events of some of our objects, brought to another sky.

        What did not change is kept, what did is searched for anew, among them alone.
        """
        last = self._keeping.last()
        n = len(sky)
        own, primaries = _own_rows(sky, until), self.moved(sky)
        kept = events_of_unmoved(last, sky, primaries)
        members = np.union1d(own, primaries).astype(np.int64)
        # What is new is between one that changed and one of ours: whichever of them are fewer
        # are held against the others.
        some = np.searchsorted(members, min(own, primaries, key=len))
        fresh = self._searching.found(part_of(sky, members), last.start, last.duration_s, some)
        places = np.append(members, n + np.arange(len(sky.ephemerides), dtype=np.int64))
        fresh = remapped(fresh, places.astype(np.int64), n)
        sides = np.stack([fresh.row1, fresh.row2], axis=1)
        is_new = np.isin(sides, primaries) | (sides >= n)
        fresh = fresh.take(np.asarray(is_new.any(axis=1)))
        events = concatenated(kept, fresh)
        return events.take(_touches(sky, events, until) & _within(sky, events, until))

    def _without_left(self, changes: EventChanges) -> EventChanges:
        """Without what is gone only because it is asked for no more."""
        gone = tuple(
            each for each in changes.gone
            if any(
                each.tca < self.until[name]
                for name in (each.object1, each.object2) if name in self.until
            )
        )  # fmt: skip
        return replace(changes, gone=gone)


def has_orbit(sky: SkyView, name: str) -> bool:
    """Whether an object of this name stands in a sky."""
    return name in sky.row_of or any(each.object == name for each in sky.ephemerides)


def midnight_after(t: Epoch) -> Epoch:
    """The end of the UTC day of an instant: what stays close is told of whole days.

    Examples
    --------
    >>> midnight_after(Epoch.from_utc("2026-11-26T11:00:00")).utc_iso(0)
    '2026-11-27T00:00:00Z'
    """
    return Epoch.from_utc_day(t.utc_day()[0] + 1, 0)


def _pieces(
    start: Epoch, until: Mapping[str, Epoch]
) -> Iterable[tuple[tuple[str, ...], Epoch, Epoch]]:
    """The days of a pass, the first ones first, and who is screened in each."""
    edges = [start]
    last = max(until.values(), default=start)
    while edges[-1] < last:
        edges.append(midnight_after(edges[-1]))
    for begin, end in pairwise(edges):
        names = [name for name, each in until.items() if each > begin]
        for k in range(0, len(names), _TOGETHER):
            yield tuple(names[k : k + _TOGETHER]), begin, end


def _own_rows(sky: SkyView, names: Iterable[str]) -> Integers:
    return np.array(sorted(sky.row_of[name] for name in names if name in sky.row_of), np.int64)


def _numbers_of(sky: SkyView, name: str) -> Integers:
    """The row and the trajectories of an object, as events number them."""
    found = [k for k, each in enumerate(sky.ephemerides, len(sky)) if each.object == name]
    row = sky.row_of.get(name)
    return np.array(found if row is None else [row, *found], np.int64)


def _touches(sky: SkyView, events: Conjunctions, names: Iterable[str]) -> NDArray[np.bool_]:
    """Whether one of some objects takes part in each event, (k,)."""
    found = np.zeros(len(events), np.bool_)
    for name in names:
        own = _numbers_of(sky, name)
        found |= np.isin(events.row1, own) | np.isin(events.row2, own)
    return found


def _within(
    sky: SkyView, events: Conjunctions, until: Mapping[str, Epoch]
) -> NDArray[np.bool_]:  # fmt: skip
    """Whether each event lies before the end of what is screened of one of its objects, (k,)."""
    found = np.zeros(len(events), np.bool_)
    for name, end in until.items():
        own = _numbers_of(sky, name)
        mine = np.isin(events.row1, own) | np.isin(events.row2, own)
        found |= mine & (events.tca_tai_ns < end.tai_ns)
    return found
