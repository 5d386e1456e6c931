"""Putting a product into feeds: as it is or in the form of a profile, with its lines of the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cspo.errors import CspoError
from cspo.federation.feed import Feed
from cspo.federation.sender import enqueue
from cspo.markings.rules import Decision
from cspo.operations.derive import Product
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.grants import granted_by
from cspo.operations.release.log import pages
from cspo.operations.release.named_records import may_know_of
from cspo.operations.release.policy import ProfileTable, duration_s
from cspo.operations.release.profiles import make_form
from cspo.operations.release.review_queue import add_review, review_row
from cspo.operations.release.rules import Finding
from cspo.operations.store import DecisionQuery, DecisionRow, OperationsUnit, Outcome
from cspo.records.lineage import Opening
from cspo.records.record import Record, read_record
from cspo.time import Epoch

__all__ = ["CLOSED", "Decided", "decision_row", "enqueue_for", "keep", "send", "with_decision"]

CLOSED: Final = "closed feed"
"""What stands in the log in place of a rule's number where the feed takes no more."""


@dataclass(frozen=True, slots=True)
class Decided:
    """When something was decided, by whom, and in which review; nobody: by the policy."""

    t: Epoch
    persons: tuple[str, ...] = ()
    review_id: str = ""


def keep(unit: OperationsUnit, product: Product | Record, *, t: Epoch) -> bool:
    """Store a product, and what opens its lineage; False where it was there already."""
    record = product.record if isinstance(product, Product) else product
    new = unit.put_record(record, t_ingest=t)
    if new and isinstance(product, Product):
        unit.put_lineage(record.id, product.openings)
    return new


def decision_row(
    desk: ReleaseDesk,
    record: Record,
    finding: Finding,
    outcome: Outcome,
    by: Decided,
    released_id: str = "",
) -> DecisionRow:
    """One line of the log."""
    payload = record.payload
    return DecisionRow(
        product_id=record.id,
        released_id=released_id,
        party=finding.party,
        outcome=outcome,
        rule=finding.decision.rule,
        reason=finding.decision.reason,
        policy=desk.policy.name,
        kind=payload.kind,
        mode=payload.mode,
        object=payload.object,
        review_id=by.review_id,
        persons=by.persons,
        t_product=Epoch.from_utc(payload.t_created),
        t=by.t,
    )


def with_decision(finding: Finding, rule: str, reason: str) -> Finding:
    """The same for nobody, by another rule and reason."""
    decision = Decision(permitted=False, rule=rule, reason=reason)
    return replace(finding, how="never", decision=decision)


def send(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    record: Record,
    group: Sequence[Finding],
    by: Decided,
    *,
    purpose: str = "release",
    severity: str = "",
) -> list[DecisionRow]:
    """Put a product, or the form of it that the group gets, into the feeds of the group.

    Parameters
    ----------
    group : sequence of Finding
        Parties that get the same form by the same rule.
    purpose, severity : str
        Of the review that is opened where the form can't be made.
    """
    profile = group[0].profile
    if profile is None:
        return enqueue_for(unit, desk, record, record, group, by)
    number = group[0].decision.rule
    rows, going = [], []
    for finding in group:
        if _too_soon(unit, desk, profile, record, finding.party, by.t):
            reason = f"{profile.id} gives a form of this object every {profile.at_most_every} only"
            early = with_decision(finding, number, reason)
            rows.append(decision_row(desk, record, early, Outcome.WITHHELD, by))
        else:
            going.append(finding)
    if not going:
        return rows
    granted = frozenset.intersection(
        *(granted_by(unit, record, finding.party, desk.registry) for finding in going)
    )
    try:
        form = make_form(
            record, profile, desk.policy, desk.objects_of(record), t=by.t, persons=by.persons,
            granted_by=granted, signer=desk.signer(record.payload.mode), registry=desk.registry,
            rulebook=desk.rulebook,
        )  # fmt: skip
    except CspoError as error:
        unformed = [
            with_decision(finding, number, f"its form could not be made: {error}")
            for finding in going
        ]
        if by.review_id:
            outcome = Outcome.WITHHELD
        else:  # the policy meant it to go out, so people look at why it can't
            review = review_row(record, unformed, t=by.t, purpose=purpose, severity=severity)
            add_review(
                unit, desk, replace(review, on_expiry="escalate"), record, finding=unformed[0]
            )
            outcome, by = Outcome.REVIEW, replace(by, review_id=review.review_id)
        return rows + [decision_row(desk, record, each, outcome, by) for each in unformed]
    keep(unit, form, t=by.t)
    return rows + enqueue_for(unit, desk, record, form.record, going, by)


