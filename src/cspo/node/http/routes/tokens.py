"""API tokens: made by their owner, never above the owner, ended by both owner and admin."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar.params import JSONBody, PathParameter

from cspo.markings import Mode
from cspo.node.http.credentials import Limits
from cspo.node.http.faults import Refused, not_found
from cspo.node.http.pages import Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, erase, read, write
from cspo.node.store.access import CredentialRow

__all__ = ["handlers"]

CredentialId = Annotated[
    str, PathParameter(pattern=r"^[0-9a-f]{16}$", description="Id of a token or session.")
]


class NewToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a token is to be.

    Parameters
    ----------
    title : str
        What it is for.
    scopes : list of str
        Names of rights; at most those of its owner.
    lasts_s : float
        Seconds until it expires, at most a year.
    ceiling : str or None
        The highest level that it may see; null: its owner's.
    caveats : list of str or None
        Accesses that it has; null: its owner's.
    modes : list of str or None
        Modes that it may see; null: the node's.
    """

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    scopes: Annotated[list[Right], msgspec.Meta(min_length=1, max_length=20)]
    lasts_s: Annotated[float, msgspec.Meta(gt=0.0, le=366 * 86_400.0)] = 30 * 86_400.0
    ceiling: Annotated[str, msgspec.Meta(max_length=4)] | None = None
    caveats: Annotated[list[str], msgspec.Meta(max_length=20)] | None = None
    modes: Annotated[list[Mode], msgspec.Meta(max_length=4)] | None = None


class CredentialView(msgspec.Struct, frozen=True, kw_only=True):
    """A token or session, without its secret.

    Parameters
    ----------
    id, kind, person, title : str
        Which, and whose.
    scopes : list of str
        Of a token: names of rights.
    created_utc, expires_utc : str
        From when to when.
    """

    id: str
    kind: str
    person: str
    title: str
    scopes: list[str]
    created_utc: str
    expires_utc: str


class MadeToken(CredentialView, frozen=True, kw_only=True):
    """A new token.

    Parameters
    ----------
    token : str
        The token itself. It is told here and never again.
    """

    token: str


def _fields(row: CredentialRow) -> dict[str, object]:
    return {
        "id": row.id, "kind": row.kind, "person": row.person, "title": row.title,
        "scopes": row.scopes.split(), "created_utc": row.t_created.utc_iso(3),
        "expires_utc": row.t_expires.utc_iso(3),
    }  # fmt: skip


def _view(row: CredentialRow) -> CredentialView:
    return msgspec.convert(_fields(row), CredentialView)


@read("/api/v1/tokens", Right.SELF, "One's own tokens", cache=False)
def list_tokens(gate: GateHere, caller: CallerHere) -> Page[CredentialView]:
    """Those that are good now, the newest first."""
    return Page([_view(row) for row in gate.doors.credentials(kind="token", person=caller.person)])


@write("/api/v1/tokens", Right.SELF, "Make a token")
def make_token(gate: GateHere, caller: CallerHere, data: JSONBody[NewToken]) -> MadeToken:
    """Only somebody who has signed in makes tokens; a token makes none."""
    row = gate.doors.find(caller.credential.partition(" ")[2])
    person = None if row is None else gate.doors.person_of(row)
    if person is None:
        raise Refused(401, "the session has ended")
    limits = Limits(
        ceiling=data.ceiling, caveats=None if data.caveats is None else tuple(data.caveats),
        modes=None if data.modes is None else tuple(data.modes),
    )  # fmt: skip
    minted = gate.doors.new_token(
        caller, person, title=data.title, scopes=[str(scope) for scope in data.scopes],
        lasts_s=data.lasts_s, limits=limits,
    )  # fmt: skip
    return msgspec.convert({**_fields(minted.row), "token": minted.secret}, MadeToken)


@erase("/api/v1/tokens/{credential:str}", Right.SELF, "End one of one's own tokens")
def end_token(gate: GateHere, caller: CallerHere, credential: CredentialId) -> None:
    """At once; streams that it has open end too."""
    row = gate.doors.find(credential)
    if row is None or row.person != caller.person or row.kind != "token":
        raise not_found("token")
    gate.doors.end(credential)


@read("/api/v1/credentials", Right.ADMIN, "Everybody's tokens and sessions", cache=False)
def list_credentials(gate: GateHere) -> Page[CredentialView]:
    """Those that are good now, the newest first."""
    rows = [row for kind in ("session", "token") for row in gate.doors.credentials(kind=kind)]
    return Page([_view(row) for row in rows])


@erase("/api/v1/credentials/{credential:str}", Right.ADMIN, "End anybody's token or session")
def end_credential(gate: GateHere, credential: CredentialId) -> None:
    """At once; streams that it has open end too."""
    if not gate.doors.end(credential):
        raise not_found("token or session")


handlers: Final = (list_tokens, make_token, end_token, list_credentials, end_credential)
