"""What the UDL's clients drop as files: lists without an answer for each, CDMs, lines of TLEs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.spec import OpenAPIType, Parameter, Schema
from litestar.params import RawBody

from cspo.bridge import catalog_from_gp, is_sgp4
from cspo.bridge.records_catalog import orbit_bodies
from cspo.bridge.records_cdm import conjunction_body
from cspo.bridge.udl.marks import source_of
from cspo.errors import MalformedMessage
from cspo.markings import Mode
from cspo.messages import cdm, tle
from cspo.messages.udl import fields_of, read_items
from cspo.messages.udl.fields import MODES
from cspo.node.http.described import body_of_fields, described
from cspo.node.http.faults import unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, NodeHere, write
from cspo.node.http.udl.creating import Group, create, keep, made
from cspo.records.bodies import ConjunctionBody, OrbitBody

__all__ = ["handlers"]

Asked = Request[Any, Any, Any]

_MOST_BYTES: Final = 16_000_000
_MOST_UNPACKED: Final = 64_000_000
_MOST_FILES: Final = 1_000
_MOST_CDM: Final = 1_000_000
_TAKEN: Final = 202
_ZIP: Final = b"PK\x03\x04"
_PATHS: Final = {"udl-elset": "elset", "udl-sv": "statevector", "udl-conjunction": "conjunction"}


def _parameters(request: Asked, *names: str) -> list[str]:
    """Parameters that the request must have."""
    try:
        given = parse_qs(request.scope["query_string"].decode("latin-1"), errors="strict",
                         max_num_fields=20)  # fmt: skip
    except ValueError as error:
        raise unwanted("", "a query string of UTF-8") from error
    for name in names:
        if name not in given:
            raise unwanted(name, "a value")
    if given["dataMode"][-1] not in MODES:
        raise unwanted("dataMode", f"one of {', '.join(MODES)}")
    return [given[name][-1] for name in names]


def _documented(*names: str) -> list[Parameter]:
    texts = {name: Schema(type=OpenAPIType.STRING, max_length=200) for name in names}
    texts["dataMode"] = Schema(type=OpenAPIType.STRING, enum=list(MODES))
    return [
        Parameter(name=name, param_in="query", required=True, schema=schema)
        for name, schema in texts.items()
    ]


def _dropping(path: str, resource: str) -> HTTPRouteHandler:
    @write(
        f"/filedrop/{path}", Right.INGEST, f"Take a list: {resource}", tag="udl",
        media_type="text/plain", status_code=_TAKEN, request_max_body_size=_MOST_BYTES,
        operation_class=described(body=body_of_fields(fields_of(resource), several=True)),
    )  # fmt: skip
    def drop(node: NodeHere, caller: CallerHere, body: RawBody) -> Response[bytes]:
        """As ``createBulk``: it is done when the answer comes, and looked at as closely."""
        items = read_items(body, resource, several=True)
        return made(*create(node, caller, resource, items), status=_TAKEN)

    return drop


@write(
    "/filedrop/cdms", Right.INGEST, "Take conjunction data messages", tag="udl",
    media_type="text/plain", status_code=_TAKEN, request_max_body_size=_MOST_BYTES,
    operation_class=described(
        parameters=_documented("classification", "dataMode", "filename", "source")
    ),
)  # fmt: skip
def drop_cdms(node: NodeHere, caller: CallerHere, request: Asked, body: RawBody) -> Response[bytes]:
    """A CDM in KVN or XML, or a zip file of up to a thousand; all of them, or none."""
    mark, mode, _, source = _parameters(request, "classification", "dataMode", "filename", "source")
    source_of({"source": source})
    bodies = [_conjunction(data) for data in _files(body)]
    records = keep(node, caller, "cdm", [Group(mark, Mode(mode), bodies)])
    return made(records, ("source",), status=_TAKEN)


def _conjunction(data: bytes) -> ConjunctionBody:
    parsed = cdm.parse(data)
    message = parsed.strict() if parsed.message is None else parsed.message
    return conjunction_body(message, faulty=bool(parsed.faults))


def _files(data: bytes) -> Iterator[bytes]:
    """The file itself, or those in a zip file, as long as they are no bomb."""
    if not data.startswith(_ZIP):
        yield data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > _MOST_FILES or sum(e.file_size for e in entries) > _MOST_UNPACKED:
                raise unwanted("", f"at most {_MOST_FILES:,} files of 64 MB together")
            for entry in entries:
                with archive.open(entry) as file:
                    content = file.read(_MOST_CDM + 1)
                if len(content) > _MOST_CDM:
                    raise unwanted("", "files of 1 MB at most")
                yield content
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as error:
        raise unwanted("", "a zip file that is whole and open") from error


@write(
    "/udl/elset/createBulkFromTLE", Right.INGEST, "Create element sets of lines", tag="udl",
    media_type="text/plain", request_max_body_size=_MOST_BYTES,
    operation_class=described(parameters=_documented("dataMode", "makeCurrent", "source")),
)  # fmt: skip
def create_from_lines(
    node: NodeHere, caller: CallerHere, request: Asked, body: RawBody
) -> Response[bytes]:
    """Two lines a set, with or without names; all of them, or none.

    Which set is current the picture decides, so ``makeCurrent`` is not kept.
    """
    mode, _, source = _parameters(request, "dataMode", "makeCurrent", "source")
    source_of({"source": source})
    bodies = _orbits_of_lines(_plain(body), source)
    records = keep(node, caller, "elset", [Group("U", Mode(mode), bodies)])
    return made(records, ("makeCurrent",))


def _plain(data: bytes) -> bytes:
    """The lines; the SDK sends them as one text of JSON."""
    if not data.lstrip().startswith(b'"'):
        return data
    try:
        return msgspec.json.decode(data, type=str).encode()
    except (msgspec.DecodeError, UnicodeError) as error:
        raise MalformedMessage("read element sets", expected="lines, or a text of JSON") from error


def _orbits_of_lines(data: bytes, source: str) -> Sequence[OrbitBody]:
    gp, faults = tle.read(data)
    for fault in faults:
        if fault.refused:
            raise MalformedMessage(
                "read element sets", expected=fault.expected, got=fault.got[:40],
                keyword=f"line {fault.line}: {fault.keyword}",
            )  # fmt: skip
    if not is_sgp4(gp).all() or not len(gp):
        raise MalformedMessage("read element sets", expected="sets for SGP4", got="others")
    return orbit_bodies(catalog_from_gp(gp, source=source), source=source).bodies


handlers: Final = (
    drop_cdms,
    create_from_lines,
    *(_dropping(path, resource) for path, resource in _PATHS.items()),
)
