"""CelesTrak: asked no more often than it allows, and what happens when it says no.

Authority for the rules: celestrak.org/usage-policy.php and the text of its 403.
"""

from __future__ import annotations

import gzip
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cspo.errors import ResourceLimit, SourceError
from cspo.sources import NetworkSettings, open_source
from cspo.sources.cache import Cache
from cspo.sources.services import CELESTRAK_ALL, queries_of


def test_the_documented_queries() -> None:
    def urls(spec: str) -> list[str]:
        return [query.url for query in queries_of(spec, NetworkSettings())]

    base = "https://celestrak.org/NORAD/elements/gp.php"
    assert urls("celestrak:active") == [f"{base}?GROUP=active&FORMAT=csv"]
    assert urls("celestrak:GPZ-plus") == [f"{base}?SPECIAL=gpz-plus&FORMAT=csv"]
    assert len(urls("celestrak:all")) == len(CELESTRAK_ALL)
    assert f"{base}?GROUP=cosmos-1408-debris&FORMAT=csv" in urls("celestrak:all")
    with pytest.raises(SourceError, match="a group of"):
        urls("celestrak:../../etc")
    with pytest.raises(SourceError, match="a group of"):
        urls("celestrak:")


def test_an_address_of_a_known_service_keeps_its_rules() -> None:
    (typed,) = queries_of(
        "http://www.celestrak.org/NORAD/elements/gp.php?GROUP=starlink&FORMAT=CSV",
        NetworkSettings(),
    )
    assert (typed.service.name, typed.mark) == ("CelesTrak", b"NORAD_CAT_ID")
    (other,) = queries_of("https://user:secret@example.org/a.tle", NetworkSettings())
    assert (other.service.name, other.name) == ("the server", "https://example.org/a.tle")


def test_asked_once_in_two_hours_and_then_by_its_etag(sky: Any, clock: Any, get: Any) -> None:
    (first,) = get("celestrak:active")
    assert (first.from_cache, first.age_s, first.faults) == (False, 0.0, ())
    clock.turn(7199.0)
    (second,) = get("celestrak:active")
    assert second.data == first.data
    assert second.from_cache
    assert (
        second.note == "kept copy, 2.0 h old: CelesTrak allows one request for the same data in 2 h"
    )
    assert len(sky.asked) == 1
    clock.turn(1.0)
    (third,) = get("celestrak:active")
    assert sky.headers[1]["if-none-match"] == '"1"'
    assert (third.data, third.age_s, third.faults) == (first.data, 7200.0, ())
    clock.turn(3600.0)  # confirmed an hour ago: no third request, and nothing stale about it
    (fourth,) = get("celestrak:active")
    assert (fourth.faults, len(sky.asked)) == ((), 2)
    sky.version = 2
    clock.turn(3600.0)
    (fifth,) = get("celestrak:active")
    assert fifth.data != first.data
    assert (fifth.from_cache, fifth.age_s) == (False, 0.0)
    assert sky.headers[0]["user-agent"].startswith("cspo/")


def test_another_group_may_be_asked_for_at_once(sky: Any, get: Any) -> None:
    get("celestrak:active")
    get("celestrak:starlink")
    assert len(sky.asked) == 2


def test_a_notice_with_403_is_told_and_the_kept_copy_used(sky: Any, clock: Any, get: Any) -> None:
    """Somebody behind the same address asked in between."""
    (first,) = get("celestrak:active")
    clock.turn(7200.0)
    sky.version, sky.last_given["active"] = 2, clock.now()
    (second,) = get("celestrak:active")
    assert second.data == first.data
    assert [f.kind.value for f in second.faults] == ["stale"]
    assert "HTTP 403: GP data has not updated since" in second.faults[0].got
    assert second.faults[0].hint == "the kept copy is used: 2.0 h old, of 2026-07-10T00:00:00.000Z"
    get("celestrak:starlink")  # the notice was about one group only
    assert len(sky.asked) == 3


