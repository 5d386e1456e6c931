"""What a scenario names: looked up by its checks, and by whoever plays it."""

from __future__ import annotations

from collections.abc import Iterator
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

__all__ = ["Happening", "Names", "happenings", "starts_s", "stops_s"]

Happening = (
    Burn | Breakup | SensorFailure | FalseSource | CutFeed | LateRelease | LateSource | Report
)

_LISTS: Final = (
    "burns", "breakups", "sensor_failures", "false_sources", "cut_feeds", "late_releases",
    "late_sources", "reports",
)  # fmt: skip


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
        return self.scenario.world.catalog != "none"

    def knows_object(self, name: str) -> bool:
        """Whether *name* is, or may be, that of an object; on a tabletop any is."""
        return name in self.assets or self.open_sky or self.scenario.tabletop
