"""Trajectories by HTTP: who sees them, and whether the screening went by them."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from http_node import T
from operator_oem import oem
from skies import facts_record, orbit_record, sky

from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.records import read_record

PATH = "/api/v1/trajectories"
NAME = "cospar:1997-051C"


def upload(client, headers, data=None, **params):
    answer = client.post(
        "/api/v1/ephemerides", content=oem() if data is None else data, params=params,
        headers={**headers, "Content-Type": "text/plain"},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    return answer


@pytest.fixture
def looked(node):
    """Does what the node's step does: read what was written, look at the sky."""
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR", stated={NAME: "NOR/nordsat"})
    seen = 0

    def look():
        nonlocal seen
        with node.store.read() as unit:
            for row in unit.records_after(seen, 1_000):
                node.picture.apply(read_record(row.envelope), row.t_ingest)
                seen = row.seq
        node.sky = node.picture.view(node.clock.now())

    return look


def lines(client, headers, **params):
    answer = client.get(PATH, params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_an_operator_follows_its_own_from_upload_to_screening(client, as_, node, looked):
    mine = as_("o.operator")
    assert lines(client, mine) == []
    (record,) = upload(client, mine, hard_body_radius_km=0.004).json()["records"]
    assert lines(client, mine) == []  # the node has not looked yet
    looked()
    (line,) = lines(client, mine, origin="NOR/nordsat")
    assert (line["object"], line["origin"], line["records"]) == (NAME, "NOR/nordsat", [record])
    assert (line["start_utc"], line["points"]) == (T.utc_iso(3), 7)
    assert (line["hard_body_radius_km"], line["intent"]) == (0.004, "committed")
    assert (line["standing"], line["mark"]) == ("adopted", "U//REL TO NOR, NOR/nordsat")
    node.screening = SimpleNamespace(sky=node.sky)
    (line,) = lines(client, mine, object=NAME)
    assert line["standing"] == "screened"
    node.clock.t = T + 3_600.0
    assert lines(client, mine)[0]["standing"] == "beside"  # it is over
    assert lines(client, mine, object="norad:1") == lines(client, mine, origin="FRA") == []


def test_a_designator_means_the_object_that_the_catalogue_gives_it_to(client, as_, node, looked):
    open_to_all = make_label("U", ["NOR", "NOR/nordsat"])
    rows = replace(
        sky(3), designator=np.array(["1997-051C", "2001-001A", "2001-001A"]),
        norad_id=np.array([24946, 25001, 25002]), owner=np.array(["NOR/nordsat", "", ""]),
    )  # fmt: skip
    for made in (
        orbit_record(rows, mark=open_to_all, origin="NOR", t=T),
        facts_record(rows, mark=open_to_all, origin="NOR", t=T),
    ):
        node.put(made)
    looked()
    upload(client, as_("o.operator"))
    upload(client, as_("o.operator"), oem(object_id="2001-001A"))  # two have it: nobody knows which
    looked()
    told = {each["object"]: each["standing"] for each in lines(client, as_("o.operator"))}
    assert told == {"norad:24946": "adopted", "cospar:2001-001A": "beside"}


def test_what_is_nobodys_decision_stays_beside(client, as_, node, looked):
    upload(client, as_("o.operator"), intent="hypothetical")
    upload(client, as_("o.operator"), oem(object_id="2001-001A"))
    looked()
    told = {
        each["object"]: (each["standing"], each["why"]) for each in lines(client, as_("v.viewer"))
    }
    assert {standing for standing, _ in told.values()} == {"beside"}
    assert "hypothetical" in told[NAME][1]
    assert "owner" in told["cospar:2001-001A"][1]


def test_it_is_for_whom_its_mark_names(client, as_, node, looked):
    upload(client, as_("o.operator"), releasable_to=["FRA"])
    upload(client, as_("a.larsen"), oem(object_id="2001-001A"), level="S")
    looked()
    assert len(lines(client, as_("a.larsen"))) == 2
    assert [each["object"] for each in lines(client, as_("u.cleared"))] == [NAME]
    assert [each["object"] for each in lines(client, as_("f.exchange"))] == [NAME]
    assert lines(client, as_("s.stranger")) == []
    assert client.get(PATH).status_code == 401


def test_pages_hold_each_once(client, as_, node, looked):
    upload(client, as_("o.operator"))
    node.clock.t = T + 1.0
    upload(client, as_("o.operator"), oem(object_id="2001-001A"))
    looked()
    first = client.get(PATH, params={"limit": 1}, headers=as_("v.viewer")).json()
    second = client.get(PATH, params={"cursor": first["next"]}, headers=as_("v.viewer")).json()
    found = [each["object"] for page in (first, second) for each in page["items"]]
    assert found == ["cospar:2001-001A", NAME]
    assert second["next"] is None
