"""A picture made anew has the same bytes, and two stores with the same records the same picture."""

from __future__ import annotations

import shutil
import threading

import msgspec
import pytest
from chains_of_store import T0, some_records
from hypothesis import given, settings
from hypothesis import strategies as st
from nations import record_of
from sqlalchemy import Column, Integer, MetaData, Table, Text

from cspo.markings import Mode
from cspo.node.store import CurrentVersions, Projector, SqliteStore, current_records
from cspo.node.store.current import _versions

ORIGINS = ("AUS", "FRA")
KINDS = ("orbit", "notice")
OBJECTS = ("", "norad:1", "norad:2")


def make(n, origin, kind, object_, version, hour, ends, how, before):
    """One record; *ends* names an earlier one that it replaces or withdraws."""
    target = before[ends % len(before)].id if before and how else "77" * 32
    body = {"n": n}
    if how == "withdraw":
        kind, object_, body = "withdrawal", "", {"record": target, "instruction": "delete", "n": n}
    return record_of(
        origin=origin, to=("AUS", "FRA"), kind=kind, object=object_, version=version,
        supersedes=target if how == "supersede" else "", body=body,
        t_valid=f"2026-07-10T{hour:02d}:00:00.000000Z",
    )  # fmt: skip


STEPS = st.lists(
    st.tuples(
        st.sampled_from(ORIGINS), st.sampled_from(KINDS), st.sampled_from(OBJECTS),
        st.integers(1, 3), st.integers(0, 2), st.integers(0, 9),
        st.sampled_from([None, None, "supersede", "withdraw"]),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


def build(steps):
    records = []
    for n, step in enumerate(steps):
        records.append(make(n, *step, records))
    return records


def oracle(records):
    """What the picture says, from the set of records, the slow way."""
    ended = {}
    for record in records:
        payload = record.payload
        if payload.supersedes:
            ended.setdefault((payload.origin, payload.supersedes), set()).add("superseded")
        if payload.kind == "withdrawal":
            target = msgspec.json.decode(payload.body)["record"]
            ended.setdefault((payload.origin, target), set()).add("withdrawn")
    best = {}
    for record in records:
        payload = record.payload
        key = (payload.kind, payload.object or f"record:{record.id}", payload.origin)
        rank = (payload.version, payload.t_valid, record.id)
        best[key] = max(best.get(key, rank), rank)
    return {
        key: (rank[2], max(ended.get((key[2], rank[2]), {"current"}))) for key, rank in best.items()
    }


def picture(store):
    with store.read() as unit:
        return {
            (row["kind"], row["subject"], row["origin"]): (row["id"].hex(), row["state"])
            for row in unit.query(_versions.select())
        }


CUTS = st.lists(st.sampled_from(["put", "catch up", "rebuild"]), max_size=14)


def check_picture(folder, empty_store, records, cuts, order):
    shutil.copy(empty_store, folder / "one")
    shutil.copy(empty_store, folder / "two")
    with SqliteStore(folder / "one") as one, SqliteStore(folder / "two") as two:
        projector = Projector(one, CurrentVersions(), batch=3)
        for record, then in zip(records, cuts + ["put"] * len(records), strict=False):
            with one.write() as unit:
                unit.put_record(record, t_ingest=T0)
            if then == "catch up":
                projector.catch_up()
            elif then == "rebuild":
                projector.rebuild()
        projector.catch_up()
        digest = projector.digest()
        assert picture(one) == oracle(records)
        projector.rebuild()
        assert projector.digest() == digest
        other = list(records)
        order.shuffle(other)
        with two.write() as unit:
            unit.put_records(other, t_ingest=T0)
        elsewhere = Projector(two, CurrentVersions())
        assert elsewhere.catch_up() == len(records)
        assert elsewhere.digest() == digest


@settings(max_examples=15)
@given(steps=STEPS, order=st.randoms(use_true_random=False), cuts=CUTS)
def test_picture_is_the_same_however_it_came_about(
    tmp_path_factory, empty_store, steps, order, cuts
):
    check_picture(tmp_path_factory.mktemp("picture"), empty_store, build(steps), cuts, order)


@pytest.mark.soak
@settings(max_examples=1_000)
@given(steps=STEPS, order=st.randoms(use_true_random=False), cuts=CUTS)
def test_many_pictures_are_the_same_however_they_came_about(
    tmp_path_factory, empty_store, steps, order, cuts
):
    check_picture(tmp_path_factory.mktemp("picture"), empty_store, build(steps), cuts, order)


def test_picture_tells_what_holds(store):
    first = record_of(kind="orbit", object="norad:1", version=1, body={"n": 1})
    second = record_of(kind="orbit", object="norad:1", version=2, body={"n": 2})
    other = record_of(kind="orbit", object="norad:2", body={"n": 3})
    foreign = record_of(
        origin="FRA", to=("AUS", "FRA"), kind="withdrawal", body={"record": second.id}
    )
    own = record_of(kind="withdrawal", body={"record": second.id})
    projector = Projector(store, CurrentVersions())

    def now(*records):
        with store.write() as unit:
            unit.put_records(records, t_ingest=T0)
        projector.catch_up()
        with store.read() as unit:
            return current_records(unit, mode=Mode.REAL, kind="orbit")

    assert now(first) == [first.id]
    assert now(second, other) == [second.id, other.id]
    assert now(foreign) == [second.id, other.id]  # nobody takes back what is another's
    assert now(own) == [other.id]  # and the first version doesn't come back
    third = record_of(kind="orbit", object="norad:1", version=3, body={"n": 4})
    assert now(third) == [third.id, other.id]
    with store.read() as unit:
        assert current_records(unit, mode=Mode.REAL, subject="norad:2") == [other.id]
        assert current_records(unit, mode=Mode.TEST) == []


@pytest.mark.parametrize("body", [{}, {"record": 5}, {"record": "no id"}, {"record": "11" * 31}])
def test_withdrawal_that_names_no_record_ends_nothing(store, body):
    record, withdrawal = record_of(object="norad:1"), record_of(kind="withdrawal", body=body)
    with store.write() as unit:
        unit.put_records([record, withdrawal], t_ingest=T0)
    Projector(store, CurrentVersions()).catch_up()
    with store.read() as unit:
        assert current_records(unit, mode=Mode.REAL, kind="notice") == [record.id]


class Counts:
    """How many records each origin has: a picture for tests."""

    name = "counts"
    table = Table(
        "picture_counts", MetaData(), Column("origin", Text, primary_key=True),
        Column("count", Integer, nullable=False), sqlite_strict=True,
    )  # fmt: skip
    tables = (table,)

    def __init__(self, version=1, step=1, fail_at=None):
        self.version, self.step, self.fail_at = version, step, fail_at

    def apply(self, record, rows):
        if record.seq == self.fail_at:
            raise RuntimeError("midway")
        there = rows.get(self.table, record.origin)
        count = (there["count"] if there else 0) + self.step
        rows.put(self.table, {"origin": record.origin, "count": count})


def counts(store):
    with store.read() as unit:
        return [tuple(row.values()) for row in unit.query(Counts.table.select())]


def test_changed_rule_is_applied_to_all_records(store):
    with store.write() as unit:
        unit.put_records(some_records(7), t_ingest=T0)
    assert Projector(store, Counts(), batch=2).catch_up() == 7
    assert Projector(store, Counts(), batch=2).catch_up() == 0
    assert Projector(store, Counts(version=2, step=10), batch=2).catch_up() == 7
    assert counts(store) == [("AUS", 70)]


def test_rebuild_that_fails_leaves_the_old_picture(store):
    with store.write() as unit:
        unit.put_records(some_records(7), t_ingest=T0)
    projector = Projector(store, Counts(), batch=2)
    projector.catch_up()
    digest = projector.digest()
    with pytest.raises(RuntimeError, match="midway"):
        Projector(store, Counts(fail_at=6), batch=2).rebuild()
    assert (projector.digest(), projector.cursor()) == (digest, 7)
    seen = []
    assert projector.rebuild(progress=seen.append) == 7  # what lay aside is thrown away
    assert (projector.digest(), seen) == (digest, [2, 4, 6, 7])


def test_picture_is_right_while_records_come_and_it_is_rebuilt(store):
    records = some_records(120)
    projector = Projector(store, Counts(), batch=5)

    def put():
        for n in range(0, 120, 4):
            with store.write() as unit:
                unit.put_records(records[n : n + 4], t_ingest=T0)

    writer = threading.Thread(target=put)
    writer.start()
    while writer.is_alive():
        projector.rebuild()
        projector.catch_up()
    writer.join()
    projector.catch_up()
    assert counts(store) == [("AUS", 120)]


def test_rows_may_be_taken_away(store):
    class Last(Counts):
        name = "last"

        def apply(self, record, rows):
            rows.remove(self.table, record.origin)
            if record.seq % 2:
                rows.put(self.table, {"origin": record.origin, "count": record.seq})

    with store.write() as unit:
        unit.put_records(some_records(3), t_ingest=T0)
    Projector(store, Last(), batch=1).catch_up()
    assert counts(store) == [("AUS", 3)]
    with store.write() as unit:
        unit.put_record(record_of(body={"n": 99}), t_ingest=T0)
    Projector(store, Last(), batch=1).catch_up()
    assert counts(store) == []
