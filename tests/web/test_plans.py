"""Plans on the page: the register, a plan, risk with its opinions, the boards; by keys and by eye.

What the node answers here is planted, one of each way that things can stand (`planted_plans` and
its neighbours, made of the shapes of the routes), so that every form of every page is looked at.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.planted_assumptions import PLAN, record
from tests.web.planted_readiness import Planted
from tests.web.planted_risk import ASSESSMENT
from tests.web.test_accessibility import Axe

SIZES = [(1280, 800), (1920, 1080), (390, 844)]
AXE = {"plan": (SIZES[0], SIZES[2]), "risk": (SIZES[0], SIZES[2])}
"""Pages that a telephone shows in another form; the rest only grow narrower."""
VIEWS = {
    "register": ("plans", "cspo-plan-row h3"),
    "plan": (f"plans/plan/{PLAN}", "cspo-assumption table"),
    "risk": ("plans/risk?of=AUS", "cspo-assessment-list tbody tr"),
    "assessment": (f"plans/assessment/{ASSESSMENT}", "cspo-assessment-history svg"),
    "readiness": ("plans/readiness", "cspo-readiness-part li.line"),
    "owed": ("plans/owed", "cspo-obligations-part li"),
    "conduct": ("plans/conduct", "cspo-scorecard-part li"),
}
SHIFTED = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => {
    if (!each.hadRecentInput) sum += each.value;
  })).observe({ type: "layout-shift", buffered: false });
  setTimeout(() => done(sum), 6500);
})"""
"""How much of the window moves by itself within a refresh, as browsers count it."""


class Node:
    """Answers for the node what is planted, and keeps what it was told."""

    def __init__(self, now: datetime) -> None:
        self.planted = Planted(now)
        self.told: list[tuple[str, Any]] = []

    def __call__(self, route: Route) -> None:
        asked = route.request
        url = urlsplit(asked.url)
        path = unquote(url.path).partition("/api/v1/")[2]
        body = json.loads(asked.post_data) if asked.post_data else None
        found = self.planted.answer(asked.method, path, dict(parse_qsl(url.query)), body)
        if found is None:
            route.continue_()
            return
        if asked.method == "POST" and not path.endswith("/check"):
            self.told.append((path, body))
        route.fulfill(body=found, content_type="application/json")


@pytest.fixture
def planted(open_page, box):
    """Opens a window whose node tells what is planted."""

    def opened(view: str, size: tuple[int, int] = (1280, 800), **given: Any) -> tuple[Page, Node]:
        page = open_page("AUS", "watch", size=size, **given)
        with box.client("AUS") as client:
            told = client.get("api/v1/node").json()["time_utc"]
        node = Node(datetime.fromisoformat(told))
        page.route("**/api/v1/**", node)
        expect(page.get_by_role("navigation", name="Views")).to_be_visible()
        page.evaluate(f"location.hash = {json.dumps('#/' + view)}")
        return page, node

    return opened


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_page_fits_and_reads(planted, shot, size):
    page, _ = planted("plans", size=size, has_touch=size[0] < 500)
    faults = []
    for name, (view, sign) in VIEWS.items():
        page.evaluate(f"location.hash = {json.dumps('#/' + view)}")
        expect(page.locator(sign).first).to_be_visible()
        wide = page.evaluate(
            "(() => { const main = document.querySelector('cspo-app').shadowRoot"
            ".querySelector('main'); return main.scrollWidth - main.clientWidth; })()"
        )
        assert wide <= 0, f"{name} is {wide} px wider than a window of {size[0]} px"
        shot(page, f"plans-{name}-{size[0]}")
        if size in AXE.get(name, (SIZES[0],)):
            faults += Axe(page).faults(f"{name} at {size[0]}")
    assert not faults


def test_the_register_says_what_is_wrong_since_when_and_who_is_late(planted):
    page, node = planted("plans")
    fails = page.get_by_role("region", name="fails", exact=True)
    first = fails.locator("cspo-plan-row").first
    expect(first).to_contain_text("Optus 10 stays where it is")
    expect(first).to_contain_text("not below 1e-4 by 110 %")
    expect(first).to_contain_text(re.compile(r"not true for 2 h 1[23] min"))
    expect(first).to_contain_text(re.compile(r"AUS\s+late by 2[56] min"))
    since = node.planted.register()[0].since_utc
    expect(first.locator("time").first).to_have_attribute("datetime", re.compile(since[:16]))
    page.get_by_role("button", name="owe an answer or a review, late").click()
    expect(page.locator("cspo-plan-row")).to_have_count(1)
    expect(page).to_have_url(re.compile("standing=late"))
    page.reload()
    page.get_by_role("button", name="owe an answer or a review, late").click()
    page.get_by_role("searchbox", name="Find a plan").fill("woomera")
    expect(page.locator("cspo-plan-row")).to_have_count(1)


def test_nothing_jumps_while_the_register_is_kept_fresh(planted):
    page, _ = planted("plans")
    expect(page.locator("cspo-plan-row h3").first).to_be_visible()
    assert page.evaluate(SHIFTED) < 0.01


