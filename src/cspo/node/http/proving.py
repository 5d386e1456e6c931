"""Whether a record in the store holds: its signatures, its keys, and its place in a feed.

It was verified when it came; here it is verified again, by what is known now. Nothing of what is
told rests on the store's having been honest but the bytes themselves.
"""

from __future__ import annotations

import msgspec

from cspo.errors import CspoError
from cspo.federation.checkpoint import leaf, verify_checkpoint
from cspo.federation.feed import RESTART_STEP, ZERO_HASH, Feed, entry_hash
from cspo.federation.store import FeedEntry
from cspo.markings.parties import sponsor_of
from cspo.node.store import SqliteUnit
from cspo.operations.opening import open_whole
from cspo.records import Directories, Envelope, Record, refusal_of
from cspo.records.envelope import Signature
from cspo.records.signing import verify_envelope
from cspo.time import Epoch

__all__ = ["CheckpointLine", "EntryView", "SignatureView", "entry_of", "signatures_of", "verdict"]


class SignatureView(msgspec.Struct, frozen=True, kw_only=True):
    """One signature, held against the key that it names.

    Parameters
    ----------
    keyid, nation : str
        The key, and whose it is.
    holds : bool
        Whether it was made over these very bytes by that key.
    code : str
        Empty where the key might sign such a record then; else why not, as a verdict of `Refusal`.
    good_from_utc, good_until_utc : str
        The key's time; empty where no accepted directory has the key.
    revoked_utc, revoked_because : str
        When its nation ended it, and why.
    """

    keyid: str
    nation: str
    holds: bool
    code: str
    good_from_utc: str = ""
    good_until_utc: str = ""
    revoked_utc: str = ""
    revoked_because: str = ""


class CheckpointLine(msgspec.Struct, frozen=True, kw_only=True):
    """The first checkpoint of the origin that covers an entry.

    Parameters
    ----------
    n : int
        Its number.
    t_utc : str
        When it was made, as its origin says.
    holds : bool
        Whether its signature holds and it has the head of this feed as one of its leaves.
    """

    n: int
    t_utc: str
    holds: bool


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a feed that names a record.

    Parameters
    ----------
    origin, recipient : str
        Whose feed to whom.
    seq : int
        Its number.
    hash : str
        Its chained hash.
    holds : bool
        Whether the hash follows from the record, the number and the entry before.
    linked : bool
        Whether the entry before is here and has the hash that this one is chained to.
    signed_for : bool
        Whether the recipient has signed that it got the feed up to here.
    checkpoint : object or null
        Null: none covers it yet.
    """

    origin: str
    recipient: str
    seq: int
    hash: str
    holds: bool
    linked: bool
    signed_for: bool
    checkpoint: CheckpointLine | None


def verdict(record: Record, known: Directories, covered_by: int | None) -> str:
    """Empty where the record would be taken from a stranger's hand now; else the one code why not.

    Parameters
    ----------
    covered_by : int or None
        The first checkpoint of the origin that covers it: what vouches for a key that was revoked.
    """
    try:
        open_whole(record.envelope, known, checkpoint=covered_by)
    except CspoError as error:
        return str(refusal_of(error))
    return ""


def signatures_of(
    record: Record, known: Directories, covered_by: int | None
) -> list[SignatureView]:
    """Each signature of a record by itself."""
    envelope = Envelope.from_bytes(record.envelope)
    return [_signature(envelope, each, record, known, covered_by) for each in envelope.signatures]


def _signature(
    envelope: Envelope, given: Signature, record: Record, known: Directories,
    covered_by: int | None,
) -> SignatureView:  # fmt: skip
    nation = given.keyid.partition("#")[0]
    alone = Envelope(
        payload_type=envelope.payload_type, payload=envelope.payload, signatures=(given,)
    )
    holds, code = True, ""
    try:
        verify_envelope(alone, known.verify_key)
    except CspoError as error:
        holds, code = False, str(refusal_of(error))
    payload = record.payload
    own = nation == sponsor_of(payload.origin)
    judged = known.judge(
        given.keyid, mode=payload.mode, kind=payload.kind, t=Epoch.from_utc(payload.t_created),
        checkpoint=covered_by if own else None,
    )  # fmt: skip
    entry = known.key(given.keyid)
    revoked = None if entry is None else entry.revoked
    return SignatureView(
        keyid=given.keyid, nation=nation, holds=holds, code=code or str(judged or ""),
        good_from_utc="" if entry is None else entry.not_before,
        good_until_utc="" if entry is None else entry.not_after,
        revoked_utc="" if revoked is None else revoked.t,
        revoked_because="" if revoked is None else revoked.reason,
    )  # fmt: skip


def entry_of(
    unit: SqliteUnit, feed: Feed, record_id: str, known: Directories, *, ours: bool
) -> EntryView | None:
    """The entry of a feed that names a record; None where none does.

    Parameters
    ----------
    ours : bool
        Whether the feed is one that this node gives.
    """
    seq = unit.out_seq(feed, record_id) if ours else unit.in_seqs(feed, [record_id]).get(record_id)
    entry = None if seq is None else _entry(unit, feed, seq, ours=ours)
    if entry is None:
        return None
    receipt = unit.last_receipt(feed)
    return EntryView(
        origin=feed.origin, recipient=feed.recipient, seq=entry.seq, hash=entry.hash,
        holds=entry_hash(feed, entry.prev, entry.seq, record_id) == entry.hash,
        linked=_linked(unit, feed, entry, ours=ours),
        signed_for=receipt is not None and receipt.seq >= entry.seq,
        checkpoint=_covering(unit, feed, entry.seq, known),
    )  # fmt: skip


def _entry(unit: SqliteUnit, feed: Feed, seq: int, *, ours: bool) -> FeedEntry | None:
    return unit.out_entry(feed, seq) if ours else unit.in_entry(feed, seq)


def _linked(unit: SqliteUnit, feed: Feed, entry: FeedEntry, *, ours: bool) -> bool:
    if entry.prev == ZERO_HASH:
        return entry.seq in (1, RESTART_STEP)
    earlier = (_entry(unit, feed, entry.seq - step, ours=ours) for step in (1, RESTART_STEP))
    return any(each is not None and each.hash == entry.prev for each in earlier)


def _covering(unit: SqliteUnit, feed: Feed, seq: int, known: Directories) -> CheckpointLine | None:
    n = unit.covering(feed, seq)
    head = None if n is None else unit.head_at(feed, n)
    row = None if n is None else unit.checkpoint(sponsor_of(feed.origin), feed.mode, n)
    if n is None or head is None or row is None:
        return None
    try:
        found, _ = verify_checkpoint(row.envelope, known)
    except CspoError:
        return CheckpointLine(n=n, t_utc=row.t.utc_iso(3), holds=False)
    opened = leaf(feed, head.head, head.salt, n) in found.leaves
    return CheckpointLine(n=n, t_utc=found.t, holds=opened)
