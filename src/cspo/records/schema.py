"""What fields the Struct of a body has, down to its smallest part.

Release profiles name fields by path, documentation lists them, and a reader of a
newer version's bytes has to know which fields are its own. All of them ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from cspo.errors import UsageError

__all__ = ["Field", "field_at", "fields_of", "part_of", "walk", "without_unknown"]


class Field(NamedTuple):
    """One field of a Struct.

    Parameters
    ----------
    path : str
        From the body, with dots: ``object1.covariance.lower_km2``. A field of the
        parts in a list has the list's path before it, without an index.
    owner : type
        The Struct that has it.
    name : str
    hint : type
        Its annotation.
    optional : bool
        Whether a body may leave it out.
    """

    path: str
    owner: type[msgspec.Struct]
    name: str
    hint: Any
    optional: bool


@cache
def fields_of(struct: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of one Struct, in order of declaration."""
    hints = get_type_hints(struct, include_extras=True)
    return tuple(
        Field(each.name, struct, each.name, hints[each.name], not each.required)
        for each in msgspec.structs.fields(struct)
    )


def part_of(hint: Any) -> type[msgspec.Struct] | None:
    """The Struct inside an annotation: itself, or that of its rows; None where there is none.

    Examples
    --------
    >>> part_of(tuple[float, ...]) is None
    True
    """
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    return next(filter(None, map(part_of, get_args(hint))), None)


def walk(struct: type[msgspec.Struct], prefix: str = "") -> Iterator[Field]:
    """Every field of a Struct and of its parts, each part after the field that holds it."""
    for field in fields_of(struct):
        path = prefix + field.name
        yield field._replace(path=path)
        part = part_of(field.hint)
        if part is not None:
            yield from walk(part, path + ".")


def field_at(struct: type[msgspec.Struct], path: str) -> Field:
    """The field of a path.

    Raises
    ------
    UsageError
        Where the Struct has no such field.
    """
    for field in walk(struct):
        if field.path == path:
            return field
    raise UsageError("find field", path, expected=f"a field of {struct.__name__}", got="none")


def without_unknown(struct: type[msgspec.Struct], value: Any) -> tuple[Any, tuple[str, ...]]:
    """A parsed value without the fields that a Struct does not have, and their paths.

    Whatever else is wrong with the value is left for the reading of it to say.
    """
    unknown: dict[str, None] = {}
    return _known(struct, value, "", unknown), tuple(unknown)


def _known(struct: type[msgspec.Struct], value: Any, prefix: str, unknown: dict[str, None]) -> Any:
    if isinstance(value, list):
        return [_known(struct, each, prefix, unknown) for each in value]
    if not isinstance(value, dict):
        return value
    own = {field.name: part_of(field.hint) for field in fields_of(struct)}
    known = {}
    for name, given in value.items():
        if name not in own:
            unknown[prefix + name] = None
            continue
        part = own[name]
        known[name] = given if part is None else _known(part, given, f"{prefix}{name}.", unknown)
    return known
