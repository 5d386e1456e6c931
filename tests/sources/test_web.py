"""Any other address, and what `open_source` makes of what a person types."""

from __future__ import annotations

import gzip
import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from cspo.errors import SourceError, UsageError
from cspo.sources import NetworkSettings, open_source
from cspo.sources.exchange import NoAnswer, _refuse_downgrade


def _here(sky: Any) -> str:
    """The loopback under another name, so that it is no known service."""
    return str(sky.url).replace("127.0.0.1", "localhost")


def test_an_address_follows_redirects_a_few_times(sky: Any, get: Any) -> None:
    def hop(handler: Any) -> bool:
        left = int(handler.path.strip("/"))
        if left:
            handler.give(302, Location=f"/{left - 1}")
        else:
            handler.give(200, gzip.compress(b"1 25544U"))
        return True

    sky.answer = hop
    assert get(f"{_here(sky)}/5")[0].data == b"1 25544U"
    with pytest.raises(SourceError, match="over 5 redirects"):
        get(f"{_here(sky)}/6")


def test_a_broken_gzip_from_the_network_is_used_but_not_kept(
    sky: Any, clock: Any, get: Any, tmp_path: Path
) -> None:
    whole = gzip.compress(b"1 25544U")
    sky.answer = lambda handler: handler.give(200, whole[:-8]) or True
    (source,) = get(f"{_here(sky)}/a.tle.gz")
    assert (source.data, source.faults[0].kind.value) == (b"1 25544U", "truncated")
    assert not list((tmp_path / "cache").glob("*.body"))
    clock.turn(60.0)
    sky.answer = lambda handler: handler.give(200, whole) or True
    (source,) = get(f"{_here(sky)}/a.tle.gz")
    assert (source.from_cache, source.faults) == (False, ())


def test_a_last_modified_date_is_enough_for_a_conditional_request(
    sky: Any, clock: Any, get: Any
) -> None:
    def dated(handler: Any) -> bool:
        if "If-Modified-Since" in handler.headers:
            handler.give(304)
        else:
            handler.give(200, b"1 25544U", Last_Modified="Thu, 09 Jul 2026 00:00:00 GMT")
        return True

    sky.answer = dated
    get(f"{_here(sky)}/a.tle")
    clock.turn(61.0)
    (source,) = get(f"{_here(sky)}/a.tle")
    assert (source.data, source.from_cache, source.faults) == (b"1 25544U", True, ())
    assert sky.headers[1]["if-modified-since"] == "Thu, 09 Jul 2026 00:00:00 GMT"


def test_a_redirect_out_of_tls_is_refused() -> None:
    def step(url: str, *before: httpx.Response) -> httpx.Response:
        return httpx.Response(200, request=httpx.Request("GET", url), history=list(before))

    secure, plain = step("https://example.org/a"), step("http://example.org/a")
    _refuse_downgrade(step("https://example.org/b", plain, secure))
    for last in (step("http://example.org/b", secure), step("http://x.org", plain, secure)):
        with pytest.raises(NoAnswer, match="redirected from https to http"):
            _refuse_downgrade(last)


def test_the_password_of_an_address_is_neither_shown_nor_logged(
    sky: Any, get: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sky.answer = lambda handler: handler.give(200, b"1 25544U") or True
    address = _here(sky).replace("http://", "http://me:secret@") + "/a.tle"
    (source,) = get(address)
    assert "secret" not in repr(source) + caplog.text
    assert sky.headers[0]["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "spec", ["http://", "http://[", "ftp://example.org/x", "", "https://exa mple.org:99999/"]
)
def test_what_is_no_address_is_refused(spec: str, get: Any) -> None:
    with pytest.raises(SourceError):
        get(spec)


def test_the_network_needs_a_cache_and_a_clock() -> None:
    with pytest.raises(UsageError, match="a cache folder and a clock"):
        open_source("celestrak:active", settings=NetworkSettings())


def test_a_file_address_and_a_path_object_open_files(tmp_path: Path) -> None:
    path = tmp_path / "celestrak:active copy"
    path.write_text("1 25544U")
    assert next(open_source(path)).data == b"1 25544U"
    assert next(open_source(path.as_uri())).data == b"1 25544U"
