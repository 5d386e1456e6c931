"""One HTTP request and its answer, with a deadline that holds.

A connect timeout does not bound name resolution, and a read timeout starts
anew with every packet. So the request runs in a thread of its own, and the
caller waits for the first byte and for the last one no longer than it said.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import httpx

from cspo import __version__
from cspo.errors import CspoError, SourceError

__all__ = ["Answer", "NoAnswer", "Request", "ask"]

_STALL_S: Final = 30.0
_REFUSAL_BYTES: Final = 4096
USER_AGENT: Final = f"cspo/{__version__} (open Combined Space Operations software)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked. *form* makes it a POST; it never appears in a message or a log."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    first_byte_s: float
    total_s: float
    max_redirects: int
    limit_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came: *headers* in lower case, *body* as sent (gzip included).

    Of any status but 200 only the first 4 KiB are read.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)


class NoAnswer(CspoError):
    """Nobody answered, or not to the end.

    Parameters
    ----------
    reason : str
        What happened, in a few words.
    sent : bool
        True where the request may have reached the server.
    """

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__("ask", got=reason)
        self.reason = reason
        self.sent = sent


def ask(request: Request) -> Answer:
    """Send a request and wait for its answer, within the deadlines of the request.

    Raises
    ------
    NoAnswer
        Where it did not come, or not completely.
    SourceError
        Where it is larger than allowed, or the address is none.
    """
    job = _Job(request)
    job.start()
    if not job.began.wait(request.first_byte_s):
        job.cancelled = True
        raise NoAnswer(f"no answer within {request.first_byte_s:g} s", sent=True)
    if not job.done.wait(request.total_s):
        job.cancelled = True
        raise NoAnswer(f"not complete after {request.total_s:g} s", sent=True)
    if job.error is not None:
        raise job.error
    if job.answer is None:
        raise NoAnswer("the request was given up", sent=True)
    return job.answer


class _Job(threading.Thread):
    def __init__(self, request: Request) -> None:
        super().__init__(name="cspo-http", daemon=True)
        self.request = request
        self.began = threading.Event()
        self.done = threading.Event()
        self.cancelled = False
        self.answer: Answer | None = None
        self.error: CspoError | None = None

    def run(self) -> None:
        try:
            self._exchange()
        except CspoError as error:
            self.error = error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self.error = NoAnswer(_reason(error), sent=False)
        except httpx.TooManyRedirects:
            self.error = NoAnswer(f"over {self.request.max_redirects} redirects", sent=True)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
            self.error = SourceError("ask", self.request.url, expected="an address", got=str(error))
        except (httpx.HTTPError, OSError, ValueError, ImportError) as error:
            self.error = NoAnswer(_reason(error), sent=True)
        finally:
            self.began.set()
            self.done.set()

    def _exchange(self) -> None:
        request = self.request
        url = httpx.URL(request.url)
        who = httpx.BasicAuth(url.username, url.password) if url.userinfo else None
        timeout = httpx.Timeout(_STALL_S, connect=request.first_byte_s)
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **request.headers}
        with (
            httpx.Client(
                timeout=timeout, follow_redirects=request.max_redirects > 0,
                max_redirects=max(request.max_redirects, 1),
            ) as client,
            client.stream(
                "GET" if request.form is None else "POST", url.copy_with(userinfo=b""),
                headers=headers, data=request.form, auth=who,
            ) as response,
        ):  # fmt: skip
            self.began.set()
            _refuse_downgrade(response)
            self.answer = Answer(
                status=response.status_code, body=self._body(response),
                headers={key.lower(): value for key, value in response.headers.items()},
                cookies=dict(client.cookies.items()),
            )  # fmt: skip

    def _body(self, response: httpx.Response) -> bytes:
        good = response.status_code == 200
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            if self.cancelled:
                raise NoAnswer("the request was given up", sent=True)
            parts.append(part)
            size += len(part)
            if good and size > self.request.limit_bytes:
                raise SourceError(
                    "download", self.request.url,
                    expected=f"at most {self.request.limit_bytes:,} bytes", got="more",
                )  # fmt: skip
            if not good and size >= _REFUSAL_BYTES:
                break
        return b"".join(parts) if good else b"".join(parts)[:_REFUSAL_BYTES]


def _refuse_downgrade(response: httpx.Response) -> None:
    """What was asked for over TLS must not come in the clear."""
    schemes = [step.url.scheme for step in (*response.history, response)]
    if "https" in schemes and schemes[-1] != "https":
        raise NoAnswer("redirected from https to http", sent=True)


def _reason(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text if len(text) < 200 else text[:200] + "..."
