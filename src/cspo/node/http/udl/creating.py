"""What the UDL's clients create: bodies, marked as they say, made records of their party.

A record is made under the party of whoever calls, and signed by the nation's
node. Nobody makes what they could not read afterwards: so nobody marks above their
clearance, and no mode is made in which they do not work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody

from cspo.bridge.udl import (
    ELSET,
    conjunction_from_item,
    facts_from_item,
    notice_from_item,
    orbits_from_elsets,
    orbits_from_states,
)
from cspo.bridge.udl.marks import label_of_item, source_of
from cspo.errors import MalformedMessage, WrongSide
from cspo.markings import Mode
from cspo.messages.udl import fields_of, read_items
from cspo.node.http.callers import Caller
from cspo.node.http.described import body_of_fields, described
from cspo.node.http.faults import denied, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, replace, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.shelves import Sees, Shelves
from cspo.node.http.udl.reading import RowId, visible
from cspo.operations.ingest import ingest_bodies
from cspo.records import Record
from cspo.records.bodies import MAX_BATCH, Body, CatalogObjectBody
from cspo.records.bodies.body import InvalidBody

__all__ = ["Group", "create", "handlers", "keep", "made"]

_MOST_BYTES: Final = 16_000_000
_NOT_KEPT: Final = "Cspo-Not-Kept"
"""Header that names what a client gave and no record has a place for."""
_RECORDS: Final = "Cspo-Records"
"""Header with how many records were made."""

Asked = Request[Any, Any, Any]
Items = Sequence[dict[str, Any]]
Made = tuple[Sequence[Body], Sequence[str]]
Maker = Callable[[Items, str, str], Made]
"""``(items, source, day) -> bodies, fields that are not kept``."""


def _elsets(items: Items, source: str, _day: str) -> Made:
    return orbits_from_elsets(items, source=source)


def _states(items: Items, source: str, _day: str) -> Made:
    return orbits_from_states(items, source=source)


def _conjunctions(items: Items, source: str, _day: str) -> Made:
    found = [conjunction_from_item(item, source=source) for item in items]
    return [body for body, _ in found], [name for _, lost in found for name in lost]


def _objects(items: Items, source: str, day: str) -> Made:
    found = [facts_from_item(item, source=source, as_of=day) for item in items]
    facts = [each for each, _ in found]
    bodies = [
        CatalogObjectBody(objects=tuple(facts[k : k + MAX_BATCH]), source=source)
        for k in range(0, len(facts), MAX_BATCH)
    ]
    return bodies, [name for _, lost in found for name in lost]


def _notices(items: Items, _source: str, _day: str) -> Made:
    found = [notice_from_item(item) for item in items]
    return [body for body, _ in found], [name for _, lost in found for name in lost]


_MAKERS: Final[dict[str, Maker]] = {
    "elset": _elsets, "statevector": _states, "conjunction": _conjunctions,
    "onorbit": _objects, "notification": _notices,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one mark, mode and source, and the bodies that they become."""

    mark: str
    mode: Mode
    bodies: Sequence[Body]


