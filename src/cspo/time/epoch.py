"""An instant, as an integer count of nanoseconds on TAI."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage, OutOfRange, UsageError
from cspo.time.days import J2000_DAY
from cspo.time.leap_seconds import day_length_s, tai_minus_utc_s
from cspo.units import DAY_NS, NS_PER_S

__all__ = ["Epoch"]

_NOON_S: Final = 43_200

_ISO = re.compile(
    r"(\d{4})-(?:(\d{2})-(\d{2})|(\d{3}))"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d*))?)?)?(?:Z|\+00:00)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class Epoch:
    """An instant: nanoseconds of TAI past 2000-01-01T12:00:00 TAI.

    Parameters
    ----------
    tai_ns : int
        Nanoseconds; any size, either sign. Bulk arrays hold the same count as
        int64, which reaches from 1707 to 2292; a function that takes such an
        array takes an Epoch as well.

    Raises
    ------
    UsageError
        Where *tai_ns* is no integer: a float would lose nanoseconds.

    Examples
    --------
    >>> Epoch.from_utc("2016-12-31T23:59:60.5Z").utc_iso()
    '2016-12-31T23:59:60.500Z'
    """

    tai_ns: int

    __array_ufunc__ = None  # NumPy must not do arithmetic on the bare count

    def __post_init__(self) -> None:
        try:
            object.__setattr__(self, "tai_ns", operator.index(self.tai_ns))
        except TypeError:
            raise UsageError(
                "make an epoch", "tai_ns", expected="an integer", got=repr(self.tai_ns),
                hint="Epoch.from_utc() reads a text; seconds are added to an Epoch",
            ) from None  # fmt: skip

    @classmethod
    def from_utc(cls, text: str) -> Epoch:
        """Read UTC in ISO 8601 (CCSDS 301.0-B-4 time code A, or B with the day of the year).

        The time of day, its seconds and their decimals may be left out, ``T``
        may be a blank, and ``Z`` may be missing; decimals past the ninth are
        cut off. Before 1972 TAI - UTC is held at 10 s.

        Raises
        ------
        MalformedMessage
            Where the text is no instant of UTC; second 60 only where a leap
            second was inserted.
        """
        ordinal, second_of_day, ns = _read(text)
        start_ns, length_s = _day(ordinal)
        if second_of_day >= length_s:
            raise _malformed("a time of that day", text)
        return cls(start_ns + second_of_day * NS_PER_S + ns)

    @classmethod
    def from_utc_day(cls, day_ordinal: int, ns_of_day: int) -> Epoch:
        """From a UTC day (proleptic Gregorian ordinal) and nanoseconds since its 00:00."""
        return cls(_day(day_ordinal)[0] + ns_of_day)

    def utc_day(self) -> tuple[int, int]:
        """UTC day (ordinal) and nanoseconds since its 00:00, 86,400e9 or more in a leap second."""
        day = (self.tai_ns + _NOON_S * NS_PER_S) // DAY_NS + J2000_DAY
        start_ns, _ = _day(day)
        if self.tai_ns < start_ns:
            day -= 1
            start_ns, _ = _day(day)
        return day, self.tai_ns - start_ns

    def utc_iso(self, digits: int = 3) -> str:
        """UTC as ISO 8601 with *digits* decimals (0 to 9), truncated, and a Z.

        Raises
        ------
        OutOfRange
            Outside the years 1 to 9999, which have no such text.
        """
        day, ns = self.utc_day()
        try:
            civil = date.fromordinal(day)
        except (ValueError, OverflowError) as error:
            raise OutOfRange(
                "write UTC", expected="a year from 0001 to 9999", got=f"day {day}"
            ) from error
        seconds, ns = divmod(ns, NS_PER_S)
        whole = min(seconds, 86_399)
        h, m, s = whole // 3600, whole // 60 % 60, whole % 60 + (seconds - whole)
        fraction = f".{ns:09d}"[: digits + 1] if digits else ""
        return f"{civil.isoformat()}T{h:02d}:{m:02d}:{s:02d}{fraction}Z"

    def __add__(self, seconds: float) -> Epoch:
        """Later by *seconds* of TAI, to the nearest nanosecond; exact for an int.

        A float holds whole nanoseconds up to 104 days; add integers beyond.
        """
        if not math.isfinite(seconds):
            raise UsageError("add to an epoch", expected="finite seconds", got=str(seconds))
        return Epoch(self.tai_ns + int(round(seconds * NS_PER_S)))  # noqa: RUF046 - of numpy scalars

    @overload
    def __sub__(self, other: Epoch) -> float: ...
    @overload
    def __sub__(self, other: float) -> Epoch: ...
    def __sub__(self, other: Epoch | float) -> float | Epoch:
        """Seconds of TAI from *other* to this instant, correctly rounded; or earlier by seconds."""
        if isinstance(other, Epoch):
            return (self.tai_ns - other.tai_ns) / NS_PER_S
        return self + -other

    def __int__(self) -> int:
        return self.tai_ns

    def __array__(
        self,
        dtype: Any = None,
        copy: bool | None = None,  # noqa: FBT001 - NumPy's protocol has it so
    ) -> NDArray[np.int64]:
        """The count as NumPy takes it: an int64 of no axes."""
        try:
            return np.array(self.tai_ns, dtype or np.int64)
        except OverflowError:
            raise OutOfRange(
                "count nanoseconds of TAI", expected="an instant from 1707 to 2292",
                got=f"{self.tai_ns} ns",
            ) from None  # fmt: skip

    def __str__(self) -> str:
        return self.utc_iso()


@lru_cache(1_024)
def _day(ordinal: int) -> tuple[int, int]:
    """Count of TAI at the start of a UTC day, ns, and the day's length, s."""
    start_s = (ordinal - J2000_DAY) * 86_400 - _NOON_S + tai_minus_utc_s(ordinal)
    return start_s * NS_PER_S, day_length_s(ordinal)


def _malformed(expected: str, text: str) -> MalformedMessage:
    return MalformedMessage("read UTC", expected=expected, got=text[:60])


def _read(text: str) -> tuple[int, int, int]:
    """Day ordinal, second of the day (to 86,400 at 23:59:60) and nanoseconds."""
    found = _ISO.fullmatch(text.strip())
    if not found:
        raise _malformed("YYYY-MM-DDThh:mm:ss.sssZ or YYYY-DDDThh:mm:ss.sssZ", text)
    year, month, day, doy, hour, minute, second, fraction = found.groups()
    try:
        ordinal = date(int(year), int(month or 1), int(day or 1)).toordinal()
        if doy is not None:
            ordinal += int(doy) - 1
            if date.fromordinal(ordinal).year != int(year):
                raise ValueError(doy)
    except (ValueError, OverflowError) as error:
        raise _malformed("a day of the calendar", text) from error
    h, m, s = int(hour or 0), int(minute or 0), int(second or 0)
    if h > 23 or m > 59 or s > (60 if h == 23 and m == 59 else 59):
        raise _malformed("a time of that day", text)
    return ordinal, h * 3600 + m * 60 + s, int(((fraction or "") + "0" * 9)[:9])
