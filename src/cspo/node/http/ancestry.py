"""What a record rests on and what rests on it, as far as somebody may see: a graph of records.

A record names its inputs by commitments. Of this nation's own products the store has what
opens them; of a partner's it has the openings that the partner gave along, each held against its
commitment when it came. Whoever may not see a record is not told of it, nor of an edge to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from cspo.federation.feed import Feed
from cspo.federation.frame import openings_from_json
from cspo.markings.parties import sponsor_of
from cspo.node.store import SqliteUnit
from cspo.records import Opening, Record, opening_holds, read_record

__all__ = ["Ancestry", "Edge", "Graph"]

MOST_EACH: Final = 40
"""Records shown beside one, in one direction."""
_ALIKE: Final = 100
"""A partner's records about the same thing that are looked through for what they rest on."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An input and what rests on it, or a record and what came in its place.

    Parameters
    ----------
    source, target : str
        The older and the newer: ids.
    relation : str
        ``"input"``: a commitment in the newer opens to the older. ``"supersedes"``: the newer
        names the older.
    """

    source: str
    target: str
    relation: str


@dataclass(slots=True)
class Graph:
    """Records by id, in the order in which they were found, and edges.

    Parameters
    ----------
    closed : dict
        By id: commitments that are not opened to this node or not to the caller, padding
        among them.
    more : set
        Those beside which there are more that may be seen than were taken in.
    """

    records: dict[str, Record] = field(default_factory=dict)
    edges: dict[tuple[str, str], Edge] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=dict)
    more: set[str] = field(default_factory=set)


class Ancestry:
    """Walks from record to record in one store.

    Parameters
    ----------
    unit : SqliteUnit
        Where they lie.
    nation : str
        Whose store it is.
    sees : callable
        Whether the caller may see a record.
    limit : int
        At most so many records.
    """

    def __init__(
        self, unit: SqliteUnit, nation: str, sees: Callable[[Record], bool], limit: int
    ) -> None:
        self._unit = unit
        self._nation = nation
        self._sees = sees
        self._limit = limit
        self._graph = Graph()
        self._opened: dict[str, tuple[Opening, ...]] = {}
        self._about: dict[str, list[Record]] = {}

    def around(self, record: Record, depth: int) -> Graph:
        """All that it rests on and all that rests on it, so many steps away at most."""
        self._graph.records[record.id] = record
        self._walk(record, depth, self._inputs)
        self._walk(record, depth, self._products)
        for each in self._graph.records.values():
            self._note_closed(each)
            before = each.payload.supersedes
            if before in self._graph.records and (before, each.id) not in self._graph.edges:
                edge = Edge(before, each.id, "supersedes")
                self._graph.edges[before, each.id] = edge
        return self._graph

    def _walk(
        self, start: Record, depth: int, beside: Callable[[Record], Iterator[tuple[Record, Edge]]]
    ) -> None:
        seen, wave = {start.id}, [start]
        for _ in range(depth):
            following: list[Record] = []
            for record in wave:
                for other, edge in self._some(record, beside):
                    self._graph.edges.setdefault((edge.source, edge.target), edge)
                    if other.id not in seen:
                        seen.add(other.id)
                        following.append(other)
            wave = following
        for record in wave:  # the last of them: whether it goes on
            if any(other.id not in self._graph.records for other, _ in beside(record)):
                self._graph.more.add(record.id)

    def _some(
        self, record: Record, beside: Callable[[Record], Iterator[tuple[Record, Edge]]]
    ) -> Iterator[tuple[Record, Edge]]:
        """Those beside a record, as long as there is room."""
        for taken, (other, edge) in enumerate(beside(record)):
            new = other.id not in self._graph.records
            if taken == MOST_EACH or (new and len(self._graph.records) >= self._limit):
                self._graph.more.add(record.id)
                return
            self._graph.records.setdefault(other.id, other)
            yield other, edge

    def _inputs(self, record: Record) -> Iterator[tuple[Record, Edge]]:
        for opening in self._openings(record):
            other = self._visible(opening.id)
            if other is not None:
                yield other, Edge(other.id, record.id, "input")
        before = self._visible(record.payload.supersedes)
        if before is not None:
            yield before, Edge(before.id, record.id, "supersedes")

    def _products(self, record: Record) -> Iterator[tuple[Record, Edge]]:
        for name in reversed(self._unit.products_of(record.id)):
            other = self._visible(name)
            if other is not None:
                yield other, Edge(record.id, other.id, "input")
        for other in self._alike(record):
            if any(each.id == record.id for each in self._openings(other)):
                yield other, Edge(record.id, other.id, "input")
            elif other.payload.supersedes == record.id:
                yield other, Edge(record.id, other.id, "supersedes")

    def _alike(self, record: Record) -> list[Record]:
        """Records about the same thing that may be seen: where a partner's products are found."""
        about = record.payload.object
        if about and about not in self._about:
            rows = self._unit.history(about, limit=_ALIKE)
            records = (read_record(row.envelope) for row in rows)
            self._about[about] = [each for each in records if self._sees(each)]
        return [each for each in self._about.get(about, ()) if each.id != record.id]

    def _openings(self, record: Record) -> tuple[Opening, ...]:
        """What opens the commitments of a record, held against them."""
        if record.id not in self._opened:
            inputs = record.payload.provenance.inputs
            found = self._kept_openings(record) if inputs else ()
            self._opened[record.id] = tuple(each for each in found if opening_holds(inputs, each))
        return self._opened[record.id]

    def _kept_openings(self, record: Record) -> tuple[Opening, ...]:
        """As the store keeps them: beside our products, or with the entry by which one came."""
        payload = record.payload
        if sponsor_of(payload.origin) == self._nation:
            return self._unit.lineage(record.id)
        feed = Feed(payload.origin, self._nation, payload.mode)
        seq = self._unit.in_seqs(feed, [record.id]).get(record.id)
        entry = None if seq is None else self._unit.in_entry(feed, seq)
        return () if entry is None else openings_from_json(entry.openings)

    def _visible(self, record_id: str) -> Record | None:
        if not record_id:
            return None
        known = self._graph.records.get(record_id)
        if known is not None:
            return known
        envelope = self._unit.envelope(record_id)
        record = None if envelope is None else read_record(envelope)
        return record if record is not None and self._sees(record) else None

    def _note_closed(self, record: Record) -> None:
        shown = sum(
            edge.relation == "input" and edge.target == record.id
            for edge in self._graph.edges.values()
        )
        closed = len(record.payload.provenance.inputs) - shown
        if closed > 0:
            self._graph.closed[record.id] = closed
