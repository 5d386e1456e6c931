"""Asking for studies of consequence: each answers at once with the study that was begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from litestar.params import JSONBody

from cspo.consequence.clouds import Cloud
from cspo.markings import Label
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, not_found
from cspo.node.http.gate import Gate
from cspo.node.http.rights import Right
from cspo.node.http.routes.consequence import line_of, study_seen
from cspo.node.http.routes.consequence_shapes import (
    BreakupAsked,
    EnvironmentAsked,
    LaunchAsked,
    ServicesAsked,
    StudyLine,
)
from cspo.node.http.routes.consequence_work import Answered, Asking, services_of
from cspo.node.http.routes.instants import near_instant_of
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.row_marks import RowMarks
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky
from cspo.node.http.study_room import HeldStudy, StudyKind
from cspo.operations.consequence.breakup import study_breakup
from cspo.operations.consequence.environment_study import shells_history, study_environment
from cspo.operations.consequence.keeping import named_in
from cspo.operations.consequence.launch_study import LaunchQuestion, known_sites, study_launch
from cspo.operations.consequence.question import BreakupQuestion
from cspo.operations.consequence.results import HistoryView, LaunchSiteView
from cspo.operations.consequence.services_study import study_services
from cspo.operations.consequence.steps import Steps

__all__ = ["handlers"]

_PIECES: Final = 20_000
_NAMED: Final = 100
_THREADS: Final = 1
"""The node's own step and its readers go on beside a study."""


@write("/api/v1/consequence/breakup", Right.READ, "Ask what a break-up leads to", status_code=202)
def ask_breakup(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[BreakupAsked]
) -> StudyLine:
    """Pieces, who is crossed and when, who must be warned, decay, services."""
    sky = _sky(node, caller, gate)
    for name in (data.object, *([data.other] if data.other else []), *data.lost):
        if name not in sky.row_of:
            raise not_found("object")
    asking = Asking.of(node, caller, sky)
    question = BreakupQuestion(
        object=data.object, at=near_instant_of(data.at_utc, "at_utc", node.clock.now()),
        kind=data.kind, happened=data.happened, other=data.other, mass_kg=data.mass_kg,
        projectile_mass_kg=data.projectile_mass_kg, relative_speed_km_s=data.relative_speed_km_s,
        hours=data.hours, smallest_m=data.smallest_m, lost=data.lost, seed=data.seed,
    )  # fmt: skip
    services = services_of(node)

    def work(steps: Steps) -> Answered:
        study = study_breakup(
            question, asking.study_sky, steps, services=services, threads=_THREADS
        )
        few = study.cloud.sampled(_PIECES, generator=np.random.default_rng(question.seed))
        return Answered(study.result, cloud=few, rests_on=asking.rests_on(named_in(study.result)))

    title = f"Break-up of {_called(sky, data.object)}"
    return _ask(node, caller, gate, sky, "breakup", data, title, work)


@write("/api/v1/consequence/launch", Right.READ, "Ask when a launch has to wait", status_code=202)
def ask_launch(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[LaunchAsked]
) -> StudyLine:
    """Closed seconds of a window, before and after a break-up."""
    sky = _sky(node, caller, gate)
    if data.site not in {each.site for each in known_sites()}:
        raise not_found("site")
    cloud: Cloud | None = None
    more: tuple[Label, ...] = ()
    if data.study:
        before = study_seen(node, caller, gate, data.study)
        if before.kind != "breakup" or before.state != "done":
            raise Refused(409, "expected a study of a break-up that is done", field="study")
        cloud, more = before.answer.cloud, before.labels
    asking = Asking.of(node, caller, sky)
    question = LaunchQuestion(
        site=data.site, altitude_km=data.altitude_km, inclination_deg=data.inclination_deg,
        start=near_instant_of(data.start_utc, "start_utc", node.clock.now()), hours=data.hours,
        seed=data.seed,
    )  # fmt: skip

    def work(steps: Steps) -> Answered:
        result = study_launch(
            question, asking.study_sky, steps, cloud=cloud, study=data.study
        ).result
        named = [span.object for span in result.before.spans[:_NAMED] if span.object]
        return Answered(result, rests_on=asking.rests_on(named))

    return _ask(node, caller, gate, sky, "launch", data, f"Launch from {data.site}", work, more)


