"""Who asks of plans, in one request: the part of the node that has them, and what may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused, denied, not_found
from cspo.node.http.routes.plan_sight import Reader
from cspo.node.http.seen import RunningNode
from cspo.node.http.sight import may_of
from cspo.node.runtime.plan_work import PlanWork
from cspo.operations.plan.duty import PlanDuty
from cspo.operations.plan.plans import Edition, Plan
from cspo.operations.store import OperationsUnit

__all__ = [
    "Name", "Number", "Origin", "duty_of", "edition_of", "making", "may_act", "only_ours",
    "reader_of", "work_of",
]  # fmt: skip

Origin = Annotated[str, PathParameter(pattern=r"^[A-Z]{3}$", description="Whose plan.")]
Name = Annotated[
    str,
    PathParameter(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._:+-]{0,63}$", max_length=64, description="Its name."
    ),
]  # fmt: skip
Number = Annotated[int, QueryParameter(ge=0, le=1_000_000)]


def duty_of(node: RunningNode) -> PlanDuty:
    """The planning part of a node as it is shown; refused where there is none yet."""
    shown = work_of(node).shown
    if shown is None:
        raise Refused(503, "no plans yet", hint="the node is starting")
    return shown


@contextmanager
def making(node: RunningNode) -> Iterator[PlanDuty]:
    """The planning part of a node, for who makes a record of a plan; nobody else does meanwhile.

    Raises
    ------
    Refused
        503 while the node reads its records anew: which editions there are is not known then.
    """
    work, duty = work_of(node), duty_of(node)
    with duty.making:
        if work.duty is not duty:
            raise Refused(503, "plans are being read anew", hint="try again in a minute")
        yield duty


def work_of(node: RunningNode) -> PlanWork:
    """Plans in a node's step; refused where there are none yet."""
    if node.plans is None:
        raise Refused(503, "no plans yet", hint="the node is starting")
    return node.plans


def reader_of(node: RunningNode, caller: Caller, unit: OperationsUnit) -> Reader:
    """Who asks, in one request."""
    return Reader(
        duty=duty_of(node), unit=unit, may=may_of(node, caller), t=node.clock.now(),
        ours=caller.party == node.home.nation, feeds=work_of(node).feeds,
    )  # fmt: skip


def only_ours(node: RunningNode, caller: Caller) -> None:
    """Refused where somebody of another party asks.

    Raises
    ------
    Refused
        403.
    """
    if caller.party != node.home.nation:
        raise denied("only the nation's own people plan for it")


def may_act(node: RunningNode, caller: Caller, plan: Plan) -> bool:
    """Whether the plan is theirs to change."""
    return plan.origin == node.home.nation == caller.party


def edition_of(reader: Reader, origin: str, name: str, number: int) -> tuple[Plan, Edition]:
    """A plan that the reader may see, and one of its editions; 0: the one that stands.

    Raises
    ------
    Refused
        404.
    """
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
