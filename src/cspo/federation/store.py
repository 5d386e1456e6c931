"""What federation needs of a store: rows, and the Protocols that the node's store implements.

Everything is appended; nothing is rewritten or deleted. One `Unit` is one unit
of work: what was put in is committed when its block ends, all of it or
nothing, and a commit is on the disk when the block has ended.

An entry of a feed names a record that need not be in the table of records: a
quarantined entry has none, and an origin that got its own feed back from a
partner may lack some. So neither ``feed_in.id`` nor ``feed_out.id`` refers to
``record.id``. Numbers of a feed have gaps of `feed.RESTART_STEP` where an
origin declared a restart, and entries may later be put in below such a gap:
the head is the entry with the greatest number, not the one put in last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from cspo.federation.alarms import AlarmReport
from cspo.federation.feed import Feed, Head
from cspo.federation.store_rows import (
    AlarmRow,
    CheckpointRow,
    DeferredRow,
    FeedEntry,
    FeedRow,
    HeadRow,
    QuarantineRow,
    ReceiptRow,
    Standing,
    StandingRow,
)
from cspo.markings.mode import Mode
from cspo.records.record import Record
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
    "Store",
    "Unit",
]


class Unit(Protocol):
    """One unit of work on the store of one party."""

    # -- records ------------------------------------------------------------
    def put_record(self, record: Record, *, t_ingest: Epoch) -> bool:
        """Keep a record; False where it was there already."""
        ...

    def put_records(self, records: Sequence[Record], *, t_ingest: Epoch) -> int:
        """Keep many records in their order; how many were new."""
        ...

    def envelope(self, record_id: str) -> bytes | None:
        """The signed bytes of a record; None where it is not there."""
        ...

    # -- feeds of ours ------------------------------------------------------
    def out_feeds(self) -> list[Feed]:
        """The feeds of ours that have entries, sorted by recipient and mode."""
        ...

    def out_head(self, feed: Feed) -> Head:
        """The entry with the greatest number; `feed.GENESIS` where there is none."""
        ...

    def append_out(self, feed: Feed, entries: Sequence[FeedEntry]) -> None:
        """Put entries in; an error where a number, or a record in this feed, is there already."""
        ...

    def out_seq(self, feed: Feed, record_id: str) -> int | None:
        """The number of the entry of a feed of ours that names this record."""
        ...

    def out_entry(self, feed: Feed, seq: int) -> FeedEntry | None:
        """One entry of a feed of ours."""
        ...

    def out_entries(self, feed: Feed, after_seq: int, limit: int) -> list[FeedRow]:
        """Entries with a greater number than *after_seq*, ascending, with their records."""
        ...

    def taken_back(self, record_ids: Sequence[str]) -> frozenset[str]:
        """Those of these records that we have withdrawn and asked others to delete."""
        ...

    def defer_out(self, feed: Feed, record_id: str, openings: bytes, *, t: Epoch) -> None:
        """Put down that a record is to go into a feed that may not be appended to yet."""
        ...

    def deferred_out(self, feed: Feed, limit: int) -> list[DeferredRow]:
        """Deferred records that no entry of the feed names, in the order of deferral."""
        ...

    # -- feeds to us --------------------------------------------------------
    def in_feeds(self) -> list[Feed]:
        """The feeds to us that have entries, sorted by origin and mode."""
        ...

    def in_head(self, feed: Feed) -> Head:
        """The entry with the greatest number; `feed.GENESIS` where there is none."""
        ...

    def append_in(self, feed: Feed, entries: Sequence[FeedEntry], *, t_ingest: Epoch) -> None:
        """Put entries in; an error where a number is there already."""
        ...

    def in_entry(self, feed: Feed, seq: int) -> FeedEntry | None:
        """One entry of a feed to us."""
        ...

    def in_seqs(self, feed: Feed, record_ids: Sequence[str]) -> dict[str, int]:
        """The greatest number of an entry of a feed to us that names each; those that one names."""
        ...

    def in_entries(self, feed: Feed, after_seq: int, limit: int) -> list[FeedRow]:
        """Entries with a greater number than *after_seq*, ascending, with their records."""
        ...

    def quarantine(self, feed: Feed, seq: int, code: str, frame: bytes, *, t: Epoch) -> None:
        """Put down that an entry's record is not taken; nothing where that code stands already."""
        ...

    def take_quarantined(self, feed: Feed, seq: int, *, t: Epoch) -> None:
        """Put down that a quarantined entry's record was taken after all."""
        ...

    def quarantined(self, feed: Feed, after_seq: int, limit: int) -> list[QuarantineRow]:
        """Entries with a greater number than *after_seq* that are quarantined, ascending.

        An entry's last step counts: not those taken after all; the newest code of the others.
        """
        ...

    def refused_seqs(self, feed: Feed, up_to_seq: int, limit: int) -> list[int]:
        """The greatest *limit* numbers up to *up_to_seq* of quarantined entries, ascending."""
        ...

    # -- checkpoints --------------------------------------------------------
    def put_checkpoint(self, row: CheckpointRow) -> None:
        """Keep a checkpoint; an error where this origin, mode and n is there already."""
        ...

    def checkpoint(self, origin: str, mode: Mode, n: int) -> CheckpointRow | None:
        """One checkpoint."""
        ...

    def last_checkpoint(self, origin: str, mode: Mode) -> CheckpointRow | None:
        """The one with the greatest n."""
        ...

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[CheckpointRow]:
        """Those with a greater number than *after_n*, ascending."""
        ...

    def put_head(self, feed: Feed, row: HeadRow) -> None:
        """Keep the head that a feed had at a checkpoint; nothing where that n is there."""
        ...

    def head_at(self, feed: Feed, n: int) -> HeadRow | None:
        """The row with the greatest n up to this one: the head at checkpoint n."""
        ...

    def covering(self, feed: Feed, seq: int) -> int | None:
        """The least n whose head has at least this number; None where there is none yet."""
        ...

    # -- receipts, alarms, audit, keys ----------------------------------------
    def put_receipt(self, feed: Feed, seq: int, hash: str, envelope: bytes, t: Epoch) -> None:  # noqa: A002
        """Keep a receipt."""
        ...

    def last_receipt(self, feed: Feed) -> ReceiptRow | None:
        """The receipt with the greatest number, of these the one put in last."""
        ...

    def put_alarm(self, report: AlarmReport, t: Epoch) -> bool:
        """Keep an alarm; False where one with the same `AlarmReport.key` is there already."""
        ...

    def alarms(self, origin: str | None = None) -> list[AlarmRow]:
        """Alarms about one origin, or all, in the order in which they were raised."""
        ...

    def audit(self, event: str, fields: Mapping[str, str], *, t: Epoch) -> None:
        """Put a line into the audit."""
        ...

    def put_directory(self, nation: str, version: int, envelope: bytes) -> None:
        """Keep a key directory; nothing where this version is there already."""
        ...

    def directories(self) -> list[bytes]:
        """All key directories, by nation and version ascending."""
        ...

    def secret(self, name: str) -> bytes:
        """32 secret bytes kept under this name, made at random by the first call that writes."""
        ...

    # -- restore ------------------------------------------------------------
    def generation(self) -> int:
        """How often this store was restored from a copy; 0 where it never was."""
        ...

    def mark_restored(self, reason: str, *, t: Epoch) -> int:
        """Put down that the store is an older copy of itself; the new generation."""
        ...

    def standing(self, feed: Feed) -> StandingRow | None:
        """The last step of this feed; that of (origin, origin) is of the checkpoints."""
        ...

    def put_standing(self, feed: Feed, row: StandingRow, *, t: Epoch) -> None:
        """Append a step."""
        ...


class Store(Protocol):
    """The store of one party."""

    def write(self) -> AbstractContextManager[Unit]:
        """Begin a unit of work; it is committed when the block ends without an error."""
        ...

    def read(self) -> AbstractContextManager[Unit]:
        """A snapshot to read from; writing through it raises."""
        ...
