"""Pieces a second and core: a break-up drawn whole, and its parts.

A collision of two objects of 1,000 kg at 10 km/s, by the smallest size drawn: from what a
catalogue sees to 5 mm. Sizes, area to mass, masses closed, speeds, momentum. CPU seconds of the
process; the median of the rounds. There is no peer: public codes for Python draw one piece at a
time or are not packaged.

    python -m bench.fragmentation [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

import numpy as np

from cspo.consequence.fragmentation import Parent, collide

SMALLEST_M = (0.1, 0.02, 0.0057, 0.002)


def run(smallest_m: float, rounds: int) -> dict[str, float]:
    parent, spent, pieces = Parent(mass_kg=1000.0), [], 0
    for seed in range(rounds + 1):
        start = time.process_time()
        breakup = collide(parent, parent, 10.0, smallest_m=smallest_m,
                          generator=np.random.default_rng(seed))  # fmt: skip
        spent.append(time.process_time() - start)
        pieces = len(breakup.fragments)
    cpu_s = statistics.median(spent[1:])
    return {"smallest_m": smallest_m, "pieces": pieces, "cpu_s": cpu_s,
            "pieces_per_cpu_s": pieces / cpu_s}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not used: nothing is read")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [run(smallest_m, options.rounds) for smallest_m in SMALLEST_M]
    if options.json:
        print(json.dumps({"bench": "fragmentation", "rows": rows}))
        return
    print(f"{'smallest':>9} {'pieces':>10} {'CPU s':>8} {'pieces a CPU s':>15}")
    for row in rows:
        print(f"{1e3 * row['smallest_m']:6.1f} mm {row['pieces']:10,.0f} {row['cpu_s']:8.3f}"
              f" {row['pieces_per_cpu_s']:15,.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
