"""What a record's label says in words, and whether its signatures and its place in a feed hold."""

from __future__ import annotations

from typing import Final

import msgspec

from cspo.federation.feed import Feed
from cspo.markings import banner, portion_mark
from cspo.markings.parties import sponsor_of
from cspo.markings.words import Sentence, in_words, mode_in_words
from cspo.node.directories import known_directories
from cspo.node.http.callers import Caller
from cspo.node.http.proving import (
    EntryView,
    SignatureView,
    entry_of,
    signatures_of,
    verdict,
)
from cspo.node.http.rights import Right
from cspo.node.http.routes.records import RecordId, seen_record
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.seen import RunningNode
from cspo.node.store import SqliteUnit
from cspo.operations.withdrawn import withdrawn_in
from cspo.records import Directories, Envelope, Record, read_record

__all__ = ["handlers"]


class LabelView(msgspec.Struct, frozen=True, kw_only=True):
    """A label as people read it.

    Parameters
    ----------
    portion, banner : str
        Its mark, short and written out.
    mode : str
        What its mode says.
    sentences : list
        Each part in words.
    """

    portion: str
    banner: str
    mode: str
    sentences: list[Sentence]


class WithdrawnView(msgspec.Struct, frozen=True, kw_only=True):
    """How its origin took the record back.

    Parameters
    ----------
    record : str
        The withdrawal.
    instruction, reason : str
        What is asked, and why.
    replaced_by : str
        Id of what holds in its place, or empty.
    t_utc : str
        When.
    """

    record: str
    instruction: str
    reason: str
    replaced_by: str
    t_utc: str


class ProofView(msgspec.Struct, frozen=True, kw_only=True):
    """A record held against keys and feeds, as known to this node now.

    Parameters
    ----------
    holds : bool
        Whether it would be taken from a stranger's hand.
    code : str
        Where it would not: why, as a verdict.
    checked_utc : str
        When this was worked out.
    algorithm : str
        Of the signatures.
    signed_bytes : int
        How many bytes they cover.
    received : object or null
        The entry by which it came. Null for what this node made itself.
    given : list
        Of a record of this nation: the entries by which it went out, for who may see the
        node's status.
    withdrawn : object or null
        Null: its origin stands by it.
    """

    label: LabelView
    holds: bool
    code: str
    checked_utc: str
    algorithm: str
    signed_bytes: int
    signatures: list[SignatureView]
    received: EntryView | None
    given: list[EntryView]
    withdrawn: WithdrawnView | None


@read(
    "/api/v1/records/{record_id:str}/proof", Right.READ, "Whether it holds, and its mark in words",
    cache=False,
)  # fmt: skip
def get_proof(node: NodeHere, caller: CallerHere, gate: GateHere, record_id: RecordId) -> ProofView:
    """Verified anew by this node, with the keys and checkpoints that it knows now.

    Entries of feeds are the nation's own, and its guests are told of none. To check a record
    without trusting this node: `cspo records verify`, with the record's `envelope`.
    """
    with node.store.read() as unit:
        record, _ = seen_record(unit, caller, gate, record_id)
        known = known_directories(node.home, unit)
        received = _received(node, unit, record, known)
        given = _given(node, unit, record, known)
        withdrawn = _withdrawn(unit, caller, record_id)
    covered_by = _covered_by([*filter(None, [received]), *given])
    code = verdict(record, known, covered_by)
    at_home = caller.party == node.home.nation
    return ProofView(
        label=_label(record), holds=not code, code=code,
        checked_utc=node.clock.now().utc_iso(3), algorithm=record.payload.alg,
        signed_bytes=len(Envelope.from_bytes(record.envelope).payload),
        signatures=signatures_of(record, known, covered_by),
        received=received if at_home else None,
        given=given if at_home and caller.has(Right.RELEASE) else [], withdrawn=withdrawn,
    )  # fmt: skip


def _label(record: Record) -> LabelView:
    label = record.payload.label
    return LabelView(
        portion=portion_mark(label), banner=banner(label),
        mode=mode_in_words(record.payload.mode), sentences=list(in_words(label)),
    )  # fmt: skip


def _received(
    node: RunningNode, unit: SqliteUnit, record: Record, known: Directories
) -> EntryView | None:
    """The entry by which it came; None for what this nation said itself."""
    origin, nation = record.payload.origin, node.home.nation
    if sponsor_of(origin) == nation:
        return None
    feed = Feed(origin, nation, record.payload.mode)
    return entry_of(unit, feed, record.id, known, ours=False)


def _given(
    node: RunningNode, unit: SqliteUnit, record: Record, known: Directories
) -> list[EntryView]:
    """The entries by which a record of this nation went out."""
    if sponsor_of(record.payload.origin) != node.home.nation:
        return []
    feeds = [feed for feed in unit.out_feeds() if feed.mode is record.payload.mode]
    found = (entry_of(unit, feed, record.id, known, ours=True) for feed in feeds)
    return [each for each in found if each is not None]


def _covered_by(entries: list[EntryView]) -> int | None:
    """The first checkpoint of the origin that is known to cover the record."""
    lines = (each.checkpoint for each in entries if each.holds)
    return min((line.n for line in lines if line is not None and line.holds), default=None)


def _withdrawn(unit: SqliteUnit, caller: Caller, record_id: str) -> WithdrawnView | None:
    """How it was taken back, where the caller may see the withdrawal."""
    found = withdrawn_in(unit, record_id).get(record_id)
    envelope = None if found is None else unit.envelope(found["withdrawal_id"])
    if found is None or envelope is None or not caller.sees(read_record(envelope)):
        return None
    return WithdrawnView(
        record=found["withdrawal_id"], instruction=str(found["instruction"]),
        reason=found["reason"], replaced_by=found["replaced_by"], t_utc=found["t_utc"],
    )  # fmt: skip


handlers: Final = (get_proof,)
