"""Rows of text in Space-Track's formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from cspo.messages.ccsds.xml import xml_escape

__all__ = ["write_rows"]

Texts = Mapping[str, Sequence[str | None]]


def write_rows(columns: Texts, form: str, metadata: Mapping[str, Any] | None = None) -> bytes:
    """Write rows as JSON, CSV or XML.

    Parameters
    ----------
    columns : mapping
        Texts by field; None is null in JSON, nothing in the others.
    form : str
        ``json``, ``csv`` or ``xml``.
    metadata : mapping or None
        What is said of the answer as a whole; JSON alone has a place for it.
    """
    rows = list(zip(*columns.values(), strict=True)) if columns else []
    if form == "csv":
        return _csv(list(columns), rows)
    if form == "xml":
        items = (
            "".join(f"<{k}>{xml_escape(v or '')}</{k}>" for k, v in zip(columns, row, strict=True))
            for row in rows
        )
        body = "".join(f"<item>{item}</item>" for item in items)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<xml>{body}</xml>\n'.encode()
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    document: Any = (
        found if metadata is None else {"request_metadata": dict(metadata), "data": found}
    )
    return msgspec.json.encode(document)


def _csv(names: Sequence[str], rows: Sequence[Sequence[str | None]]) -> bytes:
    """A line of names and a line a row, every value in quotes, lines ending as Space-Track's."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([value or "" for value in row] for row in rows)
    return text.getvalue().encode()
