"""Every view held against WCAG 2.2 AA by axe-core, in dark and in light.

axe is evaluated through the browser's own debugger: the page's content security policy stays
as strict as it is. What axe can't judge (keys, focus, order) is in ``test_keyboard.py``.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any, Final
from urllib.parse import quote

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.web.conftest import ROOT
from tests.web.sky_page import drawn

AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_COLOR: Final = ["color-contrast", "link-in-text-block"]
"""What another theme can change."""

MEETING: Final = "norad:47967"
ISS: Final = "norad:25544"
STUDY_S: Final = 180.0
"""So long a study may take on a machine that does much else."""


class Axe:
    """axe-core in one window."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._debugger: CDPSession = page.context.new_cdp_session(page)
        self._run(AXE.read_text("utf-8"))

    def _run(self, script: str) -> Any:
        told = self._debugger.send(
            "Runtime.evaluate",
            {"expression": script, "awaitPromise": True, "returnByValue": True},
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def violations(self, only: dict[str, Any]) -> list[str]:
        """What axe finds wrong, a line for each element."""
        options = {"runOnly": only, "resultTypes": ["violations"]}
        found: list[dict[str, Any]] = self._run(
            f"axe.run(document, {json.dumps(options)}).then((told) => told.violations)"
        )
        return [
            f"{rule['id']} ({rule['help']}): {_where(node['target'])}: {_first(node)}"
            for rule in found for node in rule["nodes"]
        ]  # fmt: skip

    def faults(self, name: str) -> list[str]:
        """All of a view in the theme that is on, and its colours in the other."""
        self._page.emulate_media(color_scheme="dark")
        found = self.violations({"type": "tag", "values": TAGS})
        self._page.emulate_media(color_scheme="light")
        light = self.violations({"type": "rule", "values": BY_COLOR})
        return [f"{name}, dark: {each}" for each in found] + [
            f"{name}, light: {each}" for each in light
        ]


def _where(target: list[Any]) -> str:
    return " > ".join(str(each) for part in target for each in _flat(part))


def _flat(part: Any) -> list[Any]:
    return part if isinstance(part, list) else [part]


def _first(node: dict[str, Any]) -> str:
    said = [check["message"] for kind in ("any", "all", "none") for check in node[kind]]
    return said[0] if said else node["html"]


def shown(page: Page, view: str, sign: str) -> None:
    """Another view in the same window; *sign* is what it has once it is whole."""
    page.evaluate(f"location.hash = {json.dumps('#/' + view)}")
    expect(page.locator(sign).first).to_be_visible()


def found_wrong(page: Page, views: list[tuple[str, str]]) -> list[str]:
    """What is wrong on any of these."""
    axe = Axe(page)
    faults = []
    for view, sign in views:
        shown(page, view, sign)
        faults += axe.faults(view)
    return faults


def item(box: Any, path: str, **params: Any) -> dict[str, Any]:
    """The first of what the node lists."""
    with box.client("AUS") as client:
        told = client.get(f"api/v1/{path}", params=params)
        told.raise_for_status()
        first: dict[str, Any] = told.json()["items"][0]
        return first


def studied(box: Any, kind: str, asked: dict[str, Any]) -> str:
    """A study that is done; its name."""
    with box.client("AUS") as client:
        told = client.post(f"api/v1/consequence/{kind}", json=asked)
        told.raise_for_status()
        study: str = told.json()["id"]
        began = time.monotonic()
        while time.monotonic() - began < STUDY_S:
            state = client.get(f"api/v1/consequence/studies/{study}").json()
            if state["state"] not in {"waiting", "reckoning"}:
                assert state["state"] == "done", state
                return study
            time.sleep(0.5)
    raise AssertionError(f"{kind} took more than {STUDY_S} s")


def test_the_watch(open_page):
    page = open_page("AUS")
    assert not found_wrong(page, [
        ("watch", "cspo-checklist li"),
        ("watch/log", "cspo-watch-log form"),
        ("watch/brief", "role=region[name='Brief of the watch']"),
        ("watch/handover", "cspo-watch-handover form"),
    ])  # fmt: skip


def test_the_watch_on_a_telephone(open_page, box):
    page = open_page("AUS", size=(390, 844), has_touch=True)
    expect(page.locator("cspo-watch-row").first).to_be_visible()
    faults = Axe(page).faults("telephone, list")
    page.get_by_role("list", name="Emergencies").get_by_role("button").first.tap()
    expect(page.locator("cspo-checklist li").first).to_be_visible()
    assert not faults + Axe(page).faults("telephone, event")


def test_the_sky(open_page):
    page = open_page("AUS", f"sky?object={ISS}")
    drawn(page)
    assert not found_wrong(page, [
        (f"sky?object={ISS}", "cspo-object-panel h2"),
        ("sky?map=flat&color=owner&sites=1", "cspo-sites"),
    ])  # fmt: skip


def test_conjunctions(open_page, box):
    page = open_page("AUS", "conjunctions")
    event = quote(item(box, "encounters", object=MEETING, warned=True)["event"], safe="")
    at = f"conjunctions/{event}"
    assert not found_wrong(page, [
        ("conjunctions?show=all", "cspo-table tbody tr"),
        ("conjunctions?text=nothing%20like%20it", "cspo-empty"),
        (at, "cspo-encounter-plane svg"),
        (f"{at}?part=history", "cspo-event-history svg"),
        (f"{at}?part=trade", "cspo-trade-plots"),
        (f"{at}?part=told", "cspo-event-view table"),
        (f"{at}?part=talk", "cspo-talk aside"),
    ])  # fmt: skip
    page.get_by_role("button", name="Propose…").click()
    expect(page.get_by_role("form", name="Proposal")).to_be_visible()
    assert not Axe(page).faults("a proposal")


def test_the_coalition_and_a_record(open_page, box):
    page = open_page("AUS", "coalition")
    record = item(box, "records", kind="warning")["id"]
    assert not found_wrong(page, [
        ("coalition", "cspo-matrix table, cspo-matrix svg"),
        ("coalition?from=FRA&to=AUS", "cspo-coalition-view table"),
        (f"records/{record}", "cspo-lineage svg"),
    ])  # fmt: skip


def test_shells_and_an_object(open_page):
    page = open_page("AUS", "shells/geo")
    assert not found_wrong(page, [
        ("shells/geo", "cspo-table[name=belt] tbody tr"),
        ("shells/altitudes", "cspo-table[name=altitudes] tbody tr"),
        ("shells/gabbard", "cspo-picture"),
        (f"objects/{MEETING}", "cspo-object-view h1, cspo-object-view h2"),
    ])  # fmt: skip


def test_consequence(open_page, box):
    page = open_page("AUS", "consequence/break-up")
    studies = {
        "breakup": studied(box, "breakup", {"object": "norad:25338", "hours": 3.0}),
        "services": studied(box, "services", {"lost": [MEETING], "constellation": "GPS"}),
        "environment": studied(box, "environment", {"years": 20.0}),
    }
    event = f"consequence/break-up/{studies['breakup']}"
    assert not found_wrong(page, [
        ("consequence/break-up", "cspo-breakup-form form"),
        (event, "cspo-warn-list li"),
        (f"{event}?part=crossed", "cspo-table tbody tr"),
        (f"{event}?part=cloud", "cspo-cloud-density svg"),
        (f"{event}?part=decay", "cspo-band-plot svg"),
        (f"{event}?part=notice", "cspo-notice-draft pre"),
        (f"{event}?part=basis", "cspo-breakup-part ul.plain"),
        ("consequence/launch", "cspo-launch-part form"),
        ("consequence/services", "cspo-services-part form"),
        (f"consequence/services/{studies['services']}", "cspo-nation-map svg"),
        ("consequence/shells", "cspo-shells-history svg"),
        (f"consequence/shells/{studies['environment']}", "cspo-band-plot svg"),
    ])  # fmt: skip
    page.get_by_role("button", name="Ask anew…").click()
    expect(page.get_by_role("form", name="The years to come")).to_be_visible()
    assert not Axe(page).faults("asked anew")


def test_the_operator(open_page):
    page = open_page("USA", "operator", party="USA/starlink")
    assert not found_wrong(page, [("operator", "cspo-table tbody tr")])


def test_the_search_and_the_help(open_page):
    page = open_page("AUS")
    expect(page.locator("cspo-checklist li").first).to_be_visible()
    axe = Axe(page)
    page.keyboard.press("/")
    page.keyboard.type("optus")
    expect(page.locator("cspo-search [role=option]").first).to_be_visible()
    faults = axe.faults("search")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert not faults + axe.faults("help")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "telephone"])
def test_the_way_in(open_page, size):
    page = open_page("AUS", signed_in=False, size=size)
    open_page.expects("status of 401", "status of 400")
    field = page.get_by_label("One-time code or token")
    field.fill("no-such-code")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(re.compile("▲"))
    assert not Axe(page).faults("the way in")
