"""Is a store what it says? Everything is computed anew and held against what lies there.

SQLite's own check finds damaged pages and indices. The rest is ours: each
record's id is the hash of its bytes and its columns are what the bytes say; each
feed's chain is computed from its first entry to its last; the audit's chain
likewise; every entry of a feed to us has its record or a verdict; and the
triggers and checks that keep rows as they are still stand in the file.
Signatures are not verified here: they were when the record came, and bytes
that hash to the same id are the same bytes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from cspo.errors import CspoError
from cspo.node.store.check_chains import (
    StoreFault,
    audit_faults,
    checkpoint_faults,
    feed_faults,
    record_faults,
)
from cspo.node.store.sqlite import SqliteStore
from cspo.node.store.unit import SqliteUnit
from cspo.node.store.upgrade import upgrade

__all__ = ["StoreFault", "StoreReport", "check_store"]

_MOST: Final = 1_000

_OURS: Final = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    " AND name NOT LIKE 'picture\\_%' ESCAPE '\\' AND tbl_name NOT LIKE 'picture\\_%' ESCAPE '\\'"
)


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What a check found.

    Parameters
    ----------
    records, entries : int
        How many records and entries of feeds were checked.
    faults : tuple of StoreFault
        In the order in which they were found; at most 1,000.
    """

    records: int
    entries: int
    faults: tuple[StoreFault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


@dataclass(slots=True)
class _Count:
    """What the parts of a check add to while they go on."""

    records: int = 0
    entries: int = 0
    faults: list[StoreFault] = field(default_factory=list)


def check_store(store: SqliteStore, progress: Callable[[int], None] | None = None) -> StoreReport:
    """Check a store as it is at this moment; others may go on writing.

    Parameters
    ----------
    store : SqliteStore
        The store.
    progress : callable or None
        Told how many records have been checked, every thousand.

    Returns
    -------
    StoreReport
        Damage is reported, not raised.
    """
    count = _Count()

    def record_checked(number: int) -> None:
        count.records = number
        if progress is not None and number % 1_000 == 0:
            progress(number)

    def entry_checked() -> None:
        count.entries += 1

    with store.read() as unit:
        parts: dict[str, Iterator[StoreFault]] = {
            "file": _file_faults(unit),
            "schema": _schema_faults(unit, store),
            "record": record_faults(unit, store.modes, record_checked),
            "feed_out": feed_faults(unit, "feed_out", entry_checked),
            "feed_in": feed_faults(unit, "feed_in", entry_checked),
            "checkpoint": checkpoint_faults(unit),
            "audit": audit_faults(unit),
        }
        for part, faults in parts.items():
            try:
                for fault in faults:
                    count.faults.append(fault)
                    if len(count.faults) == _MOST:
                        return _report(count)
            except CspoError as error:  # a page that can't be read: what it held is unknown
                count.faults.append(StoreFault(part, "", f"can't be read: {error.got or error}"))
    return _report(count)


def _report(count: _Count) -> StoreReport:
    return StoreReport(count.records, count.entries, tuple(count.faults))


def _file_faults(unit: SqliteUnit) -> Iterator[StoreFault]:
    for (text,) in unit.raw_rows("PRAGMA integrity_check(100)"):
        if text != "ok":
            yield StoreFault("file", "", str(text)[:300])
    for row in unit.raw_rows("PRAGMA foreign_key_check"):
        yield StoreFault(str(row[0]), f"row {row[1]}", f"names a row of {row[2]} that isn't there")


def _schema_faults(unit: SqliteUnit, store: SqliteStore) -> Iterator[StoreFault]:
    """What a new store of the same modes has and this one has not, or has otherwise."""
    raw = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    try:
        with engine.begin() as connection:
            upgrade(connection, sorted(store.modes), "a new store")
        due = set(raw.execute(_OURS))
    finally:
        engine.dispose()
        raw.close()
    there = set(unit.raw_rows(_OURS))
    for kind, name, _ in sorted(due - there):
        yield StoreFault("schema", name, f"this {kind} is not there as it was made")
    for kind, name, _ in sorted(there - due):
        if name not in {known[1] for known in due}:
            yield StoreFault("schema", name, f"this {kind} is none of ours")
