"""The whole page by keyboard alone: nothing here clicks, fills or points.

Each stop of Tab must be seen (a ring of focus, within the window), none is visited twice before
all were, and the walk comes round: no trap.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.web.sky_page import drawn

MOST_STOPS: Final = 160
WHERE: Final = """() => {
  const hex = getComputedStyle(document.documentElement).getPropertyValue('--focus').trim();
  const focus = `rgb(${[1, 3, 5].map((n) => parseInt(hex.slice(n, n + 2), 16)).join(', ')})`;
  const drawn = (link) => [...link.querySelectorAll('rect, path')]
    .some((each) => getComputedStyle(each).stroke === focus);
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  window.__stops ??= new Map();
  if (!window.__stops.has(at)) window.__stops.set(at, window.__stops.size);
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const named = at.labels?.length ? [...at.labels].map((each) => each.textContent).join(' ') : '';
  const slotted = [...at.querySelectorAll('slot')].flatMap((slot) => slot.assignedNodes())
    .map((each) => each.textContent).join(' ');
  const text = at.getAttribute('aria-label') || named || slotted || at.textContent || at.title;
  return {
    id: window.__stops.get(at), tag: at.localName, text: (text || '').replace(/\\s+/g, ' ').trim(),
    ring: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || drawn(at),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth,
  };
}"""
"""The element that has the focus, through every shadow."""


def where(page: Page) -> dict[str, Any] | None:
    """What has the focus."""
    found: dict[str, Any] | None = page.evaluate(WHERE)
    return found


def tab_to(page: Page, pattern: str, key: str = "Tab") -> None:
    """Press Tab until what has the focus is named so."""
    stops = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        at = where(page)
        if at is None:
            continue
        stops.append(at["text"][:40])
        if re.search(pattern, at["text"]):
            assert at["ring"], at
            return
    raise AssertionError(f"{pattern} is not reached by {key}: {stops}")


def walked(page: Page) -> list[str]:
    """What is wrong on the way of Tab once round the page."""
    faults, seen, first = [], set(), None
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = where(page)
        if at is None:
            continue  # the browser's own bar: the page goes on from its beginning
        if at["id"] == first:
            break
        first = at["id"] if first is None else first
        told = f"{at['tag']} {at['text'][:60]!r}"
        if at["id"] in seen:
            faults.append(f"a trap: {told} comes again before all were visited")
            break
        seen.add(at["id"])
        if not at["ring"]:
            faults.append(f"no ring: {told}")
        if not at["seen"]:
            faults.append(f"out of sight: {told}")
    else:
        faults.append(f"does not come round within {MOST_STOPS} stops")
    assert len(seen) > 10
    return faults


@pytest.mark.parametrize(
    ("view", "sign"),
    [
        ("watch", "cspo-checklist li"),
        ("sky?map=flat&object=norad:25544", "cspo-object-panel h2"),
        ("conjunctions", "cspo-table tbody tr"),
        ("coalition", "cspo-matrix"),
        ("shells/altitudes", "cspo-table"),
        ("operator", "cspo-table tbody tr"),
        ("consequence/break-up", "cspo-breakup-form form"),
        ("consequence/shells", "cspo-shells-history svg"),
        ("plans/risk", "cspo-risk-part ul.rows li"),
    ],
)
def test_tab_goes_once_round_and_is_seen(open_page, view, sign):
    page = open_page("AUS", view)
    expect(page.locator(sign).first).to_be_visible()
    assert not walked(page)


def test_help_and_search_take_the_focus_and_give_it_back(open_page):
    page = open_page("AUS", "conjunctions")
    expect(page.locator("cspo-table tbody tr").first).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    for what in ("next row", "open the row", "search", "one minute back", "stop or run"):
        expect(dialog).to_contain_text(what)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    at = where(page)
    assert at is not None
    assert at["tag"] == "input"
    page.keyboard.type("optus.,j ?")  # keys are letters here
    expect(page.get_by_role("combobox", name="Search objects")).to_have_value("optus.,j ?")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Search objects")).not_to_be_focused()


def test_rows_time_and_the_sky_by_keys(open_page):
    page = open_page("AUS", "conjunctions?show=all")
    expect(page.locator("cspo-table tbody tr").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("cspo-table tbody tr").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="The event")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("#/conjunctions.*show=all"))
    page.keyboard.press("2")
    page.keyboard.press("m")
    bar = page.get_by_role("group", name="Time shown")
    expect(bar).to_be_visible()
    page.keyboard.press(" ")
    expect(bar.get_by_role("button", name="Run time")).to_be_visible()
    page.keyboard.press(".")
    page.keyboard.press(".")
    expect(bar).to_contain_text("after now")
    page.keyboard.press(",")
    page.keyboard.press("n")
    expect(bar).not_to_contain_text("after now")
    expect(page.locator("cspo-sky-legend li").first).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("cspo-object-panel h2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("cspo-object-panel")).to_have_count(0)


def test_the_globe_by_keys(open_page):
    page = open_page("AUS", "sky")
    drawn(page)
    page.keyboard.press("/")
    page.keyboard.type("25544")
    expect(page.locator("cspo-search [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("cspo-object-panel h2")).to_contain_text("ISS")
    page.keyboard.press("f")
    tab_to(page, "^Globe with")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("from="))


def stepped_to(page: Page, text: str) -> None:
    """Press k and j until what is shown beside the list of the watch is of it."""
    shown = page.locator("cspo-warning-card, cspo-item-card").locator("h2").first
    for key in ["k"] * 20 + ["j"] * 30:
        page.keyboard.press(key)
        page.wait_for_timeout(60)
        if key == "j" and shown.count() and text in shown.inner_text():
            return
    raise AssertionError(f"nothing on the watch's list says {text}")


def test_the_watch_is_kept_by_keys(open_page, shot):
    """An advisory is acknowledged and put aside, the emergency's event opened, a burn proposed."""
    page = open_page("USA")
    card = page.locator("cspo-warning-card")
    expect(page.locator("cspo-watch-row").first).to_be_visible()
    stepped_to(page, "IRIDIUM 110")
    page.keyboard.press("a")
    expect(card).to_contain_text("has it")
    page.keyboard.press("s")
    expect(page.locator("cspo-shelve-form")).to_be_visible()
    tab_to(page, r"^Why")
    page.keyboard.type("Known since noon: they move.")
    tab_to(page, "^Put it aside$")
    page.keyboard.press("Enter")
    expect(page.locator("details", has_text="Put aside").first).to_be_visible()

    stepped_to(page, "LANDSAT 9")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text("LANDSAT 9")
    tab_to(page, "^Coordination$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Propose…")).to_be_visible()
    tab_to(page, "^Propose")
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Proposal")).to_be_visible()
    tab_to(page, r"^To\b")
    page.keyboard.type("GBR")
    tab_to(page, "^Why")
    page.keyboard.type("We hold both. ")
    tab_to(page, "^Send the proposal$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("asked, no answer yet")).to_be_visible()
    shot(page, "keyboard-proposal")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1, name="Conjunctions")).to_be_visible()


def test_one_signs_in_by_keys(open_page, box):
    open_page.expects("status of 401")  # nobody is signed in yet
    page = open_page("FRA", "conjunctions", signed_in=False)
    expect(page.get_by_label("One-time code or token")).to_be_visible()
    tab_to(page, "^One-time code")
    page.keyboard.type(box.tokens["FRA"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Views")).to_be_visible()


def test_a_record_and_an_object_by_keys(open_page, box):
    with box.client("AUS") as client:
        record = client.get("api/v1/records", params={"kind": "warning"}).json()["items"][0]["id"]
    page = open_page("AUS", f"records/{record}")
    expect(page.locator("cspo-lineage svg").first).to_be_visible()
    assert not walked(page)
    page.evaluate(f"location.hash = '#/objects/{quote('norad:47967', safe='')}'")
    expect(page.get_by_role("heading", name="M2-A")).to_be_visible()
    assert not walked(page)
