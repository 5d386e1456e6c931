"""Where bytes go: a file that is whole or not there, or standard output."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path

from cspo.errors import ResourceLimit, SourceError

__all__ = ["write_bytes"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_bytes(target: str | Path, data: bytes) -> None:
    """Write *data* to a file, or to standard output where *target* is ``-``.

    The file appears whole or not at all: the bytes go to a temporary file
    beside it, which then takes its name. Folders on the way are made.

    Raises
    ------
    ResourceLimit
        Where the disk is full. Nothing is left behind, an older file stays.
    SourceError
        Where the file may not be written.
    """
    if str(target) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if path.exists() and not path.is_file():
        _write_in_place(path, data)
        return
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise _explained(error, path, len(data)) from error


def _write_in_place(path: Path, data: bytes) -> None:
    """Write to what is no plain file (a pipe, ``/dev/full``): it can't be replaced."""
    if path.is_dir():
        raise SourceError(
            "write", str(path), expected="a file name", got="a directory", hint="add a file name"
        )
    try:
        with path.open("wb") as file:
            file.write(data)
    except OSError as error:
        raise _explained(error, path, len(data)) from error


def _explained(error: OSError, path: Path, size: int) -> ResourceLimit | SourceError:
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return ResourceLimit(
            "write", str(path), expected=f"room for {size:,} bytes", got=reason,
            hint="free some space or write elsewhere; nothing was changed",
        )  # fmt: skip
    return SourceError("write", str(path), got=reason, hint="check the path and its permissions")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
