"""Faults as they are found, and what a reader hands back."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

import msgspec

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault
from cspo.messages.text import clip

__all__ = ["Findings", "Parsed"]

M = TypeVar("M")

_LIMIT: Final = 200
"""Faults kept: a file of the wrong kind has one in each line."""

_SHOWN: Final = 100
"""Characters of a wrong value that are quoted."""

_QUOTED: Final = 160
"""Characters of a wrong line that are quoted."""


class Parsed(msgspec.Struct, Generic[M], frozen=True, kw_only=True, eq=False):
    """What was read from one message.

    Parameters
    ----------
    message
        The message, or None where something is missing that it cannot do without.
    version : str
        As the message states it.
    encoding : str
        ``"kvn"`` or ``"xml"``.
    charset : str
        ``"UTF-8"``, ``"UTF-16-LE"``, ...
    faults : tuple of Fault
        Where the message breaks its book; it is valid if there are none.
    remarks : tuple of Fault
        Departures that other readers accept too, such as the order of keywords.
    """

    message: M | None
    version: str
    encoding: str
    charset: str
    faults: tuple[Fault, ...]
    remarks: tuple[Fault, ...] = ()

    def strict(self) -> M:
        """The message.

        Raises
        ------
        MalformedMessage
            Where there is any fault: the first, with its line.
        """
        if self.faults or self.message is None:
            fault = self.faults[0]
            raise MalformedMessage(
                "read message", fault.text, expected=fault.expected, got=fault.got,
                line=fault.line, keyword=fault.keyword,
            )  # fmt: skip
        return self.message


class Findings:
    """Collects what is found while a message is read.

    Parameters
    ----------
    source : str
        The text of the message, for its lines to be quoted.
    """

    def __init__(self, source: str = "") -> None:
        self._source = source
        self._lines: list[str] | None = None
        self._faults: list[Fault] = []
        self._remarks: list[Fault] = []

    def fault(
        self, line: int | None, keyword: str, reason: str, *, expected: str = "", got: str = ""
    ) -> None:
        """Note what makes the message invalid."""
        if len(self._faults) < _LIMIT:
            self._faults.append(self._found(line, keyword, reason, expected, got, refused=True))

    def remark(
        self, line: int | None, keyword: str, reason: str, *, expected: str = "", got: str = ""
    ) -> None:
        """Note a departure that does not make the message invalid."""
        if len(self._remarks) < _LIMIT:
            self._remarks.append(self._found(line, keyword, reason, expected, got, refused=False))

    def _found(
        self, line: int | None, keyword: str, reason: str, expected: str, got: str, *, refused: bool
    ) -> Fault:
        quoted = self._quoted(line)
        return Fault(
            line=line, keyword=clip(keyword, _SHOWN), expected=expected, got=clip(got, _SHOWN),
            text=f"{reason}: {quoted}" if quoted else reason, refused=refused,
        )  # fmt: skip

    def _quoted(self, line: int | None) -> str:
        if line is None or not self._source:
            return ""
        if self._lines is None:
            self._lines = self._source.split("\n")
        return clip(self._lines[line - 1].strip(), _QUOTED) if line <= len(self._lines) else ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults, by line."""
        return tuple(sorted(self._faults, key=_line))

    @property
    def remarks(self) -> tuple[Fault, ...]:
        """The remarks, by line."""
        return tuple(sorted(self._remarks, key=_line))


def _line(fault: Fault) -> float:
    return float("inf") if fault.line is None else fault.line
