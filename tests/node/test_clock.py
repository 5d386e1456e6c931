"""The wall clock, against the standard library's own reading of UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cspo.node.clock import SystemClock
from cspo.time import Clock, Epoch


def _by_datetime() -> Epoch:
    return Epoch.from_utc(datetime.now(UTC).isoformat())


def test_now_lies_between_two_readings_of_another_clock() -> None:
    """Tolerance 1 microsecond, the resolution of datetime."""
    clock: Clock = SystemClock()
    before, now, after = _by_datetime(), clock.now(), _by_datetime()
    assert before.tai_ns - 1000 <= now.tai_ns <= after.tai_ns + 1000


@pytest.mark.parametrize(
    ("unix_s", "utc"),
    [(1_483_228_799, "2016-12-31T23:59:59Z"), (1_483_228_800, "2017-01-01T00:00:00Z")],
)
def test_posix_time_around_a_leap_second(
    unix_s: int, utc: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IERS Bulletin C 52: the two are 2 s of TAI apart."""
    monkeypatch.setattr("time.time_ns", lambda: unix_s * 10**9)
    assert SystemClock().now() == Epoch.from_utc(utc)
