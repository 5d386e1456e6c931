"""Encounters: one event with the plane, the ellipses and the story that its page draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from cspo.bridge.records_encounter import Meeting, meeting_of
from cspo.conjunction.encounter_drawing import Ellipse, draw_encounter
from cspo.conjunction.probability import PcStatus, assess
from cspo.conjunction.probability.usage import FOSTER
from cspo.constants import EARTH_MU_KM3_S2
from cspo.markings import Label, portion_mark, sponsor_of
from cspo.node.http.callers import Caller
from cspo.node.http.gate import Gate
from cspo.node.http.rights import Right
from cspo.node.http.routes.conjunctions import EventPath
from cspo.node.http.routes.encounter_shapes import (
    EllipseView,
    EncounterView,
    OrbitView,
    PlaneView,
    ReckonedView,
    SideView,
    SourceView,
    StoryLine,
    ToldLine,
)
from cspo.node.http.routes.encounter_sources import Spoken, sources_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.coordinate import maneuver_class
from cspo.operations.warn.matter import Matter
from cspo.operations.warn.reports import grounds_of
from cspo.orbits import State
from cspo.records.bodies import ConjunctionBody, Encountered
from cspo.records.bodies.warning import Grounds

__all__ = ["DEFAULT_HBR_KM", "handlers"]

DEFAULT_HBR_KM: Final = 0.020
"""Combined radius where the source gives none, as `cspo avoid` takes it."""

_NO_STATES: Final = "It states no positions and velocities at closest approach."
_NO_COVARIANCE: Final = "It states no covariance of both objects: the miss has no ellipse."
_NO_MOTION: Final = "The two do not move past each other: there is no plane across their motion."


@read("/api/v1/encounters/{event:path}", Right.READ, "One event, as its page draws it",
      tag="conjunctions", cache=False)  # fmt: skip
def get_encounter(
    node: NodeHere, caller: CallerHere, gate: GateHere, event: EventPath
) -> EncounterView:
    """Every source that the caller may see, in one plane and in one order of the two objects."""
    found = sources_of(node, caller, gate, event.lstrip("/"))
    name = str(found.event)  # which is not always what it was asked for by
    may = may_of(node, caller)
    sources = [_source(each) for each in found.now]
    matter = None if node.warnings is None else node.warnings.matter_of(name, may)
    return EncounterView(
        event=name, now_utc=node.clock.now().utc_iso(3),
        tca_utc=sources[0].tca_utc if sources else found.event.tca.utc_iso(3),
        side1=_side(node, caller, gate, found.event.object1),
        side2=_side(node, caller, gate, found.event.object2),
        sources=sources, story=[_story(each) for each in found.story],
        story_left_out=found.left_out,
        told=[] if matter is None else list(_told(matter, may)),
    )  # fmt: skip


def _side(node: RunningNode, caller: Caller, gate: Gate, name: str) -> SideView:
    """An object of the event, by what the caller may see of the sky and of its owners."""
    may = may_of(node, caller)
    told = [] if node.picture is None else [f for f in node.picture.facts(name) if may(f.label)]
    shown = name if node.picture is None else node.picture.names(name)[0]
    claims = [] if node.parties is None else node.parties.claims(name, may)
    claim = next((each for each in claims if each.party), None)
    party = "" if claim is None else claim.party
    sky = gate.skies.of(node, caller)
    row = None if sky is None else sky.row_of.get(shown)
    columns = dict.fromkeys(("name", "owner", "object_type", "designator"), "")
    if sky is not None and row is not None:
        columns = {key: str(getattr(sky.catalog, key)[row]) for key in columns}
    oldest_first = [(fact.origin, fact.facts) for fact in reversed(told)]
    return SideView(
        object=name, name=columns["name"], owner=columns["owner"], type=columns["object_type"],
        designator=columns["designator"], party=party,
        claimed_by="" if claim is None else claim.source,
        maneuver_class=maneuver_class(oldest_first, party).value,
        ours=bool(party) and caller.party in {party, sponsor_of(party)},
    )  # fmt: skip


def _told(matter: Matter, may: Callable[[Label], bool]) -> Iterator[ToldLine]:
    """Each party that the standing warnings are to, with its last answer to any of them."""
    answers = {each.origin: each for each in matter.answers if may(each.label)}
    for issued in matter.latest(may):
        body = issued.body
        for party in body.to:
            answer = answers.get(party)
            yield ToldLine(
                party=party, by=issued.origin, warning=issued.record_id, number=body.number,
                issue=body.issue, severity=body.severity or "", asks=body.asks or "",
                at_utc=issued.t_created.utc_iso(3), act_by_utc=body.act_by_utc,
                progress="" if answer is None else answer.progress,
                progress_utc="" if answer is None else answer.t.utc_iso(3),
                role="" if answer is None else answer.role,
            )  # fmt: skip


def _source(spoken: Spoken) -> SourceView:
    body = spoken.body
    meeting = meeting_of(body)
    sides = (body.object1, body.object2)
    relative = (body.relative_rtn_km, body.relative_rtn_km_s)
    if spoken.turned:
        sides, relative = (sides[1], sides[0]), (None, None)
        meeting = None if meeting is None else meeting.other_way()
    vectors = [None if each is None else list(each) for each in relative]
    if meeting is not None:
        vectors = [each.tolist() for each in meeting.relative_rtn]
    plane, why = _plane(meeting)
    orbits = _orbits(sides, meeting)
    return SourceView(
        record=spoken.record, own=spoken.own, origin=spoken.origin, source=spoken.source,
        mark=portion_mark(spoken.label), created_utc=spoken.created.utc_iso(3),
        ingested_utc=spoken.ingested.utc_iso(3), tca_utc=body.tca_utc,
        miss_distance_km=body.miss_distance_km, relative_speed_km_s=body.relative_speed_km_s,
        hard_body_radius_km=body.hard_body_radius_km, pc=body.pc, max_pc=body.max_pc,
        pc_method=body.pc_method, probabilities=list(body.probabilities),
        violations=list(body.violations), flags=list(body.flags), advice=body.advice or "",
        grounds=grounds_of(body), relative_rtn_km=vectors[0], relative_rtn_km_s=vectors[1],
        reckoned=_reckoned(meeting, body),
        orbit1=orbits[0], orbit2=orbits[1], plane=plane, why_no_plane=why,
    )  # fmt: skip


def _reckoned(meeting: Meeting | None, body: ConjunctionBody) -> ReckonedView | None:
    """Every source by the same methods: a message seldom says whether those of its own hold."""
    if meeting is None or meeting.covariance1 is None or meeting.covariance2 is None:
        return None
    one, two = meeting.state1, meeting.state2
    found = assess(
        one.r_km, one.v_km_s, two.r_km, two.v_km_s, body.hard_body_radius_km or DEFAULT_HBR_KM,
        cov1=meeting.covariance1, cov2=meeting.covariance2,
        from_element_sets=grounds_of(body) in {Grounds.ELEMENTS, Grounds.STALE},
        default_hbr=body.hard_body_radius_km is None,
    )  # fmt: skip
    pc, max_pc = float(found.pc[0]), float(found.max_pc[0])
    plane_is_good = int(found.status[0]) in {PcStatus.OK, PcStatus.ASSUMPTIONS_VIOLATED}
    return ReckonedView(
        pc=None if np.isnan(pc) else pc, pc_method=found.method_label(0),
        max_pc=None if np.isnan(max_pc) else max_pc,
        straight=not int(found.violations[0]) & int(FOSTER) and plane_is_good,
        violations=found.violation_names(0), flags=found.flag_names(0),
    )  # fmt: skip


def _plane(meeting: Meeting | None) -> tuple[PlaneView | None, str]:
    if meeting is None:
        return None, _NO_STATES
    one, two = meeting.state1, meeting.state2
    positions = [
        None if matrix is None else matrix[:3, :3]
        for matrix in (meeting.covariance1, meeting.covariance2)
    ]
    drawn = draw_encounter(one.r_km, one.v_km_s, two.r_km, two.v_km_s, *positions)
    if drawn is None:
        return None, _NO_MOTION
    view = PlaneView(
        across_km=drawn.across_km, up_km=drawn.up_km,
        miss_distance_km=float(np.hypot(drawn.across_km, drawn.up_km)),
        tca_shift_s=drawn.tca_shift_s, ellipse1=_ellipse(drawn.ellipse1),
        ellipse2=_ellipse(drawn.ellipse2), combined=_ellipse(drawn.combined),
    )  # fmt: skip
    return view, "" if drawn.combined is not None else _NO_COVARIANCE


def _ellipse(ellipse: Ellipse | None) -> EllipseView | None:
    if ellipse is None:
        return None
    return EllipseView(
        semi_major_km=ellipse.semi_major_km, semi_minor_km=ellipse.semi_minor_km,
        angle_rad=ellipse.angle_rad,
    )  # fmt: skip


def _orbits(
    sides: tuple[Encountered, Encountered], meeting: Meeting | None
) -> tuple[OrbitView, OrbitView]:
    states = (None, None) if meeting is None else (meeting.state1, meeting.state2)
    sigmas = (None, None) if meeting is None else meeting.sigma_rtn_km
    one, two = (
        OrbitView(
            origin=side.orbit_origin, source=side.orbit_source, record=side.orbit_record,
            epoch_utc=side.orbit_epoch_utc, age_s=side.orbit_age_s, period_s=_period_s(state),
            covariance="" if side.covariance is None else side.covariance.origin,
            sigma_rtn_km=None if sigma is None else sigma.tolist(),
            hard_body_source=side.hard_body_source, maneuverability=side.maneuverability,
        )
        for side, state, sigma in zip(sides, states, sigmas, strict=True)
    )  # fmt: skip
    return one, two


def _period_s(state: State | None) -> float | None:
    """Of the ellipse that the state is on; None off one."""
    if state is None:
        return None
    speed2 = float(state.v_km_s @ state.v_km_s)
    inverse = 2.0 / float(np.linalg.norm(state.r_km)) - speed2 / EARTH_MU_KM3_S2
    if not inverse > 0.0:
        return None
    return float(2.0 * np.pi * np.sqrt(inverse**-3 / EARTH_MU_KM3_S2))


def _story(spoken: Spoken) -> StoryLine:
    body = spoken.body
    ages = [
        side.orbit_age_s for side in (body.object1, body.object2) if side.orbit_age_s is not None
    ]
    return StoryLine(
        record=spoken.record, origin=spoken.origin, source=spoken.source,
        created_utc=spoken.created.utc_iso(3), mark=portion_mark(spoken.label),
        version=spoken.version, latest=spoken.latest, tca_utc=body.tca_utc,
        miss_distance_km=body.miss_distance_km, pc=body.pc, max_pc=body.max_pc,
        oldest_age_s=max(ages, default=None), pc_method=body.pc_method, advice=body.advice or "",
        grounds=grounds_of(body), violations=list(body.violations), flags=list(body.flags),
    )  # fmt: skip


handlers: Final = (get_encounter,)
