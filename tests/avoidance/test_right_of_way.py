"""Right of way, cell by cell of the table that the Space Safety Coalition publishes.

Authority: Best Practices for the Sustainability of Space Operations, v2.39, 8.c, as its
public summaries have it: of a maneuverable and an automated one "the latter will maneuver"
(SpaceNews on v2.33, April 2023), a crewed one moves unless other arrangements are in
place, and equals decide in bilateral discussion.
"""

from __future__ import annotations

import itertools

import pytest

from cspo.avoidance.right_of_way import RULES, Answer, Craft, ManeuverClass, right_of_way
from cspo.errors import UsageError

NON, MIN, MAN, AUTO, CREW, UNK = ManeuverClass
A, B = "norad:1", "norad:2"

# who keeps clear (row against column): r the row's, "=" they agree, "0" nobody can, "?" unknown
TABLE = {
    NON: {NON: "0", MIN: "c", MAN: "c", AUTO: "c", CREW: "c", UNK: "?"},
    MIN: {NON: "r", MIN: "=", MAN: "c", AUTO: "c", CREW: "c", UNK: "?"},
    MAN: {NON: "r", MIN: "r", MAN: "=", AUTO: "c", CREW: "c", UNK: "?"},
    AUTO: {NON: "r", MIN: "r", MAN: "r", AUTO: "=", CREW: "c", UNK: "?"},
    CREW: {NON: "r", MIN: "r", MAN: "r", AUTO: "r", CREW: "=", UNK: "?"},
    UNK: dict.fromkeys(ManeuverClass, "?"),
}
ANSWER = {"r": Answer.FIRST, "c": Answer.SECOND, "=": Answer.AGREE, "0": Answer.NOBODY_CAN,
          "?": Answer.UNKNOWN}  # fmt: skip
PAIRS = list(itertools.product(ManeuverClass, repeat=2))
CLEAR = {"r": A, "c": B}


@pytest.mark.parametrize(("row", "column"), PAIRS)
def test_every_cell_of_the_table(row, column):
    found = right_of_way(Craft(A, row), Craft(B, column))
    cell = TABLE[row][column]
    assert found.answer is ANSWER[cell]
    assert found.keeps_clear == CLEAR.get(cell, "")


@pytest.mark.parametrize(("row", "column"), PAIRS)
def test_order_of_the_two_does_not_matter(row, column):
    one = right_of_way(Craft(A, row), Craft(B, column))
    other = right_of_way(Craft(B, column), Craft(A, row))
    assert (one.keeps_clear, one.rule, one.reason) == (
        other.keeps_clear, other.rule, other.reason
    )  # fmt: skip


@pytest.mark.parametrize(("row", "column"), PAIRS)
@pytest.mark.parametrize("clear", [A, B])
def test_arrangement_goes_before_every_class(row, column, clear):
    found = right_of_way(Craft(A, row), Craft(B, column), arranged=clear)
    assert (found.keeps_clear, found.rule.number) == (clear, "1")


def test_every_rule_decides_somewhere():
    numbers = {right_of_way(Craft(A, row), Craft(B, column)).rule.number for row, column in PAIRS}
    assert numbers | {"1"} == {rule.number for rule in RULES}


def test_unknown_names_whom_to_ask_about():
    assert right_of_way(Craft(A, CREW), Craft(B)).reason == f"class unknown of {B}"


def test_what_makes_no_sense():
    with pytest.raises(UsageError, match="two objects"):
        right_of_way(Craft(A), Craft(A))
    with pytest.raises(UsageError, match="a third object"):
        right_of_way(Craft(A), Craft(B), arranged="norad:3")
