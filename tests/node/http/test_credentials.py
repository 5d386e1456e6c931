"""Tokens: hashed, scoped, expiring, and never above their owner."""

from __future__ import annotations

import hashlib
import stat

import pytest
from http_node import PEOPLE, people_toml, token_of
from msgspec import structs

from cspo.markings import Mode
from cspo.node.http import gate as gate_module
from cspo.node.http.credentials import Doorkeeper, Limits
from cspo.node.http.faults import Refused


@pytest.fixture
def doors(app):
    return app.gates[""].doors


def caller_of(doors, person):
    return doors.caller_of(doors.new_session(doors.people().get(person)).row)


def minted(doors, person, scopes=("read",), lasts_s=3_600.0, **limits):
    return doors.new_token(
        caller_of(doors, person), PEOPLE[person], title="t", scopes=scopes, lasts_s=lasts_s,
        limits=Limits(**limits),
    )  # fmt: skip


def test_a_secret_has_256_bits_and_only_its_hash_is_kept(doors, node):
    made = [minted(doors, "v.viewer") for _ in range(20)]
    secrets = {each.secret.split("_", 2)[2] for each in made}
    assert len(secrets) == 20
    assert all(len(secret) == 43 for secret in secrets)  # 32 bytes in base64
    stored = b"".join(path.read_bytes() for path in node.home.path.glob("*") if path.is_file())
    for each in made:
        secret = each.secret.split("_", 2)[2]
        assert secret.encode() not in stored
        assert each.row.hash == hashlib.sha256(secret.encode()).digest()
        assert each.row.hash in stored


def test_the_file_is_for_nobody_else(doors, node):
    minted(doors, "v.viewer")
    for path in node.home.path.glob("access.sqlite*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_expires(doors, node):
    secret = minted(doors, "v.viewer").secret
    assert doors.caller(secret) is not None
    node.clock.t = node.clock.t + 3_600.0
    assert doors.caller(secret) is None


def test_it_can_be_ended_and_stays_so_after_a_restart(doors, node):
    kept, ended = minted(doors, "v.viewer").secret, minted(doors, "v.viewer")
    assert doors.end(ended.row.id)
    assert not doors.end(ended.row.id)
    again = Doorkeeper(node.home, node.store.modes, doors.people, node.clock)
    assert again.caller(kept) is not None
    assert again.caller(ended.secret) is None
    again.close()


def test_one_that_another_process_made_is_known_soon(doors, node, monkeypatch):
    other = Doorkeeper(node.home, node.store.modes, doors.people, node.clock)
    secret = minted(other, "v.viewer").secret
    monkeypatch.setattr(doors, "_checked", -1e9)
    assert doors.caller(secret) is not None
    other.close()


@pytest.mark.parametrize(
    ("person", "scopes", "limits"),
    [
        ("v.viewer", ["read", "release"], {}),
        ("v.viewer", ["admin"], {}),
        ("u.cleared", ["read"], {"ceiling": "S"}),
        ("u.cleared", ["read"], {"ceiling": "no level"}),
        ("u.cleared", ["read"], {"caveats": ("LIMDIS",)}),
        ("v.viewer", ["read"], {"caveats": ("PROPIN",)}),
        ("v.viewer", ["read"], {"modes": (Mode.EXERCISE,)}),
    ],
)
def test_none_is_made_above_its_owner(doors, person, scopes, limits):
    with pytest.raises(Refused, match="403"):
        minted(doors, person, scopes, **limits)


@pytest.mark.parametrize(("scopes", "lasts_s"), [([], 1.0), (["public"], 1.0), (["x"], 1.0),
                                                 (["read"], 0.0), (["read"], 4e7)])  # fmt: skip
def test_nor_one_without_a_meaning(doors, scopes, lasts_s):
    with pytest.raises(Refused, match="400"):
        minted(doors, "v.viewer", scopes, lasts_s)


def test_a_token_makes_no_tokens(doors):
    by_token = doors.caller(minted(doors, "d.all", ["read", "self"]).secret)
    with pytest.raises(Refused, match="403"):
        doors.new_token(
            by_token, PEOPLE["d.all"], title="t", scopes=["read"], lasts_s=1.0, limits=Limits()
        )


def test_what_its_owner_loses_it_loses(doors, node, app, monkeypatch):
    secret = minted(doors, "d.all", ["read", "release"], ceiling="S").secret
    before = doors.caller(secret)
    assert before.subjects[1].ceiling == "S"
    assert before.has("release")
    monkeypatch.setattr(gate_module, "_RELOAD_S", 0.0)
    changed = structs.replace(PEOPLE["d.all"], clearance="U", caveats=(), roles=("viewer",))
    (node.home.path / "people.toml").write_text(people_toml([changed]))
    after = doors.caller(secret)
    assert [each.ceiling for each in after.subjects] == ["S", "U", "S"]  # the least counts
    assert not after.has("release")
    (node.home.path / "people.toml").write_text(people_toml([PEOPLE["v.viewer"]]))
    assert doors.caller(secret) is None


def test_a_table_with_a_fault_changes_nothing(app, node, monkeypatch, caplog):
    monkeypatch.setattr(gate_module, "_RELOAD_S", 0.0)
    token = token_of(app, "d.all")
    (node.home.path / "people.toml").write_text("format = 1\n[[person]]\nid = 3\n")
    assert app.gates[""].doors.caller(token) is not None
    assert "stays as it was" in caplog.text


def test_an_administrator_ends_those_of_others(client, as_, doors):
    victim = minted(doors, "v.viewer")
    listed = client.get("/api/v1/credentials", headers=as_("c.admin")).json()["items"]
    assert victim.row.id in {each["id"] for each in listed}
    assert victim.secret not in str(listed)
    path = f"/api/v1/credentials/{victim.row.id}"
    assert client.delete(path, headers=as_("v.viewer")).status_code == 403
    assert client.delete(path, headers=as_("c.admin")).status_code == 204
    assert doors.caller(victim.secret) is None


def test_one_ends_ones_own_and_nobody_elses(client, as_, doors):
    own, other = minted(doors, "v.viewer"), minted(doors, "u.cleared")
    headers = as_("v.viewer")
    assert client.delete(f"/api/v1/tokens/{other.row.id}", headers=headers).status_code == 404
    assert client.delete(f"/api/v1/tokens/{own.row.id}", headers=headers).status_code == 204
    mine = client.get("/api/v1/tokens", headers=headers).json()["items"]
    assert {each["person"] for each in mine} == {"v.viewer"}
    assert own.row.id not in {each["id"] for each in mine}
