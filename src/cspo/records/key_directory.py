"""Which keys speak for a nation, for what, since when, and until which checkpoint.

A nation's offline root key signs a numbered list of its keys. Partners pin the
root's public key once, by hand, and accept each newer list that names the one
before. Entries are never dropped and never widened: a key that was revoked
stays so. Two lists of one number, both signed, are a proof that the root
contradicts itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NoReturn, TypeAlias

import msgspec

from cspo.errors import CspoError, UsageError
from cspo.markings import NATIONS, Mode
from cspo.records.envelope import KEY_DIRECTORY_TYPE
from cspo.records.identity import is_record_id
from cspo.records.signing import RootKey, VerifyKey, thumbprint_of
from cspo.records.strict_json import load_strict
from cspo.records.verdicts import Refusal, RefusedRecord
from cspo.time import Epoch

__all__ = [
    "ANY_KIND", "Anchors", "KeyDirectory", "KeyEntry", "Revocation", "decode_directory",
    "encode_directory", "sign_directory",
]  # fmt: skip

Anchors: TypeAlias = Mapping[str, bytes]
"""Raw root public keys by nation, pinned by hand."""

ANY_KIND: Final = "*"
MAX_KEYS: Final = 1_000
VERSION: Final = "1.0"

_LARGEST_NUMBER: Final = 2**53
_UTC: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", re.ASCII)
_KIND: Final = re.compile(r"\*|[a-z][a-z-]{0,39}", re.ASCII)
_REASON_CHARACTERS: Final = 200


class Revocation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when a key is no longer believed.

    Parameters
    ----------
    checkpoint : int
        The last checkpoint of the nation, in the key's mode, that still vouches
        for what the key signed; 0: none does.
    t : str
        When it was revoked (UTC).
    reason : str
        Why, in a few words.
    """

    checkpoint: int
    t: str
    reason: str = ""


class KeyEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key of a nation.

    Parameters
    ----------
    thumbprint : str
        First 32 hexadecimal digits of SHA-256 of the raw public key.
    public : str
        The raw public key, 64 hexadecimal digits.
    modes : tuple of Mode
        The one mode that it signs: modes are apart by key.
    kinds : tuple of str
        Kinds of record, sorted, or ``("*",)`` for all; ``checkpoint``, ``receipt``
        and ``bundle`` count as kinds.
    not_before, not_after : str
        UTC: from which instant, and up to which (exclusive), what it signs
        may have been made.
    revoked : Revocation or None
        Set once, and then for good.
    """

    thumbprint: str
    public: str
    modes: tuple[Mode, ...]
    kinds: tuple[str, ...]
    not_before: str
    not_after: str
    revoked: Revocation | None = None


class KeyDirectory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A nation's keys, as its root signs them.

    Parameters
    ----------
    v : str
        Version of the format.
    nation : str
        Whose keys they are.
    version : int
        From 1, by ones.
    prev : str
        Id (SHA-256 of the payload) of the version before; ``""`` for the first.
    t_created : str
        When it was made (UTC).
    keys : tuple of KeyEntry
        Every key that the nation ever listed.
    """

    v: str = VERSION
    nation: str
    version: int
    prev: str
    t_created: str
    keys: tuple[KeyEntry, ...]


_DECODER: Final = msgspec.json.Decoder(KeyDirectory)


def encode_directory(directory: KeyDirectory) -> bytes:
    """The bytes that a root key signs.

    Raises
    ------
    UsageError
        Where `decode_directory` would refuse them.
    """
    data = msgspec.json.encode(directory)
    try:
        decode_directory(data)
    except CspoError as error:
        raise UsageError("encode key directory", directory.nation, got=str(error)) from error
    return data


