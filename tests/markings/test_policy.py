"""The table of equivalence: whole, dated, rising, and never a way to widen."""

from __future__ import annotations

import csv
import itertools
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from cspo.errors import UsageError
from cspo.markings import (
    CSPO_RULEBOOK,
    NATIONS,
    Action,
    Equivalent,
    Mode,
    Rulebook,
    SecurityPolicy,
    Subject,
    decide,
    join,
    make_label,
)
from cspo.markings.policy import Unknown

ROWS = list(
    csv.DictReader(
        (files("cspo.markings") / "data" / "levels.csv").read_text("utf-8").splitlines(),
        strict=True,
    )
)
RISING = ["U", "R", "C", "S", "TS"]

AUTHORITY = {
    # Council Decision 2013/488/EU, appendix B, as of 2021/1075: TRÈS SECRET UE ... RESTREINT UE
    "DEU": ["STRENG GEHEIM", "GEHEIM", "VS-VERTRAULICH", "VS-NUR FÜR DEN DIENSTGEBRAUCH"],
    "ITA": ["SEGRETISSIMO", "SEGRETO", "RISERVATISSIMO", "RISERVATO"],
    "FRA": ["TRÈS SECRET", "SECRET", "CONFIDENTIEL DÉFENSE", None],
    # Agreement between Norway and Poland, 2007, article 3: TOP SECRET ... RESTRICTED
    "NOR": ["STRENGT HEMMELIG", "HEMMELIG", "KONFIDENSIELT", "BEGRENSET"],
    # Agreement between the EU and the USA, 2007, article 3: no US equivalent of RESTREINT UE
    "USA": ["TOP SECRET", "SECRET", "CONFIDENTIAL", None],
}
"""Copied once more from the documents, by hand, in their order: top secret first."""


def test_every_level_is_dated_and_sourced() -> None:
    assert {row["policy"] for row in ROWS} == {*NATIONS, "NATO"}
    for row in ROWS:
        assert len(row["source"]) > 10
        assert date.fromisoformat(row["dated"]) < date(2026, 1, 1)
        assert row["checked"] in {"text", "title"}
        assert row["cspo"] in {"", *RISING}
        assert row["level"].isprintable()
    for row in CSPO_RULEBOOK.equivalence:
        assert row.source
        assert row.dated


@pytest.mark.parametrize("nation", AUTHORITY)
def test_table_against_the_documents(nation: str) -> None:
    for common, level in zip(reversed(RISING), AUTHORITY[nation], strict=False):
        if level is None:
            worth = {row["cspo"] for row in ROWS if row["policy"] == nation}
            assert common not in worth
        else:
            assert CSPO_RULEBOOK.ranks[nation, 1, level] == RISING.index(common)


def test_worth_rises_with_the_level() -> None:
    for policy in CSPO_RULEBOOK.policies:
        ranks = [CSPO_RULEBOOK.ranks.get((policy.id, 1, level)) for level in policy.levels]
        known = [rank for rank in ranks if rank is not None]
        assert known == sorted(known)
        assert known, policy.id


def test_no_lookup_in_the_table_widens() -> None:
    """Translated by a join, a label permits who could have it before, and nobody else."""
    people = [Subject("AUS", level, modes=frozenset({Mode.REAL})) for level in RISING]
    least = make_label("U", ["AUS"])
    for policy, _, level in CSPO_RULEBOOK.ranks:
        national = make_label(level, ["AUS"], policy=policy)
        translated = join(national, least)
        assert translated.policy == "CSPO"
        for person in people:
            before = decide(national, Mode.REAL, person, Action.QUERY)
            assert decide(translated, Mode.REAL, person, Action.QUERY) == before


def test_a_level_without_equivalent_is_denied_to_all() -> None:
    without = [(row["policy"], row["level"]) for row in ROWS if not row["cspo"]]
    assert ("GBR", "OFFICIAL") in without
    assert ("FRA", "DIFFUSION RESTREINTE") in without
    for policy, level in without:
        label = make_label(level, NATIONS, policy=policy)
        assert CSPO_RULEBOOK.rank(label) is None
        assert CSPO_RULEBOOK.unknown_in(label) == Unknown("equivalent", level)
        for nation, ceiling in itertools.product(NATIONS, RISING):
            person = Subject(nation, ceiling, modes=frozenset(Mode))
            assert decide(label, Mode.REAL, person, Action.QUERY).rule == "2"


def test_the_coalitions_policy() -> None:
    policy = CSPO_RULEBOOK.by_id["CSPO"]
    assert list(policy.levels) == RISING
    assert policy.versions == (1,)
    assert policy.caveats == {"LIMDIS", "PERSONAL", "PROPIN", "SAFETY"}
    assert CSPO_RULEBOOK.ceilings == {"U": 0, "R": 1, "C": 2, "S": 3, "TS": 4}
    assert [policy.spell(level) for level in policy.levels] == [
        "UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET",
    ]  # fmt: skip
    assert policy.unspell("TOP SECRET") == "TS"
    assert policy.unspell("TS") == "TS"
    assert policy.unspell("GEHEIM") == "GEHEIM"
    assert CSPO_RULEBOOK.by_id["DEU"].spell("GEHEIM") == "GEHEIM"


