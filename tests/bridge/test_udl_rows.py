"""Records in the UDL's columns and back, one way at a time, against the UDL's own words."""

from __future__ import annotations

import numpy as np
import pytest
from unifieddatalibrary.types import Elset, NotificationListResponse
from unifieddatalibrary.types.shared import ConjunctionFull, OnorbitFull, StateVectorFull

from cspo.bridge.records_cdm import conjunction_body
from cspo.bridge.udl import (
    CONJUNCTION,
    ELSET,
    NOTIFICATION,
    ONORBIT,
    STATE_VECTOR,
    ElementPage,
    Held,
    Row,
    RowPage,
    StatePage,
    conjunction_from_item,
    facts_from_item,
    notice_from_item,
    orbits_from_elsets,
    orbits_from_states,
)
from cspo.bridge.udl.marks import label_of_item, object_of
from cspo.errors import MalformedMessage
from cspo.frames import Frame, transform_pv
from cspo.markings import portion_mark
from cspo.messages import cdm, tle
from cspo.messages.udl import fields_of, read_items
from cspo.records.bodies import OrbitBody, examples
from cspo.records.bodies.orbit import States
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch

HELD = Held(
    record_id="ab" * 32, origin="NOR/acme-sat", mode="SIMULATED", mark="U//REL TO FRA, NOR",
    created_tai_ns=Epoch.from_utc("2026-03-01T12:00:00Z").tai_ns,
)  # fmt: skip
T = Epoch.from_utc("2026-02-28T00:00:00.123456Z")

# ISS, as the SGP4 documentation's and everybody's example has it.
LINES = (
    b"1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\n"
    b"2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537\n"
)
ISS = {
    "classificationMarking": "U", "dataMode": "SIMULATED", "source": "acme",
    "epoch": Epoch.from_utc("2008-09-20T12:25:40.104192Z"), "satNo": 25544,
    "meanMotion": 15.72125391, "eccentricity": 0.0006703, "inclination": 51.6416,
    "raan": 247.4627, "argOfPerigee": 130.536, "meanAnomaly": 325.0288, "bStar": -0.11606e-4,
    "meanMotionDot": -0.00002182, "meanMotionDDot": 0.0, "revNo": 56353, "ephemType": 0,
}  # fmt: skip


def only(columns, page):
    """The one row of a page, instants as text."""
    assert len(page) == 1
    found = {}
    for name, read in columns.items():
        (value,) = read(page)
        found[name] = value
    return found


def checked(model, resource, row):
    """The row as JSON has it, taken by the SDK's own model under its strict rules."""
    fields = fields_of(resource)
    texts = {}
    for name, value in row.items():
        if value is not None:
            (text,) = [value]
            is_time = fields[name].kind.value == "time"
            texts[name] = Epoch(text).utc_iso(6) if is_time else text
    return model.model_validate(texts, strict=False)


def page_of(gp):
    return ElementPage.of(HELD, gp, "18 SPCS")


def test_an_elset_is_what_its_lines_say():
    gp, _ = tle.read(LINES)
    row = only(ELSET, page_of(gp))
    for name in set(ISS) - {"classificationMarking", "dataMode", "source", "epoch"}:
        assert row[name] == pytest.approx(ISS[name], rel=1e-15, abs=0.0), name
    assert row["epoch"] == ISS["epoch"].tai_ns
    assert row["line1"].encode() + b"\n" + row["line2"].encode() + b"\n" == LINES
    model = checked(Elset, "elset", row)
    assert model.id_elset == "ab" * 32 + "-0"
    assert (model.data_mode, model.classification_marking) == ("SIMULATED", "U//REL TO FRA, NOR")
    assert (model.source, model.origin) == ("18 SPCS", "NOR/acme-sat")


def test_sizes_are_those_of_the_udls_formula():
    # The formula stands in the SDK's documentation of apogee and perigee: A = (mu/(n*2*pi/86400)^2)
    # ^(1/3) with mu = 398600.4418, and apogee = A(1+E) from the centre of the Earth.
    gp, _ = tle.read(LINES)
    row = only(ELSET, page_of(gp))
    a_km = (398600.4418 / (15.72125391 * 2 * np.pi / 86400) ** 2) ** (1 / 3)
    assert row["semiMajorAxis"] == pytest.approx(a_km, rel=1e-14)
    assert row["apogee"] == pytest.approx(a_km * 1.0006703, rel=1e-14)
    assert row["perigee"] == pytest.approx(a_km * 0.9993297, rel=1e-14)
    assert row["period"] == pytest.approx(91.5957, abs=1e-4)  # minutes


