"""The file's own rules: no row changes, migrations and tables agree, newer stores are left be."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from chains_of_store import T0, chained, some_records
from nations import record_of

from cspo.errors import SourceError, UsageError
from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.feed import Feed, Head
from cspo.federation.store import CheckpointRow, HeadRow, Standing, StandingRow
from cspo.markings import Mode
from cspo.node.store import SqliteStore
from cspo.node.store import sqlite as sqlite_module
from cspo.node.store import upgrade as upgrade_module
from cspo.node.store.schema import APPEND_ONLY, METADATA
from cspo.node.store.upgrade import SCHEMA_VERSION
from cspo.operations.outbox_store import Delivery, MessageRow, MessageStep
from cspo.operations.store import (
    Answer,
    DecisionRow,
    FeedClosing,
    Outcome,
    ReviewRow,
    ReviewStep,
    Step,
    WithdrawalRow,
    WithdrawalStep,
)
from cspo.records.lineage import Opening

FEED = Feed("AUS", "FRA", Mode.REAL)
IN = Feed("FRA", "AUS", Mode.REAL)
H1, H2 = "11" * 32, "22" * 32


def fill(store: SqliteStore) -> None:
    """A row in every table."""
    record = record_of(object="norad:1")
    review = ReviewRow(
        review_id="r1", purpose="release", product_id=H1, kind="orbit", mode=Mode.REAL,
        parties=("FRA",), rule="1", reason="", profile="", draft=b"", drafter="", approvals=1,
        on_expiry="withhold", t_product=T0, t_opened=T0,
    )  # fmt: skip
    decision = DecisionRow(
        product_id=H1, released_id="", party="FRA", outcome=Outcome.WITHHELD, rule="3", reason="",
        policy="AUS/1", kind="orbit", mode=Mode.REAL, object="", review_id="", persons=("a", "b"),
        t_product=T0, t=T0,
    )  # fmt: skip
    with store.write() as unit:
        unit.put_record(record, t_ingest=T0)
        unit.append_out(FEED, chained(FEED, [record.id]))
        unit.append_in(IN, chained(IN, [H1]), t_ingest=T0)
        unit.quarantine(IN, 1, "MALFORMED", b"", t=T0)
        unit.defer_out(FEED, H2, b"[]", t=T0)
        unit.put_standing(FEED, StandingRow(0, Standing.CONFIRMED, 1), t=T0)
        unit.put_checkpoint(CheckpointRow("AUS", Mode.REAL, 1, H1, H2, T0, b"", T0))
        unit.put_head(FEED, HeadRow(1, Head(1, H1), H2))
        unit.put_receipt(FEED, 1, H1, b"", T0)
        unit.put_alarm(AlarmReport(Alarm.SILENT, "FRA", Mode.REAL, (), ""), T0)
        unit.audit("x", {}, t=T0)
        unit.put_directory("AUS", 1, b"")
        unit.mark_restored("test", t=T0)
        unit.close_feed(FeedClosing(feed=FEED, seq=1, reason="left", t=T0))
        unit.log_decisions([decision])
        unit.add_review(review)
        unit.add_review_step(
            ReviewStep(
                review_id="r1", n=0, step=Step.OPENED, person="", desk="d", reason="", due=T0, t=T0
            )
        )
        unit.add_withdrawal(
            WithdrawalRow(withdrawal_id=H1, record_id=H2, reason="", person="p", due=T0, t=T0)
        )
        unit.add_withdrawal_step(
            WithdrawalStep(
                withdrawal_id=H1, party="FRA", answer=Answer.SENT, record_id="", text="", t=T0
            )
        )
        unit.add_message(
            MessageRow(
                message_id="m1",
                channel="",
                address="",
                about=H1,
                party="FRA",
                role="",
                rung=0,
                body=b"",
                t=T0,
            )
        )
        unit.add_message_step(
            MessageStep(message_id="m1", n=0, outcome=Delivery.SHOWN, detail="", due=T0, t=T0)
        )
        unit.put_lineage(H1, [Opening(index=0, id=H2, salt=H1)])


@pytest.fixture
def filled(store):
    fill(store)
    return store


def test_every_table_but_the_cursors_of_projections_is_append_only():
    assert set(METADATA.tables) - set(APPEND_ONLY) == {"projection"}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_row_changes(filled, table):
    column = next(iter(METADATA.tables[table].columns)).name
    with sqlite3.connect(filled.path) as raw:  # not even for a program that isn't ours
        before = raw.execute(f"SELECT * FROM {table}").fetchall()
        assert before, "a table without a row proves nothing"
        for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match=f"append-only: {table}"):
                raw.execute(sql)
        assert raw.execute(f"SELECT * FROM {table}").fetchall() == before
    raw.close()


def test_replace_does_not_slip_past_the_triggers(filled):
    with filled._writer.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.exec_driver_sql("INSERT OR REPLACE INTO record SELECT * FROM record")


def test_closed_feed_takes_no_later_entry(filled):
    with filled.read() as unit:
        assert unit.feed_closing(FEED) == FeedClosing(feed=FEED, seq=1, reason="left", t=T0)
        assert unit.feed_closing(IN) is None
        head = unit.out_head(FEED)
    with pytest.raises(UsageError, match="closed: feed_out"), filled.write() as unit:
        unit.append_out(FEED, chained(FEED, [H2], head))
    with pytest.raises(UsageError, match="a closed one"), filled.write() as unit:
        unit.close_feed(FeedClosing(feed=FEED, seq=1, reason="again", t=T0))


def test_migrations_make_the_tables_that_the_code_speaks_of(store):
    with store._reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        not_strict = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list"
            " WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'"
        ).scalars()
        assert set(not_strict) == {"alembic_version"}


def test_version_of_the_code_is_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", "cspo.node.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA_VERSION


def test_settings_that_durability_rests_on(store):
    with store._writer.connect() as writer, store._reader.connect() as reader:
        for connection in (writer, reader):
            settings = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
            }
            assert settings == {
                "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1,
            }  # fmt: skip


def set_version(path, version):
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
    raw.close()


def test_store_of_a_newer_cspo_is_left_alone(store):
    set_version(store.path, "9999")
    before = store.path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(UsageError, match="schema 9999"):
            SqliteStore(store.path, read_only=read_only)
    assert store.path.read_bytes() == before


NEXT = f"{int(SCHEMA_VERSION) + 1:04d}"
SECOND = """
from alembic import op
revision, down_revision = "{new}", "{old}"

