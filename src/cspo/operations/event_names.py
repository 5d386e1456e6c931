"""Which event a name means: one answer in a node, whoever asks.

Sources see one closest approach at slightly different times, and so name it
differently. The rules, for names of one pair of objects, by what is joined now:

1. The first name under which an event came is its name here, for good.
2. A later name belongs to it where its time lies within a quarter of the shorter period
   of the *first* one (`same_event`); of several such the nearest is meant. Later names
   move nothing: else a source that names minute after minute would draw every approach
   of a pair into one event.
3. A record that names an event and puts closest approach elsewhere is of the event at that time.
4. A reader knows an event by the first name that a record has which the reader may
   see, and finds it by such names alone: what is near them, as `same_subject`, or is one.
5. An event is forgotten `KEPT_S` after its time or the last word said of it, whichever is
   later; its time counts no further ahead of that word than as much again. "Now" is the
   instant of ingest, so that a node that reads its store anew forgets the same.

The picture, the book of warnings, the watch, conversations and HTTP all ask here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import RLock
from typing import Final

from cspo.errors import CspoError
from cspo.markings.label import Label
from cspo.records.bodies.identities import (
    SHORTEST_PERIOD_S,
    EventId,
    is_event,
    same_event,
    same_subject,
)
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["KEPT_S", "EventNames"]

KEPT_S: Final = 30 * DAY_S
"""How long an event is known after its time, and after the last word of it, s."""

_KEPT_NS: Final = round(KEPT_S * NS_PER_S)
_NEVER_NS: Final = -(1 << 62)
_DAY_NS: Final = round(DAY_S * NS_PER_S)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one record calls an event."""

    text: str
    label: Label | None
    event: str


@dataclass(slots=True)
class _Known:
    """An event: its records in the order in which they came, and every text that named it."""

    tca_ns: int | None
    said_ns: int
    records: dict[str, None] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)

    def until_ns(self) -> int:
        ahead = self.said_ns if self.tca_ns is None else self.tca_ns
        return max(self.said_ns, min(ahead, self.said_ns + _KEPT_NS)) + _KEPT_NS


