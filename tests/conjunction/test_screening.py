"""`screen` against known events and against itself."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.conjunction import EventFlag, Volume, screen
from cspo.errors import UsageError
from cspo.time import Epoch
from tests.conjunction.element_sets import catalog_from_satrecs, random_shell, read_tles

START = Epoch.from_utc("2024-11-01T00:00:00Z")
COLUMNS = ("row1", "row2", "tca_tai_ns", "miss_distance_km", "relative_speed_km_s", "flags")


@pytest.fixture(scope="module")
def shell():
    return random_shell(2000, 1, START)


@pytest.fixture(scope="module")
def events(shell):
    return screen(shell, start=START, duration_s=7200.0, threshold_km=10.0)


def test_iridium_33_and_cosmos_2251(data_dir):
    # Authority: data/events/events.csv, SGP4 on the last elements before the collision.
    folder = data_dir / "events" / "iridium_cosmos_2009"
    pair = catalog_from_satrecs(read_tles(folder / "last_tle_before_collision.3le"))
    start = Epoch.from_utc("2009-02-10T00:00:00Z")
    found = screen(pair, start=start, duration_s=86_400.0, threshold_km=5.0)
    k = int(np.argmin(found.miss_distance_km))
    expected = Epoch.from_utc("2009-02-10T16:55:59.80Z")
    assert Epoch(int(found.tca_tai_ns[k])) - expected == pytest.approx(0.0, abs=5e-3)
    # The file's 0.700 km is the range at 59.80 s; 4.2 ms before it, at the minimum, it is
    # 0.69801 km by the sgp4 package (steps of 0.1 ms).
    assert found.miss_distance_km[k] == pytest.approx(0.69801, abs=1e-5)
    off_minimum_km = 11.647 * (expected - Epoch(int(found.tca_tai_ns[k])))
    assert np.hypot(found.miss_distance_km[k], off_minimum_km) == pytest.approx(0.700, abs=5e-4)
    assert found.relative_speed_km_s[k] == pytest.approx(11.647, abs=0.5e-3)


def test_rtn_components_make_the_miss(events):
    rtn = np.stack([events.radial_km, events.in_track_km, events.cross_track_km])
    assert len(events) > 100
    np.testing.assert_allclose(np.linalg.norm(rtn, axis=0), events.miss_distance_km, rtol=1e-12)


def test_threads_and_blocks_change_no_byte(shell, events):
    for settings in ({"threads": 1}, {"threads": 2, "memory_limit_gb": 0.001}):
        again = screen(shell, start=START, duration_s=7200.0, threshold_km=10.0, **settings)
        for (name, column), (_, other) in zip(events.columns(), again.columns(), strict=True):
            assert column.tobytes() == other.tobytes(), name


def test_some_against_all_is_a_part_of_all_against_all(shell, events):
    rows = np.array([3, 700, 1999])
    some = screen(shell, start=START, duration_s=7200.0, threshold_km=10.0, primary_rows=rows)
    mine = np.isin(events.row1, rows) | np.isin(events.row2, rows)
    pairs = np.sort(np.stack([some.row1, some.row2]), axis=0)
    assert mine.sum() == len(some) > 0
    assert np.isin(some.row1, rows).all()
    assert set(zip(*pairs.tolist(), some.tca_tai_ns.tolist(), strict=True)) == set(
        zip(
            events.row1[mine].tolist(),
            events.row2[mine].tolist(),
            events.tca_tai_ns[mine].tolist(),
            strict=True,
        )
    )


def test_box_is_cut_from_its_sphere(shell, events):
    volume = Volume.box(2.0, 6.0, 5.0)
    found = screen(shell, start=START, duration_s=7200.0, volume=volume)
    inside = (
        (np.abs(events.radial_km) < 2.0)
        & (np.abs(events.in_track_km) < 6.0)
        & (np.abs(events.cross_track_km) < 5.0)
    )
    assert len(found) == inside.sum() > 0
    np.testing.assert_array_equal(found.row1, events.row1[inside])


def test_identical_elements_are_one_event_a_day(shell):
    twins = shell.take(np.array([5, 5, 9]))
    object.__setattr__(twins, "norad_id", np.array([1, 2, 3]))
    found = screen(twins, start=START + 43_200.0, duration_s=86_400.0, threshold_km=5.0)
    twin = (found.row1 == 0) & (found.row2 == 1)
    assert twin.sum() == 2
    assert (found.flags[twin] & EventFlag.LONG_DURATION).all()
    assert (found.miss_distance_km[twin] == 0.0).all()


def test_an_identity_never_meets_itself(shell):
    twice = shell.take(np.array([5, 5, 9]))
    found = screen(twice, start=START, duration_s=7200.0)
    assert not ((found.row1 == 0) & (found.row2 == 1)).any()


@pytest.mark.parametrize(
    "settings", [{"duration_s": 0.0}, {"duration_s": np.nan}, {"threads": 0}, {"primary_rows": [9]}]
)
def test_meaningless_requests_are_refused(shell, settings):
    with pytest.raises(UsageError):
        screen(shell.take(np.arange(3)), **{"start": START, "duration_s": 60.0, **settings})


def test_an_interrupted_screening_goes_on_to_the_same_result(shell, events, tmp_path):
    class Interrupted(Exception):
        pass

    def stop_early(fraction):
        if fraction > 0.3:
            raise Interrupted

    settings = {"start": START, "duration_s": 7200.0, "threshold_km": 10.0, "checkpoint": tmp_path}
    with pytest.raises(Interrupted):
        screen(shell, **settings, memory_limit_gb=0.001, progress=stop_early)
    kept = len(list(tmp_path.glob("block_*.npz")))
    assert 0 < kept < 4
    fractions = []
    again = screen(shell, **settings, memory_limit_gb=0.001, progress=fractions.append)
    assert len(fractions) == 4 - kept
    for (name, column), (_, other) in zip(events.columns(), again.columns(), strict=True):
        assert column.tobytes() == other.tobytes(), name
    with pytest.raises(UsageError, match="another folder"):
        screen(shell.take(np.arange(10)), **settings)
