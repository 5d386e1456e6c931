"""The links between the nodes of a play, which an exercise can cut."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cspo.errors import SourceError
from cspo.federation.feed import Feed
from cspo.federation.link import HeadAnswer, PeerLink
from cspo.markings import Mode

__all__ = ["CutLink"]

T = TypeVar("T")


class CutLink:
    """A `PeerLink` that gives no answer while it is cut.

    Parameters
    ----------
    link : PeerLink
        The one that works.
    is_cut : callable
        Whether it carries nothing now.
    """

    def __init__(self, link: PeerLink, is_cut: Callable[[], bool]) -> None:
        self._link = link
        self._is_cut = is_cut

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """As `PeerLink`, like all that follow."""
        return self._asked(lambda: self._link.fetch(feed, after_seq, limit))

    def backfill(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames from the origin's own store."""
        return self._asked(lambda: self._link.backfill(feed, after_seq, limit))

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        """Checkpoints after a number, with openings."""
        return self._asked(lambda: self._link.heads(feed, after_n, limit))

    def receipt(self, envelope: bytes) -> None:
        """Hand over our receipt."""
        self._asked(lambda: self._link.receipt(envelope))

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:
        """Checkpoints of any nation that the other holds."""
        return self._asked(lambda: self._link.checkpoints(origin, mode, after_n, limit))

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of our feed to the other, as it holds them."""
        return self._asked(lambda: self._link.held(feed, after_seq, limit))

    def directories(self, nation: str, after_version: int) -> list[bytes]:
        """Key directories of a nation that are newer than a version."""
        return self._asked(lambda: self._link.directories(nation, after_version))

    def _asked(self, question: Callable[[], T]) -> T:
        if self._is_cut():
            raise SourceError("ask", "partner", got="no answer: the exercise has cut the link")
        return question()
