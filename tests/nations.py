"""Ten nations with fixed keys, their directories and records to send: what trust's tests share.

The seeds are hashes of names, so every run has the same keys. Never use them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, Final

import msgspec

from cspo.markings import CSPO_RULEBOOK, NATIONS, Label, Mode, make_label, sponsor_of
from cspo.records import (
    Directories,
    KeyDirectory,
    KeyEntry,
    Payload,
    Provenance,
    Record,
    Revocation,
    open_record,
    seal,
    sign_directory,
)
from cspo.records.signing import RootKey, SigningKey, thumbprint_of

__all__ = [
    "KINDS", "NOT_AFTER", "NOT_BEFORE", "T", "anchors", "directories", "directory", "entry_of",
    "key_of", "open_one", "payload_of", "record_of", "root_of", "second_directory",
]  # fmt: skip

NOT_BEFORE: Final = "2026-01-01T00:00:00Z"
NOT_AFTER: Final = "2028-01-01T00:00:00Z"
T: Final = "2026-07-10T12:00:00.000000Z"
KINDS: Final = frozenset({"orbit", "notice", "conjunction"})


def _seed(*names: str) -> bytes:
    return hashlib.sha256("|".join(("cspo test key", *names)).encode()).digest()


@cache
def root_of(nation: str) -> RootKey:
    """The offline root key of a nation."""
    return RootKey(nation, _seed(nation, "root"))


@cache
def key_of(nation: str, mode: Mode = Mode.REAL, number: int = 1) -> SigningKey:
    """A nation's key for one mode; *number* 2 is the one after a rotation."""
    return SigningKey(nation, _seed(nation, mode, str(number)))


def entry_of(
    key: SigningKey,
    mode: Mode = Mode.REAL,
    *,
    kinds: tuple[str, ...] = ("*",),
    not_before: str = NOT_BEFORE,
    not_after: str = NOT_AFTER,
    revoked: Revocation | None = None,
) -> KeyEntry:
    """A directory's line for a key."""
    return KeyEntry(
        thumbprint=thumbprint_of(key.public), public=key.public.hex(), modes=(mode,), kinds=kinds,
        not_before=not_before, not_after=not_after, revoked=revoked,
    )  # fmt: skip


def directory(
    nation: str,
    *,
    version: int = 1,
    prev: str = "",
    keys: tuple[KeyEntry, ...] | None = None,
) -> bytes:
    """A signed directory; without *keys* with one for each mode."""
    if keys is None:
        keys = tuple(entry_of(key_of(nation, mode), mode) for mode in Mode)
    return sign_directory(
        KeyDirectory(nation=nation, version=version, prev=prev, t_created=NOT_BEFORE, keys=keys),
        root_of(nation),
    )


def second_directory(checkpoint: int) -> bytes:
    """AUS's second: its REAL key 1 is revoked after a checkpoint, key 2 takes its place."""
    others = tuple(entry_of(key_of("AUS", mode), mode) for mode in Mode if mode is not Mode.REAL)
    revoked = Revocation(checkpoint=checkpoint, t="2026-07-10T13:00:00Z", reason="stolen")
    keys = (entry_of(key_of("AUS"), revoked=revoked), *others, entry_of(key_of("AUS", number=2)))
    return directory("AUS", version=2, prev=directories().latest("AUS").id, keys=keys)


def anchors() -> dict[str, bytes]:
    """The pinned root keys of all ten."""
    return {nation: root_of(nation).public for nation in NATIONS}


@cache
def directories() -> Directories:
    """The first directories of all ten, accepted."""
    return Directories.replay(anchors(), [directory(nation) for nation in NATIONS])


def payload_of(
    origin: str = "AUS",
    to: tuple[str, ...] = ("AUS", "FRA"),
    *,
    label: Label | None = None,
    body: Any = None,
    **fields: Any,
) -> Payload:
    """An unclassified notice, unless other fields are given."""
    values: dict[str, Any] = {
        "origin": origin,
        "kind": "notice",
        "mode": Mode.REAL,
        "t_valid": T,
        "t_created": T,
        "label": make_label("U", to) if label is None else label,
        "provenance": Provenance(software="cspo test"),
        "body": msgspec.Raw(msgspec.json.encode({"text": "nothing"} if body is None else body)),
    }
    return Payload(**{**values, **fields})


def record_of(origin: str = "AUS", to: tuple[str, ...] = ("AUS", "FRA"), **fields: Any) -> Record:
    """The same, sealed with the origin's key for its mode."""
    payload = payload_of(origin, to, **fields)
    return seal(payload, key_of(sponsor_of(origin), payload.mode))


def open_one(envelope: bytes, **given: Any) -> Record:
    """Open with what all ten know."""
    known = {"directories": directories(), "rulebook": CSPO_RULEBOOK, "kinds": KINDS}
    return open_record(envelope, **{**known, **given})
