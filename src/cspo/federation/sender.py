"""The origin's side: a record and its entries in the feeds, in one unit of work.

What operations has decided is decided here once more for each recipient, so
that no caller's mistake puts a record into a feed that its label forbids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cspo.errors import UsageError
from cspo.federation.checkpoint import (
    checkpoint_row,
    head_salt,
    new_checkpoint,
    read_checkpoint,
    seal_checkpoint,
)
from cspo.federation.feed import (
    GENESIS,
    RESTART_STEP,
    Feed,
    Head,
    Upto,
    entry_hash,
    everything,
)
from cspo.federation.frame import openings_to_json
from cspo.federation.store import FeedEntry, HeadRow, Standing, Unit
from cspo.markings import CSPO_RULEBOOK, Action, Decision, Mode, Rulebook, Subject, decide
from cspo.markings.parties import sponsor_of
from cspo.records.lineage import Opening
from cspo.records.record import Record
from cspo.records.signing import Signer
from cspo.time import Epoch

__all__ = [
    "CHECKPOINT_SECRET", "Enqueued", "Outgoing", "drain", "enqueue", "enqueue_all",
    "make_checkpoint", "may_append", "no_openings",
]  # fmt: skip

CHECKPOINT_SECRET = "checkpoint"  # noqa: S105 - the name of the secret, not the secret
"""Under which name the store keeps what salts are made from."""

OpeningsFor = Callable[[str], tuple[Opening, ...]]


def no_openings(party: str) -> tuple[Opening, ...]:  # noqa: ARG001 - the form of a callback
    """Openings for nobody."""
    return ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record on its way into feeds.

    Parameters
    ----------
    record : Record
        One of ours, or of a guest of ours.
    recipients : sequence of Subject
        Who is to get it; the origin itself is passed over.
    openings_for : callable
        ``party -> openings`` of the inputs that this party may see.
    """

    record: Record
    recipients: Sequence[Subject]
    openings_for: OpeningsFor = no_openings


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of a record for one recipient.

    Parameters
    ----------
    party : str
        The recipient.
    decision : Decision
        Whether its label lets the recipient have it.
    seq : int or None
        Number of the entry; None where it was denied, or waits for the feed's
        return after a restore.
    """

    party: str
    decision: Decision
    seq: int | None


def enqueue(
    unit: Unit,
    record: Record,
    recipients: Sequence[Subject],
    openings_for: OpeningsFor = no_openings,
    *,
    t: Epoch,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> tuple[Enqueued, ...]:
    """Keep a record and put it into the feed of each recipient that may have it.

    Doing it again changes nothing: an entry is made once for each feed. A
    denial is put into the audit and comes back, it is never silent.
    """
    return enqueue_all(unit, [Outgoing(record, recipients, openings_for)], t=t, rulebook=rulebook)[
        0
    ]


def enqueue_all(
    unit: Unit, outgoing: Iterable[Outgoing], *, t: Epoch, rulebook: Rulebook = CSPO_RULEBOOK
) -> list[tuple[Enqueued, ...]]:
    """`enqueue` for many records in one unit of work, in their order."""
    outgoing = list(outgoing)
    outbox = _Outbox(unit, t)
    new = unit.put_records([each.record for each in outgoing], t_ingest=t) == len(outgoing)
    results = [
        tuple(
            _offer(outbox, each, subject, rulebook, new=new)
            for subject in each.recipients
            if subject.party != each.record.payload.origin
        )
        for each in outgoing
    ]
    outbox.flush()
    return results


def may_append(unit: Unit, feed: Feed) -> bool:
    """Whether entries may be put into a feed: always, unless the store was restored.

    Then the recipient must have shown what it holds, or its silence must have
    been declared (`cspo.federation.restoration`). A feed to an organization on
    our own node is held by nobody else.
    """
    generation = unit.generation()
    at_home = sponsor_of(feed.recipient) == sponsor_of(feed.origin)
    if generation == 0 or (at_home and feed.recipient != feed.origin):
        return True
    standing = unit.standing(feed)
    return (
        standing is not None
        and standing.generation == generation
        and standing.state is not Standing.CONFLICT
    )


def drain(unit: Unit, feed: Feed, *, t: Epoch, limit: int = 1_000) -> int:
    """Put deferred records into a feed that may be appended to again: how many."""
    if not may_append(unit, feed):
        return 0
    outbox = _Outbox(unit, t)
    waiting = unit.deferred_out(feed, limit)
    for row in waiting:
        outbox.put(feed, row.id, row.openings, new=True)
    outbox.flush()
    return len(waiting)


def make_checkpoint(
    unit: Unit,
    nation: str,
    mode: Mode,
    recipients: Iterable[str],
    signer: Signer,
    *,
    t: Epoch,
    guests: Iterable[str] = (),
    upto: Upto = everything,
) -> bytes | None:
    """Sign the heads of all feeds of a nation's node in one mode.

    Parameters
    ----------
    recipients : iterable of str
        Every partner, so that one without an entry has a leaf too.
    guests : iterable of str
        Organizations on our node, which give and get as well: how many leaves there are
        must not tell which of them has begun to.
    upto : callable
        How far feeds go out now: we sign for no entry that nobody is given.

    Returns
    -------
    bytes or None
        The envelope; None while a restored store does not know its last checkpoint.
    """
    chain = Feed(nation, nation, mode)
    if not may_append(unit, chain):
        unit.audit("checkpoint-waits", {"feed": str(chain)}, t=t)
        return None
    origins = (nation, *guests)
    everyone = {*recipients, *origins}
    heads = {
        Feed(origin, party, mode): GENESIS
        for origin in origins
        for party in everyone
        if party != origin
    }
    heads |= {
        feed: _head_out(unit, feed, upto(feed))
        for feed in unit.out_feeds()
        if feed.mode is mode and sponsor_of(feed.origin) == nation
    }
    last = unit.last_checkpoint(nation, mode)
    standing = unit.standing(chain)
    declared = standing is not None and standing.state is Standing.DECLARED
    restart = declared and standing is not None and standing.seq == (0 if last is None else last.n)
    secret = unit.secret(CHECKPOINT_SECRET)
    checkpoint = new_checkpoint(
        nation, mode, heads.items(), after=last, restart=restart, secret=secret, t=t
    )
    envelope = seal_checkpoint(checkpoint, signer)
    payload = read_checkpoint(envelope)[1].payload
    unit.put_checkpoint(checkpoint_row(checkpoint, payload, envelope, t_ingest=t))
    for feed, head in heads.items():
        salt = head_salt(secret, feed, checkpoint.n)
        unit.put_head(feed, HeadRow(checkpoint.n, head, salt))
    return envelope


def _head_out(unit: Unit, feed: Feed, upto: int | None) -> Head:
    """The last entry of a feed that goes out now."""
    head = unit.out_head(feed)
    if upto is None or head.seq <= upto:
        return head
    entry = unit.out_entry(feed, upto)
    return GENESIS if entry is None else Head(entry.seq, entry.hash)


def _offer(
    outbox: _Outbox, each: Outgoing, subject: Subject, rulebook: Rulebook, *, new: bool
) -> Enqueued:
    payload = each.record.payload
    feed = Feed(payload.origin, subject.party, payload.mode)
    decision = decide(payload.label, payload.mode, subject, Action.ENQUEUE, rulebook)
    if not decision.permitted:
        outbox.audit_denial(feed, each.record.id, decision)
        return Enqueued(subject.party, decision, None)
    openings = openings_to_json(each.openings_for(subject.party))
    seq = outbox.put(feed, each.record.id, openings, new=new)
    return Enqueued(subject.party, decision, seq)


@dataclass(slots=True)
class _Lane:
    """One feed within a unit of work."""

    head: Head
    open: bool
    jump: bool
    entries: list[FeedEntry] = field(default_factory=list)
    seqs: dict[str, int] = field(default_factory=dict)


class _Outbox:
    """Entries gathered for several feeds, written together."""

    def __init__(self, unit: Unit, t: Epoch) -> None:
        self._unit = unit
        self._t = t
        self._lanes: dict[Feed, _Lane] = {}

    def put(self, feed: Feed, record_id: str, openings: bytes, *, new: bool) -> int | None:
        """The number of a record's entry, made where it is missing; None where it must wait."""
        lane = self._lanes.get(feed) or self._begin(feed)
        there = lane.seqs.get(record_id)
        if there is None and not new:
            there = self._unit.out_seq(feed, record_id)
        if there is not None:
            return there
        if not lane.open:
            self._unit.defer_out(feed, record_id, openings, t=self._t)
            return None
        seq = lane.head.seq + (RESTART_STEP if lane.jump else 1)
        lane.jump = False
        hashed = entry_hash(feed, lane.head.hash, seq, record_id)
        lane.entries.append(FeedEntry(seq, record_id, lane.head.hash, hashed, openings))
        lane.head = Head(seq, hashed)
        lane.seqs[record_id] = seq
        return seq

    def flush(self) -> None:
        """Write the entries."""
        for feed, lane in self._lanes.items():
            if lane.entries:
                self._unit.append_out(feed, lane.entries)

    def audit_denial(self, feed: Feed, record_id: str, decision: Decision) -> None:
        """A denial is told."""
        fields = {
            "feed": str(feed), "record": record_id, "rule": decision.rule, "reason": decision.reason
        }  # fmt: skip
        self._unit.audit("enqueue-denied", fields, t=self._t)

    def _begin(self, feed: Feed) -> _Lane:
        if feed.origin == feed.recipient:
            raise UsageError("enqueue", str(feed), expected="a recipient besides the origin")
        head = self._unit.out_head(feed)
        standing = self._unit.standing(feed)
        jump = (
            standing is not None
            and standing.generation == self._unit.generation()
            and standing.state is Standing.DECLARED
            and standing.seq == head.seq
        )
        lane = _Lane(head, may_append(self._unit, feed), jump)
        self._lanes[feed] = lane
        return lane
