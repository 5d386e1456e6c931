"""The tables of what operations decided: releases, reviews, withdrawals, lineage."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Text

from cspo.node.store.columns import Digest, Texts
from cspo.node.store.table_parts import blob, digest, instant, mode, number, strict_table, text

__all__ = [
    "RELEASE_TABLES", "lineage", "release_decision", "review", "review_step", "withdrawal",
    "withdrawal_step",
]  # fmt: skip

lineage = strict_table(
    "lineage",
    digest("record_id", primary_key=True),
    Column("position", Integer, primary_key=True, key="index"),
    digest("input_id"),
    blob("salt"),
    clustered=True,
)
Index("ix_lineage_input", lineage.c.input_id)

release_decision = strict_table(
    "release_decision",
    number("n", primary_key=True),
    digest("product_id"),
    digest("released_id", empty=True),
    text("party"),
    text("outcome"),
    text("rule"),
    text("reason"),
    text("policy"),
    text("kind"),
    mode(),
    text("object"),
    text("review_id"),
    Column("persons", Texts, nullable=False),
    instant("t_product"),
    instant(),
)
Index("ix_decision_product", release_decision.c.product_id)
Index("ix_decision_released", release_decision.c.released_id)
Index("ix_decision_t", release_decision.c.t)

review = strict_table(
    "review",
    text("review_id", primary_key=True),
    text("purpose"),
    digest("product_id"),
    text("kind"),
    mode(),
    Column("parties", Texts, nullable=False),
    text("rule"),
    text("reason"),
    text("profile"),
    blob("draft"),
    text("drafter"),
    number("approvals"),
    text("on_expiry"),
    instant("t_product"),
    instant("t_opened"),
)
Index("ix_review_product", review.c.product_id)
review_step = strict_table(
    "review_step",
    Column("review_id", Text, ForeignKey("review.review_id"), primary_key=True),
    number("n", primary_key=True),
    text("step"),
    text("person"),
    text("desk"),
    text("reason"),
    instant("due"),
    instant(),
    clustered=True,
)
withdrawal = strict_table(
    "withdrawal",
    number("n", primary_key=True),
    digest("withdrawal_id", unique=True),
    digest("record_id"),
    text("reason"),
    text("person"),
    instant("due"),
    instant(),
)
Index("ix_withdrawal_record", withdrawal.c.record_id)
withdrawal_step = strict_table(
    "withdrawal_step",
    number("n", primary_key=True),
    Column("withdrawal_id", Digest, ForeignKey("withdrawal.withdrawal_id"), nullable=False),
    text("party"),
    text("answer"),
    digest("record_id", empty=True),
    text("text"),
    instant(),
)
Index("ix_withdrawal_step", withdrawal_step.c.withdrawal_id)


RELEASE_TABLES: Final = (
    lineage, release_decision, review, review_step, withdrawal, withdrawal_step,
)  # fmt: skip
