"""Routes of the white cell, and the review: what no player may see while an exercise goes on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec
from litestar import Response
from litestar.params import JSONBody, QueryParameter

from cspo.errors import SourceError, UsageError
from cspo.exercise.http.director_shapes import WhiteCellView
from cspo.exercise.http.director_view import white_cell_view
from cspo.exercise.http.order_shapes import Adjudicated, Injected, NewCommand, Queued
from cspo.exercise.http.player import RoomHere
from cspo.exercise.http.review_shapes import AfterActionView
from cspo.exercise.http.review_view import review_view
from cspo.exercise.http.room import Room
from cspo.exercise.play.play import PlayState
from cspo.exercise.review.audience import for_audience, scenario_label
from cspo.exercise.review.gather import ceilings_of
from cspo.exercise.review.left import Left
from cspo.exercise.review.make import review_of
from cspo.exercise.review.values import Review
from cspo.exercise.white_cell import WORD_TITLE, Command, Order
from cspo.node.clock import SystemClock
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, denied, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, NodeHere, faults, read, write
from cspo.node.http.seen import RunningNode
from cspo.report.exercise import render_exercise
from cspo.report.pdf import pdf_of

__all__ = ["handlers"]

_PRINTED_S: Final = 60.0
_TYPES: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}
_RULINGS: Final = {"met": "met", "missed": "not-met", "void": "void"}


@read("/api/v1/exercise/white-cell", Right.DIRECT, "All that the white cell looks at",
      tag="exercise", cache=False)  # fmt: skip
def get_white_cell(node: NodeHere, caller: CallerHere, room: RoomHere) -> WhiteCellView:
    """The whole events list, what is expected, the truth, and who has what."""
    _may_direct(node, caller, room)
    return white_cell_view(room)


@write("/api/v1/exercise/command", Right.DIRECT, "Pause, go on, step, change speed, end",
       tag="exercise", status_code=202)  # fmt: skip
def command(
    node: NodeHere, caller: CallerHere, room: RoomHere, data: JSONBody[NewCommand]
) -> Queued:
    """Carried out at the next round."""
    _may_direct(node, caller, room)
    arguments: dict[str, Any] = {}
    if data.speed is not None:
        arguments["speed"] = data.speed
    if data.step_s is not None:
        arguments["seconds"] = data.step_s
    return _queue(room, caller, Order(data.what), arguments)


@write("/api/v1/exercise/inject", Right.DIRECT, "Give an inject, hold it, skip it, or put one in",
       tag="exercise", status_code=202)  # fmt: skip
def inject(
    node: NodeHere, caller: CallerHere, room: RoomHere, data: JSONBody[Injected]
) -> Queued:  # fmt: skip
    """Of the list by its number; one beside the list by its title and to whom it goes."""
    _may_direct(node, caller, room)
    if data.number is not None:
        if data.title or data.text or data.to:
            raise Refused(400, "an inject of the list has its own words", field="title",
                          hint="leave number out to put in another")  # fmt: skip
        return _queue(room, caller, Order.INJECT, {"number": data.number, "how": data.what})
    arguments: dict[str, Any] = {"to": _each_once(room, data.to), "title": data.title}
    if data.text:
        arguments["text"] = data.text
    return _queue(room, caller, Order.INJECT, arguments)


@write("/api/v1/exercise/adjudicate", Right.DIRECT, "Rule on an action, or put down a note",
       tag="exercise", status_code=202)  # fmt: skip
def adjudicate(
    node: NodeHere, caller: CallerHere, room: RoomHere, data: JSONBody[Adjudicated]
) -> Queued:
    """It stands beside what the machine found. Nations in *to* are told the text."""
    _may_direct(node, caller, room)
    told = _each_once(room, data.to)
    given: dict[str, Any] = {"text": data.text, "releasable": data.releasable}
    if data.inject is not None:
        given["number"] = data.inject
    if data.verdict:
        if data.expected is not None:
            given["expected"] = data.expected
        given["ruling"] = _RULINGS[data.verdict]
        queued = _queue(room, caller, Order.ADJUDICATE, given)
    else:
        texts = {name: getattr(data, name) for name in ("objective", "owner", "due_utc", "retest")}
        given |= {"kind": data.kind} | {name: text for name, text in texts.items() if text}
        queued = _queue(room, caller, Order.NOTE, given)
    if told:
        words = {"to": told, "title": WORD_TITLE, "text": data.text}
        _queue(room, caller, Order.INJECT, words)
    return queued


@read("/api/v1/exercise/review", Right.READ, "The after-action review", tag="exercise",
      cache=False, responses=faults((409,)))  # fmt: skip
def get_review(node: NodeHere, caller: CallerHere, room: RoomHere) -> AfterActionView:
    """The white cell's at any time; once it is over, to players what their nation may have."""
    return review_view(room, _reviewed(node, caller, room, own=True))


