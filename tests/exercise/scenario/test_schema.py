"""The published schema: what is read, an independent validator accepts, and the other way round."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from cspo.exercise.scenario import SHIPPED, make_schema, published_schema, read_scenario
from cspo.exercise.scenario.yaml_tree import read_tree
from tests.exercise.scenario.small import changed, told

ROOT = Path(__file__).resolve().parents[3]
VALIDATOR = jsonschema_rs.Draft202012Validator(make_schema())


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "scenario_reference", ROOT / "docs" / "_ext" / "scenario_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_published_schema_and_the_page_are_those_of_the_types() -> None:
    made, hint = maker(), "run docs/_ext/scenario_reference.py"
    assert published_schema().decode() == made.render_schema(), hint
    assert made.PAGE.read_text("utf-8") == made.render(), hint


def test_each_field_of_the_schema_that_has_a_meaning_says_it() -> None:
    parts = make_schema()["$defs"]
    assert parts["Measure"]["properties"]["limit"]["description"]
    assert all(part["description"] for part in parts.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_another_validator_accepts_what_comes_with_cspo(name: str) -> None:
    assert VALIDATOR.is_valid(msgspec.to_builtins(read_scenario(name), order="deterministic"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("duration_s: 3600", "duration_s: 59"),
        ("duration_s: 3600", "duration_s: soon"),
        ("name: small", "name: a b"),
        ("name: small", "name: ''"),
        ("name: small", "name: \"small\\n\""),
        ("title: A small exercise", "title: ''"),
        ("title: A small exercise", f"title: {'x' * 201}"),
        ("kind: radar", "kind: laser"),
        ("norad_id: 995000001", "norad_id: 25544"),
        ("can_burn: true", "can_burn: yes"),
        ("nation: GBR,", "nation: XYZ,"),
        ("{name: watch}]", "{name: watch, rank: 3}]"),
        ("  - {name: one, text: To see that it works.}\n", "  - {name: one}\n"),
        ("at_s: 600, in_track_m_s: 0.1", "at_s: null, in_track_m_s: 0.1"),
        ("at_s: 600, in_track_m_s: 0.1", "at_s: -1, in_track_m_s: 0.1"),
        ("longitude_deg: 15.0", "longitude_deg: 361"),
    ],
)  # fmt: skip
def test_both_say_the_same_of_a_single_field(old: str, new: str) -> None:
    text = changed(old, new)
    theirs = VALIDATOR.is_valid(_plain(text))
    between = [each for each in told(text) if not _of_one_field(str(each))]
    ours = not told(text) or bool(between)
    assert theirs == ours, [str(each) for each in told(text)]


def _of_one_field(says: str) -> bool:
    return "an event that sets it off" not in says


def _plain(text: str) -> Any:
    return read_tree(text.encode()).value
