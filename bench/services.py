"""Dilution of precision, coverage and a whole assessment of services a CPU second.

PDOP of 31 and of 115 satellites, each system its own clock, on a net of 5 degrees every 5 minutes;
places in view of 6,925 satellites of one fleet; the sample's 34 services, all hit. CPU seconds of
the process, the median of the rounds; SGP4 and the Earth's rotation are in them.

    python -m bench.services [--data DIR] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cspo.bridge import read_catalog
from cspo.consequence.services import assess_loss, coverage, dilution, globe, roster_of
from cspo.frames import EarthOrientation
from cspo.operations.consequence.services_file import sample_services
from cspo.orbits import Catalog
from cspo.time import Epoch

FILE = "catalog/celestrak_full_20250113.csv.gz"
START = Epoch.from_utc("2025-01-13T00:00:00Z")
EOP = EarthOrientation.zero()


def timed(work: Callable[[], object], rounds: int) -> float:
    spent = []
    for _ in range(rounds + 1):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return statistics.median(spent[1:])


def run(catalog: Catalog, rounds: int) -> list[dict[str, float | str]]:
    model, net = sample_services(), globe(5.0)
    rows: list[dict[str, float | str]] = []
    for name in ("gps", "gnss"):
        found = roster_of(model, model.service(name), catalog)
        cpu_s = timed(
            lambda found=found: dilution(
                catalog, found.rows, net, clock=found.clock, start=START, eop=EOP
            ),
            rounds,
        )  # fmt: skip
        count = 288 * len(net)
        rows.append({"what": f"PDOP, {len(found)} satellites", "cpu_s": cpu_s, "count": count})
    fleet = roster_of(model, model.service("starlink"), catalog)
    cpu_s = timed(
        lambda: coverage(
            catalog, fleet.rows, net, start=START, eop=EOP, hours=2.0, step_s=300.0,
            elevation_rad=np.radians(25.0),
        ),
        rounds,
    )  # fmt: skip
    count = 24 * len(net) * len(fleet)
    rows.append({"what": f"coverage, {len(fleet)} satellites", "cpu_s": cpu_s, "count": count})
    lost = [service.satellites[0] for service in model.services if service.satellites]
    lost += [roster_of(model, model.service(name), catalog).object_ids[0]
             for name in ("iridium", "starlink", "oneweb")]  # fmt: skip
    cpu_s = timed(lambda: assess_loss(model, catalog, lost=lost, start=START, eop=EOP), rounds)
    rows.append({"what": "assessment, 34 services hit", "cpu_s": cpu_s, "count": 1})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CSPO_DATA", "")))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    catalog = read_catalog([str(options.data / FILE)]).catalog
    rows = run(catalog, options.rounds)
    if options.json:
        print(json.dumps({"bench": "services", "rows": rows}))
        return
    for row in rows:
        each = float(row["count"]) / float(row["cpu_s"])
        print(f"{row['what']:32} {row['cpu_s']:7.3f} CPU s {each:16,.1f} a CPU s")


if __name__ == "__main__":
    main()