def test_an_elset_becomes_the_orbit_of_its_lines():
    (body,), lost = orbits_from_elsets([{**ISS, "descriptor": "x", "tags": ["a"]}], source="acme")
    assert lost == ("descriptor", "tags")
    assert body.object == ("norad:25544",)
    assert body.epoch_utc == ("2008-09-20T12:25:40.104192Z",)
    elements = body.elements
    # rad and rad/s of 51.6416 deg and 15.72125391 rev/day; the rate is twice what a TLE prints.
    assert elements.inclination_rad[0] == pytest.approx(np.deg2rad(51.6416), rel=1e-15)
    assert elements.mean_motion_rad_s[0] == pytest.approx(
        15.72125391 * 2 * np.pi / 86400, rel=1e-15
    )
    assert elements.mean_motion_rate_rad_s2[0] == pytest.approx(
        2 * -0.00002182 * 2 * np.pi / 86400**2, rel=1e-15
    )
    assert elements.bstar_per_er[0] == -0.11606e-4


@pytest.mark.parametrize("number", [5, 99_999, 340_000, 270_000_001, 999_999_999])
def test_catalogue_numbers_of_up_to_nine_digits(number):
    (body,), _ = orbits_from_elsets([{**ISS, "satNo": number}], source="acme")
    assert body.object == (f"norad:{number}",)


@pytest.mark.parametrize(
    ("fields", "keyword"),
    [
        ({"satNo": 0}, "satNo"),
        ({"satNo": -5}, "satNo"),
        ({"satNo": 1_000_000_000}, "satNo"),
        ({"satNo": None, "origObjectId": "a b"}, "satNo"),
        ({"eccentricity": 1.0}, "eccentricity"),
        ({"inclination": 181.0}, "inclination"),
        ({"meanMotion": 0.0}, "meanMotion"),
        ({"raan": None}, "raan"),
        ({"ephemType": 4}, "ephemType"),
    ],
)
def test_what_is_no_orbit_is_refused_by_field(fields, keyword):
    item = {name: value for name, value in {**ISS, **fields}.items() if value is not None}
    with pytest.raises(MalformedMessage) as caught:
        orbits_from_elsets([item], source="acme")
    assert caught.value.keyword == keyword


def test_an_object_without_a_number_keeps_its_name():
    item = {name: value for name, value in ISS.items() if name != "satNo"}
    (body,), _ = orbits_from_elsets([{**item, "origObjectId": "vimpel:12104"}], source="acme")
    assert body.object == ("vimpel:12104",)
    assert object_of(None, "UCT-7", field="satNo") == "udl:UCT-7"


STATE = {
    "classificationMarking": "U", "dataMode": "SIMULATED", "source": "acme", "epoch": T,
    "satNo": 900000001, "referenceFrame": "GCRF", "covReferenceFrame": "UVW",
    "xpos": 7000.0, "ypos": 10.0, "zpos": -20.0, "xvel": 0.1, "yvel": 7.5, "zvel": -0.2,
    "cov": [float(k) if k in {1, 3, 6, 10, 15, 21} else 0.0 for k in range(1, 22)],
    "covMethod": "CALCULATED", "dragCoeff": 0.02,
}  # fmt: skip


def test_a_state_vector_keeps_kilometres_and_its_triangle():
    (body,), lost = orbits_from_states([STATE], source="acme")
    assert lost == ()
    assert body.states.frame is OrbitFrame.GCRF
    assert body.states.r_km == ((7000.0, 10.0, -20.0),)
    assert body.states.drag_area_to_mass_km2_kg == pytest.approx((2e-8,), rel=1e-15)  # km²/kg
    # Element 10 of the UDL's array is x'x', the variance of the first velocity.
    assert body.covariance.lower_km2[0][9] == 10.0
    row = only(STATE_VECTOR, StatePage(HELD, body, (0,)))
    model = checked(StateVectorFull, "statevector", row)
    for name in set(STATE) - {"classificationMarking", "dataMode", "source", "epoch"}:
        assert row[name] == STATE[name], name
    assert model.cov_reference_frame == "UVW"


def test_states_of_two_frames_make_two_records():
    bodies, _ = orbits_from_states([STATE, {**STATE, "referenceFrame": "TEME"}], source="acme")
    assert [body.states.frame for body in bodies] == [OrbitFrame.GCRF, OrbitFrame.TEME]


