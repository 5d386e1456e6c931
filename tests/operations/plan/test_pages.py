"""Pages that are written from the vocabulary, and the guide's own example."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from cspo.node.http.routes.plans import EXAMPLES
from cspo.operations.plan import PICTURE
from cspo.operations.plan.difference import difference
from cspo.operations.plan.plan_file import plan_faults
from cspo.policy import parse

DOCS = Path(__file__).parents[3] / "docs"


def page():
    spec = importlib.util.spec_from_file_location("v", DOCS / "_ext" / "plan_vocabulary.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def guide() -> bytes:
    text = (DOCS / "how-to" / "plans-with-assumptions.md").read_text("utf-8")
    found = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1].encode()


def test_the_page_is_what_the_vocabulary_says():
    """Written by ``python docs/_ext/plan_vocabulary.py``."""
    module = page()
    assert module.PAGE.read_text("utf-8") == module.render()


def test_every_function_has_an_example_of_the_language():
    assert EXAMPLES.keys() == {each.name for each in PICTURE}
    for name, text in EXAMPLES.items():
        assert name in {call.function.name for call in parse(text, PICTURE).calls}


def test_the_plan_of_the_guide_is_one():
    draft, faults = plan_faults(guide(), "skynet-watch.toml")
    assert faults == []
    assert [bool(each.expression) for each in draft.body.assumptions] == [True, True, True, False]
    assert (draft.body.answer_within_s, draft.body.review_every_s) == (14_400.0, 604_800.0)
    assert draft.mark("GBR").releasable_to == ("GBR", "NOR", "USA")


@pytest.mark.parametrize(("before", "after", "said"), [
    ("< 1e-4", "< 1e4", "a limit that can be passed"), ("< 10 min", "< 10", "a time"),
    ("max_pc(", "max_p(", "the name of a function"), ('"4 h"', '"soon"', "a time such as"),
    ('["NOR", "USA"]', '["NRO"]', "expected"), ("[plan]", "[plans]", "one of plan"),
    ("number = 1", "number = 0", "from 1"),
])  # fmt: skip
def test_faults_of_a_file_are_told_with_their_line(before, after, said):
    text = guide().decode()
    assert before in text
    line = text[: text.index(before)].count("\n") + 1
    _, faults = plan_faults(text.replace(before, after, 1).encode(), "plan.toml")
    assert any(said in str(each) for each in faults), [str(each) for each in faults]
    assert any(each.line is not None and abs(each.line - line) <= 10 for each in faults)


def test_a_difference_tells_what_changed_and_nothing_else():
    old, _ = plan_faults(guide(), "a")
    text = guide().decode().replace("< 1e-4", "< 1e-5").replace("no burn", "No burn")
    new, _ = plan_faults(text.replace("No avoidance burn", "No burn").encode(), "b")
    changes = difference(old.body, new.body)
    assert [(each.part.split()[0], each.change) for each in changes] == [
        ("objective", "changed"), ("assumption", "removed"), ("assumption", "added"),
    ]  # fmt: skip
    assert difference(old.body, old.body) == ()
