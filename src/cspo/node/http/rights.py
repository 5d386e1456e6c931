"""What a caller may do: roles give rights, a token's scopes take some away.

A route names one `Right`. `may_call` is the one function that says whether a
caller has it; a route that names none is for nobody. What records somebody may
see is another question, and `cspo.markings.decide_each` answers it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from cspo.markings import Decision

__all__ = ["ROLES", "Right", "may_call", "rights_of"]


class Right(StrEnum):
    """What a route asks of who calls it. A token's scopes are of these names."""

    PUBLIC = "public"
    """Nothing: health, and the way in."""
    SELF = "self"
    """To be signed in: one's own session and tokens."""
    READ = "read"
    """To look at the picture, records, conjunctions and warnings."""
    INGEST = "ingest"
    """To bring in data: ephemerides, elements, messages."""
    WATCH = "watch"
    """To keep the watch: acknowledge, shelve, log, hand over."""
    COORDINATE = "coordinate"
    """To speak for the party: propose, commit, decline."""
    RELEASE = "release"
    """To see what was released and withheld and why, and to review."""
    STATUS = "status"
    """To see how the node does: what it holds and withheld, its feeds, its alarms."""
    DIRECT = "direct"
    """To direct an exercise: its clock, its events, what is expected; only where one is played."""
    ADMIN = "admin"
    """To see who is signed in, and end tokens and sessions of others."""


ROLES: Final[Mapping[str, frozenset[Right]]] = {
    "viewer": frozenset({Right.SELF, Right.READ}),
    "watch": frozenset(
        {Right.SELF, Right.READ, Right.INGEST, Right.WATCH, Right.COORDINATE, Right.STATUS}
    ),
    "release": frozenset({Right.SELF, Right.READ, Right.RELEASE, Right.STATUS}),
    "operator": frozenset({Right.SELF, Right.READ, Right.INGEST, Right.COORDINATE}),
    "director": frozenset({Right.SELF, Right.READ, Right.STATUS, Right.DIRECT}),
    "admin": frozenset({Right.SELF, Right.STATUS, Right.ADMIN}),
}
"""Rights by role. Nobody has a role by having another one."""

_PUBLIC: Final = Decision(permitted=True, rule="http 1", reason="open to all")
_NOBODY: Final = Decision(permitted=False, rule="http 2", reason="the route names no right")
_UNKNOWN: Final = Decision(permitted=False, rule="http 3", reason="not signed in")
_NO_ROLE: Final = Decision(permitted=False, rule="http 4", reason="no role that gives the right")
_NO_SCOPE: Final = Decision(permitted=False, rule="http 5", reason="outside the token's scopes")
_PERMITTED: Final = Decision(permitted=True, rule="http 6", reason="by role")


def rights_of(roles: Collection[str]) -> frozenset[Right]:
    """All rights that these roles give; a role that is not known gives none."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))


def may_call(
    right: Right | None, roles: Collection[str] | None, scopes: Collection[str] | None
) -> Decision:
    """Whether a route that asks *right* may be called, by rules http 1 to 6.

    Parameters
    ----------
    right : Right or None
        What the route names.
    roles : collection of str or None
        Of the person; None: nobody is signed in.
    scopes : collection of str or None
        Of the token; None: the person came with a session.

    Examples
    --------
    >>> may_call(Right.READ, ["viewer"], ["self"]).reason
    "outside the token's scopes"
    """
    if right is None:
        return _NOBODY
    if right is Right.PUBLIC:
        return _PUBLIC
    if roles is None:
        return _UNKNOWN
    if right not in rights_of(roles):
        return _NO_ROLE
    return _PERMITTED if scopes is None or right in scopes else _NO_SCOPE
