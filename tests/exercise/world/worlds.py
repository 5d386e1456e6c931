"""Small worlds for tests, and somebody else's SGP4 to hold them against."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec

from cspo.exercise.scenario import Asset, Elements, Participant, Scenario
from cspo.exercise.scenario import World as WorldPart
from cspo.exercise.world import Input, World
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays

STARTS = Epoch.from_utc("2026-11-02T00:00:00Z")


def asset(name: str, number: int, owner: str = "", **given: Any) -> Asset:
    """An object at 600 km, each number on a plane and a place of its own."""
    elements = {
        "mean_motion_rev_d": 14.9, "eccentricity": 0.001, "inclination_deg": 97.5,
        "raan_deg": 10.0 * number, "mean_anomaly_deg": 30.0 * number, "bstar_per_er": 1e-5,
        **given.pop("elements", {}),
    }  # fmt: skip
    return Asset(name=name, norad_id=995_000_000 + number, owner=owner, can_burn=bool(owner),
                 elements=Elements(**elements), **given)  # fmt: skip


def scenario(*assets: Asset, nations: str = "NOR USA FRA", **world: Any) -> Scenario:
    """A day of a world of these objects."""
    given = {name: world.pop(name) for name in ("duration_s", "seed", "tabletop") if name in world}
    return Scenario(
        classification="U", releasable_to=tuple(sorted(nations.split())), name="small",
        title="Small", starts_utc="2026-11-02T00:00:00Z", objectives=(), events=(),
        participants=tuple(Participant(nation=nation) for nation in sorted(nations.split())),
        world=WorldPart(assets=assets, **world), **{"duration_s": 86_400.0, **given},
    )  # fmt: skip


def played(given: Scenario, *cuts_s: float) -> tuple[World, list[Input]]:
    """A world begun and stepped to each of these instants and to its end; all that it gave."""
    world = World(given)
    inputs = list(world.begin())
    for cut_s in (*cuts_s, given.duration_s):
        inputs += world.step(STARTS + cut_s)
    return world, inputs


def others_state(sets: Catalog, row: int, t: Epoch) -> tuple[NDArray[Any], NDArray[Any]]:
    """What Vallado's C++ makes of an element set at an instant: (3,) km, (3,) km/s."""
    jd, fraction = (float(x[0]) for x in jd_utc_arrays(sets.epoch_tai_ns[row : row + 1]))
    satellite = Satrec()
    satellite.sgp4init(
        WGS72, "i", 0, jd + fraction - 2_433_281.5, sets.bstar_per_er[row], 0.0, 0.0,
        sets.eccentricity[row], sets.argp_rad[row], sets.inclination_rad[row],
        sets.mean_anomaly_rad[row], sets.mean_motion_rad_s[row] * 60.0, sets.raan_rad[row],
    )  # fmt: skip
    minutes = (t.tai_ns - int(sets.epoch_tai_ns[row])) / 60e9
    error, r_km, v_km_s = satellite.sgp4_tsince(minutes)
    assert error == 0
    return np.array(r_km), np.array(v_km_s)
