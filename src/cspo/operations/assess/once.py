"""That at least one of several assets is lost, with each event counted once (rule V2 of the view).

Two assets that meet each other are assessed each by itself, and both assessments hold the
encounter. What people state of a service, or of a shell, holds what is assessed of its assets.
Assessments tell by their terms of which events they are made: what several hold is taken out of
them and counted by itself. With total P and shared terms p the rest is 1 - (1 - P) / prod(1 - p).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from cspo.operations.assess.agreement import chance_in
from cspo.operations.assess.assessed import Assessed
from cspo.operations.assess.chance import Chance, any_of_known
from cspo.operations.assess.conjunctions import meeting_of
from cspo.records.bodies.assessment import Hazard, Term
from cspo.records.bodies.planning import Subject
from cspo.time import Epoch

__all__ = ["Losses", "losses"]

_SAME_MEETING_S: Final = 600.0
"""Sources differ in the instant of an encounter; two of one pair are half a revolution apart."""
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Assessments of a loss put together.

    Parameters
    ----------
    chance : Chance
        That at least one comes true.
    known : int
        Assessments that state a value.
    shared : int
        How often something was held once more and not counted again.
    """

    chance: Chance
    known: int
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """One assessment: its events by name, and the whole."""

    of: Assessed
    total: Chance
    events: Mapping[Hashable, Chance]


@dataclass(slots=True)
class _Names:
    """What an event is called: by its record, or by who meets when where the records differ.

    Only encounters of two *objects* of the assessments, or of one that several are of, are asked
    who meets when: the others no two assessments hold.
    """

    objects: Mapping[str, int]
    records: dict[str, Hashable] = field(default_factory=dict)
    meetings: dict[frozenset[str], list[tuple[Epoch, Hashable]]] = field(default_factory=dict)

    def of(self, terms: Sequence[Term], hazard: Hazard | None) -> dict[Hashable, Chance]:
        """The events of one assessment: its terms tell apart which they are, or are left out."""
        if hazard is not Hazard.CONJUNCTION:  # a study is of many objects: one hit is one event
            return {
                (term.record, term.object): _chance_of(term)
                for term in terms if term.record and term.object
            }  # fmt: skip
        found: dict[Hashable, Chance] = {}
        own = {self.records[term.record] for term in terms if term.record in self.records}
        for term in terms:
            meeting = meeting_of(term) if self._may_be_shared(term) else None
            name = self.records.get(term.record)
            if name is None and meeting is not None:
                name = self._near(*meeting, own | found.keys())
            if name is None:
                name = term.record or meeting
            if name is None:
                continue
            found[name] = _chance_of(term)
            if term.record:
                self.records.setdefault(term.record, name)
            if meeting is not None:
                self.meetings.setdefault(meeting[0], []).append((meeting[1], name))
        return found

    def _may_be_shared(self, term: Term) -> bool:
        other = term.name.removeprefix("with ").partition(" ")[0]
        return other in self.objects or self.objects.get(term.object or "", 0) > 1

    def _near(
        self, pair: frozenset[str], tca: Epoch, taken: AbstractSet[Hashable]
    ) -> Hashable | None:
        """The encounter of a pair at about that time; one assessment has each but once."""
        near = [
            (abs(t - tca), at)
            for at, (t, name) in enumerate(self.meetings.get(pair, ()))
            if name not in taken and abs(t - tca) < _SAME_MEETING_S
        ]
        return self.meetings[pair][min(near)[1]][1] if near else None


