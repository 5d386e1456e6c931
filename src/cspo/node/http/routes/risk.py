"""Risk: who bears it, by whose opinion, what it rests on; and what the watch itself states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final

import msgspec
from litestar.params import JSONBody, QueryParameter

from cspo.markings import Label, join, parse_portion, portion_mark
from cspo.node.http.faults import denied, not_found
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.records import RecordId
from cspo.node.http.routes.risk_lines import (
    Beside,
    assessment_line,
    assessment_view,
    risk_row,
)
from cspo.node.http.routes.risk_shapes import (
    AssessmentLine,
    AssessmentView,
    RiskView,
)
from cspo.node.http.routes.warnings_shapes import Made
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.assess import AssessBook, Assets
from cspo.operations.assess.assessed import Assessed, Standing, is_called
from cspo.operations.assess.stating import Stated, state_assessment
from cspo.operations.assess.view import By, nations_of, risk_by
from cspo.operations.store import OperationsUnit
from cspo.records import read_record
from cspo.records.bodies.assessment import Gravity, Harm, Hazard
from cspo.records.bodies.planning import Subject
from cspo.records.bodies.words import Confidence

__all__ = ["handlers"]

_MOST_ROWS: Final = 500
_TEXT: Final = (
    "At least one loss, of all latest assessments of a loss taken as independent; a service: that "
    "it falls short. Unknown ones widen the band and are in no value. Left out: reports of what "
    "happened, storms and closures, which stand in the list of assessments. Of each line the "
    "latest that you may see; whether there is a later one for others only is told to nobody."
)

Name = Annotated[str, QueryParameter(max_length=100, description="Nothing: all.")]
Probability = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class AssetLine(msgspec.Struct, frozen=True, kw_only=True):
    """An asset or service of the nation's own file.

    Parameters
    ----------
    id, name, kind : str
        Kind ``service`` of what rests on others.
    objects : int
        How many objects fly of it.
    owner : str
    users : list of str
    criticality : str
    rests_on : list of str
        Of a service.
    needs : int or None
        Units that a service needs.
    mark : str
    """

    id: str
    name: str
    kind: str
    objects: int
    owner: str
    users: list[str]
    criticality: str
    rests_on: list[str]
    needs: int | None
    mark: str


class RiskStated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the watch assesses itself.

    Parameters
    ----------
    subject : str
        An asset or service by its id or name, or an object.
    hazard : Hazard
    of : Harm
        What the likelihood is of.
    likelihood, low, high : float or None
        0 to 1; null: unknown.
    derivation : str
        How the number comes about.
    text : str
        What is assessed.
    confidence : Confidence
    gravity : Gravity or None
    days : float
        For how long it is meant to hold, d.
    role : str
        The office that states it, never a name.
    evidence : list of str
        Ids of records.
    mark : str
        Portion mark; empty: as the file marks the subject.
    """

    subject: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    hazard: Hazard
    of: Harm = Harm.HAPPENED
    likelihood: Probability | None = None
    low: Probability | None = None
    high: Probability | None = None
    derivation: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
    confidence: Confidence = Confidence.UNKNOWN
    gravity: Gravity | None = None
    days: Annotated[float, msgspec.Meta(gt=0.0, le=366.0)] = 1.0
    role: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] = "duty officer"
    evidence: Annotated[
        list[Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]],
        msgspec.Meta(max_length=50),
    ] = []
    mark: Annotated[str, msgspec.Meta(max_length=400)] = ""


@read("/api/v1/risk", Right.READ, "Risk by nation, service or shell", cache=False)
def get_risk(
    node: NodeHere,
    caller: CallerHere,
    by: Annotated[By, QueryParameter(description="What a row is.")] = "nation",
    hazard: Annotated[
        Hazard | None, QueryParameter(description="Of this hazard; else of all together.")
    ] = None,
) -> RiskView:
    """Each nation's opinion side by side, as far as the caller may see them."""
    may, t = may_of(node, caller), node.clock.now()
    days = _assets(node).days
    rows = risk_by(_book(node), by, t, may=may, hazard=hazard)[:_MOST_ROWS]
    labels = [each.label for row in rows for side in row.sides for each in side.counted]
    return RiskView(
        by=by, at_utc=t.utc_iso(0), days=days, rows=[risk_row(row, days) for row in rows],
        text=_TEXT, mark=portion_mark(join(*labels)) if labels else "",
    )  # fmt: skip


@read("/api/v1/risk/assets", Right.READ, "Assets and services of the nation's own file",
      cache=False)  # fmt: skip
def list_assets(node: NodeHere, caller: CallerHere) -> Page[AssetLine]:
    """As far as their marks let the caller know of them."""
    assets, may = _assets(node), may_of(node, caller)
    lines = [
        AssetLine(
            id=each.id, name=each.name, kind=each.kind.value, objects=len(each.objects),
            owner=each.owner, users=list(each.users), criticality=each.criticality.value,
            rests_on=[], needs=None, mark=portion_mark(each.mark),
        )
        for each in assets.assets if may(each.mark)
    ]  # fmt: skip
    seen = {line.id for line in lines}
    lines += [
        AssetLine(
            id=each.id, name=each.name, kind="service", objects=0, owner=each.owner,
            users=list(each.users), criticality=each.criticality.value, needs=each.needs,
            rests_on=[name for name in each.rests_on if name in seen],
            mark=portion_mark(each.mark),
        )
        for each in assets.services if may(each.mark)
    ]  # fmt: skip
    return Page(lines)


