"""A server on the loopback that behaves like CelesTrak and like Space-Track, and a clock to turn.

CelesTrak: ETag and 304, and for a group asked for twice within two hours a 403
with the words of the real one (OpenSpace issue 3973). Space-Track: a session
cookie from POST /ajaxauth/login, 401 without it, ``{"Login":"Failed"}`` with
200 for a wrong password, 429 with Retry-After over 29 requests a minute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cspo.sources import NetworkSettings, Source, open_source
from cspo.time import Epoch

_START = Epoch.from_utc("2026-07-10T00:00:00Z")
_CSV = "OBJECT_NAME,OBJECT_ID,EPOCH,NORAD_CAT_ID\nISS (ZARYA),1998-067A,2026-07-09T12:00:00,{0}\n"


@dataclass
class TurnedClock:
    """A clock that stands still until a test turns it."""

    present: Epoch = _START

    def now(self) -> Epoch:
        return self.present

    def turn(self, seconds: float) -> None:
        self.present = self.present + seconds


@dataclass
class Sky:
    """The server's side: what it was asked, and how it shall behave."""

    clock: TurnedClock
    url: str = ""
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    version: int = 1
    last_given: dict[str, Epoch] = field(default_factory=dict)
    sessions: set[str] = field(default_factory=set)
    times: list[Epoch] = field(default_factory=list)
    answer: Callable[[Any], bool] | None = None
    """Answers in the server's place where it returns True."""

    def csv(self, number: int) -> str:
        """A catalogue of one object."""
        return _CSV.format(number)


class _Handler(BaseHTTPRequestHandler):
    sky: Sky

    def log_message(self, *_: object) -> None:
        pass

    def give(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.sky.asked.append(self.path)
        self.sky.headers.append({k.lower(): v for k, v in self.headers.items()})
        self.sky.times.append(self.sky.clock.now())
        if self.sky.answer is not None and self.sky.answer(self):
            return
        if self.path.startswith("/basicspacedata"):
            self._space_track()
        else:
            self._celestrak()

    def _celestrak(self) -> None:
        group = parse_qs(urlsplit(self.path).query).get("GROUP", ["?"])[0]
        now, etag = self.sky.clock.now(), f'"{self.sky.version}"'
        if self.headers.get("If-None-Match") == etag:
            self.give(304, ETag=etag)
            return
        last = self.sky.last_given.get(group)
        if last is not None and now - last < 7200.0:
            self.give(403, (
                "GP data has not updated since your last successful\n"
                f"download of GROUP={group} at {last}.\nData is updated once every 2 hours.\n"
            ).encode())  # fmt: skip
            return
        self.sky.last_given[group] = now
        self.give(200, self.sky.csv(self.sky.version).encode(), ETag=etag)

    def _space_track(self) -> None:
        if self._over_the_limit():
            return
        if self.headers.get("Cookie", "").partition("=")[2] not in self.sky.sessions:
            self.give(401, b"Unauthorized")
            return
        self.give(200, self.sky.csv(25544).encode(), Content_Type="text/csv")

    def _over_the_limit(self) -> bool:
        now = self.sky.clock.now()
        over = sum(now - t < 60.0 for t in self.sky.times) >= 30
        if over:
            self.give(429, b"You've violated your query rate limit.", Retry_After="90")
        return over

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.sky.asked.append(self.path)
        self.sky.times.append(self.sky.clock.now())
        if self._over_the_limit():
            return
        if parse_qs(body) != {"identity": ["ops@example.org"], "password": ["s3cret & more"]}:
            self.give(200, b'{"Login":"Failed"}')
            return
        session = f"chip{len(self.sky.sessions)}"
        self.sky.sessions.add(session)
        self.give(200, b'""', Set_Cookie=f"chocolatechip={session}; path=/; HttpOnly")


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def sky(clock: TurnedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sky]:
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    sky = Sky(clock=clock)
    handler = type("Handler", (_Handler,), {"sky": sky})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    sky.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield sky
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(sky: Sky) -> NetworkSettings:
    environ = {
        "CSPO_SPACETRACK_USER": "ops@example.org", "CSPO_SPACETRACK_PASSWORD": "s3cret & more",
    }  # fmt: skip
    return NetworkSettings(
        celestrak_url=sky.url, spacetrack_url=sky.url, first_byte_s=2.0, environ=environ
    )


@pytest.fixture
def get(
    clock: TurnedClock, settings: NetworkSettings, tmp_path: Path
) -> Callable[..., list[Source]]:
    """Open a spec with a cache of the test's own."""

    def get(spec: str, **changes: Any) -> list[Source]:
        options = {"cache": tmp_path / "cache", "clock": clock, "settings": settings, **changes}
        return list(open_source(spec, **options))

    return get
