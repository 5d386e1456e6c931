"""Plans and policies: what they assume, whether that holds, and what people do about it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from litestar.params import JSONBody, QueryParameter

from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.assumption_shapes import (
    ExpressionAsked,
    ExpressionView,
    FunctionLine,
)
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.plan_deeds import handlers as deeds
from cspo.node.http.routes.plan_lines import joined_mark, plan_line, sort_key, step_lines
from cspo.node.http.routes.plan_meanwhile import (
    MeanwhileLine,
    came,
    evidence_of,
    meanwhile_line,
    sees,
)
from cspo.node.http.routes.plan_readers import (
    Name,
    Number,
    Origin,
    duty_of,
    edition_of,
    may_act,
    only_ours,
    reader_of,
    work_of,
)
from cspo.node.http.routes.plan_sight import NOT_FOR_YOU
from cspo.node.http.routes.plan_views import plan_view
from cspo.node.http.routes.plans_shapes import (
    ChangeLine,
    DifferenceView,
    PlanLine,
    PlanView,
)
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.sight import picture_of
from cspo.operations.plan import PICTURE
from cspo.operations.plan.difference import difference
from cspo.operations.plan.meanwhile import meanwhile
from cspo.policy import MalformedExpression, evaluate, parse
from cspo.records.bodies.standing import PlanStanding

__all__ = ["EXAMPLES", "handlers"]

Utc = Annotated[str, QueryParameter(max_length=40, description="UTC.")]


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
    only_ours(node, caller)
    try:
        expression = parse(data.expression, PICTURE)
    except MalformedExpression as error:
        why = f"expected {error.expected}, got {error.got}"
        return ExpressionView(
            standing="", why=why, line=error.line or 1, column=error.column or 1, hint=error.hint,
            steps=[], warnings=[],
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
            standing="unknown", why=NOT_FOR_YOU, line=0, column=0,
            hint="", steps=[], warnings=[],
        )  # fmt: skip
    beside = [each for each in data.beside if _is_of_the_language(each)]
    return ExpressionView(
        standing=verdict.standing.value, why=verdict.text, line=0, column=0, hint="",
        steps=step_lines(verdict.tree), warnings=work_of(node).crowd([data.expression], beside),
    )  # fmt: skip


@read("/api/v1/plans/{origin:str}/{name:str}", Right.READ, "A plan or policy, whole", cache=False)
def get_plan(
    node: NodeHere, caller: CallerHere, origin: Origin, name: Name, number: Number = 0
) -> PlanView:
    """With every assumption explained, down to the records, as far as the caller may see them."""
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)
        plan, edition = edition_of(reader, origin, name, number)
        return plan_view(reader, plan, edition, may_act=may_act(node, caller, plan))


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
        plan, new = edition_of(reader, origin, name, after)
        numbers = [each.body.number for each in plan.editions]
        wanted = before or max((n for n in numbers if n < new.body.number), default=numbers[0])
        _, old = edition_of(reader, origin, name, wanted)
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
        plan, edition = edition_of(reader, origin, name, 0)
        found = meanwhile(
            plan, edition, duty_of(node).said, picture_of(node), since, until,
            names=work_of(node).names, sky=node.sky,
            evidence=lambda expression: evidence_of(reader, plan, expression),
            came=lambda item: came(unit, item),
        )  # fmt: skip
        lines = [meanwhile_line(each) for each in found if sees(reader, each)]
    start = gate.cursors.read(cursor)
    more = start + limit < len(lines)
    return Page(lines[start : start + limit], gate.cursors.make(start + limit) if more else None)


def _is_of_the_language(expression: str) -> bool:
    try:
        parse(expression, PICTURE)
    except MalformedExpression:
        return False
    return True


handlers: Final = (
    list_plans, list_functions, check_expression, get_plan, get_difference, get_meanwhile,
    *deeds,
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
