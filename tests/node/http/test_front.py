"""What every request meets before its route: credentials, sites, headers, packing, limits."""

from __future__ import annotations

import base64
import gzip
import threading
import time

import httpx
import pytest
import zstandard
from http_node import HttpNode, token_of
from litestar import get
from litestar.testing import TestClient

from cspo.errors import ResourceLimit
from cspo.node.http.app import create_app
from cspo.node.http.rights import Right, may_call, rights_of

SESSION = "/api/v1/session"


def signed_in(app, client, person="d.all", at=""):
    """A session as the client's cookie."""
    doors = app.gates[""].doors
    answer = client.post(at + SESSION, json={"code": doors.new_code(person).secret})
    assert answer.status_code == 201, answer.text
    return answer


# -- headers ------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/api/v1/health", "/api/v1/records", "/nothing", "/api/v1/status"]
)
def test_every_answer_has_the_headers_of_safety(client, path):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert len(headers["x-request-id"]) == 16
    assert "server" not in headers
    assert "strict-transport-security" not in headers


def test_over_tls_browsers_are_told_to_stay_there(app):
    with TestClient(app, base_url="https://node.example") as client:
        assert "strict-transport-security" in client.get("/api/v1/health").headers


def test_no_other_site_may_read(client):
    answer = client.get("/api/v1/health", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_errors_have_one_shape_and_tell_nothing_of_the_inside(client, app, as_, monkeypatch):
    def broken(*_):
        raise RuntimeError("/home/secret/path")

    monkeypatch.setattr(app.gates[""].node, "status", broken)
    answer = client.get("/api/v1/status", headers=as_("d.all"))
    assert answer.status_code == 500
    assert set(answer.json()) == {"error"}
    found = answer.json()["error"]
    assert set(found) == {"code", "title", "detail", "field", "hint", "request"}
    assert found["request"] == answer.headers["x-request-id"]
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


# -- credentials --------------------------------------------------------------


def test_a_token_is_taken_as_bearer_and_as_the_password_of_basic(client, app):
    token = token_of(app, "v.viewer")
    basic = base64.b64encode(f"anybody:{token}".encode()).decode()
    for shown in (f"Bearer {token}", f"bearer  {token}", f"Basic {basic}"):
        assert client.get(SESSION, headers={"Authorization": shown}).status_code == 200, shown


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic", "Basic !!!", "Digest x", "Bearer " + "x" * 5000,
     "Bearer cspo-token_0123456789abcdef_" + "A" * 43, "Basic " + base64.b64encode(b"x").decode(),
     "Bearer cspo-session_0123456789abcdef_" + "A" * 43],
)  # fmt: skip
def test_a_bad_credential_is_refused_everywhere(client, shown):
    for path in (SESSION, "/api/v1/health"):
        answer = client.get(path, headers={"Authorization": shown})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_one_wrong_letter_is_no_token(client, app):
    token = token_of(app, "v.viewer")
    for place in (-1, -20, 12):
        letter = "A" if token[place] != "A" else "B"
        wrong = f"{token[:place]}{letter}{token[place:][1:]}"
        answer = client.get(SESSION, headers={"Authorization": f"Bearer {wrong}"})
        assert answer.status_code == 401


