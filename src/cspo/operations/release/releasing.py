"""Release: a product, the nation's policy, and what becomes of it for each party.

Everything happens in the caller's unit of work: the record, its entries in the
feeds, the reviews that are opened, and one line in the log for each party, also
for those who get nothing. A silent denial is a defect; so is an entry in a feed
that no line explains.

`release` does what the policy says at once; `cspo.operations.release.review` is for
what people decide; `release_for_safety` is the one thing that one person may
send on their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cspo.operations.derive import Product
from cspo.operations.release.deciding import Deciding
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.grants import granted_by
from cspo.operations.release.log import pages
from cspo.operations.release.policy import duration_s
from cspo.operations.release.policy_checks import is_person
from cspo.operations.release.product_facts import facts_of
from cspo.operations.release.profiles import make_safety_form
from cspo.operations.release.review_queue import add_review, review_row
from cspo.operations.release.rules import Finding
from cspo.operations.release.safety import SAFETY, evaluate_safety
from cspo.operations.release.sending import Decided, decision_row, enqueue_for, keep, send
from cspo.operations.store import DecisionQuery, DecisionRow, OperationsUnit, Outcome
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["carry_out", "release", "release_for_safety", "settled"]


def release(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    product: Product | Record,
    *,
    t: Epoch,
    severity: str = "",
) -> tuple[DecisionRow, ...]:
    """Decide about a product for every party, and do it.

    Doing it again is safe: who has it already is passed over, and so is whoever
    waits for a review of it.

    Parameters
    ----------
    unit : OperationsUnit
        The unit of work; the caller commits.
    product : Product or Record
        One of ours. A Product brings what opens its lineage.
    t : Epoch
        Now.
    severity : str
        As whoever made the product grades it; empty: by its kind and advice.

    Returns
    -------
    tuple of DecisionRow
        What was logged.

    Raises
    ------
    UsageError
        Where the record is another nation's.
    MalformedMessage
        Where its body can't be read.
    """
    record = product.record if isinstance(product, Product) else product
    desk.check_own(record)
    new = keep(unit, product, t=t)
    deciding = Deciding(unit, desk, record, t, new=new, severity=severity)
    done = set() if new else settled(unit, record.id)
    findings = [
        deciding.for_party(party)
        for party in desk.parties_about(record, deciding.facts.objects)
        if party not in done
    ]
    return carry_out(unit, desk, record, findings, Decided(t), severity=severity)


def carry_out(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    record: Record,
    findings: Sequence[Finding],
    by: Decided,
    *,
    purpose: str = "release",
    severity: str = "",
) -> tuple[DecisionRow, ...]:
    """Do what was found for each party, and log it.

    Parameters
    ----------
    purpose, severity : str
        Of the reviews that are opened, and as the product was graded.
    """
    rows = [
        decision_row(desk, record, finding, Outcome.WITHHELD, by)
        for finding in findings
        if finding.how == "never"
    ]
    for group in _grouped(finding for finding in findings if finding.how == "at once"):
        rows += send(unit, desk, record, group, by, purpose=purpose, severity=severity)
    for group in _grouped(finding for finding in findings if finding.how == "review"):
        row = review_row(record, group, t=by.t, purpose=purpose, severity=severity)
        add_review(unit, desk, row, record, finding=group[0])
        waits = replace(by, review_id=row.review_id)
        rows += [decision_row(desk, record, each, Outcome.REVIEW, waits) for each in group]
    unit.log_decisions(rows)
    return tuple(rows)


def release_for_safety(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    record: Record,
    *,
    person: str,
    t: Epoch,
    reason: str = "",
) -> tuple[DecisionRow, ...]:
    """Send what the safety profile allows, at once, on one person's word.

    The review for the next day is opened with it.

    Parameters
    ----------
    person : str
        Who takes it upon themselves.
    reason : str
        Why, in that person's words; for the review.

    Raises
    ------
    UsageError
        Where the record is another nation's.
    MalformedMessage
        Where its body can't be read.
    """
    desk.check_own(record)
    facts = facts_of(record, registry=desk.registry, ownership=desk.ownership(record.payload.mode))
    keep(unit, record, t=t)
    by = Decided(t, (person,) if is_person(person) else ())
    grants = {
        party: granted_by(unit, record, party, desk.registry, for_safety=True)
        for party in desk.parties_about(record, facts.objects)
    }
    findings = [
        evaluate_safety(
            desk.policy, facts, party, person=person, t=t, granted_by=granted,
            rulebook=desk.rulebook,
        )
        for party, granted in grants.items()
    ]  # fmt: skip
    rows = [
        decision_row(desk, record, finding, Outcome.WITHHELD, by)
        for finding in findings
        if finding.how == "never"
    ]
    going = [finding for finding in findings if finding.how == "at once"]
    if going and desk.policy.safety is not None:
        form = make_safety_form(
            record, [finding.party for finding in going], desk.policy, t=t, person=person,
            granted_by=frozenset.intersection(*(grants[each.party] for each in going)),
            signer=desk.signer(record.payload.mode), registry=desk.registry,
            rulebook=desk.rulebook,
        )  # fmt: skip
        keep(unit, form, t=t)
        due = t + duration_s(desk.policy.safety.review_within)
        review = review_row(record, going, t=t, purpose="safety", drafter=person)
        add_review(unit, desk, replace(review, reason=reason or review.reason), record, due=due)
        sent = replace(by, review_id=review.review_id)
        rows += enqueue_for(unit, desk, record, form.record, going, sent)
    unit.log_decisions(rows)
    return tuple(rows)


def settled(unit: OperationsUnit, record_id: str) -> set[str]:
    """The parties that have a product already, or wait for a review of it.

    Who got what the safety profile sends has not got the product.
    """
    query = DecisionQuery(product_id=record_id, outcome=Outcome.RELEASED)
    settled = {row.party for _, row in pages(unit, query) if row.rule != SAFETY}
    for review_id in unit.reviews(open_only=True, product_id=record_id):
        if (found := unit.review(review_id)) and found[0].purpose != "safety":
            settled.update(found[0].parties)
    return settled


def _grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that one form, or one review, serves."""
    groups: dict[tuple[str, str, bool, tuple[str, ...]], list[Finding]] = {}
    for finding in findings:
        profile = finding.profile.id if finding.profile else ""
        key = (finding.decision.rule, profile, finding.widens, finding.grants_missing)
        groups.setdefault(key, []).append(finding)
    return list(groups.values())
