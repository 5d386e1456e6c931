"""What people decide: approving and refusing, and deadlines that don't pass in silence.

An approval does not release by itself. When enough people have said yes the
rules are asked again, as they are then: who has left meanwhile, or whose
originator has not granted it, gets nothing, whatever was approved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cspo.errors import UsageError
from cspo.markings.rules import Decision
from cspo.operations.release.deciding import Deciding
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.log import pages
from cspo.operations.release.policy import duration_s
from cspo.operations.release.review_queue import (
    ReviewState,
    add_step,
    check_person,
    next_desk,
    review_state,
    severity_of,
)
from cspo.operations.release.rules import Finding
from cspo.operations.release.sending import Decided, decision_row, send, with_decision
from cspo.operations.release.urgency import due_at, useful_until
from cspo.operations.release.widening import BY_HAND, send_widened, widened_by_hand
from cspo.operations.store import DecisionQuery, DecisionRow, OperationsUnit, Outcome, Step
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["CHANGED", "Reviewed", "approve", "judge_safety", "pass_deadlines", "refuse"]

CHANGED: Final = "changed policy"
"""What stands in the log in place of a rule's number where the policy is another one by now."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What an answer led to.

    Parameters
    ----------
    state : ReviewState
        The review as it stands now.
    rows : tuple of DecisionRow
        What was logged.
    waits_for : tuple of str
        Originators without whose grant it can't go out, although people agreed.
    """

    state: ReviewState
    rows: tuple[DecisionRow, ...] = ()
    waits_for: tuple[str, ...] = ()


def approve(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    review_id: str,
    person: str,
    *,
    t: Epoch,
    reason: str = "",
) -> Reviewed:
    """Say yes; with the last yes that it takes, the record goes out.

    Raises
    ------
    UsageError
        Where the review is closed or unknown, or this person may not say yes:
        not twice, and not alone to what they asked for themselves.
    """
    check_person(person)
    state = _open(unit, review_id)
    if person in state.approved_by:
        raise UsageError("approve", review_id, expected="another person", got=f"{person}, again")
    if state.row.approvals == 1 and person == state.row.drafter:
        raise UsageError("approve", review_id, expected="another person than who asked", got=person)
    state = add_step(unit, state, Step.APPROVED, t=t, person=person, reason=reason)
    return _finish(unit, desk, state, t) if state.agreed else Reviewed(state)


def refuse(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    review_id: str,
    person: str,
    *,
    t: Epoch,
    reason: str,
) -> Reviewed:
    """Say no, with the reason that goes into the log. One no is enough.

    Raises
    ------
    UsageError
        Where the review is closed or unknown, or no reason is given.
    """
    check_person(person)
    state = _open(unit, review_id)
    if not reason.strip():
        raise UsageError("refuse", review_id, expected="a reason", got="none")
    state = add_step(unit, state, Step.REFUSED, t=t, person=person, reason=reason)
    by = Decided(t, (person,), review_id)
    return _withheld(unit, desk, state, f"refused in review: {reason}", by)


def judge_safety(
    unit: OperationsUnit,
    review_id: str,
    person: str,
    *,
    right: bool,
    t: Epoch,
    reason: str,
) -> ReviewState:
    """Say of what was sent by the safety profile whether that was right.

    Raises
    ------
    UsageError
        Where it is no such review, or who sent it judges it.
    """
    check_person(person)
    state = review_state(unit, review_id)
    if state.row.purpose != "safety" or not state.is_open:
        raise UsageError("judge", review_id, expected="an open review of a safety release")
    if person == state.row.drafter:
        raise UsageError("judge", review_id, expected="another person than who sent it", got=person)
    step = Step.CONFIRMED if right else Step.CONTESTED
    return add_step(unit, state, step, t=t, person=person, reason=reason)


def pass_deadlines(unit: OperationsUnit, desk: ReleaseDesk, *, t: Epoch) -> tuple[Reviewed, ...]:
    """Do what is due: escalate, withhold or release what nobody answered; send what got its grant.

    Call it every minute or so. Nothing ends silently: what is not answered goes
    to the next desk, and stays open with the last one.

    Returns
    -------
    tuple of Reviewed
        The reviews that something happened to.
    """
    happened = []
    for review_id in unit.reviews(open_only=True):
        state = review_state(unit, review_id)
        if state.agreed and state.row.purpose != "safety":
            reviewed = _finish(unit, desk, state, t)
            if reviewed.rows:
                happened.append(reviewed)
                continue
        if state.due <= t and (passed := _passed(unit, desk, state, t)):
            happened.append(passed)
    return tuple(happened)


def _passed(
    unit: OperationsUnit, desk: ReleaseDesk, state: ReviewState, t: Epoch
) -> Reviewed | None:
    """What the rule says for a deadline that has passed."""
    row = state.row
    what = "an originator has granted it" if state.agreed else f"{state.desk} answered"
    late = f"{state.due.utc_iso(0)} passed before {what}"
    if row.purpose != "safety" and row.on_expiry == "withhold":
        state = add_step(unit, state, Step.EXPIRED, t=t, reason=late)
        return _withheld(unit, desk, state, late, Decided(t, (), row.review_id))
    if _goes_unseen(unit, desk, state, t):
        return _finish(unit, desk, state, t, reason=late)
    above = next_desk(desk.policy.review, state.desk)
    if above is None:
        return None
    limits = useful_until(_product(unit, state), desk.registry)
    due = due_at(t, duration_s(desk.policy.review.escalation_deadline), limits)
    state = add_step(unit, state, Step.ESCALATED, t=t, reason=late, desk=above, due=due)
    return Reviewed(state)


def _goes_unseen(unit: OperationsUnit, desk: ReleaseDesk, state: ReviewState, t: Epoch) -> bool:
    """Whether it may go out although nobody has looked: as the rule says, and naming nothing."""
    row = state.row
    if row.purpose == "safety" or row.on_expiry != "release" or row.approvals > 1:
        return False
    deciding = Deciding(unit, desk, _product(unit, state), t, severity=severity_of(row))
    profile = desk.policy.profile(row.profile)
    return not any(deciding.hidden_from(party, profile) for party in row.parties)


def _open(unit: OperationsUnit, review_id: str) -> ReviewState:
    state = review_state(unit, review_id)
    if not state.is_open or state.row.purpose == "safety":
        raise UsageError(
            "decide", review_id, expected="an open review of a release",
            got=f"one of purpose {state.row.purpose} that ended as {state.steps[-1].step}",
        )  # fmt: skip
    return state


def _withheld(
    unit: OperationsUnit, desk: ReleaseDesk, state: ReviewState, reason: str, by: Decided
) -> Reviewed:
    record = _product(unit, state)
    row = state.row
    decision = Decision(permitted=False, rule=row.rule, reason=reason)
    rows = [
        decision_row(desk, record, Finding(party, "never", decision), Outcome.WITHHELD, by)
        for party in row.parties if party not in _answered(unit, row.review_id)
    ]  # fmt: skip
    unit.log_decisions(rows)
    return Reviewed(state, tuple(rows))


def _finish(
    unit: OperationsUnit, desk: ReleaseDesk, state: ReviewState, t: Epoch, *, reason: str = ""
) -> Reviewed:
    """Release what was agreed to, as far as the rules and the marks still let it."""
    row = state.row
    record = _product(unit, state)
    by = Decided(t, state.approved_by, row.review_id)
    answered = _answered(unit, row.review_id)
    deciding = Deciding(unit, desk, record, t, severity=severity_of(row))
    findings = [
        _again(deciding, desk, state, party) for party in row.parties if party not in answered
    ]
    waiting = [finding for finding in findings if finding.grants_missing]
    going = [finding for finding in findings if finding.how == "at once"]
    rows = [
        decision_row(desk, record, finding, Outcome.WITHHELD, by)
        for finding in findings if finding.how == "never"
    ]  # fmt: skip
    if going:
        rows += (send_widened if row.rule == BY_HAND else send)(unit, desk, record, going, by)
    unit.log_decisions(rows)
    if not waiting:
        went = _answered(unit, row.review_id, Outcome.RELEASED)
        step, why = (Step.RELEASED, reason) if went else (Step.REFUSED, "nobody may have it now")
        state = add_step(unit, state, step, t=t, reason=why)
    missing = sorted({party for finding in waiting for party in finding.grants_missing})
    return Reviewed(state, tuple(rows), tuple(missing))


def _again(deciding: Deciding, desk: ReleaseDesk, state: ReviewState, party: str) -> Finding:
    """What the rules say now that people have agreed: at once, never, or waiting for a grant."""
    row = state.row
    past = row.purpose == "back-release"
    form = desk.policy.profile(row.profile) if past else None
    finding = deciding.for_party(party, in_form=form)
    if row.rule == BY_HAND:
        granted = deciding.granted(party)
        return widened_by_hand(desk, deciding.record, party, row.reason, finding, granted)
    if finding.how == "never" or finding.grants_missing:
        return finding
    now = finding.profile.id if finding.profile else ""
    if now != row.profile or (finding.takes_two and len(state.approved_by) < 2):
        return with_decision(finding, CHANGED, "the rules have changed since: release it anew")
    permitted = Decision(permitted=True, rule=finding.decision.rule, reason=row.reason)
    return replace(finding, how="at once", decision=permitted)


def _answered(unit: OperationsUnit, review_id: str, *outcomes: Outcome) -> set[str]:
    """The parties for whom a review has led to one of these outcomes; else to any."""
    wanted = outcomes or (Outcome.RELEASED, Outcome.WITHHELD)
    query = DecisionQuery(review_id=review_id)
    return {row.party for _, row in pages(unit, query) if row.outcome in wanted}


def _product(unit: OperationsUnit, state: ReviewState) -> Record:
    envelope = unit.envelope(state.row.product_id)
    if envelope is None:
        raise UsageError("decide", state.row.product_id, expected="a record in the store")
    return read_record(envelope)
