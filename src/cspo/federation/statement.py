"""Signed statements that are no records: checkpoints and receipts."""

from __future__ import annotations

import re
from typing import Final, NoReturn, TypeVar

import msgspec

from cspo.errors import CspoError
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.records.directory import Directories
from cspo.records.envelope import Envelope
from cspo.records.signing import Signer, verify_envelope
from cspo.records.strict_json import load_strict
from cspo.records.verdicts import Refusal, RefusedRecord
from cspo.time import Epoch

__all__ = [
    "STATEMENT_VERSION", "Signed", "is_hash", "read_statement", "refuse", "seal_statement",
    "statement_utc", "verify_statement",
]  # fmt: skip

STATEMENT_VERSION: Final = "1.0"

_MAJOR: Final = re.compile(r"1\.(0|[1-9][0-9]{0,3})", re.ASCII)
_UTC: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)

T = TypeVar("T", bound=msgspec.Struct)


class Signed(msgspec.Struct, frozen=True):
    """An envelope that was read: its payload's bytes and who says to have signed them."""

    payload: bytes
    keyid: str
    envelope: Envelope


def is_hash(text: str) -> bool:
    """Whether a text is 64 lower-case hexadecimal digits."""
    return _HASH.fullmatch(text) is not None


def statement_utc(text: str) -> Epoch:
    """The instant of a statement, which has six decimals and a Z.

    Raises
    ------
    RefusedRecord
        Where it is written in any other way.
    """
    if _UTC.fullmatch(text) is None:
        refuse("t", "YYYY-MM-DDThh:mm:ss.ssssssZ")
    try:
        return Epoch.from_utc(text)
    except CspoError:
        refuse("t", "an instant of UTC")


def seal_statement(statement: msgspec.Struct, payload_type: str, signer: Signer) -> bytes:
    """Sign a statement: its envelope's bytes."""
    return signer.sign(payload_type, msgspec.json.encode(statement)).to_bytes()


def read_statement(data: bytes, payload_type: str, form: type[T]) -> tuple[T, Signed]:
    """Read a statement without verifying its signature.

    Fields that *form* does not have are refused in its own version, and passed
    over in a newer minor one, as with records.

    Raises
    ------
    MalformedMessage, RefusedRecord
        With the verdict.
    """
    envelope = Envelope.from_bytes(data)
    if envelope.payload_type != payload_type:
        refuse("payloadType", payload_type, Refusal.UNKNOWN_PAYLOAD_TYPE)
    if len(envelope.signatures) != 1:
        refuse("signatures", "one")
    fields = load_strict(envelope.payload)
    version = fields.get("v") if isinstance(fields, dict) else None
    if not isinstance(version, str) or _MAJOR.fullmatch(version) is None:
        refuse("v", "version 1", Refusal.UNKNOWN_VERSION)
    if version == STATEMENT_VERSION and fields.keys() != set(form.__struct_fields__):
        refuse("payload", "the fields of this version", Refusal.UNKNOWN_FIELD)
    try:
        statement = msgspec.convert(fields, form)
    except msgspec.ValidationError:
        refuse("payload", "fields of their types")
    return statement, Signed(envelope.payload, envelope.signatures[0].keyid, envelope)


def verify_statement(
    signed: Signed,
    directories: Directories,
    *,
    party: str,
    mode: Mode,
    kind: str,
    t: Epoch,
    checkpoint: int | None = None,
) -> None:
    """Hold a statement against the keys of the party that it says to come from.

    Raises
    ------
    RefusedRecord
        ORIGIN_MISMATCH, BAD_SIGNATURE, or what `Directories.judge` says of the key.
    """
    if signed.keyid.partition("#")[0] != sponsor_of(party):
        refuse("keyid", f"a key of {sponsor_of(party)}", Refusal.ORIGIN_MISMATCH)
    verdict = directories.judge(signed.keyid, mode=mode, kind=kind, t=t, checkpoint=checkpoint)
    if verdict is not None:
        refuse("key", "one that may sign this", verdict)
    verify_envelope(signed.envelope, directories.verify_key)


def refuse(subject: str, expected: str, code: Refusal = Refusal.MALFORMED) -> NoReturn:
    """Refuse a statement, with the verdict."""
    raise RefusedRecord("read statement", subject, code=code, expected=expected) from None
