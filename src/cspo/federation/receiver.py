"""The recipient's side: examined frames are put under the chain, in one unit of work.

Many frames make one commit. An entry is taken when its number is the next and
its *prev* is the hash of the last one; a bad record is put into quarantine and
the feed goes on behind it; anything else changes nothing but the audit. A record
that another entry of the feed names was replayed, and only the origin's own
store can say by whom. Only what is committed is acknowledged, by a signed receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from cspo.federation.alarms import Alarm, AlarmReport
from cspo.federation.context import Context
from cspo.federation.examine import Coverage, Examined, Finding, examine
from cspo.federation.feed import RESTART_STEP, ZERO_HASH, Feed, Head
from cspo.federation.frame import FrameFault, FrameHeader
from cspo.federation.receipt import MAX_REFUSED, make_receipt
from cspo.federation.store import FeedEntry, Unit
from cspo.markings.parties import sponsor_of
from cspo.records.record import Record
from cspo.records.signing import Signer
from cspo.time import Epoch

__all__ = ["Outcome", "Verdict", "coverage_in", "receive", "settle", "sign_receipt"]


class Outcome(StrEnum):
    """What became of a frame."""

    ACCEPTED = "accepted"
    """The record lies in the store, the entry in the feed."""
    QUARANTINED = "quarantined"
    """The entry lies in the feed, the record does not lie in the store."""
    DUPLICATE = "duplicate"
    """The entry was there before."""
    GAP = "gap"
    """Entries before it are missing: ask for them first."""
    FAULT = "fault"
    """Its bytes do not fit the chain, or rest on what the chain does not cover: ask again."""
    CONFLICT = "conflict"
    """A sound entry of another history than the one that we hold."""
    REFUSED = "refused"
    """It belongs to another party, mode or origin."""

    @property
    def advances(self) -> bool:
        """Whether the feed went on."""
        return self in {Outcome.ACCEPTED, Outcome.QUARANTINED}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a frame, and why.

    Parameters
    ----------
    seq : int
        The number that it says; 0 where it says none.
    code : str
        A `Refusal` or `FrameFault`; empty where nothing is wrong.
    record_id : str
        The record's id as the entry names it; or empty.
    """

    outcome: Outcome
    seq: int
    code: str = ""
    record_id: str = ""


def receive(
    unit: Unit, data: bytes, feed: Feed, context: Context, *, t: Epoch, final: bool = False
) -> Verdict:
    """Examine one frame and settle it.

    Parameters
    ----------
    unit : Unit
        What it writes is committed by the caller, who then acknowledges.
    data : bytes
        The frame.
    feed : Feed
        The feed that was asked for.
    final : bool
        Whether the bytes are from the origin's own store (`examine`).
    """
    covering = coverage_in(unit, feed, context)
    examined = examine(data, feed, context, covering=covering, final=final)
    return settle(unit, feed, [examined], t=t, final=final)[0]


def coverage_in(unit: Unit, feed: Feed, context: Context) -> Coverage | None:
    """How to ask which checkpoint covers an entry; None where the origin has revoked no key."""
    if not context.has_revoked(sponsor_of(feed.origin)):
        return None
    return lambda seq: unit.covering(feed, seq)


def settle(
    unit: Unit, feed: Feed, frames: Sequence[Examined], *, t: Epoch, final: bool
) -> list[Verdict]:
    """Put examined frames under the chain, in their order.

    Parameters
    ----------
    final : bool
        Whether they are from the origin's own store: as they were examined.

    Raises
    ------
    ResourceLimit, SourceError
        From the store: then nothing of the unit is committed, and nothing acknowledged.
    """
    ledger = _Ledger(unit, feed, frames, t, final=final)
    verdicts = [ledger.place(each) for each in frames]
    ledger.flush()
    return verdicts


def sign_receipt(unit: Unit, feed: Feed, signer: Signer, *, t: Epoch) -> bytes | None:
    """Sign for what the store holds of a feed, and keep the receipt; None where it holds nothing.

    The bytes may leave the node only after the unit of work was committed: what
    a partner holds our signature for is on the disk.
    """
    head = unit.in_head(feed)
    if head.seq == 0:
        return None
    refused = unit.refused_seqs(feed, head.seq, MAX_REFUSED)
    envelope = make_receipt(feed, head, refused, signer, t=t)
    unit.put_receipt(feed, head.seq, head.hash, envelope, t)
    return envelope


