"""Epoch against the calendar, erfa and the IERS; tolerances in ns."""

from __future__ import annotations

import contextlib
import itertools
import json
import subprocess
import sys

import erfa
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cspo.errors import MalformedMessage, OutOfRange, UsageError
from cspo.time import Clock, Epoch, Interval
from cspo.time.leap_seconds import TABLE
from cspo.time.utc import utc_day_from_tai_ns

_NS = 1_000_000_000
_FROM = Epoch.from_utc("1972-01-01").tai_ns
_TO = Epoch.from_utc("2061-01-01").tai_ns
_STEPS = [Epoch.from_utc(day.isoformat()).tai_ns for day, _ in TABLE[1:]]

anywhere = st.integers(_FROM, _TO - 1)
near_leaps = st.builds(
    lambda step, ns: step + ns, st.sampled_from(_STEPS), st.integers(-2 * _NS, _NS)
)
instants = anywhere | near_leaps


def erfa_utc(tai_ns: int) -> str:
    """UTC as erfa has it, by way of two-part Julian Dates (good to 1e-11 s)."""
    days, ns = divmod(tai_ns, 86_400 * _NS)
    utc = erfa.taiutc(2_451_545.0 + days, ns / (86_400 * _NS))
    year, month, day, clock = erfa.d2dtf("UTC", 9, *utc)
    date = f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
    return f"{date}T{clock['h']:02d}:{clock['m']:02d}:{clock['s']:02d}.{clock['f']:09d}Z"


@given(instants)
@example(_STEPS[-1] - 1)
@example(_STEPS[-1] - _NS)
@example(_STEPS[-1])
def test_utc_text_comes_back(tai_ns):
    text = Epoch(tai_ns).utc_iso(9)
    assert Epoch.from_utc(text).tai_ns == tai_ns


@pytest.mark.filterwarnings("ignore:.*dubious year")  # erfa doubts UTC five years ahead
@given(instants)
def test_utc_text_is_erfas(tai_ns):
    """Authority: erfa taiutc, d2dtf. erfa carries doubles: 1 us about the instant."""
    ours = Epoch(tai_ns).utc_iso(9)
    theirs = erfa_utc(tai_ns)
    assert abs(Epoch.from_utc(theirs).tai_ns - tai_ns) <= 1000
    if 2000 < tai_ns % _NS < _NS - 2000:  # away from the turn of a second
        assert ours[:19] == theirs[:19]


def test_published_instants(data_dir):
    """Authority: data/astro/frames/erfa_time_and_matrix.json, which gives whole microseconds."""
    for case in json.loads((data_dir / "astro/frames/erfa_time_and_matrix.json").read_text())[
        "cases"
    ]:
        epoch = Epoch.from_utc(case["utc"])
        # The file's epoch J2000 is 12:00:00 TAI, as ours.
        assert abs(epoch.tai_ns / 1e9 - case["tai_s_past_j2000"]) < 1e-6
        assert epoch.utc_iso(6) == case["utc"] + "Z"


