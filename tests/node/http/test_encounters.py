"""Encounters by HTTP: the table, one event with its plane and story, and what a burn would change.

Authority of the numbers: the screening, and `cspo.conjunction.probability` on the states
and covariances of the records.
"""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import quote

import msgspec
import numpy as np
import pytest
from http_node import T
from nations import key_of
from skies import facts_record, orbit_record, sky
from skies import record as sealed_record

from cspo.avoidance import Encounter, fly
from cspo.avoidance.burn import Burn
from cspo.conjunction.probability import combined_plane, foster1992_on_plane
from cspo.constants import EARTH_MU_KM3_S2
from cspo.frames import Frame
from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen import Screener, screened_body
from cspo.orbits import Covariance as Matrix
from cspo.orbits import State
from cspo.records.bodies import ConjunctionBody, Covariance, Encountered, EventId, SameObjectBody
from cspo.records.bodies.covariance import CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.words import Confidence, OrbitFrame
from cspo.time import Epoch

COUNT, HIDDEN = 40, 17
OPEN = make_label("U", ["NOR", "NOR/nordsat"])
SECRET = make_label("S", ["NOR"])
ONE, TWO = "norad:990001", "norad:990002"
HOUR = 3_600.0


@pytest.fixture(scope="module")
def catalog():
    made = sky(COUNT)
    names = np.array([f"OBJECT {row}" for row in range(COUNT)])
    return replace(made, name=names, owner=np.full(COUNT, "NOR"))


@pytest.fixture
def screened(node, catalog):
    """Forty objects, all screened; the orbit of one that meets others is secret."""
    t = Epoch(int(catalog.epoch_tai_ns.max())) + 60.0
    node.clock.t = t
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    for made in (
        orbit_record(
            catalog.take(np.delete(np.arange(COUNT), HIDDEN)), mark=OPEN, origin="NOR", t=t
        ),
        orbit_record(
            catalog.take(np.array([HIDDEN])), mark=SECRET, origin="NOR", t=t, source="radar"
        ),
        facts_record(catalog, mark=OPEN, origin="NOR", t=t),
    ):
        node.put(made)
        node.picture.apply(made, t)
    node.sky = node.picture.view(t)
    node.screening = Screener(threshold_km=200.0).full(node.sky, t, 6 * HOUR)
    assert len(node.screening) > 5
    return node


def crossing(
    tca: Epoch, *, miss_km: float = 0.05, sigma_km: float = 0.1, turned: bool = False,
    source: str = "the operator", pc: float | None = 1e-4, **fields,
):  # fmt: skip
    """Two satellites at 7,000 km that cross at right angles, as somebody determined them."""
    speed = float(np.sqrt(EARTH_MU_KM3_S2 / 7_000.0))
    own = Covariance(
        frame=CovarianceFrame.RTN, origin=CovarianceOrigin.DETERMINED,
        lower_km2=(sigma_km**2, 0.0, (4 * sigma_km) ** 2, 0.0, 0.0, sigma_km**2),
    )  # fmt: skip
    sides = [
        Encountered(
            object=ONE, r_km=(7_000.0, 0.0, 0.0), v_km_s=(0.0, speed, 0.0), covariance=own,
            orbit_age_s=HOUR,
        ),
        Encountered(
            object=TWO, r_km=(7_000.0 + miss_km, 0.0, 0.0), v_km_s=(0.0, 0.0, speed),
            covariance=own, orbit_age_s=2 * HOUR,
        ),
    ]  # fmt: skip
    if turned:
        sides.reverse()
    values = {
        "event": str(EventId.of(ONE, TWO, tca)), "tca_utc": tca.utc_iso(6),
        "miss_distance_km": miss_km, "frame": OrbitFrame.GCRF, "object1": sides[0],
        "object2": sides[1], "hard_body_radius_km": 0.01, "pc": pc,
        "pc_method": "" if pc is None else "foster1992", "source": source,
    }  # fmt: skip
    return ConjunctionBody(**{**values, **fields})


