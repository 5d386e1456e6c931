"""What others are told of a verdict: not who is silent, nor since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cspo.policy import Expression, Reading, Verdict, evaluate

__all__ = ["OWNER_UNHEARD", "SOURCE_UNHEARD", "outward"]

SOURCE_UNHEARD: Final = "a source by whose orbits we go is not heard of"
OWNER_UNHEARD: Final = "whose word it is was not heard of lately"


def outward(expression: Expression, verdict: Verdict, *, near: float) -> Verdict:
    """The same verdict in words that are for others, too.

    Parameters
    ----------
    expression : Expression
    verdict : Verdict
        Of it.
    near : float
        As it was evaluated.

    Examples
    --------
    >>> from cspo.policy import NUMBER, Function, Vocabulary, parse
    >>> class Sky:
    ...     def read(self, name, arguments):
    ...         why = "no word since 04:00 from NOR"
    ...         return Reading(value=None, unit=NUMBER, text=why, outward=SOURCE_UNHEARD)
    >>> words = Vocabulary((Function(name="max_pc", unit=NUMBER, low=0.0, high=1.0),))
    >>> asked = parse("max_pc() < 1e-4", words)
    >>> print(outward(asked, evaluate(asked, Sky()), near=0.2).text)
    Unknown: max_pc() is unknown, a source by whose orbits we go is not heard of.
    """
    if not any(each.reading.outward for each in verdict.readings):
        return verdict
    return evaluate(expression, _Told(verdict), near=near)


class _Told:
    """Answers once more what was answered, in words that are for others."""

    def __init__(self, verdict: Verdict) -> None:
        self._readings: dict[tuple[str, frozenset[tuple[str, object]]], Reading] = {
            (
                each.call.function.name,
                frozenset((name, constant.value) for name, constant in each.call.arguments),
            ): each.reading
            for each in verdict.readings
        }

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:
        """As it was read."""
        reading = self._readings[name, frozenset(arguments.items())]
        if not reading.outward:
            return reading
        return replace(reading, text=reading.outward, since=None)
