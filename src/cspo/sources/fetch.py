"""Ask a service, or hand over the kept copy: what the rules allow decides which.

One query is asked by one process at a time; whoever waited finds a fresh copy.
A request is written into the ledger before it is sent. Only what looks like
the data that was asked for is kept; whatever else comes (an error page, a
notice in plain text, a refusal) is an answer to tell a human, beside the last
good copy where there is one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from cspo.errors import CspoError, SourceError
from cspo.sources.answers import is_about_one_query, quoted, retry_after_s, why_not_data
from cspo.sources.cache import Cache, Entry, key_of
from cspo.sources.compression import decompress
from cspo.sources.exchange import Answer, NoAnswer, Request, ask
from cspo.sources.ledger import Ledger, Refusal
from cspo.sources.services import NetworkSettings, Query
from cspo.sources.sign_in import CookieJar, Credentials, credentials
from cspo.sources.source import Source, SourceFault, SourceFaultKind
from cspo.time import Clock
from cspo.units import DAY_S, HOUR_S, MINUTE_S

__all__ = ["Fetcher"]

_LOG = logging.getLogger(__name__)
_RETRY_UNANSWERED_S: Final = 60.0


class _Refused(SourceError):
    """The service answered, but not with the data."""


class _NotSent(SourceError):
    """There was no session, so the query itself was never sent."""


class Fetcher:
    """Asks services within their rules and keeps what they answer.

    Parameters
    ----------
    cache : Path
        Folder for answers, ledgers and the session cookie.
    clock : Clock
        Tells the present.
    settings : NetworkSettings
        Addresses and deadlines.
    limit_bytes : int
        Most bytes taken, compressed or not.
    """

    def __init__(
        self, *, cache: Path, clock: Clock, settings: NetworkSettings, limit_bytes: int
    ) -> None:
        self.cache, self.clock = cache, clock
        self.settings, self.limit_bytes = settings, limit_bytes
        self._unreachable = ""

    def fetch(self, query: Query) -> Source:
        """Bytes of a query, fresh if the rules allow it, else the kept copy with its age.

        After nobody has answered once, only kept copies are handed over: a
        combined source gives up once, not once for each part.

        Raises
        ------
        SourceError
            Where nobody answered, the service refused or may not be asked yet,
            and nothing is kept.
        """
        cache, key = Cache(self.cache), key_of(query.name, query.url)
        with cache.locked(key):
            kept = cache.read(key)
            ledger = Ledger(self.cache, query.host)
            if self._unreachable:
                return self._fall_back(query, kept, self._unreachable)
            refusal = ledger.admit(query.service, self.clock.now(), key=key)
            if refusal is not None:
                return self._not_asked(query, kept, refusal)
            unwritable = ledger.unwritable
            try:
                answer = self._answer(query, kept, ledger)
            except NoAnswer as error:
                wait_s = _RETRY_UNANSWERED_S if error.sent else 0.0
                ledger.unanswered(key, self.clock.now() + wait_s)
                self._unreachable = error.reason
                _LOG.warning("%s: %s", query.name, error.reason)
                return self._fall_back(query, kept, error.reason)
            except _Refused as error:
                return self._fall_back(query, kept, error.got)
            except _NotSent as error:
                ledger.unanswered(key, self.clock.now())
                if kept is None:
                    raise
                return self._fall_back(query, kept, str(error))
            except BaseException:  # interrupted: it was not given, so it need not count in full
                ledger.unanswered(key, self.clock.now() + _RETRY_UNANSWERED_S)
                raise
            source = self._take(query, kept, answer, cache, key)
            if unwritable:
                fault = _not_kept(str(self.cache), unwritable)
                source = replace(source, faults=(*source.faults, fault))
            return source

    def _answer(self, query: Query, kept: Entry | None, ledger: Ledger) -> Answer:
        """Send the request, signed in where the service wants it."""
        headers = {}
        if kept is not None and kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept is not None and kept.last_modified:
            headers["If-Modified-Since"] = kept.last_modified
        if not query.service.signs_in:
            answer = ask(self._request(query, query.url, headers))
            return self._checked(query, answer, ledger, conditional=bool(headers))
        try:
            who = credentials(self.settings)
        except SourceError as error:
            raise _NotSent(
                error.action, error.subject, expected=error.expected, got=error.got, hint=error.hint
            ) from None
        jar = CookieJar(self.cache, self.settings.spacetrack_url, who.user)
        cookie = jar.header() or self._signed_in(query, who, jar, ledger)
        answer = ask(self._request(query, query.url, {**headers, "Cookie": cookie}))
        if answer.status in {302, 401}:  # the session has ended: once more
            cookie = self._signed_in(query, who, jar, ledger)
            self._admit_again(query, ledger)
            answer = ask(self._request(query, query.url, {**headers, "Cookie": cookie}))
        return self._checked(query, answer, ledger, conditional=bool(headers))

    def _signed_in(self, query: Query, who: Credentials, jar: CookieJar, ledger: Ledger) -> str:
        """Sign in and return the Cookie header."""
        self._admit_again(query, ledger)
        url = f"{self.settings.spacetrack_url}/ajaxauth/login"
        answer = self._checked(
            query, ask(self._request(query, url, {}, who.form())), ledger, data=False
        )
        if not answer.cookies or b"failed" in decompress(answer.body)[0].lower():
            raise _NotSent(
                "sign in", query.host, expected="a session", got="the sign-in was refused",
                hint="check the user and the password",
            )  # fmt: skip
        jar.keep(answer.cookies)
        return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())

    def _admit_again(self, query: Query, ledger: Ledger) -> None:
        """Count a request beside the one that was admitted."""
        refusal = ledger.admit(query.service, self.clock.now())
        if refusal is not None:
            raise _NotSent("ask", query.name, got=_when(refusal))

    def _request(
        self, query: Query, url: str, headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
    ) -> Request:  # fmt: skip
        _LOG.info("asking for %s", query.name)
        return Request(
            url=url, headers=headers, form=form, first_byte_s=self.settings.first_byte_s,
            total_s=self.settings.total_s, max_redirects=query.service.max_redirects,
            limit_bytes=self.limit_bytes,
        )  # fmt: skip

    def _checked(
        self,
        query: Query,
        answer: Answer,
        ledger: Ledger,
        *,
        data: bool = True,
        conditional: bool = False,
    ) -> Answer:
        """Let 200 and 304 pass; anything else holds the service for a while."""
        if answer.status == 200 or (answer.status == 304 and conditional):
            reason = why_not_data(query, answer) if data and answer.status == 200 else ""
            if not reason:
                return answer
        else:
            reason = f"HTTP {answer.status}{quoted(answer)}"
        now = self.clock.now()
        wait_s = retry_after_s(answer.headers.get("retry-after", ""), now)
        until = now + (query.service.hold_s if wait_s is None else wait_s)
        if not is_about_one_query(answer):
            ledger.hold(until, f"it answered {reason[:120]}")
        _LOG.warning("%s: %s", query.name, reason)
        raise _Refused("ask", query.name, got=reason)

    def _take(
        self, query: Query, kept: Entry | None, answer: Answer, cache: Cache, key: str
    ) -> Source:
        now = self.clock.now()
        unchanged = answer.status == 304 and kept is not None
        if unchanged and kept is not None:
            entry = replace(kept, checked=now)
        else:
            entry = Entry(
                body=answer.body, retrieved=now, checked=now, etag=answer.headers.get("etag", ""),
            last_modified=answer.headers.get("last-modified", ""),
        )  # fmt: skip
        source = replace(self._of_entry(query, entry), from_cache=unchanged)
        if source.faults:  # a damaged body is used, but not kept in place of a good one
            return source
        try:
            cache.write(key, entry)
        except CspoError as error:
            return replace(source, faults=(_not_kept(error.subject, error.got),))
        return source

    def _of_entry(self, query: Query, entry: Entry, *, note: str = "") -> Source:
        data, faults = decompress(entry.body, name=query.name, limit_bytes=self.limit_bytes)
        return Source(
            name=query.name, data=data, faults=faults, retrieved=entry.retrieved,
            age_s=self.clock.now() - entry.retrieved, from_cache=True, note=note,
        )  # fmt: skip

    def _not_asked(self, query: Query, kept: Entry | None, refusal: Refusal) -> Source:
        """The rules say no: the kept copy is what there is to know, unless it is too old."""
        fresh = kept is not None and self.clock.now() - kept.checked < query.service.interval_s
        if kept is not None and fresh:
            age = _age(self.clock.now() - kept.retrieved)
            return self._of_entry(query, kept, note=f"kept copy, {age} old: {refusal.reason}")
        return self._fall_back(query, kept, _when(refusal))

    def _fall_back(self, query: Query, kept: Entry | None, reason: str) -> Source:
        if kept is None:
            raise SourceError(
                "get", query.name, got=reason,
                hint="no copy is kept; name a file, or try again later",
            )  # fmt: skip
        source = self._of_entry(query, kept)
        stale = SourceFault(
            kind=SourceFaultKind.STALE, where=query.name, got=reason,
            hint=f"the kept copy is used: {_age(source.age_s or 0.0)} old, of {kept.retrieved}",
        )  # fmt: skip
        return replace(
            source, faults=(*source.faults, stale), note=f"kept copy of {kept.retrieved}"
        )


def _when(refusal: Refusal) -> str:
    return f"{refusal.reason}; next at {refusal.until.utc_iso(0)}"


def _not_kept(where: str, got: str) -> SourceFault:
    return SourceFault(
        kind=SourceFaultKind.NOT_CACHED, where=where, got=got,
        hint="the data is good, but the next run will not have it: free some space",
    )  # fmt: skip


def _age(seconds: float) -> str:
    """An age that is easily read."""
    for unit, name in ((DAY_S, "d"), (HOUR_S, "h"), (MINUTE_S, "min")):
        if seconds >= 1.5 * unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:.0f} s"
