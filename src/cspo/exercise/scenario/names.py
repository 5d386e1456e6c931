"""What a scenario names: looked up by its checks, and by whoever plays it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from cspo.exercise.scenario.happening_parts import (
    Breakup,
    Burn,
    CutFeed,
    FalseSource,
    LateRelease,
    LateSource,
    Report,
    SensorFailure,
)
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.world_parts import Asset, World

__all__ = ["Happening", "Names", "happenings", "meant", "starts_s", "stops_s"]

Happening = (
    Burn | Breakup | SensorFailure | FalseSource | CutFeed | LateRelease | LateSource | Report
)

_LISTS: Final = (
    "burns", "breakups", "sensor_failures", "false_sources", "cut_feeds", "late_releases",
    "late_sources", "reports",
)  # fmt: skip
_MOST_NAMED: Final = 12


def happenings(world: World) -> Iterator[tuple[str, int, Happening]]:
    """All that happens in a world: of which list, its place there, and itself."""
    for name in _LISTS:
        for at, each in enumerate(getattr(world, name)):
            yield name, at, each


def starts_s(happening: Happening) -> float | None:
    """When it happens or begins, s; None where an event sets it off."""
    if isinstance(happening, Burn | Breakup | Report):
        return happening.at_s
    return happening.start_s


def stops_s(happening: Happening) -> float | None:
    """When it ends, s; None where it has no end of its own."""
    return None if isinstance(happening, Burn | Breakup | Report) else happening.stop_s


class Names:
    """The names of one scenario.

    Parameters
    ----------
    scenario : Scenario
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def nations(self) -> frozenset[str]:
        """Who plays."""
        return frozenset(self.scenario.nations)

    @cached_property
    def assets(self) -> dict[str, Asset]:
        """By name."""
        return {each.name: each for each in self.scenario.world.assets}

    @cached_property
    def happenings(self) -> dict[str, Happening]:
        """By name."""
        return {each.name: each for _, _, each in happenings(self.scenario.world)}

    @cached_property
    def plans(self) -> frozenset[str]:
        """Names of the plans that nations start with."""
        return frozenset(each.name for each in self.scenario.plans)

    @cached_property
    def objectives(self) -> frozenset[str]:
        """What the exercise is to find out."""
        return frozenset(each.name for each in self.scenario.objectives)

    @cached_property
    def events(self) -> frozenset[int]:
        """Numbers of the events."""
        return frozenset(each.number for each in self.scenario.events)

    @property
    def open_sky(self) -> bool:
        """Whether there are objects that the scenario does not name."""
        return self.scenario.world.has_catalog

    def knows_object(self, name: str) -> bool:
        """Whether *name* is that of an asset, or may be that of another object of the catalogue."""
        return name in self.assets or self.open_sky


def meant(there: Iterable[str], given: str) -> str:
    """Which of those that there are was perhaps meant, or the first of them.

    Examples
    --------
    >>> meant(["LARKSPUR 7", "FJORD OBSERVER 2"], "LARKSPUR7")
    'did you mean LARKSPUR 7?'
    """
    listed = sorted(there)
    near = difflib.get_close_matches(given, listed, n=1)
    if near:
        return f"did you mean {near[0]}?"
    if not listed:
        return "there is none"
    return ", ".join(listed[:_MOST_NAMED]) + (", ..." if len(listed) > _MOST_NAMED else "")
