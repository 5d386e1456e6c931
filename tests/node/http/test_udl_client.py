"""The UDL's official SDK against a node that is served for real."""

from __future__ import annotations

import io
import zipfile

import pytest
import unifieddatalibrary as udl
from http_node import HttpNode, token_of
from served import served

from cspo.node.http.app import create_app

EPOCH = "2026-02-28T00:00:00.123456Z"
COMMON = {"classification_marking": "U//REL TO FRA, NOR", "data_mode": "REAL", "source": "acme"}
ORBIT = {
    **COMMON, "epoch": EPOCH, "mean_motion": 15.72125391, "eccentricity": 0.0006703,
    "inclination": 51.6416, "raan": 247.4627, "arg_of_perigee": 130.536,
    "mean_anomaly": 325.0288, "b_star": -0.11606e-4,
}  # fmt: skip
STATE = {
    **COMMON, "epoch": EPOCH, "reference_frame": "J2000", "xpos": 7000.0, "ypos": 10.0,
    "zpos": -20.0, "xvel": 0.1, "yvel": 7.5, "zvel": -0.2,
}  # fmt: skip
CLOSE = {
    **COMMON, "tca": "2026-03-02T00:00:00.500000Z", "miss_distance": 58.5, "sat_no2": 900000001,
    "collision_prob": 1e-4, "collision_prob_method": "FOSTER-1992",
}  # fmt: skip


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    made = HttpNode(tmp_path_factory.mktemp("udl") / "nor")
    yield made
    made.close()


@pytest.fixture(scope="module")
def box(node):
    """The node under a prefix, as in the box; its application and address."""
    app = create_app({"NOR": node})
    with served(app) as address:
        yield app, f"{address}/NOR"


@pytest.fixture(scope="module")
def client_of(box):
    app, address = box

    def client(person, **how):
        token = token_of(app, person, prefix="/NOR")
        credentials = {"username": person, "password": token} if how else {"access_token": token}
        return udl.Unifieddatalibrary(
            **credentials, base_url=address, max_retries=0,
            _strict_response_validation=not how.get("lenient"),
        )  # fmt: skip

    return client


@pytest.fixture(scope="module")
def watch(client_of):
    """The duty officer's client; every answer must fit the SDK's models."""
    return client_of("a.larsen")


def test_elsets_are_created_listed_filtered_paged_and_got(watch, node):
    watch.elsets.create(**ORBIT, sat_no=25544)
    watch.elsets.create_bulk(body=[{**ORBIT, "sat_no": 100_000_000 + k} for k in range(1_500)])
    assert node.woken
    assert watch.elsets.count(epoch=">2026-01-01T00:00:00Z") == "1501"
    # The SDK goes on to the next page by itself until one is empty.
    pages = watch.elsets.list(epoch=EPOCH, max_results=400)
    numbers = [each.sat_no for each in pages]
    assert numbers == [25544, *range(100_000_000, 100_001_500)]
    (iss,) = watch.elsets.list(epoch=">now-2 days", extra_query={"satNo": "25544"})
    assert iss.mean_motion == ORBIT["mean_motion"]
    assert iss.epoch.isoformat() == "2026-02-28T00:00:00.123456+00:00"
    assert iss.line1.startswith("1 25544U")
    assert (iss.classification_marking, iss.data_mode) == ("U//REL TO FRA, NOR", "REAL")
    assert (iss.source, iss.origin, iss.created_by) == ("acme", "NOR", "NOR")
    again = watch.elsets.retrieve(iss.id_elset)
    assert again.inclination == ORBIT["inclination"]
    (far,) = watch.elsets.list(
        epoch="2026-02-27T00:00:00Z..2026-03-01T00:00:00Z",
        extra_query={"satNo": ">100001498", "sort": "satNo,DESC"},
    )
    assert far.sat_no == 100_001_499
    assert far.line1 is None  # nine digits fit into no TLE


def test_batches_of_elsets_are_signed_records(watch, node):
    before = len(_records(node, "orbit"))
    watch.elsets.create_bulk(body=[{**ORBIT, "sat_no": 200_000_000 + k} for k in range(1_001)])
    rows = _records(node, "orbit")[before:]
    assert len(rows) == 2  # a thousand, and one
    assert {row.origin for row in rows} == {"NOR"}
    with node.store.read() as unit:
        assert [unit.lineage(row.id) for row in rows] == [(), ()]


