"""What the picture says when an expression asks it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from cspo.errors import UsageError
from cspo.policy.unit import Unit
from cspo.time import Epoch

__all__ = ["Bound", "Reading", "Value", "World"]

Value = float | bool | str | Epoch
Bound = float | Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An answer: a value with its band, since when, and the records that say so.

    Parameters
    ----------
    value : float, bool, str, Epoch or None
        In `unit`, of the function's kind; None where it is unknown, and then
        `text` says why.
    low, high : float, Epoch or None
        Of a quantity or an instant: what it lies between. Without them a
        value that is known is exact, and one that is unknown may be anything;
        an unknown value may have bounds (a lag of at least two hours).
    unit : Unit
        The function's own.
    since : Epoch or None
        Since when it has been so, where that is known.
    text : str
        Why it is unknown; or what else there is to say, in a few words.
    evidence : tuple of str
        Identities of the records that it rests on.
    outward : str
        What others are told in place of `text` and `since`, where these are for the askers alone;
        empty: the same.

    Raises
    ------
    UsageError
        Where the value is not of the unit's kind, is NaN or infinite, or lies outside its band.

    Examples
    --------
    >>> from cspo.policy.unit import NUMBER
    >>> Reading(value=2e-5, low=8e-6, high=6e-5, unit=NUMBER).known
    True
    """

    value: Value | None
    low: Bound | None = None
    high: Bound | None = None
    unit: Unit
    since: Epoch | None = None
    text: str = ""
    evidence: tuple[str, ...] = ()
    outward: str = ""

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            given = getattr(self, name)
            if given is not None and not _fits(given, self.unit, bound=name != "value"):
                raise UsageError(
                    "take a reading", name, expected=f"{self.unit.name}, finite",
                    got=repr(given)[:80],
                )  # fmt: skip
        known = [x for x in (self.low, self.value, self.high) if x is not None]
        if any(a > b for a, b in pairwise(known)):  # type: ignore[operator]
            raise UsageError("take a reading", "low", expected="low, value and high in order")

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


def _fits(given: object, unit: Unit, *, bound: bool) -> bool:
    if bound and unit.kind in {"truth", "text"}:
        return False
    match unit.kind:
        case "quantity":
            is_number = isinstance(given, int | float) and not isinstance(given, bool)
            return is_number and math.isfinite(given)  # type: ignore[arg-type]
        case "truth":
            return isinstance(given, bool)
        case "text":
            return isinstance(given, str)
        case "instant":
            return isinstance(given, Epoch)


class World(Protocol):
    """Who answers what expressions ask: a node's books, an exercise, a test."""

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:
        """The value of a function now.

        Parameters
        ----------
        name : str
            Of the function, as the vocabulary has it.
        arguments : mapping
            By the parameters' names: str, bool, Epoch, or float in the
            parameter's unit. One that was not given is not there.

        Raises
        ------
        CspoError
            Which makes the value unknown; its text is the reason given.
        """
        ...
