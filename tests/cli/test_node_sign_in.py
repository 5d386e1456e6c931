"""``cspo node sign-in``: an address that opens the page of a node once, also of one that runs."""

from __future__ import annotations

import json

from http_node import HttpNode, people_toml
from litestar.testing import TestClient

from cspo.cli.app import run
from cspo.node.clock import SystemClock
from cspo.node.http.app import create_app


def test_the_address_opens_a_running_node_once(tmp_path, capfd):
    node = HttpNode(tmp_path / "nor")
    (tmp_path / "nor" / "people.toml").write_text(people_toml())
    try:
        app = create_app(node, clock=SystemClock())
        assert run(["node", "sign-in", "a.larsen", "--data", str(tmp_path / "nor"), "--json"]) == 0
        (line,) = map(json.loads, capfd.readouterr().out.splitlines())
        assert line["person"] == "a.larsen"
        address, _, code = line["address"].partition("/#code=")
        assert address == "http://127.0.0.1:8470"
        with TestClient(app) as client:
            for status in (201, 401):
                app.gates[""].doors._checked -= 2.0  # a second has passed
                answer = client.post("/api/v1/session", json={"code": code})
                assert answer.status_code == status
                client.cookies.clear()
    finally:
        node.close()


def test_who_is_not_in_the_table_is_told_so(tmp_path, capfd):
    node = HttpNode(tmp_path / "nor")
    node.close()
    assert run(["node", "sign-in", "nobody", "--data", str(tmp_path / "nor")]) == 2
    assert "nobody of that id" in capfd.readouterr().err
