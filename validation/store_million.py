"""A million records in one SQLite store: rate of ingest, time of queries, size, rebuild, memory.

Records of about 1.6 KB, each signed and different, of two origins, five kinds and
27,000 objects; one in five replaces an earlier one, one in a hundred withdraws
one. Each has an entry in a feed to us or of ours. A thousand go into a unit of work,
synchronous=FULL; making and signing them is not counted. Then: queries as
pictures and partners ask them, from random places; the picture of what holds now,
made and made again to the same bytes; a backup; a check of every hash and chain.
Wall clock, one process; the machine may have other work, which the CPU seconds
leave out.

    python -m validation.store_million [--records N] [--folder DIR]
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from nations import key_of, payload_of

from cspo.federation.feed import Feed, Head, entry_hash
from cspo.federation.store import FeedEntry
from cspo.markings import Mode
from cspo.node.store import CurrentVersions, Projector, SqliteStore, back_up, check_store
from cspo.operations.store import RecordQuery
from cspo.records import Payload, Record, record_id
from cspo.records.envelope import RECORD_TYPE
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-07-10T12:00:00Z")
BATCH = 1_000
OBJECTS = 27_000
KINDS = ("orbit", "conjunction", "observation", "maneuver-notice", "notice")
IN, OUT = Feed("FRA", "AUS", Mode.REAL), Feed("AUS", "FRA", Mode.REAL)


def sealed(payload: Payload) -> Record:
    """As `cspo.records.seal`, without the second reading that makes sure we can read it."""
    data = msgspec.json.encode(payload)
    envelope = key_of(payload.origin).sign(RECORD_TYPE, data)
    return Record(id=record_id(data), payload=payload, envelope=envelope.to_bytes())


def batches(count: int, dice: random.Random) -> Iterator[list[Record]]:
    """Records in the order of ingest, a thousand at a time; the same for the same seed."""
    templates = {origin: payload_of(origin, ("AUS", "FRA")) for origin in ("AUS", "FRA")}
    earlier: dict[str, list[str]] = {origin: [] for origin in templates}
    versions: dict[tuple[str, str, str], int] = {}
    for start in range(0, count, BATCH):
        batch = []
        for n in range(start, min(start + BATCH, count)):
            origin = "FRA" if dice.random() < 0.6 else "AUS"
            kind, about = dice.choice(KINDS), f"norad:{dice.randrange(OBJECTS)}"
            chance, supersedes = dice.random(), ""
            body: dict[str, object] = {"n": n, "values": [dice.random() for _ in range(22)]}
            if earlier[origin] and chance < 0.01:
                kind, about = "withdrawal", ""
                body["record"] = dice.choice(earlier[origin])
            elif earlier[origin] and chance < 0.2:
                supersedes = dice.choice(earlier[origin])
            version = versions[origin, kind, about] = versions.get((origin, kind, about), 0) + 1
            record = sealed(
                msgspec.structs.replace(
                    templates[origin], kind=kind, object=about, version=version,
                    supersedes=supersedes, body=msgspec.Raw(msgspec.json.encode(body)),
                    t_valid=(T0 + n * 0.1).utc_iso(6),
                )
            )  # fmt: skip
            if dice.random() < 0.05:
                earlier[origin].append(record.id)
            batch.append(record)
        yield batch


def chained(feed: Feed, head: Head, records: list[Record]) -> tuple[list[FeedEntry], Head]:
    """Entries for records, and the head after them."""
    entries = []
    for record in records:
        own = entry_hash(feed, head.hash, head.seq + 1, record.id)
        entries.append(FeedEntry(head.seq + 1, record.id, head.hash, own))
        head = Head(head.seq + 1, own)
    return entries, head


def ingest(store: SqliteStore, count: int) -> list[str]:
    """Fill the store; ids of one record in a hundred."""
    sample: list[str] = []
    spent_s = cpu_s = 0.0
    slowest_s, wal_bytes, total_bytes = 0.0, 0, 0
    with store.read() as unit:
        heads = {IN: unit.in_head(IN), OUT: unit.out_head(OUT)}
    for number, batch in enumerate(batches(count, random.Random(1))):
        begun, begun_cpu = time.perf_counter(), time.process_time()
        theirs, heads[IN] = chained(IN, heads[IN], [r for r in batch if r.payload.origin == "FRA"])
        ours, heads[OUT] = chained(OUT, heads[OUT], [r for r in batch if r.payload.origin == "AUS"])
        with store.write() as unit:
            assert unit.put_records(batch, t_ingest=T0 + number) == len(batch)
            unit.append_in(IN, theirs, t_ingest=T0 + number)
            unit.append_out(OUT, ours)
        took_s = time.perf_counter() - begun
        spent_s, cpu_s = spent_s + took_s, cpu_s + time.process_time() - begun_cpu
        slowest_s = max(slowest_s, took_s)
        wal_bytes = max(wal_bytes, Path(f"{store.path}-wal").stat().st_size)
        total_bytes += sum(len(record.envelope) for record in batch)
        sample += [record.id for record in batch[::100]]
        if (number + 1) % 200 == 0:
            say(
                f"  {(number + 1) * BATCH:,} records",
                f"{(number + 1) * BATCH / spent_s:,.0f} a second",
            )
    say("envelope, mean", f"{total_bytes / count:,.0f} bytes")
    say(
        "ingest, record and entry",
        f"{count / spent_s:,.0f} a second, {1e6 * cpu_s / count:.1f} us CPU",
    )
    say("slowest unit of 1,000", f"{1e3 * slowest_s:,.0f} ms")
    say("largest write-ahead log", f"{wal_bytes / 1e6:,.0f} MB")
    return sample


def queries(store: SqliteStore, count: int, sample: list[str]) -> None:
    """Times of what is asked of a store, from random places."""
    dice = random.Random(2)

    def about() -> str:
        return f"norad:{dice.randrange(OBJECTS)}"

    with store.read() as unit:
        head = unit.out_head(OUT).seq
        asked: dict[str, Callable[[], object]] = {
            "a record by id": lambda: unit.envelope(dice.choice(sample)),
            "an object's history (37)": lambda: unit.history(about()),
            "an object's newest orbit": lambda: unit.newest(about(), "orbit", "FRA"),
            "100 records of a kind after n": lambda: unit.records_after(
                dice.randrange(count), 100, kinds=["conjunction"], mode=Mode.REAL
            ),
            "100 of two kinds after n, for FRA": lambda: unit.records_after(
                dice.randrange(count), 100, kinds=["notice", "orbit"], mode=Mode.REAL, party="FRA"
            ),
            "100 ingested since t": lambda: unit.records(
                RecordQuery(since=T0 + dice.randrange(max(count // BATCH, 1)), limit=100)
            ),
            "500 entries of a feed with records": lambda: unit.out_entries(
                OUT, dice.randrange(max(head, 1)), 500
            ),
            "head of a feed": lambda: unit.in_head(IN),
        }
        for name, ask in asked.items():
            times_ms = []
            for _ in range(400):
                begun = time.perf_counter()
                ask()
                times_ms.append(1e3 * (time.perf_counter() - begun))
            cuts = statistics.quantiles(times_ms, n=100)
            say(name, f"{cuts[49]:8.3f} ms p50 {cuts[98]:8.3f} ms p99")


def sizes(path: Path, count: int) -> None:
    """Bytes by table and index."""
    total = path.stat().st_size
    say("size", f"{total / 1e9:.2f} GB, {total / count:,.0f} bytes a record")
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute(
            "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12"
        ).fetchall()
    except sqlite3.OperationalError:
        rows = []  # this SQLite was built without
    connection.close()
    for name, size in rows:
        say(f"  {name}", f"{size / 1e6:,.0f} MB")


def timed(name: str, call: Callable[[], object], count: int) -> object:
    """Run once and say how long it took."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    found = call()
    took_s, cpu_s = time.perf_counter() - begun, time.process_time() - begun_cpu
    say(name, f"{took_s:.1f} s ({cpu_s:.1f} s CPU), {count / took_s:,.0f} records a second")
    return found


