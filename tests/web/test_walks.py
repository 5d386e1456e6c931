"""Five people do their work with the page; each step is counted, timed and pictured.

Pictures and tables are kept in ``out/pictures/walks``; how time is reckoned is in ``walk.py``.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from cspo.messages import omm_kvn
from tests.web.walk import BUDGET_S, Walk

CSPO = Path(sys.executable).with_name("cspo")
STARLINK = "44714"
"""A Starlink satellite that a OneWeb satellite is led to meet."""
ANSWER_S = 60.0
"""The page may take so long in all, from the question to the notice that is out."""


@pytest.fixture
def plan(box: Any, tmp_path: Path) -> Path:
    """A day of a Starlink satellite, as its operator's flight dynamics would write it."""
    file = tmp_path / "starlink-plan.oem"
    subprocess.run(
        [str(CSPO), "propagate", str(Path(box.folder).parent / "sky.omm.csv"), "--object", STARLINK,
         "--start", "2024-10-31T21:00:00Z", "--stop", "2024-11-01T21:00:00Z", "-o", str(file)],
        check=True, capture_output=True,
    )  # fmt: skip
    return file


def upload(box: Any, plan: Path) -> None:
    """The operator's nation has its ephemeris: a second source."""
    said = {"basis": "planned", "intent": "committed", "maneuverability": "unknown"}
    with box.client("USA") as client:
        client.post(
            "api/v1/ephemerides", content=plan.read_bytes(), params=said,
            headers={"Content-Type": "text/plain"},
        ).raise_for_status()  # fmt: skip


def test_a_duty_officer(open_page, box):
    """Opens the watch, sees what matters, acts, calls, hands over; the relief accepts."""
    page = open_page("USA")
    walk = Walk("duty-officer", page)
    walk.step("See the one thing that matters")
    grave = page.get_by_role("list", name="Emergencies")
    walk.until(grave.get_by_text("LANDSAT 9"))
    card = page.locator("cspo-warning-card")
    walk.until(card.locator("cspo-checklist li"))
    for part in (page.locator(".summary"), card.locator("header"), card.locator("dl")):
        walk.read(part)

    walk.step("Say that we have it")
    walk.key("a")
    walk.until(card.get_by_text("has it"))

    walk.step("See the encounter")
    walk.click(card.get_by_role("link", name="Open the encounter"))
    walk.until(page.get_by_role("img", name=re.compile("Encounter plane")))
    walk.read(page.locator("cspo-event-view .numbers"))
    walk.look()

    walk.step("Call who has the other satellite")
    walk.back()
    walk.until(card.locator("a[href^='tel:']"))
    walk.read(card.locator("cspo-whom-to-call section"))
    walk.talk(120.0)

    walk.step("Write down what was said")
    walk.click(page.get_by_role("link", name="Log", exact=True))
    log = page.locator("cspo-watch-log")
    said = "Iridium called. They send an ephemeris by 01:00Z and hold until then."
    walk.type(said, log.get_by_label("What happened"))
    walk.click(log.get_by_role("button", name="Write it down"))
    walk.until(log.locator("tbody tr", has_text="Iridium called"))

    walk.step("Offer the watch")
    walk.click(page.get_by_role("link", name="Hand over"))
    walk.type("duty officer, day", page.get_by_label("To the office"))
    walk.type(
        "Iridium moves or holds: see the log.", page.get_by_label("What the list does not say")
    )
    walk.read(page.locator("cspo-watch-handover form section"))
    walk.click(page.get_by_role("button", name="Offer it with all that is open"))
    walk.until(page.get_by_role("heading", name="Offered to duty officer, day"))

    walk.step("The relief signs in and reads it")
    ready = json.loads((Path(box.folder).parent / "ready.json").read_text())
    open_page.expects("status of 401")  # nobody is signed in there yet
    walk.page = relief = open_page("USA", signed_in=False)
    walk.type(ready["relief"].partition("#box=")[2], relief.get_by_label("One-time code or token"))
    walk.key("Enter")
    walk.until(relief.get_by_role("link", name="accept or return it"))
    walk.click(relief.get_by_role("link", name="accept or return it"))
    walk.until(relief.locator("cspo-watch-handover .note"))
    walk.read(relief.locator("cspo-watch-handover form"))

    walk.step("The relief accepts")
    walk.click(relief.get_by_role("button", name="Accept it as"))
    walk.until(relief.get_by_text("The watch is yours"))
    assert walk.end() < BUDGET_S


