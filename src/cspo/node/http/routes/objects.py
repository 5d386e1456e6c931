"""Objects: the list, and one object with what every source says of it, side by side."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Annotated, Any, Final

import msgspec
import numpy as np
from litestar.params import PathParameter, QueryParameter

from cspo.markings import portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.faults import not_found
from cspo.node.http.pages import Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import picture_of
from cspo.operations.catalog import Fact, Side
from cspo.operations.catalog.contradictions import find_contradictions
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["ELEMENTS", "ObjectId", "handlers"]

ELEMENTS: Final = (
    "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad", "argp_rad",
    "mean_anomaly_rad", "bstar_per_er",
)  # fmt: skip
"""Columns of a catalogue that are an orbit: SGP4's mean elements, TEME of date."""

ObjectId = Annotated[
    str,
    PathParameter(max_length=400, description="`norad:25544`, `cospar:1998-067A`, ..."),
]  # fmt: skip


class ObjectLine(msgspec.Struct, frozen=True, kw_only=True):
    """An object in a list.

    Parameters
    ----------
    object : str
        Its identity here.
    name, owner, type, designator : str
        As the source says that counts; empty: unknown.
    epoch_utc : str
        Of the elements that the node goes by.
    age_s : float
        How old they are now, s.
    rcs_m2 : float or None
        Radar cross-section, m².
    """

    object: str
    name: str
    owner: str
    type: str
    designator: str
    epoch_utc: str
    age_s: float
    rcs_m2: float | None


