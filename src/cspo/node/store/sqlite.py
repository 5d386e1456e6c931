"""A store in one SQLite file."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cspo.errors import ResourceLimit, SourceError, UsageError
from cspo.markings.mode import Mode
from cspo.node.store.appended import AppendedRows, Witness
from cspo.node.store.connection import BUSY_S, connect, reading_engine, writing_engine
from cspo.node.store.creation import create_store_file, store_identity
from cspo.node.store.faults import explained
from cspo.node.store.record_queries import Parties
from cspo.node.store.unit import SqliteUnit
from cspo.node.store.upgrade import SCHEMA_VERSION, schema_version, upgrade
from cspo.node.store.writer_lock import WriterLock

if TYPE_CHECKING:
    from cspo.operations.store import OperationsStore

__all__ = ["EXERCISE_SIDE", "REAL_SIDE", "SqliteStore"]

REAL_SIDE: Final = frozenset({Mode.REAL, Mode.TEST})
"""What a store of the real sky may hold."""

EXERCISE_SIDE: Final = frozenset({Mode.EXERCISE, Mode.SIMULATED, Mode.TEST})
"""What a store of exercises and studies may hold."""


class SqliteStore:
    """One party's store: opened, or made where the file is missing.

    It implements `cspo.federation.store.Store` and
    `cspo.operations.store.OperationsStore`. Threads may share it: one writes at
    a time, each reads its own snapshot. Other processes may open the same file.

    Parameters
    ----------
    path : Path
        The file. SQLite keeps ``-wal`` and ``-shm`` beside it while it is open; the
        empty ``-lock`` is for writers to wait at.
    modes : collection of Mode or None
        What it may hold: `REAL_SIDE` (the default of a new one) or
        `EXERCISE_SIDE`, or part of one of them. Fixed when the store is made.
    domain : str or None
        The security domain that it lives in, as the nation calls it. Fixed likewise.
    create : bool
        Whether a missing file is made.
    read_only : bool
        Open without the right to write: then `write` is refused, and an older
        schema too.
    folds_itself : bool
        Whether SQLite moves its write-ahead log into the file when it likes; False: `fold`
        alone does, and `close`. Without its log the file is then what it was at the last `fold`.

    Attributes
    ----------
    witness : Witness or None
        Who is told what is appended; set by whoever opened the store.
    keeps_log : bool
        Whether `close` leaves the write-ahead log beside the file; set by whoever means to drop
        what was written since the last `fold`.

    Raises
    ------
    UsageError
        Where the file is no store, a newer cspo's, or one of other modes or
        another domain than those given.
    SourceError, ResourceLimit
        Where the file can't be read or written.
    """

    def __init__(
        self,
        path: Path,
        *,
        modes: Collection[Mode] | None = None,
        domain: str | None = None,
        create: bool = True,
        read_only: bool = False,
        folds_itself: bool = True,
    ) -> None:
        self.path = path
        self.witness: Witness | None = None
        self.keeps_log = False
        self._to_fold = not folds_itself  # another process may have left its log
        self._threads = threading.Lock()
        self._processes = WriterLock(path, timeout_s=BUSY_S)
        self._writing_thread: int | None = None
        self._parties = Parties()
        if not path.exists():
            if read_only or not create:
                raise SourceError("open store", str(path), got="no such file")
            create_store_file(path, REAL_SIDE if modes is None else modes, domain or "")
        self._writer: Engine | None = (
            None if read_only else writing_engine(path, folds_itself=folds_itself)
        )
        self._reader = reading_engine(path, read_only=read_only)
        try:
            self._open(modes, domain)
        except BaseException:
            self.close()
            raise

    def _open(self, modes: Collection[Mode] | None, domain: str | None) -> None:
        subject = str(self.path)
        with explained("open store", subject), self._reader.connect() as connection:
            identity = store_identity(connection, subject)
            version = schema_version(connection)
        self.store_id, self.domain, self.modes = identity
        if version != SCHEMA_VERSION:
            self._upgrade(version)
        for name, given, got in (
            ("modes", None if modes is None else frozenset(modes), self.modes),
            ("domain", domain, self.domain),
        ):
            if given is not None and given != got:
                raise UsageError(
                    "open store", subject, expected=f"{name} {_shown(given)}", got=_shown(got),
                    hint="what a store may hold is fixed when it is made: open another one",
                )  # fmt: skip

    def _upgrade(self, version: str) -> None:
        subject = str(self.path)
        if self._writer is None:
            raise UsageError(
                "open store", subject, expected=f"schema {SCHEMA_VERSION}",
                got=f"schema {version}", hint="open it once for writing",
            )  # fmt: skip
        with (
            self._processes.held(),
            explained("upgrade store", subject),
            self._writer.begin() as connection,
        ):
            upgrade(connection, sorted(self.modes), subject)

    @contextmanager
    def write(self) -> Iterator[SqliteUnit]:
        """Begin a unit of work; it is committed, and on the disk, when the block ends well.

        Raises
        ------
        UsageError
            Within another unit of work of this thread.
        ResourceLimit
            Where the disk is full or another process keeps the store for itself;
            nothing of the unit was committed then.
        SourceError
            Where the disk is read-only or fails.
        """
        if self._writer is None:
            raise SourceError("write to store", str(self.path), got="it was opened read-only")
        if self._writing_thread == threading.get_ident():
            raise UsageError(
                "write to store", str(self.path), expected="one unit of work at a time",
                got="a second within the first",
            )  # fmt: skip
        turn = nullcontext() if self.witness is None else self.witness.turn()
        with turn as tell, self._threads, self._processes.held():
            self._writing_thread = threading.get_ident()
            try:
                self._to_fold = True
                with self._unit(self._writer, writable=True) as unit:
                    appended = None if tell is None else AppendedRows(unit)
                    yield unit
                    rows = {} if appended is None or unit.failed else appended.take()
                self._parties = unit.parties
                if tell is not None and rows:
                    tell(rows)
            finally:
                self._writing_thread = None

    def sync_log(self) -> None:
        """Have all that was written on the disk, in the file or in its log.

        Raises
        ------
        ResourceLimit, SourceError
            Where the disk is full, or fails.
        """
        log = self.path.with_name(f"{self.path.name}-wal")
        with explained("write to store", str(self.path)):
            try:
                handle = os.open(log, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                return
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def fold(self) -> bool:
        """Move the write-ahead log into the file; whether nothing is left of it.

        Something is where somebody reads an older snapshot still: try again.

        Raises
        ------
        ResourceLimit, SourceError
            Where the disk is full, or fails.
        """
        if self._writer is None or not self._to_fold:
            return True
        with self._threads, self._processes.held(), explained("write to store", str(self.path)):
            connection = self._writer.raw_connection()
            try:
                cursor = connection.cursor()
                busy, left, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                cursor.close()
            finally:
                connection.close()
        self._to_fold = bool(busy or left)
        return not self._to_fold

    @contextmanager
    def read(self) -> Iterator[SqliteUnit]:
        """A snapshot: what is committed meanwhile is not seen; writing through it raises."""
        with self._unit(self._reader, writable=False) as unit:
            yield unit

    @contextmanager
    def _unit(self, engine: Engine, *, writable: bool) -> Iterator[SqliteUnit]:
        action = "write to store" if writable else "read from store"
        subject = str(self.path)
        try:
            with explained(action, subject):
                connection = engine.connect()
        except PoolTimeout as error:
            raise ResourceLimit(
                action, subject, expected="a free connection", got="too many readers at once"
            ) from error
        unit = SqliteUnit(
            connection, subject, writable=writable, modes=self.modes, parties=self._parties
        )
        try:
            with explained(action, subject):
                connection.begin()
                connection.exec_driver_sql("SELECT one FROM store")  # the snapshot is of now
            yield unit
            if unit.failed and writable:
                raise UsageError(
                    action, subject, expected="no failed statement in the unit of work",
                    got="one that was passed over", hint="nothing was committed",
                )  # fmt: skip
            if writable:
                with explained(action, subject):
                    connection.commit()
        finally:
            unit.end()
            with explained(action, subject):
                connection.close()  # rolls back what was not committed

    def close(self) -> None:
        """Close all connections; SQLite then folds the write-ahead log into the file."""
        # One that may not write, closed last, can't fold.
        last = connect(self.path, read_only=True) if self.keeps_log else None
        if last is not None:
            last.execute("SELECT one FROM store").fetchone()
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
        if last is not None:
            last.close()
        self._processes.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _shown(value: frozenset[Mode] | str) -> str:
    return value if isinstance(value, str) else " ".join(sorted(value))


if TYPE_CHECKING:

    def _fits(store: SqliteStore) -> OperationsStore:
        """The type checker's proof that a store is what federation and operations ask for."""
        return store
