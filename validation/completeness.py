"""`cspo.conjunction.screen` against brute force: nothing missed, nothing extra.

    python -m validation.completeness [--data DIR] [--scale 1.0] [--hours 24] [--threshold-km 10]

The brute force and the sample are those of `validation.brute_force`. A pair
slower than 0.5 km/s has to be found with the same miss; its time as well as it
is conditioned.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cspo.bridge import read_catalog
from cspo.conjunction import EventFlag, screen
from cspo.time import Epoch
from validation.brute_force import FILE, Minima, brute_minima, choose, read_elements

SLOW_KM_S = 0.5
AT_THRESHOLD_KM = 1e-6  # nearer to the threshold than this, either answer is right


@dataclass(frozen=True)
class Events:
    """Columns of a screening: catalogue numbers of the sample, then one row an event."""

    number: NDArray[np.int64]
    pair: NDArray[np.int64]
    day: NDArray[np.float64]
    miss_km: NDArray[np.float64]
    long: NDArray[np.bool_]

    def pairs(self) -> list[tuple[tuple[int, int], int]]:
        """Pair and position of every event."""
        return [((a, b), k) for k, (a, b) in enumerate(self.pair.tolist())]


@dataclass(frozen=True)
class Comparison:
    """What two lists of events say of each other."""

    events: int
    slow: int
    missed: int
    extra: int
    worst_tca_s: float
    worst_miss_km: float
    worst_slow_tca_s: float
    long_duration: int


Pair = tuple[int, int]


def compare(
    found: Minima, always: NDArray[np.int64], events: Events, threshold_km: float
) -> Comparison:
    """Match the minima, pair by pair and in order of time."""
    stay: set[Pair] = {(p[0], p[1]) for p in always.tolist()}
    long_pairs = {p for p, k in events.pairs() if events.long[k]}
    theirs: dict[Pair, list[int]] = {}
    for p, k in events.pairs():
        if not events.long[k]:
            theirs.setdefault(p, []).append(k)
    gaps_s, slow_gaps_s = [0.0], [0.0]
    misses_km = [0.0, *_stay_misses(found, stay, events)]
    missed, extra, count, slow = len(stay - long_pairs), len(long_pairs - stay), 0, 0
    for k, p in enumerate(map(tuple, found.pair.tolist())):
        if p in stay:
            continue
        is_slow = bool(found.speed_km_s[k] < SLOW_KM_S)
        count, slow = count + 1, slow + is_slow
        rest = theirs.get(p, [])
        apart_s = [abs(events.day[q] - found.day[k]) * 86_400.0 for q in rest]
        best = int(np.argmin(apart_s)) if rest else -1
        if best < 0 or apart_s[best] > (30.0 if is_slow else 1.0):
            missed += abs(found.miss_km[k] - threshold_km) > AT_THRESHOLD_KM
            print("missed:", p, found.day[k], found.miss_km[k], found.speed_km_s[k])
            continue
        (slow_gaps_s if is_slow else gaps_s).append(apart_s[best])
        misses_km.append(abs(events.miss_km[rest.pop(best)] - found.miss_km[k]))
    for q in (q for rest in theirs.values() for q in rest):
        extra += abs(events.miss_km[q] - threshold_km) > AT_THRESHOLD_KM
        print("extra:", events.pair[q], events.day[q], events.miss_km[q])
    return Comparison(
        events=count + len(stay),
        slow=slow + len(stay),
        missed=int(missed),
        extra=int(extra),
        worst_tca_s=max(gaps_s),
        worst_miss_km=max(misses_km),
        worst_slow_tca_s=max(slow_gaps_s),
        long_duration=len(stay),
    )


def _stay_misses(found: Minima, stay: set[Pair], events: Events) -> list[float]:
    """How far the event of a pair that stays lies above its least minimum, km.

    It may lie below: at the ends of the day the range can be less still.
    """
    least: dict[Pair, float] = {}
    for k, (a, b) in enumerate(found.pair.tolist()):
        if (a, b) in stay:
            least[a, b] = min(least.get((a, b), np.inf), float(found.miss_km[k]))
    return [
        max(float(events.miss_km[k]) - least[p], 0.0)
        for p, k in events.pairs()
        if events.long[k] and p in least
    ]


def screened(path: Path, rows: NDArray[np.int64], hours: float, threshold_km: float) -> Events:
    """The same sample by cspo."""
    catalog = read_catalog(str(path)).catalog.take(rows)
    start = Epoch.from_utc("2024-11-01T00:00:00Z")
    found = screen(catalog, start=start, duration_s=hours * 3600.0, threshold_km=threshold_km)
    return Events(
        number=catalog.norad_id,
        pair=np.stack([found.row1, found.row2], axis=1).astype(np.int64),
        day=(found.tca_tai_ns - start.tai_ns) / 86_400e9,
        miss_km=found.miss_distance_km,
        long=(found.flags & EventFlag.LONG_DURATION) != 0,
    )


def run(data: Path, *, scale: float, hours: float, threshold_km: float) -> Comparison:
    """Choose, search both ways, compare."""
    path = data / FILE
    elements, rows = read_elements(path)
    sample = choose(elements, rows, scale)
    print(f"sample: {len(sample)} objects, {hours:g} h, {threshold_km:g} km", flush=True)
    events = screened(path, sample, hours, threshold_km)
    if not np.array_equal(events.number, elements.number[sample]):
        raise SystemExit("the catalogue was not read row by row: the comparison would be void")
    print(f"cspo: {len(events.day)} events", flush=True)
    satellites = [elements.satellites[k] for k in sample.tolist()]
    found, always = brute_minima(satellites, hours, threshold_km)
    return compare(found, always, events, threshold_km)


def main() -> int:
    """Run, print, and fail where anything is missed, extra or off."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CSPO_DATA", "../shared/data"))
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--threshold-km", type=float, default=10.0)
    given = parser.parse_args()
    if not 0.0 < given.hours <= 24.0:
        parser.error("--hours: a day at most, for a pair that stays is one event of each day")
    result = run(
        Path(given.data), scale=given.scale, hours=given.hours, threshold_km=given.threshold_km
    )
    print(f"events by brute force         {result.events}")
    print(f"  of these under 0.5 km/s     {result.slow}")
    print(f"  of these long-duration      {result.long_duration}")
    print(f"missed by cspo                {result.missed}")
    print(f"extra in cspo                 {result.extra}")
    print(f"largest difference of TCA     {result.worst_tca_s * 1e3:.4f} ms (over 0.5 km/s)")
    print(f"                              {result.worst_slow_tca_s:.4f} s (slower)")
    print(f"largest difference of miss    {result.worst_miss_km * 1e3:.4f} m")
    good = result.missed == result.extra == 0
    good &= result.worst_tca_s <= 1e-3 and result.worst_miss_km <= 1e-3
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
