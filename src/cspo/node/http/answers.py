"""How an answer leaves: with an ETag, packed where the client can unpack, and never for ever.

A body of one piece gets an ETag of its content, and nothing is sent again to a client
that has it. A stream goes out as it is; whoever does not take it in is cut off.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from typing import Any, Final

import zstandard
from anyio import to_thread
from litestar.types import Message, Send

__all__ = ["Answer", "encoding_of", "pack"]

_LEAST_BYTES: Final = 600
_IN_THREAD_BYTES: Final = 100_000
_PACKED: Final = (b"application/json", b"application/octet-stream", b"text/", b"application/vnd.")
STREAM_SEND_S: Final = 30.0
"""How long one piece of a stream may wait for a client to take it in."""

Headers = list[tuple[bytes, bytes]]


class Answer:
    """Stands between the application and the wire for one request.

    Parameters
    ----------
    send : Send
        The wire.
    method : str
        Of the request.
    headers : dict
        Of the request.
    fixed : list of tuple
        Headers that every answer has.
    policy : bytes
        The content security policy, where the answer has none of its own.
    """

    def __init__(
        self, send: Send, method: str, headers: dict[bytes, bytes], fixed: Headers, policy: bytes
    ) -> None:
        self._send = send
        self._method = method
        self._asked = headers
        self._fixed = fixed
        self._policy = policy
        self._start: dict[str, Any] = {}
        self.started = False
        self.streaming = False

    async def send(self, message: Message) -> None:
        """Take a message of the application's."""
        seen: dict[str, Any] = message  # type: ignore[assignment]
        if seen["type"] == "http.response.start":
            self._start = {**seen, "headers": [*seen.get("headers", ()), *self._fixed]}
            if not any(name == b"content-security-policy" for name, _ in self._start["headers"]):
                self._start["headers"].append((b"content-security-policy", self._policy))
        elif seen["type"] != "http.response.body":
            await self._send(message)
        elif self.started:
            await self._piece(seen)
        elif seen.get("more_body"):
            self.started = self.streaming = True
            await self._send(self._start)  # type: ignore[arg-type]
            await self._piece(seen)
        else:
            self.started = True
            await self._whole(seen.get("body", b""))

    async def _piece(self, message: dict[str, Any]) -> None:
        async with asyncio.timeout(STREAM_SEND_S):
            await self._send(message)  # type: ignore[arg-type]

    async def _whole(self, body: bytes) -> None:
        start = self._start
        headers = _Headers(start["headers"])
        kept = b"no-store" not in headers.get(b"cache-control")
        if kept and start["status"] == 200 and self._method in {"GET", "HEAD"}:
            tag = headers.get(b"etag") or _tag_of(body)
            headers.set(b"etag", tag)
            if _names(self._asked.get(b"if-none-match", b""), tag):
                headers.drop(b"content-length", b"content-type")
                await self._out(304, headers, b"")
                return
            body = await self._packed(headers, body)
        await self._out(start["status"], headers, body)

    async def _packed(self, headers: _Headers, body: bytes) -> bytes:
        """The body as the client can unpack it; what is private to one (no-store) stays plain."""
        kind = headers.get(b"content-type")
        if not kind.startswith(_PACKED) or headers.get(b"content-encoding"):
            return body
        headers.set(b"vary", b"Accept-Encoding, Authorization, Cookie")
        way = encoding_of(self._asked.get(b"accept-encoding", b""))
        if way is None or len(body) < _LEAST_BYTES:
            return body
        large = len(body) > _IN_THREAD_BYTES
        packed = await to_thread.run_sync(pack, way, body) if large else pack(way, body)
        headers.set(b"content-encoding", way)
        headers.set(b"content-length", str(len(packed)).encode())
        return packed

    async def _out(self, status: int, headers: _Headers, body: bytes) -> None:
        message: Any = {"type": "http.response.start", "status": status, "headers": headers.all}
        await self._send(message)
        message = {"type": "http.response.body", "body": body, "more_body": False}
        await self._send(message)


class _Headers:
    """Headers of an answer, by lower-case name."""

    def __init__(self, given: Headers) -> None:
        self.all = [(name.lower(), value) for name, value in given]

    def get(self, name: bytes) -> bytes:
        return next((value for each, value in self.all if each == name), b"")

    def set(self, name: bytes, value: bytes) -> None:
        self.drop(name)
        self.all.append((name, value))

    def drop(self, *names: bytes) -> None:
        self.all = [(each, value) for each, value in self.all if each not in names]


def _tag_of(body: bytes) -> bytes:
    """A weak one: the same content in another packing is the same."""
    return b'W/"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'


def _names(condition: bytes, tag: bytes) -> bool:
    """Whether an If-None-Match names the tag, or any."""
    bare = tag.removeprefix(b"W/")
    given = [each.strip().removeprefix(b"W/") for each in condition.split(b",")]
    return bare in given or given == [b"*"]


def encoding_of(accepted: bytes) -> bytes | None:
    """What the client can unpack, the better first."""
    offers = {}
    for each in accepted.lower().split(b","):
        name, _, rest = each.partition(b";")
        offers[name.strip()] = rest.strip().removeprefix(b"q=") not in {b"0", b"0.0", b"0.00"}
    for name in (b"zstd", b"gzip"):
        if offers.get(name, False):
            return name
    return None


def pack(way: bytes, body: bytes) -> bytes:
    """A body in an encoding of `encoding_of`."""
    if way == b"zstd":
        return zstandard.ZstdCompressor(level=3).compress(body)
    return gzip.compress(body, compresslevel=4, mtime=0)
