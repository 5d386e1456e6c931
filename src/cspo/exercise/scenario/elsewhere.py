"""Objects that a scenario names and does not describe: they must be in its catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cspo.exercise.scenario.conditions import assets_of
from cspo.exercise.scenario.faults import Path
from cspo.exercise.scenario.names import Names, happenings
from cspo.exercise.scenario.scenario import Scenario

__all__ = ["Elsewhere", "named_elsewhere"]


class Elsewhere(NamedTuple):
    """The name of an object that is no asset of the scenario, and where it stands.

    Parameters
    ----------
    path : Path
    name : str
        A name, or an identity with its scheme.
    is_asked : bool
        Whether a condition asks about it: then capital letters are as small ones.
    """

    path: Path
    name: str
    is_asked: bool


def named_elsewhere(scenario: Scenario) -> Iterator[Elsewhere]:
    """All of them, in what happens and in what conditions ask.

    Parameters
    ----------
    scenario : Scenario
        Without a fault of its own.
    """
    assets = Names(scenario).assets
    numbers = {f"norad:{each.norad_id}" for each in assets.values()}
    for path, name in _happening(scenario):
        if name not in assets and name not in numbers:
            yield Elsewhere(path, name, is_asked=False)
    for path, text in _conditions(scenario):
        for name in assets_of(text):
            if name not in assets and name not in numbers:
                yield Elsewhere(path, name, is_asked=True)


def _happening(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for kind, at, each in happenings(scenario.world):
        path: Path = ("world", kind, at)
        if asset := getattr(each, "asset", ""):
            yield (*path, "asset"), asset
        for row, name in enumerate(getattr(each, "assets", ())):
            yield (*path, "assets", row), name


def _conditions(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for at, plan in enumerate(scenario.plans):
        for row, assumption in enumerate(plan.assumptions):
            yield ("plans", at, "assumptions", row, "expression"), assumption.expression
    for at, event in enumerate(scenario.events):
        yield ("events", at, "when"), event.when
        for row, measure in enumerate(event.measures):
            yield ("events", at, "measures", row, "condition"), measure.condition
    for at, line in enumerate(scenario.script):
        yield ("script", at, "when"), line.when
