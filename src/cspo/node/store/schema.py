"""The tables, as the newest migration leaves them.

A column's *key* is the name of the field that it holds; its name in the
database says the unit besides. The migrations make the tables; a test says
that both agree. `APPEND_ONLY` lists the tables whose rows never change: there
triggers refuse UPDATE and DELETE, whoever asks.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from cspo.node.store.columns import INT64, Digest, Instant, ModeName, Texts

__all__ = [
    "APPEND_ONLY",
    "METADATA",
    "alarm",
    "audit",
    "checkpoint",
    "checkpoint_head",
    "deferred",
    "directory",
    "feed_closing",
    "feed_in",
    "feed_out",
    "lineage",
    "party",
    "projection",
    "quarantine",
    "receipt",
    "record",
    "release_decision",
    "review",
    "review_step",
    "secret",
    "standing",
    "store",
    "store_event",
    "withdrawal",
    "withdrawal_step",
]

METADATA: Final = MetaData()


def _table(name: str, *columns: Any, clustered: bool = False) -> Table:
    """A strict table; *clustered*: its rows lie in the order of the primary key."""
    return Table(
        name, METADATA, *columns, sqlite_strict=True, sqlite_with_rowid=not clustered
    )  # fmt: skip


def _text(name: str, **more: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **more)


def _bytes(name: str, **more: Any) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False, **more)


def _number(name: str, **more: Any) -> Column[int]:
    return Column(name, INT64, nullable=False, **more)


def _hash(name: str, *, empty: bool = False, **more: Any) -> Column[str]:
    return Column(name, Digest, nullable=empty, **more)


def _mode(**more: Any) -> Column[Any]:
    return Column("mode", ModeName, nullable=False, **more)


def _instant(key: str = "t", **more: Any) -> Column[Any]:
    return Column(f"{key}_tai_ns", Instant, key=key, nullable=False, **more)


store = _table(
    "store",
    Column("one", Integer, primary_key=True),
    _bytes("store_id"),
    _text("domain"),
    _text("modes"),
)
"""What this store is, for good: one row."""

store_event = _table(
    "store_event", _number("n", primary_key=True), _text("event"), _text("fields"), _instant()
)
"""What became of the store as a whole: that it was restored, say."""

party = _table(
    "party", _number("n", primary_key=True), _text("party", unique=True), _instant("since")
)
"""Parties in the order of their first record: *n* gives the bit of ``rel_mask``."""

record = _table(
    "record",
    _number("seq", primary_key=True),
    _hash("id", unique=True),
    _text("origin"),
    _text("kind"),
    _mode(),
    _text("object"),
    _number("version"),
    _hash("supersedes", empty=True),
    Column("t_valid_tai_us", INT64, key="t_valid_us", nullable=False),
    _instant("t_ingest"),
    Column("class", Text, key="classification", nullable=False),
    _number("rel_mask"),
    Column("orcon", Integer, nullable=False),
    _bytes("envelope"),
)
"""Every record; *seq* counts them in the order of ingest."""

_NAMED = text("object <> ''")
Index("ix_record_object", record.c.object, record.c.t_valid_us, sqlite_where=_NAMED)
Index(
    "ix_record_newest",
    record.c.object, record.c.kind, record.c.origin, record.c.version,
    sqlite_where=_NAMED,
)  # fmt: skip
Index("ix_record_kind", record.c.kind, record.c.mode)
Index("ix_record_ingest", record.c.t_ingest)


def _feed() -> list[Column[Any]]:
    """Which feed, as the beginning of a primary key."""
    return [
        _text("origin", primary_key=True),
        _text("recipient", primary_key=True),
        _mode(primary_key=True),
    ]


def _of_feed() -> list[Column[Any]]:
    """Which feed, where a row has a number of its own."""
    return [_text("origin"), _text("recipient"), _mode()]


feed_out = _table(
    "feed_out",
    *_feed(),
    _number("seq", primary_key=True),
    _hash("id"),
    _hash("prev"),
    _hash("hash"),
    _bytes("openings"),
    clustered=True,
)
Index(
    "ix_feed_out_record",
    feed_out.c.origin, feed_out.c.recipient, feed_out.c.mode, feed_out.c.id,
    unique=True,
)  # fmt: skip
feed_in = _table(
    "feed_in",
    *_feed(),
    _number("seq", primary_key=True),
    _hash("id"),
    _hash("prev"),
    _hash("hash"),
    _bytes("openings"),
    _instant("t_ingest"),
    clustered=True,
)
deferred = _table(
    "deferred",
    _number("n", primary_key=True),
    *_of_feed(),
    _hash("id"),
    _bytes("openings"),
    _instant(),
)
"""Records that are to go into a feed of ours once it may be appended to again."""
Index(
    "ix_deferred_record",
    deferred.c.origin, deferred.c.recipient, deferred.c.mode, deferred.c.id,
    unique=True,
)  # fmt: skip
standing = _table(
    "standing",
    _number("n", primary_key=True),
    *_of_feed(),
    _number("generation"),
    _text("state"),
    _number("seq"),
    _instant(),
)
"""A feed's way back after a restore, step by step."""
Index("ix_standing_feed", standing.c.origin, standing.c.recipient, standing.c.mode)

