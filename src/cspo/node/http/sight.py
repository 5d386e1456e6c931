"""What of a node's columns a caller sees: one answer for each mark, spread over the rows."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.seen import RunningNode
from cspo.operations.catalog import Fact, Picture, Side, SkyView
from cspo.operations.catalog.facts import owner_of
from cspo.orbits import Catalog

__all__ = ["SeenSky", "Skies", "visible_rows"]

_KEPT: Final = 8
_BORN: Final = secrets.token_hex(4)
"""Of this process: another one counts versions anew."""
_MOST_OTHERS: Final = 2_000


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
        Of each row.
    catalog : Catalog
        Their orbits; names, owners, types and sizes where they may be seen.
    tag : str
        The same for the same rows.
    """

    view: SkyView
    identity: tuple[str, ...]
    catalog: Catalog
    tag: str


class Skies:
    """The parts of a node's sky that were asked for lately."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, bytes], SeenSky] = OrderedDict()

    def of(self, node: RunningNode, caller: Caller) -> SeenSky | None:
        """What the caller sees of the sky as it is now; None before there is one.

        Where the orbit that the node goes by is not for the caller, the newest
        of those that are takes its place.
        """
        view: SkyView | None = node.sky
        if view is None:
            return None
        marks = np.array([caller.may(each, node.mode).permitted for each in view.labels], np.bool_)
        key = (view.version, marks.tobytes())
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = _part(node.picture, view, marks, _tag(*key), caller, node)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made


def _part(
    picture: Picture, view: SkyView, marks: NDArray[np.bool_], tag: str,
    caller: Caller, node: RunningNode,
) -> SeenSky:  # fmt: skip
    seen = marks[view.label_index] if len(view) else np.zeros(0, np.bool_)
    rows = np.flatnonzero(seen)
    identity = tuple(view.identity[row] for row in rows.tolist())
    catalog = view.catalog.take(rows)
    hidden = np.flatnonzero(~seen)[:_MOST_OTHERS]
    others = [
        side for row in hidden.tolist()
        if (side := _best(picture.sides(view.identity[row]), caller, node)) is not None
    ]  # fmt: skip
    if not others:
        return SeenSky(view=view, identity=identity, catalog=catalog, tag=tag)
    known = [_facts(picture.facts(side.object), caller, node) for side in others]
    more = picture.elements(others)
    return SeenSky(
        view=view, identity=(*identity, *(side.object for side in others)),
        catalog=_joined(catalog, more, known), tag=tag,
    )  # fmt: skip


def _best(sides: Iterable[Side], caller: Caller, node: RunningNode) -> Side | None:
    """The newest element set that the caller may see."""
    good = (
        side for side in sides
        if side.row >= 0 and caller.may(side.label, node.mode).permitted
    )  # fmt: skip
    return next(good, None)


def _facts(facts: Iterable[Fact], caller: Caller, node: RunningNode) -> Fact | None:
    return next((fact for fact in facts if caller.may(fact.label, node.mode).permitted), None)


def _joined(first: Catalog, second: Catalog, facts: Sequence[Fact | None]) -> Catalog:
    """Both, the rows of *second* with what may be seen of names and owners."""
    told = {
        "name": [each.facts.names[0] if each and each.facts.names else "" for each in facts],
        "owner": [owner_of(each.facts) if each else "" for each in facts],
    }
    columns = {}
    for name, column in first.columns():
        other = np.asarray(told.get(name, getattr(second, name)))
        columns[name] = np.concatenate([column, other])
    return Catalog(**columns, simulated=first.simulated)


def _tag(version: int, marks: bytes) -> str:
    return f"{_BORN}-{version:x}-{hashlib.blake2b(marks, digest_size=6).hexdigest()}"
