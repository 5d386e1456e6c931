"""What happens in a scenario's world.

Whatever happens has a name, so that a measure can say "from then on". What has no `at_s` or
`start_s` waits until an event sets it off by that name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from cspo.exercise.scenario.fields import (
    AboveZero,
    Line,
    Nation,
    Offset,
    Seconds,
    SomeLine,
    Speed,
    Word,
)
from cspo.exercise.scenario.part import Part

__all__ = [
    "Breakup", "Burn", "CutFeed", "FalseSource", "LateRelease", "LateSource", "Report",
    "SensorFailure",
]  # fmt: skip


class Burn(Part, frozen=True, kw_only=True):
    """A manoeuvre, in the axes of the orbit; at its instant, as a change of velocity.

    Parameters
    ----------
    name : word
    asset : line
    at_s : number
        Null: when an event sets it off.
    radial_m_s, in_track_m_s, cross_track_m_s : number
    text : line
        Why; for the directors.
    """

    name: Word
    asset: SomeLine
    at_s: Seconds | None = None
    radial_m_s: Speed = 0.0
    in_track_m_s: Speed = 0.0
    cross_track_m_s: Speed = 0.0
    text: Line = ""


class Breakup(Part, frozen=True, kw_only=True):
    """A break-up as it is supposed to have happened, by the NASA standard break-up model.

    Parameters
    ----------
    name : word
    asset : line
        What breaks up.
    at_s : number
        Null: when an event sets it off.
    kind : word
    other_kg : number
        Mass of what it collides with, which nobody tracked.
    relative_speed_km_s : number
    smallest_m : number
        Pieces from this length on are in the world.
    most_pieces : integer
        The largest so many of them.
    found_after_s : number
        From when on sensors have told pieces apart, and not before.
    text : line
    """

    name: Word
    asset: SomeLine
    at_s: Seconds | None = None
    kind: Literal["explosion", "collision"] = "explosion"
    other_kg: AboveZero | None = None
    relative_speed_km_s: Annotated[float, Meta(gt=0.0, le=20.0)] | None = None
    smallest_m: Annotated[float, Meta(ge=0.01, le=1.0)] = 0.1
    most_pieces: Annotated[int, Meta(ge=1, le=20_000)] = 200
    found_after_s: Seconds = 3_600.0
    text: Line = ""


class SensorFailure(Part, frozen=True, kw_only=True):
    """A sensor that sees nothing for a while.

    Parameters
    ----------
    name : word
    sensor : line
        Its name; or of all sensors of a nation, the nation.
    start_s : number
        Null: when an event sets it off.
    stop_s : number
        Null: to the end, or until an event brings it back; so always where one sets it off.
    text : line
    """

    name: Word
    sensor: SomeLine
    start_s: Seconds | None = None
    stop_s: Seconds | None = None
    text: Line = ""


class FalseSource(Part, frozen=True, kw_only=True):
    """A source that gives element sets which are not true.

    Parameters
    ----------
    name : word
    source : line
        What it calls itself.
    nation : nation
        Who receives it.
    asset : line
        About which object.
    start_s : number
        Null: when an event sets it off.
    stop_s : number
        Null: to the end, or until an event ends it; so always where one sets it off.
    every_s : number
    radial_km, in_track_km, cross_track_km : number
        By how much its orbit lies beside the true one.
    text : line
    """

    name: Word
    source: SomeLine
    nation: Nation
    asset: SomeLine
    start_s: Seconds | None = None
    stop_s: Seconds | None = None
    every_s: Annotated[float, Meta(ge=60.0, le=2_678_400.0)] = 3_600.0
    radial_km: Offset = 0.0
    in_track_km: Offset = 0.0
    cross_track_km: Offset = 0.0
    text: Line = ""


class CutFeed(Part, frozen=True, kw_only=True):
    """A feed that carries nothing for a while: nothing from `origin` reaches those in `to`.

    Parameters
    ----------
    name : word
    origin : nation
    to : list of nation
        Empty: all others.
    both_ways : true or false
        Nothing from them reaches it either.
    start_s : number
        Null: when an event sets it off.
    stop_s : number
        Null: to the end, or until an event brings it back; so always where one sets it off.
    text : line
    """

    name: Word
    origin: Nation
    to: tuple[Nation, ...] = ()
    both_ways: bool = False
    start_s: Seconds | None = None
    stop_s: Seconds | None = None
    text: Line = ""


class LateRelease(Part, frozen=True, kw_only=True):
    """A queue before a nation's feeds: what it releases goes out so many seconds later.

    The nation itself has it at once, and what it hears of others is not touched. What was released
    before the queue began goes out as ever; all that waits goes out when the queue ends.

    Parameters
    ----------
    name : word
    nation : nation
        Whose releases are late.
    to : list of nation
        Who gets them late; empty: all others.
    delay_s : number
        From the release until it goes out, in the first round after that.
    start_s : number
        Null: when an event sets it off.
    stop_s : number
        Null: to the end, or until an event ends it.
    text : line
    """

    name: Word
    nation: Nation
    to: tuple[Nation, ...] = ()
    delay_s: Seconds
    start_s: Seconds | None = None
    stop_s: Seconds | None = None
    text: Line = ""


class LateSource(Part, frozen=True, kw_only=True):
    """What a nation's own sources tell it late: so many seconds after they would.

    Parameters
    ----------
    name : word
    nation : nation
        Who learns late.
    assets : list of line
        About which objects; empty: about all.
    delay_s : number
    start_s, stop_s : number
    text : line
    """

    name: Word
    nation: Nation
    assets: tuple[SomeLine, ...] = ()
    delay_s: Seconds
    start_s: Seconds | None = None
    stop_s: Seconds | None = None
    text: Line = ""


class Report(Part, frozen=True, kw_only=True):
    """What somebody outside the ten says about an object; true or not.

    Parameters
    ----------
    name : word
    to : list of nation
        Whom it reaches; empty: all who play.
    source : line
        Who says it.
    asset : line
    kind : word
    at_s : number
        Null: when an event sets it off.
    text : line
    """

    name: Word
    to: tuple[Nation, ...] = ()
    source: SomeLine
    asset: SomeLine
    kind: Literal["behavior", "break-up", "anomaly", "interference"]
    at_s: Seconds | None = None
    text: SomeLine
