"""Routes of players: which exercise this is, what is asked of them, what they have done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.params import JSONBody, SkipValidation

from cspo.exercise.http.clock_view import clock_view, utc
from cspo.exercise.http.newest import newest_of
from cspo.exercise.http.room import Room
from cspo.exercise.http.shapes import (
    AskView,
    CellView,
    DeedView,
    ExerciseView,
    MessageView,
    ParticipantView,
    PlayerView,
    PlayerWord,
)
from cspo.exercise.play.play import PlayState
from cspo.exercise.review.audience import scenario_label
from cspo.exercise.review.told import Told
from cspo.exercise.review.values import By
from cspo.exercise.review.words import named
from cspo.exercise.white_cell import WORD_TITLE, inject_label
from cspo.markings import portion_mark, sponsor_of
from cspo.node.http.callers import Caller
from cspo.node.http.faults import denied, not_found
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.operations.derive import body_of, issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.sending import keep
from cspo.records import Record, read_record
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.watch import LogEntryBody
from cspo.time import Epoch

__all__ = ["SCANNED", "TALK", "RoomHere", "handlers", "talk_of"]

RoomHere = SkipValidation[NamedDependency[Room]]
"""Type of a handler's parameter ``room``."""
TALK: Final = "white-cell"
"""The watch of a log entry that is a player's word to the white cell."""
_MOST: Final = 200
SCANNED: Final = 2_000
"""Records of a kind that are looked at."""
_Rows = list[tuple[Record, Any, Epoch]]


@read("/api/v1/exercise", Right.SELF, "The exercise that is played", cache=False)
def get_exercise(node: NodeHere, caller: CallerHere, room: RoomHere) -> ExerciseView:
    """Its name, its clock and who plays; of what is to come nothing."""
    scenario = room.play.scenario
    label = scenario_label(scenario)
    directs = caller.has(Right.DIRECT)
    return ExerciseView(
        name=scenario.name if directs else scenario.shown_name,
        title=scenario.title if directs else scenario.shown_title, number=scenario.number,
        marks=(portion_mark(label),) if caller.may(label, node.mode).permitted else (),
        tabletop=scenario.tabletop, clock=clock_view(room),
        participants=tuple(
            ParticipantView(
                nation=each.nation,
                cells=tuple(
                    CellView(name=cell.name, role=cell.role) for cell in each.cells
                    if cell.role != "director"
                ),
            )
            for each in sorted(scenario.participants, key=lambda each: each.nation)
        ),
        directs=directs, nation=node.home.nation,
        cells=() if directs else (caller.person,),
        review_open=directs or room.play.state is PlayState.OVER,
    )  # fmt: skip


@read("/api/v1/exercise/player", Right.READ, "What is asked of a nation's players", cache=False)
def get_player(node: NodeHere, caller: CallerHere, room: RoomHere) -> PlayerView:
    """From the nation's own store alone, where nothing is of what is still to come."""
    own = _own(node, caller)
    talk, answered = talk_of(own), _read_by(own)
    asks, general = [], [message for about, message in talk if not about]
    for record, body, t in own:
        if record.payload.kind != "inject":
            continue
        if body.title == WORD_TITLE:
            general.append(MessageView(world_utc=utc(t), nation="", who=TALK, text=body.text))
            continue
        when, office = answered.get(record.id, (None, ""))
        asks.append(
            AskView(
                inject=body.number, title=body.title, text=body.text, from_cell="white cell",
                given_utc=utc(t), record=record.id,
                marks=(portion_mark(record.payload.label),),
                read_utc=None if when is None else utc(when), read_by=office,
                messages=tuple(each for about, each in talk if about == record.id),
            )
        )  # fmt: skip
    deeds = _deeds(node, caller, room, {record.id: body.number for record, body, _ in own
                                        if record.payload.kind == "inject"})  # fmt: skip
    return PlayerView(
        clock=clock_view(room), nation=node.home.nation, asks=tuple(reversed(asks)),
        deeds=deeds[:_MOST], deeds_more=max(len(deeds) - _MOST, 0),
        messages=tuple(sorted(general, key=lambda each: each.world_utc)),
    )  # fmt: skip


