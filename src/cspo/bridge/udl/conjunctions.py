"""Close approaches: the UDL's conjunction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cspo.bridge.udl.marks import common, id_on_orbit, not_kept, object_of, row_id, sat_no, tai_ns
from cspo.bridge.udl.pages import Columns, Row, RowPage
from cspo.bridge.udl.state_vectors import covariance_of, frame_of, state_of, state_words
from cspo.errors import MalformedMessage
from cspo.records.bodies import ConjunctionBody, Covariance, Encountered, EventId
from cspo.records.bodies.conjunction import OrbitOrigin
from cspo.records.bodies.instants import utc_text
from cspo.time import Epoch
from cspo.units import KM_PER_M

__all__ = ["CONJUNCTION", "conjunction_from_item"]

_Page = RowPage[ConjunctionBody]

_POSITIONS: Final = ("relPosR", "relPosT", "relPosN")
_VELOCITIES: Final = ("relVelR", "relVelT", "relVelN")
_KEPT: Final = (
    "tca", "missDistance", "collisionProb", "collisionProbMethod", "satNo1", "satNo2",
    "origIdOnOrbit1", "origIdOnOrbit2", "stateVector1", "stateVector2", "relVelMag", "messageId",
    "screenEntryTime", "screenExitTime", *_POSITIONS, *_VELOCITIES,
)  # fmt: skip


def _of(read: Callable[[ConjunctionBody], Any]) -> Callable[[_Page], list[Any]]:
    return lambda page: [read(row.content) for row in page.rows]


def _metres(name: str, axis: int | None = None) -> Callable[[_Page], list[Any]]:
    def value(body: ConjunctionBody) -> Any:
        found = getattr(body, name)
        if found is None:
            return None
        return (found if axis is None else found[axis]) / KM_PER_M

    return _of(value)


def _instant(name: str) -> Callable[[_Page], list[Any]]:
    return _of(lambda body: tai_ns(getattr(body, name)))


def _side(which: int) -> dict[str, Callable[[_Page], list[Any]]]:
    def of(read: Callable[[Encountered], Any]) -> Callable[[_Page], list[Any]]:
        return _of(lambda body: read(body.object1 if which == 1 else body.object2))

    return {
        f"satNo{which}": of(lambda side: sat_no(side.object)),
        f"idOnOrbit{which}": of(lambda side: id_on_orbit(side.object)),
        f"origIdOnOrbit{which}": of(lambda side: None if sat_no(side.object) else side.object),
        f"ephemName{which}": of(
            lambda side: side.orbit_source or None
            if side.orbit_origin is OrbitOrigin.EPHEMERIS else None
        ),
        f"stateVector{which}": lambda page: [_state(row, which) for row in page.rows],
    }  # fmt: skip


def _state(row: Row[ConjunctionBody], which: int) -> dict[str, Any] | None:
    """The state of one object at closest approach, as a state vector of the UDL."""
    body = row.content
    side = body.object1 if which == 1 else body.object2
    if side.r_km is None or side.v_km_s is None or body.frame is None:
        return None
    tca = Epoch.from_utc(body.tca_utc)
    return {
        "classificationMarking": row.record.mark, "dataMode": row.record.mode,
        "source": body.source or row.record.origin, "epoch": tca.utc_iso(6),
        "satNo": sat_no(side.object), "idOnOrbit": id_on_orbit(side.object),
        "pedigree": "CONJUNCTION",
        **state_words(side.r_km, side.v_km_s, body.frame, tca, side.covariance),
    }  # fmt: skip


def _comments(body: ConjunctionBody) -> str | None:
    """What limits the numbers, in words: a reader of the UDL has no other place for it."""
    said = [f"flags: {' '.join(body.flags)}"] if body.flags else []
    said += (
        [f"assumptions that do not hold: {' '.join(body.violations)}"] if body.violations else []
    )
    for which, side in ((1, body.object1), (2, body.object2)):
        if side.orbit_origin is OrbitOrigin.ELEMENTS and side.orbit_age_s is not None:
            said.append(f"object {which} from elements, {side.orbit_age_s / 86_400.0:.2f} days old")
    said += [f"advice: {body.advice.value}"] if body.advice is not None else []
    return "; ".join(said) or None


CONJUNCTION: Final[Columns[_Page]] = {
    "id": lambda page: [row_id(row.record, row.index) for row in page.rows],
    **common(lambda page: [row.content.source for row in page.rows], library=False),
    "tca": _instant("tca_utc"),
    "eventId": _of(lambda body: body.event),
    "type": _of(lambda body: "CONJUNCTION"),  # noqa: ARG005 - of every one
    "messageId": _of(lambda body: body.source_message or None),
    "originator": _of(lambda body: body.source or None),
    "missDistance": _metres("miss_distance_km"),
    "relVelMag": _metres("relative_speed_km_s"),
    **{name: _metres("relative_rtn_km", k) for k, name in enumerate(_POSITIONS)},
    **{name: _metres("relative_rtn_km_s", k) for k, name in enumerate(_VELOCITIES)},
    "collisionProb": _of(lambda body: body.pc),
    "collisionProbMethod": _of(lambda body: body.pc_method or None),
    "screenEntryTime": _instant("screened_from_utc"),
    "screenExitTime": _instant("screened_until_utc"),
    "comments": _of(_comments),
    **_side(1),
    **_side(2),
}
"""Columns of a conjunction: metres and m/s, states in km and km/s, as the UDL has them."""


def conjunction_from_item(
    item: dict[str, Any], *, source: str
) -> tuple[ConjunctionBody, tuple[str, ...]]:
    """The body of a conjunction, and the fields that it has no place for.

    Raises
    ------
    MalformedMessage
        Where the objects or the miss distance are missing, or a frame has no counterpart here.
    InvalidBody
        Where a value is none that a record may hold.
    """
    if "missDistance" not in item:
        raise MalformedMessage("read item", expected="metres", got="no", keyword="missDistance")
    sides = [_encountered(item, which) for which in (1, 2)]
    if sides[0].object == sides[1].object:
        raise MalformedMessage(
            "read item", expected="another object", got="the same", keyword="satNo2"
        )
    frames = {
        frame_of(item[name]) for name in ("stateVector1", "stateVector2") if name in item
    }  # fmt: skip
    if len(frames) > 1:
        raise MalformedMessage(
            "read item", expected="one frame for both states", got="two",
            keyword="stateVector2.referenceFrame",
        )  # fmt: skip
    event = EventId.of(sides[0].object, sides[1].object, item["tca"])
    pc = item.get("collisionProb")
    body = ConjunctionBody(
        event=str(event),
        tca_utc=utc_text(item["tca"]),
        miss_distance_km=item["missDistance"] * KM_PER_M,
        relative_speed_km_s=_scaled(item.get("relVelMag")),
        relative_rtn_km=_vector(item, _POSITIONS),
        relative_rtn_km_s=_vector(item, _VELOCITIES),
        frame=next(iter(frames), None),
        object1=sides[0],
        object2=sides[1],
        pc=pc,
        pc_method=(item.get("collisionProbMethod") or "unstated") if pc is not None else "",
        screened_from_utc=_utc(item.get("screenEntryTime")),
        screened_until_utc=_utc(item.get("screenExitTime")),
        source=source,
        source_message=str(item.get("messageId") or ""),
    )
    return body, not_kept(item, _KEPT)


def _encountered(item: dict[str, Any], which: int) -> Encountered:
    name = object_of(
        item.get(f"satNo{which}"), item.get(f"origIdOnOrbit{which}"), field=f"satNo{which}"
    )
    state = item.get(f"stateVector{which}")
    if state is None:
        return Encountered(object=name)
    r_km, v_km_s = state_of(state)
    found = covariance_of(state)
    return Encountered(
        object=name, r_km=r_km, v_km_s=v_km_s, orbit_origin=OrbitOrigin.STATE,
        covariance=None if found is None else Covariance(
            lower_km2=found[0], frame=found[1], origin=found[2]
        ),
    )  # fmt: skip


def _scaled(metres: float | None) -> float | None:
    return None if metres is None else metres * KM_PER_M


def _vector(item: dict[str, Any], names: tuple[str, ...]) -> tuple[float, float, float] | None:
    if any(name not in item for name in names):
        return None
    x, y, z = (item[name] * KM_PER_M for name in names)
    return (x, y, z)


def _utc(epoch: Epoch | None) -> str | None:
    return None if epoch is None else utc_text(epoch)
