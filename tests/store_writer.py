"""A process that writes units of work until it is killed: ``store_writer.py STORE ORIGIN UNITS``.

Unit *n* holds ``1 + n % 4`` records, an entry for each of them and a line in the
audit. It says that it is ready, waits for a line, and writes; what it prints then has
been committed before.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
from chains_of_store import T0, chained
from nations import record_of

from cspo.errors import ResourceLimit
from cspo.federation.feed import Feed
from cspo.markings import Mode
from cspo.node.store import SqliteStore
from cspo.records.record import read_record

__all__ = ["feed_of", "whole_units", "write_unit", "write_until_full"]


def feed_of(origin: str) -> Feed:
    return Feed(origin, "USA", Mode.REAL)


def records_of_unit(origin: str, n: int) -> list[str]:
    return [f"{origin} unit {n} record {k} {'x' * 1_000}" for k in range(1 + n % 4)]


def write_unit(store: SqliteStore, origin: str, n: int) -> None:
    feed = feed_of(origin)
    with store.write() as unit:
        for text in records_of_unit(origin, n):
            record = record_of(origin, (origin, "USA"), body={"text": text})
            unit.put_record(record, t_ingest=T0 + n)
            unit.append_out(feed, chained(feed, [record.id], unit.out_head(feed)))
        unit.audit("unit", {"n": str(n), "origin": origin}, t=T0 + n)


def texts(store: SqliteStore, origin: str) -> list[str]:
    with store.read() as unit:
        rows = unit.records_after(0, 10_000_000, origin=origin)
    return [msgspec.json.decode(read_record(row.envelope).payload.body)["text"] for row in rows]


def whole_units(store: SqliteStore, origin: str) -> int:
    """How many units of one origin the store holds; that all of them are whole is asserted."""
    found = texts(store, origin)
    with store.read() as unit:
        head = unit.out_head(feed_of(origin))
        audited = [
            fields["n"] for _, _, fields, _ in unit.audited(event="unit", limit=1_000_000)
            if fields["origin"] == origin
        ]  # fmt: skip
    units = len(audited)
    due = [text for n in range(units) for text in records_of_unit(origin, n)]
    assert found == due
    assert head.seq == len(due)
    assert audited == [str(n) for n in range(units)]
    return units


def write_until_full(store: SqliteStore, first: int = 0) -> int:
    """Units until the disk is full; how many were committed."""
    n = first
    while True:
        try:
            write_unit(store, "AUS", n)
        except ResourceLimit as error:
            told = str(error)
            break
        n += 1
    assert "room on the disk" in told
    assert "what was committed stays" in told
    return n


def main(path: str, origin: str, units: int) -> None:
    with SqliteStore(Path(path)) as store:
        with store.read() as unit:
            lines = unit.audited(event="unit", limit=1_000_000)
            done = sum(fields["origin"] == origin for _, _, fields, _ in lines)
        print("ready", flush=True)
        sys.stdin.readline()
        for n in range(done, done + units):
            write_unit(store, origin, n)
            print(n, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
