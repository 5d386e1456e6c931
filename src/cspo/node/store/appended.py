"""The rows that one unit of work appends, and how they are put back: for who records a store.

All tables but those of projections only ever grow, so what a unit of work did is the rows that
it appended. Triggers of the connection alone put them down as they come, whoever wrote them by
whatever statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, Protocol

from sqlalchemy import Table

from cspo.errors import UsageError
from cspo.node.store.schema import APPEND_ONLY, METADATA, record
from cspo.node.store.statements import Statements
from cspo.records import Record

__all__ = ["AppendedRows", "Rows", "Witness", "put_rows"]

Rows = Mapping[str, Sequence[Sequence[Any]]]
"""By table: rows in its order of columns, of what SQLite holds: numbers, texts, bytes, nothing."""

_TABLES: Final = tuple(table for table in METADATA.sorted_tables if table.name in APPEND_ONLY)


class Witness(Protocol):
    """Who is told what units of work append to a store, and when they may."""

    def turn(self) -> AbstractContextManager[Callable[[Rows], None] | None]:
        """Wait until a unit of work of this thread may begin; the block lasts until its end.

        What the block gives is told the rows once they are committed; None: nothing is told.
        """
        ...


class AppendedRows:
    """Puts down what a unit of work appends, from now until `take`.

    Parameters
    ----------
    unit : Statements
        That writes.
    """

    def __init__(self, unit: Statements) -> None:
        self._unit = unit
        for table in _TABLES:
            names = _names(table)
            values = ", ".join(f"NEW.{name}" for name in names)
            unit.run(f"CREATE TEMP TABLE IF NOT EXISTS {_aside(table)} ({', '.join(names)})")
            unit.run(
                f"CREATE TEMP TRIGGER on_{_aside(table)} AFTER INSERT ON main.{table.name}"  # noqa: S608 - a table of the schema
                f" BEGIN INSERT INTO {_aside(table)} VALUES ({values}); END"
            )

    def take(self) -> Rows:
        """The rows, tables in an order in which they can be put back; nothing is put down more."""
        found = {}
        for table in _TABLES:
            rows = list(self._unit.raw_rows(f"SELECT * FROM temp.{_aside(table)} ORDER BY rowid"))  # noqa: S608 - a table of the schema
            if rows:
                found[table.name] = rows
                self._unit.run(f"DELETE FROM temp.{_aside(table)}")  # noqa: S608 - the same
            self._unit.run(f"DROP TRIGGER temp.on_{_aside(table)}")
        return found


def put_rows(
    unit: Statements, rows: Rows, *, verify: Callable[[bytes], Record], again: bool = False
) -> None:
    """Put rows back into the tables that they came from.

    Parameters
    ----------
    verify : callable
        Opens the envelope of each record, or refuses it.
    again : bool
        Rows that are there already are passed over.

    Raises
    ------
    UsageError
        Where a table is none of these, a row has not its columns, or is there already, or where
        the row of a record says other than the record.
    CspoError
        From *verify*.
    """
    known = {table.name: table for table in _TABLES}
    for name in rows:
        if name not in known:
            raise UsageError("put rows back", name[:40], expected="a table that only ever grows")
    for name, table in known.items():
        names = _names(table)
        if any(len(row) != len(names) for row in rows.get(name, ())):
            raise UsageError("put rows back", name, expected=f"{len(names)} columns a row")
        if name == record.name:
            for row in rows.get(name, ()):
                _check_record(dict(zip(names, row, strict=True)), verify)
        marks = ", ".join("?" for _ in names)
        how = "INSERT OR IGNORE" if again else "INSERT"
        sql = f"{how} INTO {name} ({', '.join(names)}) VALUES ({marks})"
        unit.run_many(sql, rows.get(name, ()))


def _check_record(row: Mapping[str, Any], verify: Callable[[bytes], Record]) -> None:
    """A row of a record says what the record says."""
    found = verify(row[record.c.envelope.name])
    payload = found.payload
    due = {
        record.c.id: bytes.fromhex(found.id), record.c.origin: payload.origin,
        record.c.kind: payload.kind, record.c.mode: str(payload.mode),
        record.c.object: payload.object, record.c.version: payload.version,
        record.c.classification: payload.label.classification,
        record.c.orcon: int(payload.label.orcon),
    }  # fmt: skip
    for column, value in due.items():
        if row[column.name] != value:
            raise UsageError(
                "put rows back", f"{record.name} {found.id}", expected=f"{column.name} {value}",
                got=str(row[column.name])[:80],
            )  # fmt: skip


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _aside(table: Table) -> str:
    return f"appended_{table.name}"
