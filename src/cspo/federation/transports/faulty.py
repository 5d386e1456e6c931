"""A link that misbehaves on purpose, for tests and exercises."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from cspo.errors import SourceError
from cspo.federation.feed import Feed
from cspo.federation.link import HeadAnswer, PeerLink
from cspo.markings.mode import Mode

__all__ = ["FaultyLink", "LinkFaults"]

T = TypeVar("T")


@dataclass(slots=True)
class LinkFaults:
    """How often what goes wrong, as probabilities from 0 to 1; they may be changed at any time.

    Parameters
    ----------
    lost, duplicated, corrupted : float
        Of each frame of an answer on the live path.
    reordered : float
        That an answer's frames come in another order.
    cut : float
        That a question is not answered at all.
    one_way : float
        That a question arrives and its answer is lost.
    corrupt_backfill : bool
        Whether answers from the origin's own store are damaged as well.
    """

    lost: float = 0.0
    duplicated: float = 0.0
    corrupted: float = 0.0
    reordered: float = 0.0
    cut: float = 0.0
    one_way: float = 0.0
    corrupt_backfill: bool = False


class FaultyLink:
    """A `PeerLink` in front of another, with faults.

    Parameters
    ----------
    link : PeerLink
        The one that works.
    faults : LinkFaults
        What goes wrong.
    rng : random.Random
        Decides when.
    """

    def __init__(self, link: PeerLink, faults: LinkFaults, rng: random.Random) -> None:
        self.faults = faults
        self._link = link
        self._rng = rng

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """The live path, with all its faults."""
        return self._damaged(self._asked(lambda: self._link.fetch(feed, after_seq, limit)))

    def backfill(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Answers from the origin's own store may be missing; damaged only where that is asked."""
        frames = self._asked(lambda: self._link.backfill(feed, after_seq, limit))
        return self._damaged(frames) if self.faults.corrupt_backfill else frames

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        """May be missing."""
        return self._asked(lambda: self._link.heads(feed, after_n, limit))

    def receipt(self, envelope: bytes) -> None:
        """May not arrive, or arrive while we don't know."""
        self._asked(lambda: self._link.receipt(envelope))

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:
        """May be missing."""
        return self._asked(lambda: self._link.checkpoints(origin, mode, after_n, limit))

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """May be missing."""
        return self._asked(lambda: self._link.held(feed, after_seq, limit))

    def directories(self, nation: str, after_version: int) -> list[bytes]:
        """May be missing."""
        return self._asked(lambda: self._link.directories(nation, after_version))

    def _asked(self, question: Callable[[], T]) -> T:
        if self._chance(self.faults.cut):
            raise SourceError("ask", "partner", got="no answer: the link is cut")
        answer = question()
        if self._chance(self.faults.one_way):
            raise SourceError("ask", "partner", got="no answer: the way back is cut")
        return answer

    def _damaged(self, frames: list[bytes]) -> list[bytes]:
        through: list[bytes] = []
        for frame in frames:
            if self._chance(self.faults.lost):
                continue
            through.append(self._flipped(frame) if self._chance(self.faults.corrupted) else frame)
            if self._chance(self.faults.duplicated):
                through.append(frame)
        if self._chance(self.faults.reordered):
            self._rng.shuffle(through)
        return through

    def _flipped(self, frame: bytes) -> bytes:
        place = self._rng.randrange(len(frame))
        return (
            frame[:place]
            + bytes([frame[place] ^ (1 << self._rng.randrange(8))])
            + frame[place + 1 :]
        )

    def _chance(self, probability: float) -> bool:
        return probability > 0.0 and self._rng.random() < probability
