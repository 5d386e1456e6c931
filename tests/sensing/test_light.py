"""Sunlit before a dark sky: instant by instant against Orekit's Sun, shadow and horizon."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cspo.environment import SUN_RADIUS_KM
from cspo.frames import bundled_earth_orientation
from cspo.sensing import (
    CatalogPaths,
    FieldOfView,
    Site,
    brightness,
    diffuse_sphere_magnitude,
    extinction_magnitude,
    find_passes,
    visible_parts,
)
from cspo.units import NS_PER_S
from tests.sensing.oracle import (
    ISS,
    START,
    catalog_of,
    date_of,
    earth_of,
    horizon_of,
    propagator_of,
)

EOP = bundled_earth_orientation()
SITE = Site(
    site_id="wachtberg", latitude_rad=np.radians(50.6166), longitude_rad=np.radians(7.1296),
    height_km=0.25, field_of_view=FieldOfView(elevation_rad=(np.radians(5.0), np.nan)),
)  # fmt: skip
DAYS = 4.0


@pytest.fixture(scope="module")
def found() -> Any:
    paths = CatalogPaths(catalog_of(ISS), START)
    passes = find_passes(paths, SITE, 86_400.0 * DAYS, EOP)
    return paths, passes, visible_parts(paths, SITE, passes, 86_400.0 * DAYS, EOP)


def test_parts_are_where_orekit_sees_light_and_darkness(orekit: Any, found: Any) -> None:
    _, passes, parts = found
    begin_s = (parts.begin_tai_ns - START.tai_ns) / NS_PER_S
    end_s = (parts.end_tai_ns - START.tai_ns) / NS_PER_S
    propagator, horizon = propagator_of(orekit, ISS), horizon_of(orekit, SITE)
    sun = orekit.bodies.CelestialBodyFactory.getSun()
    detector = orekit.propagation.events.EclipseDetector(sun, 1e3 * SUN_RADIUS_KM, earth_of(orekit))
    umbra, penumbra = detector.withUmbra(), detector.withPenumbra()
    start, seen = date_of(orekit, START), {True: 0, False: 0}
    for row in range(len(passes)):
        first, last = ((ns - START.tai_ns) / NS_PER_S
                       for ns in (passes.rise_tai_ns[row], passes.set_tai_ns[row]))  # fmt: skip
        for t_s in np.arange(first + 1.0, last - 1.0, 20.0):
            date = start.shiftedBy(float(t_s))
            state = propagator.propagate(date)
            lit, dark = float(penumbra.g(state)) > 0.0, float(umbra.g(state)) < 0.0
            if not lit and not dark:
                continue  # eight seconds of penumbra: half of it is tested with the shadow
            there = sun.getPosition(date, state.getFrame())
            height = float(horizon.getElevation(there, state.getFrame(), date))
            if abs(height - np.radians(-12.0)) < 1e-4:
                continue
            expected = lit and height < np.radians(-12.0)
            assert ((begin_s <= t_s) & (t_s <= end_s)).any() == expected, t_s
            seen[expected] += 1
    assert min(seen.values()) > 15


def test_parts_lie_in_their_passes(found: Any) -> None:
    _, passes, parts = found
    assert len(parts)
    assert (parts.begin_tai_ns >= passes.rise_tai_ns[parts.of_pass]).all()
    assert (parts.end_tai_ns <= passes.set_tai_ns[parts.of_pass]).all()
    assert (parts.begin_tai_ns < parts.end_tai_ns).all()


def test_brightness_is_that_of_the_parts_put_together(orekit: Any, found: Any) -> None:
    """The same formula on Orekit's distance and phase angle."""
    paths, _, parts = found
    t_s = 0.5 * (parts.begin_tai_ns + parts.end_tai_ns - 2 * START.tai_ns) / NS_PER_S
    rows = np.zeros(len(t_s), np.int64)
    ours = brightness(paths, SITE, rows, t_s, np.full(len(t_s), 10.0), EOP)
    propagator, horizon = propagator_of(orekit, ISS), horizon_of(orekit, SITE)
    for k, moment in enumerate(t_s):
        date = date_of(orekit, START).shiftedBy(float(moment))
        state = propagator.propagate(date)
        frame = state.getFrame()
        here = state.getPVCoordinates().getPosition()
        to_sun = orekit.bodies.CelestialBodyFactory.getSun().getPosition(date, frame).subtract(here)
        to_site = horizon.getPVCoordinates(date, frame).getPosition().subtract(here)
        phase = float(type(to_sun).angle(to_sun, to_site))
        truth = diffuse_sphere_magnitude(10.0, float(to_site.getNorm()) / 1e3, phase)
        truth = truth + extinction_magnitude(float(horizon.getElevation(here, frame, date)))
        assert ours[k] == pytest.approx(float(truth), abs=1e-4)


def test_at_the_pole_in_winter_it_is_always_dark_and_in_summer_never() -> None:
    paths = CatalogPaths(catalog_of(ISS.replace("51.6391", "97.6391")), START)
    for latitude, lit in ((90.0, True), (-90.0, False)):
        site = Site(site_id="pole", latitude_rad=np.radians(latitude), longitude_rad=0.0,
                    height_km=0.0)  # fmt: skip
        passes = find_passes(paths, site, 86_400.0, EOP)
        parts = visible_parts(paths, site, passes, 86_400.0, EOP)
        assert len(passes) > 10
        assert (len(parts) > 0) == lit