def enqueue_for(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    record: Record,
    going: Record,
    group: Sequence[Finding],
    by: Decided,
) -> list[DecisionRow]:
    """Put *going*, which is *record* or a form of it, into the feeds of a group.

    A feed that is closed takes nothing, and the marks are asked once more at
    the door of each feed; both are logged as withheld.
    """
    rows: list[DecisionRow] = []
    payload = going.payload
    open_to = []
    for finding in group:
        closing = unit.feed_closing(Feed(payload.origin, finding.party, payload.mode))
        if closing is None:
            open_to.append(finding)
            continue
        reason = f"the feed was closed on {closing.t.utc_iso(0)}: {closing.reason}"
        shut = with_decision(finding, CLOSED, reason)
        rows.append(decision_row(desk, record, shut, Outcome.WITHHELD, by))
    enqueued = enqueue(
        unit, going, [desk.subject(finding.party) for finding in open_to],
        _openings_for(unit, desk, going), t=by.t, rulebook=desk.rulebook,
    )  # fmt: skip
    doors = {each.party: each.decision for each in enqueued}
    for finding in open_to:
        door = doors[finding.party]
        if door.permitted:
            rows.append(decision_row(desk, record, finding, Outcome.RELEASED, by, going.id))
        else:
            shut = with_decision(finding, f"marking {door.rule}", door.reason)
            rows.append(decision_row(desk, record, shut, Outcome.WITHHELD, by))
    return rows


def _openings_for(
    unit: OperationsUnit, desk: ReleaseDesk, record: Record
) -> Callable[[str], tuple[Opening, ...]]:
    """What opens the lineage of *record* for a party: only of inputs that it may know of."""
    openings = unit.lineage(record.id) if record.payload.provenance.inputs else ()
    inputs = {
        opening.id: read_record(envelope)
        for opening in openings
        if (envelope := unit.envelope(opening.id)) is not None
    }

    return lambda party: tuple(
        opening
        for opening in openings
        if opening.id in inputs and may_know_of(unit, desk, party, inputs[opening.id])
    )


def _too_soon(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    profile: ProfileTable,
    record: Record,
    party: str,
    t: Epoch,
) -> bool:
    """Whether a form of one of these objects went to *party* too short a time ago.

    A batch has no object of its own: then the rows are compared. A form that was
    taken back does not count: whoever had the wrong one is owed the right one.
    """
    if not profile.at_most_every:
        return False
    payload = record.payload
    query = DecisionQuery(
        party=party, outcome=Outcome.RELEASED, kind=payload.kind, mode=payload.mode,
        since=t - duration_s(profile.at_most_every),
    )  # fmt: skip
    forms = [
        row for _, row in pages(unit, query)
        if row.released_id != row.product_id and not unit.withdrawals(record_id=row.released_id)
    ]  # fmt: skip
    if any(payload.object and row.object == payload.object for row in forms):
        return True
    batches = [row for row in forms if not (payload.object and row.object)]
    if not batches:
        return False
    ours = _objects(desk, record)
    earlier = (unit.envelope(row.released_id) for row in batches)
    return any(ours & _objects(desk, read_record(form)) for form in earlier if form is not None)


def _objects(desk: ReleaseDesk, record: Record) -> frozenset[str]:
    return frozenset(each.object for each in desk.objects_of(record))
