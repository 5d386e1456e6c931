"""A launch window against a whole catalogue: CPU seconds by length and by what closes.

Kourou to 500 km, three hours of flight, every second of the window. Real catalogue where CSPO_DATA
is set, else the reference population. The median of the rounds, kernels compiled before. There is
no free peer: the commercial one (STK's launch window tool) is Woodburn, AAS 98-134.

    python -m bench.launch_access [--data FOLDER] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

import numpy as np

from cspo.cli.catalogs import REFERENCE, load
from cspo.consequence.launch import KeepOut, closures, generic_ascent, launch_site
from cspo.frames import bundled_earth_orientation
from cspo.orbits.summary import screening_start

FILE = "catalog/celestrak_full_20250113.csv.gz"
CASES = (
    ("crewed alone", 4.0, KeepOut(active_pc=0.0, other_pc=0.0)),
    ("crewed, Pc 1e-6", 1.0, KeepOut()),
    ("crewed, Pc 1e-6", 4.0, KeepOut()),
    ("200, 25 and 2.5 km", 4.0,
     KeepOut(active_km=25.0, other_km=2.5, active_pc=0.0, other_pc=0.0)),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("CSPO_DATA", ""))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    path = Path(options.data) / FILE
    catalog = load([str(path) if options.data and path.is_file() else REFERENCE]).catalog
    start, eop = screening_start(catalog.epoch_tai_ns), bundled_earth_orientation()
    up = generic_ascent(launch_site("kourou"), altitude_km=500.0,
                        inclination_rad=np.radians(97.4))  # fmt: skip
    closures(up, catalog, start, eop, duration_s=10.0)
    rows = []
    for name, hours, rules in CASES:
        spent = []
        for _ in range(options.rounds):
            began = time.process_time()
            found = closures(up, catalog, start, eop, duration_s=3_600.0 * hours, keep_out=rules)
            spent.append(time.process_time() - began)
        rows.append({"rules": name, "hours": hours, "objects": found.screened,
                     "closed_s": found.closed_s(), "cpu_s": statistics.median(spent)})  # fmt: skip
    if options.json:
        print(json.dumps({"bench": "launch_access", "rows": rows}))
        return
    print(f"{'rules':>20} {'window h':>9} {'objects':>8} {'closed s':>9} {'CPU s':>7}")
    for row in rows:
        print(f"{row['rules']:>20} {row['hours']:9.1f} {row['objects']:8,} "
              f"{row['closed_s']:9,.0f} {row['cpu_s']:7.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
