"""Nodes that do all of a node's day from operations' own functions: what cases are played on.

One step of a `CaseNode`: pull from partners, take in what came, screen, report, warn, talk,
call. Clocks are set by hand, feeds run in process between SQLite stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import nations
import ten_parties
from nations import anchors, entry_of, key_of, root_of
from ten_parties import REGISTRY, Coalition
from two_operators import policy_of

from cspo.markings import NATIONS, Label, Mode, make_label
from cspo.node.outbox import Carrier, Outbox
from cspo.operations.catalog import Picture
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.derive import body_of
from cspo.operations.ingest import ingest_bodies, ingest_catalog
from cspo.operations.outgoing import Channel
from cspo.operations.ownership import known_objects
from cspo.operations.parties import Parties
from cspo.operations.parties_file import PartiesFile, PartiesTable
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.screen import Screener, SecondLook, conjunction_products
from cspo.operations.store import RecordQuery
from cspo.operations.warn.duty import WarningDuty
from cspo.operations.warn.policy import WarnPolicy
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.orbits import Catalog
from cspo.records import Directories, KeyDirectory, Record, read_record, sign_directory
from cspo.records.bodies import Body, CatalogObjectBody
from cspo.records.bodies.warning import WarningBody
from cspo.time import Epoch

__all__ = ["Case", "CaseNode", "keys_since"]


@contextmanager
def keys_since(day: str) -> Iterator[None]:
    """The ten nations have had their keys since a day long ago."""
    since = f"{day}T00:00:00Z"

    def directory(nation: str) -> bytes:
        keys = tuple(entry_of(key_of(nation, mode), mode, not_before=since) for mode in Mode)
        made = KeyDirectory(nation=nation, version=1, prev="", t_created=since, keys=keys)
        return sign_directory(made, root_of(nation))

    known = Directories.replay(anchors(), [directory(nation) for nation in NATIONS])
    usual = ten_parties.directories
    ten_parties.directories = lambda: known
    try:
        yield
    finally:
        ten_parties.directories = usual
        assert nations.directories() is not known


class CaseNode:
    """One nation's node in a case.

    Parameters
    ----------
    partners : sequence of str
        To whom its policy gives what is marked for them.
    ways : dict
        Channels and what carries them, for the outbox.
    """

    def __init__(
        self,
        nation: str,
        coalition: Coalition,
        partners: Sequence[str],
        *,
        threshold_km: float = 5.0,
        window_h: float = 24.0,
        ways: dict[str, tuple[Channel, Carrier, float]] | None = None,
        warn_policy: WarnPolicy | None = None,
    ) -> None:
        self.nation, self.party = nation, coalition[nation]
        self.window_s = window_h * 3_600.0
        self._policy = policy_of(nation, tuple(partners))
        self.outbox = Outbox(self.store, self.party.clock, ways or {})
        self.picture = Picture(REGISTRY, Mode.REAL, nation=nation)
        file = PartiesFile(about=PartiesTable(nation=nation, as_of=date(2009, 1, 1), source="own"))
        parties = Parties(file, REGISTRY, self.picture.facts)
        rules = warn_policy or default_warn_policy()
        self.warning = WarningDuty(
            Mode.REAL, rules, parties, REGISTRY, elsewhere=SecondLook(lambda: self.picture)
        )
        self.coordination = CoordinationDuty(
            REGISTRY, Mode.REAL, nation, channels=self.outbox.channels
        )
        self.screener = Screener(threshold_km=threshold_km, names=self.picture.event_of, threads=1)
        self._seen = 0
        self._gone: list[str] = []
        self._moved = False

    @property
    def store(self) -> Any:
        return self.party.store

    @property
    def t(self) -> Epoch:
        return self.party.clock.now()

    def desk(self, unit: Any) -> ReleaseDesk:
        """Whose objects are whose, the records tell."""
        return ReleaseDesk(
            policy=self._policy, signer=lambda mode: key_of(self.nation, mode), registry=REGISTRY,
            ownership=lambda mode: known_objects(unit, self.nation, REGISTRY, mode),
        )  # fmt: skip

    def mark(self, *to: str) -> Label:
        return make_label("U", sorted({self.nation, *to}))

    def put(self, bodies: Sequence[Body], *to: str) -> tuple[Record, ...]:
        """Our own word, released to those that it is marked for."""
        with self.store.write() as unit:
            report = ingest_bodies(unit, self.desk(unit), bodies, self.mark(*to), Mode.REAL, self.t)
        return report.records

    def put_catalog(self, catalog: Catalog, source: str, *to: str) -> None:
        with self.store.write() as unit:
            ingest_catalog(
                unit, self.desk(unit), catalog, self.mark(*to), Mode.REAL, self.t, source,
                parts=("orbits",),
            )  # fmt: skip

    def step(self) -> None:
        """What a node does, once."""
        self.party.exchange.pull()
        self.take_in()
        self.screen()
        self.take_in()
        self.warning.work(self.store, self.desk, self.t, gone=self._gone)
        self._gone = []
        self.take_in()
        self.coordination.work(self.store, self.desk, self.t)
        for channel in self.outbox.channels:
            self.outbox.deliver(channel.name)
        self.take_in()

    def take_in(self) -> None:
        """Let every part hear what has come into the store."""
        with self.store.read() as unit:
            rows = unit.records_after(self._seen, 100_000)
        for row in rows:
            record = read_record(row.envelope)
            self._moved |= bool(self.picture.apply(record, row.t_ingest).objects)
            self.warning.hear(record, row.t_ingest)
            self.coordination.hear(record, row.t_ingest)
            self._seen = row.seq

    def screen(self) -> None:
        """Screen what changed, and make records of what is new."""
        sky = self.picture.view(self.t)
        if not len(sky) or not self._moved:
            return
        self._moved = False
        if self.screener.view is None:
            view = self.screener.full(sky, self.t, self.window_s)
            rows: Sequence[int] = range(len(view))
        else:
            changes = self.screener.update(sky)
            view, rows = changes.view, [*changes.added.tolist(), *changes.updated.tolist()]
            book = self.warning.book
            self._gone += [
                each.event for each in changes.gone if book.matter(each.event) is not None
            ]
        with self.store.write() as unit:
            conjunction_products(unit, self.desk(unit), self.picture, view, rows, self.t)

    def do(self, function: Callable[..., Any], *args: Any, **fields: Any) -> Any:
        """An operator's act, now."""
        with self.store.write() as unit:
            made = function(unit, self.desk(unit), *args, t=self.t, **fields)
        self.take_in()
        return made

    def bodies(self, kind: str) -> list[tuple[Record, Any]]:
        """All records of a kind, with their bodies."""
        with self.store.read() as unit:
            found = unit.records(RecordQuery(kinds=(kind,), limit=100_000))
        records = [read_record(each.envelope) for each in found]
        return [(record, body_of(record, REGISTRY)) for record in records]

    def warnings_of(self, *objects: str) -> list[tuple[Record, WarningBody]]:
        """Warnings about a pair."""
        return [(record, body) for record, body in self.bodies("warning")
                if {*objects} <= {*body.objects}]  # fmt: skip