def _records(node, kind):
    with node.store.read() as unit:
        return unit.records_after(0, 100_000, kinds=[kind])


def test_current_elsets_are_one_an_object(watch, client_of):
    watch.elsets.create(**{**ORBIT, "epoch": "2026-02-27T00:00:00Z"}, sat_no=300_000_001)
    watch.elsets.create(**{**ORBIT, "epoch": "2026-02-28T06:00:00Z"}, sat_no=300_000_001)
    query = {"satNo": "300000001"}
    assert len(list(watch.elsets.list(epoch=">now-30 days", extra_query=query))) == 2
    (now,) = watch.elsets.current.list(extra_query=query)
    assert now.epoch.hour == 6
    lenient = client_of("v.viewer", lenient=True)
    (fields,) = lenient.elsets.current.tuple(columns="satNo,epoch", extra_query=query)
    assert fields.model_dump(exclude_none=True).keys() >= {"sat_no", "epoch"}
    assert fields.mean_motion is None
    (fields,) = lenient.elsets.tuple(
        columns="satNo", epoch=">2026-02-28T05:00:00Z", extra_query=query
    )
    assert fields.sat_no == 300_000_001
    history = list(watch.elsets.history.list(epoch=">now-30 days", extra_query=query))
    assert [each.epoch.day for each in history] == [27, 28]
    assert watch.elsets.history.count(epoch=">now-30 days", extra_query=query) == "2"


def test_state_vectors(watch):
    watch.state_vector.create(**STATE, sat_no=25544)
    watch.state_vector.create_bulk(
        body=[{**STATE, "sat_no": 900_000_000 + k, "cov": [1.0] * 6, "cov_reference_frame": "UVW"}
              for k in range(3)]
    )  # fmt: skip
    assert watch.state_vector.count(epoch=EPOCH) == "4"
    found = list(
        watch.state_vector.list(epoch=EPOCH, extra_query={"satNo": "900000000..900000009"})
    )
    assert [each.sat_no for each in found] == [900_000_000, 900_000_001, 900_000_002]
    assert found[0].cov == [1.0] * 6
    assert found[0].cov_reference_frame == "UVW"
    one = watch.state_vector.get(found[1].id_state_vector)
    assert (one.xpos, one.zvel, one.reference_frame) == (7000.0, -0.2, "J2000")
    assert len(list(watch.state_vector.current.list())) == 4
    assert watch.state_vector.history.count(epoch=EPOCH) == "4"


def test_conjunctions(watch):
    watch.conjunctions.create_udl(**CLOSE, sat_no1=25544, message_id="one")
    watch.conjunctions.create_bulk(
        body=[
            {**CLOSE, "sat_no1": 900_000_100 + k, "miss_distance": 1000.0 * k,
             "state_vector1": {**STATE, "sat_no": 900_000_100 + k},
             "state_vector2": {**STATE, "sat_no": 900_000_001}}
            for k in range(1, 4)
        ]
    )  # fmt: skip
    assert watch.conjunctions.count(tca=">now") == "4"
    near = list(watch.conjunctions.list(tca=">now", extra_query={"missDistance": "<1500"}))
    assert [each.miss_distance for each in near] == pytest.approx([58.5, 1000.0])
    one = watch.conjunctions.retrieve(near[0].id)
    assert (one.sat_no1, one.sat_no2, one.message_id) == (25544, 900_000_001, "one")
    assert one.collision_prob == 1e-4
    other = watch.conjunctions.retrieve(near[1].id)
    assert other.state_vector1.xpos == 7000.0
    assert other.state_vector2.epoch == other.tca
    assert watch.conjunctions.history.count(tca=">now") == "4"


