"""What a nation's release policy says about one product, for each party: pure, and it says why.

The rules are read in the order of their numbers, however they stand in the
file. For one party:

1. Without an agreement in force, nothing. Of what nobody may have (a mark that
   is unknown, or held), nothing.
2. A rule that says *never* and fits prevails, wherever it stands.
3. Of the other rules that fit, the first decides whose form of the product the
   party may have by its mark. A rule cannot give what the mark denies: the
   next one is read, since it may give a coarser form.
4. Where none decides, nothing, and the reason says which condition failed.

So no order of the rules and no missing rule gives anything to a party that the
mark of what goes out does not list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from cspo.markings.label import Label, make_label
from cspo.markings.lattice import dominates
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.rules import Action, Decision, decide, decide_widening
from cspo.operations.release.policy import How, ProfileTable, ReleasePolicy, Rule
from cspo.operations.release.rule_conditions import Facts, Owned, failing, meant_by
from cspo.time import Epoch

__all__ = ["NO_AGREEMENT", "NO_RULE", "Finding", "evaluate", "mark_of_form"]

NO_AGREEMENT: Final = "no agreement"
NO_RULE: Final = "no rule"
"""What stands in the place of a rule's number where none decided."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the policy says for one party.

    Parameters
    ----------
    party : str
        For whom.
    how : str
        ``"at once"``, ``"review"`` or ``"never"``.
    decision : Decision
        Permitted only where it may go out at once; with the number of the rule and the reason.
    rule : Rule or None
        The rule that decided, unless the mark or the lack of a rule did.
    profile : ProfileTable or None
        The form in which it goes out; None: as it is.
    widens : bool
        Whether the mark of the form is wider than the product's, which takes two persons.
    grants_missing : tuple of str
        Originators without whose signed grant no review can release it.
    """

    party: str
    how: How
    decision: Decision
    rule: Rule | None = None
    profile: ProfileTable | None = None
    widens: bool = False
    grants_missing: tuple[str, ...] = ()

    @property
    def takes_two(self) -> bool:
        """Whether two persons must agree: to a wider mark, unless they allowed the profile."""
        return self.widens and not (self.profile is not None and self.profile.approved)


def evaluate(
    policy: ReleasePolicy,
    facts: Facts,
    party: str,
    *,
    t: Epoch,
    granted_by: Collection[str] = (),
    in_form: ProfileTable | None = None,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Finding:
    """What *policy* says about a product for *party* at the instant *t*.

    Parameters
    ----------
    granted_by : collection of str
        Originators whose signed grant for this product was verified.
    in_form : ProfileTable or None
        The form in which a rule gives it that names no profile itself; None: as it is.
    rulebook : Rulebook
        What labels mean.
    """
    if refusal := _refused_outright(policy, facts, party, t, rulebook):
        return Finding(party, "never", refusal)
    rules = sorted(policy.rules, key=lambda rule: rule.number)
    seen = facts if in_form is None else _on_the_mark_of(policy, in_form, facts, t, rulebook)
    fitting = [r for r in rules if not any(failing(policy, r, seen, party, t, rulebook))]
    for rule in fitting:
        if rule.how == "never":
            return Finding(party, "never", _no(str(rule.number), rule.in_words), rule)
    denials: list[Decision] = []
    for rule in fitting:
        profile = policy.profile(rule.profile) or in_form
        found = _given_by(policy, rule, profile, facts, party, t, granted_by, rulebook)
        if isinstance(found, Finding):
            return found
        denials.append(found)
    if not denials:
        denials.append(_no(NO_RULE, _why_not(policy, rules, seen, party, t, rulebook)))
    return Finding(party, "never", denials[0])


def _on_the_mark_of(
    policy: ReleasePolicy, in_form: ProfileTable, facts: Facts, t: Epoch, rulebook: Rulebook
) -> Facts:
    """The facts with the release list of the form, which "everyone on the mark" then means."""
    mark = mark_of_form(policy, in_form, facts.label, facts.objects, t, rulebook)
    label = msgspec.structs.replace(facts.label, releasable_to=mark.releasable_to)
    return replace(facts, label=label)


def _refused_outright(
    policy: ReleasePolicy, facts: Facts, party: str, t: Epoch, rulebook: Rulebook
) -> Decision | None:
    """What no rule is asked about: whom there is no agreement with, and unknown or held marks."""
    table = policy.party(party)
    if table is None or not table.covers(t):
        return _no(NO_AGREEMENT, f"no agreement with {party} is in force")
    if rulebook.unknown_in(facts.label) or not facts.label.releasable_to:
        found = decide(facts.label, facts.mode, table.subject(), Action.ENQUEUE, rulebook)
        return _no(f"marking {found.rule}", found.reason)
    return None


def mark_of_form(
    policy: ReleasePolicy,
    profile: ProfileTable | None,
    label: Label,
    objects: Iterable[Owned],
    t: Epoch,
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Label:
    """The mark that the form of a product carries; groups are written as their members at *t*.

    Who is added is a party of the policy. A profile's level counts only where it
    is lower than the product's own.
    """
    if profile is None or not profile.widens:
        return label
    objects = tuple(objects)
    added = {party for name in profile.widen_to for party in meant_by(policy, name, objects, t)} & {
        table.id for table in policy.parties
    }
    levels = (label.policy, label.policy_version, label.classification)
    rank = rulebook.rank(label)
    if profile.classification and (rank or 0) > rulebook.ceilings[profile.classification]:
        common = rulebook.by_id[rulebook.common]
        levels = (common.id, common.versions[-1], profile.classification)
    return make_label(
        levels[2],
        [*label.releasable_to, *added],
        policy=levels[0],
        policy_version=levels[1],
        orcon=label.orcon,
        originators=label.originators,
        caveats=[caveat for caveat in label.caveats if caveat not in profile.drop_caveats],
        derived_from=label.derived_from,
        review=label.review,
        reason=label.reason,
    )


def _given_by(
    policy: ReleasePolicy,
    rule: Rule,
    profile: ProfileTable | None,
    facts: Facts,
    party: str,
    t: Epoch,
    granted_by: Collection[str],
    rulebook: Rulebook,
) -> Finding | Decision:
    """What a rule that fits gives, or why the mark of its form does not let it."""
    table = policy.party(party)
    mark = mark_of_form(policy, profile, facts.label, facts.objects, t, rulebook)
    if table is None:
        return _no(NO_AGREEMENT, f"no agreement with {party} is in force")
    allowed = decide(mark, facts.mode, table.subject(), Action.ENQUEUE, rulebook)
    number = str(rule.number)
    if not allowed.permitted:
        return _no(f"marking {allowed.rule}", f"rule {number} would give it, but {allowed.reason}")
    agreed = {*granted_by, policy.about.nation}  # our own grant is the approval of two persons
    change = decide_widening(facts.label, mark, granted_by=agreed, rulebook=rulebook)
    if change.permitted:
        widens = not dominates(mark, facts.label, rulebook)
        at_once = rule.how == "at once" and (not widens or (profile and profile.approved))
        reason = rule.in_words if at_once else f"{rule.in_words} It waits for review."
        return Finding(
            party, "at once" if at_once else "review",
            Decision(permitted=bool(at_once), rule=number, reason=reason), rule, profile, widens,
        )  # fmt: skip
    missing = tuple(sorted({*facts.label.originators} - agreed))
    reason = f"rule {number} would give it, but {change.reason}: ask {', '.join(missing)}"
    return Finding(
        party, "review", _no(number, reason), rule, profile, widens=True, grants_missing=missing
    )


def _no(number: str, reason: str) -> Decision:
    return Decision(permitted=False, rule=number, reason=reason)


def _why_not(
    policy: ReleasePolicy, rules: list[Rule], facts: Facts, party: str, t: Epoch, rulebook: Rulebook
) -> str:
    """Which rule came closest, and what of it failed."""
    best: tuple[int, Rule, list[str]] | None = None
    for rule in rules:
        if rule.how == "never":
            continue
        unmet = list(failing(policy, rule, facts, party, t, rulebook))
        if best is None or len(unmet) < best[0]:
            best = (len(unmet), rule, unmet)
    head = f"no rule gives a {facts.kind} of mode {facts.mode} to {party}"
    if best is None:
        return head
    return f"{head}; closest is rule {best[1].number}, but {', and '.join(best[2])}"
