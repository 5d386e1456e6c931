"""Belt and shells on the page: drawings, their tables as CSV, their pictures as SVG and PNG."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect


def answer(box, path, nation="AUS", **params):
    """What the node says to a program."""
    with box.client(nation) as client:
        told = client.get(f"api/v1/{path}", params=params)
        told.raise_for_status()
        return told.json()


def table_of(page, name):
    """A table as somebody saves it: headings and rows."""
    with page.expect_download() as saved:
        page.locator(f'cspo-table[name="{name}"]').get_by_role("button", name="CSV").click()
    return list(csv.DictReader(Path(saved.value.path()).read_text().splitlines()))


def test_the_belt_and_its_table(open_page, box, shot):
    page = open_page("AUS", "shells/geo", size=(1920, 1080))
    told = answer(box, "shells/belt", days=5, step_h=23.9345)
    drawing = page.get_by_role("img", name=re.compile("objects; .* of them drift"))
    expect(drawing).to_be_visible()
    shot(page, "belt-dark-1920")
    rows = table_of(page, "belt")
    assert len(rows) == len(told["objects"])
    assert {row["Object"] for row in rows} == {each["object"] for each in told["objects"]}
    assert all(-180.0 <= float(row["Longitude now (° east)"]) <= 180.0 for row in rows)


def test_the_belt_closer_by_keys_and_an_object_of_it(open_page, shot):
    page = open_page("AUS", "shells/geo")
    expect(page.get_by_role("img", name=re.compile("of them drift"))).to_be_visible()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("wide=120"))
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile("around=30"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("object="))
    expect(page.get_by_text("Picked:")).to_be_visible()
    page.get_by_role("link", name="Its page").click()
    expect(page).to_have_url(re.compile("#/objects/"))


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_altitudes_add_up(open_page, box, shot, theme):
    page = open_page("AUS", "shells/altitudes", theme=theme)
    told = answer(box, "shells/altitudes", low_km=150, high_km=2_000, shell_km=25)
    expect(page.get_by_role("img", name=re.compile("Most objects are between"))).to_be_visible()
    shot(page, f"altitudes-{theme}-1280")
    rows = table_of(page, "altitudes")
    assert len(rows) == len(told["density_per_km3"])
    shown = sum(float(row["All"].replace(",", "")) for row in rows)
    expected = sum(sum(column) for column in told["mean_count"].values())
    assert shown == pytest.approx(expected, abs=0.06 * len(rows))
    page.get_by_role("button", name="Around the belt").click()
    expect(page).to_have_url(re.compile("range=high"))
    expect(page.get_by_text("34,000").first).to_be_visible()


def test_a_gabbard_diagram_of_a_launch(open_page, box, shot):
    page = open_page("AUS", "shells/gabbard", theme="light")
    first = answer(box, "shells/families")["families"][0]
    expect(
        page.get_by_role("img", name=re.compile(f"objects of {first['family']}"))
    ).to_be_visible()
    shot(page, "gabbard-light-1280")
    page.get_by_label("or part of a name").fill("STARLINK")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("family=STARLINK"))
    total = answer(box, "shells/gabbard", family="STARLINK")["total"]
    expect(page.get_by_text(f"Gabbard diagram of STARLINK: {total} objects").first).to_be_visible()


def test_a_picture_says_what_it_is_wherever_it_goes(open_page):
    page = open_page("AUS", "shells/altitudes")
    expect(page.get_by_role("img", name=re.compile("Most objects"))).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG").click()
    text = Path(saved.value.path()).read_text()
    assert "SIMULATED" in text
    assert "Objects in shells of 25 km" in text
    assert "style=" not in text
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
