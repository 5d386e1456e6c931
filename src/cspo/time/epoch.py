"""An instant, as an integer count of nanoseconds on TAI."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from cspo.errors import MalformedMessage
from cspo.time.leap_seconds import tai_minus_utc_s
from cspo.units import NS_PER_S

__all__ = ["Epoch"]

_J2000_ORDINAL: Final = date(2000, 1, 1).toordinal()
_NOON_S: Final = 43_200
_DAY_NS: Final = 86_400 * NS_PER_S

_ISO = re.compile(
    r"(\d{4})-(?:(\d{2})-(\d{2})|(\d{3}))"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d*))?)?)?(Z|\+00:00)?"
)


@dataclass(frozen=True, slots=True, order=True)
class Epoch:
    """An instant: nanoseconds of TAI past 2000-01-01T12:00:00 TAI.

    Parameters
    ----------
    tai_ns : int
        Nanoseconds; any size, either sign. Bulk arrays hold the same count as
        int64, which reaches from 1707 to 2292.

    Examples
    --------
    >>> Epoch.from_utc("2016-12-31T23:59:60.5Z").utc_iso()
    '2016-12-31T23:59:60.500Z'
    """

    tai_ns: int

    @classmethod
    def from_utc(cls, text: str) -> Epoch:
        """Read UTC in ISO 8601 (CCSDS time code A or B, day of year).

        Raises
        ------
        MalformedMessage
            Where the text is no instant of UTC; second 60 only where a leap
            second was inserted.
        """
        found = _ISO.fullmatch(text.strip())
        if not found:
            raise MalformedMessage(
                "read UTC", expected="YYYY-MM-DDThh:mm:ss.sssZ or YYYY-DDDThh:mm:ss.sssZ",
                got=text[:60],
            )  # fmt: skip
        year, month, day, doy, hour, minute, second, fraction, _ = found.groups()
        try:
            if doy is None:
                ordinal = date(int(year), int(month), int(day)).toordinal()
            else:
                ordinal = date(int(year), 1, 1).toordinal() + int(doy) - 1
                if date.fromordinal(ordinal).year != int(year):
                    raise ValueError("day of year")
        except ValueError as error:
            raise MalformedMessage(
                "read UTC", expected="a day of the calendar", got=text[:60]
            ) from error
        h, m, s = int(hour or 0), int(minute or 0), int(second or 0)
        leap = h == 23 and m == 59 and tai_minus_utc_s(ordinal + 1) > tai_minus_utc_s(ordinal)
        if h > 23 or m > 59 or s > (60 if leap else 59):
            raise MalformedMessage("read UTC", expected="a time of that day", got=text[:60])
        ns = int(((fraction or "") + "0" * 9)[:9])
        return cls.from_utc_day(ordinal, (h * 3600 + m * 60 + s) * NS_PER_S + ns)

    @classmethod
    def from_utc_day(cls, day_ordinal: int, ns_of_day: int) -> Epoch:
        """From a UTC day (proleptic Gregorian ordinal) and nanoseconds since its 00:00."""
        tai_s = (day_ordinal - _J2000_ORDINAL) * 86_400 - _NOON_S + tai_minus_utc_s(day_ordinal)
        return cls(tai_s * NS_PER_S + ns_of_day)

    def utc_day(self) -> tuple[int, int]:
        """UTC day (ordinal) and nanoseconds since its 00:00, 86,400e9 or more in a leap second."""
        shifted = self.tai_ns + _NOON_S * NS_PER_S
        ordinal = shifted // _DAY_NS + _J2000_ORDINAL
        for day in (ordinal, ordinal - 1):
            start = Epoch.from_utc_day(day, 0).tai_ns
            if self.tai_ns >= start:
                return day, self.tai_ns - start
        raise AssertionError("TAI - UTC is less than a day")

    def utc_iso(self, digits: int = 3) -> str:
        """UTC as ISO 8601 with *digits* decimals (0 to 9), truncated, and a Z."""
        ordinal, ns = self.utc_day()
        seconds, ns = divmod(ns, NS_PER_S)
        whole = min(seconds, 86_399)
        h, m, s = whole // 3600, whole // 60 % 60, whole % 60 + (seconds - whole)
        fraction = f".{ns:09d}"[: digits + 1] if digits else ""
        return f"{date.fromordinal(ordinal).isoformat()}T{h:02d}:{m:02d}:{s:02d}{fraction}Z"

    def __add__(self, seconds: float) -> Epoch:
        return Epoch(self.tai_ns + round(seconds * NS_PER_S))

    def __sub__(self, other: Epoch) -> float:
        """Seconds of TAI from *other* to this instant."""
        return (self.tai_ns - other.tai_ns) / NS_PER_S

    def __str__(self) -> str:
        return self.utc_iso()
