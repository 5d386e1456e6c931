"""Columns that grow, and texts and records by number: what keeps a picture small.

A hundred thousand sides as Python objects would take a hundred megabytes, in each
of ten nations. In columns they take ten.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Mapping
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Numbered", "RecordNumbers", "Rows", "Words"]

Integers = NDArray[np.int64]
T = TypeVar("T", bound=Hashable)


class Numbered(Generic[T]):
    """Values by number, in order of their first appearance."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}
        self._values: list[T] = []

    def __getitem__(self, number: int) -> T:
        return self._values[number]

    def __len__(self) -> int:
        return len(self._values)

    def number(self, value: T) -> int:
        """The number of a value, a new one where it has none."""
        found = self._numbers.setdefault(value, len(self._values))
        if found == len(self._values):
            self._values.append(value)
        return found

    def known(self, value: T) -> int | None:
        """The number of a value that has one."""
        return self._numbers.get(value)

    def values(self) -> tuple[T, ...]:
        """All of them."""
        return tuple(self._values)


class Rows:
    """Columns of one length that grows; a row that is freed is used again.

    Parameters
    ----------
    types : mapping
        NumPy's type of each column, by its name.
    """

    def __init__(self, types: Mapping[str, Any]) -> None:
        self._columns = {name: np.zeros(64, kind) for name, kind in types.items()}
        self._free: list[int] = []
        self._used = 0

    def __len__(self) -> int:
        return self._used - len(self._free)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A column with its freed rows, up to the last one in use."""
        return self._columns[name][: self._used]

    def take(self, count: int) -> Integers:
        """Numbers of so many new rows; their values are to be set."""
        again = [self._free.pop() for _ in range(min(count, len(self._free)))]
        more = count - len(again)
        size = len(next(iter(self._columns.values())))
        if self._used + more > size:
            size = max(2 * size, self._used + more)
            self._columns = {name: _longer(old, size) for name, old in self._columns.items()}
        rows = np.concatenate(
            [np.array(again, np.int64), np.arange(self._used, self._used + more, dtype=np.int64)]
        )
        self._used += more
        return rows

    def put(self, rows: Integers | int, values: Mapping[str, Any]) -> None:
        """Set columns at *rows*."""
        for name, value in values.items():
            self._columns[name][rows] = value

    def free(self, row: int) -> None:
        """Give a row back."""
        self._free.append(row)


def _longer(column: NDArray[Any], size: int) -> NDArray[Any]:
    longer = np.zeros(size, column.dtype)
    longer[: len(column)] = column
    return longer


class Words:
    """Texts by number; the empty text is 0."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self._texts = [""]
        self._array: NDArray[np.str_] | None = None

    def __getitem__(self, number: int) -> str:
        return self._texts[number]

    def number(self, text: str) -> int:
        """The number of a text, a new one where it has none."""
        found = self._numbers.get(text)
        if found is None:
            text = sys.intern(text)  # shared with the other pictures of this process
            found = self._numbers[text] = len(self._texts)
            self._texts.append(text)
            self._array = None
        return found

    def at(self, numbers: NDArray[np.int32]) -> NDArray[np.str_]:
        """The texts of numbers, as an array no wider than they need."""
        if len(numbers) < len(self._texts) // 8:
            return np.array([self._texts[n] for n in numbers.tolist()] or [""], np.str_)[
                : len(numbers)
            ]
        if self._array is None:
            self._array = np.array(self._texts, np.str_)
        return narrow(self._array[numbers])


def narrow(texts: NDArray[np.str_]) -> NDArray[np.str_]:
    """The same texts in an array as wide as the longest."""
    longest = int(np.char.str_len(texts).max(initial=1))
    return texts.astype(f"U{max(longest, 1)}")


class RecordNumbers:
    """Records that something in the picture still rests on, by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        self._uses: list[int] = []
        self._free: list[int] = []

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._numbers

    def __getitem__(self, number: int) -> str:
        return self._ids[number]

    def number(self, record_id: str) -> int | None:
        """The number of a record that is in use; None where it is not."""
        return self._numbers.get(record_id)

    def use(self, record_id: str, count: int) -> int:
        """Its number, with *count* more uses."""
        found = self._numbers.get(record_id)
        if found is None:
            found = self._free.pop() if self._free else len(self._ids)
            if found == len(self._ids):
                self._ids.append(record_id)
                self._uses.append(0)
            self._ids[found], self._uses[found] = record_id, 0
            self._numbers[record_id] = found
        self._uses[found] += count
        return found

    def drop(self, number: int) -> bool:
        """One use less; whether that was the last, and the number is free."""
        self._uses[number] -= 1
        if self._uses[number] > 0:
            return False
        del self._numbers[self._ids[number]]
        self._free.append(number)
        return True
