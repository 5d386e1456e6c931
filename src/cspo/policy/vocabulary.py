"""The functions that expressions may call: what they take and what they give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cspo.errors import UsageError
from cspo.policy.unit import NUMBER, TEXT, Unit

__all__ = ["RESERVED", "Function", "Parameter", "Vocabulary"]

RESERVED: Final = frozenset({"and", "or", "not", "true", "false", "min", "max", "known"})
"""Words of the language itself; no function has such a name."""

_MOST_NAME: Final = 64
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_REST: Final = _LETTERS | frozenset("0123456789_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a function takes. Arguments are constants, so that what a plan reads is known at entry.

    Parameters
    ----------
    name : str
        Small letters, digits and ``_``.
    type : Unit
        `TEXT`, `NUMBER`, `TIME_S` and so on.
    required : bool
    choices : tuple of str
        Of a text: what it may be; empty where anything may stand.
    low, high : float or None
        Of a quantity: what it lies between, in its unit.
    text : str
        What it means, for the table of the vocabulary.
    """

    name: str
    type: Unit = TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    text: str = ""

    def __post_init__(self) -> None:
        _check_name(self.name, "parameter")
        _check_bounds(self.name, self.type, self.low, self.high)
        if self.choices and self.type != TEXT:
            raise UsageError("name a parameter", self.name, expected="choices of a text only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """Something of the picture that an expression can ask for.

    Parameters
    ----------
    name : str
        As it is written. A name with a point, ``service.margin``, is called
        ``service("x").margin``.
    parameters : tuple of Parameter
        In the order in which they may be given without their names; those
        that must be given stand first.
    unit : Unit
        Of what it gives.
    text : str
        A sentence that says what it gives.
    low, high : float or None
        Of a quantity: what it always lies between, in its unit: 0 and 1 of a
        probability. A limit that it can't pass is refused at entry.

    Raises
    ------
    UsageError
        Where a name, an order or a bound has no meaning.
    """

    name: str
    parameters: tuple[Parameter, ...] = ()
    unit: Unit = NUMBER
    text: str = ""
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        for part in self.name.split(".", 1):
            _check_name(part, "function")
        _check_bounds(self.name, self.unit, self.low, self.high)
        names = [parameter.name for parameter in self.parameters]
        if len(set(names)) != len(names):
            raise UsageError("name a function", self.name, expected="each parameter once")
        needed = [parameter.required for parameter in self.parameters]
        if needed != sorted(needed, reverse=True):
            raise UsageError("name a function", self.name, expected="what is required first")

    def __hash__(self) -> int:
        return hash(self.name)  # calls are looked up by it many times a verdict

    @property
    def signature(self) -> str:
        """As it is called: ``max_pc(asset, [days])``."""
        each = (p.name if p.required else f"[{p.name}]" for p in self.parameters)
        head, point, tail = self.name.partition(".")
        return f"{head}({', '.join(each)}){point}{tail}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All functions that expressions may call.

    Parameters
    ----------
    functions : tuple of Function

    Raises
    ------
    UsageError
        Where two have one name.

    Examples
    --------
    >>> from cspo.policy.unit import TIME_S
    >>> lag = Function(name="feed_lag", parameters=(Parameter(name="nation"),), unit=TIME_S)
    >>> Vocabulary((lag,)).get("feed_lag").signature
    'feed_lag(nation)'
    """

    functions: tuple[Function, ...]
    _by_name: dict[str, Function] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {function.name: function for function in self.functions}
        if len(by_name) != len(self.functions):
            raise UsageError("make a vocabulary", expected="each function once")
        object.__setattr__(self, "_by_name", by_name)

    def __iter__(self) -> Iterator[Function]:
        return iter(self.functions)

    def get(self, name: str) -> Function | None:
        """The function of this name, or None."""
        return self._by_name.get(name)


def _check_name(name: str, what: str) -> None:
    good = name and name[0] in _LETTERS and len(name) <= _MOST_NAME and _REST.issuperset(name)
    if not good or (what == "function" and name in RESERVED):
        raise UsageError(
            f"name a {what}", name[:_MOST_NAME],
            expected="small letters, digits and _, not a word of the language",
        )  # fmt: skip


def _check_bounds(name: str, unit: Unit, low: float | None, high: float | None) -> None:
    given = [x for x in (low, high) if x is not None]
    if given and unit.kind != "quantity":
        raise UsageError("bound a value", name, expected="bounds of a quantity only")
    if any(x != x for x in given) or given != sorted(given):  # noqa: PLR0124 - NaN
        raise UsageError("bound a value", name, expected="low and high in order")
