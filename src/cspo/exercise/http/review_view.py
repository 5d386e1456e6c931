"""The review as the page has it, from the values of the review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from cspo.exercise.http.clock_view import clock_view, utc
from cspo.exercise.http.director_view import measure_view
from cspo.exercise.http.review_shapes import (
    AfterActionView,
    DecisionThenView,
    HumanStepView,
    ImprovementView,
    KnownView,
    NationLineView,
    ObjectiveResultView,
    StageView,
    TruthView,
)
from cspo.exercise.http.room import Room
from cspo.exercise.review.stages import is_unseen, stage_of
from cspo.exercise.review.values import (
    By,
    DecisionReview,
    EventReview,
    HumanStep,
    KnownThen,
    NationLine,
    Review,
    Stage,
    Verdict,
)
from cspo.time import Epoch

__all__ = ["review_view"]

_TRUTHS: Final = 200
_KNOWN: Final = 10
_OfObjective = Literal["met", "partly", "missed", "unknown"]
_OBJECTIVE: Final[Mapping[Verdict, _OfObjective]] = {
    Verdict.MET: "met", Verdict.PARTLY: "partly", Verdict.NOT_MET: "missed",
}  # fmt: skip


def review_view(room: Room, review: Review) -> AfterActionView:
    """The page's own form of it."""
    shown, truths = _shown(review), len(review.events)
    measures = {each.number: each.measures for each in review.injects if each.number}
    return AfterActionView(
        clock=clock_view(room), marks=(review.mark,), whole=review.ended,
        truths=tuple(_truth(n, each, review) for n, each in enumerate(shown)),
        objectives=tuple(
            ObjectiveResultView(
                name=each.name, text=each.text, state=_OBJECTIVE.get(each.verdict, "unknown"),
                measures=tuple(
                    measure_view(room.play.scenario, measure)
                    for number in each.injects for measure in measures.get(number, ())
                ),
            )
            for each in review.objectives
        ),
        decisions=tuple(_decision(each, review) for each in review.decisions),
        truths_more=truths - len(shown) + review.events_more + review.unseen_more,
        decisions_more=review.decisions_more,
        improvements=tuple(
            ImprovementView(
                number=each.number, text=each.action, because=each.found, measure="",
                owner=each.owner, due=each.due_utc, retest=each.retest,
            )
            for each in review.improvements
        ),
    )  # fmt: skip


def _shown(review: Review) -> list[EventReview]:
    """True events for the page: close approaches that no record tells of come last."""
    found = sorted(review.events, key=is_unseen)[:_TRUTHS]
    return sorted(found, key=lambda each: each.utc)


def _truth(number: int, event: EventReview, review: Review) -> TruthView:
    return TruthView(
        truth=number, world_utc=event.utc, what=event.what, text=event.text or event.title,
        objects=event.objects[:20], injects=event.injects,
        nations=tuple(_line(line, event, review) for line in event.nations),
    )  # fmt: skip


def _line(line: NationLine, event: EventReview, review: Review) -> NationLineView:
    stages = []
    for stage in Stage:
        moment = stage_of(line, stage)
        if moment is not None:
            how = "its own source" if moment.kind == "source" else f"{moment.kind}, {moment.origin}"
            stages.append(
                StageView(
                    stage=stage.value, world_utc=moment.utc, after_s=moment.after_s, text=how,
                    record=moment.record,
                )
            )  # fmt: skip
    stages.sort(key=lambda each: each.after_s)
    steps = [
        each for each in review.steps
        if each.event == event.name and each.nation == line.nation
    ]  # fmt: skip
    return NationLineView(
        nation=line.nation, stages=tuple(stages), steps=tuple(map(_step, steps[:50]))
    )


def _step(step: HumanStep) -> HumanStepView:
    waited_s = step.waited_s or 0.0
    return HumanStepView(
        office=step.role or ("script" if step.by is By.SCRIPTED else "person"), text=step.what,
        began_utc=utc(Epoch.from_utc(step.utc) - waited_s), ended_utc=step.utc, took_s=waited_s,
        took_wall_s=None,
    )  # fmt: skip


def _decision(decision: DecisionReview, review: Review) -> DecisionThenView:
    injects = next((each.injects for each in review.events if each.name == decision.event), ())
    return DecisionThenView(
        world_utc=decision.utc, nation=decision.nation, office=decision.role, kind=decision.kind,
        text=decision.what, record=decision.record, inject=injects[0] if injects else None,
        known=tuple(map(_known, decision.known[:_KNOWN])),
        unknown=tuple(map(_known, decision.elsewhere[:_KNOWN])),
    )  # fmt: skip


def _known(known: KnownThen) -> KnownView:
    return KnownView(
        text=known.text, world_utc=known.utc, source=known.origin, record=known.record
    )  # fmt: skip
