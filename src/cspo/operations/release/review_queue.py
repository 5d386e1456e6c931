"""The review queue: what waits for people, with whom it lies, until when, and who has agreed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from cspo.errors import UsageError
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import ReviewTable, duration_s
from cspo.operations.release.policy_checks import is_person
from cspo.operations.release.rules import Finding
from cspo.operations.release.urgency import due_at, useful_until
from cspo.operations.store import OperationsUnit, ReviewRow, ReviewStep, Step
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = [
    "ReviewState", "add_review", "add_step", "check_person", "next_desk", "review_row",
    "review_state", "severity_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewState:
    """A review as it stands.

    Parameters
    ----------
    approved_by : tuple of str
        The different people who have said yes, in order.
    """

    row: ReviewRow
    steps: tuple[ReviewStep, ...]
    approved_by: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return not self.steps[-1].step.ends

    @property
    def desk(self) -> str:
        """With whom it lies."""
        return self.steps[-1].desk

    @property
    def due(self) -> Epoch:
        """Until when that desk has to answer."""
        return self.steps[-1].due

    @property
    def agreed(self) -> bool:
        """Whether enough people have said yes, and not the one alone who asked for it."""
        others = [person for person in self.approved_by if person != self.row.drafter]
        return len(self.approved_by) >= self.row.approvals and bool(others)


def review_state(unit: OperationsUnit, review_id: str) -> ReviewState:
    """How a review stands.

    Raises
    ------
    UsageError
        Where there is none of that id.
    """
    found = unit.review(review_id)
    if found is None:
        raise UsageError("look at review", review_id, expected="the id of a review", got="another")
    row, steps = found
    persons = [step.person for step in steps if step.step is Step.APPROVED]
    return ReviewState(row, steps, tuple(dict.fromkeys(persons)))


def review_row(
    record: Record,
    group: Sequence[Finding],
    *,
    t: Epoch,
    purpose: str,
    drafter: str = "",
    severity: str = "",
) -> ReviewRow:
    """What a review is about: one record, and the parties that one answer holds for.

    The severity that the product was released with is kept, since no record says it.
    """
    first = group[0]
    parties = tuple(sorted(finding.party for finding in group))
    profile = first.profile.id if first.profile else ""
    named = "|".join((record.id, purpose, first.decision.rule, profile, *parties, t.utc_iso(9)))
    return ReviewRow(
        review_id=hashlib.sha256(named.encode()).hexdigest()[:16],
        purpose="widening" if first.takes_two and purpose == "release" else purpose,
        product_id=record.id,
        kind=record.payload.kind,
        mode=record.payload.mode,
        parties=parties,
        rule=first.decision.rule,
        reason=first.decision.reason,
        profile=profile,
        draft=msgspec.json.encode({"severity": severity}) if severity else b"",
        drafter=drafter,
        approvals=2 if first.takes_two else 1,
        on_expiry=first.rule.on_expiry if first.rule else "escalate",
        t_product=Epoch.from_utc(record.payload.t_created),
        t_opened=t,
    )


def severity_of(row: ReviewRow) -> str:
    """The severity that the product of a review was released with; empty: none was given."""
    return msgspec.json.decode(row.draft, type=dict[str, str])["severity"] if row.draft else ""


def add_review(
    unit: OperationsUnit, desk: ReleaseDesk, row: ReviewRow, record: Record, *,
    finding: Finding | None = None, due: Epoch | None = None,
) -> None:  # fmt: skip
    """Put a review into the queue, with the desk and deadline of its rule or of the policy.

    It falls due earlier where an answer by then would come too late (`urgency`).
    """
    table = desk.policy.review
    rule = finding.rule if finding else None
    at = (rule.desk if rule else "") or table.desk
    deadline = duration_s((rule.deadline if rule else "") or table.deadline)
    limits = useful_until(record, desk.registry)
    by_then = due_at(row.t_opened, deadline, limits, alone=row.on_expiry == "withhold")
    unit.add_review(row)
    unit.add_review_step(
        ReviewStep(
            review_id=row.review_id, n=0, step=Step.OPENED, person=row.drafter, desk=at,
            reason=row.reason, due=due or by_then, t=row.t_opened,
        )
    )  # fmt: skip


def add_step(
    unit: OperationsUnit,
    state: ReviewState,
    step: Step,
    *,
    t: Epoch,
    person: str = "",
    reason: str = "",
    desk: str | None = None,
    due: Epoch | None = None,
) -> ReviewState:
    """Append a step; desk and deadline stay where none is given. The review as it stands then."""
    unit.add_review_step(
        ReviewStep(
            review_id=state.row.review_id, n=len(state.steps), step=step, person=person,
            desk=state.desk if desk is None else desk, reason=reason, due=due or state.due, t=t,
        )
    )  # fmt: skip
    return review_state(unit, state.row.review_id)


def check_person(person: str) -> None:
    """That a person is named, in the one spelling.

    Raises
    ------
    UsageError
    """
    if not is_person(person):
        raise UsageError(
            "decide", person[:40], expected="the id of a person, in small letters",
            hint="such as a.larsen",
        )  # fmt: skip


def next_desk(table: ReviewTable, at: str) -> str | None:
    """To whom a review goes when the desk *at* has not answered; None from the last one on."""
    chain = [table.desk, *table.escalation]
    if at in chain[1:]:
        after = chain.index(at, 1) + 1
        return chain[after] if after < len(chain) else None
    return chain[1]
