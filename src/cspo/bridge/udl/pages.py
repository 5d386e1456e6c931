"""Rows of records side by side, as tables want them.

A batch of a thousand orbits is one page in columns; records of one row each
(conjunctions, notices, facts of objects) are gathered on a page of rows. Both
can be cut down to some of their rows, which is how a query goes on from one
condition to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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


P = TypeVar("P", bound=Page)
Columns = Mapping[str, Callable[[P], list[Any]]]
"""By the name of a column: its values on a page, None where a row has none."""


@dataclass(frozen=True, slots=True, eq=False)
class ElementPage:
    """Element sets of one record.

    Parameters
    ----------
    record : Held
    gp : GpColumns
        In the units of messages.
    index : (n,) int64
        Places of the rows in the record.
    source : str
        Whose orbits they are, as the record says.
    """

    record: Held
    gp: GpColumns
    index: NDArray[np.int64]
    source: str

    def __len__(self) -> int:
        return len(self.index)

    def take(self, rows: Sequence[int]) -> ElementPage:
        """Only these rows, in this order."""
        at = np.array(rows, np.int64)
        return replace(self, gp=self.gp.take(at), index=self.index[at])

    def held(self) -> Sequence[Held]:
        """The record of each row."""
        return [self.record] * len(self)


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
