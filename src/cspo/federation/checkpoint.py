"""Checkpoints: one signed body, the same for everyone, that binds every head at once.

A nation signs, for each mode, checkpoint n with one leaf for each feed that its
node gives out, its guests' feeds among them. A leaf is a salted hash of the
feed's head; the leaves are sorted and padded, so the body tells neither who is
given how much nor to how many. The head and the salt are opened to the feed's
recipient alone. As the bodies are chained and the same for all, partners that
compare them see what an origin has shown to one and not to another.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

import msgspec

from cspo.errors import MalformedMessage, UsageError
from cspo.federation.feed import RESTART_STEP, ZERO_HASH, Feed, Head
from cspo.federation.statement import (
    STATEMENT_VERSION,
    Signed,
    is_hash,
    read_statement,
    refuse,
    seal_statement,
    statement_utc,
    verify_statement,
)
from cspo.federation.store import CheckpointRow
from cspo.markings.mode import Mode
from cspo.markings.parties import is_party, sponsor_of
from cspo.records.directory import Directories
from cspo.records.envelope import CHECKPOINT_TYPE
from cspo.records.payload import utc_of_record
from cspo.records.signing import Signer
from cspo.records.strict_json import load_strict
from cspo.time import Epoch

__all__ = [
    "CHECKPOINT_KIND", "LEAF_BLOCK", "MAX_OPENING_BYTES", "Checkpoint", "HeadOpening",
    "checkpoint_hash", "checkpoint_row", "head_salt", "leaf", "leaves_of", "new_checkpoint",
    "opening_from_bytes", "opening_to_bytes", "padding_leaf", "read_checkpoint", "seal_checkpoint",
    "verify_checkpoint",
]  # fmt: skip

CHECKPOINT_KIND: Final = "checkpoint"
"""What a key must be good for to sign one (`KeyEntry.kinds`)."""

LEAF_BLOCK: Final = 16
"""The number of leaves is a multiple of this."""

MAX_OPENING_BYTES: Final = 1_024
MAX_LEAVES: Final = 4_096
MAX_N: Final = 2**53
_BODY_DOMAIN: Final = b"cspo-checkpoint-v1\0"
_LEAF_DOMAIN: Final = b"cspo-leaf-v1\0"
_SALT_DOMAIN: Final = b"cspo-salt-v1\0"
_PADDING_DOMAIN: Final = b"cspo-padding-v1\0"


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The payload of a checkpoint; its fields in this order are the bytes that are signed.

    Parameters
    ----------
    v : str
        Version, ``"1.0"``.
    origin : str
        The nation whose node's feeds it binds.
    mode : Mode
        The mode of these feeds.
    n : int
        Its number, from 1. After a declared restart it jumps by `RESTART_STEP`.
    prev : str
        `checkpoint_hash` of the one before; `ZERO_HASH` for the first.
    t : str
        When it was made by the origin's clock: UTC, six decimals, Z.
    leaves : tuple of str
        `leaf` of each feed and padding, ascending, a multiple of `LEAF_BLOCK`.
    """

    v: str = STATEMENT_VERSION
    origin: str
    mode: Mode
    n: int
    prev: str
    t: str
    leaves: tuple[str, ...]


class HeadOpening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What opens one leaf to one recipient.

    Parameters
    ----------
    n : int
        Number of the checkpoint.
    seq, hash
        The head of the feed at that checkpoint.
    salt : str
        32 bytes, hexadecimal.
    """

    n: int
    seq: int
    hash: str
    salt: str

    @property
    def head(self) -> Head:
        """The head that it opens."""
        return Head(self.seq, self.hash)


def checkpoint_hash(payload: bytes) -> str:
    """``SHA-256("cspo-checkpoint-v1" NUL payload)``, what the next one names as *prev*."""
    return hashlib.sha256(_BODY_DOMAIN + payload).hexdigest()


def leaf(feed: Feed, head: Head, salt: str, n: int) -> str:
    """The salted hash of a feed's head at checkpoint n.

    ``SHA-256("cspo-leaf-v1" NUL origin NUL recipient NUL mode NUL n seq hash salt)``,
    with *n* and *seq* as 8 bytes, big-endian, *hash* and *salt* as 32 bytes.
    """
    numbers = n.to_bytes(8, "big") + head.seq.to_bytes(8, "big")
    hashes = bytes.fromhex(head.hash) + bytes.fromhex(salt)
    return hashlib.sha256(_LEAF_DOMAIN + feed.domain() + numbers + hashes).hexdigest()


def head_salt(secret: bytes, feed: Feed, n: int) -> str:
    """``HMAC-SHA-256(secret, "cspo-salt-v1" NUL origin NUL recipient NUL mode NUL n)``.

    How an origin makes its salts is its own business, as nobody else computes
    them: ours are repeatable, so a checkpoint made twice has the same bytes.
    """
    message = _SALT_DOMAIN + feed.domain() + n.to_bytes(8, "big")
    return hmac.digest(secret, message, "sha256").hex()


def padding_leaf(secret: bytes, origin: str, mode: Mode, n: int, index: int) -> str:
    """A leaf that opens to nothing; not to be told from one that does."""
    place = b"%b\0%b\0%b%b" % (
        origin.encode("ascii"), mode.encode("ascii"),
        n.to_bytes(8, "big"), index.to_bytes(8, "big"),
    )  # fmt: skip
    return hmac.digest(secret, _PADDING_DOMAIN + place, "sha256").hex()


def leaves_of(
    heads: Iterable[tuple[Feed, Head]], secret: bytes, origin: str, mode: Mode, n: int
) -> tuple[str, ...]:
    """The leaves of a checkpoint: of each head, padded and sorted."""
    leaves = [leaf(feed, head, head_salt(secret, feed, n), n) for feed, head in heads]
    wanted = max(1, -(-len(leaves) // LEAF_BLOCK)) * LEAF_BLOCK
    if wanted > MAX_LEAVES:
        raise UsageError("make a checkpoint", origin, expected=f"at most {MAX_LEAVES} feeds")
    leaves += [padding_leaf(secret, origin, mode, n, i) for i in range(wanted - len(leaves))]
    return tuple(sorted(leaves))


def seal_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Sign a checkpoint: the bytes of its envelope."""
    return seal_statement(checkpoint, CHECKPOINT_TYPE, signer)