def test_parties_that_a_rulebook_knows() -> None:
    assert CSPO_RULEBOOK.knows_party("GBR")
    assert CSPO_RULEBOOK.knows_party("GBR/acme-sat")
    assert not CSPO_RULEBOOK.knows_party("CHE")
    assert not CSPO_RULEBOOK.knows_party("GBR/")


BASE = SecurityPolicy(id="CSPO", versions=(1,), levels=("LOW", "MIDDLE", "HIGH"))
OTHER = SecurityPolicy(id="OTHER", versions=(1, 2), levels=("ONE", "TWO", "THREE"))


def row(level: str, common: str, policy: str = "OTHER") -> Equivalent:
    return Equivalent(
        policy=policy, level=level, common=common, source="a treaty", dated="2026-01-01"
    )


def test_a_rulebook_by_hand() -> None:
    rules = Rulebook(
        policies=(BASE, OTHER), equivalence=(row("ONE", "MIDDLE"), row("THREE", "MIDDLE"))
    )
    assert rules.ranks == {
        ("CSPO", 1, "LOW"): 0, ("CSPO", 1, "MIDDLE"): 1, ("CSPO", 1, "HIGH"): 2,
        ("OTHER", 1, "ONE"): 1, ("OTHER", 1, "THREE"): 1,
        ("OTHER", 2, "ONE"): 1, ("OTHER", 2, "THREE"): 1,
    }  # fmt: skip
    assert rules.parties == frozenset(NATIONS)
    lone = Rulebook(policies=(OTHER,), common="OTHER", parties=frozenset({"AUS"}))
    assert lone.ceilings == {"ONE": 0, "TWO": 1, "THREE": 2}
    assert not lone.knows_party("FRA")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("ONE", "MIDDLE"), row("TWO", "LOW")], "worth no less"),
        ([row("ONE", "HIGH"), row("THREE", "MIDDLE")], "worth no less"),
        ([row("ONE", "LOW"), row("ONE", "LOW")], "one row a level"),
        ([row("LOW", "HIGH", "CSPO")], "one row a level"),
        ([row("FOUR", "LOW")], "levels that there are"),
        ([row("ONE", "ONE")], "levels that there are"),
        ([row("ONE", "LOW", "NONE")], "levels that there are"),
    ],
)
def test_tables_that_could_widen_are_refused(rows: list[Equivalent], expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        Rulebook(policies=(BASE, OTHER), equivalence=tuple(rows))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"id": "other"}, "capitals"),
        ({"id": ""}, "capitals"),
        ({"id": "O THER"}, "capitals"),
        ({"versions": ()}, "versions"),
        ({"versions": (2, 1)}, "versions"),
        ({"versions": (1, 1)}, "versions"),
        ({"levels": ()}, "levels"),
        ({"levels": ("A", "A")}, "levels"),
        ({"levels": ("A", "B"), "spelled": ("B", "C")}, "levels"),
        ({"levels": ("A", "B"), "spelled": ("C",)}, "every level spelled"),
        ({"levels": ("A/B",)}, "stand in a mark"),
        ({"levels": ("A ",)}, "stand in a mark"),
        ({"levels": ("(A)",)}, "stand in a mark"),
        ({"levels": ("A\n",)}, "stand in a mark"),
        ({"levels": ("A",), "spelled": ("B/C",)}, "stand in a mark"),
        ({"caveats": frozenset({"a"})}, "caveats"),
        ({"caveats": frozenset({"A/B"})}, "caveats"),
        ({"caveats": frozenset({""})}, "caveats"),
        ({"caveats": frozenset({"ORCON"})}, "caveats"),
        ({"caveats": frozenset({"OC"})}, "caveats"),
        ({"caveats": frozenset({"HELD"})}, "caveats"),
    ],
)
def test_policies_whose_words_could_be_taken_for_others(
    change: dict[str, Any], expected: str
) -> None:
    policy = SecurityPolicy(**{"id": "OTHER", "versions": (1,), "levels": ("A",), **change})
    with pytest.raises(UsageError, match=expected):
        Rulebook(policies=(BASE, policy))


def test_a_level_may_begin_and_end_with_any_letter() -> None:
    policy = SecurityPolicy(id="OTHER", versions=(1,), levels=("X", "XENON X"))
    assert Rulebook(policies=(BASE, policy)).by_id["OTHER"].levels == ("X", "XENON X")


def test_the_common_policy_must_be_there_and_each_be_once() -> None:
    for policies in ((OTHER,), (BASE, BASE), ()):
        with pytest.raises(UsageError, match="each once"):
            Rulebook(policies=policies)
