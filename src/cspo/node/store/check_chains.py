"""Hashes and chains of a store, computed anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from cspo.errors import CspoError
from cspo.federation.checkpoint import checkpoint_row, read_checkpoint
from cspo.federation.feed import RESTART_STEP, ZERO_HASH, Feed, entry_hash
from cspo.markings.mode import Mode
from cspo.node.store.columns import instant_us
from cspo.node.store.exchange_tables import audit_hash
from cspo.node.store.unit import SqliteUnit
from cspo.records.record import read_record
from cspo.time import Epoch

__all__ = ["StoreFault", "audit_faults", "checkpoint_faults", "feed_faults", "record_faults"]

_RECORDS: Final = (
    "SELECT seq, id, origin, kind, mode, object, version, supersedes, t_valid_tai_us, class,"
    " rel_mask, orcon, envelope FROM record ORDER BY seq"
)
_ENTRIES: Final = (
    "SELECT seq, id, prev, hash FROM {} WHERE origin = ? AND recipient = ? AND mode = ?"
    " ORDER BY seq"
)
_HASH_AT: Final = "SELECT hash FROM {} WHERE origin = ? AND recipient = ? AND mode = ? AND seq = ?"
_UNEXPLAINED: Final = (
    "SELECT f.origin, f.recipient, f.mode, f.seq FROM feed_in f"
    " WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = f.id)"
    " AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.origin = f.origin"
    " AND q.recipient = f.recipient AND q.mode = f.mode AND q.seq = f.seq)"
)
_CHECKPOINTS: Final = "SELECT origin, mode, n, prev, hash, t_tai_ns, envelope FROM checkpoint"
_AUDIT: Final = "SELECT n, event, fields, t_tai_ns, hash FROM audit ORDER BY n"


@dataclass(frozen=True, slots=True)
class StoreFault:
    """One thing that is not as it should be.

    Parameters
    ----------
    table : str
        The table, or ``file`` or ``schema``.
    place : str
        Which row; empty where it isn't known.
    text : str
        What is wrong with it.
    """

    table: str
    place: str
    text: str


def record_faults(
    unit: SqliteUnit, modes: Collection[Mode], checked: Callable[[int], None]
) -> Iterator[StoreFault]:
    """Records whose id is not the hash of their bytes, or whose columns say something else."""
    for count, row in enumerate(unit.raw_rows(_RECORDS), 1):
        place = f"seq {row[0]}, id {row[1].hex()}"
        fault = _record_fault(unit, row, modes)
        if fault:
            yield StoreFault("record", place, fault)
        checked(count)


def _record_fault(unit: SqliteUnit, row: tuple[Any, ...], modes: Collection[Mode]) -> str:
    try:
        record = read_record(row[-1])
    except CspoError as error:
        return f"its bytes are no record: {error.expected}"
    if record.id != row[1].hex():
        return f"its bytes hash to {record.id}"
    payload = record.payload
    label = payload.label
    due = (
        payload.origin, payload.kind, str(payload.mode), payload.object, payload.version,
        bytes.fromhex(payload.supersedes) or None, instant_us(Epoch.from_utc(payload.t_valid)),
        label.classification, unit.rel_mask(label.releasable_to), int(label.orcon),
    )  # fmt: skip
    if payload.mode not in modes:
        return f"it is of mode {payload.mode}"
    if due != row[2:-1]:
        return "its columns are not what its bytes say"
    return ""


def feed_faults(unit: SqliteUnit, table: str, checked: Callable[[], None]) -> Iterator[StoreFault]:
    """Entries that do not follow from those before them, and entries to us without a record."""
    feeds = unit.out_feeds() if table == "feed_out" else unit.in_feeds()
    for feed in feeds:
        which = (feed.origin, feed.recipient, str(feed.mode))
        last, last_hash = 0, ZERO_HASH
        for seq, record_id, prev, own in unit.raw_rows(_ENTRIES.format(table), which):
            before = last_hash
            if seq != last + 1:
                before = _before_restart(unit, table, which, seq)
            fault = _entry_fault(feed, seq, record_id.hex(), prev.hex(), own.hex(), before)
            if fault:
                yield StoreFault(table, f"{feed} {seq}", fault)
            last, last_hash = seq, own.hex()
            checked()
    if table == "feed_in":
        for origin, recipient, mode, seq in unit.raw_rows(_UNEXPLAINED):
            place = f"{origin}>{recipient}:{mode} {seq}"
            yield StoreFault(table, place, "neither its record nor a verdict is there")


def _before_restart(unit: SqliteUnit, table: str, which: tuple[str, ...], seq: int) -> str:
    """Hash of the entry that one after a declared restart is chained to; empty where none is."""
    if seq == RESTART_STEP:
        return ZERO_HASH
    found = unit.raw_row(_HASH_AT.format(table), (*which, seq - RESTART_STEP))
    return "" if found is None else bytes(found[0]).hex()


def _entry_fault(feed: Feed, seq: int, record_id: str, prev: str, own: str, before: str) -> str:
    if not before:
        return "the entry before it is missing"
    if prev != before:
        return "it is not chained to the entry before it"
    if own != entry_hash(feed, prev, seq, record_id):
        return "its hash is not that of what it holds"
    return ""


def checkpoint_faults(unit: SqliteUnit) -> Iterator[StoreFault]:
    """Checkpoints whose columns are not what their bytes say."""
    for origin, mode, n, prev, own, t, envelope in unit.raw_rows(_CHECKPOINTS):
        place = f"{origin}:{mode} {n}"
        try:
            found, signed = read_checkpoint(envelope)
        except CspoError as error:
            yield StoreFault("checkpoint", place, f"its bytes are no checkpoint: {error.expected}")
            continue
        row = checkpoint_row(found, signed.payload, envelope, t_ingest=Epoch(0))
        due = (row.origin, str(row.mode), row.n, row.prev, row.hash, row.t.tai_ns)
        if due != (origin, mode, n, prev.hex(), own.hex(), t):
            yield StoreFault("checkpoint", place, "its columns are not what its bytes say")


def audit_faults(unit: SqliteUnit) -> Iterator[StoreFault]:
    """Lines of the audit that do not follow from those before them."""
    last, prev = 0, ZERO_HASH
    for n, event, fields, t, own in unit.raw_rows(_AUDIT):
        if n != last + 1:
            yield StoreFault("audit", f"line {n}", f"lines after {last} are missing")
        elif own.hex() != audit_hash(prev, event, fields, t):
            yield StoreFault("audit", f"line {n}", "its hash is not that of what it holds")
        last, prev = n, own.hex()
