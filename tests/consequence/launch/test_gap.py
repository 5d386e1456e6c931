"""The 56 hours after launch screening, against dispersed stages flown one by one."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.cli.catalogs import load
from cspo.consequence.clouds import Cloud, element_sets
from cspo.consequence.launch import Dispersion, generic_ascent, launch_site
from cspo.consequence.launch.gap import GAP_HOURS, stage_gap, station_gap
from cspo.constants import EARTH_MU_KM3_S2, EARTH_ROTATION_RAD_S
from cspo.dynamics import Sgp4Bulk
from cspo.errors import UsageError
from cspo.frames import Frame, rotation

SPREAD = Dispersion()
NEAR_KM = 12.0


@pytest.fixture(scope="module")
def iss(catalog_2024):
    return catalog_2024.take(np.flatnonzero(catalog_2024.norad_id == 25544))


def to(altitude_km, inclination_deg=40.0):
    return generic_ascent(
        launch_site("cape-canaveral"), altitude_km=altitude_km,
        inclination_rad=np.radians(inclination_deg),
    )  # fmt: skip


def dispersed(ascent, launch, eop, count, generator):
    """Element sets of as many stages, drawn: axis and eccentricity, plane, time."""
    at = launch + ascent.insertion_s
    r, v, _ = ascent.at([ascent.insertion_s])
    v = v + np.cross([0.0, 0.0, EARTH_ROTATION_RAD_S], r)
    turn = rotation(Frame.TEME, Frame.ITRF, at.tai_ns, eop)
    r, v = r[0] @ turn, v[0] @ turn
    radius, normal = np.linalg.norm(r), np.cross(r, v)
    out, normal = r / radius, normal / np.linalg.norm(normal)
    ahead = np.cross(normal, out)
    d_axis = generator.normal(0.0, SPREAD.axis_km, (count, 1))
    rest = np.sqrt(SPREAD.radial_km**2 - SPREAD.axis_km**2)
    e_cos, e_sin = generator.normal(0.0, rest / radius, (2, count, 1))
    angle = generator.normal(0.0, SPREAD.in_track_km / radius, (count, 1))
    tilt = generator.normal(0.0, SPREAD.cross_track_km / radius, (2, count, 1))
    axis = radius + d_axis
    distance, speed = axis * (1.0 - e_cos), np.sqrt(EARTH_MU_KM3_S2 / axis)
    plane = normal + tilt[0] * ahead + tilt[1] * out
    plane /= np.linalg.norm(plane, axis=1, keepdims=True)
    here = np.cos(angle) * out + np.sin(angle) * ahead
    here -= (here * plane).sum(axis=1, keepdims=True) * plane
    here /= np.linalg.norm(here, axis=1, keepdims=True)
    along = np.cross(plane, here)
    cloud = Cloud(
        epoch=at, r_teme_km=distance * here, v_teme_km_s=speed * ((1.0 + e_cos) * along
        + e_sin * here), dv_km_s=np.zeros((count, 3)), area_to_mass_m2_kg=np.full(count, 0.01),
        length_m=np.full(count, 5.0), mass_kg=np.full(count, 1e3), weight=np.ones(count),
    )  # fmt: skip
    return element_sets(cloud).catalog


def met(stages, station, begin, hours):
    """How often stages come within 12 km, looked at every 8 s and straight between."""
    times = 0
    one, other = Sgp4Bulk(stages), Sgp4Bulk(station)
    for first in np.arange(0.0, hours * 3_600.0, 8_000.0):
        t_s = first + np.arange(0.0, min(8_000.0, hours * 3_600.0 - first) + 8.0, 8.0)
        away = one.propagate(begin, t_s)[0][:, :3] - other.propagate(begin, t_s)[0][:, :3]
        step = np.diff(away, axis=0)
        part = np.clip(-(away[:-1] * step).sum(axis=1) / (step * step).sum(axis=1), 0.0, 1.0)
        square = ((away[:-1] + part[:, None] * step) ** 2).sum(axis=1)
        near = np.vstack([np.zeros(len(stages), bool), square < NEAR_KM**2])
        times += int((near[1:] & ~near[:-1]).sum())
    return times


@pytest.mark.parametrize(
    ("altitude_km", "minutes_on"), [(428.0, 200.0), (408.0, 520.0), (420.0, 1_100.0)]
)
def test_the_chance_is_that_of_stages_flown_one_by_one(iss, begin, eop, altitude_km, minutes_on):
    """500 dispersed stages by SGP4 for 56 h, a sphere of 12 km: a tenth, and three sigma."""
    up, launch = to(altitude_km), begin + minutes_on * 60.0
    gap = station_gap(up, iss, 0, launch, eop, duration_s=60.0, hbr_m=NEAR_KM * 1e3)
    stages = dispersed(up, launch, eop, 500, np.random.default_rng(11))
    count = met(stages, iss, launch + up.duration_s, GAP_HOURS)
    expected = -500.0 * np.log1p(-gap.pc[0])
    assert abs(count - expected) < 3.0 * np.sqrt(expected) + 0.1 * expected
    assert expected > 5.0


def test_only_orbits_that_cross_close(iss, begin, eop):
    """The station at 412 to 425 km that day: 300 and 480 km can't meet it, 420 km can."""
    for altitude_km, crosses in ((300.0, False), (420.0, True), (480.0, False)):
        gap = station_gap(to(altitude_km), iss, 0, begin, eop, duration_s=86_400.0, step_s=600.0)
        assert gap.could_cross.any() == crosses
        if not crosses:
            assert gap.closed_s() == 0.0
            assert gap.pc.max() < 1e-12
            assert gap.separation_km.min() > 40.0
        else:
            # Nodal separation alone would close nearly all; the probability reopens most.
            assert gap.could_cross.mean() > 0.5
            assert 0.0 < gap.closed.mean() < 0.5 * gap.could_cross.mean()


def test_the_stage_of_gps_iir_20_crosses_the_orbit_of_the_station(data_dir):
    """Launched 2009-03-24, the case that made the gap known (Hametz and Beaver, AAS 13-360).

    In the catalogue ten weeks later the second stage is still at 168 by 686 km: within 56 hours
    the two orbits meet at a node. The satellite at 20,100 km and the third stage on its transfer
    orbit don't come near.
    """
    path = data_dir / "events/iridium_cosmos_2009/snapshot_20090531.tle.gz"
    catalog = load([str(path)]).catalog
    station = int(np.flatnonzero(catalog.norad_id == 25544)[0])
    apart = {}
    for part in "ABC":
        rows = np.flatnonzero(catalog.designator == f"2009-014{part}")
        apart[part], _, _ = stage_gap(catalog.take(rows), catalog, station, after_s=6_000.0)
    assert apart["C"][0] < 3.0 * SPREAD.radial_km
    assert min(apart["A"][0], apart["B"][0]) > 1_000.0


def test_a_gap_without_meaning_is_refused(iss, begin, eop):
    up = to(420.0)
    for bad in ({"hours": 0.0}, {"duration_s": float("nan")}, {"step_s": 0.1}, {"hbr_m": -1.0},
                {"limit_pc": 2.0}):  # fmt: skip
        with pytest.raises(UsageError, match="judge gap"):
            station_gap(up, iss, 0, begin, eop, **{"duration_s": 60.0, **bad})
    with pytest.raises(UsageError, match="10,000"):
        station_gap(up, iss, 0, begin, eop, duration_s=86_400.0, step_s=1.0)
