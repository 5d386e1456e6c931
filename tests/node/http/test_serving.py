"""The server on the loopback: streams, slow clients, half-open sockets, an orderly end."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from types import SimpleNamespace

import httpx
import pytest
from http_node import app_of, token_of

from cspo.errors import SourceError
from cspo.node.http import limits, serving
from cspo.node.http.record_lines import RecordLine, line_fields
from cspo.node.http.serving import WebServer
from cspo.node.http.tail import Event, Tail


@pytest.fixture
def server(node):
    app = app_of(node)
    made = WebServer(app)
    made.start()
    yield made
    made.stop()


def head(server, path, token):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def connected(server):
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def events(lines, count):
    """The next *count* events of a stream: id and data."""
    found, last_id = [], ""
    for line in lines:
        if line.startswith("id: "):
            last_id = line[4:]
        elif line.startswith("data: "):
            found.append((last_id, json.loads(line[6:])))
            if len(found) == count:
                return found
    raise AssertionError("the stream ended")


def test_a_stream_tells_what_is_new_and_goes_on_from_its_cursor(server, node):
    headers = {"Authorization": f"Bearer {token_of(server.app, 'u.cleared')}"}
    node.notice("U")
    with httpx.Client(base_url=server.url, headers=headers, timeout=20) as client:
        with client.stream("GET", "/api/v1/stream") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.iter_lines()
            next(lines)
            hidden = node.notice("S")
            first = node.notice("U")
            ((cursor, told),) = events(lines, 1)
            assert told["id"] == first.id
        missed = [node.notice(level) for level in ("U", "S", "U", "U")]
        with client.stream("GET", "/api/v1/stream", headers={"Last-Event-ID": cursor}) as answer:
            found = events(answer.iter_lines(), 3)
        assert [told["id"] for _, told in found] == [
            record.id for record in missed if record.payload.label.classification == "U"
        ]
        assert hidden.id not in str(found)


def test_a_stream_outlasts_a_store_that_can_not_be_read_for_a_while(server, node, monkeypatch):
    headers = {"Authorization": f"Bearer {token_of(server.app, 'u.cleared')}"}
    look, failures = Tail._last_seq, []

    def fails(self):
        if len(failures) < 2:
            failures.append(1)
            raise SourceError("read the store", got="busy")
        return look(self)

    with (
        httpx.Client(base_url=server.url, headers=headers, timeout=20) as client,
        client.stream("GET", "/api/v1/stream") as answer,
    ):
        lines = answer.iter_lines()
        next(lines)
        monkeypatch.setattr(Tail, "_last_seq", fails)
        first = node.notice("U")
        ((_, told),) = events(lines, 1)
    assert told["id"] == first.id
    assert len(failures) == 2


def test_a_stream_ends_with_its_token(server, node):
    token = token_of(server.app, "v.viewer")
    doors = server.app.gates[""].doors
    headers = {"Authorization": f"Bearer {token}"}
    with (
        httpx.Client(base_url=server.url, headers=headers, timeout=20) as client,
        client.stream("GET", "/api/v1/stream") as answer,
    ):
        lines = answer.iter_lines()
        next(lines)
        doors.end(token.split("_")[1])
        node.notice("U")
        node.notice("U")
        rest = "\n".join(lines)
    assert "event: ended" in rest


def test_a_socket_that_says_nothing_whole_is_cut_off(server, monkeypatch):
    monkeypatch.setattr(serving, "HEAD_S", 0.3)
    for opening in (b"", b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX-Slow: "):
        with connected(server) as line:
            line.sendall(opening)
            began = time.monotonic()
            with contextlib.suppress(ConnectionResetError):
                assert line.recv(1) == b""
            assert time.monotonic() - began < 5.0


def test_a_second_request_that_stays_half_is_cut_off_too(server, monkeypatch):
    monkeypatch.setattr(serving, "HEAD_S", 0.3)
    with connected(server) as line:
        line.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 200")
        time.sleep(0.05)
        line.sendall(b"GET /api/v1/health HTTP/1.1\r\n")
        began = time.monotonic()
        with contextlib.suppress(ConnectionResetError):
            while line.recv(4096):
                pass
        assert time.monotonic() - began < 5.0


def test_a_body_that_does_not_come_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(limits, "BODY_S", 0.3)
    with connected(server) as line:
        line.sendall(
            b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 50\r\n\r\n{"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 408")


def test_an_oversized_body_is_refused_before_it_has_come(server):
    with connected(server) as line:
        line.sendall(
            b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 2000000000\r\n\r\n{"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_a_client_that_takes_nothing_in_is_cut_off(server, node, monkeypatch):
    monkeypatch.setattr("cspo.node.http.answers.STREAM_SEND_S", 0.3)
    token = token_of(server.app, "v.viewer")
    gate = server.app.gates[""]
    record = node.notice("U")
    line = RecordLine(**line_fields(record, SimpleNamespace(t_ingest=node.clock.now())))
    much = Event(1, record.payload.label, line, b'"' + b"x" * 500_000 + b'"')
    monkeypatch.setattr(gate.tail, "_page", lambda *_: ([much], 0))
    start = gate.cursors.make(0)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    client.settimeout(20)
    client.connect(("127.0.0.1", server.port))
    with client:
        client.sendall(head(server, f"/api/v1/stream?cursor={start}", token))
        deadline = time.monotonic() + 30
        while not gate.streams and time.monotonic() < deadline:
            time.sleep(0.02)
        while gate.streams and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not gate.streams


def test_it_ends_in_order_with_a_stream_open(node):
    server = WebServer(app_of(node))
    server.start()
    token = token_of(server.app, "v.viewer")
    with connected(server) as line:
        line.sendall(head(server, "/api/v1/stream", token))
        assert line.recv(200).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 4.0
