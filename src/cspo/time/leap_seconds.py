"""TAI - UTC since 1972, as the IERS announced it (Bulletin C).

Before 1972, where UTC was not yet as it is today, the first value is held.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["TABLE", "day_length_s", "tai_minus_utc_array_s", "tai_minus_utc_s"]

# (first UTC day, TAI - UTC in s from its 00:00). IERS Bulletin C 1 to 71:
# no leap second is announced after 2017-01-01.
TABLE: Final[tuple[tuple[date, int], ...]] = tuple(
    (date(year, month, 1), 10 + count)
    for count, (year, month) in enumerate(
        (
            (1972, 1), (1972, 7), (1973, 1), (1974, 1), (1975, 1), (1976, 1), (1977, 1),
            (1978, 1), (1979, 1), (1980, 1), (1981, 7), (1982, 7), (1983, 7), (1985, 7),
            (1988, 1), (1990, 1), (1991, 1), (1992, 7), (1993, 7), (1994, 7), (1996, 1),
            (1997, 7), (1999, 1), (2006, 1), (2009, 1), (2012, 7), (2015, 7), (2017, 1),
        )
    )
)  # fmt: skip

_DAYS: Final = [day.toordinal() for day, _ in TABLE]
_DAY_ARRAY: Final = np.array(_DAYS, dtype=np.int64)
_OFFSET_S: Final = np.array([offset for _, offset in TABLE], dtype=np.int64)


def tai_minus_utc_s(day_ordinal: int) -> int:
    """TAI - UTC, s, during the UTC day with this proleptic Gregorian ordinal."""
    return TABLE[max(bisect_right(_DAYS, day_ordinal) - 1, 0)][1]


def tai_minus_utc_array_s(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """TAI - UTC, s, during each of these UTC days."""
    return _OFFSET_S[np.maximum(np.searchsorted(_DAY_ARRAY, day, side="right") - 1, 0)]


def day_length_s(day_ordinal: int) -> int:
    """Seconds in this UTC day: 86,401 where a leap second ends it."""
    return 86_400 + tai_minus_utc_s(day_ordinal + 1) - tai_minus_utc_s(day_ordinal)
