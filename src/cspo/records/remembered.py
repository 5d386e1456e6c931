"""Large bodies that were read lately: what exchange has checked, the picture need not read anew.

A body follows from its kind and its bytes alone, and nothing changes it, so whoever
asks for the same bytes may have the same body. Ten nodes in one process read each
batch of a thousand orbits once, and a node alone reads it once and not twice.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

import msgspec

__all__ = ["Remembered"]

_SMALLEST_BYTES: Final = 16_384
"""Reading less than this again costs less than a millisecond."""


class Remembered:
    """Bodies by kind and bytes, the least lately asked for given up first.

    Parameters
    ----------
    most_bytes : int
        Of all bytes that are held together; what was read of them takes some three
        times as much besides.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._held: OrderedDict[tuple[str, bytes], msgspec.Struct] = OrderedDict()
        self._lock = Lock()

    def get(self, kind: str, data: bytes) -> msgspec.Struct | None:
        """What was read of these bytes; None where it is not at hand."""
        if len(data) < _SMALLEST_BYTES:
            return None
        with self._lock:
            body = self._held.get((kind, data))
            if body is not None:
                self._held.move_to_end((kind, data))
            return body

    def put(self, kind: str, data: bytes, body: msgspec.Struct) -> None:
        """Hold what was read; others give way."""
        if not _SMALLEST_BYTES <= len(data) <= self._most_bytes:
            return
        with self._lock:
            if (kind, data) not in self._held:
                self._held[kind, data] = body
                self._bytes += len(data)
            while self._bytes > self._most_bytes:
                (_, old), _ = self._held.popitem(last=False)
                self._bytes -= len(old)
