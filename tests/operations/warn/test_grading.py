"""Grading, as properties: what no rule can ask for, and that time changes nothing unforeseen."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_desks import T, sealed
from warning_desks import GROUNDS, OURS, PAIR, approach

from cspo.errors import UsageError
from cspo.markings import CSPO_RULEBOOK, make_label
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.warn.grading import (
    companions,
    concerns_of,
    could_hold,
    grade,
    next_look,
    rule_for,
)
from cspo.operations.warn.policy import CONCERNS, WarnPolicy, WarnRule, gravity_of
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.operations.warn.reports import Report, report_of
from cspo.records.bodies.conjunction import Advice
from cspo.records.bodies.objects import Maneuverability
from cspo.records.bodies.warning import Asks, Grounds, Severity, WarningBody
from cspo.records.bodies.words import Issue
from cspo.units import DAY_S

ALL = frozenset(CONCERNS)
DEFAULT = default_warn_policy()
DURATIONS = ("", "2 h", "8 h", "1 d", "3 d", "30 d")


@cache
def base(grounds: Grounds, able: bool) -> Report:
    """A report of these grounds; its numbers are to be replaced."""
    says = Maneuverability.YES if able else Maneuverability.NO
    body = approach(grounds=grounds, able=(says, says))
    return report_of(sealed(body), body)


@st.composite
def reports(draw) -> Report:
    found = base(draw(st.sampled_from(GROUNDS)), draw(st.booleans()))
    pc = draw(st.none() | st.floats(0.0, 1.0) | st.sampled_from([1e-7, 1e-5, 1e-4, 3e-4]))
    return replace(
        found, pc=pc, max_pc=pc, miss_distance_km=draw(st.floats(0.0, 20.0)),
        advice=draw(st.none() | st.sampled_from(list(Advice))),
        stays_close=draw(st.booleans()), tca=T + draw(st.floats(60.0, 8 * DAY_S)),
    )  # fmt: skip


@st.composite
def rules(draw, number: int) -> WarnRule:
    """Any rule at all, also such as a file would not be let through with."""
    return WarnRule(
        number=number, text="any", severity=draw(st.sampled_from(list(Severity))),
        asks=draw(st.sampled_from(list(Asks))),
        concerns=tuple(draw(st.lists(st.sampled_from(CONCERNS), max_size=3, unique=True))),
        grounds=tuple(draw(st.lists(st.sampled_from(GROUNDS), max_size=3, unique=True))),
        pc_at_least=draw(st.none() | st.sampled_from([1e-7, 1e-4])),
        miss_distance_at_most_km=draw(st.none() | st.floats(0.1, 20.0)),
        tca_within=draw(st.sampled_from(DURATIONS)), act_within=draw(st.sampled_from(DURATIONS)),
        stays_close=draw(st.sampled_from(["yes", "no", "any"])),
        can_act=draw(st.sampled_from(["yes", "no", "any"])),
    )  # fmt: skip


@st.composite
def policies(draw) -> WarnPolicy:
    count = draw(st.integers(1, 5))
    return msgspec.structs.replace(DEFAULT, rules=tuple(draw(rules(n + 1)) for n in range(count)))


@given(policies(), st.lists(reports(), min_size=1, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_no_policy_whatever_asks_for_action_on_other_grounds(policy, found, data) -> None:
    standing = str(data.draw(st.integers(0, 5)))
    graded = grade(policy, found, ALL, T, standing=standing)
    if graded is not None and graded.rule.asks is Asks.ACTION:
        assert graded.report.grounds is Grounds.DETERMINED
        assert any(side.may_maneuver for side in graded.report.sides)


def test_nor_can_a_record_say_so() -> None:
    for grounds in GROUNDS:
        made = {
            "event": str(base(grounds, True).event), "to": ("NOR",), "number": 1,
            "issue": Issue.ISSUED, "about_utc": T.utc_iso(3), "asks": Asks.ACTION,
            "grounds": grounds,
        }  # fmt: skip
        if grounds is Grounds.DETERMINED:
            assert WarningBody(**made).asks is Asks.ACTION
        else:
            with pytest.raises(UsageError, match="determined"):
                WarningBody(**made)


@given(policies(), reports(), st.floats(0.0, 1.0))
@settings(max_examples=60, deadline=None)
def test_until_the_next_look_time_changes_nothing(policy, report, part) -> None:
    again = next_look(policy, [report], T)
    end = report.tca if again is None else again
    assert T < end <= report.tca
    now = rule_for(policy, report, ALL, T)
    for later in (T + part * ((end - T) - 1e-6), end - 1e-6):
        assert rule_for(policy, report, ALL, later) == now


@given(policies(), reports())
@settings(max_examples=60, deadline=None)
def test_what_could_never_hold_never_does(policy, report) -> None:
    if not could_hold(policy, report):
        assert rule_for(policy, report, ALL, report.tca - 1.0) is None


@given(policies(), st.lists(reports(), min_size=1, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_reports_does_not_matter(policy, found, random) -> None:
    first = grade(policy, found, ALL, T)
    random.shuffle(found)
    again = grade(policy, found, ALL, T)
    assert (first is None) == (again is None)
    if first is not None and again is not None:
        assert first.rule == again.rule
        gravities = [
            rule.gravity for each in found if (rule := rule_for(policy, each, ALL, T)) is not None
        ]
        assert first.rule.gravity == max(gravities)


def test_gravity_goes_by_severity_and_then_by_what_is_asked() -> None:
    every = [gravity_of(severity, asks) for severity in Severity for asks in Asks]
    assert every == sorted(set(every))
    assert min(every) > 0


@pytest.mark.parametrize(
    ("owned", "concerns"),
    [
        (Owned(OURS, "NOR", "NOR"), {"ours"}),
        (Owned(OURS, "NOR", "NOR/acme"), {"sponsored"}),
        (Owned(OURS, "FRA", "FRA"), {"partner"}),
        (Owned(OURS, "GBR", "GBR/acme"), {"partner"}),
        (Owned(OURS), {"others"}),
        (Owned(PAIR[1], "FRA", "FRA"), {"partner", "depends"}),
        (Owned(PAIR[1]), {"others", "depends"}),
    ],
)
def test_whose_objects_are_in_it(owned: Owned, concerns: set[str]) -> None:
    assert concerns_of([owned], "NOR", {PAIR[1]}) == concerns


def test_only_what_keeps_nobody_away_goes_along() -> None:
    governing = replace(base(Grounds.ELEMENTS, True), label=make_label("R", ["FRA", "NOR"]))
    wider = replace(governing, source="a", label=make_label("U", ["FRA", "NOR", "USA"]))
    higher = replace(governing, source="b", label=make_label("S", ["FRA", "NOR", "USA"]))
    narrower = replace(governing, source="c", label=make_label("U", ["NOR", "USA"]))
    found = companions(governing, [narrower, higher, wider, governing], CSPO_RULEBOOK)
    assert [each.source for each in found] == ["a"]
