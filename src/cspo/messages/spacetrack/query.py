"""Predicates of Space-Track: pairs of path segments after the class.

::

    /NORAD_CAT_ID/25544,43013        one of             /EPOCH/>now-10          after ten days ago
    /INCLINATION/51--52              from 51 to 52      /OBJECT_NAME/~~STARLINK contains
    /DECAY_DATE/null-val             not there          /OBJECT_NAME/^COSMOS    begins with
    /OBJECT_TYPE/<>DEBRIS            not                /orderby/EPOCH desc     /limit/10,20
    /format/csv  /metadata/true  /emptyresult/show  /distinct/true  /predicates/EPOCH,GP_ID

Names of fields may be written in either case, and texts are compared without it.
Source: Space-Track, "API use documentation", REST operators.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cspo.errors import MalformedMessage
from cspo.messages.conditions import (
    Condition,
    Kind,
    above,
    below,
    between,
    like,
    negated,
    nothing,
    read_value,
)
from cspo.messages.spacetrack.model import Field
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["FORMATS", "Query", "read_query"]

FORMATS: Final = ("json", "xml", "csv", "tle", "3le", "kvn")

_MOST_CONDITIONS: Final = 50
_MOST_VALUES: Final = 2_000
_LONGEST: Final = 65_536
_NOW: Final = re.compile(r"now(?:([+-])([0-9]{1,6}(?:\.[0-9]{1,6})?))?", re.ASCII)
_LIMIT: Final = re.compile(r"([0-9]{1,9})(?:,([0-9]{1,9}))?", re.ASCII)
_ORDER: Final = re.compile(r"([A-Za-z0-9_]{1,40})(?:[ +](asc|desc))?", re.ASCII | re.IGNORECASE)
_OPTIONS: Final = frozenset(
    {"orderby", "limit", "format", "metadata", "emptyresult", "distinct", "predicates"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was asked.

    Parameters
    ----------
    conditions : tuple of Condition
        All must hold.
    sort : tuple of (str, bool)
        Fields, the first first, and whether downward.
    limit : int or None
        At most so many rows.
    offset : int
        After so many.
    format : str
        One of `FORMATS`.
    columns : tuple of str
        Fields to give; empty: all.
    metadata, show_empty, distinct : bool
    """

    conditions: tuple[Condition, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    offset: int = 0
    format: str = "json"
    columns: tuple[str, ...] = ()
    metadata: bool = False
    show_empty: bool = False
    distinct: bool = False


def read_query(segments: Sequence[str], fields: Mapping[str, Field], *, now: Epoch) -> Query:
    """Read what follows the class in a path.

    Parameters
    ----------
    segments : sequence of str
        Decoded, each by itself: a value may hold a slash.
    fields : mapping
        Of the class.
    now : Epoch

    Raises
    ------
    MalformedMessage
        The keyword names the predicate at fault.
    """
    if len(segments) % 2:
        raise _fault(segments[-1][:60], "a value after each predicate", "none")
    conditions: list[Condition] = []
    options: dict[str, str] = {}
    for name, value in zip(segments[::2], segments[1::2], strict=True):
        if len(value) > _LONGEST:
            raise _fault(name[:60], f"at most {_LONGEST:,} characters", f"{len(value):,}")
        if name.lower() in _OPTIONS:
            options[name.lower()] = value
            continue
        field = fields.get(name.upper())
        if field is None:
            raise _fault(name[:60], "a field of the class: see modeldef", "another")
        conditions.append(_condition(field, value, now))
        if len(conditions) > _MOST_CONDITIONS:
            raise _fault(name, f"at most {_MOST_CONDITIONS} conditions", "more")
    limit, offset = _limit(options.get("limit"))
    return Query(
        conditions=tuple(conditions),
        sort=_sort(options.get("orderby", ""), fields),
        limit=limit, offset=offset,
        format=_one_of("format", options.get("format", "json"), FORMATS),
        columns=_columns(options.get("predicates", ""), fields),
        metadata=_one_of("metadata", options.get("metadata", "false"), ("true", "false")) == "true",
        show_empty=_one_of("emptyresult", options.get("emptyresult", ""), ("", "show")) == "show",
        distinct=_one_of("distinct", options.get("distinct", "false"), ("true", "false")) == "true",
    )  # fmt: skip


def _fault(name: str, expected: str, got: str) -> MalformedMessage:
    return MalformedMessage("read predicate", expected=expected, got=got, keyword=name)


def _condition(field: Field, text: str, now: Epoch) -> Condition:  # noqa: PLR0911 - one an operator
    name = field.name
    if text.startswith("<>"):
        return (
            negated(_condition(field, text[2:], now)) if text[2:4] != "<>" else _wrong(name, text)
        )
    if text.lower() == "null-val":
        return nothing(name)
    if text.startswith("~~"):
        return like(name, f"*{text[2:].replace('%', '*')}*", fold=True)
    if text.startswith("^"):
        return like(name, f"{text[1:].replace('%', '*')}*", fold=True)
    if text[:1] in {">", "<"}:
        limit = _value(field, text[1:], now)
        return above(name, limit) if text[0] == ">" else below(name, limit)
    low, dashes, high = text.partition("--")
    if dashes and low and high:
        return between(name, _value(field, low, now), _value(field, high, now))
    texts = text.split(",")
    if len(texts) > _MOST_VALUES:
        raise _fault(name, f"at most {_MOST_VALUES:,} values", f"{len(texts):,}")
    wanted = frozenset(_value(field, each, now) for each in texts)
    if field.kind is Kind.TEXT:
        folded = frozenset(each.lower() for each in wanted)
        return Condition(name, lambda value: value is not None and value.lower() in folded)
    return Condition(name, lambda value: value in wanted)


def _wrong(name: str, text: str) -> Condition:
    raise _fault(name, "one <> at most", repr(text)[:80])


def _value(field: Field, text: str, now: Epoch) -> Any:
    kind = field.kind
    if kind in {Kind.TIME, Kind.DAY} and (found := _NOW.fullmatch(text.strip().lower())):
        sign, days = found.groups()
        t = now if days is None else now + math.copysign(float(days) * DAY_S, float(sign + "1"))
        return t.tai_ns if kind is Kind.TIME else t.utc_iso()[:10]
    if not text and kind is not Kind.TEXT:
        raise _fault(field.name, f"a {kind.value}", "nothing")
    return read_value(kind, text, field.name)


def _limit(text: str | None) -> tuple[int | None, int]:
    if text is None:
        return None, 0
    found = _LIMIT.fullmatch(text)
    if not found:
        raise _fault("limit", "a number of rows, or a number and an offset", repr(text)[:60])
    return int(found[1]), int(found[2] or 0)


def _sort(text: str, fields: Mapping[str, Field]) -> tuple[tuple[str, bool], ...]:
    found: list[tuple[str, bool]] = []
    for part in filter(None, text.split(",")):
        order = _ORDER.fullmatch(part.strip())
        if order is None or order[1].upper() not in fields or len(found) > len(fields):
            raise _fault("orderby", "a field, and asc or desc after it", repr(part)[:60])
        found.append((order[1].upper(), (order[2] or "").lower() == "desc"))
    return tuple(found)


def _columns(text: str, fields: Mapping[str, Field]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip().upper() for part in text.split(",") if part.strip()))
    for name in names:
        if name not in fields:
            raise _fault("predicates", "fields of the class: see modeldef", repr(name)[:60])
    return names


def _one_of(name: str, text: str, words: Sequence[str]) -> str:
    if text.lower() not in words:
        raise _fault(name, f"one of {', '.join(filter(None, words))}", repr(text)[:60])
    return text.lower()
