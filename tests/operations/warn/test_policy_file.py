"""Warning policies: the default one, and every fault with its line and what to do."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from cspo.errors import MalformedMessage, SourceError
from cspo.operations.warn.policy_file import (
    TABLES,
    default_warn_policy,
    load_warn_policy,
    read_warn_policy,
    warn_policy_faults,
)
from cspo.records.bodies.warning import Asks, Grounds

TEXT = (files("cspo.operations.warn") / "data/warning_policy.toml").read_text("utf-8")
PAGE = Path(__file__).resolve().parents[3] / "docs/reference/warning-policy.md"


def faults(*changes: tuple[str, str]) -> list[MalformedMessage]:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return warn_policy_faults(text.encode(), "mine.toml")[1]


def test_the_default_holds_its_own_rules() -> None:
    policy = default_warn_policy()
    assert [rule.number for rule in policy.rules] == list(range(1, len(policy.rules) + 1))
    for rule in policy.rules:
        assert policy.items(rule.checklist), rule.number
        if rule.asks is Asks.ACTION:
            assert rule.grounds == (Grounds.DETERMINED,)


def test_rules_are_read_by_number_however_they_stand() -> None:
    text = TEXT.replace("number = 1\n", "number = 90\n")
    policy = read_warn_policy(text.encode(), "mine.toml")
    assert [rule.number for rule in policy.rules] == [2, 3, 4, 5, 6, 7, 8, 90]


@pytest.mark.parametrize(
    ("old", "new", "keyword", "expected", "hint"),
    [
        ("[material]", "[materiel]", "[materiel] materiel", "one of policy", "did you mean"),
        ("pc_factor", "pc_facter", "[material] pc_facter", "one of pc_factor", "did you mean pc_"),
        ('tracking = "6 h"', "", "[deadlines] tracking", "a field tracking", "add tracking"),
        ('tracking = "6 h"', 'tracking = "soon"', "[deadlines] tracking", "a number and s", "90 m"),
        ("pc_factor = 10.0", "pc_factor = 0.5", "[material] pc_factor", "at least 1", "every"),
        ("version = 1", "version = 0", "[policy] version", "1 or more", "count"),
        ('severity = "emergency"', 'severity = "grave"', "[[rule]] 1 severity", '"routine"', ""),
        ("pc_at_least = 1e-4\nact", "act", "[[rule]] 1", "a threshold", "every approach"),
        ("pc_at_least = 1e-4", "pc_at_least = 4.0", "[[rule]] 1 pc_at_least", "up to 1", "usual"),
        ("number = 2", "number = 1", "[[rule]] 1 number", "its own", "take another"),
        ('checklist = "ask"', 'checklist = "aks"', "[[rule]] 3 checklist", "one of action", "ask?"),
        ('grounds = ["determined"]', 'grounds = ["elements"]', "[[rule]] 1 grounds",
         '"determined"', "never for a burn"),
        ('grounds = ["determined"]\npc', "pc", "[[rule]] 1 grounds", '"determined"', "never"),
        ('checklist = "action"', 'can_act = "any"', "[[rule]] 1 can_act", '"yes"', "can't be"),
        ('concerns = ["ours"', 'concerns = ["us"', "[[rule]] 4 concerns", '"ours"', ""),
        ('before = "90 min"', 'before = "90"', "[[checklist]] action items", "a number and s", ""),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(old, new, keyword, expected, hint) -> None:
    found = [each for each in faults((old, new)) if each.keyword == keyword]
    assert found
    assert any(expected in each.expected and hint in each.hint for each in found)
    lines = TEXT.replace(old, new, 1).splitlines()
    for fault in found:
        assert fault.line is not None
        if "[[" not in keyword and new:
            assert new in lines[fault.line - 1]


def test_all_faults_are_told_at_once() -> None:
    found = faults(("version = 1", "version = 0"), ("number = 7", "number = 0"))
    assert len(found) == 2
    text = TEXT.replace("version = 1", "version = 0").replace("number = 7", "number = 0")
    with pytest.raises(MalformedMessage, match="1 more faults"):
        read_warn_policy(text.encode(), "mine.toml")


def test_what_is_no_toml_is_told_with_its_line() -> None:
    _, (fault,) = warn_policy_faults(b"[policy]\nid = \n", "mine.toml")
    assert (fault.line, fault.expected) == (2, "TOML")
    assert warn_policy_faults(b"\xff", "mine.toml")[1][0].expected == "UTF-8 text"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        load_warn_policy(tmp_path / "none.toml")
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, "utf-8")
    assert load_warn_policy(path) == default_warn_policy()


def test_every_field_stands_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    for table, (kind, _) in TABLES.items():
        section = text.split(f"\n## {table}\n", 1)[1].split("\n## ", 1)[0]
        missing = [
            field.name for field in msgspec.structs.fields(kind) if f"`{field.name}`" not in section
        ]
        assert missing == [], table
