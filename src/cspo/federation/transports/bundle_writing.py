"""Writing a bundle: what its recipient would be told on a live link, in one file.

The store is asked twice, first for the manifest, then for the lines, so that
a bundle of any size takes the memory of one block. What is asked the second
time must be what was signed, or nothing is written.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from cspo.errors import ResourceLimit, SourceError, UsageError
from cspo.federation.answers import Answers
from cspo.federation.checkpoint import opening_from_bytes, read_checkpoint
from cspo.federation.desk import Desk
from cspo.federation.feed import GENESIS, Feed, Head
from cspo.federation.frame import header_from_bytes
from cspo.federation.transports.in_process import InProcessLink
from cspo.federation.transports.manifest import (
    BLOCK_BYTES,
    BLOCK_LINES,
    MAX_BLOCKS,
    Block,
    Manifest,
    seal_manifest,
)
from cspo.markings.parties import sponsor_of
from cspo.records.payload import utc_of_record

__all__ = ["Pack", "Window", "export_bundle"]

Pack = Callable[[IO[bytes]], IO[bytes]]
"""Puts a compressor in front of a file. Closing it must not close the file."""

MAX_BLOCKS_OF_FRAMES: Final = MAX_BLOCKS * 7 // 8
"""The rest is for papers."""

_PAGE: Final = 500
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What of a feed goes into a bundle.

    Parameters
    ----------
    after_seq : int
        Entries after this one.
    after_n : int
        Checkpoints of ours after this one, up to the last that its entries cover.
    entries : int or None
        So many at most; None: as many as a bundle holds.
    gossip : mapping
        Of which other nations checkpoints go along, and after which number.
    """

    after_seq: int = 0
    after_n: int = 0
    entries: int | None = None
    gossip: Mapping[str, int] = field(default_factory=dict)


def export_bundle(
    target: Path,
    desk: Desk,
    answers: Answers,
    feed: Feed,
    *,
    window: Window = Window(),
    number: int = 1,
    one_way: bool = False,
    pack: Pack | None = None,
) -> Manifest:
    """Write a part of a feed of ours into a file: whole, on the disk, or not at all.

    Make a checkpoint first, and the bundle says how far the feed goes.

    Parameters
    ----------
    target : Path
        The file; one that is there gives way. Only its owner may read it.
    desk : Desk
        Ours: its key of the feed's mode signs, and must be good for ``bundle``.
    answers : Answers
        Ours: what goes out is what the recipient would be answered, decided anew.
    feed : Feed
        To a partner that *answers* knows.
    window : Window
        Which part.
    number : int
        The number of the bundle among those of this feed.
    one_way : bool
        Whether no receipt can come back. Ours don't go along then.
    pack : callable
        Compresses on the way.

    Returns
    -------
    Manifest
        What was signed. Its `to_seq` tells where the next one begins.

    Raises
    ------
    UsageError
        Where the feed is not ours, or ends before the window begins.
    VerificationError
        Where *answers* knows no such partner.
    ResourceLimit, SourceError
        Where the file can't be written; nothing is left of it.
    """
    if feed.mode not in desk.signers or sponsor_of(feed.origin) != desk.nation:
        raise UsageError("export bundle", str(feed), expected="a feed of ours, in a mode of ours")
    source = _Source(desk, answers, feed, window, one_way=one_way)
    frames = source.measure_frames()
    papers = _Blocks()
    for line in source.papers(frames.head):
        papers.add(line)
    blocks = (*papers.all(), *frames.blocks)
    manifest = Manifest(
        origin=feed.origin, recipient=feed.recipient, mode=feed.mode, number=number,
        one_way=one_way, after_seq=source.after.seq, after_hash=source.after.hash,
        to_seq=frames.head.seq, to_hash=frames.head.hash, count=frames.count,
        after_n=window.after_n, to_n=source.to_n, papers=papers.lines,
        bytes=sum(block.bytes for block in blocks), blocks=blocks,
        t=utc_of_record(desk.clock.now()),
    )  # fmt: skip
    first = seal_manifest(manifest, desk.signers[feed.mode])
    with _whole_file(target, pack) as file:
        file.write(first + b"\n")
        written = _Blocks()
        for line in source.papers(frames.head):
            written.add(line)
            file.write(line + b"\n")
        written.close()
        for line in source.frames(up_to=frames.head.seq):
            written.add(line)
            file.write(line + b"\n")
        if written.all() != blocks:
            raise SourceError(
                "export bundle", str(feed), expected="the same answers twice", got="others",
                hint="something changed meanwhile: do it again",
            )  # fmt: skip
    return manifest


@dataclass(slots=True)
class _Frames:
    """What the frames of a window add up to."""

    head: Head
    count: int
    blocks: tuple[Block, ...]


