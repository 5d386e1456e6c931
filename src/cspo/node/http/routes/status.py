"""How the node does: what it holds, was given and withheld, and the lag of each feed."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import MediaType

from cspo.node.http.faults import denied, not_found
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, NodeHere, read

__all__ = ["handlers"]


@read("/api/v1/status", Right.STATUS, "How the node does", cache=False)
def get_status(node: NodeHere, caller: CallerHere) -> dict[str, Any]:
    """As `cspo status --json` has it. The nation's own: its guests don't see it."""
    if caller.party != node.home.nation:
        raise denied("the status is the nation's own")
    found: dict[str, Any] = msgspec.to_builtins(node.status())
    return found


@read(
    "/metrics", Right.STATUS, "Counts and times for Prometheus", tag="status", cache=False,
    media_type=MediaType.TEXT,
)  # fmt: skip
def get_metrics(node: NodeHere, caller: CallerHere) -> str:
    """Numbers of the node's work, without a name of an object or a word of a record."""
    if caller.party != node.home.nation:
        raise denied("the metrics are the nation's own")
    if node.metrics is None:
        raise not_found("metrics")
    found: bytes = node.metrics.text()
    return found.decode()


handlers: Final = (get_status, get_metrics)
