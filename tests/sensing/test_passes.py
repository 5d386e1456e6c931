"""Passes, directions and eclipses against Orekit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cspo.errors import UsageError
from cspo.frames import Frame, TurningEarth, bundled_earth_orientation, rotation, transform_pv
from cspo.orbits import Catalog, Ephemeris
from cspo.sensing import (
    CatalogPaths,
    EphemerisPaths,
    FieldOfView,
    Passes,
    Site,
    find_passes,
    look_angles,
)
from cspo.units import NS_PER_S
from tests.sensing.oracle import (
    GEOSTATIONARY,
    ISS,
    MOLNIYA,
    START,
    catalog_of,
    date_of,
    earth_of,
    events_of,
    horizon_of,
    propagator_of,
    vector,
)

EOP = bundled_earth_orientation()


def site_at(latitude_deg: float, longitude_deg: float, height_km: float = 0.0, **more: Any) -> Site:
    return Site(
        site_id="x", latitude_rad=np.radians(latitude_deg),
        longitude_rad=np.radians(longitude_deg), height_km=height_km, **more,
    )  # fmt: skip


def above(elevation_deg: float) -> FieldOfView:
    return FieldOfView(elevation_rad=(np.radians(elevation_deg), np.nan))


def passes_of(lines: str, site: Site, days: float = 1.0) -> Passes:
    return find_passes(CatalogPaths(catalog_of(lines), START), site, 86_400.0 * days, EOP)


def seconds(tai_ns: Any) -> Any:
    return (tai_ns - START.tai_ns) / NS_PER_S


SITES = {
    "wachtberg": (50.6166, 7.1296, 0.25), "equator": (0.0, -78.0, 2.8),
    "north pole": (90.0, 0.0, 0.0), "south pole": (-90.0, 45.0, 2.8),
    "date line": (-17.0, 180.0, 0.0),
}  # fmt: skip


@pytest.mark.parametrize("place", SITES.values(), ids=SITES)
def test_directions_are_those_of_orekit(orekit: Any, place: tuple[float, float, float]) -> None:
    site = site_at(*place)
    horizon, earth = horizon_of(orekit, site), earth_of(orekit)
    date = date_of(orekit, START)
    dice = np.random.default_rng(5)
    away = dice.normal(size=(40, 3))
    points = away / np.linalg.norm(away, axis=1)[:, None] * dice.uniform(6_500, 42_000, (40, 1))
    look = look_angles(site, points)
    for k, point in enumerate(points):
        there = vector(point)
        turn = float(horizon.getAzimuth(there, earth.getBodyFrame(), date)) - look.azimuth_rad[k]
        assert np.remainder(turn + np.pi, 2 * np.pi) - np.pi == pytest.approx(0.0, abs=1e-9)
        elevation = float(horizon.getElevation(there, earth.getBodyFrame(), date))
        assert look.elevation_rad[k] == pytest.approx(elevation, abs=1e-10)
        distance = float(horizon.getRange(there, earth.getBodyFrame(), date))
        assert look.range_km[k] == pytest.approx(distance / 1e3, abs=1e-8)


@pytest.mark.parametrize("place", SITES.values(), ids=SITES)
@pytest.mark.parametrize(("lines", "least_deg"), [(ISS, 0.0), (ISS, 40.0), (MOLNIYA, 5.0)])
def test_rise_and_set_are_those_of_orekit(
    orekit: Any, place: tuple[float, float, float], lines: str, least_deg: float
) -> None:
    site = site_at(*place, field_of_view=above(least_deg))
    detector = orekit.propagation.events.ElevationDetector(
        30.0, 1e-6, horizon_of(orekit, site)
    ).withConstantElevation(float(np.radians(least_deg)))
    events = events_of(orekit, propagator_of(orekit, lines), detector, 2.0)
    found = passes_of(lines, site, 2.0)
    rises = seconds(found.rise_tai_ns[~found.begins_before])
    sets = seconds(found.set_tai_ns[~found.ends_after])
    assert rises == pytest.approx([t for t, up in events if up], abs=1e-4)
    assert sets == pytest.approx([t for t, up in events if not up], abs=1e-4)


def test_the_top_is_that_of_orekit(orekit: Any) -> None:
    site = site_at(*SITES["wachtberg"], field_of_view=above(3.0))
    detector = orekit.propagation.events.ElevationExtremumDetector(
        30.0, 1e-6, horizon_of(orekit, site)
    )
    tops = [t for t, up in events_of(orekit, propagator_of(orekit, ISS), detector, 1.0) if not up]
    found = passes_of(ISS, site)
    assert len(found) >= 4
    for top in seconds(found.top_tai_ns):
        assert np.abs(np.array(tops) - top).min() < 5e-3  # flat there: a millisecond is 1e-9 rad
    assert (found.elevation_rad[:, 1] >= found.elevation_rad[:, [0, 2]].max(axis=1)).all()


def test_a_short_pass_at_the_zenith_is_found_whatever_the_grid() -> None:
    low = passes_of(ISS, site_at(*SITES["wachtberg"]))
    highest = float(low.elevation_rad[:, 1].max())
    top_ns = low.top_tai_ns[int(np.argmax(low.elevation_rad[:, 1]))]
    for less_rad in (1e-3, 1e-6):
        limit = FieldOfView(elevation_rad=(highest - less_rad, np.nan))
        found = passes_of(ISS, site_at(*SITES["wachtberg"], field_of_view=limit))
        assert len(found) == 1
        assert found.duration_s[0] < 20.0
        assert abs(seconds(found.top_tai_ns[0]) - seconds(top_ns)) < 0.01
    beyond = FieldOfView(elevation_rad=(highest + 1e-6, np.nan))
    assert len(passes_of(ISS, site_at(*SITES["wachtberg"], field_of_view=beyond))) == 0


def test_a_fence_that_stands_upright_sees_both_sides_of_the_zenith() -> None:
    south, east = np.radians([60.0, 240.0]), np.radians([20.0, 160.0])
    fence = FieldOfView(azimuth_rad=(south[0], south[0] + 0.02), elevation_rad=tuple(east))
    site = site_at(*SITES["wachtberg"], field_of_view=fence)
    found = passes_of(ISS, site, 3.0)
    azimuth_deg = np.degrees(found.azimuth_rad[:, 1])
    assert len(found) > 3
    assert (found.duration_s < 20.0).all()
    near = np.abs(azimuth_deg - 60.6) < 1.2
    far = np.abs(azimuth_deg - 240.6) < 1.2
    assert (near | far).all()
    assert near.any()
    assert far.any()


def test_what_stays_in_view_begins_before_and_ends_after() -> None:
    seen = [
        passes_of(GEOSTATIONARY, site_at(0.0, longitude, field_of_view=above(10.0)))
        for longitude in range(0, 360, 40)
    ]
    always = [found for found in seen if len(found)]
    assert 0 < len(always) < len(seen)
    for found in always:
        assert len(found) == 1
        assert found.begins_before.all()
        assert found.ends_after.all()
        assert found.duration_s[0] == pytest.approx(86_400.0, abs=1e-6)


def test_range_limits_cut_a_pass() -> None:
    field = FieldOfView(elevation_rad=(0.0, np.nan), range_km=(np.nan, 1_000.0))
    found = passes_of(ISS, site_at(*SITES["wachtberg"], field_of_view=field))
    assert len(found)
    assert found.range_km[:, [0, 2]] == pytest.approx(1_000.0, abs=1e-6)


def test_an_ephemeris_has_the_passes_of_its_elements() -> None:
    paths = CatalogPaths(catalog_of(ISS), START)
    t_s = np.arange(0.0, 86_401.0, 20.0)
    r_km = paths.grid(np.array([0]), t_s)[:, :, 0]
    v_km_s = np.gradient(r_km, t_s, axis=0, edge_order=2)
    tai_ns = START.tai_ns + (t_s * 1e9).astype(np.int64)
    r_gcrf_km, v_gcrf_km_s = transform_pv(r_km, v_km_s, Frame.TEME, Frame.GCRF, tai_ns)
    piece = Ephemeris(
        object_id="norad:25544", frame=Frame.GCRF, epoch=START, t_s=t_s[:3_000],
        r_km=r_gcrf_km[:3_000], v_km_s=v_gcrf_km_s[:3_000],
    )  # fmt: skip
    site = site_at(*SITES["wachtberg"], field_of_view=above(5.0))
    mine = find_passes(EphemerisPaths([piece], START), site, 86_400.0, EOP)
    whole = find_passes(paths, site, 86_400.0, EOP)
    inside = seconds(whole.set_tai_ns) < t_s[2_999]
    assert 0 < inside.sum() < len(whole)
    assert seconds(mine.rise_tai_ns)[: inside.sum()] == pytest.approx(
        seconds(whole.rise_tai_ns[inside]), abs=0.05
    )


def test_matrices_of_the_turning_earth_are_those_of_the_rotation() -> None:
    t_s = np.linspace(0.0, 5 * 86_400.0, 700)
    tai_ns = START.tai_ns + np.round(t_s * 1e9).astype(np.int64)
    exact = rotation(Frame.TEME, Frame.ITRF, tai_ns, EOP)
    assert np.abs(TurningEarth(START, t_s[-1], EOP).itrf_from_teme(t_s) - exact).max() < 2e-10


@pytest.mark.parametrize("duration_s", [0.0, -1.0, np.nan, 1e9])
def test_spans_without_meaning_are_refused(duration_s: float) -> None:
    with pytest.raises(UsageError):
        find_passes(CatalogPaths(catalog_of(ISS), START), site_at(0, 0), duration_s, EOP)


def test_no_objects_no_passes() -> None:
    nobody: Catalog = catalog_of(ISS).take(np.array([], np.int64))
    assert len(find_passes(CatalogPaths(nobody, START), site_at(0, 0), 3_600.0, EOP)) == 0


def test_objects_that_fell_are_not_seen() -> None:
    doomed = ISS.replace(" 51000-3", " 99999-0").replace("15.50036142", "16.60036142")
    found = passes_of(doomed, site_at(*SITES["wachtberg"]), 5.0)
    assert len(found) == 0 or (seconds(found.set_tai_ns) < 4 * 86_400.0).all()


@pytest.mark.parametrize(
    ("latitude_deg", "height_km"), [(91.0, 0.0), (np.nan, 0.0), (0.0, 6_378.0), (0.0, np.nan)]
)
def test_places_off_the_earth_are_refused(latitude_deg: float, height_km: float) -> None:
    with pytest.raises(UsageError):
        site_at(latitude_deg, 0.0, height_km)
