"""Plans and policies: what they assume, whether that holds, and what people do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Final, Literal

import msgspec
from litestar.params import JSONBody, PathParameter, QueryParameter

from cspo.errors import UsageError
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, denied, not_found, unwanted
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right, may_call
from cspo.node.http.routes.assumption_shapes import (
    ExpressionAsked,
    ExpressionView,
    FunctionLine,
)
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.plan_lines import (
    Reader,
    assumption_view,
    joined_mark,
    plan_line,
    sort_key,
    step_lines,
    whole,
)
from cspo.node.http.routes.plans_shapes import (
    ChangeLine,
    DifferenceView,
    EditionLine,
    PlanAmended,
    PlanEvent,
    PlanLine,
    PlanLink,
    PlanMade,
    PlanPut,
    PlanReaffirmed,
    PlanRetired,
    PlanReviewed,
    PlanStepView,
    PlanView,
)
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of, picture_of
from cspo.node.runtime.plan_work import PlanWork
from cspo.operations.plan import PICTURE
from cspo.operations.plan.deeds import (
    amend_plan,
    put_plan,
    reaffirm_plan,
    retire_plan,
    review_plan,
)
from cspo.operations.plan.difference import difference
from cspo.operations.plan.duty import PlanDuty
from cspo.operations.plan.in_force import RELEASE
from cspo.operations.plan.meanwhile import Learnt, meanwhile
from cspo.operations.plan.plan_file import read_plan
from cspo.operations.plan.plans import Edition, Plan
from cspo.operations.store import OperationsUnit
from cspo.policy import MalformedExpression, evaluate, parse
from cspo.records import Record
from cspo.records.bodies.coordination import Stance
from cspo.records.bodies.planning import Assumption, PlanBody
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["EXAMPLES", "MeanwhileLine", "duty_of", "handlers", "reader_of", "work_of"]

_MOST_EVENTS: Final = 200
_MOST_LEARNT: Final = 200

Origin = Annotated[str, PathParameter(pattern=r"^[A-Z]{3}$", description="Whose plan.")]
Name = Annotated[
    str,
    PathParameter(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._:+-]{0,63}$", max_length=64, description="Its name."
    ),
]  # fmt: skip
Number = Annotated[int, QueryParameter(ge=0, le=1_000_000)]
Utc = Annotated[str, QueryParameter(max_length=40, description="UTC.")]


class MeanwhileLine(msgspec.Struct, frozen=True, kw_only=True):
    """What was known of an assumption in a span, or learnt of that span only later.

    Parameters
    ----------
    at_utc : str
        When it was so, or was said.
    assumption : int
    what : str
        ``known``: so it stood by what was known then; ``learnt``: said then, and here only later.
    standing : str
        Of what was known; empty of what was learnt.
    text : str
    learnt_utc : str
        When it came; empty of what was known.
    record, origin : str
    """

    at_utc: str
    assumption: int
    what: Literal["known", "learnt"]
    standing: Literal["holds", "nearly", "unknown", "fails", ""]
    text: str
    learnt_utc: str
    record: str
    origin: str


@read("/api/v1/plans", Right.READ, "Plans and policies, the worst first", cache=False)
def list_plans(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    standing: Annotated[
        PlanStanding | None, QueryParameter(description="Only those that stand so.")
    ] = None,
    kind: Annotated[Literal["plan", "policy", ""], QueryParameter(description="Only these.")] = "",
    origin: Annotated[
        str, QueryParameter(pattern=r"^([A-Z]{3})?$", description="Of this nation.")
    ] = "",
    late: Annotated[bool, QueryParameter(description="Only where somebody is late.")] = False,
    retired: Annotated[bool, QueryParameter(description="Also those that hold no more.")] = False,
) -> Page[PlanLine]:
    """How each stands for the caller: by the node's own look, or by its owner's word."""
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)
        lines = [
            plan_line(reader, plan, edition)
            for plan in reader.plans().values()
            if (edition := plan.current(reader.t)) is not None
            and (retired or not plan.retired(reader.t)) and origin in {"", plan.origin}
            and kind in {"", edition.subject.value}
        ]  # fmt: skip
    lines = [
        line for line in sorted(lines, key=sort_key)
        if (standing is None or line.standing == standing.value)
        and (not late or (line.left_s is not None and line.left_s < 0.0))
    ]  # fmt: skip
    start = gate.cursors.read(cursor)
    more = start + limit < len(lines)
    return Page(lines[start : start + limit], gate.cursors.make(start + limit) if more else None)


@read("/api/v1/plans/vocabulary", Right.READ, "What an assumption may ask of the picture")
def list_functions(gate: GateHere, cursor: Cursor = "", limit: Limit = 100) -> Page[FunctionLine]:
    """Every function, with its unit."""
    lines = [
        FunctionLine(
            call=each.signature, unit=each.unit.symbol, text=each.text, example=EXAMPLES[each.name]
        )
        for each in PICTURE
    ]
    start = gate.cursors.read(cursor)
    more = start + limit < len(lines)
    return Page(lines[start : start + limit], gate.cursors.make(start + limit) if more else None)


@write("/api/v1/plans/check", Right.WATCH, "Try an expression; nothing is kept")
def check_expression(
    node: NodeHere, caller: CallerHere, data: JSONBody[ExpressionAsked]
) -> ExpressionView:
    """How it would stand now, or what is wrong with it and where."""
    _our_own(node, caller)
    try:
        expression = parse(data.expression, PICTURE)
    except MalformedExpression as error:
        why = f"expected {error.expected}, got {error.got}"
        return ExpressionView(
            standing="", why=why, line=error.line or 1, column=error.column or 1, hint=error.hint,
            steps=[],
        )  # fmt: skip
    verdict = evaluate(expression, work_of(node).world(node.clock.now()))
    evidence = {item for each in verdict.readings for item in each.reading.evidence}
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)
        hidden = [
            item for item in evidence
            if (label := reader.label(item.partition("#")[0])) is None or not reader.may(label)
        ]  # fmt: skip
    if hidden:
        return ExpressionView(
            standing="unknown", why="It rests on records that are not for you.", line=0, column=0,
            hint="", steps=[],
        )  # fmt: skip
    return ExpressionView(
        standing=verdict.standing.value, why=verdict.text, line=0, column=0, hint="",
        steps=step_lines(verdict.tree),
    )  # fmt: skip


@read("/api/v1/plans/{origin:str}/{name:str}", Right.READ, "A plan or policy, whole", cache=False)
def get_plan(
    node: NodeHere, caller: CallerHere, origin: Origin, name: Name, number: Number = 0
) -> PlanView:
    """With every assumption explained, down to the records, as far as the caller may see them."""
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)
        plan, edition = _edition(reader, origin, name, number)
        return _whole(reader, plan, edition, may_act=_may_act(node, caller, plan))


@read(
    "/api/v1/plans/{origin:str}/{name:str}/difference", Right.READ,
    "What became of one edition in another",
)  # fmt: skip
def get_difference(
    node: NodeHere, caller: CallerHere, origin: Origin, name: Name, before: Number = 0,
    after: Number = 0,
) -> DifferenceView:  # fmt: skip
    """By default of the edition that stands and the one before it."""
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)
        plan, new = _edition(reader, origin, name, after)
        numbers = [each.body.number for each in plan.editions]
        wanted = before or max((n for n in numbers if n < new.body.number), default=numbers[0])
        _, old = _edition(reader, origin, name, wanted)
    return DifferenceView(
        before_number=old.body.number, after_number=new.body.number,
        lines=[
            ChangeLine(part=each.part, change=each.change, before=each.before, after=each.after)
            for each in difference(old.body, new.body)
        ],
        mark=joined_mark([old.label, new.label]),
    )  # fmt: skip


@read(
    "/api/v1/plans/{origin:str}/{name:str}/meanwhile", Right.READ,
    "What was known of a plan in a span, and what was learnt of it only later", cache=False,
)  # fmt: skip
def get_meanwhile(
    *, node: NodeHere, caller: CallerHere, gate: GateHere, origin: Origin, name: Name,
    from_utc: Utc = "", until_utc: Utc = "", cursor: Cursor = "", limit: Limit = 100,
) -> Page[MeanwhileLine]:  # fmt: skip
    """For a node that was alone: by default the last three days."""
    now = node.clock.now()
    until = instant_of(until_utc, "until_utc") if until_utc else now
    since = instant_of(from_utc, "from_utc") if from_utc else until + -259_200.0
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)
        plan, edition = _edition(reader, origin, name, 0)
        found = meanwhile(
            plan, edition, duty_of(node).said, picture_of(node), since, until,
            names=work_of(node).names, sky=node.sky,
        )  # fmt: skip
        lines = [
            _meanwhile_line(each) for each in found
            if (label := reader.label(each.record_id)) is not None and reader.may(label)
        ]  # fmt: skip
    start = gate.cursors.read(cursor)
    more = start + limit < len(lines)
    return Page(lines[start : start + limit], gate.cursors.make(start + limit) if more else None)


@write("/api/v1/plans", Right.COORDINATE, "Enter a plan or policy")
def enter_plan(node: NodeHere, caller: CallerHere, data: JSONBody[PlanPut]) -> PlanMade:
    """As its file has it; it goes to those on its mark, by the release policy."""
    _our_own(node, caller)
    draft = read_plan(data.toml.encode(), "the plan")
    _may_rule(caller, draft.body.name)
    mark = draft.mark(node.home.nation)
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"a mark that is not for yourself: {decision.reason}")
    body = draft.body
    if data.reason:
        body = msgspec.structs.replace(body, reason=data.reason[:200])
    t = node.clock.now()
    with node.store.write() as unit:
        record = put_plan(
            unit, node.desk(unit), duty_of(node).book, body, mark, mode=node.mode, t=t,
            person=caller.person,
        )  # fmt: skip
    node.wake()
    return PlanMade(
        record=record.id, plan=f"{node.home.nation}/{body.name}", number=record.payload.version
    )


@write("/api/v1/plans/{origin:str}/{name:str}/amend", Right.COORDINATE, "Make the next edition")
def amend(
    node: NodeHere, caller: CallerHere, origin: Origin, name: Name, data: JSONBody[PlanAmended]
) -> PlanMade:
    """Under the mark of the last; refused where another edition came between."""
    told = tuple(Assumption(text=a.text, expression=a.expression) for a in data.assumptions)

    def deed(unit: OperationsUnit, plan: Plan, t: Epoch) -> Record:
        return amend_plan(
            unit, node.desk(unit), plan, number=data.number, objective=data.objective,
            assumptions=told, reason=data.reason, t=t, person=caller.person,
        )  # fmt: skip

    return _done(node, caller, origin, name, deed, data.number + 1)


@write("/api/v1/plans/{origin:str}/{name:str}/review", Right.COORDINATE, "Say it was looked at")
def review(
    node: NodeHere, caller: CallerHere, origin: Origin, name: Name, data: JSONBody[PlanReviewed]
) -> PlanMade:
    """With what result, and when it is looked at again. It answers no flag."""
    until = instant_of(data.next_utc, "next_utc") if data.next_utc else None

    def deed(unit: OperationsUnit, plan: Plan, t: Epoch) -> Record:
        return review_plan(
            unit, node.desk(unit), plan, number=data.number, note=data.note, until=until, t=t,
            person=caller.person,
        )  # fmt: skip

    return _done(node, caller, origin, name, deed, data.number)


@write("/api/v1/plans/{origin:str}/{name:str}/reaffirm", Right.COORDINATE, "Say that it stands")
def reaffirm(
    node: NodeHere, caller: CallerHere, origin: Origin, name: Name, data: JSONBody[PlanReaffirmed]
) -> PlanMade:
    """Although an assumption does not hold: for a reason, until a time."""
    until = instant_of(data.until_utc, "until_utc") if data.until_utc else None

    def deed(unit: OperationsUnit, plan: Plan, t: Epoch) -> Record:
        return reaffirm_plan(
            unit, node.desk(unit), plan, number=data.number, reason=data.reason, until=until, t=t,
            person=caller.person,
        )  # fmt: skip

    return _done(node, caller, origin, name, deed, data.number)


@write("/api/v1/plans/{origin:str}/{name:str}/retire", Right.COORDINATE, "Say it holds no more")
def retire(
    node: NodeHere, caller: CallerHere, origin: Origin, name: Name, data: JSONBody[PlanRetired]
) -> PlanMade:
    """By a last edition that says why."""

    def deed(unit: OperationsUnit, plan: Plan, t: Epoch) -> Record:
        return retire_plan(
            unit, node.desk(unit), plan, number=data.number, reason=data.reason, t=t,
            person=caller.person,
        )  # fmt: skip

    return _done(node, caller, origin, name, deed, data.number + 1)


handlers: Final = (
    list_plans, list_functions, check_expression, get_plan, get_difference, get_meanwhile,
    enter_plan, amend, review, reaffirm, retire,
)  # fmt: skip


def duty_of(node: RunningNode) -> PlanDuty:
    """The planning part of a node; refused where there is none yet."""
    return work_of(node).duty


def work_of(node: RunningNode) -> PlanWork:
    """Plans in a node's step; refused where there are none yet."""
    if node.plans is None:
        raise Refused(503, "no plans yet", hint="the node is starting")
    return node.plans