def upgrade():
    run = op.get_bind().exec_driver_sql
    run("CREATE TABLE novelty (n INTEGER PRIMARY KEY NOT NULL) STRICT")
    run("INSERT INTO novelty SELECT seq FROM record")
    {last}
"""


@pytest.fixture
def second_migration(tmp_path, monkeypatch):
    """A cspo with one migration more, which ends as it is told."""
    folder = shutil.copytree(Path(upgrade_module.__file__).parent / "migrations", tmp_path / "m")

    def add(last):
        (folder / "versions" / "v9999_next.py").write_text(
            SECOND.format(last=last, new=NEXT, old=SCHEMA_VERSION)
        )
        monkeypatch.setattr(upgrade_module, "_MIGRATIONS", str(folder))
        for module in (upgrade_module, sqlite_module):
            monkeypatch.setattr(module, "SCHEMA_VERSION", NEXT)

    return add


def tables_and_version(path):
    with sqlite3.connect(path) as raw:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
        version = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    raw.close()
    return "novelty" in tables, version[0]


def test_older_store_is_brought_up_to_date_when_it_is_opened(filled, second_migration):
    filled.close()
    second_migration("pass")
    with pytest.raises(UsageError, match="open it once for writing"):
        SqliteStore(filled.path, read_only=True)
    with SqliteStore(filled.path) as store, store.read() as unit:
        assert unit.last_seq() == 1
    assert tables_and_version(filled.path) == (True, NEXT)


def test_migration_that_fails_leaves_the_old_store_whole(filled, second_migration):
    filled.close()
    second_migration('run("SELECT nonsense")')
    with pytest.raises(SourceError, match=r"upgrade store.*nonsense"):
        SqliteStore(filled.path)
    assert tables_and_version(filled.path) == (False, SCHEMA_VERSION)


def test_read_only_opening_reads_and_does_not_write(filled):
    filled.close()
    with SqliteStore(filled.path, read_only=True) as store:
        with store.read() as unit:
            assert unit.last_seq() == 1
        with pytest.raises(Exception, match="read-only"), store.write():
            pass


def test_two_openings_see_each_others_parties(store):
    with SqliteStore(store.path) as other:
        with store.write() as unit:
            unit.put_record(record_of(to=("AUS", "CAN")), t_ingest=T0)
        with other.write() as unit:
            unit.put_record(record_of(to=("AUS", "CAN", "NOR")), t_ingest=T0)
        with store.write() as unit:
            unit.put_record(record_of(to=("AUS", "NOR")), t_ingest=T0)
        with other.read() as unit:
            for party, count in (("AUS", 3), ("CAN", 2), ("NOR", 2), ("USA", 0)):
                assert len(unit.records_after(0, 9, party=party)) == count


def test_mask_lets_through_what_is_released_to_a_party_however_many_there_are(store):
    guests = [f"GBR/org-{n:03d}" for n in range(150)]
    records = [record_of(origin="GBR", to=("GBR", guest)) for guest in guests]
    with store.write() as unit:
        unit.put_records(records, t_ingest=T0)
        for guest, record in zip(guests, records, strict=True):
            found = unit.records_after(0, 200, party=guest)
            assert record.id in [row.id for row in found]
        assert len(unit.records_after(0, 200, party=guests[5])) == 1
        assert len(unit.records_after(0, 200, party=guests[149])) < 150  # a sieve, still


def test_many_records_at_once_are_counted_once(store):
    records = some_records(5)
    with store.write() as unit:
        unit.put_record(records[2], t_ingest=T0)
        assert unit.put_records([*records, *records], t_ingest=T0) == 4
        assert [row.id for row in unit.records_after(0, 9)] == [
            records[n].id for n in (2, 0, 1, 3, 4)
        ]
