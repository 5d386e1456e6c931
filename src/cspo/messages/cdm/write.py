"""A CDM to bytes, KVN or XML, driven by the tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

from cspo.errors import UsageError
from cspo.messages.ccsds.keywords import Block, Keyword, Kind
from cspo.messages.ccsds.kvn import KEYWORD_WIDTH, kvn_comment, kvn_line, one_line
from cspo.messages.ccsds.xml import xml_escape, xml_tail, xml_top
from cspo.messages.cdm import table
from cspo.messages.cdm.message import Cdm, CdmObject

__all__ = ["write"]

_Row = tuple[str, str, str, bool]
"""Field, what stands before the value, what stands after, whether it is a number."""


def write(cdm: Cdm, encoding: str = "kvn") -> bytes:
    """Write a CDM 1.0 in UTF-8.

    Numbers have up to 16 significant digits, as the book allows. Keywords of
    the draft of CDM 2.0 (``extras``) become comments: version 1.0 has no place
    for them.

    Parameters
    ----------
    cdm : Cdm
    encoding : str
        ``"kvn"`` or ``"xml"``.

    Raises
    ------
    UsageError
        Where the encoding is another.
    """
    if encoding == "kvn":
        return _kvn(cdm).encode()
    if encoding == "xml":
        return _xml(cdm).encode()
    raise UsageError("write CDM", expected="kvn or xml", got=encoding)


def _rows(block: Block, *, xml: bool) -> tuple[_Row, ...]:
    return tuple(
        (keyword.field, *_around(keyword, xml=xml), keyword.kind is Kind.NUMBER)
        for keyword in block.keywords
    )


def _around(keyword: Keyword, *, xml: bool) -> tuple[str, str]:
    if xml:
        units = f' units="{keyword.unit}"' if keyword.unit else ""
        return f"<{keyword.name}{units}>", f"</{keyword.name}>\n"
    tail = f" [{keyword.unit}]\n" if keyword.unit else "\n"
    return f"{keyword.name:<{KEYWORD_WIDTH}} = ", tail


_KVN: Final = {block.name: _rows(block, xml=False) for block in table.BLOCKS}
_GROUPED: Final = tuple(k for k in table.RELATIVE.keywords if k.group)
_XML: Final = {block.name: _rows(block, xml=True) for block in table.BLOCKS}


def _fields(rows: tuple[_Row, ...], struct: Any, *, xml: bool) -> Iterator[str]:
    for field, before, after, number in rows:
        value = getattr(struct, field)
        if value is None:
            continue
        if number:
            yield f"{before}{value:.16g}{after}"
        elif xml:
            yield f"{before}{xml_escape(str(value))}{after}"
        else:
            yield f"{before}{one_line(str(value))}{after}"


def _elements(rows: tuple[_Row, ...], lower: tuple[float | None, ...]) -> Iterator[str]:
    for (_, before, after, _), value in zip_longest(rows[: len(lower)], lower):
        if value is not None:
            yield f"{before}{value:.16g}{after}"


def _extras(extras: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(f"CDM 2.0: {keyword} = {value}" for keyword, value in extras)


def _parts(each: CdmObject) -> tuple[tuple[Block, Any], ...]:
    return (
        (table.METADATA, each.metadata), (table.OD, each.orbit_determination),
        (table.ADDITIONAL, each.additional), (table.STATE, each.state),
        (table.COVARIANCE, each.covariance),
    )  # fmt: skip


def _kvn(cdm: Cdm) -> str:
    lines = [kvn_line(table.VERSION_KEYWORD, "1.0")]

    def block(part: Block, struct: Any, extra: tuple[str, ...] = ()) -> None:
        lines.extend(kvn_comment(text) for text in (*struct.comments, *extra))
        if part is table.COVARIANCE:
            lines.extend(_elements(_KVN[part.name], struct.lower))
        else:
            lines.extend(_fields(_KVN[part.name], struct, xml=False))

    block(table.HEADER, cdm.header)
    block(table.RELATIVE, cdm.relative, _extras(cdm.extras))
    for each in (cdm.object1, cdm.object2):
        for part, struct in _parts(each):
            block(part, struct, _extras(each.extras) if part is table.METADATA else ())
    return "".join(lines)


def _xml(cdm: Cdm) -> str:
    lines = [xml_top("cdm", "CDM", "1.0")]

    def block(part: Block, struct: Any, extra: tuple[str, ...] = ()) -> None:
        inside = [f"<COMMENT>{xml_escape(t)}</COMMENT>\n" for t in (*struct.comments, *extra)]
        if part is table.COVARIANCE:
            inside.extend(_elements(_XML[part.name], struct.lower))
        elif part is table.RELATIVE:
            inside.extend(_grouped(struct))
        else:
            inside.extend(_fields(_XML[part.name], struct, xml=True))
        if inside:
            lines.extend((f"<{part.element}>\n", *inside, f"</{part.element}>\n"))

    block(table.HEADER, cdm.header)
    lines.append("<body>\n")
    block(table.RELATIVE, cdm.relative, (*_extras(cdm.extras), *_odd_parts(cdm.relative)))
    for each in (cdm.object1, cdm.object2):
        lines.append("<segment>\n")
        for part, struct in _parts(each):
            block(part, struct, _extras(each.extras) if part is table.METADATA else ())
            if part is table.METADATA:
                lines.append("<data>\n")
        lines.append("</data>\n</segment>\n")
    lines.append("</body>\n")
    lines.append(xml_tail("cdm"))
    return "".join(lines)


def _grouped(relative: Any) -> Iterator[str]:
    """The relative data, its state vector in an element of its own if it is whole."""
    rows = _XML[table.RELATIVE.name]
    first = table.RELATIVE.rank[_GROUPED[0].name]
    last = first + len(_GROUPED)
    yield from _fields(rows[:first], relative, xml=True)
    if not _odd_parts(relative):
        inside = list(_fields(rows[first:last], relative, xml=True))
        if inside:
            yield from (f"<{_GROUPED[0].group}>\n", *inside, f"</{_GROUPED[0].group}>\n")
    yield from _fields(rows[last:], relative, xml=True)


def _odd_parts(relative: Any) -> tuple[str, ...]:
    """The parts of a relative state that is not whole, as comments: XML has no other place."""
    given = [(k, getattr(relative, k.field)) for k in _GROUPED]
    parts = tuple(f"{k.name} = {v:.16g} [{k.unit}]" for k, v in given if v is not None)
    return parts if len(parts) < len(_GROUPED) else ()
