"""The built page as files: packed when it was built, kept by browsers for as long as they are good.

A file in ``assets`` has a name that its content gives, so a browser keeps it for ever;
the others it asks for again. What there is to serve is listed: no name that is asked for
becomes a path on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter
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
Below = Annotated[str, PathParameter(max_length=300, description="A file of the page.")]
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"


class _Files:
    """What there is to serve, by name; listed anew when the page was built anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built = -1
        self._known: dict[str, Path] = {}

    def find(self, name: str) -> Path | None:
        """The file of a name; None where none is of it."""
        index = self._folder / "index.html"
        built = index.stat().st_mtime_ns if index.is_file() else -1
        if built != self._built:
            found = {path.relative_to(self._folder): path for path in self._folder.rglob("*")}
            self._known = {
                str(name): path for name, path in found.items()
                if path.suffix in _TYPES and not any(part.startswith(".") for part in name.parts)
            }  # fmt: skip
            self._built = built
        return self._known.get(name)

    def names(self) -> list[str]:
        """All of them."""
        self.find("")
        return list(self._known)


def page_routes(folder: Path) -> list[HTTPRouteHandler]:
    """Handlers for the built page in a folder.

    Parameters
    ----------
    folder : Path
        With ``index.html``.
    """
    files = _Files(folder)
    names = files.names()
    folders = sorted({name.partition("/")[0] for name in names if "/" in name})
    single = [name for name in names if "/" not in name and name != "index.html"]
    return [
        _index(files),
        *(_one(files, name) for name in single),
        *(_below(files, name) for name in folders),
    ]


def _index(files: _Files) -> HTTPRouteHandler:
    async def index(request: Request[Any, Any, Any]) -> Response[Any]:
        gates: Mapping[str, Any] = request.app.gates  # type: ignore[attr-defined]
        gate: Any = request.scope.get("cspo.gate")
        if gate is None:  # several nodes, none of them named: the first
            return Redirect(f"{next(iter(gates))}/", status_code=303)
        if gate.prefix and request.scope["raw_path"] == gate.prefix.encode():
            return Redirect(f"{gate.prefix}/", status_code=308)  # paths in it are relative
        return _file(request, files.find("index.html"), _ASK_AGAIN)

    return _route("/", index)


def _one(files: _Files, name: str) -> HTTPRouteHandler:
    async def one(request: Request[Any, Any, Any]) -> Response[Any]:
        return _file(request, files.find(name), _ASK_AGAIN)

    return _route(f"/{name}", one)


def _below(files: _Files, name: str) -> HTTPRouteHandler:
    keep = _FOR_EVER if name == "assets" else _ASK_AGAIN

    async def below(request: Request[Any, Any, Any], path: Below) -> Response[Any]:
        return _file(request, files.find(f"{name}/{path.lstrip('/')}"), keep)

    return _route(f"/{name}/{{path:path}}", below)


def _route(path: str, answer: Callable[..., Any]) -> HTTPRouteHandler:
    return get(path, opt={"right": Right.PUBLIC}, include_in_schema=False)(answer)


def _file(request: Request[Any, Any, Any], path: Path | None, keep: str) -> Response[bytes]:
    """A file, as it was packed when it was built where the browser takes that."""
    if path is None or not path.is_file():
        raise not_found("page")
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
