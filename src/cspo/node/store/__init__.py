"""The store: what one node holds, in one SQLite file, and nothing of it ever changed.

Each nation's own store is the truth. Records, feed entries, checkpoints,
receipts and decisions are appended; triggers in the file refuse to change or
delete them. One `SqliteStore.write` block is one unit of work: a record, the feed
entries that hand it on and the decision that let it go stand or fall together,
and when the block has ended they are on the disk.
"""

from __future__ import annotations

from cspo.node.store.backup import BackupManifest, back_up, manifest_path, read_manifest
from cspo.node.store.check import StoreFault, StoreReport, check_store
from cspo.node.store.current import CurrentVersions, current_records
from cspo.node.store.projection_rows import ProjectionRows
from cspo.node.store.projections import Projection, Projector
from cspo.node.store.record_queries import StoredRecord
from cspo.node.store.restore import restore
from cspo.node.store.sqlite import EXERCISE_SIDE, REAL_SIDE, SqliteStore
from cspo.node.store.unit import SqliteUnit

__all__ = [
    "EXERCISE_SIDE", "REAL_SIDE", "BackupManifest", "CurrentVersions", "Projection",
    "ProjectionRows", "Projector", "SqliteStore", "SqliteUnit", "StoreFault", "StoreReport",
    "StoredRecord", "back_up", "check_store", "current_records", "manifest_path", "read_manifest",
    "restore",
]  # fmt: skip
