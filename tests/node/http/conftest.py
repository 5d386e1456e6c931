"""A node with people and nothing else, its application, and clients of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from http_node import HttpNode, app_of, token_of
from litestar.testing import TestClient

from cspo.node.http.app import NodeApp
from cspo.node.http.serving import WebServer


@pytest.fixture
def node(tmp_path: Path) -> Iterator[HttpNode]:
    """NOR's node, its clock set by hand."""
    made = HttpNode(tmp_path / "nor")
    yield made
    made.close()


@pytest.fixture
def app(node: HttpNode) -> NodeApp:
    """Its application."""
    return app_of(node)


@pytest.fixture
def client(app: NodeApp) -> Iterator[Any]:
    """Somebody without a credential."""
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def server_of() -> Iterator[Callable[[HttpNode], WebServer]]:
    """Serves a node on the loopback as long as the test runs."""
    running: list[WebServer] = []

    def serve(node: HttpNode) -> WebServer:
        running.append(WebServer(app_of(node)))
        running[-1].start()
        return running[-1]

    yield serve
    for server in running:
        server.stop()


@pytest.fixture
def as_(app: NodeApp) -> Callable[..., dict[str, str]]:
    """``client.get(path, headers=as_("a.larsen"))``: with a token of that person."""
    known: dict[tuple[str, str], str] = {}

    def headers(person: str, scopes: str = "", **limits: Any) -> dict[str, str]:
        key = (person, scopes + repr(limits))
        if key not in known:
            known[key] = token_of(app, person, scopes, **limits)
        return {"Authorization": f"Bearer {known[key]}"}

    return headers