def test_a_commercial_operator(open_page, plan):
    """Uploads an ephemeris, sees what comes close, finds whom to call."""
    page = open_page("USA", "operator", party="USA/starlink")
    walk = Walk("commercial-operator", page)
    walk.step("Choose the file")
    form = page.locator("cspo-upload-form")
    walk.until(form)
    walk.file(form.locator("#file"), str(plan))
    walk.until(page.get_by_role("status", name="What the file holds"))
    walk.read(page.get_by_role("status", name="What the file holds"))

    walk.step("Say how large it is and who may have it")
    walk.type("4", page.get_by_label("Radius of a sphere"))
    walk.click(form.get_by_role("button", name="Everybody"))

    walk.step("Send it, and see that it was screened")
    walk.click(form.get_by_role("button", name="Take it in"))
    walk.until(page.get_by_text("✓ screened"), timeout=90_000)

    walk.step("See what comes close")
    close = page.locator("cspo-close-approaches")
    row = close.locator("tbody tr", has_text="ONEWEB-0012").first
    walk.until(row)
    walk.read(row)
    walk.click(row)

    walk.step("See whom to call")
    number = close.locator("cspo-whom-to-call a[href^='tel:']").first
    walk.until(number)
    walk.read(close.locator("section"))
    walk.read(close.locator("cspo-whom-to-call section"))
    walk.talk(120.0)

    walk.step("Open the encounter")
    walk.click(close.get_by_role("link", name="Open the encounter"))
    walk.until(page.locator("cspo-event-view .numbers"))
    walk.read(page.locator("cspo-event-view .numbers"))
    walk.look()
    assert walk.end() < BUDGET_S


def test_a_planner(open_page):
    """Moves time ahead, finds tomorrow's approaches of the own satellites, weighs a burn."""
    page = open_page("AUS", "sky?map=flat")
    walk = Walk("planner", page)
    walk.step("Look at the sky")
    walk.until(page.get_by_role("img", name=re.compile("Map of the Earth")))
    walk.until(page.locator("cspo-sky-legend li"))
    page.wait_for_timeout(1_500)
    walk.look()

    walk.step("Move time ahead")
    bar = page.get_by_role("group", name="Time shown")
    slider = bar.get_by_role("slider")
    walk.click(slider)
    for _ in range(6):
        walk.key("PageUp")
    walk.until(bar.get_by_text("after now"))
    page.wait_for_timeout(1_500)
    walk.look()

    walk.step("List the approaches of the own satellites")
    walk.click(page.get_by_role("link", name="Conjunctions"))
    walk.until(page.locator("cspo-table tbody tr"))
    walk.type("M2-", page.get_by_role("searchbox", name="Name or number"))
    walk.key("Enter")
    walk.until(page.locator("cspo-table tbody tr", has_text="M2-B"))
    walk.read_lines(page.locator("cspo-table tbody tr"), most=6)

    walk.step("Open tomorrow's")
    walk.click(page.locator("cspo-table tbody tr", has_text="M2-B").first.locator("td").first)
    walk.until(page.get_by_role("heading", level=1, name=re.compile("M2-B")))
    walk.until(page.get_by_role("img", name=re.compile("Encounter plane")))
    walk.read(page.locator("cspo-event-view .numbers"))
    walk.look()

    walk.step("Weigh a burn against the probability")
    walk.click(page.get_by_role("link", name="Avoidance"))
    walk.until(page.locator("cspo-trade .chosen h2"), timeout=90_000)
    walk.read(page.locator("cspo-trade .chosen"))
    walk.look()

    walk.step("Ask for a smaller burn")
    walk.type("0.05", page.get_by_label("No larger than, m/s"))
    walk.click(page.get_by_role("button", name="Reckon"))
    walk.until(page.locator("cspo-trade").get_by_text("with at most 5"), timeout=90_000)
    walk.read(page.locator("cspo-trade .chosen"))
    walk.look()
    assert walk.end() < BUDGET_S


