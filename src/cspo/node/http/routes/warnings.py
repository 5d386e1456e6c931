"""Warnings: the list by the time left, one event with all its sources, what is done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import msgspec
from litestar.params import JSONBody, QueryParameter

from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.event_sight import matter_called
from cspo.node.http.faults import Refused, denied, not_found
from cspo.node.http.gate import Gate
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.conjunctions import EventPath
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.warnings_shapes import (
    Acknowledged,
    AnswerLine,
    IssuedLine,
    Made,
    ReportLine,
    Returned,
    Shelved,
    WarningLine,
    WarningView,
)
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.book_view import BookView
from cspo.operations.warn.matter import Issued, Matter, State
from cspo.operations.warn.shelving import acknowledge, longest_shelf, shelve, take_back
from cspo.time import Epoch

__all__ = ["handlers"]


@read("/api/v1/warnings", Right.READ, "Warnings, by the time left to the last useful action")
def list_warnings(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    states: Annotated[
        list[State] | None,
        QueryParameter(name="state", max_items=8, description="In these states; else open."),
    ] = None,
    about: Annotated[
        str, QueryParameter(name="object", max_length=100, description="Of this object.")
    ] = "",
) -> Page[WarningLine]:
    """What can still be acted on comes first, the soonest in front; the rest by closest approach.

    The order is that of now: a list that is read in pages is read in one go.
    """
    view, may = _book(node), may_of(node, caller)
    t = node.clock.now()
    start = gate.cursors.read(cursor)
    wanted = states or [State.OPEN]
    found = [
        matter
        for matter in view.standing(t, tuple(State), may)
        if _state(matter, view, caller, may, t) in wanted
        and (not about or about in _head(matter, view, may).body.objects)
    ]
    page = found[start : start + limit]
    more = start + limit < len(found)
    items = [_line(matter, node, caller, may, t) for matter in page]
    return Page(items, gate.cursors.make(start + limit) if more else None)


@read("/api/v1/warnings/{event:path}", Right.READ, "One event: warnings, sources, answers")
def get_warning(
    node: NodeHere, caller: CallerHere, gate: GateHere, event: EventPath
) -> WarningView:
    """With all numbers of all origins that the caller may see."""
    view, may = _book(node), may_of(node, caller)
    matter = _matter(node, event.lstrip("/"), may, gate, caller)
    t = node.clock.now()
    line = _line(matter, node, caller, may, t)
    return WarningView(
        **msgspec.structs.asdict(line),
        body=_head(matter, view, may).body,
        issued=[
            IssuedLine(
                record=each.record_id, origin=each.origin, created_utc=each.t_created.utc_iso(6),
                label=msgspec.to_builtins(each.label), body=each.body,
            )
            for origin in sorted(matter.issued)
            for each in matter.issued[origin]
            if may(each.label)
        ],
        reports=[
            ReportLine(
                record=each.record_id, origin=each.origin, source=each.source,
                event=str(each.event), tca_utc=each.tca.utc_iso(6),
                miss_distance_km=each.miss_distance_km, pc=each.pc, grounds=each.grounds,
            )
            for _, each in sorted(matter.reports.items())
            if may(each.label)
        ],
        answers=[
            AnswerLine(
                record=each.record_id, warning=each.warning, party=each.origin,
                progress=each.progress, role=each.role, at_utc=each.t.utc_iso(3),
            )
            for each in matter.answers
            if may(each.label)
        ],
        shelve_until_at_most_utc=longest_shelf(matter, _warnings(node).policy, t, may).utc_iso(0),
    )  # fmt: skip


@write("/api/v1/warnings/acknowledge", Right.COORDINATE, "Say how far one has come")
def acknowledge_warning(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[Acknowledged]
) -> Made:
    """It goes to whoever may know of the warning; an organization speaks for itself."""
    view, may = _book(node), may_of(node, caller)
    event = _matter(node, data.event, may, gate, caller).event
    with node.store.write() as unit:
        record = acknowledge(
            unit, node.desk(unit), view, event, progress=data.progress, role=data.role,
            note=data.note, t=node.clock.now(), may=may,
            party="" if caller.party == view.nation else caller.party,
        )  # fmt: skip
    node.wake()
    return Made(record.id)


@write("/api/v1/warnings/shelve", Right.WATCH, "Put it aside until an instant")
def shelve_warning(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[Shelved]
) -> Made:
    """It returns then, or when it becomes graver; what is too grave can't be shelved."""
    view, may, event = _of_the_watch(node, caller, gate, data.event)
    until = instant_of(data.until_utc, "until_utc")
    with node.store.write() as unit:
        record = shelve(
            unit, node.desk(unit), view, _warnings(node).policy, event, until=until,
            reason=data.reason, role=data.role, t=node.clock.now(), may=may,
        )  # fmt: skip
    node.wake()
    return Made(record.id)


