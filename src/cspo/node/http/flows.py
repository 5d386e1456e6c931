"""Who gave what to whom, as far as one node can know, counted as its store grows.

A node knows what it gave, what it was given, and whom the labels of what it was given name. What
two others give each other it can't know, and nobody tells it.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from cspo.markings.mode import Mode
from cspo.node.store import SqliteUnit
from cspo.time import Epoch

__all__ = ["Flow", "Flows", "FlowsNow"]


@dataclass(slots=True)
class Flow:
    """What went from one party to another.

    Parameters
    ----------
    kinds : Counter
        Records by kind.
    last : Epoch or None
        When the last one went, or came.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    last: Epoch | None = None

    def add(self, kind: str, records: int, last: Epoch) -> None:
        """Count further ones."""
        self.kinds[kind] += records
        self.last = last if self.last is None else max(self.last, last)

    def copy(self) -> Flow:
        """As it is now."""
        return Flow(Counter(self.kinds), self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsNow:
    """What is counted at one moment.

    Parameters
    ----------
    held : dict
        Of each origin: what this node holds of it.
    given : dict
        To each party: what this node released to it.
    named : dict
        By origin and party: how many of the origin's records that are here name the party.
    """

    held: dict[str, Flow]
    given: dict[str, Flow]
    named: dict[tuple[str, str], int]


class Flows:
    """Counts of one store in one mode; each call counts what is new.

    Parameters
    ----------
    mode : Mode
        Which records count.
    """

    def __init__(self, mode: Mode) -> None:
        self._mode = mode
        self._lock = threading.Lock()
        self._seq = self._n = 0
        self._held: dict[str, Flow] = {}
        self._given: dict[str, Flow] = {}
        self._named: Counter[tuple[str, str]] = Counter()

    def now(self, unit: SqliteUnit) -> FlowsNow:
        """What the store holds by now; *unit* may be older than that of another call."""
        with self._lock:
            tallies, self._seq = unit.record_tallies(self._mode, self._seq)
            for tally in tallies:
                flow = self._held.setdefault(tally.origin, Flow())
                flow.add(tally.kind, tally.records, tally.last)
                for party in tally.parties:
                    self._named[tally.origin, party] += tally.records
            releases, self._n = unit.release_tallies(self._mode, self._n)
            for release in releases:
                flow = self._given.setdefault(release.party, Flow())
                flow.add(release.kind, release.records, release.last)
            return FlowsNow(
                held={name: flow.copy() for name, flow in self._held.items()},
                given={name: flow.copy() for name, flow in self._given.items()},
                named=dict(self._named),
            )