class SideView(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says of an object's orbit.

    Parameters
    ----------
    item : str
        ``RECORD#INDEX``: where it stands.
    origin, source : str
        Who says so, and whose orbit it calls it.
    basis : str
        ``"elements"`` or ``"ephemeris"``.
    epoch_utc : str
        Of the elements, or the first point.
    age_s : float
        How old that is now, s.
    ingested_utc : str
        When it came.
    mark : str
        Its portion mark.
    adopted : bool
        Whether the node goes by it.
    rule : int
        By which rule; 0 for the others.
    elements : dict or None
        Mean elements (SGP4, TEME of date), each with its unit in its name; null
        for an ephemeris.
    """

    item: str
    origin: str
    source: str
    basis: str
    epoch_utc: str
    age_s: float
    ingested_utc: str
    mark: str
    adopted: bool
    rule: int
    elements: dict[str, float] | None


class FactView(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says of an object apart from its orbit.

    Parameters
    ----------
    record, origin : str
        Where it stands, and who says so.
    ingested_utc : str
        When it came.
    mark : str
        Its portion mark.
    facts : dict
        As the body of kind ``catalog-object`` has them.
    """

    record: str
    origin: str
    ingested_utc: str
    mark: str
    facts: dict[str, Any]


class ClaimView(msgspec.Struct, frozen=True, kw_only=True):
    """What one source says, where another says something else.

    Parameters
    ----------
    value, unit : str
        What, and of what unit.
    origin, source : str
        Who says so.
    age_s : float
        How old that is, s.
    item : str
        Where it stands.
    mark : str
        Its portion mark.
    """

    value: str
    unit: str
    origin: str
    source: str
    age_s: float
    item: str
    mark: str


class ContradictionView(msgspec.Struct, frozen=True, kw_only=True):
    """What can't be true together.

    Parameters
    ----------
    field : str
        ``"position"``, ``"owner"``, ``"type"``, ``"name"``, ...
    values : list
        What each source says.
    size : str
        How far apart that is.
    rule : int
        Number of the test that found it.
    test : str
        The test in words.
    """

    field: str
    values: list[ClaimView]
    size: str
    rule: int
    test: str


class ObjectView(msgspec.Struct, frozen=True, kw_only=True):
    """One object, source beside source.

    Parameters
    ----------
    object : str
        Its identity here.
    sides : list
        Orbits, the newest first.
    facts : list
        The rest, the one that counts first.
    contradictions : list
        Where these sources say what can't be true together.
    """

    object: str
    sides: list[SideView]
    facts: list[FactView]
    contradictions: list[ContradictionView]


@read("/api/v1/objects", Right.READ, "Objects of the catalogue", cache=False)
def list_objects(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Annotated[
        str, QueryParameter(max_length=400, description="Go on after this object: `next`.")
    ] = "",
    limit: Limit = 100,
    name: Annotated[str, QueryParameter(max_length=80, description="Part of its name.")] = "",
    owner: Annotated[str, QueryParameter(max_length=80, description="Its owner.")] = "",
) -> Page[ObjectLine]:
    """In the order of their identities."""
    sky = gate.skies.of(node, caller)
    if sky is None:
        return Page([])
    begin = bisect_right(sky.identity, cursor) if cursor else 0
    catalog = sky.catalog
    keep = np.ones(len(catalog) - begin, np.bool_)
    if name:
        keep &= np.char.find(np.char.upper(catalog.name[begin:]), name.upper()) >= 0
    if owner:
        keep &= catalog.owner[begin:] == owner
    rows = (np.flatnonzero(keep)[: limit + 1] + begin).tolist()
    now = node.clock.now()
    items = [_line(catalog, row, sky.identity[row], now) for row in rows[:limit]]
    return Page(items, items[-1].object if len(rows) > limit else None)


def _line(catalog: Catalog, row: int, identity: str, now: Epoch) -> ObjectLine:
    epoch = Epoch(int(catalog.epoch_tai_ns[row]))
    rcs_m2 = float(catalog.rcs_m2[row])
    return ObjectLine(
        object=identity, name=str(catalog.name[row]), owner=str(catalog.owner[row]),
        type=str(catalog.object_type[row]), designator=str(catalog.designator[row]),
        epoch_utc=epoch.utc_iso(6), age_s=now - epoch,
        rcs_m2=None if math.isnan(rcs_m2) else rcs_m2,
    )  # fmt: skip


@read(
    "/api/v1/objects/{object_id:path}", Right.READ, "One object, source beside source", cache=False
)
def get_object(
    node: NodeHere, caller: CallerHere, gate: GateHere, object_id: ObjectId
) -> ObjectView:
    """Every orbit and every fact that the caller may see, and where they contradict each other."""
    name = object_id.lstrip("/")
    picture = node.picture
    if picture is None:
        raise not_found("object")
    all_sides, all_facts = picture.sides(name), picture.facts(name)
    sides = [each for each in all_sides if caller.may(each.label, node.mode).permitted]
    facts = [each for each in all_facts if caller.may(each.label, node.mode).permitted]
    if not sides and not facts:
        if all_sides or all_facts:
            gate.trail.denied({"rule": "http 9", "object": name, "person": caller.person,
                               "by": caller.credential})  # fmt: skip
        raise not_found("object")
    now = node.clock.now()
    elements = picture.elements(sides)
    rows = iter(range(len(elements)))
    return ObjectView(
        object=sides[0].object if sides else name,
        sides=[
            _side(each, elements, next(rows) if each.row >= 0 else None, now) for each in sides
        ],
        facts=[_fact(each) for each in facts],
        contradictions=_contradictions(node, caller, name, now),
    )  # fmt: skip


def _side(side: Side, elements: Catalog, row: int | None, now: Epoch) -> SideView:
    epoch = Epoch(side.epoch_tai_ns)
    values = None
    if row is not None:
        values = {name: float(getattr(elements, name)[row]) for name in ELEMENTS}
    return SideView(
        item=side.item_id, origin=side.origin, source=side.source, basis=side.basis,
        epoch_utc=epoch.utc_iso(6), age_s=now - epoch, ingested_utc=side.t_ingest.utc_iso(6),
        mark=portion_mark(side.label), adopted=side.adopted, rule=side.rule, elements=values,
    )  # fmt: skip


def _fact(fact: Fact) -> FactView:
    return FactView(
        record=fact.record_id, origin=fact.origin, ingested_utc=fact.t.utc_iso(6),
        mark=portion_mark(fact.label), facts=msgspec.to_builtins(fact.facts),
    )  # fmt: skip


def _contradictions(
    node: RunningNode, caller: Caller, name: str, now: Epoch
) -> list[ContradictionView]:
    """Those of which the caller may see every value: half of one would tell of the other."""
    return [
        ContradictionView(
            field=each.field, size=each.size, rule=each.rule, test=each.test,
            values=[
                ClaimView(
                    value=claim.value, unit=claim.unit, origin=claim.origin, source=claim.source,
                    age_s=claim.age_s, item=claim.item_id, mark=portion_mark(claim.label),
                )
                for claim in each.values
            ],
        )
        for each in find_contradictions(picture_of(node), [name], now)
        if all(caller.may(claim.label, node.mode).permitted for claim in each.values)
    ]  # fmt: skip


handlers: Final = (list_objects, get_object)
