"""Reviews by HTTP: two people are two, and who may not see a product can't release it."""

from __future__ import annotations

import pytest
from http_node import PEOPLE
from release_desks import conjunction, desk_of, sealed

from cspo.federation.feed import Feed
from cspo.markings import Mode, make_label
from cspo.operations.release.releasing import release
from cspo.operations.release.rule_conditions import Owned

OWNED = Owned("norad:990500", "GBR", "GBR/acme-sat")


@pytest.fixture
def review(node, monkeypatch):
    """A close approach of a guest's satellite of GBR, which is on nobody's mark but USA's."""
    monkeypatch.setattr(node, "desk", lambda unit: desk_of(node.policy, OWNED))
    body = conjunction(
        ("norad:990300", "norad:990500"), miss_distance_km=3.0, tca=node.clock.now() + 50_000.0
    )
    record = sealed(body, make_label("C", ["NOR", "USA"]), t=node.clock.now())
    node.put(record)
    with node.store.write() as unit:
        rows = release(unit, node.desk(unit), record, t=node.clock.now())
    (found,) = {row.review_id for row in rows if row.review_id}
    return found


def answer(client, headers, review, what, **body):
    return client.post(f"/api/v1/reviews/{review}/{what}", json=body, headers=headers)


def given(node):
    with node.store.read() as unit:
        return [feed.recipient for feed in unit.out_feeds() if unit.out_entries(feed, 0, 10)]


def test_it_takes_two_different_people(client, as_, review, node):
    listed = client.get("/api/v1/reviews", headers=as_("b.olsen")).json()["items"]
    assert [each["review"] for each in listed] == [review]
    assert listed[0]["approvals"] == 2
    before = given(node)
    first = answer(client, as_("b.olsen"), review, "approve")
    assert first.status_code == 201, first.text
    assert first.json()["review"]["approved_by"] == ["b.olsen"]
    again = answer(client, as_("b.olsen", "release read"), review, "approve")
    assert again.status_code == 400
    assert given(node) == before
    second = answer(client, as_("d.all"), review, "approve", reason="agreed by telephone")
    assert second.json()["review"]["open"] is False
    assert second.json()["outcomes"]
    assert node.woken == 2
    with node.store.read() as unit:
        told = [fields for _, _, fields, _ in unit.audited(event="review answered")]
    assert [each["person"] for each in told] == ["b.olsen", "d.all"]


def test_one_no_is_enough_and_has_a_reason(client, as_, review, node):
    assert answer(client, as_("b.olsen"), review, "refuse").status_code == 400
    done = answer(client, as_("b.olsen"), review, "refuse", reason="not theirs to know").json()
    assert set(done["outcomes"].values()) == {"withheld"}
    assert client.get("/api/v1/reviews", headers=as_("b.olsen")).json()["items"] == []
    found = client.get("/api/v1/reviews?all=true", headers=as_("b.olsen")).json()["items"]
    assert [each["steps"][-1]["reason"] for each in found] == ["not theirs to know"]
    assert Feed("NOR", "GBR/acme-sat", Mode.REAL).recipient not in given(node)


@pytest.mark.parametrize("person", ["v.viewer", "a.larsen", "c.admin", "o.operator"])
def test_whoever_has_not_the_role_decides_nothing(client, as_, review, person):
    assert client.get("/api/v1/reviews", headers=as_(person)).status_code == 403
    assert answer(client, as_(person), review, "approve").status_code == 403


def test_whoever_may_not_see_it_decides_nothing(client, as_, review, node):
    assert "u.cleared" in PEOPLE
    headers = as_("d.all", ceiling="U")
    assert client.get("/api/v1/reviews", headers=headers).json()["items"] == []
    assert client.get(f"/api/v1/reviews/{review}", headers=headers).status_code == 404
    assert answer(client, headers, review, "approve").status_code == 404
    assert client.get("/api/v1/reviews/none", headers=as_("b.olsen")).status_code == 404
