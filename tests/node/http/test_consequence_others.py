"""Studies of launches, services and the years ahead by HTTP, of a simulated sky."""

from __future__ import annotations

import time

import numpy as np
import pytest
from skies import facts_record, orbit_record

from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.orbits.reference_population import reference_population
from cspo.records import read_record
from cspo.time import Epoch

OPEN = make_label("U", ["NOR"])
BASE = "/api/v1/consequence"


@pytest.fixture
def ask(node, client, as_):
    sky = reference_population(count=30_000)
    gps = np.flatnonzero(np.char.startswith(sky.name, "SIM GPS"))
    low = np.flatnonzero(sky.mean_motion_rad_s > 1.05e-3)[::40]
    sky = sky.take(np.concatenate([gps, low]))
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    t = Epoch(int(np.median(sky.epoch_tai_ns)))
    node.clock.t = t
    for first in range(0, len(sky), 900):
        part = sky.take(np.arange(first, min(first + 900, len(sky))))
        for make in (orbit_record, facts_record):
            made = make(part, mark=OPEN, origin="NOR", t=t)
            node.put(made)
            node.picture.apply(made, t)
    node.sky = node.picture.view(t)
    node.chosen = sky

    def call(method, path, status=200, **given):
        answer = client.request(method, f"{BASE}/{path}", headers=as_("a.larsen"), **given)
        assert answer.status_code == status, answer.text
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer

    return call


def done(ask, path, asked, within_s=240.0):
    study = ask("POST", path, 202, json=asked)
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = ask("GET", f"studies/{study['id']}")
        if found["state"] not in {"waiting", "reckoning"}:
            assert found["state"] == "done", found["fault"]
            return found
        time.sleep(0.2)
    raise AssertionError("not done")


def test_a_launch_before_and_after_a_break_up(ask, node):
    sky = node.chosen
    low = [k for k in range(len(sky)) if sky.mean_motion_rad_s[k] > 1.05e-3]
    what = sky.identity(low[0])
    broken = done(ask, "breakup", {"object": what, "hours": 1.0, "smallest_m": 0.05,
                                   "mass_kg": 2_000.0, "kind": "explosion"})  # fmt: skip
    launch = {"site": "andoya", "hours": 0.2, "altitude_km": 500.0, "inclination_deg": 97.4}
    plain = done(ask, "launch", launch)["launch"]
    assert plain["after"] is None
    assert plain["calendar"] == []
    found = done(ask, "launch", {**launch, "study": broken["id"]})
    result = found["launch"]
    assert result["before"] == plain["before"]
    assert result["after"]["closed_s"] >= result["before"]["closed_s"]
    assert result["after"]["closed_s"] <= result["window_s"] + 1.0
    days = [day["after_days"] for day in result["calendar"]]
    assert days == sorted(days)
    for span in result["before"]["spans"]:
        assert 0.0 <= span["first_s"] <= span["last_s"] <= result["window_s"]
    page = ask("GET", f"studies/{found['id']}/report").text
    assert "Day by day" in page
    kept = ask("POST", f"studies/{found['id']}/keep", 201)
    assert kept["event"] == ""
    ask("POST", f"studies/{found['id']}/keep", 409)
    with node.store.read() as unit:
        record = read_record(unit.envelope(kept["assessments"][0]))
    body = body_of(record, REGISTRY)
    closed = {each.name: each.value for each in body.findings}
    assert closed["closed-before"] == result["before"]["closed_s"]
    window_s = Epoch.from_utc(body.until_utc) - Epoch.from_utc(body.from_utc)
    assert window_s == pytest.approx(result["window_s"], abs=2e-3), "of which that is a share"
    assert body.answer == result["headline"]
    assert record.payload.label == OPEN
    ask("POST", f"studies/{found['id']}/notice", 409, json={})


def test_the_loss_of_a_constellation(ask):
    found = done(ask, "services", {"constellation": "SIM GPS"})
    result = found["services"]
    gps = next(each for each in result["positioning"] if each["system"].startswith("GPS"))
    assert gps["before_global"] >= 0.98, "intact: the GPS performance standard's own bound"
    assert gps["before_worst"] >= 0.88
    assert gps["after_global"] == 0.0
    ask("POST", f"studies/{found['id']}/keep", 201)
    assert {line["nation"] for line in result["nations"]} >= {"NOR", "JPN", "NZL"}
    assert len(gps["before"]) == len(gps["latitudes_deg"])
    page = ask("GET", f"studies/{found['id']}/report").text
    assert "By nation" in page
    nothing = ask("POST", "services", 202, json={"constellation": "NOBODY CALLED SO"})
    time.sleep(0.5)
    failed = ask("GET", f"studies/{nothing['id']}")
    assert failed["state"] == "failed"
    assert "satellites that are lost" in failed["fault"]


def test_the_years_ahead(ask):
    found = done(ask, "environment", {"years": 20.0})
    result = found["environment"]
    assert result["years"][-1] == pytest.approx(20.0)
    for line in result["species"]:
        for band in line["total"]:
            assert band["low"] <= band["expected"] <= band["high"]
    assert result["critical"]
    ask("POST", f"studies/{found['id']}/keep", 201)
    assert ask("GET", f"studies/{found['id']}/report").text.count("<svg") >= 1
