"""XML: the same keywords as elements, units as attributes.

No document type, so no entities: a message with ``<!DOCTYPE`` is refused
before any parser sees it. The text is parsed once without line numbers, by the
quick parser; only where a fault is found is it parsed again to say the line.

Source: CCSDS 505.0-B-2 (NDM/XML). Elements are taken unqualified, as the
book's schema has them, or all in its namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
    XMLParser,
)
from xml.parsers import expat
from xml.sax.saxutils import escape

from cspo.errors import MalformedMessage
from cspo.messages.ccsds.kvn import Item

__all__ = [
    "SCHEMA",
    "Lines",
    "parse_xml",
    "parse_xml_with_lines",
    "xml_escape",
    "xml_items",
    "xml_tail",
    "xml_top",
]

Lines = Mapping[Element, int]

SCHEMA: Final = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation='
    '"https://sanaregistry.org/r/ndmxml_unqualified/ndmxml-2.0.0-master-2.0.xsd"'
)
"""Attributes of the outermost element that name SANA's schema."""

_NAMESPACE: Final = re.compile(r"urn:ccsds:[a-z:]*schema:ndmxml", re.ASCII)
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse_xml(text: str) -> Element:
    """The root element, its tags and those below without namespace.

    Raises
    ------
    MalformedMessage
        Where the text is not well-formed XML, or has a document type.
    """
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - see _octets
    try:
        parser.feed(_octets(text))
        root = parser.close()
    except ParseError as error:
        raise _malformed(text, error.position[0], str(error)) from error
    except ValueError as error:
        raise _malformed(text, None, str(error)) from error
    return _without_namespace(root)


def parse_xml_with_lines(text: str) -> tuple[Element, Lines]:
    """The root element as `parse_xml` gives it, and the line that each element begins in."""
    builder, lines = TreeBuilder(), dict[Element, int]()
    parser = expat.ParserCreate("utf-8", "}")

    def start(name: str, attributes: dict[str, str]) -> None:
        lines[builder.start(_brace(name), attributes)] = parser.CurrentLineNumber

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: builder.end(_brace(name))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(_octets(text), True)  # noqa: FBT003 - the C signature
    except expat.ExpatError as error:
        raise _malformed(text, error.lineno, str(error)) from error
    return _without_namespace(builder.close()), lines


def xml_items(root: Element, lines: Lines, containers: frozenset[str]) -> Iterator[Item]:
    """Version and leaves of a document, in its order, as if it were KVN.

    An element with others inside that is none of *containers* becomes an item
    too, for its name to be refused.
    """
    yield Item(root.get("id", ""), root.get("version", ""), None, lines.get(root))
    stack = [iter(root)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif len(element) or element.tag in containers:
            if element.tag not in containers:
                yield Item(element.tag, "an element with others inside", None, lines.get(element))
            stack.append(iter(element))
        else:
            name = element.tag
            if name == "USER_DEFINED":
                name = f"USER_DEFINED_{element.get('parameter', '')}"
            text = (element.text or "").strip()
            yield Item(name, text, element.get("units", ""), lines.get(element))


def xml_top(element: str, message: str, version: str) -> str:
    """Declaration and opening tag of a message."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{element} {SCHEMA} id="CCSDS_{message}_VERS" version="{version}">\n'
    )


def xml_tail(element: str) -> str:
    """Closing tag of a message."""
    return f"</{element}>\n"


def xml_escape(text: str) -> str:
    """Text fit to stand between tags; characters that XML cannot hold become U+FFFD."""
    return _ILLEGAL.sub("\ufffd", escape(text))


def _octets(text: str) -> bytes:
    """The text in UTF-8 without its declaration, refused where it has a document type."""
    for forbidden in ("<!DOCTYPE", "<!ENTITY"):
        at = text.find(forbidden)
        if at >= 0:
            raise _malformed(
                text, text.count("\n", 0, at) + 1, f"{forbidden[2:]} is not accepted in a message"
            )
    text = text.lstrip()
    return text.encode("utf-8", errors="replace")


def _malformed(text: str, line: int | None, reason: str) -> MalformedMessage:
    skipped = text[: len(text) - len(text.lstrip())].count("\n")
    return MalformedMessage(
        "read XML", expected="well-formed XML without a document type", got=reason[:200],
        line=None if line is None else line + skipped,
    )  # fmt: skip


def _brace(name: str) -> str:
    return "{" + name if "}" in name else name


def _without_namespace(root: Element) -> Element:
    if not any("}" in child.tag for child in (root, *root)):
        return root
    for element in root.iter():
        if element.tag.startswith("{"):
            namespace, _, name = element.tag[1:].partition("}")
            if _NAMESPACE.fullmatch(namespace):
                element.tag = name
    return root
