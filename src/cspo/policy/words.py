"""Numbers, readings and relations in words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cspo.errors import OutOfRange
from cspo.policy.reading import Reading
from cspo.policy.span import Span
from cspo.policy.tree import Constant, Node, write_instant, write_text
from cspo.policy.unit import INSTANT, LENGTH_KM, TIME_S, Unit
from cspo.time import Epoch
from cspo.units import DAY_S, HOUR_S, KM_PER_M, MINUTE_S, NS_PER_S

__all__ = ["Scale", "plain", "relation", "say_reading", "say_room", "say_span", "scale_of"]

_Say = Callable[[float], str]

_RELATIONS: Final = {
    "<": ("below", "not below"), "<=": ("at most", "more than"),
    ">": ("above", "not above"), ">=": ("at least", "less than"),
    "==": ("equal to", "not equal to"), "!=": ("other than", "equal to"),
}  # fmt: skip
_IN_TIME: Final = {
    "<": ("before", "not before"), "<=": ("not after", "after"),
    ">": ("after", "not after"), ">=": ("not before", "before"),
}  # fmt: skip
_MOST_TEXT: Final = 300
_FEW_DIGITS: Final = 3
_ALL_DIGITS: Final = 17
_PLAIN: Final = (1e-3, 1e6)
"""Numbers of this size are written without an exponent."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit to say numbers in: its symbol, and what one of it is in km, s, kg and rad."""

    symbol: str
    factor: float = 1.0


_TIMES: Final = (
    (2.0 * DAY_S, Scale("d", DAY_S)), (2.0 * HOUR_S, Scale("h", HOUR_S)),
    (2.0 * MINUTE_S, Scale("min", MINUTE_S)), (0.0, Scale("s")),
)  # fmt: skip
_METRES: Final = Scale("m", KM_PER_M)


def scale_of(unit: Unit, spans: tuple[Span, ...], limit: Node | None = None) -> Scale:
    """The unit that a limit is written in; without one, what suits numbers of this size."""
    if isinstance(limit, Constant) and limit.suffix:
        return Scale(limit.suffix, limit.factor)
    ends = [abs(x) for span in spans for x in (span.low, span.high) if math.isfinite(x)]
    largest = max(ends, default=0.0)
    if unit == TIME_S:
        return next(scale for least, scale in _TIMES if largest >= least)
    if unit == LENGTH_KM and 0.0 < largest < 1.0:
        return _METRES
    return Scale("" if unit.symbol == "1" else unit.symbol)


def say_span(span: Span, unit: Unit, scale: Scale, beside: Span | None = None) -> str:
    """A value and its band, with so many digits that it does not read as what stands beside it."""
    if unit == INSTANT:
        return _with_band(span, _say_instant, "")
    digits = _FEW_DIGITS if beside is None else _digits(span, beside, scale.factor)
    tight = scale.symbol.startswith("/") or not scale.symbol
    suffix = scale.symbol if tight else f" {scale.symbol}"
    return _with_band(span, lambda x: _say(x / scale.factor, digits), suffix)


def plain(text: str) -> str:
    """A text of somebody else as it may stand in ours: one line, to be seen, not long."""
    cut = text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 3]}..."
    return "".join(character if character.isprintable() else " " for character in cut)


def say_reading(reading: Reading, span: Span | None) -> str:
    """What was read: the value with its band and since when, or that it is unknown and why.

    Parameters
    ----------
    reading : Reading
    span : Span or None
        What it may be; None of a truth and a text.
    """
    if span is not None:
        said = say_span(span, reading.unit, scale_of(reading.unit, (span,)))
    elif reading.value is None:
        said = "unknown"
    elif isinstance(reading.value, bool):
        said = "true" if reading.value else "false"
    else:
        said = write_text(plain(str(reading.value)))
    about = [said]
    if reading.since is not None:
        about.append(f"since {write_instant(reading.since)}")
    if reading.text:
        about.append(reading.text)
    return ", ".join(about)


def say_room(margin: float) -> str:
    """How far from the limit: `` by 40 %``."""
    return f" by {_say(abs(margin) * 100.0, 2)} %" if margin else ", the limit itself"


def relation(sign: str, unit: Unit, *, holds: bool) -> str:
    """How one value stands to another: ``below``, ``not below``."""
    words = _IN_TIME if unit == INSTANT and sign in _IN_TIME else _RELATIONS
    return words[sign][0 if holds else 1]


def _with_band(span: Span, say: _Say, suffix: str) -> str:
    if span.exact:
        return f"{say(span.low)}{suffix}"
    band = _band(span, say, suffix)
    if span.value is None:
        return f"unknown ({band})" if band else "unknown"
    return f"{say(span.value)}{suffix} ({band})" if band else f"{say(span.value)}{suffix}"


def _band(span: Span, say: _Say, suffix: str) -> str:
    if math.isinf(span.low):
        return "" if math.isinf(span.high) else f"at most {say(span.high)}{suffix}"
    if math.isinf(span.high):
        return f"at least {say(span.low)}{suffix}"
    return f"{say(span.low)} to {say(span.high)}{suffix}"


def _digits(span: Span, beside: Span, factor: float) -> int:
    pairs = [
        (x / factor, y / factor)
        for x in (span.low, span.value, span.high)
        for y in (beside.low, beside.value, beside.high)
        if x is not None and y is not None and x != y
    ]
    for digits in range(_FEW_DIGITS, _ALL_DIGITS):
        if all(_say(x, digits) != _say(y, digits) for x, y in pairs):
            return digits
    return _ALL_DIGITS


def _say(x: float, digits: int) -> str:
    if not math.isfinite(x):
        return str(x)
    if x.is_integer() and abs(x) < _PLAIN[1]:
        return str(int(x))
    if _PLAIN[0] <= abs(x) < _PLAIN[1]:
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(x))))
        said = f"{x:.{decimals}f}"
        return said.rstrip("0").rstrip(".") if "." in said else said
    head, e, power = f"{x:.{digits - 1}e}".partition("e")
    head = head.rstrip("0").rstrip(".") if "." in head else head
    return f"{head}{e}{int(power)}"


def _say_instant(past_s: float) -> str:
    try:
        return write_instant(Epoch(round(past_s) * NS_PER_S))
    except OutOfRange:
        return "an instant beyond the calendar"
