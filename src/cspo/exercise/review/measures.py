"""Measures of an exercise: what was expected and how well it was done, from records and truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspo.exercise.review.concern import Matter, matter_of
from cspo.exercise.review.concerned import Concerns
from cspo.exercise.review.judging import (
    SECONDS,
    Measured,
    counted_until,
    is_open,
    judged,
    verdict_of,
    worst_of,
)
from cspo.exercise.review.left import Left, identity_of
from cspo.exercise.review.objectives import ruling_on
from cspo.exercise.review.stages import moments, stage_of
from cspo.exercise.review.told import ACTS, Told
from cspo.exercise.review.values import (
    ExpectedReview,
    InjectReview,
    MeasureReview,
    Moment,
    Stage,
    Verdict,
)
from cspo.exercise.review.words import after_words
from cspo.exercise.scenario import Event, Expected, Measure
from cspo.exercise.white_cell import Due
from cspo.markings import sponsor_of
from cspo.time import Epoch

__all__ = ["review_injects"]

_STAGES: Final = frozenset(stage.value for stage in Stage)
_DIGITS: Final = 3


def review_injects(concerns: Concerns) -> tuple[InjectReview, ...]:
    """Each event of the list with what came of it, then those that were put in beside it.

    What an audience may not see can't be told from what never was: then a thing that does not
    show is unknown, not undone.
    """
    left = concerns.left
    given = {due.number: due for due in left.injects}
    listed = tuple(
        _inject(concerns, event, given.get(event.number)) for event in left.scenario.events
    )
    numbers = {event.number for event in left.scenario.events}
    beside = tuple(
        InjectReview(number=0, title=due.title, to=due.to, utc=due.t.utc_iso(_DIGITS), why=due.why)
        for due in left.injects
        if due.number not in numbers
    )
    return listed + beside


def _inject(concerns: Concerns, event: Event, due: Due | None) -> InjectReview:
    left = concerns.left
    if event.at_s is not None:
        planned = (left.starts + event.at_s).utc_iso(_DIGITS)
    else:
        planned = f"when {event.when}" + (f" (picture of {event.of})" if event.of else "")
    return InjectReview(
        number=event.number, title=event.title, to=event.to, objectives=event.objectives,
        planned=planned, utc="" if due is None else due.t.utc_iso(_DIGITS),
        why="" if due is None else due.why,
        expected=tuple(
            _expected(concerns, event, due, place, each)
            for place, each in enumerate(event.expected, 1)
        ),
        measures=tuple(_measure(concerns, event, due, each) for each in event.measures),
    )  # fmt: skip


def _expected(
    concerns: Concerns, event: Event, due: Due | None, place: int, expected: Expected
) -> ExpectedReview:
    left = concerns.left
    done: Moment | None = None
    found = _untried(left)
    if due is not None:
        matter = _about(left, event, due.t, expected.about)
        done = _first_of(concerns, expected.by, matter, expected.kind)
        if done is not None and done.after_s <= expected.within_s:
            found = Verdict.MET
        elif left.audience or is_open(left, due.t + expected.within_s):
            found = Verdict.UNKNOWN
        else:
            found = Verdict.NOT_MET
    ruling = ruling_on(
        left, lambda given: (given.get("number"), given.get("expected")) == (event.number, place)
    )
    return ExpectedReview(
        place=place, by=expected.by, kind=expected.kind, about=expected.about, text=expected.text,
        within_s=expected.within_s, done=done, found=found, ruling=ruling,
        verdict=found if ruling is None else ruling.ruling,
    )  # fmt: skip


def _untried(left: Left) -> Verdict:
    return Verdict.UNKNOWN if left.audience else Verdict.NOT_TRIED


def _about(left: Left, event: Event, t: Epoch, about: str) -> Matter:
    """What is about an event of the list: the assets that are named, or whatever is done then."""
    named = (about,) if about else event.about
    objects = frozenset(filter(None, (identity_of(left.scenario, name) for name in named)))
    plans = frozenset(name for name in named if not identity_of(left.scenario, name))
    injects = frozenset(
        told.id for told in left.told.values()
        if told.kind == "inject" and told.number == event.number
    )  # fmt: skip
    return Matter(
        objects=objects, t=t, by_data=False, refs=injects, names=plans, anything=not named
    )


def _first_of(concerns: Concerns, nation: str, matter: Matter, kind: str) -> Moment | None:
    """The first record of a kind that a nation made about a matter."""
    found = {
        record: told
        for record, told in concerns.about(matter).items()
        if sponsor_of(told.origin) == nation and told.kind == kind and told.t >= matter.t
    }
    return moments(concerns.left, nation, matter.t, found).could_know


def _measure(
    concerns: Concerns, event: Event, due: Due | None, measure: Measure
) -> MeasureReview:  # fmt: skip
    left = concerns.left
    nations = measure.of or left.scenario.nations
    since = _since(left, measure, due)
    values: list[Measured] = []
    found = _untried(left)
    if measure.metric == "condition":
        found, values = _condition(left, event, measure)
    elif since is not None:
        told = _meant(concerns, event, measure, *since)
        values = [
            judged(left, measure, since[0], _of_nation(left, measure, nation, since[0], told))
            for nation in nations
        ]
        found = verdict_of(left, measure, values)
    worst = worst_of(measure, values)
    ruling = ruling_on(
        left,
        lambda given: (given.get("number"), given.get("measure")) == (event.number, measure.name),
    )
    return MeasureReview(
        inject=event.number, name=measure.name, text=measure.text, metric=measure.metric,
        unit=measure.unit, limit=measure.limit, sense=measure.sense,
        value=None if worst is None else worst.value, nation="" if worst is None else worst.nation,
        detail=_unseen(left, measure) if worst is None and not values else _told_of(values),
        found=found, ruling=ruling, verdict=found if ruling is None else ruling.ruling,
    )  # fmt: skip


def _unseen(left: Left, measure: Measure) -> str:
    if left.audience:
        return "from when it counts is not for all who read this"
    return f"{measure.since} did not happen" if measure.since else "its event was not put in"


def _told_of(values: list[Measured]) -> str:
    return "; ".join(f"{each.nation} {each.detail}" for each in values)


def _since(
    left: Left, measure: Measure, due: Due | None
) -> tuple[Epoch, Matter | None] | None:  # fmt: skip
    """From when time counts, and of what where that is a thing of the world."""
    if not measure.since:
        return None if due is None else (due.t, None)
    for event in left.truth:
        if event.name == measure.since and event.what.value not in {"shown", "not_done"}:
            return event.t, matter_of(event, left.truth)
    return None


def _of_nation(
    left: Left, measure: Measure, nation: str, t: Epoch, told: Mapping[str, Told]
) -> Measured:
    if measure.kind and measure.metric != "could_know":
        told = {record: each for record, each in told.items() if each.kind == measure.kind}
    if measure.metric == "records":
        return _count(left, measure, nation, t, told)
    if measure.kind and measure.metric == "acted":
        moment = moments(left, nation, t, _own(told, nation)).could_know
    else:
        moment = stage_of(moments(left, nation, t, told), Stage(measure.metric))
    moment = _or_shown(left, measure, nation, t, moment)
    if moment is None:
        return Measured(nation, None, "not shown" if left.audience else "never")
    return Measured(
        nation, round(moment.after_s / SECONDS[measure.unit], 6),
        after_words(moment.after_s),
    )  # fmt: skip


def _meant(
    concerns: Concerns, event: Event, measure: Measure, t: Epoch, matter: Matter | None
) -> Mapping[str, Told]:
    """Records that a measure is about.

    Since a thing of the world: what concerns that; where an asset is named that it did not happen
    to, only what names it besides, and what is done with it by a record that names no event.
    """
    left = concerns.left
    if matter is None:
        return concerns.about(_about(left, event, t, measure.about))
    found = concerns.about(matter)
    if not measure.about or identity_of(left.scenario, measure.about) in matter.objects:
        return found
    named = concerns.about(_about(left, event, t, measure.about))
    return {
        record: told for record, told in named.items()
        if record in found or (told.kind in ACTS and not told.event)
    }  # fmt: skip


def _own(told: Mapping[str, Told], nation: str) -> dict[str, Told]:
    return {key: each for key, each in told.items() if sponsor_of(each.origin) == nation}


def _or_shown(
    left: Left, measure: Measure, nation: str, t: Epoch, moment: Moment | None
) -> Moment | None:
    """Of ``could_know`` since a thing of the world: its own source may have shown it first."""
    if measure.metric != "could_know" or not measure.since:
        return moment
    shown = [
        each.t - t for each in left.truth
        if (each.what.value, each.name, each.nation) == ("shown", measure.since, nation)
    ]  # fmt: skip
    if not shown or (moment is not None and moment.after_s <= min(shown)):
        return moment
    return Moment(utc=(t + min(shown)).utc_iso(_DIGITS), after_s=round(min(shown), _DIGITS))


def _count(
    left: Left, measure: Measure, nation: str, t: Epoch, told: Mapping[str, Told]
) -> Measured:  # fmt: skip
    """How many records of a kind a nation made until an instant, about what is named if any is."""
    until = counted_until(left, measure)
    if not measure.about and not measure.since:
        told = left.told  # of a kind alone, whatever it is about
    count = sum(
        sponsor_of(each.origin) == nation and t <= each.t <= until
        and (not measure.kind or each.kind == measure.kind)
        for each in told.values()
    )  # fmt: skip
    return Measured(nation, float(count), f"{count}")


def _condition(
    left: Left, event: Event, measure: Measure
) -> tuple[Verdict, list[Measured]]:  # fmt: skip
    asked = [
        each for each in left.checked
        if (each.inject, each.measure) == (event.number, measure.name)
    ]  # fmt: skip
    values = [
        Measured(
            each.nation,
            None if each.holds is None else float(each.holds),
            f"({each.text})",
            each.holds,
        )
        for each in asked
    ]
    if not asked:
        tried = bool(left.audience) or not left.ended
        return (Verdict.UNKNOWN if tried else Verdict.NOT_TRIED), values
    if any(each.holds is False for each in asked):
        return Verdict.NOT_MET, values
    return (Verdict.UNKNOWN if any(each.holds is None for each in asked) else Verdict.MET), values
