"""Signing in and out, and who one is here."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, QueryParameter
from litestar.response import Redirect

from cspo.node.http.callers import Caller
from cspo.node.http.credentials import SESSION_S, Minted
from cspo.node.http.faults import Refused, not_found
from cspo.node.http.gate import CALLBACK, Gate
from cspo.node.http.people import Person
from cspo.node.http.rights import Right, rights_of
from cspo.node.http.routing import CallerHere, GateHere, erase, faults, read, write
from cspo.node.store.access import CredentialRow

__all__ = ["SessionView", "handlers", "session_of"]

_SIGNED_IN: Final = "http signed in"
_TRY_S: Final = 600


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What opens a session.

    Parameters
    ----------
    code : str
        A one-time code of the node, or an API token.
    """

    code: Annotated[str, msgspec.Meta(max_length=200)]


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """Who one is at this node.

    Parameters
    ----------
    person, name : str
        Id and name.
    nation : str
        Whose node it is.
    party : str
        For whom one acts.
    roles, rights : list of str
        What one is and may do; with a token the rights are those of its scopes.
    nationalities : list of str
        As the nation knows them.
    ceiling : str
        The highest level that one may see here with this credential.
    caveats : list of str
        Accesses that one has here with this credential.
    credential : str
        By which session or token.
    expires_utc : str
        Until when it lasts.
    """

    person: str
    name: str
    nation: str
    party: str
    roles: list[str]
    rights: list[str]
    nationalities: list[str]
    ceiling: str
    caveats: list[str]
    credential: str
    expires_utc: str


def session_of(
    gate: Gate, person: Person, *, from_service: bool = False, shown: CredentialRow | None = None
) -> Minted:
    """A new session of somebody who has shown who they are, audited."""
    minted = gate.doors.new_session(person, from_service=from_service, shown=shown)
    how = "sign-in service" if from_service else "code or token"
    gate.trail.write(
        {"person": person.id, "party": person.party, "by": f"session {minted.row.id}", "how": how},
        _SIGNED_IN,
    )
    return minted


def _cookie(gate: Gate, request: Request[Any, Any, Any], value: str, lasts_s: float) -> Cookie:
    secure = request.url.scheme == "https"
    return Cookie(
        key=f"__Secure-{gate.cookie}" if secure else gate.cookie, value=value,
        path=f"{gate.prefix}/", max_age=int(lasts_s), httponly=True, secure=secure,
        samesite="strict",
    )  # fmt: skip


def _view(gate: Gate, caller: Caller) -> SessionView:
    row = gate.doors.find(caller.credential.partition(" ")[2])
    person = None if row is None else gate.doors.person_of(row)
    if row is None or person is None:
        raise Refused(401, "the session has ended")
    rights = {str(right) for right in rights_of(caller.roles)}
    ranks = {level: n for n, level in enumerate(("U", "R", "C", "S", "TS"))}
    return SessionView(
        person=person.id, name=person.name, nation=gate.node.home.nation, party=person.party,
        roles=sorted(person.roles),
        rights=sorted(rights if caller.scopes is None else rights & caller.scopes),
        nationalities=sorted(person.nationalities),
        ceiling=min((each.ceiling for each in caller.subjects), key=ranks.__getitem__),
        caveats=sorted(frozenset.intersection(*(each.caveats for each in caller.subjects))),
        credential=caller.credential, expires_utc=row.t_expires.utc_iso(3),
    )  # fmt: skip


@read("/api/v1/session", Right.SELF, "Who one is here", cache=False)
def who_am_i(gate: GateHere, caller: CallerHere) -> SessionView:
    """Person, party, rights and ceiling of the credential that was shown."""
    return _view(gate, caller)


