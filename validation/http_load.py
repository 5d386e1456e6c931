"""The HTTP side of a node under load and under attack, on the loopback.

    python -m validation.http_load                  # five minutes of readers, one of attack

A node with the reference population's sky serves in a process of its own, and gets a
new record twice a second. First a hundred clients read and listen: lists, single objects, the
catalogue by its tag, streams. Then one valid user asks five times a second while
others do what they can: sockets that stay half open, bodies that never come or are far too
large, streams that nobody reads, and bad tokens as fast as ``wrk`` holds (or, where it is not
installed, as this program does). Ends with 1 where a request failed, a valid user's p99 is
a second or more, or the memory of the server grew by more than a tenth after the first minute.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from http_node import HttpNode, app_of, token_of
from skies import orbit_record

from cspo.markings import Mode, make_label
from cspo.node.clock import SystemClock
from cspo.node.http.serving import WebServer
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.orbits import reference_population
from cspo.time import Epoch

CLIENTS = 100
STREAMS = 30
TOKENS = 2
"""One token opens twenty streams at most."""
PAUSE_S = 0.25
MOST_P99_S = 1.0
MOST_GROWTH = 1.10


# -- the server, in a process of its own --------------------------------------


def serve() -> None:
    """Serve until standard input ends; the first line says where, the second a token."""
    with tempfile.TemporaryDirectory(prefix="cspo-load-") as folder:
        node = HttpNode(Path(folder) / "nor", mode=Mode.SIMULATED)
        catalog = reference_population()
        t = Epoch(int(catalog.epoch_tai_ns.max())) + 60.0
        node.clock.t = t
        node.picture = Picture(REGISTRY, node.mode, nation="NOR")
        mark = make_label("U", ["NOR"])
        for begin in range(0, len(catalog), 1_000):
            part = catalog.take(np.arange(begin, min(begin + 1_000, len(catalog))))
            record = orbit_record(part, origin="NOR", mark=mark, mode=node.mode, t=t)
            node.put(record)
            node.picture.apply(record, t)
        node.sky = node.picture.view(t)
        server = WebServer(app_of(node, SystemClock()))
        server.start()
        tokens = ",".join(token_of(server.app, "d.all") for _ in range(TOKENS))
        print(server.port, tokens, len(node.sky), flush=True)
        ended = threading.Event()
        news = threading.Thread(target=_news, args=(node, ended))
        news.start()
        sys.stdin.read()
        ended.set()
        news.join()
        server.stop()
        node.close()


def _news(node: Any, ended: threading.Event) -> None:
    while not ended.wait(0.5):
        node.clock.t = node.clock.t + 0.5
        node.notice("U")


@dataclass
class Server:
    """The other process."""

    process: subprocess.Popen[str]
    port: int
    tokens: list[str]

    def rss_mb(self) -> float:
        """Memory that it holds, MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0]) / 1_024

    def stop(self) -> None:
        """End it."""
        self.process.stdin.close()
        self.process.wait(timeout=30)


def started() -> Server:
    process = subprocess.Popen(
        [sys.executable, "-m", "validation.http_load", "--serve"], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    port, tokens, objects = process.stdout.readline().split()
    print(f"server: {int(objects):,} objects")
    return Server(process, int(port), tokens.split(","))


# -- clients --------------------------------------------------------------------


@dataclass
class Tally:
    """What was measured."""

    times_s: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    events: int = 0

    def report(self, title: str) -> float:
        """Print it; the 99th percentile, s."""
        times = sorted(self.times_s) or [0.0]
        p50, p99 = times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]
        print(f"{title}: {len(self.times_s):,} answers, p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f}"
              f" ms, most {times[-1] * 1e3:.0f} ms, {self.events:,} events, errors"
              f" {dict(self.errors) or 0}")  # fmt: skip
        return p99