def test_a_leap_second_has_its_own_name():
    before = Epoch.from_utc("2016-12-31T23:59:59Z")
    assert Epoch.from_utc("2016-12-31T23:59:60Z") - before == 1.0
    assert Epoch.from_utc("2017-01-01T00:00:00Z") - before == 2.0
    assert str(Epoch.from_utc("2016-12-31T23:59:60.999Z")) == "2016-12-31T23:59:60.999Z"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2024-303T12:18:43.492896", "2024-10-29T12:18:43.492896Z"),
        ("2024-10-29 12:18:43", "2024-10-29T12:18:43Z"),
        ("2024-10-29T12:18", "2024-10-29T12:18:00+00:00"),
        ("2024-366", "2024-12-31T00:00:00.Z"),
        ("2000-01-01T00:00:00.1234567899", "2000-01-01T00:00:00.123456789"),
    ],
)  # fmt: skip
def test_forms_that_name_one_instant(text, same):
    assert Epoch.from_utc(text) == Epoch.from_utc(same)


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2024", "2024-13-01", "2023-02-29", "2023-366T00:00:00", "2024-000", "2024-367",
        "9999-366", "0000-01-01", "2024-10-29T24:00:00", "2024-10-29T12:60:00",
        "2024-10-29T12:00:60", "2016-12-30T23:59:60", "2018-12-31T23:59:60",
        "2016-12-31T23:59:61", "1971-12-31T23:59:60", "2024-10-29T12:18:43+01:00", "-2024-10-29",
        "2024-10-29T12:18:43ZZ", "٢٠٢٤-10-29", "2024-10-29\x00", "1e3",
    ],
)  # fmt: skip
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(MalformedMessage):
        Epoch.from_utc(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(MalformedMessage):
        assert Epoch.from_utc(text).tai_ns < 10**21


def test_before_1972_ten_seconds_are_held():
    assert Epoch.from_utc("1972-01-01").tai_ns - Epoch.from_utc("1957-10-04").tai_ns == (
        5202 * 86_400 * _NS
    )


@given(instants, st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_integer_seconds_add_exactly(tai_ns, a, b):
    start = Epoch(tai_ns)
    assert ((start + a) + b).tai_ns == tai_ns + (a + b) * _NS
    assert (start + a) - start == float(a)


@given(instants, st.integers(-(2**53), 2**53))
def test_float_seconds_keep_their_nanoseconds_to_104_days(tai_ns, ns):
    later = Epoch(tai_ns) + ns / 1e9
    assert abs(later.tai_ns - tai_ns - ns) <= 1


def test_numpy_scalars_leave_plain_integers():
    assert type((Epoch(0) + np.float64(1.5)).tai_ns) is int
    assert type((Epoch(0) + np.int64(2)).tai_ns) is int
    assert type(Epoch(np.arange(3)[1]).tai_ns) is int


def test_seconds_are_taken_away_as_they_are_added():
    assert Epoch(5 * _NS) - 2 == Epoch(3 * _NS)
    assert Epoch(5 * _NS) - 0.5 == Epoch(4_500_000_000)


def test_an_epoch_is_an_instant_of_an_array():
    assert np.asarray([Epoch(1), Epoch(2)], np.int64).tolist() == [1, 2]
    assert utc_day_from_tai_ns(Epoch(0))[1] == 43_168 * _NS
    with pytest.raises(TypeError):
        np.float64(1.0) + Epoch(0)  # seconds would be taken for nanoseconds
    with pytest.raises(OutOfRange, match="1707"):
        utc_day_from_tai_ns(Epoch(10**20))


@pytest.mark.parametrize("wrong", [1.5, 8e17, "2024-11-01", None])
def test_only_integers_are_counts(wrong):
    with pytest.raises(UsageError, match="integer"):
        Epoch(wrong)


def test_what_cannot_be_added_or_written():
    with pytest.raises(UsageError):
        Epoch(0) + float("nan")
    with pytest.raises(UsageError):
        Epoch(0) + float("inf")
    for far in (10**21, -(10**21), 10**40):
        with pytest.raises(OutOfRange):
            Epoch(far).utc_iso()


class TestInterval:
    start = Epoch.from_utc("2016-12-31T23:59:58Z")
    span = Interval(start=start, stop=Epoch.from_utc("2017-01-01T00:00:02Z"))

    def test_holds_its_start_and_not_its_stop(self):
        assert self.span.contains(self.start)
        assert not self.span.contains(self.span.stop)
        ns = np.array([self.span.start.tai_ns - 1, self.span.start.tai_ns, self.span.stop.tai_ns])
        assert self.span.contains_array(ns).tolist() == [False, True, False]

    def test_counts_the_leap_second(self):
        assert self.span.duration_s == 5.0

    def test_parts_tile_it(self):
        parts = self.span.split(2.0)
        assert [part.duration_s for part in parts] == [2.0, 2.0, 1.0]
        assert parts[0].start == self.span.start
        assert parts[-1].stop == self.span.stop
        assert all(a.stop == b.start for a, b in itertools.pairwise(parts))

    def test_overlap(self):
        later = Interval(start=self.start + 2, stop=self.start + 50)
        assert self.span.overlap(later) == Interval(start=self.start + 2, stop=self.span.stop)
        assert self.span.overlap(Interval(start=self.span.stop, stop=self.span.stop + 1)) is None

    def test_refuses_what_runs_backwards(self):
        with pytest.raises(UsageError):
            Interval(start=self.start, stop=self.start - 1)
        with pytest.raises(UsageError):
            self.span.split(0.0)


def test_a_clock_is_anything_that_tells_the_time():
    class Stopped:
        def now(self) -> Epoch:
            return Epoch(0)

    clock: Clock = Stopped()
    assert clock.now() == Epoch(0)


def test_time_is_light_to_import():
    """Nothing but numpy and the standard library: 10 ms beyond numpy on the machine of 2026-11."""
    code = (
        "import sys, cspo.time, cspo.time.utc, cspo.time.scales;"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert not {"erfa", "astropy_iers_data", "numba", "msgspec"} & set(loaded.decode().split())
