"""Real servers on the loopback, and a store with something to tell."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from loopback_servers import Letters, Receiver, free_port

from cspo.node.store import REAL_SIDE, SqliteStore


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A webhook's other end."""
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.hold.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def letters() -> Iterator[tuple[Letters, int]]:
    """A mail server without TLS, and its port."""
    handler = Letters()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, controller.port
    controller.stop()
    controller.loop.close()  # it leaves that to whoever collects rubbish


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A store without a record, to be copied."""
    path = tmp_path_factory.mktemp("stores") / "real.sqlite"
    SqliteStore(path, modes=REAL_SIDE).close()
    return path
