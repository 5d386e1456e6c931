"""Objects searched for, compared, followed through time, seen from sites, handed out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from skies import orbit_record, partly_secret, sky

from cspo.bridge import read_catalog
from cspo.bridge.oem import ephemerides_from_oem
from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame, rotation, rtn_from_inertial
from cspo.markings import Mode, make_label, portion_mark
from cspo.messages import oem, omm_json, omm_kvn, omm_xml
from cspo.node.http.earth import earth_orientation
from cspo.node.sites import known_sites
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.sensing import look_angles
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

COUNT = 400
OPEN = make_label("U", ["NOR", "NOR/nordsat"])
SECRET = make_label("S", ["NOR"])
SITES = """name,system,operator_nation,lat_deg,lon_deg,alt_m,type,min_el_deg
Vardo,GLOBUS,NOR,70.37,31.13,50,mechanical,
Telescope,EYE,NOR,-30.0,-70.0,2000,optical,10
"""


@pytest.fixture(scope="module")
def catalog():
    made = sky(COUNT)
    names = [f"OBJECT {row}" for row in range(COUNT)]
    names[3], names[4], names[5] = "STARLINK-11", "STARLINK-1", "OLD STARLINK-1 DEB"
    kinds = np.full(COUNT, "PAYLOAD")
    kinds[5] = "DEBRIS"
    designators = np.array([f"1999-025{chr(65 + row % 26)}" for row in range(COUNT)])
    designators[7] = "1998-067A"
    return replace(
        made, norad_id=60_001 + np.arange(COUNT), name=np.array(names),
        owner=np.full(COUNT, "NOR"), designator=designators, object_type=kinds,
    )  # fmt: skip


@pytest.fixture
def world(node, catalog):
    """Objects that all may see; of the first a newer secret orbit, of the last only that."""
    t = Epoch(int(catalog.epoch_tai_ns.max())) + 60.0
    node.clock.t = t
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    for made in partly_secret(catalog, shown=OPEN, secret=SECRET, ahead_rad=0.001, t=t):
        node.put(made)
        node.picture.apply(made, t)
    node.sky = node.picture.view(t)
    Path(node.home.path / "sites.csv").write_text(SITES)
    return node


def identity(catalog, row):
    return f"norad:{catalog.norad_id[row]}"


@pytest.fixture
def ask(client, as_, world):
    """``ask("search", q="x")``: the answer to somebody who may see everything."""

    def got(path, person="v.viewer", **params):
        answer = client.get(f"/api/v1/{path}", params=params, headers=as_(person))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return got


def test_a_search_puts_the_whole_before_the_part(ask, catalog):
    found = ask("search", q="starlink-1")
    assert [each["name"] for each in found["items"]] == [
        "STARLINK-1", "STARLINK-11", "OLD STARLINK-1 DEB",
    ]  # fmt: skip
    assert found["total"] == 3
    assert {each["by"] for each in found["items"]} == {"name"}
    assert found["items"][0]["mark"] == portion_mark(OPEN)


@pytest.mark.parametrize("typed", ["1998-067A", "98067A", "1998 067a"])
def test_a_designator_in_three_ways(ask, catalog, typed):
    (found,) = ask("search", q=typed)["items"]
    assert (found["designator"], found["by"]) == ("1998-067A", "designator")


def test_a_number_and_an_identity(ask, catalog):
    number = int(catalog.norad_id[9])
    first = ask("search", q=str(number))["items"][0]
    assert (first["norad_id"], first["by"]) == (number, "number")
    assert ask("search", q=f"norad:{number}")["items"][0]["norad_id"] == number
    assert ask("search", q="999999999")["items"] == []


def test_what_is_hidden_is_not_found(ask, catalog):
    number = str(catalog.norad_id[COUNT - 1])
    assert ask("search", q=number)["total"] == 1
    assert ask("search", "u.cleared", q=number)["total"] == 0


def test_orbits_are_compared_with_the_one_that_counts(ask, world, catalog):
    name = identity(catalog, 0)
    found = ask(f"sides/{name}")
    assert [each["source"] for each in found["items"]] == ["radar", "18 SDS"]
    reference, other = found["items"]
    assert found["reference"] == reference["item"]
    assert reference["distance_km"] is None
    assert (reference["adopted"], other["adopted"], other["why"]) == (True, False, "")
    assert reference["why"]
    # The same by hand: both orbits at the node's present, in the reference's own axes.
    at = world.clock.t
    one, two = catalog.take(np.array([0])), catalog.take(np.array([0]))
    one = replace(
        one, epoch_tai_ns=one.epoch_tai_ns + NS_PER_S, mean_anomaly_rad=one.mean_anomaly_rad + 1e-3
    )
    states = [Sgp4Bulk(each).propagate(at, np.zeros(1))[0][0, :, 0] for each in (one, two)]
    axes = rtn_from_inertial(states[0][None, :3], states[0][None, 3:])[0]
    apart = axes @ (states[1][:3] - states[0][:3])
    got = [other[key] for key in ("radial_km", "along_track_km", "cross_track_km")]
    assert got == pytest.approx(apart.tolist(), abs=1e-3)
    assert other["distance_km"] == pytest.approx(float(np.linalg.norm(apart)), abs=1e-3)
    assert all(value > 0.0 for value in other["expected_km"])
    assert other["orbit"]["perigee_km"] < other["orbit"]["apogee_km"] + 1e-9


def test_a_side_that_is_hidden_is_not_compared(ask, client, as_, catalog):
    found = ask(f"sides/{identity(catalog, 0)}", "u.cleared")
    assert [each["source"] for each in found["items"]] == ["18 SDS"]
    assert found["items"][0]["item"] == found["reference"]
    for path in ("sides", "element-sets"):
        hidden = f"/api/v1/{path}/{identity(catalog, COUNT - 1)}"
        assert client.get(hidden, headers=as_("u.cleared")).status_code == 404
        assert client.get(hidden, headers=as_("v.viewer")).status_code == 200


def test_element_sets_over_time_with_what_was_replaced(ask, world, catalog):
    t = world.clock.t
    for day in (1, 2):
        later = replace(
            catalog.take(np.array([8])),
            epoch_tai_ns=catalog.epoch_tai_ns[8:9] + day * 86_400 * 10**9,
        )
        made = orbit_record(later, mark=OPEN, origin="NOR", t=t + day * DAY_S)
        world.put(made)
        world.picture.apply(made, t + day * DAY_S)
    world.clock.t = t + 2.5 * DAY_S
    found = ask(f"element-sets/{identity(catalog, 8)}")
    epochs = [each["epoch_utc"] for each in found["items"]]
    assert len(epochs) == 3
    assert epochs == sorted(epochs)
    assert not found["cut"]
    assert found["items"][0]["orbit"]["inclination_deg"] == pytest.approx(
        np.degrees(catalog.inclination_rad[8]), abs=1e-4
    )
    assert len(ask(f"element-sets/{identity(catalog, 8)}", limit=2)["items"]) == 2
    assert len(ask(f"element-sets/{identity(catalog, 8)}", days=1)["items"]) == 1


def test_element_sets_of_old_records_are_read_to_a_limit(ask, app, world, catalog, monkeypatch):
    t = world.clock.t
    for day in (1, 2, 3):
        epochs = catalog.epoch_tai_ns[8:9] + day * 86_400 * 10**9
        later = replace(catalog.take(np.array([8])), epoch_tai_ns=epochs)
        world.put(orbit_record(later, mark=OPEN, origin="NOR", t=t + day * DAY_S))
    world.clock.t = t + 3.5 * DAY_S
    path = f"element-sets/{identity(catalog, 8)}"
    monkeypatch.setattr(app.gates[""].shelves, "_most_rows", 1)  # the last record alone is kept
    every = ask(path)
    assert (len(every["items"]), every["cut"]) == (4, False)
    monkeypatch.setattr("cspo.node.http.routes.sides.MOST_AGAIN", 1)
    some = ask(path)
    assert (some["items"], some["cut"]) == (every["items"][-2:], True)
    assert not ask(path, days=1)["cut"]  # what is too old is not read and not missed


def test_element_sets_that_are_hidden_are_left_out(ask, catalog):
    name = identity(catalog, 0)
    assert len(ask(f"element-sets/{name}")["items"]) == 2
    assert [each["source"] for each in ask(f"element-sets/{name}", "u.cleared")["items"]] == [
        "18 SDS"
    ]


def test_sites_see_what_stands_over_them(ask, world, catalog):
    found = ask("sites")
    assert [each["site"] for each in found["items"]] == ["vardo", "telescope"]
    radar, eye = found["items"]
    assert radar["dark"] is None
    assert isinstance(eye["dark"], bool)
    assert radar["seen"] == radar["in_field"]
    now = ask("sites/vardo")
    assert now["total"] == radar["in_field"] == len(now["items"])
    # Every object by itself, against look angles: those above the horizontal and no others.
    site = known_sites(world.home.path).sites[0]
    states, _ = Sgp4Bulk(world.sky.catalog).propagate(world.clock.t, np.zeros(1))
    turn = rotation(Frame.TEME, Frame.ITRF, world.clock.t.tai_ns, earth_orientation())
    look = look_angles(site, (turn @ states[0, :3]).T)
    above = {world.sky.identity[row] for row in np.flatnonzero(look.elevation_rad > 0.0)}
    assert {each["object"] for each in now["items"]} == above
    assert above


def test_a_table_of_sites_with_a_fault_says_so(ask, world):
    (world.home.path / "sites.csv").write_text(SITES + "Nowhere,,NOR,95,0,0,optical,\n")
    found = ask("sites")
    assert len(found["items"]) == 2
    assert "line 4" in found["problem"]
    (world.home.path / "sites.csv").write_text("not,a,table\n")
    assert ask("sites")["items"] == []
    assert "sites.csv" in ask("sites")["problem"]
    (world.home.path / "sites.csv").unlink()
    assert ask("sites") == {"at_utc": ask("sites")["at_utc"], "items": [], "problem": ""}


def test_a_site_that_is_not_there(client, as_, world):
    assert client.get("/api/v1/sites/nowhere", headers=as_("v.viewer")).status_code == 404


@pytest.mark.parametrize("typed", ["9999-12-31T00:00:00Z", "1700-01-01T00:00:00Z", "yesterday"])
def test_instants_that_no_orbit_reaches(client, as_, world, catalog, typed):
    orbit = {"object": identity(catalog, 1), "as": "oem", "start": typed}
    for path, params, field in (
        ("sites", {"at": typed}, "at"), ("sites/vardo", {"at": typed}, "at"),
        ("export", orbit, "start"),
    ):  # fmt: skip
        answer = client.get(f"/api/v1/{path}", params=params, headers=as_("v.viewer"))
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def exported(client, headers, form, **params):
    answer = client.get("/api/v1/export", params={"as": form, **params}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize(
    ("form", "reads"), [("omm-kvn", omm_kvn), ("omm-xml", omm_xml), ("omm-json", omm_json)]
)
def test_a_selection_as_omm(client, as_, world, catalog, form, reads):
    names = [identity(catalog, row) for row in (1, 2)]
    answer = exported(client, as_("v.viewer"), form, object=[*names, "norad:999999"])
    columns, faults = reads.read(answer.content)
    assert not faults
    assert sorted(columns.norad_cat_id.tolist()) == sorted(catalog.norad_id[1:3].tolist())
    assert columns.inclination_deg.tolist() == pytest.approx(
        [np.degrees(catalog.inclination_rad[list(catalog.norad_id).index(n)])
         for n in columns.norad_cat_id.tolist()], abs=1e-9,
    )  # fmt: skip
    assert answer.headers["cspo-mode"] == "REAL"
    assert answer.headers["cspo-left-out"] == "1"
    assert answer.headers["content-disposition"].startswith('attachment; filename="cspo-REAL-2-')
    if form != "omm-json":
        assert b"COMMENT" in answer.content
        assert b"REAL U//REL" in answer.content.replace(b"(", b"").replace(b")", b"")


def test_the_document_names_the_types_of_all_forms(app):
    told = app.document()["paths"]["/api/v1/export"]["get"]["responses"]["200"]["content"]
    assert set(told) == {"text/plain", "application/xml", "application/json"}


def test_a_selection_as_tle(client, as_, world, catalog, tmp_path):
    answer = exported(client, as_("v.viewer"), "3le", object=[identity(catalog, 4)])
    file = tmp_path / "one.3le"
    file.write_bytes(answer.content)
    read = read_catalog([str(file)]).catalog
    assert (read.name.tolist(), read.norad_id.tolist()) == (
        ["STARLINK-1"], [int(catalog.norad_id[4])],
    )  # fmt: skip


def test_a_trajectory_as_oem(client, as_, world, catalog):
    name, start = identity(catalog, 1), world.clock.t + 600.0
    answer = exported(
        client,
        as_("v.viewer"),
        "oem",
        object=[name],
        start=start.utc_iso(6),
        hours=2.0,
        step_s=30.0,
    )
    message = oem.read(answer.content)
    assert message.header.originator == "NOR"
    assert message.header.classification is not None
    (flown,) = ephemerides_from_oem(message)
    assert len(flown.t_s) == 241
    at_s = np.array([1_234.0])
    expected, _ = Sgp4Bulk(catalog.take(np.array([1]))).propagate(start, at_s)
    r_km, _ = flown.interpolate(at_s)
    assert np.linalg.norm(r_km[0] - expected[0, :3, 0]) < 1e-3  # a metre, between points 30 s apart


def test_what_may_not_leave_does_not(client, as_, world, catalog):
    answer = client.get(
        "/api/v1/export", params={"object": identity(catalog, COUNT - 1)}, headers=as_("u.cleared")
    )
    assert answer.status_code == 404
    both = [identity(catalog, 0), identity(catalog, COUNT - 1)]
    answer = exported(client, as_("u.cleared"), "omm-kvn", object=both)
    assert answer.headers["cspo-left-out"] == "1"
    columns, _ = omm_kvn.read(answer.content)
    assert columns.epoch_tai_ns.tolist() == [int(catalog.epoch_tai_ns[0])]
    assert "S" not in answer.headers["cspo-marking"].split("//")[0]


def test_what_a_form_cannot_hold_is_told(client, as_, world, catalog):
    far = replace(catalog.take(np.array([6])), norad_id=np.array([799_999_999]))
    made = orbit_record(far, mark=OPEN, origin="NOR", t=world.clock.t)
    world.picture.apply(made, world.clock.t)
    world.sky = world.picture.view(world.clock.t)
    params = {"object": "norad:799999999", "as": "tle"}
    answer = client.get("/api/v1/export", params=params, headers=as_("v.viewer"))
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "as")
    params["object"] = ["norad:799999999", identity(catalog, 1)]
    answer = client.get("/api/v1/export", params=params, headers=as_("v.viewer"))
    assert answer.headers["cspo-left-out"] == "1"
    assert answer.text.count("\n") == 2


def test_an_oem_of_too_many_states_is_refused(client, as_, world, catalog):
    params = {"object": [identity(catalog, row) for row in range(20)], "as": "oem",
              "hours": 240.0, "step_s": 10.0}  # fmt: skip
    answer = client.get("/api/v1/export", params=params, headers=as_("v.viewer"))
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "step_s")
