"""Who owes whom what, by when, and what was agreed as an action."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from litestar.params import JSONBody, PathParameter, QueryParameter

from cspo.errors import UsageError
from cspo.markings import NATIONS, Label, join, make_label, portion_mark
from cspo.markings.parties import sponsor_of
from cspo.node.http.callers import Caller
from cspo.node.http.faults import denied, not_found, unwanted
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.falling_due import falls_due, in_order, line_of
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.plan_readers import duty_of, reader_of
from cspo.node.http.routes.readiness_shapes import (
    ActionAsked,
    ObligationLine,
    ObligationMade,
    ObligationSettled,
)
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.plan.obligation import Obligation, State
from cspo.operations.plan.plan_file import expression_fault
from cspo.operations.plan.stating import name_of, put_obligation, settle, waive
from cspo.records.bodies.instants import utc_text
from cspo.records.bodies.readiness import ObligationBody, Owed
from cspo.records.bodies.standing import PlanStanding
from cspo.time import Epoch

__all__ = ["handlers"]

_MOST_RECORDS: Final = 20

PartyAsked = Annotated[str, QueryParameter(pattern=r"^([A-Z]{3}(/[a-z0-9-]{1,40})?)?$")]
Which = Annotated[
    str,
    PathParameter(
        pattern=r"^[A-Z]{3}:[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$", max_length=70,
        description="Who stated it and its name: GBR:action-3fa9.",
    ),
]  # fmt: skip


@read("/api/v1/obligations", Right.READ, "What is owed: late, open, done", cache=False)
def list_obligations(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    wanted: Annotated[
        State | None, QueryParameter(name="state", description="Only those in this state.")
    ] = None,
    owes: PartyAsked = "",
    to: PartyAsked = "",
    kind: Annotated[Owed | None, QueryParameter(description="Only of this sort.")] = None,
) -> Page[ObligationLine]:
    """What was stated, and what falls due by contacts, releases and plans; done: newest first."""
    t = node.clock.now()
    may, duty = may_of(node, caller), duty_of(node)
    lines = [
        _line(node, caller, each, t)
        for each in duty.obligations.every() if may(each.label)
        and owes in {"", each.body.owes} and (not to or to in each.body.to)
    ]  # fmt: skip
    with node.store.read() as unit:
        lines += [
            line_of(each, t) for each in falls_due(node, caller, reader_of(node, caller, unit))
            if owes in {"", each.owes} and (not to or to in each.to)
        ]  # fmt: skip
    found = in_order(
        line for line in lines
        if (wanted is None or line.state == wanted.value)
        and (kind is None or line.kind == kind.value)
    )  # fmt: skip
    start = gate.cursors.read(cursor)
    more = start + limit < len(found)
    return Page(found[start : start + limit], gate.cursors.make(start + limit) if more else None)


@write("/api/v1/obligations", Right.COORDINATE, "Put down what is owed, or was agreed")
def put_action(node: NodeHere, caller: CallerHere, data: JSONBody[ActionAsked]) -> ObligationMade:
    """It goes to who does it and for whom it is, or to all, by the release policy.

    Of a plan it bears the mark of that plan, too, since it names it.
    """
    if caller.party != node.home.nation:
        raise denied("only the nation's own people state what is owed")
    t = node.clock.now()
    due = _due_of(data)
    mark = _mark_of(node, caller, data, t)
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"a mark that is not for yourself: {decision.reason}")
    body = ObligationBody(
        name=name_of(Owed(data.kind), data.owes, data.text, t), number=1, what=Owed(data.kind),
        owes=data.owes, to=(data.to,) if data.to else (), text=data.text,
        from_utc=utc_text(t if due is None else min(t, due)),
        due_utc=None if due is None else utc_text(due), every_s=data.every_s,
        expression=data.expression, plan=data.plan,
    )  # fmt: skip
    with node.store.write() as unit:
        record = put_obligation(
            unit, node.desk(unit), body, mark, mode=node.mode, t=t, person=caller.person
        )
    node.wake()
    return ObligationMade(record=record.id, obligation=f"{node.home.nation}:{body.name}")


@write("/api/v1/obligations/{obligation:str}/settle", Right.COORDINATE, "Say that it is met")
def settle_obligation(
    node: NodeHere, caller: CallerHere, obligation: Which, data: JSONBody[ObligationSettled]
) -> ObligationMade:
    """By whoever owes it or states it; only who states it may waive it."""
    origin, _, name = obligation.partition(":")
    found = duty_of(node).obligations.get(origin, name)
    if found is None or not may_of(node, caller)(found.label):
        raise not_found("obligation")
    if not _yours(node, caller, found):
        raise denied("somebody else's to say")
    t = node.clock.now()
    with node.store.write() as unit:
        desk = node.desk(unit)
        try:
            if data.outcome == "waived":
                record = waive(unit, desk, found, text=data.text, t=t, person=caller.person)
            else:
                record = settle(unit, desk, found, text=data.text, t=t, person=caller.person,
                                party=caller.party)  # fmt: skip
        except UsageError as error:
            raise denied(str(error)) from error
    node.wake()
    return ObligationMade(record=record.id, obligation=obligation)


handlers: Final = (list_obligations, put_action, settle_obligation)


def _mark_of(node: RunningNode, caller: Caller, data: ActionAsked, t: Epoch) -> Label:
    """For whoever does it and for whom it is done; a plan that it names narrows it.

    Raises
    ------
    Refused
        400 where there is no such plan for the caller, or that plan is not for all of them.
    """
    wanted = {node.home.nation, data.owes, *((data.to,) if data.to else NATIONS)}
    mark = make_label("U", wanted)
    if not data.plan:
        return mark
    with node.store.read() as unit:
        plan = reader_of(node, caller, unit).plans().get(_named(data.plan))
    edition = None if plan is None else plan.current(t)
    if edition is None:
        raise unwanted("plan", "a plan that is here for you, as GBR/skynet-watch, or nothing")
    made = join(mark, edition.label)
    if made.releasable_to != mark.releasable_to:
        without = ", ".join(sorted(wanted - set(made.releasable_to)))
        raise unwanted("plan", f"a plan that is for {without}, too: they would read its name",
                       hint="leave the plan out, or say for whom the action is")  # fmt: skip
    return made


def _named(plan: str) -> tuple[str, str]:
    origin, _, name = plan.partition("/")
    return origin, name


def _line(node: RunningNode, caller: Caller, each: Obligation, t: Epoch) -> ObligationLine:
    body = each.body
    where = each.where(t, _met(node, caller, each))
    return ObligationLine(
        obligation=f"{each.origin}:{body.name}", kind=_kind(body.what), owes=body.owes,
        to=", ".join(body.to), text=body.text, due_utc=_utc(where.due),
        left_s=None if where.due is None else where.due - t, every_s=body.every_s,
        state=_state(where.state), since_utc=body.from_utc, done_utc=_utc(where.done),
        plan=body.plan, derived=False, mark=portion_mark(each.label),
        yours=_yours(node, caller, each),
        records=[each.record_id, *body.rests_on, *(m.record_id for m in each.met)][-_MOST_RECORDS:],
    )  # fmt: skip


def _met(node: RunningNode, caller: Caller, each: Obligation) -> PlanStanding | None:
    """How its expression stands, as far as the caller may see why."""
    if not each.is_checked:
        return None
    with node.store.read() as unit:
        return reader_of(node, caller, unit).met(each)


def _yours(node: RunningNode, caller: Caller, each: Obligation) -> bool:
    if sponsor_of(caller.party) != node.home.nation:
        return False
    return caller.party in {each.origin, each.body.owes, sponsor_of(each.body.owes)}


def _kind(what: Owed) -> Literal["report", "contact-check", "release", "review", "action"]:
    return what.value


def _state(state: State) -> Literal["open", "late", "met", "met-late", "waived"]:
    return state.value


def _utc(t: Epoch | None) -> str:
    return "" if t is None else t.utc_iso(3)


def _due_of(data: ActionAsked) -> Epoch | None:
    """Until when; None: at all times, as its expression has it.

    Raises
    ------
    Refused
        400 where it has neither, comes again without a first time, or its expression is not of
        the language.
    """
    if data.expression and (fault := expression_fault(data.expression)) is not None:
        where = f"line {fault.line or 1}, column {fault.column or 1}"
        got = f", got {fault.got}" if fault.got else ""
        raise unwanted("expression", f"{fault.expected} at {where}{got}", fault.hint)
    if data.due_utc:
        return instant_of(data.due_utc, "due_utc")
    if data.every_s is not None or not data.expression:
        hint = "what is owed at all times has an expression, and comes not again"
        raise unwanted("due_utc", "an instant", hint)
    return None
