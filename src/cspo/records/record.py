"""Records: sealed by their origin, opened by whoever receives them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NoReturn

import msgspec

from cspo.errors import MalformedMessage, UsageError
from cspo.markings import Rulebook, sponsor_of
from cspo.records.directory import Directories
from cspo.records.envelope import RECORD_TYPE, Envelope
from cspo.records.identity import record_id
from cspo.records.payload import Payload, decode_payload, encode_payload
from cspo.records.remembered import Remembered
from cspo.records.signing import Signer, verify_envelope
from cspo.records.verdicts import Refusal, RefusedRecord, refusal_of
from cspo.time import Epoch

__all__ = ["Record", "open_envelope", "open_record", "read_record", "seal"]

_NATION: Final = 3  # letters that a keyid begins with


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A signed statement.

    Parameters
    ----------
    id : str
        SHA-256 of the payload's bytes.
    payload : Payload
        What it says.
    envelope : bytes
        The exact bytes that hold payload and signatures, to keep and to hand on.
    notes : tuple of str
        What a reader should know: ``"newer-minor"``.
    """

    id: str
    payload: Payload
    envelope: bytes
    notes: tuple[str, ...] = ()


_READ: Final = Remembered(32 << 20)
"""Large records that were read: a release asks for the marks of the orbits that it rests on."""


def seal(payload: Payload, signer: Signer) -> Record:
    """Sign a payload.

    Raises
    ------
    UsageError
        Where our own reader would refuse it, the signer is another nation's, or
        the release list leaves the origin out.
    """
    if signer.keyid[:_NATION] != sponsor_of(payload.origin):
        raise UsageError("seal", payload.kind, expected="a key of its origin", got=signer.keyid)
    released = payload.label.releasable_to
    if released and payload.origin not in released:
        raise UsageError(
            "seal", payload.kind, expected="a release list with the origin, or none",
            got=f"{len(released)} others",
        )  # fmt: skip
    data = encode_payload(payload)
    envelope = signer.sign(RECORD_TYPE, data)
    return Record(id=record_id(data), payload=payload, envelope=envelope.to_bytes())


def open_record(
    envelope: bytes,
    *,
    directories: Directories,
    rulebook: Rulebook,
    kinds: Collection[str],
    checkpoint: int | None = None,
) -> Record:
    """Take a record from bytes: verified first, then read, then held against what is known.

    Parameters
    ----------
    envelope : bytes
        As they came.
    directories : Directories
        Whose keys are believed.
    rulebook : Rulebook
        Which labels are understood.
    kinds : collection of str
        Which kinds are known. The body is not read here.
    checkpoint : int or None
        The first checkpoint of the origin known to cover the record, for keys
        that were revoked.

    Raises
    ------
    RefusedRecord
        With the one code of what is wrong. Nothing else, whatever the bytes.
    """
    read = open_envelope(envelope, RECORD_TYPE, directories)
    payload, notes = _decoded(read.payload)
    _check_keys(read, payload, directories, checkpoint)
    _check_known(payload, rulebook, kinds)
    return Record(id=record_id(read.payload), payload=payload, envelope=envelope, notes=notes)


def open_envelope(envelope: bytes, payload_type: str, directories: Directories) -> Envelope:
    """Read an envelope of one type, and verify every signature on it.

    What is inside has still to be decoded, and each key to be judged
    (`Directories.judge`) for what it turns out to be. For checkpoints,
    receipts and bundles; a record has `open_record`.

    Raises
    ------
    RefusedRecord
        Where it is malformed, of another type, or a signature does not hold.
    """
    try:
        read = Envelope.from_bytes(envelope)
    except MalformedMessage as error:
        _refuse_as(error)
    if read.payload_type != payload_type:
        _refuse("payloadType", payload_type, Refusal.UNKNOWN_PAYLOAD_TYPE)
    verify_envelope(read, directories.verify_key)
    return read


def read_record(envelope: bytes) -> Record:
    """A record from bytes that were verified before, as a store of one's own holds them.

    Nothing is verified here. What comes from outside goes through `open_record`.

    Raises
    ------
    RefusedRecord
        Where the bytes are no record.
    """
    known = _READ.get(RECORD_TYPE, envelope)
    if isinstance(known, Record):
        return known
    try:
        read = Envelope.from_bytes(envelope)
    except MalformedMessage as error:
        _refuse_as(error)
    if read.payload_type != RECORD_TYPE:
        _refuse("payloadType", RECORD_TYPE, Refusal.UNKNOWN_PAYLOAD_TYPE)
    payload, notes = _decoded(read.payload)
    record = Record(id=record_id(read.payload), payload=payload, envelope=envelope, notes=notes)
    _READ.put(RECORD_TYPE, envelope, record)
    return record


def _decoded(data: bytes) -> tuple[Payload, tuple[str, ...]]:
    try:
        return decode_payload(data)
    except MalformedMessage as error:
        _refuse_as(error)


def _check_keys(
    read: Envelope, payload: Payload, directories: Directories, checkpoint: int | None
) -> None:
    """That the origin has signed, and every key might sign such a record then."""
    nation = sponsor_of(payload.origin)
    if nation not in {each.keyid[:_NATION] for each in read.signatures}:
        _refuse("origin", "a signature of the record's origin", Refusal.ORIGIN_MISMATCH)
    t = Epoch.from_utc(payload.t_created)
    for signature in read.signatures:
        # A checkpoint of the origin vouches for nobody else's key.
        known = checkpoint if signature.keyid[:_NATION] == nation else None
        verdict = directories.judge(
            signature.keyid, mode=payload.mode, kind=payload.kind, t=t, checkpoint=known
        )
        if verdict is not None:
            _refuse(signature.keyid, "a key that may sign this", verdict)


def _check_known(payload: Payload, rulebook: Rulebook, kinds: Collection[str]) -> None:
    if payload.kind not in kinds:
        _refuse("kind", "a kind that is known", Refusal.UNKNOWN_KIND)
    unknown = rulebook.unknown_in(payload.label)
    if unknown is not None:
        _refuse(f"label.{unknown.field}", "one that the rulebook knows", Refusal.UNKNOWN_LABEL)
    released = payload.label.releasable_to
    if released and payload.origin not in released:
        _refuse("label.releasable_to", "the origin among them", Refusal.ORIGIN_NOT_IN_LABEL)


def _refuse(subject: str, expected: str, code: Refusal) -> NoReturn:
    raise RefusedRecord("open record", subject, expected=expected, code=code) from None


def _refuse_as(error: MalformedMessage) -> NoReturn:
    raise RefusedRecord(
        "open record", error.subject or error.action, code=refusal_of(error),
        expected=error.expected, got=error.got,
    ) from None  # fmt: skip
