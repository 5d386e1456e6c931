"""An operator's ephemeris by HTTP: whose it is, who may have it, what is refused."""

from __future__ import annotations

import pytest
from operator_oem import oem

from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record

PATH = "/api/v1/ephemerides"


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
