"""Plain text in columns: an East Asian wide character takes two, and lines break where they may.

A page is A4 as any printer sets plain text: 72 columns, and 60 lines at six lines an
inch with margins. Lines of Japanese may break between any two characters but for the
rules of JIS X 4051 (kinsoku shori): no closing mark begins a line, no opening one ends it.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

__all__ = ["PAGE_COLUMNS", "PAGE_LINES", "columns", "justified", "wrap"]

PAGE_COLUMNS: Final = 72
PAGE_LINES: Final = 60

_NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！）］｝〉》」』】〕ー々ゃゅょっャュョッ％,.:;?!)]}»"
)
_NEVER_LAST: Final = frozenset("（［｛〈《「『【〔([{«")
_WIDE: Final = "WF"
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"


def columns(text: str, ambiguous: int = 1) -> int:
    r"""Columns that a text takes on a page of fixed pitch.

    Parameters
    ----------
    ambiguous : int
        Columns of characters that are wide in East Asian fonts only (``±``, ``°``): 2
        for a Japanese page. Source: Unicode Standard Annex 11.

    Examples
    --------
    >>> columns("TCA 16:55"), columns("最接近時刻"), columns("e\u0301")
    (9, 10, 1)
    """
    return sum(_width(char, ambiguous) for char in text)


def _width(char: str, ambiguous: int) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    kind = unicodedata.east_asian_width(char)
    if kind in _WIDE:
        return 2
    return ambiguous if kind == "A" else 1


def justified(left: str, right: str, width: int = PAGE_COLUMNS, ambiguous: int = 1) -> str:
    """Two texts at both ends of a line; one blank between where they do not fit."""
    gap = width - columns(left, ambiguous) - columns(right, ambiguous)
    return f"{left}{' ' * max(gap, 1)}{right}".rstrip()


def wrap(
    text: str,
    width: int = PAGE_COLUMNS,
    *,
    first: str = "",
    rest: str = "",
    ambiguous: int = 1,
) -> list[str]:
    """Lines of at most *width* columns; line feeds of the text stay.

    Parameters
    ----------
    first, rest : str
        What stands before the first line, and before all others.

    Examples
    --------
    >>> wrap("the time left to act", 12, first="- ", rest="  ")
    ['- the time', '  left to', '  act']
    >>> wrap("最接近時刻、衝突確率。", 10)
    ['最接近時', '刻、衝突確', '率。']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        indent = rest if lines else first
        line, used = indent, columns(indent, ambiguous)
        empty = True
        for piece in _pieces(paragraph, width - columns(rest, ambiguous), ambiguous):
            blank = "" if empty else piece.blank
            size = columns(blank + piece.text, ambiguous)
            if not empty and used + size > width:
                lines.append(line.rstrip(" "))
                line, used = rest, columns(rest, ambiguous)
                blank, size = "", columns(piece.text, ambiguous)
            line, used, empty = line + blank + piece.text, used + size, False
        lines.append(line.rstrip(" "))
    return lines


class _Piece(NamedTuple):
    """What stays together on a line, and the blank before it where one stands there."""

    blank: str
    text: str


def _pieces(paragraph: str, width: int, ambiguous: int) -> list[_Piece]:
    """The parts of a paragraph between which a line may break."""
    pieces: list[_Piece] = []
    blank = ""
    for word in paragraph.split(" "):
        if not word:
            blank += " "
            continue
        for part in _breakable(word, ambiguous):
            for cut in _cut(part, width, ambiguous):
                pieces.append(_Piece(blank, cut))
                blank = ""
        blank = " "
    return pieces


def _breakable(word: str, ambiguous: int) -> list[str]:
    """A word between blanks, split where East Asian text may break."""
    parts: list[str] = []
    for char in word:
        joins = (
            not parts
            or char in _NEVER_FIRST
            or parts[-1][-1] in _NEVER_LAST
            or (_width(char, ambiguous) < 2 and _width(parts[-1][-1], ambiguous) < 2)
            or _NO_BREAK in {char, parts[-1][-1]}
        )
        if joins and parts:
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _cut(part: str, width: int, ambiguous: int) -> list[str]:
    """A part longer than a line, in pieces that fit: an address must not break the page."""
    if columns(part, ambiguous) <= width:
        return [part]
    pieces, piece = [], ""
    for char in part:
        if piece and columns(piece + char, ambiguous) > width:
            pieces.append(piece)
            piece = ""
        piece += char
    return [*pieces, piece]