class Case:
    """A coalition and the nodes of a case."""

    def __init__(self, folder: Path, empty_store: Path, t: Epoch, *nations_: str) -> None:
        self.coalition = Coalition(folder, empty_store, nations_)
        for party in self.coalition.parties.values():
            party.clock.t = t
        self.nodes: dict[str, CaseNode] = {}

    def node(self, nation: str, **fields: Any) -> CaseNode:
        partners = [each for each in self.coalition.parties if each != nation]
        self.nodes[nation] = CaseNode(nation, self.coalition, partners, **fields)
        return self.nodes[nation]

    def minutes(self, count: int, each: Callable[[int], None] = lambda minute: None) -> None:
        """Let minutes pass: in each every node steps, and then something may happen."""
        for minute in range(count):
            for node in self.nodes.values():
                node.step()
            each(minute)
            self.coalition.advance(60.0)

    def close(self) -> None:
        for node in self.nodes.values():
            node.outbox.stop()
        self.coalition.close()


def owned(object_id: str, owner: str, **fields: Any) -> CatalogObjectBody:
    """Whose an object is, as a catalogue says it."""
    from cspo.records.bodies.objects import ObjectFacts, Owner  # noqa: PLC0415
    from cspo.records.bodies.words import Confidence  # noqa: PLC0415

    facts = ObjectFacts(
        object=object_id, owners=(Owner(name=owner, source=owner, confidence=Confidence.HIGH),),
        **fields,
    )  # fmt: skip
    return CatalogObjectBody(objects=(facts,), source=owner)
