"""For each true event when each nation could have known, knew, warned, released, and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from cspo.exercise.review.concerned import Concerns
from cspo.exercise.review.left import Left
from cspo.exercise.review.told import BULK, Told
from cspo.exercise.review.values import By, EventReview, Moment, NationLine, Stage
from cspo.exercise.review.words import plain_name
from cspo.exercise.world import TruthEvent, TruthKind, subject_of
from cspo.markings import sponsor_of
from cspo.time import Epoch

__all__ = ["Events", "is_unseen", "moments", "review_events", "stage_of"]

_DIGITS: Final = 3
_MOST: Final = 200
"""Of events that some record tells of, or that could be told of; and besides of approaches that
none does."""
_FIRST: Final = frozenset({TruthKind.BREAKUP, TruthKind.BURN, TruthKind.LIE_BEGAN})
"""What the scenario, players and directors do: in a large sky approaches are many times more."""
_TITLES: Final = {
    TruthKind.APPROACH: "Close approach of",
    TruthKind.BREAKUP: "Break-up of",
    TruthKind.BURN: "Burn of",
    TruthKind.DRIFT: "Drift of",
    TruthKind.LIE_BEGAN: "False orbits of",
}
_ANSWERS: Final = frozenset({"acknowledgement", "inject"})
"""Kinds that tell a partner nothing of what happened."""
_FIRST_OBJECTS: Final = 3

Held = Mapping[str, Epoch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """True events that are reviewed, and how many more there were.

    Parameters
    ----------
    rows : tuple of EventReview
        In order of time.
    more : int
        Others that are not among them.
    unseen : int
        Close approaches besides that no record tells of.
    """

    rows: tuple[EventReview, ...]
    more: int = 0
    unseen: int = 0


def review_events(concerns: Concerns) -> Events:
    """The events of the truth that are about objects, in order of time.

    Of more than can be listed those come first from which a measure counts, then burns, break-ups
    and false orbits, then the rest in order of time. Close approaches that no record tells of take
    nothing of that room.
    """
    left = concerns.left
    counted = {each.since for event in left.scenario.events for each in event.measures}
    shown: dict[str, dict[str, TruthEvent]] = {}
    for each in left.truth:
        if each.what is TruthKind.SHOWN:
            shown.setdefault(each.name, {}).setdefault(each.nation, each)
    told: list[TruthEvent] = []
    unseen: list[TruthEvent] = []
    for each in concerns.events:
        is_seen = each.what is not TruthKind.APPROACH or concerns.of(each) or each.name in shown
        (told if is_seen else unseen).append(each)
    told.sort(key=lambda each: (each.name not in counted, each.what not in _FIRST))
    chosen = told[:_MOST] + unseen[:_MOST]
    chosen.sort(key=lambda each: (each.t.tai_ns, each.name))
    return Events(
        rows=tuple(_event(concerns, each, shown.get(each.name, {})) for each in chosen),
        more=len(told[_MOST:]), unseen=len(unseen[_MOST:]),
    )  # fmt: skip


def is_unseen(event: EventReview) -> bool:
    """Whether it is a close approach that no record tells of."""
    is_approach = event.what == TruthKind.APPROACH.value
    return is_approach and bool(event.nations) and event.first is None


def _event(
    concerns: Concerns, event: TruthEvent, shown: Mapping[str, TruthEvent]
) -> EventReview:  # fmt: skip
    left, found = concerns.left, concerns.of(event)
    lines = []
    for nation in left.audience or left.scenario.nations:
        line = moments(left, nation, event.t, found)
        seen = shown.get(nation)
        if seen is not None:
            line = _with_shown(line, seen, event.t)
        lines.append(_slowest(line))
    first, holder = _first(lines)
    return EventReview(
        name=event.name, what=event.what.value, title=_title(left, event),
        utc=event.t.utc_iso(_DIGITS), objects=event.objects, text=event.text, number=event.number,
        unit=event.unit, first=first, first_nation=holder, nations=tuple(lines),
        injects=tuple(_injects(left, event)),
    )  # fmt: skip


def _title(left: Left, event: TruthEvent) -> str:
    told = event.text.partition(" passed at ")[0]
    if event.what is TruthKind.APPROACH and told:
        return f"{_TITLES[event.what]} {told}"
    names = [plain_name(left.scenario, name) for name in event.objects[:_FIRST_OBJECTS]]
    if event.what is TruthKind.BREAKUP:
        names = [subject_of(event) or names[0]]
    more = len(event.objects) - len(names)
    joined = " and ".join(names)
    beyond = f" and {more} more" if more > 0 and event.what is not TruthKind.BREAKUP else ""
    return f"{_TITLES[event.what]} {joined}{beyond}"


def _injects(left: Left, event: TruthEvent) -> Iterable[int]:
    """Events of the list that set it off, measure it, or are about one of its objects."""
    names = {plain_name(left.scenario, name) for name in event.objects}
    for each in left.scenario.events:
        change = each.world_action
        if (
            (change is not None and event.name in {*change.sets_off, *change.ends})
            or any(measure.since == event.name for measure in each.measures)
            or names & set(each.about)
        ):
            yield each.number


def moments(left: Left, nation: str, t: Epoch, found: Mapping[str, Told]) -> NationLine:
    """What one nation did about what *found* concerns, from the stores alone.

    Parameters
    ----------
    left : Left
    nation : str
    t : Epoch
        From when spans are measured.
    found : mapping
        Records that concern it, by id (`cspo.exercise.review.concern.concerning`).
    """
    held = left.held.get(nation, {})
    here = [each for each in found.values() if each.id in held and each.kind != "inject"]

    def first(wanted: Callable[[Told], bool]) -> Moment | None:
        chosen = [each for each in here if wanted(each)]
        best = min(chosen, key=lambda each: (held[each.id].tai_ns, each.id), default=None)
        return None if best is None else _moment(left, best, held[best.id], t)

    def own(told: Told) -> bool:
        return sponsor_of(told.origin) == nation

    return NationLine(
        nation=nation,
        could_know=first(lambda _: True),
        knew=first(lambda told: told.kind not in BULK),
        warned=first(lambda told: nation in told.to or told.kind == "notice"),
        released=_released(left, nation, t, found),
        acknowledged=first(lambda told: own(told) and told.kind == "acknowledgement"),
        acted=first(lambda told: own(told) and told.acts),
    )  # fmt: skip


def stage_of(line: NationLine, stage: Stage) -> Moment | None:
    """The moment of a stage."""
    found: Moment | None = getattr(line, stage.value)
    return found


def _released(
    left: Left, nation: str, t: Epoch, found: Mapping[str, Told]
) -> Moment | None:  # fmt: skip
    """The first decision by which a partner may have one of its own records about it."""
    rows = [
        each for each in left.given.get(nation, ())
        if sponsor_of(each.party) != nation
        and (each.record in found or each.product in found)
        and _is_own(nation, found, left, each.product, each.record)
    ]  # fmt: skip
    best = min(rows, key=lambda each: (each.t.tai_ns, each.record), default=None)
    if best is None:
        return None
    told = found.get(best.record) or found[best.product]
    moment = _moment(left, told, best.t, t)
    return _by(moment, best.by) if left.of(told.id) is By.MACHINE else moment


def _is_own(nation: str, found: Mapping[str, Told], left: Left, *records: str) -> bool:
    known = (found.get(each) or left.told.get(each) for each in records)
    return any(
        each is not None and sponsor_of(each.origin) == nation and each.kind not in _ANSWERS
        for each in known
    )


def _moment(left: Left, told: Told, at: Epoch, since: Epoch) -> Moment:
    return Moment(
        utc=at.utc_iso(_DIGITS), after_s=round(at - since, _DIGITS), record=told.id,
        kind=told.kind, origin=told.origin, mark=told.mark, by=left.of(told.id),
    )  # fmt: skip


def _by(moment: Moment, by: By) -> Moment:
    return msgspec.structs.replace(moment, by=by)


def _with_shown(line: NationLine, shown: TruthEvent, since: Epoch) -> NationLine:
    """The truth itself says when a source of the nation first showed it."""
    after_s = round(shown.t - since, _DIGITS)
    if line.could_know is not None and line.could_know.after_s <= after_s:
        return line
    moment = Moment(
        utc=shown.t.utc_iso(_DIGITS), after_s=after_s, kind="source", origin=shown.nation
    )
    return msgspec.structs.replace(line, could_know=moment)


def _slowest(line: NationLine) -> NationLine:
    """Which stage took longest after the one before, of those that came one after the other."""
    before: Moment | None = None
    slowest, most = "", 0.0
    for stage in Stage:
        now = stage_of(line, stage)
        if now is None:
            continue
        if before is not None and now.after_s - before.after_s > most:
            slowest, most = stage.value, now.after_s - before.after_s
        if before is None or now.after_s > before.after_s:
            before = now
    return msgspec.structs.replace(line, slowest=slowest, slowest_s=round(most, _DIGITS))


def _first(lines: Iterable[NationLine]) -> tuple[Moment | None, str]:
    known = [(line.could_know, line.nation) for line in lines if line.could_know is not None]
    if not known:
        return None, ""
    return min(known, key=lambda each: (each[0].after_s, each[1]))
