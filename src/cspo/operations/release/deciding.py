"""Putting one product before the policy, party by party, with what only the store knows.

The rules are pure. What they can't see is looked up here: whether the record was
taken back, which originators have granted it, and whether its body names records
that the party may not know of.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from cspo.markings.rules import Decision
from cspo.operations.release.back_release import evaluate_back_release
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.grants import granted_by
from cspo.operations.release.named_records import named_in, unknown_to
from cspo.operations.release.policy import ProfileTable
from cspo.operations.release.product_facts import facts_of
from cspo.operations.release.rule_conditions import Facts
from cspo.operations.release.rules import Finding, evaluate
from cspo.operations.store import OperationsUnit
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["WITHDRAWN", "Deciding"]

WITHDRAWN: Final = "withdrawal"
"""What stands in the log in place of a rule's number where a record was taken back."""


@dataclass(slots=True)
class Deciding:
    """One product before the policy.

    Parameters
    ----------
    new : bool
        Whether the record has only now come into the store.
    severity : str
        As whoever made the product grades it; empty: by its kind and advice.

    Raises
    ------
    MalformedMessage
        Where the body can't be read.
    """

    unit: OperationsUnit
    desk: ReleaseDesk
    record: Record
    t: Epoch
    new: bool = False
    severity: str = ""
    facts: Facts = field(init=False)
    withdrawn: bool = field(init=False)
    _named: dict[str, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = facts_of(
            self.record, registry=self.desk.registry,
            ownership=self.desk.ownership(self.record.payload.mode), severity=self.severity,
        )  # fmt: skip
        taken_back = not self.new and self.unit.withdrawals(record_id=self.record.id)
        self.withdrawn = bool(taken_back)

    def for_party(self, party: str, *, in_form: ProfileTable | None = None) -> Finding:
        """What holds for a party by the rules, with no person asked."""
        if self.withdrawn:
            return _taken_back(party)
        return self._checked(
            evaluate(
                self.desk.policy, self.facts, party, t=self.t, granted_by=self.granted(party),
                in_form=in_form, rulebook=self.desk.rulebook,
            )
        )  # fmt: skip

    def for_newcomer(self, party: str, group: str) -> Finding:
        """What holds for a newcomer to *group*, the product being a past one."""
        if self.withdrawn:
            return _taken_back(party)
        made = Epoch.from_utc(self.record.payload.t_created)
        return self._checked(
            evaluate_back_release(
                self.desk.policy, self.facts, party, group, t_product=made, t=self.t,
                granted_by=self.granted(party), rulebook=self.desk.rulebook,
            )
        )  # fmt: skip

    def granted(self, party: str) -> frozenset[str]:
        """The originators whose grant for *party* is in the store."""
        return granted_by(self.unit, self.record, party, self.desk.registry)

    def hidden_from(self, party: str, profile: ProfileTable | None) -> tuple[str, ...]:
        """Ids of records that the body names in this form, and *party* may not know of."""
        if self.desk.policy.party(party) is None:
            return ()
        key = profile.id if profile else ""
        if key not in self._named:
            self._named[key] = named_in(self.record, self.desk, profile)
        return unknown_to(self.unit, self.desk, party, self._named[key])

    def _checked(self, finding: Finding) -> Finding:
        """The same, but people look first at what names records that the party may not know of."""
        if finding.how != "at once":
            return finding
        hidden = self.hidden_from(finding.party, finding.profile)
        if not hidden:
            return finding
        reason = (
            f"{finding.decision.reason} It waits for review: it names {len(hidden)} records that "
            f"{finding.party} may not know of."
        )
        waits = Decision(permitted=False, rule=finding.decision.rule, reason=reason)
        return replace(finding, how="review", decision=waits)


def _taken_back(party: str) -> Finding:
    reason = "the record was taken back"
    return Finding(party, "never", Decision(permitted=False, rule=WITHDRAWN, reason=reason))
