"""What a file holds that somebody signed, and whether it holds: a verdict for each thing in it.

A file may be one signed thing, several (one a line), a list of key directories,
a bundle, or the proof of a fork. Keys are believed as the accepted directories
say; a directory in one of the files counts once its pinned root has signed it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from cspo.errors import CspoError, MalformedMessage
from cspo.federation.checkpoint import verify_checkpoint
from cspo.federation.context import Context
from cspo.federation.fork_proof import is_fork_proof, verify_fork_proof
from cspo.federation.frame import FrameFault, frame_from_bytes
from cspo.federation.receipt import verify_receipt
from cspo.federation.transports.bundle_file import is_opening, open_bundle, peek_manifest
from cspo.federation.transports.manifest import RefusedBundle
from cspo.markings import Subject
from cspo.node.directories import read_directory_list
from cspo.operations.kinds import REGISTRY
from cspo.operations.opening import open_whole
from cspo.records import (
    Anchors,
    Directories,
    Envelope,
    Record,
    Refusal,
    RefusedRecord,
    read_record,
    record_id,
    refusal_of,
)
from cspo.records.directory import open_directory
from cspo.records.envelope import (
    BUNDLE_TYPE,
    CHECKPOINT_TYPE,
    KEY_DIRECTORY_TYPE,
    RECEIPT_TYPE,
    RECORD_TYPE,
)
from cspo.records.signing import thumbprint_of

__all__ = ["Verdict", "damaged", "directories_in", "records_in", "verdicts"]

_LIST: Final = b'{"nation":'
_FRAME: Final = b'{"v":"1.0","origin":'
_DIRECTORY: Final = KEY_DIRECTORY_TYPE.encode()
_BUNDLE: Final = f'","payloadType":"{BUNDLE_TYPE}"'.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One signed thing.

    Parameters
    ----------
    kind : str
        The record's kind, or ``key-directory``, ``checkpoint``, ``receipt``,
        ``bundle``, ``fork-proof``, ``root-key``, ``unknown``.
    id : str
        SHA-256 of what was signed, in hex; of a root key its thumbprint; or empty.
    line : int or None
        Line of the file, where it holds several.
    reason : str
        Empty where it is valid; else the verdict, as `cspo.records.Refusal` names it.
    detail : str
        What else is to be said.
    within : bool
        Whether it lies in a bundle that holds as a whole.
    """

    kind: str
    id: str = ""
    line: int | None = None
    reason: str = ""
    detail: str = ""
    within: bool = False

    @property
    def valid(self) -> bool:
        """Whether it holds."""
        return not self.reason


def directories_in(known: Directories, files: Iterable[bytes]) -> Directories:
    """Take what the files hold of key directories that pinned roots signed and that follow."""
    found = []
    for data in files:
        for _, thing in _things(data):
            if thing.startswith(_FRAME) or _DIRECTORY not in thing:
                continue
            with suppress(CspoError):
                accepted = open_directory(thing, known.anchors)
                found.append((accepted.directory.nation, accepted.directory.version, thing))
    for *_, thing in sorted(found):
        with suppress(CspoError):
            known = known.accept(thing)
    return known


def verdicts(data: bytes, known: Directories) -> Iterator[Verdict]:
    """A verdict for each signed thing in a file; at least one."""
    if not data.strip():
        yield Verdict(kind="unknown", reason=Refusal.MALFORMED, detail="nothing in it")
    elif _BUNDLE in data.partition(b"\n")[0]:
        yield from _bundle(data, known)
    elif is_fork_proof(data):
        yield _judged(None, data, lambda each: _fork(each, known), "fork-proof")
    else:
        if data.startswith(_LIST):
            yield _root(data, known.anchors)
        for line, thing in _things(data):
            yield _judged(line, thing, lambda each: _signed(each, known), "unknown")


def damaged(fault: MalformedMessage) -> Iterator[Verdict]:
    """The verdict on a file that is not whole."""
    yield Verdict(kind="unknown", reason=Refusal.MALFORMED, detail=_detail(fault))


def records_in(data: bytes, name: str) -> list[Record]:
    """The records of a file, unverified; other signed things in it are passed over.

    Raises
    ------
    MalformedMessage
        Where it holds none.
    """
    found, fault = [], MalformedMessage("read record", name, expected="a record", got="none")
    for line, thing in _things(data):
        try:
            frame = thing.startswith(_FRAME)
            found.append(read_record(frame_from_bytes(thing).envelope if frame else thing))
        except CspoError as error:
            fault = MalformedMessage(
                "read record", name, expected=error.expected, got=error.got, line=line,
                keyword=str(refusal_of(error)),
            )  # fmt: skip
    if not found:
        raise fault
    return found


def _things(data: bytes) -> Iterator[tuple[int | None, bytes]]:
    """What may have been signed: the file as a whole, or each of its lines."""
    if b"\n" not in data.strip():
        yield None, data.strip()
        return
    try:
        Envelope.from_bytes(data)
    except MalformedMessage:
        first = 2 if data.startswith(_LIST) else 1
        for number, line in enumerate(data.split(b"\n"), 1):
            if number >= first and line.strip():
                yield number, line.strip()
    else:
        yield None, data


