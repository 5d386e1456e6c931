"""General perturbations: Space-Track's gp and gp_history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from cspo.bridge.owners import code_of_owner
from cspo.bridge.spacetrack.pages import TYPES, GpPage, number_of, rcs_size
from cspo.bridge.udl.pages import Columns
from cspo.bridge.udl.sizes import a_km, finite, period_min
from cspo.constants import WGS72_RADIUS_KM
from cspo.messages.gp import GpColumns
from cspo.messages.tle_write import line_pairs
from cspo.records.bodies.objects import ObjectFacts

__all__ = ["GP", "country", "designator", "message_columns"]

_NUMBERS: Final = {
    "MEAN_MOTION": "mean_motion_rev_day", "ECCENTRICITY": "eccentricity",
    "INCLINATION": "inclination_deg", "RA_OF_ASC_NODE": "raan_deg",
    "ARG_OF_PERICENTER": "argp_deg", "MEAN_ANOMALY": "mean_anomaly_deg",
    "BSTAR": "bstar_per_er", "MEAN_MOTION_DOT": "mean_motion_dot_rev_day2",
    "MEAN_MOTION_DDOT": "mean_motion_ddot_rev_day3", "EPHEMERIS_TYPE": "ephemeris_type",
    "ELEMENT_SET_NO": "element_set_no", "REV_AT_EPOCH": "rev_at_epoch",
}  # fmt: skip


def country(facts: ObjectFacts | None) -> str | None:
    """The code of the first owner, as the satellite catalogue has it."""
    if facts is None or not facts.owners:
        return None
    return code_of_owner(facts.owners[0].name) or None


def designator(facts: ObjectFacts | None, other: str) -> str | None:
    """International designator of the object, else as the orbit's source has it."""
    return (facts.cospar if facts is not None else "") or other or None


def _column(name: str) -> Callable[[GpPage], list[Any]]:
    def values(page: GpPage) -> list[Any]:
        column = getattr(page.elements.gp, name)
        return finite(column) if column.dtype.kind == "f" else list(column.tolist())

    return values


def _of_facts(read: Callable[[ObjectFacts | None], Any]) -> Callable[[GpPage], list[Any]]:
    return lambda page: [read(None if row is None else row.content) for row in page.facts]


def _both(read: Callable[[ObjectFacts | None, str], Any], name: str) -> Callable[..., list[Any]]:
    def values(page: GpPage) -> list[Any]:
        texts = getattr(page.elements.gp, name).tolist()
        facts = [None if row is None else row.content for row in page.facts]
        return [read(each, text) for each, text in zip(facts, texts, strict=True)]

    return values


def _name(facts: ObjectFacts | None, other: str) -> str | None:
    return (facts.names[0] if facts is not None and facts.names else "") or other or None


def _kind(facts: ObjectFacts | None) -> str | None:
    return None if facts is None else TYPES[facts.type]


def _constant(value: str) -> Callable[[GpPage], list[Any]]:
    return lambda page: [value] * len(page)


def _altitude(sign: float) -> Callable[[GpPage], list[Any]]:
    def values(page: GpPage) -> list[Any]:
        gp = page.elements.gp
        r_km = a_km(gp.mean_motion_rev_day) * (1.0 + sign * gp.eccentricity)
        return finite(r_km - WGS72_RADIUS_KM)

    return values


def _lines(which: int) -> Callable[[GpPage], list[Any]]:
    return lambda page: [
        None if pair is None else pair[which] for pair in line_pairs(page.elements.gp)
    ]


def message_columns(page: GpPage) -> GpColumns:
    """The element sets with what is known of their objects, for messages that can say it."""
    texts = {
        "object_name": _names(page), "object_id": _both(designator, "object_id")(page),
        "object_type": _of_facts(_kind)(page), "rcs_size": _of_facts(rcs_size)(page),
        "country_code": _of_facts(country)(page),
    }  # fmt: skip
    columns: dict[str, Any] = {
        name: np.array([v or "" for v in column], np.str_) for name, column in texts.items()
    }
    return replace(page.elements.gp, **columns)


_names: Final = _both(_name, "object_name")

GP: Final[Columns[GpPage]] = {
    "CCSDS_OMM_VERS": _constant("2.0"),
    "COMMENT": lambda page: [
        f"{record.mode} {mark}" for record, mark in zip(page.held(), page.marks, strict=True)
    ],
    "CREATION_DATE": lambda page: [record.created_tai_ns for record in page.held()],
    "ORIGINATOR": lambda page: [record.origin for record in page.held()],
    "OBJECT_NAME": _names,
    "OBJECT_ID": _both(designator, "object_id"),
    "CENTER_NAME": _constant("EARTH"),
    "REF_FRAME": _constant("TEME"),
    "TIME_SYSTEM": _constant("UTC"),
    "MEAN_ELEMENT_THEORY": lambda page: page.elements.gp.theory.tolist(),
    "EPOCH": lambda page: page.elements.gp.epoch_tai_ns.tolist(),
    **{name: _column(column) for name, column in _NUMBERS.items()},
    "CLASSIFICATION_TYPE": lambda page: [
        text or "U" for text in page.elements.gp.classification_type.tolist()
    ],
    "NORAD_CAT_ID": lambda page: page.elements.gp.norad_cat_id.tolist(),
    "SEMIMAJOR_AXIS": lambda page: finite(a_km(page.elements.gp.mean_motion_rev_day)),
    "PERIOD": lambda page: finite(period_min(page.elements.gp.mean_motion_rev_day)),
    "APOAPSIS": _altitude(1.0),
    "PERIAPSIS": _altitude(-1.0),
    "OBJECT_TYPE": _of_facts(_kind),
    "RCS_SIZE": _of_facts(rcs_size),
    "COUNTRY_CODE": _of_facts(country),
    "LAUNCH_DATE": _of_facts(lambda facts: None if facts is None else facts.launched or None),
    "SITE": lambda page: [None] * len(page),
    "DECAY_DATE": _of_facts(lambda facts: None if facts is None else facts.decayed or None),
    "FILE": lambda page: [None] * len(page),
    "GP_ID": lambda page: [
        number_of(record.record_id, k)
        for record, k in zip(page.held(), page.elements.index.tolist(), strict=True)
    ],
    "TLE_LINE0": lambda page: [None if name is None else f"0 {name}" for name in _names(page)],
    "TLE_LINE1": _lines(0),
    "TLE_LINE2": _lines(1),
    "DATA_MODE": lambda page: [record.mode for record in page.held()],
    "CLASSIFICATION_MARKING": lambda page: list(page.marks),
    "SOURCE": lambda page: list(page.elements.sources),
}
"""Columns of gp; the altitudes are above 6,378.135 km, as Space-Track's."""
