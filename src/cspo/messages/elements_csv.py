"""CelesTrak's catalogue with supplemental fits, as mizuba's tables hold it.

One object a line: two-part Julian Date of UTC, mean motion in rad/min and angles
in rad, B*, radar cross-section, operational status; the TLE's two lines where
the row is one, none where it is a fit to an operator's ephemeris. Where lines
and columns say the same but for the change of units, the decimals of the lines
are taken, for they are what was published; where the lines are rounded from
more digits, the columns are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.fields import read_floats, read_integers, read_texts
from cspo.messages.gp import GpColumns
from cspo.messages.text import clip
from cspo.messages.text_lines import csv_fields, text_lines
from cspo.messages.tle_pairs import read_text_pairs
from cspo.messages.tle_set import Problem
from cspo.time.utc import tai_ns_from_jd_utc

__all__ = ["read"]

_NEEDED: Final = (
    "NORAD_ID", "COSPAR_ID", "NAME", "EPOCH_JD1", "EPOCH_JD2", "N0", "E0", "I0", "NODE0",
    "OMEGA0", "M0", "BSTAR", "OPS_CODE", "RCS", "TLE_LINE1", "TLE_LINE2",
)  # fmt: skip
_ANGLES: Final = {"I0": "inclination_deg", "NODE0": "raan_deg", "OMEGA0": "argp_deg",
                  "M0": "mean_anomaly_deg"}  # fmt: skip
_LIMITS: Final = {
    "EPOCH_JD1": (2_345_000.0, 2_558_000.0), "EPOCH_JD2": (-1.0, 1.0), "N0": (1e-9, 10.0),
    "E0": (0.0, np.nextafter(1.0, 0.0)), "I0": (0.0, np.pi), "NODE0": (-7.0, 7.0),
    "OMEGA0": (-7.0, 7.0), "M0": (-7.0, 7.0), "BSTAR": (-1e9, 1e9),
}  # fmt: skip
_BESIDE: Final = ("mean_motion_rev_day", "eccentricity", "bstar_per_er", *_ANGLES.values())
_ONLY_IN_LINES: Final = (
    "mean_motion_dot_rev_day2", "mean_motion_ddot_rev_day3", "ephemeris_type", "element_set_no",
    "rev_at_epoch",
)  # fmt: skip
_CLOSE: Final = 1e-12
"""What the change of units may cost: the lines have eight decimals at most."""

_REV_DAY_PER_RAD_MIN: Final = 1440.0 / (2.0 * np.pi)


def read(data: bytes) -> tuple[GpColumns, list[Fault]]:
    """Read the table.

    Returns
    -------
    columns : GpColumns
    faults : list of Fault
        By line.

    Raises
    ------
    MalformedMessage
        Where the first line lacks a column.
    """
    log = FaultLog()
    lines = text_lines(data, log)
    header = [name.strip().upper() for name in lines[0].split(",")]
    absent = [name for name in _NEEDED if name not in header]
    if absent or len(set(header)) < len(header):
        raise MalformedMessage(
            "read elements table", expected=f"columns {', '.join(absent or _NEEDED)} once each",
            got=clip(lines[0], 80), line=1,
        )  # fmt: skip
    rows, numbers = _rows(lines, len(header), log)
    table = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    if not table:
        return GpColumns.empty(), log.faults()
    values, refused = _values(table, numbers, lines, log)
    _add_lines(values, table, numbers, lines, log)
    gp = GpColumns.build(len(rows), values)
    return (gp.take(~refused) if refused.any() else gp), log.faults()


def _rows(lines: Sequence[str], width: int, log: FaultLog) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        row = csv_fields(line)
        if len(row) == width:
            rows.append(row)
            numbers.append(number)
        else:
            log.add(number, "LINE", f"{width} fields", f"{len(row)}", line[:256])
    return rows, numbers


def _values(
    table: dict[str, tuple[str, ...]], numbers: list[int], lines: list[str], log: FaultLog
) -> tuple[dict[str, NDArray[Any]], NDArray[np.bool_]]:
    """Columns in the units of the OMM, and which rows are refused."""
    refused = np.zeros(len(numbers), np.bool_)

    def refuse(rows: Sequence[int], keyword: str, expected: str) -> None:
        for row in rows:
            count = 0 if refused[row] else 1
            refused[row] = True
            got = table[keyword][row] or "nothing"
            log.add(numbers[row], keyword, expected, got, lines[numbers[row] - 1], count=count)

    raw: dict[str, NDArray[np.float64]] = {}
    for name, (low, high) in _LIMITS.items():
        raw[name], bad = read_floats(table[name])
        outside = np.flatnonzero((raw[name] < low) | (raw[name] > high)).tolist()
        refuse(sorted({*bad, *outside}), name, f"{low:g} to {high:g}")
        raw[name][refused] = low
    norad, bad = read_integers(table["NORAD_ID"])
    refuse(sorted({*bad, *np.flatnonzero(norad < 1).tolist()}), "NORAD_ID", "a catalogue number")
    rcs, bad = read_floats([text or "-1" for text in table["RCS"]])
    refuse(bad, "RCS", "square meters")
    texts = {}
    for name in ("NAME", "COSPAR_ID", "OPS_CODE"):
        texts[name], bad = read_texts(table[name])
        refuse(bad, name, "printable text")
    values: dict[str, NDArray[Any]] = {
        "norad_cat_id": norad,
        "object_name": texts["NAME"],
        "object_id": texts["COSPAR_ID"],
        "ops_status": texts["OPS_CODE"],
        "epoch_tai_ns": tai_ns_from_jd_utc(raw["EPOCH_JD1"], raw["EPOCH_JD2"]),
        "mean_motion_rev_day": raw["N0"] * _REV_DAY_PER_RAD_MIN,
        "eccentricity": raw["E0"],
        "bstar_per_er": raw["BSTAR"],
        "rcs_m2": np.where(rcs < 0.0, np.nan, rcs),
    }
    for name, column in _ANGLES.items():
        values[column] = np.degrees(raw[name])
    return values, refused


def _add_lines(
    values: dict[str, NDArray[Any]],
    table: dict[str, tuple[str, ...]],
    numbers: list[int],
    lines: list[str],
    log: FaultLog,
) -> None:
    """Put what the lines of a TLE say where it agrees with the columns or is not in them."""
    pairs = list(zip(table["TLE_LINE1"], table["TLE_LINE2"], strict=True))
    index = [row for row, (first, _) in enumerate(pairs) if first]

    def note(position: int, problem: Problem, count: int) -> None:
        number = numbers[index[position]]
        log.add(
            number, problem.keyword, problem.expected, problem.got, lines[number - 1],
            refused=False, count=count,
        )  # fmt: skip

    found, bad = read_text_pairs([pairs[row] for row in index], note)
    good = np.delete(np.arange(len(index)), bad)
    rows = np.array(index, np.int64)[good]
    for name in (*_BESIDE, "epoch_tai_ns"):
        own, printed = values[name][rows], found[name][good]
        near = np.abs(own - printed) <= (1 if name == "epoch_tai_ns" else _CLOSE)
        values[name][rows] = np.where(near, printed, own)
    for name in _ONLY_IN_LINES:
        values[name] = np.zeros(len(numbers), found[name].dtype)
        values[name][rows] = found[name][good]
    values["classification_type"] = np.full(len(numbers), "U")
    values["classification_type"][rows] = found["classification_type"][good]
