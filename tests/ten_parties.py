"""Parties in one process with stores, clocks and links that can be broken: what tests build on."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nations import directories, key_of, record_of

from cspo.federation import Desk, Exchange, Feed, Settings
from cspo.federation.context import Context
from cspo.federation.sender import Outgoing, enqueue_all
from cspo.federation.transports.faulty import FaultyLink, LinkFaults
from cspo.federation.transports.in_process import InProcessLink
from cspo.markings import NATIONS, Mode, Subject
from cspo.node.store import SqliteStore
from cspo.records import Record
from cspo.records.bodies import KINDS
from cspo.records.kinds import Registry
from cspo.time import Epoch

__all__ = ["REGISTRY", "Coalition", "HandClock", "Killed", "Party", "notice", "subject_of"]

REGISTRY = Registry(KINDS)
T0 = Epoch.from_utc("2026-07-10T12:00:00Z")


def subject_of(party: str, modes: Sequence[Mode] = (Mode.REAL,)) -> Subject:
    """A node with a ceiling of S."""
    return Subject(party, "S", modes=frozenset(modes))


def notice(origin: str, to: Sequence[str], text: str, **fields: Any) -> Record:
    """A valid notice to some parties."""
    body = {
        "event": "norad:13552", "number": 1, "issue": "issued", "language": "en",
        "title": "Notice", "text": text,
    }  # fmt: skip
    return record_of(origin, (origin, *to), body=body, **fields)


class HandClock:
    """A clock that is set by hand; *offset_s* is its error."""

    def __init__(self, offset_s: float = 0.0) -> None:
        self.t = T0
        self.offset_s = offset_s

    def now(self) -> Epoch:
        """The instant that it shows."""
        return self.t + self.offset_s


class Killed(BaseException):
    """The process dies here."""


class MortalStore:
    """A store whose process may die before or after a commit."""

    def __init__(self, store: SqliteStore, dies: Callable[[], bool]) -> None:
        self.inner = store
        self.dies = dies

    @contextmanager
    def write(self) -> Iterator[Any]:
        """A unit of work that may never be committed, or be committed and never be known of."""
        with self.inner.write() as unit:
            yield unit
            if self.dies():
                raise Killed
        if self.dies():
            raise Killed

    def read(self) -> Any:
        """A snapshot."""
        return self.inner.read()


class Party:
    """One nation's node; `restart` is what comes after it was killed."""

    def __init__(self, nation: str, path: Path, coalition: Coalition) -> None:
        self.nation = nation
        self.path = path
        self.coalition = coalition
        self.clock = HandClock()
        self.death = 0.0
        self.known = directories()
        self.guests: dict[str, Subject] = {}
        self.settings = Settings()
        self.monotonic = lambda: 0.0
        self.store: SqliteStore
        self.exchange: Exchange
        self.start()

    def start(self) -> None:
        """Open the store and begin an exchange; links come with `Coalition.connect`."""
        self.store = SqliteStore(self.path)
        context = Context(
            subject=subject_of(self.nation, list(Mode)), directories=self.known, registry=REGISTRY,
            guests=self.guests,
        )  # fmt: skip
        mortal = MortalStore(self.store, lambda: self.coalition.rng.random() < self.death)
        signers = {mode: key_of(self.nation, mode) for mode in self.coalition.modes}
        desk = Desk(mortal, context, signers, self.clock, self.settings)
        self.exchange = Exchange(desk, monotonic=self.monotonic)
        self.coalition.connect(self)

    def restart(self) -> None:
        """The process is gone; another one opens the store."""
        self.store.close()
        self.start()

    def enqueue(self, *records: Record, to: Sequence[str] | None = None) -> None:
        """Release records to those that their labels name."""
        outgoing = [
            Outgoing(
                record,
                [
                    subject_of(party, list(Mode))
                    for party in to or record.payload.label.releasable_to
                ],
            )
            for record in records
        ]
        with self.exchange.desk.store.write() as unit:
            enqueue_all(unit, outgoing, t=self.clock.now())

    def copy(self) -> Path:
        """A back-up copy of the store, as it is now."""
        target = self.path.with_suffix(f".copy{self.coalition.rng.randrange(10**9)}")
        self.store.close()
        shutil.copy(self.path, target)
        self.store = SqliteStore(self.path)
        self.exchange.desk.store.inner = self.store
        self.exchange.answers._store = self.exchange.desk.store
        return target

    def restore(self, copy: Path, *, marked: bool = True) -> None:
        """Yesterday's copy takes the store's place."""
        self.store.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copy(copy, self.path)
        if marked:
            with SqliteStore(self.path) as store, store.write() as unit:
                unit.mark_restored("from a copy", t=self.clock.now())
        self.start()

    def alarms(self) -> list[tuple[str, str]]:
        """Names and origins of the alarms in the store."""
        with self.store.read() as unit:
            return [(str(row.report.alarm), row.report.origin) for row in unit.alarms()]


