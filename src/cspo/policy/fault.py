"""What is wrong with a text of the language, and where."""

from __future__ import annotations

import unicodedata
from typing import Final

from cspo.errors import MalformedMessage

__all__ = ["MalformedExpression", "fault_at", "shown"]

_WIDTH: Final = 72
_MOST_SHOWN: Final = 40


class MalformedExpression(MalformedMessage):
    """A text that is not of the language.

    Parameters
    ----------
    line, column : int
        Where, from 1; a column is a character.
    excerpt : str
        The line, cut to 72 characters, and a caret below the place.
    """

    def __init__(
        self,
        *,
        line: int,
        column: int,
        expected: str,
        got: str = "",
        hint: str = "",
        excerpt: str = "",
    ) -> None:
        super().__init__("read expression", expected=expected, got=got, hint=hint, line=line)
        self.column = column
        self.excerpt = excerpt

    def __str__(self) -> str:
        what, got = f"expected {self.expected}", f", got {self.got}" if self.got else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"line {self.line}, column {self.column}: {what}{got}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.line, self.column, self.expected, self.got, self.hint, self.excerpt)

    def fields(self) -> dict[str, str]:
        """The error as plain fields, with its place."""
        return {**super().fields(), "column": str(self.column), "excerpt": self.excerpt}


def _again(
    line: int, column: int, expected: str, got: str, hint: str, excerpt: str
) -> MalformedExpression:
    return MalformedExpression(
        line=line, column=column, expected=expected, got=got, hint=hint, excerpt=excerpt
    )


def fault_at(
    text: str, at: int, expected: str, got: str = "", hint: str = ""
) -> MalformedExpression:
    """The error at the character *at* of *text*; what it repeats of the text is short."""
    begins = text.rfind("\n", 0, at) + 1
    ends = text.find("\n", at, at + _WIDTH)
    return MalformedExpression(
        line=text.count("\n", 0, at) + 1,
        column=at - begins + 1,
        expected=expected,
        got=got,
        hint=hint,
        excerpt=_excerpt(text, begins, at, ends if ends >= 0 else min(len(text), at + _WIDTH)),
    )


def shown(text: str) -> str:
    r"""A piece of a text as an error may show it: short, and every character to be seen.

    Examples
    --------
    >>> print(shown("10 minutes"), shown("\u202e"), shown("\u0455"))
    '10 minutes' U+202E RIGHT-TO-LEFT OVERRIDE 'ѕ' (U+0455 CYRILLIC SMALL LETTER DZE)
    """
    cut = text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."
    visible = "".join(map(_visible, cut))
    if len(text) != 1 or text.isascii():
        return f"'{visible}'" if text else "nothing"
    named = f"U+{ord(text):04X} {unicodedata.name(text, '')}".strip()
    return f"'{text}' ({named})" if visible == text else named


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}"


def _excerpt(text: str, begins: int, at: int, ends: int) -> str:
    first = max(begins, min(at - _WIDTH // 2, ends - _WIDTH))
    last = min(ends, first + _WIDTH)
    before = "".join(map(_visible, text[first:at]))
    rest = "".join(map(_visible, text[at:last]))
    return f"{before}{rest}\n{' ' * len(before)}^"
