"""Pictures: tables that follow from the records alone, and can be made again to the same bytes.

A projection is applied to records in the order of ingest. It may look at its
own rows and at records that came before, and at nothing else: no clock, no
chance, no other table. So whoever throws its tables away and applies all
records anew gets the same rows. `Projector.rebuild` does that beside the old
tables and puts them in their place in one step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol

import msgspec
from sqlalchemy import MetaData, Table
from sqlalchemy.schema import CreateIndex, CreateTable

from cspo.node.store.faults import explained
from cspo.node.store.projection_rows import ProjectionRows, column_list, key_names
from cspo.node.store.record_queries import StoredRecord
from cspo.node.store.sqlite import SqliteStore
from cspo.node.store.unit import SqliteUnit

__all__ = ["Projection", "Projector"]

_BATCH: Final = 10_000
_ASIDE: Final = "__aside"


class Projection(Protocol):
    """A picture of the records.

    Parameters
    ----------
    name : str
        Which; where the store keeps its cursor.
    version : int
        Rises when the same records would make other rows: then it is rebuilt.
    tables : tuple of Table
        What it writes, each with a primary key, made without foreign keys.
    """

    @property
    def name(self) -> str:
        """Which projection."""
        ...

    @property
    def version(self) -> int:
        """Of its rule."""
        ...

    @property
    def tables(self) -> tuple[Table, ...]:
        """What it writes."""
        ...

    def apply(self, record: StoredRecord, rows: ProjectionRows) -> None:
        """Put what follows from one more record into *rows*; *record* has no envelope yet."""
        ...


class Projector:
    """Keeps one projection of one store up to date.

    Parameters
    ----------
    store : SqliteStore
        Where records come from and the tables lie.
    projection : Projection
        The rule.
    batch : int
        How many records are applied in one unit of work.
    """

    def __init__(self, store: SqliteStore, projection: Projection, *, batch: int = _BATCH) -> None:
        self._store = store
        self._projection = projection
        self._batch = batch

    def catch_up(self) -> int:
        """Apply all records that it has not seen; how many. After a change of the rule, all.

        Raises
        ------
        ResourceLimit, SourceError
            From the store; what was applied before stays.
        """
        with self._store.read() as unit:
            version = self._state(unit, self._projection.name)[0]
        if version != self._projection.version:
            return self.rebuild()
        return self._apply_all(self._projection.name, "")

    def rebuild(self, progress: Callable[[int], None] | None = None) -> int:
        """Make the tables anew from all records; the old ones serve until that is done.

        Parameters
        ----------
        progress : callable or None
            Told the number of the last record applied, after each batch.

        Returns
        -------
        int
            How many records were applied.
        """
        aside = self._projection.name + _ASIDE
        with self._writing() as unit:
            self._drop(unit, _ASIDE)
            for table in self._projection.tables:
                named = table.to_metadata(MetaData(), name=table.name + _ASIDE)
                unit.run(str(CreateTable(named).compile(dialect=unit.dialect)))
            self._set_state(unit, aside, 0)
        count = self._apply_all(aside, _ASIDE, progress)
        with self._writing() as unit:
            # What another thread has put in since: few records, so that readers don't notice.
            while applied := self._apply_batch(unit, aside, _ASIDE):
                count += applied
            cursor = self._state(unit, aside)[1]
            self._drop(unit, "")
            for table in self._projection.tables:
                unit.run(f'ALTER TABLE "{table.name}{_ASIDE}" RENAME TO "{table.name}"')
                for index in sorted(table.indexes, key=lambda index: str(index.name)):
                    unit.run(str(CreateIndex(index).compile(dialect=unit.dialect)))
            unit.run("DELETE FROM projection WHERE name = ?", (aside,))
            self._set_state(unit, self._projection.name, cursor)
        return count

    def cursor(self) -> int:
        """The number of the last record that the tables hold; 0 where there are none yet."""
        with self._store.read() as unit:
            return self._state(unit, self._projection.name)[1]

    def digest(self) -> str:
        """SHA-256 over all rows by primary key: what a rebuild has to give again."""
        with self._store.read() as unit:
            return self._digest(unit)

    def _digest(self, unit: SqliteUnit) -> str:
        found = hashlib.sha256()
        encode = msgspec.msgpack.Encoder().encode
        for table in self._projection.tables:
            order = ", ".join(f'"{name}"' for name in key_names(table))
            query = f'SELECT {column_list(table)} FROM "{table.name}" ORDER BY {order}'  # noqa: S608
            found.update(encode([str(name) for name in (table.name, *table.columns.keys())]))
            for row in unit.raw_rows(query):
                found.update(encode(row))
        return found.hexdigest()

    def _apply_all(
        self, name: str, suffix: str, progress: Callable[[int], None] | None = None
    ) -> int:
        count = 0
        while True:
            with self._writing() as unit:
                applied = self._apply_batch(unit, name, suffix)
                cursor = self._state(unit, name)[1]
            if not applied:
                return count
            count += applied
            if progress is not None:
                progress(cursor)

    def _apply_batch(self, unit: SqliteUnit, name: str, suffix: str) -> int:
        cursor = self._state(unit, name)[1]
        rows = ProjectionRows(unit, self._projection.tables, suffix)
        count = 0
        for record in unit.stored_after(cursor, self._batch):
            rows.at(record)
            self._projection.apply(record, rows)
            cursor = record.seq
            count += 1
        if count:
            rows.flush()
            self._set_state(unit, name, cursor)
        return count

    def _state(self, unit: SqliteUnit, name: str) -> tuple[int, int]:
        """Version and cursor as the store has them; version -1 where it has none."""
        for row in unit.raw_rows("SELECT version, cursor FROM projection WHERE name = ?", (name,)):
            return int(row[0]), int(row[1])
        return -1, 0

    def _set_state(self, unit: SqliteUnit, name: str, cursor: int) -> None:
        unit.run(
            "INSERT INTO projection (name, version, cursor) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE"
            " SET version = excluded.version, cursor = excluded.cursor",
            (name, self._projection.version, cursor),
        )

    def _drop(self, unit: SqliteUnit, suffix: str) -> None:
        for table in self._projection.tables:
            unit.run(f'DROP TABLE IF EXISTS "{table.name}{suffix}"')

    @contextmanager
    def _writing(self) -> Iterator[SqliteUnit]:
        with self._store.write() as unit, explained("project records", str(self._store.path)):
            yield unit
