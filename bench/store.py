"""Records a second into a store and out of it, by size of the unit of work, in one run.

Signed records of about 1.6 KB with an entry of a feed each. Peers: the same rows
by `sqlite3` alone (same tables, indices and triggers, rows made beforehand), for
what our layer costs; `synchronous=NORMAL`, for what it costs that a commit
outlasts a power cut. Wall clock and CPU of the process; the best of the rounds,
for the disk is shared.

    python -m bench.store [--records N] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cspo.federation.feed import GENESIS
from cspo.federation.store import InEntry
from cspo.node.store import SqliteStore
from cspo.node.store.connection import connect
from cspo.records import Record
from validation.store_million import IN, T0, batches, chained

TABLES = ("record", "feed_in", "party")


def put(path: Path, records: list[Record], unit_size: int, synchronous: str = "FULL") -> None:
    """Records and entries through the store."""
    entries, _ = chained(IN, GENESIS, records, InEntry)
    with SqliteStore(path) as store:
        pooled = store._writer.raw_connection()  # noqa: SLF001 - no such setting is for users
        pooled.driver_connection.execute(f"PRAGMA synchronous = {synchronous}")
        pooled.close()
        for start in range(0, len(records), unit_size):
            with store.write() as unit:
                unit.put_records(records[start : start + unit_size], t_ingest=T0)
                unit.append_in(IN, entries[start : start + unit_size], t_ingest=T0)


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows that a store ended up with."""
    connection = sqlite3.connect(path)
    rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
    connection.close()
    return rows


def put_bare(path: Path, rows: dict[str, list[tuple[object, ...]]], unit_size: int) -> None:
    """The same rows by sqlite3 alone."""
    SqliteStore(path).close()
    connection = connect(path)
    marks = {name: ",".join("?" * len(rows[name][0])) for name in TABLES}
    for start in range(0, len(rows["record"]), unit_size):
        connection.execute("BEGIN IMMEDIATE")
        for name in TABLES:
            some = rows[name][start : start + unit_size]
            connection.executemany(f"INSERT INTO {name} VALUES ({marks[name]})", some)
        connection.execute("COMMIT")
    connection.close()


def get(path: Path, ids: list[str]) -> None:
    """Every record by its id, one after the other."""
    with SqliteStore(path) as store, store.read() as unit:
        for record_id in ids:
            assert unit.envelope(record_id) is not None


def pages(path: Path) -> None:
    """The whole feed with its records, 500 entries at a time."""
    with SqliteStore(path) as store, store.read() as unit:
        after = 0
        while rows := unit.in_entries(IN, after, 500):
            after = rows[-1].seq


def best(call: Callable[[Path], object], folder: Path, rounds: int) -> tuple[float, float]:
    """Least wall and CPU seconds of some rounds, each on a new file."""
    walls, cpus = [], []
    for number in range(rounds):
        path = folder / f"{number}-{time.monotonic_ns()}.sqlite"
        wall, cpu = time.perf_counter(), time.process_time()
        call(path)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def measure(count: int, rounds: int) -> dict[str, dict[str, float]]:
    """Records a second by wall clock, and microseconds of CPU a record."""
    records = [record for batch in batches(count, random.Random(1)) for record in batch]
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        full = folder / "full.sqlite"
        put(full, records, 1_000)
        rows, ids = rows_of(full), [record.id for record in records]
        few = records[: max(count // 20, 1)]
        tasks: dict[str, tuple[int, Callable[[Path], object]]] = {
            "put, units of 1": (len(few), lambda path: put(path, few, 1)),
            "put, units of 1, NORMAL": (len(few), lambda path: put(path, few, 1, "NORMAL")),
            "put, units of 100": (count, lambda path: put(path, records, 100)),
            "put, units of 1,000": (count, lambda path: put(path, records, 1_000)),
            "put, units of 1,000, NORMAL": (
                count, lambda path: put(path, records, 1_000, "NORMAL"),
            ),
            "sqlite3 alone, units of 1,000": (count, lambda path: put_bare(path, rows, 1_000)),
            "get by id": (count, lambda _: get(full, ids)),
            "feed in pages of 500": (count, lambda _: pages(full)),
        }  # fmt: skip
        for task, (number, call) in tasks.items():
            wall, cpu = best(call, folder, rounds)
            found[task] = {"per_s": number / wall, "cpu_us": 1e6 * cpu / number}
    return found


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.store", description=__doc__)
    parser.add_argument("--data", help="taken for the sake of the other benchmarks; not needed")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    found = measure(given.records, given.rounds)
    if given.json:
        print(json.dumps(found))
        return
    print(f"{'':<32}{'a second':>12}{'us CPU each':>14}")
    for name, row in found.items():
        print(f"{name:<32}{row['per_s']:>12,.0f}{row['cpu_us']:>14.1f}")


if __name__ == "__main__":
    main()