class Client:
    """One connection that is kept."""

    def __init__(self, server: Server, number: int = 0) -> None:
        self.server = server
        self.token = server.tokens[number % TOKENS]
        self.reader: Any = None
        self.writer: Any = None

    async def get(self, path: str, *headers: str) -> tuple[int, dict[str, str]]:
        """Status and headers of an answer; its body is read to the end."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        await self.send(path, *headers)
        status, found = await self.head()
        length = int(found.get("content-length", 0))
        if length:
            await self.reader.readexactly(length)
        return status, found

    async def send(self, path: str, *headers: str) -> None:
        lines = [
            f"GET {path} HTTP/1.1", "Host: x", f"Authorization: Bearer {self.token}",
            "Accept-Encoding: zstd", *headers, "", "",
        ]  # fmt: skip
        self.writer.write("\r\n".join(lines).encode())
        await self.writer.drain()

    async def head(self) -> tuple[int, dict[str, str]]:
        text = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = text.split("\r\n")
        found = dict(line.lower().split(": ", 1) for line in rest if line)
        return int(first.split()[1]), found

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None


async def read_on(server: Server, tally: Tally, until: float, number: int) -> None:
    """One reader: a list, an object, the catalogue by its tag, again and again."""
    client, tag = Client(server, number), "none"
    paths = [
        f"/api/v1/objects?limit=50&name={number % 10}", "/api/v1/records?limit=50",
        "/api/v1/conjunctions", "/api/v1/session", "/api/v1/catalog",
        "/api/v1/ephemerides?count=10&object=norad:5",
    ]  # fmt: skip
    turn = number
    while time.monotonic() < until:
        path = paths[turn % len(paths)]
        turn += 1
        began = time.monotonic()
        try:
            more = [f"If-None-Match: {tag}"] if path.endswith("catalog") else []
            status, headers = await client.get(path, *more)
            if path.endswith("catalog"):
                tag = headers.get("etag", tag)
            if status not in {200, 304}:
                tally.errors[f"{path}: {status}"] += 1
            tally.times_s.append(time.monotonic() - began)
        except (OSError, asyncio.IncompleteReadError) as error:
            tally.errors[type(error).__name__] += 1
            client.close()
        await asyncio.sleep(PAUSE_S)
    client.close()


async def listen(server: Server, tally: Tally, until: float, number: int) -> None:
    """One stream."""
    client = Client(server, number)
    client.reader, client.writer = await asyncio.open_connection("127.0.0.1", server.port)
    await client.send("/api/v1/stream")
    status, _ = await client.head()
    if status != 200:
        tally.errors[f"stream: {status}"] += 1
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(until - time.monotonic()):
            while line := await client.reader.readline():
                tally.events += line.startswith(b"event: record")
            tally.errors["a stream ended"] += 1
    client.close()


async def readers(server: Server, seconds: float) -> bool:
    """A hundred clients; whether all went well."""
    until, tally, memory = time.monotonic() + seconds, Tally(), []

    async def watch() -> None:
        while time.monotonic() < until:
            memory.append(server.rss_mb())
            await asyncio.sleep(5.0)

    await asyncio.gather(
        watch(), *(listen(server, tally, until, number) for number in range(STREAMS)),
        *(read_on(server, tally, until, number) for number in range(CLIENTS - STREAMS)),
    )  # fmt: skip
    tally.report(f"{CLIENTS} clients, {seconds:.0f} s")
    settled = memory[min(len(memory) - 1, 12)]
    print(f"memory: {memory[0]:.0f} MB at first, {settled:.0f} MB after a minute,"
          f" {memory[-1]:.0f} MB at last; every half minute"
          f" {' '.join(f'{each:.0f}' for each in memory[::6])}")  # fmt: skip
    return not tally.errors and memory[-1] < MOST_GROWTH * settled


# -- attack ---------------------------------------------------------------------


async def attack(server: Server, seconds: float) -> bool:
    """A valid user while others do what they can; whether the user was served."""
    until, tally = time.monotonic() + seconds, Tally()
    flood = asyncio.create_task(_bad_tokens(server, seconds))
    others = [
        *(_hold(server, until, b"GET /api/v1/health HTTP/1.1\r\nHost: x\r\nX-Slow: ", 0)
          for _ in range(200)),
        *(_hold(server, until, _POST % 50 + b"{", 0) for _ in range(20)),
        *(_hold(server, until, _POST % 2_000_000_000 + b"x" * 60_000, 0) for _ in range(20)),
        *(_hold(server, until, _stream_of(server), 1) for _ in range(10)),
    ]  # fmt: skip
    users = [read_on(server, tally, until, number) for number in range(2)]
    await asyncio.gather(*users, *others)
    await flood
    p99 = tally.report(f"a valid user under attack, {seconds:.0f} s")
    return not tally.errors and p99 < MOST_P99_S


_POST = (
    b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n"
)


def _stream_of(server: Server) -> bytes:
    token = server.tokens[0]
    return (
        f"GET /api/v1/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()


async def _hold(server: Server, until: float, opening: bytes, pause_s: float) -> None:
    """Open a socket, send something, read nothing until it is cut off; again and again."""
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1_024)
            writer.write(opening)
            while time.monotonic() < until and not writer.transport.is_closing():
                await asyncio.sleep(0.2)
            writer.transport.abort()
        await asyncio.sleep(0.1 + pause_s)


async def _bad_tokens(server: Server, seconds: float) -> None:
    bad = "Bearer cspo-token_0123456789abcdef_" + "A" * 43
    url = f"http://127.0.0.1:{server.port}/api/v1/records"
    if shutil.which("wrk"):
        process = await asyncio.create_subprocess_exec(
            "wrk", "-t1", "-c64", f"-d{seconds:.0f}s", "-H", f"Authorization: {bad}", url,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        text, _ = await process.communicate()
        rate = next((line for line in text.decode().splitlines() if "Requests/sec" in line), "")
        print("bad tokens by wrk:", rate.split()[-1] if rate else "?", "a second")
        return
    until, count = time.monotonic() + seconds, 0

    async def one() -> None:
        nonlocal count
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        ask = f"GET /api/v1/records HTTP/1.1\r\nHost: x\r\nAuthorization: {bad}\r\n\r\n".encode()
        while time.monotonic() < until:
            writer.write(ask)
            text = await reader.readuntil(b"\r\n\r\n")
            length = text.lower().split(b"content-length: ")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
            count += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(64)))
    print(f"bad tokens by this program (no wrk): {count / seconds:,.0f} a second")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--attack-seconds", type=float, default=60.0)
    given = parser.parse_args()
    if given.serve:
        serve()
        return 0
    server = started()
    try:
        good = asyncio.run(readers(server, given.seconds))
        withstood = asyncio.run(attack(server, given.attack_seconds))
    finally:
        server.stop()
    print("good" if good and withstood else "NOT good")
    return 0 if good and withstood else 1


if __name__ == "__main__":
    sys.exit(main())
