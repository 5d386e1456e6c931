"""Earth orientation: files, interpolation, and what lies outside the table."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import MalformedMessage, UsageError
from cspo.frames import (
    EarthOrientation,
    bundled_earth_orientation,
    parse_celestrak_eop,
    parse_finals2000a,
)
from cspo.time import Epoch

ARCSEC_RAD = np.pi / 180.0 / 3600.0

# Rows of finals2000A.all: measured with Bulletin B, measured without, predicted, empty.
_BULLETIN_A_POLE = b"I     0.100    0.100    -0.200    0.100"
_BULLETIN_B = b"  0.151000  0.271000 -0.3901000     0.110    -0.210"
ROWS = b"\n".join(
    [
        b"1612 1 57723.00 I  0.150000 0.000040  0.270000 0.000040  I-0.3900000 0.0000100"
        b"  1.5000 0.0070  " + _BULLETIN_A_POLE + _BULLETIN_B,
        b"161231 57753.00 I  0.080000 0.000040  0.260000 0.000040  I-0.4080000 0.0000100"
        b"  1.2000 0.0070  " + _BULLETIN_A_POLE + b" " * 51,
        b"17 1 1 57754.00 P  0.079000 0.000040  0.261000 0.000040  P 0.5910000 0.0000100",
        b"17 1 2 57755.00",
    ]
)


def test_rows_read_as_the_iers_means_them():
    """Authority: ReadMe.finals2000A, column by column."""
    table = parse_finals2000a(ROWS)
    assert table.mjd.tolist() == [57723, 57753, 57754]
    assert table.ut1_minus_utc_s.tolist() == [-0.3901, -0.408, 0.591]
    np.testing.assert_allclose(table.xp_rad / ARCSEC_RAD, [0.151, 0.08, 0.079], rtol=1e-12)
    np.testing.assert_allclose(table.yp_rad / ARCSEC_RAD, [0.271, 0.26, 0.261], rtol=1e-12)
    np.testing.assert_allclose(table.dx_rad / ARCSEC_RAD * 1e3, [0.11, 0.1, 0.1], rtol=1e-12)
    np.testing.assert_allclose(table.dy_rad / ARCSEC_RAD * 1e3, [-0.21, -0.2, -0.2], rtol=1e-12)
    np.testing.assert_allclose(table.lod_s[:2], [1.5e-3, 1.2e-3], rtol=1e-12)
    # UT1 lost 1 ms in the day of the leap second: the day was 1 ms long.
    assert abs(table.lod_s[2] - 1e-3) < 1e-12
    assert table.predicted.tolist() == [False, False, True]
    assert table.last_measured_mjd == 57753


def test_a_leap_second_makes_no_step():
    table = parse_finals2000a(ROWS)
    times = [
        Epoch.from_utc(f"2016-12-31T23:59:{s}") for s in ("59.999999999", "60", "60.999999999")
    ]
    times.append(Epoch.from_utc("2017-01-01"))
    at = table.at(np.array([t.tai_ns for t in times]))
    assert np.ptp(at.ut1_minus_tai_s) < 1e-7
    np.testing.assert_allclose(at.ut1_minus_utc_s, [-0.409, -0.409, -0.409, 0.591], atol=1e-4)


def test_interpolation_is_orekits(orekit, finals):
    """Authority: Orekit's history of the same file, which interpolates likewise:
    2 us of UT1 (0.9 mm on the ground), 20 uas of the pole (0.6 mm), 1 us of LOD."""
    history = orekit.frames.FramesFactory.getEOPHistory(
        orekit.utils.IERSConventions.IERS_2010, True
    )
    utc = orekit.time.TimeScalesFactory.getUTC()
    ut1 = orekit.time.TimeScalesFactory.getUT1(history)
    for text in ("1999-01-01T00:00:00", "2008-12-31T23:59:60.5", "2016-12-31T18:00:00",
                 "2021-07-04T03:21:09", "2022-02-01T12:00:00"):  # fmt: skip
        date = orekit.time.AbsoluteDate(text, utc)
        at = finals.at(Epoch.from_utc(text).tai_ns)
        pole = history.getPoleCorrection(date)
        offset = history.getNonRotatinOriginNutationCorrection(date)
        ut1_minus_tai_s = ut1.offsetFromTAI(date).toDouble()
        assert abs(at.ut1_minus_tai_s - ut1_minus_tai_s) < 2e-6
        assert abs(at.xp_rad - pole.getXp()) < 20e-6 * ARCSEC_RAD
        assert abs(at.yp_rad - pole.getYp()) < 20e-6 * ARCSEC_RAD
        assert abs(at.dx_rad - offset[0]) < 20e-6 * ARCSEC_RAD
        assert abs(at.dy_rad - offset[1]) < 20e-6 * ARCSEC_RAD
        assert abs(at.lod_s - history.getLOD(date)) < 1e-6


def test_leaving_out_a_day_shows_what_interpolation_is_worth(finals):
    """One-way oracle: every other day removed and interpolated, then the error of
    daily rows is a sixteenth of it. UT1 good to 20 us, the pole to 60 uas."""
    year = (finals.mjd > 57_000) & (finals.mjd < 57_700)
    mjd = finals.mjd[year]
    columns = {
        name: getattr(finals, name)[year][::2]
        for name in ("ut1_minus_utc_s", "xp_rad", "yp_rad", "dx_rad", "dy_rad", "lod_s",
                     "predicted")
    }  # fmt: skip
    sparse = EarthOrientation(mjd=mjd[::2], source="every other day", **columns)
    left_out = mjd[3:-3:2]
    tai_ns = np.array([Epoch.from_utc_day(int(m) + 678_576, 0).tai_ns for m in left_out])
    assert finals.at(tai_ns).xp_rad.tolist() == finals.xp_rad[year][3:-3:2].tolist()
    ours, truth = sparse.at(tai_ns), finals.at(tai_ns)
    error_s = ours.ut1_minus_tai_s - truth.ut1_minus_tai_s
    assert np.sqrt(np.mean(error_s**2)) / 16 < 20e-6
    error_rad = ours.xp_rad - truth.xp_rad
    assert np.sqrt(np.mean(error_rad**2)) / 16 < 60e-6 * ARCSEC_RAD


def test_outside_the_nearest_row_is_held_and_said(finals):
    before, after = Epoch.from_utc("1960-01-01").tai_ns, Epoch.from_utc("2050-01-01").tai_ns
    at = finals.at(np.array([before, Epoch.from_utc("2000-01-01").tai_ns, after]))
    assert at.outside.tolist() == [True, False, True]
    assert at.xp_rad[0] == finals.xp_rad[0]
    assert at.xp_rad[2] == finals.xp_rad[-1]
    assert abs(at.ut1_minus_utc_s[2] - finals.ut1_minus_utc_s[-1]) < 1e-12
    assert at.predicted.tolist() == [False, False, True]


def test_zero_says_what_it_lacks():
    zero = EarthOrientation.zero()
    at = zero.at(Epoch.from_utc("2016-12-31T23:59:60.5").tai_ns)
    assert at.ut1_minus_utc_s == 0.0
    assert at.outside
    assert "420 m" in zero.warning
    assert zero.last_measured_mjd is None


def test_celestraks_table_is_the_iers_one(data_dir):
    """Two publishers of one Earth, C04 against Bulletins A and B: 30 us and 0.2 mas rms."""
    space = data_dir / "space_weather_eop"
    theirs = parse_celestrak_eop(gzip.decompress((space / "EOP-Last5Years.txt.gz").read_bytes()))
    ours = parse_finals2000a(gzip.decompress((space / "finals.all.iau2000.txt.gz").read_bytes()))
    measured = np.flatnonzero(~theirs.predicted)[:-60]
    assert len(theirs.mjd) == 2010 + 181
    row = np.searchsorted(ours.mjd, theirs.mjd[measured])
    assert (ours.mjd[row] == theirs.mjd[measured]).all()
    for name, tolerance in (
        ("ut1_minus_utc_s", 3e-5), ("xp_rad", 2e-4 * ARCSEC_RAD), ("yp_rad", 2e-4 * ARCSEC_RAD),
        ("dx_rad", 2e-4 * ARCSEC_RAD), ("dy_rad", 2e-4 * ARCSEC_RAD), ("lod_s", 5e-5),
    ):  # fmt: skip
        difference = getattr(ours, name)[row] - getattr(theirs, name)[measured]
        assert np.sqrt(np.mean(difference**2)) < tolerance, name


def test_celestraks_csv_is_read():
    table = parse_celestrak_eop(
        b"DATE,MJD,X,Y,UT1-UTC,LOD,DPSI,DEPS,DX,DY,DAT,DATA_TYPE\n"
        b"2024-10-29,60612,0.176,0.281,0.0443,0.0005,-0.113,-0.009,0.0003,-0.0001,37,O\n"
        b"2024-10-30,60613,0.177,0.282,0.0441,,-0.113,-0.009,,,37,P\n"
    )
    assert table.mjd.tolist() == [60612, 60613]
    assert table.predicted.tolist() == [False, True]
    np.testing.assert_allclose(table.dx_rad / ARCSEC_RAD, [0.0003, 0.0003])
    assert abs(table.lod_s[1] - 0.0002) < 1e-12


def test_the_installation_has_a_table():
    table = bundled_earth_orientation()
    assert table.last_measured_mjd is not None
    assert table.last_measured_mjd > 60_000
    assert "astropy-iers-data" in table.source
    assert table.warning == ""


def test_offsets_to_iau_1980_are_refused(data_dir):
    with pytest.raises(MalformedMessage, match="IAU 1980"):
        parse_finals2000a(gzip.decompress((data_dir / "orekit/finals.all.gz").read_bytes()))


@pytest.mark.parametrize("parse", [parse_finals2000a, parse_celestrak_eop])
@pytest.mark.parametrize(
    "data", [b"", b"\n", b"<html>no</html>\n" * 3, b"\x00" * 500, b"x" * 10**6]
)
def test_what_is_no_table_is_refused(parse, data):
    with pytest.raises(MalformedMessage):
        parse(data)


@given(st.data())
def test_a_damaged_table_is_read_or_refused(data):
    """Only MalformedMessage may come of bytes from outside."""
    damaged = bytearray(ROWS)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.sampled_from(b"0123456789-+. eEnaINFx\n\x00\xff"))
    try:
        table = parse_finals2000a(bytes(damaged))
    except MalformedMessage:
        return
    assert np.isfinite(table.at(0).xp_rad)


def test_a_table_is_checked_when_built():
    good = {
        "mjd": [1, 2], "ut1_minus_utc_s": [0.0, 0.0], "xp_rad": [0.0, 0.0], "yp_rad": [0.0, 0.0],
        "dx_rad": [0.0, 0.0], "dy_rad": [0.0, 0.0], "lod_s": [0.0, 0.0],
        "predicted": [False, False], "source": "test",
    }  # fmt: skip
    for wrong in ({"mjd": [2, 1]}, {"xp_rad": [0.0]}, {"lod_s": [0.0, np.nan]}):
        with pytest.raises(UsageError):
            EarthOrientation(**{**good, **wrong})
    table = EarthOrientation(**good)
    with pytest.raises(ValueError, match="read-only"):
        table.xp_rad[0] = 1.0
