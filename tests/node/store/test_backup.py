"""A backup is the store at one instant, whoever writes meanwhile; nothing is ever overwritten."""

from __future__ import annotations

import contextlib
import json
import resource
import shutil
import sqlite3
import threading

import pytest
from chains_of_store import T0, chained, some_records

from cspo.errors import (
    MalformedMessage,
    ResourceLimit,
    SourceError,
    UsageError,
    VerificationError,
)
from cspo.federation.feed import Feed
from cspo.markings import Mode
from cspo.node.store import (
    SqliteStore,
    back_up,
    check_store,
    manifest_path,
    read_manifest,
    restore,
)
from cspo.node.store.connection import PAGE_BYTES

FEED = Feed("AUS", "FRA", Mode.REAL)
T1 = T0 + 86_400


def put(store, *records):
    with store.write() as unit:
        for record in records:
            unit.put_record(record, t_ingest=T0)
            unit.append_out(FEED, chained(FEED, [record.id], unit.out_head(FEED)))


def ids(store):
    with store.read() as unit:
        return [row.id for row in unit.records_after(0, 10_000, envelopes=False)]


@pytest.fixture
def backed(store, tmp_path):
    """A store with ten records, backed up after the seventh."""
    records = some_records(10)
    put(store, *records[:7])
    backup = tmp_path / "monday.sqlite"
    back_up(store, backup, t=T0)
    put(store, *records[7:])
    return store, backup, [record.id for record in records]


def test_backup_is_restored_as_it_was_and_says_so(backed, tmp_path):
    store, backup, all_ids = backed
    manifest = restore(backup, tmp_path / "new.sqlite", t=T1, reason="disk lost")
    assert (manifest.records, manifest.generation, manifest.t) == (7, 0, T0.utc_iso(6))
    with SqliteStore(tmp_path / "new.sqlite", create=False) as new, new.read() as unit:
        assert (ids(new), unit.generation(), unit.out_head(FEED).seq) == (all_ids[:7], 1, 7)
        with store.read() as old:
            assert unit.secret("salt") == old.secret("salt")
            assert old.generation() == 0
        assert check_store(new).sound
    second = tmp_path / "second.sqlite"
    with SqliteStore(tmp_path / "new.sqlite") as new:
        assert back_up(new, second, t=T1).generation == 1


def test_backup_while_others_write_is_of_one_instant(store, tmp_path):
    records = some_records(400)
    put(store, *records[:100])
    begun, stop = threading.Event(), threading.Event()

    def write():
        for record in records[100:]:
            put(store, record)
            begun.set()
            if stop.is_set():
                return

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    progress = []
    manifest = back_up(store, tmp_path / "b", t=T0, progress=lambda *pages: progress.append(pages))
    stop.set()
    writer.join()
    assert progress[-1][0] == progress[-1][1] > 0
    restore(tmp_path / "b", tmp_path / "new", t=T1)
    with SqliteStore(tmp_path / "new") as new:
        found = ids(new)
        with new.read() as unit:  # records and entries stand together
            assert unit.out_head(FEED).seq == len(found) == manifest.records
        assert check_store(new).sound
    assert 100 < len(found) <= len(ids(store))
    assert found == [record.id for record in records[: len(found)]]


def test_backup_is_two_private_files_and_nothing_beside_them(backed, tmp_path):
    _, backup, _ = backed
    names = {path.name for path in tmp_path.iterdir() if path.name.startswith((".", "monday"))}
    assert names == {"monday.sqlite", "monday.sqlite.json"}
    for path in (backup, manifest_path(backup)):
        assert path.stat().st_mode & 0o777 == 0o600


def test_backup_replaces_nothing(backed):
    store, backup, _ = backed
    before = backup.read_bytes()
    with pytest.raises(UsageError, match="never replaces"):
        back_up(store, backup, t=T1)
    backup.unlink()
    with pytest.raises(UsageError, match="never replaces"):  # its manifest is there
        back_up(store, backup, t=T1)
    assert before


