"""Every close approach of a sample of real objects, by brute force.

Shares no code with cspo: the C++ of the sgp4 package, numpy, the csv module. All
distances of all pairs every ten seconds; every local minimum on that grid is
followed to the instant by golden section on SGP4 itself. The file is read and
timed by Julian dates of its own. `validation.completeness` compares with it.

The sample is stratified by elements alone: dense LEO shells, sun-synchronous
orbits, a constellation, GEO, highly eccentric and 12-hour orbits, and formations
(objects whose elements put them within a degree of each other).
"""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sgp4.api import WGS72, Satrec, SatrecArray

Floats = NDArray[np.float64]
FILE = "catalog/celestrak_on_orbit_20241101.omm.csv.gz"
START_JD = 2_460_615.5  # 2024-11-01T00:00 UTC
GRID_S = 10.0
FASTEST_KM_S = 25.0  # two objects at escape speed near the Earth
CHUNK = 60
VERTEX_KM = 30.0


@dataclass(frozen=True)
class Elements:
    """Columns of the file, as numbers, and one satellite of the sgp4 package each."""

    number: NDArray[np.int64]
    mean_motion: Floats  # revolutions a day
    eccentricity: Floats
    inclination_deg: Floats
    satellites: list[Satrec]


def read_elements(path: Path) -> tuple[Elements, list[dict[str, str]]]:
    """The OMM CSV file by the csv module and sgp4's own initialisation."""
    with gzip.open(path, "rb") as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8")))
    satellites = [_satellite(row) for row in rows]
    return (
        Elements(
            number=np.array([int(row["NORAD_CAT_ID"]) for row in rows]),
            mean_motion=np.array([float(row["MEAN_MOTION"]) for row in rows]),
            eccentricity=np.array([float(row["ECCENTRICITY"]) for row in rows]),
            inclination_deg=np.array([float(row["INCLINATION"]) for row in rows]),
            satellites=satellites,
        ),
        rows,
    )


def _satellite(row: dict[str, str]) -> Satrec:
    day = np.datetime64(row["EPOCH"][:10], "D")
    hour, minute, second = row["EPOCH"][11:].split(":")
    fraction = (int(hour) * 3600 + int(minute) * 60 + float(second)) / 86_400.0
    days_1950 = float((day - np.datetime64("1949-12-31", "D")).astype(int))
    angle = np.pi / 180.0
    satellite = Satrec()
    satellite.sgp4init(
        WGS72, "i", 0, days_1950 + fraction, float(row["BSTAR"]), 0.0, 0.0,
        float(row["ECCENTRICITY"]), float(row["ARG_OF_PERICENTER"]) * angle,
        float(row["INCLINATION"]) * angle, float(row["MEAN_ANOMALY"]) * angle,
        float(row["MEAN_MOTION"]) * 2.0 * np.pi / 1440.0, float(row["RA_OF_ASC_NODE"]) * angle,
    )  # fmt: skip
    # sgp4init splits the epoch by itself; the parts known exactly are put in its place.
    satellite.jdsatepoch, satellite.jdsatepochF = days_1950 + 2_433_281.5, fraction
    return satellite


def choose(elements: Elements, rows: list[dict[str, str]], scale: float) -> NDArray[np.int64]:
    """Rows of the stratified sample, ascending."""
    rng = np.random.default_rng(20241101)
    n, e, i = elements.mean_motion, elements.eccentricity, elements.inclination_deg
    strata = {
        "dense shell, 780 to 860 km": ((n > 14.1) & (n < 14.35) & (i > 98.0) & (i < 99.6), 900),
        "sun-synchronous, 450 to 600 km": ((n > 14.9) & (n < 15.4) & (i > 97.0) & (i < 98.0), 500),
        "LEO of every kind": ((n > 12.0) & (e < 0.05), 400),
        "constellation": ((np.abs(i - 53.05) < 0.1) & (n > 15.05) & (n < 15.07), 400),
        "GEO": ((np.abs(n - 1.0) < 0.02) & (e < 0.02), 400),
        "highly eccentric": (e > 0.5, 250),
        "12-hour": ((np.abs(n - 2.0) < 0.1), 150),
    }
    chosen = [_formations(elements, rows)]
    print(f"formations: {len(chosen[0])} objects")
    for name, (mask, count) in strata.items():
        pool = np.flatnonzero(mask)
        take = min(round(count * scale), len(pool))
        print(f"{name}: {take} of {len(pool)} objects")
        chosen.append(rng.choice(pool, take, replace=False))
    return np.unique(np.concatenate(chosen))


def _formations(elements: Elements, rows: list[dict[str, str]]) -> NDArray[np.int64]:
    """Objects with a neighbor less than a degree away in plane and phase at the start."""
    argument = np.full(len(rows), np.nan)
    node = np.array([float(row["RA_OF_ASC_NODE"]) for row in rows])
    for k, satellite in enumerate(elements.satellites):
        error, r, v = satellite.sgp4(START_JD, 0.0)
        if error == 0:
            momentum = np.cross(r, v)
            ascending = np.array([-momentum[1], momentum[0], 0.0])
            ascending /= np.linalg.norm(ascending) + 1e-9
            side = np.cross(momentum / np.linalg.norm(momentum), ascending)
            argument[k] = np.degrees(np.arctan2(np.dot(r, side), np.dot(r, ascending))) % 360.0
    order = np.argsort(elements.mean_motion)
    close = np.zeros(len(rows), bool)
    for shift in range(1, 6):
        a, b = order[:-shift], order[shift:]
        near = np.abs(elements.mean_motion[a] - elements.mean_motion[b]) < 2e-4
        near &= np.abs(elements.inclination_deg[a] - elements.inclination_deg[b]) < 0.02
        near &= np.abs((node[a] - node[b] + 180.0) % 360.0 - 180.0) < 0.05
        near &= np.abs((argument[a] - argument[b] + 180.0) % 360.0 - 180.0) < 1.0
        close[a[near]] = close[b[near]] = True
    return np.flatnonzero(close)


