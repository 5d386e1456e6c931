"""Studies of consequence: how far they have come, what they say, keeping them, a page of them."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from litestar import Response
from litestar.params import JSONBody, PathParameter, QueryParameter

from cspo.errors import SourceError
from cspo.markings import Mode, join, portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, denied, not_found
from cspo.node.http.gate import Gate
from cspo.node.http.pages import Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.consequence_shapes import (
    DraftAsked,
    Drafted,
    Kept,
    StudyLine,
    StudyView,
)
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, erase, faults, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.study_room import HeldStudy
from cspo.operations.consequence.at_risk import concerned
from cspo.operations.consequence.drafting import draft_pages
from cspo.operations.consequence.keeping import keep_breakup
from cspo.operations.consequence.keeping_others import keep_assessment
from cspo.operations.store import OperationsUnit
from cspo.report.consequence import REPORTS
from cspo.report.pdf import pdf_of

__all__ = ["handlers", "line_of", "study_seen"]

StudyId = Annotated[
    str, PathParameter(pattern=r"^[0-9a-f]{16}$", description="As the list has it.")
]

_PRINTED_S: Final = 40.0
_TYPES: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


@read("/api/v1/consequence/studies", Right.READ, "Studies, the newest first", cache=False)
def list_studies(node: NodeHere, caller: CallerHere, gate: GateHere) -> Page[StudyLine]:
    """The last few of the node, those that rest on nothing which the caller may not see."""
    return Page([line_of(each, caller) for each in _seen(node, caller, gate)])


@read("/api/v1/consequence/studies/{study:str}", Right.READ, "A study, whole", cache=False)
def get_study(node: NodeHere, caller: CallerHere, gate: GateHere, study: StudyId) -> StudyView:
    """Its state, and once it is done what it says."""
    found = study_seen(node, caller, gate, study)
    more = {f"{found.kind}_asked": found.asked}
    if found.answer is not None:
        more[found.kind] = found.answer.result
    return StudyView(**msgspec.structs.asdict(line_of(found, caller)), **more)


@erase("/api/v1/consequence/studies/{study:str}", Right.READ, "Stop a study, or forget it")
def stop_study(node: NodeHere, caller: CallerHere, gate: GateHere, study: StudyId) -> None:
    """One of one's own: what is being reckoned ends within seconds; what is done is forgotten."""
    found = study_seen(node, caller, gate, study)
    if found.person != caller.person or found.party != caller.party:
        raise denied("only who asked for a study stops it")
    gate.room.stop(found)


@write("/api/v1/consequence/studies/{study:str}/keep", Right.WATCH, "Keep a study as records")
def keep_study(node: NodeHere, caller: CallerHere, gate: GateHere, study: StudyId) -> Kept:
    """The event and its assessments, each under the marks of what it rests on; nothing is sent."""
    _our_own(node, caller)
    found = _done(study_seen(node, caller, gate, study))
    with node.store.write() as unit:
        if found.records:
            raise Refused(409, "the study is kept already", hint="its records are listed with it")
        keeper = _keep_breakup if found.kind == "breakup" else _keep_other
        kept = keeper(unit, node, found, caller.person)
        found.records = tuple(filter(None, (kept.event, *kept.assessments)))
    node.wake()
    return kept


def _keep_breakup(
    unit: OperationsUnit, node: RunningNode, found: HeldStudy, person: str
) -> Kept:  # fmt: skip
    kept = keep_breakup(
        unit, node.desk(unit), found.answer.result, found.answer.rests_on, mode=node.mode,
        person=person, t=node.clock.now(),
    )  # fmt: skip
    found.for_a_page = tuple(record.id for record in kept.for_a_page)
    found.on_a_page = kept.on_a_page
    labels = [record.payload.label for record in kept.records]
    return Kept(
        event=kept.event.id, assessments=[record.id for record in kept.assessments],
        mark=portion_mark(join(*labels)),
    )  # fmt: skip


def _keep_other(unit: OperationsUnit, node: RunningNode, found: HeldStudy, person: str) -> Kept:
    inputs = [each for ids in found.answer.rests_on.values() for each in ids]
    record = keep_assessment(
        unit, node.desk(unit), found.answer.result, inputs, found.labels, mode=node.mode,
        person=person, t=node.clock.now(),
    )  # fmt: skip
    return Kept(event="", assessments=[record.id], mark=portion_mark(record.payload.label))


@write("/api/v1/consequence/studies/{study:str}/notice", Right.WATCH, "A page of a study, to read",
       status_code=200)  # fmt: skip
