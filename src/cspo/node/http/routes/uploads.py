"""Ephemerides that operators bring in: an OEM, of the caller's own party."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, RequestBody, Schema
from litestar.params import QueryParameter, RawBody

from cspo.markings import is_party, make_label
from cspo.node.http.described import described
from cspo.node.http.faults import denied, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, NodeHere, write
from cspo.operations.ingest import ingest_ephemeris
from cspo.records.bodies.ephemeris import Basis, Intent
from cspo.records.bodies.objects import Maneuverability

__all__ = ["handlers"]

_MOST_BYTES: Final = 16_000_000
_TEXT: Final = RequestBody(
    content={"text/plain": OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))},
    description="An orbit ephemeris message (CCSDS 502.0), KVN or XML.",
    required=True,
)


class Uploaded(msgspec.Struct, frozen=True):
    """The records that were made, one for each span of each object."""

    records: tuple[str, ...]


@write(
    "/api/v1/ephemerides", Right.INGEST, "Bring in an operator's ephemeris",
    request_max_body_size=_MOST_BYTES, operation_class=described(body=_TEXT),
)  # fmt: skip
def add_ephemeris(
    *,
    node: NodeHere,
    caller: CallerHere,
    body: RawBody,
    releasable_to: Annotated[
        list[str] | None,
        QueryParameter(max_items=100, description="Who may have it, besides you and your nation."),
    ] = None,
    level: Annotated[
        str, QueryParameter(pattern=r"^(U|R|C|S|TS)$", description="Of its mark.")
    ] = "U",
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
    """It takes the place of element sets in the next screening; an organization needs no node."""
    if wrong := [each for each in releasable_to or () if not is_party(each)]:
        raise unwanted("releasable_to", "parties, as GBR or GBR/acme-sat", wrong[0][:60])
    parties = {*(releasable_to or ()), caller.party, node.home.nation}
    mark = make_label(level, parties)
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"you could not read it afterwards: {decision.reason}")
    t = node.clock.now()
    with node.store.write() as unit:
        report = ingest_ephemeris(
            unit, node.desk(unit), body, mark, node.mode, t, origin=caller.party, basis=basis,
            intent=intent, maneuverability=maneuverability,
            hard_body_radius_km=hard_body_radius_km, source=f"ephemeris of {caller.party}",
        )  # fmt: skip
        count = str(len(report.records))
        caller.audit(unit, "ephemeris upload", {"records": count}, t=t)
    node.wake()
    return Uploaded(tuple(record.id for record in report.records))


handlers: Final = (add_ephemeris,)
