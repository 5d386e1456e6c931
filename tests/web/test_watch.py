"""The watch by browser: what matters first, acting, the log, the brief, and the handover."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

GRAVE = re.compile("M2-A")
"""What is planted as an emergency of Australia's."""


def settled(page):
    """The page, when its list and the details of one event are there."""
    expect(page.locator("cspo-watch-row").first).to_be_visible()
    expect(page.locator("cspo-checklist li").first).to_be_visible()
    return page


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_one_thing_that_matters_is_seen_first(open_page, shot, theme):
    page = settled(open_page("AUS", theme=theme))
    expect(page.get_by_role("list", name="Emergencies")).to_contain_text("M2-A")
    card = page.locator("cspo-warning-card")
    expect(card.get_by_role("heading", level=2)).to_contain_text("M2-A")
    expect(card.locator(".clock")).to_contain_text(re.compile(r"in \d+ (h|min).*to act"))
    for words in ("Closest approach", "Miss distance", "Probability of collision"):
        expect(card).to_contain_text(words)
    expect(card.locator("cspo-checklist")).to_contain_text("Checklist")
    expect(card.get_by_role("button", name="Put aside")).to_have_count(0)  # an emergency can't be
    expect(page.locator("cspo-banner")).to_contain_text("UNCLASSIFIED")
    shot(page, f"watch-{theme}")


def test_it_fits_a_wide_screen(open_page, shot):
    page = settled(open_page("AUS", size=(1920, 1080)))
    assert page.evaluate("document.documentElement.scrollWidth") <= 1920
    shot(page, "watch-1920")


def test_the_list_is_by_the_time_left(open_page):
    page = open_page("AUS")
    expect(page.locator("section cspo-watch-row", has_text=REPORTED).first).to_be_visible()
    groups = page.locator("cspo-watch-view").evaluate(GROUPS)
    assert [group for group in groups if group["needs"]]
    for group in groups:
        left = [_seconds(row["left"]) for row in group["rows"]]
        assert left == sorted(left), group["title"]
        assert all(row["why"] for row in group["rows"]), group["title"]


GROUPS = """
(view) => [...view.shadowRoot.querySelectorAll("section, details")].map((group) => ({
  title: group.querySelector("h2, summary").textContent,
  needs: group.tagName === "SECTION",
  rows: [...group.querySelectorAll("cspo-watch-row")].map((row) => ({
    left: row.shadowRoot.querySelector(".left").textContent.trim(),
    why: row.shadowRoot.querySelector(".why").textContent.trim(),
  })),
}))
"""
"""The list as it is at one moment: each of its groups is in an order of its own."""


def _seconds(text: str) -> float:
    """Until what is due; what can wait stands at the end."""
    if text == "can wait":
        return math.inf
    found = re.findall(r"(\d+) (d|h|min|s)\b", text)
    assert found or text.startswith("now"), text
    total = sum(int(n) * {"d": 86_400, "h": 3_600, "min": 60, "s": 1}[unit] for n, unit in found)
    return -total if " ago" in text else total


REPORTED = re.compile("on (determined orbits|element sets|stale orbits|orbits not stated)")
"""What a row says when it is known whom the warning is for: it may be others'."""


def unanswered(page: Page) -> str:
    """An advisory or a warning that nobody has answered yet: what others did here is left alone."""
    rows = page.locator("section cspo-watch-row[acts]", has_text="Acknowledge")
    rows = rows.filter(has_text=re.compile("advisory|warning")).filter(has_text=REPORTED)
    item = rows.first.get_attribute("data-item")
    assert item
    return item


def row_of(page: Page, item: str) -> Locator:
    return page.locator(f"cspo-watch-row[data-item={json.dumps(item)}]")


STEP = """
(view, item) => {
  const rows = [...view.shadowRoot.querySelectorAll("section cspo-watch-row")];
  const wanted = rows.findIndex((row) => row.dataset.item === item);
  const at = rows.findIndex((row) => row.shadowRoot.querySelector("[aria-current=true]"));
  return { by: wanted - at, last: wanted === rows.length - 1 };
}
"""
"""How far what is chosen stands before another, and whether that is the last."""


