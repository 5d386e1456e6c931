"""The pre-authorized safety profile: who may send what, to whom, when it can't wait.

Sharing is also a duty. When a collision may be hours away, one person may tell
those who can prevent it, at once and without asking: which objects, when, how
close, whom to call. Nothing else goes out, no rule and no file can add to it,
and somebody else looks at it the next day.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from cspo.markings.label import Label, make_label
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.rules import Action, Decision, decide, decide_widening
from cspo.operations.release.policy import ReleasePolicy, SafetyTable, duration_s
from cspo.operations.release.policy_checks import is_person
from cspo.operations.release.rule_conditions import Facts, is_among
from cspo.operations.release.rules import NO_AGREEMENT, Finding
from cspo.time import Epoch

__all__ = ["SAFETY", "SAFETY_KIND", "evaluate_safety", "safety_mark"]

SAFETY: Final = "safety"
"""What stands in the log in place of a rule's number."""

SAFETY_KIND: Final = "conjunction"
"""The only kind that the profile sends."""

_REASON: Final = "safety of flight"


def safety_mark(origin: str, recipients: Collection[str], rulebook: Rulebook) -> Label:
    """The mark of what the safety profile sends: unclassified, to these and nobody else."""
    common = rulebook.by_id[rulebook.common]
    return make_label(
        common.levels[0], [origin, *recipients], policy=common.id,
        policy_version=common.versions[-1], reason=[_REASON],
    )  # fmt: skip


def evaluate_safety(
    policy: ReleasePolicy,
    facts: Facts,
    party: str,
    *,
    person: str,
    t: Epoch,
    granted_by: Collection[str] = (),
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Finding:
    """Whether *person* may send a product to *party* by the safety profile, at once.

    Parameters
    ----------
    granted_by : collection of str
        Originators whose signed grant is at hand. The profile does not override
        ORCON: partners who trust each other give a standing grant for it.
    """
    failing = _failing(policy.safety, facts, person, t)
    if policy.safety is None or failing:
        return _no(party, failing)
    table = policy.party(party)
    if table is None or not table.covers(t):
        return _no(party, f"no agreement with {party} is in force", NO_AGREEMENT)
    if not is_among(policy, policy.safety.to, facts, party, t):
        return _no(party, f"it is for {', '.join(policy.safety.to)}")
    mark = safety_mark(policy.about.nation, [party], rulebook)
    allowed = decide(mark, facts.mode, table.subject(), Action.ENQUEUE, rulebook)
    if not allowed.permitted:
        return _no(party, allowed.reason, f"marking {allowed.rule}")
    agreed = {*granted_by, policy.about.nation}
    change = decide_widening(facts.label, mark, granted_by=agreed, rulebook=rulebook)
    if not change.permitted:
        missing = ", ".join(sorted({*facts.label.originators} - agreed))
        reason = f"{change.reason}: call {missing}" if missing else change.reason
        return _no(party, reason, f"marking {change.rule}")
    reason = " ".join(policy.safety.text.split())
    return Finding(party, "at once", Decision(permitted=True, rule=SAFETY, reason=reason))


def _failing(table: SafetyTable | None, facts: Facts, person: str, t: Epoch) -> str:
    """The first condition of the profile that does not hold, in words."""
    if table is None:
        return "the policy has no safety profile"
    distance_km, limit_km = facts.miss_distance_km, table.miss_distance_at_most_km
    soon_s = duration_s(table.tca_within)
    conditions = (
        (is_person(person), "no person takes it upon themselves"),
        (not table.persons or person in table.persons, f"{person} is not among those who may"),
        (facts.kind == SAFETY_KIND, f"it sends a {SAFETY_KIND} and nothing else"),
        (facts.mode in table.modes, f"it is not for the mode {facts.mode}"),
        (
            facts.named.isdisjoint(table.not_about),
            "it does not speak of one of these objects: call",
        ),
        (
            distance_km is not None and distance_km <= limit_km,
            f"the miss distance is not known to be {limit_km:g} km or less",
        ),
        (
            facts.tca is not None and 0.0 <= facts.tca - t <= soon_s,
            f"the closest approach is not known to come within {table.tca_within}",
        ),
    )
    return next((reason for holds, reason in conditions if not holds), "")


def _no(party: str, reason: str, number: str = SAFETY) -> Finding:
    return Finding(party, "never", Decision(permitted=False, rule=number, reason=reason))
