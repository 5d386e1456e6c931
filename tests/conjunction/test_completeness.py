"""Nothing missed and nothing extra, against the C++ of the sgp4 package.

The long form, with the log of its run, is `validation.completeness`.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from cspo.conjunction import EventFlag, screen
from cspo.conjunction.appraisal import appraise
from cspo.time import Epoch
from tests.conjunction.element_sets import catalog_from_satrecs, read_tles


def _brute_force():
    path = Path(__file__).parents[2] / "validation" / "brute_force.py"
    spec = importlib.util.spec_from_file_location("brute_force", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["brute_force"] = module
    spec.loader.exec_module(module)
    return module


brute_force = _brute_force()
HOURS = 3.0
THRESHOLD_KM = 20.0


@pytest.fixture(scope="module")
def sample(data_dir):
    """A part of a debris shell, GEO, eccentric and 12-hour orbits, and two stations."""
    satellites = read_tles(data_dir / "catalog" / "spacetrack_20240705.tle.gz")
    n = np.array([s.no_kozai for s in satellites]) * 720.0 / np.pi
    e = np.array([s.ecco for s in satellites])
    i = np.degrees([s.inclo for s in satellites])
    strata = [
        np.flatnonzero((np.abs(n - 14.2) < 0.1) & (np.abs(i - 98.9) < 0.4))[::2],
        np.flatnonzero((np.abs(n - 1.0) < 0.01) & (e < 0.02))[::9],
        np.flatnonzero(e > 0.6)[::20],
        np.flatnonzero(np.abs(n - 2.0) < 0.05)[::20],
        np.flatnonzero((np.abs(i - 51.64) < 0.05) & (np.abs(n - 15.5) < 0.01)),  # ISS, docked
        np.flatnonzero((np.abs(i - 41.47) < 0.05) & (np.abs(n - 15.6) < 0.05)),  # CSS, docked
        np.flatnonzero((np.abs(i - 53.05) < 0.05) & (np.abs(n - 15.06) < 0.01))[::20],
    ]
    return [satellites[k] for k in np.unique(np.concatenate(strata)).tolist()]


@pytest.fixture(scope="module")
def both(sample):
    start_jd = 2_460_497.0  # 2024-07-05T12:00 UTC
    catalog = catalog_from_satrecs(sample)
    for satellite in sample:  # the brute force counts from its own start
        satellite.jdsatepoch += brute_force.START_JD - start_jd
    found, stay = brute_force.brute_minima(sample, HOURS, THRESHOLD_KM)
    start = Epoch.from_utc("2024-07-05T12:00:00Z")
    events = screen(catalog, start=start, duration_s=HOURS * 3600.0, threshold_km=THRESHOLD_KM)
    return found, {tuple(pair) for pair in stay.tolist()}, events, start


def test_every_minimum_is_found_once(both):
    found, stay, events, _ = both
    mine = sorted(tuple(p) for p in found.pair.tolist() if tuple(p) not in stay)
    long = (events.flags & EventFlag.LONG_DURATION) != 0
    theirs = np.sort(np.stack([events.row1, events.row2], axis=1), axis=1)
    assert sorted(tuple(p) for p in theirs[~long].tolist()) == mine
    assert {tuple(p) for p in theirs[long].tolist()} == stay
    assert long.sum() == len(stay) > 10
    assert len(mine) > 100


def test_times_and_misses_are_those_of_sgp4(both):
    found, stay, events, start = both
    for (a, b), day, miss_km, speed in zip(
        found.pair.tolist(), found.day, found.miss_km, found.speed_km_s, strict=True
    ):
        if (a, b) in stay:
            continue
        of_pair = np.flatnonzero((events.row1 == a) & (events.row2 == b))
        apart_s = np.abs((events.tca_tai_ns[of_pair] - start.tai_ns) / 1e9 - day * 86_400.0)
        k = of_pair[int(np.argmin(apart_s))]
        assert events.miss_distance_km[k] == pytest.approx(miss_km, abs=1e-3)
        if speed > 0.5:
            assert apart_s.min() < 1e-3


def test_iridium_and_cosmos_among_stale_elements(data_dir):
    # Authority: data/events/events.csv. The rest of the catalogue is four months old.
    folder = data_dir / "events" / "iridium_cosmos_2009"
    last = read_tles(folder / "last_tle_before_collision.3le")
    older = read_tles(folder / "snapshot_20081011.tle.gz")
    replaced = {s.satnum for s in last}
    catalog = catalog_from_satrecs([s for s in older if s.satnum not in replaced] + last)
    iridium = np.flatnonzero(catalog.norad_id == 24946)
    events = screen(
        catalog, start=Epoch.from_utc("2009-02-10T12:00:00Z"), duration_s=43_200.0,
        threshold_km=5.0, primary_rows=iridium,
    )  # fmt: skip
    numbers = catalog.norad_id[events.row2]
    k = np.flatnonzero(numbers == 22675)
    assert len(k) == 1
    expected = Epoch.from_utc("2009-02-10T16:55:59.80Z")
    assert abs(Epoch(int(events.tca_tai_ns[k[0]])) - expected) < 5e-3
    assert events.miss_distance_km[k[0]] == pytest.approx(0.698, abs=1e-3)
    assert events.relative_speed_km_s[k[0]] == pytest.approx(11.647, abs=1e-3)
    stale = appraise(catalog, events, np.full(len(events), 0.01)).stale
    assert not stale[k[0]]
    assert stale[numbers != 22675].all()
    assert len(events) > 1
