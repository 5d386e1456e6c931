"""Signing in at a real service, and everything that must not let anybody in.

Each bad token but the ones that need a key of the attacker's was made by the
provider itself: for another client, in another try, by another issuer under the same key.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

import httpx
import pytest
from http_node import HttpNode, app_of, people_toml
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from litestar.testing import TestClient
from sign_in_service import come_back, running, service_key

from cspo.node.clock import SystemClock
from cspo.node.http.app import create_app

HOME = "https://node.example"
BACK = f"{HOME}/api/v1/session/callback"
CLIENTS = [
    {"client_id": "cspo", "client_secret": "of-cspo", "redirect_uris": [BACK]},
    {"client_id": "other", "client_secret": "of-other", "redirect_uris": [BACK]},
]  # fmt: skip
GOOD = {
    "preferred_username": "n.sign-in", "nationalities": ["NOR"], "clearance": "SECRET",
    "caveats": ["LIMDIS"], "roles": ["watch"], "name": "N. Sign-In",
}  # fmt: skip
ACCOUNTS = {"good": GOOD} | {
    f"no-{claim}": {k: v for k, v in GOOD.items() if k != claim}
    for claim in ("preferred_username", "nationalities", "clearance", "caveats", "roles")
}
ACCOUNTS["stranger"] = {**GOOD, "roles": ["emperor"]}
"""By account: what the service says of it."""


@pytest.fixture(scope="module")
def service():
    with running(CLIENTS, ACCOUNTS) as found:
        yield found


@pytest.fixture(scope="module")
def other_service():
    with running(CLIENTS, ACCOUNTS) as found:
        yield found


class Between(httpx.BaseTransport):
    """The way from the node to the service, where a token may be exchanged for another."""

    def __init__(self) -> None:
        self.inner = httpx.HTTPTransport()
        self.change: Any = None
        self.seen: list[str] = []

    def close(self) -> None:
        self.inner.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.inner.handle_request(request)
        if request.url.path != "/token":
            return answer
        found = json.loads(answer.read())
        self.seen.append(found.get("id_token", ""))
        if self.change is not None and "id_token" in found:
            found["id_token"] = self.change(found["id_token"])
        return httpx.Response(answer.status_code, json=found)


class World:
    """A node that believes a service, a browser, and what lies between."""

    def __init__(self, path, service, client="cspo", apart=False):
        self.node = HttpNode(path)
        secret = path / "oidc.secret"
        secret.write_text(f"of-{client}\n")
        table = (
            f'\n[oidc]\nissuer = "{service.issuer}"\nclient_id = "{client}"\n'
            f'public_url = "{HOME}"\n'
            'client_secret_file = "oidc.secret"\nscopes = ["openid", "cspo"]\n'
            '[oidc.words]\nSECRET = "S"\n'
        )
        (path / "people.toml").write_text(people_toml() + table)
        self.between = Between()
        self.clock = SystemClock()
        self.ahead_s = 0.0
        make = create_app if apart else app_of
        self.app = make(self.node, clock=self, transport=self.between)

    def now(self):
        return self.clock.now() + self.ahead_s

    def client(self):
        return TestClient(self.app, base_url=HOME, raise_server_exceptions=False)


@pytest.fixture
def world(tmp_path, service):
    made = World(tmp_path / "nor", service)
    yield made
    made.node.close()


def begun(client):
    answer = client.get("/api/v1/session/begin", follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def back(client, login="good"):
    """What the browser brings back: path and query."""
    target = come_back(begun(client), login, BACK)
    return f"{target.path}?{target.query.decode()}"


def sign_in(client, login="good"):
    return client.get(back(client, login))


def refused(answer, status=401):
    assert answer.status_code == status, answer.text
    assert "set-cookie" not in answer.headers
    return answer.json()["error"]["detail"]


def test_somebody_signs_in_and_is_whom_the_service_says(world):
    with world.client() as client:
        answer = sign_in(client)
        assert answer.status_code == 200, answer.text
        cookie = next(c for c in answer.headers.get_list("set-cookie") if "cspo-NOR=" in c)
        for flag in ("HttpOnly", "SameSite=strict", "Secure", "Path=/"):
            assert flag in cookie
        found = client.get("/api/v1/session").json()
    assert found["person"] == "n.sign-in"
    assert (found["ceiling"], found["caveats"], found["roles"]) == ("S", ["LIMDIS"], ["watch"])


def test_the_service_is_asked_with_state_nonce_and_challenge(world):
    with world.client() as client:
        url = httpx.URL(begun(client))
    assert url.params["code_challenge_method"] == "S256"
    assert len(url.params["code_challenge"]) == 43
    assert len(url.params["state"]) == len(url.params["nonce"]) == 43
    assert url.params["response_type"] == "code"


def test_expired(world):
    with world.client() as client:
        path = back(client)
        world.between.change = lambda token: setattr(world, "ahead_s", 400.0) or token
        assert "expired" in refused(client.get(path))


def test_forged_by_another_key(world):
    def forge(token):
        claims = jwt.decode(token, ECKey.import_key(service_key())).claims
        mine = ECKey.generate_key("P-256", {"kid": "one"})
        return jwt.encode({"alg": "ES256", "kid": "one"}, claims, mine)

    world.between.change = forge
    with world.client() as client:
        assert "bad_signature" in refused(sign_in(client))


def test_forged_by_a_changed_claim(world):
    def forge(token):
        head, body, signature = token.split(".")
        return f"{head}.{body[:-4]}AAAA.{signature}"

    world.between.change = forge
    with world.client() as client:
        assert refused(sign_in(client))


def test_forged_with_the_public_key_as_a_shared_secret(world):
    def forge(token):
        claims = jwt.decode(token, ECKey.import_key(service_key())).claims
        public = ECKey.import_key(service_key()).as_pem(private=False)
        secret = OctKey.import_key(b"x" * 32 + public[-16:])
        return jwt.encode({"alg": "HS256", "kid": "one"}, claims, secret)

    world.between.change = forge
    with world.client() as client:
        assert refused(sign_in(client))


def test_alg_none(world):
    def strip(token):
        head = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        return f"{head}.{token.split('.')[1]}."

    world.between.change = strip
    with world.client() as client:
        assert refused(sign_in(client))


def test_of_another_audience(world, service, tmp_path):
    other = World(tmp_path / "other", service, client="other", apart=True)
    with other.client() as client:
        assert sign_in(client).status_code == 200
    other.node.close()
    world.between.change = lambda _: other.between.seen[-1]
    with world.client() as client:
        refused(sign_in(client))


def test_of_another_audience_with_the_right_nonce(world):
    def readdress(token):
        key = ECKey.import_key(service_key())
        claims = jwt.decode(token, key).claims
        return jwt.encode({"alg": "ES256", "kid": "one"}, {**claims, "aud": "other"}, key)

    world.between.change = readdress
    with world.client() as client:
        assert "another than this node" in refused(sign_in(client))


@pytest.mark.parametrize(
    "claims",
    [{"aud": ["cspo", "other"]}, {"azp": "other"}, {"aud": []}, {"exp": None}, {"iat": None},
     {"sub": None}, {"nonce": None}, {"iss": None}, {"aud": None}, {"iat": 4e9}],
)  # fmt: skip
def test_a_signed_token_that_lacks_something_or_says_more(world, claims):
    def resign(token):
        key = ECKey.import_key(service_key())
        found = jwt.decode(token, key).claims | claims
        kept = {name: value for name, value in found.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": "one"}, kept, key)

    world.between.change = resign
    with world.client() as client:
        assert refused(sign_in(client))


def test_of_another_issuer_with_the_same_key(world, other_service, tmp_path):
    other = World(tmp_path / "other", other_service, apart=True)
    with other.client() as client:
        assert sign_in(client).status_code == 200
    other.node.close()
    world.between.change = lambda _: other.between.seen[-1]
    with world.client() as client:
        assert "invalid_claim" in refused(sign_in(client))


def test_of_another_try(world):
    with world.client() as client:
        assert sign_in(client).status_code == 200
        earlier = world.between.seen[-1]
        client.cookies.clear()
        world.between.change = lambda _: earlier
        assert "invalid_claim" in refused(sign_in(client))


def test_a_code_again(world):
    with world.client() as client:
        path = back(client)
        kept = dict(client.cookies)
        assert client.get(path).status_code == 200
        client.cookies.clear()
        for name, value in kept.items():
            client.cookies.set(name, value)
        assert "under way" in refused(client.get(path))


def test_a_code_of_another_try(world):
    with world.client() as client:
        code = httpx.URL(back(client)).params["code"]
        url = httpx.URL(back(client))
        assert "does not take the code" in refused(
            client.get(str(url.copy_merge_params({"code": code + "x"})))
        )
        url = httpx.URL(back(client))
        refused(client.get(str(url.copy_merge_params({"code": code}))))


def test_in_another_browser(world):
    with world.client() as client:
        path = back(client)
        client.cookies.clear()
        assert "under way" in refused(client.get(path))


def test_too_late(world):
    with world.client() as client:
        path = back(client)
        world.ahead_s = 601.0
        assert "under way" in refused(client.get(path))


@pytest.mark.parametrize("account", [name for name in ACCOUNTS if name != "good"])
def test_a_claim_that_is_missing_or_unknown_denies(world, account):
    with world.client() as client:
        assert "claim" in refused(sign_in(client, account), 403)


def test_a_service_that_calls_itself_otherwise(world):
    inner = world.between.handle_request

    def lie(request):
        answer = inner(request)
        if "openid-configuration" not in request.url.path:
            return answer
        return httpx.Response(200, json=json.loads(answer.read()) | {"issuer": "https://evil"})

    world.between.handle_request = lie
    with world.client() as client:
        answer = client.get("/api/v1/session/begin", follow_redirects=False)
    assert "calls itself otherwise" in refused(answer)


def test_a_service_that_is_away(world):
    def away(request):
        raise httpx.ConnectError("no route")

    world.between.handle_request = away
    with world.client() as client:
        answer = client.get("/api/v1/session/begin", follow_redirects=False)
    assert answer.status_code == 503


def test_what_is_denied_is_audited(world):
    world.between.change = lambda token: token[:-8]
    with world.client() as client:
        refused(sign_in(client))
    with world.node.store.read() as unit:
        lines = unit.audited(event="http denied")
    assert any(fields["rule"] == "http 8" for _, _, fields, _ in lines)


def test_a_token_follows_what_the_service_says_of_its_owner_now(world):
    own = {"Origin": HOME}
    with world.client() as client:
        sign_in(client)
        made = client.post(
            "/api/v1/tokens", json={"title": "x", "scopes": ["read"], "lasts_s": 86_400},
            headers=own,
        ).json()  # fmt: skip
        too_long = client.post(
            "/api/v1/tokens", json={"title": "x", "scopes": ["read"], "lasts_s": 3e6}, headers=own
        )
        assert too_long.status_code == 400
        doors = world.app.gates[""].doors
        assert doors.caller(made["token"]).subjects[1].ceiling == "S"

        def demoted(token):
            key = ECKey.import_key(service_key())
            claims = jwt.decode(token, key).claims | {"clearance": "U"}
            return jwt.encode({"alg": "ES256", "kid": "one"}, claims, key)

        world.between.change = demoted
        client.cookies.clear()
        assert sign_in(client).status_code == 200
        assert doors.caller(made["token"]).subjects[1].ceiling == "U"
