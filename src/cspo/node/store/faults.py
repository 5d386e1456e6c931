"""What SQLite reports, as errors of cspo."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from cspo.errors import CspoError, ResourceLimit, SourceError, UsageError

__all__ = ["as_cspo_error", "explained"]

_FULL: Final = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PRIMARY: Final = 0xFF  # the low byte of an extended code says what kind it is


def as_cspo_error(error: Exception, action: str, subject: str) -> CspoError:
    """The error of cspo that says what an error of the database means.

    A full disk (or file-size limit), a writer that stays, and exhausted memory
    are a `ResourceLimit`; a rule of the schema that was broken is a
    `UsageError`; everything else, a damaged file or a read-only disk among
    them, is a `SourceError`.
    """
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = getattr(cause, "sqlite_errorcode", None)
    got = str(cause)[:200] or type(cause).__name__
    if code is None:
        return SourceError(action, subject, got=got)
    primary = code & _PRIMARY
    if code in _FULL or primary == sqlite3.SQLITE_FULL:
        return ResourceLimit(
            action, subject, expected="room on the disk", got=got,
            hint="free some space and try again; what was committed stays",
        )  # fmt: skip
    if primary in _BUSY:
        return ResourceLimit(
            action, subject, expected="no other writer", got=got,
            hint="another process writes to this store: try again",
        )  # fmt: skip
    if primary == sqlite3.SQLITE_NOMEM:
        return ResourceLimit(action, subject, expected="memory", got=got)
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return UsageError(action, subject, expected="what the schema permits", got=got)
    return SourceError(action, subject, got=got, hint=_HINTS.get(primary, ""))


_HINTS: Final = {
    sqlite3.SQLITE_READONLY: "the file or its disk is read-only",
    sqlite3.SQLITE_CANTOPEN: "check the path and its permissions",
    sqlite3.SQLITE_PERM: "check the path and its permissions",
    sqlite3.SQLITE_IOERR: "the disk failed: check it, and the store after that",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: check the store, restore a backup",
    sqlite3.SQLITE_NOTADB: "this file is no store, or its first page is damaged",
}


@contextmanager
def explained(action: str, subject: str) -> Iterator[None]:
    """Turn errors of the database within the block into errors of cspo."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise as_cspo_error(error, action, subject) from error
