"""Plans, risk and readiness on the page as a running node tells them, compared with its answers."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

MEETING = "norad:47967"
"""Of Australia's sky, and led to meet another."""
PLAN = f"""
[plan]
name = "{{name}}"
title = "OPTUS stays, by test {{name}}"
objective = "Nothing has to be moved this week."
answer_within = "4 h"
level = "U"
releasable_to = ["AUS", "USA"]

[[assumption]]
text = "Nothing comes close to it"
expression = 'max_pc(asset="{MEETING}", days=7) < 1e-12 or miss_distance("{MEETING}") > 9000 km'

[[assumption]]
text = "Somebody knows whether the night crew is ready"
expression = 'crew_ready("night-of-nobody")'

[[assumption]]
text = "The year is not over"
expression = "now() < 2090-01-01"
"""


def answer(box: Any, path: str, nation: str = "AUS", **params: Any) -> Any:
    """What the node says to a program."""
    with box.client(nation) as client:
        told = client.get(f"api/v1/{path}", params=params)
        told.raise_for_status()
        return told.json()


def entered(box: Any, name: str) -> None:
    """A plan of Australia's."""
    with box.client("AUS") as client:
        told = client.post("api/v1/plans", json={"toml": PLAN.format(name=name)})
        assert told.is_success, told.text


def until_judged(page: Page, name: str) -> None:
    """Wait until the node has looked at its assumptions."""
    row = page.locator("cspo-plan-row").filter(has_text=f"by test {name}")
    expect(row).to_contain_text(re.compile("Fails: |Unknown: "))


def test_a_plan_is_told_as_the_node_sees_it_and_reaffirmed(open_page, box, shot):
    entered(box, "live-one")
    page = open_page("AUS", "plans", size=(1280, 1000))
    until_judged(page, "live-one")
    shot(page, "plans-live-register-dark")
    page.get_by_role("link", name="by test live-one").click()
    expect(page.get_by_role("article")).to_have_count(3)
    told = answer(box, "plans/AUS/live-one")
    assert told["counts"]["unknown"] >= 1
    for each in told["assumptions"]:
        card = page.get_by_role("article", name=f"Assumption {each['number']}")
        expect(card).to_contain_text(each["text"])
        expect(card.locator("cspo-severity")).to_contain_text(each["standing"][:5])
    first = told["assumptions"][0]
    assert first["evidence"], first
    shot(page, "plans-live-plan-dark")

    page.get_by_role("button", name="Reaffirm…").click()
    form = page.get_by_role("form", name="Reaffirm")
    form.get_by_label("Why it stands").fill("It was moved already.")
    form.get_by_role("button", name="Sign that it stands").click()
    expect(form).to_be_hidden()
    history = page.get_by_role("complementary", name="About this plan")
    expect(history).to_contain_text("It was moved already.")
    events = answer(box, "plans/AUS/live-one")["events"]
    assert [each["what"] for each in events if each["text"] == "It was moved already."] == [
        "reaffirmed"
    ]

    card = page.get_by_role("article", name="Assumption 1")
    card.get_by_role("link", name=re.compile("^[0-9a-f]{8}")).first.click()
    expect(page.locator("cspo-lineage svg").first).to_be_visible()


def test_a_plan_is_amended_and_its_partner_sees_the_difference(open_page, box):
    entered(box, "live-two")
    page = open_page("AUS", "plans/plan/AUS/live-two")
    page.get_by_role("button", name="Amend…").click()
    form = page.get_by_role("form", name="Amend")
    third = form.get_by_role("group", name="Assumption 3")
    third.get_by_label("As the node checks it").fill("now() < 10 min")
    expect(third).to_contain_text(re.compile(r"Line 1, column \d+: expected an instant"))
    third.get_by_label("As the node checks it").fill("now() < 2089-01-01")
    expect(third).to_contain_text("Now: Holds")
    form.get_by_label("Why it is amended").fill("A year less.")
    form.get_by_role("button", name="Sign edition 2").click()
    expect(form).to_be_hidden()
    expect(page.get_by_role("group", name="What changed")).to_contain_text("2089-01-01")

    other = open_page("USA", "plans")
    row = other.locator("cspo-plan-row").filter(has_text="by test live-two")
    expect(row).to_contain_text("edition 2")
    other.get_by_role("link", name="by test live-two").click()
    expect(other.get_by_role("group", name="What changed")).to_contain_text("2089-01-01")
    expect(other.get_by_role("button", name="Retire…")).to_have_count(0)


