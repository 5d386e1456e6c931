"""Plans as pages show them, to somebody who may not see all that they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

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
_MOST_STEPS: Final = 200
_MOST_POINTS: Final = 200
_MOST_RECORDS: Final = 50


def plan_line(reader: Reader, plan: Plan, edition: Edition) -> PlanLine:
    """A plan in a list, by the edition that stands."""
    body, t, held = edition.body, reader.t, PlanStanding.HOLDS
    stands = [
        (*reader.standing(plan, each), each) for each in edition.assumptions if each.expression
    ]
    worst = worst_of([standing for standing, *_ in stands]) or PlanStanding.HOLDS
    if plan.replaced:
        worst = PlanStanding.UNKNOWN
    of_worst = [one for one in stands if one[0] is worst]
    since = max((s for _, s, *_ in of_worst if s), default=None, key=lambda at: at.tai_ns)
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
        since_utc=_utc(since), mark=_mark(edition.label),
        counts={str(s): sum(one[0] is s for one in stands) for s in PlanStanding},
        worst=_worst(plan, worst, of_worst[0][2] if of_worst else ""),
        flagged_utc=_utc(max(flags, default=None, key=lambda at: at.tai_ns)),
        due_utc=_utc(due.at if due else None), left_s=due.at - t if due else None,
        owes=plan.origin if due else "", reviewed_utc=_utc(own.t if own else None),
        rests_on=[f"{each.origin}/{each.name}" for each in rests],
        carries=[f"{each.origin}/{each.name}" for each in carries],
        dependent=(worst_of([s for one in rests if (s := whole(reader, one))]) or held).value,
    )  # fmt: skip


def _worst(plan: Plan, standing: PlanStanding, why: str) -> str:
    """Why it stands so, by its worst assumption; empty where all hold."""
    if plan.replaced:
        return NOT_IN_FORCE
    return "" if standing is PlanStanding.HOLDS else why


def whole(reader: Reader, plan: Plan) -> PlanStanding | None:
    """The gravest standing of a plan for the reader."""
    if plan.replaced:
        return PlanStanding.UNKNOWN
    edition = plan.current(reader.t)
    found = () if edition is None or plan.retired(reader.t) else edition.assumptions
    return worst_of([reader.standing(plan, each)[0] for each in found if each.expression])


def state_of(plan: Plan, edition: Edition, t: Epoch) -> Any:
    """The state of a plan by one of its editions; of a policy whether it is in force."""
    body, current = edition.body, plan.current(t)
    if isinstance(body, PolicyBody) and body.in_force_from > t.utc_iso(0)[:10]:
        return "agreed"
    if plan.replaced or current is None or edition.record_id != current.record_id:
        return "not-in-force"
    if isinstance(body, PlanBody):
        return body.status.value
    return "cancelled" if plan.retired(t) else "active"


def assumption_view(
    reader: Reader, plan: Plan, number: int, each: Assumption, *, current: bool
) -> AssumptionView:
    """One assumption with its explanation, as far as the reader may see what it rests on."""
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
        ended = current and plan.replaced
        known = {True: "holds", False: "fails", None: "unknown"}[None if ended else each.holds]
        return AssumptionView(
            standing=_shown(known), since_utc="", checked_utc=each.checked_utc or "",
            why=NOT_IN_FORCE if ended else _BY_PEOPLE[each.holds],
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
    standing, since, why = reader.standing(plan, each)
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