@read("/api/v1/exercise/report", Right.READ, "The after-action report, as a page or PDF",
      tag="exercise", cache=False, responses=faults((406, 409)))  # fmt: skip
def get_report(
    *,
    node: NodeHere,
    caller: CallerHere,
    room: RoomHere,
    form: Annotated[
        Literal["html", "pdf"], QueryParameter(description="In which form.")
    ] = "html",
    version: Annotated[
        Literal["own", "all"],
        QueryParameter(description="What the caller may see, or what all who play may."),
    ] = "own",
) -> Response[bytes]:  # fmt: skip
    """One file that needs no other, under the mark of all that it holds."""
    found = _reviewed(node, caller, room, own=version == "own")
    now = SystemClock().now().utc_iso(0)
    data = render_exercise(msgspec.to_builtins(found), made_utc=now)
    if form == "pdf":
        data = _printed(room, data)
    name = f"cspo-EXERCISE-{found.exercise}-{version}.{form}"
    return Response(
        data, media_type=_TYPES[form],
        headers={
            "Cspo-Mode": str(node.mode), "Cspo-Marking": found.mark,
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        },
    )  # fmt: skip


def _may_direct(node: RunningNode, caller: Caller, room: Room) -> None:
    """Who directs must be cleared for the scenario itself."""
    if not caller.may(scenario_label(room.play.scenario), node.mode).permitted:
        raise denied("the scenario is marked above what the caller may see")


def _each_once(room: Room, nations: tuple[str, ...]) -> list[str]:
    """Nations that are to be told, each once, however often it was named."""
    if set(nations) - set(room.play.scenario.nations):
        raise unwanted("to", "nations that play")
    return sorted(set(nations))


def _queue(room: Room, caller: Caller, what: Order, arguments: dict[str, Any]) -> Queued:
    if room.play.state is PlayState.OVER and what not in {Order.ADJUDICATE, Order.NOTE}:
        raise Refused(409, "the exercise is over")
    given = Command(
        t_wall=SystemClock().now(), who=caller.person, what=what, arguments=arguments
    )  # fmt: skip
    return Queued(number=room.order(given))


def _reviewed(node: RunningNode, caller: Caller, room: Room, *, own: bool) -> Review:
    left = room.left()
    if own and caller.has(Right.DIRECT):
        _may_direct(node, caller, room)
    else:
        left = _for_players(node, caller, room, left, own=own)
    now = SystemClock().now().utc_iso(0)
    return review_of(
        left, software=room.play.folder.software, day=date.fromisoformat(now[:10])
    )  # fmt: skip


def _for_players(
    node: RunningNode, caller: Caller, room: Room, left: Left, *, own: bool
) -> Left:  # fmt: skip
    if room.play.state is not PlayState.OVER:
        raise Refused(409, "the exercise goes on", hint="its review is for all once it is over")
    nations = (node.home.nation,) if own else left.scenario.nations
    try:
        return for_audience(
            left, nations, ceilings_of(room.play.folder),
            may=lambda label: caller.may(label, node.mode).permitted,
        )  # fmt: skip
    except UsageError as error:
        raise denied("the scenario is not for the caller") from error


def _printed(room: Room, page: bytes) -> bytes:
    if not room.printing.acquire(blocking=False):
        raise Refused(429, "another report is being printed", hint="ask again in a few seconds")
    try:
        return pdf_of(page, within_s=_PRINTED_S)
    except SourceError as error:
        raise Refused(406, "this machine prints no PDF", hint=error.hint) from error
    finally:
        room.printing.release()


handlers: Final = (get_white_cell, command, inject, adjudicate, get_review, get_report)
