"""What is under way to nations, and what each has been shown."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from cspo.exercise.world.telling import Input, TruthEvent, TruthKind
from cspo.time import Epoch

__all__ = ["Act", "Post"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that an input may show: a burn, a break-up, a lie.

    Parameters
    ----------
    t : Epoch
    name : str
    objects : tuple of str
    """

    t: Epoch
    name: str
    objects: tuple[str, ...]


class Post:
    """Inputs on their way, in order of arrival; of equal ones in the order in which they left.

    Parameters
    ----------
    truth : list of TruthEvent
        Where it is put down that a nation has been shown something for the first time.
    """

    def __init__(self, truth: list[TruthEvent]) -> None:
        self._truth = truth
        self._waiting: list[tuple[int, int, Input, tuple[Act, ...]]] = []
        self._sent = 0
        self._shown: set[tuple[str, str]] = set()

    def send(self, given: Input, shows: Iterable[Act] = ()) -> None:
        """Put an input on its way; *shows* is what whoever has it could know from it."""
        self._sent += 1
        heapq.heappush(self._waiting, (given.t.tai_ns, self._sent, given, tuple(shows)))

    def arrived(self, until: Epoch) -> tuple[Input, ...]:
        """What arrives until then; it is on its way no more."""
        found = []
        while self._waiting and self._waiting[0][0] <= until.tai_ns:
            _, _, given, shows = heapq.heappop(self._waiting)
            for act in shows:
                self.show(act, given.nation, given.t)
            found.append(given)
        return tuple(found)

    def show(self, act: Act, nation: str, t: Epoch) -> None:
        """A nation could know of something from now on; put down the first time."""
        if (act.name, nation) not in self._shown:
            self._shown.add((act.name, nation))
            self._truth.append(TruthEvent(
                t=t, what=TruthKind.SHOWN, name=act.name, objects=act.objects, nation=nation,
                number=t - act.t, unit="s", text=f"{nation} could know of it",
            ))  # fmt: skip
