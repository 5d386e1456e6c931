"""OMM in XML: single messages and combined ones (``<ndm>``), namespace or none.

Documents are read by expat as a stream of elements, without a tree. A document
type declaration is refused: no entity is ever defined, expanded or fetched.
Source: CCSDS 505.0-B-2 (NDM/XML).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final
from xml.parsers import expat

from cspo.errors import MalformedMessage
from cspo.messages.ccsds.xml import SCHEMA, xml_escape
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.omm_blocks import omm_blocks
from cspo.messages.omm_records import (
    USER_DEFINED,
    Record,
    columns_from_records,
    user_keyword,
    with_unit,
)
from cspo.messages.text import as_utf8
from cspo.time import Epoch

__all__ = ["read", "write"]

_CONTAINERS: Final = frozenset({
    "header", "body", "segment", "metadata", "data", "meanElements", "spacecraftParameters",
    "tleParameters", "covarianceMatrix", "userDefinedParameters",
})  # fmt: skip
_NEXT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?omm[\s>]")
_TOP: Final = f'<?xml version="1.0" encoding="UTF-8"?>\n<ndm {SCHEMA}>'
_DEEPEST: Final = 32
_MOST_BREAKS: Final = 10_000
"""Breaks in the form of a document after which the rest of it is left unread."""

_MOST_PIECES: Final = 8
"""Pieces of one value that are kept, the last ones; expat hands over 8,192 characters in each."""

_CUT: Final = "…"
"""What makes a value of more pieces one that no field takes."""

_ROOT: Final = b"<ndm>"
"""Put before what is left of a broken document."""


class _TooDeep(Exception):
    """An element lies deeper than any of an OMM."""

    def __str__(self) -> str:
        return "elements too deep"


class _Doctype(Exception):
    """A document type declaration was met."""


def read(data: bytes) -> tuple[GpColumns, list[Fault]]:
    """Read every OMM of an XML document.

    Where the document is not well-formed, reading resumes at the next ``<omm``.

    Returns
    -------
    columns : GpColumns
    faults : list of Fault
        By line.

    Raises
    ------
    MalformedMessage
        Where there is no OMM at all, or a document type declaration.
    """
    data = as_utf8(data).lstrip()
    log = FaultLog()
    messages = _Messages(data, log)
    messages.read_all()
    if not messages.records and not log.faults():
        raise MalformedMessage("read OMM XML", expected="an <omm> element", got="none")
    columns = columns_from_records(messages.records, messages.locate, log, ccsds=True)
    return columns, log.faults()


class _Messages:
    """Collects the OMMs of one document."""

    def __init__(self, data: bytes, log: FaultLog) -> None:
        self._data, self._log = data, log
        self.records: list[Record] = []
        self._places: list[tuple[int, int]] = []  # byte offset and line of each <omm>

    def read_all(self) -> None:
        """Read the document, and what is left of it after each break in its form."""
        offset, line = 0, 1
        view = memoryview(self._data)
        breaks = 0
        while offset < len(self._data):
            if breaks > _MOST_BREAKS:
                self._log.add(line, "XML", f"up to {_MOST_BREAKS} breaks", "more: left unread")
                return
            breaks += 1
            parser = expat.ParserCreate("utf-8")
            stream = _Stream(parser, offset - len(_ROOT) if offset else 0, line, self._keep)
            try:
                if offset:
                    parser.Parse(_ROOT, False)  # noqa: FBT003 - the C signature
                parser.Parse(view[offset:], True)  # noqa: FBT003
            except _Doctype as error:
                raise MalformedMessage(
                    "read OMM XML", expected="no document type declaration", got="<!DOCTYPE",
                    line=line,
                ) from error  # fmt: skip
            except (_TooDeep, expat.ExpatError) as error:
                offset, line = self._resume(parser, offset, line, str(error))
            else:
                return
            finally:
                stream.let_go()

    def _resume(
        self, parser: expat.XMLParserType, offset: int, line: int, reason: str
    ) -> tuple[int, int]:
        """Note where the form breaks, drop the record there, find the next one."""
        shift = len(_ROOT) if offset else 0
        broken = min(max(offset + parser.ErrorByteIndex - shift, offset), len(self._data))
        broken_line = line + parser.ErrorLineNumber - 1
        found = _NEXT.search(self._data, max(broken, offset + 1))
        text = self._data[broken : broken + 100].partition(b"\n")[0]
        if found or not self._data[broken:].startswith(b"</ndm>"):
            self._log.add(broken_line, "XML", "well-formed XML", reason.partition(":")[0], text)
        if not found:
            return len(self._data), broken_line
        return found.start(), line + self._data.count(b"\n", offset, found.start())

    def _keep(self, record: Record, place: tuple[int, int], twice: str) -> None:
        if twice:
            self._log.add(place[1], twice[:40], "it once", "it twice")
            return
        self.records.append(record)
        self._places.append(place)

    def locate(self, position: int, keyword: str) -> tuple[int | None, str]:
        """Line and text of a keyword within a message, of the message where it is absent."""
        start, line = self._places[position]
        end = self._data.find(b"omm>", start + 4)
        at = self._data.find(f"<{keyword}".encode(), start, end if end > 0 else len(self._data))
        at = start if at < 0 else at
        text = self._data[at : at + 256].partition(b"\n")[0]
        return line + self._data.count(b"\n", start, at), text.decode("utf-8", "replace")


class _Stream:
    """What expat tells of the elements, made into one record for each ``<omm>``.

    Called twice for each of a million elements: text goes to its pieces
    without a function of ours between.
    """

    __slots__ = ("_depth", "_keep", "_keyword", "_line", "_offset", "_opened", "_parser", "_pieces",
                 "_place", "_record", "_twice", "_unit")  # fmt: skip

    def __init__(
        self,
        parser: expat.XMLParserType,
        offset: int,
        line: int,
        keep: Callable[[Record, tuple[int, int], str], None],
    ) -> None:
        self._parser, self._offset, self._line, self._keep = parser, offset, line, keep
        self._record: Record | None = None
        self._place = (0, 0)
        self._keyword, self._unit, self._twice = "", "", ""
        self._pieces: deque[str] = deque(maxlen=_MOST_PIECES)
        self._opened: set[str] = set()
        self._depth = 0
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        parser.StartDoctypeDeclHandler = self._forbid
        parser.EntityDeclHandler = self._forbid

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDeep
        self._pieces.clear()
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "omm":
            self._record, self._keyword, self._twice = {}, "", ""
            self._opened.clear()
            self._place = (
                self._offset + self._parser.CurrentByteIndex,
                self._line + self._parser.CurrentLineNumber - 1,
            )
        elif self._record is None:
            return
        elif name in _CONTAINERS:
            if name in self._opened:
                self._twice = self._twice or name
            self._opened.add(name)
            self._keyword = ""
        else:
            self._keyword, self._unit = name, ""
            if attributes:
                self._unit = attributes.get("units", "")
                if name == "USER_DEFINED":
                    self._keyword = user_keyword(USER_DEFINED + attributes.get("parameter", ""))

    def _end(self, name: str) -> None:
        self._depth -= 1
        record, keyword = self._record, self._keyword
        if record is None:
            return
        if keyword:
            pieces = self._pieces
            value = pieces[0].strip() if len(pieces) == 1 else "".join(pieces).strip()
            if len(pieces) == _MOST_PIECES:
                value += _CUT
            if self._unit:
                value = with_unit(keyword, value, self._unit)
            if keyword in record and keyword != "COMMENT":
                self._twice = self._twice or keyword
            record[keyword] = value
            self._keyword = ""
        elif name.rpartition(":")[2] == "omm":
            self._keep(record, self._place, self._twice)
            self._record = None

    def let_go(self) -> None:
        """Break the circle with the parser, whose buffers would else outlive it."""
        for name in ("StartElementHandler", "EndElementHandler", "CharacterDataHandler",
                     "StartDoctypeDeclHandler", "EntityDeclHandler"):  # fmt: skip
            setattr(self._parser, name, None)

    def _forbid(self, *_: object) -> None:
        raise _Doctype


def write(
    columns: GpColumns,
    *,
    created: Epoch | None = None,
    originator: str = "",
    comments: Sequence[str] = (),
) -> bytes:
    """Write a combined message (``<ndm>``) as CelesTrak does, one OMM a line.

    Parameters
    ----------
    columns : GpColumns
    created : Epoch or None
        CREATION_DATE; empty where not given, as CelesTrak has it. The schema
        asks for one.
    originator : str
    comments : sequence of str
        One a message, or none at all.
    """
    lines = [_TOP]
    for blocks in omm_blocks(columns, created, originator, comments):
        tle = _elements(blocks.tle)
        if blocks.user:
            parameters = "".join(
                f'<USER_DEFINED parameter="{keyword}">{xml_escape(text)}</USER_DEFINED>'
                for keyword, text in blocks.user
            )
            tle += f"</tleParameters><userDefinedParameters>{parameters}</userDefinedParameters>"
        else:
            tle += "</tleParameters>"
        lines.append(
            f'<omm id="CCSDS_OMM_VERS" version="{blocks.version}">\n'
            f"<header>{_elements(blocks.header)}</header><body><segment>"
            f"<metadata>{_elements(blocks.metadata)}</metadata>"
            f"<data><meanElements>{_elements(blocks.elements)}</meanElements>"
            f"<tleParameters>{tle}</data></segment></body></omm>"
        )
    return "\n".join([*lines, "</ndm>", ""]).encode()


def _elements(items: list[tuple[str, str]]) -> str:
    return "".join(
        f"<{keyword}>{xml_escape(text)}</{keyword}>" if text else f"<{keyword}/>"
        for keyword, text in items
    )
