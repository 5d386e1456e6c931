"""The application: routes, whoever stands before them, and what is started and stopped with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import httpx
from anyio import to_thread
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.enums import RequestEncodingType
from litestar.handlers.base import BaseRouteHandler

from cspo.node.clock import SystemClock
from cspo.node.http.callers import Caller
from cspo.node.http.faults import HANDLERS, Refused, not_found
from cspo.node.http.front import Front
from cspo.node.http.gate import Gate
from cspo.node.http.openapi import document_config
from cspo.node.http.page import page_routes
from cspo.node.http.rights import may_call
from cspo.node.http.routes import HANDLERS as ROUTES
from cspo.node.http.routing import WRITERS
from cspo.node.http.seen import RunningNode
from cspo.node.http.study_room import StudyRoom
from cspo.time import Clock

__all__ = ["NodeApp", "create_app"]

_FLUSH_S: Final = 1.0
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class NodeApp(Litestar):
    """The application of one or several nodes.

    Parameters
    ----------
    gates : mapping
        Nodes by prefix.
    given
        What Litestar takes.
    """

    def __init__(self, gates: Mapping[str, Gate], **given: Any) -> None:
        self.gates = gates
        self._front = Front(super().__call__, gates)
        self._documented = given
        self._document: dict[str, Any] | None = None
        super().__init__(**given, openapi_config=None)

    def document(self) -> dict[str, Any]:
        """The OpenAPI document, made when it is first asked for.

        It is that of another application of the same routes: Litestar's own way to
        serve it brings pages with scripts of other sites.
        """
        if self._document is None:
            made = Litestar(**self._documented, openapi_config=document_config())
            self._document = made.openapi_schema.to_schema()
        return dict(self._document)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One connection, or the process's own life."""
        if scope["type"] == "http":
            await self._front(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(
    nodes: RunningNode | Mapping[str, RunningNode],
    *,
    routes: Sequence[Any] = (),
    assets: Path | None = None,
    clock: Clock | None = None,
    transport: httpx.BaseTransport | None = None,
) -> NodeApp:
    """The application of one node, or of several under a prefix each.

    Parameters
    ----------
    nodes : RunningNode or mapping
        One node, whose paths begin at the root, or nodes by name: ``"AUS"``
        has its paths under ``/AUS``.
    routes : sequence
        Further handlers of Litestar, each with a `Right` in its ``opt``.
    assets : Path or None
        Folder of the built page.
    clock : Clock or None
        Tells when credentials expire; None: the machine's. A node that replays
        history has another for its sky.
    transport : httpx.BaseTransport or None
        How sign-in services are reached; None: by the network.
    """
    named = nodes if isinstance(nodes, Mapping) else {"": nodes}
    wall = SystemClock() if clock is None else clock
    gates, room = {}, StudyRoom()
    for name, node in named.items():
        prefix = f"/{name}" if name else ""
        gates[prefix] = Gate(prefix, node, wall, transport, room)
    pages = [] if assets is None else page_routes(assets)
    return NodeApp(
        gates,
        route_handlers=[*ROUTES, *routes, *pages],
        dependencies={
            "node": Provide(_node, sync_to_thread=False),
            "caller": Provide(_caller, sync_to_thread=False),
            "gate": Provide(_gate, sync_to_thread=False),
        },
        guards=[_guard],
        before_request=_before_write,
        exception_handlers=HANDLERS,
        logging_config=None,
        lifespan=[lambda _app: _running(gates)],
        debug=False,
    )


def _gate(request: Request[Any, Any, Any]) -> Gate:
    found: Gate | None = request.scope.get("cspo.gate")  # type: ignore[assignment]
    if found is None:
        raise not_found("node")
    return found


def _node(request: Request[Any, Any, Any]) -> Any:
    return _gate(request).node


def _caller(request: Request[Any, Any, Any]) -> Caller:
    found: Caller | None = request.scope.get("cspo.caller")  # type: ignore[assignment]
    if found is None:
        raise _SIGN_IN
    return found


_SIGN_IN: Final = Refused(
    401, "not signed in", hint="sign in, or send a token as Authorization: Bearer",
    headers={"WWW-Authenticate": 'Bearer realm="cspo"'},
)  # fmt: skip


def _guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """That the caller has the right that the route asks; a denial is audited."""
    scope: dict[str, Any] = connection.scope  # type: ignore[assignment]
    caller: Caller | None = scope.get("cspo.caller")
    roles, scopes = (None, None) if caller is None else (caller.roles, caller.scopes)
    right = handler.opt.get("right")
    decision = may_call(right, roles, scopes)
    if decision.permitted:
        return
    gate: Gate | None = scope.get("cspo.gate")
    if gate is not None:
        who = {} if caller is None else {"person": caller.person, "by": caller.credential}
        about = {"rule": decision.rule, "route": _route(scope), "right": str(right)}
        gate.trail.denied({**about, **who})
    if caller is None:
        raise _SIGN_IN
    raise Refused(403, decision.reason, hint=f"it asks the right {right}")


async def _before_write(request: Request[Any, Any, Any]) -> None:
    """What changes something is of the right type, and in the audit before it is done."""
    _check_type(request)
    gate: Gate | None = request.scope.get("cspo.gate")  # type: ignore[assignment]
    caller: Caller | None = request.scope.get("cspo.caller")  # type: ignore[assignment]
    if request.method in _SAFE or gate is None or caller is None:
        return
    fields = {
        "route": _route(request.scope), "path": request.url.path[:500], "person": caller.person,
        "party": caller.party, "by": caller.credential, "request": caller.request,
    }  # fmt: skip
    await to_thread.run_sync(gate.trail.write, fields, limiter=WRITERS)


def _check_type(request: Request[Any, Any, Any]) -> None:
    """That a body which is read as JSON says that it is: forms of other sites can't say so."""
    handler: Any = request.route_handler
    field = handler.parsed_data_field
    kind = None if field is None else getattr(field.kwarg_definition, "media_type", None)
    if kind == RequestEncodingType.JSON:
        given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given != "application/json" and not given.endswith("+json"):
            raise Refused(415, "expected application/json")


def _route(scope: Any) -> str:
    """Method and pattern of the path, which holds nothing of what was asked for."""
    return f"{scope['method']} {scope.get('path_template', '')}"[:200]


@asynccontextmanager
async def _running(gates: Mapping[str, Gate]) -> AsyncIterator[None]:
    """What goes on while the application serves: denials are written each second."""

    async def flushing() -> None:
        while True:
            await asyncio.sleep(_FLUSH_S)
            for gate in gates.values():
                await to_thread.run_sync(gate.trail.flush, limiter=WRITERS)

    task = asyncio.create_task(flushing())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        for gate in gates.values():
            await to_thread.run_sync(gate.close)
