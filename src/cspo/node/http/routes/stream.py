"""The stream: what is new, as it comes in, and from where one was after a break.

Server-sent events. Each ``record`` event has a cursor as its id; a browser sends the last
one by itself when it connects again, a program gives it as ``cursor``. A heartbeat every
fifteen seconds says that the line is up.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from litestar import Request
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream

from cspo.node.http.callers import Caller
from cspo.node.http.faults import Refused
from cspo.node.http.gate import Gate
from cspo.node.http.pages import Cursor
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, read

__all__ = ["HEARTBEAT_S", "MOST_STREAMS", "handlers"]

HEARTBEAT_S: Final = 15.0
MOST_STREAMS: Final = 500
"""Streams of a node at a time."""
MOST_OF_ONE: Final = 20
"""Of them with one credential."""
_EVENTS: Final = "text/event-stream"


@read(
    "/api/v1/stream", Right.READ, "What is new, as it comes in", cache=False, media_type=_EVENTS,
    responses={
        200: ResponseSpec(str, media_type=_EVENTS, description="Events of type `record`.",
                          generate_examples=False)
    },
)  # fmt: skip
async def stream(
    gate: GateHere,
    caller: CallerHere,
    request: Request[Any, Any, Any],
    cursor: Cursor = "",
    kind: Annotated[
        list[str] | None, QueryParameter(max_items=30, description="Of these kinds.")
    ] = None,
    about: Annotated[
        str, QueryParameter(name="object", max_length=400, description="About this object.")
    ] = "",
    last_event_id: Annotated[
        str, HeaderParameter(name="Last-Event-ID", max_length=64, description="As browsers do it.")
    ] = "",
) -> Stream:
    """Without a cursor it begins with what comes next; with one, with what came since."""
    given = last_event_id or cursor
    seq = gate.cursors.read(given) if given else None
    if sum(gate.streams.values()) >= MOST_STREAMS:
        raise Refused(503, "too many streams", hint="try again later")
    if gate.streams[caller.credential] >= MOST_OF_ONE:
        raise Refused(429, f"at most {MOST_OF_ONE} streams with one credential")
    headers = {"X-Accel-Buffering": "no"}
    events = _events(gate, caller, seq, tuple(kind or ()), about)
    seen: Any = request.scope
    seen["cspo.stream"] = events
    return Stream(events, media_type=_EVENTS, headers=headers)


async def _events(
    gate: Gate, caller: Caller, seq: int | None, kinds: tuple[str, ...], about: str
) -> AsyncIterator[bytes]:
    """Events for one client, until it goes or its credential ends."""
    tail = gate.tail
    gate.streams[caller.credential] += 1
    await tail.open()
    try:
        at = tail.last if seq is None else seq
        yield b"retry: 2000\n: it begins\n\n"
        while gate.still(caller) and not tail.stopped:
            if not await tail.wait(at, HEARTBEAT_S):
                yield b": the line is up\n\n"
                continue
            events, at = await tail.page(at, caller, kinds=kinds, about=about)
            if events:
                yield b"".join(
                    b"id: %b\nevent: record\ndata: %b\n\n"
                    % (gate.cursors.make(event.seq).encode(), event.data)
                    for event in events
                )
        yield b"event: ended\ndata: {}\n\n"
    finally:
        tail.close()
        gate.streams[caller.credential] -= 1
        if not gate.streams[caller.credential]:
            del gate.streams[caller.credential]


handlers: Final = (stream,)
