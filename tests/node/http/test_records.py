"""Records by HTTP: who sees which, and that lists skip nothing."""

from __future__ import annotations

import pytest
from release_desks import EXAMPLES

from cspo.operations.derive import derive
from cspo.operations.kinds import REGISTRY


@pytest.fixture
def three(node):
    """One for all, one that is secret, one that is not for NOR's French-Norwegian officer."""
    body = EXAMPLES("notice")
    return [
        node.issue(body, "U", "FRA NOR"),
        node.issue(body, "S", "FRA NOR"),
        node.issue(body, "U", "NOR"),
    ]


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [line["id"] for line in answer.json()["items"]]


@pytest.mark.parametrize(
    ("person", "seen"),
    [("v.viewer", [0, 1, 2]), ("u.cleared", [0, 2]), ("f.exchange", [0, 1]), ("s.stranger", [])],
)
def test_a_list_holds_what_node_and_person_may_see(client, as_, three, person, seen):
    found = ids(client.get("/api/v1/records", headers=as_(person)))
    assert found == [three[n].id for n in seen]


def test_a_token_takes_away(client, as_, three):
    found = ids(client.get("/api/v1/records", headers=as_("v.viewer", ceiling="U")))
    assert found == [three[0].id, three[2].id]


def test_pages_hold_each_record_once(client, as_, three):
    found, cursor = [], ""
    while cursor is not None:
        answer = client.get(
            "/api/v1/records", params={"limit": 1, "cursor": cursor}, headers=as_("v.viewer")
        )
        found += ids(answer)
        cursor = answer.json()["next"]
    assert found == [record.id for record in three]


def test_one_that_is_not_for_the_caller_is_not_there(client, as_, three, node):
    hidden = client.get(f"/api/v1/records/{three[1].id}", headers=as_("u.cleared"))
    absent = client.get(f"/api/v1/records/{'0' * 64}", headers=as_("u.cleared"))
    assert hidden.status_code == absent.status_code == 404
    one, other = hidden.json()["error"], absent.json()["error"]
    assert {**one, "request": ""} == {**other, "request": ""}


def test_one_record_is_whole(client, as_, three):
    answer = client.get(f"/api/v1/records/{three[1].id}", headers=as_("v.viewer"))
    assert answer.status_code == 200
    found = answer.json()
    assert found["id"] == three[1].id
    assert found["label"]["classification"] == "S"
    assert found["body"]["title"]


def test_without_a_credential_there_is_nothing(client, three):
    answer = client.get("/api/v1/records")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_signed_in"


def test_a_list_that_has_grown_goes_on_after_its_last(client, as_, three, node):
    headers = as_("v.viewer")
    page = client.get("/api/v1/records", headers=headers).json()
    assert page["next"] is None
    new = node.notice("U")
    cursor = page["items"][-1]["cursor"]
    again = client.get("/api/v1/records", params={"cursor": cursor}, headers=headers)
    assert ids(again) == [new.id]


def test_the_end_of_a_list_does_not_tell_of_what_is_hidden(client, as_, three, node):
    headers = as_("u.cleared")
    before = client.get("/api/v1/records", headers=headers).json()
    for _ in range(3):
        node.notice("S")
    assert client.get("/api/v1/records", headers=headers).json() == before
    full = client.get("/api/v1/records", params={"limit": 2}, headers=headers).json()
    assert full["next"] is None


def test_lineage_tells_of_what_the_caller_may_see(client, as_, node):
    t = node.clock.now()
    inputs = [node.notice("U"), node.notice("S")]
    body = EXAMPLES("notice")
    product = derive(
        inputs, lambda _: body, origin="NOR", mode=node.mode, t_valid=t, t=t,
        signer=node.desk(None).signer(node.mode), registry=REGISTRY,
    )  # fmt: skip
    with node.store.write() as unit:
        unit.put_record(product.record, t_ingest=t)
        unit.put_lineage(product.record.id, product.openings)
    path = f"/api/v1/records/{product.record.id}/lineage"
    found = client.get(path, headers=as_("v.viewer")).json()["inputs"]
    assert {each["record"] for each in found} == {record.id for record in inputs}
    assert {each["commitment"] for each in found} <= set(product.record.payload.provenance.inputs)
    assert client.get(path, headers=as_("u.cleared")).status_code == 404
    up = f"/api/v1/records/{inputs[0].id}/lineage"
    assert client.get(up, headers=as_("v.viewer")).json()["products"] == [product.record.id]
    assert client.get(up, headers=as_("u.cleared")).json()["products"] == []
    shared = node.notice("U", "NOR NOR/nordsat")
    guest = client.get(f"/api/v1/records/{shared.id}/lineage", headers=as_("o.operator"))
    assert guest.json() == {"inputs": [], "products": []}
