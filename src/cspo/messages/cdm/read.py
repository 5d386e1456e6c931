"""Bytes to a CDM: both encodings become the same list of items, filled in by the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from cspo.errors import MalformedMessage
from cspo.messages.ccsds.keywords import Block, Keyword, Kind
from cspo.messages.ccsds.kvn import Item, kvn_items
from cspo.messages.ccsds.report import Findings, Parsed
from cspo.messages.ccsds.text import decode
from cspo.messages.ccsds.values import Value, read_value
from cspo.messages.ccsds.xml import parse_xml, parse_xml_with_lines, xml_items
from cspo.messages.cdm import table
from cspo.messages.cdm.message import (
    Additional,
    Cdm,
    CdmObject,
    Covariance,
    Header,
    Metadata,
    OrbitDetermination,
    Relative,
    StateVector,
)  # fmt: skip

__all__ = ["parse", "read"]

S = TypeVar("S")

_BLOCK_OF: Final = {k.name: block for block in table.BLOCKS for k in block.keywords}
_RANK: Final = {
    keyword.name: (i, j)
    for i, block in enumerate(table.BLOCKS)
    for j, keyword in enumerate(block.keywords)
}
_MESSAGE_BLOCKS: Final = (table.HEADER, table.RELATIVE)
_ELEMENTS: Final = frozenset(
    {"header", "body", "segment", "data", "relativeStateVector", "userDefinedParameters"}
    | {block.element for block in table.BLOCKS}
)
_SIX: Final = 21
"""Elements of the state's covariance."""


def read(data: bytes) -> Cdm:
    """Read a CDM that follows its book.

    Parameters
    ----------
    data : bytes
        KVN or XML, in any encoding of Unicode.

    Raises
    ------
    MalformedMessage
        At the first fault, with line and keyword.
    """
    return parse(data).strict()


def parse(data: bytes) -> Parsed[Cdm]:
    """Read a CDM with all its faults; what can be used is used.

    Missing mandatory texts become empty. The message is None where an epoch, a
    state or a covariance is missing.

    Raises
    ------
    MalformedMessage
        Where the bytes are no text, or no well-formed XML.
    """
    text, charset = decode(data)
    if not text.lstrip().startswith("<"):
        filled = _fill(kvn_items(text), text)
        return filled.parsed("kvn", charset)
    root = parse_xml(text)
    if root.tag != "cdm":
        raise MalformedMessage("read CDM", expected="<cdm>", got=f"<{root.tag[:100]}>", line=1)
    filled = _fill(xml_items(root, {}, _ELEMENTS), text)
    if filled.log.faults or filled.log.remarks:
        filled = _fill(xml_items(*parse_xml_with_lines(text), _ELEMENTS), text)
    return filled.parsed("xml", charset)


class _Part:
    """What was read of header and relative data, or of one object."""

    def __init__(self, blocks: tuple[Block, ...], line: int | None) -> None:
        self.values: dict[str, dict[str, Value | None]] = {block.name: {} for block in blocks}
        self.comments: dict[str, list[str]] = {block.name: [] for block in blocks}
        self.extras: list[tuple[str, str]] = []
        self.lines: dict[str, int | None] = {}
        self.blocks, self.line = blocks, line

    def __contains__(self, block: Block) -> bool:
        return block.name in self.values

    def struct(self, block: Block, build: Callable[..., S]) -> S:
        """The Struct of a block; missing texts are empty."""
        return block.struct(build, self.values[block.name], self.comments[block.name])

    def complete(self) -> bool:
        """Whether every mandatory number and the TCA are there."""
        return not any(
            k.mandatory and self.values[block.name].get(k.name) is None
            for block in self.blocks
            for k in block.keywords
            if k.kind is Kind.NUMBER or k.name == "TCA"
        )