@dataclass(frozen=True)
class Minima:
    """Local minima of range: pair (positions in the sample), days past the start, km, km/s."""

    pair: NDArray[np.int64]
    day: Floats
    miss_km: Floats
    speed_km_s: Floats


def brute_minima(
    satellites: list[Satrec], hours: float, threshold_km: float
) -> tuple[Minima, NDArray[np.int64]]:
    """Every minimum of range below the threshold, and the pairs that never leave it."""
    steps = round(hours * 3600.0 / GRID_S)
    n = len(satellites)
    array = SatrecArray(satellites)
    # A minimum lies at most half a grid step from the best point of the grid.
    reach_km = threshold_km + 0.5 * FASTEST_KM_S * GRID_S + 1.0
    pairs, days = [], []
    stay: NDArray[np.int64] | None = None
    for first in range(0, steps + 1, CHUNK):
        t = np.arange(first - 1, min(first + CHUNK, steps + 1) + 1)
        error, r, _ = array.sgp4(np.full(len(t), START_JD), t * (GRID_S / 86_400.0))
        r[error != 0] = np.nan
        for k in range(1, len(t) - 1):
            i, j = _near(r[:, k], reach_km)
            before, here, after = (_range2(r[:, q], i, j) for q in (k - 1, k, k + 1))
            least = ~(before < here) & ~(after <= here)  # an unknown neighbor does not exclude
            least &= ~(_vertex2(before, here, after) > (threshold_km + VERTEX_KM) ** 2)
            pairs.append(np.stack([i[least], j[least]], axis=1))
            days.append(np.full(least.sum(), t[k] * (GRID_S / 86_400.0)))
            if t[k] < steps:
                inside = (i * n + j)[here < threshold_km**2]
                stay = inside if stay is None else np.intersect1d(stay, inside)
    found = _golden(satellites, np.concatenate(pairs), np.concatenate(days))
    inside_window = (found.day >= 0.0) & (found.day < hours / 24.0)
    kept = inside_window & (found.miss_km < threshold_km)
    assert stay is not None
    return (
        Minima(
            pair=found.pair[kept],
            day=found.day[kept],
            miss_km=found.miss_km[kept],
            speed_km_s=found.speed_km_s[kept],
        ),
        np.stack([stay // n, stay % n], axis=1),
    )


def _near(r: Floats, reach_km: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs i < j within *reach_km*: every distance, a block of rows at a time."""
    rows, columns = [], []
    for a in range(0, len(r), 128):
        total = np.zeros((min(128, len(r) - a), len(r) - a))
        for c in range(3):
            d = r[a : a + 128, None, c] - r[None, a:, c]
            total += d * d
        i, j = np.nonzero(total < reach_km * reach_km)
        later = j > i
        rows.append(i[later] + a)
        columns.append(j[later] + a)
    return np.concatenate(rows), np.concatenate(columns)


def _vertex2(before: Floats, here: Floats, after: Floats) -> Floats:
    """Least range² of the parabola through three: exact for straight lines."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return here - (before - after) ** 2 / (8.0 * (before - 2.0 * here + after))


def _range2(r: Floats, i: NDArray[np.int64], j: NDArray[np.int64]) -> Floats:
    d = r[i] - r[j]
    return np.asarray((d * d).sum(axis=1))


def _golden(satellites: list[Satrec], pair: NDArray[np.int64], day: Floats) -> Minima:
    """Golden section of the range around each grid minimum, then a parabola in range²."""
    step = GRID_S / 86_400.0
    miss, when, speed = np.full(len(pair), np.inf), day.copy(), np.zeros(len(pair))
    ratio = (np.sqrt(5.0) - 1.0) / 2.0
    for k, (i, j) in enumerate(pair.tolist()):
        a, b = satellites[i], satellites[j]

        def square(t: float, a: Satrec = a, b: Satrec = b) -> float:
            one, r1, _ = a.sgp4(START_JD, t)
            two, r2, _ = b.sgp4(START_JD, t)
            return np.nan if one or two else sum((x - y) ** 2 for x, y in zip(r1, r2, strict=True))

        lo, hi = day[k] - step, day[k] + step
        t1, t2 = hi - ratio * (hi - lo), lo + ratio * (hi - lo)
        f1, f2 = square(t1), square(t2)
        while (hi - lo) * 86_400.0 > 0.02:
            if f1 < f2:
                hi, t2, f2 = t2, t1, f1
                t1 = hi - ratio * (hi - lo)
                f1 = square(t1)
            else:
                lo, t1, f1 = t1, t2, f2
                t2 = lo + ratio * (hi - lo)
                f2 = square(t2)
        middle = 0.5 * (lo + hi)
        h = 0.25 / 86_400.0
        left, here, right = square(middle - h), square(middle), square(middle + h)
        bend = left - 2.0 * here + right
        if bend > 0.0:
            middle += float(np.clip(0.5 * h * (left - right) / bend, -h, h))
        when[k], miss[k] = middle, np.sqrt(square(middle))
        _, _, v1 = a.sgp4(START_JD, middle)
        _, _, v2 = b.sgp4(START_JD, middle)
        speed[k] = np.linalg.norm(np.subtract(v1, v2))
    return Minima(pair, when, np.nan_to_num(miss, nan=np.inf), speed)
