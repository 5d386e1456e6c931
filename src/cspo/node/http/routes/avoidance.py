"""Avoidance: what a burn of one of the two would change, reckoned from what one source says.

An answer is a study. It says so where its numbers are those of a class of orbits, and a
chosen burn has not been held against the rest of the sky.
"""

from __future__ import annotations

import math
from typing import Annotated, Final

import numpy as np
from litestar.params import QueryParameter

from cspo.avoidance import Target, Trade
from cspo.bridge.records_encounter import encounter_of, meeting_of
from cspo.errors import CspoError
from cspo.markings import portion_mark
from cspo.node.http.faults import Refused, not_found, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routes.avoidance_shapes import AvoidanceView, BurnView, FlownView
from cspo.node.http.routes.conjunctions import EventPath
from cspo.node.http.routes.encounter_sources import EncounterSources, Spoken, sources_of
from cspo.node.http.routes.encounters import DEFAULT_HBR_KM
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, faults, read
from cspo.operations.avoid import Study, study_burns
from cspo.operations.warn.reports import grounds_of
from cspo.records.bodies.warning import Grounds
from cspo.time import Epoch
from cspo.units import KM_PER_M

__all__ = ["handlers"]

_EVERY_S: Final = 60.0
"""A study is made anew when so much time has passed: the burns that are left have changed."""


@read("/api/v1/avoidance/{event:path}", Right.READ, "What a burn would change of an event",
      tag="conjunctions", cache=False, responses=faults((409,)))  # fmt: skip
