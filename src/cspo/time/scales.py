"""TAI, TT, GPS time, TDB and UT1, from and to instants.

Each scale but UTC is a count without leap seconds; its *reading* here is the
nanoseconds that its own clock shows past its own 2000-01-01T12:00:00, so the
readings of two scales at one instant differ by the offset between them.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cspo.errors import UsageError
from cspo.time.calendar_text import Texts, read_calendar, write_calendar
from cspo.time.days import END_DAY, FIRST_DAY, J2000_DAY
from cspo.time.leap_seconds import tai_minus_utc_array_s
from cspo.time.utc import (
    format_utc_array,
    parse_utc_array,
    tai_ns_from_utc_day,
    utc_day_from_tai_ns,
)
from cspo.units import DAY_NS, NS_PER_S

__all__ = [
    "GPS_MINUS_TAI_NS",
    "TT_MINUS_TAI_NS",
    "TimeScale",
    "format_scale_array",
    "gps_week_from_tai_ns",
    "jd_from_reading",
    "jd_tt_arrays",
    "parse_scale_array",
    "reading_from_tai_ns",
    "tai_minus_utc_s_at",
    "tai_ns_from_gps_week",
    "tai_ns_from_reading",
    "tdb_minus_tt_s",
]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

TT_MINUS_TAI_NS: Final = 32_184_000_000
"""TT - TAI, exact. IAU 1991 resolution A4, recommendation IV."""

GPS_MINUS_TAI_NS: Final = -19 * NS_PER_S
"""GPS time - TAI, exact to GPS's own steering (IS-GPS-200, section 20.3.3.5.2.4)."""

_NOON_NS: Final = DAY_NS // 2
_WEEK_NS: Final = 7 * DAY_NS
_JD_J2000: Final = 2_451_545.0
_CENTURY_NS: Final = 36_525 * DAY_NS

# 1980-01-06T00:00:00 UTC as tai_ns: UTC and GPS time agreed then, TAI was 19 s ahead.
_GPS_ZERO_TAI_NS: Final = int(tai_ns_from_utc_day(722_820, 0))


class TimeScale(Enum):
    """A time scale, by the name that CCSDS messages use for it."""

    UTC = "UTC"
    TAI = "TAI"
    TT = "TT"
    GPS = "GPS"
    TDB = "TDB"
    UT1 = "UT1"


def tdb_minus_tt_s(tai_ns: ArrayLike) -> Floats:
    """TDB - TT at the geocentre, s, to 10 us from 1600 to 2200.

    Source: G. H. Kaplan, USNO Circular 179 (2005), equation 2.6, after
    Fairhead and Bretagnon (1990). TT stands for the TDB of its argument.
    """
    t = (np.asarray(tai_ns, np.int64) + TT_MINUS_TAI_NS) / _CENTURY_NS
    return np.asarray(
        0.001657 * np.sin(628.3076 * t + 6.2401)
        + 0.000022 * np.sin(575.3385 * t + 4.2970)
        + 0.000014 * np.sin(1256.6152 * t + 6.1969)
        + 0.000005 * np.sin(606.9777 * t + 4.0212)
        + 0.000005 * np.sin(52.9691 * t + 0.4444)
        + 0.000002 * np.sin(21.3299 * t + 5.5431)
        + 0.000010 * t * np.sin(628.3076 * t + 4.2490)
    )


def tai_minus_utc_s_at(tai_ns: ArrayLike) -> Integers:
    """TAI - UTC, s, at these instants; a leap second still has the value before it."""
    return tai_minus_utc_array_s(utc_day_from_tai_ns(tai_ns)[0])


def jd_from_reading(reading_ns: ArrayLike) -> tuple[Floats, Floats]:
    """Julian Dates in two parts, in the scale of the reading.

    Returns
    -------
    jd, fr : (...) float64
        *jd* is whole or ends in .5 and is exact; *fr* runs from 0 to 1/2.
    """
    half_days, rest_ns = np.divmod(np.asarray(reading_ns, np.int64), _NOON_NS)
    return np.asarray(_JD_J2000 + 0.5 * half_days), np.asarray(rest_ns / DAY_NS)


def jd_tt_arrays(tai_ns: ArrayLike) -> tuple[Floats, Floats]:
    """Julian Dates of TT in two parts: see `jd_from_reading`."""
    return jd_from_reading(np.asarray(tai_ns, np.int64) + TT_MINUS_TAI_NS)


