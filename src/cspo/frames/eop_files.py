"""Earth orientation files of the IERS and of CelesTrak: bytes to a value.

Reading the bytes, from disk or the network, is the business of others.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage, UsageError
from cspo.frames.earth_orientation import EarthOrientation
from cspo.time.days import MJD_ZERO_DAY
from cspo.time.leap_seconds import tai_minus_utc_array_s
from cspo.units import DEG_RAD

__all__ = ["parse_celestrak_eop", "parse_finals2000a"]

Floats = NDArray[np.float64]

_ARCSEC_RAD: Final = DEG_RAD / 3600.0
_TYPICAL_OFFSET_RAD: Final = 0.02 * _ARCSEC_RAD
"""Half the days of a table lie below this: to IAU 2000A 0.2 mas, to IAU 1980 over 40 mas."""

# First column (from 0) and the one after the last: ReadMe.finals2000A of the IERS.
_FINALS_COLUMNS: Final = {
    "mjd": (7, 15), "x": (18, 27), "y": (37, 46), "ut1": (58, 68), "lod": (79, 86),
    "dx": (97, 106), "dy": (116, 125),
    "x_b": (134, 144), "y_b": (144, 154), "ut1_b": (154, 165), "dx_b": (165, 175),
    "dy_b": (175, 185),
}  # fmt: skip
_FINALS_WIDTH: Final = 185
_CELESTRAK_COLUMNS: Final = 12


def parse_finals2000a(data: bytes, *, source: str = "finals2000A") -> EarthOrientation:
    """Read ``finals2000A.all`` (or ``.daily``, ``.data``) of the IERS.

    Bulletin B stands where it is given, else Bulletin A, else its prediction.
    Days without UT1 end the table. Length of day, where missing, is the slope
    of UT1; pole offsets, where missing, are held from the last day that has them.

    Raises
    ------
    MalformedMessage
        Where this is no such file, or is ``finals.all`` with offsets to IAU 1980.

    Source: IERS Rapid Service, ReadMe.finals2000A.
    """
    rows = [line for line in data.splitlines() if line.strip()]
    if not rows or max(map(len, rows)) > 400:
        raise _malformed(source, "lines of 185 columns")
    text = np.array(rows, dtype=f"S{_FINALS_WIDTH}").view("S1").reshape(len(rows), -1)
    column = {name: _numbers(text[:, a:b], source) for name, (a, b) in _FINALS_COLUMNS.items()}
    x, y, ut1 = (_first_given(column[k + "_b"], column[k]) for k in ("x", "y", "ut1"))
    dx, dy = (_first_given(column[k + "_b"], column[k]) * 1e-3 for k in ("dx", "dy"))
    predicted = (text[:, 57] == b"P") & np.isnan(column["ut1_b"])
    keep = np.isfinite(column["mjd"]) & np.isfinite(ut1) & np.isfinite(x) & np.isfinite(y)
    return _table(
        column["mjd"][keep], ut1[keep], x[keep], y[keep], dx[keep], dy[keep],
        column["lod"][keep] * 1e-3, predicted[keep], source,
    )  # fmt: skip


def parse_celestrak_eop(data: bytes, *, source: str = "CelesTrak EOP") -> EarthOrientation:
    """Read ``EOP-All.txt``, ``EOP-Last5Years.txt`` or their ``.csv`` of CelesTrak.

    Raises
    ------
    MalformedMessage
        Where this is no such file.

    Source: celestrak.org/SpaceData/EOP-format.php.
    """
    lines = [line.strip() for line in data.splitlines()]
    if lines and lines[0].upper().startswith(b"DATE,"):
        cells = [line.split(b",") for line in lines[1:] if line]
        rows = [[*row[1:11], b"P" if row[11].startswith(b"P") else b"O"] for row in cells
                if len(row) == _CELESTRAK_COLUMNS]  # fmt: skip
    else:
        rows = _celestrak_text_rows(lines)
    if not rows:
        raise _malformed(source, "DATE,MJD,... or BEGIN OBSERVED")
    try:
        numbers = np.array([[float(cell or b"nan") for cell in row[:-1]] for row in rows])
    except ValueError as error:
        raise _malformed(source, "numbers") from error
    mjd, x, y, ut1, lod, _, _, dx, dy, _ = numbers.T
    predicted = np.array([row[-1] == b"P" for row in rows])
    return _table(mjd, ut1, x, y, dx, dy, lod, predicted, source)


def _celestrak_text_rows(lines: list[bytes]) -> list[list[bytes]]:
    """Ten numbers and O or P a day: mjd x y ut1 lod dpsi deps dx dy dat."""
    rows: list[list[bytes]] = []
    kind = b""
    for line in lines:
        if line.startswith(b"BEGIN "):
            kind = line[6:7]
        elif line.startswith(b"END "):
            kind = b""
        elif kind:
            cells = line.split()
            if len(cells) >= 13:
                rows.append([*cells[3:13], kind])
    return rows


def _numbers(text: NDArray[np.bytes_], source: str) -> Floats:
    """A column of right-aligned numbers, NaN where blank."""
    cells = np.ascontiguousarray(text).view(f"S{text.shape[1]}")[:, 0]
    blank = np.strings.str_len(np.strings.strip(cells)) == 0
    try:
        return np.where(blank, b"nan", cells).astype(np.float64)
    except ValueError as error:
        raise _malformed(source, "numbers in the columns of finals2000A") from error


def _first_given(preferred: Floats, otherwise: Floats) -> Floats:
    return np.where(np.isfinite(preferred), preferred, otherwise)


def _hold_last(values: Floats) -> Floats:
    """NaN replaced by the value before it, 0 where there is none."""
    row = np.maximum.accumulate(np.where(np.isfinite(values), np.arange(len(values)), -1))
    return np.where(row >= 0, values[row], 0.0)


def _table(
    mjd: Floats, ut1: Floats, x: Floats, y: Floats, dx: Floats, dy: Floats, lod: Floats,
    predicted: NDArray[np.bool_], source: str,
) -> EarthOrientation:  # fmt: skip
    """Arcseconds and seconds in, a value out."""
    if len(mjd) < 2 or not ((mjd > 0) & (mjd < 1e6)).all():
        raise _malformed(source, "two days or more")
    day = mjd.astype(np.int64)
    ut1_minus_tai = ut1 - tai_minus_utc_array_s(day + MJD_ZERO_DAY)
    if not (np.diff(day) > 0).all():
        raise _malformed(source, "rising days")
    slope_lod = -np.gradient(ut1_minus_tai, day)
    dx_rad, dy_rad = _hold_last(dx) * _ARCSEC_RAD, _hold_last(dy) * _ARCSEC_RAD
    if np.median(np.hypot(dx_rad, dy_rad)) > _TYPICAL_OFFSET_RAD:
        raise _malformed(source, "pole offsets to IAU 2000A (not those to IAU 1980 of finals.all)")
    try:
        return EarthOrientation(
            mjd=day, ut1_minus_utc_s=ut1, xp_rad=x * _ARCSEC_RAD, yp_rad=y * _ARCSEC_RAD,
            dx_rad=dx_rad, dy_rad=dy_rad, lod_s=_first_given(lod, slope_lod), predicted=predicted,
            source=source,
        )  # fmt: skip
    except UsageError as error:
        raise _malformed(source, error.expected) from error


def _malformed(source: str, expected: str) -> MalformedMessage:
    return MalformedMessage("read Earth orientation", source, expected=expected)
