"""An expression that has been read: its parts, their units, and how they are written.

Two expressions are equal where they say the same, wherever it stood: places
take no part in it. ``str`` of a part writes it so that it reads back as the
same part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cspo.policy.reading import Value
from cspo.policy.unit import TRUTH, Unit
from cspo.policy.vocabulary import Function
from cspo.time import Epoch

__all__ = [
    "Arithmetic",
    "Call",
    "Compared",
    "Comparison",
    "Constant",
    "Expression",
    "Extreme",
    "Extremum",
    "Junction",
    "Known",
    "Negative",
    "Node",
    "Not",
    "Sign",
    "Word",
    "parts_of",
    "walk",
    "write_instant",
    "write_text",
]

Sign = Literal["+", "-", "*", "/"]
Compared = Literal["<", "<=", ">", ">=", "==", "!="]
Extreme = Literal["min", "max"]
Word = Literal["and", "or"]

_OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _SIGNED, _WHOLE = range(8)
"""How tightly a part holds together when it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression.

    Parameters
    ----------
    unit : Unit
    start : int
        Where it begins in the text, in characters from 0.
    """

    unit: Unit
    start: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Node):
    """A number with its unit, a text, an instant, true or false.

    Parameters
    ----------
    amount : float, bool, str or Epoch
        As written: 10 of ``10 min``.
    suffix : str
        The unit as written: ``min``, ``km/s``, ``/d``; empty where there is none.
    factor : float
        What one of `suffix` is in km, s, kg and rad.
    """

    amount: Value
    suffix: str = ""
    factor: float = field(default=1.0, compare=False)

    @property
    def value(self) -> Value:
        """In km, s, kg and rad."""
        return self.amount * self.factor if self.unit.kind == "quantity" else self.amount  # type: ignore[operator]

    def __str__(self) -> str:
        if self.unit == TRUTH:
            return "true" if self.amount else "false"
        if isinstance(self.amount, Epoch):
            return write_instant(self.amount)
        if isinstance(self.amount, str):
            return write_text(self.amount)
        blank = "" if self.suffix[:1] in {"", "/"} else " "
        return f"{_write_number(self.amount)}{blank}{self.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A question to the picture.

    Parameters
    ----------
    function : Function
    arguments : tuple of (str, Constant)
        Those given, by name, in the order of the function's parameters.
    """

    function: Function
    arguments: tuple[tuple[str, Constant], ...] = ()

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.arguments)
        head, point, tail = self.function.name.partition(".")
        return f"{head}({given}){point}{tail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative(Node):
    """A quantity with its sign changed."""

    operand: Node

    def __str__(self) -> str:
        return f"-{_within(self.operand, _SIGNED)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(Node):
    """A sum, difference, product or quotient of two."""

    sign: Sign
    left: Node
    right: Node

    def __str__(self) -> str:
        right = _within(self.right, _tightness(self) + 1)
        return f"{_within(self.left, _tightness(self))} {self.sign} {right}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremum(Node):
    """The least or the greatest of several."""

    word: Extreme
    of: tuple[Node, ...]

    def __str__(self) -> str:
        return f"{self.word}({', '.join(map(str, self.of))})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Node):
    """One value against another."""

    sign: Compared
    left: Node
    right: Node

    def __str__(self) -> str:
        return f"{_within(self.left, _SUM)} {self.sign} {_within(self.right, _SUM)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Node):
    """Whether a value, or a truth, is known."""

    operand: Node

    def __str__(self) -> str:
        return f"known({self.operand})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Node):
    """The opposite of a truth."""

    operand: Node

    def __str__(self) -> str:
        return f"not {_within(self.operand, _NOT)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Junction(Node):
    """Two or more truths, all of them or any of them."""

    word: Word
    of: tuple[Node, ...]

    def __str__(self) -> str:
        inner = _tightness(self) + 1
        return f" {self.word} ".join(_within(part, inner) for part in self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A truth that can be asked of the picture.

    Parameters
    ----------
    root : Node
        Its unit is `TRUTH`.
    text : str
        As it was given; ``str`` writes it in the one way of the language.
    """

    root: Node
    text: str = field(default="", compare=False)

    @property
    def calls(self) -> tuple[Call, ...]:
        """All questions to the picture, each once, in order: what it depends on."""
        return tuple(dict.fromkeys(node for node in walk(self.root) if isinstance(node, Call)))

    def __str__(self) -> str:
        return str(self.root)


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a part is made of; nothing of a constant and a call."""
    match node:
        case Negative() | Not() | Known():
            return (node.operand,)
        case Arithmetic() | Comparison():
            return (node.left, node.right)
        case Extremum() | Junction():
            return node.of
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A part and all within it, each before what it is made of."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def write_text(text: str) -> str:
    """A text in its quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def write_instant(epoch: Epoch) -> str:
    """An instant as the language writes it, with what decimals it has."""
    return epoch.utc_iso(9).removesuffix("Z").rstrip("0").rstrip(".") + "Z"


def _tightness(node: Node) -> int:
    match node:
        case Junction():
            return _AND if node.word == "and" else _OR
        case Not():
            return _NOT
        case Comparison():
            return _COMPARED
        case Arithmetic():
            return _SUM if node.sign in "+-" else _PRODUCT
        case Negative():
            return _SIGNED
    return _WHOLE


def _within(node: Node, least: int) -> str:
    """A part as it stands in another, in parentheses where it holds together less tightly."""
    return str(node) if _tightness(node) >= least else f"({node})"


def _write_number(amount: float) -> str:
    """With as few digits as say it exactly, and an exponent where it is large or small."""
    if amount.is_integer() and abs(amount) < 1e6:
        return str(int(amount))
    if 1e-3 <= abs(amount) < 1e6:
        return repr(amount)
    digits = next(n for n in range(17) if float(f"{amount:.{n}e}") == amount)
    head, e, power = f"{amount:.{digits}e}".partition("e")
    return f"{head}{e}{int(power)}"
