"""The coalition's view and the page of a record, as a person walks them: by clicks and keys."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect


def records(box: Any, nation: str, kind: str) -> list[dict[str, Any]]:
    """Records of a kind that the officer of a nation may see, the oldest first."""
    with box.client(nation) as client:
        answer = client.get("api/v1/records", params={"kind": kind, "limit": 1_000})
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["items"]
    return found


def of_us(box: Any, nation: str, kind: str) -> dict[str, Any]:
    """The newest of them that the nation has made itself."""
    return [each for each in records(box, nation, kind) if each["origin"] == nation][-1]


@pytest.mark.parametrize(
    ("theme", "size"), [("dark", (1280, 800)), ("light", (1920, 1080))], ids=["dark", "light"]
)
def test_who_gives_what_to_whom(open_page, box, shot, theme, size):
    page = open_page("AUS", "coalition", size, theme=theme)
    expect(page.get_by_role("heading", name="Coalition, as Australia can know it")).to_be_visible()
    cell = page.get_by_role("link", name=re.compile(r"^France gave Australia [\d,]+ records"))
    expect(cell).to_be_visible()
    between = page.get_by_role("link", name=re.compile(r"records of France that Australia holds"))
    expect(between.first).to_be_visible()
    shot(page, f"coalition-{theme}")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/coalition\?from=FRA&to=AUS"))
    expect(page.get_by_role("heading", name="France → Australia")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^orbit [1-9]"))).to_be_visible()
    shot(page, f"coalition-cell-{theme}")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="How to read it")).to_be_visible()


def test_numbers_are_those_of_the_node(open_page, box):
    page = open_page("AUS", "coalition")
    with box.client("AUS") as client:
        flows = client.get("api/v1/coalition").json()["flows"]
    given = [each for each in flows if (each["origin"], each["recipient"]) == ("AUS", "FRA")]
    least = sum(each["records"] for each in given)
    cell = page.get_by_role("link", name=re.compile("^Australia gave France"))
    text = cell.locator("title").text_content() or ""
    assert int(re.sub(r"[^0-9]", "", text)) >= least > 0


def test_feeds_and_what_was_withheld_are_tables_that_can_be_saved(open_page, box, shot):
    page = open_page("AUS", "coalition")
    page.get_by_role("heading", name="How the feeds stand").scroll_into_view_if_needed()
    feeds = page.locator("cspo-table[name=feeds]")
    expect(feeds.get_by_role("row", name=re.compile("^FRA "))).to_be_visible()
    with page.expect_download() as saved:
        feeds.get_by_role("button", name="CSV").click()
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text())))
    assert rows[0][:3] == ["Partner", "How it stands", "Came (entries)"]
    assert {row[0] for row in rows[1:]} >= {"FRA", "GBR", "USA"}
    expect(page.locator("cspo-table[name=keys]").get_by_text("France (FRA)")).to_be_visible()
    shot(page, "coalition-feeds")
    with page.expect_download() as saved:
        page.locator("cspo-matrix").get_by_role("button", name="SVG").click()
    drawn = saved.value.path().read_text()
    assert "SIMULATED" in drawn
    assert "France" in drawn


def test_another_nation_sees_another_picture(open_page):
    page = open_page("FRA", "coalition")
    expect(page.get_by_role("heading", name="Coalition, as France can know it")).to_be_visible()
    eyes = page.get_by_role("link", name="Australia", exact=True)
    expect(eyes).to_have_attribute("href", re.compile(r"/AUS/#/coalition$"))
    cell = page.get_by_role("link", name=re.compile("^Australia gave France"))
    expect(cell).to_be_visible()


def test_a_guest_is_told_why_there_is_nothing(open_page, box):
    party = next(iter(box.guests))
    page = open_page(party.partition("/")[0], "coalition", party=party)
    expect(page.get_by_text("is the nation’s own")).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_warning_says_what_it_is_and_that_it_holds(open_page, box, shot, theme):
    page = open_page("AUS", f"records/{of_us(box, 'AUS', 'warning')['id']}", theme=theme)
    expect(page.get_by_role("heading", name="Warning of AUS")).to_be_visible()
    expect(page.get_by_text("It was made by a simulation.")).to_be_visible()
    expect(page.get_by_text("It is what its origin signed")).to_be_visible()
    expect(page.get_by_text(re.compile(r"AUS’s key \w+ has signed exactly these"))).to_be_visible()
    expect(page.get_by_text("Who may have it")).to_be_visible()
    shot(page, f"record-{theme}")


def test_its_lineage_goes_back_to_the_orbits(open_page, box, shot):
    screened = next(
        each for each in records(box, "FRA", "conjunction")
        if each["origin"] == "FRA" and "norad:39019" in each["object"]
    )  # fmt: skip
    page = open_page("FRA", f"records/{screened['id']}", (1920, 1080))
    picture = page.locator("cspo-lineage")
    picture.scroll_into_view_if_needed()
    orbit = picture.get_by_role("link", name=re.compile("^Orbits of ")).first
    expect(orbit).to_be_visible()
    shot(page, "lineage")
    picture.get_by_text("The same in words").click()
    expect(picture.get_by_text(re.compile("rests on Orbits of")).first).to_be_visible()
    orbit.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("Orbits of "))).to_be_visible()
    expect(page.locator("cspo-record-body").get_by_role("button", name="CSV")).to_be_visible()
    shot(page, "record-orbits")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Conjunction of FRA")).to_be_visible()


def test_a_record_of_a_partner_shows_the_feed_by_which_it_came(open_page, box):
    came = next(each for each in records(box, "FRA", "orbit") if each["origin"] == "AUS")
    page = open_page("FRA", f"records/{came['id']}")
    expect(page.get_by_text(re.compile(r"of the feed AUS → FRA, chained"))).to_be_visible()
    expect(page.get_by_text("This node has signed for it.")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the signed record").click()
    assert saved.value.path().read_text().startswith('{"payload":')


def test_records_are_found_by_kind_and_by_id(open_page, box, shot):
    page = open_page("AUS", "records")
    page.get_by_label("Kind").fill("warning")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("kind=warning"))
    table = page.locator("cspo-table")
    expect(table.get_by_text("▲ Warning").first).to_be_visible()
    expect(table.get_by_text("Orbits")).to_have_count(0)
    shot(page, "records")
    table.locator(".scroll").focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^▲? ?Warning of"))).to_be_visible()


def test_what_a_record_says_is_text_and_nothing_else(open_page, box):
    """Markup in a record's words stays what it is."""
    said = "<img src=x onerror=alert(1)> =1+1"
    with box.client("AUS") as client:
        client.post("api/v1/watch/log", json={"text": said}).raise_for_status()
    entry = of_us(box, "AUS", "log-entry")
    page: Page = open_page("AUS", f"records/{entry['id']}")
    expect(page.get_by_text(said)).to_be_visible()
    assert page.locator("cspo-record-body img").count() == 0