def test_a_notice_without_a_copy_is_an_error_and_is_not_kept(
    sky: Any, clock: Any, get: Any
) -> None:
    sky.last_given["active"] = clock.now()
    with pytest.raises(SourceError, match="HTTP 403: GP data has not updated"):
        get("celestrak:active")
    with pytest.raises(SourceError, match="next at 2026-07-10T02:00:00Z"):
        get("celestrak:active")
    assert len(sky.asked) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            b"GP data has not updated since your last successful\ndownload",
            "GP data has not updated",
        ),
        (b"<!DOCTYPE html><html><title>Busy</title>Come back</html>", "HTML instead of data: Busy"),
        (b"  \n<html>sign in to the hotel</html>", "a page of HTML"),
        (b"", "an empty answer"),
        (b"No GP data found", "a notice instead of data: No GP data found"),
        (gzip.compress(b"<html>proxy</html>", mtime=0), "a page of HTML"),
    ],
)
def test_what_is_not_data_is_never_kept(sky: Any, get: Any, body: bytes, reason: str) -> None:
    sky.answer = lambda handler: handler.give(200, body) or True
    with pytest.raises(SourceError, match=reason):
        get("celestrak:active")


def test_after_a_refusal_the_whole_service_is_left_alone(sky: Any, clock: Any, get: Any) -> None:
    """usage-policy.php: stop at any answer but 200 and report to a human."""
    sky.answer = lambda handler: handler.give(503, b"busy") or True
    with pytest.raises(SourceError, match="HTTP 503: busy"):
        get("celestrak:active")
    with pytest.raises(SourceError, match=r"it answered HTTP 503.*next at 2026-07-10T02:00:00Z"):
        get("celestrak:starlink")
    assert len(sky.asked) == 1
    sky.answer = None
    clock.turn(7200.0)
    assert get("celestrak:starlink")[0].data


@pytest.mark.parametrize(
    "value", ["14400", "Fri, 10 Jul 2026 04:00:00 GMT"], ids=["seconds", "date"]
)
def test_retry_after_is_obeyed(sky: Any, clock: Any, get: Any, value: str) -> None:
    sky.answer = lambda handler: handler.give(429, Retry_After=value) or True
    with pytest.raises(SourceError, match="HTTP 429"):
        get("celestrak:active")
    with pytest.raises(SourceError, match="next at 2026-07-10T04:00:00Z"):
        get("celestrak:active")
    sky.answer = None
    clock.turn(4 * 3600.0)
    assert get("celestrak:active")[0].data


def test_a_redirect_is_an_answer_to_tell_not_to_follow(sky: Any, get: Any) -> None:
    sky.answer = lambda handler: handler.give(301, Location="/elsewhere") or True
    with pytest.raises(SourceError, match="HTTP 301"):
        get("celestrak:active")
    assert len(sky.asked) == 1


def test_all_combines_the_groups_and_says_what_is_missing(sky: Any, get: Any) -> None:
    def without_analyst(handler: Any) -> bool:
        if "analyst" in handler.path:
            handler.give(404, b"No GP data found")
            return True
        return False

    sky.answer = without_analyst
    sources = get("celestrak:all")
    assert [s.name for s in sources] == [f"celestrak:{group}" for group in CELESTRAK_ALL]
    assert [s.name for s in sources if not s.data] == ["celestrak:analyst"]
    assert sources[1].faults[0].kind.value == "incomplete"


def _unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_without_network_and_without_a_copy_it_is_an_error_that_costs_nothing(
    clock: Any, tmp_path: Path, settings: NetworkSettings
) -> None:
    gone = replace(settings, celestrak_url=f"http://127.0.0.1:{_unused_port()}")
    for _ in range(2):  # nobody was asked, so there is nothing to wait for
        with pytest.raises(SourceError, match=r"Connection refused.*no copy is kept"):
            list(open_source("celestrak:active", cache=tmp_path, clock=clock, settings=gone))


