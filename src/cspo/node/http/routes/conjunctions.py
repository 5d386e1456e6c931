"""Conjunctions: the node's own screening by filters, and one event with every source's report."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, NamedTuple

import msgspec
import numpy as np
from litestar.params import PathParameter, QueryParameter
from numpy.typing import NDArray

from cspo.markings import portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.event_sight import row_called, row_meant
from cspo.node.http.faults import not_found
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of, picture_of, visible_rows
from cspo.operations.catalog import ConjunctionReport
from cspo.operations.screen import ScreeningView
from cspo.operations.warn.matter import everything

__all__ = ["EventPath", "Meant", "event_meant", "handlers", "is_hidden", "line_of"]

_ZERO_NS: Final = 1 << 62
"""Cursors count from here, so that instants before J2000 have one too."""

EventPath = Annotated[
    str, PathParameter(max_length=700, description="Name of an event: `event:...`.")
]
Since = Annotated[
    str, QueryParameter(max_length=40, description="Closest approach at this UTC or later.")
]
Until = Annotated[
    str, QueryParameter(max_length=40, description="Closest approach before this UTC.")
]


class ConjunctionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A close approach by the node's own screening.

    Parameters
    ----------
    event : str
        Its name.
    object1, object2 : str
        The pair.
    tca_utc : str
        Time of closest approach.
    miss_distance_km, relative_speed_km_s : float
        There.
    radial_km, in_track_km, cross_track_km : float
        Object 2 from object 1, in the axes of object 1.
    pc, max_pc : float or None
        Probability that may be reported, and the most that any covariance gives.
    pc_method : str
        By which method; empty where there is none.
    flags : list of str
        What limits the answer.
    advice : str
        What the numbers call for.
    age_s : list of float or None
        Age of each orbit at closest approach, s.
    mark : str
        Its portion mark.
    """

    event: str
    object1: str
    object2: str
    tca_utc: str
    miss_distance_km: float
    relative_speed_km_s: float
    radial_km: float
    in_track_km: float
    cross_track_km: float
    pc: float | None
    max_pc: float | None
    pc_method: str
    flags: list[str]
    advice: str
    age_s: list[float | None]
    mark: str


class ReportLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one source has said of an event.

    Parameters
    ----------
    event, record, origin, source : str
        Which, and where it stands.
    tca_utc : str
        Time of closest approach.
    miss_distance_km, relative_speed_km_s, pc, max_pc, oldest_age_s : float or None
        As it says; null: it does not.
    pc_method, advice : str
        As it says.
    version : int
        Of that source's reports.
    supersedes : str
        Record that it takes the place of.
    latest : bool
        Whether it is what that source says now.
    ingested_utc : str
        When it came.
    mark : str
        Its portion mark.
    """

    event: str
    record: str
    origin: str
    source: str
    tca_utc: str
    miss_distance_km: float
    relative_speed_km_s: float | None
    pc: float | None
    max_pc: float | None
    pc_method: str
    advice: str
    oldest_age_s: float | None
    version: int
    supersedes: str
    latest: bool
    ingested_utc: str
    mark: str


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """One event, source beside source.

    Parameters
    ----------
    event : str
        Its name.
    screening : ConjunctionLine or None
        By the newest screening here; null where it has no such event.
    reports : list
        What sources have said of it, in the order in which it came: its story.
    """

    event: str
    screening: ConjunctionLine | None
    reports: list[ReportLine]


@read("/api/v1/conjunctions", Right.READ, "Close approaches by the node's screening", cache=False)
def list_conjunctions(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    about: Annotated[
        str, QueryParameter(name="object", max_length=400, description="With this object.")
    ] = "",
    since: Since = "",
    until: Until = "",
    miss_below_km: Annotated[
        float | None, QueryParameter(ge=0.0, description="Missing by less, km.")
    ] = None,
    pc_above: Annotated[
        float | None, QueryParameter(ge=0.0, le=1.0, description="Of a greater probability.")
    ] = None,
) -> Page[ConjunctionLine]:
    """In the order of their times, those whose both orbits the caller may see."""
    view: ScreeningView | None = node.screening
    if view is None or not len(view):
        return Page([])
    tca = view.events.tca_tai_ns
    keep = visible_rows(view.labels, view.label_index, caller, node)
    if cursor:
        keep &= tca > gate.cursors.read(cursor) - _ZERO_NS
    if since:
        keep &= tca >= instant_of(since, "since").tai_ns
    if until:
        keep &= tca < instant_of(until, "until").tai_ns
    if miss_below_km is not None:
        keep &= view.events.miss_distance_km < miss_below_km
    if pc_above is not None:
        keep &= view.judged.pc > pc_above
    if about:
        mine = np.zeros(len(view), np.bool_)
        mine[view.by_object(about)] = True
        keep &= mine
    rows, more = _first(np.flatnonzero(keep), tca, limit)
    names = None if node.picture is None else node.picture.event_names
    may = may_of(node, caller)
    items = [line_of(view, row, row_called(view, row, names, may)) for row in rows.tolist()]
    last = gate.cursors.make(int(tca[rows[-1]]) + _ZERO_NS) if more else None
    return Page(items, last)


def _first(
    rows: NDArray[np.int64], tca: NDArray[np.int64], limit: int
) -> tuple[NDArray[np.int64], bool]:
    """The first by time, with all of the very same instant as the last; whether there are more."""
    rows = rows[np.argsort(tca[rows], kind="stable")]
    if len(rows) <= limit:
        return rows, False
    end = int(np.searchsorted(tca[rows], tca[rows[limit - 1]], side="right"))
    return rows[:end], end < len(rows)


def line_of(view: ScreeningView, row: int, name: str) -> ConjunctionLine:
    """A row of the screening, under the name that the caller knows it by."""
    events, judged = view.events, view.judged
    one, two = view.pair(row)
    return ConjunctionLine(
        event=name, object1=one, object2=two, tca_utc=view.tca(row).utc_iso(6),
        miss_distance_km=float(events.miss_distance_km[row]),
        relative_speed_km_s=float(events.relative_speed_km_s[row]),
        radial_km=float(events.radial_km[row]), in_track_km=float(events.in_track_km[row]),
        cross_track_km=float(events.cross_track_km[row]),
        pc=_known(judged.pc[row]), max_pc=_known(judged.max_pc[row]),
        pc_method=view.pc_method(row), flags=list(view.flags(row)), advice=str(view.advice(row)),
        age_s=[_known(age) for age in judged.age_s[row]], mark=portion_mark(view.label(row)),
    )  # fmt: skip


@read("/api/v1/conjunctions/{event:path}", Right.READ, "One event, source beside source",
      cache=False)  # fmt: skip
def get_conjunction(
    node: NodeHere, caller: CallerHere, gate: GateHere, event: EventPath
) -> EventView:
    """The node's own screening and every report that the caller may see.

    It answers to whatever a source calls the event; to names near those that the caller may see.
    """
    found = event_meant(node, caller, event.lstrip("/"))
    if found is None:
        if is_hidden(node, event.lstrip("/")):
            gate.trail.denied({"rule": "http 9", "event": event[:200], "person": caller.person,
                               "by": caller.credential})  # fmt: skip
        raise not_found("event")
    view: ScreeningView | None = node.screening
    own = None
    if view is not None and found.row is not None:
        own = line_of(view, found.row, found.name)
    return EventView(
        event=found.name, screening=own,
        reports=[_report(each, found.name) for each in found.reports],
    )  # fmt: skip


class Meant(NamedTuple):
    """The event that a caller means.

    Parameters
    ----------
    name : str
        What the caller knows it by.
    row : int or None
        Of the newest screening, where the caller may see that.
    reports : tuple of ConjunctionReport
        What sources have said, as far as the caller may see it.
    """

    name: str
    row: int | None
    reports: tuple[ConjunctionReport, ...]


def event_meant(node: RunningNode, caller: Caller, text: str) -> Meant | None:
    """The event that a caller means by a name; None where the caller may see nothing of it."""
    may = may_of(node, caller)
    view: ScreeningView | None = node.screening
    names = None if node.picture is None else node.picture.event_names
    event = None if names is None else names.resolve(text, may)
    row = None if view is None else row_meant(view, text, event, names, may)
    if event is None and view is not None and row is not None and names is not None:
        event = names.resolve(row_called(view, row, names, may), may)
    reports = () if event is None else picture_of(node).conjunction_records(event, may)
    if row is None and not reports:
        return None
    name = names.seen(event, may) if names is not None and event is not None else ""
    if not name and view is not None and row is not None:
        name = row_called(view, row, names, may)
    return Meant(name or text, row, reports)


def is_hidden(node: RunningNode, text: str) -> bool:
    """Whether there is such an event, of which the caller sees nothing."""
    view: ScreeningView | None = node.screening
    names = None if node.picture is None else node.picture.event_names
    event = None if names is None else names.find(text)
    return event is not None or (
        view is not None and row_meant(view, text, event, names, everything) is not None
    )


def _report(each: ConjunctionReport, name: str) -> ReportLine:
    return ReportLine(
        event=name, record=each.record_id, origin=each.origin, source=each.source,
        tca_utc=each.tca.utc_iso(6), miss_distance_km=each.miss_distance_km,
        relative_speed_km_s=each.relative_speed_km_s, pc=each.pc, max_pc=each.max_pc,
        pc_method=each.pc_method, advice=each.advice, oldest_age_s=each.oldest_age_s,
        version=each.version, supersedes=each.supersedes, latest=each.is_latest,
        ingested_utc=each.t_ingest.utc_iso(6), mark=portion_mark(each.label),
    )  # fmt: skip


@read("/api/v1/reported", Right.READ, "What sources report of events now", tag="conjunctions",
      cache=False)  # fmt: skip
def list_reported(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    since: Since = "",
    until: Until = "",
) -> Page[ReportLine]:
    """The latest report of each source, events in the order in which they came.

    A page ends with an event, so it may hold more than *limit* by the sources of one.
    """
    picture = node.picture
    if picture is None:
        return Page([])
    begin = instant_of(since, "since") if since else None
    end = instant_of(until, "until") if until else None
    may, last = may_of(node, caller), gate.cursors.read(cursor)
    items: list[ReportLine] = []
    for serial, event in picture.events_after(last, may, begin, end):
        if len(items) >= limit:
            return Page(items, gate.cursors.make(last))
        name = picture.event_names.seen(event, may)
        items += [
            _report(each, name) for each in picture.conjunction_records(event, may)
            if each.is_latest
            and (begin is None or each.tca >= begin) and (end is None or each.tca < end)
        ]  # fmt: skip
        last = serial
    return Page(items)


def _known(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)


handlers: Final = (list_conjunctions, get_conjunction, list_reported)
