"""The text of a value to the value.

Sources: CCSDS 502.0-B-3, section 7.5; 508.0-B-1, section 6.3.
"""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date
from typing import Final

from cspo.errors import MalformedMessage
from cspo.messages.ccsds.keywords import Keyword, Kind
from cspo.messages.ccsds.kvn import Item
from cspo.messages.ccsds.report import Findings
from cspo.messages.fields import DECIMAL, WHOLE
from cspo.time.epoch import Epoch

__all__ = ["LARGEST", "Value", "epoch_fault", "read_number", "read_value"]

Value = str | float | int

_EPOCH: Final = re.compile(
    r"(\d{4})-(?:(\d\d)-(\d\d)|(\d{3}))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d|23:59:60)"
    r"(?:\.\d{0,20})?Z?",
    re.ASCII,
)
LARGEST: Final = 1e300
"""Numbers beyond are refused: near the largest double, 16 digits round to infinity."""

_NO_UNIT: Final = frozenset({"", "n/a", "N/A"})
_EPOCH_FORM: Final = "YYYY-MM-DDThh:mm:ss[.d] or YYYY-DDDThh:mm:ss[.d]"


def read_value(item: Item, keyword: Keyword, log: Findings) -> Value | None:
    """The value of an item, or None with a fault in *log*."""
    if keyword.kind in (Kind.NUMBER, Kind.INTEGER):
        return _number(item, keyword, log)
    if not item.value:
        log.fault(item.line, keyword.name, "value missing", expected=_expected(keyword))
        return None
    if keyword.kind is Kind.EPOCH:
        wrong = epoch_fault(item.value)
        if wrong:
            log.fault(item.line, keyword.name, wrong, expected=_EPOCH_FORM, got=item.value)
            return None
    elif keyword.kind is Kind.CHOICE:
        return _choice(item, keyword, log)
    return item.value


def read_number(text: str) -> float | None:
    """A finite number as the books allow it (no NaN, infinity or digit separators), or None."""
    if not DECIMAL.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= LARGEST else None


def _split_unit(value: str) -> tuple[str, str | None]:
    """Value and unit of ``value [unit]``; None where no unit is written."""
    if value.endswith("]"):
        number, bracket, unit = value[:-1].rpartition("[")
        if bracket:
            return number.rstrip(), unit.strip()
    return value, None


def epoch_fault(text: str) -> str:
    """What is wrong with an epoch, or an empty text.

    Second 60 only where UTC had one; no other scale has any.
    """
    found = _EPOCH.fullmatch(text)
    if not found:
        return "not an epoch"
    year, month, day, day_of_year = found.groups()
    try:
        if day_of_year is None:
            date(int(year), int(month), int(day))
        elif not 1 <= int(day_of_year) <= 365 + isleap(int(year)) or year == "0000":
            return "not a day of the calendar"
    except ValueError:
        return "not a day of the calendar"
    if ":59:60" in text:
        try:
            Epoch.from_utc(text)
        except MalformedMessage:
            return "no leap second then"
    return ""


def _number(item: Item, keyword: Keyword, log: Findings) -> float | int | None:
    text, unit = (item.value, item.unit) if item.unit is not None else _split_unit(item.value)
    if unit is not None and unit != keyword.unit and not (unit in _NO_UNIT and not keyword.unit):
        log.fault(
            item.line, keyword.name, "wrong unit",
            expected=f"[{keyword.unit}]" if keyword.unit else "no unit", got=f"[{unit}]",
        )  # fmt: skip
        return None
    whole = keyword.kind is Kind.INTEGER
    value: float | int | None = read_number(text)
    if whole and value is not None:
        value = int(text) if WHOLE.fullmatch(text) else None
    if value is None:
        kind = "an integer" if whole else "a number"
        log.fault(
            item.line, keyword.name, f"not {kind}" if text else "value missing",
            expected=kind, got=text,
        )  # fmt: skip
        return None
    if not keyword.low <= value <= keyword.high:
        log.fault(
            item.line, keyword.name, "out of range",
            expected=f"{keyword.low:g} to {keyword.high:g}", got=text,
        )  # fmt: skip
        return None
    return value


def _choice(item: Item, keyword: Keyword, log: Findings) -> str | None:
    value = " ".join(item.value.upper().replace("_", " ").split())
    for allowed in keyword.allowed:
        if value == allowed.replace("_", " "):
            return allowed
    log.fault(
        item.line, keyword.name, "value not allowed",
        expected=" | ".join(keyword.allowed), got=item.value,
    )  # fmt: skip
    return None


def _expected(keyword: Keyword) -> str:
    match keyword.kind:
        case Kind.EPOCH:
            return _EPOCH_FORM
        case Kind.CHOICE:
            return " | ".join(keyword.allowed)
        case _:
            return "a text"
