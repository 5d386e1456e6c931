"""A bundle before it is taken: whether every line is signed, and its entries make a chain."""

from __future__ import annotations

import hashlib
from typing import Final

from cspo.errors import CspoError, MalformedMessage
from cspo.federation.feed import RESTART_STEP, Head
from cspo.federation.frame import FrameFault, FrameHeader, frame_from_bytes, header_from_bytes
from cspo.federation.transports.bundle_lines import Bundle, Stream, is_opening, payload_type_of
from cspo.federation.transports.manifest import Block, BundleFault, refuse_bundle
from cspo.markings.parties import sponsor_of
from cspo.records.directory import Directories, DirectoryFork
from cspo.records.envelope import CHECKPOINT_TYPE, KEY_DIRECTORY_TYPE, RECEIPT_TYPE, Envelope
from cspo.records.identity import record_id
from cspo.records.signing import verify_envelope
from cspo.records.verdicts import Refusal, RefusedRecord, refusal_of

__all__ = ["Inspector"]

MAX_DIRECTORIES: Final = 1_000
MAX_RECEIPTS: Final = 1_000


class Inspector:
    """Goes through the lines of a bundle in their order and finds the first that is wrong."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._manifest = bundle.manifest
        self._number = 1  # of the last line that was inspected; the manifest is the first
        self._head = self._manifest.after
        self._count = 0

    def block(self, stream: Stream, block: Block) -> list[bytes]:
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

    def end(self, stream: Stream) -> None:
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
        elif kind != CHECKPOINT_TYPE and not is_opening(line):
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
        if not header.holds() or not (
            header.follows(head.seq, head.hash) or _restarts(header, head)
        ):
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


def _restarts(header: FrameHeader, head: Head) -> bool:
    """Whether an entry says that it goes on, by a declared restart, from one before the last.

    So it does where the origin got back what it had lost. The receiver holds it against that entry.
    """
    return 0 <= header.seq - RESTART_STEP < head.seq


def _check_payload(line: bytes, header: FrameHeader) -> None:
    """An entry's payload is the one that it names, as far as it can be read at all."""
    try:
        envelope = frame_from_bytes(line).envelope
        payload = Envelope.from_bytes(envelope).payload if envelope else None
    except MalformedMessage:
        return  # a bad record under a good chain: the receiver's business
    if payload is not None and record_id(payload) != header.id:
        refuse_bundle(FrameFault.PAYLOAD_MISMATCH, "the payload that the entry names")
