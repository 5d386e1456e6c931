"""The marks of what is shown of a sky: of one object, or of all that stand in an answer."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cspo.markings import Label, join, portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky, may_of

__all__ = ["RowMarks"]


class RowMarks:
    """Marks of the rows of a sky, as the caller sees them.

    Parameters
    ----------
    node : RunningNode
    caller : Caller
    sky : SeenSky
        What the caller sees.
    """

    def __init__(self, node: RunningNode, caller: Caller, sky: SeenSky) -> None:
        self._picture = node.picture
        self._sky = sky
        self._may = may_of(node, caller)

    def of(self, identity: str) -> str:
        """The portion mark of an object's row; empty where nothing of it is seen."""
        label = self._label(identity)
        return "" if label is None else portion_mark(label)

    def joined(self, identities: Iterable[str]) -> str:
        """The mark of an answer that holds these objects; empty for none."""
        found = {self._label(name) for name in identities}
        labels = [label for label in found if label is not None]
        return portion_mark(join(*labels)) if labels else ""

    def of_all(self) -> str:
        """The mark of the whole sky that the caller sees; empty for an empty one."""
        labels = self.every()
        return portion_mark(join(*labels)) if labels else ""

    def every(self) -> tuple[Label, ...]:
        """Each mark in the whole sky that the caller sees, once."""
        view = self._sky.view
        used = np.unique(view.label_index).tolist()
        labels = {view.labels[k] for k in used if self._may(view.labels[k])}
        labels.update(self._sky.others.values())
        return tuple(labels)

    def _label(self, identity: str) -> Label | None:
        """That of the row; where that is hidden or there is none, of the orbit and facts seen."""
        view = self._sky.view
        row = view.row_of.get(identity)
        if row is not None and self._may(view.label(row)):
            return view.label(row)
        if identity in self._sky.others:
            return self._sky.others[identity]
        if self._picture is None:
            return None
        sides = self._picture.sides(identity)
        side = next((each for each in sides if each.row >= 0 and self._may(each.label)), None)
        if side is None:
            return None
        facts = self._picture.facts(side.object)
        told = next((each.label for each in facts if self._may(each.label)), None)
        return side.label if told is None else join(side.label, told)