@read("/api/v1/assessments", Right.READ, "Assessments, the gravest first", cache=False)
def list_assessments(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    nation: Name = "",
    service: Name = "",
    shell: Name = "",
    subject: Annotated[
        Subject | None, QueryParameter(description="Of such subjects; else of all.")
    ] = None,
    name: Name = "",
    hazard: Annotated[Hazard | None, QueryParameter(description="Of this hazard.")] = None,
    origin: Name = "",
    standing: Annotated[
        Standing | None, QueryParameter(description="Where they stand; else the last of each.")
    ] = None,
) -> Page[AssessmentLine]:
    """The last word of each origin on each subject and hazard, unless others are asked for."""
    book, may, t = _book(node), may_of(node, caller), node.clock.now()
    every = current = book.current(may=may)
    if standing in (Standing.SUPERSEDED, Standing.WITHDRAWN):
        every = book.every(may)
    wanted = [
        each for each in every
        if (not nation or nation in nations_of(each))
        and (not service or _of_service(each, service))
        and (not shell or shell in (each.body.shell, each.body.name))
        and subject in (None, each.body.subject) and hazard in (None, each.body.hazard)
        and (not name or is_called(each, name)) and (not origin or origin == each.origin)
        and (standing is None or book.standing(each, t, may) is standing)
    ]  # fmt: skip
    wanted.sort(key=_urgency)
    start = gate.cursors.read(cursor)
    page = wanted[start : start + limit]
    more = start + limit < len(wanted)
    beside = Beside(current, t)
    items = [assessment_line(each, book, beside, may, t) for each in page]
    return Page(items, gate.cursors.make(start + limit) if more else None)


@read("/api/v1/assessments/{record:str}", Right.READ, "An assessment, whole", cache=False)
def get_assessment(node: NodeHere, caller: CallerHere, record: RecordId) -> AssessmentView:
    """With its evidence, the opinions beside it, and how it came."""
    may, t, book = may_of(node, caller), node.clock.now(), _book(node)
    found = book.get(record, may)
    if found is None:
        raise not_found("assessment")
    with node.store.read() as unit:
        shown = None if node.plans is None else node.plans.shown
        plans = () if shown is None else shown.book.every()
        return assessment_view(found, book, node.picture, unit, may, t, plans)


@write("/api/v1/assessments", Right.WATCH, "State an assessment")
def state(node: NodeHere, caller: CallerHere, data: JSONBody[RiskStated]) -> Made:
    """A record of ours; it goes out as the nation's file of assets says."""
    if caller.party != node.home.nation:
        raise denied("only the nation's own watch makes its records")
    may = may_of(node, caller)
    stated = Stated(
        subject=data.subject, hazard=data.hazard, of=data.of, value=data.likelihood, low=data.low,
        high=data.high, derivation=data.derivation, answer=data.text, confidence=data.confidence,
        days=data.days, role=data.role, gravity=data.gravity, evidence=tuple(data.evidence),
        mark=parse_portion(data.mark, originators=[node.home.nation]) if data.mark else None,
    )  # fmt: skip
    if stated.mark is not None and not may(stated.mark):
        raise denied("a mark that is not for yourself")
    with node.store.write() as unit:
        for each in stated.evidence:
            _check_seen(unit, each, may)
        record = state_assessment(
            unit, node.desk(unit), _book(node), _assets(node), stated, mode=node.mode,
            person=caller.person, t=node.clock.now(),
        )  # fmt: skip
    node.wake()
    return Made(record.id)


def _check_seen(unit: OperationsUnit, record_id: str, may: Callable[[Label], bool]) -> None:
    """Nobody rests an assessment on what they may not see.

    Raises
    ------
    Refused
        404 where the record is not there for them.
    """
    envelope = unit.envelope(record_id)
    if envelope is None or not may(read_record(envelope).payload.label):
        raise not_found("evidence")


def _of_service(each: Assessed, service: str) -> bool:
    """Whether it is of a service, by its name or with the owner before it, or of an asset of it."""
    if each.body.subject is Subject.SERVICE:
        return service in (each.body.name, each.full_name)
    return any(service in (name, name.partition("/")[2]) for name in each.body.services)


def _urgency(each: Assessed) -> tuple[object, ...]:
    gravity = list(Gravity).index(each.body.gravity or Gravity.UNKNOWN)
    said = each.body.likelihood
    value = 0.0 if said is None else (said.value if said.value is not None else said.high or 0.0)
    return (-gravity, -value, -each.t.tai_ns, each.record_id)


def _book(node: RunningNode) -> AssessBook:
    book = node.assessments
    if book is None:
        raise not_found("book of assessments")
    return book


def _assets(node: RunningNode) -> Assets:
    return node.assets or Assets.none(node.home.nation)


handlers: Final = (get_risk, list_assets, list_assessments, get_assessment, state)
