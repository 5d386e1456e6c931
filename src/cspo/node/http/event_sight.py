"""What a caller calls an event, and which one a caller means: by what that caller may see.

An event goes by the first record that names it. Where the caller may not see that
record, its name would tell when a hidden source puts closest approach, so the event goes by
the first one that the caller may see (`cspo.operations.event_names`, rule 4).
"""

from __future__ import annotations

from collections.abc import Callable

from cspo.errors import CspoError
from cspo.markings import Label
from cspo.node.http.seen import RunningNode
from cspo.operations.event_names import EventNames
from cspo.operations.screen import ScreeningView
from cspo.operations.warn.matter import Matter
from cspo.records.bodies.identities import EventId, same_subject

__all__ = ["matter_called", "row_called", "row_meant", "same_event_to"]

May = Callable[[Label], bool]


def matter_called(matter: Matter, names: EventNames, nation: str, may: May) -> str:
    """The name of a matter of which the caller may see some warning."""
    head = matter.head(nation, may)
    return names.seen(matter.event, may) or ("" if head is None else head.body.event)


def same_event_to(node: RunningNode, may: May) -> Callable[[str, str], bool]:
    """Tells whether two names mean one event, by what the caller may see."""
    names = None if node.picture is None else node.picture.event_names

    def same(one: str, other: str) -> bool:
        here = None if names is None else names.resolve(one, may)
        there = None if names is None else names.resolve(other, may)
        if here is None and there is None:
            return same_subject(one, other)
        return (here or one) == (there or other)

    return same


def row_called(view: ScreeningView, row: int, names: EventNames | None, may: May) -> str:
    """The name of a row of the screening that the caller may see."""
    own = view.event_id(row)
    if names is None or not names.knows(*view.pair(row)):
        return own  # as nearly all are
    event = names.find(own)
    if event is None:
        return own  # nobody has reported it: the name is of our own finding
    return names.seen(event, may) or _by_itself(view, row)


def row_meant(
    view: ScreeningView, text: str, event: str | None, names: EventNames | None, may: May
) -> int | None:
    """The row of the screening that a caller means.

    Parameters
    ----------
    text : str
        As the caller names it.
    event : str or None
        What it is, by the names that the caller may know.
    """
    try:
        asked = EventId.parse(text)
    except CspoError:
        return None
    objects = asked.object1, asked.object2
    if names is not None and (known := names.objects_of(text)):
        objects = known
    near: list[tuple[int, int]] = []
    for row in view.by_object(objects[0]).tolist():
        if objects[1] not in view.pair(row) or not may(view.label(row)):
            continue
        if row_called(view, row, names, may) == text:
            return int(row)
        if names is not None and event is not None and names.find(view.event_id(row)) == event:
            return int(row)
        itself = EventId.parse(_by_itself(view, row))
        named = EventId.of(*objects, asked.tca, whole_day=asked.whole_day)
        if same_subject(str(itself), str(named)):
            near.append((abs(itself.tca.tai_ns - asked.tca.tai_ns), int(row)))
    return min(near)[1] if near else None


def _by_itself(view: ScreeningView, row: int) -> str:
    """The name that the row's own closest approach gives it."""
    one, two = view.pair(row)
    return str(EventId.of(one, two, view.tca(row), whole_day=bool(view.named_day[row])))
