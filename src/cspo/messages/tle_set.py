"""One element set of two lines, field by field: every fault has its own words.

This is the meaning of a TLE. `cspo.messages.tle_columns` reads the common
layout many sets at a time and leaves to this module all that it does not
recognize; a test holds the two to the same answers.

Source: Hoots and Roehrich, Spacetrack Report No. 3 (1980); Space-Track and
CelesTrak, "TLE format"; AIAA 2006-6753, appendix B.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from cspo.messages.alpha5 import number_from_alpha5
from cspo.time import Epoch
from cspo.units import DAY_NS

__all__ = ["CHECKSUM_WEIGHT", "EPOCH_STEP_NS", "Problem", "Values", "checksum", "read_set"]

Values = dict[str, float | int | str]

EPOCH_STEP_NS: Final = DAY_NS // 10**8
"""The last decimal of an epoch."""

CHECKSUM_WEIGHT: Final = bytes(
    code - 48 if 48 <= code <= 57 else int(code == ord("-")) for code in range(256)
)
"""What each character adds to a checksum: digits themselves, a minus 1."""


class Problem(NamedTuple):
    """A fault within a set: line 1 or 2, field, what was expected and found, and its cost."""

    line: int
    keyword: str
    expected: str
    got: str
    refused: bool = True


_BLANK_1: Final = (1, 8, 17, 32, 43, 52, 61, 63)
_BLANK_2: Final = (1, 7, 16, 25, 33, 42, 51)
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", re.ASCII)
_POWER: Final = re.compile(r"([+-]?)(?:0?\.)?([0-9]{1,6})([+-])([0-9])", re.ASCII)
_CANONICAL: Final = re.compile(r"([0-9]{2})([0-9]{3})([A-Z]{0,3}) *", re.ASCII)
_DAY_TEXT: Final = re.compile(r"([0-9]{1,3})\.([0-9]{1,8})", re.ASCII)


def checksum(line: str) -> int:
    """Sum of the first 68 characters modulo 10: digits count themselves, a minus 1.

    Examples
    --------
    >>> checksum("2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667")
    7
    """
    return sum(line[:68].encode("ascii", "replace").translate(CHECKSUM_WEIGHT)) % 10


def _designator(text: str) -> str:
    """``YYYY-NNNPPP`` from the eight columns of a TLE; other text is returned stripped.

    Examples
    --------
    >>> _designator("98067A  "), _designator("57001AAA"), _designator("?")
    ('1998-067A', '1957-001AAA', '?')
    """
    found = _CANONICAL.fullmatch(text)
    if not found:
        return text.strip()
    return f"{_full_year(int(found[1]))}-{found[2]}{found[3]}"


def read_set(first: str, second: str, *, lenient: bool = False) -> tuple[Values, list[Problem]]:
    """Read the two lines of a set; the values are complete where no problem refuses it.

    *lenient* keeps a set whose checksum is wrong, and says so.
    """
    problems: list[Problem] = []
    values: Values = {}
    for number, line, blanks in ((1, first, _BLANK_1), (2, second, _BLANK_2)):
        _frame(problems, number, line, blanks, lenient=lenient)
    if any(problem.refused for problem in problems):
        return values, problems
    _identity(values, problems, first, second)
    field = _Fields(values, problems)
    _epoch(values, problems, first[18:32])
    field.take(1, "MEAN_MOTION_DOT", first[33:43], _decimal, "mean_motion_dot_rev_day2")
    field.take(1, "MEAN_MOTION_DDOT", first[44:52], _power, "mean_motion_ddot_rev_day3")
    field.take(1, "BSTAR", first[53:61], _power, "bstar_per_er")
    field.take(1, "EPHEMERIS_TYPE", first[62:63], _count, "ephemeris_type")
    field.take(1, "ELEMENT_SET_NO", first[64:68], _count, "element_set_no")
    field.take(2, "INCLINATION", second[8:16], _decimal, "inclination_deg", 0.0, 180.0)
    field.take(2, "RA_OF_ASC_NODE", second[17:25], _decimal, "raan_deg", -360.0, 360.0)
    field.take(2, "ECCENTRICITY", second[26:33], _after_point, "eccentricity")
    field.take(2, "ARG_OF_PERICENTER", second[34:42], _decimal, "argp_deg", -360.0, 360.0)
    field.take(2, "MEAN_ANOMALY", second[43:51], _decimal, "mean_anomaly_deg", -360.0, 360.0)
    field.take(2, "MEAN_MOTION", second[52:63], _positive, "mean_motion_rev_day")
    field.take(2, "REV_AT_EPOCH", second[63:68], _count, "rev_at_epoch")
    return values, problems


def _frame(
    problems: list[Problem], number: int, line: str, blanks: tuple[int, ...], *, lenient: bool
) -> None:
    """Length, blank columns and checksum."""
    if len(line) < 69 or line[69:70].strip():
        problems.append(Problem(number, "LINE", "69 characters", f"{len(line)}"))
        return
    filled = [column + 1 for column in blanks if line[column] != " "]
    if filled:
        problems.append(
            Problem(number, "LINE", f"a blank in column {filled[0]}", line[filled[0] - 1])
        )
    expected = checksum(line)
    if line[68] != str(expected):
        problems.append(Problem(number, "CHECKSUM", str(expected), line[68], refused=not lenient))


def _identity(values: Values, problems: list[Problem], first: str, second: str) -> None:
    text, classification, designator = first[2:7], first[7], first[9:17]
    number = number_from_alpha5(text)
    other = ""
    if classification == "V" and re.fullmatch(r"[0-9]+", designator.strip(), re.ASCII):
        number, other, designator = 0, f"vimpel:{int(designator)}", ""
    elif classification not in "UCS ":
        problems.append(Problem(1, "CLASSIFICATION_TYPE", "U, C or S", classification))
    elif not number:
        problems.append(Problem(1, "NORAD_CAT_ID", "five digits or Alpha-5", text))
    if second[2:7] != text and number_from_alpha5(second[2:7]) != number_from_alpha5(text):
        problems.append(Problem(2, "NORAD_CAT_ID", f"{text} as in line 1", second[2:7]))
    values["norad_cat_id"] = number or 0
    values["other_id"] = other
    values["classification_type"] = classification.strip() or "U"
    values["object_id"] = _designator(designator)


def _epoch(values: Values, problems: list[Problem], text: str) -> None:
    year2, found = text[:2].replace(" ", "0"), _DAY_TEXT.fullmatch(text[2:].strip())
    if year2.isdigit() and year2.isascii() and found:
        first = date(_full_year(int(year2)), 1, 1).toordinal()
        day = int(found[1])
        if 1 <= day <= date(_full_year(int(year2)), 12, 31).toordinal() - first + 1:
            ns_of_day = int(found[2].ljust(8, "0")) * EPOCH_STEP_NS
            values["epoch_tai_ns"] = Epoch.from_utc_day(first + day - 1, ns_of_day).tai_ns
            return
    problems.append(Problem(1, "EPOCH", "YYDDD.DDDDDDDD, a day of that year", text))


def _full_year(year2: int) -> int:
    return year2 + (2000 if year2 < 57 else 1900)


class _Fields:
    """Puts one field after the other into the values or among the problems."""

    def __init__(self, values: Values, problems: list[Problem]) -> None:
        self._values, self._problems = values, problems

    def take(
        self, line: int, keyword: str, text: str, read: Callable[[str], tuple[float | None, str]],
        name: str, low: float = -math.inf, high: float = math.inf,
    ) -> None:  # fmt: skip
        value, expected = read(text)
        if value is not None and low <= value <= high:
            self._values[name] = value
            return
        if value is not None:
            expected = f"{low:g} to {high:g}"
        self._problems.append(Problem(line, keyword, expected, text))


def _decimal(text: str) -> tuple[float | None, str]:
    text = text.strip()
    return (float(text) if _DECIMAL.fullmatch(text) else None), "a decimal number"


def _positive(text: str) -> tuple[float | None, str]:
    value, _ = _decimal(text)
    return (value if value and value > 0.0 else None), "revolutions a day, more than 0"


def _after_point(text: str) -> tuple[float | None, str]:
    digits = text.replace(" ", "0")
    good = digits.isdigit() and digits.isascii()
    return (float(f"0.{digits}") if good else None), "7 digits after an implied point"


def _power(text: str) -> tuple[float | None, str]:
    text = text.strip()
    found = _POWER.fullmatch(text)
    if found:
        sign, digits, exponent_sign, exponent = found.groups()
        return float(f"{sign}0.{digits}e{exponent_sign}{exponent}"), ""
    if not text:
        return 0.0, ""
    return None, "sign, 5 digits after an implied point, signed exponent"


def _count(text: str) -> tuple[int | None, str]:
    text = text.strip()
    good = (text.isdigit() and text.isascii()) or not text
    return (int(text or "0") if good else None), "digits"
