"""What a page has to know before anybody has signed in: whose node it is, and its time."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request

import cspo
from cspo.markings import Mode
from cspo.node.http.rights import Right
from cspo.node.http.routing import GateHere, NodeHere, read

__all__ = ["handlers"]


class NodeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A node, as it introduces itself to anybody.

    Parameters
    ----------
    nation : str
        Whose node it is.
    mode : str
        The mode of its picture.
    time_utc : str
        The node's clock.
    speed : float
        Seconds that pass on it in one second of the machine: 1 but in a box.
    version : str
        Of cspo.
    sign_in_service : bool
        Whether the nation's service signs people in here.
    neighbours : list of str
        Nations with a node at this address, in a box: each has its page at ``/NATION/``.
        This one is among them; empty where there is one node alone.
    """

    nation: str
    mode: Mode
    time_utc: str
    speed: float
    version: str
    sign_in_service: bool
    neighbours: list[str]


@read("/api/v1/node", Right.PUBLIC, "Whose node this is, and its time", cache=False)
def get_facts(node: NodeHere, gate: GateHere, request: Request[Any, Any, Any]) -> NodeFacts:
    """What a page shows at its door, and sets its clock by."""
    app: Any = request.app  # a `NodeApp`
    names = [prefix.strip("/") for prefix in app.gates if prefix]
    return NodeFacts(
        nation=node.home.nation, mode=node.mode, time_utc=node.clock.now().utc_iso(3),
        speed=float(getattr(node.clock, "speed", 1.0)), version=cspo.__version__,
        sign_in_service=gate.sign_ins is not None, neighbours=names,
    )  # fmt: skip


handlers: Final = (get_facts,)
