"""The sky as a person uses it: choose, leave out, move time, turn; by hand and by keys."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.web.sky_page import VIEW, drawn

ISS = "norad:25544"
LEVELS = ("U", "R", "C", "S", "TS")
WORDS = ("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")


def highest_of(box):
    """The highest level among the marks of what AUS may see of the sky."""
    with box.client("AUS") as client:
        data = client.get("api/v1/sky").content
    header = json.loads(data[12 : 12 + int.from_bytes(data[8:12], "little")])
    return WORDS[max(LEVELS.index(mark.split("//")[0]) for mark in header["mark"])]


def looked_from(page):
    return page.evaluate(f"{VIEW}.scene.globe.look")


def test_the_sky_opens_with_all_that_one_may_see(open_page, box, shot):
    for theme, size in (("dark", (1280, 800)), ("light", (1920, 1080))):
        page = open_page("AUS", "sky", size=size, theme=theme)
        drawn(page)
        with box.client("AUS") as client:
            count = client.get("api/v1/catalog").json()["count"]
        expect(page.get_by_text(f"{count:,} objects by type")).to_be_visible()
        banner = page.get_by_role("note", name="Highest mark on screen")
        expect(banner).to_contain_text(highest_of(box))
        legend = page.get_by_role("list", name="What is shown")
        expect(legend.get_by_role("listitem")).to_have_count(4)
        shot(page, f"sky-{theme}-{size[0]}")


def test_an_object_is_chosen_by_hand_and_let_go_by_key(open_page):
    page = open_page("AUS", f"sky?object={ISS}")
    drawn(page)
    page.keyboard.press("f")
    label = page.locator("cspo-sky-view .chosen")
    expect(label).to_have_text("ISS (ZARYA)")
    expect(page.locator("cspo-object-panel")).to_contain_text("ISS (ZARYA)")
    canvas = page.get_by_role("application", name=re.compile("Globe with"))
    spot, frame = label.bounding_box(), canvas.bounding_box()
    assert spot is not None
    assert frame is not None
    x, y = spot["x"] - 14 - frame["x"], spot["y"] + spot["height"] / 2 - frame["y"]
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("object="))
    expect(label).to_be_hidden()
    canvas.click(position={"x": x, "y": y})
    expect(page).to_have_url(re.compile("object="))
    expect(page.locator("cspo-object-panel")).to_be_visible()


def test_categories_are_left_out_and_told_apart_by_something_else(open_page, shot):
    page = open_page("AUS", "sky")
    drawn(page)
    page.get_by_role("checkbox", name=re.compile("Debris")).uncheck()
    hidden = page.evaluate(f"""() => {{
        const looks = {VIEW}.scene.points.looks;
        let n = 0;
        for (let at = 5; at < looks.length; at += 8) n += looks[at] === 0;
        return n;
    }}""")  # fmt: skip
    entry = page.get_by_role("listitem").filter(has_text="Debris").inner_text()
    assert hidden == int(re.sub(r"\D", "", entry))
    for mode, first in (("owner", "USA"), ("age", "day"), ("risk", "Pc"), ("source", "catalogue")):
        page.get_by_label("Tell objects apart by").select_option(mode)
        expect(page).to_have_url(re.compile(f"color={mode}"))
        expect(page.get_by_role("list", name="What is shown")).to_contain_text(first)
        if mode == "risk":
            expect(page.get_by_role("listitem").filter(has_text="10⁻")).to_have_count(4)
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("color=age"))


def test_time_is_moved_stopped_and_let_go(open_page):
    page = open_page("AUS", "sky")
    drawn(page)
    bar = page.get_by_role("group", name="Time shown")
    bar.get_by_role("slider").fill("600")
    expect(bar.get_by_role("status")).to_contain_text("after now")
    expect(page).to_have_url(re.compile("t=2024-11-01T0"))
    page.keyboard.press("n")
    expect(bar.get_by_role("status")).not_to_contain_text("after now")
    expect(page).not_to_have_url(re.compile("t="))
    page.keyboard.press("Space")
    expect(bar.get_by_role("button", name="Run time")).to_be_visible()
    before = page.evaluate(f"{VIEW}.scene.pulse.frames")
    bar.get_by_role("combobox", name="Speed of time").select_option("60")
    expect(bar.get_by_role("button", name="Stop time")).to_be_visible()
    page.wait_for_timeout(2_500)
    assert page.evaluate(f"{VIEW}.scene.pulse.frames") > before
    bar.get_by_role("button", name="Now").click()
    drawn(page)


def test_the_globe_is_turned_by_hand_wheel_and_keys_and_kept_in_the_address(open_page):
    page = open_page("AUS", "sky")
    drawn(page)
    canvas = page.get_by_role("application", name=re.compile("Globe with"))
    first = looked_from(page)
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    by_keys = looked_from(page)
    assert by_keys["longitudeDeg"] > first["longitudeDeg"]
    assert by_keys["distanceKm"] < first["distanceKm"]
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 40, steps=4)
    page.mouse.up()
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(200)
    by_hand = looked_from(page)
    assert by_hand["longitudeDeg"] < by_keys["longitudeDeg"]
    assert by_hand["distanceKm"] > by_keys["distanceKm"]
    longitude = re.escape(f"{by_hand['longitudeDeg']:.1f}")  # and no longer that of the keys
    expect(page).to_have_url(re.compile(rf"from={longitude}%2C[-\d.]+%2C\d+"))
    page.reload()
    drawn(page)
    assert abs(looked_from(page)["longitudeDeg"] - by_hand["longitudeDeg"]) < 0.1


def test_objects_are_gone_through_by_keys(open_page):
    page = open_page("AUS", "sky")
    drawn(page)
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("object="))
    first = page.url
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page).to_have_url(first)
