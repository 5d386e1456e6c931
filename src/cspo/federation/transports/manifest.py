"""The first line of a bundle: what its origin signs about all the others.

A bundle is text, a line of JSON each::

    {"payload":...}                  the manifest, in its signed envelope
    {"payload":...}                  papers: key directories, checkpoints, receipts
    {"n":12,"seq":...}               what opens the recipient's leaf in the checkpoint above
    {"v":"1.0","origin":"AUS",...}   frames, as they travel on any other way

The papers are what is needed to verify the frames where no line reaches. The
manifest names the feed, the entries, and the SHA-256 of each block of the lines
after it, so nothing is handed on before it was held against the signature, and
nothing larger than a block is ever held in memory.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import accumulate
from typing import Final, NoReturn

import msgspec

from cspo.errors import MalformedMessage, UsageError, VerificationError
from cspo.federation.feed import ZERO_HASH, Feed, Head
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
from cspo.markings.mode import Mode
from cspo.markings.parties import is_party
from cspo.records.directory import Directories
from cspo.records.envelope import BUNDLE_TYPE
from cspo.records.signing import Signer
from cspo.records.verdicts import Refusal

__all__ = [
    "BLOCK_BYTES", "BLOCK_LINES", "BUNDLE_KIND", "MAX_BLOCKS", "MAX_BLOCK_BYTES", "Block",
    "BundleFault", "Manifest", "RefusedBundle", "read_manifest", "refuse_bundle", "seal_manifest",
    "verify_manifest",
]  # fmt: skip

BUNDLE_KIND: Final = "bundle"
"""What a key must be good for to sign one (`KeyEntry.kinds`)."""

BLOCK_LINES: Final = 64
BLOCK_BYTES: Final = 2_097_152
"""A block ends with the line that reaches one of these."""
MAX_BLOCK_BYTES: Final = 2 * BLOCK_BYTES + 4_096
"""What such a block holds at most; a larger one is refused before it is read."""
MAX_BLOCKS: Final = 4_096

_MAX_SEQ: Final = 2**53


class BundleFault(StrEnum):
    """Why a bundle is refused whole; besides these there is `records.verdicts.Refusal`."""

    NOT_A_BUNDLE = "NOT_A_BUNDLE"
    """It does not begin with a manifest."""
    TAMPERED = "TAMPERED"
    """Lines are not those that were signed."""
    CUT_SHORT = "CUT_SHORT"
    """It ends before the lines that were signed do."""
    TRAILING = "TRAILING"
    """Something follows on the lines that were signed."""
    UNREADABLE = "UNREADABLE"
    """The medium, or the compression, gives no bytes."""
    CHANGED = "CHANGED"
    """Read twice, it said two things."""
    BAD_CHAIN = "BAD_CHAIN"
    """Signed, and yet its entries make no chain."""


class RefusedBundle(VerificationError):
    """A bundle that was refused whole: nothing of it is in the store.

    Parameters
    ----------
    code : str
        A `BundleFault` or `Refusal`.
    line : int or None
        The line at fault, from 1, where it is known.
    """

    def __init__(
        self,
        action: str,
        subject: str = "",
        *,
        code: str = BundleFault.NOT_A_BUNDLE,
        line: int | None = None,
        expected: str = "",
        got: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(action, subject, expected=expected, got=got, hint=hint)
        self.code = code
        self.line = line

    def __str__(self) -> str:
        where = "" if self.line is None else f"line {self.line}: "
        return f"{where}{self.code}: {super().__str__()}"

    def fields(self) -> dict[str, str]:
        """The error as plain fields, with its code and line."""
        line = "" if self.line is None else str(self.line)
        return {**super().fields(), "code": str(self.code), "line": line}


class Block(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Some lines: how many, how many bytes with their line feeds, and the SHA-256 of these."""

    lines: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The payload of a manifest; its fields in this order are the bytes that are signed.

    Parameters
    ----------
    v : str
        Version, ``"1.0"``.
    origin, recipient, mode
        The feed.
    number : int
        Which of this feed's bundles it is, for the people who carry it. Never a
        count over several feeds: it would tell how much goes to others.
    one_way : bool
        Whether it goes through a diode: no receipt will come back.
    after_seq, after_hash
        The entry on which the first one follows; 0 and `ZERO_HASH` for the beginning.
    to_seq, to_hash
        The last entry in it; the same again where it holds none.
    count : int
        Entries in it. Fewer than the numbers suggest where an origin declared a restart.
    after_n, to_n
        The origin's checkpoints in it: those after one number up to another.
    papers : int
        Lines before the entries.
    bytes : int
        Of everything after the manifest's own line.
    blocks : tuple of Block
        What that is, piece by piece: first the papers, then, in blocks of their own, the entries.
    t : str
        When it was made by the origin's clock: UTC, six decimals, Z.
    """

    v: str = STATEMENT_VERSION
    origin: str
    recipient: str
    mode: Mode
    number: int
    one_way: bool
    after_seq: int
    after_hash: str
    to_seq: int
    to_hash: str
    count: int
    after_n: int
    to_n: int
    papers: int
    bytes: int
    blocks: tuple[Block, ...]
    t: str

    @property
    def feed(self) -> Feed:
        """The feed that it holds a part of."""
        return Feed(self.origin, self.recipient, self.mode)

    @property
    def after(self) -> Head:
        """The entry on which its first one follows."""
        return Head(self.after_seq, self.after_hash)

    @property
    def head(self) -> Head:
        """The last entry in it."""
        return Head(self.to_seq, self.to_hash)


def seal_manifest(manifest: Manifest, signer: Signer) -> bytes:
    """Sign a manifest: its line, without the line feed.

    Raises
    ------
    UsageError
        Where our own reader would refuse it.
    """
    data = seal_statement(manifest, BUNDLE_TYPE, signer)
    try:
        read_manifest(data)
    except (MalformedMessage, VerificationError) as error:
        raise UsageError("seal bundle", str(manifest.feed), got=str(error)) from error
    return data


def read_manifest(data: bytes) -> tuple[Manifest, Signed]:
    """Read a manifest without verifying its signature.

    Raises
    ------
    MalformedMessage, RefusedRecord
        With the verdict.
    """
    found, signed = read_statement(data, BUNDLE_TYPE, Manifest)
    if not is_party(found.origin) or not is_party(found.recipient):
        refuse("origin, recipient", "parties")
    if not (1 <= found.number <= _MAX_SEQ and 0 <= found.after_seq <= found.to_seq <= _MAX_SEQ):
        refuse("number, after_seq, to_seq", "numbers in their order")
    if not all(map(is_hash, (found.after_hash, found.to_hash))):
        refuse("hashes", "64 hexadecimal digits each")
    if (found.after_seq == 0) != (found.after_hash == ZERO_HASH):
        refuse("after_hash", "zeros before the first entry, and only there")
    if not 0 <= found.after_n <= found.to_n <= _MAX_SEQ:
        refuse("after_n, to_n", "numbers in their order")
    if (found.count == 0) != (found.after == found.head) or found.count < 0 or found.papers < 0:
        refuse("count", "the entries between the first and the last")
    statement_utc(found.t)
    _check_blocks(found)
    return found, signed


def _check_blocks(found: Manifest) -> None:
    if len(found.blocks) > MAX_BLOCKS:
        refuse("blocks", f"at most {MAX_BLOCKS}", Refusal.OVERSIZE)
    for block in found.blocks:
        if not 1 <= block.lines <= BLOCK_LINES or not is_hash(block.sha256):
            refuse("blocks", f"1 to {BLOCK_LINES} lines and their SHA-256")
        if not block.lines <= block.bytes <= MAX_BLOCK_BYTES:
            refuse("blocks", f"at most {MAX_BLOCK_BYTES} bytes", Refusal.OVERSIZE)
    lines = sum(block.lines for block in found.blocks)
    size = sum(block.bytes for block in found.blocks)
    if lines != found.papers + found.count or size != found.bytes:
        refuse("blocks", "blocks that add up to the whole")
    if found.papers not in accumulate((block.lines for block in found.blocks), initial=0):
        refuse("blocks", "entries in blocks of their own")


def verify_manifest(found: Manifest, signed: Signed, directories: Directories) -> None:
    """Hold a manifest against its origin's keys.

    Raises
    ------
    RefusedRecord
        With the verdict.
    """
    verify_statement(
        signed, directories, party=found.origin, mode=found.mode, kind=BUNDLE_KIND,
        t=statement_utc(found.t),
    )  # fmt: skip


def refuse_bundle(
    code: str, expected: str, *, line: int | None = None, subject: str = "", got: str = ""
) -> NoReturn:
    """Refuse a bundle whole."""
    raise RefusedBundle(
        "read bundle", subject, code=code, line=line, expected=expected, got=got,
        hint="nothing of it was taken",
    ) from None  # fmt: skip
