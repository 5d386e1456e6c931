"""Texts of the language taken apart into words, numbers, texts, instants and signs.

One pass, character by character, without regular expressions: the time taken
is in proportion to the length, which is limited.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from cspo.errors import MalformedMessage, UsageError
from cspo.policy.fault import fault_at, shown
from cspo.policy.reading import Value
from cspo.time import Epoch

__all__ = ["MOST_BYTES", "SIGNS", "Token", "tokens_of"]

MOST_BYTES: Final = 4_096
"""Of a text, in UTF-8."""

SIGNS: Final = ("<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "=", ".", "%")
"""The longer ones first."""

_BLANK: Final = frozenset(" \t\r\n")
_DIGITS: Final = frozenset("0123456789")
_FIRST: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_NAME: Final = _FIRST | _DIGITS
_OF_INSTANT: Final = _DIGITS | frozenset("-:.TZ")
_DATE: Final = "dddd-dd-dd"

_INSTEAD: Final = {
    "≤": "write <=", "≥": "write >=", "≠": "write !=", "−": "write -", "×": "write *",
    "÷": "write /", "&": "write and", "|": "write or", "°": "write deg", "µ": "write ms or m",
    "!": "write not, or != between two values", "'": 'a text stands in double quotes: "',
    "“": 'write "', "”": 'write "', "„": 'write "', "[": "write ( and )", "{": "write ( and )",
    "^": "write a product, with *", ";": "join several with and", "#": "there are no comments",
}  # fmt: skip
"""What to write in place of characters that people reach for."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of Unicode that no text may hold: what can't be seen, or turns the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of a text.

    Parameters
    ----------
    kind : "number", "text", "instant", "name", "sign" or "end"
    text : str
        As it stands; of a sign and a name, what it is.
    value : float, str or Epoch
        Of a number, a text or an instant.
    start, stop : int
        Where it stands, in characters from 0; *stop* is not of it.
    """

    kind: Literal["number", "text", "instant", "name", "sign", "end"]
    text: str
    value: Value = 0.0
    start: int
    stop: int


def tokens_of(text: str) -> list[Token]:
    """The pieces of a text, an ``end`` last.

    Raises
    ------
    MalformedExpression
        At the first character that begins no piece.
    UsageError
        Where *text* is no str.
    """
    if not isinstance(text, str):
        raise UsageError("read expression", expected="a text", got=type(text).__name__)
    _check_length(text)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] in _BLANK:
            at += 1
            continue
        tokens.append(_token(text, at))
        at = tokens[-1].stop
    tokens.append(Token(kind="end", text="the end", start=len(text), stop=len(text)))
    return tokens


def _check_length(text: str) -> None:
    head = text[: MOST_BYTES + 1]  # the rest of a text that is too long is never looked at
    size = 0
    for at, character in enumerate(head):
        size += len(character.encode("utf-8", "surrogatepass"))
        if size > MOST_BYTES:
            raise fault_at(
                text, at, f"at most {MOST_BYTES:,} bytes", f"{len(text):,} characters",
                "split it into several assumptions",
            )  # fmt: skip


def _token(text: str, at: int) -> Token:
    first = text[at]
    if first in _DIGITS:
        return _instant(text, at) if _is_date(text, at) else _number(text, at)
    if first in _FIRST:
        stop = _run(text, at, _NAME)
        return Token(kind="name", text=text[at:stop], start=at, stop=stop)
    if first == '"':
        return _quoted(text, at)
    for sign in SIGNS:
        if text.startswith(sign, at):
            return Token(kind="sign", text=sign, start=at, stop=at + len(sign))
    raise fault_at(
        text, at, "a name, a number, a text or a sign", shown(first), _INSTEAD.get(first, "")
    )


def _run(text: str, at: int, of: frozenset[str]) -> int:
    while at < len(text) and text[at] in of:
        at += 1
    return at


def _number(text: str, at: int) -> Token:
    stop = _run(text, at, _DIGITS)
    if text[stop : stop + 1] == "." and text[stop + 1 : stop + 2] in _DIGITS:
        stop = _run(text, stop + 1, _DIGITS)
    if text[stop : stop + 1] in {"e", "E"}:
        sign = stop + 1 + (text[stop + 1 : stop + 2] in {"+", "-"})
        if text[sign : sign + 1] in _DIGITS:
            stop = _run(text, sign, _DIGITS)
    value = float(text[at:stop])
    vanished = value == 0.0 and not frozenset("0.").issuperset(text[at:stop].lower().split("e")[0])
    if math.isinf(value) or vanished:
        raise fault_at(text, at, "a number from 2.3e-308 to 1.7e308", shown(text[at:stop]))
    return Token(kind="number", text=text[at:stop], value=value, start=at, stop=stop)


def _is_date(text: str, at: int) -> bool:
    form = "".join("d" if c in _DIGITS else c for c in text[at : at + len(_DATE)])
    return form == _DATE


def _instant(text: str, at: int) -> Token:
    stop = _run(text, at, _OF_INSTANT)
    written = text[at:stop]
    expected = "an instant of UTC as 2026-12-01 or 2026-12-01T06:00:00Z"
    if len(written) > len(_DATE) and not written.endswith("Z"):
        raise fault_at(text, at, expected, shown(written), "a time of day ends with Z")
    try:
        value = Epoch.from_utc(written)
    except MalformedMessage:
        raise fault_at(text, at, expected, shown(written)) from None
    return Token(kind="instant", text=written, value=value, start=at, stop=stop)


def _quoted(text: str, start: int) -> Token:
    said: list[str] = []
    at = start + 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\":
            at += 1
            if text[at : at + 1] not in {'"', "\\"}:
                raise fault_at(text, at - 1, 'no \\ in a text but in \\" and \\\\')
        elif unicodedata.category(text[at]) in _UNSEEN:
            raise fault_at(text, at, "characters that can be seen", shown(text[at]))
        said.append(text[at])
        at += 1
    if at >= len(text):
        raise fault_at(text, start, 'a " that ends the text')
    value = "".join(said)
    if not unicodedata.is_normalized("NFC", value):
        raise fault_at(
            text, start, "composed characters (NFC)", "letters and marks apart",
            "two texts that look alike must be alike: type it again",
        )  # fmt: skip
    return Token(kind="text", text=text[start : at + 1], value=value, start=start, stop=at + 1)
