"""How much a probability from element sets moves when newer sets come.

    python -m validation.element_set_probability [--data FOLDER]

One day of October 2013 is screened four times: with the sets of each object that were
there three, two, one and no days before it. Objects are the 7,467 even numbers of
catalog_history/spacetrack_2013-10_histories_even.3le.gz.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np

from cspo.bridge import read_catalog
from cspo.conjunction import screen
from cspo.conjunction.appraisal import appraise
from cspo.conjunction.hard_body import combined_radii
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

HISTORIES = "catalog_history/spacetrack_2013-10_histories_even.3le.gz"
START = Epoch.from_utc("2013-10-22T00:00:00Z")
SAME_EVENT_S = 120.0

Seen = dict[tuple[int, int], list[tuple[float, float]]]


def known_before(histories: Catalog, days: int) -> Catalog:
    """The latest set of each object whose epoch is *days* before START, or earlier."""
    limit_ns = START.tai_ns - round(days * DAY_S * NS_PER_S)
    rows = np.flatnonzero(histories.epoch_tai_ns <= limit_ns)
    rows = rows[np.lexsort((histories.epoch_tai_ns[rows], histories.norad_id[rows]))]
    number = histories.norad_id[rows]
    return histories.take(rows[np.append(number[1:] != number[:-1], True)])


def events_of(catalog: Catalog) -> Seen:
    """Pc and time (s past START) of every approach under 10 km, by pair."""
    events = screen(catalog, start=START, duration_s=DAY_S, threshold_km=10.0)
    bodies = combined_radii(catalog, events)
    pc = appraise(catalog, events, bodies.hbr_km, default_hbr=bodies.default).assessment.pc
    t_s = (events.tca_tai_ns - START.tai_ns) / NS_PER_S
    seen: Seen = {}
    for row in range(len(events)):
        pair = (
            int(catalog.norad_id[events.row1[row]]),
            int(catalog.norad_id[events.row2[row]]),
        )
        seen.setdefault(pair, []).append((float(pc[row]), float(t_s[row])))
    return seen


def ratios(first: Seen, then: Seen, least_pc: float) -> np.ndarray:
    """Pc of the same event in *then* over that in *first*, for those of at least *least_pc*."""
    found = []
    for pair, here in first.items():
        for pc, t_s in here:
            if pc >= least_pc:
                there = [p for p, t in then.get(pair, []) if abs(t - t_s) < SAME_EVENT_S]
                found.append(np.nan_to_num(max(there, default=0.0)) / pc)
    return np.array(found)


def main() -> None:
    """Print one line for each span and each least probability."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=os.environ.get("CSPO_DATA"))
    data = parser.parse_args().data
    if data is None:
        parser.error("set CSPO_DATA or give --data")
    histories = read_catalog(data / HISTORIES, latest_only=False).catalog
    seen = {days: events_of(known_before(histories, days)) for days in (3, 2, 1, 0)}
    for least_pc in (1e-6, 1e-5):
        print(f"Pc of at least {least_pc:g}")
        for days in (3, 2, 1):
            fate = ratios(seen[days], seen[0], least_pc)
            origin = ratios(seen[0], seen[days], least_pc)
            print(
                f"  {days} d before: {len(fate)} events, {np.mean(fate < 0.1):.0%} fell more than "
                f"tenfold by the day; of {len(origin)} on the day, {np.mean(origin > 0.1):.0%} "
                f"stood within tenfold {days} d before"
            )


if __name__ == "__main__":
    main()
