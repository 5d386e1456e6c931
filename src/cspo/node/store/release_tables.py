"""What operations decided: releases, reviews, withdrawals, and the lineage of products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

import msgspec
from sqlalchemy import and_, func, insert, select
from sqlalchemy.engine import RowMapping

from cspo.errors import CspoError, UsageError
from cspo.markings.mode import Mode
from cspo.node.store import release_schema as schema
from cspo.node.store.columns import hash_bytes
from cspo.node.store.statements import Statements, rows_of
from cspo.operations.store import (
    Answer,
    DecisionQuery,
    DecisionRow,
    Outcome,
    ReviewRow,
    ReviewStep,
    Step,
    WithdrawalRow,
    WithdrawalStep,
)
from cspo.records.bodies.trust import Instruction
from cspo.records.lineage import Opening
from cspo.records.record import read_record
from cspo.time import Epoch

__all__ = ["ReleaseTables"]

_TAKEN_BACK: Final = (
    "SELECT w.record_id, r.envelope FROM withdrawal w"
    " LEFT JOIN record r ON r.id = w.withdrawal_id WHERE w.record_id IN ({})"
)
_ENDS: Final = tuple(str(step) for step in Step if step.ends)


class _Asked(msgspec.Struct):
    """Of the body of a withdrawal, what is asked for."""

    instruction: Instruction


class ReleaseTables(Statements):
    """The part of a unit of work that holds decisions."""

    def log_decisions(self, rows: Sequence[DecisionRow]) -> None:
        """Append to the log, in this order."""
        self._insert(insert(schema.release_decision), *map(_values, rows))

    def decisions(self, query: DecisionQuery) -> list[tuple[int, DecisionRow]]:
        """Lines of the log with their numbers, which rise."""
        table = schema.release_decision
        statement = rows_of(table).where(table.c.n > query.after)
        for name in ("product_id", "released_id", "party", "rule", "kind", "review_id"):
            if wanted := getattr(query, name):
                statement = statement.where(table.c[name] == wanted)
        if query.outcome is not None:
            statement = statement.where(table.c.outcome == str(query.outcome))
        if query.mode is not None:
            statement = statement.where(table.c.mode == query.mode)
        if query.since is not None:
            statement = statement.where(table.c.t >= query.since)
        if query.until is not None:
            statement = statement.where(table.c.t < query.until)
        found = self._rows(statement.order_by(table.c.n).limit(query.limit))
        return [(row["n"], _decision(row)) for row in found]

    def decision_counts(self, outcome: Outcome, mode: Mode) -> list[tuple[str, str, str, str, int]]:
        """How often something was decided so: party, kind, rule, reason, how often."""
        table = schema.release_decision
        by = (table.c.party, table.c.kind, table.c.rule, table.c.reason)
        statement = (
            select(*by, func.count().label("count"))
            .where(table.c.outcome == str(outcome), table.c.mode == mode)
            .group_by(*by)
            .order_by(*by)
        )
        return [
            (row["party"], row["kind"], row["rule"], row["reason"], row["count"])
            for row in self._rows(statement)
        ]

    def add_review(self, row: ReviewRow) -> None:
        """Put down what is to be reviewed; UsageError where the id is taken."""
        table = schema.review
        if (
            self._row(select(table.c.review_id).where(table.c.review_id == row.review_id))
            is not None
        ):
            raise _taken("add review", row.review_id)
        self._insert(insert(table), _values(row))

    def add_review_step(self, step: ReviewStep) -> None:
        """Append a step; UsageError unless its *n* is the number of steps so far."""
        table = schema.review_step
        count = select(func.count().label("n")).where(table.c.review_id == step.review_id)
        found = self._row(count)
        steps = 0 if found is None else found["n"]
        if step.n != steps:
            raise UsageError(
                "add step of review", step.review_id, expected=f"step {steps}", got=f"step {step.n}"
            )
        self._insert(insert(table), {**_values(step), "step": str(step.step)})

    def review(self, review_id: str) -> tuple[ReviewRow, tuple[ReviewStep, ...]] | None:
        """A review and its steps in order; None where there is none."""
        found = self._row(rows_of(schema.review).where(schema.review.c.review_id == review_id))
        if found is None:
            return None
        table = schema.review_step
        steps = self._rows(
            rows_of(table).where(table.c.review_id == review_id).order_by(table.c.n)
        )  # fmt: skip
        return ReviewRow(**found), tuple(map(_review_step, steps))

    def reviews(
        self, *, open_only: bool, due_by: Epoch | None = None, product_id: str = ""
    ) -> list[str]:
        """Ids of reviews, the one due first in front; open: its last step does not end it."""
        table, steps = schema.review, schema.review_step
        last = (
            select(steps.c.review_id, func.max(steps.c.n).label("n"))
            .group_by(steps.c.review_id)
            .subquery()
        )
        here = and_(steps.c.review_id == last.c.review_id, steps.c.n == last.c.n)
        query = (
            select(table.c.review_id)
            .outerjoin(last, last.c.review_id == table.c.review_id)
            .outerjoin(steps, here)
            .order_by(steps.c.due, table.c.review_id)
        )
        if open_only:
            query = query.where(steps.c.step.is_(None) | steps.c.step.not_in(_ENDS))
        if due_by is not None:
            query = query.where(steps.c.due <= due_by)
        if product_id:
            query = query.where(table.c.product_id == product_id)
        return [row["review_id"] for row in self._rows(query)]

    def add_withdrawal(self, row: WithdrawalRow) -> None:
        """Put down a withdrawal; UsageError where its id is taken."""
        table = schema.withdrawal
        if (
            self._row(select(table.c.n).where(table.c.withdrawal_id == row.withdrawal_id))
            is not None
        ):
            raise _taken("add withdrawal", row.withdrawal_id)
        self._insert(insert(table), _values(row))

    def add_withdrawal_step(self, step: WithdrawalStep) -> None:
        """Append a step with one partner."""
        self._insert(insert(schema.withdrawal_step), {**_values(step), "answer": str(step.answer)})

    def withdrawal(
        self, withdrawal_id: str
    ) -> tuple[WithdrawalRow, tuple[WithdrawalStep, ...]] | None:
        """A withdrawal and its steps in order; None where there is none."""
        table = schema.withdrawal
        found = self._row(rows_of(table).where(table.c.withdrawal_id == withdrawal_id))
        if found is None:
            return None
        row = WithdrawalRow(**_without_number(found))
        steps = schema.withdrawal_step
        query = rows_of(steps).where(steps.c.withdrawal_id == withdrawal_id).order_by(steps.c.n)
        return row, tuple(map(_withdrawal_step, self._rows(query)))

    def withdrawals(self, *, record_id: str = "") -> list[str]:
        """Ids of withdrawals, oldest first; of one record where it is given."""
        table = schema.withdrawal
        query = select(table.c.withdrawal_id).order_by(table.c.n)
        if record_id:
            query = query.where(table.c.record_id == record_id)
        return [row["withdrawal_id"] for row in self._rows(query)]

    def taken_back(self, record_ids: Sequence[str]) -> frozenset[str]:
        """Those of these records that we have withdrawn and asked others to delete.

        A withdrawal whose own record is not there, or says nothing that can be read, counts too.
        """
        marks = ",".join("?" * len(record_ids))
        rows = self.raw_rows(_TAKEN_BACK.format(marks), [hash_bytes(each) for each in record_ids])
        return frozenset(row[0].hex() for row in rows if _asks_deletion(row[1]))

    def put_lineage(self, record_id: str, openings: Sequence[Opening]) -> None:
        """Keep what opens the lineage commitments of a product of ours."""
        rows = [
            {
                "record_id": record_id, "index": opening.index, "input_id": opening.id,
                "salt": bytes.fromhex(opening.salt),
            }
            for opening in openings
        ]  # fmt: skip
        self._insert(insert(schema.lineage), *rows)

    def lineage(self, record_id: str) -> tuple[Opening, ...]:
        """What opens the lineage commitments of a product; empty where nothing is known."""
        table = schema.lineage
        query = rows_of(table).where(table.c.record_id == record_id).order_by(table.c.index)
        return tuple(
            Opening(index=row["index"], id=row["input_id"], salt=row["salt"].hex())
            for row in self._rows(query)
        )

    def products_of(self, input_id: str) -> list[str]:
        """Ids of the products that name this record in their lineage."""
        table = schema.lineage
        query = (
            select(table.c.record_id).where(table.c.input_id == input_id).distinct()
            .order_by(table.c.record_id)
        )  # fmt: skip
        return [row["record_id"] for row in self._rows(query)]


def _values(row: Any) -> dict[str, Any]:
    """A row's fields as they are; `dataclasses.asdict` would take its epochs apart."""
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _asks_deletion(envelope: bytes | None) -> bool:
    if envelope is None:
        return True
    try:
        asked = msgspec.json.decode(read_record(envelope).payload.body, type=_Asked)
    except (CspoError, msgspec.DecodeError):
        return True
    return asked.instruction is Instruction.DELETE


def _taken(action: str, name: str) -> UsageError:
    return UsageError(action, name, expected="a new id", got="one that is there already")


def _decision(row: RowMapping) -> DecisionRow:
    return DecisionRow(**{**_without_number(row), "outcome": Outcome(row["outcome"])})


def _review_step(row: RowMapping) -> ReviewStep:
    return ReviewStep(**{**row, "step": Step(row["step"])})


def _withdrawal_step(row: RowMapping) -> WithdrawalStep:
    return WithdrawalStep(**{**_without_number(row), "answer": Answer(row["answer"])})


def _without_number(row: RowMapping) -> dict[str, Any]:
    return {str(name): value for name, value in row.items() if name != "n"}
