"""An operator's ephemeris by HTTP: whose it is, who may have it, what is refused."""

from __future__ import annotations

import pytest
from http_node import T

from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record

PATH = "/api/v1/ephemerides"


def oem(minutes: int = 6, object_id: str = "1997-051C") -> bytes:
    """A short ephemeris that goes straight on; only its form matters here."""
    lines = [
        "CCSDS_OEM_VERS = 2.0", f"CREATION_DATE = {T.utc_iso(3)[:-1]}", "ORIGINATOR = NORDSAT", "",
        "META_START", "OBJECT_NAME = NORDSAT 1", f"OBJECT_ID = {object_id}", "CENTER_NAME = EARTH",
        "REF_FRAME = EME2000", "TIME_SYSTEM = UTC", f"START_TIME = {T.utc_iso(3)[:-1]}",
        f"STOP_TIME = {(T + 60.0 * minutes).utc_iso(3)[:-1]}", "META_STOP",
    ]  # fmt: skip
    for k in range(minutes + 1):
        t = (T + 60.0 * k).utc_iso(3)[:-1]
        lines.append(f"{t} 7000.0 {450.0 * k:.3f} 0.0 0.0 7.5 0.0")
    return "\n".join([*lines, ""]).encode()


def upload(client, headers, data: bytes | None = None, **params):
    return client.post(PATH, content=oem() if data is None else data, params=params,
                       headers={**headers, "Content-Type": "text/plain"})  # fmt: skip


def test_an_organization_brings_in_its_own_without_a_node(client, as_, node):
    answer = upload(client, as_("o.operator"), hard_body_radius_km=0.004, maneuverability="yes")
    assert answer.status_code == 201, answer.text
    (record_id,) = answer.json()["records"]
    with node.store.read() as unit:
        record = read_record(unit.envelope(record_id))
        ((_, _, fields, _),) = unit.audited(event="ephemeris upload")
    assert record.payload.origin == "NOR/nordsat"
    assert record.payload.label.releasable_to == ("NOR", "NOR/nordsat")
    body = body_of(record, REGISTRY)
    assert (body.maneuverability.value, body.hard_body_radius_km) == ("yes", 0.004)
    assert (fields["person"], fields["party"]) == ("o.operator", "NOR/nordsat")
    assert node.woken == 1
    assert client.get(f"/api/v1/records/{record_id}", headers=as_("o.operator")).status_code == 200
    assert client.get(f"/api/v1/records/{record_id}", headers=as_("f.exchange")).status_code == 404


def test_others_may_have_it_where_the_operator_says_so(client, as_, node):
    answer = upload(client, as_("o.operator"), releasable_to=["FRA", "USA"], basis="predicted")
    (record_id,) = answer.json()["records"]
    with node.store.read() as unit:
        label = read_record(unit.envelope(record_id)).payload.label
    assert label.releasable_to == ("FRA", "NOR", "NOR/nordsat", "USA")


@pytest.mark.parametrize(
    ("who", "params", "code"),
    [
        ("v.viewer", {}, 403),
        ("o.operator", {"level": "S"}, 403),
        ("o.operator", {"releasable_to": ["nonsense"]}, 400),
        ("o.operator", {"basis": "wished"}, 400),
        ("o.operator", {"hard_body_radius_km": 0}, 400),
    ],
)
def test_what_may_not_be_is_refused(client, as_, node, who, params, code):
    assert upload(client, as_(who), **params).status_code == code
    with node.store.read() as unit:
        assert unit.last_seq() == 0


@pytest.mark.parametrize("data", [b"", b"no message", b"\xff\xfe", oem()[:300]])
def test_what_is_no_ephemeris_is_told(client, as_, node, data):
    answer = upload(client, as_("o.operator"), data)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["detail"]
    assert client.post(PATH, content=oem()).status_code == 401
