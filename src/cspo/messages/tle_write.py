"""Element sets as lines of a TLE, as far as its columns reach."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final, Literal

import numpy as np

from cspo.messages.alpha5 import LAST_ALPHA5, number_to_alpha5
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.gp import GpColumns
from cspo.messages.tle_set import EPOCH_STEP_NS, checksum
from cspo.time.utc import tle_from_tai_ns, year_day_from_tai_ns
from cspo.units import DAY_NS

__all__ = ["Names", "line_pairs", "write"]

Names = Literal["none", "plain", "numbered"]
"""No name lines (2LE), the name alone (TLE as CelesTrak has it), ``0`` and the name (3LE)."""

_DESIGNATOR: Final = re.compile(r"(19|20)([0-9]{2})-([0-9]{3})([A-Z]{0,3})", re.ASCII)
_NOT_A_NAME: Final = ("0 ", "1 ", "2 ", "#")
"""What a reader would take for something else."""


class _Unwritable(Exception):
    """A value that the columns of a TLE cannot hold: keyword, expected, got."""


def write(
    columns: GpColumns, *, names: Names = "none", newline: str = "\n"
) -> tuple[bytes, list[Fault]]:
    r"""Write two lines a set, with a line for the name before them where asked.

    A TLE rounds: 8 decimals of a day, 4 of a degree, 7 of the eccentricity, 8 of
    rev/day, 5 significant digits of B* and the second derivative. Numbers of
    revolutions and sets keep their last 5 and 4 digits.

    Returns
    -------
    data : bytes
    faults : list of Fault
        The sets that a TLE cannot hold and that are not written: catalogue
        numbers above 339,999 (Alpha-5), years but 1957 to 2056, SGP4-XP. Their
        line is the row, from 1.

    Examples
    --------
    >>> from cspo.messages import tle
    >>> data = b"1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\n"
    >>> data += b"2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667\n"
    >>> write(tle.read(data)[0])[0] == data
    True
    """
    log = FaultLog()
    lines: list[str] = []
    for i, (first, second, wrong) in enumerate(_pairs(columns)):
        name = str(columns.object_name[i])
        if wrong is not None:
            keyword, expected, got = wrong.args
            log.add(i + 1, keyword, expected, got, f"{columns.norad_cat_id[i]} {name}")
            continue
        if names != "none" and name:
            numbered = names == "numbered" or name.startswith(_NOT_A_NAME)
            lines.append(f"0 {name}" if numbered else name)
        lines += (first, second)
    return newline.join([*lines, ""] if lines else []).encode(), log.faults()


def line_pairs(columns: GpColumns) -> list[tuple[str, str] | None]:
    """The two lines of each set; None for one that a TLE cannot hold, as `write` leaves out."""
    return [(first, second) if wrong is None else None for first, second, wrong in _pairs(columns)]


def _pairs(columns: GpColumns) -> Iterator[tuple[str, str, _Unwritable | None]]:
    """Both lines of each set, or why there are none."""
    year, _ = year_day_from_tai_ns(columns.epoch_tai_ns + EPOCH_STEP_NS // 2)
    in_range = (year >= 1957) & (year <= 2056)
    year2, day_ns = tle_from_tai_ns(np.where(in_range, columns.epoch_tai_ns, 0))
    rows = {name: column.tolist() for name, column in columns.columns()}
    rows["year"], rows["year2"], rows["day_ns"] = year.tolist(), year2.tolist(), day_ns.tolist()
    for i in range(len(columns)):
        row = {name: column[i] for name, column in rows.items()}
        try:
            yield _first(row), _second(row), None
        except _Unwritable as error:
            yield "", "", error


def _first(row: dict[str, object]) -> str:
    if row["theory"] not in {"SGP4", "SGP/SGP4"} or row["ephemeris_type"] == 4:
        raise _Unwritable("MEAN_ELEMENT_THEORY", "SGP4", str(row["theory"]))
    if not 1957 <= int(str(row["year"])) <= 2056:
        raise _Unwritable("EPOCH", "a year from 1957 to 2056", str(row["year"]))
    number, designator = _identity(row)
    day, fraction = divmod(int(str(row["day_ns"])), DAY_NS)
    kind = int(str(row["ephemeris_type"]))
    if kind > 9:
        raise _Unwritable("EPHEMERIS_TYPE", "one digit", str(kind))
    line = (
        f"1 {number}{row['classification_type'] or 'U':.1s} {designator:8.8s} "
        f"{row['year2']:02d}{day:03d}.{fraction // EPOCH_STEP_NS:08d} "
        f"{_signed_fraction('MEAN_MOTION_DOT', _float(row['mean_motion_dot_rev_day2']))} "
        f"{_power('MEAN_MOTION_DDOT', _float(row['mean_motion_ddot_rev_day3']), '-0')} "
        f"{_power('BSTAR', _float(row['bstar_per_er']), '+0')} {kind:1d} "
        f"{int(str(row['element_set_no'])) % 10_000:4d}"
    )
    return f"{line}{checksum(line)}"


def _second(row: dict[str, object]) -> str:
    number, _ = _identity(row)
    eccentricity = f"{_float(row['eccentricity']):.7f}"
    if not eccentricity.startswith("0."):
        raise _Unwritable("ECCENTRICITY", "less than 1 in 7 decimals", str(row["eccentricity"]))
    motion = f"{_float(row['mean_motion_rev_day']):11.8f}"
    if len(motion) > 11 or not float(motion):
        raise _Unwritable("MEAN_MOTION", "8 decimals, up to 99", str(row["mean_motion_rev_day"]))
    line = (
        f"2 {number} {_float(row['inclination_deg']):8.4f} {_angle(row['raan_deg'])} "
        f"{eccentricity[2:]} {_angle(row['argp_deg'])} {_angle(row['mean_anomaly_deg'])} "
        f"{motion}{int(str(row['rev_at_epoch'])) % 100_000:5d}"
    )
    return f"{line}{checksum(line)}"


def _identity(row: dict[str, object]) -> tuple[str, str]:
    """Columns of the catalogue number and of the designator."""
    other = str(row["other_id"])
    if other.startswith("vimpel:"):
        number = other.removeprefix("vimpel:")
        if number.isdigit() and len(number) <= 8:
            return " " * 5, f"{number:8s}"
    catalog_number = int(str(row["norad_cat_id"]))
    text = number_to_alpha5(catalog_number) if catalog_number else None
    if text is None:
        raise _Unwritable(
            "NORAD_CAT_ID", f"1 to {LAST_ALPHA5} (Alpha-5)", other or str(catalog_number)
        )
    object_id = str(row["object_id"])
    found = _DESIGNATOR.fullmatch(object_id)
    if found and 1957 <= int(found[1] + found[2]) <= 2056:
        return text, found[2] + found[3] + found[4]
    if len(object_id) <= 8 and object_id.isascii():
        return text, object_id
    raise _Unwritable("OBJECT_ID", "YYYY-NNNPPP, or up to 8 characters", object_id)


def _float(value: object) -> float:
    number = float(str(value)) if not isinstance(value, float) else value
    return number if math.isfinite(number) else 0.0


def _angle(value: object) -> str:
    angle = _float(value)
    return f"{angle + 360.0 if angle < 0.0 else angle:8.4f}"


def _signed_fraction(keyword: str, value: float) -> str:
    text = f"{abs(value):.8f}"
    if not text.startswith("0."):
        raise _Unwritable(keyword, "between -1 and 1", repr(value))
    return ("-" if math.copysign(1.0, value) < 0.0 else " ") + text[1:]


def _power(keyword: str, value: float, zero: str) -> str:
    """Sign, five digits after an implied point, exponent of one digit."""
    mantissa, exponent_text = f"{abs(value):.4e}".split("e")
    digits, exponent = mantissa.replace(".", ""), int(exponent_text) + 1
    if exponent < -9:
        digits = f"{round(int(digits) * 10.0 ** (exponent + 9)):05d}"
        exponent = -9
    sign = "-" if value < 0.0 else " "
    if digits == "00000":
        return " 00000" + zero
    if exponent > 9:
        raise _Unwritable(keyword, "less than 1e9", repr(value))
    return f"{sign}{digits}{'-' if exponent < 0 else '+'}{abs(exponent)}"
