"""Space-Track: sign-in, the session that is kept, and its limits.

Authority for the rules: space-track.org/documentation, API use guidelines
(fewer than 30 requests a minute and 300 an hour, class gp once an hour).
"""

from __future__ import annotations

import logging
import stat
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cspo.errors import SourceError
from cspo.sources import NetworkSettings
from cspo.sources.ledger import Ledger
from cspo.sources.services import SPACETRACK, queries_of
from cspo.sources.sign_in import credentials

_LOGIN = "/ajaxauth/login"


def test_the_documented_query() -> None:
    (query,) = queries_of("spacetrack:gp", NetworkSettings())
    assert query.url == (
        "https://www.space-track.org/basicspacedata/query/class/gp/decay_date/null-val"
        "/epoch/%3Enow-30/orderby/norad_cat_id/format/csv"
    )
    with pytest.raises(SourceError, match="expected spacetrack:gp"):
        queries_of("spacetrack:satcat", NetworkSettings())


def test_signs_in_once_and_keeps_the_session(
    sky: Any, clock: Any, get: Any, tmp_path: Path
) -> None:
    (source,) = get("spacetrack:gp")
    assert b"25544" in source.data
    clock.turn(3600.0)
    get("spacetrack:gp")
    assert sky.asked.count(_LOGIN) == 1
    kept = tmp_path / "cache" / "session-spacetrack.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for path in (tmp_path / "cache").iterdir():
        assert b"s3cret" not in path.read_bytes()
        assert b"ops@example.org" not in path.read_bytes()


def test_class_gp_is_asked_for_once_an_hour(sky: Any, clock: Any, get: Any) -> None:
    get("spacetrack:gp")
    clock.turn(3599.0)
    (source,) = get("spacetrack:gp")
    assert source.from_cache
    assert len(sky.asked) == 2  # login and query


def test_a_session_that_ended_is_renewed_once(sky: Any, clock: Any, get: Any) -> None:
    get("spacetrack:gp")
    sky.sessions.clear()
    clock.turn(7200.0)
    (source,) = get("spacetrack:gp")
    assert source.faults == ()
    assert sky.asked.count(_LOGIN) == 2


def test_a_session_of_somebody_else_or_readable_by_others_is_not_used(
    sky: Any, clock: Any, get: Any, tmp_path: Path
) -> None:
    get("spacetrack:gp")
    kept = tmp_path / "cache" / "session-spacetrack.json"
    kept.chmod(0o644)
    clock.turn(3600.0)
    get("spacetrack:gp")
    assert sky.asked.count(_LOGIN) == 2
    kept.write_text(kept.read_text().replace('"owner": "', '"owner": "x'))
    clock.turn(3600.0)
    get("spacetrack:gp")
    assert sky.asked.count(_LOGIN) == 3


def test_a_wrong_password_is_said_without_it_and_costs_no_hour(
    sky: Any, get: Any, settings: NetworkSettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = {"CSPO_SPACETRACK_USER": "ops@example.org", "CSPO_SPACETRACK_PASSWORD": "hunter2"}
    with pytest.raises(SourceError, match="the sign-in was refused") as caught:
        get("spacetrack:gp", settings=replace(settings, environ=wrong))
    assert "hunter2" not in f"{caught.value!r}{caught.value.fields()}{caplog.text}"
    assert get("spacetrack:gp")[0].data  # right at once after it was put right
    assert "s3cret" not in caplog.text
    assert "s3cret" not in repr(settings)
    assert sky.asked.count(_LOGIN) == 2


def test_without_an_identity_it_says_where_to_put_one(get: Any, settings: NetworkSettings) -> None:
    with pytest.raises(SourceError, match="CSPO_SPACETRACK_USER"):
        get("spacetrack:gp", settings=replace(settings, environ={}))


def test_the_identity_may_come_from_netrc(tmp_path: Path, settings: NetworkSettings) -> None:
    path = tmp_path / "netrc"
    path.write_text("machine 127.0.0.1 login ops@example.org password pw\n")
    path.chmod(0o600)
    found = credentials(replace(settings, environ={"NETRC": str(path)}))
    assert found.form() == {"identity": "ops@example.org", "password": "pw"}
    path.chmod(0o644)
    with pytest.raises(SourceError, match="chmod 600"):
        credentials(replace(settings, environ={"NETRC": str(path)}))
    path.write_text("machine 127.0.0.1 pw login\n")
    path.chmod(0o600)
    with pytest.raises(SourceError, match="line 1"):
        credentials(replace(settings, environ={"NETRC": str(path)}))


def test_too_many_requests_hold_the_service_as_long_as_it_says(
    sky: Any, clock: Any, get: Any
) -> None:
    sky.times.extend([clock.now()] * 30)
    with pytest.raises(SourceError, match="HTTP 429: You've violated your query rate limit"):
        get("spacetrack:gp")
    with pytest.raises(SourceError, match="next at 2026-07-10T00:01:30Z"):
        get("spacetrack:gp")
    assert len(sky.asked) == 1


def test_a_json_error_with_200_is_no_data(sky: Any, get: Any) -> None:
    def violated(handler: Any) -> bool:
        handler.give(200, b'[{"error":"You\'ve violated your query rate limit."}]')
        return True

    sky.answer = violated
    with pytest.raises(SourceError, match="a notice instead of data"):
        get("spacetrack:gp")


def test_windows_of_a_minute_and_an_hour_hold_across_ledgers(clock: Any, tmp_path: Path) -> None:
    """Each request by a ledger of its own, as separate processes would have."""
    admitted = []
    start = clock.now()
    for _ in range(1500):
        if Ledger(tmp_path, "host").admit(SPACETRACK, clock.now()) is None:
            admitted.append(clock.now() - start)
        clock.turn(3.0)
    assert len([t for t in admitted if t < 60.0]) <= 29
    for t in admitted:
        assert sum(t <= u < t + 60.0 for u in admitted) < 30
        assert sum(t <= u < t + 3600.0 for u in admitted) < 300
    assert len(admitted) > 300


def test_ledgers_that_are_used_at_once_admit_no_more(clock: Any, tmp_path: Path) -> None:
    admitted: list[bool] = []

    def ask() -> None:
        admitted.extend(
            Ledger(tmp_path, "host").admit(SPACETRACK, clock.now()) is None for _ in range(10)
        )

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(admitted), sum(admitted)) == (160, 29)