@write("/api/v1/consequence/services", Right.READ, "Ask what fails when satellites are lost",
       status_code=202)  # fmt: skip
def ask_services(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[ServicesAsked]
) -> StudyLine:
    """By service, nation and sector."""
    sky = _sky(node, caller, gate)
    for name in data.lost:
        if name not in sky.row_of:
            raise not_found("object")
    asking = Asking.of(node, caller, sky)
    start = near_instant_of(data.at_utc, "at_utc", node.clock.now())
    services = services_of(node)

    def work(steps: Steps) -> Answered:
        made = study_services(
            data.lost, data.constellation, asking.study_sky, services, start, steps
        )
        return Answered(made.result, rests_on=asking.rests_on(made.gone[:_NAMED]))

    title = f"Loss of {len(data.lost)} satellites" if data.lost else "Loss of satellites"
    if data.constellation:
        title += f" and {data.constellation}" if data.lost else f" {data.constellation}"
    return _ask(node, caller, gate, sky, "services", data, title, work)


@write("/api/v1/consequence/environment", Right.READ, "Ask how many objects there will be",
       status_code=202)  # fmt: skip
def ask_environment(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[EnvironmentAsked]
) -> StudyLine:
    """Shell by shell, over years."""
    sky = _sky(node, caller, gate)
    asking = Asking.of(node, caller, sky)

    def work(steps: Steps) -> Answered:
        made = study_environment(
            asking.study_sky, steps, years=data.years, launches_per_year=data.launches_per_year,
            disposal_success=data.disposal_success, explosions_per_year=data.explosions_per_year,
            seed=data.seed,
        )  # fmt: skip
        named = [line.object for line in made.result.critical[:_NAMED]]
        return Answered(made.result, rests_on=asking.rests_on(named))

    title = f"{data.years:g} years of the environment"
    return _ask(node, caller, gate, sky, "environment", data, title, work)


@read("/api/v1/consequence/shells-history", Right.READ, "Catalogues of many years by altitude",
      cache=False)  # fmt: skip
def get_history(node: NodeHere, caller: CallerHere, gate: GateHere) -> HistoryView:
    """Public counts of the past, and what the caller sees of the sky now."""
    sky = _sky(node, caller, gate)
    mark = RowMarks(node, caller, sky).of_all()
    return shells_history(sky.catalog, node.clock.now(), mark)


@read("/api/v1/consequence/launch-sites", Right.READ, "Places from which one launches")
def list_sites() -> list[LaunchSiteView]:
    """Of the ten nations, from public sources."""
    return known_sites()


def _sky(node: RunningNode, caller: Caller, gate: Gate) -> SeenSky:
    """What the caller sees of the sky.

    Raises
    ------
    Refused
        503 where there is none yet.
    """
    sky = gate.skies.of(node, caller)
    if sky is None:
        raise Refused(503, "no picture yet", hint="the node is starting")
    return sky


def _called(sky: SeenSky, identity: str) -> str:
    return str(sky.catalog.name[sky.row_of[identity]]) or identity


def _ask(
    node: RunningNode, caller: Caller, gate: Gate, sky: SeenSky, kind: StudyKind, asked: Any,
    title: str, work: Callable[[Steps], Answered], more: Sequence[Label] = (),
) -> StudyLine:  # fmt: skip
    """Begin a study that rests on all that the caller sees."""
    labels = dict.fromkeys((*RowMarks(node, caller, sky).every(), *more))
    study = HeldStudy(
        prefix=gate.prefix, kind=kind, title=title[:200], asked=asked, person=caller.person,
        party=caller.party, labels=tuple(labels), t=node.clock.now(), work=work,
    )  # fmt: skip
    return line_of(gate.room.ask(study), caller)


handlers: Final = (
    ask_breakup, ask_launch, ask_services, ask_environment, get_history, list_sites,
)  # fmt: skip