def reader_of(node: RunningNode, caller: Caller, unit: OperationsUnit) -> Reader:
    """Who asks, in one request."""
    return Reader(
        duty=duty_of(node), unit=unit, may=may_of(node, caller), t=node.clock.now(),
        ours=caller.party == node.home.nation,
    )  # fmt: skip


def _our_own(node: RunningNode, caller: Caller) -> None:
    if caller.party != node.home.nation:
        raise denied("only the nation's own people plan for it")


def _may_rule(caller: Caller, name: str) -> None:
    """Who may not decide what is released makes no rules of it either."""
    if name == RELEASE and not may_call(Right.RELEASE, caller.roles, caller.scopes).permitted:
        raise denied("release rules are made by who may release")


def _may_act(node: RunningNode, caller: Caller, plan: Plan) -> bool:
    return plan.origin == node.home.nation == caller.party


def _edition(reader: Reader, origin: str, name: str, number: int) -> tuple[Plan, Edition]:
    """A plan that the reader may see, and one of its editions; 0: the one that stands."""
    plan = reader.plans().get((origin, name))
    if plan is None:
        raise not_found("plan")
    if not number:
        edition = plan.current(reader.t)
    else:
        edition = next((each for each in plan.editions if each.body.number == number), None)
    if edition is None:
        raise not_found("edition")
    return plan, edition