def test_a_number_clicks_down_to_signed_records(planted):
    page, _ = planted("plans")
    page.get_by_role("link", name="Optus 10 stays where it is").click()
    card = page.get_by_role("article", name="Assumption 1")
    expect(card).to_contain_text("2.1 × 10⁻⁴ (1.2 × 10⁻⁴ to 4.8 × 10⁻⁴)")
    expect(card).to_contain_text("and FRA, GBR, USA.")
    evidence = record("conjunction 44506")
    expect(card.get_by_role("link", name=evidence[:8]).first).to_have_attribute(
        "href", f"#/records/{evidence}"
    )
    expect(page.get_by_role("img", name=re.compile("Assumption 1: .*fails from"))).to_be_visible()
    expect(page.get_by_role("group", name="What changed")).to_contain_text('crew_ready("night")')


def test_a_plan_is_answered_by_keys_alone(planted, shot):
    page, node = planted("watch")
    page.keyboard.press("8")
    expect(page.get_by_role("heading", level=1, name="Plans")).to_be_visible()
    expect(page.locator("cspo-plan-row h3").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Assumption 1")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("form", name="Reaffirm")).to_be_visible()
    page.keyboard.type("Its owner's ephemeris says otherwise.")
    shot(page, "plans-reaffirm-dark")
    assert not Axe(page).faults("reaffirm")
    page.keyboard.press("Tab")
    page.keyboard.type("2026-12-01 06:00")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Reaffirm")).to_be_hidden()
    assert node.told == [(f"plans/{PLAN}/reaffirm", {
        "number": 3, "reason": "Its owner's ephemeris says otherwise.",
        "until_utc": "2026-12-01T06:00Z",
    })]  # fmt: skip
    page.keyboard.press("Escape")
    expect(page.locator("cspo-plan-row h3").first).to_be_visible()
    parts = {"r": "Risk", "e": "Readiness", "o": "Obligations", "c": "Own conduct", "g": "Register"}
    tabs = page.get_by_role("navigation", name="Plans")
    for key, words in parts.items():
        page.keyboard.press(key)
        expect(tabs.get_by_role("link", name=words)).to_have_attribute("aria-current", "page")


def test_an_amendment_is_tried_before_it_is_signed(planted, shot):
    page, node = planted(f"plans/plan/{PLAN}")
    page.get_by_role("button", name="Amend…").click()
    form = page.get_by_role("form", name="Amend")
    second = form.get_by_role("group", name="Assumption 2")
    second.get_by_label("As the node checks it").fill('feed_lag("FRA") < 10')
    expect(second).to_contain_text("Line 1, column 19: expected a time, such as 10 min")
    shot(page, "plans-amend-dark")
    assert not Axe(page).faults("amend")
    form.get_by_label("Why it is amended").fill("Fresher.")
    form.get_by_role("button", name="Sign edition 4").click()
    expect(form.get_by_role("alert").last).to_contain_text("Look at assumption 2")
    second.get_by_label("As the node checks it").fill('feed_lag("FRA") < 20 min')
    expect(second).to_contain_text("Now: Holds")
    form.get_by_role("button", name="Sign edition 4").click()
    expect(form).to_be_hidden()
    path, told = node.told[-1]
    assert path == f"plans/{PLAN}/amend"
    assert told["number"] == 3
    assert told["assumptions"][1]["expression"] == 'feed_lag("FRA") < 20 min'
    assert len(told["assumptions"]) == 5


def test_risk_shows_each_opinion_beside_the_others(planted):
    page, node = planted("plans/risk")
    expect(page.get_by_text("1 of 5 are disputed.")).to_be_visible()
    row = node.planted.risk().rows[0]
    drawn = page.locator("cspo-opinion-plot:not([axis])").first.get_by_role("img")
    for opinion in row.opinions:
        expect(drawn).to_have_attribute("aria-label", re.compile(f"{opinion.origin}: "))
    page.keyboard.press("d")
    expect(page.locator("cspo-risk-part ul.rows > li")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    table = page.get_by_role("group", name="Opinions")
    expect(table.get_by_role("row")).to_have_count(1 + len(row.opinions))
    page.get_by_role("link", name="OPTUS 10").first.click()
    expect(page.get_by_role("heading", name="OPTUS 10: conjunction")).to_be_visible()
    evidence = page.get_by_role("group", name="Evidence")
    expect(evidence.get_by_role("row")).to_have_count(5)
    expect(evidence).to_contain_text("not here, or not for you")
    expect(evidence.get_by_role("link", name=record("hidden")[:8])).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Risk", exact=True)).to_be_visible()


def test_what_is_owed_is_settled_with_words(planted):
    page, node = planted("plans/owed?who=ours")
    late = page.get_by_role("region", name="Late")
    expect(late.get_by_role("listitem")).to_have_count(1)
    late.get_by_role("button", name="Settle…").click()
    form = page.get_by_role("form", name="Settle it")
    form.get_by_role("textbox").fill("Reaffirmed.")
    form.get_by_role("button", name="It is met").click()
    expect(form).to_be_hidden()
    told = {"outcome": "met", "text": "Reaffirmed."}
    assert node.told == [(f"obligations/{record('obligation 0')}/settle", told)]
