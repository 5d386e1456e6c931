"""Space-Track's paths: sign in and out, ``modeldef``, queries."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import parse_qs, quote, unquote_to_bytes

import msgspec
from litestar import MediaType, Request, Response
from litestar.datastructures import Cookie
from litestar.exceptions import HTTPException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, RawBody

from cspo.errors import CspoError, MalformedMessage
from cspo.messages.spacetrack import CLASSES, fields_of, modeldef, read_query
from cspo.node.http.described import described, form, path_example
from cspo.node.http.faults import HANDLERS as FAULTS
from cspo.node.http.faults import TITLES, Fault, Refused
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read, write
from cspo.node.http.shelves import sees_of
from cspo.node.http.spacetrack.answers import answer
from cspo.node.http.spacetrack.tables import table_of

__all__ = ["handlers"]

Asked = Request[Any, Any, Any]

_COOKIE: Final = "chocolatechip"
"""Space-Track's name for it."""
_QUERY: Final = b"/basicspacedata/query/"
_MODELDEF: Final = b"/basicspacedata/modeldef/"
_CONTROLLER: Final = "basicspacedata"
_MOST_FORM: Final = 4_000
_MOST_SEGMENTS: Final = 200
_SIGNED_IN: Final = "http signed in"

Rest = Annotated[str, PathParameter(description="class/NAME/PREDICATE/VALUE/...")]


def _refusal(request: Asked, error: Exception) -> Response[Any]:
    """The error in Space-Track's shape: its clients read the text of ``error``."""
    usual: Response[Any] = next(
        handler for kind, handler in FAULTS.items()
        if isinstance(kind, type) and isinstance(error, kind)
    )(request, error)  # fmt: skip
    text = _text(error)
    if text and (usual.status_code or 500) < 500:
        return Response(
            {"error": text}, status_code=usual.status_code, media_type="application/json",
            headers=dict(usual.headers),
        )  # fmt: skip
    return usual


def _text(error: Exception) -> str:
    if isinstance(error, MalformedMessage):
        got = f", got {error.got}" if error.got else ""
        return f"{error.keyword}: expected {error.expected}{got}"[:300]
    return error.detail if isinstance(error, Refused) else ""


class SpaceTrackFault(msgspec.Struct, frozen=True):
    """An error as Space-Track's clients read it: a text; the node's own shape where it has none."""

    error: str | Fault


_FAULTS: Final = {
    status: ResponseSpec(SpaceTrackFault, generate_examples=False, description=TITLES[status][1])
    for status in (400, 401, 403, 404, 429)
}
_HANDLERS: Final[Mapping[Any, Any]] = dict.fromkeys((Refused, CspoError, HTTPException), _refusal)


def _segments(request: Asked, after: bytes) -> list[str]:
    """The segments of the path after *after*, each decoded by itself: a value may hold a slash."""
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    parts = raw.partition(b"?")[0].partition(after)[2].split(b"/")
    while parts and not parts[-1]:
        parts.pop()
    if len(parts) > _MOST_SEGMENTS:
        raise Refused(400, f"expected at most {_MOST_SEGMENTS} parts of the path")
    try:
        return [unquote_to_bytes(part).decode() for part in parts]
    except UnicodeDecodeError:
        raise Refused(400, "expected a path of UTF-8") from None


def _class_of(segments: list[str]) -> str:
    if len(segments) < 2 or segments[0] != "class":
        raise Refused(400, "expected class/NAME after the action")
    if segments[1] not in CLASSES:
        raise Refused(404, f"no such class: there are {', '.join(CLASSES)}")
    return segments[1]


@read(
    "/basicspacedata/query/{rest:path}", Right.READ, "Rows of a class, by predicates",
    tag="spacetrack", cache=False, exception_handlers=_HANDLERS, media_type=MediaType.TEXT,
    responses=_FAULTS, operation_class=path_example("rest", "class/gp/limit/3"),
)  # fmt: skip
def query_class(
    node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked, rest: Rest
) -> Response[bytes]:
    """As Space-Track's: ``class/gp/NORAD_CAT_ID/25544/orderby/EPOCH desc/limit/1/format/3le``."""
    del rest  # decoded as a whole, which loses what was a slash of a value
    began = time.perf_counter()
    segments = _segments(request, _QUERY)
    name = _class_of(segments)
    asked = read_query(segments[2:], fields_of(name), now=node.clock.now())
    gate.shelves.refresh()
    table = table_of(name, node, gate.shelves, sees_of(caller, gate.shelves))
    found = answer(name, table, asked, lambda: time.perf_counter() - began)
    headers = {"Cspo-Mode": str(node.mode), "Cspo-Marking": "; ".join(found.marks)[:2_000]}
    return Response(found.data, media_type=found.media_type, headers=headers)


@read(
    "/basicspacedata/modeldef/{rest:path}", Right.READ, "Fields of a class", tag="spacetrack",
    cache=False, exception_handlers=_HANDLERS, responses=_FAULTS,
    operation_class=path_example("rest", "class/gp"),
)  # fmt: skip
def model_definition(request: Asked, rest: Rest) -> dict[str, Any]:
    """Names and types of the fields: clients check their predicates against them."""
    del rest
    return modeldef(_class_of(_segments(request, _MODELDEF)), _CONTROLLER)


@write(
    "/ajaxauth/login", Right.PUBLIC, "Sign in as Space-Track's clients do", tag="spacetrack",
    status_code=200, request_max_body_size=_MOST_FORM,
    operation_class=described(body=form(("identity", "password"))),
)  # fmt: skip
def sign_in(gate: GateHere, request: Asked, body: RawBody) -> Response[Any]:
    """``identity`` is a person's id, ``password`` one of their tokens, which becomes the cookie.

    So the session may what the token may, and ends with it. What fails is answered
    as Space-Track answers it, with status 200.
    """
    try:
        form = parse_qs(body.decode(), max_num_fields=10)
    except ValueError:
        form = {}
    identity, password = (form.get(name, [""])[0] for name in ("identity", "password"))
    caller = gate.doors.caller(password) if password.startswith("cspo-token_") else None
    if caller is None or caller.person != identity:
        gate.trail.denied({"rule": "http 3", "route": "POST /ajaxauth/login"})
        return Response({"Login": "Failed"})
    gate.trail.write(
        {"person": caller.person, "party": caller.party, "by": caller.credential, "how": "token"},
        _SIGNED_IN,
    )
    return Response(
        b'""', media_type="application/json", cookies=[_cookie(gate, request, password)]
    )


@read("/ajaxauth/logout", Right.PUBLIC, "Sign out", tag="spacetrack", cache=False)
def sign_out(gate: GateHere, request: Asked) -> Response[Any]:
    """Take back the cookie; the token stays good."""
    return Response(
        b'"Successfully logged out"', media_type="application/json",
        cookies=[_cookie(gate, request, "", max_age=0)],
    )  # fmt: skip


def _cookie(gate: Any, request: Asked, value: str, max_age: int | None = None) -> Cookie:
    return Cookie(
        key=_COOKIE, value=value, path=f"{gate.prefix}/", max_age=max_age, httponly=True,
        secure=request.url.scheme == "https", samesite="strict",
    )  # fmt: skip


handlers: Final = (query_class, model_definition, sign_in, sign_out)