def test_changed_backup_is_refused(backed, tmp_path):
    _, backup, _ = backed
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    backup.write_bytes(data)
    with pytest.raises(VerificationError, match="changed or damaged"):
        restore(backup, tmp_path / "new.sqlite", t=T1)
    backup.write_bytes(data[:-1])
    with pytest.raises(VerificationError, match="changed or damaged"):
        restore(backup, tmp_path / "new.sqlite", t=T1)
    assert not (tmp_path / "new.sqlite").exists()


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"format": 2}', '{"format": 1, "format": 1}',
        '{"format":1,"store_id":"","domain":"","modes":[],"t":"","sha256":0}',
    ],
)  # fmt: skip
def test_manifest_that_is_none_is_refused(backed, tmp_path, text):
    _, backup, _ = backed
    manifest_path(backup).write_text(text)
    with pytest.raises(MalformedMessage):
        restore(backup, tmp_path / "new.sqlite", t=T1)


def test_manifest_of_a_newer_format_is_refused(backed):
    _, backup, _ = backed
    fields = json.loads(manifest_path(backup).read_bytes())
    manifest_path(backup).write_text(json.dumps({**fields, "format": 2}))
    with pytest.raises(MalformedMessage, match="format 1"):
        read_manifest(backup)


def test_backup_without_manifest_is_not_complete(backed, tmp_path):
    _, backup, _ = backed
    manifest_path(backup).unlink()
    with pytest.raises(SourceError, match="not complete"):
        restore(backup, tmp_path / "new.sqlite", t=T1)


def test_store_that_is_there_is_kept_unless_forced_and_even_then(backed, tmp_path):
    store, backup, all_ids = backed
    with pytest.raises(UsageError, match="--force"):
        restore(backup, store.path, t=T1)
    with pytest.raises(ResourceLimit, match="stop the node first"):
        restore(backup, store.path, t=T1, force=True)  # we have it open
    assert ids(store) == all_ids
    store.close()
    restore(backup, store.path, t=T1, force=True)
    with SqliteStore(store.path) as new:
        assert ids(new) == all_ids[:7]
    (aside,) = tmp_path.glob("store.sqlite.before-20260711T120000Z-*")
    with SqliteStore(aside) as old:
        assert ids(old) == all_ids


@pytest.mark.parametrize("damage", ["none", "first page", "both files"])
def test_log_of_a_killed_store_is_not_played_into_the_restored_one(backed, tmp_path, damage):
    store, backup, all_ids = backed
    killed, log = tmp_path / "killed.sqlite", tmp_path / "killed.sqlite-wal"
    shutil.copy(store.path, killed)  # as a killed process leaves them
    shutil.copy(f"{store.path}-wal", log)
    assert log.stat().st_size > 0
    if damage != "none":
        killed.write_bytes(b"damaged" + killed.read_bytes()[7:])
    if damage == "both files":
        log.write_bytes(b"damaged" + log.read_bytes()[7:])
    restore(backup, killed, t=T1, force=True)
    with SqliteStore(killed) as new:
        assert ids(new) == all_ids[:7]
        assert check_store(new).sound
    kept = sorted(path.name[-4:] for path in tmp_path.glob("killed.sqlite.before-*"))
    assert len(kept) == (2 if damage == "both files" else 1)
    assert ("-wal" in kept) == (damage == "both files")


@contextlib.contextmanager
def largest_file(size):
    """No file of this process may grow beyond *size* bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_damaged_store_gives_no_backup(store, tmp_path):
    put(store, *some_records(40))
    store.close()
    data = bytearray(store.path.read_bytes())
    with contextlib.closing(sqlite3.connect(store.path)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'feed_out'").fetchone()
    data[(root[0] - 1) * PAGE_BYTES : root[0] * PAGE_BYTES] = bytes(PAGE_BYTES)
    store.path.write_bytes(data)
    with SqliteStore(store.path) as damaged, pytest.raises(VerificationError, match="check it"):
        back_up(damaged, tmp_path / "backup.sqlite", t=T1)
    assert not list(tmp_path.glob("*backup*"))


def test_no_room_for_a_backup_or_a_restore_leaves_nothing_half(backed, tmp_path):
    store, backup, all_ids = backed
    with largest_file(50_000):
        with pytest.raises(ResourceLimit, match="room on the disk"):
            back_up(store, tmp_path / "second.sqlite", t=T1)
        with pytest.raises(ResourceLimit, match="room on the disk"):
            restore(backup, tmp_path / "new.sqlite", t=T1)
    names = {path.name for path in tmp_path.iterdir()}
    assert not {name for name in names if name.startswith((".", "second", "new"))}
    assert ids(store) == all_ids
    with pytest.raises(SourceError, match="No such file"):
        back_up(store, tmp_path / "absent" / "b", t=T1)