def test_a_frame_that_the_udl_lacks_becomes_j2000():
    r_km, v_km_s = (7000.0, 10.0, -20.0), (0.1, 7.5, -0.2)
    body = OrbitBody(
        object=("norad:5",), epoch_utc=("2026-02-28T00:00:00Z",),
        states=States(frame=OrbitFrame.TOD, r_km=(r_km,), v_km_s=(v_km_s,)),
    )  # fmt: skip
    row = only(STATE_VECTOR, StatePage(HELD, body, (0,)))
    wanted, _ = transform_pv(
        r_km, v_km_s, Frame.TOD, Frame.EME2000, Epoch.from_utc("2026-02-28").tai_ns
    )
    assert row["referenceFrame"] == "J2000"
    assert [row["xpos"], row["ypos"], row["zpos"]] == pytest.approx(wanted.tolist(), abs=1e-9)


@pytest.mark.parametrize(
    ("fields", "keyword"),
    [
        ({"referenceFrame": "EFG/TDR"}, "referenceFrame"),
        ({"covReferenceFrame": "EFG/TDR"}, "covReferenceFrame"),
        ({"cov": [1.0, 2.0]}, "cov"),
        ({"zvel": None}, "zvel"),
    ],
)
def test_what_is_no_state_is_refused_by_field(fields, keyword):
    item = {name: value for name, value in {**STATE, **fields}.items() if value is not None}
    with pytest.raises(MalformedMessage) as caught:
        orbits_from_states([item], source="acme")
    assert caught.value.keyword == keyword


def test_a_conjunction_is_what_its_cdm_says(data_dir):
    path = data_dir / "cdm/privateer_tsx_tdx/2024-09-13--00--31698-36605.1726187583000.cdm"
    message = cdm.parse(path.read_bytes()).message
    row = only(CONJUNCTION, RowPage((Row(HELD, conjunction_body(message)),)))
    relative = message.relative
    assert row["missDistance"] == pytest.approx(relative.miss_distance_m, rel=1e-12)  # m
    assert row["relVelMag"] == pytest.approx(relative.relative_speed_m_s, rel=1e-3)  # printed short
    for axis, printed in zip(
        "RTN",
        (relative.relative_position_r_m, relative.relative_position_t_m,
         relative.relative_position_n_m), strict=True,
    ):  # fmt: skip
        assert row[f"relPos{axis}"] == pytest.approx(printed, abs=0.15)  # m
    assert (row["satNo1"], row["satNo2"]) == (31698, 36605)
    state, printed = row["stateVector1"], message.object1.state
    assert state["xpos"] == pytest.approx(printed.x_km, abs=1e-9)
    # CR_R of the CDM is in m², the first of the UDL's array in km².
    assert state["cov"][0] == pytest.approx(message.object1.covariance.lower[0] * 1e-6, rel=1e-12)
    assert state["covReferenceFrame"] == "UVW"
    model = checked(ConjunctionFull, "conjunction", row)
    assert model.state_vector2.epoch == model.tca


def test_a_conjunction_comes_in_metres():
    item = {
        **{name: ISS[name] for name in ("classificationMarking", "dataMode", "source")},
        "tca": T, "missDistance": 58.5, "satNo1": 25544, "satNo2": 900000001,
        "collisionProb": 1e-4, "collisionProbMethod": "FOSTER-1992", "relVelMag": 14_000.0,
        "relPosR": 1.0, "relPosT": 2.0, "relPosN": 3.0, "messageId": "m1",
        "stateVector1": STATE, "stateVector2": STATE, "ccir": "x",
    }  # fmt: skip
    body, lost = conjunction_from_item(item, source="acme")
    assert lost == ("ccir",)
    assert body.miss_distance_km == pytest.approx(0.0585, rel=1e-15)
    assert body.relative_speed_km_s == pytest.approx(14.0, rel=1e-15)
    assert body.relative_rtn_km == pytest.approx((0.001, 0.002, 0.003), rel=1e-15)
    assert body.event == "event:norad:25544~norad:900000001@2026-02-28T00:00:00.123Z"
    assert body.object2.covariance.lower_km2[9] == 10.0


@pytest.mark.parametrize(
    ("fields", "keyword"),
    [({"missDistance": None}, "missDistance"), ({"satNo2": 25544}, "satNo2"),
     ({"satNo1": None}, "satNo1"),
     ({"stateVector2": {**STATE, "referenceFrame": "TEME"}}, "stateVector2.referenceFrame")],
)  # fmt: skip
def test_what_is_no_conjunction_is_refused_by_field(fields, keyword):
    item = {**ISS, "tca": T, "missDistance": 58.5, "satNo1": 25544, "satNo2": 900000001,
            "stateVector1": STATE, "stateVector2": STATE, **fields}  # fmt: skip
    with pytest.raises(MalformedMessage) as caught:
        conjunction_from_item({k: v for k, v in item.items() if v is not None}, source="acme")
    assert caught.value.keyword == keyword


