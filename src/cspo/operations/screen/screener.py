"""Screening of a picture: all of it once, then what changed, while the window moves on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions, Volume
from cspo.conjunction import screen as screen_catalog
from cspo.conjunction.hard_body import HardBodyTable
from cspo.errors import UsageError
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.common_work import Once, Work
from cspo.operations.screen.differences import (
    changes_between,
    events_of_unmoved,
    is_same,
    moved_rows,
)
from cspo.operations.screen.keeping import Keeping, Names
from cspo.operations.screen.merging import concatenated
from cspo.operations.screen.screening_view import EventChanges, ScreeningView
from cspo.operations.screen.searching import OVERLAP_S, Progress, Search, Searching
from cspo.time import Epoch

__all__ = ["Screener"]

Integers = NDArray[np.int64]


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
        self._searching = Searching(
            threshold_km=threshold_km, threads=threads, memory_limit_gb=memory_limit_gb,
            search=search,
        )  # fmt: skip
        self._keeping = Keeping(self._searching.volume, table=table, names=names, once=once)

    @property
    def volume(self) -> Volume:
        """What is searched around each object."""
        return self._searching.volume

    @property
    def view(self) -> ScreeningView | None:
        """The screening as it stands; None before the first."""
        return self._keeping.view

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
        return self._keeping.keep(
            "full", sky, start, duration_s,
            lambda: self._searching.found(sky, start, duration_s, None, progress),
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
        last = self._keeping.last()
        if is_same(last.sky, sky) or (changed is not None and not changed):
            return EventChanges(last, _none(), _none(), ())
        return changes_between(last, *self._keeping.keep(
            "update", sky, last.start, last.duration_s, lambda: self._updated(last, sky)
        ))  # fmt: skip

    def _updated(self, last: ScreeningView, sky: SkyView) -> Conjunctions:
        """Events of another sky: those of what is as before are kept, the rest is screened."""
        moved = moved_rows(last.sky, sky)
        kept = events_of_unmoved(last, sky, moved)
        fresh = self._searching.found(sky, last.start, last.duration_s, moved)
        return concatenated(kept, fresh)

    def slide(self, start: Epoch) -> EventChanges:
        """Move the window on to *start*: what has passed is left, what has come is screened.

        Raises
        ------
        UsageError
            Where nothing has been screened yet, or *start* lies before the window.
        """
        last = self._keeping.last()
        step_s = start - last.start
        if step_s < 0.0:
            raise UsageError(
                "move screening window", expected=f"an instant from {last.start} on", got=str(start)
            )
        if step_s == 0.0:
            return EventChanges(last, _none(), _none(), ())
        return changes_between(last, *self._keeping.keep(
            "slide", last.sky, start, last.duration_s, lambda: self._moved_on(last, start)
        ))  # fmt: skip

    def _moved_on(self, last: ScreeningView, start: Epoch) -> Conjunctions:
        """Events of the same sky in a window that begins later."""
        step_s = start - last.start
        search = self._searching
        if step_s >= last.duration_s:
            return search.found(last.sky, start, last.duration_s)
        tail = search.found(last.sky, last.stop + -OVERLAP_S, step_s + OVERLAP_S)
        ahead = last.events.take(last.events.tca_tai_ns >= start.tai_ns)
        return search.with_stays(
            last.sky, concatenated(ahead, tail), last.events, start, last.duration_s
        )

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
        last = self._keeping.last()
        length_s = last.duration_s
        if start > last.start:
            key = self._keeping.key("slide", last.sky, start, length_s)
            return key, lambda: self._keeping.worked_out(
                last, last.sky, self._moved_on(last, start), start, length_s
            )
        key = self._keeping.key("update", sky, last.start, length_s)
        return key, lambda: self._keeping.worked_out(
            last, sky, self._updated(last, sky), last.start, length_s
        )


def _none() -> Integers:
    return np.zeros(0, np.int64)
