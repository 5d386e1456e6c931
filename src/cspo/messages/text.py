"""Bytes of unknown origin as lines of text: encodings, line ends, clipping."""

from __future__ import annotations

import codecs
import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage

__all__ = ["MAX_LINE", "MAX_LINES", "as_utf8", "charset_of", "clip", "line_bounds",
           "without_long_lines"]  # fmt: skip

MAX_LINE: Final = 65_536
"""A longer line is no line of any text format read here; it is refused unread."""

MAX_LINES: Final = 5_000_000

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

_DECLARED: Final = re.compile(
    rb"""\s{0,64}<\?xml[^>]{0,100}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})"""
)
_SINGLE_BYTE: Final = frozenset({"iso8859-1", "cp1252", "iso8859-15"})


def charset_of(data: bytes) -> tuple[str, int]:
    r"""Name of the character set, as Python knows it, and length of the byte order mark.

    UTF-16 and UTF-32 are known by their mark or by their zero bytes, Latin-1 and
    its kin by an XML declaration; all else is taken for UTF-8.

    Examples
    --------
    >>> charset_of(b"\xff\xfe1\x00"), charset_of(b"1 25544U"), charset_of(b"\x001\x00 ")
    (('utf-16-le', 2), ('utf-8', 0), ('utf-16-be', 0))
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return charset, len(mark)
    zeros = tuple(byte == 0 for byte in data[:4])
    if zeros in _ZEROS:
        return _ZEROS[zeros], 0
    declared = _DECLARED.match(data)
    if declared:
        try:
            charset = codecs.lookup(declared[1].decode("ascii")).name
        except LookupError:
            return "utf-8", 0
        if charset in _SINGLE_BYTE:
            return charset, 0
    return "utf-8", 0


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8 without a byte order mark; UTF-8 is returned as it is, right or wrong.

    Raises
    ------
    MalformedMessage
        Where the bytes are not of the character set that they begin in.
    """
    charset, start = charset_of(data)
    if charset == "utf-8":
        return data[start:]
    try:
        errors = "replace" if charset in _SINGLE_BYTE else "strict"
        return data[start:].decode(charset, errors).encode()
    except UnicodeDecodeError as error:
        raise MalformedMessage(
            "read text", expected=f"{charset} as its first bytes say", got=str(error)[:80]
        ) from error


def clip(value: str | bytes, length: int) -> str:
    """At most *length* printable characters of *value*, for a report.

    Examples
    --------
    >>> clip(b"1 25544U" + b"x" * 1000, 12)
    '1 25544Uxxx…'
    """
    head = value[: 4 * length]
    text = head.decode("utf-8", "replace") if isinstance(head, bytes) else head
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= length and len(head) == len(value) else text[: length - 1] + "…"


def without_long_lines(data: bytes) -> tuple[bytes, list[tuple[int, int, bytes]]]:
    """*data* with every line beyond `MAX_LINE` emptied, and number, length and head of each."""
    starts, stops = line_bounds(data)
    rows = np.flatnonzero(stops - starts > MAX_LINE).tolist()
    if not rows:
        return data, []
    kept, at = [], 0
    for row in rows:
        kept.append(data[at : starts[row]])
        at = stops[row]
    kept.append(data[at:])
    told = [
        (row + 1, int(stops[row] - starts[row]), data[starts[row] : starts[row] + 256])
        for row in rows
    ]
    return b"".join(kept), told


def line_bounds(data: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and stop of every line of *data*, line ends (LF, CRLF, CR) left out.

    Raises
    ------
    MalformedMessage
        Where there are more than `MAX_LINES`: a guard for memory and time.
    """
    octets = np.frombuffer(data, np.uint8)
    mark = 10 if b"\n" in data else 13
    ends = np.flatnonzero(octets == mark)
    if len(ends) > MAX_LINES:
        raise MalformedMessage(
            "read lines", expected=f"up to {MAX_LINES:,} lines", got=f"{len(ends):,}"
        )
    starts = np.concatenate(([0], ends + 1))
    stops = np.concatenate((ends, [len(data)]))
    if starts[-1] == len(data):
        starts, stops = starts[:-1], stops[:-1]
    filled = np.flatnonzero(stops > starts)
    trailing = filled[octets[stops[filled] - 1] == 13]
    stops[trailing] -= 1
    return starts, stops
