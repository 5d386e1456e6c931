"""How the file is opened: WAL, synchronous FULL, foreign keys; readers can't write.

Where the log is folded by hand, a commit does not wait for the disk: whoever folds syncs the log
before anybody relies on it. It has several stores open, each with a small cache.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

__all__ = ["APPLICATION_ID", "BUSY_S", "PAGE_BYTES", "connect", "reading_engine", "writing_engine"]

APPLICATION_ID: Final = 0x6373706F
"""``cspo`` in ASCII: the mark in the file's header that it is one of ours."""

PAGE_BYTES: Final = 8_192
"""Four records of 1.6 KB a page; with 4,096 bytes an eighth of each page stays empty."""

BUSY_S: Final = 30.0
"""How long a writer waits for another."""

_WRITER_CACHE_KIB: Final = 65_536
_SMALL_CACHE_KIB: Final = 8_192
_READER_CACHE_KIB: Final = 8_192
_READERS: Final = 16

_EVERY_CONNECTION: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # REPLACE deletes the older row; only with this do the triggers see it.
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    f"PRAGMA busy_timeout = {1_000 * BUSY_S:.0f}",
    "PRAGMA temp_store = MEMORY",
)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection as the store needs it; transactions are begun and ended by hand."""
    mode = "ro" if read_only else "rw"
    if read_only and not _writable(path.parent) and not Path(f"{path}-wal").exists():
        mode += "&immutable=1"  # a medium that nobody writes to: SQLite needs no files beside it
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None,
        check_same_thread=False, timeout=BUSY_S,
    )  # fmt: skip
    for pragma in _EVERY_CONNECTION:
        connection.execute(pragma)
    return connection


def _writable(folder: Path) -> bool:
    """Whether files can be made in a folder, by this process as it is now."""
    return os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def writing_engine(path: Path, *, folds_itself: bool = True) -> Engine:
    """The one writer: each transaction takes the lock for writing when it begins."""
    return _engine(path, "BEGIN IMMEDIATE", read_only=False, size=1, folds_itself=folds_itself)


def reading_engine(path: Path, *, read_only: bool) -> Engine:
    """Readers: each transaction is a snapshot, and no statement of theirs can write."""
    return _engine(path, "BEGIN", read_only=read_only, size=_READERS, query_only=True)


def _engine(
    path: Path, begin: str, *, read_only: bool, size: int, query_only: bool = False,
    folds_itself: bool = True,
) -> Engine:  # fmt: skip
    def creator() -> sqlite3.Connection:
        connection = connect(path, read_only=read_only)
        cache_kib = _READER_CACHE_KIB if query_only else _WRITER_CACHE_KIB
        if query_only:
            connection.execute("PRAGMA query_only = ON")
        if not folds_itself:
            cache_kib = _SMALL_CACHE_KIB
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{cache_kib}")
        return connection

    engine = create_engine(
        "sqlite://", creator=creator, poolclass=QueuePool, pool_size=size, max_overflow=0,
        pool_reset_on_return="rollback", hide_parameters=True,  # errors tell no marked bytes
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> Any:
        connection.exec_driver_sql(begin)

    return engine