class Coalition:
    """Some nations, each connected with each."""

    def __init__(
        self,
        folder: Path,
        empty_store: Path,
        nations: Sequence[str] = NATIONS,
        *,
        modes: Sequence[Mode] = (Mode.REAL,),
        seed: int = 0,
    ) -> None:
        self.rng = random.Random(seed)
        self.modes = tuple(modes)
        self.faults = LinkFaults()
        self.parties: dict[str, Party] = {}
        for nation in nations:
            path = folder / f"{nation}.sqlite"
            shutil.copy(empty_store, path)
            self.parties[nation] = Party(nation, path, self)

    @classmethod
    def alone(cls) -> Coalition:
        """One without parties, for a process that holds a single one."""
        return cls(Path(), Path(), ())

    def __getitem__(self, nation: str) -> Party:
        return self.parties[nation]

    def connect(self, party: Party) -> None:
        """Link a party with all others, both ways, or anew after it was restarted."""
        for other in self.parties.values():
            if other is not party:
                self._link(party, other)
                self._link(other, party)

    def _link(self, asker: Party, asked: Party) -> None:
        link = InProcessLink(asked.exchange.answers, asker.nation)
        subjects = (subject_of(asked.nation, list(Mode)), *asked.guests.values())
        known = asker.exchange.peers.get(asked.nation)
        faulty = FaultyLink(link, self.faults, self.rng)
        if known is None:
            asker.exchange.connect(subjects, faulty)
        else:
            known.link = faulty

    def advance(self, seconds: float) -> None:
        """All clocks go on."""
        for party in self.parties.values():
            party.clock.t = party.clock.t + seconds

    def close(self) -> None:
        """Close all stores."""
        for party in self.parties.values():
            party.store.close()

    def differences(self, mode: Mode = Mode.REAL) -> list[str]:
        """Where feed_out and feed_in differ by number, hash or id; empty: nowhere."""
        found = []
        sent: dict[Feed, list[tuple[int, str, str]]] = {}
        came: dict[Feed, list[tuple[int, str, str]]] = {}
        for party in self.parties.values():
            with party.store.read() as unit:
                for feed in unit.out_feeds():
                    rows = unit.out_entries(feed, 0, 10**6)
                    sent[feed] = [(row.seq, row.hash, row.id) for row in rows]
                for feed in unit.in_feeds():
                    held = unit.in_entries(feed, 0, 10**6)
                    came[feed] = [(row.seq, row.hash, row.id) for row in held]
                    lacking = [row.seq for row in held if not row.envelope]
                    if lacking:
                        found.append(f"{feed}: no record for {lacking}")
        for feed in sorted(sent.keys() | came.keys(), key=str):
            out, got = sent.get(feed, []), came.get(feed, [])
            if feed.mode is mode and out != got:
                found.append(f"{feed}: {len(out)} out, {len(got)} in")
        return found
