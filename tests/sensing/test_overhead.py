"""What a site sees now, against `find_passes` and `visible_parts`, which find it in another way."""

from __future__ import annotations

import numpy as np
import pytest
from skies import sky

from cspo.dynamics import Sgp4Bulk
from cspo.frames import EarthOrientation, Frame, rotation
from cspo.sensing import CatalogPaths, FieldOfView, Site, find_passes, visible_parts
from cspo.sensing.overhead import Sunlight, overhead
from cspo.time import Epoch
from cspo.units import DEG_RAD

EOP = EarthOrientation.zero()
SITES = [
    Site(site_id="whole", latitude_rad=0.6, longitude_rad=0.3, height_km=0.2),
    Site(
        site_id="radar", latitude_rad=-0.5, longitude_rad=2.0, height_km=1.0,
        field_of_view=FieldOfView(
            azimuth_rad=(300.0 * DEG_RAD, 60.0 * DEG_RAD),
            elevation_rad=(10.0 * DEG_RAD, 85.0 * DEG_RAD), range_km=(200.0, 3_000.0),
        ),
    ),
    Site(
        site_id="below", latitude_rad=1.2, longitude_rad=-2.0, height_km=2.0,
        field_of_view=FieldOfView(elevation_rad=(-2.0 * DEG_RAD, np.nan)),
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def crowd():
    catalog = sky(1_500)
    return catalog, Epoch(int(catalog.epoch_tai_ns.max()))


def positions(catalog, at):
    states, _ = Sgp4Bulk(catalog).propagate(at, np.zeros(1))
    return (rotation(Frame.TEME, Frame.ITRF, at.tai_ns, EOP) @ states[0, :3]).T


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.site_id)
def test_those_whose_pass_goes_on(crowd, site):
    catalog, start = crowd
    at = start + 1_200.0
    found = overhead(site, positions(catalog, at))
    passes = find_passes(CatalogPaths(catalog, start), site, 2_400.0, EOP)
    on = (passes.rise_tai_ns < at.tai_ns) & (at.tai_ns < passes.set_tai_ns)
    assert set(found.row.tolist()) == set(passes.row[on].tolist())
    assert len(found) > 5
    assert (np.diff(found.elevation_rad) <= 0.0).all()


def test_those_who_are_lit_before_a_dark_sky(crowd):
    catalog, start = crowd
    paths, seen = CatalogPaths(catalog, start), 0
    for longitude_rad in np.arange(-3.0, 3.0, 0.5):
        site = Site(site_id="eye", latitude_rad=0.5, longitude_rad=longitude_rad, height_km=0.0)
        passes = find_passes(paths, site, 1_200.0, EOP)
        parts = visible_parts(paths, site, passes, 1_200.0, EOP)
        at = start + 600.0
        on = (parts.begin_tai_ns < at.tai_ns) & (at.tai_ns < parts.end_tai_ns)
        r_km = positions(catalog, at)
        light = Sunlight(at, EOP)
        found = overhead(site, r_km).row
        lit = found[light.lit(r_km[found])] if light.is_dark(site) else found[:0]
        assert set(lit.tolist()) == set(passes.row[parts.of_pass[on]].tolist())
        seen += len(lit)
    assert seen > 20


def test_nobody_is_seen_where_there_is_nobody():
    assert len(overhead(SITES[0], np.zeros((0, 3)))) == 0
    assert len(overhead(SITES[0], np.full((3, 3), np.nan))) == 0
