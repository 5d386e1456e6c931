"""What the white cell tells a play to do: one value, checked before it is queued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from cspo.errors import CspoError, UsageError
from cspo.time import Epoch

__all__ = ["FASTEST", "Command", "How", "NoteKind", "Order", "Ruling"]

FASTEST: Final = 100_000.0
"""Seconds of the exercise's world in one of the machine, at most."""
_LINE: Final = 200
_TEXT: Final = 4_000
_LONGEST_S: Final = 31 * 86_400.0


class Order(StrEnum):
    """What a play can be told to do."""

    PAUSE = "pause"
    """Stand still after this round."""
    GO = "go"
    """Go on."""
    SPEED = "speed"
    """speed: seconds of the exercise's world in one of the machine."""
    STEP = "step"
    """seconds (optional): stand still after one step of that many, or of one tick."""
    INJECT = "inject"
    """number and how (`How`) of an event of the list; or to, title, and perhaps text and action,
    which is what it does to the world, of one beside the list."""
    ADJUDICATE = "adjudicate"
    """ruling and text; of what: number of an event of the list, with expected (its place there,
    from 1) or measure (its name); or objective, its name. releasable: whether the text may stand
    in a report that players read."""
    NOTE = "note"
    """text, kind, and perhaps objective, number, owner, due_utc, retest; releasable as above."""
    STOP = "stop"
    """End the exercise."""


class How(StrEnum):
    """What becomes of an event of the list."""

    GIVE = "give"
    """With the next round."""
    HOLD = "hold"
    """Not before it is freed or given."""
    FREE = "free"
    """Its time or its condition holds again."""
    SKIP = "skip"
    """Never."""


class Ruling(StrEnum):
    """What a director rules, beside what the machine found."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not-met"
    VOID = "void"
    """Not to be counted: the exercise itself was at fault."""


class NoteKind(StrEnum):
    """What a director puts down."""

    OBSERVATION = "observation"
    STRENGTH = "strength"
    IMPROVEMENT = "improvement"
    """With an owner, a date and how it is tested again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that somebody of the white cell tells a play to do.

    Parameters
    ----------
    t_wall : Epoch
        When, by the machine's clock.
    who : str
        The person, by the id that signs in.
    what : Order
    arguments : mapping
        As the order says; JSON holds it.

    Raises
    ------
    UsageError
        Where an argument is missing, unknown to the order, or no such value.

    Examples
    --------
    >>> t = Epoch.from_utc("2026-03-02T09:00:00Z")
    >>> Command(t_wall=t, who="director", what=Order.SPEED, arguments={"speed": 60.0}).what.value
    'speed'
    """

    t_wall: Epoch
    who: str
    what: Order
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = dict(self.arguments)
        for name, value in given.items():
            check = _ARGUMENTS[self.what].get(name)
            if check is None:
                raise _wrong(self.what, name, "an argument of this order")
            if not check[1](value):
                raise _wrong(self.what, name, check[0])
        for names in _NEEDED[self.what]:
            if not any(set(several) <= given.keys() for several in names):
                raise _wrong(
                    self.what, " or ".join(" and ".join(several) for several in names),
                    "to be given",
                )  # fmt: skip
        if self.what is Order.INJECT and "number" in given and given.keys() & _OWN:
            raise _wrong(self.what, "number", "alone: an event of the list has its own words")
        object.__setattr__(self, "arguments", MappingProxyType(given))


_Check = tuple[str, Callable[[Any], bool]]


def _wrong(what: Order, name: str, expected: str) -> UsageError:
    return UsageError(f"give the order {what.value}", name, expected=expected,
                      hint="see cspo.exercise.white_cell.Order")  # fmt: skip


def _is_text(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= most


def _is_number(least: float, most: float) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and least < value <= most

    return holds


def _is_from_one(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_000_000


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


def _is_parties(value: Any) -> bool:
    return (
        isinstance(value, list | tuple) and 0 < len(value) <= 40
        and len(set(map(str, value))) == len(value) and all(map(_is_text(_LINE), value))
    )  # fmt: skip


def _is_utc(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(Epoch.from_utc(value))
    except CspoError:
        return False


def _is_of(words: type[StrEnum]) -> _Check:
    known = frozenset(map(str, words))
    return f"one of {' '.join(words)}", lambda value: isinstance(value, str) and value in known


def _is_action(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("what"), str)


_NUMBER: Final[_Check] = ("a number from 1", _is_from_one)
_LINES: Final[_Check] = (f"1 to {_LINE} characters", _is_text(_LINE))
_TEXTS: Final[_Check] = (f"1 to {_TEXT} characters", _is_text(_TEXT))
_FLAG: Final[_Check] = ("true or false", _is_truth)
_HOWS: Final = _is_of(How)
_KINDS: Final = _is_of(NoteKind)

_ARGUMENTS: Final[Mapping[Order, Mapping[str, _Check]]] = {
    Order.PAUSE: {},
    Order.GO: {},
    Order.STOP: {},
    Order.SPEED: {"speed": (f"above 0, at most {FASTEST:g}", _is_number(0.0, FASTEST))},
    Order.STEP: {"seconds": (f"above 0, at most {_LONGEST_S:g}", _is_number(0.0, _LONGEST_S))},
    Order.INJECT: {
        "number": _NUMBER, "how": _HOWS, "to": ("parties, each once", _is_parties),
        "title": _LINES, "text": _TEXTS, "action": ("what, and its arguments", _is_action),
    },
    Order.ADJUDICATE: {
        "ruling": _is_of(Ruling),
        "text": _TEXTS, "number": _NUMBER, "expected": _NUMBER, "measure": _LINES,
        "objective": _LINES, "releasable": _FLAG,
    },
    Order.NOTE: {
        "text": _TEXTS, "kind": _KINDS, "objective": _LINES, "number": _NUMBER, "owner": _LINES,
        "due_utc": ("an instant, UTC", _is_utc), "retest": _LINES, "releasable": _FLAG,
    },
}  # fmt: skip
_OWN: Final = frozenset({"to", "title", "text", "action"})
_NEEDED: Final[Mapping[Order, tuple[tuple[tuple[str, ...], ...], ...]]] = {
    Order.PAUSE: (),
    Order.GO: (),
    Order.STOP: (),
    Order.STEP: (),
    Order.SPEED: ((("speed",),),),
    Order.INJECT: ((("number",), ("to", "title")),),
    Order.ADJUDICATE: (
        (("ruling",),), (("text",),),
        (("number", "expected"), ("number", "measure"), ("objective",)),
    ),
    Order.NOTE: ((("text",),),),
}  # fmt: skip
"""Of each order: groups of which one alternative must be given whole."""
