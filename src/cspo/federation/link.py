"""What one party may ask of another, whatever carries the question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from cspo.federation.feed import Feed
from cspo.markings.mode import Mode

__all__ = ["HeadAnswer", "PeerLink"]


@dataclass(frozen=True, slots=True)
class HeadAnswer:
    """A checkpoint of the party asked, and what opens the asker's leaf in it.

    Parameters
    ----------
    checkpoint : bytes
        The signed envelope.
    opening : bytes
        `checkpoint.HeadOpening` as JSON; empty where the origin can't open it.
    """

    checkpoint: bytes
    opening: bytes


class PeerLink(Protocol):
    """A way to one other party; it knows who is asking.

    Every question may be asked twice and lost at any point. A method raises
    `cspo.errors.SourceError` where no answer could be had, and
    `cspo.errors.VerificationError` where the other side says no.
    """

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of the other's feed to us after a number: the live path, perhaps from a cache."""
        ...

    def backfill(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """The same, always from the origin's own store."""
        ...

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:
        """The other's checkpoints after a number, each with the opening of this feed's leaf."""
        ...

    def receipt(self, envelope: bytes) -> None:
        """Hand over our receipt for a feed of the other's."""
        ...

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:
        """Checkpoints of any nation as the other holds them: gossip, and ours after a restore."""
        ...

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:
        """Frames of *our* feed to the other, as it holds them: what a restored origin asks for."""
        ...

    def directories(self, nation: str, after_version: int) -> list[bytes]:
        """Key directories of a nation that are newer than a version, oldest first."""
        ...