def losses(parts: Sequence[Assessed]) -> Losses:
    """At least one of these losses.

    Events that assessments don't name by terms count as apart, so that the number is never too
    small for what they hide. Of a service or a shell that is assessed beside assets of it, for one
    hazard, the greater counts: the whole, or its assets together.
    """
    terms = (each.body.likelihood.terms for each in parts if each.body.likelihood is not None)
    objects = Counter(
        name for some in terms for name in {term.object for term in some if term.object}
    )
    names = _Names(objects)
    made = [
        _Made(of=each, total=chance_in(each), events=_events_of(each, names))
        for each in sorted(parts, key=lambda each: (each.t.tai_ns, each.record_id))
    ]  # fmt: skip
    wholes = [each for each in made if each.of.body.subject is not Subject.ASSET]
    left = [each for each in made if each.of.body.subject is Subject.ASSET]
    beside, covered, again = [], set[Hashable](), 0
    for whole in wholes:
        within = [each for each in left if _holds(whole.of, each.of)]
        chance, held = whole.total, _together(within)[0]
        again += bool(within)
        if not within or (chance.value or 0.0) > (held.value or 0.0):
            left = [each for each in left if each not in within]
            covered |= {name for each in within for name in each.events}
            chance = Chance(value=chance.value, low=chance.low, high=max(chance.high, held.high))
        elif chance.high > held.high:
            chance = Chance(high=chance.high)  # it widens the band alone
        else:
            continue
        beside.append(chance)
    chance, shared = _together(left, beside, covered)
    known = sum(each.total.value is not None for each in made)
    return Losses(chance=chance, known=known, shared=shared + again)


def _events_of(assessed: Assessed, names: _Names) -> dict[Hashable, Chance]:
    likelihood = assessed.body.likelihood
    return {} if likelihood is None else names.of(likelihood.terms, assessed.body.hazard)


def _together(
    made: Sequence[_Made], beside: Iterable[Chance] = (), covered: Iterable[Hashable] = ()
) -> tuple[Chance, int]:
    """At least one of all, and how many events were met once more.

    An assessment whose events make more than its own number is not their product, as where several
    studies tell of one piece: it counts whole, unless others hold all its events.
    """
    events: dict[Hashable, Chance] = {}
    apart = list(beside)
    gone, shared, held = set(covered), 0, list[_Made]()
    for each in made:
        rest = _rest_of(each)
        if rest is None:
            held.append(each)
            continue
        shared += sum(name in events or name in gone for name in each.events)
        for name, chance in each.events.items():
            if each.total.value is not None:
                events[name] = chance  # the newest says how likely
            else:
                events.setdefault(name, Chance(low=chance.low, high=chance.high))
        apart.append(rest)
    chances = [*apart, *(chance for name, chance in events.items() if name not in gone)]
    known = {*events, *gone}
    for each in reversed(held):  # the newest first
        if each.events.keys() <= known:
            shared += 1
        else:
            chances.append(each.total)
            known |= each.events.keys()
    return any_of_known(chances), shared


def _rest_of(made: _Made) -> Chance | None:
    """What is left of an assessment without its events; None where they are no factors of it."""
    total, events = made.total, list(made.events.values())
    values = [each.value for each in events if each.value is not None]
    value = None if total.value is None else _without(total.value, values)
    if total.value is not None and value is None:
        return None
    low = _without(total.low, [each.low for each in events]) or 0.0
    high = _without(total.high, [each.high for each in events]) or 0.0
    if value is None:
        return Chance(low=min(low, high), high=high)
    return Chance(value=value, low=min(low, value), high=max(high, value))


def _without(total: float, parts: Sequence[float]) -> float | None:
    """1 - (1 - total) / prod(1 - p); None where the parts make more than the total."""
    if any(p >= 1.0 for p in parts):
        return 0.0 if total >= 1.0 else None
    if total >= 1.0:
        return 1.0
    whole, taken = math.log1p(-total), math.fsum(math.log1p(-p) for p in parts)
    if taken < whole * (1.0 + _ROUNDING):
        return None
    return max(0.0, -math.expm1(whole - taken)) if taken > whole else 0.0


def _holds(whole: Assessed, part: Assessed) -> bool:
    """Whether a service or a shell has an asset, and both are of one hazard."""
    if whole.body.hazard is not part.body.hazard:
        return False
    if whole.body.subject is Subject.SHELL:
        return bool(part.body.shell) and part.body.shell == whole.body.name
    return whole.body.subject is Subject.SERVICE and whole.full_name in part.body.services


def _chance_of(term: Term) -> Chance:
    value = None if term.value is None else min(max(term.value, 0.0), 1.0)
    low = 0.0 if term.low is None else term.low
    high = 1.0 if term.high is None else term.high
    low, high = min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)
    if value is None:
        return Chance(low=min(low, high), high=high)
    return Chance(value=value, low=min(low, value), high=max(high, value))
