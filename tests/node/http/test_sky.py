"""The sky as binary columns, and tracks over the Earth: layout, rights, and how exact they are."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from http_node import PEOPLE
from skies import facts_record, orbit_record, sky

from cspo.dynamics import Sgp4Bulk
from cspo.frames import Frame, bundled_earth_orientation, geodetic_from_itrf, transform_pv
from cspo.markings import Mode, make_label
from cspo.node.http.answers import pack
from cspo.node.http.earth import earth_orientation, orientation_rows, tai_ms
from cspo.node.http.routes.sky import MAGIC, _body
from cspo.node.http.sight import SeenSky
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.orbits import reference_population
from cspo.time import Epoch

COUNT = 30
OPEN = make_label("U", ["NOR", "NOR/nordsat"])
SECRET = make_label("S", ["NOR"])


@pytest.fixture
def world(node):
    """Thirty objects; of the first a newer secret orbit, of the last only a secret one."""
    made = replace(
        sky(COUNT), name=np.array([f"OBJECT {row}" for row in range(COUNT)]),
        owner=np.full(COUNT, "NOR"),
    )  # fmt: skip
    t = Epoch(int(made.epoch_tai_ns.max())) + 60.0
    node.clock.t = t
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    shown, first, last = (made.take(np.arange(*each)) for each in ((29,), (1,), (29, 30)))
    newer = replace(first, epoch_tai_ns=first.epoch_tai_ns + 10**9, source=np.array(["radar"]))
    for record in (
        orbit_record(shown, mark=OPEN, origin="NOR", t=t),
        facts_record(shown, mark=OPEN, origin="NOR", t=t),
        orbit_record(newer, mark=SECRET, origin="NOR", t=t, source="radar"),
        orbit_record(last, mark=SECRET, origin="NOR", t=t, source="SECRET RADAR"),
    ):
        node.put(record)
        node.picture.apply(record, t)
    node.sky = node.picture.view(t)
    return node


def unpacked(data):
    """As the documentation says, and no otherwise."""
    assert data[:8] == MAGIC
    at = 12 + int.from_bytes(data[8:12], "little")
    assert at % 8 == 0
    header = json.loads(data[12:at])
    columns = {}
    for told in header["columns"]:
        block = data[at : at + told["bytes"]]
        if told["type"] == "text":
            columns[told["name"]] = block.decode().split("\n") if header["count"] else []
        else:
            columns[told["name"]] = np.frombuffer(block, np.dtype(told["type"]).newbyteorder("<"))
        assert len(columns[told["name"]]) == header["count"]
        at += told["bytes"] + -told["bytes"] % 8
    assert at == len(data)
    return header, columns


def sky_of(client, headers):
    answer = client.get("/api/v1/sky", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/vnd.cspo.sky")
    return answer, *unpacked(answer.content)


def test_columns_are_those_of_the_catalogue(client, as_, world):
    _, header, columns = sky_of(client, as_("v.viewer"))
    catalog = world.sky.catalog
    assert header["count"] == COUNT
    np.testing.assert_array_equal(columns["norad_id"], catalog.norad_id)
    assert columns["name"] == catalog.name.tolist()
    assert [header["owner"][i] for i in columns["owner"]] == catalog.owner.tolist()
    assert [header["source"][i] for i in columns["source"]] == catalog.source.tolist()
    epoch_ms = header["reference_tai_ms"] + 1e3 * columns["epoch_s"]
    assert abs(epoch_ms[3] - tai_ms(Epoch(int(catalog.epoch_tai_ns[3])))) < 1.5
    np.testing.assert_allclose(columns["raan_rad"], catalog.raan_rad, rtol=0, atol=3e-7)
    np.testing.assert_array_equal(columns["mean_motion_rad_s"], catalog.mean_motion_rad_s)


def test_each_row_has_the_mark_of_what_is_seen_of_it(client, as_, world):
    _, header, columns = sky_of(client, as_("v.viewer"))
    assert {header["mark"][i] for i in columns["mark"]} == {
        "U//REL TO NOR, NOR/nordsat",
        "S//REL TO NOR",
    }
    answer, header, columns = sky_of(client, as_("u.cleared"))
    assert header["count"] == COUNT - 1
    assert header["mark"] == ["U//REL TO NOR, NOR/nordsat"]
    assert b"SECRET" not in answer.content
    assert b"radar" not in answer.content


def test_a_mark_that_came_after_the_sky_was_made_shows_nothing_to_who_may_not(client, as_, world):
    """Two see the same of the sky's own marks, so they share what is kept; of a newer one not."""
    nation_alone = make_label("U", ["NOR"])
    made, t = replace(sky(COUNT), name=np.full(COUNT, "")), world.clock.now()
    late = replace(made.take(np.array([COUNT - 1])), source=np.array(["late radar"]))
    record = orbit_record(late, mark=nation_alone, origin="NOR", t=t, source="late radar")
    world.put(record)
    world.picture.apply(record, t)
    sky_of(client, as_("u.cleared"))
    answer, header, _ = sky_of(client, as_("o.operator"))
    assert header["count"] == COUNT - 1
    assert b"late radar" not in answer.content
    assert header["mark"] == ["U//REL TO NOR, NOR/nordsat"]
    world.sky = world.picture.view(t)
    assert sky_of(client, as_("u.cleared"))[1]["count"] == COUNT
    assert sky_of(client, as_("o.operator"))[1]["count"] == COUNT - 1


