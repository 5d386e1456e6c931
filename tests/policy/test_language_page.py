"""The reference page is what the language says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from cspo.policy import INSTANT, TIME_S
from cspo.policy.grammar import GRAMMAR
from cspo.policy.unit import WRITTEN
from cspo.policy.vocabulary import RESERVED
from tests.policy.language_cases import PICTURE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def page() -> ModuleType:
    path = ROOT / "docs" / "_ext" / "plan_language.py"
    spec = importlib.util.spec_from_file_location("plan_language", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_the_language_says(page: ModuleType) -> None:
    """Written by ``python docs/_ext/plan_language.py``."""
    assert page.PAGE.read_text("utf-8") == page.render()


def test_the_page_names_every_word_and_unit(page: ModuleType) -> None:
    text = page.PAGE.read_text("utf-8")
    assert GRAMMAR in text
    for name in (*RESERVED, *WRITTEN):
        assert f"`{name}`" in text


def test_a_vocabulary_as_a_table(page: ModuleType) -> None:
    table = page.vocabulary_table(PICTURE)
    assert "| `feed_lag(nation)` | a time, s | `nation`: a text (AUS, CAN," in table
    assert "| `now()` | an instant |" in table
    assert table.count("\n") == len(PICTURE.functions) + 1
    assert (INSTANT.name, TIME_S.symbol) == ("an instant", "s")
