"""The rows of a projection while records are applied: read once, written at the end."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Table

from cspo.node.store.record_queries import StoredRecord
from cspo.node.store.unit import SqliteUnit

__all__ = ["ProjectionRows", "Row", "column_list", "key_names"]

Row = dict[str, Any]
"""Values by column. Integers, texts, bytes or None: what SQLite holds as it is."""

_ABSENT: Final = object()


def key_names(table: Table) -> tuple[str, ...]:
    """The columns of the primary key, in its order."""
    return tuple(str(column.name) for column in table.primary_key.columns)


def column_list(table: Table) -> str:
    """All columns of a table, for SQL."""
    return ", ".join(f'"{column.name}"' for column in table.columns)


class ProjectionRows:
    """What `Projection.apply` reads and writes.

    Parameters
    ----------
    unit : SqliteUnit
        Where the rows lie.
    tables : tuple of Table
        Those of the projection.
    suffix : str
        What stands behind the tables' names while they are built aside.
    """

    def __init__(self, unit: SqliteUnit, tables: tuple[Table, ...], suffix: str) -> None:
        self._unit = unit
        self._tables = {table.name: _Words(table, suffix) for table in tables}
        self._rows: dict[tuple[str, tuple[Any, ...]], Row | None] = {}
        self._changed: dict[tuple[str, tuple[Any, ...]], None] = {}
        self._seq = 0

    def at(self, record: StoredRecord) -> None:
        """Say which record is applied now: `record` answers with earlier ones only."""
        self._seq = record.seq

    def get(self, table: Table, *key: Any) -> Row | None:
        """The row with this primary key; None where there is none."""
        place = (table.name, key)
        row = self._rows.get(place, _ABSENT)
        if row is _ABSENT:
            words = self._tables[table.name]
            found = self._unit.raw_row(words.select, key)
            row = None if found is None else dict(zip(words.columns, found, strict=True))
            self._rows[place] = row
        return row  # type: ignore[return-value]  # what is kept is a row or None

    def put(self, table: Table, row: Row) -> None:
        """Write a row, in the place of the one with the same primary key."""
        words = self._tables[table.name]
        place = (table.name, tuple(row[name] for name in words.key))
        self._rows[place] = row
        self._changed[place] = None

    def remove(self, table: Table, *key: Any) -> None:
        """Take a row away, if it is there."""
        self._rows[(table.name, key)] = None
        self._changed[(table.name, key)] = None

    def record(self, record_id: str) -> StoredRecord | None:
        """A record that came before the one that is applied."""
        found = self._unit.stored(record_id)
        return found if found is not None and found.seq < self._seq else None

    def envelope(self, record: StoredRecord) -> bytes:
        """The signed bytes of the record that is applied, or of an earlier one."""
        return record.envelope or self._unit.envelope(record.id) or b""

    def flush(self) -> None:
        """Write all that was put or removed."""
        for name, words in self._tables.items():
            puts, removals = [], []
            for place in self._changed:
                if place[0] == name:
                    row = self._rows[place]
                    if row is None:
                        removals.append(place[1])
                    else:
                        puts.append(tuple(row[column] for column in words.columns))
            self._unit.run_many(words.delete, removals)
            self._unit.run_many(words.upsert, puts)
        self._changed.clear()


class _Words:
    """Statements for one table."""

    def __init__(self, table: Table, suffix: str) -> None:
        name = f'"{table.name}{suffix}"'
        self.columns = tuple(str(column.name) for column in table.columns)
        self.key = key_names(table)
        condition = " AND ".join(f'"{column}" = ?' for column in self.key)
        marks = ", ".join("?" * len(self.columns))
        # Names come from tables in the code, values only by their places.
        self.select = f"SELECT {column_list(table)} FROM {name} WHERE {condition}"  # noqa: S608
        self.delete = f"DELETE FROM {name} WHERE {condition}"  # noqa: S608
        self.upsert = f"INSERT OR REPLACE INTO {name} ({column_list(table)}) VALUES ({marks})"  # noqa: S608