def create(
    node: RunningNode, caller: Caller, resource: str, items: Items
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """Make records of what a client gives: all of it, or nothing.

    Returns
    -------
    records : tuple of Record
    not_kept : tuple of str
        Fields that no record has a place for, sorted.

    Raises
    ------
    MalformedMessage, InvalidBody
        Where an item can't be a record.
    Refused
        Where the mode is not the node's, or the caller could not read it afterwards.
    """
    if resource == "onorbit" and caller.party != node.home.nation:
        # The sponsor's word on owners decides who is told of what: no guest speaks it.
        raise denied("whose an object is, the nation says and none of its organizations")
    groups, lost = _grouped(resource, items, node.clock.now().utc_iso()[:10])
    return keep(node, caller, resource, groups), lost


def keep(
    node: RunningNode, caller: Caller, what: str, groups: Sequence[Group]
) -> tuple[Record, ...]:
    """Make records of bodies: all of them, or none.

    Parameters
    ----------
    what : str
        What is created, for the audit.
    groups : sequence of Group

    Raises
    ------
    MalformedMessage
        Where a mark is not understood.
    Refused
        As `create`.
    """
    t = node.clock.now()
    marked = [(group, label_of_item(group.mark, origin=caller.party)) for group in groups]
    for group, label in marked:
        if group.mode not in node.store.modes:
            held = ", ".join(sorted(node.store.modes))
            raise WrongSide(
                "create records", "dataMode", expected=f"a mode of this node: {held}",
                got=str(group.mode),
            )  # fmt: skip
        decision = caller.may(label, group.mode)
        if not decision.permitted:
            raise denied(f"you could not read it afterwards: {decision.reason}")
    records: list[Record] = []
    with node.store.write() as unit:
        desk = node.desk(unit)
        for group, label in marked:
            report = ingest_bodies(
                unit, desk, group.bodies, label, group.mode, t, origin=caller.party
            )
            records += report.records
        caller.audit(unit, "udl create", {"resource": what, "records": str(len(records))}, t=t)
    node.wake()
    return tuple(records)


def _grouped(resource: str, items: Items, day: str) -> tuple[list[Group], tuple[str, ...]]:
    def key(item: dict[str, Any]) -> tuple[str, str, str]:
        return item["classificationMarking"], item["dataMode"], source_of(item)

    groups: list[Group] = []
    lost: set[str] = set()
    for (mark, mode, source), found in groupby(sorted(items, key=key), key=key):
        try:
            bodies, not_kept = _MAKERS[resource](list(found), source, day)
        except InvalidBody as error:
            raise MalformedMessage(
                "read item", expected=error.expected, got=error.got, keyword=error.keyword
            ) from error
        groups.append(Group(mark, Mode(mode), bodies))
        lost.update(not_kept)
    return groups, tuple(sorted(lost))


def made(records: Sequence[Record], lost: Sequence[str], status: int = 201) -> Response[bytes]:
    """The answer: nothing but that it was done, and in headers what was not kept."""
    headers = {_RECORDS: str(len(records))}
    if lost:
        headers[_NOT_KEPT] = ", ".join(lost)
    return Response(b"", status_code=status, media_type="text/plain", headers=headers)


def _asks(request: Asked, flag: str) -> bool:
    """Whether a flag of the query string is set."""
    return request.query_params.get(flag, "").lower() == "true"


def new_elsets(items: Items, shelves: Shelves, sees: Sees) -> list[dict[str, Any]]:
    """Those element sets that the caller does not see already, each once.

    Two are the same where object, epoch and all six elements are, whoever says so.
    """
    names = ("meanMotion", "eccentricity", "inclination", "raan", "argOfPerigee", "meanAnomaly")
    known = {
        row
        for page in shelves.elements(sees, history=True)
        for row in zip(*(ELSET[name](page) for name in ("idOnOrbit", "epoch", *names)), strict=True)
    }
    found = []
    for item in items:
        name = str(item.get("satNo", item.get("origObjectId")))
        key = (name, item["epoch"].tai_ns, *(item.get(each) for each in names))
        if key not in known:
            known.add(key)
            found.append(item)
    return found


def _handlers(resource: str, *, bulk: bool) -> list[HTTPRouteHandler]:
    root = f"/udl/{resource}"

    @write(
        root, Right.INGEST, f"Create: {resource}", tag="udl", media_type="text/plain",
        operation_class=described(body=body_of_fields(fields_of(resource), several=False)),
    )  # fmt: skip
    def create_one(
        node: NodeHere, caller: CallerHere, request: Asked, body: RawBody
    ) -> Response[bytes]:
        """A signed record of the caller's party, with the mark that is given."""
        items = read_items(body, resource, several=False)
        records, lost = create(node, caller, resource, items)
        return made(
            records, [*lost, *(["convertPosVel"] if _asks(request, "convertPosVel") else [])]
        )

    @write(
        f"{root}/createBulk", Right.INGEST, f"Create several: {resource}", tag="udl",
        media_type="text/plain", request_max_body_size=_MOST_BYTES,
        operation_class=described(body=body_of_fields(fields_of(resource), several=True)),
    )  # fmt: skip
    def create_bulk(
        node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked, body: RawBody
    ) -> Response[bytes]:
        """All of them, or none: signed batches of the caller's party."""
        items = read_items(body, resource, several=True)
        if resource == "elset" and _asks(request, "dupeCheck"):
            items = new_elsets(items, *visible(gate, caller))
        return made(*create(node, caller, resource, items))

    return [create_one, create_bulk] if bulk else [create_one]


@replace(
    "/udl/onorbit/{row_id:str}", Right.INGEST, "Say anew what is known of an object", tag="udl",
    media_type="text/plain",
    operation_class=described(body=body_of_fields(fields_of("onorbit"), several=False)),
)  # fmt: skip
def update_object(
    node: NodeHere, caller: CallerHere, body: RawBody, row_id: RowId
) -> Response[bytes]:
    """A new record of the caller's party; what others say of the object stays as it is."""
    (item,) = read_items(body, "onorbit", several=False)
    if row_id not in {str(item["satNo"]), item.get("idOnOrbit")}:
        raise unwanted("satNo", "the object that the path names")
    return made(*create(node, caller, "onorbit", [item]), status=200)


handlers: Final = (
    update_object,
    *_handlers("elset", bulk=True),
    *_handlers("statevector", bulk=True),
    *_handlers("conjunction", bulk=True),
    *_handlers("onorbit", bulk=False),
    *_handlers("notification", bulk=False),
)
