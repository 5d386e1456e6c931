"""The plans that nations have in force when an exercise begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspo.exercise.scenario import Scenario, StartingPlan
from cspo.markings import make_label
from cspo.node.runtime import Node
from cspo.operations.plan.deeds import put_plan
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus, PlanStep
from cspo.time import Epoch

__all__ = ["put_starting_plans"]

_PERSON: Final = "white.cell"


def put_starting_plans(scenario: Scenario, nodes: Mapping[str, Node], t: Epoch) -> None:
    """Enter each plan at its nation's node, and release it as it is marked.

    Raises
    ------
    UsageError
        Where an assumption is not of the language; validation has said so before.
    """
    for plan in scenario.plans:
        node = nodes[plan.nation]
        mark = make_label(scenario.classification, plan.releasable_to or (plan.nation,))
        with node.store.write() as unit:
            put_plan(
                unit, node.desk(unit), node.plans.duty.book, _body(plan), mark, mode=node.mode,
                t=t, person=_PERSON,
            )  # fmt: skip


def _body(plan: StartingPlan) -> PlanBody:
    return PlanBody(
        name=plan.name, number=plan.number, status=PlanStatus.ACTIVE, objective=plan.objective,
        steps=tuple(
            PlanStep(number=number, party=plan.nation, text=text)
            for number, text in enumerate(plan.steps, 1)
        ),
        assumptions=tuple(
            Assumption(text=each.text, expression=each.expression) for each in plan.assumptions
        ),
    )  # fmt: skip
