"""Copies of a store while it is in use.

A backup is two files: the store as it was at one instant, and beside it a
manifest with its SHA-256. The manifest is written last: without it there is no
backup.

Signing keys are not in a store, so they are in no backup of one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from cspo.errors import MalformedMessage, SourceError, UsageError, VerificationError
from cspo.node.store.connection import connect
from cspo.node.store.faults import explained
from cspo.node.store.files import beside, digest_of, os_errors, sync_folder, write_new
from cspo.node.store.sqlite import SqliteStore
from cspo.records.strict_json import load_strict
from cspo.time import Epoch

__all__ = ["BackupManifest", "back_up", "manifest_path", "read_manifest"]

_FORMAT: Final = 1
_PAGES: Final = 2_048  # 16 MiB between two reports of progress


class BackupManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands beside a backup.

    Parameters
    ----------
    t : str
        When it was begun, UTC: the store as of then is in it.
    sha256 : str
        Of the file.
    records : int
        How many it holds.
    generation : int
        How often the store had been restored.
    """

    format: int
    store_id: str
    domain: str
    modes: tuple[str, ...]
    t: str
    sha256: str
    bytes: int
    records: int
    generation: int


def manifest_path(backup: Path) -> Path:
    """Where the manifest of a backup stands."""
    return backup.with_name(f"{backup.name}.json")


def back_up(
    store: SqliteStore,
    target: Path,
    *,
    t: Epoch,
    progress: Callable[[int, int], None] | None = None,
) -> BackupManifest:
    """Copy a store as it is now; others may go on reading and writing.

    Parameters
    ----------
    target : Path
        The backup, which must not be there yet. Its manifest is ``NAME.json`` beside it.
    t : Epoch
        The present.
    progress : callable or None
        Told how many pages of how many are done.

    Raises
    ------
    UsageError
        Where there is something under that name.
    VerificationError
        Where the copy does not hold: then the store itself is damaged.
    SourceError, ResourceLimit
        Where it can't be read or written; nothing of the backup stays then.
    """
    for path in (target, manifest_path(target)):
        if path.exists():
            raise UsageError(
                "back up", str(path), expected="a new name", got="a file that is there",
                hint="a backup never replaces another",
            )  # fmt: skip
    with beside("back up", target) as temporary:
        with explained("back up", str(store.path)):
            _copy(store.path, temporary, progress)
            records, generation = _proven(temporary)
        with os_errors("back up", target):
            digest, size = digest_of(temporary)
            manifest = BackupManifest(
                format=_FORMAT, store_id=store.store_id, domain=store.domain,
                modes=tuple(sorted(store.modes)), t=t.utc_iso(6), sha256=digest, bytes=size,
                records=records, generation=generation,
            )  # fmt: skip
            os.link(temporary, target)
            sync_folder(target.parent)
            try:
                write_new(manifest_path(target), msgspec.json.format(msgspec.json.encode(manifest)))
            except BaseException:
                target.unlink(missing_ok=True)
                raise
    return manifest


def read_manifest(backup: Path) -> BackupManifest:
    """The manifest of a backup.

    Raises
    ------
    SourceError
        Where there is none: then the backup was not completed.
    MalformedMessage
        Where it is none, or of a newer cspo.
    """
    path = manifest_path(backup)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            "read backup", str(path), expected="the manifest beside it",
            got=error.strerror or str(error), hint="a backup without manifest is not complete",
        ) from error  # fmt: skip
    load_strict(data)
    try:
        manifest = msgspec.json.decode(data, type=BackupManifest)
    except msgspec.ValidationError as error:
        raise MalformedMessage("read backup", str(path), got=str(error)) from error
    if manifest.format != _FORMAT:
        raise MalformedMessage(
            "read backup", str(path), expected=f"format {_FORMAT}", got=str(manifest.format)
        )
    return manifest


def _copy(source: Path, target: Path, progress: Callable[[int, int], None] | None) -> None:
    """SQLite's online backup of one snapshot, folded into a single file."""

    def report(_status: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    with closing(connect(source, read_only=True)) as here, closing(connect(target)) as there:
        # Within a transaction the source does not move: without one, every commit by
        # somebody else would make SQLite begin the copy again.
        here.execute("BEGIN")
        here.execute("SELECT one FROM store").fetchone()
        here.backup(there, pages=_PAGES, progress=report)
        there.execute("PRAGMA journal_mode = DELETE")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _proven(copy: Path) -> tuple[int, int]:
    """How many records and restores a copy holds, after SQLite has checked its pages."""
    with closing(connect(copy, read_only=True)) as connection:
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
        except sqlite3.DatabaseError as error:  # a page that the check itself trips over
            found = [str(error)]
        if found != ["ok"]:
            raise VerificationError(
                "back up", str(copy), expected="a sound copy", got="; ".join(found)[:300],
                hint="the store is damaged: check it",
            )  # fmt: skip
        records = connection.execute("SELECT count(*) FROM record").fetchone()[0]
        restored = "SELECT count(*) FROM store_event WHERE event = 'restored'"
        return int(records), int(connection.execute(restored).fetchone()[0])
