"""How the Earth stands: the table by which a node, and a page of it, turn to Earth-fixed axes."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from cspo.frames import EarthOrientation, bundled_earth_orientation
from cspo.time import Epoch
from cspo.time.days import J2000_DAY, UNIX_ZERO_DAY
from cspo.time.scales import tai_minus_utc_s_at
from cspo.time.utc import tai_ns_from_utc_day, utc_day_from_tai_ns
from cspo.units import DAY_NS

__all__ = ["earth_orientation", "orientation_rows", "tai_ms"]

_AROUND_DAYS: Final = 45
_NS_PER_MS: Final = 1_000_000
_DAY_MS: Final = DAY_NS // _NS_PER_MS
_J2000_MS: Final = (J2000_DAY - UNIX_ZERO_DAY) * _DAY_MS + _DAY_MS // 2


@cache
def earth_orientation() -> EarthOrientation:
    """The bundled table, read once a process."""
    return bundled_earth_orientation()


def orientation_rows(now: Epoch) -> list[list[float]]:
    """A row for each day from 45 days before *now* to 45 after, at 00:00 UTC.

    Returns
    -------
    rows : list of list of float
        UTC as milliseconds since 1970, TAI - UTC (s), UT1 - TAI (s), pole x and y (rad). UT1 - TAI
        goes through leap seconds without a step, so that it may be interpolated.
    """
    today = int(utc_day_from_tai_ns(now.tai_ns)[0])
    days = np.arange(today - _AROUND_DAYS, today + _AROUND_DAYS + 1, dtype=np.int64)
    tai_ns = tai_ns_from_utc_day(days, np.zeros_like(days))
    at = earth_orientation().at(tai_ns)
    columns = (
        (days - UNIX_ZERO_DAY) * _DAY_MS, tai_minus_utc_s_at(tai_ns),
        np.round(at.ut1_minus_tai_s, 7), np.round(at.xp_rad, 11), np.round(at.yp_rad, 11),
    )  # fmt: skip
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def tai_ms(epoch: Epoch) -> int:
    """What a clock of TAI shows, as milliseconds since 1970: what pages reckon in."""
    return _J2000_MS + epoch.tai_ns // _NS_PER_MS
