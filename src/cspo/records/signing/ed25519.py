"""Ed25519 keys, and what counts as a signature.

Verifiers of Ed25519 differ at the edges, and two nations that differ on one
signature differ on what was said. So the edges are fixed here, whatever the
library beneath does: a public key is a canonical point of the curve that is not
of small order; S is below the group's order; R is compared as bytes, without
the cofactor. Sources: RFC 8032, section 5.1; Chalkias, Garillot and Nikolaenko
2020, *Taming the many EdDSAs*.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from cspo.errors import UsageError, VerificationError
from cspo.markings import NATIONS
from cspo.records.envelope import KEY_DIRECTORY_TYPE, SIGNATURE_BYTES, Envelope, Signature, pae
from cspo.records.verdicts import Refusal, RefusedRecord

__all__ = [
    "RootKey", "Signer", "SigningKey", "TokenSigner", "VerifyKey", "keyid_of", "thumbprint_of",
    "verify_envelope",
]  # fmt: skip

KEY_BYTES: Final = 32

_P: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_Y8: Final = 2707385501144840649318225287225658788936804267575313519463743609750303402022
# y of the points of order 4 and 8, the latter roots of d y^4 + 2 y^2 = 1. Those of order 1 and 2
# have x = 0, and are refused with all that are no squares.
_SMALL_ORDER_Y: Final = frozenset({0, _Y8, _P - _Y8})


def thumbprint_of(public: bytes) -> str:
    """The first 32 hexadecimal digits of SHA-256 of a raw public key."""
    return hashlib.sha256(public).hexdigest()[:32]


def keyid_of(nation: str, public: bytes) -> str:
    """A key's name in envelopes: ``nation#thumbprint``."""
    return f"{nation}#{thumbprint_of(public)}"


class Signer(Protocol):
    """Whatever signs payloads for a nation: a key in memory, a smart card, a security module."""

    @property
    def keyid(self) -> str:
        """``nation#thumbprint`` of the public key."""
        ...

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        ...

    def sign(self, payload_type: str, payload: bytes) -> Envelope:
        """An envelope with the signature over these exact bytes."""
        ...


class VerifyKey:
    """A public key that signatures can be held against.

    Parameters
    ----------
    public : bytes
        The raw key, 32 bytes.

    Raises
    ------
    VerificationError
        Where the bytes are no point of the curve, not in canonical form, or a
        point of small order, under which anything could be passed off as signed.
    """

    __slots__ = ("_key", "public")

    def __init__(self, public: bytes) -> None:
        if len(public) != KEY_BYTES or not _is_sound_point(public):
            raise VerificationError(
                "read public key", expected="32 bytes, a canonical point of full order"
            )
        self.public = public
        self._key = Ed25519PublicKey.from_public_bytes(public)

    @property
    def thumbprint(self) -> str:
        """What names the key."""
        return thumbprint_of(self.public)

    def holds(self, payload_type: str, payload: bytes, sig: bytes) -> bool:
        """Whether *sig* is this key's signature over type and bytes."""
        if len(sig) != SIGNATURE_BYTES or int.from_bytes(sig[KEY_BYTES:], "little") >= _ORDER:
            return False
        try:
            self._key.verify(sig, pae(payload_type, payload))
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """A private key in memory.

    Parameters
    ----------
    nation : str
        Whose key it is. A guest organization's records are signed by its sponsor's.
    seed : bytes
        The 32 secret bytes (RFC 8032's private key).
    """

    __slots__ = ("_key", "keyid", "nation", "public")

    def __init__(self, nation: str, seed: bytes) -> None:
        if nation not in NATIONS:
            raise UsageError("make key", "nation", expected=" ".join(NATIONS), got=nation[:20])
        if len(seed) != KEY_BYTES:
            raise UsageError("make key", "seed", expected=f"{KEY_BYTES} bytes", got=str(len(seed)))
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.nation = nation
        self.public = self._key.public_key().public_bytes_raw()
        self.keyid = keyid_of(nation, self.public)

    @classmethod
    def generate(cls, nation: str) -> SigningKey:
        """A new key from the operating system's randomness."""
        return cls(nation, Ed25519PrivateKey.generate().private_bytes_raw())

    def sign(self, payload_type: str, payload: bytes) -> Envelope:
        """An envelope with this key's signature over these exact bytes."""
        sig = self._key.sign(pae(payload_type, payload))
        return Envelope(
            payload_type=payload_type, payload=payload, signatures=(Signature(self.keyid, sig),)
        )

    def seed(self) -> bytes:
        """The secret bytes, for the keystore alone."""
        return self._key.private_bytes_raw()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.keyid})"


