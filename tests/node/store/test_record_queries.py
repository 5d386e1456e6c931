"""Records are found by object, kind and time; pages skip nothing and repeat nothing."""

from __future__ import annotations

import shutil

import pytest
from chains_of_store import T0, some_records
from hypothesis import given, settings
from hypothesis import strategies as st
from nations import record_of

from cspo.errors import UsageError
from cspo.federation.feed import Feed
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.store import DecisionQuery, RecordQuery

FEED = Feed("AUS", "FRA", Mode.REAL)
ALL = some_records(30, object="norad:1")


@settings(max_examples=12)
@given(
    offsets=st.lists(st.integers(-3, 3), min_size=30, max_size=30),
    sizes=st.lists(st.integers(1, 4), min_size=30, max_size=30),
)
def test_pages_go_on_whatever_the_clock_did(tmp_path_factory, empty_store, offsets, sizes):
    """A reader pages while records come in, under a clock that jumps back and forth."""
    path = shutil.copy(empty_store, tmp_path_factory.mktemp("pages") / "store")
    by_seq, by_query = [], []
    last, after = 0, None
    waiting = list(zip(ALL, offsets, strict=True))
    with SqliteStore(path) as store:
        for size in sizes:
            with store.write() as unit:
                for record, offset in waiting[:size]:
                    unit.put_record(record, t_ingest=T0 + offset)
            waiting = waiting[size:]
            with store.read() as unit:
                for row in unit.records_after(last, 3, envelopes=False):
                    by_seq.append(row.id)
                    last = row.seq
                for past in unit.records(RecordQuery(after=after, limit=3)):
                    by_query.append(past.id)
                    after = (past.t_ingest, past.id)
    due = [record.id for record in ALL]
    # Pages of three while up to four come: at the end the reader may be behind, never astray.
    assert by_seq == due[: len(by_seq)]
    assert by_query == by_seq
    assert len(by_seq) >= 30 - 4 * 3 or not waiting


def test_history_of_an_object_by_time(store):
    hours = (3, 1, 2, 2, 2, 5)
    records = [
        record_of(
            object="norad:7", kind="orbit" if n % 2 else "notice", body={"n": n},
            t_valid=f"2026-07-10T{hour:02d}:00:00.000001Z",
        )
        for n, hour in enumerate(hours)
    ]  # fmt: skip
    with store.write() as unit:
        unit.put_records([*records, *some_records(3)], t_ingest=T0)
    order = [records[n].id for n in (1, 2, 3, 4, 0, 5)]
    with store.read() as unit:
        assert [row.id for row in unit.history("norad:7")] == order
        paged, after = [], None
        while rows := unit.history("norad:7", after=after, limit=2):
            paged += [row.id for row in rows]
            after = rows[-1]
        assert paged == order
        first = T0.from_utc("2026-07-10T02:00:00.000001Z")
        assert [
            row.id for row in unit.history("norad:7", since=first, until=first + 3_600)
        ] == order[1:4]
        nanosecond = first.__class__(first.tai_ns + 1)  # between two microseconds
        assert [row.id for row in unit.history("norad:7", since=nanosecond)] == order[4:]
        assert [row.id for row in unit.history("norad:7", until=nanosecond)] == order[:4]
        assert [row.id for row in unit.history("norad:7", kind="orbit")] == [
            records[n].id for n in (1, 3, 5)
        ]
        assert unit.history("norad:8") == []
        assert unit.history("") == []


def test_newest_version(store):
    rows = [(1, "AUS"), (3, "AUS"), (2, "AUS"), (9, "FRA"), (3, "AUS")]
    records = [
        record_of(origin, ("AUS", "FRA"), object="norad:7", version=version, body={"n": n})
        for n, (version, origin) in enumerate(rows)
    ]
    with store.write() as unit:
        unit.put_records(records, t_ingest=T0)
        assert unit.newest("norad:7", "notice", "AUS").id == records[4].id  # the later of two
        assert unit.newest("norad:7", "notice", "FRA").id == records[3].id
        assert unit.newest("norad:7", "orbit", "AUS") is None


