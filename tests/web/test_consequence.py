"""Consequence on the page: a break-up from the question to the notice, launches, services, shells.

What is on the screen is compared with what the node answers a program.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

STUDY_MS = 180_000
"""So long a study may take on a machine that does much else."""
NOAA = "norad:25338"
"""NOAA 15, of the United States, 800 km up."""
SERVICES = """
[services]
as_of = 2024-10-31
source = "made up for a test"

[[service]]
id = "land"
name = "Pictures of the land"
kind = "observation"
measure = "count"
names = ["LANDSAT 9", "SENTINEL-3B"]
restoration_hours = [24, 240, 8760]

[[service]]
id = "positions"
name = "Positions by all systems"
kind = "positioning"
measure = "dilution"
names = ["NAVSTAR*", "GSAT02*", "COSMOS*GLONASS*", "BEIDOU*"]
pdop_at_most = 20

[[place]]
nation = "USA"
name = "Denver"
latitude_deg = 39.7
longitude_deg = -105.0

[[place]]
nation = "NOR"
name = "Tromsø"
latitude_deg = 69.6
longitude_deg = 19.0

[[use]]
services = ["land", "positions"]
nations = ["USA", "NOR"]
sectors = ["farming", "shipping"]
cost_per_hour = [10, 20, 50]
currency = "NOK"
"""
"""What a nation rests on, by its own file."""
LANDSAT = "norad:49260"
"""LANDSAT 9, which IRIDIUM 26 is led to meet."""


def answer(box: Any, path: str, nation: str = "USA", **params: Any) -> Any:
    """What the node says to a program."""
    with box.client(nation) as client:
        told = client.get(f"api/v1/{path}", params=params)
        told.raise_for_status()
        return told.json()


def study_of(page: Page, box: Any, nation: str = "USA") -> dict[str, Any]:
    """The study whose address the page shows, as the node has it."""
    found = re.search(r"#/consequence/[a-z-]+/([0-9a-f]{16})", page.url)
    assert found is not None, page.url
    told: dict[str, Any] = answer(box, f"consequence/studies/{found[1]}", nation)
    return told


def table_of(page: Page, name: str) -> list[dict[str, str]]:
    """A table as somebody saves it."""
    with page.expect_download() as saved:
        page.locator(f'cspo-table[name="{name}"]').get_by_role("button", name="CSV").click()
    return list(csv.DictReader(Path(saved.value.path()).read_text("utf-8").splitlines()))


def part(page: Page, name: str) -> None:
    """Another part of the break-up."""
    page.get_by_role("navigation", name="The break-up").get_by_role("link", name=name).click()


def shortly(page: Page) -> None:
    """What is in the form, of large pieces and an hour, and its answer."""
    field = page.get_by_role("combobox", name="What breaks up")
    expect(field).to_have_value(re.compile("NOAA 15|LANDSAT 9|IRIDIUM 26"))
    page.get_by_label("Looked ahead, h").fill("1")
    page.get_by_label("Pieces from, cm").select_option("10")
    page.get_by_role("button", name="Reckon what follows").click()
    expect(page.get_by_role("heading", name="Who must be warned")).to_be_visible(timeout=STUDY_MS)


def test_from_an_object_to_who_is_crossed(open_page, box, shot):
    page = open_page("USA", f"objects/{NOAA}", size=(1280, 1000))
    page.get_by_role("link", name="What if it breaks up?").click()
    expect(page.get_by_role("combobox", name="What breaks up")).to_have_value(re.compile("NOAA 15"))
    page.get_by_label("When, UTC").fill("10 min ago")
    shot(page, "consequence-form-dark")
    page.get_by_role("button", name="Reckon what follows").click()
    expect(page.get_by_role("heading", name="Who must be warned")).to_be_visible(timeout=STUDY_MS)
    expect(page.get_by_text("? SUPPOSED")).to_be_visible()
    told = study_of(page, box)
    result = told["breakup"]
    assert told["breakup_asked"]["happened"] == "supposed"
    expect(page.locator(".headline")).to_have_text(result["headline"])
    parties = page.get_by_role("list", name="Parties to warn").get_by_role("listitem")
    expect(parties).to_have_count(min(12, len(result["warn"])))
    first = min(result["warn"], key=lambda each: (not each["crewed"], not each["call"]))
    expect(parties.first).to_contain_text(first["party"])
    expect(parties.get_by_role("link", name=re.compile("☎")).first).to_have_attribute(
        "href", re.compile(r"^tel:\+?\d+$")
    )
    shot(page, "consequence-short-dark")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Report", exact=True).click()
    report = opened.value
    expect(report.get_by_text(re.compile("supposed", re.IGNORECASE)).first).to_be_visible()
    shot(report, "consequence-report")
    report.close()
    with page.expect_download() as saved:
        page.get_by_role("button", name="PDF").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    assert saved.value.suggested_filename.startswith("simulated-break-up-of-noaa-15")

    part(page, "Who is crossed")
    rows = table_of(page, f"crossed-{NOAA}")
    assert [row["Number"] for row in rows] == [
        each["object"]
        for each in sorted(result["crossed"], key=lambda row: -row["probability"]["expected"])
    ]
    low, expected, high = (float(rows[0][name]) for name in ("low", "Probability", "high"))
    assert low <= expected <= high
    shot(page, "consequence-crossed-dark")

    part(page, "The cloud")
    expect(page.get_by_role("img", name=re.compile("Densest .* after the event"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("modelled pieces"))).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 1500})
    shot(page, "consequence-cloud-dark")
    with page.expect_download() as saved:
        page.locator("cspo-cloud-density").get_by_role("button", name="SVG").click()
    drawn = Path(saved.value.path()).read_text("utf-8")
    assert "SIMULATED" in drawn
    assert "Density of pieces over" in drawn

    part(page, "What stays up")
    expect(page.get_by_role("img", name=re.compile("still in orbit"))).to_be_visible()
    shot(page, "consequence-decay-dark")
    part(page, "What it rests on")
    expect(page.get_by_text(result["limits"][0])).to_be_visible()


def test_a_reported_one_is_kept_read_and_issued(open_page, box, shot):
    page = open_page("USA", f"consequence/break-up?object={NOAA}", theme="light")
    expect(page.get_by_role("combobox", name="What breaks up")).to_have_value(re.compile("NOAA 15"))
    page.get_by_role("radio", name=re.compile("^Reported")).check()
    page.get_by_label("When, UTC").fill("10 min ago")
    shortly(page)
    expect(page.get_by_text("▲ REPORTED")).to_be_visible()
    part(page, "Notice")
    draft = page.get_by_role("group", name=re.compile("^The page"))
    expect(draft).to_contain_text("NOAA 15")
    before = answer(box, "notices")["items"]
    issue = page.get_by_role("button", name="Issue it")
    expect(issue).to_have_attribute("aria-disabled", "true")
    page.get_by_label("Remarks, English").fill("Seen by two radars.")
    page.get_by_role("button", name="Write it anew").click()
    expect(draft).to_contain_text("Seen by two radars.")
    page.get_by_role("button", name="Keep it as records").click()
    expect(page.get_by_text("✓ Kept as")).to_be_visible()
    assert answer(box, "notices")["items"] == before
    page.get_by_label("I have read it").check()
    shot(page, "consequence-notice-light")
    issue.click()
    done = page.get_by_role("status").filter(has_text="Issued as")
    expect(done).to_be_visible()
    serial = re.search(r"USA-[A-Z-]*\d{4}-\d+", done.inner_text())
    assert serial is not None
    text = answer(box, f"notices/{serial[0]}")["texts"]["en"]
    assert "Seen by two radars." in text
    study = study_of(page, box)
    kinds = [answer(box, f"records/{each}")["kind"] for each in study["records"]]
    assert kinds[0] == "behavior-event"
    assert "assessment" in kinds[1:]


def test_two_that_collide_from_their_close_approach(open_page, box, shot):
    found = answer(box, "encounters", object=LANDSAT, warned=True)["items"][0]
    page = open_page("USA", "conjunctions")
    page.evaluate(f"location.hash = '#/conjunctions/' + encodeURIComponent({found['event']!r})")
    page.get_by_role("link", name="What if they collide?").click()
    expect(page.get_by_role("radio", name="Something hits it")).to_be_checked()
    shortly(page)
    told = study_of(page, box)["breakup"]
    assert told["kind"] == "collision"
    assert {told["what"]["object"], told["other"]["object"]} == {found["object1"], found["object2"]}
    part(page, "What it rests on")
    expect(page.get_by_text("J/g").first).to_be_visible()
    shot(page, "consequence-collision-dark")


def test_a_study_is_stopped_by_who_asked_for_it(open_page, box):
    page = open_page("USA", f"consequence/break-up?object={NOAA}")
    expect(page.get_by_role("combobox", name="What breaks up")).to_have_value(re.compile("NOAA 15"))
    page.get_by_label("Looked ahead, h").fill("72")
    page.get_by_label("Pieces from, cm").select_option("1")
    page.get_by_role("button", name="Reckon what follows").click()
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_text(re.compile("It was stopped|No such study"))).to_be_visible(
        timeout=STUDY_MS
    )


def test_an_object_that_nobody_knows_is_not_asked_for(open_page):
    page = open_page("USA", "consequence/break-up")
    page.get_by_role("button", name="Reckon what follows").click()
    expect(page.get_by_role("alert").filter(has_text="Name what breaks up")).to_be_visible()
    page.get_by_label("When, UTC").fill("yesterday")
    field = page.get_by_role("combobox", name="What breaks up")
    field.fill("25338")
    expect(
        page.get_by_role("listbox", name="What fits").get_by_role("option").first
    ).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value(re.compile("NOAA 15"))
    page.get_by_role("button", name="Reckon what follows").click()
    expect(page.get_by_role("alert").filter(has_text="Say when")).to_be_visible()


def test_an_operator_reads_and_does_not_issue(open_page, box):
    page = open_page("USA", f"consequence/break-up?object={NOAA}", party="USA/starlink")
    shortly(page)
    part(page, "Notice")
    expect(page.get_by_text("The watch writes it")).to_be_visible()


def test_a_launch_before_and_after(open_page, box, shot):
    page = open_page("USA", f"consequence/break-up?object={NOAA}", size=(1280, 1300))
    shortly(page)
    page.get_by_role("link", name="A launch after it").click()
    expect(page.get_by_label("After the break-up of")).not_to_have_value("")
    sites = answer(box, "consequence/launch-sites")
    expect(page.locator("select[name=site] option")).to_have_count(len(sites))
    page.get_by_label("Long, h").fill("1")
    page.get_by_role("button", name="Find closed seconds").click()
    expect(page.locator("cspo-closures svg")).to_be_visible(timeout=STUDY_MS)
    told = study_of(page, box)["launch"]
    assert told["after"]["closed_s"] >= told["before"]["closed_s"]
    expect(page.locator(".headline")).to_have_text(told["headline"])
    shot(page, "consequence-launch-dark")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_services_by_nation_on_a_map(open_page, box, shot, theme):
    (Path(box.folder) / "USA" / "services.toml").write_text(SERVICES, "utf-8")
    page = open_page("USA", "consequence/services", theme=theme, size=(1280, 2100))
    field = page.get_by_role("combobox", name="Add a satellite")
    field.fill("49260")
    expect(page.get_by_role("option", name=re.compile("LANDSAT 9")).first).to_be_visible()
    field.press("Enter")
    expect(page.get_by_role("list", name="Lost")).to_contain_text("LANDSAT 9")
    page.get_by_label("All whose names begin with").fill("NAVSTAR")
    page.get_by_role("button", name="See what fails").click()
    expect(page.get_by_role("img", name=re.compile("each nation loses"))).to_be_visible(
        timeout=STUDY_MS
    )
    told = study_of(page, box)["services"]
    expect(page.get_by_text("? SUPPOSED")).to_be_visible()
    shot(page, f"consequence-services-{theme}")
    rows = table_of(page, "losses-nations")
    assert len(rows) == len(told["nations"])
    page.get_by_role("button", name="By sector").click()
    farms = next(row for row in table_of(page, "losses-sectors") if row["Sector"] == "farming")
    assert farms["Money, by your figures"].count("NOK") == 2
    expect(page.get_by_role("img", name=re.compile("intact: part of the day"))).to_be_visible()


def test_shells_that_were_and_will_be(open_page, box, shot):
    page = open_page("USA", "consequence/shells", size=(1280, 1300))
    told = answer(box, "consequence/shells-history")
    first = told["snapshots"][0]
    expect(page.get_by_role("img", name=re.compile(f"on {first['day']}"))).to_be_visible()
    shot(page, "consequence-shells-dark")
    page.get_by_label("Years", exact=True).fill("50")
    page.get_by_role("button", name="Look ahead").click()
    expect(page.locator("cspo-band-plot svg")).to_be_visible(timeout=STUDY_MS)
    result = study_of(page, box)["environment"]
    expect(page.locator(".headline")).to_have_text(result["headline"])
    shot(page, "consequence-years-dark")


def test_keys_go_to_its_parts(open_page):
    page = open_page("USA", "watch")
    expect(page.get_by_role("navigation", name="Views")).to_be_visible()
    page.keyboard.press("7")
    expect(page.get_by_role("heading", level=1, name="Consequence")).to_be_visible()
    for key, end in (("l", "launch"), ("v", "services"), ("y", "shells"), ("b", "break-up")):
        page.keyboard.press(key)
        expect(page).to_have_url(re.compile(f"#/consequence/{end}$"))
