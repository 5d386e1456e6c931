"""Statements of one unit of work: run, explained where they fail, refused where one only reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy import Insert, Select, Table, select
from sqlalchemy.engine import Connection, Dialect, RowMapping
from sqlalchemy.exc import DBAPIError

from cspo.errors import UsageError
from cspo.node.store.faults import as_cspo_error

__all__ = ["Statements", "rows_of"]


def rows_of(table: Table, *names: str) -> Select[Any]:
    """Query for rows of a table, all columns or those named, each under the field's name."""
    columns = [table.c[name] for name in names] or list(table.c)
    return select(*(column.label(column.key) for column in columns))


class Statements:
    """What the parts of a unit of work have in common: one connection inside a transaction.

    Parameters
    ----------
    connection : Connection
        Inside its transaction.
    subject : str
        The store's file, for errors.
    writable : bool
        False for a snapshot.
    """

    def __init__(self, connection: Connection, subject: str, *, writable: bool) -> None:
        self._connection = connection
        self._subject = subject
        self._writable = writable
        self._done = False
        self._failed = False

    @property
    def failed(self) -> bool:
        """Whether a statement failed: then nothing of the unit may be committed."""
        return self._failed

    def end(self) -> None:
        """Refuse all further use: the transaction is over."""
        self._done = True

    def _rows(self, query: Select[Any], **values: Any) -> Sequence[RowMapping]:
        """All rows of a query."""
        self._must_be_open("read from store")
        try:
            return self._connection.execute(query, values).mappings().all()
        except (DBAPIError, sqlite3.Error) as error:
            raise self._explained("read from store", error) from error

    def _row(self, query: Select[Any], **values: Any) -> RowMapping | None:
        """The first row of a query."""
        self._must_be_open("read from store")
        try:
            return self._connection.execute(query, values).mappings().first()
        except (DBAPIError, sqlite3.Error) as error:
            raise self._explained("read from store", error) from error

    def _insert(self, insert: Insert, *rows: Mapping[str, Any]) -> None:
        """Append rows."""
        self._must_be_open("write to store", write=True)
        if rows:
            try:
                self._connection.execute(insert, [dict(row) for row in rows])
            except (DBAPIError, sqlite3.Error) as error:
                raise self._explained("write to store", error) from error

    # -- in SQLite's own words, at a fifth of the cost --------------------------
    def raw_row(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query."""
        self._must_be_open("read from store")
        try:
            return cast("tuple[Any, ...] | None", self._raw.execute(sql, values).fetchone())
        except sqlite3.Error as error:
            raise self._explained("read from store", error) from error

    def raw_rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a query as they come."""
        self._must_be_open("read from store")
        try:
            yield from self._raw.execute(sql, values)
        except sqlite3.Error as error:
            raise self._explained("read from store", error) from error

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement that writes."""
        self._must_be_open("write to store", write=True)
        try:
            self._raw.execute(sql, values)
        except sqlite3.Error as error:
            raise self._explained("write to store", error) from error

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self._must_be_open("write to store", write=True)
        try:
            self._raw.executemany(sql, rows)
        except sqlite3.Error as error:
            raise self._explained("write to store", error) from error

    # -- for pictures, which make tables of their own --------------------------
    @property
    def dialect(self) -> Dialect:
        """What makes SQL of SQLAlchemy's tables."""
        return self._connection.dialect

    def query(self, query: Select[Any]) -> Sequence[RowMapping]:
        """Rows of a picture's table."""
        return self._rows(query)

    @cached_property
    def _raw(self) -> sqlite3.Connection:
        return cast("sqlite3.Connection", self._connection.connection.driver_connection)

    def _must_be_open(self, action: str, *, write: bool = False) -> None:
        if self._done:
            raise UsageError(
                action, self._subject, expected="a unit of work that goes on",
                got="one that has ended",
            )  # fmt: skip
        if write and not self._writable:
            raise UsageError(
                action, self._subject, expected="a unit of work from write()",
                got="a snapshot from read()",
            )  # fmt: skip
        if write and self._failed:
            # SQLite may have rolled back by itself: what is written now would stand alone.
            raise UsageError(
                action, self._subject, expected="no failed statement in the unit of work",
                got="one that was passed over", hint="nothing is committed",
            )  # fmt: skip

    def _explained(self, action: str, error: Exception) -> Exception:
        self._failed = True
        return as_cspo_error(error, action, self._subject)
