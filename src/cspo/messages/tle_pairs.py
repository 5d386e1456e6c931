"""Many pairs of lines to columns: at once where they are of the common layout, else one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.messages.tle_columns import read_columns
from cspo.messages.tle_set import Problem, Values, read_set

__all__ = ["Note", "read_pairs", "read_text_pairs"]

_FEW: Final = 16
"""Fewer pairs are read sooner one by one."""

Note = Callable[[int, Problem, int], None]
"""Told of each problem: position of the pair, problem, and 1 for the pair's first refusal,
1 for what does not refuse it, 0 for further refusals."""


@cache
def _kinds() -> dict[str, np.dtype[Any]]:
    """Kind of each column that `read_columns` gives."""
    none = np.zeros((0, 69), np.uint8)
    return {name: column.dtype for name, column in read_columns(none, none)[0].items()}


def read_text_pairs(
    pairs: Sequence[tuple[str, str]], note: Note, *, lenient: bool = False
) -> tuple[dict[str, NDArray[Any]], list[int]]:
    """Read pairs of lines given as text: see `read_pairs`."""
    wide = [
        len(first) == len(second) == 69 and first.isascii() and second.isascii()
        for first, second in pairs
    ]
    codes = [
        np.frombuffer("".join(
            pair[side] for pair, good in zip(pairs, wide, strict=True) if good
        ).encode(), np.uint8).reshape(-1, 69)
        for side in (0, 1)
    ]  # fmt: skip
    common = np.array(wide, np.bool_)
    return read_pairs(common, codes[0], codes[1], pairs.__getitem__, note, lenient=lenient)


def read_pairs(
    common: NDArray[np.bool_],
    first: NDArray[np.uint8],
    second: NDArray[np.uint8],
    texts: Callable[[int], tuple[str, str]],
    note: Note,
    *,
    lenient: bool = False,
) -> tuple[dict[str, NDArray[Any]], list[int]]:
    """Values of n pairs by column, and the positions of those that are refused.

    Parameters
    ----------
    common : (n,) bool
        Whether both lines are 69 characters wide.
    first, second : (k, 69) uint8
        Characters of those k.
    texts : callable
        Both lines at a position, asked for where `read_columns` does not do.
    note : callable
    lenient : bool
        Keep sets whose checksum is wrong.
    """
    n, index = len(common), np.flatnonzero(common)
    values = {name: np.zeros(n, kind) for name, kind in _kinds().items()}
    values["other_id"] = np.zeros(n, np.dtype("U1"))
    done = np.zeros(n, np.bool_)
    if len(index) >= _FEW:
        found, done[index] = read_columns(first, second)
        for name, column in found.items():
            values[name][index] = column
    bad: list[int] = []
    slow: dict[int, Values] = {}
    for position in np.flatnonzero(~done).tolist():
        row, problems = read_set(*texts(position), lenient=lenient)
        count = 1
        for problem in problems:
            note(position, problem, count)
            count = 0 if problem.refused else count
        if count:
            slow[position] = row
        else:
            bad.append(position)
    _scatter(values, slow)
    return values, bad


def _scatter(values: dict[str, NDArray[Any]], rows: dict[int, Values]) -> None:
    """Put values read one by one into their columns, widening those of text."""
    if not rows:
        return
    index = np.fromiter(rows, np.int64, len(rows))
    for name, column in values.items():
        found = np.array([row[name] for row in rows.values()])
        if column.dtype.kind == "U":
            values[name] = column.astype(np.promote_types(column.dtype, found.dtype))
        values[name][index] = found
