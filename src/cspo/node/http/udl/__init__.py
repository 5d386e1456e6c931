"""The Unified Data Library's interface: its official SDK works against a node unchanged.

``/udl/elset``, ``statevector``, ``conjunction``, ``onorbit`` and ``notification`` answer
as the UDL's do: rows of JSON, asked for by its operators. `resources` says which rows
a node has for each; `reading`, `creating` and `dropping` are the routes. What is read goes by the
caller's rights like everything else; what is created becomes a record of the
caller's party, with the mark that the client gives it.
"""

from __future__ import annotations

from typing import Any, Final

from cspo.node.http.udl import creating, dropping, reading

__all__ = ["HANDLERS"]

HANDLERS: Final[tuple[Any, ...]] = (
    *reading.handlers,
    *creating.handlers,
    *dropping.handlers,
)
"""Routes of the UDL."""