class _Filled:
    """The state of reading: parts, faults, and where we are."""

    def __init__(self, text: str) -> None:
        self.log = Findings(text)
        self.version = ""
        self.message = _Part(_MESSAGE_BLOCKS, 1)
        self.objects: dict[str, _Part] = {}
        self.current = self.message
        self.pending: list[str] = []
        self.block: Block = table.HEADER
        self.rank = (0, -1)
        self.line: int | None = None
        self.alternative = False

    def take(self, item: Item) -> None:
        """Put one item where it belongs."""
        self.line = item.line
        if item.keyword == "COMMENT":
            self.pending.append(item.value)
        elif not self.version:
            self._version(item)
        elif not item.keyword:
            self.log.fault(item.line, "", "not a keyword", expected="KEYWORD = value",
                           got=item.value)  # fmt: skip
        elif item.keyword in table.DRAFT or item.keyword.startswith("USER_DEFINED_"):
            self._draft(item)
        elif self.alternative and item.keyword in table.COVARIANCE.by_name:
            self.current.extras.append((item.keyword, _with_unit(item)))
        else:
            self._known(item)

    def _version(self, item: Item) -> None:
        if item.keyword != table.VERSION_KEYWORD:
            raise MalformedMessage(
                "read CDM", expected=table.VERSION_KEYWORD, got=(item.keyword or item.value)[:100],
                line=item.line, keyword=table.VERSION_KEYWORD,
            )  # fmt: skip
        self.version = item.value or "?"
        if item.value not in ("1.0", "2.0"):
            self.log.fault(item.line, item.keyword, "unknown version", expected="1.0",
                           got=item.value)  # fmt: skip

    def _draft(self, item: Item) -> None:
        if self.version == "1.0":
            self.log.remark(item.line, item.keyword, "keyword of the draft of CDM 2.0",
                            expected="a keyword of CDM 1.0", got=item.keyword)  # fmt: skip
        self.alternative |= item.keyword == "CX_X"
        self.current.extras.append((item.keyword, _with_unit(item)))

    def _known(self, item: Item) -> None:
        block = _BLOCK_OF.get(item.keyword)
        if block is None:
            self.log.fault(item.line, item.keyword, "unknown keyword",
                           expected=f"a keyword of the {self.block.name}",
                           got=item.keyword)  # fmt: skip
            return
        if item.keyword == "OBJECT":
            self._open(item)
        if block not in self.current:
            where = "before OBJECT = OBJECT1" if block in self.message else "after OBJECT"
            self.log.fault(item.line, item.keyword, "keyword out of place", expected=where,
                           got=item.keyword)  # fmt: skip
            return
        self._order(item)
        self.block = block
        self.current.lines[block.name] = item.line
        self.current.comments[block.name].extend(self.pending)
        self.pending.clear()
        values = self.current.values[block.name]
        if item.keyword in values:
            self.log.fault(item.line, item.keyword, "keyword repeated", expected="once",
                           got=item.value)  # fmt: skip
            return
        values[item.keyword] = self._value(item, block.by_name[item.keyword])

    def _value(self, item: Item, keyword: Keyword) -> Value | None:
        if keyword.kind is Kind.CHOICE and self.version == "2.0":
            return item.value.upper() or None
        if keyword.kind is Kind.TEXT and not item.value.isascii():
            self.log.remark(item.line, item.keyword, "characters outside ASCII",
                            expected="printable ASCII", got=item.value)  # fmt: skip
        return read_value(item, keyword, self.log)

    def _open(self, item: Item) -> None:
        name = item.value.upper()
        if name not in ("OBJECT1", "OBJECT2") or name in self.objects:
            name = next((n for n in ("OBJECT1", "OBJECT2") if n not in self.objects), "OBJECT2")
            if item.value.upper() in self.objects:
                self.log.fault(item.line, item.keyword, "object repeated", expected=name,
                               got=item.value)  # fmt: skip
        self.current = self.objects[name] = _Part(table.OBJECT_BLOCKS, item.line)
        self.rank, self.alternative = (0, -1), False

    def _order(self, item: Item) -> None:
        rank = _RANK[item.keyword]
        if rank < self.rank:
            self.log.remark(item.line, item.keyword, "keyword out of order",
                            expected="the order of the book", got=item.keyword)  # fmt: skip
        self.rank = max(rank, self.rank)

    def close(self) -> None:
        """Look for what is missing once all is read."""
        self.current.comments[self.block.name].extend(self.pending)
        if not self.version:
            raise MalformedMessage(
                "read CDM", expected=table.VERSION_KEYWORD, got="comments only", line=self.line,
                keyword=table.VERSION_KEYWORD,
            )  # fmt: skip
        self._whole_relative_state()
        for name in ("OBJECT1", "OBJECT2"):
            if name not in self.objects:
                self.log.fault(self.line, "OBJECT", "object missing", expected=name, got="nothing")
        for part, name in ((self.message, ""), *((p, n) for n, p in self.objects.items())):
            for block in part.blocks:
                for keyword in block.keywords:
                    if keyword.mandatory and keyword.name not in part.values[block.name]:
                        self.log.fault(
                            part.lines.get(block.name, part.line),
                            keyword.name,
                            "mandatory keyword missing", got="nothing",
                            expected=f"{keyword.name} in the {block.name}"
                            + (f" of {name}" if name else ""),
                        )  # fmt: skip

    def _whole_relative_state(self) -> None:
        """Remark on a relative state with parts missing: XML has no place for it."""
        group = [k.name for k in table.RELATIVE.keywords if k.group]
        missing = [n for n in group if n not in self.message.values[table.RELATIVE.name]]
        if 0 < len(missing) < len(group):
            self.log.remark(
                self.message.lines.get(table.RELATIVE.name), missing[0],
                "relative state not complete", expected="all six of it or none",
                got=f"{len(group) - len(missing)} of {len(group)}",
            )  # fmt: skip

    def parsed(self, encoding: str, charset: str) -> Parsed[Cdm]:
        """The outcome."""
        return Parsed(
            message=self._cdm(), version=self.version, encoding=encoding, charset=charset,
            faults=self.log.faults, remarks=self.log.remarks,
        )  # fmt: skip

    def _cdm(self) -> Cdm | None:
        parts = (self.message, *self.objects.values())
        if len(parts) < 3 or not all(part.complete() for part in parts):
            return None
        return Cdm(
            version=self.version,
            header=self.message.struct(table.HEADER, Header),
            relative=self.message.struct(table.RELATIVE, Relative),
            object1=_cdm_object(self.objects["OBJECT1"]),
            object2=_cdm_object(self.objects["OBJECT2"]),
            extras=tuple(self.message.extras),
        )


def _fill(items: Iterator[Item], text: str) -> _Filled:
    filled = _Filled(text)
    for item in items:
        filled.take(item)
    filled.close()
    return filled


def _cdm_object(part: _Part) -> CdmObject:
    elements = part.values[table.COVARIANCE.name]
    lower: list[Any] = [elements.get(keyword.name) for keyword in table.COVARIANCE.keywords]
    while len(lower) > _SIX and lower[-1] is None:
        lower.pop()
    return CdmObject(
        metadata=part.struct(table.METADATA, Metadata),
        orbit_determination=part.struct(table.OD, OrbitDetermination),
        additional=part.struct(table.ADDITIONAL, Additional),
        state=part.struct(table.STATE, StateVector),
        covariance=Covariance(
            comments=tuple(part.comments[table.COVARIANCE.name]), lower=tuple(lower)
        ),
        extras=tuple(part.extras),
    )


def _with_unit(item: Item) -> str:
    return f"{item.value} [{item.unit}]" if item.unit else item.value
