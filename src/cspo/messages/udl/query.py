"""Query strings of the UDL: conditions on fields, a page, an order, columns.

::

    satNo=25544           equal            epoch=>now-5 days     later than five days ago
    satNo=5,11,900        one of           satNo=<100            less
    epoch=A..B            from A to B      source=AUS*           begins with AUS
    source=~AUS           not              intlDes=null          not there

Conditions on different fields, or twice on one, must all hold. Instants are UTC,
or ``now`` with a count of seconds, minutes, hours, days or weeks before or after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cspo.errors import MalformedMessage
from cspo.messages.conditions import (
    Condition,
    Kind,
    above,
    among,
    below,
    between,
    like,
    negated,
    nothing,
    read_value,
)
from cspo.messages.udl.fields import Field
from cspo.time import Epoch

__all__ = ["MAX_RESULTS", "Query", "read_query"]

MAX_RESULTS: Final = 10_000
"""Rows in one answer: the UDL's own limit, and what there is without ``maxResults``."""

_MOST_CONDITIONS: Final = 50
_MOST_VALUES: Final = 1_000
_LONGEST: Final = 32_768

_NOW: Final = re.compile(
    r"now(?:\s*([+\- ])\s*([0-9]{1,6})\s*(second|minute|hour|day|week)s?)?", re.ASCII
)
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_COUNT: Final = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked.

    Parameters
    ----------
    conditions : tuple of Condition
        All must hold.
    first : int
        How many rows to pass over.
    most : int
        How many to give after them.
    sort : tuple of (str, bool)
        Fields to sort by, the first first, and whether downward; else by arrival.
    columns : tuple of str
        Fields to give; empty: all.
    """

    conditions: tuple[Condition, ...] = ()
    first: int = 0
    most: int = MAX_RESULTS
    sort: tuple[tuple[str, bool], ...] = ()
    columns: tuple[str, ...] = ()


def read_query(
    pairs: Iterable[tuple[str, str]],
    fields: Mapping[str, Field],
    *,
    now: Epoch,
    required: Sequence[str] = (),
    needs_columns: bool = False,
) -> Query:
    """Read the parameters of a request.

    Parameters
    ----------
    pairs : iterable of (str, str)
        Names and values, decoded; a name may come more than once.
    fields : mapping
        Those that can be asked about and given.
    now : Epoch
    required : sequence of str
        Fields of which one at least must have a condition; the first is named where none has.
    needs_columns : bool
        Whether the request must name its columns.

    Raises
    ------
    MalformedMessage
        The keyword names the parameter at fault.
    """
    conditions: list[Condition] = []
    given: dict[str, str] = {}
    asked: set[str] = set()
    for name, value in pairs:
        if len(value) > _LONGEST:
            raise _fault(name[:60], f"at most {_LONGEST} characters", f"{len(value)}")
        if name in {"firstResult", "maxResults", "sort", "columns"}:
            given[name] = value
            continue
        field = fields.get(name)
        if field is None or not field.kind.simple:
            raise _fault(name[:60], "a field that can be asked about: see queryhelp", "another")
        conditions.append(_condition(field, value, now))
        asked.add(name)
        if len(conditions) > _MOST_CONDITIONS:
            raise _fault(name, f"at most {_MOST_CONDITIONS} conditions", "more")
    if required and not asked.intersection(required):
        raise _fault(required[0], "a condition on it", "none")
    if needs_columns and not given.get("columns"):
        raise _fault("columns", "the fields to give, with commas between", "none")
    return Query(
        conditions=tuple(conditions),
        first=_count("firstResult", given.get("firstResult", "0")),
        most=min(_count("maxResults", given.get("maxResults", str(MAX_RESULTS))), MAX_RESULTS),
        sort=_sort(given.get("sort", ""), fields),
        columns=_columns(given.get("columns", ""), fields),
    )


def _fault(name: str, expected: str, got: str) -> MalformedMessage:
    return MalformedMessage("read query", expected=expected, got=got, keyword=name)


def _condition(field: Field, text: str, now: Epoch) -> Condition:
    name, kind = field.name, field.kind
    if text[:1] == "~":
        return negated(_condition(field, text[1:], now)) if text[1:2] != "~" else _wrong(name, text)
    if text == "null":
        return nothing(name)
    if text[:1] in {">", "<"}:
        limit = _value(kind, text[1:], name, now)
        return above(name, limit) if text[0] == ">" else below(name, limit)
    low, dots, high = text.partition("..")
    if dots and low and high:
        return between(name, _value(kind, low, name, now), _value(kind, high, name, now))
    if kind is Kind.TEXT and "*" in text:
        return like(name, text)
    texts = text.split(",")
    if len(texts) > _MOST_VALUES:
        raise _fault(name, f"at most {_MOST_VALUES:,} values", f"{len(texts):,}")
    return among(name, [_value(kind, each, name, now) for each in texts])


def _wrong(name: str, text: str) -> Condition:
    raise _fault(name, "one ~ at most", repr(text)[:80])


def _value(kind: Kind, text: str, name: str, now: Epoch) -> Any:
    if kind in {Kind.TIME, Kind.DAY} and (found := _NOW.fullmatch(text.strip())):
        sign, count, unit = found.groups()
        if count is not None:  # a plus that nobody encoded arrives as a blank
            seconds = int(count) * _SECONDS[unit]
            now = now - seconds if sign == "-" else now + seconds
        return now.tai_ns if kind is Kind.TIME else now.utc_iso()[:10]
    if not text and kind is not Kind.TEXT:
        raise _fault(name, f"a {kind.value}", "nothing")
    return read_value(kind, text, name)


def _count(name: str, text: str) -> int:
    if not _COUNT.fullmatch(text):
        raise _fault(name, "an integer from 0 to 999,999,999", repr(text)[:80])
    return int(text)


def _sort(text: str, fields: Mapping[str, Field]) -> tuple[tuple[str, bool], ...]:
    """``satNo,ASC`` or several: ``epoch,DESC,satNo``."""
    found: list[tuple[str, bool]] = []
    for part in filter(None, text.split(",")):
        if part.upper() in {"ASC", "DESC"} and found:
            found[-1] = (found[-1][0], part.upper() == "DESC")
        elif part in fields and fields[part].kind.simple:
            found.append((part, False))
        else:
            raise _fault("sort", "a field, and ASC or DESC after it", repr(part)[:80])
    if len(found) > len(fields):
        raise _fault("sort", "each field once", "more")
    return tuple(found)


def _columns(text: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(filter(None, text.split(","))))
    for name in names:
        if name not in fields:
            raise _fault("columns", "fields of the resource: see queryhelp", repr(name)[:80])
    return names
