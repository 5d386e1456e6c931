"""Finished blocks of a screening, kept until it ends, so that ``--resume`` can go on.

Every screening longer than a day keeps its blocks in a folder of the cache,
named by the hash of all that they depend on. A run starts anew unless it is
told to resume. Ended well, it leaves nothing behind.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cspo.cli.catalogs import cache_folder
from cspo.cli.console import note

__all__ = ["kept_blocks"]

_MOST_FOLDERS: Final = 5
"""Interrupted screenings whose blocks stay; older ones make room."""


@contextmanager
def kept_blocks(key: str, *, resume: bool) -> Iterator[Path | None]:
    """The folder for the blocks of this screening; None where the cache cannot be used."""
    base = cache_folder() / "screen"
    folder = base / key[:24]
    try:
        base.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        note(f"{base}: {error.strerror}: this screening can't be resumed if it stops")
        yield None
        return
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            note("the same screening runs already: this one keeps no blocks")
            yield None
            return
        _prepare(folder, resume=resume)
        _make_room(base, folder)
        try:
            yield folder
        except KeyboardInterrupt:
            note("finished blocks are kept: the same command with --resume goes on from there")
            raise
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)
    finally:
        os.close(handle)


def _prepare(folder: Path, *, resume: bool) -> None:
    finished = len(list(folder.glob("block_*.npz")))
    if not resume:
        shutil.rmtree(folder, ignore_errors=True)
    elif finished:
        note(f"going on from {finished} finished blocks")
    else:
        note("nothing to resume: starting anew")


def _make_room(base: Path, mine: Path) -> None:
    folders = [path for path in base.iterdir() if path.is_dir() and path != mine]
    folders.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in folders[_MOST_FOLDERS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
        old.with_suffix(".lock").unlink(missing_ok=True)
