"""A feed: what one origin gives one recipient in one mode, numbered and chained by hash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cspo.errors import UsageError
from cspo.markings.mode import Mode
from cspo.markings.parties import is_party

__all__ = [
    "GENESIS", "RESTART_STEP", "ZERO_HASH", "Feed", "Head", "Upto", "entry_hash", "everything",
    "follows",
]  # fmt: skip

ZERO_HASH: Final = "00" * 32
"""What stands for the entry before the first."""

RESTART_STEP: Final = 1 << 32
"""How far a feed's numbers, or a checkpoint's, jump where an origin that lost its newest
entries goes on without having got them back. Nobody counts that far by ones."""

_ENTRY_DOMAIN: Final = b"cspo-feed-v1\0"


@dataclass(frozen=True, slots=True)
class Feed:
    """Which feed.

    Parameters
    ----------
    origin, recipient : str
        Who gives and who gets: parties.
    mode : Mode
        What kind of truth it holds. REAL and EXERCISE never share a feed.

    Raises
    ------
    UsageError
        Where a party is none.
    """

    origin: str
    recipient: str
    mode: Mode

    def __post_init__(self) -> None:
        for party in (self.origin, self.recipient):
            if not is_party(party):
                raise UsageError("name a feed", party, expected="a party")

    def domain(self) -> bytes:
        """``origin NUL recipient NUL mode NUL``, which binds every hash to this feed."""
        return b"%b\0%b\0%b\0" % (
            self.origin.encode("ascii"), self.recipient.encode("ascii"), self.mode.encode("ascii"),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.origin}>{self.recipient}:{self.mode}"


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a feed.

    Parameters
    ----------
    seq : int
        Its number; 0 where there is none.
    hash : str
        Its chained hash, 64 hexadecimal digits; `ZERO_HASH` where there is none.
    """

    seq: int
    hash: str


GENESIS: Final = Head(0, ZERO_HASH)
"""The head of a feed without entries."""


Upto = Callable[[Feed], int | None]
"""The entry up to which a feed of ours goes out now, 0 for none; None: all of it. It never goes
back: what a recipient has, and what was signed for, is below it."""


def everything(feed: Feed) -> int | None:  # noqa: ARG001 - the form of a callback
    """Nothing is held back."""
    return None


def entry_hash(feed: Feed, prev: str, seq: int, record_id: str) -> str:
    """The chained hash of an entry.

    ``SHA-256("cspo-feed-v1" NUL origin NUL recipient NUL mode NUL prev seq id)``,
    with *prev* and *id* as 32 bytes and *seq* as 8 bytes, big-endian.

    Parameters
    ----------
    prev : str
        Hash of the entry before, 64 hexadecimal digits; `ZERO_HASH` before the first.
    seq : int
        Number of the entry, from 1.
    record_id : str
        SHA-256 of the payload of the record, 64 hexadecimal digits.

    Examples
    --------
    >>> feed = Feed("AUS", "GBR", Mode.REAL)
    >>> entry_hash(feed, ZERO_HASH, 1, "11" * 32)[:16]
    '938718a45923cee4'
    """
    place = bytes.fromhex(prev) + seq.to_bytes(8, "big")
    return hashlib.sha256(
        _ENTRY_DOMAIN + feed.domain() + place + bytes.fromhex(record_id)
    ).hexdigest()


def follows(seq: int, after: int) -> bool:
    """Whether an entry numbered *seq* may be chained to the one numbered *after*.

    It is the next, or the first after a declared restart (`RESTART_STEP`).
    """
    return seq in (after + 1, after + RESTART_STEP)
