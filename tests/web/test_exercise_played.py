"""A real exercise on the page: it is played by script, directed and answered by hand, and reviewed.

Who sits there comes in by the address that ``cspo exercise join`` prints. What is on the screen is
compared with what the node says to a program.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from cspo.web import assets
from tests.web.conftest import Opener

SCENARIO: Final = "late-manoeuvre-short"
CSPO: Final = Path(sys.executable).with_name("cspo")
ENDS_WITHIN_S: Final = 60.0


@dataclass
class Played:
    """An exercise that runs.

    Parameters
    ----------
    url : str
    folder : str
    """

    url: str
    folder: str

    def seat(self, nation: str, cell: str = "") -> dict[str, Any]:
        """A seat at the table, with the address that opens it once."""
        given = [str(CSPO), "exercise", "join", self.folder, nation, *([cell] if cell else [])]
        done = subprocess.run([*given, "--json"], check=True, capture_output=True, text=True)
        told: dict[str, Any] = json.loads(done.stdout)
        return told


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    """It stands at its begin."""
    if assets() is None:
        pytest.skip("the page was not built: make page")
    folder = tmp_path / "play"
    process = subprocess.Popen(
        [str(CSPO), "exercise", "run", SCENARIO, "--scripted", "--serve", "--step", "--json",
         "--port", "0", "--data", str(folder)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "CSPO_DATA": ""},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["event"] == "up", told
        yield Played(url=told["url"], folder=str(folder))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=ENDS_WITHIN_S)
        finally:
            process.kill()


@pytest.fixture
def seated(browser: Browser, played: Played) -> Iterator[Any]:
    """``seated("NOR", "watch", view)``: a window of who sits there, and a program of theirs."""
    opener = Opener(browser, played)  # type: ignore[arg-type] # it asks for no cookie
    opener.expects("status of 401")  # before somebody has come in
    clients: list[httpx.Client] = []

    def sit(nation: str, cell: str, view: str) -> tuple[Page, httpx.Client]:
        seat = played.seat(nation, cell)
        page = opener(seat["nation"], signed_in=False)
        page.goto("about:blank")  # to another fragment of the same page is no way in
        page.goto(seat["address"])
        expect(page.get_by_role("navigation", name="Views")).to_be_visible()
        page.evaluate(f"location.hash = '#/{view}'")
        client = httpx.Client(base_url=f"{played.url}/{seat['nation']}/api/v1/", trust_env=False)
        clients.append(client)
        for cookie in page.context.cookies():
            client.cookies.set(str(cookie.get("name")), str(cookie.get("value")))
        return page, client

    yield sit
    for client in clients:
        client.close()
    assert opener.close() == []


@pytest.mark.soak
def test_an_exercise_is_directed_answered_ended_and_reviewed(seated, shot):
    cell, directs = seated("white-cell", "", "exercise")
    clock = cell.get_by_role("region", name="The exercise’s clock")
    expect(cell.get_by_text("You are of the white cell")).to_be_visible()
    player, plays = seated("NOR", "watch", "exercise")
    expect(player.get_by_text("You play NOR")).to_be_visible()
    assert plays.get("exercise/white-cell").status_code == 403
    assert plays.get("exercise/review").status_code == 409
    listed = directs.get("exercise/white-cell").json()["injects"]
    come = [each for each in listed if each["state"] == "waiting"]
    text = player.get_by_role("main").inner_text()
    assert come
    assert not [each["title"] for each in come if each["title"] in text]

    # One of the list is given before its time, a word is put in; the next round brings both.
    last = listed[-1]
    cell.evaluate(f"location.hash = '#/exercise?inject={last['number']}'")
    cell.get_by_role("button", name="Give it now").click()
    cell.keyboard.press("i")
    cell.keyboard.type("A pilot asks")
    form = cell.get_by_role("form", name="Put something in")
    form.get_by_role("checkbox", name="NOR").check()
    form.get_by_role("button", name="Give it to the players").click()
    expect(form).to_be_hidden()
    clock.get_by_role("button", name="One round").click()
    for title in (last["title"], "A pilot asks"):
        expect(player.get_by_role("heading", name=title)).to_be_visible()
        expect(cell.locator("cspo-exercise-events ol button", has_text=title)).to_contain_text(
            "given"
        )

    # The player says that it is read, and something besides; both are records of its nation.
    article = player.get_by_role("article").filter(has_text="A pilot asks")
    article.get_by_role("textbox").fill("It was LARKSPUR 7.")
    article.get_by_role("button", name="We have it").click()
    expect(article).to_contain_text("It was LARKSPUR 7.")
    cell.keyboard.press("l")
    expect(cell.get_by_text("It was LARKSPUR 7.")).to_be_visible()
    shot(player, "exercise-real-player")
    expect(article).to_contain_text("read")
    cell.keyboard.press("y")
    expect(cell.get_by_role("region", name="What is asked of us")).to_be_visible()

    # It runs for a while, and ends for good.
    clock.get_by_label("Times our pace").select_option("1800")
    clock.get_by_role("button", name=re.compile("Go on|Begin")).click()
    expect(clock).to_contain_text("runs at 1,800 times our pace")
    expect(cell.locator("cspo-world-time")).to_contain_text("× 1,800")
    cell.keyboard.press("w")
    expect(cell.locator("cspo-knows-table tbody tr")).not_to_have_count(0)
    shot(cell, "exercise-real-who")
    clock.get_by_role("button", name="End it").click()
    clock.get_by_role("button", name="End the exercise").click()
    expect(clock).to_contain_text("The exercise has ended")

    # The review is now the player's too, as far as it may see; numbers are the node's.
    expect(player.get_by_role("link", name="After action")).to_be_visible()
    player.evaluate("location.hash = '#/exercise/review'")
    expect(player.get_by_text("The whole exercise.")).to_be_visible()
    told = plays.get("exercise/review").json()
    shown = player.locator("cspo-knows-table tbody tr")
    expect(shown).to_have_count(len(told["truths"]))
    first = told["truths"][0]
    expect(shown.first).to_contain_text(first["text"])
    reached = sum(len(line["stages"]) for line in first["nations"])
    expect(player.locator("cspo-review-timeline svg .mark")).to_have_count(reached)
    report = player.get_by_role("link", name="Report for all").get_attribute("href")
    answer = plays.get(str(report))
    assert answer.status_code == 200
    assert "EXERCISE" in answer.text
    shot(player, "exercise-real-review")
