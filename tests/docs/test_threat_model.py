"""Tests that the threat model and the page of trust's numbers name exist; each group has some."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "explanation" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))


@cache
def functions_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_there_are_some() -> None:
    assert len(NAMED) > 60


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    path = ROOT / "tests" / file
    assert path.is_file()
    assert name in functions_in(path)


def test_every_threat_has_a_measure_and_a_test() -> None:
    threats = PAGE.split("\n## Threats\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in threats.splitlines() if line.startswith("| ")]
    rows = [line for line in rows if not line.startswith(("| threat |", "|---"))]
    assert len(rows) > 40
    for row in rows:
        _, threat, measure, proof, _ = (cell.strip() for cell in row.split("|"))
        assert threat
        assert measure
        assert re.search(r"`[\w/]+\.py::\w+`", proof), threat


def test_commands_on_the_page_of_numbers_are_there() -> None:
    text = (ROOT / "docs" / "validation" / "trust.md").read_text("utf-8")
    files = set(re.findall(r"pytest ((?:tests/[\w/.]+ ?)+)", text))
    named = {path for each in files for path in each.split()}
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
    scripts = set(re.findall(r"python -m ([\w.]+)", text))
    missing = [name for name in scripts if not list(ROOT.glob(f"{name.replace('.', '/')}*"))]
    assert missing == []
    logs = set(re.findall(r"`(validation/logs/[\w.]+)`", text))
    assert [log for log in logs if not (ROOT / log).exists()] == []
