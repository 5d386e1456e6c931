"""Conditions, order and window on pages of rows: what every table is asked for.

A column is made only where it is wanted: for the rows that the conditions before
it have left, and for the rows of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from cspo.bridge.udl.pages import Page
from cspo.messages.conditions import Condition

__all__ = ["column_values", "matching", "windowed"]

P = TypeVar("P", bound=Page)
Columns = Mapping[str, Callable[[Any], list[Any]]]


def matching(pages: Iterable[P], columns: Columns, conditions: Sequence[Condition]) -> list[P]:
    """The pages, each cut down to the rows of which all conditions hold."""
    return [cut for page in pages if len(cut := _cut(page, columns, conditions))]


def _cut(page: P, columns: Columns, conditions: Sequence[Condition]) -> P:
    for condition in conditions:
        if not len(page):
            break
        values = columns[condition.column](page)
        rows = [row for row, value in enumerate(values) if condition.holds(value)]
        page = page if len(rows) == len(page) else page.take(rows)
    return page


def windowed(
    pages: Sequence[P],
    columns: Columns,
    *,
    sort: Sequence[tuple[str, bool]] = (),
    first: int = 0,
    most: int,
) -> list[P]:
    """The rows from *first* on, *most* of them, sorted; as pages in that order.

    Parameters
    ----------
    sort : sequence of (str, bool)
        Columns, the first first, and whether downward; what has no value comes last.
        Rows that are equal stay in the order in which they came.
    """
    places = [(k, row) for k, page in enumerate(pages) for row in range(len(page))]
    for name, downward in reversed(sort):
        values = [columns[name](page) for page in pages]
        places = _sorted(places, values, downward=downward)
    window = places[first : first + most]
    found = [
        pages[k].take([row for _, row in group]) for k, group in groupby(window, key=itemgetter(0))
    ]
    return type(pages[0]).joined(found) if found else []


def _sorted(
    places: list[tuple[int, int]], values: list[list[Any]], *, downward: bool
) -> list[tuple[int, int]]:
    there = [place for place in places if values[place[0]][place[1]] is not None]
    absent = [place for place in places if values[place[0]][place[1]] is None]
    there.sort(key=lambda place: values[place[0]][place[1]], reverse=downward)
    return [*there, *absent]


def column_values(pages: Iterable[Page], read: Callable[[Any], list[Any]]) -> list[Any]:
    """One column over all pages."""
    return [value for page in pages for value in read(page)]
