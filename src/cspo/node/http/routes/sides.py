"""One object's orbits side by side in numbers, and what its element sets were before."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
import numpy as np
from litestar.params import QueryParameter
from numpy.typing import NDArray

from cspo.bridge.catalog import catalog_from_gp
from cspo.bridge.udl import ElementPage, Held
from cspo.markings import portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.faults import not_found
from cspo.node.http.gate import Gate
from cspo.node.http.rights import Right
from cspo.node.http.routes.objects import ObjectId
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.http.shelves import sees_of
from cspo.node.http.sight import picture_of
from cspo.operations.catalog import RULES, Side
from cspo.operations.catalog.differences import Difference, differences_from
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.time import Epoch
from cspo.units import DAY_S, DEG_RAD, MINUTE_S, TAU

__all__ = ["handlers"]

_MOST_DAYS: Final = 366.0
MOST_AGAIN: Final = 100
"""Records of some 1,000 orbits, 0.07 s each, that one answer reads from the store again."""
_NUMBERED: Final = "norad:"
_WHY: Final = {int(rule): words for rule, words in RULES.items()}


class OrbitShape(msgspec.Struct, frozen=True, kw_only=True):
    """Mean elements in the units that people read.

    Parameters
    ----------
    period_min, perigee_km, apogee_km : float or None
        Altitudes above 6,378.135 km; null where the elements describe no orbit.
    inclination_deg, eccentricity, raan_deg : float
    bstar_per_er : float
        Drag term, 1 / Earth radii.
    """

    period_min: float | None
    perigee_km: float | None
    apogee_km: float | None
    inclination_deg: float
    eccentricity: float
    raan_deg: float
    bstar_per_er: float


class SideDifference(msgspec.Struct, frozen=True, kw_only=True):
    """One source's orbit, and how far it is from the reference.

    Parameters
    ----------
    item, origin, source, basis : str
        As in the object's `sides`.
    mark : str
        Its portion mark.
    adopted : bool
        Whether the node goes by it.
    why : str
        The rule by which it does, in words; empty for the others.
    orbit : OrbitShape or None
        Of elements; null for a state or a trajectory.
    at_utc : str
        Where it is compared with the reference.
    radial_km, along_track_km, cross_track_km, distance_km : float or None
        This less the reference, in axes of the reference; null where one has no state there,
        and of the reference itself.
    expected_km : list of float or None
        Standard deviations of that difference in the same axes, by class of orbit and age.
    """

    item: str
    origin: str
    source: str
    basis: str
    mark: str
    adopted: bool
    why: str
    orbit: OrbitShape | None
    at_utc: str
    radial_km: float | None = None
    along_track_km: float | None = None
    cross_track_km: float | None = None
    distance_km: float | None = None
    expected_km: list[float] | None = None


class SidesView(msgspec.Struct, frozen=True, kw_only=True):
    """The orbits of one object in numbers.

    Parameters
    ----------
    object : str
    reference : str
        The item that the others are compared with: what the node goes by, or the newest
        that the caller may see; empty where there is none that can be.
    items : list
    """

    object: str
    reference: str
    items: list[SideDifference]


class PastSet(msgspec.Struct, frozen=True, kw_only=True):
    """An element set that somebody gave.

    Parameters
    ----------
    record, origin, source : str
        Where it stands, who says so, and whose orbit it calls it.
    mark : str
        Its portion mark.
    epoch_utc : str
    orbit : OrbitShape
    """

    record: str
    origin: str
    source: str
    mark: str
    epoch_utc: str
    orbit: OrbitShape


class PastSets(msgspec.Struct, frozen=True, kw_only=True):
    """Element sets of an object, the oldest epoch first.

    Parameters
    ----------
    object : str
    since_utc : str
        Records made before that are left out.
    items : list
    cut : bool
        Whether there may be older ones: beyond `limit`, or in records that were not read.
    """

    object: str
    since_utc: str
    items: list[PastSet]
    cut: bool


@read("/api/v1/sides/{object_id:path}", Right.READ, "One object's orbits compared",
      tag="objects", cache=False)  # fmt: skip
def compare_sides(
    node: NodeHere, caller: CallerHere, gate: GateHere, object_id: ObjectId
) -> SidesView:
    """Each orbit that the caller may see against the one that the node goes by, about now."""
    sides, picture = _sides(node, caller, object_id.lstrip("/")), picture_of(node)
    usual = [side for side in sides if side.basis != "state"]
    reference = next((side for side in usual if side.adopted), usual[0] if usual else None)
    others = [] if reference is None else [side for side in sides if side is not reference]
    name = _shown(gate, node, caller, sides[0].object)
    found: dict[str, Difference] = {}
    if reference is not None:
        compared = differences_from(picture, reference, others, node.clock.now(), name=name)
        found = {each.side.item_id: each for each in compared}
    return SidesView(
        object=sides[0].object, reference="" if reference is None else reference.item_id,
        items=[_side(picture, side, found.get(side.item_id), node.clock.now()) for side in sides],
    )  # fmt: skip


def _sides(node: RunningNode, caller: Caller, name: str) -> list[Side]:
    picture = node.picture
    sides = () if picture is None else picture.sides(name)
    seen = [side for side in sides if caller.may(side.label, node.mode).permitted]
    if not seen:
        raise not_found("object")
    return seen


def _shown(gate: Gate, node: RunningNode, caller: Caller, name: str) -> str:
    """The object's name as the caller sees it."""
    sky = gate.skies.of(node, caller)
    row = None if sky is None else sky.row_of.get(name)
    return "" if sky is None or row is None else str(sky.catalog.name[row])


