"""The tables of what leaves by webhook or mail."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Text

from cspo.node.store.table_parts import blob, digest, instant, number, strict_table, text

__all__ = ["OUTBOX_TABLES", "outbox", "outbox_step"]

outbox = strict_table(
    "outbox",
    number("n", primary_key=True),
    text("message_id", unique=True),
    text("channel"),
    text("address"),
    digest("about"),
    text("party"),
    text("role"),
    number("rung"),
    blob("body"),
    instant(),
)
Index("ix_outbox_about", outbox.c.about)

outbox_step = strict_table(
    "outbox_step",
    Column("message_id", Text, ForeignKey("outbox.message_id"), primary_key=True),
    number("n", primary_key=True),
    text("outcome"),
    text("detail"),
    instant("due"),
    instant(),
    clustered=True,
)

OUTBOX_TABLES: Final = (outbox, outbox_step)
