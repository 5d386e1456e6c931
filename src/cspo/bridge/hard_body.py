"""Tables of hard-body radii: bytes to `cspo.conjunction.hard_body.HardBodyTable`."""

from __future__ import annotations

import csv
import io
import math

import numpy as np

from cspo.conjunction.hard_body import HardBodyTable
from cspo.errors import MalformedMessage

__all__ = ["hard_body_table_from_csv", "masses_from_csv"]

_NEEDED = ("ObjectID", "HBR", "HBRSource")


def hard_body_table_from_csv(data: bytes) -> HardBodyTable:
    r"""Read NASA CARA's ``HBR_Mass_Estimates`` (columns ObjectID, HBR in m, HBRSource).

    Rows without a radius (those that ESA's licence keeps out) are passed over;
    of one number, the first row holds.

    Raises
    ------
    MalformedMessage
        Where a column is missing or a row holds no number, with its line.

    Examples
    --------
    >>> table = hard_body_table_from_csv(b"ObjectID,HBR,HBRSource\n5,0.4,SFK RCS Estimate\n")
    >>> table.radius_m.tolist(), table.source.tolist()
    ([0.4], ['CARA SFK RCS Estimate'])
    """
    lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
    for name in _NEEDED:
        if name not in (lines.fieldnames or ()):
            raise MalformedMessage(
                "read hard-body table", expected=f"columns {', '.join(_NEEDED)}",
                got=f"no {name}", line=1, keyword=name,
            )  # fmt: skip
    found: dict[int, tuple[float, str]] = {}
    for row in lines:
        if not row["HBR"]:
            continue
        try:
            number, radius = int(row["ObjectID"]), float(row["HBR"])
        except (ValueError, TypeError) as error:
            raise _bad(lines.line_num, str(row["ObjectID"]), str(row["HBR"])) from error
        if not (math.isfinite(radius) and radius >= 0.0):
            raise _bad(lines.line_num, str(number), str(row["HBR"]))
        found.setdefault(number, (radius, f"CARA {row['HBRSource']}".replace("CARA CARA", "CARA")))
    numbers = sorted(found)
    return HardBodyTable(
        norad_id=np.array(numbers, np.int64),
        radius_m=np.array([found[number][0] for number in numbers], np.float64),
        source=np.array([found[number][1] for number in numbers], np.str_),
    )


def masses_from_csv(data: bytes) -> dict[int, tuple[float, str]]:
    r"""Masses by catalogue number, kg, and who says so, of the same file.

    Rows without a mass are passed over; of one number, the first row holds. A file without a
    column ``Mass`` holds none.

    Raises
    ------
    MalformedMessage
        Where a row holds no number, with its line.

    Examples
    --------
    >>> masses_from_csv(b"ObjectID,HBR,HBRSource,Mass,MassSource\n5,0.4,RCS,1.47,SATCAT\n")
    {5: (1.47, 'CARA SATCAT')}
    """
    found: dict[int, tuple[float, str]] = {}
    lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
    for row in lines:
        if not row.get("Mass"):
            continue
        try:
            number, mass_kg = int(row["ObjectID"]), float(row["Mass"])
        except (ValueError, TypeError, KeyError) as error:
            raise _bad(lines.line_num, str(row.get("ObjectID")), str(row["Mass"])) from error
        if math.isfinite(mass_kg) and mass_kg > 0.0:
            found.setdefault(number, (mass_kg, f"CARA {row.get('MassSource') or ''}".strip()))
    return found


def _bad(line: int, number: str, radius: str) -> MalformedMessage:
    return MalformedMessage(
        "read hard-body table", f"object {number[:30]}", expected="a number and metres",
        got=radius[:30], line=line, keyword="HBR",
    )  # fmt: skip
