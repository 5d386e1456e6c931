"""Names of events: reports of one pair and one minimum of range come under one name.

Sources see one closest approach at slightly different times, and so name it
differently. The first name under which an event came is its name here; a later one
belongs to it when `same_event` says so. Two minima of range of one pair lie farther apart
than that, so of several names the nearest is meant. Objects that are joined are one
object, by what was known when the report came.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable

from cspo.errors import CspoError
from cspo.records.bodies.identities import SHORTEST_PERIOD_S, EventId, same_event
from cspo.units import DAY_S, NS_PER_S

__all__ = ["EventNames"]


class EventNames:
    """Which name an event goes by.

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
        self._of_pair: dict[tuple[str, str], list[tuple[EventId, float, str]]] = {}
        self._known: dict[str, str] = {}
        self._longest_s = SHORTEST_PERIOD_S

    def find(self, text: str, period_s: float = SHORTEST_PERIOD_S) -> str | None:
        """The name that an event goes by; None where it has none yet, or is no conjunction.

        Parameters
        ----------
        text : str
            Its identity, as a source has it.
        period_s : float
            The shorter period of the pair, s.
        """
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

    def join(self, text: str, period_s: float = SHORTEST_PERIOD_S) -> str:
        """The name that an event goes by from now on; its own where it is new."""
        name = self.find(text, period_s)
        if name is None:
            name = text
            event = self._event(text)
            if event is not None:  # what no pair shares has but one name
                pair = (event.object1, event.object2)
                insort(self._of_pair.setdefault(pair, []), (event, period_s, text), key=_tai_ns)
                self._longest_s = max(self._longest_s, period_s)
        self._known[text] = name
        return name

    def objects(self) -> frozenset[str]:
        """Every object that is in an event, under the name that it goes by."""
        return frozenset(name for pair in self._of_pair for name in pair)

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
