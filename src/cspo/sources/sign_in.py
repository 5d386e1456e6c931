"""Signing in to Space-Track: who we are, and the session cookie that is kept.

A password is read when it is needed, sent once to the address of the service,
and never kept, logged or shown. The cookie is kept in the cache folder,
readable by its owner alone, until the service no longer takes it.
"""

from __future__ import annotations

import hashlib
import json
import netrc
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cspo.errors import SourceError
from cspo.sources.services import NetworkSettings

__all__ = ["CookieJar", "Credentials", "credentials"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user and a password; neither shows in a repr."""

    user: str = field(repr=False)
    password: str = field(repr=False)

    def form(self) -> dict[str, str]:
        """The fields that Space-Track's login takes."""
        return {"identity": self.user, "password": self.password}


def credentials(settings: NetworkSettings) -> Credentials:
    """Find the identity for Space-Track in the environment, else in a netrc file.

    Raises
    ------
    SourceError
        Where there is none, or the netrc file is readable by others.
    """
    environ = settings.environ
    user = environ.get("CSPO_SPACETRACK_USER", "")
    password = environ.get("CSPO_SPACETRACK_PASSWORD", "")
    if user and password:
        return Credentials(user=user, password=password)
    host = urlsplit(settings.spacetrack_url).hostname or ""
    found = _from_netrc(environ, host)
    if found is None:
        raise SourceError(
            "sign in", host, expected="a user and a password", got="none",
            hint="set CSPO_SPACETRACK_USER and CSPO_SPACETRACK_PASSWORD, or add "
            f"'machine {host} login ... password ...' to ~/.netrc; "
            "accounts are free at www.space-track.org",
        )  # fmt: skip
    return found


def _from_netrc(environ: Mapping[str, str], host: str) -> Credentials | None:
    named = environ.get("NETRC", "")
    home = environ.get("HOME", "")
    if not named and not home:
        return None
    path = Path(named) if named else Path(home) / ".netrc"
    try:
        mode = path.stat().st_mode
        entry = netrc.netrc(str(path)).authenticators(host)
    except FileNotFoundError:
        return None
    except (OSError, netrc.NetrcParseError) as error:
        # The parser's message may quote a token of the line: say where, not what.
        line = f"line {error.lineno}" if isinstance(error, netrc.NetrcParseError) else ""
        got = line or getattr(error, "strerror", "") or "unreadable"
        raise SourceError("read netrc", str(path), got=got, hint="see man 5 netrc") from None
    if entry is None or not entry[0] or not entry[2]:
        return None
    if stat.S_IMODE(mode) & 0o077:
        raise SourceError(
            "read netrc", str(path), expected="permissions 0600", got=oct(stat.S_IMODE(mode)),
            hint=f"chmod 600 {path}",
        )  # fmt: skip
    return Credentials(user=entry[0], password=entry[2])


class CookieJar:
    """The session cookie of one service and one user, in a file with permissions 0600.

    Parameters
    ----------
    folder : Path
        The cache folder.
    url : str
        Base address of the service; the cookie goes nowhere else.
    user : str
        Whose session it is; only a hash of it is kept.
    """

    def __init__(self, folder: Path, url: str, user: str) -> None:
        self._folder = folder
        self._owner = hashlib.sha256(f"{url}\n{user}".encode()).hexdigest()
        self._path = folder / "session-spacetrack.json"

    def header(self) -> str:
        """The Cookie header to send, empty where no session is kept."""
        try:
            kept = json.loads(self._path.read_bytes())
            if kept["owner"] != self._owner or stat.S_IMODE(self._path.stat().st_mode) & 0o077:
                return ""
            return "; ".join(f"{name}={value}" for name, value in kept["cookies"].items())
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return ""

    def keep(self, cookies: Mapping[str, str]) -> None:
        """Keep the cookies of a new session; where the disk refuses, only this run has them."""
        text = json.dumps({"owner": self._owner, "cookies": dict(cookies)}).encode()
        temporary = self._folder / f".session-{os.getpid()}"
        try:
            temporary.unlink(missing_ok=True)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(text)
            temporary.replace(self._path)
        except OSError:
            temporary.unlink(missing_ok=True)
