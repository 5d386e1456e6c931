"""Calendar text to days and nanoseconds, many at a time, whatever the scale.

A layout is read by columns: the texts become a matrix of character codes and
each of its columns is checked and weighed for all texts at once. Nothing here
knows of leap seconds; 23:59:60 is handed on as 86,400 s of the day for the
scale to accept or refuse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.time.days import civil_from_day, day_from_civil, month_length
from cspo.units import NS_PER_S

__all__ = ["Texts", "read_calendar", "write_calendar"]

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Codes = NDArray[np.int64]
Texts = Sequence[str] | NDArray[np.str_] | NDArray[np.bytes_]

_WIDEST: Final = 40
"""Longer texts are not of a fixed layout."""

_ZERO: Final = ord("0")


def read_calendar(texts: Texts) -> tuple[Integers, Integers, Booleans]:
    """Days (ordinals), nanoseconds of the day, and which texts were of a layout read here.

    Reads ``YYYY-MM-DDThh:mm:ss`` and ``YYYY-DDDThh:mm:ss`` with any decimals
    (nine count) and an optional ``Z``; a blank may stand for the ``T``. Second
    60 only at 23:59:60. Days and nanoseconds are 0 where not ok.
    """
    codes, length = _codes(texts)
    n = len(length)
    day, ns_of_day = np.zeros(n, np.int64), np.zeros(n, np.int64)
    ok = np.zeros(n, np.bool_)
    for date_width, read_date in ((10, _month_and_day), (8, _day_of_year)):
        if len(codes) < date_width + 9:
            continue
        rows = _has(codes, date_width, "T ")
        if not rows.any():
            continue
        part, part_length = (codes, length) if rows.all() else (codes[:, rows], length[rows])
        date_ok, part_day = read_date(part)
        time_ok, part_ns = _time_of_day(part, date_width + 1, part_length)
        good = date_ok & time_ok
        ok[rows] = good
        day[rows] = np.where(good, part_day, 0)
        ns_of_day[rows] = np.where(good, part_ns, 0)
    return day, ns_of_day, ok


def write_calendar(day: Integers, ns_of_day: Integers, *, digits: int, suffix: str) -> list[str]:
    """``YYYY-MM-DDThh:mm:ss.ddd`` and *suffix*; the day's 86,401st second is 23:59:60."""
    year, month, of_month = civil_from_day(day)
    second_of_day, ns = np.divmod(ns_of_day, NS_PER_S)
    whole = np.minimum(second_of_day, 86_399)
    hour, minute = whole // 3600, whole // 60 % 60
    second = whole % 60 + (second_of_day - whole)
    template = "0000-00-00T00:00:00" + ("." + "0" * digits if digits else "") + suffix
    codes = np.empty((len(day), len(template)), np.uint32)
    codes[:] = [ord(character) for character in template]
    for column, width, value in (
        (0, 4, year), (5, 2, month), (8, 2, of_month), (11, 2, hour), (14, 2, minute),
        (17, 2, second), (20, digits, ns // 10 ** (9 - digits)),
    ):  # fmt: skip
        rest = value
        for place in range(column + width - 1, column - 1, -1):
            rest, digit = np.divmod(rest, 10)
            codes[:, place] = digit + _ZERO
    texts: list[str] = codes.view(f"U{len(template)}")[:, 0].tolist()
    return texts


def _codes(texts: Texts) -> tuple[Codes, Integers]:
    """Character codes (width, n) and lengths (n,); over-long texts count as empty."""
    if isinstance(texts, np.ndarray):
        if texts.dtype.itemsize > 4 * _WIDEST:
            return _codes(texts.tolist())
        length = np.strings.str_len(texts)
        array = np.ascontiguousarray(texts)
    else:
        length = np.fromiter(map(len, texts), np.int64, len(texts))
        if len(texts) and length.max() > _WIDEST:
            texts = [text if len(text) <= _WIDEST else "" for text in texts]
        array = np.array(texts) if texts else np.empty(0, "U1")
    unit = np.uint8 if array.dtype.kind == "S" else np.uint32
    width = array.dtype.itemsize // np.dtype(unit).itemsize
    matrix = array.view(unit).reshape(len(array), width)
    return np.ascontiguousarray(matrix.T.astype(np.int64)), length


def _has(codes: Codes, column: int, characters: str) -> Booleans:
    found: Booleans = codes[column] == ord(characters[0])
    for character in characters[1:]:
        found |= codes[column] == ord(character)
    return found


def _number(codes: Codes, start: int, stop: int) -> tuple[Booleans, Integers]:
    """Whether these columns are digits all, and the number that they spell."""
    value = np.zeros(codes.shape[1], np.int64)
    ok = np.ones(codes.shape[1], np.bool_)
    for column in range(start, stop):
        digit = codes[column] - _ZERO
        ok &= (digit >= 0) & (digit <= 9)
        value = value * 10 + digit
    return ok, value


def _month_and_day(codes: Codes) -> tuple[Booleans, Integers]:
    ok_y, year = _number(codes, 0, 4)
    ok_m, month = _number(codes, 5, 7)
    ok_d, day = _number(codes, 8, 10)
    ok = ok_y & ok_m & ok_d & _has(codes, 4, "-") & _has(codes, 7, "-")
    ok &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    month = np.where(ok, month, 1)
    ok &= day <= month_length(year, month)
    return ok, day_from_civil(year, month, day)


def _day_of_year(codes: Codes) -> tuple[Booleans, Integers]:
    ok_y, year = _number(codes, 0, 4)
    ok_d, day = _number(codes, 5, 8)
    ok = ok_y & ok_d & _has(codes, 4, "-") & (year >= 1) & (day >= 1)
    one = np.ones_like(year)
    ok &= day <= 337 + month_length(year, 2 * one)
    return ok, day_from_civil(year, one, day)


def _time_of_day(codes: Codes, start: int, length: Integers) -> tuple[Booleans, Integers]:
    """Nanoseconds of the day from ``hh:mm:ss[.d...][Z]``, which must end the text."""
    ok_h, hour = _number(codes, start, start + 2)
    ok_m, minute = _number(codes, start + 3, start + 5)
    ok_s, second = _number(codes, start + 6, start + 8)
    ok = ok_h & ok_m & ok_s & _has(codes, start + 2, ":") & _has(codes, start + 5, ":")
    last_minute = (hour == 23) & (minute == 59)
    ok &= (hour <= 23) & (minute <= 59) & (second <= 59 + last_minute)
    used, ns = _decimals(codes, start + 8)
    if start + 8 < len(codes):
        ends_in_z = codes[np.minimum(used, len(codes) - 1), np.arange(codes.shape[1])] == ord("Z")
        used = used + (ends_in_z & (used < len(codes)))
    ok &= used == length
    return ok, (hour * 3600 + minute * 60 + second) * NS_PER_S + ns


def _decimals(codes: Codes, point: int) -> tuple[Integers, Integers]:
    """Column after the decimals, and the nanoseconds that they say."""
    n = codes.shape[1]
    used, ns = np.full(n, point, np.int64), np.zeros(n, np.int64)
    if point >= len(codes):
        return used, ns
    going = _has(codes, point, ".")
    used += going
    for column in range(point + 1, len(codes)):
        digit = codes[column] - _ZERO
        going = going & (digit >= 0) & (digit <= 9)
        if not going.any():
            break
        used += going
        place = column - point - 1
        if place < 9:
            ns += np.where(going, digit, 0) * 10 ** (8 - place)
    return used, ns
