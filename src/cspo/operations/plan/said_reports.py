"""What each source last reported of each close approach.

1. Of one approach the newest report of a source counts, by the instant at which it was made.
2. Two reports of a source are of one approach where they name the same event, or the same pair
   within a quarter of the shortest period, by whatever names: a source that finds closest approach
   a little later may name it anew. What stays close has one event a day, by its name.
3. A report that supersedes another of its origin takes its place, whatever either is called, and
   whichever comes first.
4. What its nation takes back counts no more. The report in whose place it stood was out of date
   by its own word, and does not come back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from cspo.markings.parties import sponsor_of
from cspo.operations.plan.sayings import Reported
from cspo.operations.recent import Recent
from cspo.records.bodies.identities import SHORTEST_PERIOD_S
from cspo.time import Epoch

__all__ = ["ReportTable"]

_SAME_S: Final = 0.25 * SHORTEST_PERIOD_S
_MOST: Final = 100_000
"""Reports that stay in memory."""
_MOST_SOURCES: Final = 8
"""Sources of one origin whose reports of one approach are kept; who names more has the newest."""


class ReportTable:
    """Reports by object; one thread puts, any thread asks."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, Reported]] = {}
        self._here: OrderedDict[str, Reported] = OrderedDict()
        self._replaced: Recent[tuple[str, str]] = Recent()

    def put(self, told: Reported, supersedes: str = "") -> set[str]:
        """Take a report; objects of which something else is said than before.

        Parameters
        ----------
        supersedes : str
            The record in whose place it stands; empty where it stands in no other's.
        """
        touched: set[str] = set()
        if supersedes:
            self._replaced.add((supersedes, told.origin))
            before = self._here.get(supersedes)
            if before is not None and before.origin == told.origin:
                touched |= self._drop(before)
        if (told.record_id, told.origin) in self._replaced:
            return touched
        beside = [each for each in self._beside(told) if each.origin == told.origin]
        same = [each for each in beside if each.source == told.source]
        if any(each.t > told.t for each in same):
            return touched  # it was long on its way: the newer word counts
        others = sorted((each for each in beside if each not in same), key=lambda each: each.t)
        for each in [*same, *others[: max(0, len(others) - _MOST_SOURCES + 1)]]:
            touched |= self._drop(each)
        for name in (told.object1, told.object2):
            self._of.setdefault(name, {})[told.record_id] = told
            touched.add(name)
        self._here[told.record_id] = told
        while len(self._here) > _MOST:
            touched |= self._drop(next(iter(self._here.values())))
        return touched

    def of(self, names: Iterable[str]) -> list[Reported]:
        """Reports of an object, under all its names."""
        return [each for name in names for each in tuple(self._of.get(name, {}).values())]

    def take_back(self, record_id: str, nation: str) -> set[str]:
        """Forget a report of a nation; objects of which it was."""
        told = self._here.get(record_id)
        if told is None or sponsor_of(told.origin) != nation:
            return set()
        return self._drop(told)

    def prune(self, before: Epoch) -> None:
        """Forget approaches that were over before an instant."""
        for told in [each for each in self._here.values() if each.tca < before]:
            self._drop(told)

    def _beside(self, told: Reported) -> list[Reported]:
        """Reports of the same approach, by anybody."""
        pair = {told.object1, told.object2}
        return [
            each for each in self._of.get(told.object1, {}).values()
            if {each.object1, each.object2} == pair
            and (each.event == told.event or _is_near(each, told))
        ]  # fmt: skip

    def _drop(self, told: Reported) -> set[str]:
        self._here.pop(told.record_id, None)
        for name in (told.object1, told.object2):
            kept = self._of.get(name, {})
            kept.pop(told.record_id, None)
            if not kept:
                self._of.pop(name, None)
        return {told.object1, told.object2}


def _is_near(one: Reported, other: Reported) -> bool:
    stays = any("T" not in each.event.rpartition("@")[2] for each in (one, other))
    return not stays and abs(one.tca - other.tca) < _SAME_S
