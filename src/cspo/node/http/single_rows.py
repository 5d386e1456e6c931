"""Records of one row each, of which a shelf keeps the newest and reads the others again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from cspo.bridge.udl import Held, Row, RowPage
from cspo.errors import CspoError
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record

__all__ = ["SingleRows"]

_LOG: Final = logging.getLogger(__name__)
_PAGE: Final = 500

T = TypeVar("T")


@dataclass(slots=True)
class _Placed(Generic[T]):
    """A record, and its row while it is kept."""

    held: Held
    row: Row[T] | None


class SingleRows(Generic[T]):
    """One shelf of them.

    One thread puts rows; others read meanwhile.

    Parameters
    ----------
    store : SqliteStore
        Where what is kept no more is read again.
    most : int
        Rows to keep: a body takes kilobytes, what stands in its place some 200 bytes.
    """

    def __init__(self, store: SqliteStore, most: int) -> None:
        self._store = store
        self._most = most
        self._placed: list[_Placed[T]] = []
        self._oldest = 0

    def put(self, row: Row[T]) -> None:
        """Take one more, and let go of the oldest body."""
        self._placed.append(_Placed(row.record, row))
        while len(self._placed) - self._oldest > self._most:
            self._placed[self._oldest].row = None
            self._oldest += 1

    @property
    def kept(self) -> int:
        """How many bodies are in memory."""
        return len(self._placed) - self._oldest

    def pages(self, shown: Callable[[Held], bool]) -> Iterator[RowPage[T]]:
        """The rows that are shown, in the order in which they came."""
        chosen = [each for each in tuple(self._placed) if shown(each.held)]
        for first in range(0, len(chosen), _PAGE):
            part = chosen[first : first + _PAGE]
            rows = [(each, each.row) for each in part]
            again = self._again([each.held for each, row in rows if row is None])
            found = (row or again.get(each.held.record_id) for each, row in rows)
            yield RowPage(tuple(row for row in found if row is not None))

    def _again(self, missing: list[Held]) -> dict[str, Row[T]]:
        found: dict[str, Row[T]] = {}
        if not missing:
            return found
        with self._store.read() as unit:
            for held in missing:
                envelope = unit.envelope(held.record_id)
                if envelope is None:
                    continue
                try:
                    found[held.record_id] = Row(held, body_of(read_record(envelope), REGISTRY))
                except CspoError as error:
                    _LOG.warning("record %s can't be read again: %s", held.record_id,
                                 type(error).__name__)  # fmt: skip
        return found
