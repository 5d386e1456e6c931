"""KVN: one keyword a line, ``KEYWORD = value [unit]``.

Source: CCSDS 502.0-B-3, chapter 7; 508.0-B-1, section 6.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cspo.errors import MalformedMessage
from cspo.messages.text import MAX_LINE

__all__ = [
    "KEYWORD_WIDTH",
    "Item",
    "kvn_comment",
    "kvn_item",
    "kvn_items",
    "kvn_line",
    "kvn_lines",
    "one_line",
]

KEYWORD_WIDTH: Final = 28
"""Column of the equals sign in what is written."""


class Item(NamedTuple):
    """A keyword with its value as text, and the line that it stands in.

    In KVN the value still carries its ``[unit]``, for only the kind of the
    keyword tells a unit from brackets in free text; in XML the unit is an
    attribute and stands in *unit*. A line that is no keyword has an empty one.
    """

    keyword: str
    value: str
    unit: str | None
    line: int | None


def kvn_item(line: str, number: int) -> Item | None:
    """The item in one line, None where it is blank; comments have the keyword COMMENT."""
    stripped = line.strip()
    if not stripped:
        return None
    if stripped.startswith("COMMENT") and (len(stripped) == 7 or not _part_of_word(stripped[7])):
        return Item("COMMENT", stripped[7:].strip(), None, number)
    keyword, equals, value = stripped.partition("=")
    keyword = keyword.rstrip()
    if not equals or not keyword or " " in keyword:
        return Item("", stripped, None, number)
    return Item(keyword, value.strip(), None, number)


def kvn_lines(text: str) -> list[str]:
    """The lines of a message.

    Raises
    ------
    MalformedMessage
        Where one is too long to be a line of a message.
    """
    lines = text.split("\n")
    if max(map(len, lines)) > MAX_LINE:
        number = next(i for i, line in enumerate(lines, 1) if len(line) > MAX_LINE)
        raise MalformedMessage(
            "read message", expected=f"lines up to {MAX_LINE:,} characters",
            got=f"{len(lines[number - 1]):,}", line=number,
        )  # fmt: skip
    return lines


def kvn_items(text: str) -> Iterator[Item]:
    """Every item of a message that is keywords only (a CDM)."""
    for number, line in enumerate(kvn_lines(text), 1):
        item = kvn_item(line, number)
        if item is not None:
            yield item


def kvn_line(keyword: str, value: str, unit: str = "") -> str:
    """One line, with its unit where there is one."""
    tail = f" [{unit}]" if unit else ""
    return f"{keyword:<{KEYWORD_WIDTH}} = {value}{tail}\n"


def kvn_comment(text: str) -> str:
    """A comment line."""
    return f"COMMENT {one_line(text)}\n"


def one_line(text: str) -> str:
    """The text without line ends: what follows one would be read as a keyword."""
    return text if text.isprintable() else " ".join(text.split())


def _part_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"