class _Source:
    """The lines of a bundle, as often as they are asked for."""

    def __init__(
        self, desk: Desk, answers: Answers, feed: Feed, window: Window, *, one_way: bool
    ) -> None:
        self._desk, self._feed, self._window = desk, feed, window
        self._link = InProcessLink(answers, sponsor_of(feed.recipient))
        self._one_way = one_way
        self.after = self._beginning()
        self.to_n = window.after_n

    def measure_frames(self) -> _Frames:
        """Go through the frames up to the end of the window."""
        blocks, head, most = _Blocks(), self.after, self._window.entries
        for line in self.frames():
            if blocks.lines == most or blocks.is_full:
                break
            blocks.add(line)
            header = header_from_bytes(line)
            head = Head(header.seq, header.hash)
        return _Frames(head, blocks.lines, blocks.all())

    def frames(self, *, up_to: int | None = None) -> Iterator[bytes]:
        """Frames after the beginning of the window."""
        after = self.after.seq
        while page := self._link.backfill(self._feed, after, _PAGE):
            for line in page:
                after = header_from_bytes(line).seq
                if up_to is not None and after > up_to:
                    return
                yield line

    def papers(self, head: Head) -> Iterator[bytes]:
        """Directories, checkpoints that bind no entry after *head*, and receipts."""
        yield from self._link.directories(self._desk.nation, 0)
        yield from self._heads(head)
        for origin, after_n in sorted(self._window.gossip.items()):
            after = after_n
            while page := self._link.checkpoints(origin, self._feed.mode, after, _PAGE):
                yield from page
                after = read_checkpoint(page[-1])[0].n
        if not self._one_way:
            yield from self._receipts()

    def _heads(self, head: Head) -> Iterator[bytes]:
        after = self._window.after_n
        while answers := self._link.heads(self._feed, after, _PAGE):
            for answer in answers:
                if answer.opening and opening_from_bytes(answer.opening).seq > head.seq:
                    return
                yield answer.checkpoint
                if answer.opening:
                    yield answer.opening
                self.to_n = after = read_checkpoint(answer.checkpoint)[0].n

    def _receipts(self) -> Iterator[bytes]:
        """Ours for the recipient's feeds of this mode to us and our guests."""
        with self._desk.store.read() as unit:
            for feed in unit.in_feeds():
                theirs = sponsor_of(feed.origin) == sponsor_of(self._feed.recipient)
                last = unit.last_receipt(feed) if theirs and feed.mode is self._feed.mode else None
                if last is not None:
                    yield last.envelope

    def _beginning(self) -> Head:
        seq = self._window.after_seq
        if seq == 0:
            return GENESIS
        with self._desk.store.read() as unit:
            entry = unit.out_entry(self._feed, seq)
        if entry is None:
            raise UsageError(
                "export bundle", str(self._feed), expected="an entry of the feed", got=str(seq)
            )
        return Head(entry.seq, entry.hash)


class _Blocks:
    """Adds lines up to blocks."""

    def __init__(self) -> None:
        self.lines = 0
        self._done: list[Block] = []
        self._digest = hashlib.sha256()
        self._lines = self._bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether a bundle holds no more frames."""
        return len(self._done) >= MAX_BLOCKS_OF_FRAMES

    def add(self, line: bytes) -> None:
        """One more line, without its line feed."""
        self._digest.update(line)
        self._digest.update(b"\n")
        self.lines += 1
        self._lines += 1
        self._bytes += len(line) + 1
        if self._lines == BLOCK_LINES or self._bytes >= BLOCK_BYTES:
            self.close()

    def close(self) -> None:
        """End the block."""
        if self._lines:
            self._done.append(Block(self._lines, self._bytes, self._digest.hexdigest()))
            self._digest, self._lines, self._bytes = hashlib.sha256(), 0, 0

    def all(self) -> tuple[Block, ...]:
        """All blocks."""
        self.close()
        return tuple(self._done)


@contextmanager
def _whole_file(target: Path, pack: Pack | None) -> Iterator[IO[bytes]]:
    """A file that gets its name once all of it is on the disk, and leaves nothing behind if not."""
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # 0600
        with os.fdopen(handle, "wb") as file:
            if pack is None:
                yield file
            else:
                with pack(file) as packed:
                    yield packed
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _explained(error, target) from error
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _explained(error: OSError, target: Path) -> ResourceLimit | SourceError:
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return ResourceLimit(
            "export bundle", str(target), expected="room on the disk", got=reason,
            hint="free some space; nothing was left behind",
        )  # fmt: skip
    return SourceError(
        "export bundle", str(target), got=reason, hint="check the path and its permissions"
    )
