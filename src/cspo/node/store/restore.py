"""The way back from a backup: checked, marked, and nothing overwritten.

A store that is restored says so from then on (`Unit.generation`), for its
partners may hold entries of its feeds that it has forgotten: federation learns
their true heads before it appends to them.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from cspo.errors import ResourceLimit, UsageError, VerificationError
from cspo.node.store.backup import BackupManifest, read_manifest
from cspo.node.store.connection import connect
from cspo.node.store.faults import as_cspo_error, explained
from cspo.node.store.files import SIDE_FILES, beside, copy_file, os_errors, sync_folder
from cspo.node.store.sqlite import SqliteStore
from cspo.time import Epoch

__all__ = ["restore"]


def restore(
    backup: Path, target: Path, *, t: Epoch, reason: str = "", force: bool = False
) -> BackupManifest:
    """Put a backup in the place of a store, marked as restored.

    Parameters
    ----------
    backup : Path
        As `back_up` made it, manifest beside it.
    target : Path
        Where the store is to be.
    t : Epoch
        The present.
    reason : str
        Why, for the store's own history.
    force : bool
        Whether a store that is there may be set aside; it is renamed, never deleted.

    Raises
    ------
    UsageError
        Where a store is there and *force* is not given.
    VerificationError
        Where the backup's bytes are not those of its manifest.
    SourceError, ResourceLimit
        Where it can't be read or written, or a process still uses the store.
    """
    manifest = read_manifest(backup)
    if target.exists() and not force:
        raise UsageError(
            "restore", str(target), expected="no store there", got="one that is there",
            hint="--force sets it aside under another name",
        )  # fmt: skip
    with beside("restore", target) as temporary:
        with os_errors("restore", backup):
            digest = copy_file(backup, temporary)
        if digest != manifest.sha256:
            raise VerificationError(
                "restore", str(backup), expected=f"SHA-256 {manifest.sha256}", got=digest,
                hint="the backup was changed or damaged: take another",
            )  # fmt: skip
        text = f"backup of {manifest.t}" + (f": {reason}" if reason else "")
        with explained("restore", str(temporary)):
            with closing(connect(temporary)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            with SqliteStore(temporary, create=False) as store, store.write() as unit:
                unit.mark_restored(text, t=t)
        with os_errors("restore", target):
            if target.exists():
                _set_aside(target, t)
            temporary.replace(target)
            sync_folder(target.parent)
    return manifest


def _set_aside(target: Path, t: Epoch) -> None:
    """Give a store another name, with the log that belongs to it; refuse while it is in use."""
    stamp = "".join(filter(str.isalnum, t.utc_iso(0)))
    aside = target.with_name(f"{target.name}.before-{stamp}-{secrets.token_hex(3)}")
    names = {
        target.with_name(target.name + side): aside.with_name(aside.name + side)
        for side in ("", *SIDE_FILES)
    }
    kept = [other for name, other in names.items() if name.exists()]
    # Named twice before SQLite opens it: it throws away the log of a file that it can't read.
    for name, other in names.items():
        if name.exists():
            os.link(name, other)
    try:
        with closing(sqlite3.connect(target, isolation_level=None, timeout=0.0)) as connection:
            # Leaving WAL needs the file for oneself, and folds the log into it.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        explanation = as_cspo_error(error, "restore", str(target))
        if isinstance(explanation, ResourceLimit):
            for other in kept:
                other.unlink()
            raise ResourceLimit(
                "restore", str(target), expected="a store that nobody uses", got=explanation.got,
                hint="stop the node first",
            ) from error  # fmt: skip
        # Too damaged to be opened: that is what it is replaced for.
    else:
        for other in kept[1:]:
            other.unlink()  # folded in
    # A log left behind would be taken for that of the new file.
    for name in list(names)[1:]:
        name.unlink(missing_ok=True)
