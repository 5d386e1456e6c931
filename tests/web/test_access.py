"""Views, in dark and in light, by axe-core: no violation of WCAG 2.2, levels A and AA."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = ["watch"]


def violations(page: Page) -> list[str]:
    """What axe finds, a line for each element."""
    page.evaluate(AXE.read_text())  # not as a script of the page, which its policy would stop
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'].splitlines()[1:2]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(open_page, view):
    page = open_page("AUS", view)
    expect(page.locator("cspo-app main h1").first).to_be_visible()
    page.wait_for_timeout(1_500)  # until what it asks for is there
    found = [f"dark {each}" for each in violations(page)]
    page.emulate_media(color_scheme="light")
    found += [f"light {each}" for each in violations(page)]
    assert found == []


def test_axe_finds_nothing_at_the_door(open_page):
    open_page.expects("status of 401")
    page = open_page(signed_in=False)
    expect(page.get_by_role("heading", name="Sign in at AUS")).to_be_visible()
    assert violations(page) == []
