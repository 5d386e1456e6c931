"""A window after a supposed break-up at 480 km: unknown pieces, catalogued ones, the way back."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.consequence.clouds import Assets, cloud_of, crossings, element_sets
from cspo.consequence.fragmentation import Parent, collide
from cspo.consequence.launch import (
    KeepOut,
    ascent_from_points,
    closures,
    generic_ascent,
    launch_site,
)
from cspo.consequence.launch.access import access_after, catalogued
from cspo.consequence.launch.cloud_chance import cloud_chance
from cspo.consequence.launch.gap import _stages
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.frames import Frame
from cspo.orbits import State
from cspo.time import Epoch
from tests.consequence.launch.brute_force import least_distances_km, positions_itrf_km

COMPASS_1 = 32787
"""474 by 483 km, 97.3 degrees, 14 kg in truth: only its orbit is taken."""


@pytest.fixture(scope="module")
def cloud(catalog_2024, begin):
    row = np.flatnonzero(catalog_2024.norad_id == COMPASS_1)
    states, _ = Sgp4Bulk(catalog_2024).propagate(begin, np.zeros(1), rows=row)
    state = State(frame=Frame.TEME, epoch=begin, r_km=states[0, :3, 0], v_km_s=states[0, 3:, 0])
    pieces = collide(Parent(mass_kg=1_500.0), Parent(mass_kg=30.0), 8.0, smallest_m=0.01,
                     generator=np.random.default_rng(1))  # fmt: skip
    return cloud_of(pieces, [state, state])


@pytest.fixture(scope="module")
def few(cloud):
    return cloud.sampled(6_000, generator=np.random.default_rng(2))


@pytest.fixture(scope="module")
def sets(few):
    return element_sets(few)


def test_the_pieces_that_pass_are_those_of_the_slow_way(few, sets, from_kourou, begin, eop):
    """Pieces within 30 km a day later, counted launch by launch."""
    start, launches = begin + 86_400.0, 200
    some = np.random.default_rng(3).choice(len(sets.catalog), 900, replace=False)
    t_s = np.arange(launches + 1_801.0)
    truth = least_distances_km(
        positions_itrf_km(sets.catalog.take(some), start, t_s, eop), from_kourou, launches, 1_800
    )
    unknown = np.zeros(len(few))
    unknown[sets.rows[some]] = 1.0
    ours = cloud_chance(from_kourou, few, sets, start, launches, eop, unknown=unknown)
    radius_km = (7.0 + 0.5 * few.length_m) * 1e-3
    share = few.weight * (radius_km / 30.0) ** 2
    end_s = sets.end_s[some]
    hits = (truth < 30.0) & np.isinf(end_s)[:, None]
    expected = (hits * share[sets.rows[some], None]).sum(axis=0)
    assert hits.sum() > 8
    assert np.abs(ours.expected - expected).max() < 0.02 * expected.max() + share.min()


def test_smearing_is_without_bias(few, sets, begin, eop):
    """Three days on, tubes of 15 and of 30 km give one mean: both go to the same limit."""
    up = generic_ascent(launch_site("kourou"), altitude_km=480.0,
                        inclination_rad=np.radians(97.4), duration_s=5_400.0)  # fmt: skip
    means = [
        cloud_chance(
            up, few, sets, begin + 3 * 86_400.0, 1_440, eop, smear_km=smear_km, step_s=10.0
        )
        for smear_km in (15.0, 30.0)
    ]
    assert means[0].passages.sum() > 400
    assert means[0].expected.mean() == pytest.approx(means[1].expected.mean(), rel=0.12)


def test_the_chance_is_that_of_crossings(cloud, begin, eop):
    """Another method: no paths, but the planes of the pieces and ellipses in them.

    Coasting from insertion on, two launches two hours apart, three days after: together within
    20 %, each within 50 %.
    """
    sets = element_sets(cloud)
    up = generic_ascent(launch_site("kourou"), altitude_km=520.0,
                        inclination_rad=np.radians(97.4), duration_s=5_400.0)  # fmt: skip
    at = round(up.insertion_s / 10.0)
    coasting = ascent_from_points(
        "coast", up.t_s[at:] - up.insertion_s, up.r_itrf_km[at:], up.v_itrf_km_s[at:],
        insertion_s=10.0,
    )  # fmt: skip
    start = begin + 3 * 86_400.0
    launch_ns = start.tai_ns + np.arange(2) * 7_200 * 10**9
    ours = [
        cloud_chance(
            coasting, cloud, sets, Epoch(int(ns)) + (up.insertion_s - 60.0), 121, eop
        ).expected.mean()
        for ns in launch_ns
    ]
    stages = _stages(up, launch_ns, eop, 2 * 7_200.0)
    assets = Assets(area_m2=np.array([np.pi * 7.0**2]), mass_kg=np.array([1e4]))
    theirs = [
        crossings(
            cloud, stages.take(np.array([launch])), generator=np.random.default_rng(3),
            start=Epoch(int(launch_ns[launch])) + up.insertion_s, assets=assets,
            hours=(up.duration_s - up.insertion_s) / 3_600.0, samples=40_000,
        ).probability[0, 1]
        for launch in range(2)
    ]  # fmt: skip
    assert sum(ours) == pytest.approx(sum(theirs), rel=0.2)
    assert np.abs(np.log(np.array(ours) / np.array(theirs))).max() < np.log(1.5)


def test_bounds_before_and_unknown(few, sets, from_kourou, begin, eop):
    chance = cloud_chance(from_kourou, few, sets, begin + 3_600.0, 600, eop)
    assert chance.expected.max() > 0.0
    assert chance.low == pytest.approx(0.25 * chance.expected)
    assert chance.high == pytest.approx(4.0 * chance.expected)
    low, expected, high = chance.closed().sum(axis=1)
    assert low <= expected <= high
    earlier = cloud_chance(from_kourou, few, sets, begin - 7_200.0, 600, eop)
    assert earlier.expected.sum() == 0.0
    none = cloud_chance(from_kourou, few, sets, begin + 3_600.0, 600, eop, unknown=0.0)
    assert none.expected.sum() == 0.0
    for bad in ({"smear_km": 1.0}, {"vehicle_radius_m": -1.0}, {"unknown": 2.0}):
        with pytest.raises(UsageError, match="meet cloud"):
            cloud_chance(from_kourou, few, sets, begin, 10, eop, **bad)


def test_access_comes_back(cloud, catalog_2024, from_kourou, begin, eop):
    stations = catalog_2024.take(np.flatnonzero(np.isin(catalog_2024.norad_id, [25544, 48274])))
    before = closures(from_kourou, stations, begin + 3_600.0, eop, duration_s=1_800.0)
    parts = []
    access = access_after(
        from_kourou, before, cloud, eop, generator=np.random.default_rng(4),
        days=(0.0, 1.0, 20.0, 40.0), progress=parts.append,
    )  # fmt: skip
    first, *_, last = access.days
    assert parts == [0.25, 0.5, 0.75, 1.0]
    assert access.before_s == before.closed_s()
    assert first.closed_s.low <= first.closed_s.expected <= first.closed_s.high
    assert first.added_s.high > 0.0
    assert last.added_s.expected == 0.0
    assert 0.0 <= access.returned_days.low <= access.returned_days.high < 41.0
    again = access_after(
        from_kourou, before, cloud, eop, generator=np.random.default_rng(4), days=(0.0,)
    )
    assert again.days[0].closed_s == first.closed_s
    with pytest.raises(UsageError, match="increasing"):
        access_after(from_kourou, before, cloud, eop, generator=np.random.default_rng(4),
                     days=(3.0, 1.0))  # fmt: skip


def test_catalogued_pieces_close_one_by_one(cloud, catalog_2024, from_kourou, begin, eop):
    """With a sphere of 25 km around debris the catalogued share shows, and grows."""
    stations = catalog_2024.take(np.flatnonzero(catalog_2024.norad_id == 25544))
    before = closures(from_kourou, stations, begin, eop, duration_s=600.0)
    days = access_after(
        from_kourou, before, cloud, eop, generator=np.random.default_rng(5),
        keep_out=KeepOut(other_km=25.0), days=(5.0, 30.0),
    ).days  # fmt: skip
    assert days[0].by_tracked_s == 0.0
    assert days[1].by_tracked_s > 60.0


@pytest.mark.parametrize(
    ("days", "counted"),
    [(11.0, 0 / 1500), (37.0, 606 / 1500), (51.0, 993 / 1500), (64.0, 1103 / 1500),
     (39.0, 135 / 455), (75.0, 200 / 455), (127.0, 275 / 455), (45.0, 24 / 35)],
)  # fmt: skip
def test_catalogues_fill_as_they_did(data_dir, days, counted):
    """Counts of fragment_counts_by_snapshot.csv: Cosmos 1408, NOAA 16, Yunhai 1-02."""
    band = catalogued(days)
    assert band.low - 0.02 <= counted <= band.high + 0.02
