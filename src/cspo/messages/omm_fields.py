"""The OMM's keywords: what each holds, whether it must be there, and its range.

The same table serves CSV, JSON, XML and KVN. Source: CCSDS 502.0-B-3, tables
4-1 to 4-3, and the fields that Space-Track and CelesTrak add.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from cspo.messages.faults import FaultLog
from cspo.messages.fields import (
    Values,
    missing,
    read_epochs,
    read_floats,
    read_integers,
    read_texts,
)
from cspo.messages.gp import GpColumns

__all__ = ["FIXED", "KEYWORDS", "REQUIRED", "Field", "Locate", "columns_from_values"]

Locate = Callable[[int, str], tuple[int | None, str]]
"""Of a record (position) and a keyword: the line of the file, and its text."""


class Field(NamedTuple):
    """One keyword and the column that it fills."""

    column: str
    kind: str
    default: object = None
    low: float = -math.inf
    high: float = math.inf
    expected: str = ""


_FULL_CIRCLE: Final = (None, -360.0, 360.0, "degrees from -360 to 360")

KEYWORDS: Final[Mapping[str, Field]] = {
    "OBJECT_NAME": Field("object_name", "text", ""),
    "OBJECT_ID": Field("object_id", "text", ""),
    "EPOCH": Field("epoch_tai_ns", "epoch", expected="UTC, YYYY-MM-DDThh:mm:ss.s, 1708 to 2291"),
    "MEAN_MOTION": Field(
        "mean_motion_rev_day", "float", None, math.ulp(0.0), 1000.0, "more than 0 rev/day"
    ),
    "ECCENTRICITY": Field(
        "eccentricity", "float", None, 0.0, math.nextafter(1.0, 0.0), "from 0 to less than 1"
    ),
    "INCLINATION": Field("inclination_deg", "float", None, 0.0, 180.0, "degrees from 0 to 180"),
    "RA_OF_ASC_NODE": Field("raan_deg", "float", *_FULL_CIRCLE),
    "ARG_OF_PERICENTER": Field("argp_deg", "float", *_FULL_CIRCLE),
    "MEAN_ANOMALY": Field("mean_anomaly_deg", "float", *_FULL_CIRCLE),
    "EPHEMERIS_TYPE": Field("ephemeris_type", "integer", 0, 0, 99, "an integer from 0"),
    "CLASSIFICATION_TYPE": Field("classification_type", "text", "U"),
    "NORAD_CAT_ID": Field("norad_cat_id", "integer", 0, 0, 999_999_999, "up to nine digits"),
    "ELEMENT_SET_NO": Field("element_set_no", "integer", 0, 0, 1e9, "an integer from 0"),
    "REV_AT_EPOCH": Field("rev_at_epoch", "integer", 0, 0, 1e9, "an integer from 0"),
    "BSTAR": Field("bstar_per_er", "float", None, -1e9, 1e9, "a number, 1/ER"),
    "MEAN_MOTION_DOT": Field("mean_motion_dot_rev_day2", "float", 0.0, -1e9, 1e9, "a number"),
    "MEAN_MOTION_DDOT": Field("mean_motion_ddot_rev_day3", "float", 0.0, -1e9, 1e9, "a number"),
    "BTERM": Field("bterm_m2_kg", "float", math.nan),
    "AGOM": Field("agom_m2_kg", "float", math.nan),
    "MEAN_ELEMENT_THEORY": Field("theory", "text", "SGP4"),
    "OBJECT_TYPE": Field("object_type", "text", ""),
    "RCS_SIZE": Field("rcs_size", "text", ""),
    "COUNTRY_CODE": Field("country_code", "text", ""),
    "OPS_STATUS_CODE": Field("ops_status", "text", ""),
    "RCS": Field("rcs_m2", "float", math.nan, 0.0, 1e9, "square meters"),
}
"""Keywords by the column that they fill; a default of None says that it must be there."""

REQUIRED: Final = tuple(
    k for k, field in KEYWORDS.items() if field.default is None and k != "BSTAR"
)
"""Without these nothing can be propagated. BSTAR may be replaced by BTERM (SGP4-XP)."""

FIXED: Final = {"CENTER_NAME": "EARTH", "REF_FRAME": "TEME", "TIME_SYSTEM": "UTC"}
_OTHER_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9/_-]*:\S+", re.ASCII)


def columns_from_values(
    values: Mapping[str, Values], n: int, locate: Locate, log: FaultLog
) -> GpColumns:
    """Read the *n* values of each keyword; rows with a fault that matters are left out.

    Parameters
    ----------
    values : mapping
        Keyword to its n values; a keyword that the file lacks is absent.
    locate : callable
        Asked only about records at fault.
    """
    refused = np.zeros(n, np.bool_)

    def refuse(position: int, keyword: str, expected: str, got: object) -> None:
        count = 0 if refused[position] else 1
        refused[position] = True
        line, text = locate(position, keyword)
        got = "nothing" if got in (None, "") else str(got)[:200]
        log.add(line, keyword, expected, got, text, count=count)

    columns: dict[str, Any] = {}
    for keyword, field in KEYWORDS.items():
        given = values.get(keyword)
        if keyword == "BSTAR":
            given = _bstar(values, given, n)
        if given is None:
            if field.default is None:
                given = [None] * n
            else:
                continue
        column, bad = _read(field, given)
        columns[field.column] = column
        for position in bad:
            refuse(position, keyword, field.expected or f"a {field.kind}", given[position])
    for keyword, wanted in FIXED.items():
        for position, got in enumerate(values.get(keyword, [])):
            if got not in (wanted, None, "") and str(got).strip().upper() != wanted:
                refuse(position, keyword, wanted, got)
    _identities(columns, n, refuse)
    gp = GpColumns.build(n, columns)
    return gp.take(~refused) if refused.any() else gp


def _read(field: Field, given: Values) -> tuple[Any, list[int]]:
    """Column and positions at fault, missing values filled with the default."""
    column: Any
    if field.kind == "text":
        column, bad = read_texts(given)
        if field.default:
            column = np.where(column == "", str(field.default), column)
        return column, bad
    absent = missing(given) if field.default is not None else []
    if absent:
        skip = set(absent)
        given = ["0" if i in skip else value for i, value in enumerate(given)]
    if field.kind == "epoch":
        return read_epochs(given)
    column, bad = read_floats(given) if field.kind == "float" else read_integers(given)
    outside = np.flatnonzero((column < field.low) | (column > field.high)).tolist()
    if absent:
        column[absent] = field.default
        outside = [i for i in outside if i not in skip]
    return column, sorted({*bad, *outside})


def _bstar(values: Mapping[str, Values], given: Values | None, n: int) -> Values:
    """BSTAR, with 0 in place of none where BTERM stands instead."""
    given = [None] * n if given is None else given
    bterm = values.get("BTERM")
    if bterm is None:
        return given
    return [
        0.0 if one in (None, "") and other not in (None, "") else one
        for one, other in zip(given, bterm, strict=True)
    ]


def _identities(
    columns: dict[str, Any], n: int, refuse: Callable[[int, str, str, object], None]
) -> None:
    """Other identities for rows without a catalogue number; rows with none at all refused."""
    numbers = columns.get("norad_cat_id", np.zeros(n, np.int64))
    unnumbered = np.flatnonzero(numbers == 0).tolist()
    if not unnumbered:
        return
    designators = columns.get("object_id", np.full(n, "")).astype(object)
    others = np.full(n, "", object)
    for position in unnumbered:
        text = designators[position]
        if not text:
            refuse(position, "NORAD_CAT_ID", "a catalogue number, or an OBJECT_ID", "")
        elif _OTHER_ID.fullmatch(text):
            others[position], designators[position] = text, ""
        else:
            others[position] = f"cospar:{text}"
    columns["other_id"] = others.astype(np.str_)
    columns["object_id"] = designators.astype(np.str_)
