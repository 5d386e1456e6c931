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
from cspo.time.spans import span_words

__all__ = ["PARTS", "SPANS", "Happening", "Span", "happenings_of", "told_of"]

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


def told_of(what: Span, *, ends: bool = False) -> str:
    """What begins, or ends, in a sentence: which sensor, whose feed to whom, how late; and why.

    Parameters
    ----------
    what : Span
    ends : bool
        Whether it is told that it ends.
    """
    if isinstance(what, FalseSource):
        return "" if ends else what.text
    if isinstance(what, SensorFailure):
        said = f"{what.sensor} sees again" if ends else f"{what.sensor} sees nothing"
    elif isinstance(what, CutFeed):
        said = _cut(what, ends=ends)
    else:
        said = _late(what, ends=ends)
    return f"{said}: {what.text}" if what.text and not ends else said


def _cut(what: CutFeed, *, ends: bool) -> str:
    whom = ", ".join(what.to) or "all others"
    way = f"between {what.origin} and {whom}" if what.both_ways else f"from {what.origin} to {whom}"
    return f"the feed {way} carries again" if ends else f"nothing passes {way}"


def _late(what: LateRelease | LateSource, *, ends: bool) -> str:
    if isinstance(what, LateRelease):
        said = f"what {what.nation} releases to {', '.join(what.to) or 'all others'} goes out"
        return f"{said} at once again" if ends else f"{said} {span_words(what.delay_s)} later"
    said = f"what sources tell {what.nation} of {', '.join(what.assets) or 'any object'} comes"
    return f"{said} in time again" if ends else f"{said} {span_words(what.delay_s)} late"
