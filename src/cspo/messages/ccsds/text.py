"""Bytes to characters: UTF-8, UTF-16 and UTF-32 with or without a mark, Latin-1 if declared."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from cspo.errors import MalformedMessage

__all__ = ["Characters", "decode"]

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; those of UTF-32 first, for one begins as one of UTF-16 does."""

_ZEROS: Final = {
    (True, True, True, False): "utf-32-be",
    (False, True, True, True): "utf-32-le",
    (True, False, True, False): "utf-16-be",
    (False, True, False, True): "utf-16-le",
}
"""Which of the first four bytes are zero, for ASCII text without a mark."""

_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,100}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
_SINGLE_BYTE: Final = frozenset({"iso8859-1", "cp1252", "iso8859-15"})


class Characters(NamedTuple):
    """The text of a message, its lines ended by a single newline, and its character set."""

    text: str
    charset: str


def decode(data: bytes) -> Characters:
    """Read the characters of a message.

    Raises
    ------
    MalformedMessage
        Where the bytes are no text: an empty file, a wrong code, a NUL.
    """
    if not data.strip():
        raise MalformedMessage("read message", expected="a message", got="nothing", line=1)
    charset, start = _charset(data)
    try:
        text = data[start:].decode(charset)
    except UnicodeDecodeError as error:
        good = data[start : start + error.start].decode(charset, errors="replace")
        raise MalformedMessage(
            "read message", expected=f"text in {charset.upper()}",
            got=f"byte {error.object[error.start]:#04x} at offset {start + error.start}",
            line=good.count("\n") + 1,
        ) from error  # fmt: skip
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    nul = text.find("\0")
    if nul >= 0:
        raise MalformedMessage(
            "read message", expected="text", got="binary data (a NUL character)",
            line=text.count("\n", 0, nul) + 1,
        )  # fmt: skip
    return Characters(text, charset.upper())


def _charset(data: bytes) -> tuple[str, int]:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return charset, len(mark)
    zeros = tuple(byte == 0 for byte in data[:4])
    if zeros in _ZEROS:
        return _ZEROS[zeros], 0
    declared = _DECLARED.match(data[:200].lstrip())
    if declared:
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
        except LookupError:
            return "utf-8", 0
        if name in _SINGLE_BYTE:
            return name, 0
    return "utf-8", 0
