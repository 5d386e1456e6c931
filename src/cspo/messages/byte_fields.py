"""One field of many records as a matrix of bytes, and numbers read from it at once.

A decimal number is its digits as an integer times a power of ten. Where the
integer is below 2**53 and the power at most 22 both are exact in float64, so
one multiplication or division gives the correctly rounded value (Clinger, "How
to read floating point numbers accurately", 1990). What is longer, or no number
of this grammar, is left to `cspo.messages.fields`, one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["POWERS_OF_TEN", "ByteField"]

Codes = NDArray[np.uint8]
Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]

_WIDEST: Final = 64
"""Wider fields are read one by one."""

_MOST_DIGITS: Final = 18
_EXACT: Final = 1 << 53
POWERS_OF_TEN: Final = np.array([float(f"1e{power}") for power in range(23)])
"""Exact in float64."""


class ByteField:
    """The values of one field, (n,), as slices of one buffer.

    Parameters
    ----------
    octets : (size,) uint8
    start, stop : (n,) int64
        Where each value begins and ends.
    """

    def __init__(self, octets: Codes, start: Integers, stop: Integers) -> None:
        self._octets, self._start, self._stop = octets, start, stop
        self.length = stop - start

    def __len__(self) -> int:
        return len(self._start)

    def __getitem__(self, row: int) -> str:
        return self._octets[self._start[row] : self._stop[row]].tobytes().decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        return (self[row] for row in range(len(self)))

    def codes(self) -> Codes | None:
        """Bytes of each value, (n, width), zero beyond its end; None where one is too wide."""
        width = max(int(self.length.max(initial=0)), 1)
        if width > _WIDEST:
            return None
        padded = self._octets
        if len(self) and int(self._start[-1]) + width > len(padded):
            padded = np.append(padded, np.zeros(width, np.uint8))
        windows = np.lib.stride_tricks.sliding_window_view(padded, width)
        codes = windows[self._start] if len(self) else np.zeros((0, width), np.uint8)
        codes[np.arange(width) >= self.length[:, None]] = 0
        return codes

    def floats(self) -> tuple[NDArray[np.float64], Booleans]:
        """Values, and which of them were read here."""
        codes = self.codes()
        n = len(self)
        if codes is None or codes.shape[1] > 2 * _MOST_DIGITS:
            return np.zeros(n), np.zeros(n, np.bool_)
        return _decimals(np.ascontiguousarray(codes.T))

    def integers(self) -> tuple[Integers, Booleans]:
        """Values, and which of them were read here (digits alone)."""
        codes = self.codes()
        n = len(self)
        if codes is None or codes.shape[1] > _MOST_DIGITS:
            return np.zeros(n, np.int64), np.zeros(n, np.bool_)
        value, ok = np.zeros(n, np.int64), self.length > 0
        for place, column in enumerate(np.ascontiguousarray(codes.T)):
            digit = column - np.uint8(48)
            is_digit = digit < 10
            ok &= is_digit | (self.length <= place)
            value = np.where(is_digit, value * 10 + digit, value)
        return value, ok

    def texts(self) -> NDArray[np.str_] | None:
        """Values as text, None where one holds other than printable ASCII or outer blanks."""
        codes = self.codes()
        if codes is None:
            return None
        inside = np.arange(codes.shape[1]) < self.length[:, None]
        if not (((codes >= 32) & (codes < 127)) | ~inside).all():
            return None
        last = codes[np.arange(len(self)), np.maximum(self.length - 1, 0)]
        if ((codes[:, 0] == 32) | (last == 32)).any():
            return None
        return codes.astype(np.uint32).view(f"U{codes.shape[1]}")[:, 0]

    def stamps(self) -> NDArray[np.bytes_] | None:
        """Values as an array of bytes, None where one is too wide or holds a zero byte."""
        codes = self.codes()
        if codes is None or (np.count_nonzero(codes, axis=1) != self.length).any():
            return None
        return codes.view(f"S{codes.shape[1]}")[:, 0]


def _decimals(codes: Codes) -> tuple[NDArray[np.float64], Booleans]:
    """Numbers in columns of characters, (width, n)."""
    n = codes.shape[1]
    negative = codes[0] == ord("-")
    signed = negative | (codes[0] == ord("+"))
    mantissa, exponent = np.zeros(n, np.int64), np.zeros(n, np.int64)
    n_digits, n_decimals = np.zeros(n, np.int8), np.zeros(n, np.int8)
    pointed, ended = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    ok = np.ones(n, np.bool_)
    marks = (codes | 32) == ord("e")
    has_exponent = bool(marks.any())
    if has_exponent:
        exponent, powered = _exponents(codes, marks, ok)
        codes = np.where(powered, np.uint8(0), codes)
    for place, column in enumerate(codes):
        digit = column - np.uint8(48)
        is_digit = digit < 10
        point = column == ord(".")
        end = column == 0
        good = is_digit | point | end
        ok &= (good | signed) if place == 0 else good
        ok &= ~(ended & ~end) & ~(pointed & point)
        ended |= end
        mantissa = np.where(is_digit, mantissa * 10 + digit, mantissa)
        n_digits += is_digit
        n_decimals += is_digit & pointed
        pointed |= point
    power = exponent - n_decimals
    ok &= (n_digits > 0) & (n_digits <= _MOST_DIGITS) & (mantissa <= _EXACT) & (np.abs(power) <= 22)
    scale = POWERS_OF_TEN[np.where(ok, np.abs(power), 0)]
    value = np.where(power < 0, mantissa / scale, mantissa * scale)
    return np.where(negative, -value, value), ok


def _exponents(codes: Codes, marks: Booleans, ok: Booleans) -> tuple[Integers, Booleans]:
    """Exponents (0 where there is none), and which characters belong to them."""
    n = codes.shape[1]
    exponent, n_digits = np.zeros(n, np.int64), np.zeros(n, np.int64)
    seen, negative = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    after_mark = np.zeros(n, np.bool_)
    powered = np.zeros(codes.shape, np.bool_)
    for place, column in enumerate(codes):
        digit = column - np.uint8(48)
        is_digit = digit < 10
        minus = after_mark & (column == ord("-"))
        sign = minus | (after_mark & (column == ord("+")))
        ok &= ~seen | is_digit | sign | (column == 0)
        exponent = np.where(seen & is_digit, exponent * 10 + digit, exponent)
        n_digits += seen & is_digit
        negative |= minus
        powered[place] = seen | marks[place]
        after_mark = marks[place] & ~seen
        seen = seen | marks[place]
    ok &= ~seen | ((n_digits > 0) & (n_digits <= 4))
    return np.where(negative, -exponent, exponent), powered
