"""The lineage of a record as a graph: from observation to warning, as far as the caller may see."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar.params import QueryParameter

from cspo.markings import Mode, portion_mark
from cspo.node.http.ancestry import Ancestry, Graph
from cspo.node.http.headlines import headline, items_named
from cspo.node.http.rights import Right
from cspo.node.http.routes.records import RecordId, seen_record
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.records import Record

__all__ = ["handlers"]


class GraphNode(msgspec.Struct, frozen=True, kw_only=True):
    """A record in the graph.

    Parameters
    ----------
    said : str
        What it says, in a line; empty where its kind has none.
    mark : str
        Its portion mark.
    unopened : int
        Commitments of it that stand for nothing here: inputs that are not for this node or for
        the caller, and padding. Which of both, nobody can tell.
    more : bool
        Whether there is more beside it than the graph holds.
    """

    id: str
    origin: str
    kind: str
    mode: Mode
    object: str
    version: int
    t_created_utc: str
    mark: str
    said: str
    unopened: int
    more: bool


class GraphEdge(msgspec.Struct, frozen=True, kw_only=True):
    """From an input to what rests on it, or from a record to the one in its place.

    Parameters
    ----------
    source, target : str
        Ids of the older and the newer one.
    relation : str
        `input`: a commitment in the newer one opens to the older one. `supersedes`: the newer one
        names the older one.
    items : list of int
        Of a batch the rows that count, from 0; empty where it is not told.
    """

    source: str
    target: str
    relation: str
    items: list[int]


class GraphView(msgspec.Struct, frozen=True, kw_only=True):
    """Records around one, and how they rest on each other."""

    root: str
    nodes: list[GraphNode]
    edges: list[GraphEdge]


@read(
    "/api/v1/records/{record_id:str}/graph", Right.READ, "From observation to warning", cache=False
)
def get_graph(
    node: NodeHere, caller: CallerHere, gate: GateHere, record_id: RecordId,
    depth: Annotated[
        int, QueryParameter(ge=1, le=12, description="So many steps away at most.")
    ] = 6,
    limit: Annotated[
        int, QueryParameter(ge=1, le=200, description="At most so many records.")
    ] = 80,
) -> GraphView:  # fmt: skip
    """What it rests on, and what rests on it. Guests are told of the record alone.

    Of a partner's record, what it rests on is known where the partner gave the openings along;
    what rests on it in a partner's store, where that is about the same thing.
    """
    with node.store.read() as unit:
        record, _ = seen_record(unit, caller, gate, record_id)
        if caller.party == node.home.nation:
            graph = Ancestry(unit, node.home.nation, caller.sees, limit).around(record, depth)
        else:
            graph = Graph(records={record.id: record})
    edges = [
        GraphEdge(
            source=edge.source, target=edge.target, relation=edge.relation,
            items=list(items_named(graph.records[edge.target]).get(edge.source, ())),
        )
        for edge in graph.edges.values()
    ]  # fmt: skip
    nodes = [_node(each, graph) for each in graph.records.values()]
    return GraphView(root=record.id, nodes=nodes, edges=edges)


def _node(record: Record, graph: Graph) -> GraphNode:
    payload = record.payload
    return GraphNode(
        id=record.id, origin=payload.origin, kind=payload.kind, mode=payload.mode,
        object=payload.object, version=payload.version, t_created_utc=payload.t_created,
        mark=portion_mark(payload.label), said=headline(record),
        unopened=graph.closed.get(record.id, 0), more=record.id in graph.more,
    )  # fmt: skip


handlers: Final = (get_graph,)
