"""What was wrong with a message, where, and whether it cost the record."""

from __future__ import annotations

from typing import Final

import msgspec

from cspo.messages.text import MAX_LINE, clip

__all__ = ["MAX_FAULTS", "Fault", "FaultLog"]

MAX_FAULTS: Final = 10_000
"""Faults of one file that are told one by one; the rest are counted."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One departure of a message from its format.

    Parameters
    ----------
    line : int or None
        Line of the file, from 1; None where the fault is the whole file's.
    keyword : str
        The field at fault, in the names of the OMM (``MEAN_MOTION``), or what
        part of the line it was (``CHECKSUM``).
    expected, got : str
        What the format asks for, and what stood there (clipped).
    text : str
        The line at fault (clipped).
    refused : bool
        True where the record was left out; False where it was kept all the same.
    count : int
        How many records this entry stands for: 0 for a further fault of a
        record that was counted already, more than 1 for a fault that many
        share and in the last entry of a list that grew too long.
    """

    line: int | None
    keyword: str
    expected: str
    got: str
    text: str = ""
    refused: bool = True
    count: int = 1


class FaultLog:
    """Collects faults of one file and keeps the list short.

    Examples
    --------
    >>> log = FaultLog(limit=1)
    >>> for line in (3, 4, 5):
    ...     log.add(line, "EPOCH", "a time", "noon")
    >>> [(fault.line, fault.count) for fault in log.faults()]
    [(3, 1), (None, 2)]
    """

    def __init__(self, limit: int = MAX_FAULTS) -> None:
        self._limit = limit
        self._faults: list[Fault] = []
        self._more = {True: 0, False: 0}

    def add(
        self,
        line: int | None,
        keyword: str,
        expected: str,
        got: str | bytes,
        text: str | bytes = "",
        *,
        refused: bool = True,
        count: int = 1,
    ) -> None:
        """Note one fault; *got* and *text* may be of any length."""
        if len(self._faults) >= self._limit:
            self._more[refused] += count
            return
        self._faults.append(
            Fault(
                line=line, keyword=keyword, expected=expected, got=clip(got, 60),
                text=clip(text, 100), refused=refused, count=count,
            )
        )  # fmt: skip

    def add_long_lines(self, told: list[tuple[int, int, bytes]]) -> None:
        """Note the lines that `cspo.messages.text.without_long_lines` left out."""
        for line, length, head in told:
            self.add(line, "LINE", f"up to {MAX_LINE} characters", str(length), head)

    def faults(self) -> list[Fault]:
        """The faults by line, and one entry for each kind that was only counted."""
        told = sorted(self._faults, key=lambda fault: fault.line or 0)
        return told + [
            Fault(
                line=None, keyword="", expected="", got=f"{count} more records",
                refused=refused, count=count,
            )
            for refused, count in self._more.items() if count
        ]  # fmt: skip
