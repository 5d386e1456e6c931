"""Element sets of the common layout, all at once: columns of characters to numbers.

Each field of fixed width is spelled by a few columns of a matrix of characters.
A number is its digits as an integer, divided once by a power of ten: both are
exact in float64, so the quotient is the correctly rounded decimal (Clinger,
"How to read floating point numbers accurately", 1990, the fast case).

What does not look like the common layout is left to `cspo.messages.tle_set`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.messages.alpha5 import ALPHA5_LETTERS
from cspo.messages.byte_fields import POWERS_OF_TEN
from cspo.messages.tle_set import CHECKSUM_WEIGHT, EPOCH_STEP_NS
from cspo.time.utc import tai_ns_from_tle
from cspo.units import DAY_NS

__all__ = ["read_columns"]

Codes = NDArray[np.uint8]
Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]

_BLANK: Final = 32
_POINT: Final = ord(".")
_PLUS: Final = ord("+")
_MINUS: Final = ord("-")

_WEIGHT: Final = np.frombuffer(CHECKSUM_WEIGHT, np.uint8)

_TEN_THOUSANDS: Final = np.full(256, -1, np.int64)
_TEN_THOUSANDS[48:58] = np.arange(10)
_TEN_THOUSANDS[_BLANK] = 0
_TEN_THOUSANDS[[ord(letter) for letter in ALPHA5_LETTERS]] = np.arange(10, 34)


def read_columns(first: Codes, second: Codes) -> tuple[dict[str, NDArray[Any]], Booleans]:
    """Values of the sets whose lines are the rows of *first* and *second*, (n, 69).

    Returns
    -------
    values : dict of (n,) arrays
        Keyed as `GpColumns`; meaningless where not *ok*.
    ok : (n,) bool
        Whether the set is of the common layout, in range and its checksums hold.
    """
    one, two = np.ascontiguousarray(first.T), np.ascontiguousarray(second.T)
    ok = (one[0] == ord("1")) & (two[0] == ord("2"))
    for column in (1, 8, 17, 32, 43, 52, 61, 63):
        ok &= one[column] == _BLANK
    for column in (1, 7, 16, 25, 33, 42, 51):
        ok &= two[column] == _BLANK
    ok &= _checksum_holds(one) & _checksum_holds(two)
    for column in range(2, 7):
        ok &= one[column] == two[column]
    ok &= (one[7] == ord("U")) | (one[7] == ord("C")) | (one[7] == ord("S"))

    values: dict[str, NDArray[Any]] = {}
    values["norad_cat_id"] = _catalog_number(one[2:7], ok)
    values["object_id"] = _designator(one[9:17], ok)
    values["classification_type"] = one[7].astype(np.uint32).view("U1")
    values["epoch_tai_ns"] = _epoch(one[18:32], ok)
    values["mean_motion_dot_rev_day2"] = _signed_fraction(one[33:43], ok)
    values["mean_motion_ddot_rev_day3"] = _power(one[44:52], ok)
    values["bstar_per_er"] = _power(one[53:61], ok)
    values["ephemeris_type"] = _digits(one[62:63], ok)
    values["element_set_no"] = _padded(one[64:68], ok)
    values["inclination_deg"] = _angle(two[8:16], ok)
    values["raan_deg"] = _angle(two[17:25], ok)
    values["eccentricity"] = _digits(two[26:33], ok) / 1e7
    values["argp_deg"] = _angle(two[34:42], ok)
    values["mean_anomaly_deg"] = _angle(two[43:51], ok)
    ok &= two[54] == _POINT
    whole = _padded(two[52:54], ok) * 100_000_000
    values["mean_motion_rev_day"] = (whole + _digits(two[55:63], ok)) / 1e8
    values["rev_at_epoch"] = _padded(two[63:68], ok)

    ok &= (values["norad_cat_id"] > 0) & (values["mean_motion_rev_day"] > 0.0)
    ok &= values["inclination_deg"] <= 180.0
    for name in ("raan_deg", "argp_deg", "mean_anomaly_deg"):
        ok &= values[name] <= 360.0
    return values, ok


def _checksum_holds(codes: Codes) -> Booleans:
    total = np.zeros(codes.shape[1], np.uint16)
    for column in range(68):
        total += _WEIGHT[codes[column]]
    holds: Booleans = codes[68] == total % 10 + 48
    return holds


def _digits(codes: Codes, ok: Booleans) -> Integers:
    """The number that columns of digits spell; *ok* is cleared where one is no digit."""
    value = np.zeros(codes.shape[1], np.int64)
    for column in codes:
        digit = column - np.uint8(48)
        ok &= digit < 10
        value = value * 10 + digit
    return value


def _padded(codes: Codes, ok: Booleans) -> Integers:
    """As `_digits`, with blanks before the first digit; the last column is a digit."""
    value = np.zeros(codes.shape[1], np.int64)
    started = np.zeros(codes.shape[1], np.bool_)
    for column in codes:
        digit = column - np.uint8(48)
        is_digit = digit < 10
        ok &= is_digit | ((column == _BLANK) & ~started)
        started |= is_digit
        value = value * 10 + np.where(is_digit, digit, 0)
    ok &= is_digit
    return value


def _catalog_number(codes: Codes, ok: Booleans) -> Integers:
    high = _TEN_THOUSANDS[codes[0]]
    ok &= high >= 0
    plain = _padded(codes[1:], ok)
    letter_needs_digits = (high < 10) & (codes[0] == _BLANK)
    for column in codes[1:4]:
        ok &= (column != _BLANK) | letter_needs_digits
    number: Integers = high * 10_000 + plain
    return number


def _designator(codes: Codes, ok: Booleans) -> NDArray[np.str_]:
    """``YYYY-NNNPPP`` from two, three digits and up to three letters; or blank."""
    n = codes.shape[1]
    blank = (codes == _BLANK).all(axis=0)
    digits = np.where(blank, np.uint8(48), codes[:5])
    year2 = _digits(digits[:2], ok)
    _digits(digits[2:], ok)
    ended = np.zeros(n, np.bool_)
    for column in codes[5:]:
        is_letter = (column >= ord("A")) & (column <= ord("Z"))
        ok &= (is_letter & ~ended) | (column == _BLANK)
        ended |= column == _BLANK
    text = np.zeros((n, 11), np.uint32)
    text[:, 0] = np.where(year2 < 57, ord("2"), ord("1"))
    text[:, 1] = np.where(year2 < 57, ord("0"), ord("9"))
    text[:, 2:4] = codes[:2].T
    text[:, 4] = _MINUS
    text[:, 5:8] = codes[2:5].T
    text[:, 8:] = np.where(codes[5:] == _BLANK, 0, codes[5:]).T
    text[blank] = 0
    return text.view("U11")[:, 0]


def _epoch(codes: Codes, ok: Booleans) -> Integers:
    year2, day = _digits(codes[:2], ok), _digits(codes[2:5], ok)
    ok &= codes[5] == _POINT
    fraction = _digits(codes[6:], ok)
    leap = year2 % 4 == 0  # 2000 is a leap year; 1900 and 2100 cannot be said
    ok &= (day >= 1) & (day <= 365 + leap)
    day_ns = day * DAY_NS + fraction * EPOCH_STEP_NS
    tai_ns: Integers = tai_ns_from_tle(np.where(ok, year2, 0), np.where(ok, day_ns, DAY_NS))
    return tai_ns


def _sign(column: Codes, ok: Booleans) -> NDArray[np.float64]:
    negative = column == _MINUS
    ok &= negative | (column == _BLANK) | (column == _PLUS)
    return np.where(negative, -1.0, 1.0)


def _signed_fraction(codes: Codes, ok: Booleans) -> NDArray[np.float64]:
    """Sign, point, eight digits."""
    ok &= codes[1] == _POINT
    value: NDArray[np.float64] = _sign(codes[0], ok) * (_digits(codes[2:], ok) / 1e8)
    return value


def _power(codes: Codes, ok: Booleans) -> NDArray[np.float64]:
    """Sign, five digits after an implied point, signed exponent of one digit."""
    digits = _digits(codes[1:6], ok)
    exponent = _digits(codes[7:8], ok)
    negative = codes[6] == _MINUS
    ok &= negative | (codes[6] == _PLUS)
    power = np.where(negative, -exponent, exponent) - 5
    scale = POWERS_OF_TEN[np.where(ok, np.abs(power), 0)]
    value: NDArray[np.float64] = np.where(power < 0, digits / scale, digits * scale)
    return value * _sign(codes[0], ok)


def _angle(codes: Codes, ok: Booleans) -> NDArray[np.float64]:
    """Three places with leading blanks, point, four digits."""
    ok &= codes[3] == _POINT
    value: NDArray[np.float64] = (_padded(codes[:3], ok) * 10_000 + _digits(codes[4:], ok)) / 1e4
    return value
