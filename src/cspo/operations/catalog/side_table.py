"""What voices say of objects, a row for each: columns alone, also for which row is whose.

A Python object for each row takes ten times the room of the row, in each of ten nations. So the
rows of an object are a chain through a column, and so is what a voice said before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.operations.catalog.rows import RecordNumbers, Rows

__all__ = ["SideTable"]

Integers = NDArray[np.int64]
_NONE: Final = -1
_FREE, _FRONT, _BEHIND = 0, 1, 2


class SideTable:
    """Rows of which there is one for each object and voice, and the records that they rest on.

    What a voice said before is kept, one step behind: where it takes back its last
    word, the one before holds again.

    Parameters
    ----------
    records : RecordNumbers
    types : mapping
        Columns beside ``object``, ``voice``, ``label``, ``record``, ``item``,
        ``t_ingest_ns`` and ``t_created_ns``.
    """

    def __init__(self, records: RecordNumbers, types: Mapping[str, Any]) -> None:
        self.table = Rows({
            "object": np.int32, "voice": np.int32, "label": np.int32, "record": np.int32,
            "item": np.int16, "t_ingest_ns": np.int64, "t_created_ns": np.int64,
            "place": np.uint8, "next": np.int32, "before": np.int32, **types,
        })  # fmt: skip
        self._records = records
        self._first = np.full(64, _NONE, np.int32)

    def of(self, number: int) -> tuple[int, ...]:
        """Rows of one object, the one that was written last at the end."""
        found, after = [], self.table["next"]
        row = self._first_of(number)
        while row != _NONE:
            found.append(row)
            row = int(after[row])
        return tuple(found)

    def row(self, number: int, voice: int) -> int | None:
        """The row of an object and a voice."""
        voices = self.table["voice"]
        return next((row for row in self.of(number) if int(voices[row]) == voice), None)

    def rows(self, numbers: Sequence[int] | Integers, voice: int) -> Integers:
        """The row of each object and one voice; -1 where it says nothing of it."""
        asked = np.asarray(numbers, np.int64)
        self._reach(asked)
        row = self._first[asked].astype(np.int64)
        found = np.full(len(asked), _NONE, np.int64)
        voices, after = self.table["voice"], self.table["next"]
        while (left := row != _NONE).any():
            hit = left & (voices[row] == voice)
            found[hit] = row[hit]
            row = np.where(left & ~hit, after[row], _NONE)
        return found

    def live(self) -> list[int]:
        """Every row in use, those that are only kept behind a newer one after all others."""
        return [*self.front().tolist(), *np.flatnonzero(self.table["place"] == _BEHIND).tolist()]

    def front(self) -> Integers:
        """What each voice says now of each object, as an array."""
        return np.flatnonzero(self.table["place"] == _FRONT)

    def of_record(self, record: int) -> list[int]:
        """Rows that rest on a record."""
        rows = np.array(self.live(), np.int64)
        return [int(row) for row in rows[self.table["record"][rows] == record]]

    def drop(self, row: int) -> None:
        """Forget a row; what its voice said before it comes to the front again."""
        table = self.table
        number, voice = int(table["object"][row]), int(table["voice"][row])
        if table["place"][row] == _BEHIND:
            table["before"][self.rows([number], voice)] = _NONE
        else:
            before = int(table["before"][row])
            self._link(np.array([number]), np.array([row]), np.array([before]))
            if before != _NONE:
                table["place"][before] = _FRONT
        self._let_go(row)

    def order(self, row: int) -> tuple[int, str]:
        """Of two statements of one voice, the later holds: when it was made, and its record."""
        return int(self.table["t_created_ns"][row]), self._records[int(self.table["record"][row])]

    def _rows_for(
        self, numbers: Sequence[int], voice: int, again: NDArray[np.bool_] | None = None
    ) -> Integers:
        """Rows to write to; what the voice said before is kept one step behind.

        Parameters
        ----------
        numbers : (k,) sequence of int
            Each object once.
        again : (k,) bool or None
            Which objects' rows only say once more what they said: they are written over.
        """
        asked = np.asarray(numbers, np.int64)
        fronts = self.rows(asked, voice)
        over = np.zeros(len(asked), np.bool_) if again is None else again & (fronts != _NONE)
        for row in fronts[over].tolist():
            self._release(row)
        rows = fronts.copy()
        rows[~over] = made = self.table.take(len(asked) - int(over.sum()))
        table, last = self.table, fronts[~over]
        known = last != _NONE
        for row in table["before"][last[known]].tolist():
            if row != _NONE:
                self._let_go(row)
        table["before"][last[known]] = _NONE
        table["place"][last[known]] = _BEHIND
        table["place"][made] = _FRONT
        table["before"][made] = last
        table["voice"][made] = voice
        self._link(asked[~over], last, made)
        return rows

    def _link(self, numbers: Integers, old: Integers, new: Integers) -> None:
        """Take a row out of the chain of each object, and put one at its end; -1 for neither."""
        first, after = self._first, self.table["next"]
        gone = old != _NONE
        row, prior = first[numbers].astype(np.int64), np.full(len(numbers), _NONE, np.int64)
        while (step := gone & (row != old)).any():
            prior = np.where(step, row, prior)
            row = np.where(step, after[row], row)
        leads = gone & (prior == _NONE)
        first[numbers[leads]] = after[old[leads]]
        within = gone & ~leads
        after[prior[within]] = after[old[within]]
        comes = new != _NONE
        after[new[comes]] = _NONE
        row, last = first[numbers].astype(np.int64), np.full(len(numbers), _NONE, np.int64)
        while (step := comes & (row != _NONE)).any():
            last = np.where(step, row, last)
            row = np.where(step, after[row], row)
        alone = comes & (last == _NONE)
        first[numbers[alone]] = new[alone]
        behind = comes & ~alone
        after[last[behind]] = new[behind]

    def _first_of(self, number: int) -> int:
        return int(self._first[number]) if 0 <= number < len(self._first) else _NONE

    def _reach(self, numbers: Integers) -> None:
        """Make room for these objects."""
        most = int(numbers.max(initial=-1)) + 1
        if most > len(self._first):
            longer = np.full(max(2 * len(self._first), most), _NONE, np.int32)
            longer[: len(self._first)] = self._first
            self._first = longer

    def _let_go(self, row: int) -> None:
        self._release(row)
        self.table["place"][row] = _FREE
        self.table.free(row)

    def _release(self, row: int) -> None:
        record = int(self.table["record"][row])
        if self._records.drop(record):
            self._forget(record)

    def _forget(self, record: int) -> None:
        """Nothing rests on a record any more."""
