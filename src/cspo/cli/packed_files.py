"""Bundles and backups as files: packed by their suffix, unpacked as they are, read again."""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

import zstandard

from cspo.cli.node_files import MOST_BYTES
from cspo.errors import ResourceLimit, SourceError, UsageError

if TYPE_CHECKING:
    from cspo.federation.transports.bundle_file import Opener, Readable
    from cspo.federation.transports.bundle_writing import Pack

__all__ = ["as_openers", "opener_of", "packed_by", "written_to"]

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_CHUNK: Final = 1 << 20


def packed_by(target: str) -> Pack | None:
    """How a file is compressed, by the end of its name; None: not at all."""
    if target.endswith(".gz"):
        return lambda file: cast("IO[bytes]", gzip.GzipFile("", "wb", fileobj=file, mtime=0))
    if target.endswith(".zst"):
        return lambda file: cast(
            "IO[bytes]", zstandard.ZstdCompressor(level=9).stream_writer(file, closefd=False)
        )
    return None


@contextmanager
def written_to(target: str) -> Iterator[Path]:
    """Where to write a bundle: the file itself, or one whose bytes then go to standard output.

    Raises
    ------
    UsageError
        Where the name is that of a folder.
    """
    if target != "-":
        if Path(target).is_dir():
            raise UsageError("export bundle", target, expected="a file name", got="a folder")
        yield Path(target)
        return
    with tempfile.TemporaryDirectory(prefix="cspo-") as folder:
        path = Path(folder) / "bundle"
        yield path
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer, _CHUNK)
        sys.stdout.buffer.flush()


@contextmanager
def as_openers(
    specs: list[str],
    progress: Callable[[float], None] = lambda fraction: None,  # noqa: ARG005
) -> Iterator[dict[str, Opener]]:
    """Files, the files of folders, and standard input, each to be opened as often as needed.

    *progress* is told the fraction that was read, of reading everything twice.

    Raises
    ------
    SourceError
        Where one is not there, or a folder is empty.
    """
    with tempfile.TemporaryDirectory(prefix="cspo-") as folder:
        files: dict[str, Path] = {}
        for spec in specs:
            if spec == "-":
                files["-"] = _kept(Path(folder) / "stdin")
            else:
                files |= {str(path): path for path in _files(Path(spec))}
        total = 2 * sum(path.stat().st_size for path in files.values()) or 1
        read = 0

        def tell(size: int) -> None:
            nonlocal read
            read += size
            progress(min(read / total, 1.0))

        yield {name: opener_of(path, tell) for name, path in files.items()}


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        try:
            path.open("rb").close()
        except OSError as error:
            raise SourceError("read bundle", str(path), got=error.strerror or str(error)) from error
        return [path]
    found = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
    if not found:
        raise SourceError("read folder", str(path), expected="at least one file", got="none")
    return found


def _kept(path: Path) -> Path:
    """Standard input as a file: a bundle is read twice."""
    left = MOST_BYTES
    with path.open("wb") as file:
        while part := sys.stdin.buffer.read(_CHUNK):
            left -= len(part)
            if left < 0:
                raise ResourceLimit("read", "standard input", expected=f"at most {MOST_BYTES:,} "
                                    "bytes", got="more", hint="name the file")  # fmt: skip
            file.write(part)
    return path


def opener_of(
    path: Path,
    tell: Callable[[int], None] = lambda size: None,  # noqa: ARG005
) -> Opener:
    """Opens a file, undone of gzip and Zstandard, as often as it is called.

    *tell* is told how many bytes of the file were read, each time.
    """

    @contextmanager
    def opened() -> Iterator[Readable]:
        with path.open("rb") as raw:
            begin = raw.read(4)
            raw.seek(0)
            file = _Counted(raw, tell)
            if begin.startswith(_GZIP):
                with gzip.GzipFile(fileobj=cast("IO[bytes]", file)) as unpacked:
                    yield unpacked
            elif begin == _ZSTD:
                with zstandard.ZstdDecompressor().stream_reader(
                    cast("IO[bytes]", file), read_across_frames=True
                ) as stream:
                    yield _Zstd(stream.read)
            else:
                yield file

    return opened


class _Counted:
    """A file that tells how much of it is read."""

    def __init__(self, file: IO[bytes], tell: Callable[[int], None]) -> None:
        self._file, self._tell = file, tell

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self._tell(len(data))
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)


class _Zstd:
    """A Zstandard stream that fails as files do."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def read(self, size: int, /) -> bytes:
        try:
            return self._read(size)
        except zstandard.ZstdError as error:
            raise OSError(0, str(error)) from error
