"""The OpenAPI document of the node that is asked."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response

from cspo.node.http.rights import Right
from cspo.node.http.routing import GateHere, read

__all__ = ["handlers"]


@read("/api/v1/openapi.json", Right.PUBLIC, "This document", tag="document",
      include_in_schema=False)  # fmt: skip
def get_document(gate: GateHere, request: Request[Any, Any, Any]) -> Response[bytes]:
    """OpenAPI 3.1, made from the routes themselves."""
    made = gate.kept(("openapi",), lambda: _document(request, gate.prefix))
    return Response(made, media_type="application/json")


def _document(request: Request[Any, Any, Any], prefix: str) -> bytes:
    app: Any = request.app  # a `NodeApp`
    found: dict[str, Any] = app.document()
    found["servers"] = [{"url": prefix or "/"}]
    return msgspec.json.encode(found)


handlers: Final = (get_document,)
