"""What the white cell looks at, made of the play, its events list and what it left so far."""

from __future__ import annotations

from typing import Final, Literal

from cspo.exercise.http.clock_view import clock_view, utc
from cspo.exercise.http.director_shapes import (
    AdjudicationView,
    ExpectedView,
    InjectView,
    KnowsView,
    MeasureView,
    NodeView,
    ObjectiveView,
    PlaceView,
    TellsView,
    WhiteCellView,
)
from cspo.exercise.http.newest import newest_of
from cspo.exercise.http.player import SCANNED, TALK, talk_of
from cspo.exercise.http.room import Room
from cspo.exercise.http.shapes import MessageView
from cspo.exercise.review.audience import scenario_label
from cspo.exercise.review.left import Left
from cspo.exercise.review.stages import stage_of
from cspo.exercise.review.values import (
    By,
    ExpectedReview,
    InjectReview,
    MeasureReview,
    NationLine,
    Stage,
    Verdict,
)
from cspo.exercise.scenario import Change, Scenario
from cspo.exercise.white_cell import Cause, Due, MselLine, Order
from cspo.exercise.white_cell.seats import seats
from cspo.exercise.world import TruthKind
from cspo.markings import portion_mark, sponsor_of
from cspo.node.runtime import Node
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record
from cspo.time import Epoch

__all__ = ["measure_view", "white_cell_view"]

_MOST: Final = 100
_State = Literal["waiting", "open", "met", "late", "missed", "void"]
_RULED: Final[dict[Verdict, _State]] = {
    Verdict.MET: "met", Verdict.PARTLY: "late", Verdict.NOT_MET: "missed", Verdict.VOID: "void",
}  # fmt: skip
_GIVEN_BY: Final = {
    Cause.TIME: "time", Cause.CONDITION: "condition", Cause.LATEST: "latest instant",
    Cause.WHITE_CELL: "white cell",
}  # fmt: skip
_Ruled = Literal["", "met", "missed", "void"]


def white_cell_view(room: Room) -> WhiteCellView:
    """All of it, as of the last round."""
    left = room.left()
    play, scenario = room.play, room.play.scenario
    reviewed = {each.number: each for each in room.injects() if each.number}
    injects = [_inject(left, line, reviewed) for line in play.msel.lines()]
    injects += [_beside(left, due) for due in play.msel.beside()]
    return WhiteCellView(
        clock=clock_view(room), marks=(portion_mark(scenario_label(scenario)),),
        injects=tuple(injects),
        objectives=tuple(
            ObjectiveView(
                name=objective.name, text=objective.text,
                injects=tuple(n for n, each in reviewed.items()
                              if objective.name in each.objectives),
                measures=tuple(
                    measure_view(scenario, measure) for each in reviewed.values()
                    if objective.name in each.objectives for measure in each.measures
                ),
            )
            for objective in scenario.objectives
        ),
        places=_places(room, left),
        nodes=tuple(_node(room, left, nation, node) for nation, node in play.nodes.items()),
        truths=_truths(room, left), adjudications=_rulings(left), messages=_messages(room),
        commands=room.commands(),
    )  # fmt: skip


def _inject(left: Left, line: MselLine, reviewed: dict[int, InjectReview]) -> InjectView:
    event, due = line.event, line.due
    found = reviewed.get(event.number)
    return InjectView(
        number=event.number, title=event.title, text=event.text, to=event.to, at_s=event.at_s,
        at_utc=None if event.at_s is None else utc(left.starts + event.at_s), when=event.when,
        of=event.of, reading="" if due is not None else line.reading, state=line.state.value,
        given_utc=None if due is None else utc(due.t),
        given_by="" if due is None else _GIVEN_BY[due.cause], improvised=False,
        objectives=event.objectives,
        expected=() if found is None else tuple(
            _expected(due, each) for each in found.expected
        ),
        world_action=_change(event.world_action), record=_record(left, event.number),
    )  # fmt: skip


def _beside(left: Left, due: Due) -> InjectView:
    return InjectView(
        number=due.number, title=due.title, text=due.text, to=due.to, at_s=None, at_utc=None,
        when="", of="", reading="", state="given", given_utc=utc(due.t),
        given_by=_GIVEN_BY[due.cause], improvised=True, objectives=(), expected=(),
        world_action="" if due.action is None else str(due.action.get("what", "")),
        record=_record(left, due.number),
    )  # fmt: skip


def _change(change: Change | None) -> str:
    if change is None:
        return ""
    parts = [f"sets off {name}" for name in change.sets_off]
    return ", ".join([*parts, *(f"ends {name}" for name in change.ends)])


def _record(left: Left, number: int) -> str:
    ids = sorted(
        told.id for told in left.told.values() if told.kind == "inject" and told.number == number
    )
    return ids[0] if ids else ""


def _expected(due: Due | None, each: ExpectedReview) -> ExpectedView:
    state: _State = "waiting"
    if each.ruling is not None:
        state = _RULED[each.ruling.ruling]
    elif due is not None:
        late = "missed" if each.done is None else "late"
        state = {Verdict.MET: "met", Verdict.NOT_MET: late}.get(each.found, "open")  # type: ignore[assignment]
    return ExpectedView(
        number=each.place, by=each.by, kind=each.kind, text=each.text, within_s=each.within_s,
        state=state, due_utc=None if due is None else utc(due.t + each.within_s),
        done_utc=None if each.done is None else each.done.utc,
        after_s=None if each.done is None else each.done.after_s,
        record="" if each.done is None else each.done.record,
        judged="" if each.ruling is None else each.ruling.text,
    )  # fmt: skip


