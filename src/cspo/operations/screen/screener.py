"""Screening of a picture: all of it once, then what changed, while the window moves on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions, Volume
from cspo.conjunction import screen as screen_catalog
from cspo.conjunction.events import EventFlag
from cspo.conjunction.hard_body import HardBodyTable
from cspo.errors import UsageError
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.common_work import (
    Digests,
    Once,
    Work,
    digest_of,
    digest_of_table,
)
from cspo.operations.screen.differences import (
    changes_between,
    differing_rows,
    found_before,
    is_same,
    keys_of,
    row_map,
    rows_flown,
)
from cspo.operations.screen.judging import (
    catalog_digest,
    hard_bodies,
    joined_marks,
    judge,
    judged_anew,
)
from cspo.operations.screen.merging import (
    concatenated,
    distinct,
    empty,
    normalized,
    pair_codes,
    remapped,
    replaced,
)
from cspo.operations.screen.screening_view import EventChanges, Judged, ScreeningView
from cspo.orbits import Ephemeris
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch

__all__ = ["Names", "Screener", "Search"]

Integers = NDArray[np.int64]
Progress = Callable[[float], None]
Search = Callable[..., Conjunctions]
Names = Callable[[str, str, Epoch, bool], str]

_FEW: Final = 32
"""So many objects go one by one with all others."""

_PARTS: Final = 2
"""Parts of `_FEW` that still cost less than one search through cells for all of them."""

_OVERLAP_S: Final = 2.0
"""What is screened twice where two pieces of a window meet, so that no minimum falls between."""


class Screener:
    """Keeps one screening of a picture up to date.

    Parameters
    ----------
    threshold_km : float
        Radius of the sphere around each object, km.
    table : HardBodyTable or None
        Hard-body radii beside those of catalogue records.
    threads : int
        The answer does not depend on it.
    memory_limit_gb : float
        Working memory of a screening.
    names : callable or None
        ``(object1, object2, tca, whole_day) -> event``: the name under which an event has
        been reported, or nothing; `Picture.event_of`.
    search : callable
        `cspo.conjunction.screen`, or what answers as it does: several nations in one
        process that ask the same need not each search.
    once : callable or None
        `Once`: nor need they each put together and judge what was found.
    """

    def __init__(
        self,
        *,
        threshold_km: float = 5.0,
        table: HardBodyTable | None = None,
        threads: int = 2,
        memory_limit_gb: float = 1.0,
        names: Names | None = None,
        search: Search = screen_catalog,
        once: Once | None = None,
    ) -> None:
        self._names = names
        self._search = search
        self._once = once
        self._digests = Digests()
        self._done = b""
        self._done_sky = b""
        self.volume = Volume.sphere(threshold_km)
        self.view: ScreeningView | None = None
        self._table = table
        self._threads = threads
        self._memory_limit_gb = memory_limit_gb

    def full(
        self,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        progress: Progress | None = None,
    ) -> ScreeningView:
        """Screen the whole sky over a window [start, start + duration_s).

        Parameters
        ----------
        progress : callable or None
            Called with the fraction done.
        """
        return self._kept(
            "full", sky, start, duration_s,
            lambda: self._searched(sky, start, duration_s, None, progress),
        )[0]  # fmt: skip

    def update(self, sky: SkyView, changed: frozenset[str] | None = None) -> EventChanges:
        """Screen what changed in the sky again, against all; the rest is kept.

        What changed is found by comparing the skies, row by row, so that nothing depends
        on who remembers to say so: an object of which only another source has said
        something is not screened again.

        Parameters
        ----------
        sky : SkyView
            The sky as it is now.
        changed : frozenset of str or None
            Objects that say something else than before, as `Changes.objects`; where it is
            empty the skies are not compared at all.

        Raises
        ------
        UsageError
            Where nothing has been screened yet.
        """
        last = self._last()
        if is_same(last.sky, sky) or (changed is not None and not changed):
            return EventChanges(last, _none(), _none(), ())
        return changes_between(last, *self._kept(
            "update", sky, last.start, last.duration_s, lambda: self._updated(last, sky)
        ))  # fmt: skip

    def _updated(self, last: ScreeningView, sky: SkyView) -> Conjunctions:
        """Events of another sky: those of what is as before are kept, the rest is screened."""
        rows = row_map(last.sky, sky)
        moved = np.flatnonzero(differing_rows(last.sky, sky, rows))
        # A row comes into its own again where its trajectory ends or is replaced.
        flown = np.array(sorted(rows_flown(last.sky, sky)), np.int64)
        primaries = np.union1d(moved, flown)
        stays = np.where(np.isin(rows, primaries), -1, rows)
        none = np.full(len(last.sky.ephemerides), -1, np.int64)
        kept = remapped(last.events, np.append(stays, none), len(sky))
        fresh = self._searched(sky, last.start, last.duration_s, primaries, None)
        return concatenated(kept, fresh)

    def slide(self, start: Epoch) -> EventChanges:
        """Move the window on to *start*: what has passed is left, what has come is screened.

        Raises
        ------
        UsageError
            Where nothing has been screened yet, or *start* lies before the window.
        """
        last = self._last()
        step_s = start - last.start
        if step_s < 0.0:
            raise UsageError(
                "move screening window", expected=f"an instant from {last.start} on", got=str(start)
            )
        if step_s == 0.0:
            return EventChanges(last, _none(), _none(), ())
        return changes_between(last, *self._kept(
            "slide", last.sky, start, last.duration_s, lambda: self._moved_on(last, start)
        ))  # fmt: skip

    def _moved_on(self, last: ScreeningView, start: Epoch) -> Conjunctions:
        """Events of the same sky in a window that begins later."""
        step_s = start - last.start
        if step_s >= last.duration_s:
            return self._searched(last.sky, start, last.duration_s, None, None)
        tail = self._searched(
            last.sky, last.stop + -_OVERLAP_S, step_s + _OVERLAP_S, None, None
        )  # fmt: skip
        ahead = last.events.take(last.events.tca_tai_ns >= start.tai_ns)
        return self._with_stays(last.sky, concatenated(ahead, tail), start, last.duration_s)

    def work(self, sky: SkyView, start: Epoch) -> tuple[bytes, Callable[[], Work]]:
        """What `slide` to *start* does, or `update` where the window begins there already.

        Returns
        -------
        key : bytes
            What it goes by: screeners of the same key do the same work.
        make : callable
            Does it, in any thread; nothing is kept of it here. What a screener is made with
            has to bear that.

        Raises
        ------
        UsageError
            Where nothing has been screened yet.
        """
        last = self._last()
        length_s = last.duration_s
        if start > last.start:
            key = self._key("slide", last.sky, start, length_s)
            return key, lambda: self._worked_out(
                last, last.sky, self._moved_on(last, start), start, length_s
            )
        key = self._key("update", sky, last.start, length_s)
        return key, lambda: self._worked_out(
            last, sky, self._updated(last, sky), last.start, length_s
        )

    def _last(self) -> ScreeningView:
        if self.view is None:
            raise UsageError("update screening", expected="a full screening first", got="none")
        return self.view

    def _searched(
        self,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        primaries: Integers | None,
        progress: Progress | None,
    ) -> Conjunctions:
        """Events of the rows of the sky (all, or with one of *primaries*) and its trajectories."""
        flown = [each.ephemeris for each in sky.ephemerides]
        rows = self._pairs_of_rows(sky, start, duration_s, primaries, progress)
        if not flown or not len(sky):
            return rows
        window = (start, start + duration_s)
        inside = [
            k for k, each in enumerate(flown) if each.start < window[1] and each.stop > window[0]
        ]
        if not inside:
            return rows
        found = self._screened(
            sky, start, duration_s, [flown[k] for k in inside], primary_rows=None
        )
        new = np.arange(len(sky) + len(inside), dtype=np.int64)
        new[len(sky) :] = len(sky) + np.array(inside)
        found = remapped(found, new, len(sky))
        return _without_overtaken(concatenated(rows, found), sky)

    def _pairs_of_rows(
        self,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        primaries: Integers | None,
        progress: Progress | None,
    ) -> Conjunctions:
        if primaries is None:
            if len(sky) < 2:
                return empty(start, duration_s, self.volume, len(sky))
            return self._screened(sky, start, duration_s, (), progress=progress)
        size = _FEW if len(primaries) <= _FEW * _PARTS else max(len(primaries), 1)
        parts = [primaries[k : k + size] for k in range(0, len(primaries), size)]
        found = empty(start, duration_s, self.volume, len(sky))
        for part in parts if len(sky) > 1 else []:
            found = concatenated(
                found, self._screened(sky, start, duration_s, (), primary_rows=part)
            )
        return found.take(distinct(found)) if len(parts) > 1 else found

    def _screened(
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

    def _with_stays(
        self, sky: SkyView, events: Conjunctions, start: Epoch, duration_s: float
    ) -> Conjunctions:
        """The events, those of pairs that stay close judged over the whole window.

        A pair that stays close has one event a day. Whether it stays is known of the
        whole day only, so what was found in pieces of it is found again at once.
        """
        stays = (events.flags & EventFlag.LONG_DURATION) != 0
        if not stays.any():
            return events.take(distinct(events))
        pairs = np.unique(np.stack([events.row1, events.row2], axis=1)[stays], axis=0)
        again = self._searched_among(sky, pairs, start, duration_s)
        others = events.take(~np.isin(pair_codes(events), _codes(pairs)))
        return concatenated(others.take(distinct(others)), again)

    def _searched_among(
        self, sky: SkyView, pairs: Integers, start: Epoch, duration_s: float
    ) -> Conjunctions:
        """Events of some pairs alone."""
        n = len(sky)
        members = np.unique(pairs).astype(np.int64)
        rows, pieces = members[members < n], members[members >= n] - n
        part = replace(
            sky, catalog=sky.catalog.take(rows),
            identity=tuple(sky.identity[row] for row in rows.tolist()),
            ephemerides=tuple(sky.ephemerides[k] for k in pieces.tolist()),
        )  # fmt: skip
        found = self._searched(part, start, duration_s, None, None)
        found = remapped(found, members, n)
        return found.take(np.isin(pair_codes(found), _codes(pairs)))

    def _kept(
        self,
        how: str,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        found: Callable[[], Conjunctions],
    ) -> tuple[ScreeningView, Integers]:
        """The screening as it stands from now on, and the row of each event in the one before."""
        last = self.view
        work = self._work(
            lambda: self._key(how, sky, start, duration_s),
            lambda: self._worked_out(last, sky, found(), start, duration_s),
        )
        events, before = work.events, work.before
        label_index, labels = joined_marks(sky, events)
        named = events.tca_tai_ns.copy()
        of_day = (events.flags & EventFlag.LONG_DURATION) != 0
        if last is not None:
            known = before >= 0
            named[known] = last.named_tai_ns[before[known]]
            of_day[known] = last.named_day[before[known]]
        self._name(sky, events, np.flatnonzero(before < 0), named, of_day)
        self._done = work.digest
        self._done_sky = b"" if self._once is None else self._digests.sky(sky)
        self.view = ScreeningView(
            sky=sky, events=events, judged=work.judged, labels=labels, label_index=label_index,
            named_tai_ns=named, named_day=of_day, start=start, duration_s=duration_s, t_done=sky.t,
            catalog_digest=work.catalog_digest,
        )  # fmt: skip
        return self.view, before

    def _work(self, key: Callable[[], bytes], make: Callable[[], Work]) -> Work:
        return make() if self._once is None else self._once(key(), make)

    def _key(self, how: str, sky: SkyView, start: Epoch, duration_s: float) -> bytes:
        """Over all that a work goes by: both skies, what was found before, and the window."""
        last = self.view
        total = hashlib.sha256(f"{how} {start.tai_ns} {duration_s!r} {self.volume!r} ".encode())
        total.update(digest_of_table(self._table))
        if last is not None:
            total.update(f"{last.start.tai_ns} {last.duration_s!r} ".encode())
            total.update(self._done + self._done_sky)
        same = last is not None and last.sky is sky
        total.update(self._done_sky if same else self._digests.sky(sky))
        return total.digest()

    def _worked_out(
        self,
        last: ScreeningView | None,
        sky: SkyView,
        events: Conjunctions,
        start: Epoch,
        duration_s: float,
    ) -> Work:
        """What was found, in order, held against what was known, and judged."""
        order = np.lexsort((events.row2, events.row1, events.tca_tai_ns))
        events = replaced(events.take(order), {}, start=start, duration_s=duration_s)
        bodies = hard_bodies(sky, self._table)
        if last is None:
            before = np.full(len(events), -1, np.int64)
            judged = judge(sky, events, bodies)[0]
        else:
            before = found_before(last, sky, keys_of(sky, events))
            judged = judged_anew(last, sky, events, bodies, before)
        before.setflags(write=False)
        for each in fields(Judged):
            getattr(judged, each.name).setflags(write=False)
        return Work(
            events=events, judged=judged, before=before,
            digest=b"" if self._once is None else digest_of(events, judged),
            catalog_digest=catalog_digest(sky.catalog),
        )  # fmt: skip

    def _name(
        self,
        sky: SkyView,
        events: Conjunctions,
        rows: Integers,
        named: Integers,
        of_day: NDArray[np.bool_],
    ) -> None:
        """Give events that are found for the first time the names that they have elsewhere."""
        for row in rows.tolist() if self._names is not None else ():
            pair = (sky.name_at(int(events.row1[row])), sky.name_at(int(events.row2[row])))
            tca = Epoch(int(events.tca_tai_ns[row]))
            if self._names is not None and (name := self._names(*pair, tca, bool(of_day[row]))):
                event = EventId.parse(name)
                named[row], of_day[row] = event.tca.tai_ns, event.whole_day


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


def _codes(pairs: Integers) -> Integers:
    wide = np.int64(1 << 32)
    return np.asarray(pairs.min(axis=1).astype(np.int64) * wide + pairs.max(axis=1))


def _none() -> Integers:
    return np.zeros(0, np.int64)
