"""Screening: CPU seconds, wall clock and memory of whole processes, beside astroz.

Each row is a process of its own that starts Python, reads the catalogue, screens
it all against all at 5 km and writes the events to a file: nothing is left out of
the time. In the same run astroz.screen (step 0.5 min) gets the same elements, and
every event faster than 0.5 km/s that only one of the two finds is judged on the
C++ of the sgp4 package.

    python -m bench.screen [--data DIR] [--only NAME ...] [--json]

NAMES: cold, day, week, many (100,000 objects), one (against all), astroz.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from sgp4.api import WGS72, Satrec

FILE = "catalog/celestrak_on_orbit_20241101.omm.csv.gz"
START = "2024-11-01T00:00:00Z"
START_JD = 2_460_615.5
MANY = 100_000
FAST_KM_S = 0.5
MOST_LINES = 100
TARGETS_CPU_S = {"day": (6.0, 4.0), "week": (30.0, 20.0), "many": (25.0, 15.0)}
NAMES = ("cold", "day", "week", "many", "one", "astroz")


@dataclass(frozen=True)
class Spent:
    """What one process took."""

    name: str
    events: int
    cpu_s: float
    wall_s: float
    peak_gb: float


def measure(name: str, work: str, days: float, catalog: Path, out: Path, **env: str) -> Spent:
    """Run one child process and read its resource usage."""
    command = [sys.executable, "-m", "bench.screen", "--work", work, "--days", str(days)]
    command += ["--catalog", str(catalog), "--out", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **env})
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - start
    if status:
        raise SystemExit(f"{name} failed")
    with np.load(out) as events:
        count = len(events["speed_km_s"])
    return Spent(
        name=name, events=count, cpu_s=usage.ru_utime + usage.ru_stime, wall_s=wall_s,
        peak_gb=usage.ru_maxrss * 1024 / 1e9,
    )  # fmt: skip


def work_cspo(catalog: Path, days: float, out: Path) -> None:
    """Child: read, screen, write."""
    from cspo.bridge import read_catalog  # noqa: PLC0415  (only this child pays for it)
    from cspo.conjunction import screen  # noqa: PLC0415
    from cspo.time import Epoch  # noqa: PLC0415

    objects = _load(catalog) if catalog.suffix == ".npz" else read_catalog(str(catalog)).catalog
    start = Epoch.from_utc(START)
    found = screen(objects, start=start, duration_s=days * 86_400.0, threshold_km=5.0)
    np.savez(
        out,
        number=np.stack([objects.norad_id[found.row1], objects.norad_id[found.row2]]),
        t_s=(found.tca_tai_ns - start.tai_ns) / 1e9,
        miss_km=found.miss_distance_km,
        speed_km_s=found.relative_speed_km_s,
        long=found.flags,
    )


def work_one(catalog: Path, days: float, out: Path) -> None:
    """Child: one object against all, in a process that has done it before."""
    from cspo.bridge import read_catalog  # noqa: PLC0415
    from cspo.conjunction import screen  # noqa: PLC0415
    from cspo.time import Epoch  # noqa: PLC0415

    objects = read_catalog(str(catalog)).catalog
    row = np.flatnonzero(objects.norad_id == 25544)
    start = Epoch.from_utc(START)
    spent = []
    for _ in range(4):
        begin, cpu = time.perf_counter(), time.process_time()
        found = screen(
            objects, start=start, duration_s=days * 86_400.0, threshold_km=5.0, primary_rows=row
        )
        spent.append((time.process_time() - cpu, time.perf_counter() - begin))
    cpu_s, wall_s = min(spent[1:])
    np.savez(out, speed_km_s=found.relative_speed_km_s, cpu_s=cpu_s, wall_s=wall_s)


def work_astroz(catalog: Path, days: float, out: Path) -> None:
    """Child: the peer, from the same elements."""
    import astroz  # noqa: PLC0415  (a peer, loaded when asked for)

    rows = _rows(catalog)
    numbers = {"MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE", "BSTAR"}
    numbers |= {"ARG_OF_PERICENTER", "MEAN_ANOMALY", "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT"}
    omm = [
        {k: float(v) if k in numbers else int(v) if k == "NORAD_CAT_ID" else v
         for k, v in row.items()}
        for row in rows
    ]  # fmt: skip
    for row in omm:
        row["OBJECT_NAME"] = str(row["NORAD_CAT_ID"])  # names over 21 letters make it read nothing
    sky = astroz.Constellation(json.dumps(omm))
    if sky.num_satellites != len(rows):
        raise SystemExit(f"astroz read {sky.num_satellites} of {len(rows)} objects")
    found = astroz.screen(
        sky, days * 1440.0, threshold=5.0, step=0.5, start_time=datetime.fromisoformat(START)
    )
    catalog_number = np.asarray(sky.satnums)
    np.savez(
        out,
        number=np.stack([catalog_number[found.i], catalog_number[found.j]]),
        t_s=np.asarray(found.time) * 60.0,
        miss_km=np.asarray(found.distance),
        speed_km_s=np.asarray(found.speed),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rb") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8")))


def make_many(catalog: Path, out: Path) -> None:
    """A population of `MANY`: the catalogue again and again, planes and phases turned."""
    from cspo.bridge import read_catalog  # noqa: PLC0415

    objects = read_catalog(str(catalog)).catalog
    rng = np.random.default_rng(20241101)
    n = len(objects)
    repeats = [np.arange(n), *(rng.permutation(n) for _ in range(MANY // n))]
    index = np.concatenate(repeats)[:MANY]
    turn = rng.uniform(0.0, 2.0 * np.pi, (2, MANY))
    turn[:, :n] = 0.0
    taken = objects.take(index)
    many = replace(
        taken,
        norad_id=np.arange(1, MANY + 1),
        raan_rad=(taken.raan_rad + turn[0]) % (2.0 * np.pi),
        mean_anomaly_rad=(taken.mean_anomaly_rad + turn[1]) % (2.0 * np.pi),
    )
    np.savez(out, **dict(many.columns()))


def _load(path: Path) -> Any:
    from cspo.orbits import Catalog  # noqa: PLC0415

    with np.load(path) as columns:
        return Catalog(**{name: columns[name] for name in columns.files})


class Judge:
    """True ranges by the sgp4 package, for events that only one finds."""

    def __init__(self, catalog: Path) -> None:
        self.satellites: dict[int, Satrec] = {}
        for row in _rows(catalog):
            day = np.datetime64(row["EPOCH"][:10], "D") - np.datetime64("1949-12-31", "D")
            hour, minute, second = row["EPOCH"][11:].split(":")
            fraction = (int(hour) * 3600 + int(minute) * 60 + float(second)) / 86_400.0
            satellite = Satrec()
            angle = np.pi / 180.0
            satellite.sgp4init(
                WGS72, "i", 0, day.astype(int) + fraction, float(row["BSTAR"]), 0.0, 0.0,
                float(row["ECCENTRICITY"]), float(row["ARG_OF_PERICENTER"]) * angle,
                float(row["INCLINATION"]) * angle, float(row["MEAN_ANOMALY"]) * angle,
                float(row["MEAN_MOTION"]) * np.pi / 720.0, float(row["RA_OF_ASC_NODE"]) * angle,
            )  # fmt: skip
            satellite.jdsatepoch, satellite.jdsatepochF = day.astype(int) + 2_433_281.5, fraction
            self.satellites[int(row["NORAD_CAT_ID"])] = satellite

    def minimum(self, pair: tuple[int, int], t_s: float) -> tuple[float, float]:
        """Instant and range of the least range within 20 s of *t_s*; NaN where SGP4 fails."""
        a, b = (self.satellites[number] for number in pair)
        lo, hi = t_s - 20.0, t_s + 20.0
        for _ in range(6):
            t = np.linspace(lo, hi, 41)
            jd = np.full(41, START_JD)
            error1, r1, _ = a.sgp4_array(jd, t / 86_400.0)
            error2, r2, _ = b.sgp4_array(jd, t / 86_400.0)
            if error1.any() or error2.any():
                return t_s, float("nan")
            distance = np.linalg.norm(r2 - r1, axis=1)
            best, step = t[int(distance.argmin())], t[1] - t[0]
            lo, hi = best - step, best + step
        return float(best), float(distance.min())

    def verdict(self, pair: tuple[int, int], t_s: float, miss_km: float, days: float) -> str:
        """Why one of two screenings should not have, or should have, this event."""
        when, least_km = self.minimum(pair, t_s)
        if np.isnan(least_km):
            return "SGP4 fails for one of them at that time"
        if not 0.0 <= when < days * 86_400.0:
            return f"its minimum lies outside the window, at {when:.3f} s"
        if least_km >= 5.0:
            return f"true miss {least_km:.6f} km is not under 5 km (reported {miss_km:.6f})"
        return f"REAL: {least_km:.6f} km at {when:.3f} s, missed by the other"


def unmatched(one: dict[str, Any], other: dict[str, Any]) -> list[int]:
    """Fast events of *one* without an event of the same pair within a second in *other*."""
    times: dict[tuple[int, int], list[float]] = {}
    for a, b, t_s in zip(*other["number"].tolist(), other["t_s"].tolist(), strict=True):
        times.setdefault((min(a, b), max(a, b)), []).append(t_s)
    alone = []
    for k, (a, b) in enumerate(zip(*one["number"].tolist(), strict=True)):
        near = times.get((min(a, b), max(a, b)), [])
        if one["speed_km_s"][k] > FAST_KM_S and not any(
            abs(t_s - one["t_s"][k]) < 1.0 for t_s in near
        ):
            alone.append(k)
    return alone


def explain(catalog: Path, ours: Path, theirs: Path, days: float) -> dict[str, Any]:
    """Counts, and one line for each fast event that only one of the two has."""
    with np.load(ours) as file:
        cspo = {name: file[name] for name in file.files}
    with np.load(theirs) as file:
        astroz = {name: file[name] for name in file.files}
    judge = Judge(catalog)
    lines = []
    for name, one, other in (("cspo", cspo, astroz), ("astroz", astroz, cspo)):
        for k in unmatched(one, other):
            a, b = one["number"][:, k].tolist()
            t_s, miss_km = float(one["t_s"][k]), float(one["miss_km"][k])
            why = judge.verdict((a, b), t_s, miss_km, days)
            lines.append(
                f"only {name}: {a} {b} at {t_s:.3f} s, {one['speed_km_s'][k]:.3f} km/s: {why}"
            )
    return {
        "fast_cspo": int((cspo["speed_km_s"] > FAST_KM_S).sum()),
        "fast_astroz": int((astroz["speed_km_s"] > FAST_KM_S).sum()),
        "alone": lines,
        **slow_pairs(cspo, astroz),
    }


def slow_pairs(cspo: dict[str, Any], astroz: dict[str, Any]) -> dict[str, int]:
    """How the slow events of both compare, pairs that stay within the threshold apart."""
    stays = (cspo["long"] & 1) != 0
    pairs = [(min(a, b), max(a, b)) for a, b in zip(*cspo["number"].tolist(), strict=True)]
    long = {pairs[k] for k in np.flatnonzero(stays).tolist()}
    theirs = [(min(a, b), max(a, b)) for a, b in zip(*astroz["number"].tolist(), strict=True)]
    of_long = np.array([pair in long for pair in theirs])
    slow_cspo, slow_astroz = cspo["speed_km_s"] <= FAST_KM_S, astroz["speed_km_s"] <= FAST_KM_S
    return {
        "slow_cspo": int((slow_cspo & ~stays).sum()),
        "slow_astroz": int((slow_astroz & ~of_long).sum()),
        "long_pairs": len(long),
        "long_pairs_astroz": len({pair for pair in theirs if pair in long}),
        "long_events_astroz": int(of_long.sum()),
    }


def run(data: Path, names: list[str]) -> dict[str, Any]:
    """Every measurement that was asked for."""
    catalog = data / FILE
    report: dict[str, Any] = {"rows": []}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        day, week, many = place / "day.npz", place / "week.npz", place / "many.npz"
        if "cold" in names:
            cold = {"NUMBA_CACHE_DIR": str(place / "numba")}
            report["rows"].append(measure("cold, 1 day", "cspo", 1.0, catalog, day, **cold))
        measure("warm up", "cspo", 0.02, catalog, place / "warm.npz")
        if "day" in names or "astroz" in names:
            report["rows"].append(measure("day", "cspo", 1.0, catalog, day))
        if "week" in names:
            report["rows"].append(measure("week", "cspo", 7.0, catalog, week))
        if "many" in names:
            make_many(catalog, many)
            report["rows"].append(measure("many", "cspo", 1.0, many, place / "found.npz"))
        if "one" in names:
            measure("one", "one", 1.0, catalog, place / "one.npz")
            with np.load(place / "one.npz") as found:
                report["one"] = {name: float(found[name]) for name in ("cpu_s", "wall_s")}
        if "astroz" in names:
            theirs = place / "astroz.npz"
            report["rows"].append(measure("astroz", "astroz", 1.0, catalog, theirs))
            report["against_astroz"] = explain(catalog, day, theirs, 1.0)
    return report


def show(report: dict[str, Any]) -> None:
    print(f"{'':<14}{'events':>9}{'CPU s':>9}{'wall s':>9}{'GB':>7}   target (moonshot) CPU s")
    for row in report["rows"]:
        due = TARGETS_CPU_S.get(row.name)
        print(
            f"{row.name:<14}{row.events:>9,}{row.cpu_s:>9.2f}{row.wall_s:>9.2f}{row.peak_gb:>7.2f}"
            + (f"   {due[0]:g} ({due[1]:g})" if due else "")
        )
    if "one" in report:
        one = report["one"]
        print(f"one against all, 1 day, warm: {one['cpu_s']:.2f} CPU s, {one['wall_s']:.2f} s wall")
    if "against_astroz" in report:
        spent = {row.name: row.cpu_s for row in report["rows"]}
        print(f"astroz takes {spent['astroz'] / spent['day']:.1f} times the CPU time")
        found = report["against_astroz"]
        print(f"over 0.5 km/s: cspo {found['fast_cspo']}, astroz {found['fast_astroz']}")
        print(
            f"slower: cspo {found['slow_cspo']}, astroz {found['slow_astroz']}; pairs that stay:"
            f" {found['long_pairs']}, of which astroz has {found['long_pairs_astroz']}"
            f" as {found['long_events_astroz']} events"
        )
        for line in found["alone"][:MOST_LINES]:
            print("  " + line)
        if len(found["alone"]) > MOST_LINES:
            print(f"  and {len(found['alone']) - MOST_LINES} more")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.screen", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CSPO_DATA", "")))
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--json", action="store_true")
    for option in ("--work", "--catalog", "--out"):
        parser.add_argument(option, default="", help=argparse.SUPPRESS)
    parser.add_argument("--days", type=float, default=1.0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        work = {"cspo": work_cspo, "one": work_one, "astroz": work_astroz}[given.work]
        work(Path(given.catalog), given.days, Path(given.out))
        return 0
    report = run(given.data, given.only)
    if given.json:
        rows = [vars(row) for row in report["rows"]]
        print(json.dumps({**report, "rows": rows}))
    else:
        show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
