"""Close approaches: Space-Track's cdm_public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cspo.bridge.spacetrack.pages import TYPES, CdmRow, WholePage, number_of, rcs_size
from cspo.bridge.udl.marks import sat_no, tai_ns
from cspo.bridge.udl.pages import Columns
from cspo.records.bodies.conjunction import Advice, Encountered
from cspo.records.bodies.objects import ObjectFacts, ObjectType
from cspo.units import KM_PER_M

__all__ = ["CDM_PUBLIC"]

_Page = WholePage[CdmRow]


def _of(read: Callable[[CdmRow], Any]) -> Callable[[_Page], list[Any]]:
    return lambda page: [read(row) for row in page.rows]


def _sides(row: CdmRow) -> tuple[Encountered, Encountered]:
    body = row.conjunction.content
    return body.object1, body.object2


def _name(side: Encountered, facts: ObjectFacts | None) -> str | None:
    return side.name or (facts.names[0] if facts is not None and facts.names else None)


def _type(side: Encountered, facts: ObjectFacts | None) -> str:
    kind = side.type
    return TYPES[facts.type if kind is ObjectType.UNKNOWN and facts is not None else kind]


def _side(which: int) -> dict[str, Callable[[_Page], list[Any]]]:
    def of(read: Callable[[Encountered, ObjectFacts | None], Any]) -> Callable[..., list[Any]]:
        def value(row: CdmRow) -> Any:
            facts = row.facts[which - 1]
            return read(_sides(row)[which - 1], None if facts is None else facts.content)

        return _of(value)

    return {
        f"SAT_{which}_ID": of(lambda side, _facts: sat_no(side.object)),
        f"SAT_{which}_NAME": of(_name),
        f"SAT{which}_OBJECT_TYPE": of(_type),
        f"SAT{which}_RCS": of(lambda _side, facts: rcs_size(facts)),
        f"SAT_{which}_EXCL_VOL": lambda page: [None] * len(page),
    }


def _is_urgent(row: CdmRow) -> str:
    return "Y" if row.conjunction.content.advice is Advice.MITIGATE else "N"


CDM_PUBLIC: Final[Columns[_Page]] = {
    "CDM_ID": _of(lambda row: number_of(row.record.record_id, row.conjunction.index)),
    "CREATED": _of(lambda row: row.record.created_tai_ns),
    "EMERGENCY_REPORTABLE": _of(_is_urgent),
    "TCA": _of(lambda row: tai_ns(row.conjunction.content.tca_utc)),
    "MIN_RNG": _of(lambda row: row.conjunction.content.miss_distance_km / KM_PER_M),
    "PC": _of(lambda row: row.conjunction.content.pc),
    **_side(1),
    **_side(2),
    "DATA_MODE": _of(lambda row: row.record.mode),
    "CLASSIFICATION_MARKING": _of(lambda row: row.mark),
    "SOURCE": _of(lambda row: row.conjunction.content.source or row.record.origin),
}
"""Columns of cdm_public: the miss distance in metres. EMERGENCY_REPORTABLE says that the
record advises to mitigate; Space-Track's own criteria are not applied."""
