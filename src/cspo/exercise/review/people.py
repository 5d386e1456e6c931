"""What people did and when, and what they decided beside what was known then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cspo.exercise.review.concern import concerning, matter_of
from cspo.exercise.review.left import Left
from cspo.exercise.review.stages import REVIEWED
from cspo.exercise.review.told import BULK, Told
from cspo.exercise.review.values import By, DecisionReview, HumanStep, KnownThen
from cspo.exercise.review.words import named
from cspo.exercise.world import TruthEvent
from cspo.markings import sponsor_of
from cspo.time import Epoch

__all__ = ["human_steps", "review_decisions"]

_DIGITS: Final = 3
_MOST_STEPS: Final = 1_000
_MOST_DECISIONS: Final = 300
_MOST_KNOWN: Final = 8
_DECIDES: Final = frozenset(
    {
        "commitment", "maneuver-notice", "notice", "opinion", "plan", "policy", "proposal",
        "statement", "tasking", "withdrawal",
    }
)  # fmt: skip
_ANSWERS: Final = {"approved": "agreed to a release", "refused": "refused a release"}


def human_steps(left: Left) -> tuple[HumanStep, ...]:
    """Each step of a person, or of a scripted player in a person's place, in order of time.

    A record counts as a person's where the recording says so: it came in by hand or by script.
    """
    concerns = _concerns(left)
    found = [
        _step(left, told, left.of(told.id), concerns)
        for told in left.told.values()
        if left.of(told.id) is not By.MACHINE and told.kind != "inject"
    ]
    for nation, answers in left.answers.items():
        found += [
            HumanStep(
                utc=answer.t.utc_iso(_DIGITS), nation=nation, what=_ANSWERS[answer.step],
                record=answer.product, event=_event_of(answer.product, answer.t, concerns)[0],
                kind="" if product is None else product.kind,
                mark="" if product is None else product.mark,
            )
            for answer in answers
            if answer.step in _ANSWERS
            for product in (left.told.get(answer.product),)
        ]  # fmt: skip
    found.sort(key=lambda each: (each.utc, each.nation, each.record))
    return tuple(found[:_MOST_STEPS])


def review_decisions(left: Left) -> tuple[DecisionReview, ...]:
    """What parties decided, each beside what was in its store then and what others had."""
    concerns = _concerns(left)
    chosen = [
        told for told in left.told.values()
        if (told.kind in _DECIDES or told.acts) and not told.by_default
        and left.of(told.id) is not By.MACHINE
    ]  # fmt: skip
    chosen.sort(key=lambda each: (each.t.tai_ns, each.id))
    return tuple(_decision(left, told, concerns) for told in chosen[:_MOST_DECISIONS])


_Concerns = list[tuple[TruthEvent, Mapping[str, Told]]]


def _concerns(left: Left) -> _Concerns:
    """What concerns each true event, in order of time."""
    events = sorted(
        (each for each in left.truth if each.what in REVIEWED and each.objects),
        key=lambda each: (each.t.tai_ns, each.name),
    )
    return [(each, concerning(matter_of(each, left.truth), left.told.values())) for each in events]


def _event_of(record: str, t: Epoch, concerns: _Concerns) -> tuple[str, float | None]:
    """The event that a record concerns, the last that had happened; and how long after it."""
    best: TruthEvent | None = None
    for event, found in concerns:
        if record in found and (best is None or event.t <= t):
            best = event
    return ("", None) if best is None else (best.name, round(t - best.t, _DIGITS))


def _step(left: Left, told: Told, by: By, concerns: _Concerns) -> HumanStep:
    nation = sponsor_of(told.origin)
    held = left.held.get(nation, {})
    at = held.get(told.id, told.t)
    event, after_s = _event_of(told.id, at, concerns)
    answered = [held[each] for each in told.refs if each in held and held[each] <= at]
    return HumanStep(
        utc=at.utc_iso(_DIGITS), nation=nation, by=by, kind=told.kind,
        what=named(left.scenario, told.text),
        role=told.role or left.offices.get(told.id, ""), record=told.id, mark=told.mark,
        event=event, after_s=after_s,
        waited_s=round(at - max(answered), _DIGITS) if answered else None,
    )  # fmt: skip


def _decision(left: Left, told: Told, concerns: _Concerns) -> DecisionReview:
    nation = sponsor_of(told.origin)
    held = left.held.get(nation, {})
    at = held.get(told.id, told.t)
    event, _ = _event_of(told.id, at, concerns)
    about = next((found for each, found in concerns if each.name == event), {})
    if not about:
        about = {key: each for key, each in left.told.items() if _alike(each, told)}
    had, lacked = [], []
    for each in about.values():
        if each.id == told.id or each.kind == "inject":
            continue
        if each.id in held and held[each.id] <= at:
            had.append((held[each.id], each))
            continue
        there = [
            rows[each.id] for other, rows in left.held.items()
            if other != nation and each.id in rows and rows[each.id] <= at
        ]  # fmt: skip
        if there:
            lacked.append((min(there), each))
    return DecisionReview(
        utc=at.utc_iso(_DIGITS), nation=nation, by=left.of(told.id), kind=told.kind,
        role=told.role or left.offices.get(told.id, ""), record=told.id, mark=told.mark,
        what=named(left.scenario, told.text), event=event, known=_newest(left, had),
        elsewhere=_newest(left, lacked),
    )  # fmt: skip


def _alike(one: Told, other: Told) -> bool:
    if one.kind in BULK:
        return False
    return bool(one.objects.keys() & other.objects.keys()) or one.id in other.refs


def _newest(left: Left, rows: Iterable[tuple[Epoch, Told]]) -> tuple[KnownThen, ...]:
    """The newest of each source and kind about each event, the last first."""
    last: dict[tuple[str, str, str], tuple[Epoch, Told]] = {}
    for t, told in sorted(rows, key=lambda row: (row[0].tai_ns, row[1].id)):
        last[told.origin, told.kind, told.event.partition("@")[0]] = (t, told)
    ordered = sorted(last.values(), key=lambda row: (-row[0].tai_ns, row[1].id))
    return tuple(
        KnownThen(
            utc=t.utc_iso(_DIGITS), origin=told.origin, kind=told.kind, record=told.id,
            mark=told.mark, text=named(left.scenario, told.text),
        )
        for t, told in ordered[:_MOST_KNOWN]
    )  # fmt: skip