def stepped_to(page: Page, item: str) -> bool:
    """Press j and k until it is chosen, whatever comes in meanwhile; whether it is the last."""
    for _ in range(200):
        step = page.locator("cspo-watch-view").evaluate(STEP, item)
        if step["by"] == 0:
            return bool(step["last"])
        page.keyboard.press("j" if step["by"] > 0 else "k")
        page.wait_for_timeout(60)
    raise AssertionError(f"j and k do not lead to {item}")


def test_a_watch_acts_by_keys_alone(open_page, shot):
    """France's: acknowledge, act, tick, put aside and take back, without a mouse."""
    page = open_page("FRA")
    item = unanswered(page)
    chosen = row_of(page, item)
    card = page.locator("cspo-warning-card")
    shown = page.locator("cspo-warning-card h2, cspo-item-card h2")
    there, back = ("k", "j") if stepped_to(page, item) else ("j", "k")
    first = chosen.locator(".title").inner_text()
    expect(shown).to_have_text(first)
    page.keyboard.press(there)
    expect(chosen.locator("button[aria-current]")).to_have_attribute("aria-current", "false")
    current = page.locator("cspo-watch-row", has=page.locator("button[aria-current=true]"))
    expect(shown).to_have_text(current.locator(".title").inner_text())
    assert "item=" in page.url
    page.keyboard.press(back)
    stepped_to(page, item)  # unless something came in between them meanwhile, it is there
    expect(shown).to_have_text(first)
    action = card.locator("cspo-action.first")
    expect(action).to_contain_text("Acknowledge")
    page.keyboard.press("a")
    expect(action).to_contain_text("We are acting")
    expect(card).to_contain_text("has it")
    expect(chosen).to_be_visible()
    expect(chosen).to_have_attribute("acts", "")
    expect(page.locator("cspo-checklist li").first).to_be_visible()
    expect(page.locator("cspo-checklist li.done")).to_have_count(0)
    tick = page.locator("cspo-checklist input").first
    tick.focus()
    page.keyboard.press("Space")
    expect(page.locator("cspo-checklist li.done")).to_have_count(1)
    expect(page.locator("cspo-checklist h3")).to_contain_text("1 of")
    shot(page, "watch-acting")


def test_what_is_put_aside_says_why_and_comes_back(open_page):
    page = open_page("GBR")
    item = unanswered(page)
    stepped_to(page, item)
    expect(page.locator("cspo-checklist li").first).to_be_visible()
    page.keyboard.press("s")
    form = page.locator("cspo-shelve-form")
    form.locator("cspo-action button").press("Enter")
    expect(form).to_contain_text("Say why")
    form.get_by_label("Why").fill("=known, they move at noon")
    form.locator("cspo-action button").press("Enter")
    aside = page.locator("details", has=page.locator("summary", has_text="Put aside"))
    row = aside.locator(row_of(page, item))
    expect(row).to_have_count(1)
    if aside.get_attribute("open") is None:
        aside.locator("summary").press("Enter")
    row.locator("button").first.click()
    expect(page.locator("cspo-warning-card")).to_contain_text("=known, they move at noon")
    page.locator("cspo-warning-card cspo-action.first button").click()
    expect(row).to_have_count(0)
    expect(page.locator("section").locator(row_of(page, item))).to_be_visible()


def test_the_log_is_written_set_right_and_closed(open_page, shot):
    page = open_page("FRA", "watch/log")
    log = page.locator("cspo-watch-log")
    log.get_by_label("What happened").fill("AUS called about <b>PLEIADES</b>")
    log.get_by_label("What is left to do").fill("Send AUS the residuals")
    log.get_by_label("Until when").fill("soon")
    log.get_by_role("button", name="Write it down").click()
    expect(log).to_contain_text("Until when is no instant")
    log.get_by_label("Until when").fill("2024-11-01 02:00")
    log.get_by_role("button", name="Write it down").click()
    row = log.locator("tbody tr", has_text="AUS called")
    expect(row).to_contain_text("<b>PLEIADES</b>")  # as it was written: text, and nothing else
    expect(row).to_contain_text("2024-11-01 02:00Z")
    row.click()
    log.get_by_role("button", name="Set it right").click()
    log.get_by_label("What it should have said").fill("GBR called about PLEIADES")
    log.get_by_role("button", name="Set it right", exact=True).click()
    row = log.locator("tbody tr", has_text="GBR called")
    expect(row).to_contain_text("1×")
    shot(page, "watch-log")
    row.click()
    log.get_by_role("button", name="It is done").click()
    expect(log.locator("tbody tr", has_text="Done: Send AUS")).to_be_visible()
    with page.expect_download() as download:
        log.get_by_role("button", name="CSV").click()
    text = Path(download.value.path()).read_text("utf-8")
    assert text.startswith("When (UTC),Office,What")


