"""Signing and verifying: the one room that touches cryptography.

`SigningKey` and `VerifyKey` are Ed25519 (RFC 8032) over DSSE's encoding of an
envelope; `verify_envelope` holds every signature of an envelope against the
keys that a directory tells. Whatever signs is a `Signer`: a key in memory, or a
`TokenSigner` over a smart card or security module that never lets its key go.
A `RootKey` is a nation's anchor: it signs key directories and nothing else, and
lives offline.

Keys at rest are files that a passphrase opens (`cspo.records.signing.keystore`).
"""

from __future__ import annotations

from cspo.records.signing.ed25519 import (
    RootKey,
    Signer,
    SigningKey,
    TokenSigner,
    VerifyKey,
    keyid_of,
    thumbprint_of,
    verify_envelope,
)
from cspo.records.signing.keystore import load_key, load_root, save_key

__all__ = [
    "RootKey", "Signer", "SigningKey", "TokenSigner", "VerifyKey", "keyid_of", "load_key",
    "load_root", "save_key", "thumbprint_of", "verify_envelope",
]  # fmt: skip
