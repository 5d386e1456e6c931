"""Portion marks: what the community's manuals print is read as meant, anything else refused."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutation import mutate

from cspo.errors import MalformedMessage, UsageError
from cspo.markings import (
    NATIONS,
    Label,
    Rulebook,
    SecurityPolicy,
    banner,
    make_label,
    parse_portion,
    portion_mark,
    tlp,
)
from tests.markings.labels import known_labels

FIVE = ["AUS", "CAN", "GBR", "NZL", "USA"]

AUTHORITY: list[tuple[str, str, str, Label]] = [
    # As read; as written; as a banner; what it means. In the manner of the Authorized
    # Classification and Control Markings: level//control/REL TO own nation, then by alphabet.
    ("U//REL TO AUS, FRA", "U//REL TO AUS, FRA", "UNCLASSIFIED//REL TO AUS, FRA",
     make_label("U", ["AUS", "FRA"])),
    ("(S//REL TO USA, AUS, CAN, GBR, NZL)", "S//REL TO AUS, CAN, GBR, NZL, USA",
     "SECRET//REL TO AUS, CAN, GBR, NZL, USA", make_label("S", FIVE)),
    ("TOP SECRET//ORCON/REL TO USA, GBR", "TS//OC/REL TO GBR, USA",
     "TOP SECRET//ORCON/REL TO GBR, USA",
     make_label("TS", ["GBR", "USA"], orcon=True, originators=["USA"])),
    ("(TS//OC/REL TO USA, GBR)", "TS//OC/REL TO GBR, USA", "TOP SECRET//ORCON/REL TO GBR, USA",
     make_label("TS", ["GBR", "USA"], orcon=True, originators=["USA"])),
    ("C//PROPIN/REL TO FRA, USA", "C//PROPIN/REL TO FRA, USA",
     "CONFIDENTIAL//PROPIN/REL TO FRA, USA", make_label("C", ["FRA", "USA"], caveats=["PROPIN"])),
    ("R//PROPIN/LIMDIS/REL TO JPN", "R//LIMDIS/PROPIN/REL TO JPN",
     "RESTRICTED//LIMDIS/PROPIN/REL TO JPN",
     make_label("R", ["JPN"], caveats=["LIMDIS", "PROPIN"])),
    ("(//GBR SECRET//REL TO USA, GBR)", "//GBR SECRET//REL TO GBR, USA",
     "//GBR SECRET//REL TO GBR, USA", make_label("SECRET", ["GBR", "USA"], policy="GBR")),
    ("//DEU VS-NUR FÜR DEN DIENSTGEBRAUCH//REL TO DEU",
     "//DEU VS-NUR FÜR DEN DIENSTGEBRAUCH//REL TO DEU",
     "//DEU VS-NUR FÜR DEN DIENSTGEBRAUCH//REL TO DEU",
     make_label("VS-NUR FÜR DEN DIENSTGEBRAUCH", ["DEU"], policy="DEU")),
    ("//JPN 極秘//OC/REL TO JPN, USA", "//JPN 極秘//OC/REL TO JPN, USA",
     "//JPN 極秘//ORCON/REL TO JPN, USA",
     make_label("極秘", ["JPN", "USA"], policy="JPN", orcon=True, originators=["USA"])),
    ("U//REL TO GBR, GBR/acme-sat", "U//REL TO GBR, GBR/acme-sat",
     "UNCLASSIFIED//REL TO GBR, GBR/acme-sat", make_label("U", ["GBR", "GBR/acme-sat"])),
    ("S", "S//HELD", "SECRET//HELD", make_label("S", [])),
    ("(U)", "U//HELD", "UNCLASSIFIED//HELD", make_label("U", [])),
    ("//NATO SECRET", "//NATO SECRET//HELD", "//NATO SECRET//HELD",
     make_label("SECRET", [], policy="NATO")),
    ("S//HELD", "S//HELD", "SECRET//HELD", make_label("S", [])),
    ("S//OC", "S//OC/HELD", "SECRET//ORCON/HELD",
     make_label("S", [], orcon=True, originators=["USA"])),
    ("S//PERSONAL/SAFETY", "S//PERSONAL/SAFETY/HELD", "SECRET//PERSONAL/SAFETY/HELD",
     make_label("S", [], caveats=["PERSONAL", "SAFETY"])),
]  # fmt: skip


@pytest.mark.parametrize(("read", "written", "top", "label"), AUTHORITY)
def test_marks_as_they_are_printed(read: str, written: str, top: str, label: Label) -> None:
    assert parse_portion(read, originators=label.originators) == label
    assert portion_mark(label) == written
    assert banner(label) == top


@pytest.mark.parametrize(
    ("mark", "keyword"),
    [
        ("", "level"),
        ("()", "level"),
        ("((U))", "level"),
        ("(U", "level"),
        ("U)", "level"),
        ("u//REL TO AUS", "level"),
        ("U //REL TO AUS", "level"),
        (" U", "level"),
        ("X", "level"),
        ("S/REL TO AUS", "level"),
        ("S REL TO AUS", "level"),
        ("REL TO AUS", "level"),
        ("//", "policy"),
        ("//S//REL TO AUS", "policy"),
        ("//CSPO S//REL TO AUS", "policy"),
        ("//FGI S//REL TO AUS", "policy"),
        ("//JOINT S GBR USA//REL TO GBR, USA", "policy"),
        ("//GBR S//REL TO GBR", "level"),
        ("//GBR//REL TO GBR", "policy"),
        ("//GBR OFFICIAL//REL TO GBR", "equivalent"),
        ("S//", "mark"),
        ("S///REL TO AUS", "mark"),
        ("S//REL TO ", "mark"),
        ("S//REL TO AUS, ", "mark"),
        ("S//REL TO , AUS", "mark"),
        ("S//PROPIN//REL TO AUS", "mark"),
        ("S//PROPIN/", "mark"),
        ("S//OC//REL TO AUS", "mark"),
        ("S//REL TO AUS\n", "mark"),
        ("S//REL TO AUS\u200b", "mark"),
        ("S//REL TO", "caveats"),
        ("S//NOFORN", "caveats"),
        ("S//RELIDO/REL TO AUS", "caveats"),
        ("S//SI//REL TO AUS", "mark"),
        ("S//propin/REL TO AUS", "caveats"),
        ("S//PROPIN /REL TO AUS", "caveats"),
        ("S//PROPIN/OC/REL TO AUS", "caveats"),
        ("S//OC/OC/REL TO AUS", "caveats"),
        ("S//OC/ORCON/REL TO AUS", "caveats"),
        ("S//HELD/REL TO AUS", "caveats"),
        ("S//HELD/PROPIN", "caveats"),
        ("S//HELD/HELD", "caveats"),
        ("S//PROPIN/PROPIN/REL TO AUS", "mark"),
        ("S//REL TO AUS, AUS", "mark"),
        ("S//PROPINREL TO AUS", "REL TO"),
        ("S// REL TO AUS", "REL TO"),
        ("S//REL TO AUS REL TO FRA", "releasable_to"),
        ("S//REL TO AUS,FRA", "releasable_to"),
        ("S//REL TO AUS FRA", "releasable_to"),
        ("S//REL TO AUS/FRA", "releasable_to"),
        ("S//REL TO AUS//OC", "releasable_to"),
        ("S//REL TO AUS/PROPIN", "releasable_to"),
        ("S//REL TO FVEY", "releasable_to"),
        ("S//REL TO CSPO", "releasable_to"),
        ("S//REL TO RUS", "releasable_to"),
        ("S//REL TO GBR/", "releasable_to"),
        ("(SX", "level"),
        ("XS)", "level"),
        ("U//" + "PROPIN/" * 600 + "REL TO AUS", "mark"),
    ],
)
def test_marks_that_are_refused(mark: str, keyword: str) -> None:
    with pytest.raises(MalformedMessage) as error:
        parse_portion(mark, originators=["AUS"])
    assert error.value.keyword == keyword
    assert len(error.value.got) <= 80


def test_a_mark_may_be_as_long_as_the_limit() -> None:
    fits = "U//REL TO AUS" + " " * (4096 - len("U//REL TO AUS"))
    for mark, keyword in ((fits, "releasable_to"), (fits + " ", "mark")):
        with pytest.raises(MalformedMessage) as error:
            parse_portion(mark)
        assert error.value.keyword == keyword


def test_orcon_needs_who_controls() -> None:
    with pytest.raises(MalformedMessage, match="ORCON"):
        parse_portion("S//OC/REL TO AUS")
    label = parse_portion("S//REL TO AUS", originators=iter(["USA", "AUS"]))
    assert (label.orcon, label.originators) == (False, ("AUS", "USA"))
    assert parse_portion("S//OC/REL TO AUS", originators=iter(["USA"])).originators == ("USA",)
    with pytest.raises(MalformedMessage, match="originators"):
        parse_portion("S//OC/REL TO AUS", originators=["XYZ"])


def test_what_no_mark_says_is_told_beside_it() -> None:
    label = parse_portion(
        "S//REL TO AUS", derived_from=["Guide"], review="2027-01-01", reason=["source"]
    )
    assert label == make_label(
        "S", ["AUS"], derived_from=["Guide"], review="2027-01-01", reason=["source"]
    )
    with pytest.raises(UsageError, match="review"):
        parse_portion("S//REL TO AUS", review="soon")


@given(known_labels(marks_only=True))
def test_what_is_written_is_read_again(label: Label) -> None:
    for written in (portion_mark(label), banner(label), f"({portion_mark(label)})"):
        assert parse_portion(written, originators=label.originators) == label


def test_the_newest_version_is_meant() -> None:
    policy = SecurityPolicy(id="OURS", versions=(1, 4), levels=("LOW",))
    rules = Rulebook(policies=(policy,), common="OURS", parties=frozenset({"CHE"}))
    label = parse_portion("LOW//REL TO CHE", rulebook=rules)
    assert label == make_label("LOW", ["CHE"], policy="OURS", policy_version=4)
    assert portion_mark(label, rules) == banner(label, rules) == "LOW//REL TO CHE"


@given(st.text(max_size=60) | st.text("()/ ,SUROCELTOHDAUF\n", max_size=40))
def test_any_text_is_a_label_or_malformed(text: str) -> None:
    label = _read(text)
    assert label is None or _read(portion_mark(label)) == label


def test_damaged_marks_never_release_wider_than_they_say() -> None:
    rng = random.Random(4774)
    marks = [read for read, *_ in AUTHORITY]
    understood = 0
    for _ in range(4000):
        text = mutate(rng.choice(marks).encode(), rng).decode("utf-8", "replace")
        label = _read(text)
        if label is not None:
            understood += 1
            assert all(party in text for party in label.releasable_to)
            assert all(caveat in text for caveat in label.caveats)
            assert label.orcon or ("OC/" not in text and "ORCON" not in text)
    assert understood > 100


def _read(text: str) -> Label | None:
    try:
        return parse_portion(text, originators=["AUS"])
    except MalformedMessage:
        return None


@pytest.mark.parametrize(
    "label",
    [
        make_label("U", ["AUS"], policy="ATL"),
        make_label("U", ["AUS"], policy_version=2),
        make_label("X", ["AUS"]),
        make_label("OFFICIAL", ["GBR"], policy="GBR"),
        make_label("U", ["XYZ"]),
        make_label("U", ["AUS"], originators=["XYZ"]),
        make_label("U", ["AUS"], caveats=["NOFORN"]),
    ],
)
def test_what_is_not_known_is_not_written(label: Label) -> None:
    for write in (portion_mark, banner):
        with pytest.raises(UsageError, match="write a mark"):
            write(label)
    assert tlp(label) == "TLP:RED"


@pytest.mark.parametrize(
    ("shown", "level", "to", "more"),
    [
        ("GREEN", "U", NATIONS, {}),
        ("GREEN", "U", [*NATIONS, "GBR/acme-sat"], {}),
        ("AMBER", "U", NATIONS[1:], {}),
        ("AMBER", "U", ["AUS", "GBR/acme-sat"], {}),
        ("AMBER+STRICT", "U", NATIONS, {"caveats": ["PROPIN"]}),
        ("AMBER+STRICT", "U", ["AUS"], {"orcon": True, "originators": ["AUS"]}),
        ("AMBER", "U", ["AUS"], {"originators": ["AUS"]}),
        ("RED", "R", NATIONS, {}),
        ("RED", "TS", ["AUS"], {}),
        ("RED", "U", [], {}),
        ("AMBER", "UNCLASSIFIED", ["USA"], {"policy": "USA"}),
        ("RED", "CONFIDENTIAL", ["USA"], {"policy": "USA"}),
    ],
)
def test_traffic_light(shown: str, level: str, to: list[str], more: dict[str, Any]) -> None:
    assert tlp(make_label(level, to, **more)) == f"TLP:{shown}"