def draft_notice(
    *, node: NodeHere, caller: CallerHere, gate: GateHere, study: StudyId,
    data: JSONBody[DraftAsked],
) -> Drafted:  # fmt: skip
    """Nothing goes out: a person reads it, and issues it of the records with POST /notices."""
    _our_own(node, caller)
    found = _breakup(_done(study_seen(node, caller, gate, study)))
    result = found.answer.result
    fit = found.on_a_page
    lines = [each for each in concerned(result.crossed) if fit is None or each.object in fit]
    pages = draft_pages(
        result, lines, languages=data.languages, nation=node.home.nation, mode=node.mode,
        t=node.clock.now(), remarks={str(code): text for code, text in data.remarks.items()},
    )  # fmt: skip
    return Drafted(
        titles={code: page.title for code, page in pages.items()},
        texts={code: page.text for code, page in pages.items()},
        records=list(found.for_a_page), mark=portion_mark(join(*found.labels)),
        warn=[line.party for line in result.warn],
    )  # fmt: skip


@read("/api/v1/consequence/studies/{study:str}/report", Right.READ, "A study as a page or PDF",
      cache=False, responses=faults((406, 409)))  # fmt: skip
def get_report(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    study: StudyId,
    form: Annotated[
        Literal["html", "pdf"], QueryParameter(name="as", description="In which form.")
    ] = "html",
) -> Response[bytes]:
    """One file that needs no other."""
    found = _done(study_seen(node, caller, gate, study))
    values = msgspec.to_builtins(found.answer.result)
    mark = portion_mark(join(*found.labels)) if found.labels else ""
    page = REPORTS[found.kind](
        values, catalog=f"the sky of {node.home.nation}", mark=mark,
        simulated=node.mode is not Mode.REAL,
    )  # fmt: skip
    data = page if form == "html" else _printed(gate, page)
    name = f"cspo-{node.mode}-{found.kind}-{found.id}.{form}"
    return Response(
        data, media_type=_TYPES[form],
        headers={
            "Cspo-Mode": str(node.mode), "Cspo-Marking": mark,
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        },
    )  # fmt: skip


def study_seen(node: RunningNode, caller: Caller, gate: Gate, study: str) -> HeldStudy:
    """A study that the caller may see.

    Raises
    ------
    Refused
        404 where there is none.
    """
    found = next((each for each in _seen(node, caller, gate) if each.id == study), None)
    if found is None:
        raise not_found("study")
    return found


def line_of(study: HeldStudy, caller: Caller) -> StudyLine:
    """A study as lists show it."""
    return StudyLine(
        id=study.id, kind=study.kind, state=study.state, share=round(study.share, 4),
        step=study.step, title=study.title, asked_utc=study.t.utc_iso(0),
        took_s=round(study.took_s, 1),
        yours=study.person == caller.person and study.party == caller.party,
        mark=portion_mark(join(*study.labels)) if study.labels else "", fault=study.fault,
        hint=study.hint, records=list(study.records),
    )  # fmt: skip


def _seen(node: RunningNode, caller: Caller, gate: Gate) -> list[HeldStudy]:
    """Studies all of whose inputs the caller may see."""
    return [
        each
        for each in gate.room.of(gate.prefix)
        if all(caller.may(label, node.mode).permitted for label in each.labels)
    ]


def _printed(gate: Gate, page: bytes) -> bytes:
    """The page as PDF; one is printed at a time.

    Raises
    ------
    Refused
        406 where this node has no browser that prints it, 429 where another is being printed.
    """
    if not gate.room.printing.acquire(blocking=False):
        raise Refused(429, "another report is being printed", hint="ask again in a few seconds")
    try:
        return pdf_of(page, within_s=_PRINTED_S)
    except SourceError as error:
        raise Refused(406, "this node prints no PDF", hint=error.hint) from error
    finally:
        gate.room.printing.release()


def _breakup(study: HeldStudy) -> HeldStudy:
    if study.kind != "breakup":
        raise Refused(409, f"expected a study of a break-up, got one of kind {study.kind}")
    return study


def _done(study: HeldStudy) -> HeldStudy:
    if study.state != "done":
        raise Refused(409, f"the study is {study.state}", hint="wait until it is done")
    return study


def _our_own(node: RunningNode, caller: Caller) -> None:
    if caller.party != node.home.nation:
        raise denied("only the nation's own watch makes its records")


handlers: Final = (list_studies, get_study, stop_study, keep_study, draft_notice, get_report)
