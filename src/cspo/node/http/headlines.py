"""What a record says, in a line: numbers with their units, and nothing that is not in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cspo.errors import CspoError
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import Record
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.coordination import AcknowledgementBody
from cspo.records.bodies.objects import CatalogObjectBody
from cspo.records.bodies.observation import ObservationBody
from cspo.records.bodies.orbit import OrbitBody
from cspo.records.bodies.warning import NoticeBody, WarningBody
from cspo.records.bodies.watch import ContactBody

__all__ = ["headline", "items_named"]

_LONGEST: Final = 160


def headline(record: Record) -> str:
    """A line on what the record says; empty where its kind has none.

    Whoever is shown it may see the record.
    """
    said = _LINES.get(record.payload.kind)
    if said is None:
        return ""
    try:
        return said(body_of(record, REGISTRY))[:_LONGEST]
    except CspoError:  # of a newer version, say: the graph stands without it
        return ""


def items_named(record: Record) -> Mapping[str, list[int]]:
    """Which rows of batches a conjunction rests on, by id of the batch, from 0."""
    if record.payload.kind != "conjunction":
        return {}
    found: dict[str, list[int]] = {}
    try:
        body: ConjunctionBody = body_of(record, REGISTRY)
    except CspoError:
        return {}
    for each in (body.object1, body.object2):
        batch, sign, row = each.orbit_record.partition("#")
        if sign:
            found.setdefault(batch, []).append(int(row))
    return found


def _observation(body: ObservationBody) -> str:
    return f"a track by {body.sensor}, {len(body.measurements.t_s):,} measurements"


def _orbit(body: OrbitBody) -> str:
    whose = f", {body.source}" if body.source else ""
    if len(body.object) > 1:
        return f"{len(body.object):,} orbits{whose}"
    return f"orbit at {_day(body.epoch_utc[0])}{whose}"


def _conjunction(body: ConjunctionBody) -> str:
    pc = "Pc not reported" if body.pc is None else f"Pc {body.pc:.1e}"
    whose = f", {body.source}" if body.source else ""
    return f"miss {_distance(body.miss_distance_km)}, {pc}, at {_day(body.tca_utc)}{whose}"


def _warning(body: WarningBody) -> str:
    grave = "" if body.severity is None else f"{body.severity}, "
    return f"{grave}number {body.number}, {body.issue}, to {', '.join(body.to)}"


def _contact(body: ContactBody) -> str:
    return f"{body.role} of {body.party}"


def _acknowledgement(body: AcknowledgementBody) -> str:
    return f"{body.progress}{f', {body.role}' if body.role else ''}"


def _notice(body: NoticeBody) -> str:
    return body.title


def _facts(body: CatalogObjectBody) -> str:
    whose = f", {body.source}" if body.source else ""
    return f"{len(body.objects):,} objects{whose}"


def _distance(km: float) -> str:
    return f"{km * 1_000.0:.0f} m" if km < 1.0 else f"{km:.2f} km"


def _day(utc: str) -> str:
    """To the second: enough to know which it is."""
    return f"{utc[:10]} {utc[11:19]}Z"


_LINES: Final[Mapping[str, Callable[[Any], str]]] = {
    "observation": _observation, "orbit": _orbit, "catalog-object": _facts,
    "conjunction": _conjunction, "warning": _warning, "acknowledgement": _acknowledgement,
    "notice": _notice, "contact": _contact,
}  # fmt: skip
