"""The table in the code against the IERS's: a new leap second makes these fail."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import astropy_iers_data
import erfa
import numpy as np

from cspo.time.days import civil_from_day, day_from_civil, day_of_year, month_length
from cspo.time.leap_seconds import TABLE, day_length_s, tai_minus_utc_array_s, tai_minus_utc_s


def test_table_is_that_of_the_iers():
    """Authority: Leap_Second.dat of the IERS, as astropy-iers-data packs it."""
    lines = Path(astropy_iers_data.IERS_LEAP_SECOND_FILE).read_text().splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    theirs = [(date(int(y), int(m), int(d)), int(offset)) for _, d, m, y, offset in rows]
    assert list(TABLE) == theirs


def test_table_is_erfas():
    """Authority: erfa's dat table from 1972 on."""
    theirs = [
        (date(int(row["year"]), int(row["month"]), 1), int(row["tai_utc"]))
        for row in erfa.leap_seconds.get()
        if row["year"] >= 1972
    ]
    assert list(TABLE) == theirs


def test_array_is_the_scalar():
    days = np.array([day.toordinal() + k for day, _ in TABLE for k in (-1, 0, 1)])
    assert tai_minus_utc_array_s(days).tolist() == [tai_minus_utc_s(int(d)) for d in days]
    assert day_length_s(date(2016, 12, 31).toordinal()) == 86_401
    assert day_length_s(date(2017, 1, 1).toordinal()) == 86_400


def test_calendar_is_pythons():
    """Authority: datetime.date, every day of 1580 to 2420."""
    days = np.arange(date(1580, 1, 1).toordinal(), date(2420, 12, 31).toordinal() + 1)
    year, month, day = civil_from_day(days)
    dates = [date.fromordinal(int(d)) for d in days]
    assert [
        date(*ymd) for ymd in zip(year.tolist(), month.tolist(), day.tolist(), strict=True)
    ] == dates
    assert (day_from_civil(year, month, day) == days).all()
    of_year, number = day_of_year(days)
    assert (of_year == year).all()
    assert number.tolist() == [d.timetuple().tm_yday for d in dates]
    assert month_length(np.array([1900, 2000, 2023, 2024]), np.array([2] * 4)).tolist() == [
        28,
        29,
        28,
        29,
    ]