def reading_from_tai_ns(
    tai_ns: ArrayLike, scale: TimeScale, *, ut1_minus_utc_s: ArrayLike | None = None
) -> Integers:
    """Nanoseconds that the clock of *scale* shows past its 2000-01-01T12:00:00.

    Parameters
    ----------
    tai_ns : (...) int64
    scale : TimeScale
        TAI, TT, GPS, TDB or UT1.
    ut1_minus_utc_s : float64 of the same shape, or scalar
        UT1 - UTC ("dut1") at these instants, s, for UT1. In a leap second it
        belongs with the UTC that is ending.

    Raises
    ------
    UsageError
        For UTC, whose reading is no uniform count, and for UT1 without
        *ut1_minus_utc_s*.
    """
    tai_ns = np.asarray(tai_ns, np.int64)
    if scale is TimeScale.TDB:
        periodic_ns = np.rint(tdb_minus_tt_s(tai_ns) * NS_PER_S).astype(np.int64)
        return tai_ns + TT_MINUS_TAI_NS + periodic_ns
    if scale is TimeScale.UT1 and ut1_minus_utc_s is not None:
        dut1_ns = np.rint(np.asarray(ut1_minus_utc_s, np.float64) * NS_PER_S).astype(np.int64)
        return tai_ns - tai_minus_utc_s_at(tai_ns) * NS_PER_S + dut1_ns
    return tai_ns + _fixed_offset_ns(scale)


def tai_ns_from_reading(
    reading_ns: ArrayLike, scale: TimeScale, *, ut1_minus_utc_s: ArrayLike | None = None
) -> Integers:
    """Instants at which the clock of *scale* shows this: see `reading_from_tai_ns`.

    TDB to a nanosecond: its difference to TT changes by 3e-10 s a second, so
    one step of iteration leaves 1e-12 s. UT1 within a second of a leap second
    is as certain as the choice of *ut1_minus_utc_s* before or after it.
    """
    reading_ns = np.asarray(reading_ns, np.int64)
    if scale in {TimeScale.TDB, TimeScale.UT1}:
        tai_ns = reading_ns - TT_MINUS_TAI_NS
        for _ in range(2):
            shown = reading_from_tai_ns(tai_ns, scale, ut1_minus_utc_s=ut1_minus_utc_s)
            tai_ns = tai_ns + (reading_ns - shown)
        return tai_ns
    return reading_ns - _fixed_offset_ns(scale)


def parse_scale_array(texts: Texts, scale: TimeScale) -> tuple[Integers, NDArray[np.bool_]]:
    """Read many texts in *scale*: (tai_ns, ok), as `cspo.time.utc.parse_utc_array`.

    Only the fixed layouts are read in scales other than UTC, and no second 60.

    Raises
    ------
    UsageError
        For UT1, which texts alone do not fix.
    """
    if scale is TimeScale.UTC:
        return parse_utc_array(texts)
    day, ns_of_day, ok = read_calendar(texts)
    ok &= (day >= FIRST_DAY) & (day < END_DAY) & (ns_of_day < DAY_NS)
    reading_ns = (np.where(ok, day, J2000_DAY) - J2000_DAY) * DAY_NS - _NOON_NS + ns_of_day
    return np.where(ok, tai_ns_from_reading(reading_ns, scale), 0), ok


def format_scale_array(
    tai_ns: ArrayLike, scale: TimeScale, digits: int = 6, *, suffix: str = ""
) -> list[str]:
    """Write many instants as the clock of *scale* shows them, truncated.

    Examples
    --------
    >>> format_scale_array([0], TimeScale.TT, 3)
    ['2000-01-01T12:00:32.184']
    """
    if scale is TimeScale.UTC:
        return format_utc_array(tai_ns, digits, suffix=suffix)
    reading_ns = np.atleast_1d(reading_from_tai_ns(tai_ns, scale)) + _NOON_NS
    day, ns_of_day = np.divmod(reading_ns, DAY_NS)
    return write_calendar(day + J2000_DAY, ns_of_day, digits=digits, suffix=suffix)


def gps_week_from_tai_ns(tai_ns: ArrayLike) -> tuple[Integers, Integers]:
    """GPS weeks since 1980-01-06, never rolled over, and nanoseconds of the week."""
    week, ns_of_week = np.divmod(np.asarray(tai_ns, np.int64) - _GPS_ZERO_TAI_NS, _WEEK_NS)
    return week, ns_of_week


def tai_ns_from_gps_week(week: ArrayLike, ns_of_week: ArrayLike) -> Integers:
    """Instants from whole GPS weeks since 1980-01-06 and nanoseconds of the week."""
    weeks = np.asarray(week, np.int64) * _WEEK_NS
    return np.asarray(weeks + np.asarray(ns_of_week, np.int64) + _GPS_ZERO_TAI_NS)


def _fixed_offset_ns(scale: TimeScale) -> int:
    offsets = {
        TimeScale.TAI: 0,
        TimeScale.TT: TT_MINUS_TAI_NS,
        TimeScale.GPS: GPS_MINUS_TAI_NS,
    }
    if scale not in offsets:
        raise UsageError(
            "convert a time scale", scale.value,
            expected="TAI, TT, GPS, TDB, or UT1 with ut1_minus_utc_s",
            hint="UTC is read and written by cspo.time.utc",
        )  # fmt: skip
    return offsets[scale]
