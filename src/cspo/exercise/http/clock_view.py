"""The clock of an exercise, as everybody sees it."""

from __future__ import annotations

from typing import Final, Literal

from cspo.exercise.http.room import Room
from cspo.exercise.http.shapes import ClockView
from cspo.exercise.play.play import PlayState
from cspo.exercise.white_cell import FASTEST
from cspo.time import Epoch

__all__ = ["clock_view", "utc"]

_Phase = Literal["waiting", "running", "paused", "ended"]
_PHASES: Final[dict[PlayState, _Phase]] = {
    PlayState.STARTING: "waiting",
    PlayState.RUNNING: "running",
    PlayState.PAUSED: "paused",
    PlayState.OVER: "ended",
    PlayState.FAILED: "paused",
}


def utc(t: Epoch) -> str:
    """An instant as pages have it."""
    return t.utc_iso(3)


def clock_view(room: Room) -> ClockView:
    """Where the world of the exercise is."""
    play = room.play
    starts = Epoch.from_utc(play.scenario.starts_utc)
    now = max(play.clock.now(), starts)
    phase = _PHASES[play.state]
    text = ""
    if play.state is PlayState.FAILED:
        text = "The play can't go on; whoever runs it is told why."
    elif phase != "running":
        pass
    elif play.behind_s > 0.0:
        text = "The machine can't follow: rounds are further apart."
    elif play.speed is None:
        text = "It goes as fast as the machine does."
    return ClockView(
        world_utc=utc(now), starts_utc=utc(starts),
        ends_utc=utc(starts + play.scenario.duration_s), elapsed_s=round(now - starts, 3),
        duration_s=play.scenario.duration_s, phase=phase,
        speed=FASTEST if play.speed is None else play.speed,
        speed_reached=room.reached(),
        tick_s=play.scenario.tick_s, rounds=play.round, text=text,
    )  # fmt: skip
