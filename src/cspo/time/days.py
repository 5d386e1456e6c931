"""Days of the Gregorian calendar as integers, one by one or in arrays.

A day is counted as `datetime.date.toordinal` counts it: 0001-01-01 is day 1,
proleptic Gregorian. Integer arithmetic alone, so arrays and single days agree
to the bit and no year is special.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "END_DAY",
    "FIRST_DAY",
    "FIRST_YEAR",
    "J2000_DAY",
    "LAST_YEAR",
    "MJD_ZERO_DAY",
    "UNIX_ZERO_DAY",
    "civil_from_day",
    "day_from_civil",
    "day_of_year",
    "month_length",
]

Integers = NDArray[np.int64]

J2000_DAY: Final = date(2000, 1, 1).toordinal()
"""2000-01-01."""

MJD_ZERO_DAY: Final = date(1858, 11, 17).toordinal()
"""1858-11-17: the day of Modified Julian Date 0."""

UNIX_ZERO_DAY: Final = date(1970, 1, 1).toordinal()
"""1970-01-01: the day that POSIX time counts from."""

FIRST_YEAR: Final = 1708
LAST_YEAR: Final = 2291
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1).toordinal()
END_DAY: Final = date(LAST_YEAR + 1, 1, 1).toordinal()
"""The whole years that int64 nanoseconds about 2000 hold; END_DAY is the first day after."""

_MONTH_LENGTH: Final = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def month_length(year: Integers, month: Integers) -> Integers:
    """Days in each *month* (1 to 12) of *year*."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length: Integers = _MONTH_LENGTH[month - 1] + ((month == 2) & leap)
    return length


def day_from_civil(year: Integers, month: Integers, day: Integers) -> Integers:
    """Day numbers of calendar dates; shapes broadcast.

    *day* may run past the month: ``(2024, 1, 303)`` is day 303 of the year.
    Years count from March, so that the leap day comes last and the months
    before it have lengths that a straight line rounds to.

    Source: E. G. Richards, "Calendars", Explanatory Supplement to the
    Astronomical Almanac, 3rd ed. (2013), section 15.11, algorithm 3, rearranged.
    """
    march_year = year - (month <= 2)
    march_month = (month + 9) % 12
    years = 365 * march_year + march_year // 4 - march_year // 100 + march_year // 400
    return years + (153 * march_month + 2) // 5 + day - 306


def civil_from_day(day: Integers) -> tuple[Integers, Integers, Integers]:
    """Year, month and day of the month: the inverse of `day_from_civil`."""
    shifted = day + 305
    era = shifted // 146_097
    of_era = shifted - era * 146_097
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * of_year + 2) // 153
    month = (march_month + 2) % 12 + 1
    year = year_of_era + era * 400 + (month <= 2)
    return year, month, of_year - (153 * march_month + 2) // 5 + 1


def day_of_year(day: Integers) -> tuple[Integers, Integers]:
    """Year, and day of the year from 1."""
    year, _, _ = civil_from_day(day)
    one = np.ones_like(year)
    return year, day - day_from_civil(year, one, one) + 1
