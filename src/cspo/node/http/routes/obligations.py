"""Who owes whom what, by when, and what was agreed as an action."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from litestar.params import JSONBody, PathParameter, QueryParameter

from cspo.errors import UsageError
from cspo.markings import make_label, portion_mark
from cspo.markings.parties import sponsor_of
from cspo.node.http.callers import Caller
from cspo.node.http.faults import denied, not_found
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
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
from cspo.operations.plan.obligations import Obligation, State
from cspo.operations.plan.stating import name_of_action, put_obligation, settle, waive
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


@read("/api/v1/obligations", Right.READ, "What is owed, what is due first first", cache=False)
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
    """Reports, checks of contacts, releases, reviews of plans, and actions that were agreed."""
    t = node.clock.now()
    may, duty = may_of(node, caller), duty_of(node)
    lines = [
        _line(node, caller, each, t)
        for each in duty.obligations.every() if may(each.label)
        and owes in {"", each.body.owes} and (not to or to in each.body.to)
    ]  # fmt: skip
    with node.store.read() as unit:
        reader = reader_of(node, caller, unit)
        for plan in reader.plans().values():
            due, edition = plan.due(t), plan.current(t)
            if due is None or edition is None or owes not in {"", plan.origin} or to:
                continue
            lines.append(
                ObligationLine(
                    obligation=f"{plan.origin}:review-{plan.name}"[:70], kind="review",
                    owes=plan.origin, to="", text=f"{due.what} of {plan.name}",
                    due_utc=due.at.utc_iso(3), left_s=due.at - t, every_s=None, done_utc="",
                    state="late" if due.at < t else "open", since_utc=due.since.utc_iso(3),
                    plan=f"{plan.origin}/{plan.name}", records=[edition.record_id], yours=False,
                    mark=portion_mark(edition.label),
                )
            )  # fmt: skip
    found = sorted(
        (
            line for line in lines
            if (wanted is None or line.state == wanted.value)
            and (kind is None or line.kind == kind.value)
        ),
        key=lambda line: (line.due_utc or "9999", line.obligation),
    )  # fmt: skip
    start = gate.cursors.read(cursor)
    more = start + limit < len(found)
    return Page(found[start : start + limit], gate.cursors.make(start + limit) if more else None)


@write("/api/v1/obligations", Right.COORDINATE, "Put down an action that was agreed")
def put_action(node: NodeHere, caller: CallerHere, data: JSONBody[ActionAsked]) -> ObligationMade:
    """It goes to who does it and for whom it is, by the release policy."""
    if caller.party != node.home.nation:
        raise denied("only the nation's own people state what is owed")
    t = node.clock.now()
    due = instant_of(data.due_utc, "due_utc")
    parties = {node.home.nation, data.owes, data.to} - {""}
    mark = make_label("U", sorted(parties))
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"a mark that is not for yourself: {decision.reason}")
    body = ObligationBody(
        name=name_of_action(data.owes, data.text, t), number=1, what=Owed.ACTION, owes=data.owes,
        to=(data.to,) if data.to else (), text=data.text, from_utc=utc_text(min(t, due)),
        due_utc=utc_text(due), plan=data.plan,
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


def _line(node: RunningNode, caller: Caller, each: Obligation, t: Epoch) -> ObligationLine:
    body = each.body
    where = each.where(t, _met(node, caller, each))
    return ObligationLine(
        obligation=f"{each.origin}:{body.name}", kind=_kind(body.what), owes=body.owes,
        to=", ".join(body.to), text=body.text, due_utc=_utc(where.due),
        left_s=None if where.due is None else where.due - t, every_s=body.every_s,
        state=_state(where.state), since_utc=body.from_utc, done_utc=_utc(where.done),
        plan=body.plan, mark=portion_mark(each.label), yours=_yours(node, caller, each),
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