def measure_view(scenario: Scenario, measure: MeasureReview) -> MeasureView:
    """A measure as it is now."""
    given = next(
        each for event in scenario.events for each in event.measures if each.name == measure.name
    )
    state: Literal["waiting", "met", "missed", "unknown"] = "unknown"
    if measure.verdict is Verdict.MET:
        state = "met"
    elif measure.verdict in {Verdict.NOT_MET, Verdict.PARTLY}:
        state = "missed"
    elif measure.verdict is Verdict.NOT_TRIED:
        state = "waiting"
    condition = measure.metric == "condition"
    return MeasureView(
        name=measure.name, text=measure.text, inject=measure.inject, nation=measure.nation,
        metric=measure.metric, unit="" if condition else measure.unit, value=measure.value,
        limit=measure.limit, at_least=given.sense == "at_least", state=state,
        reason=measure.detail if measure.ruling is None else measure.ruling.text, records=(),
    )  # fmt: skip


def _places(room: Room, left: Left) -> tuple[PlaceView, ...]:
    scripted = {each.by for each in room.play.scenario.script}
    found = []
    for seat in seats(room.play.scenario):
        done = [
            told for told in left.told.values()
            if sponsor_of(told.origin) == seat.nation and left.of(told.id) is not By.MACHINE
        ]  # fmt: skip
        people = [told for told in done if left.of(told.id) is By.PERSON]
        by: Literal["people", "script", "nobody"] = "nobody"
        if people or seat.directs:
            by = "people"
        elif room.play.rounds.players is not None and seat.nation in scripted:
            by = "script"
        last = max((told.t for told in done), default=None)
        offices = sorted({told.role for told in people if told.role})
        found.append(
            PlaceView(
                nation=seat.nation, cell=seat.cell, role=seat.roles[0], played_by=by,
                offices=tuple(offices[:10]),
                last_utc=None if last is None or seat.directs else utc(last),
            )
        )  # fmt: skip
    return tuple(found)


def _node(room: Room, left: Left, nation: str, node: Node) -> NodeView:
    sky = node.sky
    cast = room.play.rounds.cast
    cut = set() if cast is None else set(cast.cut)
    last = max(left.held.get(nation, {}).values(), default=None)
    return NodeView(
        nation=nation, objects=0 if sky is None else len(sky.catalog),
        warnings=len(node.warnings.view().matters),
        last_utc=None if last is None else utc(last),
        cut_from=tuple(sorted(origin for origin, to in cut if to == nation)),
        text=next(iter(node.faults.values()), "")[:200],
    )  # fmt: skip


def _truths(room: Room, left: Left) -> tuple[TellsView, ...]:
    """What truly happened, and what was to happen and could not, which nobody can learn of."""
    lines = {(each.name, each.what.value): n for n, each in enumerate(room.play.truth)}
    found = [
        TellsView(
            truth=lines.get((event.name, event.what), 0), world_utc=event.utc,
            text=event.text or event.title, objects=event.objects[:20],
            nations=tuple(_knows(line) for line in event.nations),
        )
        for event in room.events()
        if Epoch.from_utc(event.utc) <= room.play.t
    ]  # fmt: skip
    found += [
        TellsView(
            truth=lines.get((each.name, each.what.value), 0), world_utc=utc(each.t),
            text=each.text, objects=each.objects, nations=(),
        )
        for each in left.truth if each.what is TruthKind.NOT_DONE
    ]  # fmt: skip
    found.sort(key=lambda each: each.world_utc)
    return tuple(reversed(found[-_MOST:]))


def _knows(line: NationLine) -> KnowsView:
    for stage in reversed(Stage):
        moment = stage_of(line, stage)
        if moment is not None:
            return KnowsView(
                nation=line.nation, stage=stage.value, at_utc=moment.utc,
                after_s=moment.after_s, record=moment.record,
            )  # fmt: skip
    return KnowsView(nation=line.nation, stage="unaware", at_utc=None, after_s=None, record="")


def _rulings(left: Left) -> tuple[AdjudicationView, ...]:
    found = []
    for each in left.ordered:
        given = each.command.arguments
        if each.command.what not in {Order.ADJUDICATE, Order.NOTE}:
            continue
        verdict = {"met": "met", "not-met": "missed", "void": "void"}.get(
            str(given.get("ruling", "")), ""
        )
        found.append(
            AdjudicationView(
                world_utc=utc(each.t), who=TALK, inject=given.get("number"),
                expected=given.get("expected"), verdict=verdict,  # type: ignore[arg-type]
                text=str(given["text"]),
            )
        )  # fmt: skip
    return tuple(reversed(found[-_MOST:]))


def _messages(room: Room) -> tuple[MessageView, ...]:
    found: list[MessageView] = []
    for nation, node in room.play.nodes.items():
        with node.store.read() as unit:
            rows = newest_of(unit, "log-entry", nation, node.mode, SCANNED)
        told = []
        for row in rows:
            record = read_record(row.envelope)
            told.append((record, body_of(record, REGISTRY), row.t_ingest))
        found += [message for _, message in talk_of(told)]
    found.sort(key=lambda each: each.world_utc)
    return tuple(reversed(found[-_MOST:]))
