"""The built page as files, and what a node tells of itself to anybody."""

from __future__ import annotations

import gzip
import os

import pytest
from http_node import HttpNode
from litestar.testing import TestClient

from cspo.node.http.app import create_app


@pytest.fixture
def folder(tmp_path):
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / ".vite").mkdir()
    (page / "index.html").write_text("<!doctype html><title>cspo</title>")
    (page / "icon.svg").write_text("<svg/>")
    (page / "assets" / "main-1.js").write_text("1;")
    (page / "assets" / "main-1.js.gz").write_bytes(gzip.compress(b"1;"))
    (page / "assets" / "main-1.js.br").write_bytes(b"brotli")
    (page / ".vite" / "manifest.json").write_text("{}")
    (page / "secret.toml").write_text("no")
    return page


@pytest.fixture
def client(node: HttpNode, folder):
    with TestClient(create_app({"NOR": node}, assets=folder, clock=node.clock)) as opened:
        yield opened


def test_a_browser_keeps_what_is_named_by_its_content_and_asks_again_for_the_rest(client):
    page = client.get("/NOR/")
    assert page.headers["cache-control"] == "no-cache"
    assert page.headers["content-type"].startswith("text/html")
    again = client.get("/NOR/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    script = client.get("/NOR/assets/main-1.js")
    assert "immutable" in script.headers["cache-control"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert client.get("/NOR/icon.svg").headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    ("accepted", "way"), [("br, gzip", "br"), ("gzip", "gzip"), ("identity", None), ("zstd", None)]
)
def test_it_goes_out_as_it_was_packed_and_the_browser_unpacks(client, accepted, way):
    with client.stream(
        "GET", "/NOR/assets/main-1.js", headers={"Accept-Encoding": accepted}
    ) as answer:
        assert answer.headers.get("content-encoding") == way
        raw = b"".join(answer.iter_raw())
    assert raw == {"br": b"brotli", "gzip": gzip.compress(b"1;"), None: b"1;"}[way] or way == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]


@pytest.mark.parametrize(
    "path",
    ["/NOR/secret.toml", "/NOR/.vite/manifest.json", "/NOR/assets/../secret.toml",
     "/NOR/assets/%2e%2e/secret.toml", "/NOR/assets/main-1.js.gz", "/NOR/assets/",
     "/NOR/assets/x.js"],
)  # fmt: skip
def test_nothing_else_in_the_folder_is_served(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_one_that_is_built_anew_is_served_by_a_node_that_runs(client, folder):
    (folder / "assets" / "main-2.js").write_text("2;")
    assert client.get("/NOR/assets/main-2.js").status_code == 404
    os.utime(folder / "index.html", ns=(1, 1))
    assert client.get("/NOR/assets/main-2.js").text == "2;"


def test_the_root_of_a_box_and_a_prefix_without_its_slash_lead_to_the_page(client):
    for path, status, target in (("/", 303, "/NOR/"), ("/NOR", 308, "/NOR/")):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (status, target)


def test_a_node_introduces_itself_to_anybody_and_says_no_more(client, node):
    facts = client.get("/NOR/api/v1/node").json()
    assert set(facts) == {
        "nation", "mode", "time_utc", "speed", "version", "sign_in_service", "neighbours",
    }  # fmt: skip
    assert facts["nation"] == "NOR"
    assert facts["speed"] == 1.0
    assert facts["neighbours"] == ["NOR"]
    assert facts["sign_in_service"] is False
    assert facts["time_utc"] == node.clock.now().utc_iso(3)


def test_one_node_alone_has_no_neighbours(node):
    with TestClient(create_app(node, clock=node.clock)) as alone:
        assert alone.get("/api/v1/node").json()["neighbours"] == []


def test_a_code_may_open_two_nodes_of_one_owner_each_once(node, tmp_path):
    other = HttpNode(tmp_path / "other")
    try:
        app = create_app({"NOR": node, "TWO": other}, clock=node.clock)
        one, two = app.gates["/NOR"].doors, app.gates["/TWO"].doors
        code = one.new_code("a.larsen").secret
        assert two.new_code("a.larsen", same_as=code).secret == code
        with TestClient(app) as client:
            for name in ("NOR", "TWO"):
                for status in (201, 401):
                    answer = client.post(f"/{name}/api/v1/session", json={"code": code})
                    assert answer.status_code == status, name
                    client.cookies.clear()  # else the next comes from a session
    finally:
        other.close()