@write("/api/v1/warnings/return", Right.WATCH, "Take it from the shelf")
def return_warning(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[Returned]
) -> Made:
    """Before its time."""
    view, may, event = _of_the_watch(node, caller, gate, data.event)
    with node.store.write() as unit:
        record = take_back(
            unit, node.desk(unit), view, event, reason=data.reason, role=data.role,
            t=node.clock.now(), may=may,
        )  # fmt: skip
    node.wake()
    return Made(record.id)


def _book(node: RunningNode) -> BookView:
    return _warnings(node).view()


def _warnings(node: RunningNode) -> WarningBook:
    book = node.warnings
    if book is None:
        raise Refused(503, "no warnings yet", hint="the node is starting")
    return book


def _matter(
    node: RunningNode, event: str, may: Callable[[Label], bool], gate: Gate, caller: Caller
) -> Matter:
    """A matter of which the caller may see something, under whatever name a source has it."""
    book = _warnings(node)
    matter = book.matter_of(event, may)
    if matter is None or matter.head(book.nation, may) is None:
        if book.matter(event) is not None:
            gate.trail.denied({"rule": "http 9", "event": event[:200], "person": caller.person,
                               "by": caller.credential})  # fmt: skip
        raise not_found("warning")
    return matter


def _of_the_watch(
    node: RunningNode, caller: Caller, gate: Gate, event: str
) -> tuple[BookView, Callable[[Label], bool], str]:
    """Book, what the caller may see, and the event's name; for somebody of the nation itself."""
    view, may = _book(node), may_of(node, caller)
    name = _matter(node, event, may, gate, caller).event
    if caller.party != view.nation:
        raise denied("only the nation's own watch puts warnings aside")
    return view, may, name


def _head(matter: Matter, view: BookView, may: Callable[[Label], bool]) -> Issued:
    head = matter.head(view.nation, may)
    if head is None:
        raise not_found("warning")
    return head


def _state(
    matter: Matter, view: BookView, caller: Caller, may: Callable[[Label], bool], t: Epoch
) -> State:
    """Where it stands for the caller: what our watch puts aside stays open for others."""
    state = matter.state(view.nation, t, may)
    aside = state is State.SHELVED and caller.party != view.nation
    return State.OPEN if aside else state


def _line(
    matter: Matter, node: RunningNode, caller: Caller, may: Callable[[Label], bool], t: Epoch
) -> WarningLine:
    view = _book(node)
    head = _head(matter, view, may)
    body, act_by = head.body, head.act_by
    ours = caller.party == view.nation
    shelf = matter.shelf(t, may) if ours else None
    answer = matter.acknowledged_by(caller.party, may)
    return WarningLine(
        event=matter_called(matter, _warnings(node).names, view.nation, may),
        state=_state(matter, view, caller, may, t),
        record=head.record_id,
        origin=head.origin,
        number=body.number,
        issue=body.issue,
        severity=body.severity or "",
        asks=body.asks or "",
        grounds=body.grounds or "",
        objects=list(body.objects),
        to=list(body.to),
        about_utc=body.about_utc,
        act_by_utc=body.act_by_utc,
        time_left_s=None if act_by is None else act_by - t,
        miss_distance_km=body.miss_distance_km,
        pc=body.pc,
        acknowledged="" if answer is None or not may(answer.label) else answer.progress,
        shelved_until_utc="" if shelf is None else shelf.until.utc_iso(0),
        shelved_reason="" if shelf is None else shelf.reason,
        others=sorted({each.origin for each in matter.latest(may)} - {head.origin}),
    )


handlers: Final = (
    list_warnings, get_warning, acknowledge_warning, shelve_warning, return_warning,
)  # fmt: skip
