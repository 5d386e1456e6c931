"""The search for approaches in a sky: its rows, and the trajectories that take their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions, Volume
from cspo.conjunction.events import EventFlag
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.merging import (
    concatenated,
    distinct,
    empty,
    normalized,
    pair_codes,
    remapped,
)
from cspo.orbits import Ephemeris
from cspo.time import Epoch

__all__ = ["OVERLAP_S", "Progress", "Search", "Searching", "part_of"]

Integers = NDArray[np.int64]
Progress = Callable[[float], None]
Search = Callable[..., Conjunctions]

OVERLAP_S: Final = 2.0
"""What is searched twice where two pieces of a window meet, so that no minimum falls between."""

_FEW: Final = 32
"""So many objects go one by one with all others."""

_PARTS: Final = 2
"""Parts of `_FEW` that still cost less than one search through cells for all of them."""


class Searching:
    """Searches skies for approaches; it keeps nothing of what it finds.

    Parameters
    ----------
    threshold_km : float
        Radius of the sphere around each object, km.
    threads : int
        The answer does not depend on it.
    memory_limit_gb : float
        Working memory of a search.
    search : callable
        `cspo.conjunction.screen`, or what answers as it does.
    """

    def __init__(
        self, *, threshold_km: float, threads: int, memory_limit_gb: float, search: Search
    ) -> None:
        self.volume = Volume.sphere(threshold_km)
        self._threads = threads
        self._memory_limit_gb = memory_limit_gb
        self._search = search

    def found(
        self,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        primaries: Integers | None = None,
        progress: Progress | None = None,
    ) -> Conjunctions:
        """Events of the rows of a sky and of its trajectories in [start, start + duration_s).

        Parameters
        ----------
        primaries : (k,) int64 or None
            Of two rows at least one is among these. Trajectories are held against all rows.
        progress : callable or None
            Called with the fraction done.
        """
        flown = [each.ephemeris for each in sky.ephemerides]
        rows = self._of_rows(sky, start, duration_s, primaries, progress)
        if not flown or not len(sky):
            return rows
        window = (start, start + duration_s)
        inside = [
            k for k, each in enumerate(flown) if each.start < window[1] and each.stop > window[0]
        ]
        if not inside:
            return rows
        found = self._searched(
            sky, start, duration_s, [flown[k] for k in inside], primary_rows=None
        )
        new = np.arange(len(sky) + len(inside), dtype=np.int64)
        new[len(sky) :] = len(sky) + np.array(inside)
        found = remapped(found, new, len(sky))
        return _without_overtaken(concatenated(rows, found), sky)

    def with_stays(
        self,
        sky: SkyView,
        events: Conjunctions,
        before: Conjunctions,
        start: Epoch,
        duration_s: float,
    ) -> Conjunctions:
        """The events, those of pairs that stay close judged over the whole window.

        A pair that stays close has one event a day. Whether it stays is known of the
        whole day only, so what was found in pieces of it is found again at once.

        Parameters
        ----------
        before : Conjunctions
            Events of the window as it was: a pair may stay close of whose day the one event
            has passed.
        """
        pairs = np.unique(np.concatenate([_staying(events), _staying(before)]), axis=0)
        if not len(pairs):
            return events.take(distinct(events))
        again = self._among(sky, pairs, start, duration_s)
        others = events.take(~np.isin(pair_codes(events), _codes(pairs)))
        return concatenated(others.take(distinct(others)), again)

    def _among(
        self, sky: SkyView, pairs: Integers, start: Epoch, duration_s: float
    ) -> Conjunctions:
        """Events of some pairs alone."""
        n = len(sky)
        members = np.unique(pairs).astype(np.int64)
        part = part_of(sky, members[members < n], members[members >= n] - n)
        found = remapped(self.found(part, start, duration_s), members, n)
        return found.take(np.isin(pair_codes(found), _codes(pairs)))

    def _of_rows(
        self,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        primaries: Integers | None,
        progress: Progress | None,
    ) -> Conjunctions:
        """Events of two rows."""
        if primaries is None:
            if len(sky) < 2:
                return empty(start, duration_s, self.volume, len(sky))
            return self._searched(sky, start, duration_s, (), progress=progress)
        size = _FEW if len(primaries) <= _FEW * _PARTS else max(len(primaries), 1)
        parts = [primaries[k : k + size] for k in range(0, len(primaries), size)]
        found = empty(start, duration_s, self.volume, len(sky))
        for part in parts if len(sky) > 1 else []:
            found = concatenated(
                found, self._searched(sky, start, duration_s, (), primary_rows=part)
            )
        return found.take(distinct(found)) if len(parts) > 1 else found

    def _searched(
        self,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        ephemerides: list[Ephemeris] | tuple[()],
        *,
        primary_rows: Integers | None = None,
        progress: Progress | None = None,
    ) -> Conjunctions:
        return normalized(self._search(
            sky.catalog, start=start, duration_s=duration_s, volume=self.volume,
            primary_rows=primary_rows, ephemerides=ephemerides, together=True,
            threads=self._threads, memory_limit_gb=self._memory_limit_gb, progress=progress,
        ))  # fmt: skip


def part_of(sky: SkyView, rows: Integers, pieces: Integers | None = None) -> SkyView:
    """A sky of some rows, for a search alone: marks and what else a row has are not taken along.

    Parameters
    ----------
    rows : (k,) int64
    pieces : (p,) int64 or None
        Its trajectories, by their place; None: all.
    """
    identity = tuple(sky.identity[row] for row in rows.tolist())
    flown = sky.ephemerides
    return replace(
        sky, catalog=sky.catalog.take(rows), identity=identity,
        row_of={name: row for row, name in enumerate(identity)},
        ephemerides=flown if pieces is None else tuple(flown[k] for k in pieces.tolist()),
    )  # fmt: skip


def _without_overtaken(events: Conjunctions, sky: SkyView) -> Conjunctions:
    """The events less those of a row at a time for which its object has a trajectory."""
    overtaken = np.zeros(len(events), np.bool_)
    for each in sky.ephemerides:
        row = sky.row_of.get(each.object)
        if row is not None:
            inside = events.tca_tai_ns >= each.ephemeris.start.tai_ns
            inside &= events.tca_tai_ns < each.ephemeris.stop.tai_ns
            overtaken |= inside & ((events.row1 == row) | (events.row2 == row))
    return events.take(~overtaken)


def _staying(events: Conjunctions) -> Integers:
    """The pairs that stay close, (p, 2)."""
    stays = (events.flags & EventFlag.LONG_DURATION) != 0
    return np.asarray(np.stack([events.row1, events.row2], axis=1)[stays], np.int64)


def _codes(pairs: Integers) -> Integers:
    wide = np.int64(1 << 32)
    return np.asarray(pairs.min(axis=1).astype(np.int64) * wide + pairs.max(axis=1))
