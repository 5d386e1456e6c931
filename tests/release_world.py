"""Ten nations, every set of recipients, three ways to carry: who can read what.

One origin makes records, each with its own canary, and offers each to all nine
others, as a careless caller would: what keeps a record from somebody is its label
alone. The feeds are carried in process, by bundles and through a diode, each to
stores of its own. Then everything that a nation has got hold of is searched.
"""

from __future__ import annotations

import itertools
import logging
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from by_hand import PACKS, opener_of
from canaries import canary, find_canaries
from nations import directories, key_of, record_of
from ten_parties import REGISTRY, HandClock

from cspo.errors import CspoError
from cspo.federation import Context, Desk, Exchange, Feed
from cspo.federation.checkpoint import read_checkpoint
from cspo.federation.sender import Outgoing, enqueue_all
from cspo.federation.transports.bundle import import_bundle
from cspo.federation.transports.bundle_writing import export_bundle
from cspo.federation.transports.diode import export_repeating, import_one_way
from cspo.federation.transports.in_process import InProcessLink
from cspo.markings import NATIONS, Mode, Subject, make_label
from cspo.node.store import EXERCISE_SIDE, REAL_SIDE, SqliteStore
from cspo.records import Record

__all__ = [
    "CEILINGS", "CLASSES", "TRANSPORTS", "Case", "Finding", "World", "every_case", "recipient_sets",
    "some_cases",
]  # fmt: skip

CLASSES = ("U", "R", "C", "S", "TS")
TRANSPORTS = ("in process", "bundle", "diode")
CEILINGS = dict(zip(NATIONS, ("TS", "TS", "S", "TS", "C", "S", "R", "TS", "U", "TS"), strict=True))
"""What each nation may have at most: all five levels occur."""

SIDES = (REAL_SIDE, EXERCISE_SIDE)
_SIDE = {mode: number for number, side in enumerate(SIDES) for mode in side} | {Mode.TEST: 0}
_OF_SIDE = ((Mode.REAL, Mode.TEST), (Mode.EXERCISE, Mode.SIMULATED))


class Case(NamedTuple):
    """One point of the matrix."""

    number: int
    origin: str
    to: tuple[str, ...]
    level: str
    orcon: bool
    mode: Mode

    def recipients(self) -> frozenset[str]:
        """Who may have it, by the policy's words and not by its code."""
        rank = CLASSES.index(self.level)
        return frozenset(
            nation for nation in self.to
            if nation != self.origin and CLASSES.index(CEILINGS[nation]) >= rank
        )  # fmt: skip

    def record(self) -> Record:
        """A notice with its canary in every field that has room for one."""
        bird = canary(self.number)
        label = make_label(
            self.level, self.to, orcon=self.orcon,
            originators=[self.origin] if self.orcon else [],
            derived_from=[f"guide {bird}"], reason=[f"because {bird}"],
        )  # fmt: skip
        body = {
            "event": f"test:{bird}", "number": 1, "issue": "issued", "language": "en",
            "title": f"Title {bird}", "text": f"{bird}.\n" * (1 + self.number % 3),
        }  # fmt: skip
        return record_of(
            self.origin, label=label, body=body, mode=self.mode, object=f"test:{bird}",
            provenance=_provenance(bird),
        )  # fmt: skip


def _provenance(bird: str) -> Any:
    from cspo.records import Provenance  # noqa: PLC0415

    return Provenance(sensor=f"sensor {bird}", software="cspo test")


def recipient_sets() -> Iterator[tuple[str, ...]]:
    """All 1,024 sets of the ten nations."""
    for size in range(len(NATIONS) + 1):
        yield from itertools.combinations(NATIONS, size)


def _combinations() -> list[tuple[str, bool, Mode]]:
    return list(itertools.product(CLASSES, (False, True), Mode))


def some_cases(origin: str) -> list[Case]:
    """Every set with the origin once, the other dimensions in turn: each of 40 a dozen times."""
    others = _combinations()
    sets = [each for each in recipient_sets() if origin in each]
    return [
        Case(number, origin, to, *others[number * 7 % len(others)])
        for number, to in enumerate(sets, 1)
    ]


def every_case(origin: str) -> list[Case]:
    """Every set with the origin, in every other dimension: 20,480."""
    sets = [each for each in recipient_sets() if origin in each]
    return [
        Case(number, origin, to, *others)
        for number, (to, others) in enumerate(itertools.product(sets, _combinations()), 1)
    ]


class Recorder(logging.Handler):
    """Keeps everything that anybody logs, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, with its arguments and traceback."""
        self.lines.append(f"{self.format(record)} {record.args!r} {record.__dict__!r}")


