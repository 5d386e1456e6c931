"""Calibrate the air by real orbits: what their sinking from 2008 to 2024 says of NRLMSIS.

    CSPO_DATA=... python validation/air_calibration.py       # about two minutes

Writes src/cspo/environment/data/air_calibration.csv and validation/logs/air_calibration.txt.

Between two snapshots of the catalogue an object's ballistic coefficient follows from how far it
sank. It should be the same in every interval; where all objects together find it larger in some
weather than in other weather, the model's air is too thin there. One factor by F10.7 (81 days) is
fitted, with a coefficient of its own for each object: from six intervals of thousands of objects,
and from the histories of three dead ones since 1999, whose intervals of four months or more tell
one weather from another. Pieces of the three break-ups that decay forecasts are tested on (launches
1982-092, 1993-036, 1997-051) are left out; two of the three are their parents, before.

How good it is in weather that it has not seen: each of the six intervals by a calibration and
coefficients without it.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np

from cspo.bridge import read_catalog
from cspo.consequence.decay import ballistic_between
from cspo.environment import SpaceWeather, mean_atmosphere, parse_celestrak_space_weather
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.sources import decompress
from cspo.time import Epoch
from cspo.units import DAY_NS

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src/cspo/environment/data/air_calibration.csv"
LOG = ROOT / "validation/logs/air_calibration.txt"
SNAPSHOTS = (
    "events/iridium_cosmos_2009/snapshot_20081011.tle.gz",
    "events/iridium_cosmos_2009/snapshot_20090531.tle.gz",
    "catalog/spacetrack_3le_20131023.txt.gz",
    "events/cosmos1408_2021/snapshot_20211109.tle.gz",
    "catalog/spacetrack_3le_20231009.txt.gz",
    "catalog/spacetrack_20240705.tle.gz",
    "catalog/celestrak_on_orbit_20241101.omm.csv.gz",
)
NAMED = 4  # the snapshot whose names tell debris and rocket bodies
LEFT_OUT = ("1982-092", "1993-036", "1997-051")
NODES = np.array([66.0, 74.0, 86.0, 105.0, 130.0, 160.0, 190.0, 220.0])
USUAL = np.array([0.10, 0.15, 0.15, 0.15, 0.15, 0.12, 0.10, 0.08])  # how often, 1957 to 2026
LEAST_SUNK_KM = 0.15
HISTORIES = "events/selected_object_histories.3le.gz"
DEAD = {13552: ("1997", "2021-11-10"), 22675: ("1997", "2009-02-09"), 25730: ("2007-06", "2026")}
"""Cosmos 1408 and Cosmos 2251 before they broke up, Fengyun 1C after: from, to."""
APART_DAYS = 120
OF_HISTORY = 100  # the interval that rows of histories say
HISTORY_WEIGHT, BEND = 10.0, 30.0  # the best of those tried at intervals left out


def weather(folder: Path) -> SpaceWeather:
    path = folder / "space_weather_eop/sw19571001_celestrak_css.txt.gz"
    return parse_celestrak_space_weather(decompress(path.read_bytes())[0])


def apsides(catalog: Catalog) -> tuple[np.ndarray, np.ndarray]:
    return perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )


def matched(first: Catalog, last: Catalog) -> tuple[Catalog, Catalog]:
    """The rows of objects that are in both."""
    _, a, b = np.intersect1d(first.norad_id, last.norad_id, return_indices=True)
    return first.take(a), last.take(b)


def passive(first: Catalog, last: Catalog, names: dict[int, str]) -> np.ndarray:
    """Rows of debris and rocket bodies in nearly round orbits that sank enough to be measured."""
    name = np.array([names.get(int(n), "") for n in first.norad_id])
    perigee, apogee = apsides(first)
    sunk_km = 0.5 * (perigee + apogee) - 0.5 * np.add(*apsides(last))
    launch = np.array([d[:8] for d in first.designator])
    good = (np.char.find(name, " DEB") >= 0) | (np.char.find(name, "R/B") >= 0)
    good &= (apogee - perigee < 120.0) & (perigee > 380.0) & (apogee < 1_050.0)
    good &= (sunk_km > LEAST_SUNK_KM) & ~np.isin(launch, LEFT_OUT)
    return good & (last.epoch_tai_ns - first.epoch_tai_ns > 50 * DAY_NS)


def hats(x: np.ndarray) -> np.ndarray:
    """Shares (n, nodes) with which straight lines between the nodes take each *x*."""
    return np.stack([np.interp(x, NODES, unit) for unit in np.eye(len(NODES))], axis=-1)


def exposure(altitude_km: np.ndarray, first: Catalog, last: Catalog, record: SpaceWeather):
    """Of all air that an orbit met, the share at each node of F10.7, (n, nodes)."""
    days = np.arange(int(np.median(first.epoch_tai_ns)), int(np.median(last.epoch_tai_ns)), DAY_NS)
    rows = record.at(days)
    air = mean_atmosphere(calibrated=False)
    share = hats(rows.f107_81day)
    grid = np.arange(350.0, 1_060.0, 25.0)
    met = air.density_kg_m3(
        grid[:, None], rows.f107_81day, ap=rows.ap, f107=rows.f107, day_of_year=rows.day_of_year
    ) @ share  # fmt: skip
    met /= met.sum(axis=1, keepdims=True)
    return met[np.clip(np.rint((altitude_km - 350.0) / 25.0).astype(int), 0, len(grid) - 1)]


def observations(folder: Path) -> list:
    """Object, interval, logarithm of the ballistic coefficient, exposure."""
    record = weather(folder)
    catalogs = [read_catalog(folder / name).catalog for name in SNAPSHOTS]
    names = {
        int(k): str(v) for k, v in zip(catalogs[NAMED].norad_id, catalogs[NAMED].name, strict=True)
    }
    out = []
    for interval, pair in enumerate(itertools.pairwise(catalogs)):
        first, last = matched(*pair)
        keep = passive(first, last, names)
        out += coefficients(first.take(keep), last.take(keep), record, interval)
    sets = read_catalog(folder / HISTORIES, latest_only=False).catalog
    for number, span in DEAD.items():
        for first, last in itertools.pairwise(apart(sets.take(sets.norad_id == number), span)):
            out += coefficients(first, last, record, OF_HISTORY)
    return out


def apart(sets: Catalog, span: tuple[str, str]) -> list[Catalog]:
    """Sets of one object at least `APART_DAYS` apart, one a catalogue."""
    dates = [f"{x}-01-01"[:10] if len(x) < 10 else x for x in span]
    begin, end = (Epoch.from_utc(date).tai_ns for date in dates)
    sets = sets.take(np.argsort(sets.epoch_tai_ns))
    out: list[Catalog] = []
    for k, ns in enumerate(sets.epoch_tai_ns):
        late = not out or ns - out[-1].epoch_tai_ns[0] >= APART_DAYS * DAY_NS
        if begin < ns < end and late:
            out.append(sets.take(np.array([k])))
    return out


def coefficients(first: Catalog, last: Catalog, record: SpaceWeather, interval: int) -> list:
    """Rows of the fit from two sets of each object."""
    found = ballistic_between(first, last, record, atmosphere=mean_atmosphere(calibrated=False))
    altitude = 0.25 * (np.add(*apsides(first)) + np.add(*apsides(last)))
    met = exposure(altitude, first, last, record)
    good = np.isfinite(found) & (found > 1e-4) & (found < 20.0)
    return [
        (int(first.norad_id[i]), interval, np.log(found[i]), met[i]) for i in np.flatnonzero(good)
    ]


def within_objects(rows: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exposure and logarithm less their means over each object with three intervals or more."""
    by_object: dict[int, list] = {}
    for row in rows:
        by_object.setdefault(row[0], []).append(row)
    met, ln, interval = [], [], []
    for group in by_object.values():
        y = np.array([row[2] for row in group])
        if len(group) < 3 or (group[0][1] != OF_HISTORY and np.ptp(y) > 1.5):
            continue
        x = np.array([row[3] for row in group])
        met.append(x - x.mean(axis=0))
        ln.append(y - y.mean())
        interval += [row[1] for row in group]
    return np.vstack(met), np.concatenate(ln), np.array(interval)


