"""Who may come in: tokens and sessions, each by its hash, in a file of its own.

It lies beside the store and not in it: a store that is restored from a copy
must not bring back a token that was ended since, and what is short-lived has
no place among what is never changed. The file holds no secret, only hashes of
256 random bits each. What was made and ended by whom stands in the store's audit.
"""

from __future__ import annotations

import os
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from cspo.node.store.connection import connect
from cspo.node.store.faults import explained
from cspo.time import Epoch

__all__ = ["AccessFile", "CredentialRow"]

_TABLE: Final = """\
CREATE TABLE IF NOT EXISTS credential (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, hash BLOB NOT NULL, person TEXT NOT NULL,
    facts BLOB NOT NULL, title TEXT NOT NULL, scopes TEXT NOT NULL, limits BLOB NOT NULL,
    t_created_tai_ns INTEGER NOT NULL, t_expires_tai_ns INTEGER NOT NULL,
    t_ended_tai_ns INTEGER
) STRICT, WITHOUT ROWID"""
_PUT: Final = "INSERT INTO credential VALUES (?,?,?,?,?,?,?,?,?,?,?)"
_LIVE: Final = "SELECT * FROM credential WHERE t_ended_tai_ns IS NULL"
_END: Final = "UPDATE credential SET t_ended_tai_ns = ? WHERE id = ? AND t_ended_tai_ns IS NULL"
_FACTS: Final = "UPDATE credential SET facts = ? WHERE person = ? AND length(facts) > 0"
_CLEAR: Final = "DELETE FROM credential WHERE t_expires_tai_ns < ? OR t_ended_tai_ns < ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRow:
    """A token, session or one-time code.

    Parameters
    ----------
    id : str
        What names it in lists and in the audit.
    kind : str
        ``"token"``, ``"session"`` or ``"code"``.
    hash : bytes
        SHA-256 of its secret.
    person : str
        Whose it is.
    facts : bytes
        What the sign-in service said of the person, as JSON; empty: the table of
        people tells.
    title : str
        What its owner calls it; of a session the id of the token that opened it, if one did.
    scopes : str
        Names of rights with a space between; empty of a session that no token opened.
    limits : bytes
        What it may see at most, as JSON; empty: what its owner may.
    """

    id: str
    kind: str
    hash: bytes
    person: str
    facts: bytes
    title: str
    scopes: str
    limits: bytes
    t_created: Epoch
    t_expires: Epoch
    t_ended: Epoch | None = None


class AccessFile:
    """The file, opened or made; threads share it, and other processes may open it, too.

    Parameters
    ----------
    path : Path
        Readable for its owner alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        with self._explained("open"):
            self._db = connect(path)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(_TABLE)
        for each in path.parent.glob(f"{path.name}*"):
            each.chmod(0o600)

    def live(self) -> list[CredentialRow]:
        """All that were not ended; some may have expired."""
        with self._lock, self._explained("read"):
            return [_row(each) for each in self._db.execute(_LIVE)]

    def put(self, row: CredentialRow) -> None:
        """Keep one more."""
        given = [getattr(row, field.name) for field in fields(row)]
        values = [each.tai_ns if isinstance(each, Epoch) else each for each in given]
        with self._lock, self._explained("write"):
            self._db.execute(_PUT, values)

    def end(self, credential_id: str, t: Epoch) -> bool:
        """End one; False where it was ended before, or is not there."""
        with self._lock, self._explained("write"):
            return self._db.execute(_END, (t.tai_ns, credential_id)).rowcount == 1

    def set_facts(self, person: str, facts: bytes) -> None:
        """What the sign-in service says of somebody now, for all that it vouched for before."""
        with self._lock, self._explained("write"):
            self._db.execute(_FACTS, (facts, person))

    def clear(self, before: Epoch) -> None:
        """Drop what expired or was ended before an instant."""
        with self._lock, self._explained("write"):
            self._db.execute(_CLEAR, (before.tai_ns, before.tai_ns))

    def version(self) -> int:
        """A number that changes when another process has written to the file."""
        with self._lock, self._explained("read"):
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close it."""
        with self._lock:
            self._db.close()

    def _explained(self, what: str) -> AbstractContextManager[None]:
        return explained(f"{what} access file", str(self.path))


def _row(values: tuple[Any, ...]) -> CredentialRow:
    *texts, created, expires, ended = values
    names = ("id", "kind", "hash", "person", "facts", "title", "scopes", "limits")
    return CredentialRow(
        **dict(zip(names, texts, strict=True)),
        t_created=Epoch(created), t_expires=Epoch(expires),
        t_ended=None if ended is None else Epoch(ended),
    )  # fmt: skip
