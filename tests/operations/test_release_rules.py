"""No order of rules, no missing rule, no rule at all gives a party what a mark does not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import msgspec
import pytest
from release_desks import T, norway

from cspo.markings import CSPO_RULEBOOK, NATIONS, Action, Label, Mode, decide, dominates, make_label
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.back_release import evaluate_back_release
from cspo.operations.release.policy import ReleasePolicy, Rule
from cspo.operations.release.rule_conditions import Facts, Owned
from cspo.operations.release.rules import (
    NO_AGREEMENT,
    NO_RULE,
    Finding,
    evaluate,
    mark_of_form,
)
from cspo.operations.release.safety import evaluate_safety, safety_mark
from cspo.time import Epoch

POLICY = norway()
PARTIES = [party.id for party in POLICY.parties]
ALL = [*NATIONS, "GBR/acme-sat", "USA/leo-one", "GBR/stranger"]
LEVELS = ("U", "R", "C", "S", "TS")
GIVES = ("at once", "review")
JOINED = Epoch.from_utc("2026-06-01T00:00:00Z")
CAVEATS = ("LIMDIS", "PERSONAL", "PROPIN", "SOF")


def some(rng: random.Random, values: Iterable[str], most: int) -> list[str]:
    values = list(values)
    return rng.sample(values, rng.randint(0, most))


def some_label(rng: random.Random) -> Label:
    """Any label; those with us on the list and of low level are more frequent."""
    originators = some(rng, NATIONS, 2) if rng.random() < 0.3 else []
    ours = [] if rng.random() < 0.1 else ["NOR"]
    return make_label(
        rng.choice(LEVELS if rng.random() < 0.5 else "UR"),
        [*some(rng, ALL, 8), *ours],
        orcon=bool(originators) and rng.random() < 0.7,
        originators=originators,
        caveats=some(rng, CAVEATS, 2) if rng.random() < 0.3 else [],
    )


def some_facts(rng: random.Random) -> Facts:
    """Any product; the kinds that the rules speak of are more frequent."""
    spoken_of = ("conjunction", "orbit", "notice", "behavior-event", "assessment")
    owned = [
        Owned(
            rng.choice(["norad:990001", "norad:990090", "norad:990300"]),
            rng.choice(["", "NOR", "FRA", "GBR", "JPN"]),
            rng.choice(["", "NOR", "GBR/acme-sat", "JPN"]),
        )
        for _ in range(rng.randint(0, 2))
    ]
    return Facts(
        kind=rng.choice(spoken_of if rng.random() < 0.8 else sorted(REGISTRY)),
        mode=Mode.REAL if rng.random() < 0.7 else rng.choice(list(Mode)),
        label=some_label(rng),
        objects=tuple(owned),
        severity=rng.choice(["", "routine", "warning", "emergency"]),
        miss_distance_km=rng.choice([None, 0.1, 4.0, 50.0]),
        tca=rng.choice([None, T + 3600.0, T + 1e6, T + -5.0]),
        sensor=rng.choice(["", "vardo-3"]),
    )


def some_policy(rng: random.Random) -> ReleasePolicy:
    """Norway's, with rules left out and put into another order of file and number."""
    rules = rng.sample(POLICY.rules, rng.randint(len(POLICY.rules) // 2, len(POLICY.rules)))
    numbers = rng.sample(range(1, 100), len(rules))
    renumbered = tuple(
        msgspec.structs.replace(rule, number=number)
        for rule, number in zip(rules, numbers, strict=True)
    )
    return msgspec.structs.replace(POLICY, rules=renumbered)


def check(
    policy: ReleasePolicy,
    product: Facts,
    finding: Finding,
    granted: frozenset[str],
    t: Epoch = T,
) -> None:
    """What must hold of every finding: the mark of what goes out lists who gets it."""
    table = policy.party(finding.party)
    assert finding.decision.permitted == (finding.how == "at once")
    assert finding.decision.rule
    assert finding.decision.reason
    if finding.how == "never":
        return
    assert table is not None
    assert table.covers(t)
    assert finding.rule is not None
    assert finding.rule.how != "never"
    mark = mark_of_form(policy, finding.profile, product.label, product.objects, t)
    assert finding.party in mark.releasable_to
    assert decide(mark, product.mode, table.subject(), Action.ENQUEUE).permitted
    widened = not dominates(mark, product.label)
    if finding.how == "at once" and widened:
        assert finding.profile is not None
        assert finding.profile.approved, "two persons have agreed"
        assert not product.label.orcon or {*product.label.originators} <= {*granted, "NOR"}
    if not widened:
        assert finding.party in product.label.releasable_to


def test_nothing_goes_to_whom_the_mark_does_not_list() -> None:
    rng = random.Random(1)
    seen: Counter[tuple[str, bool]] = Counter()
    for _ in range(5_000):
        policy, product, party = some_policy(rng), some_facts(rng), rng.choice(ALL)
        granted = frozenset(some(rng, NATIONS, 5))
        finding = evaluate(policy, product, party, t=T, granted_by=granted)
        check(policy, product, finding, granted)
        seen[finding.how, finding.widens] += 1
    # That all this happened, and not only denials.
    assert min(seen[how, widens] for how in GIVES for widens in (False, True)) > 15
    assert seen["never", False] > 500


def test_the_past_goes_to_no_newcomer_whom_the_mark_does_not_list() -> None:
    rng = random.Random(6)
    seen: Counter[tuple[str, bool]] = Counter()
    for _ in range(1_500):
        policy, product = some_policy(rng), replace(some_facts(rng), kind="conjunction")
        finding = evaluate_back_release(
            policy, product, "FRA", "north-atlantic", t_product=JOINED + -1e6, t=JOINED
        )
        check(policy, product, finding, frozenset(), t=JOINED)
        seen[finding.how, finding.widens] += 1
    assert seen["review", True] > 50
    assert seen["at once", True] + seen["at once", False] == 0, "the policy says after a look"


def test_the_order_in_the_file_changes_nothing() -> None:
    rng = random.Random(2)
    given = 0
    for _ in range(1_000):
        policy, product, party = some_policy(rng), some_facts(rng), rng.choice(PARTIES)
        shuffled = rng.sample(policy.rules, len(policy.rules))
        other = msgspec.structs.replace(policy, rules=tuple(shuffled))
        finding = evaluate(policy, product, party, t=T)
        assert finding == evaluate(other, product, party, t=T)
        given += finding.how != "never"
    assert given > 50


def test_a_prohibition_that_fits_prevails_wherever_it_stands() -> None:
    rng = random.Random(3)
    given = 0
    for _ in range(1_000):
        policy, product, party = some_policy(rng), some_facts(rng), rng.choice(PARTIES)
        never = Rule(
            number=rng.choice([0, 100]), text="Not this.", kinds=("any",), modes=tuple(Mode),
            to=(party,), how="never",
        )  # fmt: skip
        barred = msgspec.structs.replace(policy, rules=(*policy.rules, never))
        assert evaluate(barred, product, party, t=T).how == "never"
        given += evaluate(policy, product, party, t=T).how != "never"
    assert given > 50


def test_without_rules_nothing_goes_out() -> None:
    rng = random.Random(4)
    empty = msgspec.structs.replace(POLICY, rules=(), safety=None)
    for _ in range(500):
        product, party = some_facts(rng), rng.choice(PARTIES)
        assert evaluate(empty, product, party, t=T).how == "never"
        assert evaluate_safety(empty, product, party, person="m.berg", t=T).how == "never"


def test_safety_stays_within_its_bounds() -> None:
    rng = random.Random(5)
    sent = 0
    for _ in range(3_000):
        product, party = some_facts(rng), rng.choice(ALL)
        if rng.random() < 0.5:
            product = replace(product, kind="conjunction", miss_distance_km=0.1, tca=T + 3600.0)
        person = rng.choice(["m.berg", "m.berg", "", "M.Berg", "x.y"])
        finding = evaluate_safety(POLICY, product, party, person=person, t=T)
        assert finding.decision.permitted == (finding.how == "at once")
        if finding.how == "never":
            continue
        sent += 1
        assert person == "m.berg"
        assert product.kind == "conjunction"
        assert product.miss_distance_km == 0.1
        assert product.tca == T + 3600.0
        owners = {each.owner for each in product.objects} | {"USA"}
        assert party in owners | {each.operator for each in product.objects}
        assert not product.label.orcon or {*product.label.originators} <= {"NOR"}
        mark = safety_mark("NOR", [party], CSPO_RULEBOOK)
        assert (mark.classification, mark.releasable_to) == ("U", tuple(sorted({"NOR", party})))
    assert sent > 20


UNKNOWN = [
    make_label("U", ["NOR", "USA"], policy="MARS"),
    make_label("U", ["NOR", "USA"], policy_version=9),
    make_label("X", ["NOR", "USA"]),
    make_label("U", ["NOR", "USA"], caveats=["EYES"]),
    make_label("U", ["NOR", "USA", "XXX"]),
    make_label("U", ["NOR", "USA"], originators=["XXX"]),
    make_label("U", []),
]


@pytest.mark.parametrize("label", UNKNOWN)
def test_what_is_unknown_or_held_is_withheld_by_the_marking_that_says_so(label: Label) -> None:
    product = Facts(kind="notice", mode=Mode.REAL, label=label)
    finding = evaluate(POLICY, product, "USA", t=T)
    expected = decide(label, Mode.REAL, POLICY.party("USA").subject(), Action.ENQUEUE)
    assert finding.how == "never"
    assert finding.decision.rule == f"marking {expected.rule}"
    assert finding.decision.reason == expected.reason


def test_reasons_name_the_agreement_the_rule_or_the_mark() -> None:
    label = make_label("U", ["CAN", "JPN", "NOR"])
    product = Facts(kind="log-entry", mode=Mode.REAL, label=label)
    assert evaluate(POLICY, product, "GBR/stranger", t=T).decision.rule == NO_AGREEMENT
    assert evaluate(POLICY, product, "CAN", t=T).decision.rule == NO_RULE
    notice = Facts(kind="notice", mode=Mode.REAL, label=make_label("S", ["FRA", "NOR"]))
    denied = evaluate(POLICY, notice, "FRA", t=T).decision
    assert (denied.rule, denied.reason) == (
        "marking 10",
        "rule 15 would give it, but classified above the ceiling",
    )


def test_a_party_is_told_which_grants_are_missing() -> None:
    label = make_label("S", ["NOR", "USA"], orcon=True, originators=["NOR", "USA"])
    product = Facts(kind="orbit", mode=Mode.REAL, label=label, sensor="vardo-3")
    finding = evaluate(POLICY, product, "AUS", t=T)
    assert (finding.how, finding.grants_missing, finding.takes_two) == ("review", ("USA",), False)
    assert finding.decision.reason.endswith("ask USA")


def test_a_level_of_the_form_never_raises_that_of_the_product() -> None:
    profile = msgspec.structs.replace(POLICY.profile("coarse-orbit"), classification="C")
    low, high = make_label("U", ["NOR"]), make_label("S", ["NOR"])
    assert mark_of_form(POLICY, profile, low, (), T).classification == "U"
    assert mark_of_form(POLICY, profile, high, (), T).classification == "C"
    national = make_label("HEMMELIG", ["NOR"], policy="NOR")
    form = mark_of_form(POLICY, profile, national, (), T)
    assert (form.policy, form.classification) == ("CSPO", "C")


def test_a_form_is_marked_for_no_one_without_an_agreement() -> None:
    profile = POLICY.profile("operator-conjunction")
    owned = (Owned("norad:1", "KOR", "GBR/stranger"), Owned("norad:2", "FRA", ""))
    mark = mark_of_form(POLICY, profile, make_label("U", ["NOR"]), owned, T)
    assert mark.releasable_to == ("FRA", "NOR")
