"""The report of a screening: one file, whole in itself, whatever it is given."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from lxml import etree, html

from cspo.report import Encounter, ScreeningReport, render

SWEEP = np.geomspace(0.1, 10.0, 61)


def encounter(**changes: object) -> Encounter:
    plain = Encounter(
        title="ONE (1) and TWO (2)", tca_utc="2024-11-01T00:00:00.000Z", pc="Pc 1.00e-05",
        advice="Get better data.", facts={"Miss distance": "0.393 km"}, flags=["Diluted."],
        miss_km=0.393, cov_km2=np.array([[0.04, 0.01], [0.01, 0.09]]), hbr_km=0.01,
        sweeps=(SWEEP, 1e-5 * SWEEP**2, SWEEP, 1e-5 / SWEEP),
    )  # fmt: skip
    return replace(plain, **changes)


def page_of(encounters: list[Encounter], n: int = 50, **changes: object) -> str:
    rng = np.random.default_rng(1)
    report = ScreeningReport(
        heading="Close approaches from 2024-11-01", simulated=False,
        facts={"Catalogue": "sky.csv, 2 objects"}, notes=["Ask first."], duration_h=24.0,
        threshold_km=5.0, hours=rng.uniform(0.0, 24.0, n),
        altitude_km=rng.uniform(300.0, 1500.0, n), speed_km_s=rng.uniform(0.0, 15.0, n),
        miss_km=rng.uniform(0.0, 5.0, n),
        encounters=encounters,
    )  # fmt: skip
    return render(replace(report, **changes)).decode("utf-8")


def drawings(page: str) -> list[str]:
    return re.findall(r"<svg .*?</svg>", page, re.DOTALL)


@pytest.mark.parametrize(
    ("encounters", "n", "figures"),
    [
        ([], 0, 4),
        ([encounter()], 1, 5),
        ([encounter(pc="Pc at most 1.00e-03", sweeps=None)], 3, 4),
        ([encounter(cov_km2=None, sweeps=None)], 3, 4),
        ([encounter(), encounter(miss_km=0.0), encounter(hbr_km=5.0)], 50, 7),
        ([encounter(sweeps=(SWEEP, np.zeros(61), SWEEP, np.zeros(61)))], 3, 5),
        ([encounter(cov_km2=np.zeros((2, 2)))], 3, 5),
        ([encounter(cov_km2=np.diag([1e6, 1e-12]))], 3, 5),
    ],
    ids=["none", "one", "no Pc", "no plane", "head-on and huge", "Pc of zero", "flat", "needle"],
)
def test_a_page_for_every_outcome(encounters, n, figures):
    page = page_of(encounters, n)
    assert len(drawings(page)) == figures
    assert ("No event" in page) == (not encounters)
    for number, each in enumerate(encounters, 1):
        assert f"{number}. {each.title}" in page
        assert each.pc in page


def test_every_drawing_is_well_formed_and_named():
    for drawing in drawings(page_of([encounter()])):
        root = etree.fromstring(drawing)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert "currentColor" in drawing


def test_one_file_with_no_reference_to_another():
    page = page_of([encounter()])
    outside = [
        address for address in re.findall(r"https?://[^\s\"'<>]+", page)
        if not re.search(rf'xmlns(:\w+)?="{re.escape(address)}"', page)
    ]  # fmt: skip
    assert outside == []
    tree = html.fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //embed | //base")
    hrefs = tree.xpath("//@href | //@src") + re.findall(r'xlink:href="([^"]*)"', page)
    assert all(reference.startswith("#") for reference in hrefs)
    assert "@import" not in page
    assert all(url.startswith("#") for url in re.findall(r"url\(([^)]*)\)", page))
    assert "default-src 'none'" in page


def test_names_are_shown_and_never_obeyed():
    evil = '<script>alert("1")</script><img src=x onerror=alert(2)>\'"&'
    page = page_of(
        [encounter(
            title=evil, facts={evil: evil}, flags=[evil], advice=evil, pc=evil, tca_utc=evil
        )],
        heading=evil, facts={evil: evil}, notes=[evil],
    )  # fmt: skip
    assert "<script" not in page
    assert "<img" not in page
    tree = html.fromstring(page)
    assert not tree.xpath("//@onerror")
    assert tree.xpath("string(//h1)") == evil
    assert evil in tree.xpath("string(//h3)")


def test_simulated_stands_at_head_and_foot_or_nowhere():
    assert page_of([], simulated=True).count('<div class="banner">SIMULATED</div>') == 2
    assert "SIMULATED" not in page_of([encounter()])


def test_the_same_report_gives_the_same_bytes():
    assert page_of([encounter()]) == page_of([encounter()])


@pytest.mark.parametrize("duration_h", [0.01, 1.2, 24.0, 168.0, 9600.0])
def test_windows_of_every_length(duration_h):
    hours = np.linspace(0.0, duration_h * 0.999, 50)
    assert len(drawings(page_of([], duration_h=duration_h, hours=hours))) == 4


def test_values_that_no_axis_can_hold():
    page = page_of([], n=4, altitude_km=np.array([35_786.0, 1e5, -5.0, 1999.0]),
                   speed_km_s=np.array([0.0, 20.0, 1e-9, 15.9]), miss_km=np.zeros(4))  # fmt: skip
    assert len(drawings(page)) == 4
    assert "nan" not in page.lower().replace("governance", "")
