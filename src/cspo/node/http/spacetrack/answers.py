"""Answers in Space-Track's formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from cspo.bridge.spacetrack import GP, GpPage
from cspo.bridge.spacetrack.gp import message_columns
from cspo.errors import MalformedMessage
from cspo.messages import omm_kvn, omm_xml
from cspo.messages.spacetrack import Query, fields_of, write_rows
from cspo.node.http.selection import column_values, matching, windowed
from cspo.node.http.spacetrack.tables import Table
from cspo.time import Epoch

__all__ = ["MOST_ROWS", "Answer", "answer"]

MOST_ROWS: Final = 50_000
"""Rows of one answer; a query for more is asked to give a limit."""

_EMPTY: Final = b"NO RESULTS RETURNED"
_TYPES: Final = {
    "json": "application/json", "csv": "text/csv; charset=utf-8",
    "xml": "application/xml", "kvn": "text/plain; charset=utf-8",
    "tle": "text/plain; charset=utf-8", "3le": "text/plain; charset=utf-8",
}  # fmt: skip
_OF_ORBITS: Final = frozenset({"tle", "3le", "kvn"})
_LINE_END: Final = "\r\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer.

    Parameters
    ----------
    data : bytes
    media_type : str
    marks : tuple of str
        Every mark that stands in it, sorted: formats without a place for marks leave them out.
    """

    data: bytes
    media_type: str
    marks: tuple[str, ...]


def answer(name: str, table: Table, query: Query, elapsed_s: Callable[[], float]) -> Answer:
    """Answer a query.

    Parameters
    ----------
    name : str
        The class.
    elapsed_s : callable
        How long the request has taken so far, for the metadata.

    Raises
    ------
    MalformedMessage
        Where the class has no such format, or the answer would be too long.
    """
    is_gp = table.columns is GP
    if query.format in _OF_ORBITS and not is_gp:
        raise MalformedMessage(
            "read predicate", expected="json, csv or xml", got=query.format, keyword="format"
        )
    found = matching(table.pages, table.columns, query.conditions)
    total = sum(map(len, found))
    most = MOST_ROWS if query.limit is None else min(query.limit, MOST_ROWS)
    if query.limit is None and total - query.offset > MOST_ROWS:
        raise MalformedMessage(
            "read predicate", expected=f"a limit: there are more than {MOST_ROWS:,} rows",
            got="none", keyword="limit",
        )  # fmt: skip
    window = windowed(found, table.columns, sort=query.sort, first=query.offset, most=most)
    marks = sorted(set(column_values(window, table.columns["CLASSIFICATION_MARKING"])))
    media_type = _TYPES[query.format]
    if not window and query.format != "json":
        return Answer(_EMPTY if query.show_empty else b"", media_type, ())
    if is_gp and (query.format in _OF_ORBITS or (query.format == "xml" and not query.columns)):
        return Answer(_messages(window, query.format), media_type, tuple(marks))
    columns = _columns(name, table.columns, window, query)
    rows = len(next(iter(columns.values()))) if columns else 0
    metadata = None
    if query.metadata:
        metadata = {
            "Total": str(total), "Limit": query.limit, "LimitOffset": query.offset,
            "ReturnedRows": rows, "RequestTime": f"{elapsed_s():.4f}", "DataSize": "",
        }  # fmt: skip
    data = write_rows(columns, query.format, metadata)
    if metadata is not None:
        metadata["DataSize"] = f"{len(data) // 1024} KB"
        data = write_rows(columns, query.format, metadata)
    return Answer(data, media_type, tuple(marks))


def _columns(
    name: str,
    columns: Mapping[str, Callable[[Any], list[Any]]],
    window: Sequence[Any],
    query: Query,
) -> dict[str, list[str | None]]:
    """Texts by field, those that were asked for in the order of the class."""
    fields = fields_of(name)
    wanted = query.columns or tuple(fields)
    texts = {
        field: fields[field].written(column_values(window, columns[field]))
        for field in fields
        if field in wanted
    }
    if not query.distinct or not texts:
        return texts
    rows = dict.fromkeys(zip(*texts.values(), strict=True))
    return dict(zip(texts, (list(column) for column in zip(*rows, strict=True)), strict=True))


def _messages(window: Sequence[GpPage], form: str) -> bytes:
    """Element sets as lines or messages; sets that a TLE cannot hold have no lines."""
    if form in {"tle", "3le"}:
        return _lines(window, named=form == "3le")
    if form == "kvn":
        return b"".join(_written(omm_kvn.write, page) for page in _by_record(window))
    parts = [_written(omm_xml.write, page).decode().split("\n") for page in _by_record(window)]
    first = next(k for k, line in enumerate(parts[0]) if line.startswith("<omm "))
    body = [line for lines in parts for line in lines[first:-2]]
    return "\n".join([*parts[0][:first], *body, *parts[0][-2:]]).encode()


def _written(write: Callable[..., bytes], page: GpPage) -> bytes:
    """Rows of one record as OMMs: mode and mark in the comment of each."""
    record = page.held()[0]
    return write(
        message_columns(page), created=Epoch(record.created_tai_ns), originator=record.origin,
        comments=GP["COMMENT"](page),
    )  # fmt: skip


def _by_record(window: Sequence[GpPage]) -> list[GpPage]:
    """A page for each run of rows of one record."""
    found = []
    for page in window:
        held = page.held()
        runs = groupby(range(len(page)), key=lambda row: held[row].record_id)
        found += [page.take(list(rows)) for _, rows in runs]
    return found


def _lines(window: Sequence[GpPage], *, named: bool) -> bytes:
    lines: list[str] = []
    for page in window:
        columns = (GP[f"TLE_LINE{k}"](page) for k in range(3))
        for name, first, second in zip(*columns, strict=True):
            if first is not None:
                lines += [name or "0 UNKNOWN"] if named else []
                lines += [first, second]
    return "".join(line + _LINE_END for line in lines).encode()