class RootKey(SigningKey):
    """A nation's anchor: signs key directories and nothing else, and is kept offline."""

    __slots__ = ()

    def sign(self, payload_type: str, payload: bytes) -> Envelope:
        """An envelope around a key directory.

        Raises
        ------
        UsageError
            For any other type of payload.
        """
        if payload_type != KEY_DIRECTORY_TYPE:
            raise UsageError("sign with a root key", expected=KEY_DIRECTORY_TYPE, got=payload_type)
        return super().sign(payload_type, payload)


class TokenSigner:
    """A `Signer` over a token that holds the key and signs messages: PKCS#11, an HSM, a service.

    Parameters
    ----------
    nation : str
        Whose key it is.
    public : bytes
        The raw public key that the token tells.
    sign_message : callable
        ``message -> 64 bytes``, Ed25519 in its pure form (PKCS#11 v3.0: CKM_EDDSA
        without parameters). What it answers is verified before it is believed.
    """

    __slots__ = ("_sign_message", "_verify_key", "keyid", "nation", "public")

    def __init__(self, nation: str, public: bytes, sign_message: Callable[[bytes], bytes]) -> None:
        if nation not in NATIONS:
            raise UsageError("use token", "nation", expected=" ".join(NATIONS), got=nation[:20])
        self._verify_key = VerifyKey(public)
        self._sign_message = sign_message
        self.nation = nation
        self.public = public
        self.keyid = keyid_of(nation, public)

    def sign(self, payload_type: str, payload: bytes) -> Envelope:
        """An envelope with the token's signature.

        Raises
        ------
        VerificationError
            Where the token's answer is no signature of its key.
        """
        sig = self._sign_message(pae(payload_type, payload))
        if not self._verify_key.holds(payload_type, payload, sig):
            raise VerificationError("sign with token", self.keyid, expected="its signature")
        return Envelope(
            payload_type=payload_type, payload=payload, signatures=(Signature(self.keyid, sig),)
        )


def verify_envelope(envelope: Envelope, key_of: Callable[[str], VerifyKey | None]) -> None:
    """Hold every signature of an envelope against its key.

    Parameters
    ----------
    envelope : Envelope
        As it was read.
    key_of : callable
        The key of a keyid, or None where there is none.

    Raises
    ------
    RefusedRecord
        UNKNOWN_KEY or BAD_SIGNATURE, of the first signature that does not hold:
        one that is left over would be unsigned bytes that travel along.
    """
    for signature in envelope.signatures:
        key = key_of(signature.keyid)
        if key is None:
            raise RefusedRecord(
                "verify", signature.keyid, code=Refusal.UNKNOWN_KEY, expected="a key of a directory"
            )
        if not key.holds(envelope.payload_type, envelope.payload, signature.sig):
            raise RefusedRecord(
                "verify", signature.keyid, code=Refusal.BAD_SIGNATURE,
                expected="a signature over these bytes",
            )  # fmt: skip


def _is_sound_point(public: bytes) -> bool:
    """Canonical, on the curve (RFC 8032, section 5.1.3), and not of small order."""
    y = int.from_bytes(public, "little") & (2**255 - 1)
    x_squared = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    return y < _P and y not in _SMALL_ORDER_Y and pow(x_squared, (_P - 1) // 2, _P) == 1
