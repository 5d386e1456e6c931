"""Hostile requests to the interfaces of the UDL and Space-Track: refused, and never a failure."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from release_desks import EXAMPLES

from cspo.messages.spacetrack import CLASSES, fields_of
from cspo.messages.udl import fields_of as udl_fields

RESOURCES = {
    "elset": "epoch", "statevector": "epoch", "conjunction": "tca", "onorbit": "satNo",
    "notification": "createdAt",
}  # fmt: skip
VALUES = [
    "", " ", ">", "<", "..", "...", "1..", "..1", ",", ",,,", "*", "**", "~", "~~", "~~~5", "null",
    "~null", "NaN", "inf", "-inf", "1e999", "9" * 400, "now", "now-", "now-9999999999 days",
    "now-999999 weeks", "now+999999 weeks", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z..9999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "'; DROP TABLE record;--",
    "1 OR 1=1", "$where", "{{7*7}}", "../../etc/passwd", "\x00", "\u202e", "\U0001f680", "ａ",
    "%", "%00", "%ff", "\r\nSet-Cookie: a=b", "<script>", "a" * 40_000, "*a" * 2_000,
]  # fmt: skip


@pytest.fixture(autouse=True)
def filled(node):
    """One record of each kind that the tables are made of."""
    for kind in ("orbit", "conjunction", "catalog-object", "notice", "warning"):
        node.issue(EXAMPLES(kind), "U", "NOR")


@pytest.fixture
def asked(client, as_):
    headers = as_("a.larsen")

    def ask(path, method="GET", **given):
        answer = client.request(method, path, headers=headers, **given)
        assert answer.status_code < 500, (path, answer.text[:300])
        if answer.status_code >= 400:
            assert answer.json()["error"]
            assert "Traceback" not in answer.text
        return answer

    return ask


@pytest.mark.parametrize("resource", RESOURCES)
def test_values_of_udl_queries(asked, resource):
    time = RESOURCES[resource]
    for value in VALUES:
        for path, params in (
            (f"/udl/{resource}", {time: value, "source": value[:10_000]}),
            (f"/udl/{resource}", {time: ">now", value[:50]: "5"}),
            (f"/udl/{resource}/{quote(value[:100], safe='')}", {}),
        ):
            assert asked(path, params=params).status_code < 500


def test_every_path_takes_odd_values(asked):
    for value in (">", "~~", "null", "\x00", "9" * 400):
        for path in ("count", "tuple", "history", "history/count", "current", "current/tuple"):
            for resource in ("elset", "statevector"):
                params = {"epoch": value, "columns": value}
                assert asked(f"/udl/{resource}/{path}", params=params).status_code < 500


def test_huge_and_odd_windows(asked):
    good = {"epoch": ">1990-01-01T00:00:00Z"}
    for most in ("0", "999999999", "-1", "1e9", "", "x", "９"):
        for first in ("0", "999999999", "-5"):
            asked("/udl/elset", params={**good, "maxResults": most, "firstResult": first})
    for sort in ("epoch", "epoch,DESC", "DESC", "a,b,c", "cov", ",".join(["epoch"] * 500)):
        asked("/udl/elset", params={**good, "sort": sort})
    assert asked("/udl/elset", params=[("satNo", "1")] * 70).status_code == 400
    assert asked("/udl/elset?epoch=%ff%fe").status_code == 400


@pytest.mark.parametrize("resource", RESOURCES)
def test_bodies_that_are_none(asked, resource):
    for data in (
        b"", b"null", b"[]", b"{}", b"[[]]", b'"text"', b"\xff\xfe", b"[" * 50_000, b"{" * 50_000,
        b'{"a":1,"a":2}', b'{"dataMode": NaN}', b'{"classificationMarking":' + b"1" * 5_000 + b"}",
        json.dumps({"classificationMarking": "\ud800", "dataMode": "REAL"}).encode(),
    ):  # fmt: skip
        for path in (
            f"/udl/{resource}", f"/udl/{resource}/createBulk",
            f"/filedrop/cdms?dataMode=REAL&source=a&filename=a&classification={resource}",
            f"/udl/elset/createBulkFromTLE?dataMode=REAL&source={resource}&makeCurrent=x",
        ):  # fmt: skip
            answer = asked(path, "POST", content=data)
            assert answer.status_code in {400, 404, 405}
    answer = asked(f"/udl/{resource}", "POST", content=b" " * 1_100_000)
    assert answer.status_code == 413


GOOD = {
    "classificationMarking": "U", "dataMode": "REAL", "source": "a", "msgType": "t",
    "msgBody": "b", "epoch": "2026-01-01T00:00:00Z", "tca": "2026-01-01T00:00:00Z", "satNo": 5,
    "meanMotion": 15.0, "eccentricity": 0.1, "inclination": 1.0, "raan": 1.0, "argOfPerigee": 1.0,
    "meanAnomaly": 1.0, "xpos": 1.0, "ypos": 1.0, "zpos": 1.0, "xvel": 1.0, "yvel": 1.0,
    "zvel": 1.0, "satNo1": 5, "satNo2": 6, "missDistance": 1.0,
}  # fmt: skip
ODD = [
    None, True, -1, 0, 10**18, -0.0, 1e308, 5e-324, "", "x" * 300, "\u202e", "\x07", "line\nline",
    [], {}, [None], "0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "1500-01-01T00:00:00Z",
]  # fmt: skip


def create_with_odd_values(asked, resource, names):
    fields = udl_fields(resource)
    good = {name: value for name, value in GOOD.items() if name in fields}
    assert asked(f"/udl/{resource}", "POST", json=good).status_code == 201
    for name in names:
        for value in ODD:
            data = json.dumps({**good, name: value}).encode()
            answer = asked(f"/udl/{resource}", "POST", content=data)
            assert answer.status_code in {201, 400, 403}, (name, value)
    query = {"epoch": ">1000-01-01", "tca": ">1000-01-01", "createdAt": ">1000-01-01"}
    time = RESOURCES[resource]
    answer = asked(f"/udl/{resource}", params={time: query[time]} if time in query else {})
    assert answer.status_code == 200


@pytest.mark.parametrize("resource", RESOURCES)
def test_fields_with_odd_values(asked, resource):
    few = (
        "epoch", "tca", "satNo", "origObjectId", "eccentricity", "cov", "stateVector1",
        "missDistance", "decayDate", "commonName", "msgBody", "source", "tags", "uct",
    )  # fmt: skip
    fields = udl_fields(resource)
    create_with_odd_values(asked, resource, [name for name in few if name in fields])


@pytest.mark.soak
@pytest.mark.parametrize("resource", RESOURCES)
def test_every_field_with_odd_values(asked, resource):
    names = [name for name, field in udl_fields(resource).items() if field.create]
    create_with_odd_values(asked, resource, names)


def test_predicates_of_space_track(asked):
    for value in VALUES:
        for name in ("EPOCH", "OBJECT_NAME", "limit", value[:60] or "x"):  # fmt: skip
            path = f"{quote(name, safe='')}/{quote(value[:3_000], safe='')}"
            assert asked(f"/basicspacedata/query/class/gp/{path}").status_code < 500
    for path in (
        "", "class", "class/", "class/gp/x", "class/nothing", "x/gp", "class/gp/" + "a/" * 300,
        "class/gp/EPOCH/%ff", "class/gp/%2e%2e/%2e%2e", "class/../class/gp",
    ):  # fmt: skip
        for kind in ("query", "modeldef"):
            assert asked(f"/basicspacedata/{kind}/{path}").status_code < 500


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_of_every_class_can_be_asked_about_and_sorted_by(asked, name):
    for field in fields_of(name):
        for value in ("1", "<2020-01-01", "<>null-val", "1--2"):
            asked(f"/basicspacedata/query/class/{name}/{field}/{quote(value, safe='')}")
        answer = asked(f"/basicspacedata/query/class/{name}/orderby/{field}%20desc")
        assert answer.status_code == 200


def test_sign_ins_that_are_none(client):
    for data in (b"", b"identity=a", b"\xff" * 50, b"identity=a&password=" + b"x" * 3_000,
                 b"&".join([b"a=b"] * 500), b"identity=&password=cspo-token_x"):  # fmt: skip
        answer = client.post(
            "/ajaxauth/login", content=data,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        assert answer.status_code in {200, 413, 429}, answer.text
        if answer.status_code == 200:
            assert answer.json() == {"Login": "Failed"}
        assert "set-cookie" not in answer.headers


words = st.text(max_size=30) | st.sampled_from([">", "<", "..", "~", "now-", "null", "*"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(words, min_size=1, max_size=3), st.sampled_from(list(RESOURCES)))
def test_whatever_is_asked_nothing_fails(asked, parts, resource):
    text = "".join(parts)
    params = {RESOURCES[resource]: text, "source": text}
    assert asked(f"/udl/{resource}", params=params).status_code < 500
    segment = quote(text, safe="", errors="surrogatepass")
    path = f"/basicspacedata/query/class/gp/OBJECT_NAME/{segment}/EPOCH/{segment}"
    assert asked(path).status_code < 500