def test_filters(store):
    label = make_label("S", ("AUS", "FRA"), orcon=True, originators=("AUS",))
    secret = record_of(label=label, kind="orbit", object="norad:1")
    test = record_of(mode=Mode.TEST)
    theirs = record_of("FRA", ("AUS", "FRA"), kind="conjunction")
    with store.write() as unit:
        for n, record in enumerate((secret, test, theirs)):
            unit.put_record(record, t_ingest=T0 + n)
    with store.read() as unit:
        row = unit.stored(secret.id)
        assert (row.classification, row.orcon, row.supersedes) == ("S", True, "")

        def ids(**wanted):
            return [row.id for row in unit.records_after(0, 9, **wanted)]

        assert ids(kinds=["orbit", "conjunction"]) == [secret.id, theirs.id]
        assert ids(mode=Mode.TEST) == [test.id]
        assert ids(object="norad:1") == [secret.id]
        assert ids(origin="FRA", party="AUS") == [theirs.id]
        assert ids(party="USA") == []

        def past(**wanted):
            return [row.id for row in unit.records(RecordQuery(**wanted))]

        assert past(kinds=("orbit",), mode=Mode.REAL, origin="AUS", object="norad:1") == [secret.id]
        assert past(since=T0 + 1, until=T0 + 2) == [test.id]
        assert past(limit=2) == [secret.id, test.id]
        with pytest.raises(UsageError, match="a record's id"):
            past(after=(T0, "11" * 32))
        with pytest.raises(UsageError, match="64 hexadecimal"):
            unit.envelope("no id")


QUERIES = {
    "a record": lambda unit: unit.stored("11" * 32),
    "an object's history": lambda unit: unit.history("norad:1", since=T0),
    "newest version": lambda unit: unit.newest("norad:1", "orbit", "AUS"),
    "records of a kind": lambda unit: unit.records_after(5, 9, kinds=["orbit"], mode=Mode.REAL),
    "records of kinds": lambda unit: unit.records_after(5, 9, kinds=["a", "b"], mode=Mode.REAL),
    "records of an object": lambda unit: unit.records_after(5, 9, object="norad:1"),
    "records since": lambda unit: unit.records(RecordQuery(since=T0, limit=9)),
    "records until": lambda unit: unit.records(RecordQuery(until=T0, limit=9)),
    "out head": lambda unit: unit.out_head(FEED),
    "out entry of a record": lambda unit: unit.out_seq(FEED, "11" * 32),
    "out entries": lambda unit: unit.out_entries(FEED, 5, 9),
    "in entries of records": lambda unit: unit.in_seqs(FEED, ["11" * 32, "22" * 32]),
    "in entries": lambda unit: unit.in_entries(FEED, 5, 9),
    "deferred": lambda unit: unit.deferred_out(FEED, 9),
    "quarantined": lambda unit: unit.quarantined(FEED, 5, 9),
    "refused": lambda unit: unit.refused_seqs(FEED, 5, 9),
    "last checkpoint": lambda unit: unit.last_checkpoint("AUS", Mode.REAL),
    "head at": lambda unit: unit.head_at(FEED, 5),
    "covering": lambda unit: unit.covering(FEED, 5),
    "last receipt": lambda unit: unit.last_receipt(FEED),
    "standing": lambda unit: unit.standing(FEED),
    "decisions on": lambda unit: unit.decisions(DecisionQuery(product_id="11" * 32)),
    "decisions since": lambda unit: unit.decisions(DecisionQuery(since=T0)),
    "lineage": lambda unit: unit.lineage("11" * 32),
    "products of": lambda unit: unit.products_of("11" * 32),
    "taken back": lambda unit: unit.taken_back(["11" * 32, "22" * 32]),
    "withdrawals of": lambda unit: unit.withdrawals(record_id="11" * 32),
}


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_reads_a_whole_table(store, name):
    """By SQLite's own plan: SEARCH goes through an index, SCAN through everything."""
    asked = []
    with store.read() as unit:
        raw = unit._raw
        raw.set_trace_callback(asked.append)
        QUERIES[name](unit)
        raw.set_trace_callback(None)
        assert asked
        for statement in asked:
            plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]
            assert not [detail for detail in plan if detail.startswith("SCAN")], (statement, plan)
            if name == "covering":
                assert "ix_checkpoint_head_seq" in plan[0]
