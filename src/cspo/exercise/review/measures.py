"""Measures of an exercise: what was expected and how well it was done, from records and truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cspo.exercise.review.concern import Matter, concerning, matter_of
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
from cspo.exercise.review.words import span_words
from cspo.exercise.scenario import Event, Expected, Measure
from cspo.exercise.white_cell import Due
from cspo.markings import sponsor_of
from cspo.time import Epoch

__all__ = ["SECONDS", "review_injects"]

SECONDS: Final[Mapping[str, float]] = {"s": 1.0, "min": 60.0, "h": 3_600.0}
"""Seconds in a unit of time."""
_STAGES: Final = frozenset(stage.value for stage in Stage)
_DIGITS: Final = 3


def review_injects(left: Left) -> tuple[InjectReview, ...]:
    """Each event of the list with what came of it, then those that were put in beside it.

    What an audience may not see can't be told from what never was: then a thing that does not
    show is unknown, not undone.
    """
    given = {due.number: due for due in left.injects}
    listed = tuple(_inject(left, event, given.get(event.number)) for event in left.scenario.events)
    numbers = {event.number for event in left.scenario.events}
    beside = tuple(
        InjectReview(number=0, title=due.title, to=due.to, utc=due.t.utc_iso(_DIGITS), why=due.why)
        for due in left.injects
        if due.number not in numbers
    )
    return listed + beside


def _inject(left: Left, event: Event, due: Due | None) -> InjectReview:
    if event.at_s is not None:
        planned = (left.starts + event.at_s).utc_iso(_DIGITS)
    else:
        planned = f"when {event.when}" + (f" (picture of {event.of})" if event.of else "")
    return InjectReview(
        number=event.number, title=event.title, to=event.to, objectives=event.objectives,
        planned=planned, utc="" if due is None else due.t.utc_iso(_DIGITS),
        why="" if due is None else due.why,
        expected=tuple(
            _expected(left, event, due, place, each) for place, each in enumerate(event.expected, 1)
        ),
        measures=tuple(_measure(left, event, due, each) for each in event.measures),
    )  # fmt: skip


def _expected(
    left: Left, event: Event, due: Due | None, place: int, expected: Expected
) -> ExpectedReview:
    done: Moment | None = None
    found = _untried(left)
    if due is not None:
        matter = _about(left, event, due.t, expected.about)
        done = _first_of(left, expected.by, matter, expected.kind)
        if done is not None and done.after_s <= expected.within_s:
            found = Verdict.MET
        elif left.audience or left.until - due.t < expected.within_s:
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


def _first_of(left: Left, nation: str, matter: Matter, kind: str) -> Moment | None:
    """The first record of a kind that a nation made about a matter."""
    found = {
        record: told
        for record, told in concerning(matter, left.told.values()).items()
        if sponsor_of(told.origin) == nation and told.kind == kind and told.t >= matter.t
    }
    return moments(left, nation, matter.t, found).could_know


@dataclass(frozen=True, slots=True)
class _Value:
    """A measure of one nation; None: it never came to be."""

    nation: str
    value: float | None
    detail: str


def _measure(left: Left, event: Event, due: Due | None, measure: Measure) -> MeasureReview:
    nations = measure.of or left.scenario.nations
    since = _since(left, measure, due)
    values: list[_Value] = []
    found = _untried(left)
    if measure.metric == "condition":
        found, values = _condition(left, event, measure)
    elif since is not None:
        values = [_of_nation(left, event, measure, nation, *since) for nation in nations]
        found = _verdict(left, measure, values)
    worst = _worst(measure, values)
    ruling = ruling_on(
        left,
        lambda given: (given.get("number"), given.get("measure")) == (event.number, measure.name),
    )
    return MeasureReview(
        inject=event.number, name=measure.name, text=measure.text, metric=measure.metric,
        unit=measure.unit, limit=measure.limit, value=None if worst is None else worst.value,
        nation="" if worst is None else worst.nation,
        detail=_unseen(left, measure) if worst is None and not values else _told_of(values),
        found=found, ruling=ruling, verdict=found if ruling is None else ruling.ruling,
    )  # fmt: skip


def _unseen(left: Left, measure: Measure) -> str:
    if left.audience:
        return "from when it counts is not for all who read this"
    return f"{measure.since} did not happen" if measure.since else "its event was not put in"


def _told_of(values: list[_Value]) -> str:
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
    left: Left, event: Event, measure: Measure, nation: str, t: Epoch, matter: Matter | None
) -> _Value:
    told = _meant(left, event, measure, t, matter)
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
        return _Value(nation, None, "never")
    return _Value(
        nation, round(moment.after_s / SECONDS[measure.unit], 6),
        f"after {span_words(moment.after_s)}",
    )  # fmt: skip


def _meant(
    left: Left, event: Event, measure: Measure, t: Epoch, matter: Matter | None
) -> dict[str, Told]:
    """Records that a measure is about.

    Since a thing of the world: what concerns that; where an asset is named that it did not happen
    to, only what names it besides, and what is done with it by a record that names no event.
    """
    every = left.told.values()
    if matter is None:
        return concerning(_about(left, event, t, measure.about), every)
    found = concerning(matter, every)
    if not measure.about or identity_of(left.scenario, measure.about) in matter.objects:
        return found
    named = concerning(_about(left, event, t, measure.about), every)
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
) -> _Value:  # fmt: skip
    """How many records of a kind a nation made until an instant, about what is named if any is."""
    until = left.until if measure.at_s is None else left.starts + measure.at_s
    if not measure.about and not measure.since:
        told = left.told  # of a kind alone, whatever it is about
    count = sum(
        sponsor_of(each.origin) == nation and t <= each.t <= until
        and (not measure.kind or each.kind == measure.kind)
        for each in told.values()
    )  # fmt: skip
    return _Value(nation, float(count), f"{count}")


def _condition(
    left: Left, event: Event, measure: Measure
) -> tuple[Verdict, list[_Value]]:  # fmt: skip
    asked = [
        each for each in left.checked
        if (each.inject, each.measure) == (event.number, measure.name)
    ]  # fmt: skip
    values = [
        _Value(each.nation, None if each.holds is None else float(each.holds), f"({each.text})")
        for each in asked
    ]
    if not asked:
        tried = bool(left.audience) or not left.ended
        return (Verdict.UNKNOWN if tried else Verdict.NOT_TRIED), values
    if any(each.holds is False for each in asked):
        return Verdict.NOT_MET, values
    return (Verdict.UNKNOWN if any(each.holds is None for each in asked) else Verdict.MET), values


def _verdict(left: Left, measure: Measure, values: list[_Value]) -> Verdict:
    """All nations within the limit: met. What is not seen by an audience, or may come, is open."""
    if measure.limit is None:
        return Verdict.UNKNOWN
    at_most = measure.sense == "at_most"
    good = [
        each.value is not None
        and (each.value <= measure.limit if at_most else each.value >= measure.limit)
        for each in values
    ]
    if all(good):
        sure = not at_most or measure.metric != "records" or not left.audience
        return Verdict.MET if sure else Verdict.UNKNOWN
    if left.audience:
        return Verdict.UNKNOWN
    if not left.ended and any(each.value is None for each in values):
        return Verdict.UNKNOWN
    return Verdict.PARTLY if any(good) else Verdict.NOT_MET


def _worst(measure: Measure, values: list[_Value]) -> _Value | None:
    """The nation that counts: one for which it never came to be, else the one farthest off."""
    if not values:
        return None
    never = next((each for each in values if each.value is None), None)
    if never is not None:
        return never
    sign = 1.0 if measure.sense == "at_most" and measure.metric != "condition" else -1.0
    return max(values, key=lambda each: sign * (each.value or 0.0))