def test_a_client_that_has_it_is_not_sent_it_again(client, as_, world):
    answer, _, _ = sky_of(client, as_("v.viewer"))
    headers = {**as_("v.viewer"), "If-None-Match": answer.headers["etag"]}
    assert client.get("/api/v1/sky", headers=headers).status_code == 304
    headers = {**as_("u.cleared"), "If-None-Match": answer.headers["etag"]}
    assert client.get("/api/v1/sky", headers=headers).status_code == 200


def test_before_the_first_step_it_is_empty(client, as_, node):
    _, header, columns = sky_of(client, as_("v.viewer"))
    assert header["count"] == 0
    assert len(columns["epoch_s"]) == 0


def test_the_whole_catalogue_is_small_and_good_to_a_hundred_metres(node):
    """27,000 objects under 2 MB, and a page that reads them within 0.1 km three days on."""
    made = replace(reference_population(), simulated=False)
    n = len(made)
    assert n > 26_000
    t = Epoch(int(made.epoch_tai_ns.max()))
    node.clock.t = t
    names = tuple(made.identity(row) for row in range(n))
    view = type("View", (), {})()
    view.labels, view.label_index, view.identity = (OPEN,), np.zeros(n, np.int32), names
    seen = SeenSky(view=view, identity=names, row_of={}, catalog=made, tag="")
    data = _body(seen, t, _Everybody(), node)
    assert len(pack(b"zstd", data)) < 2_000_000
    assert len(pack(b"gzip", data)) < 2_000_000
    _, columns = unpacked(data)
    read = replace(made, **{
        name: columns[name].astype(np.float64) for name in (
            "mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad", "argp_rad",
            "mean_anomaly_rad", "bstar_per_er",
        )
    })  # fmt: skip
    when = np.array([-3.0, 0.0, 3.0]) * 86_400.0
    exact, fine = Sgp4Bulk(made).propagate(t, when)
    drawn, _ = Sgp4Bulk(read).propagate(t, when)
    off_km = np.linalg.norm((drawn - exact)[:, :3], axis=1)[fine == 0]
    assert np.nanmax(off_km) < 0.1


class _Everybody:
    """Who may see all."""

    def may(self, *_):
        return type("Yes", (), {"permitted": True})


def test_orientation_rows_are_those_of_the_table():
    now = Epoch.from_utc("2024-11-01T12:00:00Z")
    rows = orientation_rows(now)
    assert len(rows) == 91
    middle = rows[45]
    assert middle[:2] == [1_730_419_200_000, 37.0]
    at = bundled_earth_orientation().at(Epoch.from_utc("2024-11-01").tai_ns)
    assert middle[2] == pytest.approx(float(at.ut1_minus_tai_s), abs=1e-6)
    assert middle[3] == pytest.approx(float(at.xp_rad), abs=1e-10)
    assert tai_ms(now) == 1_730_462_400_000 + 37_000


def test_tracks_are_sgp4_over_the_turning_earth(client, as_, world):
    wanted = list(world.sky.identity[3:5])
    start = world.clock.now()
    answer = client.get(
        "/api/v1/tracks", headers=as_("v.viewer"),
        params={
            "object": [*wanted, "norad:99"], "start": start.utc_iso(9), "step_s": 600, "count": 9,
        },
    )  # fmt: skip
    told = answer.json()
    assert told["frame"] == "ITRF"
    assert [each["object"] for each in told["tracks"]] == wanted
    states, _ = Sgp4Bulk(world.sky.catalog).propagate(
        start, 600.0 * np.arange(9), rows=np.arange(3, 5)
    )
    tai_ns = start.tai_ns + np.arange(9) * 600 * 10**9
    for k, track in enumerate(told["tracks"]):
        r_km, _ = transform_pv(
            states[:, :3, k], states[:, 3:, k], Frame.TEME, Frame.ITRF, tai_ns, earth_orientation()
        )
        found = np.array([track["x_km"], track["y_km"], track["z_km"]]).T
        np.testing.assert_allclose(found, r_km, rtol=0, atol=2e-5)
        latitude_rad, _, height_km = geodetic_from_itrf(r_km)
        np.testing.assert_allclose(track["latitude_deg"], np.rad2deg(latitude_rad), atol=2e-6)
        np.testing.assert_allclose(track["height_km"], height_km, atol=2e-5)


def test_tracks_of_what_is_hidden_are_not_there(client, as_, world):
    params = {"object": list(world.sky.identity)}
    full = client.get("/api/v1/tracks", params=params, headers=as_("v.viewer")).json()["tracks"]
    part = client.get("/api/v1/tracks", params=params, headers=as_("u.cleared")).json()["tracks"]
    assert (len(full), len(part)) == (COUNT, COUNT - 1)
    assert PEOPLE["u.cleared"].clearance == "U"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("object=norad:5&object=norad:6&count=10000&start=x", "start"),
        ("&".join(["object=norad:5"] * 3) + "&count=10000", "count"),
        ("object=norad:5&start=yesterday", "start"),
        ("object=norad:5&start=2261-01-01T00:00:00Z", "start"),
        ("object=norad:5&step_s=86400&count=10000", "step_s"),
    ],
)
def test_what_is_too_much_or_unreadable_is_refused(client, as_, world, query, field):
    answer = client.get(f"/api/v1/tracks?{query}", headers=as_("v.viewer"))
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