def _done(
    node: RunningNode, caller: Caller, origin: str, name: str,
    deed: Callable[[OperationsUnit, Plan, Epoch], Record], number: int,
) -> PlanMade:  # fmt: skip
    _our_own(node, caller)
    _may_rule(caller, name)
    t = node.clock.now()
    with node.store.write() as unit:
        plan, _ = _edition(reader_of(node, caller, unit), origin, name, 0)
        if not _may_act(node, caller, plan):
            raise denied("a plan of another nation")
        try:
            record = deed(unit, plan, t)
        except UsageError as error:
            if error.action == "change a plan":
                raise Refused(409, str(error), hint=error.hint) from error
            raise unwanted("plan", str(error)) from error
    node.wake()
    return PlanMade(record=record.id, plan=f"{origin}/{name}", number=number)


def _whole(reader: Reader, plan: Plan, edition: Edition, *, may_act: bool) -> PlanView:
    line = plan_line(reader, plan, edition)
    body, current = edition.body, plan.current(reader.t)
    is_plan = isinstance(body, PlanBody)
    above, below = reader.links(plan)
    stands = edition is current
    retired = plan.retired(reader.t)
    return PlanView(
        **{name: getattr(line, name) for name in PlanLine.__struct_fields__},
        objective=body.objective if isinstance(body, PlanBody) else body.text,
        in_force_from="" if isinstance(body, PlanBody) else body.in_force_from,
        in_force_until="" if isinstance(body, PlanBody) else body.in_force_until,
        assumptions=[
            assumption_view(reader, plan, n, each, current=stands)
            for n, each in enumerate(edition.assumptions, 1)
        ],
        steps=[
            PlanStepView(
                number=s.number, party=s.party, text=s.text, start_utc=s.start_utc or "",
                stop_utc=s.stop_utc or "", after=list(s.after),
            )
            for s in (body.steps if isinstance(body, PlanBody) and is_plan else ())
        ],
        above=[_link(reader, each) for each in above],
        below=[_link(reader, each) for each in below],
        editions=[_edition_line(plan, each, current) for each in reversed(plan.editions)],
        events=sorted(_events(reader, plan), key=lambda e: e.at_utc, reverse=True)[:_MOST_EVENTS],
        deeds=["review", "amend", "reaffirm", "retire"] if may_act and not retired else [],
    )  # fmt: skip


