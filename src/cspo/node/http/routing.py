"""How a route is declared: what it asks of the caller stands beside its path.

::

    @read("/api/v1/warnings", Right.READ, "Warnings that are open")
    def list_warnings(node: NodeHere, caller: CallerHere) -> Page[WarningView]: ...

    @write("/api/v1/warnings/{record:str}/acknowledge", Right.WATCH, "Say that it was received")
    def acknowledge(
        node: NodeHere, caller: CallerHere, record: RecordId, data: JSONBody[Acknowledged]
    ) -> WarningView: ...

A handler is an ordinary function, run in a thread; what it returns is the answer.
It raises `Refused` or an error of cspo. Its docstring is what the documentation says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any, Final

from anyio import CapacityLimiter, to_thread
from litestar import delete, get, post, put
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import SkipValidation

from cspo.node.http.callers import Caller
from cspo.node.http.faults import TITLES, FaultBody
from cspo.node.http.gate import Gate
from cspo.node.http.rights import Right
from cspo.node.http.seen import RunningNode

__all__ = [
    "MOST_BYTES", "READERS", "WRITERS", "CallerHere", "GateHere", "NodeHere", "erase", "faults",
    "read", "replace", "write",
]  # fmt: skip

READERS: Final = CapacityLimiter(12)
"""Requests that read at a time: a store has sixteen readers, and the node needs some itself."""
WRITERS: Final = CapacityLimiter(4)
"""Requests that write: while the node's own step has the store they wait, and hold up no reader."""

NodeHere = SkipValidation[NamedDependency[RunningNode]]
"""Type of a handler's parameter ``node``: the node that the path is of."""
CallerHere = SkipValidation[NamedDependency[Caller]]
"""Type of a handler's parameter ``caller``: who asks."""
GateHere = SkipValidation[NamedDependency[Gate]]
"""Type of a handler's parameter ``gate``: cursors, people, credentials, audit."""

MOST_BYTES: Final = 1_000_000
"""Bytes of a request's body, where a route does not say otherwise."""

_ALWAYS: Final = (400, 401, 403, 404, 429, 500, 503)
_WITH_BODY: Final = (408, 409, 413, 415)
_PUBLIC: Final = (400, 404, 429, 500, 503)

Decorated = Callable[[Callable[..., Any]], HTTPRouteHandler]


def faults(statuses: Collection[int]) -> dict[int, ResponseSpec]:
    """Errors of these statuses, as the documentation of a route lists them."""
    return {
        status: ResponseSpec(FaultBody, generate_examples=False, description=TITLES[status][1])
        for status in statuses
    }


def read(
    path: str, right: Right, summary: str, *, tag: str = "", cache: bool = True, **given: Any
) -> Decorated:
    """A GET.

    Parameters
    ----------
    path : str
        From the root of the node: ``"/api/v1/..."``.
    right : Right
        What it asks of the caller.
    summary : str
        A few words for the documentation.
    tag : str
        Its chapter there; by default the path's third part.
    cache : bool
        Whether a client may keep the answer to ask whether it has changed.
    given
        Whatever else Litestar's ``get`` takes.
    """
    control = CacheControlHeader(no_cache=True, private=True) if cache else _NOT_KEPT
    common = _common(path, right, summary, tag, (), given)
    if cache:
        common["responses"].setdefault(304, _UNCHANGED)
    return _threaded(READERS, get(path, cache_control=control, **common))


def write(path: str, right: Right, summary: str, *, tag: str = "", **given: Any) -> Decorated:
    """A POST; it is in the audit before the handler runs."""
    common = _common(path, right, summary, tag, _WITH_BODY, given)
    return _threaded(WRITERS, post(path, cache_control=_NOT_KEPT, **common))


def replace(path: str, right: Right, summary: str, *, tag: str = "", **given: Any) -> Decorated:
    """A PUT, audited as `write`."""
    common = _common(path, right, summary, tag, _WITH_BODY, given)
    return _threaded(WRITERS, put(path, cache_control=_NOT_KEPT, **common))


def erase(path: str, right: Right, summary: str, *, tag: str = "", **given: Any) -> Decorated:
    """A DELETE, audited as `write`."""
    common = _common(path, right, summary, tag, (), given)
    return _threaded(WRITERS, delete(path, cache_control=_NOT_KEPT, **common))


def _threaded(limiter: CapacityLimiter, decorator: Callable[[Any], HTTPRouteHandler]) -> Decorated:
    """Make a plain function one that runs in a thread.

    Litestar's own way wraps a function twice where a path has several methods.
    """

    def decorate(function: Callable[..., Any]) -> HTTPRouteHandler:
        if iscoroutinefunction(function):
            return decorator(function)

        @wraps(function)
        async def in_thread(**given: Any) -> Any:
            return await to_thread.run_sync(partial(function, **given), limiter=limiter)

        return decorator(in_thread)

    return decorate


_UNCHANGED: Final = ResponseSpec(
    None, generate_examples=False, description="What the client has is what there is"
)
_NOT_KEPT: Final = CacheControlHeader(no_store=True)


def _common(
    path: str, right: Right, summary: str, tag: str, also: Collection[int],
    given: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    known = _PUBLIC if right is Right.PUBLIC else _ALWAYS
    parts = [part for part in path.split("/") if part]
    usual: dict[str, Any] = {
        "summary": summary,
        "tags": [tag or (parts[2] if len(parts) > 2 else parts[0] if parts else "web")],
        "request_max_body_size": MOST_BYTES,
        "security": [] if right is Right.PUBLIC else None,
    }
    opt = {"right": right, **given.get("opt", {})}
    responses = {**faults((*known, *also)), **given.get("responses", {})}
    return {**usual, **given, "opt": opt, "responses": responses}
