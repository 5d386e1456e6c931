"""Conversations while they are put together, and which of them a proposal belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field

from cspo.markings.mode import Mode
from cspo.operations.coordinate.spoken import Spoken
from cspo.records.bodies.coordination import ProposalBody
from cspo.records.bodies.identities import SHORTEST_PERIOD_S, EventId, is_event, same_subject
from cspo.time import Epoch
from cspo.units import NS_PER_S

__all__ = ["Proposed", "Thread", "Threads"]


@dataclass(slots=True)
class Proposed:
    """A proposal that counts, and what was said to it."""

    spoken: Spoken
    body: ProposalBody
    sides: tuple[str, str]
    answered: bool = False
    received: Epoch | None = None
    said: list[Spoken] = field(default_factory=list)


@dataclass(slots=True)
class Thread:
    """A conversation while it is put together."""

    event: str
    sides: tuple[str, str]
    mode: Mode
    number: int
    proposed: list[Proposed] = field(default_factory=list)
    aside: dict[str, str] = field(default_factory=dict)


class Threads:
    """Conversations while they are put together: of one event and two sides there is one."""

    def __init__(self) -> None:
        self.every: list[Thread] = []
        self._near: dict[tuple[Mode, str, frozenset[str], object], list[Thread]] = {}

    def of(self, mode: Mode, event: str, sides: tuple[str, str]) -> Thread:
        """The one of this event and these two, whichever of them spoke first; else a new one."""
        key = (mode, event.partition("@")[0], frozenset(sides))
        looked, stands = _places(event)
        near = [each for place in looked for each in self._near.get((*key, place), ())]
        for thread in sorted(near, key=lambda each: each.number):
            if same_subject(thread.event, event):
                return thread
        thread = Thread(event, sides, mode, len(self.every))
        for place in stands:
            self._near.setdefault((*key, place), []).append(thread)
        self.every.append(thread)
        return thread


def _places(event: str) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Where others of the same subject may stand in time, and where it stands itself.

    So that who has thousands of events with us is not asked about all for each.
    """
    if not is_event(event):
        return ("",), ("",)
    name = EventId.parse(event)
    day = name.tca.utc_iso(0)[:10]
    if name.whole_day:
        return (day,), (day, ("whole", day))
    span = name.tca.tai_ns // round(SHORTEST_PERIOD_S * NS_PER_S / 4)
    return (span - 1, span, span + 1, ("whole", day)), (span, day)
