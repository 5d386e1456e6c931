"""Files that appear whole or not at all, private, and on the disk when the call returns."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cspo.errors import ResourceLimit, SourceError

__all__ = [
    "SIDE_FILES", "beside", "copy_file", "digest_of", "os_errors", "sync_folder", "write_new",
]  # fmt: skip

SIDE_FILES: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file, by the end of its name."""

_NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CHUNK: Final = 1 << 20


@contextmanager
def beside(action: str, target: Path) -> Iterator[Path]:
    """A private new file in the same folder, gone when the block ends."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    with os_errors(action, target):
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    try:
        yield temporary
    finally:
        for side in ("", *SIDE_FILES):
            Path(f"{temporary}{side}").unlink(missing_ok=True)


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 of a file, 64 hexadecimal digits, and how many bytes it has."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return digest, file.tell()


def copy_file(source: Path, target: Path) -> str:
    """Copy bytes and hash what is written, in one reading."""
    found = hashlib.sha256()
    with source.open("rb") as here, target.open("wb") as there:
        while chunk := here.read(_CHUNK):
            found.update(chunk)
            there.write(chunk)
        there.flush()
        os.fsync(there.fileno())
    return found.hexdigest()


def write_new(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all, and onto the disk."""
    with beside("write", path) as temporary:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
        sync_folder(path.parent)


@contextmanager
def os_errors(action: str, path: Path) -> Iterator[None]:
    """Turn errors of the operating system within the block into errors of cspo."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in _NO_ROOM:
            raise ResourceLimit(
                action, str(path), expected="room on the disk", got=reason
            ) from error  # fmt: skip
        raise SourceError(
            action, str(path), got=reason, hint="check the path and its permissions"
        ) from error


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
