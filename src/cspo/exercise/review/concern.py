"""Which records concern what truly happened: by what they say, never by when they came alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from cspo.exercise.review.told import BULK, EVIDENCE, Told
from cspo.exercise.world import TruthEvent, TruthKind, subject_of
from cspo.records.bodies.identities import EventId, is_event, same_subject
from cspo.time import Epoch

__all__ = ["Lie", "Matter", "announces", "concerning", "matter_of"]

_SLACK_S: Final = 1.0
"""Texts of time are cut off: what is said to be of the instant itself may seem to be before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """What a source gives out as the orbit of an object, and is not.

    Parameters
    ----------
    source : str
        What it calls itself.
    object : str
        Identity.
    start : Epoch
    stop : Epoch or None
        None: to the end.
    """

    source: str
    object: str
    start: Epoch
    stop: Epoch | None

    def is_in(self, told: Told) -> bool:
        """Whether an orbit or a conjunction has the object by an orbit that it gave then."""
        t = told.objects.get(self.object)
        if t is None or told.sources.get(self.object) != self.source:
            return False
        return self.start <= t + _SLACK_S and (self.stop is None or t <= self.stop + _SLACK_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What records are looked for about.

    Parameters
    ----------
    objects : frozenset of str
        Identities.
    t : Epoch
        When it happened.
    pair : str
        The event of an approach: what is about that concerns it, even before it happened.
    by_data : bool
        Whether what is said of an object must itself be of that instant or later: orbits from
        before a burn say nothing of it, whenever they come.
    refs : frozenset of str
        Ids of records that are the matter themselves, injects say.
    names : frozenset of str
        Of plans and policies.
    announced : bool
        Whether notices of maneuvers tell of it before it happens: it is a burn. Then what tells of
        a maneuver in another window tells nothing of it.
    anything : bool
        Whatever is made from then on concerns it.
    is_lie : bool
    lie : Lie or None
        Of a lie; None where its source is not known.
    lies : tuple of Lie
        Orbits that tell nothing of anything else.
    """

    objects: frozenset[str] = frozenset()
    t: Epoch
    pair: str = ""
    by_data: bool = True
    refs: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    announced: bool = False
    anything: bool = False
    is_lie: bool = False
    lie: Lie | None = None
    lies: tuple[Lie, ...] = ()


def matter_of(event: TruthEvent, truth: Iterable[TruthEvent]) -> Matter:
    """What a true event is about.

    Parameters
    ----------
    event : TruthEvent
    truth : iterable of TruthEvent
        All that is known of it: who lied, and until when.
    """
    lies, objects, pair = _lies(truth), frozenset(event.objects), ""
    if event.what is TruthKind.LIE_BEGAN:
        return Matter(objects=objects, t=event.t, is_lie=True, lie=lies.get(event.name))
    if event.what is TruthKind.APPROACH and len(set(event.objects)) == 2:
        pair = str(EventId.of(event.objects[0], event.objects[1], event.t))
    return Matter(
        objects=objects, t=event.t, pair=pair,
        announced=event.what is TruthKind.BURN, lies=tuple(lies.values()),
    )  # fmt: skip


def _lies(truth: Iterable[TruthEvent]) -> dict[str, Lie]:
    """By the name of what happens; of a source without a name nothing can be told."""
    found: dict[str, Lie] = {}
    for each in truth:
        source = subject_of(each) if each.what is TruthKind.LIE_BEGAN else ""
        if source and each.objects:
            found[each.name] = Lie(source=source, object=each.objects[0], start=each.t, stop=None)
        elif each.what is TruthKind.LIE_ENDED and each.name in found:
            found[each.name] = replace(found[each.name], stop=each.t)
    return found


def concerning(matter: Matter, told: Iterable[Told]) -> dict[str, Told]:
    """Records that concern a matter, by id, in the order in which they were made.

    R1. What names the event of an approach concerns it; nothing else does, and it may come
    before. R2. Of anything else only what was made from then on; but of a burn a notice whose
    window holds it, whenever that was made; and a notice or report of a maneuver of the object
    whose window does not hold it is of another burn: it concerns this one only where it is about
    a conjunction that does (R4). R3. Orbits, tracks, conjunctions and reports concern
    it by an object, where what they say of it is of later than that instant. R4. What is about a
    conjunction (a warning, a proposal, a promise, a page) concerns it where a conjunction of that
    event does which was made by then; where there is no record of the conjunction, by the objects.
    R5. Whatever else names one of the objects does, but an assessment: that an object was assessed
    anew says nothing of why. R6. What answers a record that concerns it, or rests on one, or on a
    plan that is named, concerns it too. R7. A false source: its own orbits of the object while it
    lies concern that, conjunctions by them, and what R4 and R6 join to those; else nothing does.
    Those orbits, and conjunctions by them, are evidence of nothing else.

    Records of one instant have no order among them: whichever of a conjunction and a warning of it
    has the lesser id.

    Parameters
    ----------
    matter : Matter
    told : iterable of Told
    """
    ordered = sorted(told, key=lambda each: (each.t.tai_ns, each.id))
    known = _Events(each.event for each in ordered if each.kind == "conjunction")
    plans = {each.id for each in ordered if each.name and each.name in matter.names}
    refs = matter.refs | plans
    found: dict[str, Told] = {}
    touched = _Events()
    for _, made in groupby(ordered, key=lambda each: each.t):
        waiting = list(made)
        while new := [
            each for each in waiting
            if not _is_of_another_burn(matter, each, touched)
            and (_concerns(matter, each, touched, known) or each.refs & (found.keys() | refs))
        ]:  # fmt: skip
            found |= {each.id: each for each in new}
            for each in new:
                if each.kind == "conjunction":
                    touched.add(each.event)
            waiting = [each for each in waiting if each.id not in found]
    return found


class _Events:
    """Names of events; another name of the same event is in it too.

    Parameters
    ----------
    events : iterable of str
    """

    def __init__(self, events: Iterable[str] = ()) -> None:
        self._of_pair: dict[str, set[str]] = {}
        for event in events:
            self.add(event)

    def add(self, event: str) -> None:
        """One more."""
        self._of_pair.setdefault(event.partition("@")[0], set()).add(event)

    def __contains__(self, event: str) -> bool:
        alike = self._of_pair.get(event.partition("@")[0], ())
        return event in alike or any(same_subject(event, each) for each in alike)


def _concerns(matter: Matter, told: Told, touched: _Events, known: _Events) -> bool:
    """Rules R1 to R5, and R7."""
    if matter.pair:
        is_pair = told.event.partition("@")[0] == matter.pair.partition("@")[0]
        return is_pair and same_subject(told.event, matter.pair)
    if told.t < matter.t:
        return announces(matter, told)
    if matter.is_lie:
        if told.kind in {"orbit", "conjunction"}:
            return matter.lie is not None and matter.lie.is_in(told)
        return told.event in touched
    named = matter.anything or (bool(told.name) and told.name in matter.names)
    return named or announces(matter, told) or _by_what_it_says(matter, told, touched, known)


def _by_what_it_says(matter: Matter, told: Told, touched: _Events, known: _Events) -> bool:
    """Rules R3 to R5."""
    if told.kind in BULK | {"conjunction", "behavior-event"}:
        return told.kind not in BULK - EVIDENCE and _by_object(matter, told)
    if matter.by_data and is_event(told.event) and told.event in known:
        return told.event in touched
    if matter.by_data and told.kind == "assessment":
        return False
    return bool(matter.objects & told.objects.keys())


def announces(matter: Matter, told: Told) -> bool:
    """Rule R2: a notice of a maneuver of the object, in whose window the burn was."""
    return told.kind == "maneuver-notice" and _tells_when(matter, told) is True


def _is_of_another_burn(matter: Matter, told: Told, touched: _Events) -> bool:
    """Rule R2: it tells of a maneuver of the object that was before or after this one."""
    return _tells_when(matter, told) is False and told.event not in touched


def _tells_when(matter: Matter, told: Told) -> bool | None:
    """Whether the window of a maneuver holds the burn; None of what is about no such thing."""
    if not matter.announced or told.window is None or not matter.objects & told.objects.keys():
        return None
    start, stop = told.window
    return start + -_SLACK_S <= matter.t <= stop + _SLACK_S


def _by_object(matter: Matter, told: Told) -> bool:
    """Rule R3. An orbit of the very instant is one of before: an event changes what comes after."""
    slack_s = _SLACK_S if told.kind == "behavior-event" else 0.0
    for name in matter.objects & told.objects.keys():
        t = told.objects[name]
        if any(lie.object == name and lie.is_in(told) for lie in matter.lies):
            continue
        if not matter.by_data or t is None:
            return True
        if t > matter.t or (slack_s and t + slack_s >= matter.t):
            return True
    return False
