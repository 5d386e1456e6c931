"""A node's folder in one file, and the way back.

The file is a tar archive: first ``backup.json``, which names every other file
with its size and SHA-256, then the store as SQLite's online backup copies it,
then keys (encrypted as they are), directories, anchors, policy, people and parties. The root
key isn't in it, as it isn't in the folder; nor are tokens and sessions, so that none
comes back that was ended since. Who can change a backup can change what
the node believes after a restore: keep it as you keep the folder.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NoReturn, Protocol, cast

import msgspec

import cspo
from cspo.errors import CspoError, MalformedMessage, UsageError, VerificationError, WrongSide
from cspo.node.home import Home
from cspo.node.private_files import explained
from cspo.node.store.backup import back_up, manifest_path
from cspo.node.store.restore import restore
from cspo.records.strict_json import load_strict
from cspo.time import Epoch

__all__ = ["BackupIndex", "restore_backup", "write_backup"]

_FORMAT: Final = 1
_INDEX: Final = "backup.json"
_MOST_INDEX_BYTES: Final = 1 << 20
_MOST_FILE_BYTES: Final = 64 << 20
_STORE: Final = "store.sqlite"
_CHUNK: Final = 1 << 20
_NAMES: Final = re.compile(
    r"(node|anchors|policy|people|parties)\.toml|store\.sqlite(\.json)?|keys/[A-Z]{1,16}-[0-9a-f]{16}\.key|"
    r"directories/[A-Z]{3}\.keys|sent/[A-Za-z0-9_-]{1,60}\.json",
    re.ASCII,
)


class Readable(Protocol):
    """What is read from: a file, a decompressor."""

    def read(self, size: int, /) -> bytes:
        """At most *size* bytes; none at the end."""
        ...


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bytes: int
    sha256: str


class BackupIndex(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup says of itself.

    Parameters
    ----------
    t : str
        When it was made, UTC.
    records : int
        How many the store held.
    """

    format: int
    nation: str
    t: str
    made_by: str
    records: int
    files: dict[str, _File]


def write_backup(
    home: Home, target: IO[bytes], *, t: Epoch, scratch: Path,
    progress: Callable[[float], None] = lambda fraction: None,  # noqa: ARG005
) -> BackupIndex:  # fmt: skip
    """Write a node's folder as it is now; others may go on reading and writing.

    Parameters
    ----------
    target : binary file
        Where it goes.
    scratch : Path
        A folder with room for a copy of the store.
    progress : callable
        Told the fraction that is done.

    Raises
    ------
    VerificationError
        Where the store is damaged.
    SourceError, ResourceLimit
        Where something can't be read or written.
    """
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".backup-") as folder:
        copy = Path(folder) / _STORE
        with home.store(read_only=True) as store:
            made = back_up(
                store, copy, t=t, progress=lambda done, of: progress(0.7 * done / max(of, 1))
            )
        files = {_STORE: copy, f"{_STORE}.json": manifest_path(copy)}
        files |= {
            str(path.relative_to(home.path)): path
            for path in sorted(home.path.rglob("*"))
            if path.is_file() and _NAMES.fullmatch(str(path.relative_to(home.path)))
            and path != home.database
        }  # fmt: skip
        small = {name: _bytes_of(path) for name, path in files.items() if name != _STORE}
        listed = {
            name: _File(len(data), hashlib.sha256(data).hexdigest()) for name, data in small.items()
        }
        listed[_STORE] = _File(made.bytes, made.sha256)
        index = BackupIndex(
            format=_FORMAT, nation=home.nation, t=t.utc_iso(6), records=made.records,
            made_by=f"cspo {cspo.__version__}", files=listed,
        )  # fmt: skip
        with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            _add(archive, _INDEX, io.BytesIO(msgspec.json.encode(index)))
            for name, data in small.items():
                _add(archive, name, io.BytesIO(data))
            with copy.open("rb") as file:
                _add(archive, _STORE, file)
        progress(1.0)
    return index


def restore_backup(
    source: Readable, name: str, path: Path, *, t: Epoch, reason: str = "", force: bool = False
) -> tuple[BackupIndex, Path | None]:
    """Put a backup in the place of a node's folder, with its store marked as restored.

    Parameters
    ----------
    source : readable
        The backup, undone of its compression; *name* is what errors call it.
    path : Path
        Where the folder is to be.
    t : Epoch
        The present.
    reason : str
        Why, for the store's own history.
    force : bool
        Whether a folder that is there may be set aside; it is renamed, never deleted.

    Returns
    -------
    BackupIndex
        What the backup says of itself.
    Path or None
        Where the folder lies now that was there.

    Raises
    ------
    UsageError
        Where something is there and *force* is not given, or another nation's.
    WrongSide
        Where one is of the real sky, and the other of exercises: its audit tells of it.
    MalformedMessage, VerificationError
        Where it is no backup, or not what its index says: then nothing has changed.
    SourceError, ResourceLimit
        Where something can't be read or written, or a process still uses the folder.
    """
    there = _there(path, force=force)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = tempfile.TemporaryDirectory(
            dir=path.parent, prefix=f".{path.name}.", ignore_cleanup_errors=True
        )
    except OSError as error:
        raise explained("restore", error, path.parent) from error
    with scratch as folder:
        unpacked, new = Path(folder) / "unpacked", Path(folder) / "new"
        with _system_errors(name):
            index = _unpack(source, name, unpacked)
        if there is not None and there.nation != index.nation:
            raise UsageError("restore", str(path), expected=f"a folder of {there.nation}",
                             got=f"a backup of {index.nation}")  # fmt: skip
        with _system_errors(name):
            _arrange(unpacked, new, t=t, reason=reason)
        if there is None:
            with _system_errors(name):
                if path.exists():
                    path.rmdir()  # an empty one
                new.rename(path)
            return index, None
        _must_be_of_its_side(Home.open(new), there, t)
        with there.writing("cspo restore"), _system_errors(name):
            stamp = "".join(filter(str.isalnum, t.utc_iso(0)))
            aside = path.with_name(f"{path.name}.before-{stamp}")
            path.rename(aside)
            new.rename(path)
        return index, aside


