"""The improvement plan: what was not met, who is to change what by when, how it is tested again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from cspo.exercise.review.left import Left
from cspo.exercise.review.stages import stage_of
from cspo.exercise.review.values import (
    EventReview,
    ExpectedReview,
    Improvement,
    InjectReview,
    MeasureReview,
    NationLine,
    Stage,
    Verdict,
)
from cspo.exercise.review.words import after_words, span_words
from cspo.exercise.white_cell import NoteKind, Order

__all__ = ["improvement_plan"]

_SOON_D: Final = 30
_LATER_D: Final = 60
_OPEN: Final = frozenset({Verdict.NOT_MET, Verdict.PARTLY})
_WORDS: Final = {
    "could_know": "evidence", "knew": "a finding", "warned": "a warning",
    "released": "a release", "acknowledged": "an acknowledgement", "acted": "an action",
}  # fmt: skip
_ACTIONS: Final = {
    "could_know": "Shorten the way of evidence: sources, feeds, and what partners release at once",
    "knew": "Look at the time from new data to a finding: screening, thresholds, reading",
    "warned": "Look at which rule of which warning policy held the warning back",
    "released": "Agree beforehand which records of this kind go out without a review",
    "acknowledged": "See that the watch answers: roster, alarm, ladder of escalation",
    "acted": "Settle who may decide at that hour, and with which checklist",
}  # fmt: skip


def improvement_plan(
    left: Left, injects: Iterable[InjectReview], events: Iterable[EventReview], day: date
) -> tuple[Improvement, ...]:
    """A line for each thing that was not met, then what directors put down.

    In a version for an audience nothing is called undone that may only be held back: there a line
    asks its owner to say.

    Parameters
    ----------
    left : Left
    injects, events : iterable
        Reviewed.
    day : date
        On which the plan is made; dates count from it.
    """
    known = {event.name: event for event in events}
    lines = [
        *(line for inject in injects for line in _of_inject(left, inject, known, day)),
        *_of_notes(left, day),
    ]
    return tuple(
        Improvement(
            number=n, found=each.found, action=each.action, owner=each.owner,
            due_utc=each.due_utc, retest=each.retest, objectives=each.objectives,
            source=each.source,
        )
        for n, each in enumerate(lines, 1)
    )  # fmt: skip


def _of_inject(
    left: Left, inject: InjectReview, events: dict[str, EventReview], day: date
) -> Iterator[Improvement]:
    scenario = left.scenario
    sure = [each for each in inject.expected if each.verdict in _OPEN]
    asked = [each for each in inject.expected if each.verdict is Verdict.UNKNOWN]
    for each in sure:
        yield Improvement(
            number=0, found=_missed(inject, each), owner=each.by,
            action=f"{each.by}: {_plain(each.text)}. See that it is done within "
            f"{span_words(each.within_s)}: a checklist, a roster, a drill",
            due_utc=(day + timedelta(days=_SOON_D)).isoformat(),
            retest=f"{scenario.name}, event {inject.number}: within {span_words(each.within_s)}",
            objectives=inject.objectives,
        )  # fmt: skip
    for measure in inject.measures:
        if measure.verdict in _OPEN:
            yield _of_measure(left, inject, measure, events, day)
    if left.audience:
        for each in asked:
            yield Improvement(
                number=0, owner=each.by,
                found=f"Event {inject.number}, {inject.title}: what all of this audience may read "
                f"does not show that {each.by} did this: {_plain(each.text)}",
                action=f"{each.by} says whether it was done in time; where not, why, and what is "
                "to change",
                due_utc=(day + timedelta(days=_SOON_D)).isoformat(),
                retest=f"{scenario.name}, event {inject.number}", objectives=inject.objectives,
            )  # fmt: skip


def _plain(text: str) -> str:
    return text.strip().rstrip(".")


def _missed(inject: InjectReview, expected: ExpectedReview) -> str:
    head = (
        f"Event {inject.number}, {inject.title}: {expected.by}, expected: {_plain(expected.text)}"
    )
    if expected.ruling is not None:
        return f"{head}. Ruled {expected.verdict.value}: {expected.ruling.text}"
    if expected.done is None:
        return f"{head}. Not done"
    late = expected.done.after_s - expected.within_s
    return f"{head}. Done {after_words(expected.done.after_s)}, {span_words(late)} late"


def _of_measure(
    left: Left, inject: InjectReview, measure: MeasureReview, events: dict[str, EventReview],
    day: date,
) -> Improvement:  # fmt: skip
    given = next(
        (
            each for event in left.scenario.events for each in event.measures
            if each.name == measure.name
        ),
    )  # fmt: skip
    event = events.get(given.since)
    line = None
    if event is not None:
        line = next((each for each in event.nations if each.nation == measure.nation), None)
    owner, why, action = _cause(measure, event, line)
    relation = "at most" if given.sense == "at_most" else "at least"
    limit = "" if measure.limit is None else f", {relation} {measure.limit:g} {measure.unit}"
    value = "never" if measure.value is None else f"{measure.value:.4g} {measure.unit}"
    ruling = "" if measure.ruling is None else f" Ruled: {measure.ruling.text}"
    said = f"{measure.nation or 'nobody'} {value}{limit}"
    if measure.metric == "condition":
        said, limit = measure.detail or "nobody was asked", ""  # it begins with whose picture it is
    return Improvement(
        number=0, owner=owner, action=action,
        found=f"{_plain(measure.text)}: {said}.{why}{ruling}",
        due_utc=(day + timedelta(days=_LATER_D)).isoformat(),
        retest=f"{left.scenario.name}, measure {measure.name}{limit}",
        objectives=inject.objectives,
    )  # fmt: skip


def _cause(
    measure: MeasureReview, event: EventReview | None, line: NationLine | None
) -> tuple[str, str, str]:
    """Who is to change something, what the review found of why, and what is to change."""
    owner = measure.nation or "white cell"
    plain = _ACTIONS.get(measure.metric, "Look at what stood in the way, and change that")
    if event is None or line is None:
        return owner, "", plain
    if line.could_know is None and event.first is None:
        return owner, " Nobody had evidence of it.", "Find a source that shows such an event"
    held = _held_back(event, line, owner)
    if held is not None:
        return held
    if measure.value is None:
        had = [
            f"{_WORDS[stage.value]} {after_words(moment.after_s)}"
            for stage in Stage
            if (moment := stage_of(line, stage)) is not None
        ]
        return owner, f" It had {', '.join(had)}; then nothing.", plain
    if not line.slowest or line.could_know is None:
        return owner, "", plain
    why = (
        f" Evidence reached {owner} {after_words(line.could_know.after_s)}; the longest step "
        f"was to {_WORDS[line.slowest]}, {span_words(line.slowest_s)}."
    )
    return owner, why, _ACTIONS.get(line.slowest, plain)


def _held_back(
    event: EventReview, line: NationLine, owner: str
) -> tuple[str, str, str] | None:  # fmt: skip
    """Where evidence lay with a partner: longer than whatever came after, or to the end."""
    first, holder = event.first, event.first_nation
    if first is None or holder == owner:
        return None
    action = f"{holder} and {owner}: agree what is released of such an event, at once"
    if line.could_know is None:
        had = after_words(first.after_s)
        return holder, f" {holder} had evidence {had}; none reached {owner}.", action
    waited_s = line.could_know.after_s - first.after_s
    if waited_s <= line.slowest_s:
        return None
    return holder, f" {holder} had evidence {span_words(waited_s)} before {owner}.", action


def _of_notes(left: Left, day: date) -> Iterator[Improvement]:
    for each in left.ordered:
        given = each.command.arguments
        if each.command.what is not Order.NOTE or given.get("kind") != NoteKind.IMPROVEMENT:
            continue
        objective = str(given.get("objective", ""))
        number = given.get("number")
        due = str(given.get("due_utc", ""))[:10] or (day + timedelta(days=_LATER_D)).isoformat()
        at = f", event {number}" if number else ""
        yield Improvement(
            number=0, found=f"Seen by a director{at}", action=str(given["text"]),
            owner=str(given.get("owner", "")) or "white cell", due_utc=due,
            retest=str(given.get("retest", "")) or f"{left.scenario.name}{at}",
            objectives=(objective,) if objective else (), source="white cell",
        )  # fmt: skip
