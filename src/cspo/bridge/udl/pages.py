"""Rows of records side by side, as tables want them.

A batch of a thousand orbits is one page in columns; records of one row each
(conjunctions, notices, facts of objects) are gathered on a page of rows. Both
can be cut down to some of their rows, which is how a query goes on from one
condition to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Generic, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from cspo.messages.gp import GpColumns
from cspo.records.bodies.orbit import OrbitBody

__all__ = ["Columns", "ElementPage", "Held", "Page", "Row", "RowPage", "StatePage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a record says of all its rows.

    Parameters
    ----------
    record_id : str
    origin : str
        The party that says it.
    mode : str
    mark : str
        As a portion mark.
    created_tai_ns : int
        When the record was made: see `cspo.time.Epoch`.
    label : int
        Number of the label, where the holder keeps them.
    """

    record_id: str
    origin: str
    mode: str
    mark: str
    created_tai_ns: int
    label: int = 0


class Page(Protocol):
    """Some rows."""

    def __len__(self) -> int:
        """How many."""
        ...

    def take(self, rows: Sequence[int]) -> Self:
        """Only these, in this order."""
        ...

    def held(self) -> Sequence[Held]:
        """The record of each row."""
        ...

    @classmethod
    def joined(cls, pages: Sequence[Self]) -> list[Self]:
        """The same rows on as few pages as can hold them: columns are made page by page."""
        ...


P = TypeVar("P", bound=Page)
Columns = Mapping[str, Callable[[P], list[Any]]]
"""By the name of a column: its values on a page, None where a row has none."""


@dataclass(frozen=True, slots=True, eq=False)
class ElementPage:
    """Element sets.

    Parameters
    ----------
    records : tuple of Held
        The record of each row.
    gp : GpColumns
        In the units of messages.
    index : (n,) int64
        Places of the rows in their records.
    sources : tuple of str
        Whose orbits they are, as the records say.
    """

    records: tuple[Held, ...]
    gp: GpColumns
    index: NDArray[np.int64]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, record: Held, gp: GpColumns, source: str) -> ElementPage:
        """All rows of one record."""
        n = len(gp)
        return cls((record,) * n, gp, np.arange(n), (source,) * n)

    def __len__(self) -> int:
        return len(self.index)

    def take(self, rows: Sequence[int]) -> ElementPage:
        """Only these rows, in this order."""
        at = np.array(rows, np.int64)
        return ElementPage(
            tuple(self.records[k] for k in rows), self.gp.take(at), self.index[at],
            tuple(self.sources[k] for k in rows),
        )  # fmt: skip

    def held(self) -> Sequence[Held]:
        """The record of each row."""
        return self.records

    @classmethod
    def joined(cls, pages: Sequence[ElementPage]) -> list[ElementPage]:
        """All rows on one page."""
        if len(pages) < 2:
            return list(pages)
        return [
            cls(
                tuple(chain.from_iterable(page.records for page in pages)),
                GpColumns.concat([page.gp for page in pages]),
                np.concatenate([page.index for page in pages]),
                tuple(chain.from_iterable(page.sources for page in pages)),
            )
        ]


@dataclass(frozen=True, slots=True, eq=False)
class StatePage:
    """States of one record.

    Parameters
    ----------
    record : Held
    body : OrbitBody
        One that holds states.
    index : tuple of int
        Which of its rows.
    """

    record: Held
    body: OrbitBody
    index: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.index)

    def take(self, rows: Sequence[int]) -> StatePage:
        """Only these rows, in this order."""
        return replace(self, index=tuple(self.index[row] for row in rows))

    def held(self) -> Sequence[Held]:
        """The record of each row."""
        return [self.record] * len(self)

    @classmethod
    def joined(cls, pages: Sequence[StatePage]) -> list[StatePage]:
        """The pages as they are: each record has a frame of its own."""
        return list(pages)


B = TypeVar("B")


@dataclass(frozen=True, slots=True, eq=False)
class Row(Generic[B]):
    """One row of a record.

    Parameters
    ----------
    record : Held
    content : body or part
        What it says.
    index : int
        Its place in a batch; -1 where the record is this one row.
    source : str
        Whose statement it is, as the record says.
    """

    record: Held
    content: B
    index: int = -1
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class RowPage(Generic[B]):
    """Rows of many records, each with its content as an object."""

    rows: tuple[Row[B], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, rows: Sequence[int]) -> RowPage[B]:
        """Only these rows, in this order."""
        return RowPage(tuple(self.rows[row] for row in rows))

    def held(self) -> Sequence[Held]:
        """The record of each row."""
        return [row.record for row in self.rows]

    @classmethod
    def joined(cls, pages: Sequence[RowPage[B]]) -> list[RowPage[B]]:
        """All rows on one page."""
        return [cls(tuple(chain.from_iterable(page.rows for page in pages)))] if pages else []
