"""The table of close approaches: our screening and what only others report, in one order.

A row is a number while it is filtered and sorted; what its line says is looked up for a
page of them alone. A day has some 25,000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.reported_events import ReportedEvents, pair_of, rows_of
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky, may_of, visible_rows
from cspo.operations.catalog import ConjunctionReport
from cspo.operations.event_names import EventNames
from cspo.operations.screen import ScreeningView
from cspo.time import Epoch

__all__ = ["EncounterTable", "Sorting", "Sought", "table_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
May = Callable[[Label], bool]


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
    node: RunningNode, caller: Caller, others: ReportedEvents, sky: SeenSky | None,
    sought: Sought, sorting: Sorting,
) -> EncounterTable:  # fmt: skip
    """What a caller may see of the close approaches, filtered and in order."""
    view: ScreeningView | None = node.screening
    may = may_of(node, caller)
    reported = others.of(node, may, view)
    own = np.zeros(0, np.int64)
    columns = {name: np.zeros(0) for name in Sorting}
    if view is not None and len(view):
        own = np.flatnonzero(_kept(node, caller, view, sky, sought))
        columns = {name: column[own] for name, column in _columns(view).items()}
    names = None if node.picture is None else node.picture.event_names
    fitting = [
        k for k, (event, seen) in enumerate(reported)
        if _wanted(event, seen[0], _pair_seen(event, names, may), sky, sought)
    ]  # fmt: skip
    firsts = [reported[k][1][0] for k in fitting]
    more = {
        Sorting.TCA: [float(each.tca.tai_ns) for each in firsts],
        Sorting.PC: [_minus(each.pc) for each in firsts],
        Sorting.MISS: [each.miss_distance_km for each in firsts],
        Sorting.SPEED: [_minus(each.relative_speed_km_s) for each in firsts],
        Sorting.AGE: [_minus(each.oldest_age_s) for each in firsts],
    }
    rows = np.concatenate([own, -1 - np.array(fitting, np.int64)]).astype(np.int64)
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
        named[list(rows_of(view, sought.events, names).values())] = True
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


def _pair_seen(event: str, names: EventNames | None, may: May) -> tuple[str, str]:
    """The two as the caller knows them: a hidden report may have named them otherwise."""
    return pair_of(event if names is None else names.seen(event, may) or event)


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
