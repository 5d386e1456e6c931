"""A party joins or leaves: nothing already released changes, and what follows is defined.

A mark lists its parties by name, so a change of membership touches no record
that is out. A newcomer gets of the past what the policy's ``[[back_release]]``
puts before the rules, and nothing else. A leaver gets nothing from its last day
on: the rules see no agreement, the feeds take no more entries, and the node
does not answer it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from cspo.errors import UsageError
from cspo.federation.feed import Feed
from cspo.markings.mode import Mode
from cspo.markings.rules import Subject
from cspo.operations.release.back_release import joined_at, window_start
from cspo.operations.release.deciding import Deciding
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import ALL_KINDS, BackReleaseTable, ReleasePolicy
from cspo.operations.release.releasing import carry_out, settled
from cspo.operations.release.sending import Decided
from cspo.operations.store import (
    DecisionQuery,
    DecisionRow,
    FeedClosing,
    OperationsStore,
    OperationsUnit,
    Outcome,
    PastRecord,
    RecordQuery,
)
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["Change", "back_release", "changes", "close_feeds", "partners_at"]

_TRUSTS_OWN: Final = frozenset({"release-decision", "withdrawal", "key-event", "quarantine-note"})
"""Kinds that "any" does not mean here: about what others have, which a newcomer has not."""

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One party's coming or going.

    Parameters
    ----------
    group : str
        Of which group; empty: of the partners altogether.
    joins : bool
        Else it leaves.
    at : Epoch
        Its first instant with, or without.
    """

    party: str
    group: str
    joins: bool
    at: Epoch


def changes(policy: ReleasePolicy, since: Epoch, until: Epoch) -> tuple[Change, ...]:
    """Who comes and goes after *since* and up to *until*, in order of time."""
    spans = [(table.id, "", table.begins, table.ends) for table in policy.parties]
    for table in policy.groups:
        members = table.group().members
        spans += [(each.party, table.id, each.since, each.until) for each in members]
    found = [Change(party, group, joins=True, at=begins) for party, group, begins, _ in spans]
    found += [
        Change(party, group, joins=False, at=ends)
        for party, group, _, ends in spans
        if ends is not None
    ]
    due = [each for each in found if since < each.at <= until]
    return tuple(sorted(due, key=lambda each: (each.at, each.joins, each.party, each.group)))


def partners_at(policy: ReleasePolicy, t: Epoch) -> dict[str, Subject]:
    """Whom the node answers at *t*: every party whose agreement is in force."""
    return {table.id: table.subject() for table in policy.parties if table.covers(t)}


def back_release(
    store: OperationsStore, desk: ReleaseDesk, group: str, party: str, *, t: Epoch
) -> tuple[DecisionRow, ...]:
    """Put the past before the rules for a newcomer to *group*, page by page.

    Each page is a unit of work of its own. Doing it again, also after a break,
    goes on where it was: what has been decided to be given, or waits for a
    review, is passed over.

    Raises
    ------
    UsageError
        Where *party* is no member of *group* at *t*.
    """
    joined = joined_at(desk.policy, group, party, t)
    if joined is None:
        raise UsageError("release the past", party, expected=f"a member of {group}", got="none")
    tables = [table for table in desk.policy.back_releases if table.group == group]
    rows: list[DecisionRow] = []
    for table in tables:
        query = RecordQuery(
            origin=desk.nation, kinds=_kinds(table), since=window_start(table, joined),
            until=joined, limit=_PAGE,
        )  # fmt: skip
        while True:
            with store.write() as unit:
                page = unit.records(query)
                for past in page:
                    rows += _one(unit, desk, past, group, party, t)
            if not page:
                break
            query = replace(query, after=(page[-1].t_ingest, page[-1].id))
    return tuple(rows)


def close_feeds(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    party: str,
    *,
    modes: Collection[Mode],
    t: Epoch,
) -> tuple[FeedClosing, ...]:
    """Close the feeds to a party whose agreement has ended, each at its last entry.

    Parameters
    ----------
    modes : collection of Mode
        Those that the store holds: a node keeps the real sky and exercises apart.

    Raises
    ------
    UsageError
        Where the agreement is still in force, or entries still wait to be put
        into a feed of a restored store: they were released before and go first.
    """
    table = desk.policy.party(party)
    if table is not None and table.covers(t):
        raise UsageError(
            "close feeds", party, expected="an agreement that has ended", got="one in force",
            hint=f'give its [[party]] table a last day: until = {t.utc_iso(0)[:10]}',
        )  # fmt: skip
    closings = []
    for mode in sorted(modes):
        feed = Feed(desk.nation, party, mode)
        if unit.feed_closing(feed) is not None:
            continue
        if unit.deferred_out(feed, 1):
            raise UsageError("close feeds", str(feed), expected="no entry that waits", got="some")
        reason = table.agreement if table else "no agreement"
        closing = FeedClosing(
            feed=feed, seq=unit.out_head(feed).seq, reason=f"ended: {reason}", t=t
        )
        unit.close_feed(closing)
        closings.append(closing)
    return tuple(closings)


def _kinds(table: BackReleaseTable) -> tuple[str, ...]:
    return () if ALL_KINDS in table.kinds else table.kinds


def _one(
    unit: OperationsUnit, desk: ReleaseDesk, past: PastRecord, group: str, party: str, t: Epoch
) -> tuple[DecisionRow, ...]:
    """Decide about one past record for the newcomer, unless that was done before."""
    record = read_record(past.envelope)
    if _is_no_product(unit, record) or party in settled(unit, record.id):
        return ()
    finding = Deciding(unit, desk, record, t).for_newcomer(party, group)
    return carry_out(unit, desk, record, [finding], Decided(t), purpose="back-release")


def _is_no_product(unit: OperationsUnit, record: Record) -> bool:
    """Whether a record is trust's own, or a form of another."""
    if record.payload.kind in _TRUSTS_OWN:
        return True
    query = DecisionQuery(released_id=record.id, outcome=Outcome.RELEASED, limit=1)
    return any(row.product_id != record.id for _, row in unit.decisions(query))
