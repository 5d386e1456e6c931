"""An exercise on the page: the band on every view, the white cell, players, the review.

The node is one of the box; what it says of an exercise is `planted_exercise`, in the very
shapes of its routes. What the page sends is looked at there.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from cspo.exercise.http.director_shapes import WhiteCellView
from cspo.exercise.http.review_shapes import AfterActionView
from cspo.exercise.http.shapes import ExerciseView, PlayerView
from tests.web.planted_exercise import FILES, Planted, planted
from tests.web.test_accessibility import Axe
from tests.web.test_keyboard import tab_to, walked

VIEWS = (
    "watch", "sky?map=flat", "conjunctions", "coalition", "shells", "operator", "consequence",
    "exercise", "exercise/review",
)  # fmt: skip
AT = """
  let at = document, inner = document.elementFromPoint(x, y);
  while (inner && inner !== at) [at, inner] = [inner, inner.shadowRoot?.elementFromPoint(x, y)];
"""
"""What is drawn at a point, through every shadow."""
TELEPHONE = (390, 844)
SIZES = ((1280, 800), (1920, 1080), TELEPHONE)


def told(name: str) -> Any:
    """What the node says."""
    return json.loads((FILES / f"{name}.json").read_text("utf-8"))


def test_what_is_planted_is_of_the_shapes_of_the_routes():
    shapes = {
        "exercise": ExerciseView, "player": PlayerView, "white-cell": WhiteCellView,
        "review": AfterActionView,
    }  # fmt: skip
    for name, kind in shapes.items():
        read = msgspec.json.decode((FILES / f"{name}.json").read_bytes(), type=kind)
        assert json.loads(msgspec.json.encode(read)) == told(name)


def band(page: Page):
    """What says that it is an exercise."""
    return page.get_by_role("note", name="Exercise")


def inject(page: Page, title: str):
    """A line of the events list."""
    return page.locator("cspo-exercise-events ol button", has_text=title)


def directing(open_page: Any, view: str = "exercise", **given: Any) -> tuple[Page, Planted]:
    """A window of the white cell."""
    page = open_page("AUS", view, **given)
    plan = planted(page, directs=True)
    expect(page.get_by_text("You are of the white cell")).to_be_visible()
    return page, plan


def playing(open_page: Any, view: str = "exercise", *, ended: bool = False, **given: Any):
    """A window of a player."""
    page = open_page("AUS", view, **given)
    plan = planted(page, directs=False, ended=ended)
    expect(band(page)).to_contain_text("Late manoeuvre")
    return page, plan


def sent(plan: Planted, page: Page, count: int) -> list[tuple[str, Any]]:
    """What was sent, once so much was."""
    for _ in range(100):
        if len(plan.sent) >= count:
            break
        page.wait_for_timeout(50)
    assert len(plan.sent) == count, plan.sent
    return plan.sent


def test_a_node_that_plays_in_none_says_nothing_of_exercises(open_page):
    page = open_page("AUS", "watch")
    menu = page.get_by_role("navigation", name="Views")
    expect(menu.get_by_role("link", name="Watch")).to_be_visible()
    page.keyboard.press("9")
    expect(page).to_have_url(re.compile("#/watch"))
    assert menu.get_by_role("link", name="Exercise").count() == 0
    assert band(page).count() == 0
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).not_to_contain_text("Exercise")
    assert not [url for url in open_page.requests if "/exercise" in url]
    page.keyboard.press("Escape")
    page.evaluate("location.hash = '#/exercise'")
    expect(page.get_by_text("This node is in no exercise")).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_every_view_is_under_the_band_and_within_the_rail(open_page, size, shot):
    page, _ = playing(open_page, ended=True, size=size)
    for view in VIEWS:
        page.evaluate(f"location.hash = '#/{view}'")
        expect(page.locator("main > *").first).to_be_visible()
        expect(band(page)).to_contain_text("EXERCISE")
        expect(page).to_have_title(re.compile("^EXERCISE · "))
        box = band(page).bounding_box()
        rail = page.locator("cspo-banner .rail").bounding_box()
        assert box is not None
        assert rail is not None
        assert (box["x"], box["width"]) == (0, size[0])
        assert box["height"] >= 20
        assert box["y"] < 60
        assert (rail["width"], rail["height"]) == size
        # Nothing lies above it: what is at its middle is of it.
        middle = [size[0] / 2, box["y"] + box["height"] / 2]
        hit = page.evaluate(f"([x, y]) => {{ {AT} return !!at?.closest('.exercise'); }}", middle)
        assert hit, view
    page.evaluate("location.hash = '#/sky?map=flat'")
    page.wait_for_timeout(500)
    shot(page, f"exercise-band-{size[0]}")


def test_the_band_stands_at_the_door_as_well_and_names_no_exercise(open_page):
    open_page.expects("status of 401")
    page = open_page("AUS", signed_in=False)
    planted(page, directs=False)
    expect(page.get_by_role("heading", name="Sign in at AUS")).to_be_visible()
    expect(band(page)).to_contain_text("EXERCISE")
    expect(band(page)).not_to_contain_text("Late manoeuvre")


def test_the_white_cell_drives_the_clock(open_page):
    page, plan = directing(open_page)
    clock = page.get_by_role("region", name="The exercise’s clock")
    expect(clock).to_contain_text("UTC of its world")
    expect(clock).to_contain_text("runs at 60 times our pace")
    expect(clock.locator("time")).to_have_attribute("datetime", re.compile("^2024-10-31T23:3"))
    page.keyboard.press("p")
    assert sent(plan, page, 1) == [("exercise/command", {"what": "pause"})]
    expect(clock).to_contain_text("The exercise is paused")
    expect(page.locator("cspo-world-time")).to_contain_text("exercise time, paused")
    page.keyboard.press("t")
    assert sent(plan, page, 2)[-1] == ("exercise/command", {"what": "step"})
    page.keyboard.press("+")
    assert sent(plan, page, 3)[-1] == ("exercise/command", {"what": "speed", "speed": 120})
    clock.get_by_label("Times our pace").select_option("10")
    assert sent(plan, page, 4)[-1] == ("exercise/command", {"what": "speed", "speed": 10})
    clock.get_by_role("button", name="Go on").click()
    assert sent(plan, page, 5)[-1] == ("exercise/command", {"what": "go"})
    clock.get_by_role("button", name="End it").click()
    expect(clock).to_contain_text("End the exercise for good?")
    clock.get_by_role("button", name="Go on with it").click()
    clock.get_by_role("button", name="End it").click()
    clock.get_by_role("button", name="End the exercise").click()
    assert sent(plan, page, 6)[-1] == ("exercise/command", {"what": "stop"})


def test_the_events_list_says_what_was_given_what_comes_and_what_is_missing(open_page, shot):
    page, plan = directing(open_page)
    rows = page.locator("cspo-exercise-events ol button")
    numbers = [int(each.split(".")[0]) for each in rows.locator(".title").all_inner_texts()]
    assert numbers == [1, 2, 3, 7, 5, 6, 4]
    expect(inject(page, "A newspaper asks")).to_contain_text("1 not in time")
    expect(inject(page, "SKYNET 5D has to move")).to_contain_text("max_pc(")
    shot(page, "exercise-events-1280")
    inject(page, "One sensor fails").click()
    card = page.get_by_role("article", name="Inject 5")
    expect(card).to_contain_text("held back")
    card.get_by_role("button", name="Let it go").click()
    assert sent(plan, page, 1) == [("exercise/inject", {"number": 5, "what": "free"})]
    page.keyboard.press("j")
    expect(page.get_by_role("article", name="Inject 6")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("Enter")
    assert sent(plan, page, 2)[-1] == ("exercise/inject", {"number": 6, "what": "give"})
    page.keyboard.press("j")
    expect(page.get_by_role("article", name="Inject 4")).to_contain_text("6.1 × 10⁻⁵")


def test_a_ruling_needs_a_reason(open_page):
    page, plan = directing(open_page, "exercise?inject=3")
    card = page.get_by_role("article", name="Inject 3")
    expect(card).to_contain_text("within 40 min of the inject")
    card.get_by_role("button", name="Rule on it").nth(1).click()
    card.get_by_role("button", name="It counts as done").click()
    expect(card).to_contain_text("Say why")
    card.get_by_label("Why").fill("They told it by telephone.")
    card.get_by_role("button", name="It counts as done").click()
    wanted = {"inject": 3, "expected": 2, "verdict": "met", "text": "They told it by telephone."}
    assert sent(plan, page, 1) == [("exercise/adjudicate", wanted)]


def test_a_ruling_stays_on_its_inject_while_the_next_is_given(open_page):
    """What is shown where nothing was chosen is what was given last: not under who writes."""
    page, plan = directing(open_page)
    plan.give(6)
    card = page.get_by_role("article", name="Inject 6")
    expect(card).to_be_visible()
    card.get_by_role("button", name="Rule on it").click()
    expect(page).to_have_url(re.compile("inject=6"))
    card.get_by_label("Why").fill("They told it by telephone.")
    plan.give(5)
    expect(inject(page, "One sensor fails")).to_contain_text("given")
    expect(card.get_by_label("Why")).to_have_value("They told it by telephone.")
    card.get_by_role("button", name="It does not count as done").click()
    wanted = {
        "inject": 6,
        "expected": 1,
        "verdict": "missed",
        "text": "They told it by telephone.",
    }
    assert sent(plan, page, 1) == [("exercise/adjudicate", wanted)]
    card.get_by_role("button", name="Rule on it").click()
    card.get_by_label("Why").fill("No: of another.")
    inject(page, "One sensor fails").click()
    other = page.get_by_role("article", name="Inject 5")
    expect(other).to_be_visible()
    expect(other.get_by_label("Why")).to_have_count(0)
    other.get_by_role("button", name="Rule on it").click()
    expect(other.get_by_label("Why")).to_have_value("")


def test_something_is_put_in_by_keys_alone(open_page, shot):
    page, plan = directing(open_page)
    page.keyboard.press("i")
    form = page.get_by_role("form", name="Put something in")
    expect(form).to_be_visible()
    page.keyboard.type("A pilot asks")
    tab_to(page, "^What players are told")
    page.keyboard.type("Is that star a satellite?")
    tab_to(page, "^Give it to the players")
    page.keyboard.press("Enter")
    expect(form).to_contain_text("Say who learns of it")
    tab_to(page, "^ ?FRA$", key="Shift+Tab")
    page.keyboard.press(" ")
    tab_to(page, "^Give it to the players")
    shot(page, "exercise-put-in")
    page.keyboard.press("Enter")
    wanted = {
        "what": "give",
        "title": "A pilot asks",
        "text": "Is that star a satellite?",
        "to": ["FRA"],
    }
    assert sent(plan, page, 1) == [("exercise/inject", wanted)]
    expect(form).to_be_hidden()


def test_objectives_who_has_what_and_words(open_page, shot):
    page, plan = directing(open_page)
    page.keyboard.press("o")
    share = page.get_by_role("region", name="Objective share")
    expect(share).to_contain_text("1 missed, 1 not yet, 1 met")
    expect(share.locator("tbody tr").first).to_contain_text("55 min 22 s")
    expect(share.locator("tbody tr").first).to_contain_text("at most 45 min")
    shot(page, "exercise-objectives-1280")
    page.keyboard.press("w")
    burn = page.locator("cspo-knows-table tbody tr", has_text="OPTUS C1 burns")
    expect(burn.locator("td")).to_have_text([
        re.compile(r"released\s*after 55 min 22 s"), re.compile(r"knew\s*after 20 min 10 s"),
        re.compile(r"acknowledged\s*after 32 min 30 s"), re.compile("unaware"),
    ])  # fmt: skip
    expect(page.get_by_role("group", name="What each node has")).to_contain_text("cut from USA")
    shot(page, "exercise-who-1280")
    page.keyboard.press("l")
    expect(page.get_by_text("Who speaks to the newspaper for all of us?")).to_be_visible()
    note = page.get_by_role("form", name="A note")
    note.get_by_role("textbox").fill("Good morning.")
    note.get_by_role("checkbox", name="GBR").check()
    note.get_by_role("button", name="Tell GBR").click()
    wanted = {"text": "Good morning.", "to": ["GBR"]}
    assert sent(plan, page, 1) == [("exercise/adjudicate", wanted)]
    shot(page, "exercise-words-1280")


def test_a_player_sees_what_is_asked_and_nothing_of_what_comes(open_page, shot):
    page, plan = playing(open_page)
    expect(page.get_by_text("One thing waits for you.")).to_be_visible()
    expect(page.get_by_role("article", name="Inject 3")).to_contain_text(
        "An answer is due within the hour."
    )
    expect(page.get_by_role("region", name="What we have done")).to_contain_text("ours alone")
    shot(page, "exercise-player-1280")
    text = page.get_by_role("main").inner_text()
    for each in told("white-cell")["injects"]:
        if each["state"] != "given":
            assert each["title"] not in text
        for action in each["expected"]:
            assert action["text"] not in text
    assert not [url for url in open_page.requests if "white-cell" in url or "review" in url]
    assert page.get_by_role("group", name="Drive the exercise").count() == 0
    assert page.get_by_role("link", name="After action").count() == 0
    page.keyboard.press("p")  # it is no key of a player's
    page.keyboard.press("a")
    page.keyboard.type("We say nothing before the owner has.")
    tab_to(page, "^We have it")
    page.keyboard.press("Enter")
    words = "We say nothing before the owner has."
    wanted = {"inject": 3, "text": "", "office": "duty officer"}  # it was read, and besides:
    assert sent(plan, page, 2) == [
        ("exercise/answer", wanted), ("exercise/answer", wanted | {"text": words}),
    ]  # fmt: skip
    word = page.get_by_role("form", name="To the white cell")
    word.get_by_role("button", name="Send it").click()
    expect(word).to_contain_text("Write something")


def test_the_review_says_when_who_had_it(open_page, shot):
    page, _ = playing(open_page, "exercise/review", ended=True)
    review = told("review")
    times = page.get_by_role("group", name="Times of each nation")
    expect(times.locator("tbody tr").first).to_have_text(re.compile(r"AUS\s*55 s\s*10 min 42 s"))
    expect(times.locator("tbody tr")).to_have_count(len(review["truths"][0]["nations"]))
    marks = page.locator("cspo-review-timeline svg .mark")
    lines = review["truths"][0]["nations"]
    expect(marks).to_have_count(sum(len(line["stages"]) for line in lines))
    shot(page, "exercise-review-1280")
    page.get_by_text("Each step of people: 2").click()
    expect(page.get_by_role("group", name="Steps of people")).to_contain_text("7.4 s")
    page.get_by_role("button", name="The radar at Learmonth").click()
    expect(times.locator("tbody tr").first).to_contain_text("36 min 50 s")
    parts = page.get_by_role("navigation", name="The review")
    parts.get_by_role("link", name="Decisions").click()
    first = page.locator("cspo-review-decisions li").first
    expect(first).to_contain_text("Not known then")
    expect(first).to_contain_text("true for 18 min")
    shot(page, "exercise-decisions-1280")
    parts.get_by_role("link", name="Improvement plan").click()
    expect(page.locator("cspo-review-improvements tbody tr")).to_have_text([
        re.compile("AUS.*2026-12-18.*late-manoeuvre, inject 2", re.DOTALL),
        re.compile("(to be named.*){3}", re.DOTALL),
    ])  # fmt: skip
    for name, query in (
        ("Report", "form=html&version=own"),
        ("PDF for all", "form=pdf&version=all"),
    ):
        link = page.get_by_role("link", name=name, exact=True)
        expect(link).to_have_attribute(
            "href", re.compile(re.escape(f"/AUS/api/v1/exercise/report?{query}"))
        )


@pytest.mark.parametrize("size", [(1280, 800), TELEPHONE])
def test_axe_finds_nothing(open_page, size):
    page, _ = directing(open_page, size=size)
    axe, faults = Axe(page), []
    for view, sign in (
        ("exercise?inject=3", "cspo-inject-card"), ("exercise?inject=new", "cspo-inject-form"),
        ("exercise/objectives", "cspo-exercise-objectives table"),
        ("exercise/who", "cspo-knows-table"), ("exercise/log", "cspo-exercise-talk"),
        ("exercise/player", "cspo-exercise-player article"),
        ("exercise/review", "cspo-review-timeline svg"),
        ("exercise/review/measures", "cspo-exercise-objectives table"),
        ("exercise/review/decisions", "cspo-review-decisions li"),
        ("exercise/review/improve", "cspo-review-improvements table"),
    ):  # fmt: skip
        page.evaluate(f"location.hash = '#/{view}'")
        expect(page.locator(sign).first).to_be_visible()
        faults += axe.faults(view)
    assert not faults


def test_tab_goes_once_round_and_is_seen(open_page):
    page, _ = directing(open_page, "exercise?inject=4")
    expect(page.get_by_role("article", name="Inject 4")).to_be_visible()
    assert not walked(page)


def test_a_player_goes_round_by_tab(open_page):
    page, _ = playing(open_page)
    expect(page.get_by_role("article", name="Inject 3")).to_be_visible()
    assert not walked(page)


@pytest.mark.parametrize(
    "view", ["exercise", "exercise?inject=3", "exercise/who", "exercise/log", "exercise/review"]
)
def test_a_telephone_shows_all_of_it_without_going_sideways(open_page, view, shot):
    page, _ = directing(open_page, view, size=TELEPHONE, has_touch=True)
    expect(page.locator("cspo-exercise-clock time")).to_be_visible()
    page.wait_for_timeout(300)
    wide = page.evaluate(
        "() => { const main = document.querySelector('cspo-app').shadowRoot.querySelector('main');"
        " return main.scrollWidth - main.clientWidth; }"
    )
    assert wide <= 0
    shot(page, "exercise-telephone-" + re.sub(r"\W+", "-", view.partition("/")[2] or view))
