"""What is wrong with a scenario, and where."""

from __future__ import annotations

from typing import NamedTuple

from cspo.errors import MalformedMessage

__all__ = ["Fault", "MalformedScenario", "Path", "Place", "path_text"]

Path = tuple[str | int, ...]
"""Where a value stands: names of fields, and places in lists from 0."""


class Place(NamedTuple):
    """Line and column, from 1; a column is a character."""

    line: int
    column: int


class Fault(NamedTuple):
    """What is wrong with one value.

    Parameters
    ----------
    path : Path
    expected, got, hint : str
    """

    path: Path
    expected: str
    got: str = ""
    hint: str = ""


class MalformedScenario(MalformedMessage):
    """A scenario that is none, or could not be played; with its place.

    Parameters
    ----------
    line, column : int
        From 1.
    keyword : str
        The value at fault: ``events[2].measures[1].limit``, counted from 1.
    """

    def __init__(
        self,
        subject: str,
        *,
        line: int,
        column: int,
        expected: str,
        got: str = "",
        hint: str = "",
        keyword: str = "",
    ) -> None:
        super().__init__(
            "read scenario", subject, expected=expected, got=got, hint=hint, line=line,
            keyword=keyword,
        )  # fmt: skip
        self.column = column

    def __str__(self) -> str:
        where = f"{self.subject}:{self.line}:{self.column}: "
        field = f"{self.keyword}: " if self.keyword else ""
        got = f", got {self.got}" if self.got else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{field}expected {self.expected}{got}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (
            self.subject, self.line, self.column, self.expected, self.got, self.hint, self.keyword,
        )  # fmt: skip

    def fields(self) -> dict[str, str]:
        """The error as plain fields, with its place."""
        return {**super().fields(), "column": str(self.column)}


def _again(
    subject: str, line: int, column: int, expected: str, got: str, hint: str, keyword: str
) -> MalformedScenario:
    return MalformedScenario(
        subject, line=line, column=column, expected=expected, got=got, hint=hint, keyword=keyword
    )


def path_text(path: Path) -> str:
    """A path as people read it, lists counted from 1.

    Examples
    --------
    >>> path_text(("events", 0, "measures", 2, "limit"))
    'events[1].measures[3].limit'
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step + 1}]"
        else:
            text += f".{step}" if text else step
    return text
