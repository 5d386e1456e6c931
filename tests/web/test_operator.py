"""The operator by browser: upload an ephemeris, see what comes close, call the right person."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

CSPO = Path(sys.executable).with_name("cspo")
STARLINK = "44714"
"""A Starlink satellite that a OneWeb satellite is led to meet."""


@pytest.fixture(scope="module")
def plan(box, tmp_path_factory) -> Path:
    """A day of it, as its operator's flight dynamics would write it."""
    file = tmp_path_factory.mktemp("plan") / "plan.oem"
    sky = Path(box.folder).parent / "sky.omm.csv"
    subprocess.run(
        [str(CSPO), "propagate", str(sky), "--object", STARLINK, "--start", "2024-10-31T21:00:00Z",
         "--stop", "2024-11-01T21:00:00Z", "-o", str(file)],
        check=True, capture_output=True,
    )  # fmt: skip
    return file


def test_from_a_file_to_a_telephone_number(open_page, shot, plan):
    page = open_page("USA", "operator", party="USA/starlink")
    expect(page.get_by_role("heading", level=1)).to_have_text("Operator: USA/starlink")
    page.locator("cspo-upload-form #file").set_input_files(str(plan))
    seen = page.get_by_role("status", name="What the file holds")
    expect(seen).to_contain_text("STARLINK-1008")
    expect(seen).to_contain_text("no covariance")
    page.get_by_label("Radius of a sphere").fill("4")
    page.get_by_role("checkbox", name="GBR").check()
    shot(page, "operator-upload")
    page.get_by_role("button", name="Take it in").click()

    own = page.locator("cspo-table", has_text="Where it stands")
    expect(own).to_contain_text("✓ screened")
    close = page.locator("cspo-close-approaches")
    expect(close.locator("tbody tr", has_text="ONEWEB-0012").first).to_contain_text("0.270")
    close.locator("tbody tr", has_text="ONEWEB-0012").first.click()
    whom = close.locator("cspo-whom-to-call")
    expect(whom).to_contain_text("GBR/oneweb")
    number = whom.locator("a[href^='tel:']").first
    expect(number).to_be_visible()
    shot(page, "operator")
    link = close.get_by_role("link", name="Open the encounter")
    assert "#/conjunctions/event" in (link.get_attribute("href") or "")


def test_what_is_no_ephemeris_is_told_before_and_after(open_page, tmp_path):
    open_page.expects("status of 400")
    wrong = tmp_path / "letter.txt"
    wrong.write_text("Dear Sir")
    page = open_page("USA", "operator", party="USA/iridium")
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("cspo-upload-form")).to_contain_text("Choose a file first")
    page.locator("cspo-upload-form #file").set_input_files(str(wrong))
    expect(page.locator("cspo-upload-form")).to_contain_text("It does not look like an OEM")
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("cspo-upload-form cspo-action")).to_contain_text("▲")


def test_on_a_telephone_nothing_is_cut(open_page, shot):
    page = open_page("USA", "operator", size=(390, 844), party="USA/starlink")
    expect(page.locator("cspo-upload-form")).to_be_visible()
    expect(page.locator("cspo-table").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    shot(page, "operator-phone")
