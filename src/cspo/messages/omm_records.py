"""OMMs as mappings of keyword to value, the common ground of JSON, XML and KVN."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from cspo.messages.faults import FaultLog
from cspo.messages.fields import Values, missing
from cspo.messages.gp import GpColumns
from cspo.messages.omm_fields import FIXED, KEYWORDS, Locate, columns_from_values

__all__ = ["USER_DEFINED", "Record", "columns_from_records", "user_keyword", "with_unit"]

Record = dict[str, object]

USER_DEFINED: Final = "USER_DEFINED_"
"""What stands before a keyword of the originator's own in KVN."""

_UNITS: Final = {
    "MEAN_MOTION": "REV/DAY", "INCLINATION": "DEG", "RA_OF_ASC_NODE": "DEG",
    "ARG_OF_PERICENTER": "DEG", "MEAN_ANOMALY": "DEG", "BSTAR": "1/ER",
    "MEAN_MOTION_DOT": "REV/DAY**2", "MEAN_MOTION_DDOT": "REV/DAY**3",
    "BTERM": "M**2/KG", "AGOM": "M**2/KG",
}  # fmt: skip

_MANDATORY: Final = ("OBJECT_NAME", "OBJECT_ID", *FIXED, "MEAN_ELEMENT_THEORY")
"""Keywords that CCSDS asks for but a propagator can do without."""

_OF_THE_BOOK: Final = frozenset({
    "CCSDS_OMM_VERS", "COMMENT", "CLASSIFICATION", "CREATION_DATE", "ORIGINATOR", "MESSAGE_ID",
    "REF_FRAME_EPOCH", "SEMI_MAJOR_AXIS", "GM", "MASS", "SOLAR_RAD_AREA", "SOLAR_RAD_COEFF",
    "DRAG_AREA", "DRAG_COEFF", "COV_REF_FRAME",
})  # fmt: skip
_MOST_UNKNOWN: Final = 100
"""Unknown keywords that are told of, one by one."""

_COVARIANCE: Final = re.compile(r"C[XYZ](?:_DOT)?_[XYZ](?:_DOT)?", re.ASCII)


def user_keyword(keyword: str) -> str:
    """``OBJECT_TYPE`` for ``USER_DEFINED_OBJECT_TYPE``, where that is a keyword read here."""
    bare = keyword.removeprefix(USER_DEFINED)
    return bare if bare in KEYWORDS else keyword


def with_unit(keyword: str, value: str, unit: str) -> str:
    """The value alone where its unit is the book's, else with the unit, which is then at fault."""
    return value if _UNITS.get(keyword) == unit.strip().upper() else f"{value} [{unit}]"


def columns_from_records(
    records: Sequence[Record], locate: Locate, log: FaultLog, *, ccsds: bool
) -> GpColumns:
    """Read records; *ccsds* says that keywords of the book are asked for and no others."""
    seen: dict[str, None] = {}
    for record in records:
        seen.update(dict.fromkeys(record))
    values: dict[str, Values] = {
        keyword: [record.get(keyword) for record in records]
        for keyword in (*KEYWORDS, *FIXED)
        if keyword in seen
    }
    if ccsds:
        _check_mandatory(values, len(records), locate, log)
        _check_known(seen, records, locate, log)
    return columns_from_values(values, len(records), locate, log)


def _check_mandatory(values: Mapping[str, Values], n: int, locate: Locate, log: FaultLog) -> None:
    for keyword in _MANDATORY:
        given = values.get(keyword)
        for position in range(n) if given is None else missing(given):
            line, text = locate(position, keyword)
            log.add(line, keyword, "a value", "nothing", text, refused=False)


def _check_known(
    seen: Mapping[str, None], records: Sequence[Record], locate: Locate, log: FaultLog
) -> None:
    unknown = [
        keyword for keyword in seen
        if keyword not in KEYWORDS and keyword not in FIXED and keyword not in _OF_THE_BOOK
        and not keyword.startswith(USER_DEFINED) and not _COVARIANCE.fullmatch(keyword)
    ]  # fmt: skip
    for keyword in unknown[:_MOST_UNKNOWN]:
        holders = [i for i, record in enumerate(records) if keyword in record]
        line, text = locate(holders[0], keyword)
        log.add(
            line, keyword[:40], "a keyword of the OMM", keyword, text, refused=False,
            count=len(holders),
        )  # fmt: skip
