"""Conjunctions on the page: the table, an event's pictures, a study of burns, a conversation.

What is on the screen is compared with what the node answers a program.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

MEETING = "norad:47967"
"""M2-A, of AUS; an authority has determined both orbits, so that action may be asked for."""


def answer(box, path, nation="AUS", **params):
    """What the node says to a program."""
    with box.client(nation) as client:
        told = client.get(f"api/v1/{path}", params=params)
        told.raise_for_status()
        return told.json()


@pytest.fixture
def event(box) -> str:
    """The meeting of M2-A by its name."""
    found = answer(box, "encounters", object=MEETING, warned=True)["items"]
    assert found
    return str(found[0]["event"])


def opened(open_page, event, part="", **given) -> Page:
    page = open_page("AUS", f"conjunctions/{quote(event, safe='')}?part={part}", **given)
    expect(page.get_by_role("navigation", name="The event")).to_be_visible()
    return page


def test_the_table_says_what_the_node_says(open_page, box, shot):
    page = open_page("AUS", "conjunctions?show=all&sort=miss", size=(1920, 1080))
    told = answer(box, "encounters", sort="miss", limit=200)
    first = told["items"][0]
    rows = page.get_by_role("row")
    expect(rows.nth(1)).to_contain_text(f"{first['miss_distance_km']:.3f}")
    expect(rows.nth(1)).to_contain_text(first["name1"])
    shot(page, "conjunctions-table-dark-1920")
    page.get_by_role("button", name="Warned of").click()
    expect(page).to_have_url(re.compile("show=warned"))
    warned = answer(box, "encounters", warned=True)
    assert warned["found"] > 1
    expect(page.get_by_text(f"{warned['found']} close approaches")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text(re.compile("emergency|warning|advisory"))


def test_the_table_by_keys_and_by_name(open_page, box, shot):
    page = open_page("AUS", "conjunctions?show=all", theme="light")
    search = page.get_by_role("searchbox", name="Name or number")
    search.fill("M2-A")
    search.press("Enter")
    expect(page).to_have_url(re.compile("text=M2-A"))
    expect(page.get_by_role("row").nth(1)).to_contain_text("M2-A")
    shot(page, "conjunctions-search-light")
    page.get_by_role("heading", name="Conjunctions").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("M2-A")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("#/conjunctions.*text=M2-A"))


def test_the_table_as_csv(open_page, box):
    page = open_page("AUS", "conjunctions?show=all")
    with page.expect_download() as begun:
        page.get_by_role("button", name="CSV").click()
    download = begun.value
    assert re.fullmatch(
        r"simulated-conjunctions-[a-z]+-\d{8}T\d{6}Z\.csv", download.suggested_filename
    )
    with Path(download.path()).open(newline="") as file:
        lines = list(csv.reader(file))
    assert "Miss (km)" in lines[0]
    assert "Speed (km/s)" in lines[0]
    assert {line[-1] for line in lines[1:]} == {"SIMULATED"}
    assert len(lines) > 10
    assert not any(cell[:1] in "=+@" for line in lines[1:] for cell in line if cell)


def test_nothing_found_says_what_to_do(open_page, box):
    page = open_page("AUS", "conjunctions?text=no%20such%20object")
    expect(page.get_by_text("No close approach is like that")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("row").nth(1)).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_encounter_plane(open_page, box, event, shot, theme):
    page = opened(open_page, event, theme=theme, size=(1280, 1600))
    told = answer(box, f"encounters/{quote(event, safe='')}")
    assert len(told["sources"]) >= 2
    expect(
        page.get_by_role("list", name="What each source says").get_by_role("listitem")
    ).to_have_count(len(told["sources"]))
    plane = page.get_by_role("img", name=re.compile("Encounter plane"))
    expect(plane).to_be_visible()
    assert plane.locator("ellipse.sigma").count() >= 3
    for kind in ("3 σ", "Miss", "Hard body"):
        page.get_by_role("button", name=kind, exact=True).click()
        shot(page, f"encounter-plane-{theme}-{kind.replace(' ', '').lower().replace('σ', 'sigma')}")
    page.get_by_role("button", name="3 σ").click()
    sources = page.get_by_role("list", name="What each source says").get_by_role("button")
    sources.last.click()
    expect(page).to_have_url(re.compile(f"by={len(told['sources']) - 1}"))
    expect(sources.last).to_have_attribute("aria-pressed", "true")


def test_pictures_are_saved_with_mark_and_time(open_page, event):
    page = opened(open_page, event)
    picture = page.locator("cspo-picture").first
    with page.expect_download() as begun:
        picture.get_by_role("button", name="SVG").click()
    svg = Path(begun.value.path()).read_text()
    assert "SIMULATED" in svg
    assert "UNCLASSIFIED" in svg
    assert "<ellipse" in svg
    assert "var(" not in svg
    with page.expect_download() as begun:
        picture.get_by_role("button", name="PNG").click()
    assert Path(begun.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_updates_by_source(open_page, box, event, shot):
    page = opened(open_page, event, "history")
    expect(page.get_by_role("img", name=re.compile("Probability"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("Miss distance"))).to_be_visible()
    page.get_by_text("All reports as a table").click()
    told = answer(box, f"encounters/{quote(event, safe='')}")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(len(told["story"]) + 1)
    shot(page, "event-updates-dark", full_page=True)


def test_a_burn_is_reckoned_by_the_node_and_proposed(open_page, box, event, shot):
    page = opened(open_page, event, "trade", size=(1280, 1400))
    expect(page.get_by_text("Not yet held against the rest of the sky")).to_be_visible(
        timeout=60_000
    )
    shot(page, "avoidance-dark")
    sources = answer(box, f"encounters/{quote(event, safe='')}")["sources"]
    number = next(n for n, each in enumerate(sources) if each["grounds"] == "determined")
    told = answer(
        box, f"avoidance/{quote(event, safe='')}", object=MEETING,
        record="" if sources[number]["own"] else sources[number]["record"],
    )  # fmt: skip
    said = page.get_by_role("heading", name="M2-A avoids").inner_text()
    shown = re.search(r"with ([0-9.]+) (m|c)m/s", said)
    assert shown
    size_m_s = float(shown[1]) / (1_000 if shown[2] == "m" else 100)
    # Between the two questions time has passed: the burns that are left are not quite the same.
    assert size_m_s == pytest.approx(told["chosen"]["dv_m_s"], rel=0.1)
    page.locator("cspo-trade-plots").get_by_role("combobox", name="Direction").select_option("+T")
    page.locator("cspo-trade-plots").get_by_role("combobox", name="Shown").select_option("miss")
    expect(page.get_by_role("img", name=re.compile("Miss distance by time"))).to_be_visible()
    page.get_by_label("No larger than, m/s").fill("0.0001")
    page.get_by_role("button", name="Reckon").click()
    expect(page.get_by_text("No burn within the limit")).to_be_visible()
    page.get_by_label("No larger than, m/s").fill("0.5")
    page.get_by_role("button", name="Reckon").click()
    page.get_by_role("button", name="Propose this burn").click()
    expect(page.get_by_role("form", name="Proposal")).to_be_visible()
    expect(page.get_by_text("With the burn from the trade")).to_be_visible()
    shot(page, "proposal-dark", full_page=True)


def test_a_conversation_by_clicks(open_page, box, event, shot):
    page = opened(open_page, event, "talk", size=(1280, 1200), theme="light")
    expect(page.get_by_text("Right of way:")).to_be_visible()
    page.get_by_role("button", name="Propose…").click()
    form = page.get_by_role("form", name="Proposal")
    form.get_by_label("To", exact=True).fill("FRA")
    form.get_by_label("Why").fill("We keep clear if you hold.")
    form.get_by_role("radio", name=re.compile("M2-A")).check()
    form.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text(re.compile("asked, no answer yet"))).to_be_visible()
    expect(page.get_by_text("We keep clear if you hold.")).to_be_visible()
    shot(page, "conversation-light", full_page=True)
    (line,) = answer(box, "coordination", event=event)["items"]
    assert (line["stage"], line["sides"]) == ("open", ["AUS", "FRA"])
    theirs = open_page("FRA", f"conjunctions/{quote(event, safe='')}?part=talk")
    theirs.get_by_role("button", name="Promise it").click()
    expect(page.get_by_text(re.compile("✓ agreed"))).to_be_visible()
    shot(page, "conversation-agreed-light", full_page=True)


def test_who_was_told(open_page, event, shot):
    page = opened(open_page, event, "told")
    expect(page.get_by_role("row").nth(1)).to_contain_text("AUS")
    shot(page, "event-told-dark")


def test_an_event_that_is_not_there(open_page):
    open_page.expects("status of 404")
    page = open_page("AUS", "conjunctions/event:norad:1~norad:2@2024-11-01T00:00:00.000Z")
    expect(page.get_by_text("No such event, or not for you")).to_be_visible()
    page.get_by_role("link", name="All close approaches").click()
    expect(page.get_by_role("heading", name="Conjunctions")).to_be_visible()
