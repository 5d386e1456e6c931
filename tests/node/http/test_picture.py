"""The picture by HTTP: objects with their sides, the catalogue, ephemerides, conjunctions."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from skies import facts_record, orbit_record, partly_secret, sky
from skies import record as sealed_record

from cspo.dynamics import Sgp4Bulk
from cspo.markings import Mode, make_label
from cspo.node.http.routes.ephemerides import AXES, MAGIC
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen.screener import Screener
from cspo.records.bodies import ConjunctionBody, Encountered
from cspo.records.bodies.identities import EventId
from cspo.time import Epoch

COUNT = 40
OPEN = make_label("U", ["NOR", "NOR/nordsat"])
SECRET = make_label("S", ["NOR"])


@pytest.fixture(scope="module")
def catalog():
    made = sky(COUNT)
    names = np.array([f"OBJECT {row}" for row in range(COUNT)])
    return replace(made, name=names, owner=np.full(COUNT, "NOR"))


@pytest.fixture
def world(node, catalog):
    """Forty objects that all may see; of the first a newer secret orbit, of the last only one."""
    t = Epoch(int(catalog.epoch_tai_ns.max())) + 60.0
    node.clock.t = t
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    for made in partly_secret(catalog, shown=OPEN, secret=SECRET, ahead_rad=1.0, t=t):
        node.put(made)
        node.picture.apply(made, t)
    node.sky = node.picture.view(t)
    return node


def names_of(catalog, rows):
    return [f"norad:{catalog.norad_id[row]}" for row in rows]


def test_objects_are_listed_page_by_page(client, as_, world, catalog):
    found, cursor = [], ""
    while cursor is not None:
        answer = client.get(
            "/api/v1/objects", params={"cursor": cursor, "limit": 7}, headers=as_("v.viewer")
        )
        page = answer.json()
        found += [each["object"] for each in page["items"]]
        cursor = page["next"]
    assert found == sorted(names_of(catalog, range(COUNT)))


def test_filters(client, as_, world, catalog):
    by_name = client.get("/api/v1/objects", params={"name": "object 11"}, headers=as_("v.viewer"))
    assert [each["name"] for each in by_name.json()["items"]] == ["OBJECT 11"]
    nobody = client.get("/api/v1/objects", params={"owner": "XYZ"}, headers=as_("v.viewer"))
    assert nobody.json() == {"items": [], "next": None}


def test_one_object_shows_the_sides_that_the_caller_may_see(client, as_, world, catalog):
    (name,) = names_of(catalog, [0])
    sides = {}
    for person in ("v.viewer", "u.cleared"):
        found = client.get(f"/api/v1/objects/{name}", headers=as_(person)).json()
        sides[person] = [(each["source"], each["adopted"]) for each in found["sides"]]
        assert found["facts"][0]["facts"]["names"] == ["OBJECT 0"]
        contradictions = [each["field"] for each in found["contradictions"]]
        assert contradictions == (["position"] if person == "v.viewer" else [])
    assert sides["v.viewer"] == [("radar", True), ("18 SDS", False)]
    assert sides["u.cleared"] == [("18 SDS", False)]


def test_one_that_is_hidden_whole_is_not_there(client, as_, world, catalog):
    (name,) = names_of(catalog, [COUNT - 1])
    assert client.get(f"/api/v1/objects/{name}", headers=as_("v.viewer")).status_code == 200
    assert client.get(f"/api/v1/objects/{name}", headers=as_("u.cleared")).status_code == 404


def columns(client, headers):
    answer = client.get("/api/v1/catalog", headers=headers)
    assert answer.status_code == 200
    return answer.json(), answer.headers["etag"]


def test_the_catalogue_has_the_orbit_that_the_caller_may_see(client, as_, world, catalog):
    full, _ = columns(client, as_("v.viewer"))
    part, _ = columns(client, as_("u.cleared"))
    assert (full["count"], part["count"]) == (COUNT, COUNT - 1)
    (name,) = names_of(catalog, [0])
    anomaly = float(catalog.mean_anomaly_rad[0])
    shown = {
        key: found["mean_anomaly_rad"][found["object"].index(name)]
        for key, found in (("full", full), ("part", part))
    }
    assert shown["part"] == pytest.approx(anomaly, abs=1e-11)
    assert shown["full"] != pytest.approx(anomaly, abs=1e-3)
    assert part["name"][part["object"].index(name)] == "OBJECT 0"
    row = part["object"].index(names_of(catalog, [5])[0])
    reference = Epoch.from_utc(part["reference_utc"])
    epoch = reference + part["epoch_s"][row]
    assert abs(epoch.tai_ns - int(catalog.epoch_tai_ns[5])) <= 1_000


def test_of_however_many_hidden_orbits_the_ones_that_may_be_seen_are_all_shown(client, as_, node):
    """Three thousand objects, of each a newer secret orbit and name beside open ones."""
    count = 3_000
    made = replace(sky(count), name=np.array([f"OBJECT {row}" for row in range(count)]))
    t = Epoch(int(made.epoch_tai_ns.max())) + 60.0
    node.clock.t = t
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    newer = replace(
        made, epoch_tai_ns=made.epoch_tai_ns + 10**9, source=np.full(count, "radar"),
        mean_anomaly_rad=(made.mean_anomaly_rad + 1.0) % (2 * np.pi),
    )  # fmt: skip
    older = replace(made, epoch_tai_ns=made.epoch_tai_ns - 10**9, source=np.full(count, "old"))
    called = replace(made, name=np.full(count, "HIDDEN"))
    for rows in np.array_split(np.arange(count), 6):
        for record in (
            orbit_record(older.take(rows), mark=OPEN, origin="NOR", t=t, source="old"),
            orbit_record(made.take(rows), mark=OPEN, origin="NOR", t=t),
            facts_record(made.take(rows), mark=OPEN, origin="NOR", t=t),
            facts_record(called.take(rows), mark=SECRET, origin="NOR", t=t + 1.0),
            orbit_record(newer.take(rows), mark=SECRET, origin="NOR", t=t, source="radar"),
        ):
            node.picture.apply(record, t)
    node.sky = node.picture.view(t)
    part, _ = columns(client, as_("u.cleared"))
    assert part["count"] == count
    assert part["object"] == sorted(part["object"])
    row = part["object"].index(names_of(made, [2_999])[0])
    assert part["mean_anomaly_rad"][row] == pytest.approx(made.mean_anomaly_rad[2_999], abs=1e-11)
    assert "HIDDEN" not in part["name"]


def test_a_picture_built_anew_is_shown_though_it_counts_from_the_beginning(
    client, as_, world, catalog
):
    assert columns(client, as_("u.cleared"))[0]["count"] == COUNT - 1
    old = world.sky
    world.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    world.picture.apply(
        orbit_record(catalog.take(np.arange(5)), mark=OPEN, origin="NOR", t=world.clock.t),
        world.clock.t,
    )
    world.sky = world.picture.view(world.clock.t)
    assert world.sky.version == old.version
    assert columns(client, as_("u.cleared"))[0]["count"] == 5


def test_the_catalogues_tag_tells_nothing_of_what_is_hidden(client, as_, world, catalog):
    before = {person: columns(client, as_(person)) for person in ("v.viewer", "u.cleared")}
    last = catalog.take(np.array([COUNT - 1]))
    moved = replace(
        last, epoch_tai_ns=last.epoch_tai_ns + 10**9, source=np.array(["radar"]),
        name=np.array(["A NAME LONGER THAN ALL THAT ARE SHOWN"]),
    )  # fmt: skip
    mark = make_label("S", ["NOR"], caveats=["LIMDIS"])
    for made in (
        orbit_record(moved, mark=mark, origin="NOR", t=world.clock.t + 1.0, source="radar"),
        facts_record(moved, mark=mark, origin="NOR", t=world.clock.t + 1.0),
    ):
        world.picture.apply(made, world.clock.t + 1.0)
    world.sky = world.picture.view(world.clock.t + 2.0)
    assert columns(client, as_("u.cleared")) == before["u.cleared"]
    assert columns(client, as_("v.viewer"))[1] != before["v.viewer"][1]


def test_the_catalogues_tag_changes_with_it_and_with_who_asks(client, as_, world):
    _, full = columns(client, as_("v.viewer"))
    _, part = columns(client, as_("u.cleared"))
    assert full != part
    headers = {**as_("v.viewer"), "If-None-Match": full}
    assert client.get("/api/v1/catalog", headers=headers).status_code == 304
    headers = {**as_("u.cleared"), "If-None-Match": full}
    assert client.get("/api/v1/catalog", headers=headers).status_code == 200


def unpacked(data):
    """As the documentation says, and no otherwise."""
    assert data[:8] == MAGIC
    length = int.from_bytes(data[8:12], "little")
    assert (12 + length) % 8 == 0
    header = json.loads(data[12 : 12 + length])
    kind = {"float32": "<f4", "float64": "<f8"}[header["type"]]
    shape = (len(header["objects"]), header["count"], len(header["axes"]))
    return header, np.frombuffer(data, kind, offset=12 + length).reshape(shape)


@pytest.mark.parametrize(("number", "tolerance_km"), [("float64", 0.0), ("float32", 0.002)])
def test_ephemerides_are_those_of_sgp4(client, as_, world, catalog, number, tolerance_km):
    wanted = names_of(catalog, [7, 3])
    start = world.clock.now()
    params = {
        "object": [*wanted, "norad:999999999"], "start": start.utc_iso(9), "step_s": 30,
        "count": 5, "type": number,
    }  # fmt: skip
    answer = client.get("/api/v1/ephemerides", params=params, headers=as_("v.viewer"))
    assert answer.headers["content-type"].startswith("application/vnd.cspo.ephemerides")
    header, states = unpacked(answer.content)
    assert header["objects"] == sorted(wanted)
    assert header["frame"] == "TEME"
    assert tuple(header["axes"]) == AXES
    rows = np.array([3, 7] if header["objects"][0] == names_of(catalog, [3])[0] else [7, 3])
    expected, _ = Sgp4Bulk(catalog).propagate(
        Epoch.from_utc(start.utc_iso(9)), 30.0 * np.arange(5), rows=rows
    )
    np.testing.assert_allclose(
        states, expected.transpose(2, 0, 1), rtol=0, atol=tolerance_km + 1e-7
    )


def test_too_many_states_are_refused(client, as_, world):
    answer = client.get("/api/v1/ephemerides?count=20000&step_s=1", headers=as_("v.viewer"))
    assert answer.status_code == 200 or answer.json()["error"]["field"] == "count"
    answer = client.get("/api/v1/ephemerides?start=yesterday", headers=as_("v.viewer"))
    assert answer.json()["error"]["field"] == "start"


@pytest.fixture
def screened(world, catalog):
    t = world.clock.now()
    world.screening = Screener(threshold_km=200.0).full(world.sky, t, 6 * 3_600.0)
    assert len(world.screening) > 5
    return world


def conjunctions(client, headers, **params):
    answer = client.get("/api/v1/conjunctions", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_conjunctions_by_page_and_filter(client, as_, screened):
    view, headers = screened.screening, as_("v.viewer")
    found, cursor = [], ""
    while cursor is not None:
        page = conjunctions(client, headers, cursor=cursor, limit=3)
        found += page["items"]
        cursor = page["next"]
    assert [each["event"] for each in found] == [view.event_id(row) for row in range(len(view))]
    middle = found[len(found) // 2]
    near = conjunctions(client, headers, miss_below_km=middle["miss_distance_km"])["items"]
    assert {each["event"] for each in near} == {
        each["event"] for each in found if each["miss_distance_km"] < middle["miss_distance_km"]
    }
    late = conjunctions(client, headers, since=middle["tca_utc"])["items"]
    assert 0 < len(late) < len(found)
    mine = conjunctions(client, headers, object=middle["object1"])["items"]
    assert mine
    assert all(middle["object1"] in {each["object1"], each["object2"]} for each in mine)


def test_an_event_of_a_hidden_orbit_is_hidden(client, as_, screened, catalog):
    hidden = {*names_of(catalog, [0, COUNT - 1])}
    full = conjunctions(client, as_("v.viewer"), limit=1_000)["items"]
    part = conjunctions(client, as_("u.cleared"), limit=1_000)["items"]
    of_hidden = [each for each in full if hidden & {each["object1"], each["object2"]}]
    assert [each["event"] for each in part] == [
        each["event"] for each in full if each not in of_hidden
    ]
    for each in of_hidden[:2]:
        path = f"/api/v1/conjunctions/{each['event']}"
        assert client.get(path, headers=as_("v.viewer")).json()["screening"] == each
        assert client.get(path, headers=as_("u.cleared")).status_code == 404


def test_reports_stand_beside_the_screening(client, as_, screened):
    view = screened.screening
    one, two = view.pair(0)
    tca = view.tca(0)
    body = ConjunctionBody(
        event=view.event_id(0), tca_utc=tca.utc_iso(6), miss_distance_km=0.06,
        object1=Encountered(object=one), object2=Encountered(object=two), source="operator",
    )  # fmt: skip
    made = sealed_record(body, origin="NOR", mark=OPEN, t=screened.clock.now())
    screened.picture.apply(made, screened.clock.now())
    found = client.get(f"/api/v1/conjunctions/{view.event_id(0)}", headers=as_("v.viewer")).json()
    assert [each["miss_distance_km"] for each in found["reports"]] == [0.06]
    assert found["screening"]["miss_distance_km"] != 0.06
    listed = client.get("/api/v1/reported", headers=as_("o.operator")).json()["items"]
    assert [each["record"] for each in listed] == [made.id]


def told_by_two(screened, *, first=SECRET, shift_s=20.0):
    """A report that not all may see, and a partner's of the same event under another name."""
    view = screened.screening
    row = next(
        row for row in range(len(view))
        if view.label(row) == OPEN and not view.named_day[row]
    )  # fmt: skip
    one, two = view.pair(row)
    names = []
    for mark, source, seconds in ((first, "radar", shift_s), (OPEN, "operator", 2 * shift_s)):
        tca = view.tca(row) + seconds
        names.append(str(EventId.of(one, two, tca)))
        body = ConjunctionBody(
            event=names[-1], tca_utc=tca.utc_iso(6), miss_distance_km=0.06, source=source,
            object1=Encountered(object=min(one, two)), object2=Encountered(object=max(one, two)),
        )  # fmt: skip
        made = sealed_record(body, origin="NOR", mark=mark, t=screened.clock.now())
        screened.picture.apply(made, screened.clock.now())
    return row, names


