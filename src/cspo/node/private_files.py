"""Files for nobody else's eyes: written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from cspo.errors import MalformedMessage, ResourceLimit, SourceError

__all__ = ["explained", "private_file", "read_toml", "write_private"]

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_private(path: Path, data: bytes) -> None:
    """Write a file that nobody else may read, whole or not at all, and onto the disk.

    Raises
    ------
    ResourceLimit
        Where the disk is full; an older file stays.
    SourceError
        Where the file may not be written.
    """
    with private_file(path) as file:
        file.write(data)


@contextmanager
def private_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name, and gives way to nothing half written, when the block ends well.

    Raises
    ------
    ResourceLimit, SourceError
        As `write_private`.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)  # mkstemp's own, less what the umask took
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        temporary = ""
        _sync_folder(path.parent)
    except OSError as error:
        raise explained("write", error, path) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_toml(file: Path) -> Mapping[str, Any]:
    """A TOML file as a dict.

    Raises
    ------
    SourceError, MalformedMessage
        Where it can't be read, or is none.
    """
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # who opens a pipe may wait for ever
            raise MalformedMessage("read", str(file), expected="a file", got="something else")
        return tomllib.loads(file.read_bytes().decode())
    except OSError as error:
        raise explained("read", error, file) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedMessage(
            "read", str(file), expected="TOML", got=str(error)[:200] or "no text"
        ) from error


def explained(action: str, error: OSError, path: Path) -> SourceError | ResourceLimit:
    """What the system refused, as an error of ours: a full disk, or a path and its permissions."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return ResourceLimit(
            action, str(path), expected="room on the disk", got=reason,
            hint="free some space; nothing was changed",
        )  # fmt: skip
    return SourceError(action, str(path), got=reason, hint="check the path and its permissions")
