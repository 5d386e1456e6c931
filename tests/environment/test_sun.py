"""The Sun against JPL's DE 430 as Orekit reads it, the shadow against Orekit's eclipses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cspo.environment import (
    SUN_RADIUS_KM,
    sun_above_limb_rad,
    sun_gcrf_km,
    sunlit_fraction,
)
from cspo.frames import Frame, rotation
from cspo.sensing import CatalogPaths
from cspo.time import Epoch
from tests.sensing.oracle import (
    ISS,
    MOLNIYA,
    START,
    catalog_of,
    date_of,
    earth_of,
    events_of,
    propagator_of,
)


@pytest.mark.parametrize("year", range(1991, 2050, 3))
def test_sun_is_that_of_de430(orekit: Any, year: int) -> None:
    epoch = Epoch.from_utc(f"{year}-{1 + year % 12:02d}-{1 + year % 28:02d}T05:00:00Z")
    try:
        date = date_of(orekit, epoch)
        gcrf = orekit.frames.FramesFactory.getGCRF()
        there = orekit.bodies.CelestialBodyFactory.getSun().getPosition(date, gcrf)
    except Exception as error:  # a Java exception where the file ends
        if "Orekit" not in type(error).__name__ or year < 2000:
            raise
        pytest.skip(f"the table does not reach {year}")
    truth_km = np.array([there.getX(), there.getY(), there.getZ()]) / 1e3
    ours_km = sun_gcrf_km(epoch.tai_ns)
    angle_rad = np.linalg.norm(np.cross(ours_km, truth_km)) / np.linalg.norm(truth_km) ** 2
    assert angle_rad < np.radians(0.05 / 3_600.0)
    assert np.linalg.norm(ours_km) == pytest.approx(np.linalg.norm(truth_km), abs=2_000.0)


def test_vallados_example() -> None:
    # Vallado, Fundamentals of Astrodynamics, 4th ed., example 5-1: mean of date, to 0.01 degrees
    epoch = Epoch.from_utc("2006-04-02T00:00:00Z")
    mod_km = rotation(Frame.GCRF, Frame.MOD, epoch.tai_ns) @ sun_gcrf_km(epoch.tai_ns)
    book_km = np.array([146_186_212.0, 28_788_976.0, 12_481_064.0])
    angle_rad = np.linalg.norm(np.cross(mod_km, book_km)) / np.linalg.norm(book_km) ** 2
    assert angle_rad < np.radians(0.01)


@pytest.mark.parametrize("lines", [ISS, MOLNIYA], ids=["iss", "molniya"])
def test_shadow_begins_and_ends_where_orekit_has_it(orekit: Any, lines: str) -> None:
    sun = orekit.bodies.CelestialBodyFactory.getSun()
    earth = earth_of(orekit)
    paths = CatalogPaths(catalog_of(lines), START)

    def fraction(t_s: float) -> float:
        moment = np.array([t_s])
        tai_ns = START.tai_ns + np.round(moment * 1e9).astype(np.int64)
        turn = rotation(Frame.GCRF, Frame.TEME, tai_ns)
        sun_km = np.einsum("kij,kj->ki", turn, sun_gcrf_km(tai_ns))
        return float(sunlit_fraction(paths.at(np.array([0]), moment), sun_km)[0])

    seen = 0
    for umbra, limit in ((True, 0.0), (False, 1.0)):
        detector = orekit.propagation.events.EclipseDetector(sun, 1e3 * SUN_RADIUS_KM, earth)
        detector = detector.withUmbra() if umbra else detector.withPenumbra()
        for t_s, into_light in events_of(orekit, propagator_of(orekit, lines), detector, 1.0):
            dark, light = (t_s - 0.3, t_s + 0.3) if into_light else (t_s + 0.3, t_s - 0.3)
            if umbra:
                assert fraction(dark) == limit
                assert fraction(light) > limit
            else:
                assert fraction(dark) < limit
                assert fraction(light) == limit
            seen += 1
    assert seen >= 4


def test_fraction_over_the_limb_is_continuous_and_whole() -> None:
    sun_km = np.array([1.496e8, 0.0, 0.0])
    angle_rad = np.linspace(0.0, 2.0 * np.pi, 200_001)
    r_km = 6_900.0 * np.stack([np.cos(angle_rad), np.sin(angle_rad), 0.0 * angle_rad], axis=-1)
    fraction = sunlit_fraction(r_km, sun_km)
    assert fraction.min() == 0.0
    assert fraction.max() == 1.0
    assert np.abs(np.diff(fraction)).max() < 0.01
    assert ((fraction > 0.5) == (sun_above_limb_rad(r_km, sun_km) > 0.0)).mean() > 0.9998


def test_far_away_the_earth_covers_a_part_of_the_sun() -> None:
    # 2 million km behind the Earth its disk is smaller than the Sun's: an annular eclipse
    r_km, sun_km = np.array([-2.0e6, 0.0, 0.0]), np.array([1.496e8, 0.0, 0.0])
    ratio = (6_378.137 / 2.0e6) / (SUN_RADIUS_KM / 1.516e8)
    assert float(sunlit_fraction(r_km, sun_km)) == pytest.approx(1.0 - ratio**2, rel=1e-4)
    assert np.isnan(sunlit_fraction([1_000.0, 0.0, 0.0], sun_km))
