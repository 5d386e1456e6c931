"""One shape for every error that leaves the node, and what becomes of the errors of cspo.

An error says what the caller can do about it, and nothing of the node's disk, code
or records. What went wrong inside is in the log, under the request's number.
"""

from __future__ import annotations

import logging
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from cspo.errors import (
    CspoError,
    MalformedMessage,
    OutOfRange,
    ResourceLimit,
    SourceError,
    UsageError,
    VerificationError,
    WrongSide,
)

__all__ = [
    "HANDLERS", "Fault", "FaultBody", "Refused", "denied", "fault_body", "gone_past", "not_found",
    "unwanted",
]  # fmt: skip

_LOG: Final = logging.getLogger(__name__)


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong.

    Parameters
    ----------
    code : str
        A word for programs, one of a fixed list: ``"not_found"``.
    title : str
        The same for people, always the same for a code.
    detail : str
        What was expected and what was got.
    field : str
        The parameter or field at fault, or ``""``.
    hint : str
        What can be done, or ``""``.
    request : str
        Number of the request, as the node's log has it.
    """

    code: str
    title: str
    detail: str = ""
    field: str = ""
    hint: str = ""
    request: str = ""


class FaultBody(msgspec.Struct, frozen=True):
    """The body of every answer that is an error."""

    error: Fault


TITLES: Final = {
    400: ("bad_request", "The request is not understood"),
    401: ("not_signed_in", "No good credential"),
    403: ("denied", "Not permitted"),
    404: ("not_found", "Not there, or not for you"),
    405: ("method_not_allowed", "No such method here"),
    406: ("not_acceptable", "No such form of it"),
    408: ("too_slow", "The request did not come in time"),
    409: ("conflict", "It is not as the request has it"),
    413: ("too_large", "The request is too large"),
    415: ("unsupported_type", "The body is of another type"),
    429: ("too_many", "Too many requests"),
    500: ("internal", "The node has failed"),
    503: ("unavailable", "The node can't answer now"),
}


class Refused(Exception):
    """Ends a request with an error of the one shape.

    Parameters
    ----------
    status : int
        Of HTTP.
    detail, field, hint : str
        As in `Fault`.
    code : str
        Where a status has more than one; else its usual.
    headers : dict or None
        Further headers.
    """

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        field: str = "",
        hint: str = "",
        code: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.field = field
        self.hint = hint
        self.code = code
        self.headers = headers or {}


def not_found(what: str) -> Refused:
    """It is not there, or not for this caller: which of both, nobody is told."""
    return Refused(404, f"no such {what}")


def denied(detail: str, hint: str = "") -> Refused:
    """The caller is known and may not do it."""
    return Refused(403, detail, hint=hint)


def unwanted(field: str, expected: str, hint: str = "") -> Refused:
    """A parameter or field has a value that has no meaning here."""
    return Refused(400, f"expected {expected}", field=field, hint=hint)


def gone_past(detail: str, hint: str = "") -> Refused:
    """Somebody was faster, or it is not in the state that the request presumes."""
    return Refused(409, detail, hint=hint)


def fault_body(
    status: int, *, request: str, detail: str = "", field: str = "", hint: str = "", code: str = ""
) -> bytes:
    """The JSON of an error."""
    usual, title = TITLES.get(status, ("error", "It went wrong"))
    fault = Fault(
        code=code or usual, title=title, detail=detail, field=field, hint=hint, request=request
    )
    return msgspec.json.encode(FaultBody(fault))


def _answer(request: Request[Any, Any, Any], refused: Refused) -> Response[bytes]:
    number = str(request.scope.get("cspo.request", ""))
    body = fault_body(
        refused.status, request=number, detail=refused.detail, field=refused.field,
        hint=refused.hint, code=refused.code,
    )  # fmt: skip
    return Response(
        body, status_code=refused.status, media_type="application/json", headers=refused.headers
    )


def _refused(request: Request[Any, Any, Any], error: Refused) -> Response[bytes]:
    return _answer(request, error)


_GONE: Final = "client disconnected prematurely"
"""How Litestar says that nobody is there any more to read the answer; it calls it a failure."""


def _of_litestar(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses: no route, a bad parameter, a body that is none."""
    if isinstance(error, ValidationException):
        told: Any = error.extra
        where = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
        detail = str(where.get("message", ""))[:200]
        return _answer(request, Refused(400, detail, field=str(where.get("key", ""))[:100]))
    status = error.status_code if error.status_code in TITLES else 400
    if error.detail == _GONE:
        return _answer(request, Refused(400, "the request was not sent to its end"))
    if error.status_code >= 500:
        return _unexpected(request, error)
    headers = {str(k): str(v) for k, v in (error.headers or {}).items()}
    return _answer(request, Refused(status, headers=headers))


_STATUS: Final[tuple[tuple[type[CspoError], int], ...]] = (
    (MalformedMessage, 400),
    (VerificationError, 400),
    (OutOfRange, 400),
    (UsageError, 400),
    (ResourceLimit, 503),
    (SourceError, 503),
)


def _of_cspo(request: Request[Any, Any, Any], error: CspoError) -> Response[bytes]:
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status >= 500:
        _LOG.error("request %s: %s", request.scope.get("cspo.request", ""), error)
        return _answer(request, Refused(status, hint="try again; the node's log says more"))
    if isinstance(error, WrongSide):
        _audit_wrong_side(request, error)
    expected = f"expected {error.expected}" if error.expected else ""
    got = f"got {error.got}" if error.got else ""
    detail = ", ".join(part for part in (error.action, expected, got) if part)
    field = getattr(error, "keyword", "") or error.subject
    return _answer(request, Refused(status, detail[:500], field=field[:100], hint=error.hint[:200]))


def _audit_wrong_side(request: Request[Any, Any, Any], error: WrongSide) -> None:
    """That somebody offered what is of the other side is no mere mistake in a request."""
    gate: Any = request.scope.get("cspo.gate")
    caller: Any = request.scope.get("cspo.caller")
    if gate is not None:
        who = {} if caller is None else {"person": caller.person, "by": caller.credential}
        route = f"{request.method} {request.scope.get('path_template', '')}"[:200]
        about = {"what": error.subject[:200], "expected": error.expected, "got": error.got}
        gate.trail.denied({"rule": "wrong side", "route": route, **about, **who})


def _too_deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[bytes]:
    """Brackets in brackets, thousands deep, that no reader of JSON goes down to."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return _unexpected(request, error)
    return _answer(request, unwanted("", "a body that is not so deep"))


def _unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """What nobody foresaw: the log has it whole, the caller a number."""
    _LOG.error("request %s failed", request.scope.get("cspo.request", ""), exc_info=error)
    return _answer(request, Refused(500, hint="tell the node's operator the request's number"))


HANDLERS: Final[dict[int | type[Exception], Any]] = {
    Refused: _refused,
    CspoError: _of_cspo,
    HTTPException: _of_litestar,
    RecursionError: _too_deep,
    Exception: _unexpected,
}
"""What an application does with exceptions."""
