"""The page around the views: the way in, the menu, the keys, the banner, the nations."""

from __future__ import annotations

import json
import re
import time
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.web.shared_box import RunningBox

PATIENCE_S = 20.0
TITLES = ["Watch", "Sky", "Conjunctions", "Coalition", "Belt and shells", "Operator"]


def menu_link(page: Page, title: str):
    return page.get_by_role("navigation", name="Views").get_by_role("link", name=title)


def test_views_open_by_menu_by_key_and_by_address_and_back_goes_back(open_page):
    page = open_page()
    expect(menu_link(page, "Watch")).to_have_attribute("aria-current", "page")
    for key, title in ((3, "Conjunctions"), (4, "Coalition")):
        page.keyboard.press(str(key))
        expect(menu_link(page, title)).to_have_attribute("aria-current", "page")
        expect(page).to_have_title(f"{title} · AUS · cspo")
    menu_link(page, "Watch").click()
    expect(page).to_have_url(re.compile(r"/AUS/#/watch$"))
    page.go_back()
    expect(page).to_have_title("Coalition · AUS · cspo")
    page.evaluate("location.hash = '#/nowhere'")
    expect(page).to_have_title("Watch · AUS · cspo")


def test_the_keys_are_told_and_do_not_disturb_typing(open_page, shot):
    page = open_page()
    expect(menu_link(page, "Watch")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("back to now")
    shot(page, "shell-keys")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("4 iss")
    expect(page).to_have_url(re.compile("#/watch"))  # 4 was typed, and opened nothing
    page.keyboard.press("Escape")


def test_time_stands_still_moves_and_comes_back_by_keys(open_page):
    page = open_page()
    expect(menu_link(page, "Watch")).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press(",")
    page.keyboard.press(",")
    moved = page.locator("cspo-world-time .moved")
    expect(moved).to_have_text(re.compile(r"showing (2 min|1 min) ago"))
    page.keyboard.press("n")
    expect(moved).to_be_hidden()


def test_what_is_on_the_screen_is_marked_and_said_to_be_simulated(open_page, shot):
    page = open_page()
    banner = page.get_by_role("note", name="Highest mark on screen")
    expect(banner).to_contain_text("SIMULATED")
    expect(banner).to_contain_text("UNCLASSIFIED")
    shot(page, "shell-watch-dark")
    light = open_page("FRA", theme="light")
    expect(light.get_by_role("heading", name="Watch", level=1)).to_be_visible()
    shot(light, "shell-watch-light")


def test_it_says_when_the_node_is_gone_since_when_and_catches_up(open_page):
    open_page.expects("Failed to load resource", "net::ERR")
    page = open_page()
    state = page.locator("cspo-stream-state")
    expect(state).to_have_text(re.compile("Live"))
    page.route("**/api/v1/**", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("The node does not answer")
    page.unroute("**/api/v1/**")
    page.get_by_role("button", name="Try again").click()
    expect(state).to_have_text(re.compile("Live"))


def test_the_nation_is_switched_in_the_header_and_each_has_its_own_door(open_page, box: RunningBox):
    open_page.expects("status of 401")
    page = open_page("AUS", "coalition")
    picker = page.get_by_label("Nation whose picture is shown")
    expect(picker.locator("option")).to_have_text(box.nations)
    picker.select_option("FRA")
    page.wait_for_url("**/FRA/#/coalition")
    expect(page.get_by_role("heading", name="Sign in at FRA")).to_be_visible()


def test_one_address_opens_every_nation_once(open_page, box: RunningBox, shot):
    open_page.expects("status of 401")
    page = open_page(signed_in=False)
    expect(page.get_by_role("heading", name="Sign in at AUS")).to_be_visible()
    shot(page, "shell-sign-in")
    page.get_by_label("One-time code or token").fill("cspo-code_wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("No good credential")
    page.goto(box.link)
    page.wait_for_url(f"**/{box.nations[0]}/#/watch")  # the code is out of the address at once
    expect(menu_link(page, "Watch")).to_be_visible()
    entered_everywhere(page, box)
    for nation in box.nations[1:]:
        page.get_by_label("Nation whose picture is shown").select_option(nation)
        page.wait_for_url(f"**/{nation}/#/watch")
        expect(menu_link(page, "Watch")).to_be_visible()
    other = open_page(signed_in=False)
    other.goto(box.link)
    expect(other.get_by_role("alert")).to_contain_text("was used")


def entered_everywhere(page: Page, box: RunningBox) -> None:
    """Wait until the neighbours are entered too: who leaves the page before that stops it."""
    wanted = {(f"cspo-{nation}", f"/{nation}/") for nation in box.nations}
    began = time.monotonic()
    found: set[tuple[str | None, str | None]] = set()
    while time.monotonic() - began < PATIENCE_S:
        found = {(each.get("name"), each.get("path")) for each in page.context.cookies()}
        if found == wanted:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"sessions only at {sorted(map(str, found))}")


def test_signing_out_shows_the_door(open_page):
    open_page.expects("status of 401")
    page = open_page("GBR")
    page.get_by_text("The officer of the watch").first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in at GBR")).to_be_visible()


def test_the_theme_is_chosen_and_kept(open_page):
    page = open_page()
    page.get_by_text("The officer of the watch").first.click()
    page.get_by_label("Theme").select_option("light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (390, 844)])
def test_the_frame_fits_the_window(open_page, shot, size):
    page = open_page(size=size)
    expect(menu_link(page, "Watch")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]
    shot(page, f"shell-{size[0]}x{size[1]}")


def test_nothing_of_other_sites_may_run(box: RunningBox):
    with urllib.request.urlopen(f"{box.url}/AUS/") as answer:
        policy = answer.headers["Content-Security-Policy"]
        page = answer.read().decode()
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "<style" not in page
    assert "style=" not in page
    assert re.findall(r"https?://", page) == []
    facts = json.load(urllib.request.urlopen(f"{box.url}/AUS/api/v1/node"))
    assert facts["neighbours"] == box.nations


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_link_asks_whoever_is_signed_in(open_page, box, shot, theme):
    page = open_page("AUS", theme=theme)
    expect(menu_link(page, "Watch")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{box.url}/AUS/#code=cspo-code_of-somebody-else")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^You are signed in as "))
    shot(page, f"shell-another-person-{theme}")
    page.get_by_role("button", name=re.compile("^Stay ")).click()
    expect(menu_link(page, "Watch")).to_be_visible()
    assert "somebody" not in page.url