@write("/api/v1/exercise/answer", Right.WATCH, "Tell the white cell something", tag="exercise")
def answer(
    node: NodeHere, caller: CallerHere, room: RoomHere, data: JSONBody[PlayerWord]
) -> MessageView:
    """A record of the nation's own, which stays with it and which the white cell reads."""
    if caller.party != node.home.nation:
        raise denied("only the nation's own players answer")
    t = node.clock.now()
    about = _inject(node, caller, data.inject)
    body: AcknowledgementBody | LogEntryBody
    if data.text.strip():
        body = LogEntryBody(
            watch=TALK, at_utc=t.utc_iso(6), role=data.office, text=data.text,
            records=() if about is None else (about.id,),
        )  # fmt: skip
    elif about is None:
        raise not_found("inject")
    else:
        body = AcknowledgementBody(record=about.id, progress=Progress.RECEIVED, role=data.office)
    with node.store.write() as unit:
        desk = node.desk(unit)
        record = issue(
            body, inject_label(room.play.scenario, node.home.nation), origin=node.home.nation,
            mode=node.mode, t_valid=t, t=t, signer=desk.signer(node.mode), registry=desk.registry,
        )  # fmt: skip
        keep(unit, record, t=t)
        caller.audit(unit, "told the white cell", {"record": record.id}, t=t)
    node.wake()
    return MessageView(
        world_utc=utc(t), nation=node.home.nation, who=data.office, text=data.text
    )  # fmt: skip


def _own(node: RunningNode, caller: Caller) -> _Rows:
    """Records of the nation's own about injects, as far as the caller may see them, in order.

    Of each kind the newest: a long exercise has more acknowledgements than anybody looks at.
    """
    kinds = ("acknowledgement", "inject", "log-entry")
    found: _Rows = []
    with node.store.read() as unit:
        rows = [
            row for kind in kinds
            for row in newest_of(unit, kind, node.home.nation, node.mode, SCANNED)
        ]  # fmt: skip
    for row in sorted(rows, key=lambda row: row.seq):
        record = read_record(row.envelope)
        if caller.sees(record):
            found.append((record, body_of(record, REGISTRY), row.t_ingest))
    return found


def talk_of(rows: _Rows) -> list[tuple[str, MessageView]]:
    """Words to the white cell, each with the record that it is about."""
    return [
        (
            body.records[0] if body.records else "",
            MessageView(
                world_utc=utc(t), nation=sponsor_of(record.payload.origin), who=body.role,
                text=body.text,
            ),
        )
        for record, body, t in rows
        if record.payload.kind == "log-entry" and body.watch == TALK
    ]  # fmt: skip


def _read_by(rows: _Rows) -> dict[str, tuple[Epoch, str]]:
    found: dict[str, tuple[Epoch, str]] = {}
    for record, body, t in rows:
        if record.payload.kind == "acknowledgement":
            found.setdefault(body.record, (t, body.role))
    return found


def _inject(node: RunningNode, caller: Caller, number: int | None) -> Record | None:
    """The record by which the nation learned of an event; of others it knows nothing."""
    if number is None:
        return None
    for record, body, _ in reversed(_own(node, caller)):
        if record.payload.kind == "inject" and body.number == number:
            return record
    raise not_found("inject")


def _deeds(
    node: RunningNode, caller: Caller, room: Room, injects: dict[str, int]
) -> tuple[DeedView, ...]:
    left, nation = room.left(), node.home.nation
    held = left.held.get(nation, {})
    to: dict[str, set[str]] = {}
    for each in left.given.get(nation, ()):
        to.setdefault(each.product, set()).add(each.party)
    chosen = [
        told for told in left.told.values()
        if sponsor_of(told.origin) == nation and left.of(told.id) is not By.MACHINE
        and told.kind != "inject" and caller.may(told.label, node.mode).permitted
    ]  # fmt: skip
    chosen.sort(key=lambda told: (held.get(told.id, told.t).tai_ns, told.id), reverse=True)
    return tuple(
        DeedView(
            world_utc=utc(held.get(told.id, told.t)), kind=told.kind,
            text=named(left.scenario, told.text), office=told.role, record=told.id,
            to=tuple(sorted(to.get(told.id, ()))), marks=(told.mark,),
            inject=next(_numbers(told, injects), None),
        )
        for told in chosen
    )  # fmt: skip


def _numbers(told: Told, injects: dict[str, int]) -> Iterator[int]:
    return (injects[each] for each in sorted(told.refs) if each in injects)


handlers: Final = (get_exercise, get_player, answer)
