"""The published day of ENVISAT's conjunctions, against ours and against SGP4 itself.

    python -m validation.envisat [--data DIR]

The list (ConjunctionDetection 1.4.3, 20 km, one day from 2013-10-23T03:58:20.414 UTC)
comes from SGP4 states 600 s apart with two points of interpolation. Each row is set
beside our event and beside the least range that the sgp4 package itself gives within a
minute of it, so that a difference shows whose it is.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sgp4.api import Satrec, jday

from cspo.bridge import read_catalog
from cspo.conjunction import Conjunctions, screen
from cspo.orbits import Catalog
from cspo.time import Epoch

CATALOG = "catalog/spacetrack_3le_20131023.txt.gz"
LIST = "conjunction_screening/envisat_1day_COV3_DI.txt"
START = "2013-10-23T03:58:20.414Z"
ENVISAT = 27386
THRESHOLD_KM = 20.0


@dataclass(frozen=True)
class Published:
    """One row of the list."""

    number: int
    tca: Epoch
    miss_km: float
    speed_km_s: float


def read_list(path: Path) -> list[Published]:
    rows = []
    for line in path.read_text(encoding="ascii").splitlines():
        fields = [field.strip() for field in line.split(",")]
        if fields[0] != str(ENVISAT):
            continue
        date, clock = fields[2].split()
        day, month, year = (int(part) for part in date.split("/"))
        hour, minute, second = clock.split(":")
        utc = f"{year:04d}-{month:02d}-{day:02d}T{int(hour):02d}:{int(minute):02d}:"
        utc += f"{float(second):010.7f}Z"
        rows.append(
            Published(int(fields[1]), Epoch.from_utc(utc), float(fields[3]), float(fields[6]))
        )
    return rows


def read_satellites(path: Path) -> dict[int, Satrec]:
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        lines = [line.rstrip() for line in file if line[:2] in ("1 ", "2 ")]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return {s.satnum: s for s in (Satrec.twoline2rv(a, b) for a, b in pairs)}


def true_minimum(a: Satrec, b: Satrec, near: Epoch) -> tuple[Epoch, float]:
    """Least range within a minute of *near*, by the sgp4 package alone."""
    when = datetime.fromisoformat(near.utc_iso(6).removesuffix("Z"))
    jd, fraction = jday(when.year, when.month, when.day, when.hour, when.minute, when.second)
    fraction += when.microsecond / 86_400e6
    lo, hi = -60.0, 60.0
    for _ in range(6):
        t = np.linspace(lo, hi, 61)
        _, r1, _ = a.sgp4_array(np.full(61, jd), fraction + t / 86_400.0)
        _, r2, _ = b.sgp4_array(np.full(61, jd), fraction + t / 86_400.0)
        distance = np.linalg.norm(r2 - r1, axis=1)
        best, step = t[int(distance.argmin())], t[1] - t[0]
        lo, hi = best - step, best + step
    return near + float(best), float(distance.min())


def explain(
    row: Published, found: list[int], events: Conjunctions, truth: tuple[Epoch, float]
) -> str:
    """One line of the table."""
    when, least_km = truth
    head = f"{row.number:>6}  {row.tca.utc_iso(2)[11:]}  {row.miss_km:8.4f}"
    if found:
        k = min(found, key=lambda k: abs(int(events.tca_tai_ns[k]) - row.tca.tai_ns))
        ours = Epoch(int(events.tca_tai_ns[k]))
        return (
            f"{head}  {events.miss_distance_km[k]:8.4f}  {least_km:8.4f}"
            f"  {row.tca - ours:+7.3f}  {ours - when:+7.3f}"
        )
    reason = "true miss over 20 km" if least_km >= THRESHOLD_KM else "MISSED"
    return f"{head}  {'-':>8}  {least_km:8.4f}  {row.tca - when:+7.3f}  {'-':>7}  {reason}"


def compare(data: Path) -> int:
    """Print the table; the number of rows that are unexplained."""
    satellites = read_satellites(data / CATALOG)
    catalog: Catalog = read_catalog(str(data / CATALOG)).catalog
    row = np.flatnonzero(catalog.norad_id == ENVISAT)
    events = screen(
        catalog, start=Epoch.from_utc(START), duration_s=86_400.0, threshold_km=THRESHOLD_KM,
        primary_rows=row,
    )  # fmt: skip
    numbers = catalog.norad_id[events.row2]
    published = read_list(data / LIST)
    print("                         miss distance, km              seconds")
    print("object  TCA published    published      cspo      sgp4  publ-cspo  cspo-sgp4")
    taken: set[int] = set()
    unexplained = 0
    for item in sorted(published, key=lambda item: item.tca.tai_ns):
        near = [
            k
            for k in np.flatnonzero(numbers == item.number).tolist()
            if abs(Epoch(int(events.tca_tai_ns[k])) - item.tca) < 60.0
        ]
        truth = true_minimum(satellites[ENVISAT], satellites[item.number], item.tca)
        line = explain(item, near, events, truth)
        unexplained += "MISSED" in line
        taken.update(near)
        print(line)
    extra = [k for k in range(len(events)) if k not in taken]
    print(f"\n{len(published)} published, {len(events)} by cspo, {len(taken)} in common")
    for k in extra:
        number, when = int(numbers[k]), Epoch(int(events.tca_tai_ns[k]))
        at, least_km = true_minimum(satellites[ENVISAT], satellites[number], when)
        real = least_km < THRESHOLD_KM and abs(at - when) < 0.01
        unexplained += not real
        print(
            f"only cspo: {number:>6}  {when.utc_iso(3)}  {events.miss_distance_km[k]:8.4f} km,"
            f" sgp4 {least_km:8.4f} km, {events.relative_speed_km_s[k]:7.4f} km/s:"
            f" {'real, not in the list' if real else 'UNEXPLAINED'}"
        )
    return unexplained


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m validation.envisat", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CSPO_DATA", "")))
    unexplained = compare(parser.parse_args().data)
    print(f"unexplained: {unexplained}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
