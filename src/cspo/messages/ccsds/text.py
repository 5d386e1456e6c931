"""Bytes to characters, where a message is read as a whole and a wrong byte has a line."""

from __future__ import annotations

from typing import NamedTuple

from cspo.errors import MalformedMessage
from cspo.messages.text import charset_of

__all__ = ["Characters", "decode"]


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
    charset, start = charset_of(data)
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
