"""Tables of sensor sites in CSV: where a sensor stands and what it can reach.

One sensor a line, in degrees, metres and kilometres, limits empty where nobody says them.
Columns are known by their names; further ones are passed over.
"""

from __future__ import annotations

import csv
import io
import math
from typing import Final

import msgspec

from cspo.errors import MalformedMessage
from cspo.messages.faults import Fault, FaultLog
from cspo.messages.fields import DECIMAL
from cspo.messages.text import as_utf8

__all__ = ["SiteRow", "read"]

_NEEDED: Final = ("name", "lat_deg", "lon_deg", "alt_m")
_TEXTS: Final = ("name", "system", "operator_nation", "host_nation_if_different", "type", "source")
_LIMITS: Final = {
    "lat_deg": (-90.0, 90.0), "lon_deg": (-360.0, 360.0), "alt_m": (-12_000.0, 100_000.0),
    "min_az_deg": (-360.0, 720.0), "max_az_deg": (-360.0, 720.0),
    "min_el_deg": (-90.0, 180.0), "max_el_deg": (-90.0, 180.0),
    "min_range_km": (0.0, 1e9), "max_range_km": (0.0, 1e9),
}  # fmt: skip
_PAIRS: Final = (("min_el_deg", "max_el_deg"), ("min_range_km", "max_range_km"))
_LONGEST: Final = 200


class SiteRow(msgspec.Struct, frozen=True, kw_only=True):
    """One sensor as its table has it; NaN where a number is not given.

    Elevations above 90 degrees go on beyond the zenith; azimuths run from north over east, from
    the first to the second.
    """

    line: int
    name: str
    system: str = ""
    operator_nation: str = ""
    host_nation_if_different: str = ""
    type: str = ""
    source: str = ""
    lat_deg: float
    lon_deg: float
    alt_m: float = math.nan
    min_az_deg: float = math.nan
    max_az_deg: float = math.nan
    min_el_deg: float = math.nan
    max_el_deg: float = math.nan
    min_range_km: float = math.nan
    max_range_km: float = math.nan


def read(data: bytes) -> tuple[list[SiteRow], list[Fault]]:
    r"""Read a table of sensor sites.

    Rows without a place on the Earth (sensors in orbit) and rows with a wrong number are left
    out, with a fault each; an empty height is kept as NaN.

    Raises
    ------
    MalformedMessage
        Where it is no such table: no text, or a column of name or place missing.

    Examples
    --------
    >>> rows, faults = read(b"name,lat_deg,lon_deg,alt_m\nHere,50.6,7.1,\nOrbit,,,\n")
    >>> rows[0].name, rows[0].lat_deg, len(faults)
    ('Here', 50.6, 1)
    """
    text = as_utf8(data).decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    lines = csv.DictReader(io.StringIO(text, newline=""), restkey=None)
    log, rows = FaultLog(), []
    try:
        names = [(name or "").strip() for name in lines.fieldnames or ()]
        for name in _NEEDED:
            if name not in names:
                raise MalformedMessage(
                    "read sensor sites", expected=f"columns {', '.join(_NEEDED)}",
                    got=f"no {name}" if names else "nothing", line=1, keyword=name,
                )  # fmt: skip
        lines.fieldnames = names
        for cells in lines:
            row = _row(cells, lines.line_num, log)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        raise MalformedMessage(
            "read sensor sites", expected="a table in CSV", got=str(error), line=lines.line_num
        ) from error
    return rows, log.faults()


def _row(cells: dict[str | None, str | None], line: int, log: FaultLog) -> SiteRow | None:
    texts = {key: (cells.get(key) or "").strip() for key in (*_TEXTS, *_LIMITS)}
    if not any(texts.values()):
        return None
    if not (texts["name"] and texts["lat_deg"] and texts["lon_deg"]):
        keyword = next(key for key in ("name", "lat_deg", "lon_deg") if not texts[key])
        log.add(line, keyword, "a name and a place on the Earth", "nothing", texts["name"])
        return None
    numbers = {}
    for key, (low, high) in _LIMITS.items():
        if not texts[key]:
            continue
        good = DECIMAL.fullmatch(texts[key])
        if not good or not low <= float(texts[key]) <= high:
            log.add(line, key, f"a number from {low:g} to {high:g}", texts[key], texts["name"])
            return None
        numbers[key] = float(texts[key])
    for low_key, high_key in _PAIRS:
        if numbers.get(low_key, -math.inf) > numbers.get(high_key, math.inf):
            log.add(line, low_key, f"no more than {high_key}", texts[low_key], texts["name"])
            return None
    words = {key: texts[key][:_LONGEST] for key in _TEXTS}
    return msgspec.convert({"line": line, **words, **numbers}, SiteRow)
