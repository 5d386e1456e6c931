"""One writer at a time, among all processes on this machine.

SQLite has a lock for writing of its own. This one is wider: it is held over the
commit and over the checkpoint of the write-ahead log that a commit may set off.
Until 3.51.3 (and 3.50.7) SQLite could damage a file when one connection made a
checkpoint while another committed (https://www.sqlite.org/wal.html, "The
WAL-Reset Bug"); Python comes with older ones. Under this lock the two never meet.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cspo.errors import ResourceLimit
from cspo.node.store.files import os_errors

__all__ = ["WriterLock"]

_LONGEST_PAUSE_S: Final = 0.01


class WriterLock:
    """The lock, as a file beside the store that is empty and stays.

    Parameters
    ----------
    store : Path
        The store; the lock is ``NAME-lock``.
    timeout_s : float
        How long to wait for another writer.
    """

    def __init__(self, store: Path, *, timeout_s: float) -> None:
        self._store = store
        self._timeout_s = timeout_s
        self._handle: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it as long as the block lasts.

        Raises
        ------
        ResourceLimit
            Where another process keeps it for longer than the timeout.
        SourceError
            Where the file can't be made.
        """
        if self._handle is None:
            with os_errors("write to store", self._store):
                flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
                self._handle = os.open(f"{self._store}-lock", flags, 0o600)
        self._take(self._handle)
        try:
            yield
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take(self, handle: int) -> None:
        pause_s, waited_s = 0.0005, 0.0
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waited_s >= self._timeout_s:
                    raise ResourceLimit(
                        "write to store", str(self._store), expected="no other writer",
                        got=f"one that stays for {waited_s:.0f} s",
                        hint="another process writes to this store: try again",
                    ) from None  # fmt: skip
            else:
                return
            time.sleep(pause_s)
            waited_s += pause_s
            pause_s = min(2.0 * pause_s, _LONGEST_PAUSE_S)
