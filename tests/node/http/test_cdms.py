"""A conjunction data message by HTTP: whose word it is, who may have it, what is refused."""

from __future__ import annotations

import pytest

from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record
from tests.cli.written import cdm_text

PATH = "/api/v1/cdms"
EVENT = "event:norad:10001~norad:10002@2026-07-02T12:00:00.000Z"


def upload(client, headers, data: bytes | None = None, **params):
    return client.post(PATH, content=cdm_text() if data is None else data, params=params,
                       headers={**headers, "Content-Type": "text/plain"})  # fmt: skip


@pytest.mark.parametrize(("who", "party"), [("o.operator", "NOR/nordsat"), ("a.larsen", "NOR")])
def test_it_is_the_word_of_who_brings_it_in(client, as_, node, who, party):
    answer = upload(client, as_(who))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["event"], told["source"], told["faults"]) == (EVENT, "CDM of TEST", [])
    with node.store.read() as unit:
        record = read_record(unit.envelope(told["record"]))
        ((_, _, fields, _),) = unit.audited(event="conjunction upload")
    assert record.payload.origin == party
    assert record.payload.label.releasable_to == tuple(sorted({"NOR", party}))
    body = body_of(record, REGISTRY)
    assert abs(body.miss_distance_km - 0.180278) < 1e-9
    assert body.source_message == "TEST_1"
    assert (fields["person"], fields["record"]) == (who, record.id)
    assert node.woken == 1
    assert client.get(f"/api/v1/records/{record.id}", headers=as_("f.exchange")).status_code == 404


def test_others_may_have_it_where_it_says_so(client, as_, node):
    record_id = upload(client, as_("a.larsen"), releasable_to=["FRA"]).json()["record"]
    with node.store.read() as unit:
        label = read_record(unit.envelope(record_id)).payload.label
    assert label.releasable_to == ("FRA", "NOR")


def test_an_earth_fixed_one_is_turned(client, as_, node):
    answer = upload(client, as_("a.larsen"), cdm_text(REF_FRAME="ITRF"))
    assert answer.status_code == 201, answer.text


def test_what_is_wrong_in_it_is_told_and_flagged(client, as_, node):
    told = upload(client, as_("a.larsen"), cdm_text(MANEUVERABLE="PERHAPS")).json()
    assert {each["keyword"] for each in told["faults"]} == {"MANEUVERABLE"}
    with node.store.read() as unit:
        body = body_of(read_record(unit.envelope(told["record"])), REGISTRY)
    assert "faults" in body.flags


@pytest.mark.parametrize(
    ("who", "params", "code"),
    [
        ("v.viewer", {}, 403),
        ("o.operator", {"level": "S"}, 403),
        ("o.operator", {"releasable_to": ["nonsense"]}, 400),
        ("o.operator", {"level": "X"}, 400),
    ],
)
def test_what_may_not_be_is_refused(client, as_, node, who, params, code):
    assert upload(client, as_(who), **params).status_code == code
    with node.store.read() as unit:
        assert unit.last_seq() == 0


@pytest.mark.parametrize("data", [
    b"", b"no message", b"\xff\xfe", cdm_text()[:300], cdm_text(OBJECT_DESIGNATOR="not one"),
    cdm_text(OBJECT_DESIGNATOR="10001"),
])  # fmt: skip
def test_what_is_no_conjunction_is_told(client, as_, node, data):
    answer = upload(client, as_("o.operator"), data)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["detail"]
    assert client.post(PATH, content=cdm_text()).status_code == 401


def test_what_is_too_long_is_refused(client, as_, node):
    assert upload(client, as_("o.operator"), b"COMMENT x\n" * 30_000).status_code == 413
