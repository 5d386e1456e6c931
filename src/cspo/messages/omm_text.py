"""Element sets as the text of OMM fields, as CelesTrak prints them, and never with a loss.

A value is printed with the decimals that CelesTrak gives its kind where that
reads back as the same float64, else with the fewest digits that do.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import numpy as np

from cspo.messages.gp import GpColumns
from cspo.messages.omm_fields import KEYWORDS
from cspo.time.utc import format_utc_array

__all__ = ["ELEMENTS", "EXTRAS", "METADATA", "TLE_PARAMETERS", "field_texts"]

METADATA: Final = ("OBJECT_NAME", "OBJECT_ID")
ELEMENTS: Final = (
    "EPOCH", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER", "MEAN_ANOMALY",
)  # fmt: skip
TLE_PARAMETERS: Final = (
    "EPHEMERIS_TYPE", "CLASSIFICATION_TYPE", "NORAD_CAT_ID", "ELEMENT_SET_NO", "REV_AT_EPOCH",
    "BSTAR", "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT",
)  # fmt: skip
EXTRAS: Final = (
    "MEAN_ELEMENT_THEORY", "BTERM", "AGOM", "OBJECT_TYPE", "RCS_SIZE", "COUNTRY_CODE",
    "OPS_STATUS_CODE", "RCS",
)  # fmt: skip
"""Written only where a row has a value other than the default."""


def field_texts(columns: GpColumns) -> dict[str, list[str]]:
    """Text of each field for every row, by keyword, in the order of CelesTrak's CSV.

    Of `EXTRAS` only those that some row has; there a row without one is empty.
    """
    texts: dict[str, list[str]] = {}
    for keyword in (*METADATA, *ELEMENTS, *TLE_PARAMETERS):
        texts[keyword] = _texts(columns, keyword)
    texts["OBJECT_ID"] = [
        other if other and not other.startswith("cospar:") else own
        for own, other in zip(texts["OBJECT_ID"], columns.other_id.tolist(), strict=True)
    ]
    for keyword in EXTRAS:
        default = KEYWORDS[keyword].default
        column = getattr(columns, KEYWORDS[keyword].column)
        absent = np.isnan(column) if column.dtype.kind == "f" else column == default
        if not absent.all():
            found = _texts(columns, keyword)
            texts[keyword] = [
                "" if skip else text for skip, text in zip(absent.tolist(), found, strict=True)
            ]
    return texts


def _epoch_texts(columns: GpColumns) -> list[str]:
    """UTC with six decimals, with nine where six lose something."""
    epoch = columns.epoch_tai_ns
    if not (epoch % 1000).any():
        return format_utc_array(epoch, 6, suffix="")
    short, long = format_utc_array(epoch, 6, suffix=""), format_utc_array(epoch, 9, suffix="")
    return [
        b if fine else a for a, b, fine in zip(short, long, (epoch % 1000).tolist(), strict=True)
    ]


def _texts(columns: GpColumns, keyword: str) -> list[str]:
    if keyword == "EPOCH":
        return _epoch_texts(columns)
    values = getattr(columns, KEYWORDS[keyword].column).tolist()
    form = _FORMS.get(keyword, str)
    return [form(value) for value in values]


def _fixed(decimals: int) -> Callable[[float], str]:
    def form(value: float) -> str:
        text = f"{value:.{decimals}f}"
        return text if float(text) == value else repr(value)

    return form


def _fraction(value: float) -> str:
    """``.1843421``."""
    if value == 0.0:
        return "0"
    text = f"{Decimal(repr(value)):f}" if 1e-12 < value < 1e-4 else repr(value)
    return text.removeprefix("0")


def _scientific(value: float) -> str:
    """``.16091E-2``, ``-.22483E-4``, ``0``."""
    if value == 0.0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    return f"{'-' if sign else ''}.{text}E{len(digits) + int(exponent):+d}"


_ANGLE: Final = _fixed(4)
_FORMS: Final[dict[str, Callable[..., str]]] = {
    "MEAN_MOTION": _fixed(8),
    "ECCENTRICITY": _fraction,
    "INCLINATION": _ANGLE,
    "RA_OF_ASC_NODE": _ANGLE,
    "ARG_OF_PERICENTER": _ANGLE,
    "MEAN_ANOMALY": _ANGLE,
    "BSTAR": _scientific,
    "MEAN_MOTION_DOT": _scientific,
    "MEAN_MOTION_DDOT": _scientific,
    "BTERM": _scientific,
    "AGOM": _scientific,
    "RCS": repr,
}
