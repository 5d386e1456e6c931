"""Events that only others report, as each caller may see them, kept while nothing changes.

A table is read page by page, and each page would ask of every event what its sources say now.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from cspo.markings import Label
from cspo.node.http.seen import RunningNode
from cspo.operations.catalog import ConjunctionReport, Picture
from cspo.operations.event_names import EventNames
from cspo.operations.screen import ScreeningView, screening_source
from cspo.records.bodies import EventId

__all__ = ["ReportedEvents", "pair_of", "rows_of"]

May = Callable[[Label], bool]
Reported = tuple[tuple[str, tuple[ConjunctionReport, ...]], ...]

_SIDES: Final[tuple[Literal["left", "right"], ...]] = ("left", "right")
_PAST_S: Final = 3_600.0
"""So long after its closest approach an event that only others report stays in the table."""

_KEPT: Final = 4
_KEPT_NS: Final = 10 * 10**9
"""What is over leaves the table no later than that after `_PAST_S`."""


@dataclass(frozen=True, slots=True)
class _Kept:
    picture: Picture
    view: ScreeningView | None
    events: Reported


class ReportedEvents:
    """What only others report of a node's events: the last few answers are kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[int, bytes, bytes, int], _Kept] = {}

    def of(self, node: RunningNode, may: May, view: ScreeningView | None) -> Reported:
        """Events by the name that each goes by here, with what each source says now."""
        picture = node.picture
        if picture is None:
            return ()
        marks = b"" if view is None else bytes(may(label) for label in view.labels)
        stamp, at = picture.events_stamp(may), node.clock.now().tai_ns // _KEPT_NS
        key = (*stamp, marks, at)
        with self._lock:  # one makes it, the others wait for that
            found = self._kept.get(key)
            if found is not None and found.picture is picture and found.view is view:
                return found.events
            made = tuple(_reported(picture, node, may, view))
            # A record that came meanwhile may have a mark on which those who share this differ.
            if picture.events_stamp(may) == stamp:
                self._kept.pop(key, None)
                while len(self._kept) >= _KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = _Kept(picture, view, made)
        return made


def _reported(
    picture: Picture, node: RunningNode, may: May, view: ScreeningView | None
) -> Iterator[tuple[str, tuple[ConjunctionReport, ...]]]:
    """Events to come that only others report, with what each source says now, the gravest first."""
    ours = (node.home.nation, screening_source(node.home.nation))
    others = []
    for _, event in picture.events_after(0, may, node.clock.now() - _PAST_S, None):
        seen = [each for each in picture.conjunction_records(event, may) if each.is_latest]
        if any((each.origin, each.source) != ours for each in seen):
            others.append((event, seen))
    own = {} if view is None or not len(view) else rows_of(
        view, [event for event, _ in others], picture.event_names
    )  # fmt: skip
    for event, seen in others:
        row = own.get(event)
        if row is None or view is None or not may(view.label(row)):
            seen.sort(key=lambda each: (-(each.pc or 0.0), each.miss_distance_km, each.origin))
            yield event, tuple(seen)


def rows_of(view: ScreeningView, events: Iterable[str], names: EventNames | None) -> dict[str, int]:
    """The rows of events, by name; of those that are in it."""
    one, two = view.events.row1.astype(np.int64), view.events.row2.astype(np.int64)
    n = len(view.sky)
    rows = np.arange(n + len(view.sky.ephemerides) + 1)
    for k, each in enumerate(view.sky.ephemerides):  # a trajectory and its elements are one object
        rows[n + k] = view.sky.row_of.get(each.object, n + k)
    pairs = np.minimum(rows[one], rows[two]) * len(rows) + np.maximum(rows[one], rows[two])
    order = np.argsort(pairs, kind="stable")
    flown = {each.object: int(rows[n + k]) for k, each in enumerate(view.sky.ephemerides)}
    found = {}
    for event in events:
        low, high = sorted(
            view.sky.row_of.get(each, flown.get(each, -1)) for each in pair_of(event, names)
        )
        if low < 0:
            continue
        key = low * len(rows) + high
        begin, end = (int(np.searchsorted(pairs, key, side, sorter=order)) for side in _SIDES)
        for row in order[begin:end].tolist():
            own = view.event_id(row)  # which a source may have named otherwise since
            if event in (own, None if names is None else names.find(own)):
                found[event] = row
    return found


def pair_of(event: str, names: EventNames | None = None) -> tuple[str, str]:
    """The two of an event, as they are called here."""
    if names is not None and (known := names.objects_of(event)):
        return known
    parsed = EventId.parse(event)
    return parsed.object1, parsed.object2