def test_the_brief_is_one_page_in_three_languages(open_page, shot):
    page = open_page("AUS", "watch/brief")
    brief = page.get_by_role("region", name="Brief of the watch")
    expect(brief).to_contain_text("Brief of the watch, Australia")
    expect(brief).to_contain_text("SIMULATION")
    shot(page, "watch-brief")
    page.get_by_label("In", exact=True).select_option("ja")
    expect(brief).to_contain_text("当直状況報告")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as text").click()
    assert download.value.suggested_filename.startswith("simulated-brief-2024")


def test_the_watch_changes_hands_between_two_people(open_page, box, shot):
    """The officer offers, can't accept it himself; the second officer does."""
    open_page.expects("status of 400", "status of 401")
    page = open_page("GBR", "watch/handover")
    page.get_by_label("To the office").fill("duty officer, day")
    page.get_by_label("What the list does not say").fill("Radar 2 is down until noon.")
    shot(page, "watch-offer")
    page.get_by_role("button", name="Offer it with all that is open").click()
    expect(page.get_by_role("heading", name="Offered to duty officer, day")).to_be_visible()
    page.get_by_role("button", name="Accept it as").click()
    expect(page.locator("cspo-watch-handover")).to_contain_text("You offered it yourself")

    ready = json.loads((Path(box.folder).parent / "ready.json").read_text())
    code = ready["relief"].partition("#box=")[2]
    relief = open_page("GBR", signed_in=False)
    relief.get_by_label("One-time code or token").fill(code)
    relief.keyboard.press("Enter")
    expect(relief.get_by_role("link", name="accept or return it")).to_be_visible()
    relief.get_by_role("link", name="accept or return it").click()
    expect(relief.locator(".note")).to_contain_text("Radar 2")
    relief.get_by_role("button", name="Accept it as").click()
    expect(relief.locator("cspo-watch-handover")).to_contain_text("The watch is yours")
    expect(page.locator(".at-end")).to_contain_text("On watch: duty officer, day")
    shot(relief, "watch-taken-over")


def test_on_a_telephone_it_is_list_then_details(open_page, shot):
    page = open_page("AUS", size=(390, 844), has_touch=True)
    expect(page.locator("cspo-watch-row").first).to_be_visible()
    assert _wide(page) <= 390
    shot(page, "watch-phone")
    page.get_by_role("list", name="Emergencies").get_by_role("button").first.tap()
    card = page.locator("cspo-warning-card")
    expect(card.get_by_role("heading", level=2)).to_contain_text(GRAVE)
    expect(card.locator("cspo-checklist li").first).to_be_visible()
    assert _wide(page) <= 390
    for button in card.locator("cspo-action.first button, .acts a").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 40
    shot(page, "watch-phone-event")
    page.go_back()
    expect(page.locator("cspo-watch-row").first).to_be_visible()


def _wide(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def test_a_guest_sees_what_is_its_own_to_do(open_page, shot):
    page = open_page("GBR", party="GBR/oneweb")
    expect(page.get_by_role("navigation", name="The watch")).to_be_visible()
    expect(page.get_by_role("link", name="Hand over")).to_have_count(0)
    expect(page.get_by_role("link", name="Log", exact=True)).to_have_count(0)
    expect(page.locator("cspo-watch-view")).to_contain_text(re.compile("need you|needs you"))
    shot(page, "watch-guest")
