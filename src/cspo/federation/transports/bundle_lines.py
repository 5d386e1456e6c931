"""The lines of a bundle, out of a file that may be anything.

A line is no longer than it may be, a block no larger, and nothing fails but in
our words.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from cspo.federation.transports.manifest import BundleFault, Manifest, refuse_bundle
from cspo.records.directory import Directories
from cspo.records.envelope import MAX_ENVELOPE_BYTES

__all__ = ["Bundle", "Opener", "Readable", "Stream", "is_opening", "payload_type_of"]

_CHUNK: Final = 65_536
_TYPE: Final = b'","payloadType":"'
_OPENING: Final = b'{"n":'


class Readable(Protocol):
    """Bytes, as a file gives them. What fails in reading raises OSError or a `CspoError`."""

    def read(self, size: int, /) -> bytes:
        """At most *size* bytes; none at the end."""
        ...


Opener = Callable[[], AbstractContextManager[Readable]]
"""Opens the file, undone of its compression, from the beginning; called more than once."""


@dataclass(slots=True)
class Bundle:
    """A bundle that was verified whole.

    Parameters
    ----------
    manifest : Manifest
        What its origin has signed about it.
    envelope : bytes
        The manifest as it was signed: proof of what the origin says of its feed.
    opener : callable
        To read it again.
    directories : Directories
        Ours, and the origin's newer ones from its papers.
    fresh : list of bytes
        The origin's directories that we did not have, oldest first.
    receipts : list of bytes
        The origin's receipts in it.
    """

    manifest: Manifest
    envelope: bytes
    opener: Opener
    directories: Directories
    fresh: list[bytes] = field(default_factory=list)
    receipts: list[bytes] = field(default_factory=list)

    def papers(self) -> Generator[bytes, None, None]:
        """Its papers once more; see `frames`."""
        return self._lines(0, self.manifest.papers)

    def frames(self) -> Generator[bytes, None, None]:
        """Its frames once more, each held against the manifest again.

        Raises
        ------
        RefusedBundle
            Where it is no longer what it was.
        """
        return self._lines(self.manifest.papers, self.manifest.papers + self.manifest.count)

    def _lines(self, first: int, end: int) -> Generator[bytes, None, None]:
        """Lines from one to another, the manifest's not counted. They begin and end with blocks."""
        number = 0
        with self.opener() as file:
            stream = Stream(file)
            stream.line(MAX_ENVELOPE_BYTES + 1)
            for block in self.manifest.blocks:
                if number >= end:
                    return
                data = stream.exactly(block.bytes)
                if number >= first:
                    if hashlib.sha256(data).hexdigest() != block.sha256:
                        refuse_bundle(BundleFault.CHANGED, "what it was before", line=number + 2)
                    yield from data[:-1].split(b"\n")
                number += block.lines


class Stream:
    """Reads lines and exact counts, and says what is wrong with a medium in our words."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._kept = b""

    def line(self, most: int) -> bytes:
        """A line with its line feed; without one where it is longer than *most*."""
        while b"\n" not in self._kept and len(self._kept) <= most:
            if not (part := self._read(_CHUNK)):
                break
            self._kept += part
        end = self._kept.find(b"\n") + 1 or len(self._kept)
        found, self._kept = self._kept[:end], self._kept[end:]
        return found

    def exactly(self, size: int) -> bytes:
        """So many bytes, or fewer at the end of the file."""
        parts = [self._kept[:size]]
        self._kept = self._kept[size:]
        missing = size - len(parts[0])
        while missing > 0 and (part := self._read(min(missing, _CHUNK))):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except EOFError:  # of gzip: the stream ends too early
            return b""
        except (OSError, zlib.error) as error:
            refuse_bundle(
                BundleFault.UNREADABLE, "a file that can be read",
                got=getattr(error, "strerror", None) or str(error),
            )  # fmt: skip


def is_opening(line: bytes) -> bool:
    """Whether a paper is what opens a leaf of the checkpoint before it."""
    return line.startswith(_OPENING)


def payload_type_of(line: bytes) -> str:
    """What a paper is; empty for an opening, or anything else."""
    start = line.find(_TYPE)
    if start < 0:
        return ""
    start += len(_TYPE)
    return line[start : line.find(b'"', start)].decode("ascii", "replace")
