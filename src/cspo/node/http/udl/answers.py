"""Answers to queries of the UDL: rows as JSON objects, or their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from cspo.bridge.udl.pages import Page
from cspo.messages.conditions import Kind
from cspo.messages.udl import Query
from cspo.messages.udl.fields import Field
from cspo.node.http.selection import matching, windowed
from cspo.node.http.udl.resources import Resource
from cspo.time.utc import format_utc_array

__all__ = ["count_rows", "rows_of"]

_ALWAYS: Final = "classificationMarking"
"""Whatever columns were asked for, a row says how it is marked."""


def count_rows(resource: Resource, pages: Iterable[Page], query: Query) -> int:
    """How many rows the conditions hold of."""
    return sum(map(len, matching(pages, resource.columns, query.conditions)))


def rows_of(resource: Resource, pages: Iterable[Page], query: Query) -> list[dict[str, Any]]:
    """The rows of the answer, fields without a value left out."""
    found = matching(pages, resource.columns, query.conditions)
    window = windowed(found, resource.columns, sort=query.sort, first=query.first, most=query.most)
    wanted = {_ALWAYS, *query.columns} if query.columns else set(resource.columns)
    fields = [field for name, field in resource.fields.items() if name in wanted]
    return [row for page in window for row in _rows(resource, page, fields)]


def _rows(resource: Resource, page: Page, fields: Sequence[Field]) -> list[dict[str, Any]]:
    names = [field.name for field in fields]
    columns = [_written(field, resource.columns[field.name](page)) for field in fields]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        for row in zip(*columns, strict=True)
    ]


def _written(field: Field, values: list[Any]) -> list[Any]:
    """Values as JSON has them: instants in UTC with microseconds."""
    if field.kind is not Kind.TIME:
        return values
    texts = format_utc_array([0 if value is None else value for value in values], 6)
    return [None if value is None else text for value, text in zip(values, texts, strict=True)]
