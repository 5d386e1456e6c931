"""Replay: real histories of element sets come into the box at their own time plus a lag.

An element set reaches the nation that keeps its object `LAG_S` after its epoch, as
if a sensor had measured until then and somebody had fitted an orbit. What is due
goes in at once, one unit of work a nation, and the same unit notes until when: so
a box that was killed goes on with the next set, and none comes twice.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.box.feeding import source_of
from cspo.box.split import Share, SplitTable
from cspo.bridge.records_catalog import identity_columns
from cspo.errors import SourceError
from cspo.markings import Mode
from cspo.node.runtime import Node
from cspo.operations.ingest import ingest_catalog
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["LAG_S", "MOST", "NOTED", "History", "Replay", "find_history"]

LAG_S: Final = 3 * 3_600.0
"""From the epoch of an element set to its coming in."""

MOST: Final = 0.9
"""The part of a history's objects that is there when the box's world begins."""

NOTED: Final = "box replay"
"""The line of a node's audit that says until when its history has come in."""

_PAUSE_S: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A history of element sets, in the order in which they come in.

    Parameters
    ----------
    catalog : Catalog
        One row a set; owners as parties.
    arrives_tai_ns : (n,) int64
        When each comes in, ascending.
    first : (n,) bool
        Whether a row is the first of its object.
    """

    catalog: Catalog
    arrives_tai_ns: NDArray[np.int64]
    first: NDArray[np.bool_]

    @classmethod
    def of(cls, sets: Catalog, table: SplitTable, *, lag_s: float = LAG_S) -> History:
        """Put sets into order.

        Parameters
        ----------
        sets : Catalog
            Any number of sets of each object, in any order; equal ones come in once.
        """
        order = np.lexsort((sets.other_id, sets.norad_id, sets.epoch_tai_ns))
        ordered = sets.take(order)
        names = np.array(identity_columns(ordered), np.str_)
        both = np.rec.fromarrays([names, ordered.epoch_tai_ns])
        _, once = np.unique(both, return_index=True)
        kept = np.sort(once)
        ordered, names = ordered.take(kept), names[kept]
        first = np.zeros(len(ordered), np.bool_)
        first[np.unique(names, return_index=True)[1]] = True
        arrives = ordered.epoch_tai_ns + np.int64(round(lag_s * 1e9))
        return cls(catalog=table.with_owners(ordered), arrives_tai_ns=arrives, first=first)

    @property
    def begins(self) -> Epoch:
        """When a world begins: once `MOST` objects of the history have come in."""
        firsts = self.arrives_tai_ns[self.first]
        return Epoch(int(firsts[min(len(firsts) - 1, int(MOST * len(firsts)))]))

    @property
    def ends(self) -> Epoch:
        """When the last set comes in."""
        return Epoch(int(self.arrives_tai_ns[-1]))

    def between(self, after_tai_ns: int, until: Epoch) -> slice:
        """Rows that come in after one instant and until another."""
        low, high = np.searchsorted(
            self.arrives_tai_ns, [after_tai_ns, until.tai_ns], side="right"
        ).tolist()
        return slice(low, max(low, high))


class Replay:
    """Lets a history come into the nodes of a box.

    Parameters
    ----------
    history : History
    nodes : mapping
        By nation.
    table : SplitTable
        Who keeps what, and how it is marked.
    """

    def __init__(self, history: History, nodes: Mapping[str, Node], table: SplitTable) -> None:
        self.history = history
        self._nodes = nodes
        self._shares = _shares(history, table, tuple(nodes))
        self._until = {nation: _noted(node) for nation, node in nodes.items()}
        self._last_s = float("-inf")
        self.came_in = 0

    def move_on(self, t: Epoch, *, at_once: bool = False) -> int:
        """Let everything come in that is due at *t*; how many sets that were.

        Parameters
        ----------
        at_once : bool
            Don't wait until a second has passed since the last time.
        """
        now_s = monotonic()
        if not at_once and now_s - self._last_s < _PAUSE_S:
            return 0
        self._last_s = now_s
        count = sum(self._for_nation(nation, t) for nation in self._nodes)
        self.came_in += count
        return count

    def _for_nation(self, nation: str, t: Epoch) -> int:
        due = self.history.between(self._until[nation], t)
        parts = [
            (share, share.rows[(share.rows >= due.start) & (share.rows < due.stop)])
            for share in self._shares
            if share.nation == nation
        ]
        count = sum(len(rows) for _, rows in parts)
        if count:
            self._ingest(self._nodes[nation], parts, t)
            self._until[nation] = t.tai_ns
        return count

    def _ingest(self, node: Node, parts: list[tuple[Share, NDArray[np.int64]]], t: Epoch) -> None:
        history = self.history
        with node.store.write() as unit:
            desk = node.desk(unit)
            for share, rows in parts:
                new = rows[history.first[rows]]
                for kind, chosen in (("objects", new), ("orbits", _newest(history, rows))):
                    if len(chosen):
                        ingest_catalog(
                            unit, desk, history.catalog.take(chosen), share.mark, Mode.SIMULATED,
                            t, source_of(node.name), parts=(kind,),
                        )  # fmt: skip
            unit.audit(NOTED, {"until_tai_ns": str(t.tai_ns)}, t=t)


def find_history(name: str) -> list[Path]:
    """The files of a history: a file, a folder, or a part of its name in CSPO_DATA.

    Raises
    ------
    SourceError
        Where there is none.
    """
    path = Path(name)
    shelf = Path(os.environ.get("CSPO_DATA") or ".") / "catalog_history"
    if not path.exists():
        found = sorted(each for each in shelf.glob(f"*{name}*") if "/" not in name)
        if len(found) != 1:
            there = ", ".join(each.name for each in sorted(shelf.glob("*")) if _holds_sets(each))
            raise SourceError(
                "find history", name, expected=f"a file or folder, or one of: {there or 'none'}",
                got=f"{len(found)} that fit" if found else "no such",
                hint="CSPO_DATA names the folder that holds catalog_history/",
            )  # fmt: skip
        path = found[0]
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.iterdir() if each.is_file() and _holds_sets(each))


def _holds_sets(path: Path) -> bool:
    return path.is_dir() or ".3le" in path.name or ".tle" in path.name


def _shares(history: History, table: SplitTable, nations: tuple[str, ...]) -> tuple[Share, ...]:
    """Who keeps which rows: whoever keeps an object by its first set keeps all of them."""
    names = np.array(identity_columns(history.catalog), np.str_)
    of_object = np.unique(names, return_inverse=True)[1]
    firsts = np.flatnonzero(history.first)
    shares = []
    for share in table.shares(history.catalog.take(firsts), nations):
        objects = of_object[firsts[share.rows]]
        rows = np.flatnonzero(np.isin(of_object, objects))
        shares.append(Share(nation=share.nation, mark=share.mark, rows=rows))
    return tuple(shares)


def _noted(node: Node) -> int:
    """Until when a node's history has come in, as its audit has it; before all time: never."""
    with node.store.read() as unit:
        found = unit.last_audited(NOTED)
    return int(found[0]["until_tai_ns"]) if found is not None else -(2**62)


def _newest(history: History, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of several sets of one object that come in together, the newest."""
    part = history.catalog.take(rows)
    names = np.array(identity_columns(part), np.str_)
    last = len(rows) - 1 - np.unique(names[::-1], return_index=True)[1]
    return rows[np.sort(last)]
