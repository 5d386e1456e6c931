"""A label in words: every part is said, and nothing is said of one that is not known."""

from __future__ import annotations

import pytest

from cspo.errors import UsageError
from cspo.markings import NATIONS, Mode, make_label
from cspo.markings.words import NATION_NAMES, in_words, mode_in_words


def said(label):
    return {each.heading: each.text for each in in_words(label)}


def test_each_nation_has_a_name():
    assert sorted(NATION_NAMES) == list(NATIONS)


@pytest.mark.parametrize(
    ("to", "text"),
    [
        ([], "Nobody: it is held, and its origin decides first who gets it."),
        (["AUS"], "Australia (AUS), and nobody else."),
        (["AUS", "FRA", "GBR"],
         "Australia (AUS), France (FRA) and the United Kingdom (GBR), and nobody else."),
        (list(NATIONS), "All 10 nations."),
        ([*NATIONS, "AUS/ozsat"],
         "All 10 nations, and the organization ozsat under Australia (AUS/ozsat)."),
        (["AUS", "AUS/oz"],
         "Australia (AUS) and the organization oz under Australia (AUS/oz), and nobody else."),
    ],
)  # fmt: skip
def test_who_may_have_it(to, text):
    assert said(make_label("U", to))["Who may have it"] == text


def test_an_originator_that_controls_is_named_and_has_to_consent():
    found = said(make_label("S", ["AUS", "FRA"], orcon=True, originators=["FRA"]))
    assert "Only with the signed consent of France (FRA)" in found["Giving it further"]
    assert "Whose information" not in found
    free = said(make_label("S", ["AUS", "FRA"], originators=["FRA"]))
    assert free["Whose information"] == "France (FRA)."
    assert free["Giving it further"].startswith("No originator")


def test_every_part_that_a_label_has_is_said():
    label = make_label(
        "SECRET", ["AUS", "GBR"], policy="GBR", caveats=["LIMDIS", "PROPIN"],
        derived_from=["Guide 7"], review="2027-01-31", reason=["sensor capability"],
    )  # fmt: skip
    text = "\n".join(f"{each.heading}: {each.text}" for each in in_words(label))
    for word in ("SECRET, of the policy of GBR", "treats it as SECRET", "LIMDIS", "PROPIN",
                 "Guide 7", "2027-01-31", "sensor capability"):  # fmt: skip
        assert word in text


def test_nothing_is_said_of_a_label_that_is_not_known():
    with pytest.raises(UsageError):
        in_words(make_label("VERY SECRET", ["AUS"]))


@pytest.mark.parametrize("mode", Mode)
def test_only_what_is_real_speaks_of_the_real_world(mode):
    assert ("nothing of the real world" in mode_in_words(mode)) == (mode is not Mode.REAL)
