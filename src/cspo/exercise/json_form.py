"""Values of an exercise as JSON holds them, and back: how a recording keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, TypeVar, get_type_hints

import msgspec

from cspo.errors import CspoError, MalformedMessage
from cspo.time import Epoch

__all__ = ["from_plain", "to_plain"]

_DIGITS: Final = 9

_Kept = TypeVar("_Kept")


def to_plain(value: Any) -> dict[str, Any]:
    """A value as JSON holds it: every field, in its order, those with what they have by default.

    An instant ``t`` is ``t_utc``, nine digits of a second; a mapping must be plain itself.

    Parameters
    ----------
    value : dataclass
        Of what JSON knows, instants, enumerations, mappings and msgspec structs.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Round:
    ...     t: Epoch
    ...     number: int = 1
    >>> to_plain(Round(Epoch.from_utc("2026-11-26T11:00:00Z")))
    {'t_utc': '2026-11-26T11:00:00.000000000Z', 'number': 1}
    """
    found = {each.name: getattr(value, each.name) for each in fields(value)}
    return {_written(name, type(each)): _plain(each) for name, each in found.items()}


def from_plain(kind: type[_Kept], given: Mapping[str, Any]) -> _Kept:
    """Back from `to_plain`; what is no field is passed over.

    Raises
    ------
    MalformedMessage
        Where a field is missing, or no such value.
    """
    found: dict[str, Any] = {}
    name = ""
    try:
        for field, form in get_type_hints(kind).items():
            name = _written(field, form)
            plain = given[name]
            found[field] = Epoch.from_utc(plain) if form is Epoch else msgspec.convert(plain, form)
        return kind(**found)
    except (KeyError, TypeError, ValueError, CspoError) as error:
        raise MalformedMessage(
            "read what an exercise kept", f"{kind.__name__}, {name}",
            expected="a value as it was written", got=f"{type(error).__name__}: {error}"[:120],
        ) from error  # fmt: skip


def _written(name: str, form: Any) -> str:
    return f"{name}_utc" if form is Epoch else name


def _plain(value: Any) -> Any:
    if isinstance(value, Epoch):  # not by msgspec: to it an Epoch is a dataclass with one number
        return value.utc_iso(_DIGITS)
    if isinstance(value, msgspec.Struct):  # all fields, where the struct itself leaves defaults out
        value = msgspec.structs.asdict(value)
    elif isinstance(value, Mapping):
        return dict(value)
    return msgspec.to_builtins(value)
