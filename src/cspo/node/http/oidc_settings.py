"""Which sign-in service a node believes, and which of its claims say what of a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from cspo.errors import MalformedMessage

__all__ = ["ClaimNames", "OidcSettings", "read_settings"]

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class ClaimNames(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which claim says what of a person; an empty party is the nation."""

    id: str = "preferred_username"
    name: str = "name"
    party: str = ""
    nationalities: str = "nationalities"
    clearance: str = "clearance"
    caveats: str = "caveats"
    roles: str = "roles"


class OidcSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ``[oidc]`` table of ``people.toml``.

    Parameters
    ----------
    issuer : str
        Of the service: an https URL (or one of the loopback), as its tokens say it.
    client_id : str
        What this node is called there.
    public_url : str
        Where browsers find this node, without a path.
    client_secret_file : str
        File in the node's folder; empty: a public client, which has PKCE alone.
    scopes : tuple of str
        What is asked for.
    claims : ClaimNames
        Which claim says what.
    words : dict
        The service's words for ours, of levels, caveats and roles: ``"SECRET"`` to ``"S"``.
    """

    issuer: str
    client_id: str
    public_url: str
    client_secret_file: str = ""
    scopes: tuple[str, ...] = ("openid", "profile")
    claims: ClaimNames = ClaimNames()
    words: dict[str, str] = {}


def read_settings(table: Mapping[str, Any], path: Path) -> OidcSettings | None:
    """The settings of an ``[oidc]`` table; None where there is none.

    Raises
    ------
    MalformedMessage
        Where something is missing or a URL is not protected.
    """
    if not table:
        return None
    try:
        found = msgspec.convert(dict(table), OidcSettings)
    except msgspec.ValidationError as error:
        raise MalformedMessage("read", str(path), expected=str(error), keyword="oidc") from error
    for keyword in ("issuer", "public_url"):
        url = urlsplit(getattr(found, keyword))
        if url.scheme != "https" and not (url.scheme == "http" and url.hostname in _LOOPBACK):
            raise MalformedMessage(
                "read", str(path), expected="an https URL", got=url.geturl()[:80],
                keyword=f"oidc: {keyword}",
            )  # fmt: skip
    return found
