"""Asking for studies of consequence: each answers at once with the study that was begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar.params import JSONBody

from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused
from cspo.node.http.gate import Gate
from cspo.node.http.rights import Right
from cspo.node.http.routes.consequence import line_of
from cspo.node.http.routes.consequence_shapes import (
    BreakupAsked,
    EnvironmentAsked,
    LaunchAsked,
    ServicesAsked,
    StudyLine,
)
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.row_marks import RowMarks
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import SeenSky
from cspo.node.http.study_room import HeldStudy, StudyKind
from cspo.operations.consequence.results import HistoryView, LaunchSiteView
from cspo.operations.consequence.steps import Steps

__all__ = ["handlers"]


@write("/api/v1/consequence/breakup", Right.READ, "Ask what a break-up leads to", status_code=202)
def ask_breakup(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[BreakupAsked]
) -> StudyLine:
    """Pieces, who is crossed and when, who must be warned, decay, services."""
    sky = _sky(node, caller, gate)
    return _ask(node, caller, gate, sky, "breakup", data, f"Break-up of {data.object}", _not_yet)


@write("/api/v1/consequence/launch", Right.READ, "Ask when a launch has to wait", status_code=202)
def ask_launch(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[LaunchAsked]
) -> StudyLine:
    """Closed seconds of a window, before and after a break-up."""
    sky = _sky(node, caller, gate)
    return _ask(node, caller, gate, sky, "launch", data, f"Launch from {data.site}", _not_yet)


@write("/api/v1/consequence/services", Right.READ, "Ask what fails when satellites are lost",
       status_code=202)  # fmt: skip
def ask_services(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[ServicesAsked]
) -> StudyLine:
    """By service, nation and sector."""
    sky = _sky(node, caller, gate)
    return _ask(node, caller, gate, sky, "services", data, "Services", _not_yet)


@write("/api/v1/consequence/environment", Right.READ, "Ask how many objects there will be",
       status_code=202)  # fmt: skip
def ask_environment(
    node: NodeHere, caller: CallerHere, gate: GateHere, data: JSONBody[EnvironmentAsked]
) -> StudyLine:
    """Shell by shell, over years."""
    sky = _sky(node, caller, gate)
    title = f"{data.years:g} years of the environment"
    return _ask(node, caller, gate, sky, "environment", data, title, _not_yet)


@read("/api/v1/consequence/shells-history", Right.READ, "Catalogues of many years by altitude",
      cache=False)  # fmt: skip
def get_history(node: NodeHere, caller: CallerHere, gate: GateHere) -> HistoryView:
    """Public counts of the past, and what the caller sees of the sky now."""
    _sky(node, caller, gate)
    return HistoryView(edges_km=[], snapshots=[], now=None, mark="", source="")


@read("/api/v1/consequence/launch-sites", Right.READ, "Places from which one launches")
def list_sites() -> list[LaunchSiteView]:
    """Of the ten nations, from public sources."""
    return []


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


def _ask(
    node: RunningNode, caller: Caller, gate: Gate, sky: SeenSky, kind: StudyKind, asked: Any,
    title: str, work: Callable[[Steps], Any],
) -> StudyLine:  # fmt: skip
    """Begin a study that rests on all that the caller sees."""
    study = HeldStudy(
        prefix=gate.prefix, kind=kind, title=title, asked=asked, person=caller.person,
        party=caller.party, labels=RowMarks(node, caller, sky).every(), t=node.clock.now(),
        work=work,
    )  # fmt: skip
    return line_of(gate.room.ask(study), caller)


def _not_yet(_steps: Steps) -> Any:
    raise NotImplementedError


handlers: Final = (
    ask_breakup, ask_launch, ask_services, ask_environment, get_history, list_sites,
)  # fmt: skip
