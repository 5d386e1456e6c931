"""What must go together in a scenario, so that it can be played and learned from."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import Final

from cspo.errors import MalformedMessage
from cspo.exercise.scenario.check_events import check_events
from cspo.exercise.scenario.check_script import check_script
from cspo.exercise.scenario.check_world import check_world
from cspo.exercise.scenario.conditions import check_condition
from cspo.exercise.scenario.faults import Fault, Path
from cspo.exercise.scenario.names import Names
from cspo.exercise.scenario.once import each_once
from cspo.exercise.scenario.scenario import Scenario
from cspo.records.schema import fields_of
from cspo.time import Epoch

__all__ = ["check"]

_MOST_ROUNDS: Final = 100_000
_MOST_ROWS: Final = 1_000
_MOST: Final = {"assets": 5_000, "script": 5_000, "objectives": 100, "participants": 10}


def check(scenario: Scenario) -> Iterator[Fault]:
    """All faults between the fields of a scenario; none where it can be played.

    Parameters
    ----------
    scenario : Scenario
        Each field of which is what it must be by itself.
    """
    too_many = list(_too_many(scenario))
    if too_many:
        yield from too_many
        return
    names = Names(scenario)
    yield from _check_head(scenario)
    yield from _check_people(scenario)
    yield from _check_objectives(scenario)
    yield from check_world(scenario, names)
    yield from _check_plans(scenario, names)
    yield from check_events(scenario, names)
    yield from check_script(scenario, names)


def _too_many(scenario: Scenario) -> Iterator[Fault]:
    """Lists longer than an exercise can have; the rest is then not looked at."""
    lists: list[tuple[Path, Sized]] = [
        ((field.name,), value) for field in fields_of(Scenario)
        if isinstance(value := getattr(scenario, field.name), tuple)
    ]  # fmt: skip
    lists += [
        (("world", field.name), value) for field in fields_of(type(scenario.world))
        if isinstance(value := getattr(scenario.world, field.name), tuple)
    ]  # fmt: skip
    for path, values in lists:
        most = _MOST.get(str(path[-1]), _MOST_ROWS)
        if len(values) > most:
            yield Fault(path, f"at most {most:,}", f"{len(values):,}")


def _check_head(scenario: Scenario) -> Iterator[Fault]:
    try:
        Epoch.from_utc(scenario.starts_utc)
    except MalformedMessage:
        yield Fault(("starts_utc",), "an instant of UTC as 2026-01-31T06:00:00Z",
                    scenario.starts_utc)  # fmt: skip
    if scenario.duration_s > _MOST_ROUNDS * scenario.tick_s:
        rounds = f"{scenario.duration_s / scenario.tick_s:,.0f}"
        yield Fault(("tick_s",), f"at most {_MOST_ROUNDS:,} rounds in the exercise", rounds,
                    "make tick_s larger")  # fmt: skip
    yield from each_once(("releasable_to",), scenario.releasable_to)
    yield from each_once(("reads_real",), scenario.reads_real)


def _check_people(scenario: Scenario) -> Iterator[Fault]:
    if not scenario.participants:
        yield Fault(("participants",), "one nation or more that plays", "none")
    yield from each_once(("participants",), (each.nation for each in scenario.participants),
                         "nation")  # fmt: skip
    for at, each in enumerate(scenario.participants):
        path: Path = ("participants", at)
        if each.nation not in scenario.releasable_to:
            yield Fault((*path, "nation"), "a nation to which the scenario is releasable",
                        each.nation, "add it to releasable_to")  # fmt: skip
        yield from each_once((*path, "cells"), (cell.name for cell in each.cells), "name")


def _check_objectives(scenario: Scenario) -> Iterator[Fault]:
    """Each has something that is put in, something expected of players, and a measure."""
    if not scenario.objectives:
        yield Fault(("objectives",), "one objective or more", "none")
    yield from each_once(("objectives",), (each.name for each in scenario.objectives), "name")
    for at, objective in enumerate(scenario.objectives):
        path: Path = ("objectives", at, "name")
        serving = [each for each in scenario.events if objective.name in each.objectives]
        if not any(each.to or each.world_action is not None for each in serving):
            yield Fault(path, "an inject for each objective", f"none for {objective.name}",
                        "name it in the objectives of an event that somebody learns of, or that "
                        "changes the world")  # fmt: skip
        if not any(each.expected for each in serving):
            yield Fault(path, "an expected action for each objective", f"none for {objective.name}",
                        "add expected to an event that serves it")  # fmt: skip
        if not any(each.measures for each in serving):
            yield Fault(path, "a measure for each objective", f"none for {objective.name}",
                        "add measures to an event that serves it")  # fmt: skip


def _check_plans(scenario: Scenario, names: Names) -> Iterator[Fault]:
    yield from each_once(("plans",), (each.name for each in scenario.plans), "name")
    for at, plan in enumerate(scenario.plans):
        path: Path = ("plans", at)
        if plan.nation not in names.nations:
            yield Fault((*path, "nation"), "a nation that plays", plan.nation)
        yield from each_once((*path, "releasable_to"), plan.releasable_to)
        for row, assumption in enumerate(plan.assumptions):
            yield from check_condition(
                assumption.expression, (*path, "assumptions", row, "expression"), names
            )
