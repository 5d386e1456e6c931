"""Space weather files of CelesTrak: bytes to a value.

Reading the bytes, from disk or the network, is the business of others.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.environment.solar_cycle import cycle_on_days
from cspo.environment.space_weather import SpaceWeather
from cspo.errors import CspoError, MalformedMessage
from cspo.time.days import day_from_civil, month_length

__all__ = ["parse_celestrak_space_weather"]

Floats = NDArray[np.float64]

# First column (from 0) and the one after the last: celestrak.org/SpaceData/SpaceWx-format.php.
_AP, _F107, _F107_81DAY = slice(79, 82), slice(113, 118), slice(119, 124)
_CSV_AP, _CSV_F107 = "AP_AVG", "F10.7_OBS"
_CSV_TYPE, _CSV_81DAY = "F10.7_DATA_TYPE", "F10.7_OBS_CENTER81"
_MOST_BYTES: Final = 40_000_000
_MOST_DAYS: Final = 150_000

Row = tuple[str, str, str, str, bool]
"""Date, F10.7, its 81-day mean, Ap, predicted."""


def parse_celestrak_space_weather(
    data: bytes, *, source: str = "CelesTrak space weather"
) -> SpaceWeather:
    """Read ``SW-All.txt``, ``SW-Last5Years.txt`` (version 1.2) or their ``.csv``.

    Measured days, then the daily and the monthly prediction. Between monthly rows F10.7 is
    drawn straight; Ap, which they lack, is the mean of past cycles.

    Raises
    ------
    MalformedMessage
        Where this is no such file.

    Source: celestrak.org/SpaceData/SpaceWx-format.php.
    """
    if len(data) > _MOST_BYTES:
        raise _malformed(source, f"at most {_MOST_BYTES:,} bytes", got=f"{len(data):,}")
    lines = data.decode("ascii", "replace").splitlines()
    rows = _csv_rows(lines, source) if lines and lines[0].startswith("DATE,") else _text_rows(lines)
    if len(rows) < 2:
        raise _malformed(source, "DATE,BSRN,... or BEGIN OBSERVED and two days")
    try:
        day = _days([row[0] for row in rows])
        f107, mean, ap = (np.array([float(r[k] or "nan") for r in rows]) for k in (1, 2, 3))
        predicted = np.array([row[4] for row in rows])
        return _daily(day, f107, mean, ap, predicted, source)
    except (ValueError, IndexError, OverflowError) as error:
        raise _malformed(source, "numbers in the columns of version 1.2") from error
    except MalformedMessage:
        raise
    except CspoError as error:
        raise _malformed(source, error.expected) from error


def _text_rows(lines: list[str]) -> list[Row]:
    rows: list[Row] = []
    kind = ""
    for line in lines:
        if line.startswith("BEGIN "):
            kind = line[6:].strip()
        elif line.startswith("END "):
            kind = ""
        elif kind in {"OBSERVED", "DAILY_PREDICTED", "MONTHLY_PREDICTED"} and line.strip():
            date = f"{line[:4]}-{line[4:7].strip():0>2}-{line[7:10].strip():0>2}"
            cells = (line[_F107].strip(), line[_F107_81DAY].strip(), line[_AP].strip())
            rows.append((date, *cells, kind != "OBSERVED"))
    return rows


def _csv_rows(lines: list[str], source: str) -> list[Row]:
    names = lines[0].strip().split(",")
    try:
        at = [names.index(name) for name in (_CSV_F107, _CSV_81DAY, _CSV_AP, _CSV_TYPE)]
    except ValueError as error:
        raise _malformed(source, f"columns {_CSV_F107}, {_CSV_81DAY}, {_CSV_AP}") from error
    rows: list[Row] = []
    for line in lines[1:]:
        cells = line.strip().split(",")
        if len(cells) == len(names):
            f107, mean, ap, kind = (cells[k] for k in at)
            rows.append((cells[0], f107, mean, ap, kind.startswith("PR")))
    return rows


def _days(dates: list[str]) -> NDArray[np.int64]:
    parts = np.array([date.split("-") for date in dates], np.int64)
    year, month, day = parts.T
    if not ((month >= 1) & (month <= 12)).all() or not ((year > 1900) & (year < 2290)).all():
        raise ValueError
    if not ((day >= 1) & (day <= month_length(year, month))).all():
        raise ValueError
    return day_from_civil(year, month, day)


def _daily(
    day: NDArray[np.int64], f107: Floats, mean: Floats, ap: Floats,
    predicted: NDArray[np.bool_], source: str,
) -> SpaceWeather:  # fmt: skip
    """A row for each day: gaps, and days without a value, drawn straight."""
    if not (np.diff(day) > 0).all() or day[-1] - day[0] > _MOST_DAYS:
        raise _malformed(source, "rising days")
    given = np.isfinite(f107)
    if given.sum() < 2:
        raise _malformed(source, "F10.7 as observed")
    every = np.arange(day[0], day[-1] + 1)
    with_mean = np.isfinite(mean)
    smooth = mean if with_mean.sum() >= 2 else f107
    with_mean = np.isfinite(smooth)
    last_measured = day[~predicted].max(initial=every[0] - 1)
    usual = cycle_on_days(every).ap
    with_ap = np.isfinite(ap)
    row = np.searchsorted(every, day[with_ap])
    index = np.array(usual)
    index[row] = ap[with_ap]
    return SpaceWeather(
        day=every, f107=np.interp(every, day[given], f107[given]),
        f107_81day=np.interp(every, day[with_mean], smooth[with_mean]), ap=index,
        predicted=every > last_measured, source=source,
    )  # fmt: skip


def _malformed(source: str, expected: str, got: str = "") -> MalformedMessage:
    return MalformedMessage("read space weather", source, expected=expected, got=got)
