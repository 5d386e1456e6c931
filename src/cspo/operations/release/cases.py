"""The cases of a policy: products in a lawyer's words, and whether the rules do what is expected.

A case says who must get a product, how, by which rule and in which form.
Whoever it doesn't name must not get it. So it fails on what leaks, and it fails
just as much on what is wrongly withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cspo.errors import CspoError, MalformedMessage
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.portion import parse_portion
from cspo.operations.release.back_release import evaluate_back_release
from cspo.operations.release.policy import Case, Expected, ReleasePolicy, duration_s, start_of
from cspo.operations.release.rule_conditions import Facts, Owned
from cspo.operations.release.rules import Finding, evaluate
from cspo.operations.release.safety import evaluate_safety
from cspo.records.bodies.identities import is_object
from cspo.time import Epoch

__all__ = ["CaseResult", "Difference", "case_facts", "case_time", "findings_of_case", "run_cases"]

_OBJECT: Final = re.compile(r"(\S+)(?: of (\S+?))?(?:, operated by (\S+))?")
VERDICTS: Final = {"at once": "at once", "review": "review", "never": "withheld"}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a case expects for one party, what the policy says, and why.

    Parameters
    ----------
    leaks : bool
        The policy gives what it must not, or sooner or finer than expected.
    """

    party: str
    expected: str
    got: str
    reason: str
    leaks: bool


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case and how it went; without differences it passed."""

    case: Case
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether the policy does what the case expects."""
        return not self.differences


def run_cases(
    policy: ReleasePolicy, *, cases: Iterable[Case] = (), rulebook: Rulebook = CSPO_RULEBOOK
) -> tuple[CaseResult, ...]:
    """Put the cases of a policy, or others, to its rules.

    Raises
    ------
    MalformedMessage
        Where a mark or an object of a case can't be read.
    """
    return tuple(
        CaseResult(case, tuple(_differences(policy, case, rulebook)))
        for case in (tuple(cases) or policy.cases)
    )


def case_time(policy: ReleasePolicy, case: Case) -> Epoch:
    """When a case is decided."""
    return start_of(case.on or policy.about.in_force)


def case_facts(policy: ReleasePolicy, case: Case, rulebook: Rulebook = CSPO_RULEBOOK) -> Facts:
    """The product of a case, as the rules see it.

    Raises
    ------
    MalformedMessage
        Where its mark or an object can't be read.
    """
    t = case_time(policy, case)
    try:
        label = parse_portion(case.mark, originators=case.originators, rulebook=rulebook)
    except CspoError as error:
        raise _unreadable(case, "mark", error.expected, case.mark) from error
    return Facts(
        kind=case.kind,
        mode=case.mode,
        label=label,
        objects=tuple(_owned(case, text) for text in case.objects),
        severity=case.severity,
        miss_distance_km=case.miss_distance_km,
        tca=t + duration_s(case.tca_in) if case.tca_in else None,
        sensor=case.sensor,
    )


def findings_of_case(
    policy: ReleasePolicy, case: Case, rulebook: Rulebook = CSPO_RULEBOOK
) -> tuple[Finding, ...]:
    """What the policy says on a case for each of its parties, in the order of the file."""
    facts = case_facts(policy, case, rulebook)
    t = case_time(policy, case)
    granted = case.granted_by
    if case.safety_by:
        return tuple(
            evaluate_safety(
                policy, facts, party.id, person=case.safety_by, t=t, granted_by=granted,
                rulebook=rulebook,
            )
            for party in policy.parties
        )  # fmt: skip
    if case.joined:
        made = t - duration_s(case.made) if case.made else t
        return tuple(
            evaluate_back_release(
                policy, facts, party.id, case.joined, t_product=made, t=t, granted_by=granted,
                rulebook=rulebook,
            )
            for party in policy.parties
        )  # fmt: skip
    return tuple(
        evaluate(policy, facts, party.id, t=t, granted_by=granted, rulebook=rulebook)
        for party in policy.parties
    )


def _differences(policy: ReleasePolicy, case: Case, rulebook: Rulebook) -> Iterable[Difference]:
    expected = {each.party: each for each in case.expect}
    for finding in findings_of_case(policy, case, rulebook):
        wanted = expected.get(finding.party)
        got = _in_words(finding)
        if wanted is None:
            if finding.how != "never":
                yield Difference(
                    finding.party, "withheld", got, finding.decision.reason, leaks=True
                )
        elif (words := _wanted(wanted)) != got:
            yield Difference(
                finding.party, words, got, finding.decision.reason, leaks=_leaks(wanted, finding)
            )


def _in_words(finding: Finding) -> str:
    form = f" as {finding.profile.id}" if finding.profile else ""
    return f"{VERDICTS[finding.how]} by {finding.decision.rule}{form}"


def _wanted(wanted: Expected) -> str:
    form = f" as {wanted.profile}" if wanted.profile else ""
    return f"{wanted.verdict} by {wanted.rule}{form}"


def _leaks(wanted: Expected, finding: Finding) -> bool:
    """Whether what the policy does is more than what is wanted: sooner, or not as coarse."""
    order = ("withheld", "review", "at once")
    got = VERDICTS[finding.how]
    sooner = order.index(got) > order.index(wanted.verdict)
    finer = got != "withheld" and bool(wanted.profile) and finding.profile is None
    return sooner or finer


def _owned(case: Case, text: str) -> Owned:
    found = _OBJECT.fullmatch(text)
    if not found or not is_object(found[1]):
        raise _unreadable(case, "objects", '"norad:25544 of GBR, operated by GBR/acme-sat"', text)
    return Owned(found[1], found[2] or "", found[3] or found[2] or "")


def _unreadable(case: Case, field: str, expected: str, got: str) -> MalformedMessage:
    return MalformedMessage(
        "read release case", case.title, expected=expected, got=got,
        keyword=f"[[case]] {case.number} {field}",
    )  # fmt: skip
