"""Coverage and revisit against plain geometry, Orekit's look angles, and a published outage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cspo.bridge.read_catalog import read_catalog
from cspo.consequence.services import Coverage, Places, coverage, globe
from cspo.consequence.services.coverage import coverages
from cspo.consequence.services.sky import Sky
from cspo.constants import EARTH_RADIUS_KM
from cspo.errors import ResourceLimit, UsageError
from cspo.frames import EarthOrientation
from cspo.orbits import Catalog, reference_population
from cspo.time import Epoch

START = Epoch.from_utc("2024-11-01T00:00:00Z")
EOP = EarthOrientation.zero()


def circular(altitude_km: float, inclination_deg: float, count: int = 1) -> Catalog:
    """Satellites in one circle, evenly spaced."""
    motion = np.sqrt(398_600.8 / (6378.135 + altitude_km) ** 3)
    return Catalog(
        norad_id=np.arange(1, count + 1), epoch_tai_ns=np.full(count, START.tai_ns),
        mean_motion_rad_s=np.full(count, motion), eccentricity=np.zeros(count),
        inclination_rad=np.full(count, np.radians(inclination_deg)), raan_rad=np.zeros(count),
        argp_rad=np.zeros(count), mean_anomaly_rad=2.0 * np.pi * np.arange(count) / count,
        bstar_per_er=np.zeros(count), source="by hand",
    )  # fmt: skip


@pytest.mark.parametrize(("altitude_km", "elevation_deg"), [(780.0, 8.2), (20_200.0, 5.0)])
def test_the_share_of_the_earth_in_view_is_that_of_a_cap(
    altitude_km: float, elevation_deg: float
) -> None:
    """Wertz 2001, Mission Geometry, section 9.1: cos(lambda + e) = R cos(e) / r."""
    seen = coverage(
        circular(altitude_km, 55.0), [0], globe(2.0), start=START, eop=EOP, hours=4.0,
        step_s=300.0, elevation_rad=np.radians(elevation_deg),
    )  # fmt: skip
    elevation = np.radians(elevation_deg)
    ratio = 6371.0 / (6371.0 + altitude_km)
    radius = np.arccos(ratio * np.cos(elevation)) - elevation
    cap = 0.5 * (1.0 - np.cos(radius))
    assert seen.places.mean(seen.share()) == pytest.approx(cap, rel=0.02)


def test_off_nadir_is_the_angle_at_the_satellite() -> None:
    """A half angle of 10.3 degrees at 786 km is the swath of 290 km that Sentinel-2 has."""
    catalog = circular(786.0, 98.6)
    east = np.linspace(0.0, 3.0, 1201)
    line = Places(latitude_rad=np.zeros(1201), longitude_rad=np.radians(east), weight=np.ones(1201))
    (_, r_km), *_ = Sky(catalog, [0], START, 0.001, 1.0, EOP).parts()
    below = np.arctan2(r_km[0, 0, 1], r_km[0, 0, 0])
    moved = Places(
        latitude_rad=line.latitude_rad, longitude_rad=line.longitude_rad + below, weight=line.weight
    )
    seen = coverage(
        catalog, [0], moved, start=START, eop=EOP, hours=0.001, step_s=1.0,
        off_nadir_rad=np.radians(10.3),
    )  # fmt: skip
    reach_km = np.radians(east[seen.in_view[0] > 0].max()) * EARTH_RADIUS_KM
    assert 2.0 * reach_km == pytest.approx(290.0, rel=0.02)


def test_counts_are_those_of_plain_geometry() -> None:
    sky = reference_population(count=30_000)
    rows = np.flatnonzero(np.char.startswith(sky.name, "SIM IRIDIUM-NEXT"))[:20]
    places = globe(20.0)
    seen = coverage(
        sky, rows, places, start=START, eop=EOP, hours=2.0, step_s=600.0,
        elevation_rad=np.radians(10.0), off_nadir_rad=np.radians(60.0),
    )  # fmt: skip
    (_, r_km), *_ = Sky(sky, rows, START, 2.0, 600.0, EOP).parts()
    away = r_km[:, :, None] - places.r_itrf_km
    length = np.linalg.norm(away, axis=-1)
    elevation = np.arcsin((away * places.up).sum(axis=-1) / length)
    down = -r_km / np.linalg.norm(r_km, axis=-1)[..., None]
    nadir = np.arccos((-away * down[:, :, None]).sum(axis=-1) / length)
    expected = ((elevation >= np.radians(10.0)) & (nadir <= np.radians(60.0))).sum(axis=1)
    assert expected.sum() > 50
    assert (seen.in_view == expected).all()


def test_a_swath_is_what_a_narrow_look_sees_second_by_second() -> None:
    """Swept every minute against looked every second: the same places, but for the very rim."""
    catalog = circular(705.0, 98.2)
    net = globe(3.0)
    window: dict[str, Any] = {"start": START, "eop": EOP, "hours": 1.6}
    angle = np.radians(12.0)
    swept = coverage(catalog, [0], net, step_s=60.0, off_nadir_rad=angle, swept=True, **window)
    looked = coverage(catalog, [0], net, step_s=1.0, off_nadir_rad=angle, **window)
    by_sweep = (swept.in_view > 0).any(axis=0)
    by_look = (looked.in_view > 0).any(axis=0)
    assert by_look.sum() > 80
    assert (by_sweep != by_look).sum() <= 0.03 * by_look.sum()
    first = np.argmax(looked.in_view > 0, axis=0)
    both = by_sweep & by_look
    minute = np.argmax(swept.in_view > 0, axis=0)
    assert (abs(first[both] - 60 * minute[both] - 30) <= 62).all()


def test_what_stands_still_is_seen_all_the_time() -> None:
    """A geostationary satellite sweeps nothing, and sees its cap."""
    catalog = circular(35_786.0, 0.05)
    net = globe(5.0)
    window: dict[str, Any] = {"start": START, "eop": EOP, "hours": 3.0, "step_s": 60.0}
    swept = coverage(catalog, [0], net, elevation_rad=0.2, swept=True, **window)
    looked = coverage(catalog, [0], net, elevation_rad=0.2, **window)
    assert looked.share().max() == 1.0
    apart = np.abs(swept.share() - looked.share())
    assert net.mean(apart > 0.02) < 0.015  # the rim: a sphere against the ellipsoid's normal


@pytest.mark.parametrize(
    ("number", "off_nadir_deg", "days"), [(40697, 10.3, 10.0), (39084, 7.5, 16.0)]
)
def test_one_imager_has_seen_all_lands_after_its_repeat(
    data_dir: Path, number: int, off_nadir_deg: float, days: float
) -> None:
    """ESA: one Sentinel-2 repeats after 10 days; USGS: one Landsat after 16. By daylight."""
    catalog = read_catalog(
        [str(data_dir / "catalog" / "celestrak_on_orbit_20241101.omm.csv.gz")]
    ).catalog
    row = np.flatnonzero(catalog.norad_id == number)
    net = globe(10.0)
    seen = coverage(
        catalog, row, net, start=START, eop=EOP, hours=24.0 * days, step_s=60.0,
        off_nadir_rad=np.radians(off_nadir_deg), sun_elevation_rad=0.0, swept=True,
    )  # fmt: skip
    lands = np.abs(np.degrees(net.latitude_rad)) <= 56.0
    whole = (seen.in_view > 0).any(axis=0)[lands]
    half = (seen.in_view[: len(seen.t_s) // 2] > 0).any(axis=0)[lands]
    assert whole.mean() > 0.99
    assert 0.4 < half.mean() < 0.85


def test_the_sun_is_that_of_orekit(orekit: Any) -> None:
    sky = Sky(circular(780.0, 86.0), [0], START, 72.0, 7000.0, EOP)
    itrf = orekit.frames.FramesFactory.getITRF(orekit.utils.IERSConventions.IERS_2010, True)
    sun = orekit.bodies.CelestialBodyFactory.getSun()
    utc = orekit.time.TimeScalesFactory.getUTC()
    for seconds, ours in zip(sky.t_s, sky.sun_itrf(), strict=True):
        date = orekit.time.AbsoluteDate((START + seconds).utc_iso(3)[:-1], utc)
        where = sun.getPVCoordinates(date, itrf).getPosition().normalize()
        theirs = [where.getX(), where.getY(), where.getZ()]
        assert np.degrees(np.arccos(np.dot(ours, theirs))) < 0.02


def test_what_needs_daylight_sees_none_by_night() -> None:
    window: dict[str, Any] = {"start": START, "eop": EOP, "hours": 24.0, "step_s": 300.0}
    net = globe(15.0)
    always = coverage(circular(20_000.0, 55.0, 24), range(24), net, **window)
    by_day = coverage(circular(20_000.0, 55.0, 24), range(24), net, sun_elevation_rad=0.0, **window)
    lit = Sky(circular(780.0, 0.0), [0], START, 24.0, 300.0, EOP).sun_itrf() @ net.up.T >= 0.0
    assert net.mean(lit.mean(axis=0)) == pytest.approx(0.5, abs=0.01)
    assert (by_day.in_view == np.where(lit, always.in_view, 0)).all()


def test_cases_are_counted_apart() -> None:
    catalog = circular(1200.0, 80.0, 8)
    cases = np.array([[True] * 8, [True] * 4 + [False] * 4, [False] * 8])
    window: dict[str, Any] = {"start": START, "eop": EOP, "hours": 2.0, "step_s": 300.0}
    together = coverages(catalog, range(8), cases, globe(20.0), **window)
    for case, found in zip(cases, together, strict=True):
        alone = coverage(catalog, np.flatnonzero(case), globe(20.0), **window)
        assert (alone.in_view == found.in_view).all()


def made_of(seen: list[int]) -> Coverage:
    """Coverage of one place that was seen at these steps of 10 s."""
    here = Places(latitude_rad=[0.0], longitude_rad=[0.0], weight=[1.0])
    return Coverage(
        start=START, t_s=10.0 * np.arange(len(seen)), places=here,
        in_view=np.array(seen, np.uint16)[:, None],
    )  # fmt: skip


def test_gaps_by_hand() -> None:
    found = made_of([0, 0, 0, 0, 1, 2, 0, 0, 1, 0, 1, 0])
    assert found.share().tolist() == [pytest.approx(4 / 12)]
    assert found.share(2).tolist() == [pytest.approx(1 / 12)]
    assert found.longest_gap_s().tolist() == [40.0]
    assert found.mean_gap_s().tolist() == [15.0]  # 20 s and 10 s; the ends don't count
    assert found.age_s()[[3, 5, 7, 11], 0].tolist() == [np.inf, 0.0, 20.0, 10.0]
    assert found.fresh_share(10.0).tolist() == [pytest.approx(7 / 11)]
    assert np.isnan(made_of([0, 1, 1]).mean_gap_s()[0])
    assert made_of([0, 0]).longest_gap_s().tolist() == [20.0]
    with pytest.raises(UsageError):
        made_of([1, 1]).fresh_share(100.0)


def test_one_lost_iridium_is_an_outage_of_minutes_twice_a_day() -> None:
    """Farrar, quoted on 2009-02-12 (Gigaom): 5 to 9 minutes, twice daily, at a place.

    That is of places that the gap passes over; where it passes by, the neighbours' edges make it
    shorter.
    """
    cases = np.array([[True] * 66, [False] + [True] * 65])
    equator = Places(
        latitude_rad=np.zeros(24), longitude_rad=np.radians(15.0 * np.arange(24)),
        weight=np.ones(24),
    )  # fmt: skip
    whole, less = coverages(
        iridium(), range(66), cases, equator, start=START, eop=EOP, step_s=15.0,
        elevation_rad=np.radians(8.2),
    )  # fmt: skip
    assert (whole.share() > 0.999).all()
    outages = np.diff((less.in_view == 0).astype(int), axis=0) == 1
    assert 2.0 <= np.median(outages.sum(axis=0)) <= 3.0  # with those of seconds at the gap's rim
    minutes = less.longest_gap_s() / 60.0
    assert 5.0 <= np.median(minutes) <= 9.0
    assert minutes.max() <= 9.0


def iridium() -> Catalog:
    """The constellation as filed: 6 planes 31.6 degrees apart, 11 satellites each, 780 km."""
    plane, slot = np.divmod(np.arange(66), 11)
    return Catalog(
        norad_id=np.arange(1, 67), epoch_tai_ns=np.full(66, START.tai_ns),
        mean_motion_rad_s=np.full(66, 14.342 * 2.0 * np.pi / 86_400.0), eccentricity=np.zeros(66),
        inclination_rad=np.full(66, np.radians(86.4)), raan_rad=np.radians(31.6) * plane,
        argp_rad=np.zeros(66), bstar_per_er=np.zeros(66), source="by hand",
        mean_anomaly_rad=2.0 * np.pi / 11.0 * (slot + 0.5 * (plane % 2)),
    )  # fmt: skip


def test_bad_input_is_refused() -> None:
    catalog, places = circular(780.0, 86.0), globe(30.0)
    for wrong in (
        {"elevation_rad": -0.1}, {"elevation_rad": np.nan}, {"off_nadir_rad": 0.0},
        {"hours": np.inf}, {"sun_elevation_rad": np.nan}, {"step_s": np.nan}, {"step_s": 1e9},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            coverage(catalog, [0], places, start=START, eop=EOP, **wrong)
    for rows in ([1], [-1], [0.0], [[0]]):
        with pytest.raises(UsageError, match="rows"):
            coverage(catalog, rows, places, start=START, eop=EOP)
    with pytest.raises(UsageError):
        coverages(catalog, [0], np.ones((1, 2), bool), places, start=START, eop=EOP)
    with pytest.raises(ResourceLimit):
        coverage(catalog, [0], globe(1.5), start=START, eop=EOP, hours=700.0, step_s=10.0)
    for step_deg in (1.0, np.nan, 90.0):
        with pytest.raises(UsageError):
            globe(step_deg)
