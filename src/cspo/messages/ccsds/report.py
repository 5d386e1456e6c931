"""Faults as they are found, and what a reader hands back."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

import msgspec

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault

__all__ = ["FaultLog", "Parsed"]

M = TypeVar("M")

_LIMIT: Final = 200
"""Faults kept: a file of the wrong kind has one in each line."""

_SHOWN: Final = 100
"""Characters of a wrong value that are quoted."""


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


class FaultLog:
    """Collects what is found while a message is read."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._remarks: list[Fault] = []

    def fault(
        self, line: int | None, keyword: str, text: str, *, expected: str = "", got: str = ""
    ) -> None:
        """Note what makes the message invalid."""
        self._note(self._faults, line, keyword, text, expected, got)

    def remark(
        self, line: int | None, keyword: str, text: str, *, expected: str = "", got: str = ""
    ) -> None:
        """Note a departure that does not make the message invalid."""
        self._note(self._remarks, line, keyword, text, expected, got)

    @staticmethod
    def _note(
        kept: list[Fault], line: int | None, keyword: str, text: str, expected: str, got: str
    ) -> None:
        if len(kept) < _LIMIT:
            kept.append(Fault(
                line=line, keyword=keyword[:_SHOWN], expected=expected, got=_short(got), text=text,
            ))  # fmt: skip

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


def _short(text: str) -> str:
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
    if shown.isprintable():
        return shown
    return "".join(char if char.isprintable() else "\ufffd" for char in shown)
