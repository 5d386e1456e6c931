"""Numbers with their units, texts, instants: the constants of an expression, read from tokens."""

from __future__ import annotations

import math
from difflib import get_close_matches
from typing import Final

from cspo.policy.fault import fault_at, shown
from cspo.policy.tokens import Token
from cspo.policy.tree import Constant
from cspo.policy.unit import INSTANT, NUMBER, TEXT, TRUTH, WRITTEN

__all__ = ["Tokens", "nearest", "read_constant"]

_MOST_COMPARED: Final = 1_000
"""Names among which the nearest is looked for."""


class Tokens:
    """The tokens of a text, and how far they have been read.

    Parameters
    ----------
    text : str
    tokens : list of Token
    """

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self._tokens = tokens
        self._next = 0

    @property
    def next(self) -> Token:
        """The one that is read next."""
        return self._tokens[self._next]

    def ahead(self, by: int) -> Token:
        """One that comes later; the end where there are no more."""
        return self._tokens[min(self._next + by, len(self._tokens) - 1)]

    def take(self) -> Token:
        """Read one."""
        token = self._tokens[self._next]
        if token.kind != "end":
            self._next += 1
        return token

    def take_sign(self, sign: str) -> bool:
        """Read this sign where it stands next."""
        found = self.next.kind == "sign" and self.next.text == sign
        if found:
            self.take()
        return found

    def need_sign(self, sign: str, hint: str = "") -> Token:
        """Read this sign, which must stand next."""
        if self.next.kind != "sign" or self.next.text != sign:
            raise self.unexpected(sign, hint)
        return self.take()

    def unexpected(self, expected: str, hint: str = "") -> Exception:
        """The error that something else stands next."""
        token = self.next
        got = "the end" if token.kind == "end" else shown(token.text)
        return fault_at(self.text, token.start, expected, got, hint)


def read_constant(tokens: Tokens) -> Constant | None:
    """The constant that stands next, without a sign before it; None where there is none."""
    token = tokens.next
    match token.kind:
        case "number":
            return _quantity(tokens)
        case "text":
            tokens.take()
            return Constant(unit=TEXT, start=token.start, amount=token.value)
        case "instant":
            tokens.take()
            return Constant(unit=INSTANT, start=token.start, amount=token.value)
        case "name" if token.text in {"true", "false"}:
            tokens.take()
            return Constant(unit=TRUTH, start=token.start, amount=token.text == "true")
    return None


def nearest(name: str, names: list[str]) -> str:
    """A hint: the name that was perhaps meant; empty where there is none."""
    found = get_close_matches(name[:64], names, n=1) if len(names) <= _MOST_COMPARED else []
    return f"perhaps {found[0]}" if found else ""


def _quantity(tokens: Tokens) -> Constant:
    token = tokens.take()
    unit, factor, suffix = NUMBER, 1.0, ""
    if tokens.take_sign("%"):
        suffix = "%"
    elif tokens.next.kind == "name" and tokens.next.text not in {"and", "or"}:
        if tokens.next.text not in WRITTEN:
            names = list(WRITTEN)
            raise tokens.unexpected(f"a unit ({', '.join(names)}) or a sign", _meant(tokens.next))
        suffix = tokens.take().text
    if suffix:
        unit, factor = WRITTEN[suffix].unit, WRITTEN[suffix].factor
    while suffix != "%" and _is_divisor(tokens):
        tokens.take()
        below = WRITTEN[tokens.next.text]
        suffix += f"/{tokens.take().text}"
        unit, factor = unit / below.unit, factor / below.factor
    value = float(token.value) * factor  # type: ignore[arg-type]
    if math.isinf(value) or math.isnan(value) or (value == 0.0 and token.value):
        raise fault_at(
            tokens.text, token.start, "a number that can be held in km, s, kg and rad",
            shown(f"{token.text} {suffix}"),
        )  # fmt: skip
    return Constant(unit=unit, start=token.start, amount=token.value, suffix=suffix, factor=factor)


def _is_divisor(tokens: Tokens) -> bool:
    """Whether a ``/`` and a unit follow: no function can be meant, for it would have a ``(``."""
    slash, name, after = tokens.next, tokens.ahead(1), tokens.ahead(2)
    is_unit = name.kind == "name" and name.text in WRITTEN
    called = after.kind == "sign" and after.text == "("
    return slash.kind == "sign" and slash.text == "/" and is_unit and not called


_MEANT: Final = {
    "sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "mins": "min",
    "hour": "h", "hours": "h", "hr": "h", "day": "d", "days": "d", "week": "7 d", "weeks": "7 d",
    "metre": "m", "meter": "m", "metres": "m", "meters": "m", "kilometre": "km", "percent": "%",
    "and": "and", "or": "or", "degree": "deg", "degrees": "deg", "not": "and not",
}  # fmt: skip


def _meant(token: Token) -> str:
    meant = _MEANT.get(token.text.lower())
    return f"write {meant}" if meant else nearest(token.text, list(WRITTEN))
