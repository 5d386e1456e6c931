"""What the quantities and instants of an expression may be, given what is read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from cspo.policy import span as spans
from cspo.policy.reading import Bound, Reading
from cspo.policy.span import ANYTHING, Span
from cspo.policy.tree import Arithmetic, Call, Comparison, Constant, Extremum, Negative, Node, walk
from cspo.policy.vocabulary import Function
from cspo.time import Epoch

__all__ = ["Look", "natural_span", "settled", "span_of", "span_of_reading"]

Look = Callable[[Call], Span]
"""What the answer to a call may be."""

_OPERATIONS: Final = {
    "+": spans.added, "-": spans.subtracted, "*": spans.multiplied, "/": spans.divided,
}  # fmt: skip
_J2000: Final = Epoch(0)


def span_of(node: Node, look: Look) -> Span:
    """What a quantity (km, s, kg, rad) or an instant (s of TAI past 2000-01-01T12:00) may be.

    An instant is good to 0.2 us until 2100.
    """
    match node:
        case Constant():
            return spans.exactly(_number(node.value))  # type: ignore[arg-type]
        case Call():
            return look(node)
        case Negative():
            return spans.negated(span_of(node.operand, look))
        case Extremum():
            of = [span_of(part, look) for part in node.of]
            return spans.extreme(of, greatest=node.word == "max")
        case Arithmetic():
            operation = _OPERATIONS[node.sign]
            return operation(span_of(node.left, look), span_of(node.right, look))
    return ANYTHING


def natural_span(function: Function) -> Span:
    """What a function can give at all."""
    return Span(
        -math.inf if function.low is None else function.low,
        math.inf if function.high is None else function.high,
    )


def span_of_reading(reading: Reading, function: Function) -> Span:
    """What was read, with its band cut to what the function can give.

    A value that the function can't give is not known.
    """
    natural = natural_span(function)
    value = None if reading.value is None else _number(reading.value)  # type: ignore[arg-type]
    if value is not None and not natural.low <= value <= natural.high:
        return natural
    low = _number(reading.low) if reading.low is not None else value
    high = _number(reading.high) if reading.high is not None else value
    low = natural.low if low is None else max(natural.low, low)
    high = natural.high if high is None else min(natural.high, high)
    return Span(low, high, value) if low <= high else natural


def settled(comparison: Comparison) -> bool | None:
    """Whether it holds whatever is read; None where that depends, or where it reads nothing."""
    measured = comparison.left.unit.kind in {"quantity", "instant"}
    if not measured or not any(isinstance(node, Call) for node in walk(comparison)):
        return None

    def look(call: Call) -> Span:
        return natural_span(call.function)

    left, right = span_of(comparison.left, look), span_of(comparison.right, look)
    return spans.compared(left, comparison.sign, right)


def _number(bound: Bound) -> float:
    return bound - _J2000 if isinstance(bound, Epoch) else float(bound)
