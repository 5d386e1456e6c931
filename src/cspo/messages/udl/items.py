"""What a client of the UDL wants to create: JSON, checked field by field."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import msgspec

from cspo.errors import MalformedMessage
from cspo.messages.conditions import Kind
from cspo.messages.udl.fields import MODES, Field, fields_of
from cspo.time import Epoch

__all__ = ["MOST_ITEMS", "read_items"]

MOST_ITEMS: Final = 10_000
"""Items in one request."""

_LONGEST: Final = 1_000_000
"""Characters of a text: the UDL's limit for the body of a notification."""

_FIRST: Final = Epoch.from_utc("1738-01-01")
_LAST: Final = Epoch.from_utc("2262-01-01")
"""What columns of instants can hold: see `cspo.time.Epoch`."""

_STATES: Final = ("stateVector1", "stateVector2")
_INLINE: Final = "msgBody"
"""The one field that may hold JSON as it is."""


def read_items(
    data: bytes, resource: str, *, several: bool, most: int = MOST_ITEMS
) -> list[dict[str, Any]]:
    """Read one item, or a list of them.

    A field that is null counts as not given. Instants come out as `Epoch`,
    integers and numbers as they are.

    Parameters
    ----------
    data : bytes
        The body of the request.
    resource : str
        As `fields_of`.
    several : bool
        Whether it is a list.
    most : int
        Items that there may be.

    Raises
    ------
    MalformedMessage
        Its keyword names the field, with the place in the list before it: ``3.epoch``.
    """
    document = _decoded(data)
    if not several:
        if not isinstance(document, dict):
            _refuse("", "one JSON object", document)
        return [_item(document, resource, "")]
    if not isinstance(document, list) or not document:
        _refuse("", "a list of JSON objects", document)
    if len(document) > most:
        _refuse("", f"at most {most:,} items", f"{len(document):,}")
    items = []
    for place, each in enumerate(document):
        if not isinstance(each, dict):
            _refuse(str(place), "a JSON object", each)
        items.append(_item(each, resource, f"{place}."))
    return items


def _refuse(keyword: str, expected: str, got: Any) -> NoReturn:
    shown = got if isinstance(got, str) and got[:1].isdigit() else type(got).__name__
    raise MalformedMessage("read item", expected=expected, got=shown[:40], keyword=keyword[:80])


def _decoded(data: bytes) -> Any:
    """JSON with a single meaning: no key twice, no NaN."""
    try:
        return json.loads(data, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        _refuse("", "JSON that is not nested so deep", "1")
    except (ValueError, UnicodeDecodeError):
        _refuse("", "JSON in UTF-8", None)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise MalformedMessage("read item", expected="each field once", keyword=twice[:60])
    return found


def _no_constant(text: str) -> NoReturn:
    raise MalformedMessage("read item", expected="finite numbers", got=text)


def _item(document: Mapping[str, Any], resource: str, where: str) -> dict[str, Any]:
    fields = fields_of(resource)
    item: dict[str, Any] = {}
    for name, value in document.items():
        field = fields.get(name)
        if field is None:
            _refuse(where + name, f"a field of {resource}", "1")
        if value is not None and field.create:
            item[name] = _value(field, value, where)
    for field in fields.values():
        if field.required and item.get(field.name, "") == "":
            _refuse(where + field.name, "a value", None)
    if item["dataMode"] not in MODES:
        _refuse(where + "dataMode", f"one of {', '.join(MODES)}", item["dataMode"])
    return item


def _value(field: Field, value: Any, where: str) -> Any:  # noqa: PLR0911 - a kind each
    name, kind = where + field.name, field.kind
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is Kind.TEXT:
        if field.name == _INLINE and not isinstance(value, str):
            return msgspec.json.encode(value).decode()
        if isinstance(value, str) and len(value) <= _LONGEST and not _broken(value):
            return value
        _refuse(name, "text", value)
    if kind is Kind.INTEGER and is_number and isinstance(value, int) and abs(value) < 10**15:
        return value
    if kind is Kind.NUMBER and is_number and math.isfinite(_float(value)):
        return float(value)
    if kind is Kind.FLAG and isinstance(value, bool):
        return value
    if kind in {Kind.TIME, Kind.DAY} and isinstance(value, str):
        return _instant(name, value, kind)
    if kind is Kind.TEXTS and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return value
    if kind is Kind.NUMBERS and isinstance(value, list):
        return [_value(_NUMBER, each, name + ".") for each in value]
    if kind is Kind.OBJECT and field.name in _STATES and isinstance(value, dict):
        return _item(value, "statevector", name + ".")
    _refuse(name, _EXPECTED[kind], value)


_NUMBER: Final = Field(name="number", kind=Kind.NUMBER, unit="", create=True, required=False)
_EXPECTED: Final = {
    Kind.INTEGER: "an integer of up to 15 digits", Kind.NUMBER: "a finite number",
    Kind.FLAG: "true or false", Kind.TIME: "UTC as YYYY-MM-DDThh:mm:ss.ssssssZ",
    Kind.DAY: "a day as YYYY-MM-DD", Kind.TEXTS: "a list of texts",
    Kind.NUMBERS: "a list of numbers",
    Kind.OBJECT: "a state vector",
}  # fmt: skip


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _broken(text: str) -> bool:
    """Whether a text holds half a character, which no UTF-8 can."""
    return any("\ud800" <= char <= "\udfff" for char in text)


def _instant(name: str, text: str, kind: Kind) -> Epoch | str:
    try:
        epoch = Epoch.from_utc(text)
    except MalformedMessage:
        _refuse(name, _EXPECTED[kind], text if text[:1].isdigit() else None)
    if not _FIRST <= epoch < _LAST:
        _refuse(name, "a year from 1738 to 2261", text)
    return epoch if kind is Kind.TIME else epoch.utc_iso()[:10]