class WireLink(InProcessLink):
    """A link in process that keeps every answer, as somebody who listens on the wire would."""

    def __init__(self, answers: Any, asker: str, wire: list[bytes]) -> None:
        super().__init__(answers, asker)
        self._wire = wire

    def fetch(self, *question: Any) -> Any:
        return self._kept(super().fetch(*question))

    def backfill(self, *question: Any) -> Any:
        return self._kept(super().backfill(*question))

    def heads(self, *question: Any) -> Any:
        answers = super().heads(*question)
        self._kept([part for each in answers for part in (each.checkpoint, each.opening)])
        return answers

    def checkpoints(self, *question: Any) -> Any:
        return self._kept(super().checkpoints(*question))

    def held(self, *question: Any) -> Any:
        return self._kept(super().held(*question))

    def directories(self, *question: Any) -> Any:
        return self._kept(super().directories(*question))

    def _kept(self, answer: list[bytes]) -> list[bytes]:
        self._wire += answer
        return answer


@dataclass(slots=True)
class Finding:
    """What a search found, by the place that was searched."""

    leaked: Counter[str] = field(default_factory=Counter)
    controls: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    searched_bytes: int = 0
    leaks: list[str] = field(default_factory=list)


class Node:
    """One nation's node: a store for each side, and what it has got hold of besides."""

    def __init__(self, nation: str, folder: Path, empty: Sequence[Path], clock: HandClock) -> None:
        self.nation = nation
        self.folder = folder
        folder.mkdir(parents=True)
        self.stores: list[SqliteStore] = []
        self.exchanges: list[Exchange] = []
        self.wire: list[bytes] = []
        self.told: list[str] = []
        subject = Subject(nation, CEILINGS[nation], modes=frozenset(Mode))
        for number, modes in enumerate(_OF_SIDE):
            path = folder / f"side{number}.sqlite"
            shutil.copy(empty[number], path)
            store = SqliteStore(path)
            context = Context(subject=subject, directories=directories(), registry=REGISTRY)
            signers = {mode: key_of(nation, mode) for mode in modes}
            self.stores.append(store)
            self.exchanges.append(
                Exchange(Desk(store, context, signers, clock), monotonic=lambda: 0.0)
            )

    def exchange(self, mode: Mode) -> Exchange:
        """Its exchange of the side that holds a mode."""
        return self.exchanges[_SIDE[mode]]

    def connect(self, other: Node) -> None:
        """Know another nation, and how it is asked."""
        subject = Subject(other.nation, CEILINGS[other.nation], modes=frozenset(Mode))
        for mine, theirs in zip(self.exchanges, other.exchanges, strict=True):
            mine.connect((subject,), WireLink(theirs.answers, self.nation, self.wire))

    def try_to_get(self, origin: Node) -> None:
        """Ask the origin for what is not ours, in every way, and keep what is said."""
        for mine, theirs in zip(self.exchanges, origin.exchanges, strict=True):
            link = WireLink(theirs.answers, self.nation, self.wire)
            for recipient in NATIONS:
                for mode in mine.desk.signers:
                    if recipient != origin.nation:
                        feed = Feed(origin.nation, recipient, mode)
                        for question in (link.fetch, link.backfill, link.heads, link.held):
                            self._tell(question, feed, 0, 10_000)
            self._tell(link.receipt, b'{"payload":"","payloadType":"","signatures":[]}')

    def tell(self, *things: object) -> None:
        """Keep what this nation's own program would print or count."""
        self.told += [repr(each) for each in things]

    def _tell(self, question: Any, *about: Any) -> None:
        try:
            answer = question(*about)  # of which the wire keeps the bytes
            self.tell(None if answer is None else len(answer))
        except CspoError as error:
            self.told += [str(error), repr(error), repr(error.fields())]

    def places(self) -> Iterator[tuple[str, bytes]]:
        """Everything that this nation has got hold of, piece by piece; its stores are open."""
        for store in self.stores:
            for suffix in ("", "-wal"):
                path = Path(f"{store.path}{suffix}")
                if path.exists():
                    yield f"store{suffix}", path.read_bytes()
            with store._reader.connect() as connection:
                dump = "\n".join(connection.connection.iterdump())
            yield "store, row by row", dump.encode()
        yield "wire", b"\n".join(self.wire)
        yield "errors and reports", "\n".join(self.told).encode()
        for path in sorted(self.folder.glob("*.bundle*")):
            yield "bundle", path.read_bytes()
            with opener_of(path)() as file:
                yield "bundle, unpacked", file.read()

    def close(self) -> Iterator[tuple[str, bytes]]:
        """Close the stores; what they have become then."""
        for store in self.stores:
            store.close()
            yield "store, closed", store.path.read_bytes()