def test_objects(watch):
    known = {**COMMON, "common_name": "NORDSAT 1", "object_type": "PAYLOAD", "country_code": "NO",
             "intl_des": "2026001A", "launch_date": "2026-01-01"}  # fmt: skip
    watch.onorbit.create(**known, sat_no=270_000_001)
    watch.onorbit.create(**{**known, "common_name": "NORDSAT 2"}, sat_no=270_000_002)
    assert watch.onorbit.count() == "2"
    (second,) = watch.onorbit.list(extra_query={"commonName": "NORD*2"})
    assert second.sat_no == 270_000_002
    one = watch.onorbit.get("270000001")
    assert (one.common_name, one.country_code, one.intl_des) == ("NORDSAT 1", "NO", "2026001A")
    watch.onorbit.update("270000001", **{**known, "common_name": "NORDSAT A"}, sat_no=270_000_001)
    assert watch.onorbit.get("270000001").common_name == "NORDSAT A"
    assert watch.onorbit.count() == "2"


def test_notifications(watch):
    watch.notification.create(**COMMON, msg_type="NOTSO", msg_body="Photometric change")
    (one,) = watch.notification.list(created_at=">now-1 hours", extra_query={"msgType": "NOTSO"})
    assert one.msg_body == "Photometric change"
    assert watch.notification.get(one.id).msg_type == "NOTSO"
    assert watch.notification.count(created_at=">now-1 hours") == "1"
    assert watch.notification.history.count(created_at=">now-1 hours") == "1"


def test_query_help_names_every_field(watch):
    for resource in ("elsets", "state_vector", "conjunctions", "onorbit", "notification"):
        found = getattr(watch, resource).queryhelp()
        names = {each.name for each in found.parameters}
        assert {"classificationMarking", "dataMode", "source"} <= names
    assert watch.elsets.query_current_elset_help().uri == "/udl/elset/current"


def test_an_organizations_record_is_its_own_and_for_its_sponsor_alone(client_of, node):
    operator = client_of("o.operator", basic=True)
    operator.elsets.create(**{**ORBIT, "classification_marking": "U"}, sat_no=400_000_001)
    row = _records(node, "orbit")[-1]
    assert row.origin == "NOR/nordsat"
    for person in ("o.operator", "a.larsen"):
        (one,) = client_of(person).elsets.list(epoch=EPOCH, extra_query={"satNo": "400000001"})
        assert one.classification_marking == "U//REL TO NOR, NOR/nordsat"
        assert one.origin == "NOR/nordsat"


def test_an_organization_says_of_no_object_whose_it_is(client_of):
    operator = client_of("o.operator")
    with pytest.raises(udl.PermissionDeniedError):
        operator.onorbit.create(**COMMON, sat_no=25544, country_code="NOR/nordsat")
    with pytest.raises(udl.PermissionDeniedError):
        operator.onorbit.update("25544", **COMMON, sat_no=25544, country_code="NOR/nordsat")


def test_rights_hold(client_of, box, watch):
    watch.elsets.create(**ORBIT, sat_no=600_000_001)
    viewer = client_of("v.viewer")
    with pytest.raises(udl.PermissionDeniedError):
        viewer.elsets.create(**ORBIT, sat_no=5)
    stranger = client_of("s.stranger")  # of a nation outside, who may see nothing
    assert stranger.elsets.count(epoch=">now-900 days") == "0"
    assert list(stranger.elsets.current.list()) == []
    (one,) = viewer.elsets.list(epoch=EPOCH, extra_query={"satNo": "600000001"})
    with pytest.raises(udl.NotFoundError):
        stranger.elsets.retrieve(one.id_elset)
    nobody = udl.Unifieddatalibrary(access_token="x", base_url=box[1], max_retries=0)
    with pytest.raises(udl.AuthenticationError):
        nobody.elsets.count(epoch=EPOCH)


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"classification_marking": "TS//REL TO NOR"}, 403, ""),
        ({"classification_marking": "SECRET STUFF"}, 400, "classificationMarking"),
        ({"data_mode": "SIMULATED"}, 400, "dataMode"),
        ({"epoch": "soon"}, 400, "epoch"),
        ({"sat_no": 10**12}, 400, "satNo"),
        ({"eccentricity": 2.0}, 400, "eccentricity"),
    ],
)
def test_what_can_not_be_created_is_told(watch, fields, status, field):
    with pytest.raises(udl.APIStatusError) as caught:
        watch.elsets.create(**{**ORBIT, "sat_no": 5, **fields})
    assert caught.value.status_code == status
    assert caught.value.body["error"]["field"].endswith(field)