def _judged(
    line: int | None, thing: bytes, judge: Callable[[bytes], Verdict], kind: str
) -> Verdict:
    try:
        found = judge(thing)
    except CspoError as error:
        with suppress(CspoError):
            envelope = Envelope.from_bytes(thing)
            kind = _kind_of(envelope)
            return Verdict(
                kind=kind, id=record_id(envelope.payload), line=line, reason=_code(error),
                detail=_detail(error),
            )  # fmt: skip
        return Verdict(kind=kind, line=line, reason=_code(error), detail=_detail(error))
    return Verdict(kind=found.kind, id=found.id, line=line, detail=found.detail)


def _signed(thing: bytes, known: Directories) -> Verdict:
    if thing.startswith(_FRAME):
        return _frame(thing, known)
    envelope = Envelope.from_bytes(thing)
    name = record_id(envelope.payload)
    if envelope.payload_type == RECORD_TYPE:
        return Verdict(kind=open_whole(thing, known).payload.kind, id=name)
    if envelope.payload_type == KEY_DIRECTORY_TYPE:
        known.accept(thing)  # nothing new where `directories_in` took it, else its refusal
        directory = open_directory(thing, known.anchors).directory
        return Verdict(kind="key-directory", id=name,
                       detail=f"{directory.nation} version {directory.version}")  # fmt: skip
    if envelope.payload_type == CHECKPOINT_TYPE:
        checkpoint, _ = verify_checkpoint(thing, known)
        said = f"{checkpoint.origin} {checkpoint.mode} number {checkpoint.n}"
        return Verdict(kind="checkpoint", id=name, detail=said)
    if envelope.payload_type == RECEIPT_TYPE:
        receipt = verify_receipt(thing, known)
        return Verdict(kind="receipt", id=name, detail=f"{receipt.feed} up to {receipt.seq}")
    raise RefusedRecord("verify", envelope.payload_type, code=Refusal.UNKNOWN_PAYLOAD_TYPE)


def _frame(thing: bytes, known: Directories) -> Verdict:
    frame = frame_from_bytes(thing)
    said = f"{frame.feed} entry {frame.seq}"
    if not frame.header.holds():
        raise MalformedMessage("verify frame", said, keyword=FrameFault.BAD_CHAIN)
    record = open_whole(frame.envelope, known)
    if record.id != frame.id:
        raise MalformedMessage("verify frame", said, keyword=FrameFault.PAYLOAD_MISMATCH)
    return Verdict(kind=record.payload.kind, id=record.id, detail=said)


def _fork(data: bytes, known: Directories) -> Verdict:
    proof = verify_fork_proof(data, known)
    doubts = f"; but its key is doubtful: {' '.join(proof.doubts)}" if proof.doubts else ""
    doubts += "; a declared restart: it may have lost the first" if proof.restart else ""
    return Verdict(
        kind="fork-proof", id=record_id(data.removesuffix(b"\n")),
        detail=f"{proof.origin} signed two histories in {proof.mode}: checkpoints {proof.first_n} "
        f"{proof.first_hash[:16]} and {proof.second_n} {proof.second_hash[:16]}{doubts}",
    )  # fmt: skip


def _bundle(data: bytes, known: Directories) -> Iterator[Verdict]:
    """The verdict on a bundle as a whole; where it holds, those on what lies in it."""

    def opener() -> io.BytesIO:
        return io.BytesIO(data)

    name = ""
    try:
        manifest = peek_manifest(opener)
        name = record_id(Envelope.from_bytes(data.partition(b"\n")[0]).payload)
        reader = Subject(party=manifest.recipient, ceiling="U")
        open_bundle(opener, Context(subject=reader, directories=known, registry=REGISTRY))
    except RefusedBundle as error:
        detail = _detail(error)
        yield Verdict(kind="bundle", id=name, line=error.line, reason=error.code, detail=detail)
        return
    said = f"{manifest.feed} number {manifest.number}, {manifest.count:,} entries after"
    yield Verdict(kind="bundle", id=name, line=1, detail=f"{said} {manifest.after_seq}")
    for line, thing in _things(data):
        if line != 1 and not is_opening(thing):
            found = _judged(line, thing, lambda each: _signed(each, known), "unknown")
            yield replace(found, within=True)


def _root(data: bytes, anchors: Anchors) -> Verdict:
    try:
        given = read_directory_list(data, "")
    except MalformedMessage as error:
        return Verdict(kind="root-key", line=1, reason=Refusal.MALFORMED, detail=_detail(error))
    pinned = anchors.get(given.nation)
    reason = "" if pinned == given.root else Refusal.UNKNOWN_KEY if pinned else (
        Refusal.UNKNOWN_NATION)  # fmt: skip
    said = "pinned" if not reason else "another is pinned" if pinned else "none is pinned"
    return Verdict(kind="root-key", id=thumbprint_of(given.root), line=1, reason=reason,
                   detail=f"{given.nation}: {said}")  # fmt: skip


def _kind_of(envelope: Envelope) -> str:
    names = {KEY_DIRECTORY_TYPE: "key-directory", CHECKPOINT_TYPE: "checkpoint",
             RECEIPT_TYPE: "receipt", RECORD_TYPE: "record"}  # fmt: skip
    return names.get(envelope.payload_type, "unknown")


def _code(error: CspoError) -> str:
    keyword = getattr(error, "keyword", "")
    return keyword if keyword in FrameFault.__members__ else str(refusal_of(error))


def _detail(error: CspoError) -> str:
    wanted = f"expected {error.expected}" if error.expected else ""
    got = f"got {error.got}" if error.got else ""
    return ", ".join(filter(None, [error.subject, wanted, got]))
