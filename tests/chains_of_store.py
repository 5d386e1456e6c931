"""Records and feed entries to store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nations import record_of

from cspo.federation.feed import GENESIS, Feed, Head, entry_hash
from cspo.federation.store import FeedEntry
from cspo.records import Record
from cspo.time import Epoch

__all__ = ["T0", "chained", "some_records"]

T0 = Epoch.from_utc("2026-07-10T12:00:00Z")


def some_records(count: int, **fields: object) -> list[Record]:
    """Different records of AUS, in this order."""
    return [record_of(body={"text": f"number {n}"}, **fields) for n in range(count)]


def chained(feed: Feed, ids: Sequence[str], after: Head = GENESIS) -> list[FeedEntry]:
    """Entries of a feed that name these records, after a head."""
    return list(_chain(feed, ids, after))


def _chain(feed: Feed, ids: Sequence[str], head: Head) -> Iterator[FeedEntry]:
    seq, prev = head.seq, head.hash
    for record_id in ids:
        seq += 1
        own = entry_hash(feed, prev, seq, record_id)
        yield FeedEntry(seq, record_id, prev, own)
        prev = own
