"""Space weather files as CelesTrak publishes them; the cycle against its own record."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.environment import SpaceWeather, continued, parse_celestrak_space_weather, solar_cycle
from cspo.errors import MalformedMessage, OutOfRange, UsageError
from cspo.time import Epoch

HEADER = "NUM_OBSERVED_POINTS 2\nBEGIN OBSERVED\n"
CSV = """DATE,BSRN,ND,KP1,KP2,KP3,KP4,KP5,KP6,KP7,KP8,KP_SUM,AP1,AP2,AP3,AP4,AP5,AP6,AP7,AP8,\
AP_AVG,CP,C9,ISN,F10.7_OBS,F10.7_ADJ,F10.7_DATA_TYPE,F10.7_OBS_CENTER81,F10.7_OBS_LAST81,\
F10.7_ADJ_CENTER81,F10.7_ADJ_LAST81
1957-10-01,1700,19,43,40,30,20,37,23,43,37,273,32,27,15,7,22,9,32,22,21,1.1,5,334,269.3,269.8,OBS,\
266.6,230.9,266.8,235.5
1957-10-02,1700,20,37,37,17,17,27,23,17,30,203,22,22,6,6,12,9,6,15,12,0.7,3,331,253.3,253.6,OBS,\
267.4,231.7,267.5,236.2
1957-12-01,1702,26,,,,,,,,,,,,,,,,,,,,,250,240.0,241.0,PRM,250.0,250.0,251.0,251.0
"""


def is_whole_or_refused(data: bytes) -> bool:
    """What is read of damaged bytes has a value for each day; else it is refused."""
    try:
        read = parse_celestrak_space_weather(data)
    except MalformedMessage:
        return True
    return all(
        column.shape == read.day.shape and bool(np.isfinite(column).all())
        for column in (read.f107, read.f107_81day, read.ap)
    )


@pytest.fixture(scope="module")
def record(data_dir: Path) -> SpaceWeather:
    path = data_dir / "space_weather_eop/sw19571001_celestrak_css.txt.gz"
    return parse_celestrak_space_weather(gzip.decompress(path.read_bytes()))


def test_the_text_file_is_read_by_the_columns_of_its_format(record: SpaceWeather) -> None:
    # Lines read by eye: the first day, and the storm of 2003-10-29 (Ap 204, F10.7 275.4 adjusted).
    first = record.at(Epoch.from_utc("1957-10-02T12:00").tai_ns)
    assert (first.f107, first.f107_81day, first.ap, first.predicted) == (269.3, 267.4, 12.0, False)
    storm = record.at(Epoch.from_utc("2003-10-29T23:59:59").tai_ns)
    assert (storm.ap, storm.day_of_year) == (204.0, 302.0)
    assert len(record) == (record.end - record.start) / 86_400 // 1
    assert record.measured_until.utc_iso(0) == "2026-08-22T00:00:00Z"
    assert record.end.utc_iso(0) == "2041-10-02T00:00:00Z"


def test_what_was_measured_is_the_same_in_an_older_file(
    record: SpaceWeather, data_dir: Path
) -> None:
    older = gzip.decompress((data_dir / "orekit/SpaceWeather-All-v1.2.txt.gz").read_bytes())
    theirs = parse_celestrak_space_weather(older)
    row = np.arange(theirs.day[0], 737_000) - record.day[0]  # to 2018, before corrections
    assert np.mean(np.abs(record.f107[row] - theirs.f107[: len(row)]) < 0.5) > 0.99
    assert np.mean(np.abs(record.ap[row] - theirs.ap[: len(row)]) <= 1.0) > 0.99


def test_the_mean_over_81_days_is_one(record: SpaceWeather) -> None:
    row = int(Epoch.from_utc("2014-06-15").utc_day()[0] - record.day[0])
    own = record.f107[row - 40 : row + 41].mean()
    assert record.f107_81day[row] == pytest.approx(own, abs=0.5)


def test_orekit_reads_the_same_numbers(orekit, data_dir: Path) -> None:
    older = gzip.decompress((data_dir / "orekit/SpaceWeather-All-v1.2.txt.gz").read_bytes())
    ours = parse_celestrak_space_weather(older)
    names = orekit.models.earth.atmosphere.data.CssiSpaceWeatherData.DEFAULT_SUPPORTED_NAMES
    theirs = orekit.models.earth.atmosphere.data.CssiSpaceWeatherData(names)
    utc = orekit.time.TimeScalesFactory.getUTC()
    for text in ("2001-11-06", "2008-06-15", "2014-02-20"):
        day = Epoch.from_utc(text + "T00:00:00")
        date = orekit.time.AbsoluteDate(text + "T00:00:00", utc)
        got = ours.at(day.tai_ns)
        assert got.f107 == pytest.approx(theirs.getDailyFlux(date), abs=0.05)
        assert got.f107_81day == pytest.approx(theirs.getAverageFlux(date), abs=0.05)
        assert got.ap == pytest.approx(theirs.getAp(date)[0], abs=0.5)


def test_the_csv_form_holds_the_same() -> None:
    weather = parse_celestrak_space_weather(CSV.encode())
    got = weather.at([Epoch.from_utc("1957-10-02").tai_ns, Epoch.from_utc("1957-11-30").tai_ns])
    assert got.f107.tolist()[0] == 269.3
    assert got.f107_81day.tolist() == pytest.approx([267.4, 250.3], abs=0.05)
    assert got.predicted.tolist() == [False, True]


@pytest.mark.parametrize(
    "data", [b"", b"DATE,nothing\n1", HEADER.encode(), CSV.replace("269.3", "-4").encode(),
             CSV.replace("1957-10-02", "1957-13-02").encode(), b"BEGIN OBSERVED\n\xff\xff\nx\n"],
)  # fmt: skip
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedMessage):
        parse_celestrak_space_weather(data)


@settings(max_examples=150)
@given(st.integers(0, len(CSV) - 1), st.binary(max_size=4), st.integers(0, 6))
def test_mutated_bytes_give_a_value_or_malformed(at: int, put: bytes, cut: int) -> None:
    assert is_whole_or_refused(CSV.encode()[:at] + put + CSV.encode()[at + cut :])


ROW = "{:<79}{:>3} 1.1 5 334 {:>5} 0 {:>5} 235.5 {:>5} {:>5} 230.9"
TEXT = "\n".join((
    "BEGIN OBSERVED",
    ROW.format("1957 10 01 1700 19 43 40 30 20 37 23 43 37 273", 21, 269.8, 266.8, 269.3, 266.6),
    ROW.format("1957 10 02 1700 20 37 37 17 17 27 23 17 30 203", 12, 253.6, 267.5, 253.3, 267.4),
    "END OBSERVED",
    "BEGIN MONTHLY_PREDICTED",
    ROW.format("1957 12 01 1702 26", "", 241.0, 251.0, 240.0, 250.0),
    "END MONTHLY_PREDICTED",
))  # fmt: skip


def test_the_text_form_of_the_same_rows() -> None:
    text, csv = (parse_celestrak_space_weather(x.encode()) for x in (TEXT, CSV))
    assert np.array_equal(text.f107, csv.f107)
    assert np.array_equal(text.f107_81day, csv.f107_81day)
    assert np.array_equal(text.ap, csv.ap)
    assert np.array_equal(text.predicted, csv.predicted)


@settings(max_examples=150)
@given(st.integers(0, len(TEXT) - 1), st.binary(max_size=4), st.integers(0, 6))
def test_mutated_text_gives_a_value_or_malformed(at: int, put: bytes, cut: int) -> None:
    assert is_whole_or_refused(TEXT.encode()[:at] + put + TEXT.encode()[at + cut :])


def test_outside_the_rows_is_said(record: SpaceWeather) -> None:
    with pytest.raises(OutOfRange, match="continued"):
        record.at(Epoch.from_utc("2050-01-01").tai_ns)


def test_rows_without_order_are_refused() -> None:
    with pytest.raises(UsageError, match="gap"):
        SpaceWeather(day=[5, 7], f107=[70, 70], f107_81day=[70, 70], ap=[5, 5],
                     predicted=[False, False], source="by hand")  # fmt: skip


def test_the_cycle_lies_between_its_bounds_and_near_the_record(record: SpaceWeather) -> None:
    start, days = Epoch.from_utc("1960-01-01"), 365.25 * 64
    low, mean, high = (solar_cycle(start, days, level) for level in ("low", "mean", "high"))
    assert np.all(low.f107 < mean.f107)
    assert np.all(mean.f107 < high.f107)
    row = low.day - record.day[0]
    measured = record.f107_81day[row]
    inside = np.mean((measured >= low.f107) & (measured <= high.f107))
    assert 0.7 < inside < 0.9  # 80 % were asked for
    assert mean.f107.mean() == pytest.approx(measured.mean(), rel=0.03)


def test_what_is_low_replaces_predictions_and_the_mean_keeps_them(record: SpaceWeather) -> None:
    until = Epoch.from_utc("2060-01-01")
    mean, low = continued(record, until), continued(record, until, "low")
    at = Epoch.from_utc("2030-06-01").tai_ns
    assert mean.at(at).f107_81day == record.at(at).f107_81day
    assert low.at(at).f107_81day == solar_cycle(Epoch(at), 1.0, "low").f107[0]
    assert (low.end, mean.end) == (until + 86_400, until + 86_400)
    assert mean.at(Epoch.from_utc("2014-01-01").tai_ns).predicted == np.False_


def test_a_cycle_of_no_length_is_refused() -> None:
    with pytest.raises(OutOfRange, match="days"):
        solar_cycle(Epoch.from_utc("2030-01-01"), np.nan)
    with pytest.raises(UsageError, match="level"):
        solar_cycle(Epoch.from_utc("2030-01-01"), 1.0, "middling")  # type: ignore[arg-type]
