"""The audit of what came by HTTP: every write before it is done, every denial soon after.

A write is in the audit before its handler runs, in a unit of work of its own:
what is not audited is not done. Denials are gathered for a second and
written together, equal ones as one line with their number, so that whoever is
denied a thousand times a second fills no disk and holds up nobody.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final

from cspo.errors import CspoError
from cspo.node.store import SqliteStore
from cspo.time import Clock

__all__ = ["DENIED", "WRITE", "Trail"]

_LOG: Final = logging.getLogger(__name__)
_MOST: Final = 1_000

WRITE: Final = "http write"
DENIED: Final = "http denied"


class Trail:
    """Writes to the audit of one store.

    Parameters
    ----------
    store : SqliteStore
        Whose audit.
    clock : Clock
        Tells when it happened.
    """

    def __init__(self, store: SqliteStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[tuple[str, str], ...]] = Counter()
        self._beyond = 0

    def write(self, fields: Mapping[str, str], event: str = WRITE) -> None:
        """Put down now, and on the disk, what is about to be done.

        Raises
        ------
        ResourceLimit, SourceError
            Where the store can't be written: then it is not to be done.
        """
        with self._store.write() as unit:
            unit.audit(event, fields, t=self._clock.now())

    def denied(self, fields: Mapping[str, str], count: int = 1) -> None:
        """Put down soon that something was denied; equal fields become one line."""
        key = tuple(sorted(fields.items()))
        with self._lock:
            if key in self._waiting or len(self._waiting) < _MOST:
                self._waiting[key] += count
            else:
                self._beyond += count

    def flush(self) -> int:
        """Write what waits; how many lines."""
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
            beyond, self._beyond = self._beyond, 0
        if beyond:
            waiting[("rule", "more than can be told one by one"),] += beyond
        if not waiting:
            return 0
        try:
            with self._store.write() as unit:
                for key, count in waiting.items():
                    unit.audit(DENIED, {**dict(key), "count": str(count)}, t=self._clock.now())
        except CspoError as error:
            with self._lock:
                self._waiting.update(waiting)
            _LOG.error("denials wait to be audited: %s", error)
            return 0
        return len(waiting)
