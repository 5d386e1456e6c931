"""Two hundred planted contradictions between sources, among real catalogues: found, and false ones.

    python -m validation.contradictions [--data DIR] [--objects N]

Two sources are two element sets each of the same objects, of the same days: one set of a
history and the next one. What is older or newer is no contradiction, what was planted in
the second is. Ten kinds are planted, twenty of each: burns of 2 to 10 m/s half a day ago,
shifts of 100 to 1,000 km along the track, an epoch a day off, another object's elements,
planes turned by 0.5 to 5 deg and tilted by 0.2 to 2 deg, another owner, another type,
another name, another size.

They are planted in orbits of an eccentricity below 0.1, in sets less than half a day apart:
those of eccentric orbits differ by so much by themselves that only a false plane shows.

A planted one counts as found where it is shown in its own field, with both values, their
ages and their sources. Every object that is shown without having been planted counts as
false, although some of them have maneuvered in truth. Catalogues four and ten days apart,
and the names and types that two services give, show how many false ones age brings.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge import read_catalog
from cspo.bridge.records_catalog import orbit_bodies
from cspo.bridge.records_objects import object_bodies
from cspo.constants import EARTH_MU_KM3_S2
from cspo.markings import Mode, make_label
from cspo.operations.catalog import Contradiction, Picture, find_contradictions
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog
from cspo.records.bodies import Body
from cspo.records.signing import SigningKey
from cspo.time import Epoch
from cspo.units import DAY_S, DEG_RAD, NS_PER_S, TAU

EACH: Final = 20
HISTORIES: Final = (
    ("catalog_history/spacetrack_2013-10_histories_even.3le.gz",),
    tuple(
        f"catalog_history/celestrak_2026-05/{group}_20260524-28.3le.gz"
        for group in ("geo", "military", "oneweb", "resource", "science", "starlink", "weather")
    ),
)
"""Element sets of two weeks of 2013 and of four days of 2026."""
FAR: Final = (
    ("catalog/spacetrack_20240705.tle.gz", "catalog/snapshot_20240709.tle.gz"),
    ("catalog/spacetrack_3le_20231009.txt.gz", "catalog/snapshot_20231019.tle.gz"),
)
"""Catalogues four and ten days apart."""
NAMED: Final = ("catalog/spacetrack_3le_20231009.txt.gz", "catalog/celestrak_full_20250113.csv.gz")
"""Two services' own names of the same objects."""

Rows = NDArray[np.int64]
Plant = Callable[[Catalog, Rows, np.random.Generator], Catalog]