def _link(reader: Reader, plan: Plan) -> PlanLink:
    edition = plan.current(reader.t)
    standing = whole(reader, plan) or PlanStanding.HOLDS
    title = plan.name if edition is None else edition.body.title or plan.name
    due = plan.due(reader.t)
    return PlanLink(
        plan=f"{plan.origin}/{plan.name}", title=title, standing=standing.value,
        since_utc=due.since.utc_iso(3) if due else "",
    )  # fmt: skip


def _edition_line(plan: Plan, edition: Edition, current: Edition | None) -> EditionLine:
    standing: Literal["current", "superseded", "withdrawn"] = "superseded"
    if edition.record_id in plan.withdrawn:
        standing = "withdrawn"
    elif current is not None and edition.record_id == current.record_id:
        standing = "current"
    return EditionLine(
        number=edition.body.number, record=edition.record_id, made_utc=edition.t.utc_iso(3),
        reason=edition.body.reason, standing=standing,
    )  # fmt: skip


def _events(reader: Reader, plan: Plan) -> Iterator[PlanEvent]:
    first = plan.editions[0].record_id
    for each in plan.editions:
        what: Literal["entered", "amended", "retired"] = "amended"
        if each.record_id == first:
            what = "entered"
        elif plan.retired(reader.t) and each is plan.editions[-1]:
            what = "retired"
        yield PlanEvent(
            at_utc=each.t.utc_iso(3), record=each.record_id, what=what, by=plan.origin,
            text=each.body.reason, assumption=0,
        )  # fmt: skip
    for found in plan.found.values():
        for told in found:
            clear = told.body.standing is PlanStanding.HOLDS
            yield PlanEvent(
                at_utc=told.body.seen_utc, record=told.record_id, by=plan.origin,
                what="cleared" if clear else "flagged", text=told.body.why,
                assumption=told.body.assumption,
            )  # fmt: skip
    for word in plan.opinions:
        stands = word.body.stance is Stance.CONCUR and word.origin == plan.origin
        yield PlanEvent(
            at_utc=word.t.utc_iso(3), record=word.record_id, by=word.origin,
            what="reaffirmed" if stands else "reviewed", text=word.body.reason, assumption=0,
        )  # fmt: skip
    due = plan.due(reader.t)
    if due is not None and due.at < reader.t:
        yield PlanEvent(
            at_utc=due.at.utc_iso(3), record="", what="late", by=plan.origin,
            text=f"{due.what} was due", assumption=0,
        )  # fmt: skip


