"""Summaries of catalogues: counts of real ones, and what is planted in a small one.

Authority: catalog/SOURCES.md for counts; NUMBERS.md for the docked objects.
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.bridge import read_catalog
from cspo.errors import UsageError
from cspo.orbits import Catalog
from cspo.orbits.summary import is_analyst, screening_start, shared_elements, summarize
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S


@pytest.fixture(scope="module")
def on_orbit(data_dir: Path) -> Catalog:
    path = data_dir / "catalog" / "celestrak_on_orbit_20241101.omm.csv.gz"
    return read_catalog(path).catalog


def test_a_real_catalogue(on_orbit: Catalog) -> None:
    """26,834 objects of 2024-11-01."""
    summary = summarize(on_orbit)
    assert (summary.sets, summary.objects, summary.repeated) == (26_834, 26_834, 0)
    assert summary.start_utc == "2024-10-31T21:00:00.000Z"
    assert sum(summary.regimes.values()) == 26_834
    assert summary.analysts == 567  # counted in the file: 263 of 8xxxx, 304 of 27xxxx
    assert 0.3 < summary.age_d[50] < 0.6
    assert summary.stale_sets == sum(summary.stale.values()) > 500
    assert not summary.simulated


def test_the_docked_objects_of_a_real_catalogue(on_orbit: Catalog) -> None:
    """The two stations with their visitors, and a launch whose stage had no own orbit yet."""
    names = [group.names for group in summarize(on_orbit).shared]
    assert [len(group) for group in names] == [6, 6, 2]
    assert names[0][0] == "CSS (TIANHE)"
    assert "PROGRESS-MS 28" in names[1]
    assert names[2] == ("EUROPA CLIPPER", "FALCON HEAVY R/B")


def test_leo_count_is_that_of_plain_kepler(on_orbit: Catalog) -> None:
    """An oracle without J2: perigee and apogee by mu / n², blurred by the 10 km it misses."""
    a_km = np.cbrt(398_600.8 / on_orbit.mean_motion_rad_s**2)
    apogee_km = a_km * (1.0 + on_orbit.eccentricity) - 6_378.135
    counts = summarize(on_orbit).regimes
    assert (apogee_km < 1990.0).sum() <= counts["LEO"] <= (apogee_km < 2010.0).sum()


def _planted(on_orbit: Catalog) -> Catalog:
    """Eight rows: two of one object, two objects with one set, one in the future, one old."""
    few = on_orbit.take(np.array([0, 0, 1, 2, 3, 4, 5, 6]))
    epoch = np.full(8, Epoch.from_utc("2024-11-01T00:00:00Z").tai_ns)
    epoch[5] += round(DAY_S * NS_PER_S)
    epoch[6] -= round(11 * DAY_S * NS_PER_S)
    norad = few.norad_id.copy()
    norad[7] = 0
    other = few.other_id.astype("U16")
    other[7] = "vimpel:12104"
    columns: dict[str, Any] = {"epoch_tai_ns": epoch, "norad_id": norad, "other_id": other}
    for name in ("mean_motion_rad_s", "eccentricity", "inclination_rad", "raan_rad", "argp_rad",
                 "mean_anomaly_rad"):  # fmt: skip
        column = getattr(few, name).copy()
        column[4] = column[2]
        columns[name] = column
    return replace(few, **columns)


def test_what_was_planted_is_found(on_orbit: Catalog) -> None:
    catalog = _planted(on_orbit)
    reference = Epoch.from_utc("2024-11-01T00:00:00Z")
    summary = summarize(catalog, reference=reference, refused={"checksum": 3})
    assert (summary.sets, summary.objects, summary.repeated, summary.unnumbered) == (8, 7, 1, 1)
    assert (summary.future_epochs, summary.stale_sets) == (1, 1)
    assert summary.age_d[0] == -1.0
    assert summary.age_d[100] == 11.0
    (shared,) = summary.shared
    assert shared.identities == (catalog.identity(2), catalog.identity(4))
    assert summary.owners == {"unknown": 8}
    plain = json.loads(json.dumps(summary.as_dict()))
    assert plain["refused"] == {"checksum": 3}
    assert plain["age_d"]["p100"] == 11.0
    assert plain["shared"][0]["identities"] == list(shared.identities)
    assert plain["stale_sets"] == 1


def test_equal_sets_of_one_object_are_repeats_not_docked(on_orbit: Catalog) -> None:
    assert shared_elements(on_orbit.take(np.array([5, 5, 5]))) == ()
    assert shared_elements(on_orbit.take(np.array([5]))) == ()


def test_an_element_that_differs_in_its_last_bit_is_another_set(on_orbit: Catalog) -> None:
    two = on_orbit.take(np.array([5, 5]))
    apart = replace(two, norad_id=np.array([1, 2]))
    assert [group.tolist() for group in shared_elements(apart)] == [[0, 1]]
    zero = replace(apart, mean_anomaly_rad=np.array([0.0, -0.0]))
    assert len(shared_elements(zero)) == 1
    argp = two.argp_rad.copy()
    argp[1] = np.nextafter(argp[1], 10.0)
    assert shared_elements(replace(apart, argp_rad=argp)) == ()


@given(st.lists(st.integers(0, 3 * 10**18), min_size=1, max_size=200))
def test_at_most_one_epoch_in_twenty_is_after_the_start(epochs: list[int]) -> None:
    column = np.array(epochs)
    start = screening_start(column)
    assert (column > start.tai_ns).sum() <= 0.05 * len(column)
    assert (column <= start.tai_ns - 3600 * NS_PER_S).sum() < 0.95 * len(column)
    assert start.utc_day()[1] % (3600 * NS_PER_S) == 0


def test_the_start_is_the_nearest_rank_of_95_percent() -> None:
    """A hundred epochs an hour apart, shuffled: the 95th counts."""
    first = Epoch.from_utc("2024-11-01T00:30:00Z")
    column = np.array([(first + 3600.0 * k).tai_ns for k in range(100)])
    np.random.default_rng(2).shuffle(column)
    assert str(screening_start(column)) == str(first + 3600.0 * 94.5)


def test_the_start_of_an_hour_stays_and_midnight_comes_after_23() -> None:
    assert str(screening_start(np.array([Epoch.from_utc("2026-07-10T08:00:00Z").tai_ns]))) == (
        "2026-07-10T08:00:00.000Z"
    )
    late = Epoch.from_utc("2016-12-31T23:59:60.5Z").tai_ns  # inside a leap second
    assert str(screening_start(np.array([late]))) == "2017-01-01T00:00:00.000Z"
    with pytest.raises(UsageError, match="expected objects"):
        screening_start(np.array([], np.int64))


def test_analyst_numbers() -> None:
    numbers = [79_999, 80_000, 89_999, 90_000, 269_999, 270_000, 339_999, 340_000, 270_000_000]
    assert is_analyst(np.array(numbers)).tolist() == [
        False, True, True, False, False, True, True, False, True,
    ]  # fmt: skip


def test_a_hundred_thousand_objects_take_a_blink(on_orbit: Catalog) -> None:
    """CPU seconds, best of five: 0.04 on a quiet machine, and this one need not be quiet."""
    rng = np.random.default_rng(1)
    many = on_orbit.take(rng.permutation(100_000) % len(on_orbit))
    shaken = many.mean_motion_rad_s * (1.0 + 1e-6 * rng.random(100_000))
    many = replace(many, norad_id=np.arange(1, 100_001), mean_motion_rad_s=shaken)
    spent = []
    for _ in range(5):
        begin = time.process_time()
        summary = summarize(many)
        spent.append(time.process_time() - begin)
    assert (summary.objects, summary.shared) == (100_000, ())
    assert min(spent) < 0.25
