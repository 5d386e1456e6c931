"""Widening a record's mark by hand, where no rule does: on the word of two different people.

The record keeps its mark. What goes out is a copy under the wider one, whose
lineage commits to the record. A rule that says never still prevails, so do the
ceilings of the agreements, and an originator that controls what is in it must
have granted it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import msgspec

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.rules import Action, Decision, decide, decide_widening
from cspo.operations.derive import Widening, derive
from cspo.operations.release.deciding import WITHDRAWN
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.grants import granted_by
from cspo.operations.release.review_queue import (
    ReviewState,
    add_review,
    check_person,
    review_row,
    review_state,
)
from cspo.operations.release.rules import NO_AGREEMENT, Finding
from cspo.operations.release.sending import (
    Decided,
    decision_row,
    enqueue_for,
    keep,
    with_decision,
)
from cspo.operations.store import DecisionRow, OperationsUnit, Outcome
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["BY_HAND", "draft_widening", "send_widened", "widened_by_hand"]

BY_HAND: Final = "by hand"
"""What stands in the log in place of a rule's number where two persons widened a mark."""


def draft_widening(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    record: Record,
    parties: Collection[str],
    *,
    person: str,
    reason: str,
    t: Epoch,
) -> ReviewState:
    """Ask that a record of ours goes to parties which its mark does not list.

    Two different people must approve; the one who asks may be one of them.

    Raises
    ------
    UsageError
        Where the record is another nation's, nobody or nothing is named, or a
        party is none of the policy.
    """
    desk.check_own(record)
    check_person(person)
    if not parties or not reason.strip():
        raise UsageError("widen", record.id, expected="parties and a reason", got="none")
    for party in parties:
        desk.subject(party)
    decision = Decision(permitted=False, rule=BY_HAND, reason=reason)
    findings = [Finding(party, "review", decision, widens=True) for party in parties]
    row = review_row(record, findings, t=t, purpose="widening", drafter=person)
    unit.put_record(record, t_ingest=t)
    add_review(unit, desk, row, record)
    by = Decided(t, (person,), row.review_id)
    unit.log_decisions([decision_row(desk, record, each, Outcome.REVIEW, by) for each in findings])
    return review_state(unit, row.review_id)


def widened_by_hand(
    desk: ReleaseDesk,
    record: Record,
    party: str,
    reason: str,
    finding: Finding,
    granted: Collection[str],
) -> Finding:
    """Whether a widening that two persons agreed to is stopped by a rule, a mark or a grant."""
    barred = finding.rule is not None and finding.rule.how == "never"
    if barred or finding.decision.rule in {NO_AGREEMENT, WITHDRAWN}:
        return finding
    payload = record.payload
    mark = _marked_for(payload.label, payload.origin, party)
    allowed = decide(mark, payload.mode, desk.subject(party), Action.ENQUEUE, desk.rulebook)
    if not allowed.permitted:
        return with_decision(finding, f"marking {allowed.rule}", allowed.reason)
    agreed = {*granted, desk.nation}
    change = decide_widening(payload.label, mark, granted_by=agreed, rulebook=desk.rulebook)
    missing = tuple(sorted({*payload.label.originators} - agreed))
    permitted = Decision(permitted=change.permitted, rule=BY_HAND, reason=reason)
    if change.permitted:
        return Finding(party, "at once", permitted, widens=True)
    return Finding(party, "review", permitted, widens=True, grants_missing=missing)


def _marked_for(label: Label, origin: str, *parties: str) -> Label:
    listed = tuple(sorted({*label.releasable_to, origin, *parties}))
    return msgspec.structs.replace(label, releasable_to=listed)


def send_widened(
    unit: OperationsUnit, desk: ReleaseDesk, record: Record, going: list[Finding], by: Decided
) -> list[DecisionRow]:
    """A copy of the record under the wider mark; the record itself keeps its own."""
    payload = record.payload
    parties = [finding.party for finding in going]
    granted = frozenset.intersection(
        *(granted_by(unit, record, party, desk.registry) for party in parties)
    )
    copy = derive(
        [record],
        lambda bodies: bodies[0],
        origin=payload.origin,
        mode=payload.mode,
        t_valid=Epoch.from_utc(payload.t_valid),
        t=by.t,
        signer=desk.signer(payload.mode),
        registry=desk.registry,
        about=payload.object,
        sensor=payload.provenance.sensor,
        software=payload.provenance.software,
        widening=Widening(
            mark=_marked_for(payload.label, payload.origin, *parties), persons=by.persons,
            granted_by=granted,
        ),
        rulebook=desk.rulebook,
    )  # fmt: skip
    keep(unit, copy, t=by.t)
    return enqueue_for(unit, desk, record, copy.record, going, by)
