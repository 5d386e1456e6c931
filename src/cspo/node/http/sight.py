"""What of a node's columns a caller sees: one answer for each mark, spread over the rows."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused
from cspo.node.http.seen import RunningNode
from cspo.operations.catalog import Picture, SkyView
from cspo.operations.catalog.visible import VisibleOrbits
from cspo.orbits import Catalog

__all__ = ["SeenSky", "Skies", "may_of", "may_of_view", "picture_of", "visible_rows"]

_KEPT: Final = 4


def picture_of(node: RunningNode) -> Picture:
    """The node's picture; refused where there is none yet."""
    picture = node.picture
    if picture is None:
        raise Refused(503, "no picture yet", hint="the node is starting")
    return picture


def may_of(node: RunningNode, caller: Caller) -> Callable[[Label], bool]:
    """Which marks of the node's mode the caller may see; each is asked about once."""
    known: dict[Label, bool] = {}

    def may(label: Label) -> bool:
        if label not in known:
            known[label] = caller.may(label, node.mode).permitted
        return known[label]

    return may


def may_of_view(view: SkyView, node: RunningNode, caller: Caller) -> Callable[[Label], bool]:
    """Which marks the caller may see, of those that there were when the sky was made.

    What is kept for a sky serves everybody who sees the same of its marks. The picture may
    have one by now that was not among them, and on that they need not agree.
    """
    may = may_of(node, caller)
    known = frozenset(view.labels)
    return lambda label: label in known and may(label)


def visible_rows(
    labels: Sequence[Label], label_index: NDArray[np.int32], caller: Caller, node: RunningNode
) -> NDArray[np.bool_]:
    """Whether the caller may see each row, by the marks that occur."""
    good = np.array([caller.may(label, node.mode).permitted for label in labels] or [False])
    return good[label_index]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenSky:
    """The part of a sky that some callers see: one row an object.

    Parameters
    ----------
    view : SkyView
        Whose part.
    identity : tuple of str
        Of each row, sorted.
    row_of : mapping
        Row of each identity.
    catalog : Catalog
        Their orbits; names, owners, types and sizes where they may be seen.
    tag : str
        The same for the same rows.
    others : mapping
        Mark of each row that stands in the place of one that is hidden.
    """

    view: SkyView
    identity: tuple[str, ...]
    row_of: Mapping[str, int]
    catalog: Catalog
    tag: str
    others: Mapping[str, Label] = field(default_factory=dict)


class Skies:
    """The parts of a node's sky that were asked for lately."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._kept: dict[tuple[int, bytes], SeenSky] = {}

    def of(self, node: RunningNode, caller: Caller) -> SeenSky | None:
        """What the caller sees of the sky as it is now; None before there is one.

        Where the orbit that the node goes by is not for the caller, the newest
        of those that are takes its place.
        """
        view = node.sky
        if view is None:
            return None
        marks = np.array([caller.may(each, node.mode).permitted for each in view.labels], np.bool_)
        key = (view.version, marks.tobytes())
        found = self._kept.get(key)
        if found is not None and found.view is view:
            return found
        with self._making:  # one makes it, the others wait for that
            found = self._kept.get(key)
            if found is None or found.view is not view:
                found = _part(picture_of(node), view, marks, caller, node)
                self._keep(key, found)
        return found

    def _keep(self, key: tuple[int, bytes], made: SeenSky) -> None:
        """Keep the last few of this view, and none of views before.

        A picture that was built anew counts its versions from the beginning.
        """
        with self._lock:
            same = {k: sky for k, sky in self._kept.items() if sky.view is made.view}
            while len(same) >= _KEPT:
                del same[next(iter(same))]
            self._kept = {**same, key: made}


def _part(
    picture: Picture, view: SkyView, marks: NDArray[np.bool_], caller: Caller, node: RunningNode
) -> SeenSky:
    seen = marks[view.label_index] if len(view) else np.zeros(0, np.bool_)
    if seen.all():
        return SeenSky(
            view=view, identity=view.identity, row_of=view.row_of, catalog=view.catalog,
            tag=_tag(view.identity, view.catalog),
        )  # fmt: skip
    rows = np.flatnonzero(seen)
    identity = tuple(view.identity[row] for row in rows.tolist())
    catalog = view.catalog.take(rows)
    hidden = [view.identity[row] for row in np.flatnonzero(~seen).tolist()]
    others, orbits = picture.visible(hidden, may_of_view(view, node, caller))
    if others.objects:
        identity = (*identity, *others.objects)
        catalog = _joined(catalog, orbits, others)
        order = sorted(range(len(identity)), key=identity.__getitem__)
        identity, catalog = tuple(identity[row] for row in order), catalog.take(np.array(order))
    row_of = {name: row for row, name in enumerate(identity)}
    return SeenSky(
        view=view, identity=identity, row_of=row_of, catalog=catalog, tag=_tag(identity, catalog),
        others=dict(zip(others.objects, others.labels, strict=True)),
    )  # fmt: skip


def _joined(first: Catalog, second: Catalog, seen: VisibleOrbits) -> Catalog:
    """Both, the rows of *second* with what may be seen of names and owners."""
    told = {"name": seen.names, "owner": seen.owners}
    columns = {}
    for name, column in first.columns():
        other = np.asarray(told.get(name, getattr(second, name)))
        columns[name] = np.concatenate([column, other])
    return Catalog(**columns, simulated=first.simulated)


def _tag(identity: Iterable[str], catalog: Catalog) -> str:
    """A digest of what is seen and of nothing else: what is hidden may change unnoticed."""
    total = hashlib.blake2b("\0".join(identity).encode(), digest_size=12)
    for _, column in catalog.columns():
        texts = column.dtype.kind == "U"  # as wide as the longest, which may be a hidden one
        total.update("\0".join(column.tolist()).encode() if texts else column.tobytes())
    return total.hexdigest()
