"""What a scenario's world is made of: objects, sensors, and what happens to them.

Whatever happens has a name, so that a measure can say "from then on". What has no `at_s` or
`start_s` waits until an event sets it off by that name.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from cspo.exercise.scenario.fields import (
    AboveZero,
    Angle180,
    Angle360,
    CatalogNumber,
    Latitude,
    Line,
    Metres,
    Nation,
    Party,
    Seconds,
    SomeLine,
    Speed,
    Text,
    Utc,
    Word,
)

__all__ = [
    "Asset",
    "Breakup",
    "Burn",
    "CutFeed",
    "Elements",
    "FalseSource",
    "LateRelease",
    "Launch",
    "Part",
    "Report",
    "Sensor",
    "SensorFailure",
    "Take",
    "World",
]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True,
           omit_defaults=True):  # fmt: skip
    """A value of a scenario; a field that it does not know is refused."""


class Elements(Part, frozen=True, kw_only=True):
    """Mean elements of SGP4, as an OMM prints them.

    Parameters
    ----------
    epoch_utc : UTC
        Empty: the begin of the exercise.
    mean_motion_rev_d : number
        Revolutions in a day of 86,400 s.
    eccentricity : number
    inclination_deg, raan_deg, argp_deg, mean_anomaly_deg : number
    bstar_per_er : number
        Drag term B*, 1/Earth radii.
    """

    epoch_utc: Utc | Literal[""] = ""
    mean_motion_rev_d: Annotated[float, Meta(ge=0.05, le=17.5)]
    eccentricity: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.0
    inclination_deg: Angle180
    raan_deg: Angle360 = 0.0
    argp_deg: Angle360 = 0.0
    mean_anomaly_deg: Angle360 = 0.0
    bstar_per_er: Annotated[float, Meta(ge=-1.0, le=1.0)] = 0.0


class Asset(Part, frozen=True, kw_only=True):
    """An object of the world that the scenario names: a satellite, a stage, a piece.

    Parameters
    ----------
    name : line
        As the catalogue has it; each once.
    norad_id : integer
        A number that no real catalogue uses: 995,000,001 to 999,999,999.
    owner : party
        Empty where nobody is to be named.
    kept_by : list of nation
        Who tracks it and keeps its orbit; empty: as the split of a box has it.
    object_type : word
    elements : Elements
    mass_kg : number
    radius_m : number
        Of the sphere around it.
    can_burn : true or false
        Whether its owner may order burns of it.
    services : list of word
        What rests on it: ``gnss``, ``satcom``, ``earth-observation``.
    text : line
    """

    name: Annotated[str, Meta(min_length=1, max_length=24, pattern=r"^[ -~]*$(?!\n)")]
    norad_id: CatalogNumber
    owner: Party | Literal[""] = ""
    kept_by: tuple[Nation, ...] = ()
    object_type: Literal["PAYLOAD", "ROCKET BODY", "DEBRIS", "UNKNOWN"] = "PAYLOAD"
    elements: Elements
    mass_kg: AboveZero = 1_000.0
    radius_m: Annotated[float, Meta(gt=0.0, le=100.0)] = 2.0
    can_burn: bool = False
    services: tuple[Word, ...] = ()
    text: Line = ""


class Take(Part, frozen=True, kw_only=True):
    """Which part of a catalogue is in the world.

    Parameters
    ----------
    most : integer
        Objects at most, evenly over the catalogue's rows.
    regimes : list of word
        Empty: all.
    names : list of line
        Patterns of names, ``*`` for any letters; empty: all.
    """

    most: Annotated[int, Meta(ge=0, le=1_000_000)] = 1_000_000
    regimes: tuple[Literal["LEO", "MEO", "NSO", "GTO", "GEO", "IGO", "HEO"], ...] = ()
    names: tuple[SomeLine, ...] = ()


class Sensor(Part, frozen=True, kw_only=True):
    """A sensor of a nation, on the ground or as a service that it is given.

    Parameters
    ----------
    name : line
        Each once.
    nation : nation
    kind : word
    latitude_deg, longitude_deg : number
        Geodetic, east.
    height_m : number
    lowest_elevation_deg : number
    farthest_km : number
    regimes : list of word
        What it is tasked with.
    lag_s : number
        From a look to the report of it.
    every_s : number
        Between looks at one object, at least.
    """

    name: SomeLine
    nation: Nation
    kind: Literal["radar", "optical"]
    latitude_deg: Latitude
    longitude_deg: Angle360
    height_m: Annotated[float, Meta(ge=-500.0, le=9_000.0)] = 0.0
    lowest_elevation_deg: Annotated[float, Meta(ge=0.0, lt=90.0)] = 10.0
    farthest_km: AboveZero = 60_000.0
    regimes: tuple[Literal["LEO", "MEO", "GEO", "HEO"], ...] = ("LEO", "MEO", "GEO", "HEO")
    lag_s: Seconds = 300.0
    every_s: Annotated[float, Meta(ge=10.0, le=2_678_400.0)] = 3_600.0


class Launch(Part, frozen=True, kw_only=True):
    """A launch that a nation plans.

    Parameters
    ----------
    name : word
    nation : nation
    site : line
    latitude_deg, longitude_deg : number
    opens_s, closes_s : number
        Its window.
    altitude_km, inclination_deg : number
        Of the orbit that it goes to.
    """

    name: Word
    nation: Nation
    site: SomeLine
    latitude_deg: Latitude
    longitude_deg: Angle360
    opens_s: Seconds
    closes_s: Seconds
    altitude_km: Annotated[float, Meta(ge=150.0, le=50_000.0)]
    inclination_deg: Angle180


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
        Null: to the end, or until an event brings it back.
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
    start_s, stop_s : number
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
    radial_km: Metres = 0.0
    in_track_km: Annotated[float, Meta(ge=-50_000.0, le=50_000.0)] = 0.0
    cross_track_km: Metres = 0.0
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
        Null: to the end, or until an event brings it back.
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
    """What a nation's sources tell it late: so many seconds after they would.

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


