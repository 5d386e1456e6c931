"""Plain values made into a scenario: field by field, so that all faults are found at once."""

from __future__ import annotations

import difflib
import types
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec

from cspo.exercise.scenario.faults import Fault, Path
from cspo.exercise.scenario.part import Part
from cspo.records.schema import fields_of

__all__ = ["MISSING", "MOST_FAULTS", "UNKNOWN", "in_words", "read_part"]

MISSING: Final = "none"
UNKNOWN: Final = "a field that is not known: "
MOST_FAULTS: Final = 200
"""More are not looked for: a file that is no scenario is not worth the time."""
_BAD: Final = object()
_MOST_SHOWN: Final = 60


def read_part(kind: type[Part], value: Any, faults: list[Fault], path: Path = ()) -> Any:
    """A value of *kind*; None where it has faults, which are put to *faults*."""
    made = _part(kind, value, path, faults)
    return None if made is _BAD else made


def _part(kind: type[Part], value: Any, path: Path, faults: list[Fault]) -> Any:
    fields = fields_of(kind)
    names = [field.name for field in fields]
    if not isinstance(value, dict):
        faults.append(Fault(path, f"fields of {_called(kind)}: {', '.join(names)}", _shown(value)))
        return _BAD
    before = len(faults)
    for name in value:
        if name not in names and len(faults) < MOST_FAULTS:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else "take it out, or see the reference"
            faults.append(Fault((*path, name), f"one of {', '.join(names)}",
                                UNKNOWN + _cut(name), hint))  # fmt: skip
    made = {}
    for field in fields:
        if field.name in value:
            made[field.name] = _read(field.hint, value[field.name], (*path, field.name), faults)
        elif not field.optional:
            faults.append(
                Fault((*path, field.name), f"a field {field.name}: {in_words(field.hint)}", MISSING)
            )
    return kind(**made) if len(faults) == before else _BAD


def _read(  # noqa: PLR0911 - a table of cases
    hint: Any, value: Any, path: Path, faults: list[Fault]
) -> Any:
    if len(faults) >= MOST_FAULTS:
        return _BAD
    if isinstance(hint, type) and issubclass(hint, Part):
        return _part(hint, value, path, faults)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType} and type(None) in arguments:
        if value is None:
            return None
        part = next((each for each in arguments if isinstance(each, type)
                     and issubclass(each, Part)), None)  # fmt: skip
        if part is not None:
            return _part(part, value, path, faults)
    if origin is tuple and isinstance(value, list):
        return tuple(
            _read(arguments[0], each, (*path, at), faults) for at, each in enumerate(value)
        )
    try:
        return msgspec.convert(value, hint)
    except (msgspec.ValidationError, OverflowError):
        faults.append(Fault(path, in_words(hint), _shown(value), _advice(hint, value)))
        return _BAD


def _advice(hint: Any, value: Any) -> str:
    takes = _sorts(hint)
    if bool in takes and isinstance(value, str):
        return "write true or false"
    if str in takes and not isinstance(value, str | list | dict):
        return "put it between quotation marks"
    if isinstance(value, str) and takes <= {int, float, type(None)}:
        return "a number without quotation marks, with a point and no other signs"
    if isinstance(value, str):
        near = difflib.get_close_matches(value, _choices(hint), n=1)
        return f"did you mean {near[0]}?" if near else ""
    return ""


def _sorts(hint: Any) -> set[Any]:
    """The plain types that a hint takes."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _sorts(arguments[0])
    if origin is Literal:
        return {type(each) for each in arguments}
    if origin in {Union, types.UnionType}:
        return set().union(*map(_sorts, arguments))
    return {hint if isinstance(hint, type) else origin}


def _choices(hint: Any) -> list[str]:
    if get_origin(hint) is Literal:
        return [each for each in get_args(hint) if isinstance(each, str)]
    return [each for argument in get_args(hint) for each in _choices(argument)]


def in_words(hint: Any) -> str:  # noqa: PLR0911 - a table of cases
    """A type as the writer of a scenario would call it.

    Examples
    --------
    >>> from cspo.exercise.scenario.fields import Angle180
    >>> in_words(Angle180 | None), in_words(tuple[str, ...])
    ('a number from 0 to 180 or null', 'a list, each a text')
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        meta = next((each for each in arguments[1:] if isinstance(each, msgspec.Meta)), None)
        if meta is not None and meta.title:
            return meta.title
        return " ".join([in_words(arguments[0]), _bounds(meta)]).rstrip()
    if origin is Literal:
        if arguments == ("",):
            return "nothing"
        return "one of " + ", ".join(str(each) for each in arguments)
    if origin in {Union, types.UnionType}:
        return " or ".join(in_words(each) for each in arguments)
    if origin is tuple:
        return f"a list, each {in_words(arguments[0])}"
    if origin is dict:
        return "fields with a text, a number, true or false"
    if isinstance(hint, type) and issubclass(hint, Part):
        return f"fields of {_called(hint)}"
    return _NAMES.get(hint, "a value")


_NAMES: Final[dict[Any, str]] = {
    str: "a text", int: "a whole number", float: "a number", bool: "true or false",
    type(None): "null",
}  # fmt: skip


def _bounds(meta: msgspec.Meta | None) -> str:
    if meta is None:
        return ""
    told = [
        f"{words} {int(value):,}" if value == int(value) else f"{words} {value:g}"
        for words, value in (
            ("above", meta.gt), ("from", meta.ge), ("below", meta.lt), ("to", meta.le),
            ("of at least", meta.min_length), ("of at most", meta.max_length),
        )
        if value is not None
    ]  # fmt: skip
    lengths = meta.min_length is not None or meta.max_length is not None
    return " ".join(told) + (" characters" if lengths else "")


def _called(kind: type[Part]) -> str:
    name = kind.__name__
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name).strip()


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return f"{len(value)} {'fields' if isinstance(value, dict) else 'values'}"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _cut(value) if isinstance(value, str) else str(value)[:_MOST_SHOWN]


def _cut(text: str) -> str:
    short = text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."
    return repr(short)
