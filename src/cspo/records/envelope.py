"""DSSE: a payload's exact bytes, what type they are of, and who signed both.

What is signed is the pre-authentication encoding of type and bytes, so that a
signature under one type says nothing under another. Source: Dead Simple
Signing Envelope v1.0.0, protocol.md and envelope.md.

We read a narrower form than DSSE allows: every signature names its key, there
are one to four, no key twice, and no field that DSSE does not name, for what
is not signed would travel unseen. Base64 may be of either alphabet, as DSSE
demands, in its one canonical form.
"""

from __future__ import annotations

import binascii
import re
from typing import Any, Final, NoReturn

import msgspec

from cspo.errors import MalformedMessage
from cspo.records.strict_json import MAX_PAYLOAD_BYTES, load_strict
from cspo.records.verdicts import Refusal

__all__ = [
    "BUNDLE_TYPE", "CHECKPOINT_TYPE", "KEY_DIRECTORY_TYPE", "MAX_ENVELOPE_BYTES", "MAX_SIGNATURES",
    "PAYLOAD_TYPES", "RECEIPT_TYPE", "RECORD_TYPE", "SIGNATURE_BYTES", "Envelope", "Signature",
    "pae",
]  # fmt: skip

RECORD_TYPE: Final = "application/vnd.cspo.record+json"
KEY_DIRECTORY_TYPE: Final = "application/vnd.cspo.key-directory+json"
CHECKPOINT_TYPE: Final = "application/vnd.cspo.checkpoint+json"
RECEIPT_TYPE: Final = "application/vnd.cspo.receipt+json"
BUNDLE_TYPE: Final = "application/vnd.cspo.bundle+json"
PAYLOAD_TYPES: Final = frozenset(
    {RECORD_TYPE, KEY_DIRECTORY_TYPE, CHECKPOINT_TYPE, RECEIPT_TYPE, BUNDLE_TYPE}
)
"""What travels in an envelope, each signed apart from the others."""

MAX_ENVELOPE_BYTES: Final = 3 * MAX_PAYLOAD_BYTES // 2
MAX_SIGNATURES: Final = 4
SIGNATURE_BYTES: Final = 64

_KEYID: Final = re.compile(r"[A-Z]{3}#[0-9a-f]{32}", re.ASCII)
_FIELDS: Final = {"payload", "payloadType", "signatures"}
_SIGNATURE_FIELDS: Final = {"keyid", "sig"}
_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")


class Signature(msgspec.Struct, frozen=True):
    """One signature over an envelope: 64 bytes of Ed25519, and the key's name."""

    keyid: str
    sig: bytes


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """A payload with its type and signatures. Nothing here has been verified."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """As compact JSON in DSSE's field names."""
        return msgspec.json.encode(
            {
                "payload": self.payload,
                "payloadType": self.payload_type,
                "signatures": [{"keyid": each.keyid, "sig": each.sig} for each in self.signatures],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Envelope:
        """Read an envelope in its strict form, without verifying it.

        Raises
        ------
        MalformedMessage
            With the verdict as its keyword.
        """
        parsed = load_strict(data, max_bytes=MAX_ENVELOPE_BYTES, max_depth=4)
        if not isinstance(parsed, dict) or parsed.keys() != _FIELDS:
            _refuse("envelope", "payload, payloadType and signatures, nothing else")
        payload_type, listed = parsed["payloadType"], parsed["signatures"]
        if payload_type not in PAYLOAD_TYPES if isinstance(payload_type, str) else True:
            _refuse("payloadType", "a type of cspo", Refusal.UNKNOWN_PAYLOAD_TYPE)
        if not isinstance(listed, list) or not 1 <= len(listed) <= MAX_SIGNATURES:
            _refuse("signatures", f"a list of 1 to {MAX_SIGNATURES}")
        signatures = tuple(_signature(each) for each in listed)
        if len({each.keyid for each in signatures}) != len(signatures):
            _refuse("signatures", "each key once")
        payload = _base64(parsed["payload"], "payload")
        if len(payload) > MAX_PAYLOAD_BYTES:
            _refuse("payload", f"at most {MAX_PAYLOAD_BYTES} bytes", Refusal.OVERSIZE)
        return cls(payload_type=payload_type, payload=payload, signatures=signatures)


def pae(payload_type: str, payload: bytes) -> bytes:
    """The bytes that are signed: DSSE v1's pre-authentication encoding.

    Examples
    --------
    >>> pae("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _signature(entry: Any) -> Signature:
    if not isinstance(entry, dict) or entry.keys() != _SIGNATURE_FIELDS:
        _refuse("signature", "keyid and sig, nothing else")
    keyid = entry["keyid"]
    if not isinstance(keyid, str) or not _KEYID.fullmatch(keyid):
        _refuse("keyid", "a nation, #, and 32 hexadecimal digits")
    sig = _base64(entry["sig"], "sig")
    if len(sig) != SIGNATURE_BYTES:
        _refuse("sig", f"{SIGNATURE_BYTES} bytes", Refusal.BAD_SIGNATURE)
    return Signature(keyid, sig)


def _base64(text: Any, field: str) -> bytes:
    """RFC 4648 section 4 or 5, padded, spare bits zero: one text for the same bytes."""
    try:
        given = text.encode("ascii")
        standard = given
        if b"-" in given or b"_" in given:
            if b"+" in given or b"/" in given:
                _refuse(field, "base64 of one alphabet")
            standard = given.translate(_TO_STANDARD)
        found = binascii.a2b_base64(standard, strict_mode=True)
    except (AttributeError, UnicodeEncodeError, binascii.Error):
        _refuse(field, "base64")
    if binascii.b2a_base64(found, newline=False) != standard:
        _refuse(field, "base64 in its canonical form")
    return found


def _refuse(field: str, expected: str, code: Refusal = Refusal.MALFORMED) -> NoReturn:
    raise MalformedMessage("read envelope", field, expected=expected, keyword=code) from None
