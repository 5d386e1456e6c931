"""Reports of consequence: whole in themselves whatever stands in them, and as PDF."""

from __future__ import annotations

import os
import stat

import pytest
from lxml import html

from cspo.errors import SourceError
from cspo.report.consequence import render_breakup
from cspo.report.consequence_others import render_launch
from cspo.report.pdf import chromium, pdf_of

BAND = {"low": 1e-7, "expected": 1e-6, "high": 4e-6}
LINE = {
    "object": "norad:1", "name": "<b>SAT</b> & CO", "owner": "NOR", "party": "NOR",
    "type": "PAYLOAD", "first_utc": "2026-01-01T00:10:00Z", "peak_utc": "2026-01-01T02:10:00Z",
    "probability": BAND, "large": BAND, "catastrophic": BAND, "altitude_km": 500.0,
}  # fmt: skip
WHAT = {"object": "norad:9", "name": "OLD SAT", "mass_kg": 900.0, "mass_from": "given"}


def values(**changes):
    return {
        "headline": "OLD SAT exploded.", "supposed": True, "kind": "explosion",
        "at_utc": "2026-01-01T00:00:00Z", "what": WHAT, "other": None,
        "relative_speed_km_s": None, "energy_j_g": None, "catastrophic": None,
        "altitude_km": 500.0, "latitude_deg": 1.0, "longitude_deg": 2.0,
        "pieces": [{"over_m": 0.1, "count": {"low": 60.0, "expected": 240.0, "high": 960.0}}],
        "gabbard": {"period_min": [94.0, 96.0], "perigee_km": [480.0, 490.0],
                    "apogee_km": [500.0, 700.0], "length_m": [0.1, 0.2], "of": [0, 0], "total": 2,
                    "parent_period_min": 94.5, "parent_perigee_km": 490.0,
                    "parent_apogee_km": 510.0},
        "density": {"after_h": [0.0, 24.0, 9e4], "edges_km": [400.0, 500.0, 600.0],
                    "expected_per_km3": [[1e-9, 2e-9], [1e-9, 1e-9], [0.0, 0.0]],
                    "low_factor": 0.25, "high_factor": 4.0, "over_m": 0.1},
        "over_m": 0.01, "hours": 24.0, "screened": 2, "crossed": [LINE], "crossed_total": 1,
        "any_hit": BAND, "risk_after_h": [1.0, 24.0], "risk_hits": [1e-7, 9e-7],
        "warn": [{"party": "NOR", "owner": "NOR", "objects": ["norad:1"], "count": 1,
                  "probability": BAND, "first_utc": "2026-01-01T00:10:00Z", "crewed": False,
                  "call": [{"party": "NOR", "role": "desk", "phone": "+47", "email": ""}]}],
        "decay": {"after_days": [0.0, 365.25], "in_orbit": [BAND, BAND],
                  "half_days": {"low": 10.0, "expected": 20.0, "high": 30.0},
                  "until_days": 365.25, "activity": "mean"},
        "services": [], "basis": ["The model."], "limits": ["No conjunctions."], **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"crossed": [], "crossed_total": 0, "warn": [], "risk_hits": [0.0, 0.0]},
        {"gabbard": {**values()["gabbard"], "period_min": [], "perigee_km": [], "apogee_km": []},
         "density": {**values()["density"], "expected_per_km3": [[0.0, 0.0]] * 3}},
        {"kind": "collision", "other": {**WHAT, "name": ""}, "relative_speed_km_s": 10.0,
         "energy_j_g": 50.0, "catastrophic": True, "supposed": False},
    ],
    ids=["plain", "nobody crossed", "no piece stays", "collision"],
)  # fmt: skip
def test_a_page_for_every_outcome(changes):
    page = render_breakup(values(**changes), catalog="sky.csv", pages={"en": "NOTICE\n <x>"})
    tree = html.fromstring(page.decode())
    assert tree.xpath("//script") == []
    assert len(tree.xpath("//svg[@role='img'][@aria-label]")) == 4
    assert "&lt;x&gt;" in page.decode()
    assert not [each for each in tree.xpath("//@href | //@src") if not each.startswith("#")]


def test_names_from_outside_stay_text_and_what_is_not_real_says_so():
    page = render_breakup(values(), catalog="sky", simulated=True, mark="RESTRICTED").decode()
    assert "&lt;b&gt;SAT&lt;/b&gt;" in page
    assert page.count("SIMULATED · SUPPOSED EVENT") == 2
    assert page.count("RESTRICTED") == 2
    assert "desk, +47" in page
    calm = render_breakup(values(supposed=False), catalog="sky").decode()
    assert 'banner">' not in calm.replace('class="banner">SIM', "")


def test_a_window_without_an_event_has_a_page():
    window = {"closed_s": 12.0, "by_why_s": {"crewed": 12.0}, "spans_total": 1, "spans": [
        {"first_s": 1.0, "last_s": 12.0, "why": "crewed", "object": "norad:25544", "name": "ISS",
         "miss_distance_km": 150.0, "probability": None}]}  # fmt: skip
    page = render_launch({
        "headline": "h", "site": "andoya", "latitude_deg": 69.0, "longitude_deg": 16.0,
        "altitude_km": 500.0, "inclination_deg": 97.4, "azimuth_deg": 350.0,
        "start_utc": "2026-01-01T00:00:00Z", "window_s": 3600.0, "screened": 10,
        "before": window, "after": None, "access_days": None, "calendar": [], "basis": [],
        "limits": [],
    }, catalog="sky").decode()  # fmt: skip
    assert "12 s (0.3%)" in page
    assert "ISS" in page


def test_without_a_browser_it_is_said_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("CSPO_CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(SourceError, match="CSPO_CHROMIUM"):
        chromium()


def test_a_browser_that_fails_or_hangs_is_told(monkeypatch, tmp_path):
    script = tmp_path / "browser"
    monkeypatch.setenv("CSPO_CHROMIUM", str(script))
    writes = "for a; do case $a in --print-to-pdf=*) echo hello > ${a#*=};; esac; done"
    cases = {"echo no display >&2; exit 1": "no display", "sleep 5": "no end", writes: "no PDF"}
    for text, said in cases.items():
        script.write_text(f"#!/bin/sh\n{text}\n")
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        with pytest.raises(SourceError, match=said):
            pdf_of(b"<p>x</p>", within_s=1.0)


def test_a_page_is_printed():
    try:
        chromium()
    except SourceError as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{error}")
    page = render_breakup(values(), catalog="sky")
    data = pdf_of(page)
    assert data.startswith(b"%PDF-")
    assert b"/Type /Page" in data
