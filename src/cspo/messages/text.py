"""Bytes of unknown origin as lines of text: encodings, line ends, clipping."""

from __future__ import annotations

import codecs
import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage

__all__ = ["MAX_LINE", "MAX_LINES", "as_utf8", "clip", "line_bounds", "without_long_lines"]

MAX_LINE: Final = 65_536
"""A longer line is no line of any text format read here; it is refused unread."""

MAX_LINES: Final = 5_000_000

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN_STARTS: Final = (b"<\0", b"\0<", b"{\0", b"[\0", b"1\0", b"0\0", b"C\0", b"O\0")
_SINGLE_BYTE: Final = {
    b"iso-8859-1": "latin-1", b"latin1": "latin-1", b"windows-1252": "cp1252",
    b"iso-8859-15": "iso-8859-15",
}  # fmt: skip
_DECLARED: Final = re.compile(
    rb"""\s{0,64}<\?xml[^>]{0,100}?\bencoding\s*=\s*["']("""
    + b"|".join(map(re.escape, _SINGLE_BYTE)) + rb""")["']""", re.IGNORECASE,
)  # fmt: skip


def as_utf8(data: bytes) -> bytes:
    """The same text in UTF-8 without a byte order mark.

    UTF-16 and UTF-32 are recognised by their mark, UTF-16 also by its zero
    bytes, Latin-1 and its kin by an XML declaration. Anything else is returned
    as it is.

    Raises
    ------
    MalformedMessage
        Where the mark promises an encoding that the bytes do not follow.
    """
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    declared = _DECLARED.match(data)
    if declared:
        return data.decode(_SINGLE_BYTE[declared[1].lower()], "replace").encode()
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    if not encoding and data.startswith(_PLAIN_STARTS):
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    if not encoding:
        return data
    try:
        return data.decode(encoding).encode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise MalformedMessage(
            "read text", expected=f"{encoding} as its first bytes say", got=str(error)[:80]
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
