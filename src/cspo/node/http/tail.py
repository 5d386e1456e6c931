"""What is new in a store, for clients that stay connected.

Each client has its own place in the store's order of ingest and takes the next
page when the one before has gone out. So nothing is queued for a slow client,
and nothing is lost for one that comes back: its cursor says where it was. One
look at the store a quarter of a second serves all clients of a node.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

import msgspec
from anyio import to_thread

from cspo.errors import CspoError
from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.record_lines import RecordLine, line_fields
from cspo.node.store import SqliteStore, SqliteUnit, StoredRecord
from cspo.records import read_record

__all__ = ["Event", "Tail"]

_LOG: Final = logging.getLogger(__name__)
_LOOK_S: Final = 0.25
_KEPT: Final = 2_000
PAGE: Final = 200
"""Records of one page."""


class Event(NamedTuple):
    """A record as lists and streams tell it.

    Parameters
    ----------
    seq : int
        Its place in the order of ingest.
    label : Label
        Its mark.
    line : RecordLine
        What is told.
    data : bytes
        The same as JSON.
    """

    seq: int
    label: Label
    line: RecordLine
    data: bytes


class Tail:
    """The end of one store.

    Parameters
    ----------
    store : SqliteStore
        Which.
    """

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._known: OrderedDict[int, Event] = OrderedDict()
        self._lock = threading.Lock()
        self._grown = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._clients = 0
        self.last = 0
        self.stopped = False

    async def open(self) -> None:
        """One more client: somebody looks from now on."""
        self._clients += 1
        if self._task is None:
            self.last = await to_thread.run_sync(self._last_seq)
            self._task = asyncio.create_task(self._look())

    def close(self) -> None:
        """One fewer."""
        self._clients -= 1
        if not self._clients and self._task is not None:
            self._task.cancel()
            self._task = None

    async def wait(self, seq: int, seconds: float) -> bool:
        """Wait until there is something after *seq*, at most so long; whether there is."""
        if self.last > seq:
            return True
        try:
            async with asyncio.timeout(seconds):
                while self.last <= seq and not self.stopped:
                    await self._grown.wait()
        except TimeoutError:
            return False
        return self.last > seq

    def stop(self) -> None:
        """Let all streams end: the server is going to."""
        self.stopped = True
        self._grown.set()

    async def page(
        self, seq: int, caller: Caller, *, kinds: Collection[str], about: str
    ) -> tuple[list[Event], int]:
        """What the caller may see after *seq*, and how far that reaches."""
        return await to_thread.run_sync(self._page, seq, caller, tuple(kinds), about)

    def _page(
        self, seq: int, caller: Caller, kinds: tuple[str, ...], about: str
    ) -> tuple[list[Event], int]:
        with self._store.read() as unit:
            last = unit.last_seq()
            events = self.after(unit, seq, PAGE, kinds=kinds, object=about, party=caller.party)
        reach = events[-1].seq if len(events) == PAGE else max(seq, last)
        return [each for each in events if caller.may(each.label, each.line.mode).permitted], reach

    def after(self, unit: SqliteUnit, seq: int, limit: int, **asked: Any) -> list[Event]:
        """Records in the order of ingest after *seq*, as `SqliteUnit.records_after` finds them.

        A batch of a thousand orbits takes milliseconds to read, and its line is that of any
        other record: those of late are kept.
        """
        rows = unit.records_after(seq, limit, envelopes=False, **asked)
        found = self._kept_of(rows)
        missing = [row.seq for row in rows if row.seq not in found]
        if missing:
            whole = unit.records_after(missing[0] - 1, limit, **asked)
            found |= {row.seq: self._keep(row) for row in whole if row.seq not in found}
        return [found[row.seq] for row in rows]

    def _kept_of(self, rows: Iterable[StoredRecord]) -> dict[int, Event]:
        with self._lock:
            return {row.seq: self._known[row.seq] for row in rows if row.seq in self._known}

    def _keep(self, row: StoredRecord) -> Event:
        record = read_record(row.envelope)
        line = RecordLine(**line_fields(record, row))
        event = Event(row.seq, record.payload.label, line, msgspec.json.encode(line))
        with self._lock:
            self._known[row.seq] = event
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return event

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            try:
                last = await to_thread.run_sync(self._last_seq)
            except CspoError as error:  # a store that is busy now: all clients wait for this one
                _LOG.warning("streams wait for the store: %s", error)
                continue
            if last > self.last:
                self.last = last
                self._grown.set()
                self._grown = asyncio.Event()

    def _last_seq(self) -> int:
        with self._store.read() as unit:
            return unit.last_seq()