def read_checkpoint(data: bytes) -> tuple[Checkpoint, Signed]:
    """Read a checkpoint's envelope without verifying its signature.

    Raises
    ------
    MalformedMessage, RefusedRecord
        With the verdict.
    """
    found, signed = read_statement(data, CHECKPOINT_TYPE, Checkpoint)
    if not is_party(found.origin) or sponsor_of(found.origin) != found.origin:
        refuse("origin", "a nation")
    if not 1 <= found.n <= MAX_N:
        refuse("n", "1 to 2**53")
    if not is_hash(found.prev) or (found.n in (1, RESTART_STEP)) != (found.prev == ZERO_HASH):
        refuse("prev", "the hash of the checkpoint before")
    statement_utc(found.t)
    count = len(found.leaves)
    if not count or count % LEAF_BLOCK or count > MAX_LEAVES:
        refuse("leaves", f"a multiple of {LEAF_BLOCK}, at most {MAX_LEAVES}")
    if not all(map(is_hash, found.leaves)) or any(
        a >= b for a, b in zip(found.leaves, found.leaves[1:], strict=False)
    ):
        refuse("leaves", "hashes, ascending, each once")
    return found, signed


def verify_checkpoint(data: bytes, directories: Directories) -> tuple[Checkpoint, Signed]:
    """Read a checkpoint and hold it against its origin's keys.

    Raises
    ------
    MalformedMessage, RefusedRecord
        With the verdict.
    """
    found, signed = read_checkpoint(data)
    verify_statement(
        signed, directories, party=found.origin, mode=found.mode, kind=CHECKPOINT_KIND,
        t=statement_utc(found.t), checkpoint=found.n,
    )  # fmt: skip
    return found, signed


def checkpoint_row(
    found: Checkpoint, payload: bytes, envelope: bytes, *, t_ingest: Epoch
) -> CheckpointRow:
    """A checkpoint as the store keeps it."""
    return CheckpointRow(
        origin=found.origin, mode=found.mode, n=found.n, prev=found.prev,
        hash=checkpoint_hash(payload), t=statement_utc(found.t), envelope=envelope,
        t_ingest=t_ingest,
    )  # fmt: skip


def opening_to_bytes(opening: HeadOpening) -> bytes:
    """An opening as compact JSON in the order of its fields."""
    return msgspec.json.encode(opening)


def opening_from_bytes(data: bytes) -> HeadOpening:
    """Read an opening.

    Raises
    ------
    MalformedMessage
        Where it is none.
    """
    fields = load_strict(data, max_bytes=MAX_OPENING_BYTES, max_depth=1)
    try:
        opening = msgspec.convert(fields, HeadOpening)
    except msgspec.ValidationError:
        raise MalformedMessage("read opening", expected="n, seq, hash and salt") from None
    sound = 1 <= opening.n <= MAX_N and 0 <= opening.seq <= MAX_N
    if not sound or not is_hash(opening.hash) or not is_hash(opening.salt):
        raise MalformedMessage("read opening", expected="numbers and 32 bytes in hexadecimal")
    return opening


def new_checkpoint(
    origin: str,
    mode: Mode,
    heads: Iterable[tuple[Feed, Head]],
    *,
    after: CheckpointRow | None,
    restart: bool,
    secret: bytes,
    t: Epoch,
) -> Checkpoint:
    """The checkpoint after *after*, or the first; *restart*: with the jump that declares one."""
    n = (0 if after is None else after.n) + (RESTART_STEP if restart else 1)
    return Checkpoint(
        origin=origin, mode=mode, n=n, prev=ZERO_HASH if after is None else after.hash,
        t=utc_of_record(t), leaves=leaves_of(heads, secret, origin, mode, n),
    )  # fmt: skip
