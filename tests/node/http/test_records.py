"""Records by HTTP: who sees which, and that lists skip nothing."""

from __future__ import annotations

import pytest
from release_desks import EXAMPLES


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