class World(Part, frozen=True, kw_only=True):
    """What truly is, and what truly happens.

    Parameters
    ----------
    catalog : text
        ``none``, ``reference`` (the made-up population that comes with cspo), or the path of a
        file of element sets beside the scenario.
    take : Take
    assets : list of Asset
    sensors : list of Sensor
        None: one of each nation that sees what it keeps, as the split of a box has it.
    report_every_s : number
        Between element sets of one object, from what its keepers see.
    noise_km : number
        1-sigma of where an element set says that an object is, in each axis.
    cdm_every_s : number
        Between looks of a source outside the ten, which sends owners conjunction messages; null:
        there is none.
    launches : list of Launch
    burns : list of Burn
    breakups : list of Breakup
    sensor_failures : list of SensorFailure
    false_sources : list of FalseSource
    cut_feeds : list of CutFeed
    late_releases : list of LateRelease
    reports : list of Report
    text : text
        What the directors should know of it.
    """

    catalog: SomeLine = "none"
    take: Take = Take()
    assets: tuple[Asset, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    report_every_s: Annotated[float, Meta(ge=60.0, le=2_678_400.0)] = 21_600.0
    noise_km: Annotated[float, Meta(ge=0.0, le=100.0)] = 0.05
    cdm_every_s: Annotated[float, Meta(ge=600.0, le=2_678_400.0)] | None = 28_800.0
    launches: tuple[Launch, ...] = ()
    burns: tuple[Burn, ...] = ()
    breakups: tuple[Breakup, ...] = ()
    sensor_failures: tuple[SensorFailure, ...] = ()
    false_sources: tuple[FalseSource, ...] = ()
    cut_feeds: tuple[CutFeed, ...] = ()
    late_releases: tuple[LateRelease, ...] = ()
    reports: tuple[Report, ...] = ()
    text: Text = ""
