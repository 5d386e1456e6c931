"""Why bytes from a partner were not taken: one name for each reason."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from cspo.errors import MalformedMessage, VerificationError

__all__ = ["Refusal", "RefusedRecord", "refusal_of"]


class Refusal(StrEnum):
    """The verdicts on bytes from outside. Each names one rule that was broken.

    A verdict is written into the audit and told to the partner; it never
    quotes what a record says.
    """

    MALFORMED = "MALFORMED"
    """Not the JSON, base64 or fields that the format asks for."""
    OVERSIZE = "OVERSIZE"
    """More bytes than the format allows."""
    TOO_DEEP = "TOO_DEEP"
    """Arrays and objects nested beyond the limit."""
    DUPLICATE_KEY = "DUPLICATE_KEY"
    """An object names a key twice, so that two readers may read two things."""
    NOT_A_NUMBER = "NOT_A_NUMBER"
    """NaN, Infinity, a number beyond float64, or an integer beyond 2**53."""
    UNKNOWN_PAYLOAD_TYPE = "UNKNOWN_PAYLOAD_TYPE"
    """The envelope holds something else than what was asked for."""
    UNKNOWN_ALGORITHM = "UNKNOWN_ALGORITHM"
    """Signed, it says, by another algorithm than Ed25519."""
    UNKNOWN_KEY = "UNKNOWN_KEY"
    """No accepted directory lists the key."""
    KEY_REVOKED = "KEY_REVOKED"
    """Revoked, and not shown to be covered by a checkpoint that is still trusted."""
    KEY_NOT_VALID_THEN = "KEY_NOT_VALID_THEN"
    """The record says that it was made before or after the key's time."""
    KEY_NOT_FOR_MODE = "KEY_NOT_FOR_MODE"
    """The key may not sign this mode: EXERCISE offered as REAL, for one."""
    KEY_NOT_FOR_KIND = "KEY_NOT_FOR_KIND"
    """The key may not sign this kind."""
    BAD_SIGNATURE = "BAD_SIGNATURE"
    """The signature does not hold over these bytes, or is not in its one allowed form."""
    ORIGIN_MISMATCH = "ORIGIN_MISMATCH"
    """Signed by another nation than the one that the record names as its origin."""
    UNKNOWN_VERSION = "UNKNOWN_VERSION"
    """Another major version of the format, or no version."""
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    """A field that this version of the format does not have."""
    UNKNOWN_KIND = "UNKNOWN_KIND"
    """A kind of record that this node does not know."""
    UNKNOWN_MODE = "UNKNOWN_MODE"
    """Neither REAL nor EXERCISE, SIMULATED or TEST."""
    UNKNOWN_LABEL = "UNKNOWN_LABEL"
    """A policy, version, level, caveat or party that the rulebook does not know."""
    ORIGIN_NOT_IN_LABEL = "ORIGIN_NOT_IN_LABEL"
    """Released to parties, but the origin is not one of them."""
    WRONG_RECIPIENT = "WRONG_RECIPIENT"
    """Not for the party that was handed it."""
    WRONG_MODE = "WRONG_MODE"
    """In a feed of another mode."""
    NOT_RELEASED_TO_US = "NOT_RELEASED_TO_US"
    """The label does not name us."""
    BODY_INVALID = "BODY_INVALID"
    """The body is not what its kind asks for."""
    UNKNOWN_NATION = "UNKNOWN_NATION"
    """No root key is pinned for the nation that signed a directory."""
    DIRECTORY_ROLLBACK = "DIRECTORY_ROLLBACK"
    """An older directory than the one that was accepted."""
    DIRECTORY_GAP = "DIRECTORY_GAP"
    """A newer directory that does not follow on the one that was accepted."""
    DIRECTORY_FORK = "DIRECTORY_FORK"
    """Two directories of one version, both signed: the nation's root contradicts itself."""
    DIRECTORY_UNDOES = "DIRECTORY_UNDOES"
    """A newer directory takes back what an older one had settled about a key."""


class RefusedRecord(VerificationError):
    """Bytes from outside that were not taken, with the one reason.

    Parameters
    ----------
    code : Refusal
        The rule that was broken.
    """

    def __init__(
        self,
        action: str,
        subject: str = "",
        *,
        code: Refusal = Refusal.MALFORMED,
        expected: str = "",
        got: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(action, subject, expected=expected, got=got, hint=hint)
        self.code = code

    def __str__(self) -> str:
        return f"{self.code}: {super().__str__()}"

    def fields(self) -> dict[str, str]:
        """The error as plain fields, with its code."""
        return {**super().fields(), "code": str(self.code)}


_CODES: dict[str, Refusal] = {code.value: code for code in Refusal}


def refusal_of(error: Exception) -> Refusal:
    """The verdict that an error stands for.

    `MalformedMessage` of this package carries it as its keyword, and any other
    error of bytes from outside counts as MALFORMED.
    """
    code: Any = getattr(error, "code", None)
    if isinstance(code, Refusal):
        return code
    if isinstance(error, MalformedMessage):
        return _CODES.get(error.keyword, Refusal.MALFORMED)
    return Refusal.MALFORMED
