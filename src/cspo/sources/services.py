"""What the services on the network offer, and how often each may be asked.

The rules are data, beside their sources; `cspo.sources.ledger` enforces them
across processes. See the reference page on sources for the words of each.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from cspo.errors import SourceError

__all__ = [
    "CELESTRAK", "CELESTRAK_ALL", "CELESTRAK_SPECIAL", "SPACETRACK", "WEB",
    "NetworkSettings", "Query", "Service", "queries_of",
]  # fmt: skip

_MARK: Final = b"NORAD_CAT_ID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service and its rules.

    Parameters
    ----------
    name : str
        For messages.
    interval_s : float
        Least time between two requests for the same data.
    windows : tuple of (count, seconds)
        At most *count* requests of any kind in that many seconds.
    hold_s : float
        How long to leave the service alone after it refused, where its answer
        names no time (Retry-After).
    max_redirects : int
        Redirects that are followed.
    signs_in : bool
        True where a session cookie is needed.
    """

    name: str
    interval_s: float
    windows: tuple[tuple[int, float], ...] = ()
    hold_s: float
    max_redirects: int
    signs_in: bool = False


CELESTRAK: Final = Service(name="CelesTrak", interval_s=7200.0, hold_s=7200.0, max_redirects=0)
"""Data is updated once every 2 hours; any answer but 200 means: stop and tell a human.
celestrak.org/usage-policy.php (2026-05-22); the text of its 403."""

SPACETRACK: Final = Service(
    name="Space-Track", interval_s=3600.0, windows=((29, 60.0), (299, 3600.0)),
    hold_s=3600.0, max_redirects=0, signs_in=True,
)  # fmt: skip
"""Fewer than 30 requests a minute and 300 an hour; class gp once an hour.
space-track.org/documentation, API use guidelines."""

WEB: Final = Service(name="the server", interval_s=60.0, hold_s=60.0, max_redirects=5)
"""Any other address: a minute between two requests for the same thing is good manners."""

CELESTRAK_SPECIAL: Final = frozenset({"gpz", "gpz-plus", "decaying"})
"""Sets that CelesTrak serves by SPECIAL=, not by GROUP=."""

CELESTRAK_ALL: Final = (
    "active", "analyst", "last-30-days", "gpz-plus", "fengyun-1c-debris",
    "cosmos-2251-debris", "iridium-33-debris", "cosmos-1408-debris",
)  # fmt: skip
"""What ``celestrak:all`` combines: every set that the GP page offers beside parts of *active*.
Rocket bodies and dead payloads below GEO are in none of them: `SPACETRACK` has the whole
catalogue."""

_SPACETRACK_GP: Final = (
    "/basicspacedata/query/class/gp/decay_date/null-val/epoch/%3Enow-30"
    "/orderby/norad_cat_id/format/csv"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """Where the services are and how long to wait for them.

    Parameters
    ----------
    celestrak_url, spacetrack_url : str
        Base addresses; tests put a loopback server here.
    first_byte_s : float
        Gives up when the head of the answer is not there by then, whatever
        the hold-up was: name resolution, connecting, TLS, redirects, waiting.
    total_s : float
        Gives up when the answer is not complete by then.
    environ : Mapping
        Where CSPO_SPACETRACK_USER, CSPO_SPACETRACK_PASSWORD and NETRC are looked up.
    """

    celestrak_url: str = "https://celestrak.org"
    spacetrack_url: str = "https://www.space-track.org"
    first_byte_s: float = 5.0
    total_s: float = 300.0
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One thing to ask for.

    Parameters
    ----------
    name : str
        What to call it, without any password.
    url : str
        The full address.
    service : Service
        Whose rules hold.
    mark : bytes
        What good data holds near its beginning; empty where nothing is known.
    """

    name: str
    url: str
    service: Service
    mark: bytes = b""

    @property
    def host(self) -> str:
        """Host and port that are asked."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def queries_of(spec: str, settings: NetworkSettings) -> tuple[Query, ...]:
    """What has to be asked for ``celestrak:GROUP``, ``spacetrack:gp`` or an address.

    Raises
    ------
    SourceError
        Where the service or the group has no such name.

    Examples
    --------
    >>> queries_of("celestrak:active", NetworkSettings())[0].url
    'https://celestrak.org/NORAD/elements/gp.php?GROUP=active&FORMAT=csv'
    """
    scheme, _, rest = spec.partition(":")
    scheme = scheme.lower()
    if scheme in {"http", "https"}:
        return (_of_address(spec, settings),)
    if scheme == "celestrak":
        groups = CELESTRAK_ALL if rest.lower() == "all" else (rest,)
        return tuple(_of_group(group, settings) for group in groups)
    if rest != "gp":
        raise SourceError("open source", spec, expected="spacetrack:gp", got=spec)
    return (
        Query(
            name=spec, url=settings.spacetrack_url + _SPACETRACK_GP, service=SPACETRACK, mark=_MARK
        ),
    )


def _of_group(group: str, settings: NetworkSettings) -> Query:
    if not group or not all(c.isascii() and (c.isalnum() or c == "-") for c in group):
        raise SourceError(
            "open source", f"celestrak:{group}", expected="a group of celestrak.org/NORAD/elements",
            got=repr(group), hint="celestrak:active, celestrak:all, celestrak:starlink",
        )  # fmt: skip
    group = group.lower()
    kind = "SPECIAL" if group in CELESTRAK_SPECIAL else "GROUP"
    text = urlencode({kind: group, "FORMAT": "csv"})
    return Query(
        name=f"celestrak:{group}", url=f"{settings.celestrak_url}/NORAD/elements/gp.php?{text}",
        service=CELESTRAK, mark=_MARK,
    )  # fmt: skip


def _of_address(url: str, settings: NetworkSettings) -> Query:
    """An address that somebody typed; a known service keeps its rules under it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError as error:
        raise SourceError("open source", url, expected="an address", got=str(error)) from error
    if not host:
        raise SourceError("open source", url, expected="an address", got="one without a host")
    shown = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    service, mark = WEB, b""
    if _belongs(host, "celestrak.org", parts.netloc, settings.celestrak_url):
        service, mark = CELESTRAK, _mark_of(parts.path, parts.query)
    elif _belongs(host, "space-track.org", parts.netloc, settings.spacetrack_url):
        service = SPACETRACK
    return Query(name=shown, url=url, service=service, mark=mark)


def _belongs(host: str, domain: str, netloc: str, base: str) -> bool:
    return host == domain or host.endswith("." + domain) or netloc == urlsplit(base).netloc


def _mark_of(path: str, query: str) -> bytes:
    csv = "format=csv" in query.lower() or "format=json" in query.lower()
    return _MARK if path.endswith("gp.php") and csv else b""