def test_a_server_that_went_away_leaves_its_copy(sky: Any, clock: Any, get: Any) -> None:
    (first,) = get("celestrak:active")

    def hang_up(handler: Any) -> bool:
        handler.connection.shutdown(socket.SHUT_RDWR)
        return True

    sky.answer = hang_up
    clock.turn(3 * 86_400.0)
    (second,) = get("celestrak:active")
    assert second.data == first.data
    assert second.age_s == 3 * 86_400.0
    assert "3.0 d old" in second.faults[0].hint
    sky.answer = None
    sky.version = 2
    clock.turn(60.0)  # an answer that never came does not count for two hours
    assert get("celestrak:active")[0].data != first.data


def test_a_silent_server_is_given_up_in_time_and_once(
    clock: Any, tmp_path: Path, settings: NetworkSettings
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        quiet = replace(settings, celestrak_url=f"http://127.0.0.1:{port}", first_byte_s=0.3)
        start = time.monotonic()
        with pytest.raises(SourceError, match=r"no answer within 0\.3 s"):
            list(open_source("celestrak:all", cache=tmp_path, clock=clock, settings=quiet))
        assert time.monotonic() - start < 2.0  # eight groups, one wait


def test_a_name_that_never_resolves_is_given_up_in_time(
    clock: Any, tmp_path: Path, settings: NetworkSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No timeout of a socket bounds the resolver: the deadline has to."""
    release = threading.Event()

    def resolve(*_: object, **__: object) -> list[Any]:
        release.wait(30.0)
        raise socket.gaierror("gone")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    lost = replace(settings, celestrak_url="http://celestrak.invalid", first_byte_s=0.3)
    start = time.monotonic()
    with pytest.raises(SourceError, match=r"no answer within 0\.3 s"):
        list(open_source("celestrak:active", cache=tmp_path, clock=clock, settings=lost))
    assert time.monotonic() - start < 2.0
    release.set()


def test_an_answer_that_trickles_is_given_up(sky: Any, get: Any, settings: NetworkSettings) -> None:
    def trickle(handler: Any) -> bool:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b"NORAD_CAT_ID\n")
            handler.wfile.flush()
            time.sleep(0.1)
        return True

    sky.answer = trickle
    start = time.monotonic()
    with pytest.raises(SourceError, match=r"not complete after 0\.3 s"):
        get("celestrak:active", settings=replace(settings, total_s=0.3))
    assert time.monotonic() - start < 1.5


def test_an_interrupted_download_may_be_asked_for_again_soon(
    sky: Any, clock: Any, get: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cspo.sources.fetch.ask", interrupt)
        with pytest.raises(KeyboardInterrupt):
            get("celestrak:active")
    clock.turn(60.0)
    assert get("celestrak:active")[0].data


def test_unchanged_in_answer_to_a_plain_request_is_no_data(sky: Any, get: Any) -> None:
    sky.answer = lambda handler: handler.give(304) or True
    with pytest.raises(SourceError, match="HTTP 304"):
        get("celestrak:active")


def test_a_download_that_breaks_off_is_not_kept(sky: Any, clock: Any, get: Any) -> None:
    def short(handler: Any) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"OBJECT_NAME,NORAD_CAT_ID\n")
        return True

    sky.answer = short
    with pytest.raises(SourceError, match="no copy is kept"):
        get("celestrak:active")
    sky.answer = None
    clock.turn(60.0)
    assert get("celestrak:active")[0].faults == ()


def test_more_than_the_limit_is_refused(sky: Any, get: Any) -> None:
    sky.answer = lambda handler: handler.give(200, b"NORAD_CAT_ID" + bytes(10_000)) or True
    with pytest.raises(SourceError, match="at most 1,000 bytes"):
        get("celestrak:active", limit_bytes=1_000)


def test_a_gzip_answer_is_asked_for_and_undone(sky: Any, get: Any) -> None:
    body = gzip.compress(b"OBJECT_NAME,NORAD_CAT_ID\n")
    sky.answer = lambda handler: handler.give(200, body, Content_Encoding="gzip") or True
    assert get("celestrak:active")[0].data == b"OBJECT_NAME,NORAD_CAT_ID\n"
    assert sky.headers[0]["accept-encoding"] == "gzip"
    assert get("celestrak:active")[0].data == b"OBJECT_NAME,NORAD_CAT_ID\n"


def test_a_full_disk_still_hands_over_the_data(get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Cache, key: str, entry: object) -> None:
        raise ResourceLimit("write", "cache", got="No space left on device")

    monkeypatch.setattr(Cache, "write", full)
    (source,) = get("celestrak:active")
    assert source.data
    assert [f.kind.value for f in source.faults] == ["not-cached"]
    with pytest.raises(SourceError, match="CelesTrak allows one request"):
        get("celestrak:active")  # the ledger holds all the same


def test_a_folder_that_cannot_be_written_still_hands_over_the_data(
    tmp_path: Path, get: Any
) -> None:
    (tmp_path / "file").write_text("")
    (source,) = get("celestrak:active", cache=tmp_path / "file" / "cache")
    assert source.data
    assert {f.kind.value for f in source.faults} == {"not-cached"}


def test_a_damaged_entry_is_not_used(sky: Any, clock: Any, get: Any, tmp_path: Path) -> None:
    get("celestrak:active")
    (body,) = (tmp_path / "cache").glob("*.body")
    body.write_bytes(b"half of it")
    with pytest.raises(SourceError, match="CelesTrak allows one request"):
        get("celestrak:active")
    clock.turn(7200.0)
    assert "if-none-match" not in sky.headers[0]
    assert get("celestrak:active")[0].faults == ()


def test_a_torn_ledger_and_a_clock_that_ran_ahead_lock_nobody_out(
    sky: Any, clock: Any, get: Any, tmp_path: Path
) -> None:
    clock.turn(10 * 365 * 86_400.0)
    get("celestrak:active")
    clock.turn(-10 * 365 * 86_400.0)
    sky.last_given.clear()
    get("celestrak:active")
    assert len(sky.asked) == 2
    (ledger,) = (tmp_path / "cache").glob("ledger-*")
    ledger.write_bytes(b"{")
    clock.turn(7200.0)
    assert get("celestrak:active")[0].faults == ()


def test_threads_that_ask_together_send_one_request(sky: Any, get: Any) -> None:
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(get("celestrak:active")[0].data))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(sky.asked), len(found), len(set(found))) == (1, 8, 1)


_PROCESS = """
import sys
from pathlib import Path
from cspo.sources import NetworkSettings, open_source
from cspo.time import Epoch

class Clock:
    def now(self):
        return Epoch.from_utc("2026-07-10T00:00:00Z")

settings = NetworkSettings(celestrak_url=sys.argv[2], first_byte_s=20.0, environ={})
cache = Path(sys.argv[1])
for source in open_source("celestrak:active", cache=cache, clock=Clock(), settings=settings):
    print(len(source.data), source.faults)
"""


def test_processes_that_ask_together_send_one_request(sky: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _PROCESS, str(tmp_path), sky.url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=120)[0].strip() for process in running]
    assert said == [f"{len(sky.csv(1))} ()"] * 3
    assert len(sky.asked) == 1


_FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
"""


def test_a_disk_that_takes_no_more_still_hands_over_and_still_counts(
    sky: Any, tmp_path: Path
) -> None:
    """The system itself refuses every file above 20 kB (EFBIG); the ledger is smaller."""
    body = b"OBJECT_NAME,NORAD_CAT_ID\n" * 4_000
    sky.answer = lambda handler: handler.give(200, body) or True
    command = [sys.executable, "-c", _FULL + _PROCESS, str(tmp_path), sky.url]
    first = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert first.stdout.startswith(f"{len(body)} (SourceFault(kind=<SourceFaultKind.NOT_CACHED")
    assert "File too large" in first.stdout
    second = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "CelesTrak allows one request" in second.stderr
    assert len(sky.asked) == 1
    assert not list(tmp_path.glob("*.body"))