def test_an_event_answers_to_every_name_that_a_source_has_for_it(client, as_, screened):
    row, names = told_by_two(screened, first=OPEN)
    own = screened.screening.event_id(row)
    answers = [
        client.get(f"/api/v1/conjunctions/{name}", headers=as_("v.viewer")).json()
        for name in (*names, own)
    ]
    assert answers[0]["event"] == names[0]
    assert len(answers[0]["reports"]) == 2
    assert answers[0]["screening"]["event"] == names[0]
    assert answers == answers[:1] * 3


def test_what_was_screened_and_what_a_source_reports_is_one_line(client, as_, screened):
    row, names = told_by_two(screened, first=OPEN)
    assert screened.screening.event_id(row) not in names
    listed = client.get("/api/v1/encounters", params={"limit": 1_000}, headers=as_("v.viewer"))
    of_pair = [
        line for line in listed.json()["items"]
        if line["event"].partition("@")[0] == names[0].partition("@")[0]
        and line["event"] in (*names, screened.screening.event_id(row))
    ]  # fmt: skip
    assert [line["event"] for line in of_pair] == [names[0]]


def test_the_name_of_an_event_tells_of_no_hidden_report(client, as_, screened):
    row, (hidden, seen) = told_by_two(screened)
    screened.screening = Screener(threshold_km=200.0, names=screened.picture.event_of).full(
        screened.sky, screened.clock.now(), 6 * 3_600.0
    )
    assert screened.screening.event_id(row) == hidden
    guest = as_("o.operator")
    for path in ("conjunctions?limit=1000", "reported"):
        text = client.get(f"/api/v1/{path}", headers=guest).text
        assert seen in text, path
        assert hidden not in text, path
    assert hidden in client.get("/api/v1/reported", headers=as_("v.viewer")).text
    for name in (seen, screened.screening.tca(row).utc_iso(3)):
        event = name if name == seen else seen.rpartition("@")[0] + "@" + name
        found = client.get(f"/api/v1/conjunctions/{event}", headers=guest)
        assert found.json()["event"] == seen
        assert hidden not in found.text


