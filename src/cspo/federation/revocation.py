"""What a change of keys does to entries that lie in the store already."""

from __future__ import annotations

from typing import Final

from cspo.errors import CspoError
from cspo.federation.context import Context
from cspo.federation.examine import examine
from cspo.federation.feed import Feed
from cspo.federation.frame import frame_of_row
from cspo.federation.receiver import coverage_in
from cspo.federation.store import FeedRow, Unit
from cspo.markings.parties import sponsor_of
from cspo.records.envelope import Envelope
from cspo.records.verdicts import Refusal
from cspo.time import Epoch

__all__ = ["reconsider", "sweep_revoked"]

_PAGE: Final = 500

_MAY_PASS: Final = frozenset({
    Refusal.UNKNOWN_KEY, Refusal.KEY_REVOKED, Refusal.KEY_NOT_FOR_KIND, Refusal.KEY_NOT_VALID_THEN,
    Refusal.UNKNOWN_KIND, Refusal.UNKNOWN_LABEL, Refusal.UNKNOWN_VERSION,
    Refusal.NOT_RELEASED_TO_US,
})  # fmt: skip
"""Verdicts that say what we did not know then; the others are for good."""


def sweep_revoked(unit: Unit, feed: Feed, context: Context, *, t: Epoch) -> int:
    """Quarantine what a revoked key has signed beyond its last good checkpoint: how many.

    The entries stay in the feed, and the records in the store: they came, and
    were believed. From now on they are not.
    """
    revoked = _revoked_after(feed, context)
    if not revoked:
        return 0
    least = min(revoked.values())
    row = unit.head_at(feed, least)
    after = 0 if row is None else row.head.seq
    count = 0
    while page := unit.in_entries(feed, after, _PAGE):
        for entry in page:
            if _signed_too_late(unit, feed, entry, revoked) and not _lies_there(unit, feed, entry):
                frame = frame_of_row(feed, entry)
                unit.quarantine(feed, entry.seq, Refusal.KEY_REVOKED, frame, t=t)
                fields = {"feed": str(feed), "seq": str(entry.seq), "record": entry.id}
                unit.audit("record-distrusted", fields, t=t)
                count += 1
        after = page[-1].seq
    return count


def reconsider(unit: Unit, feed: Feed, context: Context, *, t: Epoch) -> int:
    """Take quarantined records for which we have learned the key, kind or label since: how many."""
    covering = coverage_in(unit, feed, context)
    after, count = 0, 0
    while page := unit.quarantined(feed, after, _PAGE):
        for row in page:
            if row.code in _MAY_PASS:
                found = examine(row.frame, feed, context, covering=covering, final=True)
                if found.record is not None:
                    unit.put_record(found.record, t_ingest=t)
                    unit.take_quarantined(feed, row.seq, t=t)
                    fields = {"feed": str(feed), "seq": str(row.seq), "record": found.record.id}
                    unit.audit("record-taken-after-all", fields, t=t)
                    count += 1
        after = page[-1].seq
    return count


def _revoked_after(feed: Feed, context: Context) -> dict[str, int]:
    """The last good checkpoint of each revoked key that signs for this feed."""
    nation = sponsor_of(feed.origin)
    latest = context.directories.latest(nation)
    return {
        f"{nation}#{key.thumbprint}": key.revoked.checkpoint
        for key in (() if latest is None else latest.directory.keys)
        if key.revoked is not None and feed.mode in key.modes
    }


def _lies_there(unit: Unit, feed: Feed, entry: FeedRow) -> bool:
    return any(row.seq == entry.seq for row in unit.quarantined(feed, entry.seq - 1, 1))


def _signed_too_late(unit: Unit, feed: Feed, entry: FeedRow, revoked: dict[str, int]) -> bool:
    if not entry.envelope:
        return False
    try:
        signatures = Envelope.from_bytes(entry.envelope).signatures
    except CspoError:  # our own store has damaged it: nothing of it is believed anyway
        return True
    ends = [revoked[each.keyid] for each in signatures if each.keyid in revoked]
    if not ends:
        return False
    covered = unit.covering(feed, entry.seq)
    return covered is None or covered > min(ends)
