"""Element sets: the UDL's elset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cspo.bridge.catalog import catalog_from_gp, is_sgp4
from cspo.bridge.records_catalog import orbit_bodies
from cspo.bridge.udl.marks import NUMBERED, common, not_kept, object_of, row_id
from cspo.bridge.udl.pages import Columns, ElementPage
from cspo.bridge.udl.sizes import a_km, finite, period_min
from cspo.errors import MalformedMessage
from cspo.messages.gp import GpColumns
from cspo.messages.tle_write import line_pairs
from cspo.orbits import Catalog
from cspo.records.bodies import OrbitBody

__all__ = ["ELSET", "catalog_from_elsets", "orbits_from_elsets"]

_NUMBERS: Final = {
    "meanMotion": "mean_motion_rev_day",
    "eccentricity": "eccentricity",
    "inclination": "inclination_deg",
    "raan": "raan_deg",
    "argOfPerigee": "argp_deg",
    "meanAnomaly": "mean_anomaly_deg",
    "bStar": "bstar_per_er",
    "meanMotionDot": "mean_motion_dot_rev_day2",
    "meanMotionDDot": "mean_motion_ddot_rev_day3",
}
"""As a TLE prints them, so ``meanMotionDot`` is half the derivative, as in the UDL."""

_COUNTS: Final = {"revNo": "rev_at_epoch", "ephemType": "ephemeris_type"}
_LIMITS: Final = {
    "meanMotion": (1e-9, 1_000.0), "eccentricity": (0.0, np.nextafter(1.0, 0.0)),
    "inclination": (0.0, 180.0), "raan": (-360.0, 360.0), "argOfPerigee": (-360.0, 360.0),
    "meanAnomaly": (-360.0, 360.0), "bStar": (-1e9, 1e9), "meanMotionDot": (-1e9, 1e9),
    "meanMotionDDot": (-1e9, 1e9), "revNo": (0, 1e9), "ephemType": (0, 99),
}  # fmt: skip
_REQUIRED: Final = (
    "meanMotion", "eccentricity", "inclination", "raan", "argOfPerigee", "meanAnomaly",
)  # fmt: skip
"""Without these nothing can be propagated; the UDL would take them from a TLE."""

_KEPT: Final = ("epoch", "satNo", "origObjectId", *_NUMBERS, *_COUNTS)


def _floats(name: str) -> Callable[[ElementPage], list[Any]]:
    def values(page: ElementPage) -> list[Any]:
        column: NDArray[Any] = getattr(page.gp, name)
        return finite(column) if column.dtype.kind == "f" else list(column.tolist())

    return values


def _radius(sign: float) -> Callable[[ElementPage], list[Any]]:
    """Apogee or perigee from the center of the Earth, km; the semi-major axis for 0."""

    def values(page: ElementPage) -> list[Any]:
        return finite(a_km(page.gp.mean_motion_rev_day) * (1.0 + sign * page.gp.eccentricity))

    return values


def _lines(which: int) -> Callable[[ElementPage], list[Any]]:
    return lambda page: [None if pair is None else pair[which] for pair in line_pairs(page.gp)]


def _numbers(page: ElementPage) -> list[Any]:
    return [number or None for number in page.gp.norad_cat_id.tolist()]


def _names(page: ElementPage) -> list[str]:
    both = zip(page.gp.norad_cat_id.tolist(), page.gp.other_id.tolist(), strict=True)
    return [str(number) if number else other for number, other in both]


ELSET: Final[Columns[ElementPage]] = {
    "idElset": lambda page: [
        row_id(record, k) for record, k in zip(page.records, page.index.tolist(), strict=True)
    ],
    **common(lambda page: list(page.sources)),
    "epoch": lambda page: page.gp.epoch_tai_ns.tolist(),
    "satNo": _numbers,
    "idOnOrbit": _names,
    "origObjectId": lambda page: [other or None for other in page.gp.other_id.tolist()],
    **{name: _floats(column) for name, column in {**_NUMBERS, **_COUNTS}.items()},
    "semiMajorAxis": _radius(0.0),
    "apogee": _radius(1.0),
    "perigee": _radius(-1.0),
    "period": lambda page: finite(period_min(page.gp.mean_motion_rev_day)),
    "algorithm": lambda page: page.gp.theory.tolist(),
    "line1": _lines(0),
    "line2": _lines(1),
}
"""Columns of an elset; apogee and perigee are radii, as the UDL's documentation has them."""


def catalog_from_elsets(items: Sequence[dict[str, Any]], *, source: str) -> Catalog:
    """The catalogue of some elsets of one source, in their order.

    Raises
    ------
    MalformedMessage
        Where a field is missing or out of range, or the set is not one of SGP4.
    """
    columns: dict[str, Any] = {
        "epoch_tai_ns": [item["epoch"].tai_ns for item in items],
        **_identities(items),
    }
    for name, column in {**_NUMBERS, **_COUNTS}.items():
        columns[column] = [_number(item, name) for item in items]
    gp = GpColumns.build(len(items), columns)
    if not is_sgp4(gp).all():
        raise MalformedMessage(
            "read item", expected="a set for SGP4", got="one for SGP4-XP", keyword="ephemType"
        )
    return catalog_from_gp(gp, source=source)


def orbits_from_elsets(
    items: Sequence[dict[str, Any]], *, source: str
) -> tuple[tuple[OrbitBody, ...], tuple[str, ...]]:
    """Bodies of orbits, and the fields that no body has a place for.

    Parameters
    ----------
    items : sequence of dict
        Of one source, as `cspo.messages.udl.read_items` reads them.
    source : str

    Raises
    ------
    MalformedMessage
        As `catalog_from_elsets`.
    """
    batches = orbit_bodies(catalog_from_elsets(items, source=source), source=source)
    if len(batches.left_out):
        raise MalformedMessage("read item", expected="an orbit that a record may hold")
    lost = sorted({name for item in items for name in not_kept(item, _KEPT)})
    return batches.bodies, tuple(lost)


def _identities(items: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    named = [
        object_of(item.get("satNo"), item.get("origObjectId"), field="satNo") for item in items
    ]
    numbers = [int(n.removeprefix(NUMBERED)) if n.startswith(NUMBERED) else 0 for n in named]
    others = ["" if number else n for number, n in zip(numbers, named, strict=True)]
    return {"norad_cat_id": numbers, "other_id": others}


def _number(item: dict[str, Any], name: str) -> float:
    value = item.get(name)
    low, high = _LIMITS[name]
    if value is None and name not in _REQUIRED:
        return 0
    if value is None or not low <= value <= high:
        raise MalformedMessage(
            "read item", expected=f"a number from {low:g} to {high:g}",
            got="nothing" if value is None else "another", keyword=name,
        )  # fmt: skip
    return float(value)
