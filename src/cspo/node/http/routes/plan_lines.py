"""Plans as pages show them, to somebody who may not see all that they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from cspo.markings import Label, join, portion_mark
from cspo.node.http.routes.assumption_shapes import (
    AssumptionView,
    ReadingView,
    StandingPoint,
    StepLine,
)
from cspo.node.http.routes.assumption_shapes import Standing as Shown
from cspo.node.http.routes.plan_sight import NOT_IN_FORCE, Reader
from cspo.node.http.routes.plans_shapes import PlanLine
from cspo.operations.plan.plans import GRAVITY, Edition, Plan, worst_of
from cspo.operations.store import DecisionQuery, Outcome
from cspo.policy import CallReading, Step
from cspo.records.bodies.planning import Assumption, PlanBody, PolicyBody
from cspo.records.bodies.standing import PlanReading, PlanStanding
from cspo.time import Epoch

__all__ = [
    "assumption_view", "joined_mark", "plan_line", "sort_key", "state_of", "step_lines", "whole",
]  # fmt: skip

_BY_PEOPLE: Final = {
    True: "Its author says that it holds.", False: "Its author says that it fails.",
    None: "Nobody has said yet whether it holds.",
}  # fmt: skip
_Stands: TypeAlias = tuple[PlanStanding, Epoch | None, str]
_MOST_STEPS: Final = 200
_MOST_POINTS: Final = 200
_MOST_RECORDS: Final = 50


def plan_line(reader: Reader, plan: Plan, edition: Edition) -> PlanLine:
    """A plan in a list, by the edition that stands."""
    body, t, held = edition.body, reader.t, PlanStanding.HOLDS
    stands = _stands(reader, plan, edition)
    worst = worst_of([one[0] for one in stands]) or held
    if not plan.is_current(edition, t):
        worst = PlanStanding.UNKNOWN
    of_worst = [one for one in stands if one[0] is worst]
    flags = [
        told.t for each in edition.assumptions
        if (told := plan.told(each.expression)) and told.body.standing is not PlanStanding.HOLDS
    ]  # fmt: skip
    due = plan.due(t)
    own = plan.reviewed()
    rests, carries = reader.links(plan)
    return PlanLine(
        plan=f"{plan.origin}/{plan.name}", origin=plan.origin, name=plan.name,
        title=body.title or plan.name, kind=edition.subject.value, record=edition.record_id,
        number=body.number, state=state_of(plan, edition, t), standing=worst.value,
        since_utc=_utc(_since(stands, worst)), mark=_mark(edition.label),
        counts={str(s): sum(one[0] is s for one in stands) for s in PlanStanding},
        worst="" if worst is held else of_worst[0][2] if of_worst else NOT_IN_FORCE,
        flagged_utc=_utc(max(flags, default=None, key=lambda at: at.tai_ns)),
        due_utc=_utc(due.at if due else None), due_what=due.what if due else "",
        left_s=due.at - t if due else None, owes=plan.origin if due else "",
        reviewed_utc=_utc(own.t if own else None),
        rests_on=[f"{each.origin}/{each.name}" for each in rests],
        carries=[f"{each.origin}/{each.name}" for each in carries],
        dependent=(worst_of([s for one in rests if (s := whole(reader, one)[0])]) or held).value,
    )  # fmt: skip


def whole(reader: Reader, plan: Plan) -> tuple[PlanStanding | None, Epoch | None]:
    """The gravest standing of a plan for the reader, and since when it stands so."""
    if plan.replaced:
        return PlanStanding.UNKNOWN, None
    edition = plan.current(reader.t)
    if edition is None or plan.retired(reader.t):
        return None, None
    stands = _stands(reader, plan, edition)
    worst = worst_of([one[0] for one in stands])
    return worst, None if worst is None else _since(stands, worst)


def _stands(reader: Reader, plan: Plan, edition: Edition) -> list[_Stands]:
    return [reader.standing(plan, edition, each) for each in edition.assumptions if each.expression]


def _since(stands: list[_Stands], worst: PlanStanding) -> Epoch | None:
    """Since when the worst ones stand so: it holds since the last did, it fails since the first."""
    of_worst = [since for standing, since, _ in stands if standing is worst and since is not None]
    first_or_last = max if worst is PlanStanding.HOLDS else min
    return first_or_last(of_worst, default=None, key=lambda at: at.tai_ns)


def state_of(plan: Plan, edition: Edition, t: Epoch) -> Any:
    """The state of a plan by one of its editions; of a policy whether it is in force."""
    body = edition.body
    if isinstance(body, PolicyBody) and body.in_force_from > t.utc_iso(0)[:10]:
        return "agreed"
    if not plan.is_current(edition, t):
        return "not-in-force"
    if isinstance(body, PlanBody):
        return body.status.value
    return "cancelled" if plan.retired(t) else "active"


def assumption_view(
    reader: Reader, plan: Plan, edition: Edition, number: int, each: Assumption
) -> AssumptionView:
    """One assumption with its explanation, as far as the reader may see what it rests on."""
    current = plan.is_current(edition, reader.t)
    found = plan.found.get(each.expression, ()) if each.expression else ()
    told = found[-1] if found else None
    flags = [one for one in found if one.body.standing is not PlanStanding.HOLDS]
    common: dict[str, Any] = {
        "number": number, "text": each.text, "expression": each.expression,
        "history": [
            StandingPoint(
                at_utc=one.body.seen_utc, standing=one.body.standing.value,
                margin=one.body.margin, why=one.body.why, record=one.record_id,
            )
            for one in found[-_MOST_POINTS:]
        ],
        "flagged_utc": _utc(flags[-1].t) if flags else "",
        "told": _told(reader, plan, flags[-1].record_id) if flags else [],
    }  # fmt: skip
    if not each.expression:
        known = {True: "holds", False: "fails", None: "unknown"}[each.holds if current else None]
        return AssumptionView(
            standing=_shown(known), since_utc="", checked_utc=each.checked_utc or "",
            why=_BY_PEOPLE[each.holds] if current else NOT_IN_FORCE,
            margin=None, steps=[], readings=[], evidence=[], **common,
        )  # fmt: skip
    checked = reader.checked(plan, each.expression) if current else None
    if checked is not None:
        verdict = checked.verdict
        return AssumptionView(
            standing=checked.standing.value, since_utc=_utc(checked.since),
            checked_utc=_utc(checked.t), why=verdict.text, margin=verdict.margin,
            steps=step_lines(verdict.tree), readings=[_reading(one) for one in verdict.readings],
            evidence=list(verdict.evidence[:_MOST_RECORDS]), **common,
        )  # fmt: skip
    standing, since, why = reader.standing(plan, edition, each)
    return AssumptionView(
        standing=standing.value, since_utc=_utc(since),
        checked_utc="" if told is None else told.body.seen_utc, why=why,
        margin=None if told is None else told.body.margin, steps=[],
        readings=[] if told is None else [_as_told(one) for one in told.body.readings],
        evidence=[] if told is None else list(told.body.rests_on[:_MOST_RECORDS]), **common,
    )  # fmt: skip


def step_lines(tree: Step) -> list[StepLine]:
    """The explanation, line by line."""
    return list(_steps(tree, 0))[:_MOST_STEPS]


def joined_mark(labels: list[Label]) -> str:
    """The mark of all that a page shows."""
    return _mark(join(*labels)) if labels else ""


def sort_key(line: PlanLine) -> tuple[int, float, str]:
    """The worst first, then what is due first."""
    late = line.left_s if line.left_s is not None else float("inf")
    return -GRAVITY[PlanStanding(line.standing)], late, line.plan


def _steps(step: Step, depth: int) -> Iterator[StepLine]:
    yield StepLine(
        depth=depth, text=step.text, holds=step.holds, decides=step.decides, why=step.why,
        evidence=list(step.evidence[:_MOST_RECORDS]),
    )  # fmt: skip
    for part in step.parts:
        yield from _steps(part, depth + 1)


def _reading(asked: CallReading) -> ReadingView:
    reading = asked.reading
    return ReadingView(
        call=str(asked.call), value=_value(reading.value), low=_value(reading.low),
        high=_value(reading.high), since_utc=_utc(reading.since), text=reading.text,
        unit="UTC" if reading.unit.kind == "instant" else reading.unit.symbol,
        evidence=list(reading.evidence[:_MOST_RECORDS]),
    )  # fmt: skip


def _as_told(reading: PlanReading) -> ReadingView:
    return ReadingView(
        call=reading.call, value=reading.said or reading.value, low=reading.low,
        high=reading.high, unit=reading.unit, since_utc=reading.since_utc or "",
        text=reading.text, evidence=list(reading.rests_on[:_MOST_RECORDS]),
    )  # fmt: skip


def _value(value: Any) -> Any:
    return value.utc_iso(3) if isinstance(value, Epoch) else value


def _told(reader: Reader, plan: Plan, record_id: str) -> list[str]:
    """Partners who were given a finding; the nation's own people alone see that."""
    if not reader.ours or plan.origin != reader.duty.nation:
        return []
    query = DecisionQuery(product_id=record_id, outcome=Outcome.RELEASED, limit=100)
    return sorted({row.party for _, row in reader.unit.decisions(query)})


def _shown(word: str) -> Shown:
    return word  # type: ignore[return-value]


def _mark(label: Label) -> str:
    return portion_mark(label)


def _utc(t: Epoch | None) -> str:
    return "" if t is None else t.utc_iso(3)