def test_bad_credentials_are_slowed_down_and_good_ones_are_not(client, app):
    token = token_of(app, "v.viewer")
    answers = [
        client.get(SESSION, headers={"Authorization": "Bearer x"}).status_code for _ in range(40)
    ]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert client.get(SESSION, headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_a_thousand_bad_credentials_are_one_line_of_the_audit(client, app, node):
    for _ in range(50):
        client.get(SESSION, headers={"Authorization": "Bearer x"})
    app.gates[""].trail.flush()
    with node.store.read() as unit:
        lines = [fields for _, _, fields, _ in unit.audited(event="http denied")]
    assert sum(int(fields["count"]) for fields in lines) == 50
    assert len(lines) <= 3


# -- sessions -----------------------------------------------------------------


def test_the_cookie_of_a_session_is_closed_to_pages_and_other_sites(app, client):
    cookie = signed_in(app, client).headers["set-cookie"]
    assert cookie.startswith("cspo-NOR=cspo-session_")
    for flag in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert flag in cookie
    assert "Secure" not in cookie  # the test's own address has no TLS
    client.cookies.clear()
    cookie = signed_in(app, client, at="https://node.example").headers["set-cookie"]
    assert cookie.startswith("__Secure-cspo-NOR=")
    assert "Secure" in cookie.split(";", 1)[1]


def test_a_session_writes_from_the_nodes_own_pages_alone(app, client):
    signed_in(app, client)
    new = {"title": "x", "scopes": ["read"]}
    for headers in (
        {}, {"Origin": "https://evil.example"}, {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver.local"},
        {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
    ):  # fmt: skip
        answer = client.post("/api/v1/tokens", json=new, headers=headers)
        assert answer.status_code == 403, headers
    for headers in ({"Origin": "http://testserver.local"}, {"Sec-Fetch-Site": "same-origin"}):
        assert client.post("/api/v1/tokens", json=new, headers=headers).status_code == 201


def test_no_other_site_signs_a_browser_in(app, client):
    code = app.gates[""].doors.new_code("v.viewer").secret
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(SESSION, json={"code": code}, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        login = {"identity": "v.viewer", "password": code}
        assert client.post("/ajaxauth/login", data=login, headers=headers).status_code == 403
    own = {"Origin": "http://testserver.local"}
    assert client.post(SESSION, json={"code": code}, headers=own).status_code == 201


def test_a_body_of_another_type_is_refused(app, client, as_):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post(SESSION, content=b'{"code": "x"}', headers={"Content-Type": kind})
        assert answer.status_code in {400, 415}, (kind, answer.text)


def test_a_session_ends_when_one_signs_out(app, client):
    signed_in(app, client)
    kept = dict(client.cookies)
    assert client.get(SESSION).json()["person"] == "d.all"
    own = {"Origin": "http://testserver.local"}
    assert client.delete(SESSION, headers=own).status_code == 204
    client.cookies.update(kept)
    assert client.get(SESSION).status_code == 401


def test_a_session_ends_after_twelve_hours(app, client, node):
    signed_in(app, client)
    node.clock.t = node.clock.t + 12 * 3_600.0
    assert client.get(SESSION).status_code == 401


def test_a_code_opens_one_session(app, client):
    code = app.gates[""].doors.new_code("v.viewer").secret
    assert client.post(SESSION, json={"code": code}).status_code == 201
    client.cookies.clear()
    assert client.post(SESSION, json={"code": code}).status_code == 401
    assert client.get(SESSION, headers={"Authorization": f"Bearer {code}"}).status_code == 401


def test_a_session_that_a_token_opens_may_no_more_than_the_token(app, client, node):
    token = token_of(app, "d.all", "read self", ceiling="U", caveats=())
    secret = node.notice("S", to="NOR")
    opened = client.post(SESSION, json={"code": token})
    assert opened.status_code == 201
    assert sorted(opened.json()["rights"]) == ["read", "self"]
    assert (opened.json()["ceiling"], opened.json()["caveats"]) == ("U", [])
    own = {"Origin": "http://testserver.local"}
    assert client.get(f"/api/v1/records/{secret.id}").status_code == 404
    assert client.get("/api/v1/credentials").status_code == 403
    new = {"title": "x", "scopes": ["admin"]}
    assert client.post("/api/v1/tokens", json=new, headers=own).status_code == 403


def test_a_session_ends_with_the_token_that_opened_it(app, client, node):
    doors = app.gates[""].doors
    assert client.post(SESSION, json={"code": token_of(app, "d.all")}).status_code == 201
    assert client.get(SESSION).status_code == 200
    (token,) = doors.credentials(kind="token", person="d.all")
    doors.end(token.id)
    assert client.get(SESSION).status_code == 401


def test_a_session_expires_with_the_token_that_opened_it(app, client, node):
    token = token_of(app, "d.all")  # for a day
    node.clock.t = node.clock.t + 23 * 3_600.0
    assert client.post(SESSION, json={"code": token}).status_code == 201
    node.clock.t = node.clock.t + 3_590.0
    assert client.get(SESSION).status_code == 200
    node.clock.t = node.clock.t + 20.0
    assert client.get(SESSION).status_code == 401


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"code":' * 50_000])
def test_what_is_thousands_deep_is_a_bad_request(client, body):
    answer = client.post(SESSION, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_request"


# -- packing and conditions ---------------------------------------------------


@pytest.fixture
def much(node):
    for _ in range(20):
        node.notice("U")


def test_answers_are_packed_as_the_client_can_unpack_them(client, as_, much):
    plain = client.get(
        "/api/v1/records", headers={**as_("v.viewer"), "Accept-Encoding": "identity"}
    )
    for way, unpack in (("gzip", gzip.decompress), ("zstd", _unzstd)):
        headers = {**as_("v.viewer"), "Accept-Encoding": way}
        with client.stream("GET", "/api/v1/records", headers=headers) as answer:
            packed = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == way
        assert "Accept-Encoding" in answer.headers["vary"]
        assert unpack(packed) == plain.content
        assert len(packed) < len(plain.content) / 2
    refused = {**as_("v.viewer"), "Accept-Encoding": "gzip;q=0, zstd;q=0"}
    assert "content-encoding" not in client.get("/api/v1/records", headers=refused).headers


def _unzstd(data):
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)


def test_what_a_client_has_is_not_sent_again(client, as_, much, node):
    first = client.get("/api/v1/records", headers=as_("v.viewer"))
    headers = {**as_("v.viewer"), "If-None-Match": first.headers["etag"]}
    again = client.get("/api/v1/records", headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    node.notice("U")
    assert client.get("/api/v1/records", headers=headers).status_code == 200


def test_secrets_are_neither_kept_nor_packed(client, app, as_):
    signed_in(app, client)
    own = {"Origin": "http://testserver.local"}
    answer = client.post("/api/v1/tokens", json={"title": "x", "scopes": ["read"]}, headers=own)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert "content-encoding" not in answer.headers


# -- rights -------------------------------------------------------------------


def routes_of(app):
    return [
        (method, route.path, route.route_handler_map[method][0])
        for route in app.routes
        if hasattr(route, "route_handler_map")
        for method in route.route_handler_map
        if method != "OPTIONS"
    ]


def test_every_route_names_a_right(app):
    found = routes_of(app)
    assert len(found) > 20
    assert [
        path for _, path, handler in found if not isinstance(handler.opt.get("right"), Right)
    ] == []


def test_only_the_way_in_is_open_to_all(app):
    public = {path for _, path, handler in routes_of(app) if handler.opt["right"] is Right.PUBLIC}
    assert public <= {
        "/api/v1/health", "/api/v1/node", "/api/v1/openapi.json", "/api/v1/session",
        "/api/v1/session/begin", "/api/v1/session/callback", "/ajaxauth/login", "/ajaxauth/logout",
    }  # fmt: skip


def test_a_route_without_a_right_is_for_nobody(node):
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    app = create_app(node, routes=[forgotten], clock=node.clock)
    with TestClient(app) as client:
        shown = {"Authorization": f"Bearer {token_of(app, 'd.all')}"}
        answer = client.get("/forgotten", headers=shown)
    assert answer.status_code == 403


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("role", ["viewer", "watch", "release", "operator", "admin", "emperor"])
def test_a_role_opens_what_it_gives_and_nothing_else(right, role):
    permitted = may_call(right, [role], None).permitted
    assert permitted == (right is Right.PUBLIC or right in rights_of([role]))
    assert not may_call(right, [role], []).permitted or right is Right.PUBLIC
    assert may_call(right, None, None).permitted == (right is Right.PUBLIC)


def test_a_write_is_in_the_audit_before_it_is_done(client, as_, node, app):
    signed_in(app, client)
    own = {"Origin": "http://testserver.local"}
    client.post("/api/v1/tokens", json={"title": "x", "scopes": ["emperor"]}, headers=own)
    with node.store.read() as unit:
        ((_, _, fields, _),) = unit.audited(event="http write")
    assert fields["route"] == "POST /api/v1/tokens"
    assert fields["person"] == "d.all"


def test_what_can_not_be_audited_is_not_done(client, app, node, monkeypatch):
    signed_in(app, client)

    def full(*_, **__):
        raise ResourceLimit("write", "audit")

    monkeypatch.setattr(app.gates[""].trail, "write", full)
    own = {"Origin": "http://testserver.local"}
    answer = client.post("/api/v1/tokens", json={"title": "x", "scopes": ["read"]}, headers=own)
    assert answer.status_code == 503
    assert app.gates[""].doors.credentials(kind="token") == []


def test_a_denial_is_audited_with_who_and_why(client, as_, node, app):
    hidden = node.notice("S")
    client.get(f"/api/v1/records/{hidden.id}", headers=as_("u.cleared"))
    client.get("/api/v1/credentials", headers=as_("v.viewer"))
    app.gates[""].trail.flush()
    with node.store.read() as unit:
        lines = [fields for _, _, fields, _ in unit.audited(event="http denied")]
    assert {(each["rule"], each["person"]) for each in lines} == {
        ("marking 10", "u.cleared"), ("http 4", "v.viewer"),
    }  # fmt: skip


# -- several nodes ------------------------------------------------------------


def test_nodes_under_prefixes_have_people_cookies_and_paths_of_their_own(node, tmp_path):
    other = HttpNode(tmp_path / "other")
    app = create_app({"NOR": node, "SECOND": other}, clock=node.clock)
    token = token_of(app, "v.viewer", prefix="/NOR")
    shown = {"Authorization": f"Bearer {token}"}
    with TestClient(app) as client:
        assert client.get("/NOR/api/v1/health").json()["nation"] == "NOR"
        assert client.get("/NOR/api/v1/session", headers=shown).status_code == 200
        assert client.get("/SECOND/api/v1/session", headers=shown).status_code == 401
        assert client.get("/api/v1/health").status_code == 404
        assert client.get("/XXX/api/v1/health").status_code == 404
        document = client.get("/NOR/api/v1/openapi.json").json()
        assert document["servers"] == [{"url": "/NOR"}]
    other.close()


def test_whoever_waits_to_write_holds_up_no_reader(server_of, node):
    """While somebody has the store, twenty writes wait, and a read is answered at once."""
    server = server_of(node)
    token = token_of(server.app, "d.all")
    shown = {"Authorization": f"Bearer {token}"}
    done = []

    def write():
        with httpx.Client(base_url=server.url, headers=shown, timeout=30) as client:
            done.append(client.delete("/api/v1/tokens/0123456789abcdef").status_code)

    threads = [threading.Thread(target=write) for _ in range(20)]
    with node.store.write():
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        with httpx.Client(base_url=server.url, headers=shown, timeout=30) as client:
            began = time.monotonic()
            assert client.get("/api/v1/records").status_code == 200
            assert time.monotonic() - began < 3.0
        assert done == []
    for thread in threads:
        thread.join()
    assert done == [404] * 20


def test_the_page_is_served_beside_the_interface(node, tmp_path):
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<!doctype html><title>cspo</title>")
    app = create_app({"NOR": node}, assets=tmp_path / "page", clock=node.clock)
    with TestClient(app) as client:
        assert "cspo" in client.get("/").text
        assert client.get("/NOR/api/v1/health").status_code == 200
        missing = client.get("/nothing.js")
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
        for path in ("/../people.toml", "/%2e%2e/people.toml", "//etc/passwd"):
            assert client.get(path).status_code in {400, 404}, path