def test_an_object_has_the_udls_words():
    item = {
        "classificationMarking": "U", "dataMode": "REAL", "source": "acme", "satNo": 270000001,
        "commonName": "NORDSAT 1", "objectType": "ROCKET BODY", "countryCode": "NO",
        "intlDes": "1998067A", "launchDate": "1998-11-20", "category": "On-Orbit",
    }  # fmt: skip
    facts, lost = facts_from_item(item, source="acme", as_of="2026-03-01")
    assert lost == ()
    assert facts.cospar == "1998-067A"
    assert facts.owners[0].name == "NOR"
    row = only(ONORBIT, RowPage((Row(HELD, facts, 0, "acme"),)))
    for name in set(item) - {"classificationMarking", "dataMode"}:
        assert row[name] == item[name], name
    assert checked(OnorbitFull, "onorbit", row).id_on_orbit == "270000001"
    with pytest.raises(MalformedMessage):
        facts_from_item({**item, "objectType": "BALLOON"}, source="acme", as_of="")


def test_a_notification_keeps_type_and_text():
    item = {"classificationMarking": "U", "dataMode": "REAL", "source": "JCO",
            "msgType": "TACREP_NOTSO", "msgBody": '{"Status":"OPEN"}'}  # fmt: skip
    notice, lost = notice_from_item(item)
    assert lost == ("source",)
    row = only(NOTIFICATION, RowPage((Row(HELD, notice),)))
    assert (row["msgType"], row["msgBody"]) == (item["msgType"], item["msgBody"])
    checked(NotificationListResponse, "notification", row)
    with pytest.raises(MalformedMessage) as caught:
        notice_from_item({**item, "msgBody": "x" * 8_001})
    assert caught.value.keyword == "msgBody"


def test_notices_and_warnings_of_ours_are_notifications():
    for kind, wanted in (("notice", "NOTICE"), ("warning", "WARNING")):
        row = only(NOTIFICATION, RowPage((Row(HELD, examples.example(kind)),)))
        assert row["msgType"] == wanted
        checked(NotificationListResponse, "notification", row)


@pytest.mark.parametrize(
    ("mark", "origin", "wanted"),
    [
        ("U", "NOR", "U//REL TO NOR"),
        ("U", "NOR/acme-sat", "U//REL TO NOR, NOR/acme-sat"),
        ("(S//REL TO USA, NOR)", "NOR", "S//REL TO NOR, USA"),
        ("U//REL TO FRA", "NOR/acme-sat", "U//REL TO FRA, NOR, NOR/acme-sat"),
        ("U//HELD", "NOR", "U//REL TO NOR"),
        ("S//OC/REL TO NOR", "NOR", "S//OC/REL TO NOR"),
    ],
)
def test_marks_of_clients(mark, origin, wanted):
    assert portion_mark(label_of_item(mark, origin=origin)) == wanted


@pytest.mark.parametrize(
    "mark", ["", "X", "U//DS-JCO-NOTIF/REL TO NOR", "U//REL TO XYZ", "U//FOUO"]
)
def test_a_mark_that_is_not_understood_is_refused(mark):
    with pytest.raises(MalformedMessage) as caught:
        label_of_item(mark, origin="NOR")
    assert caught.value.keyword == "classificationMarking"


def test_items_come_as_the_reader_gives_them():
    data = (
        b'{"classificationMarking": "U", "dataMode": "TEST", "source": "a", "satNo": 5,'
        b' "epoch": "2026-02-28T00:00:00Z", "meanMotion": 15, "eccentricity": 0,'
        b' "inclination": 98, "raan": 0, "argOfPerigee": 0, "meanAnomaly": 0}'
    )
    (body,), _ = orbits_from_elsets(read_items(data, "elset", several=False), source="a")
    assert body.elements.bstar_per_er == ()


@pytest.mark.parametrize(
    ("resource", "columns"),
    [("elset", ELSET), ("statevector", STATE_VECTOR), ("conjunction", CONJUNCTION),
     ("onorbit", ONORBIT), ("notification", NOTIFICATION)],
)  # fmt: skip
def test_columns_are_fields_of_the_udl(resource, columns):
    assert set(columns) <= set(fields_of(resource))
    required = {name for name, field in fields_of(resource).items() if field.required}
    assert required <= set(columns)
