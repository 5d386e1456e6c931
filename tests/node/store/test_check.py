"""Whatever is damaged or changed in a store is found."""

from __future__ import annotations

import sqlite3

import pytest
from chains_of_store import T0, chained, some_records
from nations import key_of, record_of

from cspo.errors import SourceError
from cspo.federation.feed import RESTART_STEP, Feed, entry_hash
from cspo.federation.sender import make_checkpoint
from cspo.federation.store import FeedEntry
from cspo.markings import Mode
from cspo.node.store import CurrentVersions, Projector, SqliteStore, check_store
from cspo.node.store.connection import PAGE_BYTES

FEED = Feed("AUS", "FRA", Mode.REAL)
IN = Feed("FRA", "AUS", Mode.REAL)


@pytest.fixture
def filled(store):
    """A store with records, feeds both ways, a quarantined entry, an audit and a picture."""
    ours = some_records(6, object="norad:1")
    theirs = [record_of(origin="FRA", to=("AUS", "FRA"), body={"n": n}) for n in range(4)]
    replaced = record_of(supersedes=ours[0].id, to=("AUS", "GBR/acme-sat"))
    with store.write() as unit:
        unit.put_records([*ours, replaced, *theirs[:3]], t_ingest=T0)
        unit.append_out(FEED, chained(FEED, [record.id for record in ours]))
        unit.append_in(IN, chained(IN, [r.id for r in theirs]), t_ingest=T0)
        unit.quarantine(IN, 4, "UNKNOWN_KIND", b"frame", t=T0)
        for n in range(4):
            unit.audit("accepted", {"n": str(n), "who": "é"}, t=T0 + n)
    Projector(store, CurrentVersions()).catch_up()
    return store


def found(path):
    with SqliteStore(path, create=False) as store:
        return [(fault.table, fault.text) for fault in check_store(store).faults]


def test_sound_store(filled):
    counted = []
    report = check_store(filled, progress=counted.append)
    assert report.sound
    assert (report.records, report.entries, report.faults) == (10, 10, ())


def test_feed_that_jumped_after_a_restart_is_sound(store):
    first, lost, later = some_records(3)
    entries = chained(FEED, [first.id, lost.id])
    jump = RESTART_STEP + 1  # the store had forgotten the second entry
    own = entry_hash(FEED, entries[0].hash, jump, later.id)
    with store.write() as unit:
        unit.append_out(FEED, [entries[0], FeedEntry(jump, later.id, entries[0].hash, own)])
        unit.append_out(FEED, [entries[1]])  # and got it back
    assert check_store(store).sound


TAMPERING = {
    "class": ("record", "UPDATE record SET class = 'TS' WHERE seq = 2", "columns"),
    "mask": ("record", "UPDATE record SET rel_mask = rel_mask | 4 WHERE seq = 2", "columns"),
    "bytes": (
        "record",
        "UPDATE record SET envelope = (SELECT envelope FROM record WHERE seq = 3) WHERE seq = 2",
        "hash to",
    ),
    "no record": ("record", "UPDATE record SET envelope = x'7b7d' WHERE seq = 2", "no record"),
    "supersedes": ("record", "UPDATE record SET supersedes = NULL WHERE seq = 7", "columns"),
    "entry": ("feed_out", "DELETE FROM feed_out WHERE seq = 3", "missing"),
    "last entry's hash": (
        "feed_out", "UPDATE feed_out SET hash = zeroblob(32) WHERE seq = 6", "its hash",
    ),
    "prev": ("feed_in", "UPDATE feed_in SET prev = zeroblob(32) WHERE seq = 2", "not chained"),
    "their record": (
        "feed_in",
        "UPDATE record SET id = randomblob(32) WHERE origin = 'FRA' AND seq = 8",
        "neither its record nor a verdict",
    ),
    "verdict": ("feed_in", "DELETE FROM quarantine", "neither its record nor a verdict"),
    "audit line": ("audit", "DELETE FROM audit WHERE n = 2", "missing"),
    "audit text": ("audit", "UPDATE audit SET fields = '{}' WHERE n = 2", "its hash"),
    "audit time": ("audit", "UPDATE audit SET t_tai_ns = 0 WHERE n = 2", "its hash"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_what_somebody_changed_is_found(filled, name):
    table, sql, text = TAMPERING[name]
    filled.close()
    with sqlite3.connect(filled.path) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = triggers.fetchall()
        for trigger, _ in triggers:
            raw.execute(f"DROP TRIGGER {trigger}")
        assert raw.execute(sql).rowcount
        for _, again in triggers:
            raw.execute(again)
    raw.close()
    faults = found(filled.path)
    assert any(fault[0] == table and text in fault[1] for fault in faults), faults


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("DROP TRIGGER record_no_UPDATE", "this trigger is not there as it was made"),
        ("DROP INDEX ix_record_kind", "this index is not there as it was made"),
        ("ALTER TABLE audit ADD COLUMN more TEXT", "this table is not there as it was made"),
        ("CREATE TABLE stowaway (n INTEGER)", "this table is none of ours"),
        (
            "CREATE TRIGGER quiet AFTER INSERT ON record BEGIN SELECT 1; END",
            "this trigger is none of ours",
        ),
    ],
)
def test_rules_that_are_missing_or_strange_are_found(filled, sql, text):
    filled.close()
    with sqlite3.connect(filled.path) as raw:
        raw.execute(sql)
    raw.close()
    assert ("schema", text) in found(filled.path)


def test_every_page_that_is_lost_is_found(filled):
    filled.close()
    whole = filled.path.read_bytes()
    pages = len(whole) // PAGE_BYTES
    assert pages > 40
    missed = []
    for page in range(pages):
        data = bytearray(whole)
        data[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = bytes(PAGE_BYTES)
        filled.path.write_bytes(data)
        try:
            if not found(filled.path):
                missed.append(page)
        except SourceError:  # so damaged that it can't be opened
            pass
    assert missed == []


def test_bytes_that_rot_within_records_are_found(filled):
    """One bit in the bytes of an envelope, wherever it lies on the disk."""
    filled.close()
    whole = filled.path.read_bytes()
    with sqlite3.connect(filled.path) as raw:
        envelopes = [row[0] for row in raw.execute("SELECT envelope FROM record")]
    raw.close()
    for envelope in envelopes:
        place = whole.index(envelope[:64]) + 32
        data = bytearray(whole)
        data[place] ^= 4
        filled.path.write_bytes(data)
        assert found(filled.path)


def test_checkpoint_whose_columns_differ_from_its_bytes_is_found(store):
    with store.write() as unit:
        for hour in range(2):
            make_checkpoint(unit, "AUS", Mode.REAL, ["FRA"], key_of("AUS"), t=T0 + 3_600 * hour)
    assert check_store(store).sound
    store.close()
    with sqlite3.connect(store.path) as raw:
        raw.execute("DROP TRIGGER checkpoint_no_UPDATE")
        raw.execute("UPDATE checkpoint SET t_tai_ns = t_tai_ns + 1")
    raw.close()
    assert ("checkpoint", "its columns are not what its bytes say") in found(store.path)
