"""Text that is read line by line: what every such reader does first."""

from __future__ import annotations

import csv
import io

from cspo.messages.faults import FaultLog
from cspo.messages.text import as_utf8, without_long_lines

__all__ = ["csv_fields", "text_lines"]


def text_lines(data: bytes, log: FaultLog) -> list[str]:
    """The lines of *data* without their ends (LF, CRLF, CR); those too long are empty and noted.

    Raises
    ------
    MalformedMessage
        Where the bytes are not in the encoding that their mark promises.
    """
    data, told = without_long_lines(as_utf8(data))
    log.add_long_lines(told)
    text = data.decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.split("\n")


def csv_fields(line: str) -> list[str]:
    """Fields of one line, quoted as RFC 4180 says; none where the quotes are broken.

    Examples
    --------
    >>> csv_fields('5,"VANGUARD ""1"", US",1'), csv_fields('5,"VANGUARD')
    (['5', 'VANGUARD "1", US', '1'], [])
    """
    if '"' not in line:
        return line.split(",")
    try:
        return next(csv.reader(io.StringIO(line), strict=True), [])
    except csv.Error:
        return []
