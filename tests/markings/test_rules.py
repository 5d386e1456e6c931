"""The decision, against a truth table written from the text and by another hand's logic."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.markings import (
    NATIONS,
    RULES,
    Action,
    Decision,
    Label,
    Mode,
    Subject,
    decide,
    decide_each,
    decide_widening,
    make_label,
)
from tests.markings.labels import every_subject, known_labels, small_lattice

REAL = frozenset({Mode.REAL})
NODE = Subject("FRA", "S", frozenset({"PROPIN"}), REAL)

_NATIONS = {"AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA"}
_ORDER = ["U", "R", "C", "S", "TS"]
_WORTH = {("CSPO", 1, level): level for level in _ORDER} | {("GBR", 1, "SECRET"): "S"}
_CAVEATS = {"LIMDIS", "PERSONAL", "PROPIN", "SAFETY"}


REASONS = {
    "1": "unknown policy or version",
    "2": "unknown classification, or one without an equivalent",
    "3": "unknown caveat",
    "4": "unknown party in the label",
    "5": "unknown mode or action",
    "6": "unknown subject",
    "7": "held: released to nobody",
    "8": "the party is not on the release list",
    "9": "no nationality, or one that it is not released to",
    "10": "classified above the ceiling",
    "11": "a caveat is not held",
    "12": "the subject does not work in that mode",
    "13": "released to the party",
    "14": "old or new label unknown",
    "15": "no widening",
    "16": "an originator has not granted it",
    "17": "a widening that no originator controls or each has granted",
}
"""One a rule, and nothing of the label in it: partners may be told."""


def _is_known(party: str) -> bool:
    return party in _NATIONS or (party[:3] in _NATIONS and party[3:] == "/acme-sat")


def _by_the_text(label: Label, mode: str, subject: Subject, action: str) -> str:
    """Number of the first rule that decides: each sentence as a condition, nothing shared."""
    level = (label.policy, label.policy_version, label.classification)
    listed = set(label.releasable_to)
    nationalities = subject.nationalities
    home = subject.party[:3]
    sentences = {
        "1": level[:2] in {("CSPO", 1), ("GBR", 1)},
        "2": level in _WORTH,
        "3": set(label.caveats) <= _CAVEATS,
        "4": all(_is_known(party) for party in (*label.releasable_to, *label.originators)),
        "5": mode in {"REAL", "EXERCISE", "SIMULATED", "TEST"}
        and action in {"enqueue", "ingest", "query", "export"},
        "6": _is_known(subject.party) and subject.ceiling in _ORDER,
        "7": len(listed) > 0,
        "8": subject.party in listed,
        "9": nationalities is None
        or (nationalities != () and set(nationalities) <= _NATIONS & (listed | {home})),
        "10": level in _WORTH
        and subject.ceiling in _ORDER
        and _ORDER.index(_WORTH[level]) <= _ORDER.index(subject.ceiling),
        "11": set(label.caveats) <= set(subject.caveats),
        "12": mode in {str(each) for each in subject.modes},
    }  # fmt: skip
    return next((number for number, holds in sentences.items() if not holds), "13")


def test_truth_table() -> None:
    """Every combination of what the rules tell apart, known and unknown."""
    levels = [
        ("CSPO", 1, "U"), ("CSPO", 1, "S"), ("GBR", 1, "SECRET"), ("GBR", 1, "OFFICIAL"),
        ("CSPO", 2, "U"), ("CSPO", 1, "X"), ("ATL", 1, "U"),
    ]  # fmt: skip
    labels = [
        Label(
            policy=policy, policy_version=version, classification=level, releasable_to=to,
            originators=by, caveats=caveats,
        )
        for (policy, version, level), to, by, caveats in itertools.product(
            levels,
            [(), ("AUS",), ("AUS", "FRA", "GBR/acme-sat"), ("AUS", "XYZ")],
            [(), ("USA",), ("FRANCE",)],
            [(), ("PROPIN",), ("NOFORN",)],
        )
    ]  # fmt: skip
    doors = [(Mode.REAL, Action.QUERY), ("PLAY", Action.QUERY), (Mode.REAL, "read")]
    people = every_subject()
    seen = set()
    for label in labels:
        for mode, action in doors:
            for subject in people:
                decision = decide(label, mode, subject, action)  # type: ignore[arg-type]
                assert decision.rule == _by_the_text(label, mode, subject, action)
                assert decision.permitted == (decision.rule == "13")
                seen.add(decision)
    assert {(decision.rule, decision.reason) for decision in seen} == {
        (rule, reason) for rule, reason in REASONS.items() if int(rule) <= 13
    }


@pytest.mark.parametrize(
    ("label", "subject", "rule"),
    [
        (make_label("S", ["AUS", "FRA"]), NODE, "13"),
        (make_label("S", ["AUS", "FRA"], policy_version=2), NODE, "1"),
        (make_label("PROTECTED A", ["CAN", "FRA"], policy="CAN"), NODE, "2"),
        (make_label("DIFFUSION RESTREINTE", ["FRA"], policy="FRA"), NODE, "2"),
        (make_label("U", ["FRA"], caveats=["EYES"]), NODE, "3"),
        (make_label("U", ["FRA", "RUS"]), NODE, "4"),
        (make_label("U", ["FRA"], originators=["RUS"]), NODE, "4"),
        (make_label("U", ["FRA"]), Subject("FRANCE", "S", modes=REAL), "6"),
        (make_label("U", ["FRA"]), Subject("FRA", "SECRET", modes=REAL), "6"),
        (make_label("U", []), NODE, "7"),
        (make_label("U", ["AUS"]), NODE, "8"),
        (make_label("U", ["FRA"]), Subject("FRA/cnes", "S", modes=REAL), "8"),
        (make_label("U", ["FRA/cnes"]), NODE, "8"),
        (make_label("TS", ["FRA"]), NODE, "10"),
        (make_label("STRENG GEHEIM", ["DEU", "FRA"], policy="DEU"), NODE, "10"),
        (make_label("GEHEIM", ["DEU", "FRA"], policy="DEU"), NODE, "13"),
        (make_label("U", ["FRA"], caveats=["LIMDIS", "PROPIN"]), NODE, "11"),
        (make_label("U", ["FRA"]), Subject("FRA", "S", modes=frozenset({Mode.TEST})), "12"),
        (make_label("U", ["FRA"]), Subject("FRA", "S"), "12"),
        (make_label("S", ["FRA", "USA"], orcon=True, originators=["USA"]), NODE, "13"),
    ],
)  # fmt: skip
def test_cases_to_read(label: Label, subject: Subject, rule: str) -> None:
    assert decide(label, Mode.REAL, subject, Action.ENQUEUE).rule == rule


@pytest.mark.parametrize(
    ("party", "nationalities", "rule"),
    [
        ("AUS", ("AUS",), "13"),
        ("AUS", ("AUS", "FRA"), "13"),
        ("AUS", ("FRA",), "13"),  # a French officer on exchange: both nations are listed
        ("AUS", ("USA",), "9"),  # an American one: the USA is not
        ("AUS", ("AUS", "USA"), "9"),  # a citizen of both
        ("AUS", (), "9"),  # a claim that is missing
        ("AUS", ("CHE",), "9"),
        ("AUS", ("GBR/acme-sat",), "9"),  # on the list, and no nationality
        ("GBR/acme-sat", ("GBR",), "13"),  # the sponsor's own
        ("GBR/acme-sat", ("AUS",), "13"),
        ("GBR/acme-sat", ("CAN",), "9"),
    ],
)
def test_nationalities(party: str, nationalities: tuple[str, ...], rule: str) -> None:
    label = make_label("U", ["AUS", "FRA", "GBR/acme-sat"])
    person = Subject(party, "U", modes=REAL, nationalities=nationalities)
    assert decide(label, Mode.REAL, person, Action.QUERY).rule == rule


def test_modes_are_kept_apart() -> None:
    label = make_label("U", ["FRA"])
    for mode, works_in in itertools.product(Mode, Mode):
        subject = Subject("FRA", "U", modes=frozenset({works_in}))
        decision = decide(label, mode, subject, Action.INGEST)
        assert decision.permitted == (mode is works_in)


def test_all_that_ask_together_must_pass() -> None:
    label = make_label("S", ["FRA"])
    person = Subject("FRA", "S", modes=REAL, nationalities=("FRA",))
    token = Subject("FRA", "U", modes=REAL)
    visitor = Subject("FRA", "S", modes=REAL, nationalities=("USA",))

    def asked(*subjects: Subject) -> Decision:
        return decide_each(label, Mode.REAL, subjects, Action.QUERY)

    assert asked(NODE, person).permitted
    assert asked(NODE, person, token).rule == "10"
    assert asked(token, visitor).rule == "10", "the first denial is the answer"
    assert asked(visitor, token).rule == "9"
    assert asked() == Decision(permitted=False, rule="6", reason="unknown subject")
    assert decide_each(label, Mode.REAL, iter([person, NODE]), Action.QUERY).permitted


@given(known_labels(), st.data())
def test_a_reader_with_less_sees_no_more(label: Label, data: st.DataObject) -> None:
    """Taking away a mode, an access, a level, or adding a nationality never opens a door."""
    more = Subject("AUS", "TS", frozenset(label.caveats), frozenset(Mode), ("AUS",))
    less = Subject(
        "AUS",
        data.draw(st.sampled_from(["U", "R", "C", "S", "TS"])),
        data.draw(st.frozensets(st.sampled_from([*label.caveats, "PROPIN"]))) & more.caveats,
        data.draw(st.frozensets(st.sampled_from(Mode))),
        (*data.draw(st.lists(st.sampled_from(["FRA", "USA"])).map(tuple)), "AUS"),
    )
    for mode in Mode:
        if decide(label, mode, less, Action.QUERY).permitted:
            assert decide(label, mode, more, Action.QUERY).permitted


def test_the_doors() -> None:
    assert list(Action) == ["enqueue", "ingest", "query", "export"]


def test_rules_are_numbered_in_their_order_and_stand_in_the_documentation() -> None:
    assert [rule.number for rule in RULES] == [str(n) for n in range(1, 18)]
    page = Path(__file__).parents[2] / "docs" / "explanation" / "markings.md"
    lines = page.read_text("utf-8").splitlines()
    assert [line for line in lines if re.match(r"\| \d+ \|", line)] == [
        f"| {rule.number} | {rule.text} |" for rule in RULES
    ]


OLD = make_label("S", ["AUS", "FRA"], orcon=True, originators=["AUS", "USA"])


def controlled(level: str, *to: str) -> Label:
    return make_label(level, to, orcon=True, originators=["AUS", "USA"])


@pytest.mark.parametrize(
    ("old", "new", "granted_by", "rule"),
    [
        (OLD, OLD, (), "15"),
        (OLD, controlled("S", "AUS"), (), "15"),
        (OLD, controlled("S"), (), "15"),
        (OLD, controlled("S", "AUS", "FRA", "GBR"), (), "16"),
        (OLD, controlled("C", "AUS", "FRA"), ("AUS",), "16"),
        (OLD, controlled("C", "AUS", "FRA"), "AUSUSA", "16"),
        (OLD, make_label("C", ["AUS", "FRA"]), ["USA", "AUS"], "17"),
        (OLD, make_label("S", ["AUS", "FRA"], originators=["AUS", "USA"]), {"AUS"}, "16"),
        (OLD, make_label("S", ["AUS", "FRA"], orcon=True, originators=["AUS"]), {"AUS"}, "16"),
        (OLD, make_label("S", ["AUS", "FRA"], originators=["AUS", "USA"]), {*NATIONS}, "17"),
        (make_label("U", ["AUS"]), make_label("U", ["AUS", "FRA"]), (), "17"),
        (make_label("U", []), make_label("U", ["AUS"]), (), "17"),
        (make_label("U", ["AUS"], originators=["USA"]), make_label("U", ["AUS", "FRA"]), (), "17"),
        (make_label("U", ["AUS"], caveats=["PROPIN"]), make_label("U", ["AUS"]), (), "17"),
        (make_label("X", ["AUS"]), make_label("U", ["AUS"]), {"AUS"}, "14"),
        (make_label("U", ["AUS"]), make_label("X", ["AUS"]), {"AUS"}, "14"),
        (make_label("X", ["AUS"]), make_label("X", ["AUS"]), {"AUS"}, "14"),
        (make_label("S", ["AUS"]), make_label("GEHEIM", ["AUS"], policy="DEU"), (), "15"),
    ],
)  # fmt: skip
def test_widening(old: Label, new: Label, granted_by: tuple[str, ...], rule: str) -> None:
    assert decide_widening(old, new, granted_by=granted_by) == Decision(
        permitted=rule in {"15", "17"}, rule=rule, reason=REASONS[rule]
    )


def test_no_widening_permits_nobody_new() -> None:
    """Over a part of the small lattice: what rule 15 lets pass, no subject gains by."""
    labels = small_lattice()[::5]
    people = [subject for subject in every_subject() if subject.ceiling == "S"]
    seen = {
        label: [decide(label, Mode.REAL, who, Action.QUERY).permitted for who in people]
        for label in labels
    }
    rules = set()
    for old, new in itertools.product(labels, labels):
        decision = decide_widening(old, new, granted_by=())
        rules.add(decision.rule)
        if decision.rule == "15":
            assert not any(n and not o for n, o in zip(seen[new], seen[old], strict=True))
        if old.orcon and decision.permitted:
            assert decision.rule == "15"
    assert rules == {"15", "16", "17"}


def test_one_unknown_party_among_all_that_are_known_denies() -> None:
    label = make_label("U", [*NATIONS, "XXX"])
    subject = Subject("FRA", "U", modes=REAL)
    assert decide(label, Mode.REAL, subject, Action.QUERY).rule == "4"