class World:
    """An origin, and nine recipients for each way to carry."""

    def __init__(
        self,
        origin: str,
        folder: Path,
        empty: Sequence[Path],
        nations: Sequence[str] = NATIONS,
    ) -> None:
        self.clock = HandClock()
        self.folder = folder
        self.nations = tuple(nation for nation in nations if nation != origin)
        self.origin = Node(origin, folder / "origin", empty, self.clock)
        self.nodes = {
            (way, nation): Node(nation, folder / way / nation, empty, self.clock)
            for way in TRANSPORTS
            for nation in self.nations
        }
        for node in self.nodes.values():
            node.connect(self.origin)
        for nation in self.nations:
            self.origin.connect(self.nodes[TRANSPORTS[0], nation])
        self._last: dict[Feed, Any] = {}

    def release(self, cases: Sequence[Case], *, batch: int = 500) -> dict[int, frozenset[str]]:
        """Offer every record to all nine; to whom the sender gave which number."""
        given = {}
        everyone = [
            Subject(nation, CEILINGS[nation], modes=frozenset(Mode)) for nation in self.nations
        ]
        for side in range(len(SIDES)):
            mine = [case for case in cases if _SIDE[case.mode] == side]
            desk = self.origin.exchanges[side].desk
            for start in range(0, len(mine), batch):
                page = mine[start : start + batch]
                outgoing = [Outgoing(case.record(), everyone) for case in page]
                with desk.store.write() as unit:
                    results = enqueue_all(unit, outgoing, t=self.clock.now())
                for case, result in zip(page, results, strict=True):
                    given[case.number] = frozenset(
                        each.party for each in result if each.seq is not None
                    )
        return given

    def carry(self) -> None:
        """Bring everything over, on each of the three ways."""
        for exchange in self.origin.exchanges:
            for mode in exchange.desk.signers:
                exchange.checkpoint(mode)
        self.clock.t = self.clock.t + 1.0
        for (way, nation), node in self.nodes.items():
            if way == "in process":
                for exchange in node.exchanges:
                    node.tell(exchange.pull(), exchange.watch())
            else:
                for mode in Mode:
                    self._by_file(way, Feed(self.origin.nation, nation, mode), node)

    def _by_file(self, way: str, feed: Feed, node: Node) -> None:
        exchange, far = self.origin.exchange(feed.mode), node.exchange(feed.mode)
        suffix = ".gz" if way == "bundle" else ".zst"
        path = node.folder / f"{feed.mode}-{len(self.origin.told)}.bundle{suffix}"
        self.origin.tell(path)
        common = {"pack": PACKS[suffix]}
        if way == "bundle":
            export_bundle(path, exchange.desk, exchange.answers, feed, **common)
            node.tell(import_bundle(opener_of(path), far.desk, far.answers))
        else:
            last = self._last.get(feed)
            self._last[feed] = export_repeating(
                path, exchange.desk, exchange.answers, feed, last, **common
            )
            node.tell(import_one_way({path.name: opener_of(path)}, far.desk))

    def search(self, cases: Sequence[Case], log: Sequence[str]) -> Finding:
        """Look for every canary everywhere: none where it may not be, each where it must be."""
        allowed = {nation: set() for nation in NATIONS}
        for case in cases:
            for nation in case.recipients():
                allowed[nation].add(case.number)
        finding = Finding()
        for (way, nation), node in self.nodes.items():
            found: dict[str, set[int]] = {}
            for place, data in itertools.chain(node.places(), node.close()):
                finding.searched_bytes += len(data)
                for (form, number), count in find_canaries(data).items():
                    found.setdefault(place, set()).add(number)
                    if number not in allowed[nation]:
                        finding.leaked[f"{way}, {place}"] += count
                        finding.leaks.append(f"{nation}, {way}, {place}: {number} as {form}")
            self._control(way, found, allowed[nation], finding)
        for number in {n for _, n in find_canaries("\n".join(log).encode())}:
            finding.leaked["log"] += 1
            finding.leaks.append(f"log: {number}")
        return finding

    @staticmethod
    def _control(way: str, found: dict[str, set[int]], allowed: set[int], finding: Finding) -> None:
        """The same search must find what is there."""
        carried = "wire" if way == "in process" else "bundle"
        for place in ("store, row by row", "store, closed", carried):
            there = found.get(place, set()) & allowed
            finding.controls[f"{way}, {place}"] += len(there)
            finding.missing[f"{way}, {place}"] += len(allowed) - len(there)

    def leaves(self, mode: Mode) -> int:
        """How many leaves the last checkpoint of the origin has."""
        with self.origin.exchange(mode).desk.store.read() as unit:
            row = unit.last_checkpoint(self.origin.nation, mode)
            return len(read_checkpoint(row.envelope)[0].leaves)

    def close(self) -> None:
        """Close all stores."""
        for node in (self.origin, *self.nodes.values()):
            for store in node.stores:
                store.close()
