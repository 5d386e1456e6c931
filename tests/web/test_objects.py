"""Objects on the page: search, one object source beside source, its file, sites, the flat map.

What is on the screen is compared with what the node answers a program.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cspo.messages import oem, omm_kvn

ISS = "norad:25544"
MINE = "norad:47967"
"""M2-A, of AUS."""


def answer(box, path, nation="AUS", **params):
    """What the node says to a program."""
    with box.client(nation) as client:
        told = client.get(f"api/v1/{path}", params=params)
        told.raise_for_status()
        return told.json()


def searched(page: Page, text: str) -> None:
    """Press the key, type, and wait for what is found."""
    expect(page.get_by_role("combobox", name="Search objects")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(text)
    expect(
        page.get_by_role("listbox", name="Objects found").get_by_role("option")
    ).not_to_have_count(0)


def test_a_search_by_keys_alone(open_page, box, shot):
    page = open_page("AUS", "watch")
    searched(page, "starlink-1")
    found = answer(box, "search", q="starlink-1")
    options = page.get_by_role("listbox", name="Objects found").get_by_role("option")
    expect(options).to_have_count(len(found["items"]))
    expect(options.first).to_contain_text(found["items"][0]["name"])
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    shot(page, "search-dark-1280")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(found["items"][1]["object"].replace(":", "%3A"))))
    expect(page.get_by_role("heading", name=found["items"][1]["name"])).to_be_visible()


def test_nothing_that_fits_says_what_to_try(open_page, shot):
    page = open_page("AUS", "watch", size=(390, 844))
    expect(page.get_by_role("combobox", name="Search objects")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("no such thing")
    expect(page.get_by_text("Try a part of its name")).to_be_visible()
    shot(page, "search-nothing-390")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Try a part of its name")).not_to_be_visible()


def test_in_the_sky_a_search_picks_there(open_page):
    page = open_page("AUS", "sky?map=flat")
    searched(page, "25544")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#/sky\?.*object=norad%3A25544"))
    expect(page.get_by_role("heading", name="ISS (ZARYA)")).to_be_visible()


def test_one_object_says_what_the_node_says(open_page, box, shot):
    page = open_page("AUS", f"objects/{MINE}", size=(1920, 1080), theme="light")
    told, sides = answer(box, f"objects/{MINE}"), answer(box, f"sides/{MINE}")
    expect(page.get_by_role("heading", name="M2-A")).to_be_visible()
    orbits = page.get_by_role("group", name="Orbits, source beside source").get_by_role("row")
    expect(orbits).to_have_count(1 + len(told["sides"]))
    adopted = next(each for each in sides["items"] if each["adopted"])
    expect(page.get_by_text("we go by it")).to_be_visible()
    expect(orbits.nth(1)).to_contain_text(f"{adopted['orbit']['period_min']:.3f}")
    expect(page.get_by_text(adopted["why"]).first).to_be_visible()
    coming = answer(box, "encounters", object=MINE)["items"]
    assert coming
    expect(page.locator(".approaches").get_by_role("listitem")).to_have_count(min(len(coming), 8))
    expect(page.get_by_role("img", name=re.compile("element set"))).to_be_visible()
    shot(page, "object-light-1920", full_page=True)


def test_an_object_that_is_not_there(open_page):
    open_page.expects("status of 404")
    page = open_page("AUS", "objects/norad:99999999")
    expect(page.get_by_role("alert")).to_contain_text("Not there, or not for you")
    expect(page.get_by_text("Press / to search for another")).to_be_visible()


@pytest.mark.parametrize(("form", "reads"), [("OMM, KVN", omm_kvn), ("OEM for 24 h, KVN", oem)])
def test_an_orbit_is_saved_as_the_node_writes_it(open_page, form, reads):
    page = open_page("AUS", f"objects/{ISS}")
    page.get_by_label("Form of the file").select_option(label=form)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save orbit").click()
    file = saved.value
    assert file.suggested_filename.startswith("simulated-norad-25544-")
    data = Path(file.path()).read_bytes()
    assert b"SIMULATED" in data
    if reads is omm_kvn:
        columns, faults = omm_kvn.read(data)
        assert (columns.norad_cat_id.tolist(), faults) == ([25544], [])
    else:
        assert len(oem.read(data).segments[0].epochs) == 1_441


def test_the_flat_map_picks_moves_and_comes_closer(open_page, shot):
    page = open_page("AUS", f"sky?map=flat&object={ISS}")
    canvas = page.get_by_role("img", name=re.compile("Map of the Earth"))
    expect(canvas).to_have_accessible_name(re.compile("ISS .ZARYA. is picked"))
    page.wait_for_timeout(1_500)  # frames of the sky come from a worker
    shot(page, "sky-flat-dark-1280")
    canvas.focus()
    for key in ("ArrowRight", "+", "+", "ArrowUp"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Closer").click()
    page.get_by_role("button", name="The whole Earth").click()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(canvas).not_to_have_accessible_name(re.compile("is picked"))
    box = canvas.bounding_box()
    assert box is not None
    for x in range(20, int(box["width"]) - 20, 23):  # somebody clicks until something is hit
        page.mouse.click(box["x"] + x, box["y"] + box["height"] / 2)
        if "object=" in page.url:
            break
    assert "object=" in page.url
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Globe")).to_have_attribute("aria-pressed", "true")


def test_sites_and_what_one_sees(open_page, box, data_dir, shot):
    table = Path(box.folder) / "AUS" / "sites.csv"
    table.write_bytes((data_dir / "sensors" / "sensor_sites.csv").read_bytes())
    told = answer(box, "sites")
    assert told["items"]
    page = open_page("AUS", "sky?map=flat", theme="light")
    page.get_by_role("button", name="Sensors, and what each sees now").click()
    own = [each for each in told["items"] if each["nation"] == "AUS"]
    page.get_by_role("checkbox", name=re.compile("AUS's alone")).check()
    rows = page.locator("cspo-sites").get_by_role("row")
    expect(rows).to_have_count(1 + len(own))
    radar = max((each for each in own if each["dark"] is None), key=lambda each: each["seen"])
    rows.filter(has_text=radar["name"]).first.click()
    expect(page).to_have_url(re.compile("site="))
    expect(page.get_by_text("In its field", exact=True)).to_be_visible()
    seen = page.locator("cspo-sites").get_by_role("row")
    expect(seen.nth(1)).to_be_visible()
    page.wait_for_timeout(1_500)
    shot(page, "sites-light-1280")
    seen.nth(1).click()
    expect(page).to_have_url(re.compile("object="))
