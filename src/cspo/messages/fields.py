"""Values of one field for many records: text or JSON numbers to columns.

Each function takes the values as they came (str, int, float; None where the
record has none) and returns the column and the positions that it could not
read. A whole column is tried at once; where that fails, value by value. The
grammar is that of a decimal number in the OMM, nothing that Python would also
take: no ``1_000``, ``nan``, ``infinity`` or digits of other scripts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.messages.byte_fields import ByteField
from cspo.time.utc import parse_utc_array

__all__ = [
    "DECIMAL",
    "WHOLE",
    "Values",
    "missing",
    "read_epochs",
    "read_floats",
    "read_integers",
    "read_texts",
]

_MAX_TEXT: Final = 256
"""Characters of a text field; a number has at most 64."""

_MAX_NUMBER: Final = 64
DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
"""A decimal number as CCSDS allows it (502.0-B-3, 7.5): no NaN, infinity or ``1_000``."""

WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
"""An integer of the same grammar."""

_NUMERIC: Final = b"0123456789+-.eE"

Values = Sequence[object] | ByteField


def missing(values: Values) -> list[int]:
    """Positions that hold nothing."""
    if isinstance(values, ByteField):
        return np.flatnonzero(values.length == 0).tolist()
    if None not in values and "" not in values:
        return []
    return [i for i, value in enumerate(values) if value is None or value == ""]


def read_floats(values: Values) -> tuple[NDArray[np.float64], list[int]]:
    """Finite decimal numbers, correctly rounded; NaN where unread."""
    if isinstance(values, ByteField):
        return _of_bytes(*values.floats(), values, _float, math.nan)
    if _all_numeric(values) or set(map(type, values)) <= {int, float}:
        try:
            column = np.array(list(map(float, values)), np.float64)  # type: ignore[arg-type] # checked
        except (ValueError, OverflowError):
            pass
        else:
            if np.isfinite(column).all():
                return column, []
    found = [_float(value) for value in values]
    bad = [i for i, value in enumerate(found) if value is None]
    return np.array([math.nan if v is None else v for v in found], np.float64), bad


def read_integers(values: Values) -> tuple[NDArray[np.int64], list[int]]:
    """Integers of up to 18 digits; 0 where unread."""
    if isinstance(values, ByteField):
        return _of_bytes(*values.integers(), values, _integer, 0)
    if set(map(type, values)) == {int} or _all_numeric(values):
        try:
            column = np.array(list(map(int, values)), np.int64)  # type: ignore[arg-type] # checked
        except (ValueError, OverflowError):
            pass
        else:
            if not column.size or np.abs(column).max() < 10**18:
                return column, []
    found = [_integer(value) for value in values]
    bad = [i for i, value in enumerate(found) if value is None]
    return np.array([value or 0 for value in found], np.int64), bad


def read_epochs(values: Values) -> tuple[NDArray[np.int64], list[int]]:
    """UTC in ISO 8601 as nanoseconds of TAI; 0 where unread."""
    stamps = values.stamps() if isinstance(values, ByteField) else None
    if stamps is not None:
        tai_ns, ok = parse_utc_array(stamps)
        return tai_ns, np.flatnonzero(~ok).tolist()
    values = list(values)
    texts = [value.strip() if isinstance(value, str) else "" for value in values]
    tai_ns, ok = parse_utc_array(texts)
    return tai_ns, np.flatnonzero(~ok).tolist()


def read_texts(values: Values) -> tuple[NDArray[np.str_], list[int]]:
    """Printable text without the blanks around it; numbers as they print, None as empty."""
    texts: list[str]
    if isinstance(values, ByteField):
        column = values.texts()
        if column is not None:
            return column, []
        values = list(values)
    if set(map(type, values)) <= {str}:
        texts = [value.strip() for value in values if isinstance(value, str)]
        if "".join(texts).isprintable() and max(map(len, texts), default=0) <= _MAX_TEXT:
            return np.array(texts, np.str_), []
    found = [_text(value) for value in values]
    bad = [i for i, value in enumerate(found) if value is None]
    return np.array([value or "" for value in found], np.str_), bad


def _of_bytes(
    column: NDArray[Any],
    ok: NDArray[np.bool_],
    values: ByteField,
    read: Callable[[object], float | None],
    unread: float,
) -> tuple[NDArray[Any], list[int]]:
    """The column completed by reading one by one what is not *ok*."""
    bad: list[int] = []
    for row in np.flatnonzero(~ok).tolist():
        value = read(values[row])
        if value is None:
            bad.append(row)
        column[row] = unread if value is None else value
    return column, bad


def _all_numeric(values: Sequence[object]) -> bool:
    """Whether every value is text made of the characters of a number, and short."""
    if set(map(type, values)) != {str}:
        return False
    texts: Sequence[str] = values  # type: ignore[assignment] # checked above
    joined = "".join(texts)
    return (
        joined.isascii()
        and not joined.encode().translate(None, _NUMERIC)
        and max(map(len, texts)) <= _MAX_NUMBER
    )


def _float(value: object) -> float | None:
    if isinstance(value, str):
        text = value.strip()
        if len(text) > _MAX_NUMBER or not DECIMAL.fullmatch(text):
            return None
        number = float(text)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and abs(value) > 2**1000:
            return None
        number = float(value)
    else:
        return None
    return number if math.isfinite(number) else None


def _integer(value: object) -> int | None:
    if isinstance(value, str):
        text = value.strip()
        return int(text) if WHOLE.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if value != value or abs(value) >= 10**18 or value != int(value):  # noqa: PLR0124 - NaN
        return None
    return int(value)


def _text(value: object) -> str | None:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip() if not isinstance(value, str) else value.strip()
    return text if len(text) <= _MAX_TEXT and text.isprintable() else None
