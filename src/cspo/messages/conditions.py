"""Conditions on the values of tables, as other people's interfaces let their users write them.

The interfaces differ in how a condition is written and agree in what it says: a
value is equal, above, below, between, among, like. Here is what it says; `udl` and
`spacetrack` read how it is written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from cspo.errors import CspoError, MalformedMessage
from cspo.time import Epoch

__all__ = ["Condition", "Kind", "above", "among", "below", "between", "like", "negated", "nothing",
           "read_value"]  # fmt: skip


class Kind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "flag"
    TIME = "time"
    """An instant; in columns nanoseconds, as `cspo.time.Epoch` counts them."""
    DAY = "day"
    """A day of UTC; in columns ``YYYY-MM-DD``."""
    TEXTS = "texts"
    NUMBERS = "numbers"
    OBJECT = "object"

    @property
    def simple(self) -> bool:
        """Whether a condition can be put on one such value."""
        return self not in {Kind.TEXTS, Kind.NUMBERS, Kind.OBJECT}


@dataclass(frozen=True, slots=True)
class Condition:
    """What the values of a column must be.

    Parameters
    ----------
    column : str
    holds : callable
        Whether it holds of a value; None is a value that is not there.
    """

    column: str
    holds: Callable[[Any], bool]


_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_FLAGS: Final = {"true": True, "false": False}


def read_value(kind: Kind, text: str, column: str = "") -> Any:
    """The value that a text stands for.

    Raises
    ------
    MalformedMessage
        Where it stands for none of this kind.
    """
    if kind is Kind.TEXT:
        return text
    try:
        if kind is Kind.NUMBER and _NUMBER.fullmatch(text) and math.isfinite(float(text)):
            return float(text)
        if kind is Kind.INTEGER and _INTEGER.fullmatch(text):
            return int(text)
        if kind is Kind.FLAG and text.lower() in _FLAGS:
            return _FLAGS[text.lower()]
        if kind is Kind.TIME:
            return Epoch.from_utc(text).tai_ns
        if kind is Kind.DAY:
            return date.fromisoformat(text[:10]).isoformat()
    except (CspoError, ValueError, OverflowError):
        pass
    raise MalformedMessage(
        "read condition", expected=_EXPECTED.get(kind, "a column of single values"),
        got=repr(text)[:80], keyword=column,
    )  # fmt: skip


_EXPECTED: Final = {
    Kind.NUMBER: "a number", Kind.INTEGER: "an integer of up to 18 digits",
    Kind.FLAG: "true or false", Kind.TIME: "UTC as YYYY-MM-DDThh:mm:ss.sZ, or now",
    Kind.DAY: "a day as YYYY-MM-DD",
}  # fmt: skip


def among(column: str, values: Iterable[Any]) -> Condition:
    """It is one of *values*."""
    wanted = frozenset(values)
    return Condition(column, lambda value: value in wanted)


def above(column: str, limit: Any) -> Condition:
    """It is there and greater than *limit*."""
    return Condition(column, lambda value: value is not None and value > limit)


def below(column: str, limit: Any) -> Condition:
    """It is there and less than *limit*."""
    return Condition(column, lambda value: value is not None and value < limit)


def between(column: str, low: Any, high: Any) -> Condition:
    """It is there and neither less than *low* nor greater than *high*."""
    return Condition(column, lambda value: value is not None and low <= value <= high)


def nothing(column: str) -> Condition:
    """It is not there."""
    return Condition(column, lambda value: value is None)


def negated(condition: Condition) -> Condition:
    """The other does not hold."""
    holds = condition.holds
    return Condition(condition.column, lambda value: not holds(value))


def like(column: str, pattern: str, *, wildcard: str = "*", fold: bool = False) -> Condition:
    r"""It is there, and its text is *pattern* with anything in the place of each *wildcard*.

    The parts of the pattern are sought one after the other, so that no pattern
    takes long, whoever thought of it.

    Examples
    --------
    >>> [like("name", "STAR*1*").holds(name) for name in ("STARLINK-1007", "STARLINK-7", None)]
    [True, False, False]
    """
    parts = (pattern.lower() if fold else pattern).split(wildcard)
    return Condition(
        column, lambda value: value is not None and _matches(parts, _text(value, fold=fold))
    )


def _text(value: Any, *, fold: bool) -> str:
    text = str(value)
    return text.lower() if fold else text


def _matches(parts: list[str], text: str) -> bool:
    first, *middle = parts
    if not middle:
        return text == first
    last = middle.pop()
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at, stop = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, stop)
        if found < 0:
            return False
        at = found + len(part)
    return at <= stop
