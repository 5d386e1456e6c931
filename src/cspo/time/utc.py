"""UTC of many instants at once: text, Julian dates and the epochs of element sets.

Integer arithmetic throughout; each function agrees with `Epoch` to the
nanosecond. Arrays of instants are int64 ``tai_ns``, which reach from 1707 to
2292; the years 1708 to 2291 are read and written.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.errors import MalformedMessage, OutOfRange
from cspo.time.calendar_text import Texts, read_calendar, write_calendar
from cspo.time.days import (
    END_DAY,
    FIRST_DAY,
    FIRST_YEAR,
    J2000_DAY,
    LAST_YEAR,
    day_from_civil,
    day_of_year,
)
from cspo.time.epoch import Epoch
from cspo.time.leap_seconds import tai_minus_utc_array_s
from cspo.units import DAY_NS, NS_PER_S

__all__ = [
    "format_utc_array",
    "full_year",
    "jd_utc_arrays",
    "parse_utc_array",
    "tai_ns_from_jd_utc",
    "tai_ns_from_tle",
    "tai_ns_from_utc_day",
    "tai_ns_from_year_day",
    "tle_from_tai_ns",
    "utc_day_from_tai_ns",
    "year_day_from_tai_ns",
]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

_NOON_NS: Final = DAY_NS // 2
_JD_OF_DAY_ZERO: Final = 1_721_424.5
"""Julian Date of 00:00 on day 0, the eve of 0001-01-01."""


def tai_ns_from_utc_day(day: ArrayLike, ns_of_day: ArrayLike) -> Integers:
    """Instants from UTC days (ordinals) and nanoseconds since their 00:00; shapes broadcast.

    Raises
    ------
    OutOfRange
        Where a day lies outside the years 1708 to 2291, which int64 holds.
    """
    day = np.asarray(day, dtype=np.int64)
    if day.size and not (day.min() >= FIRST_DAY and day.max() <= END_DAY):
        raise OutOfRange(
            "count nanoseconds of TAI", expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}",
            got=f"days {day.min()} to {day.max()}",
        )  # fmt: skip
    tai_s = (day - J2000_DAY) * 86_400 + tai_minus_utc_array_s(day)
    return tai_s * NS_PER_S - _NOON_NS + np.asarray(ns_of_day, dtype=np.int64)


def utc_day_from_tai_ns(tai_ns: ArrayLike) -> tuple[Integers, Integers]:
    """UTC days (ordinals) and nanoseconds since 00:00, 86,400e9 or more in a leap second."""
    tai_ns = np.asarray(tai_ns, dtype=np.int64)
    day = (tai_ns + _NOON_NS) // DAY_NS + J2000_DAY
    day = day - (tai_ns < tai_ns_from_utc_day(day, 0))
    return day, tai_ns - tai_ns_from_utc_day(day, 0)


def parse_utc_array(texts: Texts) -> tuple[Integers, Booleans]:
    """Read many UTC texts, each as `Epoch.from_utc` reads it.

    Texts of the fixed layout ``YYYY-MM-DDThh:mm:ss[.d...][Z]`` (CCSDS time
    code A) or ``YYYY-DDDThh:mm:ss[.d...][Z]`` (B) are read by columns, about
    0.3 us each; what is left over is read one by one.

    Parameters
    ----------
    texts : sequence of str, or array of str or bytes, (n,)

    Returns
    -------
    tai_ns : (n,) int64
        0 where not *ok*.
    ok : (n,) bool
        False where the text is no instant of UTC, or of no year from 1708 to 2291.

    Examples
    --------
    >>> tai_ns, ok = parse_utc_array(["2024-10-29T12:18:43.492896", "soon"])
    >>> Epoch(int(tai_ns[0])).utc_iso(6), ok.tolist()
    ('2024-10-29T12:18:43.492896Z', [True, False])
    """
    day, ns_of_day, ok = read_calendar(texts)
    for index in np.flatnonzero(~ok).tolist():
        text = texts[index]
        try:
            instant = Epoch.from_utc(text if isinstance(text, str) else text.decode("ascii"))
        except (MalformedMessage, UnicodeDecodeError):
            continue
        day[index], ns_of_day[index] = instant.utc_day()
        ok[index] = True
    ok &= (day >= FIRST_DAY) & (day < END_DAY)
    day = np.where(ok, day, J2000_DAY)
    tai_ns = tai_ns_from_utc_day(day, ns_of_day)
    ok &= tai_ns < tai_ns_from_utc_day(day + 1, 0)
    return np.where(ok, tai_ns, 0), ok


def format_utc_array(tai_ns: ArrayLike, digits: int = 6, *, suffix: str = "Z") -> list[str]:
    """Write many instants as ``YYYY-MM-DDThh:mm:ss.dddddd`` UTC, truncated, with a *suffix*.

    Parameters
    ----------
    tai_ns : (n,) int64
    digits : int
        Decimals of the second, 0 to 9; nine lose nothing.
    suffix : str
        ``"Z"``, or empty as CelesTrak writes its epochs.

    Raises
    ------
    OutOfRange
        Where an instant lies outside the years 1708 to 2291.

    Examples
    --------
    >>> format_utc_array([536500836_500_000_000], 3)
    ['2016-12-31T23:59:60.500Z']
    """
    tai_ns = np.atleast_1d(np.asarray(tai_ns, dtype=np.int64))
    return write_calendar(*utc_day_from_tai_ns(tai_ns), digits=digits, suffix=suffix)


def jd_utc_arrays(tai_ns: ArrayLike) -> tuple[Floats, Floats]:
    """Julian Dates of UTC in two parts: midnight, and the fraction of the day since.

    Parameters
    ----------
    tai_ns : (...) int64

    Returns
    -------
    jd, fr : (...) float64
        *jd* ends in .5 and is exact; *fr* is the fraction of 86,400 s since
        that midnight to half a unit in its last place (1e-16 d, 10 ps). Keep
        them apart: their sum is good to 20 us only. Within a leap second *fr*
        is 1 or more, the same Julian Date as the first second of the next day.

    Examples
    --------
    >>> jd_utc_arrays(0)  # 12:00:00 TAI is 11:59:28 UTC
    (array(2451544.5), array(0.49962963))
    """
    day, ns_of_day = utc_day_from_tai_ns(tai_ns)
    return np.asarray(day + _JD_OF_DAY_ZERO), np.asarray(ns_of_day / DAY_NS)


def tai_ns_from_jd_utc(jd: ArrayLike, fr: ArrayLike = 0.0) -> Integers:
    """Instants from two-part Julian Dates of UTC, to the nearest nanosecond.

    The parts may be split anywhere; no leap second can be named this way.
    """
    jd, fr = np.broadcast_arrays(np.asarray(jd, np.float64), np.asarray(fr, np.float64))
    day = np.floor(jd - _JD_OF_DAY_ZERO)
    rest = (jd - _JD_OF_DAY_ZERO) - day
    carry = np.floor(rest + fr)
    ns = np.rint((rest * DAY_NS) + ((fr - carry) * DAY_NS)).astype(np.int64)
    whole = day.astype(np.int64) + carry.astype(np.int64)
    return tai_ns_from_utc_day(whole + ns // DAY_NS, ns % DAY_NS)


def tai_ns_from_year_day(year: ArrayLike, day_ns: ArrayLike) -> Integers:
    """Instants from years and days of the year, counted as element sets count them.

    Parameters
    ----------
    year : (...) int
        Four digits.
    day_ns : (...) int64
        Day of the year and its fraction in nanoseconds: 1 January 00:00 is day
        1, so 86,400e9. A TLE's eight decimals of a day are multiples of 864,000.

    Examples
    --------
    >>> Epoch(int(tai_ns_from_year_day(2024, 30351300339 * 864_000))).utc_iso(6)
    '2024-10-29T12:18:43.492896Z'
    """
    year = np.asarray(year, dtype=np.int64)
    day_ns = np.asarray(day_ns, dtype=np.int64)
    one = np.ones_like(year)
    return tai_ns_from_utc_day(
        day_from_civil(year, one, one) - 1 + day_ns // DAY_NS, day_ns % DAY_NS
    )


def year_day_from_tai_ns(tai_ns: ArrayLike) -> tuple[Integers, Integers]:
    """Years, and days of the year in nanoseconds: the inverse of `tai_ns_from_year_day`.

    An instant within a leap second reads as the first second of the next day,
    for this form has no name for it.
    """
    day, ns_of_day = utc_day_from_tai_ns(tai_ns)
    over = ns_of_day >= DAY_NS
    year, of_year = day_of_year(day + over)
    return year, of_year * DAY_NS + ns_of_day - over * DAY_NS


def full_year(year2: ArrayLike) -> Integers:
    """Four digits of the year from a TLE's two: 57 to 99 are 1957 to 1999, 00 to 56 the 2000s.

    Source: AIAA 2006-6753, appendix B, ``twoline2rv``.
    """
    year2 = np.asarray(year2, dtype=np.int64)
    return year2 + np.where(year2 < 57, 2000, 1900)


def tai_ns_from_tle(year2: ArrayLike, day_ns: ArrayLike) -> Integers:
    """Instants from a TLE's two-digit years and days: see `tai_ns_from_year_day`."""
    return tai_ns_from_year_day(full_year(year2), day_ns)


def tle_from_tai_ns(tai_ns: ArrayLike) -> tuple[Integers, Integers]:
    """Two-digit years and days in nanoseconds, rounded to a TLE's eight decimals of a day.

    Raises
    ------
    OutOfRange
        Outside 1957 to 2056, which two digits cannot say.
    """
    year, day_ns = year_day_from_tai_ns(tai_ns)
    rounded = (day_ns + 432_000) // 864_000 * 864_000
    year, day_ns = year_day_from_tai_ns(tai_ns_from_year_day(year, rounded))
    if year.size and not (year.min() >= 1957 and year.max() <= 2056):
        raise OutOfRange(
            "write a TLE's epoch", expected="a year from 1957 to 2056",
            got=f"{year.min()} to {year.max()}",
        )  # fmt: skip
    return year % 100, day_ns
