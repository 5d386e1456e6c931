"""The built page as files: packed when it was built, kept by browsers for as long as they are good.

A file in ``assets`` has a name that its content gives, so a browser keeps it for ever;
the others it asks for again. What there is to serve is listed once: no name that is asked
for becomes a path on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from cspo.node.http.faults import not_found
from cspo.node.http.rights import Right

__all__ = ["page_routes"]

_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".glsl": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "text/xml; charset=utf-8",
}
"""Files of other kinds are not served: what the build leaves for itself is among them."""
_PACKED: Final = ((b"br", ".br"), (b"gzip", ".gz"))
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"


def page_routes(folder: Path) -> list[HTTPRouteHandler]:
    """Handlers for the built page in a folder.

    Parameters
    ----------
    folder : Path
        With ``index.html``.
    """
    files = {
        str(path.relative_to(folder)): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _TYPES and not path.name.startswith(".")
    }
    top = sorted({name.partition("/")[0] for name in files})
    folders = [name for name in top if name not in files]
    return [
        _index(files),
        *(_one(files, name) for name in top if name in files and name != "index.html"),
        *(_below(files, name) for name in folders),
    ]


def _index(files: Mapping[str, Path]) -> HTTPRouteHandler:
    async def index(request: Request[Any, Any, Any]) -> Response[Any]:
        gates: Mapping[str, Any] = request.app.gates  # type: ignore[attr-defined]
        gate: Any = request.scope.get("cspo.gate")
        if gate is None:  # several nodes, none of them named: the first
            return Redirect(f"{next(iter(gates))}/", status_code=303)
        if gate.prefix and request.scope["raw_path"] == gate.prefix.encode():
            return Redirect(f"{gate.prefix}/", status_code=308)  # paths in it are relative
        return _file(request, files["index.html"], _ASK_AGAIN)

    return _route("/", index)


def _one(files: Mapping[str, Path], name: str) -> HTTPRouteHandler:
    async def one(request: Request[Any, Any, Any]) -> Response[Any]:
        return _file(request, files[name], _ASK_AGAIN)

    return _route(f"/{name}", one)


def _below(files: Mapping[str, Path], name: str) -> HTTPRouteHandler:
    keep = _FOR_EVER if name == "assets" else _ASK_AGAIN

    async def below(request: Request[Any, Any, Any], path: str) -> Response[Any]:
        found = files.get(f"{name}/{path.lstrip('/')}")
        if found is None:
            raise not_found("page")
        return _file(request, found, keep)

    return _route(f"/{name}/{{path:path}}", below)


def _route(path: str, answer: Callable[..., Any]) -> HTTPRouteHandler:
    return get(path, opt={"right": Right.PUBLIC}, include_in_schema=False)(answer)


def _file(request: Request[Any, Any, Any], path: Path, keep: str) -> Response[bytes]:
    """A file, as it was packed when it was built where the browser takes that."""
    accepted = request.headers.get("accept-encoding", "").encode()
    offered = {each.partition(b";")[0].strip() for each in accepted.split(b",")}
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
    for way, ending in _PACKED:
        packed = path.with_name(path.name + ending)
        if way in offered and packed.is_file():
            path_sent, headers["Content-Encoding"] = packed, way.decode()
            break
    else:
        path_sent = path
    return Response(path_sent.read_bytes(), media_type=_TYPES[path.suffix], headers=headers)