def test_a_researcher(open_page, box, plan):
    """Finds an object, compares sources, looks at belt and Gabbard, takes CSV and CCSDS along."""
    upload(box, plan)
    page = open_page("USA", "watch")
    expect(page.locator("cspo-watch-row").first).to_be_visible()
    walk = Walk("researcher", page)
    walk.step("Search an object")
    walk.key("/")
    walk.type(STARLINK)
    walk.until(page.get_by_role("option", name=re.compile("STARLINK-1008")))
    walk.read(page.locator("cspo-search [role=option]"))

    walk.step("Compare what the sources say")
    walk.key("Enter")
    sources = page.get_by_role("group", name="Orbits, source beside source")
    walk.until(sources.get_by_role("row").nth(2))  # the catalogue's, and the operator's own
    walk.read(sources)
    walk.look()

    walk.step("Save its orbit as CCSDS")
    walk.choose(page.get_by_label("Form of the file"), "OMM, KVN")
    with page.expect_download() as saved:
        walk.click(page.get_by_role("button", name="Save orbit"))
    columns, faults = omm_kvn.read(Path(saved.value.path()).read_bytes())
    assert (columns.norad_cat_id.tolist(), faults) == ([int(STARLINK)], [])

    walk.step("Look at the belt")
    walk.click(page.get_by_role("link", name="Belt and shells"))
    walk.until(page.get_by_role("img", name=re.compile("of them drift")))
    walk.look()

    walk.step("Save the belt as a table")
    table = page.locator("cspo-table[name=belt]")
    with page.expect_download() as saved:
        walk.click(table.get_by_role("button", name="CSV"))
    rows = list(csv.DictReader(Path(saved.value.path()).read_text("utf-8").splitlines()))
    assert len(rows) > 100

    walk.step("Look at a launch's Gabbard diagram")
    walk.click(page.get_by_role("link", name=re.compile("Gabbard")))
    walk.until(page.get_by_role("img", name=re.compile("objects of")))
    walk.look()
    assert walk.end() < BUDGET_S


def test_a_watch_that_is_told_of_a_break_up(open_page):
    """Something broke up ten minutes ago: who is at risk, whom to call, what to say."""
    page = open_page("USA")
    expect(page.locator("cspo-watch-row").first).to_be_visible()
    walk = Walk("break-up", page)
    walk.step("Find what is said to have broken up")
    walk.key("/")
    walk.type("NOAA 15")
    walk.until(page.get_by_role("option", name=re.compile("NOAA 15")))
    walk.key("Enter")
    walk.until(page.get_by_role("link", name="What if it breaks up?"))

    walk.step("Ask what follows")
    walk.click(page.get_by_role("link", name="What if it breaks up?"))
    walk.type("10 min ago", page.get_by_label("When, UTC"))
    walk.click(page.get_by_role("radio", name=re.compile("^Reported")))
    walk.click(page.get_by_role("button", name="Reckon what follows"))
    walk.until(page.get_by_role("heading", name="Who must be warned"), timeout=120_000)

    walk.step("See who is at risk, and whom to call")
    walk.read(page.locator(".reported"))
    walk.read(page.locator(".headline"))
    walk.read(page.locator("cspo-breakup-part .numbers"))
    parties = page.get_by_role("list", name="Parties to warn").get_by_role("listitem")
    walk.read_lines(parties, most=3)
    walk.talk(120.0)

    walk.step("Read what is to be said")
    walk.click(page.get_by_role("link", name="Notice", exact=True))
    draft = page.get_by_role("group", name=re.compile("^The page"))
    walk.until(draft)
    walk.read(draft)

    walk.step("Keep it and issue it")
    walk.click(page.get_by_role("button", name="Keep it as records"))
    walk.until(page.get_by_text("✓ Kept as"))
    walk.click(page.get_by_label("I have read it"))
    walk.click(page.get_by_role("button", name="Issue it"))
    walk.until(page.get_by_text("Issued as"))
    assert sum(step.waits_s for step in walk.steps) < ANSWER_S
    assert walk.end() < BUDGET_S
