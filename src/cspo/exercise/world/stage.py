"""What the parts of a world share: its time, its sky, what is due, and the book of the truth."""

from __future__ import annotations

from enum import IntEnum
from heapq import heappop, heappush
from pathlib import Path

from cspo.exercise.scenario import Scenario
from cspo.exercise.world.post import Post
from cspo.exercise.world.sky import Sky
from cspo.exercise.world.sources import Sources
from cspo.exercise.world.telling import TruthEvent, TruthKind
from cspo.frames import EarthOrientation
from cspo.time import Epoch

__all__ = ["Rank", "Stage"]


class Rank(IntEnum):
    """What is due: at one instant the lower comes first."""

    HAPPENS = 0
    ENDS = 1
    LOOK = 2
    LIE = 3
    AHEAD = 4
    APPROACH = 5
    FOUND = 6


class Stage:
    """The present of a world.

    Parameters
    ----------
    scenario : Scenario
    folder : Path or None
    eop : EarthOrientation or None
        None where there is no sky.
    """

    def __init__(
        self, scenario: Scenario, folder: Path | None, eop: EarthOrientation | None
    ) -> None:
        self.scenario = scenario
        self.starts = self.t = Epoch.from_utc(scenario.starts_utc)
        self.ends = self.starts + scenario.duration_s
        self.truth: list[TruthEvent] = []
        self.post = Post(self.truth)
        self.sky = None if eop is None else Sky(scenario, folder, eop)
        self.sources = None if self.sky is None else Sources(self.sky, self.post)
        self._due: list[tuple[int, int, int, object]] = []
        self._queued = 0

    def queue(self, t: Epoch, rank: Rank, what: object) -> None:
        """Let something be due."""
        self._queued += 1
        heappush(self._due, (t.tai_ns, int(rank), self._queued, what))

    def next_due(self, until: Epoch) -> tuple[Epoch, Rank, object] | None:
        """What is due next, not later than *until*; None where nothing is."""
        if not self._due or self._due[0][0] > until.tai_ns:
            return None
        tai_ns, rank, _, what = heappop(self._due)
        return Epoch(tai_ns), Rank(rank), what

    def tell(
        self, what: TruthKind, name: str, *, objects: tuple[str, ...] = (), nation: str = "",
        number: float | None = None, unit: str = "", text: str = "",
    ) -> TruthEvent:  # fmt: skip
        """Put down what truly happens now."""
        event = TruthEvent(t=self.t, what=what, name=name, objects=objects, nation=nation,
                           number=number, unit=unit, text=text)  # fmt: skip
        self.truth.append(event)
        return event
