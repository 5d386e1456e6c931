"""A bundle as a stream of bytes: verified whole, then read again as it is asked for.

A file is read twice. The first reading holds every line against the manifest,
and the manifest against its origin's keys, and keeps nothing; the second hands
on, and holds each block against the manifest once more, so that a stick that
is swapped between the two gives nothing that was not signed.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Container, Generator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol

from cspo.errors import CspoError, MalformedMessage
from cspo.federation.context import Context
from cspo.federation.feed import Head
from cspo.federation.frame import FrameFault, FrameHeader, frame_from_bytes, header_from_bytes
from cspo.federation.statement import Signed
from cspo.federation.transports.manifest import (
    Block,
    BundleFault,
    Manifest,
    read_manifest,
    refuse_bundle,
    verify_manifest,
)
from cspo.markings.parties import sponsor_of
from cspo.records.directory import Directories, DirectoryFork
from cspo.records.envelope import (
    CHECKPOINT_TYPE,
    KEY_DIRECTORY_TYPE,
    MAX_ENVELOPE_BYTES,
    RECEIPT_TYPE,
    Envelope,
)
from cspo.records.identity import record_id
from cspo.records.signing import verify_envelope
from cspo.records.verdicts import Refusal, RefusedRecord, refusal_of

__all__ = [
    "Bundle", "Opener", "Readable", "is_opening", "open_bundle", "payload_type_of", "peek_manifest",
]  # fmt: skip

MAX_DIRECTORIES: Final = 1_000
MAX_RECEIPTS: Final = 1_000
_CHUNK: Final = 65_536
_TYPE: Final = b'","payloadType":"'
_OPENING: Final = b'{"n":'
_FOR_GOOD: Final = frozenset({Refusal.BAD_SIGNATURE, Refusal.ORIGIN_MISMATCH})
"""Verdicts on a manifest that no newer directory changes."""


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
            stream = _Stream(file)
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


def open_bundle(opener: Opener, context: Context) -> Bundle:
    """Verify a bundle whole: signature, every byte, the chain of its entries.

    What its records say is not examined here: a bad record under a good chain
    is the origin's, and is quarantined when the bundle is taken in.

    Raises
    ------
    RefusedBundle
        With the reason, and the line where it is known.
    DirectoryFork
        Where its papers prove that the origin's root contradicts itself.
    """
    with opener() as file:
        stream = _Stream(file)
        first = stream.line(MAX_ENVELOPE_BYTES + 1)
        manifest, signed = _manifest(first)
        if context.subject_of(manifest.recipient) is None:
            refuse_bundle(Refusal.WRONG_RECIPIENT, "a bundle for us", line=1)
        bundle = Bundle(manifest, first.removesuffix(b"\n"), opener, context.directories)
        _hold(bundle, signed, _FOR_GOOD)
        inspector = _Inspector(bundle)
        verified = False
        for block in manifest.blocks:
            for line in inspector.block(stream, block):
                if not verified and not inspector.is_directory(line):
                    _hold(bundle, signed)
                    verified = True
                inspector.line(line)
        _hold(bundle, signed)
        inspector.end(stream)
    return bundle


def peek_manifest(opener: Opener) -> Manifest:
    """What a bundle says of itself; nothing is verified.

    Raises
    ------
    RefusedBundle
        Where it says nothing that can be understood.
    """
    with opener() as file:
        return _manifest(_Stream(file).line(MAX_ENVELOPE_BYTES + 1))[0]


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


def _manifest(line: bytes) -> tuple[Manifest, Signed]:
    try:
        return read_manifest(line.removesuffix(b"\n"))
    except CspoError as error:
        code = refusal_of(error)
        strange = code in {Refusal.MALFORMED, Refusal.OVERSIZE, Refusal.UNKNOWN_PAYLOAD_TYPE}
        refuse_bundle(
            BundleFault.NOT_A_BUNDLE if strange else code, error.expected or "a manifest",
            line=1, subject=error.subject, got=error.got,
        )  # fmt: skip


def _hold(bundle: Bundle, signed: Signed, codes: Container[Refusal] = frozenset(Refusal)) -> None:
    """Hold the manifest against the keys that are known so far; only these verdicts count."""
    try:
        verify_manifest(bundle.manifest, signed, bundle.directories)
    except RefusedRecord as error:
        if error.code in codes:
            refuse_bundle(
                error.code, error.expected, line=1, subject=error.subject or "manifest",
                got=error.got,
            )  # fmt: skip


class _Stream:
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


class _Inspector:
    """Goes through the lines of a bundle in their order and finds the first that is wrong."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._manifest = bundle.manifest
        self._number = 1  # of the last line that was inspected; the manifest is the first
        self._head = self._manifest.after
        self._count = 0

    def block(self, stream: _Stream, block: Block) -> list[bytes]:
        """The lines of the next block, as signed."""
        data = stream.exactly(block.bytes)
        signed = hashlib.sha256(data).hexdigest() == block.sha256
        lines = data.split(b"\n")
        if not signed or lines.pop() != b"" or len(lines) != block.lines:
            self._find_fault(lines, cut=len(data) < block.bytes, count=block.lines)
        return lines

    def is_directory(self, line: bytes) -> bool:
        """Whether the next line is a directory, which may be needed to verify the manifest."""
        return payload_type_of(line) == KEY_DIRECTORY_TYPE and self._in_papers

    @property
    def _in_papers(self) -> bool:
        return self._number - 1 < self._manifest.papers

    def line(self, line: bytes, *, deep: bool = False) -> None:
        """One line: a paper, or the next entry of the chain."""
        try:
            if self._in_papers:
                self._paper(line, deep=deep)
            else:
                self._frame(line, deep=deep)
        except DirectoryFork:
            raise
        except CspoError as error:
            code = getattr(error, "code", None) or refusal_of(error)
            refuse_bundle(
                code, error.expected or "what its origin signs", line=self._number + 1,
                subject=error.subject, got=error.got,
            )  # fmt: skip
        self._number += 1

    def end(self, stream: _Stream) -> None:
        """What must hold once all lines were inspected."""
        manifest = self._manifest
        if stream.exactly(1):
            refuse_bundle(
                BundleFault.TRAILING, "nothing after the last line", line=self._number + 1
            )
        if (self._count, self._head) != (manifest.count, manifest.head):
            refuse_bundle(BundleFault.BAD_CHAIN, "the entries that the manifest names", line=1)

    def _paper(self, line: bytes, *, deep: bool) -> None:
        kind = payload_type_of(line)
        bundle, nation = self.bundle, sponsor_of(self._manifest.origin)
        if kind == KEY_DIRECTORY_TYPE:
            grown = _grown(bundle.directories, line, nation)
            if grown is not bundle.directories:
                bundle.directories = grown
                bundle.fresh.append(line)
        elif kind == RECEIPT_TYPE:
            bundle.receipts.append(line)
        elif kind != CHECKPOINT_TYPE and not line.startswith(_OPENING):
            raise MalformedMessage("read paper", expected="a directory, checkpoint or receipt")
        if len(bundle.fresh) > MAX_DIRECTORIES or len(bundle.receipts) > MAX_RECEIPTS:
            raise MalformedMessage("read paper", expected="fewer papers", keyword=Refusal.OVERSIZE)
        if deep and kind in {RECEIPT_TYPE, CHECKPOINT_TYPE}:
            verify_envelope(Envelope.from_bytes(line), bundle.directories.verify_key)

    def _frame(self, line: bytes, *, deep: bool) -> None:
        header = header_from_bytes(line)
        head = self._head
        if header.feed != self._manifest.feed:
            refuse_bundle(Refusal.WRONG_RECIPIENT, "entries of the bundle's own feed")
        if not header.holds() or not header.follows(head.seq, head.hash):
            refuse_bundle(BundleFault.BAD_CHAIN, f"the entry after {head.seq}")
        _check_payload(line, header)
        if deep and (envelope := frame_from_bytes(line).envelope):
            verify_envelope(Envelope.from_bytes(envelope), self.bundle.directories.verify_key)
        self._head = Head(header.seq, header.hash)
        self._count += 1

    def _find_fault(self, lines: list[bytes], *, cut: bool, count: int) -> None:
        """A block is not what was signed: at which line, and what is wrong with it?"""
        first = self._number + 1
        code = BundleFault.CUT_SHORT if cut else BundleFault.TAMPERED
        for line in lines[: -1 if cut else count]:
            try:
                self.line(line, deep=True)
            except DirectoryFork:
                raise
            except CspoError as error:
                refuse_bundle(
                    code, "the lines that were signed", line=self._number + 1,
                    got=f"{getattr(error, 'code', '')} {error.subject}".strip(),
                )  # fmt: skip
        got = f"another among lines {first} to {first + count - 1}"
        refuse_bundle(
            code, "the lines that were signed", line=self._number + 1 if cut else None,
            got="the end of the file" if cut else got,
        )  # fmt: skip


def _grown(known: Directories, line: bytes, nation: str) -> Directories:
    """Ours with one of the origin's directories; one from before our first is passed over."""
    if line in known.envelopes(nation):
        return known
    try:
        grown = known.accept(line)
    except DirectoryFork:
        raise
    except RefusedRecord as error:
        if error.code is Refusal.DIRECTORY_ROLLBACK:
            return known
        raise
    if grown is not known and grown.latest(nation) is known.latest(nation):
        raise MalformedMessage("read paper", expected="directories of the origin alone")
    return grown


def _check_payload(line: bytes, header: FrameHeader) -> None:
    """An entry's payload is the one that it names, as far as it can be read at all."""
    try:
        envelope = frame_from_bytes(line).envelope
        payload = Envelope.from_bytes(envelope).payload if envelope else None
    except MalformedMessage:
        return  # a bad record under a good chain: the receiver's business
    if payload is not None and record_id(payload) != header.id:
        refuse_bundle(FrameFault.PAYLOAD_MISMATCH, "the payload that the entry names")
