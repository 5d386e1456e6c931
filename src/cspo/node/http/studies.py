"""Studies of burns that were asked for lately: reckoned one at a time, and the same one once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from cspo.node.http.faults import Refused
from cspo.operations.avoid import Study

__all__ = ["Studies"]

_KEPT: Final = 16
_WAITING: Final = 3
"""Requests that have or wait for a study: the threads that are left answer everybody else."""


class Studies:
    """The last few studies of a node, by all that they were reckoned from.

    A study holds numbers alone. Whether what it rests on is for a caller, the caller's route
    asks before it looks here.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(_WAITING)
        self._kept: OrderedDict[Hashable, Study] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], Study]) -> Study:
        """The study of a key, made where it is not there.

        Raises
        ------
        Refused
            429 where too many wait for one.
        """
        found = self._kept.get(key)
        if found is not None:
            return found
        if not self._room.acquire(blocking=False):
            raise Refused(
                429, "other studies are being reckoned", hint="ask again in a few seconds"
            )
        try:
            with self._lock:
                found = self._kept.get(key)
                if found is None:
                    found = self._kept[key] = make()
                    while len(self._kept) > _KEPT:
                        self._kept.popitem(last=False)
                return found
        finally:
            self._room.release()
