"""Which records concern which true events, found once for a whole review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspo.exercise.review.concern import Matter, concerning, matter_of
from cspo.exercise.review.left import Left
from cspo.exercise.review.told import BULK, Told
from cspo.exercise.world import TruthEvent, TruthKind
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch

__all__ = ["REVIEWED", "Concerns"]

REVIEWED: Final = frozenset(
    {
        TruthKind.APPROACH, TruthKind.BREAKUP, TruthKind.BURN, TruthKind.DRIFT,
        TruthKind.LIE_BEGAN,
    }
)  # fmt: skip
"""What truly happens to objects; of all else the review says when it was, and no more."""

_NOTHING: Final[Mapping[str, Told]] = {}


class Concerns:
    """What concerns what; each matter is looked for once, however often it is asked for.

    Parameters
    ----------
    left : Left

    Attributes
    ----------
    events : tuple of TruthEvent
        All that is about objects, in order of time.
    """

    def __init__(self, left: Left) -> None:
        self.left = left
        self.events = tuple(
            sorted(
                (each for each in left.truth if each.what in REVIEWED and each.objects),
                key=lambda each: (each.t.tai_ns, each.name),
            )
        )
        self._told = sorted(left.told.values(), key=lambda each: (each.t.tai_ns, each.id))
        self._pairs = {_pair(each.event) for each in self._told if each.event}
        self._few: list[int] = []
        self._naming: dict[str, list[int]] = {}
        for n, each in enumerate(self._told):
            if each.kind not in BULK or each.refs:
                self._few.append(n)
                continue
            for name in each.objects:
                self._naming.setdefault(name, []).append(n)
        self._matters: dict[TruthEvent, Matter] = {}
        self._found: dict[Matter, Mapping[str, Told]] = {}
        self._events_of: dict[str, list[TruthEvent]] | None = None

    def about(self, matter: Matter) -> Mapping[str, Told]:
        """Records that concern a matter, by id (`concerning`)."""
        if matter not in self._found:
            self._found[matter] = concerning(matter, self._possible(matter))
        return self._found[matter]

    def _possible(self, matter: Matter) -> list[Told]:
        """Records in order, without those in bulk that name none of its objects, nor a record.

        No rule of `concerning` joins those to it; of a large sky they are most.
        """
        if matter.anything:
            return self._told
        named = {n for name in matter.objects for n in self._naming.get(name, ())}
        return [self._told[n] for n in sorted(named.union(self._few))]

    def of(self, event: TruthEvent) -> Mapping[str, Told]:
        """Records that concern a true event, by id.

        An approach whose pair no record names is not looked for among all: nothing concerns it.
        """
        if event.what is TruthKind.APPROACH and len(set(event.objects)) == 2:
            pair = EventId.of(event.objects[0], event.objects[1], event.t)
            if _pair(str(pair)) not in self._pairs:
                return _NOTHING
        return self.about(self.matter_of(event))

    def matter_of(self, event: TruthEvent) -> Matter:
        """What a true event is about."""
        if event not in self._matters:
            self._matters[event] = matter_of(event, self.left.truth)
        return self._matters[event]

    def last_of(self, record: str, t: Epoch) -> TruthEvent | None:
        """The true event that a record concerns: the last that had happened, else the first."""
        if self._events_of is None:
            self._events_of = {}
            for event in self.events:
                for each in self.of(event):
                    self._events_of.setdefault(each, []).append(event)
        best: TruthEvent | None = None
        for event in self._events_of.get(record, ()):
            if best is None or event.t <= t:
                best = event
        return best


def _pair(event: str) -> str:
    return event.partition("@")[0]