def fit(met: np.ndarray, ln: np.ndarray, interval: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logarithm of the factor at the nodes, and what remains; robust, smooth."""
    bend = np.diff(np.eye(len(NODES)), 2, axis=0) * BEND
    level = 1e3 * USUAL[None, :]  # the usual mix of weather keeps its mean
    given = np.where(interval == OF_HISTORY, HISTORY_WEIGHT, 1.0)
    weight = given
    for _ in range(12):
        matrix = np.vstack([met * weight[:, None], bend, level])
        right = np.concatenate([ln * weight, np.zeros(len(bend) + 1)])
        factor = np.linalg.lstsq(matrix, right, rcond=None)[0]
        rest = ln - met @ factor
        weight = given / np.sqrt(1.0 + (rest / (2.0 * spread(rest))) ** 2)
    return factor, rest


def left_out(rows: list, interval: int, *, calibrated: bool) -> float:
    """Air over model in one interval, by a calibration and coefficients from the others alone."""
    others = [row for row in rows if row[1] != interval]
    factor = fit(*within_objects(others))[0] if calibrated else np.zeros(len(NODES))
    own: dict[int, list[float]] = {}
    for number, _, ln, met in others:
        own.setdefault(number, []).append(ln - met @ factor)
    rest = [
        ln - met @ factor - np.mean(own[number])
        for number, k, ln, met in rows
        if k == interval and len(own.get(number, ())) >= 2
    ]
    return float(np.exp(np.median(rest)))


def spread(x: np.ndarray) -> float:
    """Standard deviation by the median."""
    return float(1.4826 * np.median(np.abs(x - np.median(x))))


def main() -> None:
    rows = observations(Path(os.environ["CSPO_DATA"]))
    met, ln, interval = within_objects(rows)
    factor, rest = fit(met, ln, interval)
    lines = ["f107_81day,factor"]
    lines += [f"{f:.0f},{np.exp(x):.3f}" for f, x in zip(NODES, factor, strict=True)]
    OUT.write_text("\n".join(lines) + "\n")
    said = [f"{len(ln):,} coefficients, {(interval == OF_HISTORY).sum()} of histories", *lines, ""]
    said.append(f"scatter of one coefficient: before {spread(ln):.3f}, after {spread(rest):.3f}")
    unseen = []
    for k in range(len(SNAPSHOTS) - 1):
        here = interval == k
        without, by_others = (left_out(rows, k, calibrated=c) for c in (False, True))
        unseen.append((np.log(without), np.log(by_others)))
        said.append(
            f"{SNAPSHOTS[k][-22:]} to {SNAPSHOTS[k + 1][-22:]}: {here.sum():,} objects; air to"
            f" model {without:.3f}, calibrated without this interval {by_others:.3f}, with it"
            f" {np.exp(np.median(rest[here])):.3f}"
        )
    before, after = np.sqrt(np.mean(np.square(unseen), axis=0))
    said.append(f"root mean square over the intervals: {before:.3f}, unseen {after:.3f}")
    LOG.write_text("\n".join(said) + "\n")
    print("\n".join(said))


if __name__ == "__main__":
    main()
