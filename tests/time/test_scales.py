"""Time scales against erfa and published values; tolerances in s."""

from __future__ import annotations

import json

import erfa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import UsageError
from cspo.time import Epoch
from cspo.time.scales import (
    TimeScale,
    format_scale_array,
    gps_week_from_tai_ns,
    jd_from_reading,
    jd_tt_arrays,
    parse_scale_array,
    reading_from_tai_ns,
    tai_minus_utc_s_at,
    tai_ns_from_gps_week,
    tai_ns_from_reading,
    tdb_minus_tt_s,
)

_NS = 1_000_000_000


def ns(text):
    return Epoch.from_utc(text).tai_ns


def test_published_cases(data_dir):
    """Authority: data/astro/frames/erfa_time_and_matrix.json: times 1 us, TDB - TT 30 us."""
    for case in json.loads((data_dir / "astro/frames/erfa_time_and_matrix.json").read_text())[
        "cases"
    ]:
        tai_ns = ns(case["utc"])
        assert tai_minus_utc_s_at(tai_ns) == case["tai_minus_utc_s"]
        week, ns_of_week = gps_week_from_tai_ns(tai_ns)
        gps_s = int(week) * 604_800 + int(ns_of_week) / 1e9
        assert abs(gps_s - case["gps_s_past_1980_01_06"]) < 1e-6
        assert tai_ns_from_gps_week(week, ns_of_week) == tai_ns
        assert abs(tdb_minus_tt_s(tai_ns) - case["tdb_minus_tt_s"]) < 30e-6


def test_tdb_is_erfas():
    """Authority: erfa dtdb (Fairhead and Bretagnon 1990, 787 terms): 12 us, 1957 to 2100."""
    tai_ns = np.linspace(ns("1957-01-01"), ns("2100-01-01"), 5000).astype(np.int64)
    theirs = erfa.dtdb(*jd_tt_arrays(tai_ns), 0.0, 0.0, 0.0, 0.0)
    worst = np.abs(tdb_minus_tt_s(tai_ns) - theirs).max()
    assert worst < 12e-6  # what Circular 179 promises, and a little


def test_ut1_is_erfas():
    """Authority: erfa utcut1, 1 us, before, in and after a leap second."""
    for text, dut1 in (
        ("2012-06-30T23:59:59.5", -0.587), ("2012-06-30T23:59:60.5", -0.587),
        ("2012-07-01T00:00:00.5", 0.413), ("2024-02-29T18:30:30.303", -0.0123456),
    ):  # fmt: skip
        tai_ns = ns(text)
        date, clock = text.split("T")
        y, m, d = map(int, date.split("-"))
        h, minute, s = clock.split(":")
        expected = erfa.utcut1(*erfa.dtf2d("UTC", y, m, d, int(h), int(minute), float(s)), dut1)
        reading_ns = reading_from_tai_ns(tai_ns, TimeScale.UT1, ut1_minus_utc_s=dut1)
        jd, fr = jd_from_reading(reading_ns)
        assert abs((jd - expected[0]) + (fr - expected[1])) * 86_400 < 1e-6


def test_offsets_by_definition():
    """TT = TAI + 32.184 s; GPS time = TAI - 19 s."""
    assert format_scale_array([0], TimeScale.TAI, 3) == ["2000-01-01T12:00:00.000"]
    assert format_scale_array([0], TimeScale.TT, 3) == ["2000-01-01T12:00:32.184"]
    assert format_scale_array([0], TimeScale.GPS, 3) == ["2000-01-01T11:59:41.000"]
    assert format_scale_array([0], TimeScale.UTC, 3) == ["2000-01-01T11:59:28.000"]
    assert gps_week_from_tai_ns(ns("1980-01-06"))[0] == 0
    assert gps_week_from_tai_ns(ns("2019-04-06T23:59:42Z"))[0] == 2048


@given(st.integers(ns("1972-01-01"), ns("2100-01-01")), st.sampled_from(
    [TimeScale.TAI, TimeScale.TT, TimeScale.GPS, TimeScale.TDB, TimeScale.UTC]))  # fmt: skip
def test_text_in_any_scale_comes_back(tai_ns, scale):
    read, ok = parse_scale_array(format_scale_array([tai_ns], scale, 9), scale)
    assert ok.all()
    assert abs(int(read[0]) - tai_ns) <= 1


def test_ut1_text_needs_its_offset():
    with pytest.raises(UsageError):
        reading_from_tai_ns(0, TimeScale.UT1)
    with pytest.raises(UsageError):
        parse_scale_array(["2024-01-01T00:00:00"], TimeScale.UT1)
    with pytest.raises(UsageError):
        reading_from_tai_ns(0, TimeScale.UTC)
    tai_ns = ns("2024-01-01")
    reading = reading_from_tai_ns(tai_ns, TimeScale.UT1, ut1_minus_utc_s=-0.0123)
    assert reading - (tai_ns - 37 * _NS) == -12_300_000
    assert tai_ns_from_reading(reading, TimeScale.UT1, ut1_minus_utc_s=-0.0123) == tai_ns


def test_no_scale_but_utc_has_a_second_60():
    _, ok = parse_scale_array(["2016-12-31T23:59:60", "2016-12-31T23:59:59"], TimeScale.TAI)
    assert ok.tolist() == [False, True]
    assert not parse_scale_array(["0001-01-01T00:00:00"], TimeScale.TT)[1].any()