class _Ledger:
    """The head of a feed as it moves through a batch, and the entries gathered on the way."""

    def __init__(
        self, unit: Unit, feed: Feed, frames: Sequence[Examined], t: Epoch, *, final: bool
    ) -> None:
        self._unit = unit
        self._feed = feed
        self._t = t
        self._final = final
        self._head = unit.in_head(feed)
        headers = (frame.header for frame in frames)
        new = {each.id for each in headers if each is not None and each.seq > self._head.seq}
        self._seqs = unit.in_seqs(feed, sorted(new)) if new else {}
        self._entries: dict[int, FeedEntry] = {}
        self._records: list[Record] = []
        self._audited: set[str] = set()

    def place(self, frame: Examined) -> Verdict:
        """The verdict on one frame; what it changes is gathered."""
        header, finding = frame.header, frame.finding
        if header is None or (finding is not None and not finding.origins):
            return self._not_taken(frame)
        if header.seq <= self._head.seq:
            return self._known(header)
        if not header.follows(self._head.seq, self._head.hash) and not self._restarts(header):
            outcome = Outcome.GAP if header.seq > self._head.seq + 1 else Outcome.CONFLICT
            return self._told(Verdict(outcome, header.seq, record_id=header.id))
        if self._repeats(header):
            wrong = Finding(FrameFault.DUPLICATE_RECORD, origins=self._final)
            frame = replace(frame, record=None, openings=b"[]", dropped=0, finding=wrong)
            if not self._final:
                return self._not_taken(frame)
        if header.seq > self._head.seq + 1:
            self._raise_restart(header, frame.data)
        return self._take(header, frame)

    def flush(self) -> None:
        """Write the entries and their records."""
        if self._records:
            self._unit.put_records(self._records, t_ingest=self._t)
        if self._entries:
            self._unit.append_in(self._feed, list(self._entries.values()), t_ingest=self._t)

    def _take(self, header: FrameHeader, frame: Examined) -> Verdict:
        self._head = Head(header.seq, header.hash)
        self._seqs[header.id] = header.seq
        self._entries[header.seq] = FeedEntry(
            header.seq, header.id, header.prev, header.hash, frame.openings
        )
        if frame.record is None:
            code = "" if frame.finding is None else frame.finding.code
            self._unit.quarantine(self._feed, header.seq, code, frame.data, t=self._t)
            verdict = Verdict(Outcome.QUARANTINED, header.seq, code, header.id)
            self._audit(verdict)
            return verdict
        self._records.append(frame.record)
        verdict = Verdict(Outcome.ACCEPTED, header.seq, record_id=header.id)
        if frame.dropped:
            self._audit(verdict, "openings-dropped", dropped=str(frame.dropped))
        return verdict

    def _known(self, header: FrameHeader) -> Verdict:
        held = self._entry(header.seq)
        same = held is not None and held.hash == header.hash
        outcome = Outcome.DUPLICATE if same else Outcome.CONFLICT
        verdict = Verdict(outcome, header.seq, record_id=header.id)
        return verdict if same else self._told(verdict)

    def _not_taken(self, frame: Examined) -> Verdict:
        code = "" if frame.finding is None else frame.finding.code
        seq, record_id = (0, "") if frame.header is None else (frame.header.seq, frame.header.id)
        misplaced = frame.header is not None and frame.header.feed != self._feed
        outcome = Outcome.REFUSED if misplaced else Outcome.FAULT
        return self._told(Verdict(outcome, seq, code, record_id))

    def _restarts(self, header: FrameHeader) -> bool:
        """Whether an entry continues, by a declared jump, from one that we hold."""
        base = header.seq - RESTART_STEP
        if not 0 <= base <= self._head.seq:
            return False
        held = ZERO_HASH if base == 0 else getattr(self._entry(base), "hash", None)
        return held == header.prev

    def _repeats(self, header: FrameHeader) -> bool:
        """Whether another entry names the same record.

        An origin that declared a restart may name again what the entries named
        that it lost. On the live path that is no excuse: its own store is asked.
        """
        seq = self._seqs.get(header.id)
        if seq is None or not self._final:
            return seq is not None
        end = (seq // RESTART_STEP + 1) * RESTART_STEP
        if header.seq < end:
            return True
        after = [each.seq for each in self._unit.in_entries(self._feed, end - 1, 1)]
        after += [taken for taken in self._entries if taken >= end]
        return seq <= min(after, default=header.seq) - RESTART_STEP

    def _entry(self, seq: int) -> FeedEntry | None:
        return self._entries.get(seq) or self._unit.in_entry(self._feed, seq)

    def _raise_restart(self, header: FrameHeader, data: bytes) -> None:
        base = header.seq - RESTART_STEP
        text = f"declared restart of {self._feed} after entry {base}, we hold {self._head.seq}"
        origin = sponsor_of(self._feed.origin)
        report = AlarmReport(Alarm.ROLLBACK, origin, self._feed.mode, (data,), text)
        self._unit.put_alarm(report, self._t)

    def _told(self, verdict: Verdict) -> Verdict:
        """One line of audit for each sort of fault in a batch: a cut link would fill a disk."""
        sort = f"{verdict.outcome} {verdict.code}"
        if sort not in self._audited:
            self._audited.add(sort)
            self._audit(verdict)
        return verdict

    def _audit(self, verdict: Verdict, event: str = "", **more: str) -> None:
        fields = {
            "feed": str(self._feed), "seq": str(verdict.seq), "code": verdict.code,
            "record": verdict.record_id, **more,
        }  # fmt: skip
        self._unit.audit(event or f"frame-{verdict.outcome}", fields, t=self._t)
