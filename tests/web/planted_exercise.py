"""An exercise to look at: what a node would answer in the middle of one, and after it.

The answers are in ``web/src/exercise/testdata``. They are read as the very shapes that the
routes answer with, so that a page which reads them reads what a node says. `planted`
puts them before a window in the place of the routes.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import Page, Request, Route

from cspo.exercise.http.director_shapes import InjectView, WhiteCellView
from cspo.exercise.http.order_shapes import Queued
from cspo.exercise.http.review_shapes import AfterActionView
from cspo.exercise.http.shapes import ClockView, ExerciseView, PlayerView

__all__ = ["FILES", "Planted", "planted"]

T = TypeVar("T")
FILES: Final = Path(__file__).resolve().parents[2] / "web/src/exercise/testdata"


def _read(name: str, kind: type[T]) -> T:
    return msgspec.json.decode((FILES / f"{name}.json").read_bytes(), type=kind)


class Planted:
    """What stands in the place of the routes of an exercise, and what was sent to them.

    Parameters
    ----------
    directs : bool
        Whether whoever looks is of the white cell.
    ended : bool
        Whether it is over.
    """

    def __init__(self, *, directs: bool, ended: bool = False) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.directs, self.ended = directs, ended
        told = _read("exercise", ExerciseView)
        self._told = msgspec.structs.replace(told, directs=directs, review_open=directs or ended)
        self.clock: ClockView = told.clock
        if ended:
            self.clock = msgspec.structs.replace(
                told.clock, phase="ended", elapsed_s=told.clock.duration_s,
                world_utc=told.clock.ends_utc, speed_reached=None,
            )  # fmt: skip
        self.now_utc = self.clock.world_utc
        self._given: list[int] = []

    def give(self, number: int) -> None:
        """Let an inject be given by its time, after all that were."""
        self._given.append(number)

    def answer(self, path: str) -> msgspec.Struct | None:
        """What a route answers; None: it is not there."""
        match path:
            case "exercise":
                return msgspec.structs.replace(self._told, clock=self.clock)
            case "exercise/white-cell" if self.directs:
                cell = _read("white-cell", WhiteCellView)
                injects = tuple(self._inject(each) for each in cell.injects)
                return msgspec.structs.replace(cell, clock=self.clock, injects=injects)
            case "exercise/player":
                return msgspec.structs.replace(_read("player", PlayerView), clock=self.clock)
            case "exercise/review":
                return msgspec.structs.replace(_read("review", AfterActionView), clock=self.clock)
        return None

    def take(self, path: str, body: Any) -> Queued:
        """Something was sent: it is kept, and the clock obeys."""
        self.sent.append((path, body))
        phases = {"pause": "paused", "go": "running"}
        if path == "exercise/command" and body["what"] in phases:
            self.clock = msgspec.structs.replace(self.clock, phase=phases[body["what"]])
        return Queued(number=len(self.sent))

    def _inject(self, told: InjectView) -> InjectView:
        if told.number not in self._given:
            return told
        now = datetime.fromisoformat(self.now_utc)
        at = now + timedelta(seconds=10 * self._given.index(told.number))
        return msgspec.structs.replace(
            told, state="given", given_by="time",
            given_utc=at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            expected=tuple(msgspec.structs.replace(each, state="open") for each in told.expected),
        )  # fmt: skip


def planted(page: Page, *, directs: bool, ended: bool = False) -> Planted:
    """Let the node of a window be in an exercise; the window begins anew."""
    plan = Planted(directs=directs, ended=ended)

    def facts(route: Route) -> None:
        told = route.fetch().json()
        speed = plan.clock.speed if plan.clock.phase == "running" else 0.0
        told |= {"mode": "EXERCISE", "speed": speed, "time_utc": plan.now_utc}
        route.fulfill(json=told)

    def answered(route: Route, request: Request) -> None:
        path = urlsplit(request.url).path.partition("/api/v1/")[2]
        sent = request.method == "POST"
        made = plan.take(path, request.post_data_json) if sent else plan.answer(path)
        if made is None:
            route.fulfill(status=404, json={"error": {"title": "Not found"}})
        else:
            route.fulfill(json=json.loads(msgspec.json.encode(made)))

    page.route("**/api/v1/node", facts)
    page.route("**/api/v1/exercise", answered)
    page.route("**/api/v1/exercise/**", answered)
    page.reload()
    return plan
