"""``cspo node cdm``: messages into the folder of a node that stands still, or one that runs."""

from __future__ import annotations

import gzip

import httpx

from cspo.cli import node_api, node_cdm
from tests.cli.written import cdm_text

AS = ("--as", "a.larsen")


def test_each_becomes_a_record_of_ours(pair):
    one, two = pair.base / "one.cdm", pair.base / "two.cdm.gz"
    one.write_bytes(cdm_text())
    two.write_bytes(gzip.compress(cdm_text(TCA="2026-07-02T18:00:00.000", MANEUVERABLE="PERHAPS")))
    first, second = pair.lines("aus", "node", "cdm", one, two, "--to", "FRA", *AS)
    assert (first["source"], first["faults"]) == ("CDM of TEST", [])
    assert {each["keyword"] for each in second["faults"]} == {"MANEUVERABLE"}
    for line in (first, second):
        (shown,) = pair.lines("aus", "records", "show", line["record"])
        assert (shown["kind"], shown["mark"]) == ("conjunction", "U//REL TO AUS, FRA")
    said = pair.run("aus", "node", "cdm", one, *AS)
    assert "event:norad:10001~norad:10002@2026-07-02T12:00:00.000Z" in said.out


def test_what_is_wrong_is_said(pair):
    file = pair.base / "one.cdm"
    file.write_bytes(cdm_text())
    assert "in small letters" in pair.run("aus", "node", "cdm", file, code=2).err
    assert "a party" in pair.run("aus", "node", "cdm", file, "--to", "me", *AS, code=2).err
    assert "U R C S TS" in pair.run("aus", "node", "cdm", file, "--level", "X", *AS, code=2).err
    file.write_bytes(b"no message")
    assert "one.cdm" in pair.run("aus", "node", "cdm", file, *AS, code=3).err
    assert pair.lines("aus", "records", "list") == []


def test_a_node_that_runs_is_asked(pair, monkeypatch):
    asked = []

    class Api:
        def post_text(self, path, data, **params):
            asked.append((path, data, params))
            return {"record": "ab" * 32, "event": "e", "source": "CDM of TEST", "faults": []}

    monkeypatch.setattr(node_cdm, "asking", lambda named: Api())
    file = pair.base / "one.cdm"
    file.write_bytes(cdm_text())
    (line,) = pair.lines("aus", "node", "cdm", file, "--node", "AUS", "--to", "FRA")
    assert line["record"] == "ab" * 32
    assert asked == [("cdms", cdm_text(), {"releasable_to": ["FRA"], "level": "U"})]


def test_the_message_goes_as_it_is(monkeypatch):
    seen = []

    def request(method, url, **given):
        seen.append((method, url, given["headers"], given["content"], given["params"]))
        return httpx.Response(201, json={"record": "x"})

    monkeypatch.setattr(httpx, "request", request)
    api = node_api.NodeApi("http://127.0.0.1:1/AUS", "token")
    assert api.post_text("cdms", b"CDM", level="U") == {"record": "x"}
    assert seen == [
        ("POST", "http://127.0.0.1:1/AUS/api/v1/cdms",
         {"Authorization": "Bearer token", "Content-Type": "text/plain"}, b"CDM", {"level": "U"}),
    ]  # fmt: skip