def _side(picture: Any, side: Side, found: Difference | None, now: Epoch) -> SideDifference:
    orbit = _shapes(picture.elements([side]))[0] if side.basis == "elements" else None
    common: dict[str, Any] = {
        "item": side.item_id, "origin": side.origin, "source": side.source, "basis": side.basis,
        "mark": portion_mark(side.label), "orbit": orbit, "adopted": side.adopted,
        "why": _WHY.get(side.rule, ""),
    }  # fmt: skip
    if found is None:
        return SideDifference(**common, at_utc=now.utc_iso(3))
    expected = found.expected_km
    known = bool(np.isfinite(expected).all())
    more: dict[str, Any] = {
        "at_utc": found.at.utc_iso(3),
        "expected_km": [round(value, 4) for value in expected.tolist()] if known else None,
    }
    if found.apart_km is not None:
        names = ("radial_km", "along_track_km", "cross_track_km")
        more |= dict(zip(names, _rounded(found.apart_km), strict=True))
        more["distance_km"] = round(float(np.linalg.norm(found.apart_km)), 4)
    return SideDifference(**common, **more)


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(value, 4) for value in values.tolist()]


def _shapes(catalog: Catalog) -> list[OrbitShape]:
    perigee, apogee = perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )
    good = np.isfinite(perigee)
    return [
        OrbitShape(
            period_min=round(TAU / float(catalog.mean_motion_rad_s[row]) / MINUTE_S, 5)
            if good[row] else None,
            perigee_km=round(float(perigee[row]), 3) if good[row] else None,
            apogee_km=round(float(apogee[row]), 3) if good[row] else None,
            inclination_deg=round(float(catalog.inclination_rad[row] / DEG_RAD), 4),
            eccentricity=float(catalog.eccentricity[row]),
            raan_deg=round(float(catalog.raan_rad[row] / DEG_RAD), 4),
            bstar_per_er=float(catalog.bstar_per_er[row]),
        )
        for row in range(len(catalog))
    ]  # fmt: skip


@read("/api/v1/element-sets/{object_id:path}", Right.READ, "One object's element sets over time",
      tag="objects", cache=False)  # fmt: skip
def list_element_sets(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    object_id: ObjectId,
    days: Annotated[
        float, QueryParameter(gt=0.0, le=_MOST_DAYS, description="Made within so many days.")
    ] = 60.0,
    limit: Annotated[
        int, QueryParameter(ge=1, le=5_000, description="The newest epochs, at most so many.")
    ] = 1_000,
) -> PastSets:
    """Of every source that the caller may see, what is replaced as well; not what is withdrawn."""
    sides = _sides(node, caller, object_id.lstrip("/"))
    names = {side.object for side in sides} | {side.name_used for side in sides}
    since = node.clock.now() - days * DAY_S
    gate.shelves.refresh()
    sees = sees_of(caller, gate.shelves)

    def recent(held: Held) -> bool:
        return held.created_tai_ns >= since.tai_ns and held.mode == str(node.mode) and sees(held)

    pages, cut = [], False
    for page in gate.shelves.past_elements(recent, MOST_AGAIN):
        if page is None:
            cut = True
        elif rows := _rows_of(page, names):
            pages.append(page.take(rows))
    found = [each for page in pages for each in _past(page)]
    found.sort(key=lambda each: each.epoch_utc)
    return PastSets(
        object=sides[0].object, since_utc=since.utc_iso(0), items=found[-limit:],
        cut=cut or len(found) > limit,
    )  # fmt: skip


def _rows_of(page: ElementPage, names: set[str]) -> list[int]:
    """Rows of a page that are of one of these identities."""
    numbers = [int(name.removeprefix(_NUMBERED)) for name in names if name.startswith(_NUMBERED)]
    good = np.isin(page.gp.norad_cat_id, numbers)
    others = [name for name in names if not name.startswith(_NUMBERED)]
    if others:
        good |= np.isin(page.gp.other_id, others)
    return list(np.flatnonzero(good).tolist())


def _past(page: ElementPage) -> list[PastSet]:
    catalog = catalog_from_gp(page.gp, source="record")
    epochs = [Epoch(ns).utc_iso(6) for ns in catalog.epoch_tai_ns.tolist()]
    return [
        PastSet(
            record=held.record_id, origin=held.origin, source=source, mark=held.mark,
            epoch_utc=epoch, orbit=orbit,
        )
        for held, source, epoch, orbit in zip(
            page.records, page.sources, epochs, _shapes(catalog), strict=True
        )
    ]  # fmt: skip


handlers: Final = (compare_sides, list_element_sets)
