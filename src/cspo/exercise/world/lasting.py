"""What happens in a world, when, and what lasts: by the names that a scenario gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cspo.errors import UsageError
from cspo.exercise.scenario import (
    Breakup,
    Burn,
    CutFeed,
    FalseSource,
    LateRelease,
    LateSource,
    Report,
    SensorFailure,
    World,
)
from cspo.exercise.scenario.names import Happening, happenings
from cspo.exercise.world.telling import TruthKind, WorldDeed

__all__ = ["PARTS", "SPANS", "Happening", "Span", "happenings_of"]

Span = SensorFailure | FalseSource | CutFeed | LateRelease | LateSource

PARTS: Final[dict[WorldDeed, type[Happening]]] = {
    WorldDeed.BURN: Burn, WorldDeed.BREAKUP: Breakup, WorldDeed.REPORT: Report,
    WorldDeed.SENSOR_FAILURE: SensorFailure, WorldDeed.FALSE_SOURCE: FalseSource,
    WorldDeed.CUT_FEED: CutFeed, WorldDeed.LATE_RELEASE: LateRelease,
    WorldDeed.LATE_SOURCE: LateSource,
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
    LateSource: Ends(TruthKind.SOURCES_LATE, TruthKind.SOURCES_PROMPT),
}


def happenings_of(world: World) -> dict[str, Happening]:
    """All that may happen by a scenario, by name.

    Raises
    ------
    UsageError
        Where two have one name.
    """
    found: dict[str, Happening] = {}
    for _, _, each in happenings(world):
        if each.name in found:
            raise UsageError("begin world", each.name, expected="each name once", got="twice")
        found[each.name] = each
    return found
