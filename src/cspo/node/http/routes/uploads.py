"""Messages that people bring in, under the name of the caller's own party: OEM and CDM."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final

import msgspec
import numpy as np
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, RequestBody, Schema
from litestar.params import QueryParameter, RawBody

from cspo.markings import Label, Mode, is_party, make_label
from cspo.node.http.callers import Caller
from cspo.node.http.described import described
from cspo.node.http.earth import earth_orientation
from cspo.node.http.faults import denied, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky
from cspo.operations.derive import body_of
from cspo.operations.ingest import ingest_cdm, ingest_ephemeris, must_be_real
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies.ephemeris import Basis, Intent
from cspo.records.bodies.objects import Maneuverability

__all__ = ["handlers"]

_MOST_BYTES: Final = 16_000_000
_MOST_CDM_BYTES: Final = 250_000
"""A conjunction message has some 10 kB; with all its optional parts and comments, 100."""
_MOST_FAULTS: Final = 100
_BY_DESIGNATOR: Final = "cospar:"
ReleasableTo = Annotated[
    list[str] | None,
    QueryParameter(max_items=100, description="Who may have it, besides you and your nation."),
]
Level = Annotated[str, QueryParameter(pattern=r"^(U|R|C|S|TS)$", description="Of its mark.")]


def _text(what: str) -> RequestBody:
    plain = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
    return RequestBody(content={"text/plain": plain}, description=what, required=True)


class FaultLine(msgspec.Struct, frozen=True, kw_only=True):
    """What was wrong with a message that could be read all the same.

    Parameters
    ----------
    line : int or None
    keyword : str
    expected, got : str
    """

    line: int | None
    keyword: str
    expected: str
    got: str


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """The record that was made of a conjunction message.

    Parameters
    ----------
    record : str
    event : str
        As the record names it; what others say of it stands beside it.
    source : str
        Whose message it is; each one's last report of an event counts.
    faults : list
        The record is flagged where there are any, and no action is asked for by it.
    """

    record: str
    event: str
    source: str
    faults: list[FaultLine]


class Uploaded(msgspec.Struct, frozen=True):
    """The records that were made, one for each span of each object."""

    records: tuple[str, ...]


@write(
    "/api/v1/ephemerides", Right.INGEST, "Bring in an operator's ephemeris",
    request_max_body_size=_MOST_BYTES, operation_class=described(
        body=_text("An orbit ephemeris message (CCSDS 502.0), KVN or XML.")
    ),
)  # fmt: skip
def add_ephemeris(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    body: RawBody,
    releasable_to: ReleasableTo = None,
    level: Level = "U",
    basis: Annotated[Basis, QueryParameter(description="What it is.")] = Basis.PLANNED,
    intent: Annotated[
        Intent, QueryParameter(description="A hypothetical one is screened when asked for.")
    ] = Intent.COMMITTED,
    maneuverability: Annotated[
        Maneuverability, QueryParameter(description="Whether the object can change its orbit.")
    ] = Maneuverability.UNKNOWN,
    hard_body_radius_km: Annotated[
        float | None, QueryParameter(gt=0.0, le=1.0, description="Of a sphere that holds it, km.")
    ] = None,
) -> Uploaded:
    """It takes the place of element sets in the next screening; an organization needs no node.

    The standard has objects named by designator: one that a single object of the catalogue has, of
    what the caller may see, means that object.
    """
    mark = _mark(node, caller, level, releasable_to)
    t = node.clock.now()
    with node.store.write() as unit:
        report = ingest_ephemeris(
            unit, node.desk(unit), body, mark, node.mode, t, origin=caller.party, basis=basis,
            intent=intent, maneuverability=maneuverability,
            hard_body_radius_km=hard_body_radius_km, source=f"ephemeris of {caller.party}",
            name_of=partial(_called_here, gate.skies.of(node, caller)),
        )  # fmt: skip
        for record in report.records if node.mode is Mode.REAL else ():
            must_be_real(body_of(record, REGISTRY))
        count = str(len(report.records))
        caller.audit(unit, "ephemeris upload", {"records": count}, t=t)
    node.wake()
    return Uploaded(tuple(record.id for record in report.records))


@write(
    "/api/v1/cdms", Right.INGEST, "Bring in a conjunction data message",
    request_max_body_size=_MOST_CDM_BYTES, operation_class=described(
        body=_text("A conjunction data message (CCSDS 508.0), KVN or XML.")
    ),
)  # fmt: skip
def add_cdm(
    *,
    node: NodeHere,
    caller: CallerHere,
    body: RawBody,
    releasable_to: ReleasableTo = None,
    level: Level = "U",
) -> Reported:
    """A service's or an operator's word on an event: it stands beside our own screening's.

    It is a source of its own: a warning that rests on it is not cancelled because our screening
    finds the approach no more.
    """
    mark = _mark(node, caller, level, releasable_to)
    t = node.clock.now()
    with node.store.write() as unit:
        report = ingest_cdm(
            unit, node.desk(unit), body, mark, node.mode, t, origin=caller.party,
            eop=earth_orientation(), source=f"brought in by {caller.party}",
        )  # fmt: skip
        (record,) = report.records
        said = body_of(record, REGISTRY)
        caller.audit(unit, "conjunction upload", {"record": record.id}, t=t)
    node.wake()
    return Reported(
        record=record.id, event=said.event, source=said.source,
        faults=[
            FaultLine(line=each.line, keyword=each.keyword, expected=each.expected, got=each.got)
            for each in report.faults[:_MOST_FAULTS]
        ],
    )  # fmt: skip


def _mark(node: RunningNode, caller: Caller, level: str, releasable_to: list[str] | None) -> Label:
    """The mark that the caller asks for, where the caller could read what bears it."""
    if wrong := [each for each in releasable_to or () if not is_party(each)]:
        raise unwanted("releasable_to", "parties, as GBR or GBR/acme-sat", wrong[0][:60])
    mark = make_label(level, {*(releasable_to or ()), caller.party, node.home.nation})
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"you could not read it afterwards: {decision.reason}")
    return mark


def _called_here(sky: SeenSky | None, name: str) -> str:
    """What the catalogue calls an object that is named by its designator."""
    if sky is None or name in sky.row_of or not name.startswith(_BY_DESIGNATOR):
        return name
    rows = np.flatnonzero(sky.catalog.designator == name.removeprefix(_BY_DESIGNATOR))
    return sky.identity[int(rows[0])] if len(rows) == 1 else name


handlers: Final = (add_ephemeris, add_cdm)