def sign_directory(directory: KeyDirectory, root: RootKey) -> bytes:
    """The envelope of a directory, as bytes to hand to partners.

    Raises
    ------
    UsageError
        Where the root is another nation's, or the directory is not sound.
    """
    if root.nation != directory.nation:
        raise UsageError("sign directory", directory.nation, expected="its own root key")
    return root.sign(KEY_DIRECTORY_TYPE, encode_directory(directory)).to_bytes()


def decode_directory(data: bytes) -> KeyDirectory:
    """Read a directory's payload, and see that it is sound in itself.

    Raises
    ------
    RefusedRecord
        With its code.
    MalformedMessage
        As `load_strict` does.
    """
    parsed = load_strict(data)
    if not isinstance(parsed, dict) or not isinstance(parsed.get("v"), str):
        _refuse("directory", "an object with a version")
    if parsed["v"] != VERSION:
        _refuse("v", VERSION, Refusal.UNKNOWN_VERSION)
    try:
        directory = _DECODER.decode(data)
    except msgspec.MsgspecError as error:
        code = Refusal.UNKNOWN_FIELD if "unknown field" in str(error) else Refusal.MALFORMED
        _refuse("directory", "fields of their types", code)
    _check_head(directory)
    for entry in directory.keys:
        _check_entry(entry)
    if len({entry.thumbprint for entry in directory.keys}) != len(directory.keys):
        _refuse("keys", "each key once")
    return directory


def _refuse(field: str, expected: str, code: Refusal = Refusal.MALFORMED) -> NoReturn:
    raise RefusedRecord("read key directory", field, expected=expected, code=code) from None


def _check_head(directory: KeyDirectory) -> None:
    if directory.nation not in NATIONS:
        _refuse("nation", "one of the ten", Refusal.UNKNOWN_NATION)
    if not 1 <= directory.version <= _LARGEST_NUMBER:
        _refuse("version", "a number from 1")
    if (directory.prev == "") != (directory.version == 1):
        _refuse("prev", "nothing in the first version, an id in every other")
    if directory.prev and not is_record_id(directory.prev):
        _refuse("prev", "the id of the version before")
    _instant("t_created", directory.t_created)
    if len(directory.keys) > MAX_KEYS:
        _refuse("keys", f"at most {MAX_KEYS}", Refusal.OVERSIZE)


def _check_entry(entry: KeyEntry) -> None:
    try:
        key = VerifyKey(bytes.fromhex(entry.public))
    except (ValueError, CspoError):
        _refuse("public", "a canonical point of full order", Refusal.BAD_SIGNATURE)
    if entry.public != key.public.hex() or entry.thumbprint != thumbprint_of(key.public):
        _refuse("thumbprint", "that of the public key")
    if len(entry.modes) != 1:
        _refuse("modes", "one mode a key", Refusal.KEY_NOT_FOR_MODE)
    if not entry.kinds or not all(map(_KIND.fullmatch, entry.kinds)):
        _refuse("kinds", "kinds, or *")
    if any(a >= b for a, b in zip(entry.kinds, entry.kinds[1:], strict=False)):
        _refuse("kinds", "sorted kinds, each once")
    if ANY_KIND in entry.kinds and len(entry.kinds) > 1:
        _refuse("kinds", "* alone")
    if _instant("not_after", entry.not_after) <= _instant("not_before", entry.not_before):
        _refuse("not_after", "an instant after not_before")
    if entry.revoked is not None:
        _check_revocation(entry.revoked)


def _check_revocation(revoked: Revocation) -> None:
    if not 0 <= revoked.checkpoint <= _LARGEST_NUMBER:
        _refuse("checkpoint", "a number from 0")
    if len(revoked.reason) > _REASON_CHARACTERS:
        _refuse("reason", f"at most {_REASON_CHARACTERS} characters")
    _instant("t", revoked.t)


def _instant(name: str, text: str) -> Epoch:
    try:
        if _UTC.fullmatch(text):
            return Epoch.from_utc(text)
    except CspoError:
        pass
    _refuse(name, "YYYY-MM-DDThh:mm:ss(.ssssss)Z")
