"""The first sky of a box: each nation ingests what it keeps of a catalogue, and releases it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from cspo.box.split import Share, SplitTable
from cspo.markings import Mode
from cspo.node.runtime import Node
from cspo.operations.ingest import ingest_catalog
from cspo.operations.store import RecordQuery
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["feed_catalog", "hungry", "source_of"]

_KIND: Final = "orbit"


def source_of(nation: str) -> str:
    """What the records of a nation's part of the catalogue call their source."""
    return f"{nation} catalogue, SIMULATED"


def hungry(nodes: Mapping[str, Node]) -> list[str]:
    """Nations that have not ingested their part yet: all of it goes in at once, or none."""
    found = []
    for nation, node in nodes.items():
        with node.store.read() as unit:
            query = RecordQuery(origin=nation, kinds=(_KIND,), mode=node.mode, limit=1)
            if not unit.records(query):
                found.append(nation)
    return found


def feed_catalog(
    nodes: Mapping[str, Node], catalog: Catalog, table: SplitTable, t: Epoch,
    *, progress: Callable[[float], None] = lambda fraction: None,  # noqa: ARG005
) -> int:  # fmt: skip
    """Let each nation that has none yet ingest its part of a catalogue; how many objects went in.

    Parameters
    ----------
    nodes : mapping
        By nation.
    catalog : Catalog
        The whole sky, one row an object.
    table : SplitTable
        Who keeps what, and how it is marked.
    t : Epoch
        Now, in the box.
    progress : callable
        Told the fraction that is done.
    """
    told = table.with_owners(catalog)
    wanted = hungry(nodes)
    shares = [each for each in table.shares(told, tuple(nodes)) if each.nation in wanted]
    count = 0
    for number, nation in enumerate(wanted):
        mine = [each for each in shares if each.nation == nation]
        count += _ingest(nodes[nation], told, mine, t)
        progress((number + 1) / len(wanted))
    return count


def _ingest(node: Node, catalog: Catalog, shares: list[Share], t: Epoch) -> int:
    with node.store.write() as unit:
        desk = node.desk(unit)
        for share in shares:
            part = catalog.take(share.rows)
            ingest_catalog(
                unit, desk, part, share.mark, Mode.SIMULATED, t, source_of(node.name),
            )  # fmt: skip
    return int(np.sum([len(share.rows) for share in shares]))