def test_what_no_record_has_a_place_for_is_named(watch):
    answer = watch.elsets.with_raw_response.create(**ORBIT, sat_no=6, descriptor="x", tags=["a"])
    assert answer.status_code == 201
    assert answer.headers["Cspo-Not-Kept"] == "descriptor, tags"
    assert answer.headers["Cspo-Records"] == "1"


def test_what_is_known_already_is_left_out_where_that_is_asked(watch):
    item = {**ORBIT, "sat_no": 600_000_001}
    watch.elsets.create_bulk(body=[item, item], dupe_check=True)
    answer = watch.elsets.with_raw_response.create_bulk(
        body=[item, {**item, "raan": 1.0}, item], dupe_check=True
    )
    assert answer.headers["Cspo-Records"] == "1"
    query = {"satNo": "600000001"}
    assert watch.elsets.count(epoch=EPOCH, extra_query=query) == "2"
    answer = watch.elsets.with_raw_response.create_bulk(body=[item], dupe_check=True)
    assert (answer.status_code, answer.headers["Cspo-Records"]) == (201, "0")
    answer = watch.conjunctions.with_raw_response.create_udl(
        **CLOSE, sat_no1=600_000_001, convert_pos_vel=True
    )
    assert answer.headers["Cspo-Not-Kept"] == "convertPosVel"


LINES = """\
ISS (ZARYA)
1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927
2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537
"""


def test_element_sets_come_as_lines(watch):
    watch.elsets.create_bulk_from_tle(data_mode="REAL", make_current=True, source="18", body=LINES)
    (one,) = watch.elsets.list(epoch="2008-09-20T12:25:40.104192Z")
    assert (one.sat_no, one.mean_motion, one.source) == (25544, 15.72125391, "18")
    assert one.classification_marking == "U//REL TO NOR"
    with pytest.raises(udl.BadRequestError, match="line 3"):
        watch.elsets.create_bulk_from_tle(
            data_mode="REAL", make_current=True, source="18", body=LINES.replace("563537", "563538")
        )


def test_lists_are_dropped(watch):
    drops = (
        (watch.elsets, {**ORBIT, "sat_no": 500_000_001}),
        (watch.state_vector, {**STATE, "sat_no": 500_000_001}),
        (watch.conjunctions, {**CLOSE, "sat_no1": 500_000_001}),
    )
    for resource, item in drops:
        answer = resource.with_raw_response.unvalidated_publish(body=[item])
        assert answer.status_code == 202
    assert watch.elsets.count(epoch=EPOCH, extra_query={"satNo": "500000001"}) == "1"


def test_cdms_are_dropped_one_or_many(watch, data_dir):
    files = sorted((data_dir / "cdm/privateer_tsx_tdx").glob("*.cdm"))[:3]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files[1:]:
            archive.write(file, file.name)
    for content in (files[0].read_bytes(), packed.getvalue()):
        watch.conjunctions.upload_conjunction_data_message(
            content, classification="U//REL TO NOR, FRA", data_mode="REAL", filename="a.zip",
            source="18 SDS",
        )  # fmt: skip
    found = list(watch.conjunctions.list(tca="2024-01-01T00:00:00Z..2024-12-31T00:00:00Z"))
    assert len(found) == 3
    assert {(each.sat_no1, each.sat_no2) for each in found} == {(31698, 36605)}
    assert found[0].miss_distance == pytest.approx(float(_value(files[0], "MISS_DISTANCE")))
    assert found[0].message_id == _value(files[0], "MESSAGE_ID")


def _value(file, keyword):
    line = next(line for line in file.read_text().splitlines() if line.startswith(keyword))
    return line.partition("=")[2].partition("[")[0].strip()


@pytest.mark.parametrize("content", [b"", b"no cdm", b"PK\x03\x04 no zip", b"\xff" * 100])
def test_what_is_no_cdm_is_refused(watch, content):
    with pytest.raises(udl.BadRequestError):
        watch.conjunctions.upload_conjunction_data_message(
            content, classification="U", data_mode="REAL", filename="a", source="a"
        )


def test_a_bomb_is_not_unpacked(watch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for k in range(70):
            archive.writestr(f"{k}.cdm", bytes(1_000_000))
    with pytest.raises(udl.BadRequestError, match="64 MB"):
        watch.conjunctions.upload_conjunction_data_message(
            packed.getvalue(), classification="U", data_mode="REAL", filename="a", source="a"
        )