@write(
    "/api/v1/session", Right.PUBLIC, "Sign in with a one-time code or a token",
    responses=faults([401, 403]),
)  # fmt: skip
def sign_in(
    gate: GateHere, request: Request[Any, Any, Any], data: JSONBody[Code]
) -> Response[SessionView]:
    """The session comes as a cookie that pages can't read and other sites can't send.

    One that a token opens may no more than the token, and ends with it.
    """
    redeemed = gate.doors.redeem(data.code)
    if redeemed is None:
        gate.trail.denied({"rule": "http 3", "route": "POST /api/v1/session"})
        raise Refused(401, "no such code or token, or one that was used or has ended")
    person, shown = redeemed
    minted = session_of(gate, person, shown=shown)
    caller = gate.doors.caller_of(minted.row)
    if caller is None:
        raise Refused(401, "the session has ended")
    lasts_s = minted.row.t_expires - minted.row.t_created
    return Response(
        _view(gate, caller), status_code=201,
        cookies=[_cookie(gate, request, minted.secret, lasts_s)],
    )  # fmt: skip


@erase(
    "/api/v1/session", Right.SELF, "Sign out", status_code=204,
    responses={204: ResponseSpec(None, generate_examples=False, description="Signed out")},
)  # fmt: skip
def sign_out(gate: GateHere, caller: CallerHere, request: Request[Any, Any, Any]) -> Response[None]:
    """End the session, or the token, that was shown."""
    gate.doors.end(caller.credential.partition(" ")[2])
    return Response(None, status_code=204, cookies=[_cookie(gate, request, "", 0)])


@read(
    "/api/v1/session/begin", Right.PUBLIC, "Sign in at the nation's service", cache=False,
    status_code=303, responses=faults([401, 403]),
)  # fmt: skip
def begin(gate: GateHere, request: Request[Any, Any, Any]) -> Redirect:
    """Send the browser to the sign-in service; 404 where the node has none."""
    if gate.sign_ins is None:
        raise not_found("sign-in service")
    url, state = gate.sign_ins.begin()
    # Lax: the browser comes back from another site, and has to bring it.
    cookie = Cookie(
        key=_try_name(gate), value=state, path=f"{gate.prefix}{CALLBACK}", max_age=_TRY_S,
        httponly=True, secure=request.url.scheme == "https", samesite="lax",
    )  # fmt: skip
    return Redirect(url, status_code=303, cookies=[cookie])


@read(
    CALLBACK, Right.PUBLIC, "Back from the nation's service", cache=False,
    media_type=MediaType.HTML,
    responses={
        200: ResponseSpec(str, description="Signed in", media_type="text/html"),
        **faults([401, 403]),
    },
)  # fmt: skip
def callback(
    gate: GateHere,
    request: Request[Any, Any, Any],
    brought: Annotated[str, QueryParameter(name="state", max_length=200)] = "",
    code: Annotated[str, QueryParameter(max_length=2_000)] = "",
    error: Annotated[str, QueryParameter(max_length=200)] = "",
) -> Response[str]:
    """What the service brought is checked; then there is a session.

    The answer is a page that leads on and no redirect: a cookie that other sites can't
    send would not go along with a redirect that another site began.
    """
    if gate.sign_ins is None:
        raise not_found("sign-in service")
    try:
        if error or not code:
            raise Refused(401, "the service did not sign anybody in", code="sign_in_refused")
        kept = request.cookies.get(_try_name(gate), "")
        person = gate.sign_ins.finish(brought, code, kept)
    except Refused as refused:
        gate.trail.denied({"rule": "http 8", "reason": refused.detail[:200]})
        raise
    minted = session_of(gate, person, from_service=True)
    target = escape(f"{gate.prefix}/")
    page = (
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={target}">'
        f'<title>Signed in</title><p>Signed in. <a href="{target}">Go on</a>.</p>'
    )
    gone = Cookie(key=_try_name(gate), value="", path=f"{gate.prefix}{CALLBACK}", max_age=0)
    return Response(
        page, media_type=MediaType.HTML,
        cookies=[_cookie(gate, request, minted.secret, SESSION_S), gone],
    )  # fmt: skip


def _try_name(gate: Gate) -> str:
    return f"{gate.cookie}-try"


handlers: Final = (who_am_i, sign_in, sign_out, begin, callback)
