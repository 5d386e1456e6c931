"""Messages and their steps: what leaves by webhook or mail."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from sqlalchemy import and_, func, insert, select
from sqlalchemy.engine import RowMapping

from cspo.errors import UsageError
from cspo.node.store import outbox_schema as schema
from cspo.node.store.statements import Statements, rows_of
from cspo.operations.outbox_store import Delivery, MessageQuery, MessageRow, MessageStep

__all__ = ["OutboxTables"]

_ENDS: Final = tuple(str(each) for each in Delivery if each.ends)
_ROW: Final = tuple(field.name for field in fields(MessageRow))
_STEP: Final = tuple(field.name for field in fields(MessageStep))


class OutboxTables(Statements):
    """The part of a unit of work that holds messages."""

    def add_message(self, row: MessageRow) -> bool:
        """Put a message down; False where its id is there already."""
        self._must_be_open("write to store", write=True)
        found = self.raw_row("SELECT 1 FROM outbox WHERE message_id = ?", (row.message_id,))
        if found is None:
            self._insert(insert(schema.outbox), {name: getattr(row, name) for name in _ROW})
        return found is None

    def add_message_step(self, step: MessageStep) -> None:
        """Append a step; UsageError unless its *n* is the number of steps so far."""
        count = "SELECT count(*) FROM outbox_step WHERE message_id = ?"
        found = self.raw_row(count, (step.message_id,))
        steps = 0 if found is None else int(found[0])
        if step.n != steps:
            raise UsageError(
                "add step of message", step.message_id, expected=f"step {steps}",
                got=f"step {step.n}",
            )  # fmt: skip
        values = {name: getattr(step, name) for name in _STEP}
        self._insert(insert(schema.outbox_step), {**values, "outcome": str(step.outcome)})

    def messages(self, query: MessageQuery) -> list[tuple[int, MessageRow, MessageStep]]:
        """Messages with their numbers, which rise, and their last steps."""
        table, steps = schema.outbox, schema.outbox_step
        inner = steps.alias("later")
        last = (
            select(func.max(inner.c.n)).where(inner.c.message_id == table.c.message_id)
            .scalar_subquery()
        )  # fmt: skip
        here = and_(steps.c.message_id == table.c.message_id, steps.c.n == last)
        columns = [column.label(f"row_{column.key}") for column in table.c]
        columns += [column.label(f"step_{column.key}") for column in steps.c]
        statement = (
            select(*columns).select_from(table).join(steps, here).where(table.c.n > query.after)
        )
        if query.channel is not None:
            statement = statement.where(table.c.channel == query.channel)
        for name in ("about", "party"):
            if wanted := getattr(query, name):
                statement = statement.where(table.c[name] == wanted)
        if query.open_only:
            statement = statement.where(steps.c.outcome.not_in(_ENDS))
        if query.due_by is not None:
            statement = statement.where(steps.c.due <= query.due_by)
        found = self._rows(statement.order_by(table.c.n).limit(query.limit))
        return [(row["row_n"], _message(row), _step(row, "step_")) for row in found]

    def last_message(self) -> int:
        """The number of the newest message; 0 where there is none."""
        found = self.raw_row("SELECT max(n) FROM outbox")
        return 0 if found is None or found[0] is None else int(found[0])

    def message_steps(self, message_id: str) -> tuple[MessageStep, ...]:
        """All steps of a message, in order."""
        table = schema.outbox_step
        query = rows_of(table).where(table.c.message_id == message_id).order_by(table.c.n)
        return tuple(_step(row, "") for row in self._rows(query))


def _message(row: RowMapping) -> MessageRow:
    return MessageRow(**{name: row[f"row_{name}"] for name in _ROW})


def _step(row: RowMapping, prefix: str) -> MessageStep:
    values: dict[str, Any] = {name: row[prefix + name] for name in _STEP}
    return MessageStep(**{**values, "outcome": Delivery(values["outcome"])})
