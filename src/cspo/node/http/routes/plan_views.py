"""A plan as its page shows it, whole: assumptions explained, editions, links, what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from cspo.node.http.routes.plan_lines import assumption_view, plan_line, whole
from cspo.node.http.routes.plan_sight import Reader
from cspo.node.http.routes.plans_shapes import (
    EditionLine,
    EditionStanding,
    PlanEvent,
    PlanLine,
    PlanLink,
    PlanStepView,
    PlanView,
)
from cspo.operations.plan.plans import Edition, Plan
from cspo.records.bodies.coordination import Stance
from cspo.records.bodies.planning import PlanBody
from cspo.records.bodies.standing import PlanStanding

__all__ = ["plan_view"]

_MOST_EVENTS: Final = 200


def plan_view(reader: Reader, plan: Plan, edition: Edition, *, may_act: bool) -> PlanView:
    """With every assumption explained, as far as the reader may see what it rests on."""
    line = plan_line(reader, plan, edition)
    body = edition.body
    is_plan = isinstance(body, PlanBody)
    above, below = reader.links(plan)
    ended = plan.retired(reader.t) or plan.replaced
    return PlanView(
        **{name: getattr(line, name) for name in PlanLine.__struct_fields__},
        objective=body.objective if isinstance(body, PlanBody) else body.text,
        in_force_from="" if isinstance(body, PlanBody) else body.in_force_from,
        in_force_until="" if isinstance(body, PlanBody) else body.in_force_until,
        assumptions=[
            assumption_view(reader, plan, edition, n, each)
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
        editions=[_edition_line(reader, plan, each) for each in reversed(plan.editions)],
        events=sorted(_events(reader, plan), key=lambda e: e.at_utc, reverse=True)[:_MOST_EVENTS],
        deeds=["review", "amend", "reaffirm", "retire"] if may_act and not ended else [],
    )  # fmt: skip


def _link(reader: Reader, plan: Plan) -> PlanLink:
    edition = plan.current(reader.t)
    standing, since = whole(reader, plan)
    title = plan.name if edition is None else edition.body.title or plan.name
    return PlanLink(
        plan=f"{plan.origin}/{plan.name}", title=title,
        standing=(standing or PlanStanding.HOLDS).value,
        since_utc="" if since is None else since.utc_iso(3),
    )  # fmt: skip


def _edition_line(reader: Reader, plan: Plan, edition: Edition) -> EditionLine:
    standing: EditionStanding = "superseded"
    if edition.record_id in plan.withdrawn:
        standing = "withdrawn"
    elif plan.is_current(edition, reader.t):
        standing = "current"
    elif plan.is_to_come(edition, reader.t):
        standing = "to-come"
    elif edition is plan.current(reader.t):
        standing = "not-in-force"
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