def test_an_event_that_all_of_its_reports_hide_goes_by_the_screening_alone(client, as_, screened):
    _, (hidden, seen) = told_by_two(screened, shift_s=30.0)
    names = screened.picture.event_names
    names.drop(names._events[hidden].records.copy().popitem()[0])  # the second is taken back
    listed = client.get("/api/v1/conjunctions?limit=1000", headers=as_("o.operator")).text
    assert hidden not in listed
    assert seen not in listed


def test_what_is_reported_comes_page_by_page_and_as_the_caller_sees_it(client, as_, screened):
    view, t = screened.screening, screened.clock.now()
    rows = [row for row in range(len(view)) if view.label(row) == OPEN][:9]
    for row in rows:
        one, two = sorted(view.pair(row))
        for version, mark in ((1, OPEN), (2, SECRET)):
            body = ConjunctionBody(
                event=str(EventId.of(one, two, view.tca(row))), tca_utc=view.tca(row).utc_iso(6),
                miss_distance_km=0.01 * version, object1=Encountered(object=one),
                object2=Encountered(object=two), source="radar",
            )  # fmt: skip
            made = sealed_record(body, origin="NOR", mark=mark, t=t + float(version))
            screened.picture.apply(made, t)
    for person, miss_km in (("v.viewer", 0.02), ("o.operator", 0.01)):
        found, cursor = [], ""
        while cursor is not None:
            page = client.get(
                "/api/v1/reported", params={"limit": 2, "cursor": cursor}, headers=as_(person)
            ).json()
            found += page["items"]
            cursor = page["next"]
        assert [each["miss_distance_km"] for each in found] == [miss_km] * len(rows)
        assert all(each["latest"] for each in found)


def test_before_the_first_step_there_is_nothing_yet(client, as_):
    headers = as_("v.viewer")
    for path in ("objects", "conjunctions", "reported"):
        assert client.get(f"/api/v1/{path}", headers=headers).json() == {"items": [], "next": None}
    assert client.get("/api/v1/catalog", headers=headers).json()["count"] == 0
    header, states = unpacked(client.get("/api/v1/ephemerides", headers=headers).content)
    assert (header["objects"], states.shape) == ([], (0, 1, 6))


def test_the_nations_own_is_not_for_its_guests(client, as_, node):
    for path in ("status", "alarms", "decisions"):
        answer = client.get(f"/api/v1/{path}", headers=as_("o.operator"))
        assert answer.status_code == 403, path
        assert client.get(f"/api/v1/{path}", headers=as_("b.olsen")).status_code == 200
