"""Bytes to an OEM."""

from __future__ import annotations

from collections.abc import Sequence

from cspo.errors import MalformedMessage
from cspo.messages.ccsds.report import Findings, Parsed
from cspo.messages.ccsds.text import decode
from cspo.messages.ccsds.xml import parse_xml, parse_xml_with_lines
from cspo.messages.oem.kvn_read import KvnReader
from cspo.messages.oem.message import Header, Oem
from cspo.messages.oem.section import Section
from cspo.messages.oem.segment import Draft
from cspo.messages.oem.table import VERSION_KEYWORD, VERSIONS
from cspo.messages.oem.xml_read import XmlReader

__all__ = ["parse", "read"]


def read(data: bytes) -> Oem:
    """Read an OEM that follows its book.

    Parameters
    ----------
    data : bytes
        KVN or XML, version 1.0, 2.0 or 3.0, in any encoding of Unicode.

    Raises
    ------
    MalformedMessage
        At the first fault, with line and keyword.
    """
    return parse(data).strict()


def parse(data: bytes) -> Parsed[Oem]:
    """Read an OEM with all its faults; wrong lines are left out.

    The message is None where no segment has a state.

    Raises
    ------
    MalformedMessage
        Where the bytes are no text, or no well-formed XML, or no OEM.
    """
    text, charset = decode(data)
    if text.lstrip().startswith("<"):
        return _parse_xml(text, charset)
    log = Findings(text)
    reader = KvnReader(text, log)
    item = reader.version_item()
    if item is None or item.keyword != VERSION_KEYWORD:
        got = "comments only" if item is None else item.keyword or item.value
        raise MalformedMessage(
            "read OEM", expected=VERSION_KEYWORD, got=got[:100],
            line=None if item is None else item.line, keyword=VERSION_KEYWORD,
        )  # fmt: skip
    reader.read(_version(item.value, item.line, log))
    return _parsed(reader.header, reader.drafts, item.value, ("kvn", charset), log)


def _parse_xml(text: str, charset: str) -> Parsed[Oem]:
    root = parse_xml(text)
    if root.tag != "oem":
        raise MalformedMessage("read OEM", expected="<oem>", got=f"<{root.tag[:100]}>", line=1)
    log = Findings(text)
    reader = XmlReader(root, {}, _version(root.get("version", ""), 1, log), log)
    if log.faults or log.remarks:
        root, lines = parse_xml_with_lines(text)
        log = Findings(text)
        version = _version(root.get("version", ""), lines.get(root), log)
        reader = XmlReader(root, lines, version, log)
    return _parsed(reader.header, reader.drafts, root.get("version", ""), ("xml", charset), log)


def _version(text: str, line: int | None, log: Findings) -> str:
    if text in VERSIONS:
        return text
    log.fault(line, VERSION_KEYWORD, "unknown version", expected=" | ".join(VERSIONS), got=text)
    return VERSIONS[-1]


def _parsed(
    header: Section, drafts: Sequence[Draft], version: str, encoding: tuple[str, str], log: Findings
) -> Parsed[Oem]:
    segments = tuple(s for s in (draft.segment() for draft in drafts) if s is not None)
    message = (
        Oem(version=version, header=header.struct(Header), segments=segments) if segments else None
    )
    return Parsed(
        message=message, version=version, encoding=encoding[0], charset=encoding[1],
        faults=log.faults, remarks=log.remarks,
    )  # fmt: skip