def plant_burn(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """A burn along the track half a day before the epoch that its source does not know."""
    dv_km_s = 1e-3 * np.exp(rng.uniform(np.log(2.0), np.log(10.0), len(rows)))
    speed_km_s = np.cbrt(EARTH_MU_KM3_S2 * c.mean_motion_rad_s[rows])
    rate = -3.0 * dv_km_s / speed_km_s * c.mean_motion_rad_s[rows]
    motion, anomaly = c.mean_motion_rad_s.copy(), c.mean_anomaly_rad.copy()
    motion[rows] += rate
    anomaly[rows] = (anomaly[rows] + rate * 0.5 * DAY_S) % TAU
    return replace(c, mean_motion_rad_s=motion, mean_anomaly_rad=anomaly)


def plant_shift(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """Along the track."""
    km = np.exp(rng.uniform(np.log(100.0), np.log(1_000.0), len(rows))) * rng.choice(
        [-1, 1], len(rows)
    )
    anomaly = c.mean_anomaly_rad.copy()
    axis_km = np.cbrt(EARTH_MU_KM3_S2 / c.mean_motion_rad_s[rows] ** 2)
    anomaly[rows] = (anomaly[rows] + km / axis_km) % TAU
    return replace(c, mean_anomaly_rad=anomaly)


def plant_epoch(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """Written a day off."""
    epoch = c.epoch_tai_ns.copy()
    epoch[rows] -= round(DAY_S * NS_PER_S)
    del rng
    return replace(c, epoch_tai_ns=epoch)


def plant_other(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """Elements of another object, in a plane of its own."""
    source = np.array([
        rng.choice(np.flatnonzero(np.abs(c.inclination_rad - c.inclination_rad[row]) > 0.02))
        for row in rows
    ]).astype(np.int64)  # fmt: skip
    columns = {}
    for name in ("epoch_tai_ns", "mean_motion_rad_s", "eccentricity", "inclination_rad",
                 "raan_rad", "argp_rad", "mean_anomaly_rad", "bstar_per_er"):  # fmt: skip
        column = getattr(c, name).copy()
        column[rows] = getattr(c, name)[source]
        columns[name] = column
    return replace(c, **columns)


def plant_turn(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """The plane turned about the pole."""
    raan = c.raan_rad.copy()
    raan[rows] = (raan[rows] + rng.uniform(0.5, 5.0, len(rows)) * DEG_RAD) % TAU
    return replace(c, raan_rad=raan)


def plant_tilt(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """The plane tilted."""
    tilt = c.inclination_rad.copy()
    angle = rng.uniform(0.2, 2.0, len(rows)) * DEG_RAD
    tilt[rows] = np.where(tilt[rows] + angle < np.pi, tilt[rows] + angle, tilt[rows] - angle)
    return replace(c, inclination_rad=tilt)


def plant_owner(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """Another nation."""
    owner = c.owner.astype("U20")
    owner[rows] = rng.choice(["BRA", "IND", "KOR"], len(rows))
    return replace(c, owner=owner)


def plant_type(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """Another type."""
    kind = c.object_type.astype("U12")
    kind[rows] = np.where(kind[rows] == "DEBRIS", "PAYLOAD", "DEBRIS")
    del rng
    return replace(c, object_type=kind)


def plant_name(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """The name of an object that does not exist."""
    name = c.name.astype("U40")
    name[rows] = [f"PERSEUS-{number}" for number in rng.integers(100, 999, len(rows))]
    return replace(c, name=name)


def plant_size(c: Catalog, rows: Rows, rng: np.random.Generator) -> Catalog:
    """Six times larger or smaller than the other source has it, or more."""
    rcs_m2 = c.rcs_m2.copy()
    factor = np.exp(rng.uniform(np.log(36.0), np.log(400.0), len(rows)))
    rcs_m2[rows] *= np.where(rng.random(len(rows)) < 0.5, factor, 1.0 / factor)
    return replace(c, rcs_m2=rcs_m2)


KINDS: Final[dict[str, tuple[str, Plant]]] = {
    "burn of 2 to 10 m/s": ("position", plant_burn),
    "100 to 1,000 km along track": ("position", plant_shift),
    "epoch a day off": ("position", plant_epoch),
    "another object's elements": ("position", plant_other),
    "plane turned 0.5 to 5 deg": ("position", plant_turn),
    "plane tilted 0.2 to 2 deg": ("position", plant_tilt),
    "another owner": ("owner", plant_owner),
    "another type": ("type", plant_type),
    "another name": ("name", plant_name),
    "another size": ("radar cross-section", plant_size),
}


@dataclass(frozen=True)
class Outcome:
    """What came of one pair of sources.

    Parameters
    ----------
    objects : int
        Common to both.
    found : dict
        Of each kind, how many of the planted ones were shown as they should be.
    false : int
        Objects that were shown without having been planted.
    """

    objects: int
    found: dict[str, int]
    false: int


def picture_of(orbits: dict[str, Catalog], facts: dict[str, Catalog], t: Epoch) -> Picture:
    """A picture of orbits and facts, each source a nation's."""
    picture = Picture(REGISTRY, Mode.REAL)
    mark = make_label("U", ["AUS", "CAN"])
    bodies: list[tuple[str, Body]] = [
        (origin, body)
        for origin, catalog in orbits.items()
        for body in orbit_bodies(catalog, source=f"orbits of {origin}").bodies
    ]
    bodies += [
        (origin, body)
        for origin, catalog in facts.items()
        for body in object_bodies(catalog, source=f"catalogue of {origin}")
    ]
    for origin, body in bodies:
        record = issue(
            body, mark, origin=origin, mode=Mode.REAL, t_valid=t, t=t,
            signer=SigningKey(origin, origin.encode().ljust(32, b".")), registry=REGISTRY,
        )  # fmt: skip
        picture.apply(record, t)
    return picture


def common(one: Catalog, two: Catalog, objects: int | None, seed: int) -> tuple[Catalog, Catalog]:
    """The rows of objects that both have, or so many of them."""
    _, first, second = np.intersect1d(one.norad_id, two.norad_id, return_indices=True)
    if objects is not None and objects < len(first):
        chosen = np.sort(np.random.default_rng(seed).permutation(len(first))[:objects])
        first, second = first[chosen], second[chosen]
    return one.take(first), two.take(second)


def successive(history: Catalog) -> tuple[Catalog, Catalog]:
    """Of each object one set from the middle of its history, and the next one."""
    history = history.take(np.lexsort((history.epoch_tai_ns, history.norad_id)))
    _, first, count = np.unique(history.norad_id, return_index=True, return_counts=True)
    at = (first + (count - 1) // 2)[count > 1]
    return history.take(at), history.take(at + 1)


def named(catalog: Catalog, names: dict[int, str]) -> Catalog:
    """With facts to compare: owner and size made up, the same in both sources."""
    numbers = catalog.norad_id
    own = np.array([names.get(n, "") for n in numbers.tolist()], np.str_)
    return replace(
        catalog, name=np.where(own != "", own, catalog.name), owner=np.full(len(own), "USA"),
        object_type=np.where(numbers % 3 == 0, "DEBRIS", "PAYLOAD"),
        rcs_m2=0.01 * 10.0 ** (numbers % 300 / 100.0),
    )  # fmt: skip


def run(
    one: Catalog, two: Catalog, names: dict[int, str], *, plant: bool, seed: int = 1
) -> Outcome:
    """Plant in the second source, or not, and look."""
    rng = np.random.default_rng(seed)
    one, two = named(one, names), named(two, names)
    proper = np.flatnonzero(
        ~np.char.startswith(one.name, "OBJECT")
        & (one.name != "")
        & (one.eccentricity < 0.1)
        & (np.abs(two.epoch_tai_ns - one.epoch_tai_ns) < 0.5 * DAY_S * NS_PER_S)
    )
    chosen = rng.permutation(proper)[: EACH * len(KINDS)].reshape(len(KINDS), EACH)
    chosen = chosen if plant else chosen[:, :0]
    for (_, planting), rows in zip(KINDS.values(), chosen, strict=True):
        two = planting(two, rows, rng)
    t = Epoch(int(max(one.epoch_tai_ns.max(), two.epoch_tai_ns.max())))
    picture = picture_of({"AUS": one, "CAN": two}, {"AUS": one, "CAN": two}, t)
    identity = [f"norad:{number}" for number in one.norad_id.tolist()]
    shown: dict[str, list[Contradiction]] = {}
    for each in find_contradictions(picture, identity, t):
        shown.setdefault(each.object, []).append(each)
    found = {
        kind: sum(is_shown(shown.get(identity[row], []), field) for row in rows.tolist())
        for (kind, (field, _)), rows in zip(KINDS.items(), chosen, strict=True)
    }
    planted = {identity[row] for row in chosen.ravel().tolist()}
    return Outcome(len(one), found, len(shown.keys() - planted))


def is_shown(contradictions: list[Contradiction], field: str) -> bool:
    """Whether one is in this field, with both values, their ages and sources."""
    return any(
        each.field == field
        and len({claim.value for claim in each.values}) == 2
        and {claim.origin for claim in each.values} == {"AUS", "CAN"}
        and all(claim.source and claim.item_id and claim.age_s >= 0.0 for claim in each.values)
        and bool(each.size and each.test)
        for each in contradictions
    )


def names_that_disagree(one: Catalog, two: Catalog) -> tuple[int, int]:
    """Of two services' own names and types: objects in both, and those called a contradiction."""
    one, two = common(one, two, None, 0)
    t = Epoch(int(two.epoch_tai_ns.max()))
    picture = picture_of({}, {"AUS": one, "CAN": two}, t)
    identity = [f"norad:{number}" for number in one.norad_id.tolist()]
    return len(one), len({each.object for each in find_contradictions(picture, identity, t)})


def main(arguments: list[str]) -> int:
    """Every pair of catalogues; 0 where all planted ones are found and few false ones shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CSPO_DATA"))
    parser.add_argument("--objects", type=int, default=None, help="only so many of each pair")
    options = parser.parse_args(arguments)
    data = Path(options.data)
    full = read_catalog(data / NAMED[1]).catalog
    names = dict(zip(full.norad_id.tolist(), full.name.tolist(), strict=True))
    good = True
    for files in HISTORIES:
        one, two = successive(read_catalog([data / f for f in files], latest_only=False).catalog)
        outcome = run(*common(one, two, options.objects, 7), names, plant=True)
        rate = outcome.false / (outcome.objects - EACH * len(KINDS))
        print(
            f"{Path(files[0]).parent.name}/{Path(files[0]).name} and others: one set and the next"
        )
        for kind, count in outcome.found.items():
            print(f"  {kind:28s} {count} of {EACH}")
        good &= min(outcome.found.values()) == EACH and rate <= 0.05
        print(
            f"  of {outcome.objects:,} objects shown falsely: {outcome.false} ({100 * rate:.2f} %)"
        )
    for pair in FAR:
        one, two = (read_catalog(data / file).catalog for file in pair)
        outcome = run(*common(one, two, options.objects, 7), names, plant=False)
        rate = outcome.false / outcome.objects
        print(f"{pair[0]} and {pair[1]}")
        print(
            f"  of {outcome.objects:,} objects shown falsely: {outcome.false} ({100 * rate:.2f} %)"
        )
        good &= rate <= 0.05
    objects, wrong = names_that_disagree(read_catalog(data / NAMED[0]).catalog, full)
    print(
        f"names and types by two services: {wrong} of {objects:,} ({100 * wrong / objects:.2f} %)"
    )
    return 0 if good and wrong / objects <= 0.05 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
