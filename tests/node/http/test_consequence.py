"""Studies of consequence by HTTP: asked, followed, stopped, kept, drafted, and seen by whom."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from skies import facts_record, orbit_record

from cspo.errors import OutOfRange
from cspo.markings import Mode, make_label
from cspo.node.http.faults import Refused
from cspo.node.http.study_room import HeldStudy, StudyRoom
from cspo.operations.catalog import Picture
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import RecordQuery
from cspo.orbits import Catalog
from cspo.records import read_record
from cspo.time import Epoch

OPEN = make_label("U", ["NOR", "USA"])
SECRET = make_label("S", ["NOR"])
T = Epoch.from_utc("2026-03-01T12:00:00Z")
BASE = "/api/v1/consequence"


def crowd() -> Catalog:
    """Forty satellites at about 800 km in one neighbourhood."""
    n = 40
    return Catalog(
        norad_id=np.arange(90_001, 90_001 + n), epoch_tai_ns=np.full(n, T.tai_ns),
        mean_motion_rad_s=np.full(n, 1.0382e-3) + 1e-7 * np.arange(n),
        eccentricity=np.full(n, 1e-3), inclination_rad=np.full(n, 1.7),
        raan_rad=np.linspace(0.0, 1.0, n), argp_rad=np.zeros(n),
        mean_anomaly_rad=np.linspace(0.0, 0.5, n), bstar_per_er=np.zeros(n), source="made up",
        object_type="PAYLOAD", name=np.array([f"SAT {row}" for row in range(n)]),
        designator=np.array([f"2001-{row + 1:03d}A" for row in range(n)]),
        owner=np.array(["NOR", "USA"] * (n // 2)),
    )  # fmt: skip


@pytest.fixture
def ask(node, client, as_):
    node.clock.t = T
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    sky = crowd()
    hidden, shown = np.array([1, 2]), np.delete(np.arange(40), [1, 2])
    for rows, mark in ((shown, OPEN), (hidden, SECRET)):
        for make in (orbit_record, facts_record):
            made = make(sky.take(rows), mark=mark, origin="NOR", t=T)
            node.put(made)
            node.picture.apply(made, T)
    node.sky = node.picture.view(T)

    def call(method, path, person="a.larsen", status=200, **given):
        answer = client.request(method, f"{BASE}/{path}", headers=as_(person), **given)
        assert answer.status_code == status, answer.text
        return (
            answer.json() if answer.content and "json" in answer.headers["content-type"] else answer
        )

    return call


def done(ask, study, person="a.larsen", within_s=240.0):
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = ask("GET", f"studies/{study['id']}", person)
        if found["state"] not in {"waiting", "reckoning"}:
            return found
        time.sleep(0.2)
    raise AssertionError(f"not done: {found['step']}")


BREAKUP = {
    "object": "norad:90001", "at_utc": "2026-03-01T12:10:00Z", "kind": "collision",
    "projectile_mass_kg": 50.0, "relative_speed_km_s": 10.0, "mass_kg": 900.0, "hours": 1.0,
    "smallest_m": 0.1, "happened": "supposed",
}  # fmt: skip


@pytest.fixture
def breakup(ask):
    line = ask("POST", "breakup", json=BREAKUP, status=202)
    assert line["state"] in {"waiting", "reckoning", "done"}
    assert line["yours"]
    found = done(ask, line)
    assert found["state"] == "done", found["fault"]
    return found


def test_a_break_up_is_asked_kept_drafted_and_issued(ask, node, client, as_, breakup):
    result = breakup["breakup"]
    assert result["supposed"]
    assert result["what"]["name"] == "SAT 0"
    assert result["catastrophic"]
    assert [line["over_m"] for line in result["pieces"]] == [0.1, 0.5]
    assert 700.0 < result["altitude_km"] < 900.0
    assert result["crossed"], "pieces go through the neighbours"
    for line in result["crossed"]:
        assert line["object"] != "norad:90001"
        band = line["probability"]
        assert 0.0 <= band["low"] <= band["expected"] <= band["high"] <= 1.0
    assert {line["party"] for line in result["warn"]} <= {"NOR", "USA"}

    path = f"studies/{breakup['id']}"
    draft = ask("POST", f"{path}/notice", json={"languages": ["en", "fr", "ja"]})
    assert set(draft["texts"]) == {"en", "fr", "ja"}
    assert "SUPPOSED EVENT" in draft["texts"]["en"]
    assert draft["records"] == []
    kept = ask("POST", f"{path}/keep", status=201)
    with node.store.read() as unit:
        read = [read_record(unit.envelope(each)) for each in (kept["event"], *kept["assessments"])]
        assert unit.envelope(kept["event"]) is not None
    event = body_of(read[0], REGISTRY)
    assert event.text.startswith("SUPPOSED")
    marks = {record.payload.label for record in read}
    secret_named = {"norad:90002", "norad:90003"}
    for record in read[1:]:
        named = {each.name for each in body_of(record, REGISTRY).findings}
        if named & secret_named:
            assert record.payload.label == SECRET, "what rests on a secret orbit is secret"
        else:
            assert record.payload.label == OPEN
    assert read[0].payload.label == OPEN
    assert marks <= {OPEN, SECRET}
    ask("POST", f"{path}/keep", status=409)

    draft = ask("POST", f"{path}/notice", json={"languages": ["en"]})
    assert not any(name in draft["texts"]["en"] for name in ("SAT 1,", "SAT 2,"))
    issued = client.post("/api/v1/notices", headers=as_("a.larsen"),
                         json={"records": draft["records"], "languages": ["en"]})  # fmt: skip
    assert issued.status_code == 201, issued.text
    with node.store.read() as unit:
        page = body_of(read_record(unit.envelope(issued.json()["records"][0])), REGISTRY)
    assert page.title == "SUPPOSED. Collision: SAT 0"
    body = lambda text: text.split("-" * 72)[1]  # noqa: E731 - less the head with number and time
    assert body(page.text) == body(draft["texts"]["en"]), "the draft is what goes out"


def _all(unit):
    return unit.records(RecordQuery(mode=Mode.REAL))


def test_a_report_is_one_page_and_a_study_is_for_those_who_may_see_what_it_rests_on(
    ask, node, breakup, monkeypatch
):
    before = node.woken
    page = ask("GET", f"studies/{breakup['id']}/report")
    assert page.headers["content-type"].startswith("text/html")
    assert "SUPPOSED EVENT" in page.text
    assert "http://" not in page.text.replace("http://www.w3.org", "")
    monkeypatch.setenv("CSPO_CHROMIUM", "/nowhere")
    refused = ask("GET", f"studies/{breakup['id']}/report", status=406, params={"as": "pdf"})
    assert "CSPO_CHROMIUM" in refused["error"]["hint"]
    with node.store.read() as unit:
        kinds = {read_record(past.envelope).payload.kind for past in _all(unit)}
    assert "behavior-event" not in kinds, "asking writes no record"
    assert node.woken == before

    path = f"studies/{breakup['id']}"
    ask("GET", path, "u.cleared", status=404)
    assert ask("GET", "studies", "u.cleared")["items"] == []
    seen = ask("GET", path, "v.viewer")
    assert not seen["yours"]
    ask("DELETE", path, "v.viewer", status=403)
    ask("POST", f"{path}/keep", "v.viewer", status=403)
    ask("POST", f"{path}/notice", "v.viewer", status=403, json={})
    ask("DELETE", path, status=204)
    ask("GET", path, status=404)


def test_an_asker_who_sees_less_gets_a_study_of_less(ask):
    line = ask("POST", "breakup", "u.cleared", json=BREAKUP, status=202)
    found = done(ask, line, "u.cleared")
    assert found["breakup"]["screened"] == 38
    assert not {"norad:90002", "norad:90003"} & {x["object"] for x in found["breakup"]["crossed"]}
    ask("POST", "breakup", "u.cleared", status=404, json={**BREAKUP, "object": "norad:90002"})
    ask("POST", "breakup", "u.cleared", status=404, json={**BREAKUP, "other": "norad:90002"})


def test_a_study_that_runs_is_stopped_within_seconds_and_the_next_one_runs(ask):
    long = {**BREAKUP, "hours": 72.0, "smallest_m": 0.01}
    one = ask("POST", "breakup", json=long, status=202)
    two = ask("POST", "breakup", "v.viewer", json=BREAKUP, status=202)
    ask("POST", "breakup", json=long, status=202)
    ask("POST", "breakup", json=long, status=429)
    for study in ask("GET", "studies")["items"]:
        if study["yours"]:
            ask("DELETE", f"studies/{study['id']}", status=204)
    assert done(ask, one, within_s=60.0)["state"] == "stopped"
    assert done(ask, two, "v.viewer")["state"] == "done"


def test_what_has_no_meaning_is_refused_at_the_door(ask):
    for change in ({"hours": 0.0}, {"hours": 100.0}, {"smallest_m": 1e-4}, {"mass_kg": -1.0},
                   {"at_utc": "yesterday"}, {"at_utc": "2126-01-01T00:00:00Z"}, {"more": 1},
                   {"projectile_mass_kg": None}):  # fmt: skip
        assert ask("POST", "breakup", json={**BREAKUP, **change}, status=400)["error"]
    assert ask("POST", "launch", json={"site": "nowhere"}, status=404)["error"]
    launch = {"site": "andoya", "study": "0" * 16}
    assert ask("POST", "launch", json=launch, status=404)["error"]


def test_sites_and_history_are_listed(ask):
    sites = ask("GET", "launch-sites")
    assert {"AUS", "FRA", "JPN", "NOR", "NZL", "USA"} <= {site["nation"] for site in sites}
    history = ask("GET", "shells-history")
    assert len(history["edges_km"]) == 73
    assert [each["day"] for each in history["snapshots"]] == sorted(
        each["day"] for each in history["snapshots"]
    )
    at = history["edges_km"].index(850.0)
    first = {each["day"]: each["mean_count"][at] for each in history["snapshots"]}
    assert first["2009-05-31"] > first["2008-10-11"], "Iridium 33, Cosmos 2251 and Fengyun-1C"
    assert history["now"]["objects"] == 40
    assert ask("GET", "shells-history", "u.cleared")["now"]["objects"] == 38


def room_of(*works):
    room = StudyRoom()
    held = [
        HeldStudy(prefix="", kind="breakup", title="x", asked=None, person=f"p{k}", party="NOR",
                  labels=(), t=T, work=work)
        for k, work in enumerate(works)
    ]  # fmt: skip
    for each in held:
        room.ask(each)
    return room, held


def wait_for(study, *states, within_s=10.0):
    end = time.monotonic() + within_s
    while study.state not in states:
        assert time.monotonic() < end, study.state
        time.sleep(0.01)


def test_a_room_does_one_study_at_a_time_and_stops_it_when_told():
    running, go = threading.Event(), threading.Event()
    busy = []

    def first(steps):
        busy.append(1)
        running.set()
        while not go.is_set():
            steps.at(0.5, "half way")
            time.sleep(0.005)
        return "answer"

    def second(steps):
        busy.append(2)
        while True:
            steps.at(0.1, "for ever")
            time.sleep(0.005)

    room, (one, two) = room_of(first, second)
    assert running.wait(10.0)
    assert (one.state, two.state, busy) == ("reckoning", "waiting", [1])
    wait_for(one, "reckoning")
    go.set()
    wait_for(one, "done")
    assert (one.answer, one.share) == ("answer", 1.0)
    wait_for(two, "reckoning")
    room.stop(two)
    wait_for(two, "stopped")
    room.stop(two)
    assert two not in room.of("")
    room.close()


def test_a_study_that_fails_says_why_and_others_go_on():
    def wrong(_steps):
        raise OutOfRange("break up", "norad:1", expected="an orbit", got="none", hint="look")

    def bug(_steps):
        raise ZeroDivisionError

    room, (one, two, three) = room_of(wrong, bug, lambda _steps: 3)
    wait_for(three, "done")
    assert one.fault == "break up norad:1, expected an orbit, got none"
    assert one.hint == "look"
    assert (two.state, two.fault) == ("failed", "the node has failed")
    room.close()


def test_too_many_studies_are_refused():
    stop = threading.Event()

    def wait(steps):
        while not stop.is_set():
            steps.at(0.0, "waiting")
            time.sleep(0.005)

    room, _ = room_of(wait, wait, wait, wait)
    with pytest.raises(Refused, match="other studies"):
        room.ask(HeldStudy(prefix="", kind="launch", title="x", asked=None, person="q",
                           party="NOR", labels=(), t=T, work=wait))  # fmt: skip
    stop.set()
    room.close()