@pytest.fixture
def reported(node):
    """A picture in which two sources report one event, one of them for the cleared alone."""
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    node.clock.t = T
    tca = T + 12 * HOUR
    made = [
        sealed_record(crossing(tca), origin="NOR", mark=OPEN, t=T),
        sealed_record(
            crossing(tca, miss_km=0.2, turned=True, source="radar"), origin="NOR", mark=SECRET, t=T
        ),
    ]
    for each in made:
        node.put(each)
        node.picture.apply(each, T)
    return node, made


def ask(client, headers, path, status=200, **params):
    answer = client.get(f"/api/v1/{path}", params=params, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def table(client, headers, **params):
    return ask(client, headers, "encounters", **params)


# -- the table ----------------------------------------------------------------


def test_table_is_the_screening_in_each_order(client, as_, screened):
    view, headers = screened.screening, as_("v.viewer")
    page = table(client, headers, limit=1_000)
    assert (page["found"], page["next"]) == (len(view), None)
    assert [each["event"] for each in page["items"]] == [
        view.event_id(row) for row in range(len(view))
    ]
    line = page["items"][3]
    assert line["name1"].startswith("OBJECT")
    assert (line["owner1"], line["by"], line["sources"]) == ("NOR", "screening of NOR", 1)
    assert line["assumptions_hold"] == (line["pc"] is not None)
    assert line["time_left_s"] == pytest.approx(view.tca(3) - screened.clock.now())
    misses = [each["miss_distance_km"] for each in table(client, headers, sort="miss")["items"]]
    assert misses == sorted(misses)
    chances = [each["pc"] for each in table(client, headers, sort="pc")["items"]]
    known = [pc for pc in chances if pc is not None]
    assert known == sorted(known, reverse=True)
    assert chances == [*known, *[None] * (len(chances) - len(known))]


def test_pages_of_the_table_hold_each_row_once(client, as_, screened):
    found, cursor = [], ""
    while cursor is not None:
        page = table(client, as_("v.viewer"), limit=3, cursor=cursor, sort="miss")
        found += [each["event"] for each in page["items"]]
        cursor = page["next"]
    assert len(found) == len(set(found)) == len(screened.screening)


def test_filters_of_the_table(client, as_, screened):
    headers = as_("v.viewer")
    every = table(client, headers, limit=1_000)["items"]
    middle = every[len(every) // 2]
    near = table(client, headers, miss_below_km=middle["miss_distance_km"])["items"]
    assert {each["event"] for each in near} == {
        each["event"] for each in every if each["miss_distance_km"] < middle["miss_distance_km"]
    }
    for query in ({"object": middle["object1"]}, {"text": middle["name1"].lower()}):
        mine = table(client, headers, **query)["items"]
        assert middle["event"] in {each["event"] for each in mine}
    assert all(
        middle["object1"] in {each["object1"], each["object2"]}
        for each in table(client, headers, object=middle["object1"])["items"]
    )
    assert table(client, headers, text="no such name")["found"] == 0
    late = table(client, headers, since=middle["tca_utc"])["items"]
    early = table(client, headers, until=middle["tca_utc"])["items"]
    assert len(late) + len(early) == len(every)
    assert table(client, headers, warned=True)["items"] == []


def test_table_has_no_row_that_is_hidden(client, as_, screened, catalog):
    hidden = f"norad:{catalog.norad_id[HIDDEN]}"
    full = table(client, as_("v.viewer"), limit=1_000)
    part = table(client, as_("u.cleared"), limit=1_000)
    of_hidden = [x for x in full["items"] if hidden in {x["object1"], x["object2"]}]
    assert of_hidden
    assert part["found"] == full["found"] - len(of_hidden)
    assert hidden not in str(part)
    assert table(client, as_("u.cleared"), text=hidden)["found"] == 0


def test_what_only_others_report_is_in_the_table(client, as_, reported):
    _, made = reported
    (line,) = table(client, as_("v.viewer"))["items"]
    assert (line["event"], line["sources"]) == (made[0].payload.object, 2)
    (line,) = table(client, as_("u.cleared"))["items"]
    assert (line["sources"], line["by"], line["miss_distance_km"]) == (1, "NOR: the operator", 0.05)
    assert table(client, as_("v.viewer"), miss_below_km=0.01)["found"] == 0
    assert table(client, as_("v.viewer"), pc_above=1e-3)["found"] == 0
    assert table(client, as_("v.viewer"), text="990001")["found"] == 1


def test_table_is_not_found_by_the_name_that_a_hidden_report_gives(client, as_, node):
    """The first to report is secret, and calls one of the two what nobody else does."""
    node.picture, node.clock.t, tca = Picture(REGISTRY, Mode.REAL, nation="NOR"), T, T + 12 * HOUR
    hidden = ConjunctionBody(
        event=str(EventId.of("vimpel:7", TWO, tca)), tca_utc=tca.utc_iso(6), miss_distance_km=1.0,
        object1=Encountered(object=TWO), object2=Encountered(object="vimpel:7"), source="radar",
    )  # fmt: skip
    for made in (
        sealed_record(
            SameObjectBody(object1=ONE, object2="vimpel:7", same=True, confidence=Confidence.HIGH),
            origin="NOR",
            mark=SECRET,
            t=T,
        ),
        sealed_record(hidden, origin="NOR", mark=SECRET, t=T),
        sealed_record(crossing(tca, miss_km=0.2), origin="NOR", mark=OPEN, t=T),
    ):
        node.put(made)
        node.picture.apply(made, T)
    guest = as_("u.cleared")
    (line,) = table(client, guest)["items"]
    assert {line["object1"], line["object2"]} == {ONE, TWO}
    assert table(client, guest, object=ONE)["found"] == 1
    assert table(client, guest, object="vimpel:7")["found"] == 0
    assert table(client, guest, text="vimpel")["found"] == 0
    assert table(client, as_("v.viewer"), text="vimpel")["found"] == 1


def test_what_others_report_is_asked_for_once_until_a_record_tells_more(
    client, as_, reported, monkeypatch
):
    node, _ = reported
    asked, real = [], Picture.conjunction_records

    def watched(picture, event, may=None):
        asked.append(event)
        return real(picture, event, may)

    monkeypatch.setattr(Picture, "conjunction_records", watched)
    viewer, guest = as_("v.viewer"), as_("u.cleared")
    first = table(client, viewer)
    once = len(asked)
    assert table(client, viewer, sort="miss")["items"] == first["items"]
    lines = len(asked) - once  # what the line itself asks
    assert lines < once
    assert table(client, guest)["items"][0]["sources"] == 1  # not what another was shown
    assert first["items"][0]["sources"] == 2
    more = sealed_record(
        crossing(T + 12 * HOUR, miss_km=0.3, source="another"), origin="NOR", mark=OPEN, t=T
    )
    secret = sealed_record(crossing(T + 30 * HOUR, source="radar"), origin="NOR", mark=SECRET, t=T)
    for each in (more, secret):
        node.put(each)
        node.picture.apply(each, T)
    assert [each["sources"] for each in table(client, viewer)["items"]] == [3, 1]
    assert [each["sources"] for each in table(client, guest)["items"]] == [2]
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")  # built anew, of less
    assert table(client, viewer)["items"] == []


def test_what_only_others_report_leaves_when_it_is_over(client, as_, reported):
    node, _ = reported
    node.clock.t = T + 13.5 * HOUR
    assert table(client, as_("v.viewer"))["items"] == []


# -- one event ----------------------------------------------------------------


def encounter(client, headers, event, status=200):
    return ask(client, headers, f"encounters/{quote(event, safe='')}", status)


def test_event_has_the_screening_as_it_is_drawn(client, as_, screened):
    view = screened.screening
    row = next(row for row in range(len(view)) if not np.isnan(view.judged.pc[row]))
    event = view.event_id(row)
    found = encounter(client, as_("v.viewer"), event)
    (source,) = found["sources"]
    body = screened_body(view, row, nation="NOR")
    assert (source["own"], source["record"], source["mark"][:3]) == (True, "", "U//")
    assert source["pc"] == body.pc
    assert source["grounds"] in {"elements", "stale"}
    assert source["plane"]["miss_distance_km"] == pytest.approx(
        view.events.miss_distance_km[row], abs=1e-6
    )
    pair = (found["side1"]["object"], found["side2"]["object"])
    assert set(pair) == set(view.pair(row))
    assert found["side1"]["name"].startswith("OBJECT")
    np.testing.assert_allclose(
        np.linalg.norm(source["relative_rtn_km"]), view.events.miss_distance_km[row], atol=1e-6
    )
    assert found["story"] == found["told"] == []


def test_warnings_are_those_of_the_event_that_was_found(client, as_, reported):
    """And not of the name as somebody types it, which the book may not know."""
    node, made = reported
    asked = []
    node.warnings = SimpleNamespace(matter_of=lambda name, _: asked.append(name))
    alias = str(EventId.of(ONE, TWO, T + 12 * HOUR + 20.0))
    assert alias != made[0].payload.object
    found = encounter(client, as_("v.viewer"), alias)
    assert asked == [found["event"]] == [made[0].payload.object]


def test_sources_stand_in_one_plane_and_one_order(client, as_, reported):
    _, made = reported
    found = encounter(client, as_("v.viewer"), made[0].payload.object)
    assert (found["side1"]["object"], found["side2"]["object"]) == (ONE, TWO)
    by_source = {each["source"]: each for each in found["sources"]}
    assert set(by_source) == {"the operator", "radar"}
    for name, miss_km in (("the operator", 0.05), ("radar", 0.2)):
        plane = by_source[name]["plane"]
        # Object 2 is farther out whichever of the two the record names first.
        assert plane["up_km"] == pytest.approx(miss_km, abs=1e-9)
        assert plane["across_km"] == pytest.approx(0.0, abs=1e-9)
        assert by_source[name]["relative_rtn_km"] == pytest.approx([miss_km, 0.0, 0.0], abs=1e-9)
        assert by_source[name]["orbit1"]["age_s"] == HOUR
        assert by_source[name]["orbit1"]["sigma_rtn_km"] == pytest.approx([0.1, 0.4, 0.1])
        assert by_source[name]["grounds"] == "determined"
    states = crossing(T + 12 * HOUR)
    whole = combined_plane(
        states.object1.r_km, states.object1.v_km_s, np.diag([0.01, 0.16, 0.01]),
        states.object2.r_km, states.object2.v_km_s, np.diag([0.01, 0.01, 0.16]), 0.01,
    )  # fmt: skip
    drawn = by_source["the operator"]["plane"]["combined"]
    assert drawn["semi_major_km"] == pytest.approx(whole.sigma_x_km[0], rel=1e-9)
    assert drawn["semi_minor_km"] == pytest.approx(whole.sigma_z_km[0], rel=1e-9)
    reckoned = by_source["the operator"]["reckoned"]
    assert (reckoned["pc_method"], reckoned["straight"], reckoned["violations"]) == (
        "foster1992", True, [],
    )  # fmt: skip
    assert reckoned["pc"] == pytest.approx(float(foster1992_on_plane(whole).pc[0]), rel=1e-9)


def test_event_tells_what_the_caller_may_see(client, as_, reported):
    _, made = reported
    event = made[0].payload.object
    found = encounter(client, as_("u.cleared"), event)
    assert [each["source"] for each in found["sources"]] == ["the operator"]
    assert [each["record"] for each in found["story"]] == [made[0].id]
    assert "radar" not in str(found)
    assert made[1].id not in str(found)
    encounter(client, as_("s.stranger"), event, 404)
    ask(client, as_("s.stranger"), f"avoidance/{quote(event, safe='')}", 404)
    ask(client, as_("u.cleared"), f"avoidance/{quote(event, safe='')}", 404, record=made[1].id)
    encounter(client, as_("v.viewer"), "event:norad:1~norad:2@2024-11-01T00:00:00.000Z", 404)
    encounter(client, as_("v.viewer"), "nothing", 404)


def test_event_goes_by_any_name_that_a_source_gives_it(client, as_, reported):
    found = encounter(client, as_("v.viewer"), str(EventId.of(ONE, TWO, T + 12 * HOUR + 90.0)))
    assert len(found["sources"]) == 2


def test_story_holds_every_report_with_what_did_not_hold(client, as_, node, reported):
    _, made = reported
    first = made[0]
    body = crossing(
        T + 12 * HOUR, miss_km=0.5, pc=None, violations=("FOSTER_EXTENDED",), flags=("DILUTED",)
    )
    later = sealed_record(body, origin="NOR", mark=OPEN, t=T + HOUR)
    payload = msgspec.structs.replace(later.payload, version=2, supersedes=first.id)
    from cspo.records import seal  # noqa: PLC0415

    second = seal(payload, key_of("NOR"))
    node.put(second)
    node.picture.apply(second, T + HOUR)
    found = encounter(client, as_("u.cleared"), first.payload.object)
    assert [(each["version"], each["latest"]) for each in found["story"]] == [(1, False), (2, True)]
    assert found["story"][1]["violations"] == ["FOSTER_EXTENDED"]
    assert found["story"][0]["oldest_age_s"] == 2 * HOUR
    assert [each["miss_distance_km"] for each in found["sources"]] == [0.5]


def test_a_report_without_states_says_why_nothing_is_drawn(client, as_, node):
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    bare = {"r_km": None, "v_km_s": None, "covariance": None}
    body = crossing(T + 12 * HOUR)
    body = msgspec.structs.replace(
        body, frame=None, object1=msgspec.structs.replace(body.object1, **bare),
        object2=msgspec.structs.replace(body.object2, **bare),
    )  # fmt: skip
    made = sealed_record(body, origin="NOR", mark=OPEN, t=T)
    node.put(made)
    node.picture.apply(made, T)
    headers, event = as_("v.viewer"), made.payload.object
    (source,) = encounter(client, headers, event)["sources"]
    assert source["plane"] is None
    assert "no positions" in source["why_no_plane"]
    answer = ask(client, headers, f"avoidance/{quote(event, safe='')}", 409)
    assert "no source states" in answer["error"]["detail"]


# -- what a burn would change -------------------------------------------------


def avoidance(client, headers, event, status=200, **params):
    return ask(client, headers, f"avoidance/{quote(event, safe='')}", status, **params)


def flown_pc(view, miss_km: float) -> float:
    """The chosen burn, flown here."""
    speed = float(np.sqrt(EARTH_MU_KM3_S2 / 7_000.0))
    tca = Epoch.from_utc(view["tca_utc"])
    own = Matrix(frame=Frame.RTN, matrix=np.diag([0.01, 0.16, 0.01, 0, 0, 0]))
    encounter = Encounter(
        state1=State(frame=Frame.GCRF, epoch=tca, r_km=[7_000, 0, 0], v_km_s=[0, speed, 0]),
        state2=State(
            frame=Frame.GCRF, epoch=tca, r_km=[7_000 + miss_km, 0, 0], v_km_s=[0, 0, speed]
        ),
        covariance1=own, covariance2=own, hbr_km=0.01,
    )  # fmt: skip
    if view["object"] == TWO:
        encounter = encounter.other_way()
    chosen = view["chosen"]
    burn = Burn(
        epoch=Epoch.from_utc(chosen["burn_utc"]), dv_rtn_km_s=np.array(chosen["dv_rtn_m_s"]) / 1e3
    )
    return fly(encounter, burn).pc


@pytest.mark.parametrize("who", [ONE, TWO])
def test_chosen_burn_does_what_it_says_for_either_object(client, as_, reported, who):
    _, made = reported
    view = avoidance(
        client, as_("v.viewer"), made[0].payload.object, object=who, target_pc=1e-6,
        record=made[0].id,
    )  # fmt: skip
    assert (view["object"], view["reason"], view["paths"]) == (who, "", "straight")
    assert (view["record"], view["study_only"]) == (made[0].id, False)
    assert view["chosen"]["pc"] <= 1e-6
    assert flown_pc(view, 0.05) == pytest.approx(view["chosen"]["pc"], rel=1e-3)
    shape = (len(view["lead_s"]), len(view["directions"]), len(view["size_m_s"]))
    assert len(view["trade_pc"]) == len(view["trade_miss_km"]) == np.prod(shape)
    assert len(view["burn_utc"]) == shape[0]
    misses = np.array(view["trade_miss_km"], float).reshape(shape)
    best = view["directions"].index("best")
    assert (misses[:, best, -1] > 0.05).all()


def test_the_record_that_names_the_objects_the_other_way_gives_the_same_burn(client, as_, reported):
    _, made = reported
    event, headers = made[0].payload.object, as_("v.viewer")
    view = avoidance(client, headers, event, object=ONE, target_pc=1e-6, record=made[1].id)
    assert (view["object"], view["source"]) == (ONE, "radar")
    if view["chosen"] is not None:
        assert flown_pc(view, 0.2) == pytest.approx(view["chosen"]["pc"], rel=1e-3)


def test_two_sources_that_differ_in_the_size_alone_have_a_study_each(client, as_, node):
    node.picture, node.clock.t, tca = Picture(REGISTRY, Mode.REAL, nation="NOR"), T, T + 12 * HOUR
    found = []
    for source, radius_km in (("small", 0.005), ("large", 0.05)):
        body = crossing(tca, source=source, hard_body_radius_km=radius_km)
        made = sealed_record(body, origin="NOR", mark=OPEN, t=T)
        node.put(made)
        node.picture.apply(made, T)
        view = avoidance(
            client, as_("v.viewer"), body.event, object=ONE, record=made.id, target_pc=1e-6
        )
        found.append((view["hard_body_radius_km"], view["pc"]))
    assert [radius for radius, _ in found] == [0.005, 0.05]
    assert found[1][1] > 10 * found[0][1]


def test_statistics_of_element_sets_are_a_study_and_no_reason(client, as_, screened):
    view = screened.screening
    row = next(
        row for row in range(len(view))
        if view.tca(row) - screened.clock.now() > 2 * HOUR
        and view.events.relative_speed_km_s[row] > 3.0
        and not np.isnan(view.judged.pc[row])
    )  # fmt: skip
    found = avoidance(client, as_("v.viewer"), view.event_id(row), target_miss_km=300.0)
    assert found["study_only"]
    assert found["grounds"] in {"elements", "stale"}


def test_bounds_and_mistakes(client, as_, reported):
    node, made = reported
    event, headers = made[0].payload.object, as_("v.viewer")
    for params in (
        {"max_dv_m_s": 0.0}, {"target_pc": 2.0}, {"record": "x"}, {"object": "norad:7"},
        {"target_miss_km": -1.0},
    ):  # fmt: skip
        avoidance(client, headers, event, 400, **params)
    avoidance(client, headers, event, 404, record="00" * 32)
    node.clock.t = T + 12 * HOUR - 300.0
    answer = avoidance(client, headers, event, 409)
    assert "time for a burn" in answer["error"]["detail"]
    assert answer["error"]["hint"]


def test_no_more_than_a_few_wait_for_studies(client, as_, app, reported):
    _, made = reported
    gate = app.gates[""]
    for _ in range(3):
        assert gate.studies._room.acquire(blocking=False)
    answer = avoidance(client, as_("v.viewer"), made[0].payload.object, 429)
    assert answer["error"]["hint"]
    for _ in range(3):
        gate.studies._room.release()
    avoidance(client, as_("v.viewer"), made[0].payload.object)
