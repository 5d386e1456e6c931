"""A link between two parties in one process: a question is a call."""

from __future__ import annotations

from cspo.federation.answers import Answers
from cspo.federation.feed import Feed
from cspo.federation.link import HeadAnswer
from cspo.markings.mode import Mode

__all__ = ["InProcessLink"]


class InProcessLink:
    """A `PeerLink` to a party whose answers are at hand.

    Parameters
    ----------
    answers : Answers
        Of the party asked.
    asker : str
        Who asks: whoever makes the link vouches for it.
    """

    def __init__(self, answers: Answers, asker: str) -> None:
        self._answers = answers
        self._asker = asker

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of the other's feed to us after a number."""
        return self._answers.frames(self._asker, feed, after_seq, limit)

    def backfill(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """The same: there is no cache in between."""
        return self._answers.frames(self._asker, feed, after_seq, limit)

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        """The other's checkpoints after a number, with openings."""
        return self._answers.heads(self._asker, feed, after_n, limit)

    def receipt(self, envelope: bytes) -> None:
        """Hand over our receipt."""
        self._answers.take_receipt(self._asker, envelope)

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:
        """Checkpoints of any nation that the other holds."""
        return self._answers.checkpoints(self._asker, origin, mode, after_n, limit)

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of our feed to the other, as it holds them."""
        return self._answers.held(self._asker, feed, after_seq, limit)

    def directories(self, nation: str, after_version: int) -> list[bytes]:
        """Key directories of a nation that are newer than a version."""
        return self._answers.directories(self._asker, nation, after_version)