def peak() -> None:
    """The most memory that the process has held."""
    say("peak memory so far", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB")


def say(name: str, value: str) -> None:
    """One line of the log."""
    print(f"{name:<36} {value}", flush=True)


def run(count: int, folder: Path) -> None:
    """All of it, in a folder that is empty before and after."""
    path = folder / "million.sqlite"
    load = os.getloadavg()[0]
    say("SQLite", f"{sqlite3.sqlite_version}, synchronous FULL, WAL")
    say("machine", f"{os.cpu_count()} processors, load {load:.1f} before")
    with SqliteStore(path) as store:
        sample = ingest(store, count)
        peak()
        queries(store, count, sample)
        picture = Projector(store, CurrentVersions())
        timed("picture, made", picture.catch_up, count)
        first = picture.digest()
        timed("picture, made again", picture.rebuild, count)
        second = picture.digest()
        say(
            "its digest",
            f"{first[:16]} and {second[:16]}: {'the same' if first == second else 'NOT'}",
        )
        peak()
        timed("backup", lambda: back_up(store, folder / "backup.sqlite", t=T0), count)
        sound = timed("check of every hash and chain", lambda: check_store(store).sound, count)
        say("store", "sound" if sound else "NOT SOUND")
        peak()
    sizes(path, count)
    begun = time.perf_counter()
    SqliteStore(path).close()
    say("open and close", f"{1e3 * (time.perf_counter() - begun):.1f} ms")
    if first != second or not sound:
        sys.exit(1)


def main(arguments: list[str] | None = None) -> None:
    """Run in a temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m validation.store_million", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the store is made for a while")
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(dir=given.folder))
    try:
        run(given.records, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
