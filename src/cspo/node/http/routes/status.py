"""How the node does: what it holds, was given and withheld, and the lag of each feed."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from cspo.node.http.faults import denied
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


handlers: Final = (get_status,)
