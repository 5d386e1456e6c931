"""Values in the cells of a table, such that no spreadsheet takes one for a formula."""

from __future__ import annotations

import re
import types
from typing import Annotated, Any, Final, Union, get_args, get_origin

__all__ = ["cell_of", "guarded", "unguarded", "value_of"]

_STARTS: Final = frozenset("=+-@\t\r＝＋－＠")
"""What a formula begins with, or what a spreadsheet may take for that."""
_SEPARATOR: Final = "; "
_CLOCK: Final = re.compile(r"([0-9]{1,6}):([0-5][0-9])(?::([0-5][0-9])(\.[0-9]{1,9})?)?")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")
_MOST_DIGITS: Final = 20


def guarded(text: str) -> str:
    """A text as it may stand in a cell.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'tis"), guarded("''")
    ("'=1+1", "'tis", "'''")
    """
    return f"'{text}" if _needs_guard(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell; the other way round than `guarded`."""
    return cell[1:] if cell[:1] == "'" and _needs_guard(cell[1:]) else cell


def _needs_guard(text: str) -> bool:
    quoted = text[:1] == "'" and (text[1:2] == "'" or text[1:2] in _STARTS)
    return text[:1] in _STARTS or (quoted and bool(text[1:]))


def value_of(cell: str, hint: Any, name: str) -> Any:
    """The plain value of a cell, as its field would have it in YAML.

    Parameters
    ----------
    cell : str
        Not empty.
    hint : type
        Of the field.
    name : str
        Of the field; one that ends with ``_s`` is a time.

    Returns
    -------
    object
        The text itself where it is none of what the field takes: the reader says so.
    """
    sorts = _sorts(hint)
    if tuple in sorts:
        return [unguarded(each.strip()) for each in cell.split(";") if each.strip()]
    text = unguarded(cell)
    if str in sorts or not sorts & {int, float}:
        return text
    bare = text.strip()
    clock = _CLOCK.fullmatch(bare)
    if clock is not None and name.endswith("_s"):
        hours, minutes, seconds, part = clock.groups()
        whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
        return whole + float(part) if part else whole
    if _NUMBER.fullmatch(bare) is None or len(bare) > _MOST_DIGITS:
        return text
    return int(bare) if bare.lstrip("+-").isdigit() else float(bare)


def cell_of(value: Any, hint: Any, name: str) -> str | None:
    """A plain value as a cell that `value_of` reads as the same; None where there is none.

    Examples
    --------
    >>> cell_of(5400.0, float, "at_s"), cell_of(["NOR", "GBR"], tuple[str, ...], "to")
    ('1:30:00', 'NOR; GBR')
    """
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        value = list(value)
        text = _SEPARATOR.join(map(guarded, value))
    elif isinstance(value, str):
        text = guarded(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = _clock(value) if name.endswith("_s") else repr(value)
    else:
        return None
    if not text.strip():
        return None
    return text if value_of(text, hint, name) == value else None


def _clock(seconds: float) -> str:
    if seconds < 0 or seconds != int(seconds):
        return repr(seconds)
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _sorts(hint: Any) -> set[Any]:
    """The plain types that a hint takes; lists are tuples here."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _sorts(arguments[0])
    if origin in {Union, types.UnionType}:
        return set().union(*map(_sorts, arguments))
    if origin is None:
        return {hint}
    return {tuple} if origin is tuple else {str}
