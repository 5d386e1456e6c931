"""What routes of an exercise share: the play, what it left so far, what became of orders."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import msgspec

from cspo.exercise.http.director_shapes import CommandView
from cspo.exercise.play import PlayState
from cspo.exercise.play.recording import Line, LineKind, WholeRounds
from cspo.exercise.review.concerned import Concerns
from cspo.exercise.review.gather import Gathering
from cspo.exercise.review.left import Left
from cspo.exercise.review.measures import review_injects
from cspo.exercise.review.stages import review_events
from cspo.exercise.review.values import EventReview, InjectReview
from cspo.exercise.white_cell import Command
from cspo.time import Epoch

if TYPE_CHECKING:
    from cspo.exercise.play.play import Play

__all__ = ["Room"]

_PACE_S: Final = (2.0, 30.0)
"""Over so long the pace of the world is taken, s of the machine, at least and at most."""
_PACE_ROUNDS: Final = 3
"""And over so many rounds, within that: the world stands still while one is made."""
_COMMANDS: Final = 50
_PASSED_OVER: Final = b'"line":"input"'


class _Form(msgspec.Struct):
    n: int
    prev: str
    line: str
    t_utc: str
    wall_utc: str
    what: dict[str, Any]


@dataclass(slots=True)
class _Ordered:
    """An order that waited when this process began, or came since; what became of it."""

    number: int
    command: Command
    state: str = "waiting"
    t: Epoch | None = None
    why: str = ""


class Room:
    """The one play that a process runs, as its routes look at it.

    Parameters
    ----------
    play : Play
    """

    def __init__(self, play: Play) -> None:
        self.play = play
        self.printing = threading.Lock()
        self._lock = threading.Lock()
        self._gathering = Gathering(play.scenario)
        self._whole = WholeRounds()
        self._read_at = self._size = 0
        self._left: Left | None = None
        self._making = threading.Lock()
        self._concerns: Concerns | None = None
        self._injects: tuple[Left, tuple[InjectReview, ...]] | None = None
        self._events: tuple[Left, tuple[EventReview, ...]] | None = None
        self._orders = [_Ordered(each.number, each.command) for each in play.rounds.orders.left]
        self._pace: tuple[float | None, float, Epoch] | None = None
        self._reached: float | None = None

    def order(self, command: Command) -> int:
        """Give an order to the play; its number."""
        with self._lock:
            number = self.play.order(command)
            self._orders.append(_Ordered(number, command))
            del self._orders[:-_COMMANDS]
        return number

    def left(self) -> Left:
        """What the play left so far; what is new is read where something was recorded since."""
        with self._lock:
            play = self.play
            if self._left is None or self._is_new():
                self._hear()
                truth = tuple(play.truth)[: self._gathering.heard.truths]
                self._gathering.look_for(truth)
                for nation, node in play.nodes.items():
                    with node.store.read() as unit:
                        self._gathering.read(nation, unit)
                self._left = self._gathering.left(truth)
            return self._left

    def _is_new(self) -> bool:
        file = self.play.folder.recording_file
        size = file.stat().st_size if file.exists() else 0
        new, self._size = size != self._size, size
        return new

    def _hear(self) -> None:
        """Whole lines of the recording since it was last read."""
        file = self.play.folder.recording_file
        if not file.exists():
            return
        with file.open("rb") as stream:
            stream.seek(self._read_at)
            while (data := stream.readline()).endswith(b"\n"):
                self._read_at += len(data)
                if _PASSED_OVER not in data[:200]:
                    self._take(msgspec.json.decode(data, type=_Form))

    def _take(self, form: _Form) -> None:
        if form.line not in set(LineKind):
            return
        line = Line(
            n=form.n, prev=form.prev, line=LineKind(form.line), t=Epoch.from_utc(form.t_utc),
            wall=Epoch.from_utc(form.wall_utc), what=form.what,
        )  # fmt: skip
        for whole in self._whole.take(line):
            self._gathering.heard.take(whole)
            self._became(whole)

    def _became(self, line: Line) -> None:
        """What became of an order, where the line says so."""
        what = line.what
        for each in self._orders if "order" in what else ():
            if each.number == what["order"]:
                each.state, each.t = str(what.get("outcome", "done")), line.t
                each.why = str(what.get("text", ""))
                break

    def injects(self) -> tuple[InjectReview, ...]:
        """The events list as it is reviewed now; made once for what was read."""
        left = self.left()
        with self._making:
            if self._injects is None or self._injects[0] is not left:
                self._injects = (left, review_injects(self._concerned(left)))
            return self._injects[1]

    def events(self) -> tuple[EventReview, ...]:
        """True events as they are reviewed now; made once for what was read."""
        left = self.left()
        with self._making:
            if self._events is None or self._events[0] is not left:
                self._events = (left, review_events(self._concerned(left)).rows)
            return self._events[1]

    def _concerned(self, left: Left) -> Concerns:
        """What concerns what, found once for both."""
        if self._concerns is None or self._concerns.left is not left:
            self._concerns = Concerns(left)
        return self._concerns

    def commands(self) -> tuple[CommandView, ...]:
        """Orders that waited when this process began, and those since, the newest first."""
        with self._lock:
            self._hear()
        return tuple(
            CommandView(
                number=each.number, wall_utc=each.command.t_wall.utc_iso(0),
                world_utc=None if each.t is None else each.t.utc_iso(0), who="white cell",
                what=each.command.what.value, text=_in_words(each),
                state="refused" if each.state == "refused" else
                "done" if each.state == "done" else "waiting",
            )
            for each in reversed(self._orders)
        )  # fmt: skip

    def reached(self) -> float | None:
        """Seconds of the world in one of the machine, over some rounds; None: not yet known."""
        play, now_s = self.play, monotonic()
        speed, now = play.speed, play.clock.now()
        runs = play.state is PlayState.RUNNING
        if not runs or self._pace is None or self._pace[0] != speed or now < self._pace[2]:
            self._pace, self._reached = (speed, now_s, now) if runs else None, None
            return None
        rounds_s = _PACE_ROUNDS * play.scenario.tick_s / speed if speed else 0.0
        past_s = now_s - self._pace[1]
        if past_s >= min(max(rounds_s, _PACE_S[0]), _PACE_S[1]):
            self._reached = round((now - self._pace[2]) / past_s, 2)
            self._pace = (speed, now_s, now)
        return self._reached


def _in_words(each: _Ordered) -> str:
    given = each.command.arguments
    parts = [each.command.what.value]
    parts += [str(given[name]) for name in ("speed", "seconds", "how", "number") if name in given]
    parts += [str(given[name]) for name in ("title", "ruling", "text") if name in given]
    text = " ".join(parts)[:200]
    return f"{text}: {each.why}" if each.why else text
