"""The world: what happens there happens to what is there, and while the exercise lasts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from cspo.constants import EARTH_RADIUS_KM, WGS72_MU_KM3_S2
from cspo.errors import MalformedMessage
from cspo.exercise.scenario.faults import Fault, Path
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
from cspo.exercise.scenario.names import (
    Happening,
    Names,
    happenings,
    meant,
    starts_s,
    stops_s,
)
from cspo.exercise.scenario.once import each_once
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.world_parts import Asset, Elements
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["check_world"]

_LOWEST_KM: Final = 120.0
_OLDEST_S: Final = 30 * DAY_S


def check_world(scenario: Scenario, names: Names) -> Iterator[Fault]:
    """What is wrong between the fields of a world."""
    world = scenario.world
    if scenario.tabletop:
        yield from _check_tabletop(scenario)
        return
    path = PurePosixPath(world.catalog)
    if world.catalog not in {"none", "reference"} and (
        path.is_absolute() or ".." in path.parts or "\\" in world.catalog or ":" in world.catalog
    ):
        yield Fault(("world", "catalog"), "none, reference, or a file beside the scenario",
                    world.catalog)  # fmt: skip
    if world.catalog == "none" and not world.assets:
        yield Fault(("world", "assets"), "an asset or more, or a catalog", "neither",
                    "write tabletop: true for an exercise without a sky")  # fmt: skip
    yield from each_once(("world", "assets"), (each.name for each in world.assets), "name")
    yield from each_once(("world", "assets"), (each.norad_id for each in world.assets), "norad_id")
    yield from each_once(("world", "sensors"), (each.name for each in world.sensors), "name")
    yield from each_once(("world", "launches"), (each.name for each in world.launches), "name")
    for at, asset in enumerate(world.assets):
        yield from _check_asset(asset, ("world", "assets", at), names)
    for at, sensor in enumerate(world.sensors):
        yield from _playing(sensor.nation, ("world", "sensors", at, "nation"), names)
    for at, launch in enumerate(world.launches):
        where: Path = ("world", "launches", at)
        yield from _playing(launch.nation, (*where, "nation"), names)
        if not launch.opens_s < launch.closes_s:
            yield Fault((*where, "closes_s"), f"after {launch.opens_s:g} s",
                        f"{launch.closes_s:g} s")  # fmt: skip
    yield from _check_happenings(scenario, names)


def _check_tabletop(scenario: Scenario) -> Iterator[Fault]:
    """A tabletop has feeds that can be cut or late, and no sky."""
    world = scenario.world
    for name in ("assets", "sensors", "launches", "burns", "breakups", "sensor_failures",
                 "false_sources", "late_sources", "reports"):  # fmt: skip
        if getattr(world, name):
            yield Fault(("world", name), "no sky, for tabletop is true", name)
    if world.catalog != "none":
        yield Fault(("world", "catalog"), "no sky, for tabletop is true", world.catalog)
    yield from _check_happenings(scenario, Names(scenario))


def _check_asset(asset: Asset, path: Path, names: Names) -> Iterator[Fault]:
    yield from each_once((*path, "kept_by"), asset.kept_by)
    for at, nation in enumerate(asset.kept_by):
        yield from _playing(nation, (*path, "kept_by", at), names)
    if asset.can_burn and asset.owner.partition("/")[0] not in names.nations:
        yield Fault((*path, "can_burn"), "an owner that plays and can order burns",
                    asset.owner or "nobody")  # fmt: skip
    if asset.can_burn and asset.object_type == "DEBRIS":
        yield Fault((*path, "can_burn"), "no debris", asset.object_type)
    yield from _check_elements(asset.elements, (*path, "elements"), names.scenario)


def _check_elements(elements: Elements, path: Path, scenario: Scenario) -> Iterator[Fault]:
    mean_motion_rad_s = elements.mean_motion_rev_d * math.tau / DAY_S
    axis_km = (WGS72_MU_KM3_S2 / mean_motion_rad_s**2) ** (1.0 / 3.0)
    perigee_km = axis_km * (1.0 - elements.eccentricity) - EARTH_RADIUS_KM
    if perigee_km < _LOWEST_KM:
        yield Fault((*path, "mean_motion_rev_d"), f"a perigee of at least {_LOWEST_KM:g} km",
                    f"{perigee_km:,.0f} km",
                    "look at mean_motion_rev_d and eccentricity")  # fmt: skip
    if not elements.epoch_utc:
        return
    try:
        epoch, begin = Epoch.from_utc(elements.epoch_utc), Epoch.from_utc(scenario.starts_utc)
    except MalformedMessage:
        yield Fault((*path, "epoch_utc"), "an instant of UTC as 2026-01-31T06:00:00Z",
                    elements.epoch_utc)  # fmt: skip
        return
    if abs(epoch - begin) > _OLDEST_S:
        yield Fault((*path, "epoch_utc"), "at most 30 days from the begin", elements.epoch_utc)


def _check_happenings(scenario: Scenario, names: Names) -> Iterator[Fault]:
    end_s = scenario.duration_s
    seen: set[str] = set()
    for kind, at, each in happenings(scenario.world):
        path: Path = ("world", kind, at)
        if each.name in seen:
            yield Fault((*path, "name"), "each name once among all that happens",
                        f"{each.name} a second time")  # fmt: skip
        seen.add(each.name)
        start, stop = starts_s(each), stops_s(each)
        field = "at_s" if isinstance(each, Burn | Breakup | Report) else "start_s"
        if start is not None and start > end_s:
            yield Fault((*path, field), f"at most {end_s:g} s, when the exercise ends",
                        f"{start:g} s")  # fmt: skip
        if stop is not None and start is None:
            yield Fault((*path, "stop_s"), "nothing, for an event sets it off", f"{stop:g} s",
                        f"ends: [{each.name}] in the world_action of another event")  # fmt: skip
        elif stop is not None and start is not None and stop <= start:
            yield Fault((*path, "stop_s"), f"after {start:g} s", f"{stop:g} s")
        yield from _check_one(each, path, names)


def _check_one(each: Happening, path: Path, names: Names) -> Iterator[Fault]:
    if isinstance(each, Burn | Breakup | FalseSource | Report):
        yield from _object(each.asset, (*path, "asset"), names)
    if isinstance(each, FalseSource | LateRelease | LateSource):
        yield from _playing(each.nation, (*path, "nation"), names)
    match each:
        case Burn():
            if not (each.radial_m_s or each.in_track_m_s or each.cross_track_m_s):
                yield Fault(path, "a change of velocity", "none", "in_track_m_s: 0.1, say")
        case Breakup():
            yield from _check_breakup(each, path)
        case SensorFailure():
            yield from _check_failure(each, path, names)
        case LateSource():
            for at, name in enumerate(each.assets):
                yield from _object(name, (*path, "assets", at), names)
        case FalseSource():
            if not (each.radial_km or each.in_track_km or each.cross_track_km):
                yield Fault(path, "how far it lies beside the truth", "nothing",
                            "in_track_km: 20, say")  # fmt: skip
        case CutFeed() | LateRelease() | Report():
            yield from _check_reached(each, path, names)


def _check_failure(each: SensorFailure, path: Path, names: Names) -> Iterator[Fault]:
    sensors = {sensor.name for sensor in names.scenario.world.sensors}
    if each.sensor not in sensors | names.nations:
        yield Fault((*path, "sensor"), "a sensor of the world, or a nation that plays",
                    repr(each.sensor))  # fmt: skip


def _check_reached(
    each: CutFeed | LateRelease | Report, path: Path, names: Names
) -> Iterator[Fault]:
    yield from each_once((*path, "to"), each.to)
    for at, nation in enumerate(each.to):
        yield from _playing(nation, (*path, "to", at), names)
    if isinstance(each, CutFeed):
        yield from _playing(each.origin, (*path, "origin"), names)
    if not isinstance(each, Report):
        origin = each.origin if isinstance(each, CutFeed) else each.nation
        if origin in each.to:
            yield Fault((*path, "to", each.to.index(origin)), "another nation", origin)


def _check_breakup(each: Breakup, path: Path) -> Iterator[Fault]:
    given = {
        "other_kg": each.other_kg is not None,
        "relative_speed_km_s": each.relative_speed_km_s is not None,
    }
    for field, there in given.items():
        if there != (each.kind == "collision"):
            want = f"a value, for it is a {each.kind}" if not there else "nothing, for an explosion"
            yield Fault((*path, field), want, "a value" if there else "none")


def _object(name: str, path: Path, names: Names) -> Iterator[Fault]:
    if not names.knows_object(name):
        yield Fault(path, "an asset of the world", repr(name), meant(names.assets, name))


def _playing(nation: str, path: Path, names: Names) -> Iterator[Fault]:
    if nation not in names.nations:
        yield Fault(path, "a nation that plays", nation)
