"""SGP4 states a second and core: cspo beside sgp4 (C++), heyoka and astroz, in one run.

One real catalogue (26,389 TLEs of 2024-07-05), position and velocity in float64,
48 times over a day. Every engine is set up beforehand and writes into memory that
it has touched before, where it can. CPU seconds of the whole process, all threads;
the engines take turns and the median of the rounds counts, so that a noisy machine
slows them all alike. Beside it how far each is from the C++ at the end of the day,
over the objects that the C++ calls good within 1e5 km of the Earth.

    python -m bench.sgp4_states [--data DIR] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sgp4.api import WGS72, Satrec, SatrecArray

from cspo.bridge import read_catalog
from cspo.dynamics import Sgp4Bulk
from cspo.orbits import Catalog
from cspo.time import Epoch

START = "2024-07-05T12:00:00Z"
START_JD = 2_460_497.0
EPOCH = Epoch.from_utc(START)
TIMES_S = np.linspace(0.0, 86_400.0, 48)
FILE = "catalog/spacetrack_20240705.tle.gz"


class Population:
    """Some objects of the catalogue, and every engine ready to propagate them."""

    def __init__(self, name: str, catalog: Catalog, pairs: list[tuple[str, str]]) -> None:
        self.name = name
        self.n = len(pairs)
        self.pairs = pairs
        self.bulk = Sgp4Bulk(catalog)
        self.out = np.zeros((len(TIMES_S), 6, self.n))
        self.satrecs = [Satrec.twoline2rv(*pair, WGS72) for pair in pairs]
        self.array = SatrecArray(self.satrecs)
        rng = np.random.default_rng(1)
        self.row = rng.integers(0, self.n, 1_000_000)
        self.tai_ns = EPOCH.tai_ns + rng.integers(0, 86_400 * 10**9, 1_000_000)
        self.start_min = (EPOCH.tai_ns - catalog.epoch_tai_ns) / 60e9

    def cspo(self) -> np.ndarray:
        return self.bulk.propagate(EPOCH, TIMES_S, out=self.out)[0]

    def cspo_pairs(self) -> None:
        self.bulk.propagate_pairs(self.row, self.tai_ns)

    def sgp4(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return self.array.sgp4(np.full(len(TIMES_S), START_JD), TIMES_S / 86_400.0)

    @cached_property
    def _heyoka(self) -> tuple[Any, np.ndarray]:
        import heyoka  # noqa: PLC0415 - a peer, loaded when asked for
        from heyoka.model import sgp4_propagator  # noqa: PLC0415 - a peer, loaded when asked for

        heyoka.set_nthreads(1)
        return sgp4_propagator(self.satrecs), np.zeros((len(TIMES_S), 7, self.n))

    def heyoka(self) -> np.ndarray:
        propagator, out = self._heyoka
        minutes = np.ascontiguousarray(self.start_min + TIMES_S[:, None] / 60.0)
        return np.asarray(propagator(minutes, out))[:, :6]

    @cached_property
    def _astroz(self) -> Any:
        import astroz  # noqa: PLC0415 - a peer, loaded when asked for

        return astroz.Constellation("\n".join(line for pair in self.pairs for line in pair))

    def astroz(self) -> tuple[np.ndarray, np.ndarray]:
        import astroz  # noqa: PLC0415 - a peer, loaded when asked for

        return astroz.propagate(
            self._astroz, TIMES_S / 60.0, start_time=datetime.fromisoformat(START),
            output="teme", velocities=True,
        )  # fmt: skip

    def last_positions(self, engine: str) -> np.ndarray:
        """(n, 3) at the end of the day."""
        found = getattr(self, engine)()
        if engine == "sgp4":
            return np.where(found[0][:, -1:] == 0, found[1][:, -1], np.nan)
        if engine != "astroz":
            return found[-1, :3].T
        place = {int(number): k for k, number in enumerate(self._astroz.satnums)}
        return found[0][-1, [place[s.satnum] for s in self.satrecs]]


def cpu_s(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def run(folder: Path, rounds: int) -> dict[str, Any]:
    """Rates in states a CPU second, errors in km."""
    lines = gzip.decompress((folder / FILE).read_bytes()).decode().splitlines()
    pairs = list(zip(lines[0::2], lines[1::2], strict=True))
    catalog = read_catalog(folder / FILE, latest_only=False, lenient=True).catalog
    if len(catalog) != len(pairs):
        raise SystemExit("the reader dropped rows: the engines would not see the same objects")
    setup = [cpu_s(lambda: Sgp4Bulk(catalog)) for _ in range(5)]
    deep = Sgp4Bulk(catalog).deep_space
    populations = [
        Population(name, catalog.take(rows), [pairs[row] for row in rows])
        for name, rows in (
            ("near-Earth", np.flatnonzero(~deep)),
            ("deep space", np.flatnonzero(deep)),
            ("whole catalogue", np.arange(len(deep))),
        )
    ]
    report: dict[str, Any] = {"setup_cpu_s": statistics.median(setup), "objects": len(catalog)}
    for population in populations:
        engines = ["cspo", "sgp4", "astroz"]
        if population.name == "near-Earth":
            engines.insert(2, "heyoka")  # it refuses nothing and is wrong in deep space
        due = population.last_positions("sgp4")
        good = np.linalg.norm(due, axis=1) < 1e5
        rows = {}
        for engine in engines:  # once untimed: setup, memory, compilation
            off = np.linalg.norm(population.last_positions(engine) - due, axis=1)[good]
            rows[engine] = {"error_km_p99": np.nanquantile(off, 0.99), "error_km": np.nanmax(off)}
        population.cspo_pairs()
        spent: dict[str, list[float]] = {engine: [] for engine in [*engines, "cspo_pairs"]}
        for _ in range(rounds):
            for engine, times in spent.items():
                times.append(cpu_s(getattr(population, engine)))
        for engine in engines:
            rows[engine]["states_s"] = (
                population.n * len(TIMES_S) / statistics.median(spent[engine])
            )
        rows["cspo_pairs"] = {"states_s": 1e6 / statistics.median(spent["cspo_pairs"])}
        report[population.name] = {"objects": population.n, "engines": rows}
    return report


def show(report: dict[str, Any]) -> None:
    print(f"set-up of {report['objects']} objects: {1e3 * report['setup_cpu_s']:.0f} ms CPU\n")
    for name, part in report.items():
        if not isinstance(part, dict):
            continue
        print(f"{name}, {part['objects']} objects x {len(TIMES_S)} times")
        for engine, row in part["engines"].items():
            error = (
                f"   off by {row['error_km']:8.1e} km at most, 99 % under {row['error_km_p99']:.1e}"
                if "error_km" in row
                else ""
            )
            print(f"  {engine:<12}{row['states_s'] / 1e6:7.2f} M states/s{error}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.sgp4_states", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CSPO_DATA", "")))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    report = run(given.data, given.rounds)
    if given.json:
        print(json.dumps(report))
    else:
        show(report)


if __name__ == "__main__":
    main()
