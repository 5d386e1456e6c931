"""What a screening keeps of what was found: each event in order, known again, judged and named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from cspo.conjunction import Conjunctions, Volume
from cspo.conjunction.events import EventFlag
from cspo.conjunction.hard_body import HardBodyTable
from cspo.errors import UsageError
from cspo.operations.catalog.sky import SkyView
from cspo.operations.screen.common_work import Digests, Once, Work, digest_of, digest_of_table
from cspo.operations.screen.differences import found_before, keys_of
from cspo.operations.screen.judging import (
    catalog_digest,
    hard_bodies,
    joined_marks,
    judge,
    judged_anew,
)
from cspo.operations.screen.merging import replaced
from cspo.operations.screen.screening_view import Judged, ScreeningView
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch

__all__ = ["Keeping", "Names"]

Integers = NDArray[np.int64]
Names = Callable[[str, str, Epoch, bool], str]


class Keeping:
    """The screening of a sky as it stands, and how another follows it.

    Parameters
    ----------
    volume : Volume
        That was searched.
    table, names, once
        As `cspo.operations.screen.Screener` has them.

    Attributes
    ----------
    view : ScreeningView or None
        How it stands; None before anything was screened.
    """

    def __init__(
        self, volume: Volume, *, table: HardBodyTable | None, names: Names | None, once: Once | None
    ) -> None:
        self.view: ScreeningView | None = None
        self._volume = volume
        self._table = table
        self._names = names
        self._once = once
        self._digests = Digests()
        self._done = b""
        self._done_sky = b""

    def last(self) -> ScreeningView:
        """The screening as it stands.

        Raises
        ------
        UsageError
            Where nothing has been screened yet.
        """
        if self.view is None:
            raise UsageError("update screening", expected="a full screening first", got="none")
        return self.view

    def keep(
        self,
        how: str,
        sky: SkyView,
        start: Epoch,
        duration_s: float,
        found: Callable[[], Conjunctions],
    ) -> tuple[ScreeningView, Integers]:
        """The screening as it stands from now on, and the row of each event in the one before.

        Parameters
        ----------
        how : str
            What *found* goes by beside both skies, the window and what was found before.
        found : callable
            Searches for the events; not called where another has done the same work.
        """
        last = self.view
        work = self._work(
            lambda: self.key(how, sky, start, duration_s),
            lambda: self.worked_out(last, sky, found(), start, duration_s),
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

    def key(self, how: str, sky: SkyView, start: Epoch, duration_s: float) -> bytes:
        """Over all that a work goes by: both skies, what was found before, and the window."""
        last = self.view
        total = hashlib.sha256(f"{how} {start.tai_ns} {duration_s!r} {self._volume!r} ".encode())
        total.update(digest_of_table(self._table))
        if last is not None:
            total.update(f"{last.start.tai_ns} {last.duration_s!r} ".encode())
            total.update(self._done + self._done_sky)
        same = last is not None and last.sky is sky
        total.update(self._done_sky if same else self._digests.sky(sky))
        return total.digest()

    def _work(self, key: Callable[[], bytes], make: Callable[[], Work]) -> Work:
        return make() if self._once is None else self._once(key(), make)

    def worked_out(
        self,
        last: ScreeningView | None,
        sky: SkyView,
        events: Conjunctions,
        start: Epoch,
        duration_s: float,
    ) -> Work:
        """What was found, in order, held against what was known, and judged; nothing is kept."""
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