def _must_be_of_its_side(new: Home, there: Home, t: Epoch) -> None:
    """A backup of an exercise takes no real node's place, nor the other way round."""
    try:
        with there.store(read_only=True) as store:
            held = store.modes
    except CspoError:
        return  # it is damaged: that is why it gives way
    with new.store(read_only=True) as store:
        got = store.modes
    if got != held:
        error = WrongSide(
            "restore", str(there.path), expected=f"a backup of {' '.join(sorted(held))}",
            got=f"one of {' '.join(sorted(got))}", hint="give another folder with --data",
        )  # fmt: skip
        there.audit_wrong_side(error, "cspo restore", t=t)
        raise error


def _there(path: Path, *, force: bool) -> Home | None:
    """The node's folder that would give way; None where the place is free."""
    if not path.exists() or (path.is_dir() and next(path.iterdir(), None) is None):
        return None
    if not force:
        raise UsageError(
            "restore", str(path), expected="a new or empty folder", got="one that is there",
            hint="--force sets it aside under another name",
        )  # fmt: skip
    return Home.open(path)


def _unpack(source: Readable, name: str, folder: Path) -> BackupIndex:
    """Write the files of an archive to *folder*, each held against the index."""
    folder.mkdir(mode=0o700)
    seen: set[str] = set()
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", source), mode="r|") as archive:
            members = iter(archive)
            first = next(members, None)
            index = _index(archive, first, name)
            for member in members:
                if not member.isreg() or member.name not in index.files or member.name in seen:
                    _refuse(name, f"{member.name[:80]}, which its index does not name")
                _take(archive, member, index.files[member.name], folder, name)
                seen.add(member.name)
    except tarfile.TarError as error:
        raise MalformedMessage(
            "read backup", name, expected="a backup that cspo made", got=str(error)
        ) from error
    except (EOFError, zlib.error) as error:
        raise MalformedMessage("read backup", name, expected="the whole file, undamaged",
                               got=str(error) or "the end too early") from error  # fmt: skip
    if missing := sorted(set(index.files) - seen):
        _refuse(name, f"nothing of {missing[0]}")
    return index


def _index(archive: tarfile.TarFile, member: tarfile.TarInfo | None, name: str) -> BackupIndex:
    expected = "a backup that cspo made"
    if member is None or member.name != _INDEX or not member.isreg() or (
        member.size > _MOST_INDEX_BYTES
    ):  # fmt: skip
        raise MalformedMessage("read backup", name, expected=expected, got="something else")
    file = archive.extractfile(member)
    data = b"" if file is None else file.read()
    load_strict(data)
    try:
        index = msgspec.json.decode(data, type=BackupIndex)
    except msgspec.ValidationError as error:
        raise MalformedMessage("read backup", name, expected=expected, got=str(error)) from error
    if index.format != _FORMAT:
        raise MalformedMessage("read backup", name, expected=f"format {_FORMAT}",
                               got=str(index.format), hint="a newer cspo made it")  # fmt: skip
    needed = {"node.toml", "anchors.toml", _STORE, f"{_STORE}.json"}
    if not all(map(_NAMES.fullmatch, index.files)) or not needed <= set(index.files):
        raise MalformedMessage("read backup", name, expected=expected, got="other files")
    return index


def _take(
    archive: tarfile.TarFile, member: tarfile.TarInfo, due: _File, folder: Path, name: str
) -> None:
    limit = due.bytes if member.name == _STORE else min(due.bytes, _MOST_FILE_BYTES)
    source = archive.extractfile(member)
    if source is None or member.size != limit:
        _refuse(name, f"another size of {member.name}")
    target = folder / member.name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        while part := source.read(_CHUNK):
            digest.update(part)
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != due.sha256:
        _refuse(name, f"another {member.name}")


def _arrange(unpacked: Path, new: Path, *, t: Epoch, reason: str) -> None:
    """Make the folder from what was unpacked; the store is marked as restored."""
    for folder in (new, new / "keys", new / "directories"):
        folder.mkdir(mode=0o700)
    restore(unpacked / _STORE, new / _STORE, t=t, reason=reason)
    for path in sorted(unpacked.rglob("*")):
        kept = path.relative_to(unpacked)
        if path.is_file() and not kept.name.startswith(_STORE):
            (new / kept.parent).mkdir(mode=0o700, exist_ok=True)
            path.rename(new / kept)
    (new / _STORE).chmod(0o600)


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size = file.seek(0, os.SEEK_END)
    member.mode = 0o600
    file.seek(0)
    archive.addfile(member, file)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise explained("back up", error, path) from error


def _refuse(name: str, got: str) -> NoReturn:
    raise VerificationError(
        "read backup", name, expected="the files of its index", got=got,
        hint="it was changed or damaged: take another; nothing was restored",
    )  # fmt: skip


@contextmanager
def _system_errors(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise explained("restore", error, Path(error.filename or name)) from error
