"""What a page is told of the pace of an exercise's world."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cspo.exercise.http import room as room_module
from cspo.exercise.http.room import Room
from cspo.exercise.play import PlayState
from cspo.exercise.play.clock import PlayClock
from cspo.exercise.scenario.shipped import read_scenario
from cspo.time import Epoch

STARTS = Epoch.from_utc("2027-03-02T06:00:00Z")
SPEED, TICK_S, POLL_S = 60.0, 600.0, 0.5


class World:
    """Rounds of a play, each of which the machine needs some seconds for, asked twice a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, round_s: float) -> None:
        self.now_s = self.stood_s = 0.0
        monkeypatch.setattr(room_module, "monotonic", lambda: self.now_s)
        self.round_s = round_s
        self.clock = PlayClock(STARTS, seconds=lambda: self.now_s)
        scenario = read_scenario("late-manoeuvre-short")
        self.play = SimpleNamespace(
            scenario=scenario, clock=self.clock, state=PlayState.RUNNING, speed=SPEED, t=STARTS,
            rounds=SimpleNamespace(orders=SimpleNamespace(left=())),
        )  # fmt: skip
        assert scenario.tick_s == TICK_S
        self.room = Room(self.play)  # type: ignore[arg-type]

    def told(self, rounds: int) -> list[float | None]:
        """What was told, over so many rounds."""
        told = []
        for _ in range(rounds):
            t = self.play.t + TICK_S
            flow = STARTS + (self.now_s - self.stood_s) * SPEED
            self.clock.run(flow, speed=SPEED, until=t)
            told += self._polls(lambda t=t: self.clock.now() < t)
            self.clock.stand(t)
            until_s = self.now_s + self.round_s
            told += self._polls(lambda until_s=until_s: self.now_s < until_s)
            self.play.t = t
        return told

    def _polls(self, on) -> list[float | None]:
        told = []
        while on():
            told.append(self.room.reached())
            self.now_s += POLL_S
        return told


def test_a_machine_that_follows_is_not_called_slow_between_rounds(monkeypatch):
    told = [each for each in World(monkeypatch, 1.0).told(20) if each is not None]
    assert told
    assert min(told) >= 0.8 * SPEED


def test_a_machine_that_does_not_follow_is(monkeypatch):
    told = [each for each in World(monkeypatch, 30.0).told(10) if each is not None]
    assert min(told) < 0.8 * SPEED


def test_what_stood_or_runs_at_another_speed_is_taken_anew(monkeypatch):
    world = World(monkeypatch, 1.0)
    assert world.told(8)[-1] is not None
    world.play.state = PlayState.PAUSED
    assert world.room.reached() is None
    world.now_s += 100.0
    world.stood_s += 100.0
    world.play.state = PlayState.RUNNING
    assert world.room.reached() is None
    assert world.told(8)[-1] == pytest.approx(SPEED, rel=0.2)
    world.play.speed = 10.0
    assert world.room.reached() is None