feed_closing = _table(
    "feed_closing", *_feed(), _number("seq"), _text("reason"), _instant(), clustered=True
)
checkpoint = _table(
    "checkpoint",
    _text("origin", primary_key=True),
    _mode(primary_key=True),
    _number("n", primary_key=True),
    _hash("prev"),
    _hash("hash"),
    _instant(),
    _bytes("envelope"),
    _instant("t_ingest"),
    clustered=True,
)
checkpoint_head = _table(
    "checkpoint_head",
    *_feed(),
    _number("n", primary_key=True),
    _number("seq"),
    _hash("hash"),
    _hash("salt"),
    clustered=True,
)
Index(
    "ix_checkpoint_head_seq",
    checkpoint_head.c.origin, checkpoint_head.c.recipient, checkpoint_head.c.mode,
    checkpoint_head.c.seq, checkpoint_head.c.n,
)  # fmt: skip
receipt = _table(
    "receipt",
    _number("n", primary_key=True),
    *_of_feed(),
    _number("seq"),
    _hash("hash"),
    _bytes("envelope"),
    _instant(),
)
Index("ix_receipt_feed", receipt.c.origin, receipt.c.recipient, receipt.c.mode, receipt.c.seq)

quarantine = _table(
    "quarantine",
    _number("n", primary_key=True),
    *_of_feed(),
    _number("seq"),
    _text("code"),
    _bytes("frame"),
    _instant(),
)
"""Why an entry's record was not taken, step by step; an empty code: it was, after all."""
Index(
    "ix_quarantine_feed",
    quarantine.c.origin, quarantine.c.recipient, quarantine.c.mode, quarantine.c.seq,
)  # fmt: skip
alarm = _table(
    "alarm",
    _number("n", primary_key=True),
    _hash("key", unique=True),
    _text("alarm"),
    _text("origin"),
    _mode(),
    _bytes("evidence"),
    _text("text"),
    _instant(),
)
Index("ix_alarm_origin", alarm.c.origin)

audit = _table(
    "audit",
    _number("n", primary_key=True),
    _text("event"),
    _text("fields"),
    _instant(),
    _hash("hash"),
)
"""What was done; each line's hash covers the one before it."""
Index("ix_audit_event", audit.c.event)

directory = _table(
    "directory",
    _text("nation", primary_key=True),
    _number("version", primary_key=True),
    _bytes("envelope"),
    clustered=True,
)
secret = _table("secret", _text("name", primary_key=True), _bytes("value"), clustered=True)

lineage = _table(
    "lineage",
    _hash("record_id", primary_key=True),
    Column("position", Integer, primary_key=True, key="index"),
    _hash("input_id"),
    _bytes("salt"),
    clustered=True,
)
Index("ix_lineage_input", lineage.c.input_id)

release_decision = _table(
    "release_decision",
    _number("n", primary_key=True),
    _hash("product_id"),
    _hash("released_id", empty=True),
    _text("party"),
    _text("outcome"),
    _text("rule"),
    _text("reason"),
    _text("policy"),
    _text("kind"),
    _mode(),
    _text("object"),
    _text("review_id"),
    Column("persons", Texts, nullable=False),
    _instant("t_product"),
    _instant(),
)
Index("ix_decision_product", release_decision.c.product_id)
Index("ix_decision_released", release_decision.c.released_id)
Index("ix_decision_t", release_decision.c.t)

review = _table(
    "review",
    _text("review_id", primary_key=True),
    _text("purpose"),
    _hash("product_id"),
    _text("kind"),
    _mode(),
    Column("parties", Texts, nullable=False),
    _text("rule"),
    _text("reason"),
    _text("profile"),
    _bytes("draft"),
    _text("drafter"),
    _number("approvals"),
    _text("on_expiry"),
    _instant("t_product"),
    _instant("t_opened"),
)
Index("ix_review_product", review.c.product_id)
review_step = _table(
    "review_step",
    Column("review_id", Text, ForeignKey("review.review_id"), primary_key=True),
    _number("n", primary_key=True),
    _text("step"),
    _text("person"),
    _text("desk"),
    _text("reason"),
    _instant("due"),
    _instant(),
    clustered=True,
)
withdrawal = _table(
    "withdrawal",
    _number("n", primary_key=True),
    _hash("withdrawal_id", unique=True),
    _hash("record_id"),
    _text("reason"),
    _text("person"),
    _instant("due"),
    _instant(),
)
Index("ix_withdrawal_record", withdrawal.c.record_id)
withdrawal_step = _table(
    "withdrawal_step",
    _number("n", primary_key=True),
    Column("withdrawal_id", Digest, ForeignKey("withdrawal.withdrawal_id"), nullable=False),
    _text("party"),
    _text("answer"),
    _hash("record_id", empty=True),
    _text("text"),
    _instant(),
)
Index("ix_withdrawal_step", withdrawal_step.c.withdrawal_id)

projection = _table(
    "projection",
    _text("name", primary_key=True),
    _number("version"),
    _number("cursor"),
    clustered=True,
)
"""How far each projection has come: the *seq* of the last record that it holds."""

APPEND_ONLY: Final = tuple(
    table.name for table in METADATA.sorted_tables if table is not projection
)
