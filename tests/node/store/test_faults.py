"""Each way in which SQLite fails has its error of cspo, and leaves the store to be used again."""

from __future__ import annotations

import sqlite3
import traceback
from contextlib import ExitStack, closing

import pytest
from chains_of_store import T0, some_records

from cspo.errors import ResourceLimit, SourceError, UsageError
from cspo.federation.feed import Feed
from cspo.federation.store import FeedEntry
from cspo.markings import Mode
from cspo.node.store import SqliteStore
from cspo.node.store.faults import as_cspo_error
from cspo.operations.store import FeedClosing
from cspo.time import Epoch

FEED = Feed("AUS", "FRA", Mode.REAL)
CANARY = b"canary-of-a-marked-body"


def with_code(code):
    error = sqlite3.OperationalError("told by SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        (sqlite3.SQLITE_FULL, ResourceLimit, "room on the disk"),
        (sqlite3.SQLITE_IOERR_WRITE, ResourceLimit, "room on the disk"),
        (sqlite3.SQLITE_BUSY, ResourceLimit, "another process"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, ResourceLimit, "another process"),
        (sqlite3.SQLITE_NOMEM, ResourceLimit, "memory"),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, UsageError, "the schema permits"),
        (sqlite3.SQLITE_READONLY_DBMOVED, SourceError, "read-only"),
        (sqlite3.SQLITE_IOERR_FSYNC, SourceError, "the disk failed"),
        (sqlite3.SQLITE_CORRUPT_INDEX, SourceError, "restore a backup"),
        (sqlite3.SQLITE_CANTOPEN, SourceError, "permissions"),
        (sqlite3.SQLITE_ERROR, SourceError, "told by SQLite"),
    ],
)
def test_every_code_is_explained(code, kind, said):
    error = as_cspo_error(with_code(code), "write to store", "store.sqlite")
    assert type(error) is kind
    assert said in str(error)
    assert "told by SQLite" in str(error)
    assert "write to store: store.sqlite" in str(error)


def test_error_without_a_code_is_explained():
    error = as_cspo_error(sqlite3.ProgrammingError("closed"), "read", "s")
    assert (type(error), error.got) == (SourceError, "closed")


def test_writer_that_stays_is_waited_for_and_then_named(store):
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ResourceLimit, match="another process writes"), store.write():
            pass
        with store.read() as unit:  # readers don't mind
            assert unit.last_seq() == 0
        other.execute("ROLLBACK")
    with store.write() as unit:
        assert unit.put_record(some_records(1)[0], t_ingest=T0)


def test_process_that_keeps_the_lock_is_waited_for_and_then_named(store, monkeypatch):
    monkeypatch.setattr(store._processes, "_timeout_s", 0.02)
    with SqliteStore(store.path) as other, other.write() as unit:
        unit.audit("slow", {}, t=T0)
        with pytest.raises(ResourceLimit, match="another process writes"), store.write():
            pass
    with store.write() as unit:
        assert len(unit.audited()) == 1


def test_too_many_readers_at_once(store, monkeypatch):
    monkeypatch.setattr(store._reader.pool, "_timeout", 0.01)
    with ExitStack() as stack:
        for _ in range(16):
            stack.enter_context(store.read())
        with pytest.raises(ResourceLimit, match="too many readers"), store.read():
            pass
    with store.read() as unit:
        assert unit.last_seq() == 0


def test_damaged_file_says_what_to_do(store):
    with store.write() as unit:
        unit.put_records(some_records(50), t_ingest=T0)
    store.close()
    data = bytearray(store.path.read_bytes())
    data[8_192:] = b"\xff" * (len(data) - 8_192)
    store.path.write_bytes(data)
    with pytest.raises(SourceError, match="check the store, restore a backup"):
        SqliteStore(store.path)


@pytest.mark.parametrize(
    "write",
    [
        lambda unit: unit.put_receipt(FEED, None, "11" * 32, CANARY, T0),
        lambda unit: unit.close_feed(
            FeedClosing(feed=FEED, seq=None, reason=CANARY.decode(), t=T0)
        ),
        lambda unit: unit.append_out(FEED, [FeedEntry(0, "11" * 32, "11" * 32, "11" * 32, CANARY)]),
        lambda unit: unit.run_many("INSERT INTO directory VALUES ('AUS', NULL, ?)", [(CANARY,)]),
    ],
)
def test_errors_tell_nothing_of_what_was_to_be_written(store, write):
    """Not even in the chain of causes that a log may hold."""
    with pytest.raises(UsageError) as caught, store.write() as unit:
        write(unit)
    told = "".join(traceback.format_exception(caught.value))
    assert "constraint failed" in told
    assert CANARY.decode() not in told


def test_instant_that_no_column_holds(store):
    far = Epoch(1 << 63)
    with pytest.raises(Exception, match="1707 to 2292"), store.write() as unit:
        unit.put_record(some_records(1)[0], t_ingest=far)
    with store.read() as unit:
        assert unit.last_seq() == 0
