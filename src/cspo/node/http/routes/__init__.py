"""The node's own routes: a file a family, each with its `handlers`."""

from __future__ import annotations

from typing import Any, Final

from cspo.node.http import udl
from cspo.node.http.routes import health, records, session, tokens

__all__ = ["HANDLERS"]

HANDLERS: Final[tuple[Any, ...]] = (
    *health.handlers,
    *records.handlers,
    *session.handlers,
    *tokens.handlers,
    *udl.HANDLERS,
)
"""Of every family. Put yours here."""
