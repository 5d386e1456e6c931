"""Small scenarios by chance, each played to its end, reviewed and replayed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cspo.exercise.play import LineKind, Play, PlayState, found_play, replay
from cspo.exercise.play.cast import MOST_PASSES
from cspo.exercise.players import ScriptedPlayers
from cspo.exercise.review.concerned import REVIEWED
from cspo.exercise.review.make import review
from cspo.exercise.review.values import Review
from cspo.exercise.scenario import Scenario, dump, load
from cspo.exercise.world.chance import chance_scenario
from cspo.node.clock import SystemClock

__all__ = ["Chanced", "play_chance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chanced:
    """One scenario by chance, and what is wrong; nothing where nothing is."""

    seed: int
    rounds: int
    records: int
    took_s: float
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        told = "; ".join(self.wrong) or "whole, and the same again"
        return (
            f"seed {self.seed:4d}: {self.rounds:3d} rounds, {self.records:5d} records, "
            f"{self.took_s:6.1f} s: {told}"
        )


def play_chance(seed: int, path: Path, *, again: bool = True) -> Chanced:
    """Play the scenario of a seed by its script, to its end.

    Parameters
    ----------
    path : Path
        A new folder.
    again : bool
        Whether it is replayed, too.
    """
    began = time.perf_counter()
    data = dump(chance_scenario(seed))
    scenario = load(data)
    folder = found_play(path / "play", data, SystemClock())
    play = Play(folder, SystemClock(), speed=None, players=ScriptedPlayers(scenario))
    wrong: list[str] = []
    play.open()
    try:
        play.run()
        if play.state is not PlayState.OVER:
            wrong.append(f"it is {play.state}: {play.failed}")
    finally:
        play.stop()
    wrong += _of_rounds(folder.recording(), scenario)
    wrong += _of_review(review(folder, day=date(2027, 1, 1)), scenario)
    if again:
        found = replay(folder, path / "again")
        if not found.same:
            wrong.append(f"replayed: {found.where}")
    settled = [line for line in folder.recording() if line.line is LineKind.SETTLED]
    records = sum(each["records"] for each in settled[-1].what["nations"].values())
    return Chanced(
        seed=seed, rounds=settled[-1].what["number"], records=records,
        took_s=time.perf_counter() - began, wrong=tuple(wrong),
    )  # fmt: skip


def _of_rounds(lines: object, scenario: Scenario) -> list[str]:
    """A clock that is stuck, a node that fails, rounds without an end."""
    wrong, number, last = [], 0, None
    for line in lines:  # type: ignore[attr-defined]
        if line.line is LineKind.ROUND:
            if line.what["number"] != number + 1:
                wrong.append(f"round {line.what['number']} after {number}")
            if last is not None and line.t <= last:
                wrong.append(f"round {line.what['number']}: the clock is stuck")
            number, last = line.what["number"], line.t
        elif line.line is LineKind.SETTLED:
            wrong += [f"round {number}: {each}" for each in line.what["faults"].items()]
            if line.what["passes"] >= MOST_PASSES:
                wrong.append(f"round {number}: its nodes never came to rest")
    due = -(-scenario.duration_s // scenario.tick_s) + 1
    if number != due:
        wrong.append(f"{number} rounds of {due:.0f}")
    return wrong


def _of_review(found: Review, scenario: Scenario) -> list[str]:
    """What a complete report has."""
    wrong = []
    if not found.ended:
        wrong.append("review: it has not ended")
    if {each.name for each in found.objectives} != {each.name for each in scenario.objectives}:
        wrong.append("review: not every objective is in it")
    if not {each.number for each in scenario.events} <= {each.number for each in found.injects}:
        wrong.append("review: not every event of the list is in it")
    nations, due = set(scenario.nations), [each for each in found.events if each.what in REVIEWED]
    wrong += [
        f"review: {each.name} lacks a nation" for each in due
        if {line.nation for line in each.nations} != nations
    ]  # fmt: skip
    return wrong
