"""The other parties: how each is reached, what it may have, and how long to leave it alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from cspo.federation.feed import Feed
from cspo.federation.gossip import Watch
from cspo.federation.link import PeerLink
from cspo.markings import Mode, Subject

__all__ = ["Backoff", "Peer"]


class Backoff:
    """When to ask again after failures: twice as long each time, never in step with others.

    Parameters
    ----------
    base_s, cap_s : float
        The first pause and the longest, s.
    monotonic : callable
        Seconds that never go back; a wall clock might.
    spread : callable
        A number from 0 to 1, at random: each pause is from half of it to all of it.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        *,
        base_s: float,
        cap_s: float,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._monotonic = monotonic
        self._base_s = base_s
        self._cap_s = cap_s
        self._spread = spread
        self._until_s = float("-inf")
        self.failures = 0

    def another(self) -> Backoff:
        """A new one with the same pauses."""
        return Backoff(self._monotonic, base_s=self._base_s, cap_s=self._cap_s, spread=self._spread)

    @property
    def due(self) -> bool:
        """Whether it may be asked now."""
        return self._monotonic() >= self._until_s

    def failed(self) -> None:
        """Put down a failure."""
        pause_s = min(self._cap_s, self._base_s * 2.0 ** min(self.failures, 30))
        self._until_s = self._monotonic() + pause_s * (0.5 + 0.5 * self._spread())
        self.failures += 1

    def succeeded(self) -> None:
        """Put down an answer."""
        self.failures = 0
        self._until_s = float("-inf")


@dataclass(slots=True)
class Peer:
    """Another nation's node.

    Parameters
    ----------
    nation : str
        Whose.
    link : PeerLink
        How it is asked.
    subjects : tuple of Subject
        The nation first, then the organizations on its node: what each may have.
    backoff : Backoff
        How long to leave it alone.
    watches : dict
        What we knew when we last asked, by feed.
    receipted : dict
        Up to which entry our receipt was handed over, by feed.
    shown : set
        Feeds of ours of which it has shown what it holds since we started.
    stuck : dict
        How long to leave feeds alone at whose next entry we stopped.
    """

    nation: str
    link: PeerLink
    subjects: tuple[Subject, ...]
    backoff: Backoff
    watches: dict[Feed, Watch] = field(default_factory=dict)
    receipted: dict[Feed, int] = field(default_factory=dict)
    shown: set[Feed] = field(default_factory=set)
    stuck: dict[Feed, Backoff] = field(default_factory=dict)

    @property
    def parties(self) -> tuple[str, ...]:
        """The nation and its guests."""
        return tuple(subject.party for subject in self.subjects)

    def feeds_to(self, recipients: tuple[str, ...], mode: Mode) -> list[Feed]:
        """Its feeds to some of us."""
        return [Feed(origin, to, mode) for origin in self.parties for to in recipients]

    def feeds_from(self, origins: tuple[str, ...], mode: Mode) -> list[Feed]:
        """Our feeds to it and its guests."""
        return [Feed(origin, to, mode) for origin in origins for to in self.parties]

    def may_pull(self, feed: Feed) -> bool:
        """Whether a feed may be asked for: always, but for one that we are stuck at."""
        stuck = self.stuck.get(feed)
        return stuck is None or stuck.due

    def pulled(self, feed: Feed, *, stopped: bool) -> None:
        """Put down how a pull ended."""
        if stopped:
            self.stuck.setdefault(feed, self.backoff.another()).failed()
        else:
            self.stuck.pop(feed, None)

    def watch(self, feed: Feed) -> Watch:
        """What we knew of a feed when we last asked."""
        return self.watches.setdefault(feed, Watch())
