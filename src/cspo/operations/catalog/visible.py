"""What a reader sees of objects whose adopted orbit is hidden: the newest orbit that is not.

All objects at once, in columns: a guest may be kept from every adopted orbit of a sky.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.markings import Label, join
from cspo.operations.catalog.holdings import Holdings

__all__ = ["VisibleOrbits", "visible_orbits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleOrbits:
    """The newest element set of each object that some marks allow.

    Parameters
    ----------
    objects : tuple of str
        Those that have one, as they were asked for.
    rows : (k,) int64
        Of the table of element sets.
    names_used : tuple of str
        Under which name the source of each knows it.
    names, owners : tuple of str
        By the first statement that the marks allow; empty where there is none.
    labels : tuple of Label
        The join of the marks of both: of the element set and of that statement.
    """

    objects: tuple[str, ...]
    rows: NDArray[np.int64]
    names_used: tuple[str, ...]
    names: tuple[str, ...]
    owners: tuple[str, ...]
    labels: tuple[Label, ...]


def visible_orbits(
    held: Holdings, objects: tuple[str, ...], good: NDArray[np.bool_]
) -> VisibleOrbits:
    """Look for orbits of objects among those of some marks.

    Parameters
    ----------
    objects : tuple of str
        As the picture shows them.
    good : (l,) bool
        By number of a mark, whether it counts.
    """
    roots = held.identities.roots()
    asked = {
        int(roots[number]): name
        for name in objects
        if (number := held.identities.known(name)) is not None
    }
    table = held.elements.table
    rows = held.elements.front()
    rows = rows[good[table["label"][rows]]]
    wanted = np.zeros(len(roots), np.bool_)
    wanted[list(asked)] = True
    of = roots[table["object"][rows]]
    rows, of = rows[wanted[of]], of[wanted[of]]
    order = np.lexsort(
        (table["item"][rows], _item_order(held, rows), -table["epoch_tai_ns"][rows], of)
    )
    rows, of = rows[order], of[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = of[1:] != of[:-1]
    rows, of = rows[first], of[first]
    told = [_told(held, root, good) for root in of.tolist()]
    marks, labels = held.labels.values(), table["label"][rows].tolist()
    return VisibleOrbits(
        objects=tuple(asked[root] for root in of.tolist()), rows=rows,
        names_used=tuple(held.identities[n] for n in table["object"][rows].tolist()),
        names=tuple(name for name, _, _ in told), owners=tuple(owner for _, owner, _ in told),
        labels=tuple(
            marks[own] if own == other or other is None else join(marks[own], marks[other])
            for own, (_, _, other) in zip(labels, told, strict=True)
        ),
    )  # fmt: skip


def _item_order(held: Holdings, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of two sets of one epoch the one that stands in the lesser record, as sides are sorted."""
    table = held.elements.table
    numbers, at = np.unique(table["record"][rows], return_inverse=True)
    ids = np.array([held.records[number] for number in numbers.tolist()] or [""], np.str_)
    rank = np.empty(len(ids), np.int64)
    rank[np.argsort(ids, kind="stable")] = np.arange(len(ids))
    return rank[at] if len(rows) else np.zeros(0, np.int64)


def _told(held: Holdings, root: int, good: NDArray[np.bool_]) -> tuple[str, str, int | None]:
    """Name and owner by the first statement that the marks allow, and number of its mark."""
    table = held.facts.table
    for row in held.told.ranked(held.identities.group(root)):
        if good[label := int(table["label"][row])]:
            name, owner = (held.words[int(table[key][row])] for key in ("name", "owner"))
            return name, owner, label
    return "", "", None
