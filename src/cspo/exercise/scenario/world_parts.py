"""What a scenario's world is made of: objects, sensors, launches, and what happens to them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from cspo.exercise.scenario.fields import (
    AboveZero,
    Angle180,
    Angle360,
    CatalogNumber,
    Latitude,
    Line,
    Nation,
    Party,
    Seconds,
    SomeLine,
    Text,
    Utc,
    Word,
)
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
from cspo.exercise.scenario.part import Part

__all__ = ["Asset", "Elements", "Launch", "Sensor", "Take", "World"]


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
    latitude_deg : number
        Geodetic, north.
    longitude_deg : number
        East.
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
    """A launch that a nation plans: it stands in its file of assets, and its node looks at it.

    Parameters
    ----------
    name : word
    nation : nation
    site : line
        What plans call it: ``launch_closed("mahia")``.
    latitude_deg : number
        Geodetic, north.
    longitude_deg : number
        East.
    opens_s, closes_s : number
        Its window, up to two days.
    altitude_km, inclination_deg : number
        Of the orbit that it goes to; a node looks at circular ones of 160 to 2,000 km.
    active_km : number
        What it keeps off satellites at work; 0: a probability alone decides.
    debris_km : number
        What it keeps off all else; 0: a probability alone decides.
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
    active_km: Annotated[float, Meta(ge=0.0, le=1_000.0)] = 0.0
    debris_km: Annotated[float, Meta(ge=0.0, le=1_000.0)] = 0.0


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
    late_sources : list of LateSource
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
    late_sources: tuple[LateSource, ...] = ()
    reports: tuple[Report, ...] = ()
    text: Text = ""

    @property
    def has_catalog(self) -> bool:
        """Whether there are objects in it that the scenario does not describe."""
        return self.catalog != "none"
