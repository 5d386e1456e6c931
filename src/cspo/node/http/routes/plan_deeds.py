"""What people do with plans: enter, amend, review, reaffirm, retire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from litestar.params import JSONBody

from cspo.errors import UsageError
from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, denied, unwanted
from cspo.node.http.rights import Right, may_call
from cspo.node.http.routes.instants import instant_of
from cspo.node.http.routes.plan_readers import (
    Name,
    Origin,
    duty_of,
    edition_of,
    making,
    may_act,
    only_ours,
    reader_of,
    work_of,
)
from cspo.node.http.routes.plans_shapes import (
    PlanAmended,
    PlanMade,
    PlanPut,
    PlanReaffirmed,
    PlanRetired,
    PlanReviewed,
)
from cspo.node.http.routing import CallerHere, NodeHere, write
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan.deeds import (
    amend_plan,
    put_plan,
    reaffirm_plan,
    retire_plan,
    review_plan,
)
from cspo.operations.plan.duty import PlanDuty
from cspo.operations.plan.in_force import RELEASE
from cspo.operations.plan.plan_file import read_plan
from cspo.operations.plan.plans import Plan
from cspo.operations.store import OperationsUnit
from cspo.records import Record
from cspo.records.bodies.coordination import OpinionBody
from cspo.records.bodies.planning import Assumption
from cspo.time import Epoch

__all__ = ["handlers"]


@write("/api/v1/plans", Right.COORDINATE, "Enter a plan or policy")
def enter_plan(node: NodeHere, caller: CallerHere, data: JSONBody[PlanPut]) -> PlanMade:
    """As its file has it; it goes to those on its mark, by the release policy.

    Refused where one of that name has an edition that is not for the caller, whichever and how
    many, and where another edition came between.
    """
    only_ours(node, caller)
    draft = read_plan(data.toml.encode(), "the plan")
    _may_rule(caller, draft.body.name)
    mark = draft.mark(node.home.nation)
    decision = caller.may(mark, node.mode)
    if not decision.permitted:
        raise denied(f"a mark that is not for yourself: {decision.reason}")
    body = draft.body
    if data.reason:
        body = msgspec.structs.replace(body, reason=data.reason)
    t = node.clock.now()
    with making(node) as duty:
        _all_seen(node, caller, duty.book.plan(node.home.nation, body.name))
        with _unchanged_since(), node.store.write() as unit:
            record = put_plan(
                unit, node.desk(unit), duty.book, body, mark, mode=node.mode, t=t,
                person=caller.person, follows=data.number,
            )  # fmt: skip
        duty.enter(record, t)
    node.wake()
    return PlanMade(
        record=record.id, plan=f"{node.home.nation}/{body.name}", number=record.payload.version,
        warnings=_warnings(node, record),
    )  # fmt: skip


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

    return _done(node, caller, origin, name, deed)


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

    return _done(node, caller, origin, name, deed)


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

    return _done(node, caller, origin, name, deed)


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

    return _done(node, caller, origin, name, deed)


handlers: Final = (enter_plan, amend, review, reaffirm, retire)


def _may_rule(caller: Caller, name: str) -> None:
    """Who may not decide what is released makes no rules of it either."""
    if name == RELEASE and not may_call(Right.RELEASE, caller.roles, caller.scopes).permitted:
        raise denied("release rules are made by who may release")


def _done(
    node: RunningNode, caller: Caller, origin: str, name: str,
    deed: Callable[[OperationsUnit, Plan, Epoch], Record],
) -> PlanMade:  # fmt: skip
    """One deed on a plan, whole: nobody changes what they see in part, or what changes meanwhile.

    Raises
    ------
    Refused
        403 where it is not theirs, or an edition is not for them; 404 where there is none for
        them; 409 where another edition came between; 503 while plans are being read anew.
    """
    only_ours(node, caller)
    _may_rule(caller, name)
    t = node.clock.now()
    with making(node) as duty:
        with node.store.write() as unit:
            plan, _ = edition_of(reader_of(node, caller, unit), origin, name, 0)
            if not may_act(node, caller, plan):
                raise denied("a plan of another nation")
            _all_seen(node, caller, duty.book.plan(origin, name))
            try:
                with _unchanged_since():
                    record = deed(unit, plan, t)
            except UsageError as error:
                raise unwanted("plan", str(error)) from error
        duty.enter(record, t)
        number = _number_of(duty, record)
    node.wake()
    return PlanMade(
        record=record.id, plan=f"{origin}/{name}", number=number, warnings=_warnings(node, record)
    )


def _warnings(node: RunningNode, record: Record) -> list[str]:
    """What an edition asks of that is not screened so far ahead; nothing of a word on one."""
    body, plan = body_of(record, REGISTRY), duty_of(node).book.of_record(record.id)
    if isinstance(body, OpinionBody) or plan is None or plan.retired(node.clock.now()):
        return []
    asked = [each.expression for each in body.assumptions if each.expression]
    return work_of(node).crowd(asked, plan=body.name)


def _all_seen(node: RunningNode, caller: Caller, plan: Plan | None) -> None:
    """Nobody replaces what they may not see; one answer, whatever it is that they may not."""
    may = may_of(node, caller)
    if plan is not None and not all(may(each.label) for each in plan.editions):
        raise denied("an edition of it is not for you")


@contextmanager
def _unchanged_since() -> Iterator[None]:
    """Refused, 409, where another edition came between."""
    try:
        yield
    except UsageError as error:
        if error.action != "change a plan":
            raise
        raise Refused(409, str(error), hint=error.hint) from error


def _number_of(duty: PlanDuty, record: Record) -> int:
    """Of the edition that a record is, or that it is a word on."""
    body = body_of(record, REGISTRY)
    if isinstance(body, OpinionBody):
        plan = duty.book.of_record(body.record)
        editions = () if plan is None else plan.editions
        return next(each.body.number for each in editions if each.record_id == body.record)
    return record.payload.version
