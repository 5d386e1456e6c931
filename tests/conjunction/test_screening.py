"""`screen` against known events and against itself."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.conjunction import EventFlag, Volume, screen
from cspo.dynamics.sgp4 import PropagationStatus, Sgp4Bulk
from cspo.errors import UsageError
from cspo.frames import Frame, transform_pv
from cspo.orbits import Ephemeris
from cspo.time import Epoch
from tests.conjunction.element_sets import catalog_from_satrecs, catalog_of, random_shell, read_tles

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
    block = next(tmp_path.glob("block_*.npz"))
    block.write_bytes(block.read_bytes()[:-100])
    mended = screen(shell, **settings, memory_limit_gb=0.001)
    assert mended.tca_tai_ns.tobytes() == events.tca_tai_ns.tobytes()
    with pytest.raises(UsageError, match="another folder"):
        screen(shell.take(np.arange(10)), **settings)


def keys(found):
    """Pair (lower row first) and instant to a microsecond of every event, in order of time."""
    pairs = np.sort(np.stack([found.row1, found.row2], axis=1), axis=1).tolist()
    return sorted(
        (t // 1000, *pair) for t, pair in zip(found.tca_tai_ns.tolist(), pairs, strict=True)
    )


def test_order_of_the_catalogue_does_not_matter(shell, events):
    order = np.random.default_rng(7).permutation(len(shell))
    found = screen(shell.take(order), start=START, duration_s=7200.0, threshold_km=10.0)
    back = np.sort(np.stack([order[found.row1], order[found.row2]], axis=1), axis=1)
    due = np.sort(np.stack([events.row1, events.row2], axis=1), axis=1)
    np.testing.assert_array_equal(back[np.lexsort(back.T)], due[np.lexsort(due.T)])
    assert np.abs(np.sort(found.tca_tai_ns) - np.sort(events.tca_tai_ns)).max() < 1000


def test_a_smaller_threshold_finds_a_part(shell, events):
    found = screen(shell, start=START, duration_s=7200.0, threshold_km=3.0)
    within = events.take(events.miss_distance_km < 3.0)
    np.testing.assert_array_equal(found.row1, within.row1)
    assert np.abs(found.tca_tai_ns - within.tca_tai_ns).max() < 1000


def test_two_windows_make_one(shell, events):
    parts = [
        screen(shell, start=START + begin_s, duration_s=length_s, threshold_km=10.0)
        for begin_s, length_s in ((0.0, 2345.678), (2345.678, 7200.0 - 2345.678))
    ]
    joined = sorted(key for part in parts for key in keys(part))
    due = keys(events)
    assert [key[1:] for key in joined] == [key[1:] for key in due]
    assert max(abs(a[0] - b[0]) for a, b in zip(joined, due, strict=True)) <= 1


def test_events_are_minima_of_the_range(events):
    # Definition: at closest approach the range rate is zero.
    d = events.r2_teme_km - events.r1_teme_km
    w = events.v2_teme_km_s - events.v1_teme_km_s
    fast = events.relative_speed_km_s > 0.5
    off_s = (d * w).sum(axis=1) / events.relative_speed_km_s**2
    assert np.abs(off_s[fast]).max() < 1e-3  # SGP4's velocity is off by 1e-5 km/s and more
    np.testing.assert_allclose(np.linalg.norm(d, axis=1), events.miss_distance_km, rtol=1e-12)


def ephemeris_of(catalog, row, object_id, begin_s, end_s, frame):
    t_s = np.arange(begin_s, end_s + 1.0, 30.0)
    states, _ = Sgp4Bulk(catalog.take(np.array([row]))).propagate(START, t_s)
    r, v = states[:, :3, 0], states[:, 3:, 0]
    tai_ns = START.tai_ns + (t_s * 1e9).astype(np.int64)
    r, v = transform_pv(r, v, Frame.TEME, frame, tai_ns)
    return Ephemeris(object_id=object_id, frame=frame, epoch=START, t_s=t_s, r_km=r, v_km_s=v)


def busiest(events):
    return int(np.argmax(np.bincount(np.concatenate([events.row1, events.row2]))))


@pytest.mark.parametrize("frame", [Frame.TEME, Frame.EME2000])
def test_an_ephemeris_meets_what_its_element_set_meets(shell, events, frame):
    row = busiest(events)
    known = f"norad:{shell.norad_id[row]}"
    pieces = [
        ephemeris_of(shell, row, known, 0.0, 7200.0, frame),
        ephemeris_of(shell, row, "somebody:else", 0.0, 7200.0, frame),
    ]
    found = screen(shell, start=START, duration_s=7200.0, threshold_km=10.0, ephemerides=pieces)
    mine = events.take((events.row1 == row) | (events.row2 == row))
    due = sorted(np.where(mine.row1 == row, mine.row2, mine.row1).tolist())
    for k, own in ((0, []), (1, [row])):
        of_piece = found.take(found.row1 == len(shell) + k)
        others = of_piece.row2[of_piece.row2 != row].tolist()
        assert sorted(others) == due
        assert sorted(set(of_piece.row2.tolist()) - set(others)) == own
    first = found.take(found.row1 == len(shell))
    order = np.argsort(mine.tca_tai_ns)
    # The interpolated path is within a meter of SGP4's.
    assert np.abs(first.miss_distance_km - mine.miss_distance_km[order]).max() < 1e-3
    assert np.abs(first.tca_tai_ns - mine.tca_tai_ns[order]).max() < 1e6


def test_an_ephemeris_counts_where_it_reaches(shell, events):
    row = busiest(events)
    mine = events.take((events.row1 == row) | (events.row2 == row))
    half = int(np.median(mine.tca_tai_ns) - START.tai_ns) / 1e9
    piece = ephemeris_of(shell, row, "somebody:else", 0.0, half, Frame.TEME)
    found = screen(shell, start=START, duration_s=7200.0, threshold_km=10.0, ephemerides=[piece])
    last_ns = START.tai_ns + int(piece.t_s[-1] * 1e9)
    due = (mine.tca_tai_ns <= last_ns).sum()
    assert (found.row2 != row).sum() == due > 0
    assert found.excluded.row.tolist() == [len(shell)]
    assert abs(found.excluded.from_tai_ns[0] - last_ns) < 61e9


def test_objects_that_sgp4_cannot_carry_are_named(shell):
    low = catalog_of(
        {
            "epoch_tai_ns": np.array([START.tai_ns, START.tai_ns]),
            "mean_motion_rad_s": np.array([16.4, 15.0]) * 2.0 * np.pi / 86_400.0,
            "eccentricity": np.array([1e-3, 1e-3]),
            "inclination_rad": np.array([0.9, 0.9]),
            "raan_rad": np.zeros(2),
            "argp_rad": np.zeros(2),
            "mean_anomaly_rad": np.zeros(2),
            "bstar_per_er": np.array([0.1, 0.0]),
        }
    )
    found = screen(low, start=START, duration_s=86_400.0)
    assert found.excluded.row.tolist() == [0]
    assert START.tai_ns < found.excluded.from_tai_ns[0] < START.tai_ns + 86_400e9
    assert found.excluded.status[0] != PropagationStatus.OK


def test_a_reentering_object_is_screened_to_its_last_seconds():
    # Authority: ranges by SGP4 every second.
    shell = random_shell(4000, 3, START, altitude_km=50.0)
    low = {name: column.copy() for name, column in shell.columns()}
    low["mean_motion_rad_s"][0] = 16.3 * 2.0 * np.pi / 86_400.0
    low["bstar_per_er"][0], low["epoch_tai_ns"][0] = 0.05, START.tai_ns
    low["bstar_per_er"][1:] = 0.0
    catalog = catalog_of(low)
    found = screen(catalog, start=START, duration_s=21_600.0, threshold_km=150.0, primary_rows=[0])
    assert found.excluded.row.tolist() == [0]
    end_s = (found.excluded.from_tai_ns[0] - START.tai_ns) / 1e9
    t_s = np.arange(end_s - 1800.0, end_s + 20.0)
    states, status = Sgp4Bulk(catalog).propagate(START, t_s)
    alive = status[:, 0] == 0
    assert not alive.all()
    r = states[alive, :3]
    gap = np.linalg.norm(r - r[:, :, :1], axis=1)
    least = (gap[1:-1] < gap[:-2]) & (gap[1:-1] < gap[2:]) & (gap[1:-1] < 149.0)
    step, row = np.nonzero(least)
    due = [
        (k, t)
        for k, t in zip(row.tolist(), t_s[alive][step + 1], strict=True)
        if t < t_s[alive][-1] - 20.0
    ]
    times = (found.tca_tai_ns - START.tai_ns) / 1e9
    for k, t in due:
        assert np.abs(times[found.row2 == k] - t).min() < 1.0
    assert len(due) > 5
    assert max(t for _, t in due) > t_s[alive][-1] - 400.0


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_objects_to_meet(shell, count):
    found = screen(shell.take(np.arange(count)), start=START, duration_s=3600.0)
    assert len(found) == len(found.excluded) == 0
    nobody = screen(shell, start=START, duration_s=3600.0, primary_rows=np.zeros(0, int))
    assert len(nobody) == 0


def test_elements_that_mean_nothing_are_left_out_alone(shell, events):
    bad = {name: column.copy() for name, column in shell.columns()}
    bad["eccentricity"][7] = np.nan
    bad["mean_motion_rad_s"][8] = 0.0
    found = screen(catalog_of(bad), start=START, duration_s=7200.0, threshold_km=10.0)
    assert found.excluded.row.tolist() == [7, 8]
    due = ~(np.isin(events.row1, [7, 8]) | np.isin(events.row2, [7, 8]))
    np.testing.assert_array_equal(found.tca_tai_ns, events.tca_tai_ns[due])
