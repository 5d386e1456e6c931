"""The satellite catalogue: Space-Track's satcat."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

from cspo.bridge.spacetrack.gp import country, designator
from cspo.bridge.spacetrack.pages import TYPES, SatcatRow, WholePage, rcs_size
from cspo.bridge.udl.marks import sat_no
from cspo.bridge.udl.pages import Columns
from cspo.bridge.udl.sizes import a_km, finite, period_min
from cspo.constants import WGS72_RADIUS_KM
from cspo.records.bodies.objects import ObjectFacts

__all__ = ["SATCAT"]

_Page = WholePage[SatcatRow]

_DESIGNATOR: Final = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{3})([A-Z]{0,3})", re.ASCII)


def _of(read: Callable[[SatcatRow], Any]) -> Callable[[_Page], list[Any]]:
    return lambda page: [read(row) for row in page.rows]


def _of_facts(read: Callable[[ObjectFacts], Any]) -> Callable[[_Page], list[Any]]:
    return _of(lambda row: None if row.facts is None else read(row.facts.content))


def _designator(row: SatcatRow) -> str:
    return designator(None if row.facts is None else row.facts.content, row.designator) or ""


def _name(row: SatcatRow) -> str:
    facts = None if row.facts is None else row.facts.content
    return (facts.names[0] if facts is not None and facts.names else "") or row.name


def _launch(group: int) -> Callable[[SatcatRow], Any]:
    def value(row: SatcatRow) -> Any:
        found = _DESIGNATOR.fullmatch(_designator(row))
        if found is None:
            return "" if group == 3 else 0
        return found[group] if group == 3 else int(found[group])

    return value


def _altitude(sign: float) -> Callable[[SatcatRow], int | None]:
    def value(row: SatcatRow) -> int | None:
        if row.motion is None:
            return None
        n, e, _ = row.motion
        r_km = float(a_km(n)) * (1.0 + sign * e)
        return round(r_km - WGS72_RADIUS_KM) if math.isfinite(r_km) else None

    return value


SATCAT: Final[Columns[_Page]] = {
    "INTLDES": _of(_designator),
    "NORAD_CAT_ID": _of(lambda row: sat_no(row.object)),
    "OBJECT_TYPE": _of_facts(lambda facts: TYPES[facts.type]),
    "SATNAME": _of(_name),
    "COUNTRY": _of(lambda row: (None if row.facts is None else country(row.facts.content)) or ""),
    "LAUNCH": _of_facts(lambda facts: facts.launched or None),
    "SITE": lambda page: [None] * len(page),
    "DECAY": _of_facts(lambda facts: facts.decayed or None),
    "PERIOD": _of(lambda row: row.motion and finite(period_min([row.motion[0]]))[0]),
    "INCLINATION": _of(lambda row: row.motion and row.motion[2]),
    "APOGEE": _of(_altitude(1.0)),
    "PERIGEE": _of(_altitude(-1.0)),
    "COMMENT": _of(lambda row: f"{row.record.mode} {row.mark}"),
    "COMMENTCODE": lambda page: [None] * len(page),
    "RCSVALUE": lambda page: [0] * len(page),
    "RCS_SIZE": _of_facts(rcs_size),
    "FILE": lambda page: [0] * len(page),
    "LAUNCH_YEAR": _of(_launch(1)),
    "LAUNCH_NUM": _of(_launch(2)),
    "LAUNCH_PIECE": _of(_launch(3)),
    "CURRENT": lambda page: ["Y"] * len(page),
    "OBJECT_NAME": _of(_name),
    "OBJECT_ID": _of(_designator),
    "OBJECT_NUMBER": _of(lambda row: sat_no(row.object)),
    "DATA_MODE": _of(lambda row: row.record.mode),
    "CLASSIFICATION_MARKING": _of(lambda row: row.mark),
    "SOURCE": _of(lambda row: row.source or row.record.origin),
}
"""Columns of satcat: altitudes in whole km above 6,378.135 km; RCSVALUE is 0, as Space-Track's."""
