"""What an answer from the network is: the data, or something to tell a human.

Services say no in many ways, and not all of them with a status: CelesTrak
sends a notice in plain text (with 403, at times with 200), Space-Track a JSON
error with 200, proxies a page of HTML.
"""

from __future__ import annotations

import math
from email.utils import mktime_tz, parsedate_tz
from typing import Final

from cspo.errors import CspoError
from cspo.sources.compression import decompress
from cspo.sources.exchange import Answer
from cspo.sources.services import Query
from cspo.time import Epoch
from cspo.time.days import UNIX_ZERO_DAY
from cspo.units import DAY_NS, DAY_S, NS_PER_S

__all__ = ["is_about_one_query", "quoted", "retry_after_s", "why_not_data"]

_HEAD: Final = 4096
_HEAD_LIMIT: Final = 1 << 23
_NOT_UPDATED: Final = b"has not updated since"
_NO_SUCH: Final = (b"Invalid query", b"No GP data found")


def why_not_data(query: Query, answer: Answer) -> str:
    """Why a body with status 200 is not the data asked for; empty where it is."""
    encoding = answer.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        return f"an encoding that was not asked for: {encoding}"
    head = _head(answer)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not text:
        return "an empty answer"
    if text.startswith((b"<!doctype html", b"<html")):
        return f"a page of HTML instead of data{quoted(answer)}"
    if query.mark and query.mark not in head:
        return f"a notice instead of data{quoted(answer)}"
    return ""


def is_about_one_query(answer: Answer) -> bool:
    """True where a refusal concerns this query alone, and others may still be asked."""
    return any(text in answer.body[:_HEAD] for text in (_NOT_UPDATED, *_NO_SUCH))


def quoted(answer: Answer) -> str:
    """The beginning of what a server said, as one printable line after a colon."""
    text = _head(answer).decode("utf-8", "replace")
    if "<" in text:
        pieces = [piece.rpartition(">")[2] for piece in text.split("<")]
        text = " ".join(pieces)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not line:
        return ""
    return f": {line[:200]}" + ("..." if len(line) > 200 else "")


def retry_after_s(text: str, now: Epoch) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3), at most a day; None without one.

    Examples
    --------
    >>> retry_after_s("120", Epoch(0))
    120.0
    >>> retry_after_s("Sat, 01 Jan 2000 12:01:00 GMT", Epoch.from_utc("2000-01-01T12:00:00Z"))
    60.0
    """
    text = text.strip()
    try:
        seconds = float(text) if text.isdigit() else _http_date(text) - now
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), DAY_S) if math.isfinite(seconds) else None


def _http_date(text: str) -> Epoch:
    fields = parsedate_tz(text)
    if fields is None:
        raise ValueError(text)
    days, ns = divmod(mktime_tz(fields) * NS_PER_S, DAY_NS)
    return Epoch.from_utc_day(UNIX_ZERO_DAY + days, ns)


def _head(answer: Answer) -> bytes:
    """The first 4 KiB, decompressed."""
    try:
        return decompress(answer.body[:_HEAD], limit_bytes=_HEAD_LIMIT)[0][:_HEAD]
    except CspoError:
        return b""