def test_risk_is_that_of_the_node(open_page, box, shot):
    page = open_page("AUS", "plans/risk")
    rows = page.locator("cspo-risk-part ul.rows > li")
    told = answer(box, "risk", by="nation")
    expect(rows).to_have_count(len(told["rows"]))
    shot(page, "plans-live-risk-dark")
    first = told["rows"][0]
    rows.first.get_by_role("button").click()
    opinions = page.get_by_role("group", name="Opinions")
    expect(opinions.get_by_role("row")).to_have_count(1 + len(first["opinions"]))
    page.locator("cspo-assessment-list tbody a").first.click()
    expect(page.get_by_role("heading", name="What each nation thinks")).to_be_visible()
    record = page.url.rpartition("/")[2]
    whole = answer(box, f"assessments/{record}")
    expect(page.locator(".answer")).to_have_text(" ".join(whole["answer"].split()))
    if whole["evidence_lines"]:
        evidence = page.get_by_role("group", name="Evidence").get_by_role("row")
        expect(evidence).to_have_count(1 + len(whole["evidence_lines"]))
    shot(page, "plans-live-assessment-dark")


def test_an_action_is_written_down_and_settled(open_page, box, shot):
    page = open_page("AUS", "plans/owed")
    expect(page.get_by_role("button", name="Write down an action…")).to_be_visible()
    page.keyboard.press("a")
    form = page.get_by_role("form", name="An action")
    form.get_by_label("What is done").fill("Send the ephemeris twice a day")
    form.get_by_label("For whom").fill("USA")
    form.get_by_label("By, UTC").fill("2090-01-01 06:00")
    form.get_by_role("button", name="Sign it").click()
    expect(form).to_be_hidden()
    line = page.get_by_role("listitem").filter(has_text="Send the ephemeris twice a day")
    expect(line).to_contain_text("by 2090-01-01 06:00Z")
    shot(page, "plans-live-owed-dark")
    line.get_by_role("button", name="Settle…").click()
    page.get_by_role("form", name="Settle it").get_by_role("textbox").fill("Sent.")
    page.get_by_role("button", name="It is met").click()
    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()
    states = {
        each["state"] for each in answer(box, "obligations", limit=1000)["items"]
        if each["text"] == "Send the ephemeris twice a day"
    }  # fmt: skip
    assert states == {"met"}


def test_readiness_and_conduct_are_those_of_the_node(open_page, box, shot):
    with box.client("AUS") as client:
        told = client.post("api/v1/readiness", json={
            "subject": "crew", "name": "night", "title": "Night watch", "state": "limited",
            "reason": "One of two.",
            "qualifications": [{"name": "analyst", "expires": "2020-01-01"}],
        })  # fmt: skip
        assert told.is_success, told.text
    page = open_page("AUS", "plans/readiness")
    crews = page.get_by_role("region", name="Crews")
    expect(crews).to_contain_text("Night watch")
    expect(crews).to_contain_text("analyst: expired")
    lines = answer(box, "readiness")["lines"]
    expect(page.locator("li.line")).to_have_count(len(lines))
    shot(page, "plans-live-readiness-dark")
    page.keyboard.press("c")
    scores = answer(box, "scorecard")["lines"]
    expect(page.locator("cspo-scorecard-part li")).to_have_count(len(scores))
    shot(page, "plans-live-conduct-dark")
