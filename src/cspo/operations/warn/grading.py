"""Which rule of the policy a matter falls under, on which report, and for whom.

The rules are read in the order of their numbers; the first that holds for a
report grades it. Of several reports of one event the gravest grade governs; of
equally grave ones the report that fewest are kept from, then the source that governed before (so
that two sources that differ don't take turns), then the newer one. What
a rule asks for is bounded by the ground (`cspo.operations.warn.reports`): a rule that
asks for action does not hold on any other than determined orbits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cspo.markings.lattice import dominates
from cspo.markings.policy import Rulebook
from cspo.operations.release.policy import duration_s
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.warn.deadlines import deadline_of
from cspo.operations.warn.policy import Concern, WarnPolicy, WarnRule
from cspo.operations.warn.reports import Report
from cspo.records.bodies.warning import Asks, Grounds
from cspo.time import Epoch

__all__ = ["Grade", "companions", "concerns_of", "could_hold", "grade", "next_look", "rule_for"]


@dataclass(frozen=True, slots=True)
class Grade:
    """What the policy makes of a matter.

    Parameters
    ----------
    rule : WarnRule
    report : Report
        The one that governs.
    """

    rule: WarnRule
    report: Report


def grade(
    policy: WarnPolicy,
    reports: Iterable[Report],
    concerns: frozenset[Concern],
    t: Epoch,
    *,
    standing: str = "",
    governed: str = "",
) -> Grade | None:
    """The gravest grade of all reports; None where no rule holds for any.

    Parameters
    ----------
    concerns : collection of str
        Whose objects are in it.
    standing : str
        Number of the rule that the warning stands under, empty without one. That rule, and
        those that are no graver, hold on until a value falls back beyond the deadband.
    governed : str
        The source that governed it, as warnings name it.
    """
    found = [
        Grade(rule, report)
        for report in reports
        if (rule := rule_for(policy, report, concerns, t, standing=standing)) is not None
    ]
    return min(found, key=lambda each: _precedence(each, governed), default=None)


def rule_for(
    policy: WarnPolicy,
    report: Report,
    concerns: frozenset[Concern],
    t: Epoch,
    *,
    standing: str = "",
) -> WarnRule | None:
    """The first rule that holds for a report; None where none does."""
    stands = policy.rule(standing)
    kept = 0 if stands is None else stands.gravity
    for rule in policy.rules:
        factor = policy.material.deadband if rule.gravity <= kept else 1.0
        if (
            _holds_always(rule, report, factor)
            and (not rule.concerns or not concerns.isdisjoint(rule.concerns))
            and _in_time(policy, rule, report, t)
        ):
            return rule
    return None


def could_hold(policy: WarnPolicy, report: Report) -> bool:
    """Whether a rule may hold for a report at some time, for somebody."""
    return any(_holds_always(rule, report, 1.0) for rule in policy.rules)


def next_look(policy: WarnPolicy, reports: Iterable[Report], t: Epoch) -> Epoch | None:
    """When time alone may bring another rule to hold; None where it can't."""
    instants = [
        instant
        for report in reports
        for rule in policy.rules
        if _holds_always(rule, report, policy.material.deadband)
        for instant in _begins(policy, rule, report)
        if instant > t and instant < report.tca
    ]
    return min(instants, default=None)


def companions(
    governing: Report, reports: Iterable[Report], rulebook: Rulebook
) -> tuple[Report, ...]:
    """Further reports that can go along: those whose marks keep nobody from the governing one."""
    return tuple(
        sorted(
            (
                report
                for report in reports
                if report is not governing and dominates(governing.label, report.label, rulebook)
            ),
            key=lambda report: report.voice,
        )
    )


def concerns_of(
    owned: Sequence[Owned], nation: str, depends: Collection[str]
) -> frozenset[Concern]:
    """Whose objects are in it, as a nation sees it.

    Parameters
    ----------
    depends : collection of str
        Objects that the nation depends on.
    """
    found: set[Concern] = set()
    for each in owned:
        if each.operator.startswith(f"{nation}/"):
            found.add("sponsored")
        elif nation in {each.owner, each.operator}:
            found.add("ours")
        elif each.owner or each.operator:
            found.add("partner")
        else:
            found.add("others")
        if each.object in depends:
            found.add("depends")
    return frozenset(found)


def _precedence(found: Grade, governed: str) -> tuple[object, ...]:
    rule, report = found.rule, found.report
    newest = tuple(-number for number in report.order[1:3])
    return (
        -rule.gravity, rule.number, -len(report.label.releasable_to), report.told != governed,
        newest, report.record_id,
    )  # fmt: skip


def _holds_always(rule: WarnRule, report: Report, factor: float) -> bool:
    """What does not depend on the time; thresholds are widened by *factor*."""
    return _is_meant(rule, report) and _passes(rule, report, factor)


def _is_meant(rule: WarnRule, report: Report) -> bool:
    """Whether a rule is about such a report, however close it comes."""
    able = any(side.may_maneuver for side in report.sides)
    names = {side.object for side in report.sides}
    return (
        (rule.asks is not Asks.ACTION or (able and report.grounds is Grounds.DETERMINED))
        and (not rule.grounds or report.grounds in rule.grounds)
        and (not rule.advice or report.advice in rule.advice)
        and (not rule.sources or report.origin in rule.sources)
        and (rule.stays_close == "any" or (rule.stays_close == "yes") == report.stays_close)
        and (rule.can_act == "any" or (rule.can_act == "yes") == able)
        and (not rule.objects or not names.isdisjoint(rule.objects))
    )


def _passes(rule: WarnRule, report: Report, factor: float) -> bool:
    limit_km = rule.miss_distance_at_most_km
    return (
        _reaches(report.pc, rule.pc_at_least, factor)
        and _reaches(report.max_pc, rule.max_pc_at_least, factor)
        and (limit_km is None or report.miss_distance_km <= limit_km * factor)
    )


def _reaches(value: float | None, least: float | None, factor: float) -> bool:
    return least is None or (value is not None and value * factor >= least)


def _in_time(policy: WarnPolicy, rule: WarnRule, report: Report, t: Epoch) -> bool:
    return all(instant <= t for instant in _begins(policy, rule, report))


def _begins(policy: WarnPolicy, rule: WarnRule, report: Report) -> list[Epoch]:
    """From when on each condition of time holds; closest approach stands in for no last moment."""
    found = []
    if rule.tca_within:
        found.append(report.tca - float(duration_s(rule.tca_within)))
    if rule.act_within:
        act_by = deadline_of(report, rule.asks, policy.deadlines).act_by
        found.append((act_by or report.tca) - float(duration_s(rule.act_within)))
    return found