class EventNames:
    """Names of a node's events, in one mode. Threads may share it.

    Parameters
    ----------
    name_of : callable
        The name that an object goes by, of all that are joined.

    Examples
    --------
    >>> names = EventNames()
    >>> names.join("event:norad:1~norad:2@2024-11-01T00:00:00.000Z")
    'event:norad:1~norad:2@2024-11-01T00:00:00.000Z'
    >>> names.join("event:norad:1~norad:2@2024-11-01T00:00:01.500Z")
    'event:norad:1~norad:2@2024-11-01T00:00:00.000Z'
    >>> names.find("event:norad:1~norad:2@2024-11-01T00:50:00.000Z") is None
    True
    """

    def __init__(self, name_of: Callable[[str], str] = str) -> None:
        self._name_of = name_of
        self._lock = RLock()
        self._of_pair: dict[tuple[str, str], list[tuple[EventId, float, str]]] = {}
        self._known: dict[str, str] = {}
        self._said: dict[str, _Said] = {}
        self._events: dict[str, _Known] = {}
        self._longest_s = SHORTEST_PERIOD_S
        self._now_ns = _NEVER_NS
        self.day = 0
        """Rises when events may have been forgotten."""
        self.joined = 0
        """Rises when objects were joined, or parted."""

    # -- what records say ----------------------------------------------------
    def join(
        self,
        text: str,
        period_s: float = SHORTEST_PERIOD_S,
        *,
        record_id: str = "",
        label: Label | None = None,
        tca: Epoch | None = None,
    ) -> str:
        """The name that an event goes by from now on; its own where it is new.

        Parameters
        ----------
        text : str
            Its identity, as a source has it.
        period_s : float
            The shorter period of the pair, s.
        record_id : str
            The record that says so: whoever joins it later gets the same name.
        label : Label or None
            Its mark; None: for nobody to know it by.
        tca : Epoch or None
            Closest approach as that record has it.
        """
        with self._lock:
            there = self._said.get(record_id)
            if there is not None:
                return there.event
            if tca is not None:
                text = _at_its_time(text, tca, period_s)
            name = self.find(text, period_s)
            if name is None:
                name = text
                event = self._event(text)
                if event is not None:  # what no pair shares has but one name
                    self._anchor(event, period_s, text)
                self._events[name] = _Known(None if event is None else event.tca.tai_ns, 0)
            known = self._events[name]
            known.said_ns = self._now_ns
            known.texts.add(text)
            self._known[text] = name
            if record_id:
                known.records[record_id] = None
                self._said[record_id] = _Said(text, label, name)
            return name

    def drop(self, record_id: str) -> None:
        """A record was taken back: nobody knows an event by what it said."""
        with self._lock:
            said = self._said.pop(record_id, None)
            if said is not None:
                self._events[said.event].records.pop(record_id, None)

    def rejoin(self) -> None:
        """Other objects are joined than before: later names are compared by that."""
        with self._lock:
            self.joined += 1
            every = [entry for entries in self._of_pair.values() for entry in entries]
            self._of_pair = {}
            for _, period_s, text in every:
                event = self._event(text)
                if event is not None:
                    self._anchor(event, period_s, text)

    def advance(self, t_ingest: Epoch) -> None:
        """It is later: forget what is long over (rule 5), once a day."""
        with self._lock:
            if self._now_ns == _NEVER_NS:
                for known in self._events.values():
                    known.said_ns = t_ingest.tai_ns
            self._now_ns = max(self._now_ns, t_ingest.tai_ns)
            day = self._now_ns // _DAY_NS
            if day != self.day:
                self.day = day
                for name, known in tuple(self._events.items()):
                    if known.until_ns() < self._now_ns:
                        self._forget(name, known)

    # -- questions -----------------------------------------------------------
    def find(self, text: str, period_s: float = SHORTEST_PERIOD_S) -> str | None:
        """The name that an event goes by; None where it has none yet, or is no conjunction."""
        with self._lock:
            if text in self._known:
                return self._known[text]
            event = self._event(text)
            if event is None:
                return None
            near = [
                (abs(event.tca.tai_ns - other.tca.tai_ns), name)
                for other, their_s, name in self._around(event, period_s)
                if same_event(event, other, shorter_period_s=_shorter_s(period_s, their_s))
            ]
            return min(near)[1] if near else None

    def knows(self, one: str, other: str) -> bool:
        """Whether a pair has any event: nearly all of the thousands of a screening have none."""
        pair = sorted((self._name_of(one), self._name_of(other)))
        return (pair[0], pair[1]) in self._of_pair

    def of_record(self, record_id: str) -> str | None:
        """The event that a record is about; None where no such record was joined."""
        said = self._said.get(record_id)
        return None if said is None else said.event

    def objects_of(self, name: str) -> tuple[str, str] | tuple[()]:
        """The pair of an event, under the names that they go by; none of what is no conjunction."""
        event = self._event(name)
        return () if event is None else (event.object1, event.object2)

    def texts(self, name: str) -> tuple[str, ...]:
        """Every text that named an event, in order."""
        with self._lock:
            known = self._events.get(name)
            return (name,) if known is None else tuple(sorted({name, *known.texts}))

    def holds(self, name: str) -> bool:
        """Whether an event is known by this, its own name, and not forgotten."""
        return name in self._events

    def same(self, one: str, other: str) -> bool:
        """Whether two texts mean one event, by all that is known here."""
        with self._lock:
            here, there = self.find(one), self.find(other)
            if here is None and there is None:
                return same_subject(one, other)
            return (here or one) == (there or other)

    def seen(self, name: str, may: Callable[[Label], bool]) -> str:
        """What a reader knows an event by (rule 4); empty where it is by nothing."""
        return next((said.text for said in self._seen(name, may)), "")

    def resolve(self, text: str, may: Callable[[Label], bool]) -> str | None:
        """The event that a reader means, by what that reader may see; None where there is none."""
        with self._lock:
            around = self._near(text)
            if all(self._all_seen(name, may) for name in around):
                return self.find(text)
            known = {name: {said.text for said in self._seen(name, may)} for name in around}
        exact = [name for name, texts in known.items() if text in texts]
        if exact or not is_event(text):
            return exact[0] if exact else None
        asked = EventId.parse(text)
        near = [
            (abs(asked.tca.tai_ns - EventId.parse(each).tca.tai_ns), name)
            for name, texts in known.items()
            for each in texts
            if is_event(each) and self._alike(text, each)
        ]
        return min(near)[1] if near else None

    # -- the parts -----------------------------------------------------------
    def _alike(self, one: str, other: str) -> bool:
        """As `same_subject`, of objects under the names that they go by."""
        return same_subject(str(self._event(one) or one), str(self._event(other) or other))

    def _seen(self, name: str, may: Callable[[Label], bool]) -> Iterator[_Said]:
        known = self._events.get(name)
        for record_id in () if known is None else tuple(known.records):
            said = self._said.get(record_id)
            if said is not None and said.label is not None and may(said.label):
                yield said

    def _all_seen(self, name: str, may: Callable[[Label], bool]) -> bool:
        records = self._events[name].records
        return all(label is None or may(label) for label in
                   {self._said[record_id].label for record_id in records})  # fmt: skip

    def _near(self, text: str) -> list[str]:
        """Every event that a text might mean, to whomever."""
        event = self._event(text)
        found = {} if event is None else {
            name: None for *_, name in self._around(event, SHORTEST_PERIOD_S)
        }  # fmt: skip
        if text in self._known:
            found[self._known[text]] = None
        return list(found)

    def _anchor(self, event: EventId, period_s: float, text: str) -> None:
        pair = (event.object1, event.object2)
        insort(self._of_pair.setdefault(pair, []), (event, period_s, text), key=_tai_ns)
        self._longest_s = max(self._longest_s, period_s)

    def _forget(self, name: str, known: _Known) -> None:
        event = self._event(name)
        if event is not None:
            pair = (event.object1, event.object2)
            left = [each for each in self._of_pair.get(pair, ()) if each[2] != name]
            if left:
                self._of_pair[pair] = left
            else:
                self._of_pair.pop(pair, None)
        for text in known.texts:
            self._known.pop(text, None)
        for record_id in known.records:
            self._said.pop(record_id, None)
        del self._events[name]

    def _around(self, event: EventId, period_s: float) -> list[tuple[EventId, float, str]]:
        """Events of a pair that lie near enough to be asked about: of thousands, a few."""
        names = self._of_pair.get((event.object1, event.object2), [])
        longest_s = period_s if period_s > SHORTEST_PERIOD_S else self._longest_s
        reach_ns = round(max(DAY_S, longest_s / 4) * NS_PER_S)
        at_ns = event.tca.tai_ns
        first = bisect_left(names, at_ns - reach_ns, key=_tai_ns)
        return names[first : bisect_right(names, at_ns + reach_ns, key=_tai_ns)]

    def _event(self, text: str) -> EventId | None:
        """An event under the names that its objects go by; None for what is none."""
        try:
            event = EventId.parse(text)
            one, two = self._name_of(event.object1), self._name_of(event.object2)
            if (one, two) == (event.object1, event.object2):
                return event
            return EventId.of(one, two, event.tca, whole_day=event.whole_day)
        except CspoError:
            return None


def _tai_ns(entry: tuple[EventId, float, str]) -> int:
    return entry[0].tca.tai_ns


def _shorter_s(one_s: float, other_s: float) -> float:
    """The shorter of two periods of a pair, as far as they are told.

    A source that tells a long one does not draw other events of the pair under its own.
    """
    told_s = [each for each in (one_s, other_s) if each > SHORTEST_PERIOD_S]
    return min(told_s, default=SHORTEST_PERIOD_S)


def _at_its_time(text: str, tca: Epoch, period_s: float) -> str:
    """The name that a record's own closest approach gives its event (rule 3)."""
    try:
        event = EventId.parse(text)
    except CspoError:
        return text
    at = EventId.of(event.object1, event.object2, tca, whole_day=event.whole_day)
    near = same_event(event, at, shorter_period_s=max(period_s, SHORTEST_PERIOD_S))
    return text if near else str(at)
