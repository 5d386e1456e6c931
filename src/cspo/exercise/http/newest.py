"""The newest records of a node's own, however many came before."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from typing import Final, Protocol, TypeVar

from cspo.markings import Mode
from cspo.time import Epoch

__all__ = ["newest_of"]

_PAGE: Final = 10_000
"""Rows without envelopes: a few milliseconds."""


class Row(Protocol):
    """A record as its row has it."""

    @property
    def seq(self) -> int: ...

    @property
    def envelope(self) -> bytes: ...

    @property
    def t_ingest(self) -> Epoch: ...


_R_co = TypeVar("_R_co", bound=Row, covariant=True)


class Stored(Protocol[_R_co]):
    """One unit of work on a node's store."""

    def records_after(
        self, seq: int, limit: int, *, kinds: Collection[str] = (), mode: Mode | None = None,
        origin: str = "", envelopes: bool = True,
    ) -> Sequence[_R_co]:  # fmt: skip
        """Records in the order of ingest, after the one numbered *seq*."""
        ...


def newest_of(
    unit: Stored[_R_co], kind: str, origin: str, mode: Mode, most: int
) -> Sequence[_R_co]:
    """The newest *most* records of a kind and an origin, in the order in which they came.

    Parameters
    ----------
    unit : Stored
    kind, origin : str
    mode : Mode
    most : int
    """
    numbers: deque[int] = deque(maxlen=most)
    after = 0
    while rows := unit.records_after(
        after, _PAGE, kinds=(kind,), mode=mode, origin=origin, envelopes=False
    ):
        numbers.extend(row.seq for row in rows)
        after = rows[-1].seq
        if len(rows) < _PAGE:
            break
    if not numbers:
        return ()
    return unit.records_after(numbers[0] - 1, most, kinds=(kind,), mode=mode, origin=origin)
