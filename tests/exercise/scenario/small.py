"""A small scenario that has a little of everything, to be damaged."""

from __future__ import annotations

from pathlib import Path

from cspo.exercise.scenario import MalformedScenario, scenario_faults

__all__ = ["SMALL", "changed", "place_of", "told"]

SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")


def changed(old: str, new: str) -> str:
    """The small scenario with one text in place of another, which stands in it."""
    assert old in SMALL, old
    return SMALL.replace(old, new, 1)


def told(text: str) -> list[MalformedScenario]:
    """All that is wrong with a scenario."""
    return scenario_faults(text.encode(), "small.yaml")[1]


def place_of(text: str, of: str) -> tuple[int, int]:
    """Line and column, from 1, of a piece of a text."""
    at = text.index(of)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
