"""What is new in a store, for clients that stay connected.

Each client has its own place in the store's order of ingest and takes the next
page when the one before has gone out. So nothing is queued for a slow client,
and nothing is lost for one that comes back: its cursor says where it was. One
look at the store a quarter of a second serves all clients of a node.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

import msgspec
from anyio import to_thread

from cspo.markings import Label, Mode
from cspo.node.http.callers import Caller
from cspo.node.store import SqliteStore, StoredRecord
from cspo.records import read_record

__all__ = ["Event", "Tail"]

_LOOK_S: Final = 0.25
_KEPT: Final = 2_000
PAGE: Final = 200
"""Records of one page."""


class Event(NamedTuple):
    """A record as the stream tells it: *seq* is its place, *data* its JSON."""

    seq: int
    label: Label
    mode: Mode
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
            rows = unit.records_after(
                seq, PAGE, kinds=kinds, object=about, party=caller.party, envelopes=False
            )
            found = self._kept_of(rows)
            missing = [row.seq for row in rows if row.seq not in found]
            if missing:
                whole = unit.records_after(
                    missing[0] - 1, PAGE, kinds=kinds, object=about, party=caller.party
                )
                found |= {row.seq: self._keep(row) for row in whole}
        reach = rows[-1].seq if len(rows) == PAGE else max(seq, last)
        events = [found[row.seq] for row in rows]
        return [each for each in events if caller.may(each.label, each.mode).permitted], reach

    def _kept_of(self, rows: Iterable[StoredRecord]) -> dict[int, Event]:
        with self._lock:
            return {row.seq: self._known[row.seq] for row in rows if row.seq in self._known}

    def _keep(self, row: StoredRecord) -> Event:
        payload = read_record(row.envelope).payload
        told = {
            "id": row.id, "origin": row.origin, "kind": row.kind, "mode": str(row.mode),
            "object": row.object, "version": row.version, "supersedes": row.supersedes,
            "t_valid_utc": payload.t_valid, "t_created_utc": payload.t_created,
            "t_ingest_utc": row.t_ingest.utc_iso(6), "label": msgspec.to_builtins(payload.label),
        }  # fmt: skip
        event = Event(row.seq, payload.label, row.mode, msgspec.json.encode(told))
        with self._lock:
            self._known[row.seq] = event
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return event

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            last = await to_thread.run_sync(self._last_seq)
            if last > self.last:
                self.last = last
                self._grown.set()
                self._grown = asyncio.Event()

    def _last_seq(self) -> int:
        with self._store.read() as unit:
            return unit.last_seq()
