"""OMM as keyword = value lines, one message or many, one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.omm_blocks import omm_blocks
from cspo.messages.omm_fields import KEYWORDS
from cspo.messages.omm_records import (
    USER_DEFINED,
    Record,
    columns_from_records,
    user_keyword,
    with_unit,
)
from cspo.messages.text_lines import text_lines
from cspo.time import Epoch

__all__ = ["read", "write"]

_FIRST: Final = "CCSDS_OMM_VERS"
_UNIT: Final = re.compile(r"(.*?)\s*\[([^\[\]]*)\]", re.DOTALL)
_KEYWORD: Final = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)
_WITH_TEXT: Final = frozenset({"OBJECT_NAME", "ORIGINATOR", "MESSAGE_ID", "CLASSIFICATION"})
"""Free text, in which brackets are no unit."""


def read(data: bytes) -> tuple[GpColumns, list[Fault]]:
    """Read every OMM; each begins with ``CCSDS_OMM_VERS``.

    Returns
    -------
    columns : GpColumns
    faults : list of Fault
        By line.

    Raises
    ------
    MalformedMessage
        Where no line says ``CCSDS_OMM_VERS``.
    """
    log = FaultLog()
    lines = text_lines(data, log)
    records, starts = _records(lines, log)
    if not starts:
        raise MalformedMessage("read OMM KVN", expected=_FIRST, got="none", line=1, keyword=_FIRST)

    def locate(position: int, keyword: str) -> tuple[int | None, str]:
        start = starts[position]
        for number in range(start, len(lines)):
            found = lines[number].partition("=")[0].strip()
            if number > start and found == _FIRST:
                break
            if user_keyword(found) == keyword:
                return number + 1, lines[number][:256]
        return start + 1, lines[start][:256]

    return columns_from_records(records, locate, log, ccsds=True), log.faults()


def _records(lines: list[str], log: FaultLog) -> tuple[list[Record], list[int]]:
    """Messages as mappings, and the indices of their first lines."""
    records: list[Record] = []
    starts: list[int] = []
    record: Record | None = None
    spoiled = False
    for index, line in enumerate(lines):
        keyword, equals, value = line.partition("=")
        keyword = keyword.strip()
        if keyword == _FIRST and equals:
            if spoiled:
                records.pop()
                starts.pop()
            record, spoiled = {}, False
            records.append(record)
            starts.append(index)
            continue
        if _is_silent(keyword, equals):
            continue
        if record is None:
            log.add(index + 1, "LINE", _FIRST, line[:200], line[:200])
        elif equals and keyword in KEYWORDS and keyword not in record:
            record[keyword] = _value(keyword, value.strip())
        elif not equals or not _KEYWORD.fullmatch(keyword):
            log.add(index + 1, "LINE", "KEYWORD = value", line[:200], line[:200], refused=False)
        else:
            name = user_keyword(keyword)
            if name in record:
                count = 0 if spoiled else 1
                log.add(index + 1, name[:40], "it once", "it twice", line[:200], count=count)
                spoiled = True
            record[name] = _value(name, value.strip())
    if spoiled:
        records.pop()
        starts.pop()
    return records, starts


def _is_silent(keyword: str, equals: str) -> bool:
    """Whether the line is blank or a comment."""
    if not keyword:
        return not equals
    return keyword == "COMMENT" or keyword.startswith(("COMMENT ", "COMMENT\t"))


def _value(keyword: str, value: str) -> str:
    """The value without the unit that the book gives it."""
    if not value.endswith("]") or keyword in _WITH_TEXT or len(value) > 256:
        return value
    found = _UNIT.fullmatch(value)
    return with_unit(keyword, found[1], found[2]) if found else value


def write(
    columns: GpColumns,
    *,
    created: Epoch | None = None,
    originator: str = "",
    comments: Sequence[str] = (),
) -> bytes:
    """Write one message after the other as CelesTrak does, with a blank line between blocks.

    Parameters
    ----------
    columns : GpColumns
    created : Epoch or None
        CREATION_DATE; empty where not given, as CelesTrak has it.
    originator : str
    comments : sequence of str
        One a message, or none at all.
    """
    lines: list[str] = []
    for blocks in omm_blocks(columns, created, originator, comments):
        lines.append(f"{_FIRST} = {blocks.version}")
        for block in (blocks.header, blocks.metadata, blocks.elements, blocks.tle):
            lines += [
                f"COMMENT {text}" if keyword == "COMMENT" else f"{keyword:<14} = {text}".rstrip()
                for keyword, text in block
            ]
            lines.append("")
        if blocks.user:
            lines[-1:] = [f"{USER_DEFINED}{keyword} = {text}" for keyword, text in blocks.user]
            lines.append("")
    return "\n".join(lines).encode()
