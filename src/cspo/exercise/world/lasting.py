"""What happens in a world, when, and what lasts: by the names that a scenario gives."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Final

from cspo.errors import UsageError
from cspo.exercise.scenario import (
    Breakup,
    Burn,
    CutFeed,
    FalseSource,
    LateRelease,
    Report,
    SensorFailure,
    World,
)
from cspo.exercise.world.telling import TruthKind, WorldDeed

__all__ = ["PARTS", "SPANS", "Happening", "Span", "begins_s", "happenings_of"]

Span = SensorFailure | FalseSource | CutFeed | LateRelease
Happening = Burn | Breakup | Report | Span

PARTS: Final[dict[WorldDeed, type[Happening]]] = {
    WorldDeed.BURN: Burn, WorldDeed.BREAKUP: Breakup, WorldDeed.REPORT: Report,
    WorldDeed.SENSOR_FAILURE: SensorFailure, WorldDeed.FALSE_SOURCE: FalseSource,
    WorldDeed.CUT_FEED: CutFeed, WorldDeed.LATE_RELEASE: LateRelease,
}  # fmt: skip
"""What a director's deed is described as."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What the truth calls the begin and the end of what lasts."""

    begin: TruthKind
    end: TruthKind


SPANS: Final[dict[type[Span], Ends]] = {
    SensorFailure: Ends(TruthKind.SENSOR_FAILED, TruthKind.SENSOR_BACK),
    FalseSource: Ends(TruthKind.LIE_BEGAN, TruthKind.LIE_ENDED),
    CutFeed: Ends(TruthKind.FEED_CUT, TruthKind.FEED_BACK),
    LateRelease: Ends(TruthKind.LATE_BEGAN, TruthKind.LATE_ENDED),
}


def happenings_of(world: World) -> dict[str, Happening]:
    """All that may happen by a scenario, by name.

    Raises
    ------
    UsageError
        Where two have one name.
    """
    found: dict[str, Happening] = {}
    kinds: tuple[tuple[Happening, ...], ...] = (
        world.burns, world.breakups, world.sensor_failures, world.false_sources, world.cut_feeds,
        world.late_releases, world.reports,
    )  # fmt: skip
    for each in chain.from_iterable(kinds):
        if each.name in found:
            raise UsageError("begin world", each.name, expected="each name once", got="twice")
        found[each.name] = each
    return found


def begins_s(happening: Happening) -> float | None:
    """When it begins, past the begin of the exercise; None: when an event sets it off."""
    if isinstance(happening, Burn | Breakup | Report):
        return happening.at_s
    return happening.start_s