def _meanwhile_line(each: Learnt) -> MeanwhileLine:
    return MeanwhileLine(
        at_utc=each.t.utc_iso(3), assumption=each.assumption, text=each.text,
        what="known" if each.learnt is None else "learnt",
        standing="" if each.standing is None else each.standing.value,
        learnt_utc="" if each.learnt is None else each.learnt.utc_iso(3),
        record=each.record_id, origin=each.origin,
    )  # fmt: skip


EXAMPLES: Final = {
    "max_pc": 'max_pc(asset="norad:39034", days=7) < 1e-4',
    "miss_distance": 'miss_distance("norad:39034", days=3) > 1 km',
    "elements_age": 'elements_age("norad:39034") < 2 d',
    "maneuvers": 'maneuvers("norad:39034", days=2) == 0',
    "warnings": 'warnings("norad:39034") == 0',
    "launch_closed": 'launch_closed("cape-canaveral", days=2) < 10 %',
    "feed_lag": 'feed_lag("NOR") < 10 min',
    "contact_age": 'contact_age("NOR") < 31 d',
    "unanswered": 'unanswered("NOR") == 0',
    "records": 'records(kind="orbit", nation="NOR", days=1) >= 1',
    "obligations_late": 'obligations_late("NOR") == 0',
    "sensors_up": 'sensors_up(regime="GEO") >= 3',
    "crew_ready": 'crew_ready("night")',
    "ready": 'ready("fylingdales")',
    "service.state": 'service("gnss-timing").state == "ready"',
    "assessment.likelihood": 'assessment("gnss-timing").likelihood < 1 %',
    "assessment.confidence": 'assessment("gnss-timing").confidence != "low"',
    "assessment.age": 'assessment("gnss-timing").age < 1 d',
    "finding": 'finding(assessment="services", name="GBR: gnss-timing") < 5 %',
    "plan.holds": 'plan("skynet-watch", nation="GBR").holds',
    "now": "now() < 2027-01-01",
}
"""Of each function, an assumption that asks it."""
