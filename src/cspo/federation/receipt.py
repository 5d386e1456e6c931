"""Receipts: what the recipient signs once an entry lies safely in its own store.

Nothing else is delivery, least of all a broker's acknowledgement. A receipt
for entry seq stands for all entries up to it, so a lost one is made good by
the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from cspo.federation.feed import Feed, Head
from cspo.federation.statement import (
    STATEMENT_VERSION,
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
from cspo.records.envelope import RECEIPT_TYPE
from cspo.records.payload import utc_of_record
from cspo.records.signing import Signer
from cspo.time import Epoch

__all__ = ["MAX_REFUSED", "RECEIPT_KIND", "Receipt", "make_receipt", "refused_in", "verify_receipt"]

RECEIPT_KIND: Final = "receipt"
"""What a key must be good for to sign one (`KeyEntry.kinds`)."""

MAX_REFUSED: Final = 1_000
_MAX_SEQ: Final = 2**53


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The payload of a receipt; its fields in this order are the bytes that are signed.

    Parameters
    ----------
    v : str
        Version, ``"1.0"``.
    origin, recipient, mode
        The feed. The recipient signs.
    seq, hash
        The last entry that lies in the recipient's store.
    t : str
        When it was signed by the recipient's clock: UTC, six decimals, Z.
    refused : tuple of int
        Numbers of the newest `MAX_REFUSED` entries up to *seq* whose records
        were quarantined, ascending.
    """

    v: str = STATEMENT_VERSION
    origin: str
    recipient: str
    mode: Mode
    seq: int
    hash: str
    t: str
    refused: tuple[int, ...] = ()

    @property
    def feed(self) -> Feed:
        """The feed that it is about."""
        return Feed(self.origin, self.recipient, self.mode)

    @property
    def head(self) -> Head:
        """The entry that it is for."""
        return Head(self.seq, self.hash)


def make_receipt(
    feed: Feed, head: Head, refused: Iterable[int], signer: Signer, *, t: Epoch
) -> bytes:
    """Sign for everything up to *head*: the bytes of the receipt's envelope."""
    receipt = Receipt(
        origin=feed.origin, recipient=feed.recipient, mode=feed.mode, seq=head.seq, hash=head.hash,
        t=utc_of_record(t), refused=tuple(refused),
    )  # fmt: skip
    return seal_statement(receipt, RECEIPT_TYPE, signer)


def refused_in(data: bytes) -> tuple[int, ...]:
    """What a receipt refuses that was verified when it came."""
    return read_statement(data, RECEIPT_TYPE, Receipt)[0].refused


def verify_receipt(data: bytes, directories: Directories) -> Receipt:
    """Read a receipt and hold it against the recipient's keys.

    Raises
    ------
    MalformedMessage, RefusedRecord
        With the verdict.
    """
    found, signed = read_statement(data, RECEIPT_TYPE, Receipt)
    if not is_party(found.origin) or not is_party(found.recipient):
        refuse("origin, recipient", "parties")
    if not 1 <= found.seq <= _MAX_SEQ or not is_hash(found.hash):
        refuse("seq, hash", "an entry")
    numbers = found.refused
    if len(numbers) > MAX_REFUSED or any(
        a >= b for a, b in zip((0, *numbers), (*numbers, found.seq + 1), strict=True)
    ):
        refuse("refused", f"at most {MAX_REFUSED} numbers up to seq, ascending")
    verify_statement(
        signed, directories, party=found.recipient, mode=found.mode, kind=RECEIPT_KIND,
        t=statement_utc(found.t),
    )  # fmt: skip
    return found
