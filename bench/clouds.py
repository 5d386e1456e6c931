"""Clouds: pieces to element sets, a day of crossings of a whole catalogue, routes in closed form.

CPU seconds of this process, kernels compiled before. Nobody else publishes such a screening; the
peer is the time in which a watch wants its answer, 60 s for the whole question
(``python -m bench.watch_question``).

    CSPO_DATA=FOLDER python -m bench.clouds [--json]
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cspo.cli.catalogs import load
from cspo.consequence.clouds import Cloud, cloud_of, crossings, element_sets, first_orbits
from cspo.consequence.fragmentation import Parent, collide
from cspo.frames import Frame
from cspo.orbits import State
from cspo.time import Epoch

FILE = "catalog/celestrak_full_20250113.csv.gz"
WHEN = Epoch.from_utc("2025-01-13T12:00:00Z")


def main() -> None:
    """Time each once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("CSPO_DATA", ""))
    parser.add_argument("--json", action="store_true")
    options, _ = parser.parse_known_args()
    path = Path(options.data) / FILE
    sky = load([str(path) if options.data and path.is_file() else "reference"]).catalog
    cloud = _cloud()
    few = sky.take(np.arange(50))
    crossings(cloud, few, generator=np.random.default_rng(1), hours=1.0)  # compiles
    (law, *_) = first_orbits(cloud)
    places = np.tile([[-6_000.0, 1_000.0, 3_400.0]], (2_000, 1))
    law.density_km3(places[:1], 600.0)
    rows = [
        {"what": "element sets", "size": 20_000,
         "cpu_s": _took(lambda: element_sets(cloud.sampled(20_000, generator=_random())))},
        {"what": "crossings, 24 h", "size": len(sky),
         "cpu_s": _took(lambda: crossings(cloud, sky, generator=_random(), threads=2))},
        {"what": "places by routes, 4 h after", "size": len(places),
         "cpu_s": _took(lambda: law.density_km3(places, 14_400.0))},
    ]  # fmt: skip
    if options.json:
        print(json.dumps({"bench": "clouds", "load": os.getloadavg()[0], "rows": rows}))
        return
    for row in rows:
        print(f"{row['what']:>28} {row['size']:>8,} {row['cpu_s']:7.2f} CPU s")


def _random() -> np.random.Generator:
    return np.random.default_rng(1)


def _took(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return round(time.process_time() - began, 3)


def _cloud() -> Cloud:
    """8.2 t struck by 100 kg at 10 km/s at 770 km: Envisat's orbit."""
    state = State(frame=Frame.TEME, epoch=WHEN, r_km=[7_148.0, 0.0, 0.0],
                  v_km_s=[0.0, -1.097, 7.385])  # fmt: skip
    broken = collide(Parent(mass_kg=8_200.0), Parent(mass_kg=100.0), 10.0, smallest_m=0.01,
                     generator=_random())  # fmt: skip
    other = State(frame=Frame.TEME, epoch=WHEN, r_km=[7_148.0, 0.0, 0.0],
                  v_km_s=[0.0, 0.367, -2.469])  # fmt: skip
    return cloud_of(broken, [state, other])


if __name__ == "__main__":
    main()
