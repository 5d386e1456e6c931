"""What is done for every request before a route is looked for: whose it is, and who asks.

All of this runs in the event loop and costs some hundred microseconds at most: a
bad credential is refused here, before anything dear has begun.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from cspo.node.http.answers import Answer
from cspo.node.http.callers import Caller
from cspo.node.http.faults import fault_body
from cspo.node.http.gate import Gate
from cspo.node.http.limits import ANSWER_S, BadTries, timed

__all__ = ["Front"]

_LOG: Final = logging.getLogger(__name__)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OTHER_COOKIES: Final = ("chocolatechip",)
"""Names under which clients of other services keep what they signed in with."""


class Front:
    """Finds node and caller of each request, and refuses those that have none to show.

    Parameters
    ----------
    app : ASGIApp
        What answers.
    gates : mapping
        Nodes by prefix: ``""`` or ``"/AUS"``.
    """

    def __init__(self, app: ASGIApp, gates: Mapping[str, Gate]) -> None:
        self._app = app
        self._gates = gates
        self._bad = BadTries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        seen: dict[str, Any] = scope  # type: ignore[assignment]
        number = secrets.token_hex(8)
        seen["cspo.request"] = number
        gate = self._gate(seen)
        seen["cspo.gate"] = gate
        headers: dict[bytes, bytes] = dict(scope["headers"])
        fixed = [*_HEADERS, (b"x-request-id", number.encode())]
        if scope["scheme"] == "https":
            fixed.append(_STRICT_TRANSPORT)
        answer = Answer(send, seen["method"], headers, fixed, _POLICY)
        refusal = None if gate is None else self._enter(seen, gate, headers, number)
        if refusal is not None:
            await _refuse(answer, *refusal, number)
            return
        await self._answered(scope, receive, answer, number)

    async def _answered(self, scope: Scope, receive: Receive, answer: Answer, number: str) -> None:
        """Let the application answer, and not for ever; a stream may go on."""
        try:
            async with asyncio.timeout(ANSWER_S) as limit:

                async def send(message: Message) -> None:
                    await answer.send(message)
                    if answer.streaming:
                        limit.reschedule(None)

                await self._app(scope, timed(receive), send)
        except Exception as error:
            if answer.started:
                await self._cut_off(scope, number, error)
            elif isinstance(error, TimeoutError):
                _LOG.error("request %s took longer than %.0f s", number, ANSWER_S)
                await _refuse(answer, 503, "it took too long", number)
            else:
                raise
        finally:
            events: Any = scope.get("cspo.stream")
            if events is not None:  # however it ended: nobody else closes a generator at once
                await events.aclose()

    @staticmethod
    async def _cut_off(scope: Scope, number: str, error: Exception) -> None:
        """End a connection whose answer can't be finished: mostly its client takes nothing in."""
        _LOG.info("request %s: cut off: %s", number, type(error).__name__)
        abort = scope.get("cspo.abort")
        if abort is None:
            raise error
        abort()  # type: ignore[operator]
        await asyncio.sleep(0)  # for the server to notice

    def _gate(self, scope: dict[str, Any]) -> Gate | None:
        if "" in self._gates:
            return self._gates[""]
        prefix = "/" + scope["path"].lstrip("/").partition("/")[0]
        gate = self._gates.get(prefix)
        if gate is not None:
            scope["root_path"] = prefix
        return gate

    def _enter(
        self, scope: dict[str, Any], gate: Gate, headers: Mapping[bytes, bytes], number: str
    ) -> tuple[int, str] | None:
        """Put the caller into *scope*; a refusal where what is shown is no good."""
        shown = headers.get(b"authorization")
        if shown is not None:
            caller = gate.doors.caller(_credential(shown), number)
            if caller is None:
                gate.trail.denied({"rule": "http 3", "peer": _peer(scope)})
                if self._bad.count(_peer(scope)):
                    return 429, "too many bad credentials from there"
                return 401, "no such token, or one that has ended"
            scope["cspo.caller"] = caller
            return None
        caller = _by_cookie(gate, headers.get(b"cookie", b""), number)
        own = scope["method"] in _SAFE or _same_site(scope, headers, sure=caller is not None)
        if not own:
            who = {} if caller is None else {"person": caller.person}
            gate.trail.denied({"rule": "http 7", "peer": _peer(scope), **who})
            return 403, "browsers write from the node's own pages alone; programs use a token"
        if caller is not None:
            scope["cspo.caller"] = caller
        return None


def _credential(header: bytes) -> str:
    """The token of an Authorization header: as bearer, or as the password of basic."""
    scheme, _, value = header.decode("latin-1").partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode("latin-1").partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return ""


def _by_cookie(gate: Gate, header: bytes, number: str) -> Caller | None:
    if not header:
        return None
    try:
        cookies = SimpleCookie(header.decode("latin-1"))
    except CookieError:
        return None
    for name in (gate.cookie, f"__Secure-{gate.cookie}", *OTHER_COOKIES):
        morsel = cookies.get(name)
        caller = None if morsel is None else gate.doors.caller(morsel.value, number)
        if caller is not None:
            return caller
    return None


def _same_site(scope: dict[str, Any], headers: Mapping[bytes, bytes], *, sure: bool) -> bool:
    """Whether a page of this very node asks, by what the browser says.

    Where somebody comes with a session it has to be *sure*. Else nothing said is as good:
    programs say nothing; but no other site may sign a browser in.
    """
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site == b"same-origin"
    origin = headers.get(b"origin")
    if origin is None:
        return not sure
    host = headers.get(b"host", b"").decode("latin-1")
    return bool(host) and origin.decode("latin-1") == f"{scope['scheme']}://{host}"


def _peer(scope: dict[str, Any]) -> str:
    client = scope.get("client")
    return client[0] if client else ""


_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    b" font-src 'self'; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self';"
    b" base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_STRICT_TRANSPORT: Final = (b"strict-transport-security", b"max-age=31536000")


async def _refuse(answer: Answer, status: int, detail: str, number: str) -> None:
    """An error without a route."""
    body = fault_body(status, request=number, detail=detail)
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="cspo"'))
    headers.append((b"content-length", str(len(body)).encode()))
    if status == 429:
        headers.append((b"retry-after", b"60"))
    start: Any = {"type": "http.response.start", "status": status, "headers": headers}
    await answer.send(start)
    await answer.send({"type": "http.response.body", "body": body, "more_body": False})
