"""The table of close approaches: our screening and what only others report, in one order.

A row is a number while it is filtered and sorted; what its line says is looked up for a
page of them alone. A day has some 25,000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky, may_of, visible_rows
from cspo.operations.catalog import ConjunctionReport, Picture
from cspo.operations.event_names import EventNames
from cspo.operations.screen import ScreeningView, screening_source
from cspo.records.bodies import EventId
from cspo.time import Epoch

__all__ = ["EncounterTable", "Sorting", "Sought", "table_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
May = Callable[[Label], bool]

_SIDES: Final[tuple[Literal["left", "right"], ...]] = ("left", "right")
_PAST_S: Final = 3_600.0
"""So long after its closest approach an event that only others report stays in the table."""


class Sorting(StrEnum):
    """By what, and which end comes first."""

    TCA = "tca"
    PC = "pc"
    MISS = "miss"
    SPEED = "speed"
    AGE = "age"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a table is to hold.

    Parameters
    ----------
    about : str
        One of the pair: its identity.
    text : str
        Part of a name or an identity of one of the pair.
    since, until : Epoch or None
        Closest approach from, and before.
    miss_below_km, pc_above : float or None
    events : frozenset of str or None
        These alone, by the names that they go by here.
    """

    about: str = ""
    text: str = ""
    since: Epoch | None = None
    until: Epoch | None = None
    miss_below_km: float | None = None
    pc_above: float | None = None
    events: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EncounterTable:
    """Rows in their order: those of the screening from 0, those of reports below it.

    Parameters
    ----------
    view : ScreeningView or None
    reported : tuple of (event, reports)
        What only others report, by the name that each goes by here: of what sources say
        now the gravest first.
    order : (k,) int64
        Row *n* of the screening as n, the report *n* as -1 - n.
    """

    view: ScreeningView | None
    reported: tuple[tuple[str, tuple[ConjunctionReport, ...]], ...]
    order: Integers

    def __len__(self) -> int:
        return len(self.order)


def table_of(
    node: RunningNode, caller: Caller, sky: SeenSky | None, sought: Sought, sorting: Sorting
) -> EncounterTable:
    """What a caller may see of the close approaches, filtered and in order."""
    view: ScreeningView | None = node.screening
    may = may_of(node, caller)
    reported = tuple(_reported(node, may, view))
    own = np.zeros(0, np.int64)
    columns = {name: np.zeros(0) for name in Sorting}
    if view is not None and len(view):
        own = np.flatnonzero(_kept(node, caller, view, sky, sought))
        columns = {name: column[own] for name, column in _columns(view).items()}
    names = None if node.picture is None else node.picture.event_names
    others = [
        k for k, (event, seen) in enumerate(reported)
        if _wanted(event, seen[0], _pair_seen(event, names, may), sky, sought)
    ]  # fmt: skip
    firsts = [reported[k][1][0] for k in others]
    more = {
        Sorting.TCA: [float(each.tca.tai_ns) for each in firsts],
        Sorting.PC: [_minus(each.pc) for each in firsts],
        Sorting.MISS: [each.miss_distance_km for each in firsts],
        Sorting.SPEED: [_minus(each.relative_speed_km_s) for each in firsts],
        Sorting.AGE: [_minus(each.oldest_age_s) for each in firsts],
    }
    rows = np.concatenate([own, -1 - np.array(others, np.int64)]).astype(np.int64)
    keys = np.concatenate([columns[sorting], np.array(more[sorting], np.float64)])
    times = np.concatenate([columns[Sorting.TCA], np.array(more[Sorting.TCA], np.float64)])
    order = np.lexsort([times, np.nan_to_num(keys, nan=np.inf)])
    return EncounterTable(view, reported, rows[order])


def _columns(view: ScreeningView) -> dict[Sorting, Floats]:
    """What each order goes by, least first."""
    events, judged = view.events, view.judged
    with np.errstate(invalid="ignore"):
        age_s = np.fmax(judged.age_s[:, 0], judged.age_s[:, 1])
    return {
        Sorting.TCA: events.tca_tai_ns.astype(np.float64),
        Sorting.PC: -judged.pc,
        Sorting.MISS: events.miss_distance_km.astype(np.float64),
        Sorting.SPEED: -events.relative_speed_km_s.astype(np.float64),
        Sorting.AGE: -age_s,
    }


def _minus(value: float | None) -> float:
    return np.nan if value is None else -value


