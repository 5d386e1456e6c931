"""Whether the node lives: the one thing that anybody may ask."""

from __future__ import annotations

from typing import Final

import msgspec

from cspo.node.http.rights import Right
from cspo.node.http.routing import NodeHere, read

__all__ = ["handlers"]


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """That it lives.

    Parameters
    ----------
    ok : bool
        The node answers, and its store can be read.
    nation : str
        Whose node it is.
    time_utc : str
        The node's clock.
    """

    ok: bool
    nation: str
    time_utc: str


@read("/api/v1/health", Right.PUBLIC, "Whether the node lives", cache=False)
def health(node: NodeHere) -> Health:
    """Read one row of the store and say so."""
    with node.store.read() as unit:
        unit.last_seq()
    return Health(ok=True, nation=node.home.nation, time_utc=node.clock.now().utc_iso(3))


handlers: Final = (health,)
