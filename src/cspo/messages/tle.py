"""Two-line element sets: 2LE, and 3LE or named TLE with a line before them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage
from cspo.messages.faults import MAX_FAULTS, Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.text import MAX_LINE, as_utf8, line_bounds
from cspo.messages.tle_pairs import read_pairs
from cspo.messages.tle_set import Problem
from cspo.messages.tle_write import Names, write

__all__ = ["Names", "read", "write"]

_NAME_LENGTH: Final = 64
_FIRST, _SECOND, _NAME, _SKIP = 1, 2, 3, 0


def read(data: bytes, *, lenient: bool = False) -> tuple[GpColumns, list[Fault]]:
    """Read the element sets in *data*.

    A set is a line that begins with ``1`` and a blank, then one that begins
    with ``2`` and a blank. A line before them is the name (``0 VANGUARD 1`` or
    ``VANGUARD 1``). Blank lines and lines that begin with ``#`` are skipped.
    What stands beyond column 69 after a blank is ignored.

    Parameters
    ----------
    data : bytes
    lenient : bool
        Keep sets whose checksum is wrong; each is still a fault.

    Returns
    -------
    columns : GpColumns
    faults : list of Fault
        By line.

    Raises
    ------
    MalformedMessage
        Where no line looks like one of an element set.
    """
    data = as_utf8(data)
    lines = _Lines(data)
    log = FaultLog()
    pairs, names = lines.pairs(log)
    columns, bad = _read_pairs(lines, pairs, log, lenient=lenient)
    object_name = lines.names(names, log)
    keep = np.ones(len(pairs), np.bool_)
    keep[bad] = False
    columns["object_name"] = object_name
    gp = GpColumns.build(len(pairs), columns)
    return (gp if keep.all() else gp.take(keep)), log.faults()


def _read_pairs(
    lines: _Lines, pairs: NDArray[np.int64], log: FaultLog, *, lenient: bool
) -> tuple[dict[str, NDArray[Any]], list[int]]:
    """Columns of all pairs, and the positions of those that are refused."""
    common = lines.is_69_wide[pairs] & lines.is_69_wide[pairs + 1]

    def texts(position: int) -> tuple[str, str]:
        return lines.text(pairs[position]), lines.text(pairs[position] + 1)

    def note(position: int, problem: Problem, count: int) -> None:
        at = int(pairs[position]) + problem.line - 1
        log.add(
            lines.number(at), problem.keyword, problem.expected, problem.got, lines.text(at),
            refused=problem.refused, count=count,
        )  # fmt: skip

    first, second = lines.codes(pairs[common]), lines.codes(pairs[common] + 1)
    return read_pairs(common, first, second, texts, note, lenient=lenient)


class _Lines:
    """The lines of a file that count: what each is, and where it stands."""

    def __init__(self, data: bytes) -> None:
        starts, stops = line_bounds(data)
        self._data = data
        self._octets = np.frombuffer(data, np.uint8)
        kinds = self._kinds(starts, stops)
        kept = np.flatnonzero(kinds != _SKIP)
        self._lines = kept
        self._starts, self._stops, self._kind = starts[kept], stops[kept], kinds[kept]
        length = self._stops - self._starts
        self.is_69_wide = length == 69
        longer = np.flatnonzero((length > 69) & (length <= MAX_LINE))
        after = self._octets[self._starts[longer] + 69]
        self.is_69_wide[longer] = (after == 32) | (after == 9)
        if not np.isin(self._kind, (_FIRST, _SECOND)).any():
            raise MalformedMessage(
                "read element sets", expected="lines that begin with '1 ' and '2 '",
                got=f"{len(starts)} lines, none of them such",
            )  # fmt: skip

    def _kinds(self, starts: NDArray[np.int64], stops: NDArray[np.int64]) -> NDArray[np.int64]:
        if not len(starts):
            return np.zeros(0, np.int64)
        length = stops - starts
        last = len(self._octets) - 1
        first = self._octets[np.minimum(starts, last)]
        second = self._octets[np.minimum(starts + 1, last)]
        kinds = np.full(len(starts), _NAME)
        element = (length > 1) & (second == 32)
        kinds[element & (first == ord("1"))] = _FIRST
        kinds[element & (first == ord("2"))] = _SECOND
        kinds[(length == 0) | (first == ord("#"))] = _SKIP
        for row in np.flatnonzero((kinds == _NAME) & ((first == 32) | (first == 9))).tolist():
            if not self._data[starts[row] : min(stops[row], starts[row] + MAX_LINE)].strip():
                kinds[row] = _SKIP
        return kinds

    def pairs(self, log: FaultLog) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows of the first lines, and of the names before them (-1 where there is none)."""
        kind = self._kind
        follows = np.append(kind[1:], 0)
        before = np.append(0, kind[:-1])
        pairs = np.flatnonzero((kind == _FIRST) & (follows == _SECOND))
        names = np.where(before[pairs] == _NAME, pairs - 1, -1)
        for strays, expected in (
            ((kind == _FIRST) & (follows != _SECOND), "line 2 after it"),
            ((kind == _SECOND) & (before != _FIRST), "line 1 before it"),
            ((kind == _NAME) & (follows != _FIRST), "an element set after a name"),
        ):
            rows = np.flatnonzero(strays)
            for row in rows[:MAX_FAULTS].tolist():
                log.add(self.number(row), "LINE", expected, "none", self.text(row))
            if len(rows) > MAX_FAULTS:
                log.add(None, "LINE", expected, "none", count=len(rows) - MAX_FAULTS)
        return pairs, names

    def number(self, row: int) -> int:
        """Line of the file, from 1."""
        return int(self._lines[row]) + 1

    def text(self, row: int | np.int64) -> str:
        """The line, as much of it as a report could show."""
        start = int(self._starts[row])
        return self._data[start : min(int(self._stops[row]), start + 256)].decode("latin-1")

    def codes(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The first 69 characters of these lines, (n, 69)."""
        if not len(rows):
            return np.zeros((0, 69), np.uint8)
        windows = np.lib.stride_tricks.sliding_window_view(self._octets, 69)
        codes: NDArray[np.uint8] = windows[self._starts[rows]]
        return codes

    def names(self, rows: NDArray[np.int64], log: FaultLog) -> NDArray[np.str_]:
        """The names in these lines, without the ``0`` of a 3LE; empty where the row is -1."""
        found = [""] * len(rows)
        for i, row in enumerate(rows.tolist()):
            if row < 0:
                continue
            start, stop = int(self._starts[row]), int(self._stops[row])
            name = self._data[start : min(stop, start + 4 * _NAME_LENGTH)].decode(
                "utf-8", "replace"
            )
            name = name.removeprefix("0 ").strip()
            if len(name) > _NAME_LENGTH or not name.isprintable():
                log.add(
                    self.number(row), "OBJECT_NAME", f"up to {_NAME_LENGTH} printable characters",
                    name, refused=False,
                )  # fmt: skip
                name = "".join(c for c in name[:_NAME_LENGTH] if c.isprintable())
            found[i] = name
        return np.array(found, dtype=np.str_)
