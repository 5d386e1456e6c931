"""What every body is made of, and the one place where its values are checked.

msgspec checks types when it reads and nothing when Python code makes a value.
Here both go the same way: a field says by its annotation what its values must
be (`cspo.records.bodies.fields`), and making the value, from bytes or from
code, checks each field and then the rules between fields.

No message repeats a value: what a body says may be marked, and an error's text
travels further than the body does.
"""

from __future__ import annotations

import itertools
import math
import re
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec

from cspo.errors import UsageError

__all__ = ["COLUMN", "Body", "Check", "Fault", "InvalidBody", "Part"]

COLUMN: Final = "column"
"""Annotation of the fields of a part that must have one value for each row."""

_MOST_INTEGER: Final = 2**53
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
"""Controls other than tab and line feed, what turns the direction of a line (a
text must not read otherwise than it stands), and halves of surrogate pairs."""


class InvalidBody(UsageError, ValueError):
    """A value that a body must not have; `keyword` names the field.

    A ValueError too, so that msgspec adds the path when it meets one in reading.
    """

    def __init__(self, action: str, subject: str = "", *, keyword: str = "", **fields: str) -> None:
        super().__init__(action, subject, **fields)
        self.keyword = keyword


class Fault(NamedTuple):
    """What is wrong with one field: what was expected, and what was got in place of it."""

    field: str
    expected: str
    got: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A condition that the values of a field must hold.

    Parameters
    ----------
    expected : str
        The condition in words, as an error says them.
    holds : callable
        Whether a value holds it.
    name : str
        What the documentation calls a value that holds it; empty where its type says enough.
    """

    expected: str
    holds: Callable[[Any], bool]
    name: str = ""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen value whose fields are checked when it is made.

    Raises
    ------
    InvalidBody
        Which is a UsageError, where a field or the rules between fields do not hold.
    """

    def __post_init__(self) -> None:
        plan = _plan(type(self))
        for field in plan.fields:
            value = getattr(self, field.name)
            if value is field.default:
                continue
            for check in field.checks:
                if not _holds(check, value):
                    raise _invalid(self, Fault(field.name, check.expected, _looks(value)))
            if field.required and value == "":
                raise _invalid(self, Fault(field.name, "some text", "nothing"))
        if plan.columns:
            self._check_columns(plan.columns)
        for fault in self.faults():
            raise _invalid(self, fault)

    def _check_columns(self, columns: tuple[_Planned, ...]) -> None:
        rows = self.rows()
        for field in columns:
            length = len(getattr(self, field.name))
            if length != rows and (length or field.required):
                raise _invalid(
                    self, Fault(field.name, f"a column of {rows} rows", f"{length} rows")
                )
            if field.required and not rows:
                raise _invalid(self, Fault(field.name, "at least one row", "none"))

    def faults(self) -> Iterator[Fault]:
        """What is wrong between the fields, the worst first."""
        yield from ()

    def rows(self) -> int:
        """Length of the columns; 0 where the part has none."""
        columns = _plan(type(self)).columns
        return max((len(getattr(self, field.name)) for field in columns), default=0)


class Body(Part, frozen=True):
    """The body of a record: what it says, apart from who says it and who may read it."""

    def about(self) -> str:
        """Identity of the one object or event that the record is about; empty where none is."""
        return ""


def _invalid(part: Part, fault: Fault) -> InvalidBody:
    return InvalidBody(
        "make " + type(part).__name__, fault.field, keyword=fault.field,
        expected=fault.expected, got=fault.got,
    )  # fmt: skip


def _holds(check: Check, value: Any) -> bool:
    try:
        return check.holds(value)
    except (TypeError, ValueError, AttributeError, OverflowError):
        return False  # of another type than the check is for


def _looks(value: Any) -> str:
    """A value as an error may show it: its form, never what it says."""
    if isinstance(value, float):
        return "a number" if math.isfinite(value) else str(value)
    if isinstance(value, str):
        return f"text of {len(value)} characters"
    return f"{len(value)} values" if isinstance(value, tuple) else type(value).__name__


class _Planned(NamedTuple):
    """How one field is checked; its default is not: it was written with the field."""

    name: str
    checks: tuple[Check, ...]
    required: bool
    default: Any


class _Plan(NamedTuple):
    """How a part is checked: all its fields, and which of them are columns."""

    fields: tuple[_Planned, ...]
    columns: tuple[_Planned, ...]


@cache
def _plan(part: type[Part]) -> _Plan:
    hints = get_type_hints(part, include_extras=True)
    fields = tuple(
        _Planned(each.name, _checks(hints[each.name]), each.required, each.default)
        for each in msgspec.structs.fields(part)
    )
    columns = (COLUMN in getattr(hints[each.name], "__metadata__", ()) for each in fields)
    return _Plan(fields, tuple(itertools.compress(fields, columns)))


_FINITE: Final = Check("a finite number", math.isfinite)
_INTEGER: Final = Check("an integer within 2**53", lambda n: -_MOST_INTEGER <= n <= _MOST_INTEGER)
_TEXT: Final = Check("text without control characters", lambda text: not _UNWANTED.search(text))
_TRUTH: Final = Check("true or false", lambda truth: truth is True or truth is False)


def _checks(hint: Any) -> tuple[Check, ...]:
    """The checks of a value of the type *hint*."""
    if hint in {float, int, str, bool}:
        return ({float: _FINITE, int: _INTEGER, str: _TEXT, bool: _TRUTH}[hint],)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        own = tuple(note for note in hint.__metadata__ if isinstance(note, Check))
        return (*_checks(arguments[0]), *own)
    given = _unless_none(hint)
    if given is not hint:
        return tuple(_or_none(check) for check in _checks(given))
    if origin is tuple:
        return _of_tuple(arguments)
    if isinstance(hint, type) and issubclass(hint, Enum | Part):
        return (Check("a " + hint.__name__, lambda value: isinstance(value, hint)),)
    raise TypeError(f"no check for {hint!r}")


def _of_tuple(arguments: tuple[Any, ...]) -> tuple[Check, ...]:
    if arguments[-1] is Ellipsis:
        sized = Check("a tuple", lambda values: isinstance(values, tuple))
    else:
        size = len(arguments)
        sized = Check(
            f"a tuple of {size}", lambda values: isinstance(values, tuple) and len(values) == size
        )
    given = _unless_none(arguments[0])
    of_each = _of_each if given is arguments[0] else _of_each_known
    return (sized, *(of_each(check) for check in _checks(given)))


def _unless_none(hint: Any) -> Any:
    """What a hint that allows None allows besides; else the hint."""
    if get_origin(hint) not in {Union, types.UnionType}:
        return hint
    (given,) = (argument for argument in get_args(hint) if argument is not type(None))
    return given


def _or_none(check: Check) -> Check:
    return Check(check.expected, lambda value: value is None or check.holds(value), check.name)


def _of_each(check: Check) -> Check:
    holds = check.holds
    return Check(check.expected, lambda values: all(map(holds, values)), check.name)


def _of_each_known(check: Check) -> Check:
    holds = check.holds

    def known(values: tuple[Any, ...]) -> bool:
        if None in values:
            values = tuple(value for value in values if value is not None)
        return all(map(holds, values))

    return Check(check.expected, known, check.name)
