"""Rows of the tables that federation reads and writes (`cspo.federation.store`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cspo.federation.alarms import AlarmReport
from cspo.federation.feed import Head
from cspo.markings.mode import Mode
from cspo.time import Epoch

__all__ = [
    "AlarmRow",
    "CheckpointRow",
    "DeferredRow",
    "FeedEntry",
    "FeedRow",
    "HeadRow",
    "QuarantineRow",
    "ReceiptRow",
    "Standing",
    "StandingRow",
]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed of ours, or to us (tables ``feed_out``, ``feed_in``).

    Parameters
    ----------
    seq : int
        Its number, from 1, up to 2**53.
    id : str
        The record's id.
    prev, hash : str
        Hash of the entry before it in the chain, and its own.
    openings : bytes
        The recipient's openings as a JSON array: as they stand in the frame, or those that held.
    """

    seq: int
    id: str
    prev: str
    hash: str
    openings: bytes = b"[]"


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An entry with its record; *envelope* is empty where there is none, or it is quarantined."""

    seq: int
    id: str
    prev: str
    hash: str
    openings: bytes
    envelope: bytes


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """An entry whose record was not taken (table ``quarantine``).

    Parameters
    ----------
    code : str
        Why: a `records.verdicts.Refusal`, or a `federation.frame.FrameFault`.
    frame : bytes
        The frame as it came, or its beginning where it was too large to keep.
    """

    seq: int
    code: str
    frame: bytes
    t: Epoch


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A checkpoint, ours or another's (table ``checkpoint``), one for each origin, mode and n.

    Parameters
    ----------
    hash : str
        Of its payload: `checkpoint.checkpoint_hash`.
    t : Epoch
        When its origin says that it was made.
    envelope : bytes
        The signed bytes.
    t_ingest : Epoch
        When we made or got it.
    """

    origin: str
    mode: Mode
    n: int
    prev: str
    hash: str
    t: Epoch
    envelope: bytes
    t_ingest: Epoch


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The head that a feed had at a checkpoint (table ``checkpoint_head``).

    The origin keeps one for each of its feeds and each checkpoint, the recipient
    those that were opened to it.
    """

    n: int
    head: Head
    salt: str


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt: for feeds of ours those that came, for feeds to us those that we signed."""

    seq: int
    hash: str
    envelope: bytes
    t: Epoch


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm and when it was raised."""

    report: AlarmReport
    t: Epoch


@dataclass(frozen=True, slots=True)
class DeferredRow:
    """A record that waits to be put into a feed of ours."""

    id: str
    openings: bytes


class Standing(StrEnum):
    """How far an origin whose store was restored may trust one of its own feeds."""

    CONFIRMED = "confirmed"
    """The recipient has shown what it holds, and we have it all."""
    DECLARED = "declared"
    """Nobody answered: the next entry jumps by `feed.RESTART_STEP`, for all to see."""
    CONFLICT = "conflict"
    """The recipient shows another history than ours: people must look at it."""


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One step of a feed's way back after a restore (table ``standing``).

    Parameters
    ----------
    generation : int
        The count of restores (`Unit.generation`) that it belongs to.
    seq : int
        The number of the feed's head at that moment.
    """

    generation: int
    state: Standing
    seq: int