def _kept(
    node: RunningNode, caller: Caller, view: ScreeningView, sky: SeenSky | None, sought: Sought
) -> Flags:
    """Rows of the screening that the caller may see and asks for."""
    tca = view.events.tca_tai_ns
    keep = visible_rows(view.labels, view.label_index, caller, node)
    if sought.since is not None:
        keep &= tca >= sought.since.tai_ns
    if sought.until is not None:
        keep &= tca < sought.until.tai_ns
    if sought.miss_below_km is not None:
        keep &= view.events.miss_distance_km < sought.miss_below_km
    if sought.pc_above is not None:
        keep &= view.judged.pc > sought.pc_above
    if sought.about:
        mine = np.zeros(len(view), np.bool_)
        mine[view.by_object(sought.about)] = True
        keep &= mine
    if sought.text:
        keep &= _called(view, sky, sought.text)
    if sought.events is not None:
        named = np.zeros(len(view), np.bool_)
        names = None if node.picture is None else node.picture.event_names
        named[list(_rows_of(view, sought.events, names).values())] = True
        keep &= named
    return keep


def _called(view: ScreeningView, sky: SeenSky | None, text: str) -> Flags:
    """Rows of which one of the pair has the text in its identity, or in the name that is seen."""
    wanted = text.upper()
    names = np.array([*view.sky.identity, *(each.object for each in view.sky.ephemerides), ""])
    good = np.char.find(np.char.upper(names), wanted) >= 0
    if sky is not None:
        told = np.char.find(np.char.upper(sky.catalog.name), wanted) >= 0
        named = {sky.identity[row] for row in np.flatnonzero(told).tolist()}
        good |= np.isin(names, list(named))
    return np.asarray(good[view.events.row1] | good[view.events.row2])


def _rows_of(
    view: ScreeningView, events: Iterable[str], names: EventNames | None
) -> dict[str, int]:
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
            view.sky.row_of.get(each, flown.get(each, -1)) for each in _pair(event, names)
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


def _pair(event: str, names: EventNames | None = None) -> tuple[str, str]:
    if names is not None and (known := names.objects_of(event)):
        return known
    parsed = EventId.parse(event)
    return parsed.object1, parsed.object2


def _reported(
    node: RunningNode, may: May, view: ScreeningView | None
) -> Iterable[tuple[str, tuple[ConjunctionReport, ...]]]:
    """Events to come that only others report, with what each source says now, the gravest first."""
    picture: Picture | None = node.picture
    if picture is None:
        return
    ours = (node.home.nation, screening_source(node.home.nation))
    others = []
    for _, event in picture.events_after(0, may, node.clock.now() - _PAST_S, None):
        seen = [each for each in picture.conjunction_records(event, may) if each.is_latest]
        if any((each.origin, each.source) != ours for each in seen):
            others.append((event, seen))
    own = {} if view is None or not len(view) else _rows_of(
        view, [event for event, _ in others], picture.event_names
    )  # fmt: skip
    for event, seen in others:
        row = own.get(event)
        if row is None or view is None or not may(view.label(row)):
            seen.sort(key=lambda each: (-(each.pc or 0.0), each.miss_distance_km, each.origin))
            yield event, tuple(seen)


def _pair_seen(event: str, names: EventNames | None, may: May) -> tuple[str, str]:
    """The two as the caller knows them: a hidden report may have named them otherwise."""
    return _pair(event if names is None else names.seen(event, may) or event)


def _wanted(
    event: str, first: ConjunctionReport, pair: tuple[str, str], sky: SeenSky | None, sought: Sought
) -> bool:
    since, until, text = sought.since, sought.until, sought.text.upper()
    miss_km, pc = sought.miss_below_km, sought.pc_above
    return (
        (sought.events is None or event in sought.events)
        and (not sought.about or sought.about in pair)
        and (not text or any(text in word for word in _words(pair, sky)))
        and (since is None or first.tca >= since)
        and (until is None or first.tca < until)
        and (miss_km is None or first.miss_distance_km < miss_km)
        and (pc is None or (first.pc is not None and first.pc > pc))
    )


def _words(pair: Sequence[str], sky: SeenSky | None) -> Iterable[str]:
    for name in pair:
        yield name.upper()
        row = None if sky is None else sky.row_of.get(name)
        if sky is not None and row is not None:
            yield str(sky.catalog.name[row]).upper()
