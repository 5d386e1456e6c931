"""Every verdict is told to those who read one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cspo.federation.frame import FrameFault
from cspo.records import Refusal

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "verdicts.md"


def test_the_page_has_a_line_for_each_verdict_and_for_nothing_else() -> None:
    named = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted([*Refusal, *FrameFault])


@pytest.mark.parametrize("code", Refusal)
def test_a_verdict_is_its_own_name(code: Refusal) -> None:
    assert code.value == code.name
