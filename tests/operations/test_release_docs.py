"""The page of the policy file names every table, every field and every word of the log."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from cspo.markings import RULES
from cspo.operations.release import back_release, review, rules, safety, sending, widening
from cspo.operations.release.deciding import WITHDRAWN
from cspo.operations.release.policy import ROLES, SEVERITIES, Expected, Member
from cspo.operations.release.policy_file import TABLES

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/release-policy.md").read_text("utf-8")


def section(heading: str) -> str:
    return PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def named(table: str) -> dict[str, bool]:
    """The fields that a table of the page names, and whether it says that they must be there."""
    cells = re.findall(r"^\| ([^|]*`[^|]*) \|", section(table), re.MULTILINE)
    return {
        name: f"**`{name}`**" in cell for cell in cells for name in re.findall(r"`(\w+)`", cell)
    }


@pytest.mark.parametrize("table", list(TABLES))
def test_every_field_of_every_table_is_named_and_none_that_is_not_there(table: str) -> None:
    fields = {f.name: f.required for f in msgspec.structs.fields(TABLES[table][0])}
    assert named(table) == fields


@pytest.mark.parametrize("part", [Expected, Member])
def test_fields_of_inner_tables_are_named(part: type[msgspec.Struct]) -> None:
    assert "{ " + ", ".join(part.__struct_fields__) + " }" in PAGE


@pytest.mark.parametrize("table", list(TABLES))
def test_every_word_that_a_field_may_hold_is_named(table: str) -> None:
    for hint in get_type_hints(TABLES[table][0]).values():
        for word in get_args(hint) if get_origin(hint) is Literal else ():
            assert f'`"{word}"`' in section(table)


def test_roles_and_severities_are_named() -> None:
    for word in (*ROLES, *SEVERITIES):
        assert f'`"{word}"`' in section("rule")


def test_every_word_in_place_of_a_rule_s_number_is_named() -> None:
    words = {
        rules.NO_AGREEMENT, rules.NO_RULE, safety.SAFETY, widening.BY_HAND,
        back_release.NO_BACK_RELEASE, review.CHANGED, sending.CLOSED, WITHDRAWN,
        "marking N",
    }  # fmt: skip
    listed = re.findall(r"^\| `([^`]+)` \|", section("In place of a rule's number"), re.MULTILINE)
    assert set(listed) == words
    assert RULES
