"""What a newcomer to a group gets of the past: as the policy defines, decided like all else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.markings.rules import Decision
from cspo.operations.release.policy import ALL_KINDS, BackReleaseTable, ReleasePolicy, duration_s
from cspo.operations.release.rule_conditions import Facts
from cspo.operations.release.rules import Finding, evaluate
from cspo.time import Epoch

__all__ = ["NO_BACK_RELEASE", "evaluate_back_release", "joined_at", "window_start"]

NO_BACK_RELEASE: Final = "no back-release"
"""What stands in the log in place of a rule's number."""


def joined_at(policy: ReleasePolicy, group_id: str, party: str, t: Epoch) -> Epoch | None:
    """Since when *party* has been a member at *t*, without a break; None where it is none."""
    group = policy.group(group_id)
    if group is None:
        return None
    since = [
        each.since
        for each in group.members
        if each.party == party and each.since <= t and (each.until is None or t < each.until)
    ]
    return min(since, default=None)


def window_start(table: BackReleaseTable, joined: Epoch) -> Epoch:
    """The instant from which on past records are put before the rules."""
    return joined - duration_s(table.window)


def evaluate_back_release(
    policy: ReleasePolicy,
    facts: Facts,
    party: str,
    group: str,
    *,
    t_product: Epoch,
    t: Epoch,
    granted_by: Collection[str] = (),
    rulebook: Rulebook = CSPO_RULEBOOK,
) -> Finding:
    """What the policy says about a past product for a newcomer to *group*.

    Parameters
    ----------
    t_product : Epoch
        When the product was made.
    t : Epoch
        When it is decided; *party* must be a member then.
    """
    joined = joined_at(policy, group, party, t)
    if joined is None:
        return _no(party, f"{party} is no member of {group}")
    tables = [
        table
        for table in policy.back_releases
        if table.group == group and (ALL_KINDS in table.kinds or facts.kind in table.kinds)
    ]
    if not tables:
        return _no(party, f"no past {facts.kind} is given to who joins {group}")
    for table in tables:
        if not window_start(table, joined) <= t_product < joined:
            continue
        finding = evaluate(
            policy, facts, party, t=t, granted_by=granted_by,
            in_form=policy.profile(table.profile), rulebook=rulebook,
        )  # fmt: skip
        if table.how == "review" and finding.how == "at once":
            reason = f"{finding.decision.reason} It is a past one: {table.text}"
            waits = Decision(permitted=False, rule=finding.decision.rule, reason=reason)
            return replace(finding, how="review", decision=waits)
        return finding
    windows = " or ".join(table.window for table in tables)
    return _no(party, f"it was not made within {windows} before {party} joined {group}")


def _no(party: str, reason: str) -> Finding:
    return Finding(party, "never", Decision(permitted=False, rule=NO_BACK_RELEASE, reason=reason))
