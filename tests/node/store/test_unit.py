"""What is put in is had again; a unit of work stands whole or not at all."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from pathlib import Path

import pytest
from chains_of_store import T0, chained, some_records
from nations import record_of
from sqlalchemy import text

from cspo.errors import ResourceLimit, SourceError, UsageError
from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.feed import GENESIS, RESTART_STEP, Feed, Head
from cspo.federation.heard import heard_in_feed
from cspo.federation.store import (
    CheckpointRow,
    FeedEntry,
    HeadRow,
    Standing,
    StandingRow,
)
from cspo.markings import Mode
from cspo.node.store import EXERCISE_SIDE, SqliteStore

FEED = Feed("AUS", "FRA", Mode.REAL)
IN = Feed("FRA", "AUS", Mode.REAL)
H1, H2, H3 = ("11" * 32, "22" * 32, "33" * 32)


def test_record_is_had_again_byte_for_byte(store):
    record = record_of(object="norad:25544", version=7)
    with store.write() as unit:
        assert unit.put_record(record, t_ingest=T0)
        assert not unit.put_record(record, t_ingest=T0 + 5)
        assert unit.envelope(record.id) == record.envelope
    with store.read() as unit:
        assert unit.envelope(record.id) == record.envelope
        assert unit.envelope(H1) is None
        row = unit.stored(record.id)
    assert (row.seq, row.version, row.object, row.t_ingest) == (1, 7, "norad:25544", T0)
    assert row.t_valid.utc_iso(6) == record.payload.t_valid


def test_record_valid_in_any_year_is_stored(store):
    record = record_of(t_valid="9999-12-31T23:59:59.999999Z")
    with store.write() as unit:
        unit.put_record(record, t_ingest=T0)
        assert unit.stored(record.id).t_valid.utc_iso(6) == "9999-12-31T23:59:59.999999Z"


def test_unit_that_fails_leaves_nothing(store):
    first, second = some_records(2)
    with store.write() as unit:
        unit.put_record(first, t_ingest=T0)

    def fail():
        with store.write() as unit:
            unit.put_record(second, t_ingest=T0)
            unit.append_out(FEED, chained(FEED, [first.id, second.id]))
            unit.audit("released", {"to": "FRA"}, t=T0)
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        fail()
    with store.read() as unit:
        assert unit.envelope(second.id) is None
        assert unit.out_head(FEED) == GENESIS
        assert unit.audited() == []


def test_unit_with_a_failed_statement_commits_nothing_even_if_passed_over(store):
    one, two = some_records(2)
    entries = chained(FEED, [one.id])
    with store.write() as unit:
        unit.append_out(FEED, entries)

    def pass_over():
        with store.write() as unit:
            unit.put_record(two, t_ingest=T0)
            with contextlib.suppress(UsageError):
                unit.append_out(FEED, entries)

    with pytest.raises(UsageError, match="failed statement"):
        pass_over()
    with store.read() as unit:
        assert unit.envelope(two.id) is None


def test_party_of_a_unit_that_failed_is_not_remembered(store):
    record = record_of(to=("AUS", "GBR/acme-sat"))

    def fail():
        with store.write() as unit:
            unit.put_record(record, t_ingest=T0)
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        fail()
    with store.write() as unit:
        unit.put_record(record, t_ingest=T0)
    with store.read() as unit:
        assert [row.id for row in unit.records_after(0, 9, party="GBR/acme-sat")] == [record.id]


def test_reader_keeps_its_snapshot_while_another_writes(store):
    one, two = some_records(2)
    with store.write() as unit:
        unit.put_record(one, t_ingest=T0)
    with store.read() as before:
        assert before.last_seq() == 1
        with store.write() as unit:
            unit.put_record(two, t_ingest=T0)
        assert before.last_seq() == 1
        assert before.envelope(two.id) is None
    with store.read() as after:
        assert after.last_seq() == 2


@pytest.mark.parametrize(
    "write",
    [
        lambda unit: unit.put_record(some_records(1)[0], t_ingest=T0),
        lambda unit: unit.append_out(FEED, chained(FEED, [H1])),
        lambda unit: unit.append_in(IN, chained(IN, [H1]), t_ingest=T0),
        lambda unit: unit.quarantine(IN, 1, "MALFORMED", b"", t=T0),
        lambda unit: unit.put_receipt(IN, 1, H1, b"", T0),
        lambda unit: unit.put_directory("AUS", 1, b""),
        lambda unit: unit.audit("x", {}, t=T0),
        lambda unit: unit.mark_restored("x", t=T0),
        lambda unit: unit.put_head(FEED, HeadRow(1, Head(1, H1), H2)),
    ],
)
def test_writing_through_a_snapshot_is_refused(store, write):
    with store.read() as unit, pytest.raises(UsageError, match="snapshot"):
        write(unit)


def test_snapshot_cannot_write_by_sql_either(store):
    with store.read() as unit, pytest.raises(Exception, match="readonly"):
        unit._connection.execute(text("INSERT INTO directory VALUES ('AUS', 1, x'00')"))


def test_unit_is_of_no_use_after_its_block(store):
    with store.write() as unit:
        pass
    with pytest.raises(UsageError, match="ended"):
        unit.last_seq()


def test_unit_within_a_unit_is_refused_instead_of_waiting_for_ever(store):
    with store.write(), pytest.raises(UsageError, match="second within"), store.write():
        pass
    with store.write() as unit:
        unit.audit("goes on", {}, t=T0)


def test_threads_write_one_after_the_other(store):
    records = some_records(40)

    def put(mine):
        for record in mine:
            with store.write() as unit:
                unit.put_record(record, t_ingest=T0)

    threads = [threading.Thread(target=put, args=(records[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as unit:
        rows = unit.records_after(0, 100)
    assert [row.seq for row in rows] == list(range(1, 41))
    assert {row.id for row in rows} == {record.id for record in records}


def test_feed_of_ours(store):
    records = some_records(5)
    ids = [record.id for record in records]
    entries = chained(FEED, ids)
    with store.write() as unit:
        for record in records[:4]:
            unit.put_record(record, t_ingest=T0)
        unit.append_out(FEED, entries)
        assert unit.out_head(FEED) == Head(5, entries[-1].hash)
    with store.read() as unit:
        assert unit.out_head(Feed("AUS", "GBR", Mode.REAL)) == GENESIS
        assert unit.out_seq(FEED, ids[2]) == 3
        assert unit.out_seq(FEED, H1) is None
        assert unit.out_entry(FEED, 2) == entries[1]
        assert unit.out_entry(FEED, 6) is None
        rows = unit.out_entries(FEED, 2, 2)
        assert [(row.seq, row.envelope) for row in rows] == [
            (3, records[2].envelope), (4, records[3].envelope),
        ]  # fmt: skip
        assert unit.out_entries(FEED, 4, 9)[0].envelope == b""  # its record isn't there
        assert unit.out_feeds() == [FEED]


def test_feeds_are_sorted_by_partner_and_mode(tmp_path):
    feeds = [
        Feed("AUS", recipient, mode)
        for recipient in ("CAN", "FRA", "USA")
        for mode in (Mode.EXERCISE, Mode.TEST)
    ]
    with SqliteStore(tmp_path / "s", modes=EXERCISE_SIDE) as store, store.write() as unit:
        for feed in reversed(feeds):
            unit.append_out(feed, chained(feed, [H1, H2]))
            back = Feed(feed.recipient, "AUS", feed.mode)
            unit.append_in(back, chained(back, [H1]), t_ingest=T0)
        assert unit.out_feeds() == feeds
        assert unit.in_feeds() == [Feed(feed.recipient, "AUS", feed.mode) for feed in feeds]


@pytest.mark.parametrize("second", [FeedEntry(1, H2, H1, H3), FeedEntry(2, H1, H1, H3)])
def test_number_or_record_twice_in_a_feed_is_refused(store, second):
    with store.write() as unit:
        unit.append_out(FEED, chained(FEED, [H1]))
    with pytest.raises(UsageError, match="UNIQUE"), store.write() as unit:
        unit.append_out(FEED, [second])


def test_entries_may_be_put_in_below_a_restart(store):
    top = FeedEntry(RESTART_STEP + 1, H1, H2, H3)
    with store.write() as unit:
        unit.append_out(FEED, [top])
        unit.append_out(FEED, chained(FEED, [H2]))
        assert unit.out_head(FEED) == Head(top.seq, H3)
        assert [row.seq for row in unit.out_entries(FEED, 0, 9)] == [1, top.seq]


def test_feed_to_us_and_its_quarantine(store):
    record = record_of(origin="FRA", to=("AUS", "FRA"))
    entries = chained(IN, [H1, record.id, H2])
    with store.write() as unit:
        unit.put_record(record, t_ingest=T0)
        unit.append_in(IN, entries, t_ingest=T0)
        unit.quarantine(IN, 1, "BAD_SIGNATURE", b"frame one", t=T0)
        unit.quarantine(IN, 1, "BAD_SIGNATURE", b"again", t=T0 + 1)
        unit.quarantine(IN, 3, "UNKNOWN_KIND", b"frame three", t=T0)
    with store.read() as unit:
        assert unit.in_head(IN) == Head(3, entries[-1].hash)
        assert unit.in_entry(IN, 2) == entries[1]
        assert [row.envelope for row in unit.in_entries(IN, 0, 9)] == [b"", record.envelope, b""]
        assert [(row.seq, row.code, row.frame) for row in unit.quarantined(IN, 0, 9)] == [
            (1, "BAD_SIGNATURE", b"frame one"), (3, "UNKNOWN_KIND", b"frame three"),
        ]  # fmt: skip
        assert unit.refused_seqs(IN, 3, 9) == [1, 3]
        assert unit.refused_seqs(IN, 3, 1) == [3]
        assert unit.refused_seqs(IN, 2, 9) == [1]


def test_last_step_of_an_entry_in_quarantine_counts(store):
    with store.write() as unit:
        for seq in (1, 2, 3):
            unit.quarantine(IN, seq, "UNKNOWN_KEY", b"first", t=T0)
        unit.quarantine(IN, 1, "BAD_SIGNATURE", b"second", t=T0 + 1)
        unit.take_quarantined(IN, 2, t=T0 + 1)
        assert [(row.seq, row.code, row.frame) for row in unit.quarantined(IN, 0, 9)] == [
            (1, "BAD_SIGNATURE", b"second"),
            (3, "UNKNOWN_KEY", b"first"),
        ]
        assert unit.refused_seqs(IN, 9, 9) == [1, 3]
        unit.quarantine(IN, 2, "UNKNOWN_KEY", b"third", t=T0 + 2)
        assert unit.refused_seqs(IN, 2, 1) == [2]


def test_deferred_records_wait_until_their_feed_names_them(store):
    with store.write() as unit:
        for name in (H2, H1, H3, H2):
            unit.defer_out(FEED, name, b"[]", t=T0)
        assert [row.id for row in unit.deferred_out(FEED, 9)] == [H2, H1, H3]
        unit.append_out(FEED, chained(FEED, [H1]))
        assert [row.id for row in unit.deferred_out(FEED, 1)] == [H2]
        assert [row.id for row in unit.deferred_out(FEED, 9)] == [H2, H3]


def test_who_is_heard_of_by_others_alone_is_not_heard_in_its_feed(store):
    with store.write() as unit:
        for n in (1, 2, 3):  # the third came by gossip: its leaf was never opened to us
            unit.put_checkpoint(
                CheckpointRow("AUS", Mode.REAL, n, H1, H2, T0 + n, b"signed %d" % n, T0 + n + 0.5)
            )
        assert heard_in_feed(unit, FEED) is None
        for n in (1, 2):
            unit.put_head(FEED, HeadRow(n, Head(4, H1), H2))
        assert heard_in_feed(unit, FEED) == T0 + 2
        unit.put_head(FEED, HeadRow(5, Head(4, H1), H2))  # a checkpoint that is not here
        assert heard_in_feed(unit, FEED) is None


def test_checkpoints_and_the_heads_at_them(store):
    rows = [
        CheckpointRow("AUS", Mode.REAL, n, H1, H2, T0 + n, b"signed %d" % n, T0 + n + 0.5)
        for n in (1, 2, 3)
    ]
    with store.write() as unit:
        for row in rows:
            unit.put_checkpoint(row)
        for n, seq in ((1, 4), (2, 9), (5, 20)):
            unit.put_head(FEED, HeadRow(n, Head(seq, H1), H2))
        unit.put_head(FEED, HeadRow(2, Head(7, H1), H3))  # that n is there
    with store.read() as unit:
        assert unit.checkpoint("AUS", Mode.REAL, 2) == rows[1]
        assert unit.checkpoint("AUS", Mode.TEST, 2) is None
        assert unit.last_checkpoint("AUS", Mode.REAL) == rows[2]
        assert unit.last_checkpoint("FRA", Mode.REAL) is None
        assert unit.checkpoints("AUS", Mode.REAL, 1, 9) == rows[1:]
        assert unit.head_at(FEED, 4) == HeadRow(2, Head(9, H1), H2)
        assert unit.head_at(FEED, 0) is None
        assert [unit.covering(FEED, seq) for seq in (1, 4, 5, 9, 10, 21)] == [1, 1, 2, 2, 5, None]
    with pytest.raises(UsageError, match="UNIQUE"), store.write() as unit:
        unit.put_checkpoint(rows[0])


def test_receipts_alarms_directories(store):
    report = AlarmReport(Alarm.FORK, "FRA", Mode.REAL, (b"one", b"two"), "two bodies for 7")
    with store.write() as unit:
        for seq, envelope in ((5, b"a"), (9, b"b"), (9, b"c"), (7, b"d")):
            unit.put_receipt(FEED, seq, H1, envelope, T0)
        assert unit.put_alarm(report, T0)
        assert not unit.put_alarm(report, T0 + 9)
        for nation, version in (("FRA", 2), ("AUS", 1), ("FRA", 1), ("FRA", 2)):
            unit.put_directory(nation, version, f"{nation} {version}".encode())
    with store.read() as unit:
        assert unit.last_receipt(FEED).envelope == b"c"
        assert unit.last_receipt(IN) is None
        assert [(row.report, row.t) for row in unit.alarms()] == [(report, T0)]
        assert unit.alarms("AUS") == []
        assert unit.directories() == [b"AUS 1", b"FRA 1", b"FRA 2"]


def test_secrets_stay_the_same_and_differ_by_name_and_store(store, tmp_path):
    with store.read() as unit:
        secret = unit.secret("salt")
        assert len(secret) == 32
        assert unit.secret("other") != secret
    with SqliteStore(store.path) as again, again.write() as unit:
        assert unit.secret("salt") == secret
    with SqliteStore(tmp_path / "other.sqlite") as other, other.read() as unit:
        assert unit.secret("salt") != secret


def test_generation_and_standing(store):
    with store.write() as unit:
        assert (unit.generation(), unit.standing(FEED)) == (0, None)
        assert unit.mark_restored("from yesterday", t=T0) == 1
        unit.put_standing(FEED, StandingRow(1, Standing.DECLARED, 4), t=T0)
        unit.put_standing(FEED, StandingRow(1, Standing.CONFIRMED, 9), t=T0)
    with store.read() as unit:
        assert unit.generation() == 1
        assert unit.standing(FEED) == StandingRow(1, Standing.CONFIRMED, 9)


def test_modes_of_a_store_are_fixed(tmp_path):
    path = tmp_path / "exercise.sqlite"
    with SqliteStore(path, modes=EXERCISE_SIDE, domain="unclassified") as store:
        with (
            pytest.raises(UsageError, match="EXERCISE or SIMULATED or TEST"),
            store.write() as unit,
        ):
            unit.put_record(record_of(), t_ingest=T0)
        with store.write() as unit:
            assert unit.put_record(record_of(mode=Mode.EXERCISE), t_ingest=T0)
    with SqliteStore(path) as store:
        assert (store.modes, store.domain) == (EXERCISE_SIDE, "unclassified")
    with pytest.raises(UsageError, match="fixed when it is made"):
        SqliteStore(path, modes={Mode.REAL})
    with pytest.raises(UsageError, match="fixed when it is made"):
        SqliteStore(path, domain="secret")
    with pytest.raises(UsageError, match="one side"):
        SqliteStore(tmp_path / "both", modes={Mode.REAL, Mode.EXERCISE})
    assert not (tmp_path / "both").exists()


def test_other_mode_is_refused_by_the_file_too(store):
    with store.write() as unit:
        unit.put_record(record_of(), t_ingest=T0)
    with store._writer.connect() as connection, pytest.raises(Exception, match="CHECK"):
        connection.exec_driver_sql(
            "INSERT INTO record SELECT 9, randomblob(32), origin, kind, 'EXERCISE', object,"
            " version, supersedes, t_valid_tai_us, t_ingest_tai_ns, class, rel_mask, orcon,"
            " envelope FROM record"
        )


def test_what_is_no_store_is_refused(tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"something else entirely, and long enough to be read" * 100)
    with pytest.raises(SourceError, match="no store"):
        SqliteStore(other)
    with pytest.raises(SourceError, match="no such file"):
        SqliteStore(tmp_path / "absent", create=False)
    with pytest.raises(SourceError, match="make store"):
        SqliteStore(tmp_path / "absent" / "store.sqlite")
    assert list(tmp_path.iterdir()) == [other]


def test_log_is_folded_in_only_where_no_other_process_can_commit(store, monkeypatch):
    """A commit and the checkpoint that it sets off lie under the lock of all writers."""
    seen = []
    with SqliteStore(store.path) as other:
        monkeypatch.setattr(other._processes, "_timeout_s", 0.0)
        raw = store._writer.raw_connection().driver_connection
        raw.set_trace_callback(
            lambda statement: (
                seen.append((statement, locked(other))) if statement == "COMMIT" else None
            )
        )
        with store.write() as unit:
            unit.audit("x", {}, t=T0)
        raw.set_trace_callback(None)
        assert not locked(other)
    assert seen == [("COMMIT", True)]


def locked(store):
    try:
        with store._processes.held():
            return False
    except ResourceLimit:
        return True


def test_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "other.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE store (one INTEGER)")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="some other file"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_store_that_two_make_at_once_is_one(tmp_path):
    path, ids = tmp_path / "store.sqlite", []
    start = threading.Barrier(4)

    def make():
        start.wait()
        with SqliteStore(path) as made:
            ids.append(made.store_id)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1
    assert [item.name for item in tmp_path.iterdir()] == ["store.sqlite"]


def test_new_file_is_private_and_nothing_stays_beside_it(tmp_path):
    SqliteStore(tmp_path / "store.sqlite").close()
    assert [path.name for path in tmp_path.iterdir()] == ["store.sqlite"]
    assert Path(tmp_path / "store.sqlite").stat().st_mode & 0o777 == 0o600
