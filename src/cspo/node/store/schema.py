"""The tables, as the newest migration leaves them.

A column's *key* is the name of the field that it holds; its name in the
database says the unit besides. The migrations make the tables; a test says
that both agree. `APPEND_ONLY` lists the tables whose rows never change: there
triggers refuse UPDATE and DELETE, whoever asks.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, Text
from sqlalchemy import text as condition

from cspo.node.store.columns import INT64
from cspo.node.store.outbox_schema import OUTBOX_TABLES
from cspo.node.store.release_schema import RELEASE_TABLES
from cspo.node.store.table_parts import (
    METADATA,
    blob,
    digest,
    feed_columns,
    feed_key,
    instant,
    mode,
    number,
    strict_table,
    text,
)

__all__ = [
    "APPEND_ONLY", "METADATA", "OUTBOX_TABLES", "RELEASE_TABLES", "alarm", "audit",
    "checkpoint", "checkpoint_head", "deferred", "directory", "feed_closing", "feed_in",
    "feed_out", "party", "projection", "quarantine", "receipt", "record", "secret",
    "standing", "store", "store_event",
]  # fmt: skip

store = strict_table(
    "store",
    Column("one", Integer, primary_key=True),
    blob("store_id"),
    text("domain"),
    text("modes"),
)
"""What this store is, for good: one row."""

store_event = strict_table(
    "store_event", number("n", primary_key=True), text("event"), text("fields"), instant()
)
"""What became of the store as a whole: that it was restored, say."""

party = strict_table(
    "party", number("n", primary_key=True), text("party", unique=True), instant("since")
)
"""Parties in the order of their first record: *n* gives the bit of ``rel_mask``."""

record = strict_table(
    "record",
    number("seq", primary_key=True),
    digest("id", unique=True),
    text("origin"),
    text("kind"),
    mode(),
    text("object"),
    number("version"),
    digest("supersedes", empty=True),
    Column("t_valid_tai_us", INT64, key="t_valid_us", nullable=False),
    instant("t_ingest"),
    Column("class", Text, key="classification", nullable=False),
    number("rel_mask"),
    Column("orcon", Integer, nullable=False),
    blob("envelope"),
)
"""Every record; *seq* counts them in the order of ingest."""

Index(
    "ix_record_object",
    record.c.object, record.c.kind, record.c.t_valid_us,
    sqlite_where=condition("object <> ''"),
)  # fmt: skip
Index("ix_record_kind", record.c.kind)
Index("ix_record_ingest", record.c.t_ingest)


feed_out = strict_table(
    "feed_out",
    *feed_key(),
    number("seq", primary_key=True),
    digest("id"),
    digest("prev"),
    digest("hash"),
    blob("openings"),
    clustered=True,
)
# The id first: what one record adds for all its recipients lies on one page.
Index(
    "ix_feed_out_record",
    feed_out.c.id, feed_out.c.recipient, feed_out.c.mode, feed_out.c.origin,
    unique=True,
)  # fmt: skip
feed_in = strict_table(
    "feed_in",
    *feed_key(),
    number("seq", primary_key=True),
    digest("id"),
    digest("prev"),
    digest("hash"),
    blob("openings"),
    instant("t_ingest"),
    clustered=True,
)
Index("ix_feed_in_record", feed_in.c.id, feed_in.c.recipient, feed_in.c.mode, feed_in.c.origin)
deferred = strict_table(
    "deferred",
    number("n", primary_key=True),
    *feed_columns(),
    digest("id"),
    blob("openings"),
    instant(),
)
"""Records that are to go into a feed of ours once it may be appended to again."""
Index(
    "ix_deferred_record",
    deferred.c.origin, deferred.c.recipient, deferred.c.mode, deferred.c.id,
    unique=True,
)  # fmt: skip
standing = strict_table(
    "standing",
    number("n", primary_key=True),
    *feed_columns(),
    number("generation"),
    text("state"),
    number("seq"),
    instant(),
)
"""A feed's way back after a restore, step by step."""
Index("ix_standing_feed", standing.c.origin, standing.c.recipient, standing.c.mode)

feed_closing = strict_table(
    "feed_closing", *feed_key(), number("seq"), text("reason"), instant(), clustered=True
)
checkpoint = strict_table(
    "checkpoint",
    text("origin", primary_key=True),
    mode(primary_key=True),
    number("n", primary_key=True),
    digest("prev"),
    digest("hash"),
    instant(),
    blob("envelope"),
    instant("t_ingest"),
    clustered=True,
)
checkpoint_head = strict_table(
    "checkpoint_head",
    *feed_key(),
    number("n", primary_key=True),
    number("seq"),
    digest("hash"),
    digest("salt"),
    clustered=True,
)
Index(
    "ix_checkpoint_head_seq",
    checkpoint_head.c.origin, checkpoint_head.c.recipient, checkpoint_head.c.mode,
    checkpoint_head.c.seq, checkpoint_head.c.n,
)  # fmt: skip
receipt = strict_table(
    "receipt",
    number("n", primary_key=True),
    *feed_columns(),
    number("seq"),
    digest("hash"),
    blob("envelope"),
    instant(),
)
Index("ix_receipt_feed", receipt.c.origin, receipt.c.recipient, receipt.c.mode, receipt.c.seq)

quarantine = strict_table(
    "quarantine",
    number("n", primary_key=True),
    *feed_columns(),
    number("seq"),
    text("code"),
    blob("frame"),
    instant(),
)
"""Why an entry's record was not taken, step by step; an empty code: it was, after all."""
Index(
    "ix_quarantine_feed",
    quarantine.c.origin, quarantine.c.recipient, quarantine.c.mode, quarantine.c.seq,
)  # fmt: skip
alarm = strict_table(
    "alarm",
    number("n", primary_key=True),
    digest("key", unique=True),
    text("alarm"),
    text("origin"),
    mode(),
    blob("evidence"),
    text("text"),
    instant(),
)
Index("ix_alarm_origin", alarm.c.origin)

audit = strict_table(
    "audit",
    number("n", primary_key=True),
    text("event"),
    text("fields"),
    instant(),
    digest("hash"),
)
"""What was done; each line's hash covers the one before it."""
Index("ix_audit_event", audit.c.event)

directory = strict_table(
    "directory",
    text("nation", primary_key=True),
    number("version", primary_key=True),
    blob("envelope"),
    clustered=True,
)
secret = strict_table("secret", text("name", primary_key=True), blob("value"), clustered=True)

projection = strict_table(
    "projection",
    text("name", primary_key=True),
    number("version"),
    number("cursor"),
    clustered=True,
)
"""How far each projection has come: the *seq* of the last record that it holds."""

APPEND_ONLY: Final = tuple(
    table.name for table in METADATA.sorted_tables if table is not projection
)
