"""Files, folders and standard input."""

from __future__ import annotations

import difflib
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cspo.errors import SourceError
from cspo.sources.compression import decompress
from cspo.sources.source import Source, SourceFault, SourceFaultKind

__all__ = ["open_path", "open_standard_input", "read_file"]

_CHUNK_BYTES = 1 << 26


def open_path(path: Path, *, limit_bytes: int) -> Iterator[Source]:
    """Hand over a file, or the files of a folder sorted by name.

    Of a folder, hidden files, subfolders and what is no plain file are left
    out; a file that cannot be read comes with empty data and a fault, and the
    others still come.

    Raises
    ------
    SourceError
        Where the path does not exist (near names are suggested), may not be
        read, holds too much, or is a folder without files.
    """
    try:
        is_folder = path.is_dir()
        entries = sorted(path.iterdir()) if is_folder else []
    except OSError as error:
        raise _explained(error, path) from error
    if not is_folder:
        yield read_file(path, limit_bytes=limit_bytes)
        return
    count = 0
    for entry in entries:
        dangling = entry.is_symlink() and not entry.exists()
        if entry.name.startswith(".") or not (entry.is_file() or dangling):
            continue
        count += 1
        try:
            yield read_file(entry, limit_bytes=limit_bytes)
        except SourceError as error:
            fault = SourceFault(
                kind=SourceFaultKind.UNREADABLE, where=str(entry), got=error.got, hint=error.hint
            )
            yield Source(name=str(entry), data=b"", faults=(fault,))
    if not count:
        raise SourceError(
            "read folder", str(path), expected="at least one file", got="none",
            hint="hidden files and subfolders are not read",
        )  # fmt: skip


def read_file(path: Path, *, limit_bytes: int) -> Source:
    """Read one file, decompressed.

    Raises
    ------
    SourceError
        Where it does not exist, may not be read or holds too much.
    """
    try:
        with path.open("rb") as file:
            data = _read(file, str(path), limit_bytes)
    except OSError as error:
        raise _explained(error, path) from error
    return _source(str(path), data, limit_bytes)


def open_standard_input(stream: BinaryIO | None, *, limit_bytes: int) -> Iterator[Source]:
    """Hand over standard input, to its end."""
    try:
        data = _read(stream or sys.stdin.buffer, "standard input", limit_bytes)
    except OSError as error:
        raise SourceError("read", "standard input", got=error.strerror or str(error)) from error
    yield _source("-", data, limit_bytes)


def _read(stream: BinaryIO, name: str, limit_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := stream.read(min(_CHUNK_BYTES, limit_bytes + 1 - size)):
        parts.append(part)
        size += len(part)
        if size > limit_bytes:
            raise SourceError(
                "read", name, expected=f"at most {limit_bytes:,} bytes", got="more",
                hint="split it into several files",
            )  # fmt: skip
    return b"".join(parts)


def _source(name: str, raw: bytes, limit_bytes: int) -> Source:
    data, faults = decompress(raw, name=name, limit_bytes=limit_bytes)
    if not data and not faults:
        faults = (
            SourceFault(
                kind=SourceFaultKind.EMPTY, where=name, got="no bytes",
                hint="was it still being written?",
            ),
        )  # fmt: skip
    return Source(name=name, data=data, faults=faults)


def _explained(error: OSError, path: Path) -> SourceError:
    hint = "check the path"
    if isinstance(error, FileNotFoundError):
        hint = _near(path)
    elif isinstance(error, PermissionError):
        hint = f"its permissions are {_mode(path)}: ask its owner to let you read it"
    elif isinstance(error, IsADirectoryError):
        hint = "name a file in it"
    return SourceError("read", str(path), got=error.strerror or str(error), hint=hint)


def _mode(path: Path) -> str:
    try:
        return stat.filemode(path.stat().st_mode)
    except OSError:
        return "not to be read"


def _near(path: Path) -> str:
    """Names beside the missing one that look like it."""
    folder = path.parent
    try:
        names = [entry.name for entry in folder.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return f"the folder {folder} does not exist either"
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5)
    near += [n for n in sorted(names) if n.startswith(path.name) and n not in near]
    return f"did you mean {', '.join(near[:3])}?" if near else f"nothing in {folder} is named so"
