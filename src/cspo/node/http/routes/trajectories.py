"""Trajectories that sources have given, and whether the screening went by them."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar.params import QueryParameter

from cspo.markings import portion_mark
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.sight import may_of
from cspo.operations.catalog import Flight
from cspo.records.bodies.ephemeris import Intent
from cspo.time import Epoch

__all__ = ["handlers"]


class TrajectoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """The latest trajectory of one source for one object.

    Parameters
    ----------
    object : str
        Its identity here.
    origin, source : str
        Whose word it is, and what that calls it.
    records : list of str
        Its pieces.
    start_utc, stop_utc : str
        Its first and its last point.
    points : int
        How many.
    intent : str
        ``"committed"``, ``"hypothetical"``, ...
    hard_body_radius_km : float or None
        As its source states it.
    made_utc : str
        When it was said.
    mark : str
        Its portion mark.
    standing : str
        ``"screened"``: the newest screening went by it; ``"adopted"``: the next one will;
        ``"beside"``: it is shown beside the orbit that the node goes by.
    why : str
        What that follows from.
    """

    object: str
    origin: str
    source: str
    records: tuple[str, ...]
    start_utc: str
    stop_utc: str
    points: int
    intent: Intent
    hard_body_radius_km: float | None
    made_utc: str
    mark: str
    standing: str
    why: str


@read("/api/v1/trajectories", Right.READ, "Trajectories, and whether they were screened",
      tag="ephemerides", cache=False)  # fmt: skip
def list_trajectories(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    about: Annotated[
        str, QueryParameter(name="object", max_length=400, description="Of this object.")
    ] = "",
    origin: Annotated[str, QueryParameter(max_length=60, description="Of this party.")] = "",
) -> Page[TrajectoryLine]:
    """The one said last first. Those that came since the last step are not among them yet."""
    if node.picture is None:
        return Page([])
    start, may = gate.cursors.read(cursor), may_of(node, caller)
    found = [each for each in node.picture.flights(about, origin) if may(each.label)]
    flown, screened = _records(node.sky), _records(getattr(node.screening, "sky", None))
    t = node.clock.now()
    page = [_line(each, flown, screened, t) for each in found[start : start + limit]]
    more = start + limit < len(found)
    return Page(page, gate.cursors.make(start + limit) if more else None)


def _records(sky: object) -> frozenset[str]:
    """Records of the trajectories that a sky goes by."""
    found = getattr(sky, "ephemerides", ())
    return frozenset(record for each in found for record in each.record_ids)


def _line(
    flight: Flight, flown: frozenset[str], screened: frozenset[str], t: Epoch
) -> TrajectoryLine:
    ephemeris = flight.ephemeris
    standing, why = _standing(flight, flown, screened, t)
    return TrajectoryLine(
        object=flight.object, origin=flight.origin, source=flight.source,
        records=flight.record_ids, start_utc=ephemeris.start.utc_iso(3),
        stop_utc=ephemeris.stop.utc_iso(3), points=len(ephemeris.t_s), intent=flight.intent,
        hard_body_radius_km=flight.hard_body_radius_km, made_utc=flight.t_created.utc_iso(3),
        mark=portion_mark(flight.label), standing=standing, why=why,
    )  # fmt: skip


def _standing(
    flight: Flight, flown: frozenset[str], screened: frozenset[str], t: Epoch
) -> tuple[str, str]:
    if flight.record_ids[0] in flown:
        if flight.ephemeris.stop <= t:
            return "beside", "its last point is past: elements count again"
        if flight.record_ids[0] in screened:
            return "screened", "the newest screening went by it"
        return "adopted", "the next screening goes by it"
    if flight.intent is Intent.HYPOTHETICAL:
        return "beside", "a hypothetical trajectory is compared and never adopted"
    return "beside", "not of the object's owner as the catalogue names it, and not decided for"


handlers: Final = (list_trajectories,)