def get_avoidance(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    event: EventPath,
    record: Annotated[
        str,
        QueryParameter(
            pattern=r"^([0-9a-f]{64})?$",
            description="By this report; else by the first source that has all it takes.",
        ),
    ] = "",
    who: Annotated[
        str, QueryParameter(name="object", max_length=100, description="Who burns; else the first.")
    ] = "",
    max_dv_m_s: Annotated[
        float, QueryParameter(ge=1e-4, le=1e3, description="No larger burn, m/s.")
    ] = 0.2,
    target_pc: Annotated[
        float | None, QueryParameter(ge=1e-12, le=0.5, description="Pc to reach.")
    ] = None,
    target_miss_km: Annotated[
        float | None, QueryParameter(ge=1e-3, le=1e3, description="Miss to reach, km.")
    ] = None,
) -> AvoidanceView:
    """Without a target: a Pc of 1e-6, or a miss of 1 km where no Pc may be reported."""
    found = sources_of(node, caller, gate, event.lstrip("/"))
    spoken = _chosen(found, record)
    pair = (found.event.object1, found.event.object2)
    if who and who not in pair:
        raise unwanted("object", "one of the two objects of the event")
    second = who == pair[1]
    target = _target(spoken, target_pc, target_miss_km)
    t = node.clock.now()
    body = spoken.body
    key = (
        body.tca_utc, body.frame, body.object1, body.object2, body.hard_body_radius_km,
        second != spoken.turned, target, max_dv_m_s, int(t.tai_ns // int(_EVERY_S * 1e9)),
    )  # fmt: skip
    try:
        study = gate.studies.of(
            key, lambda: _study(spoken, second=second, target=target, max_dv_m_s=max_dv_m_s, t=t)
        )
    except CspoError as error:
        raise Refused(
            409, f"no burn can be reckoned: expected {error.expected}, got {error.got}",
            hint=error.hint or "another source, or the other object",
        ) from error  # fmt: skip
    return _view(str(found.event), pair, spoken, study, second=second)


def _chosen(found: EncounterSources, record: str) -> Spoken:
    """The report that was asked for, else the first with states and covariances."""
    if record:
        every = (*found.now, *found.story)
        wanted = [each for each in every if each.record == record]
        if not wanted:
            raise not_found("report of the event")
        return wanted[0]
    able = [
        each
        for each in found.now
        if (meeting := meeting_of(each.body)) is not None
        and meeting.covariance1 is not None
        and meeting.covariance2 is not None
    ]
    if not able:
        raise Refused(
            409, "no source states positions and covariances of both objects",
            hint="ask an originator for a form that has them",
        )  # fmt: skip
    return able[0]


def _target(spoken: Spoken, pc: float | None, miss_km: float | None) -> Target:
    if pc is None and miss_km is None:
        return Target(pc=1e-6) if spoken.body.pc is not None else Target(miss_distance_km=1.0)
    return Target(pc=pc, miss_distance_km=miss_km)


def _study(spoken: Spoken, *, second: bool, target: Target, max_dv_m_s: float, t: Epoch) -> Study:
    meeting = meeting_of(spoken.body)
    if meeting is None:
        raise Refused(
            409, "this source states no positions and velocities at closest approach",
            field="record", hint="choose another source",
        )  # fmt: skip
    if second != spoken.turned:
        meeting = meeting.other_way()
    encounter = encounter_of(meeting, spoken.body.hard_body_radius_km or DEFAULT_HBR_KM)
    return study_burns(encounter, t=t, target=target, max_dv_km_s=max_dv_m_s * KM_PER_M)


def _view(
    name: str, pair: tuple[str, str], spoken: Spoken, study: Study, *, second: bool
) -> AvoidanceView:
    tca, grounds = study.encounter.tca, grounds_of(spoken.body)
    return AvoidanceView(
        event=name, object=pair[second], other=pair[not second], record=spoken.record,
        origin=spoken.origin, source=spoken.source, mark=portion_mark(spoken.label),
        grounds=grounds, study_only=grounds is not Grounds.DETERMINED, tca_utc=tca.utc_iso(3),
        period_s=study.encounter.period_s, hard_body_radius_km=study.encounter.hbr_km,
        default_hard_body=spoken.body.hard_body_radius_km is None,
        miss_distance_km=float(study.nominal.miss_distance_km[0]),
        pc=_known(float(study.nominal.pc[0])), pc_method=study.nominal.method_label(0),
        paths=study.paths, target_pc=study.target.pc,
        target_miss_km=study.target.miss_distance_km, max_dv_m_s=study.max_dv_km_s / KM_PER_M,
        lead_s=study.lead_s.tolist(),
        burn_utc=[(tca - lead_s).utc_iso(0) for lead_s in study.lead_s.tolist()],
        size_m_s=(study.size_km_s / KM_PER_M).tolist(), directions=list(study.directions),
        trade_miss_km=[_known(x) for x in study.trade.miss_distance_km.tolist()],
        trade_pc=[_known(x) for x in study.trade.pc.tolist()],
        smallest=[_burn(study, study.smallest, row) for row in range(len(study.smallest))],
        chosen=_flown(study), reason=study.reason,
    )  # fmt: skip


def _burn(study: Study, burns: Trade, row: int) -> BurnView:
    lead_s, size_km_s = float(burns.lead_s[row]), float(burns.size_km_s[row])
    reached = math.isfinite(size_km_s)
    return BurnView(
        burn_utc=(study.encounter.tca - lead_s).utc_iso(0), lead_s=lead_s,
        orbits_before=lead_s / study.encounter.period_s, direction=str(burns.direction[row]),
        dv_m_s=size_km_s / KM_PER_M if reached else None,
        dv_rtn_m_s=(burns.dv_rtn_km_s[row] / KM_PER_M).tolist() if reached else None,
        miss_distance_km=_known(float(burns.miss_distance_km[row])),
        pc=_known(float(burns.pc[row])),
    )  # fmt: skip


def _flown(study: Study) -> FlownView | None:
    flight = study.flight
    if flight is None:
        return None
    lead_s = study.encounter.tca - flight.burn.epoch
    row = int(np.argmin(np.abs(study.smallest.lead_s - lead_s)))
    return FlownView(
        burn_utc=flight.burn.epoch.utc_iso(0), lead_s=lead_s,
        orbits_before=lead_s / study.encounter.period_s,
        direction=str(study.smallest.direction[row]),
        dv_m_s=flight.burn.size_km_s / KM_PER_M,
        dv_rtn_m_s=(flight.burn.dv_rtn_km_s / KM_PER_M).tolist(),
        miss_distance_km=flight.miss_distance_km, pc=_known(flight.pc),
        tca_utc=flight.tca.utc_iso(3), pc_method=flight.assessment.method_label(0),
        flags=flight.assessment.flag_names(0),
    )  # fmt: skip


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


handlers: Final = (get_avoidance,)
