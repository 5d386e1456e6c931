"""The server: uvicorn in this process, with patience that ends.

`WebServer` serves an application on one address until it is stopped. A connection that
does not send a whole head in time, or does not take in what it asked for, is cut off,
so that sockets that are half open cost a line in a table for some seconds and no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from cspo.errors import SourceError
from cspo.node.http.app import NodeApp

__all__ = ["WebServer"]

HEAD_S: Final = 10.0
"""Within which the head of a request has to be there, from its first byte or the connection's."""
TAKE_IN_S: Final = 30.0
"""Within which a client has to take in the rest of an answer."""
_KEEP_ALIVE_S: Final = 15
_GRACE_S: Final = 5
_MOST_HEAD_BYTES: Final = 32_768
_MOST_CONNECTIONS: Final = 2_000
_OTHER_FILES: Final = 300
"""Files that a process has open beside its connections: stores, above all."""
_BACKLOG: Final = 1_024


class PatientProtocol(H11Protocol):
    """HTTP/1.1 by h11, which waits for a slow client, and not for ever."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._waiting: asyncio.TimerHandle | None = None
        inner: Any = self.app

        async def with_abort(scope: Any, receive: Any, send: Any) -> None:
            scope["cspo.abort"] = self.transport.abort
            await inner(scope, receive, send)

        self.app = with_abort

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A new connection has to say something soon."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """More of a request; while it has no whole head, time runs."""
        super().data_received(data)
        if self._busy():
            self._head_is_there()
        elif self._waiting is None and self.timeout_keep_alive_task is None:
            self._await_head()

    def on_response_complete(self) -> None:
        """The answer is written; whether it is also taken in is looked at later."""
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self.loop.call_later(TAKE_IN_S, self._cut_off_if_stuck)

    def _await_head(self) -> None:
        self._waiting = self.loop.call_later(HEAD_S, self.transport.abort)

    def _head_is_there(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _busy(self) -> bool:
        """Whether a request is being answered."""
        cycle: Any = self.cycle  # None before the first
        return cycle is not None and not cycle.response_complete

    def _cut_off_if_stuck(self) -> None:
        if not self._busy() and self.transport.get_write_buffer_size():
            self.transport.abort()


class _Server(uvicorn.Server):
    """Lets streams end before it waits for them."""

    def __init__(self, config: uvicorn.Config, app: NodeApp, *, signals: bool) -> None:
        super().__init__(config)
        self._app = app
        self._signals = signals

    def capture_signals(self) -> Any:
        """Only where this is the process's main work."""
        return super().capture_signals() if self._signals else contextlib.nullcontext()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop taking connections, end the streams, wait for the rest."""
        for gate in self._app.gates.values():
            gate.tail.stop()
        await super().shutdown(sockets)


class WebServer:
    """Serves an application.

    Parameters
    ----------
    app : NodeApp
        What is served.
    host : str
        Address to listen at; by default the loopback's.
    port : int
        Port; 0: one that is free.
    certificate, key : Path or None
        For TLS: the chain and its private key, PEM.

    Raises
    ------
    SourceError
        Where the port is taken, or the certificate can't be read.
    """

    def __init__(
        self,
        app: NodeApp,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        certificate: Path | None = None,
        key: Path | None = None,
    ) -> None:
        self.app = app
        self._socket = _listening(host, port)
        self.port: int = self._socket.getsockname()[1]
        scheme = "http" if certificate is None else "https"
        self.url = f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._config = uvicorn.Config(
            app, http=PatientProtocol, ws="none", loop="asyncio", lifespan="on",
            log_config=None, access_log=False, server_header=False, proxy_headers=True,
            forwarded_allow_ips="127.0.0.1,::1",  # a proxy with TLS before it, on this machine
            timeout_keep_alive=_KEEP_ALIVE_S, timeout_graceful_shutdown=_GRACE_S,
            limit_concurrency=_connections(), backlog=_BACKLOG,
            h11_max_incomplete_event_size=_MOST_HEAD_BYTES,
            ssl_certfile=certificate, ssl_keyfile=key,
        )  # fmt: skip
        try:
            self._config.load()
        except OSError as error:
            self._socket.close()
            raise SourceError("serve", str(certificate), got=str(error)) from error
        if self._config.ssl is not None:
            self._config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve in this thread, the main one, until SIGINT or SIGTERM or `stop`.

        Parameters
        ----------
        ready : callable
            Called once connections are taken.
        """
        self._serve(ready, signals=True)

    def start(self) -> None:
        """Serve in a thread of its own; returns once connections are taken."""
        up = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(up.set,), kwargs={"signals": False}, name="http", daemon=True
        )
        self._thread.start()
        while not up.wait(0.05) and self._thread.is_alive():
            pass

    def stop(self) -> None:
        """Take no more connections, end the streams, answer what was asked; then return."""
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _serve(self, ready: Callable[[], None], *, signals: bool) -> None:
        server = self._server = _Server(self._config, self.app, signals=signals)

        async def serve() -> None:
            task = asyncio.create_task(server.serve(sockets=[self._socket]))
            while not server.started and not task.done():
                await asyncio.sleep(0.01)
            if server.started:
                ready()
            await task

        try:
            asyncio.run(serve())
        finally:
            self._socket.close()


def _connections() -> int:
    """How many connections are taken: each is a file that the system must allow."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(100, min(_MOST_CONNECTIONS, allowed - _OTHER_FILES))


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise SourceError(
            "serve", f"{host}:{port}", got=error.strerror or str(error),
            hint="another port: --port",
        ) from error  # fmt: skip
    return found
