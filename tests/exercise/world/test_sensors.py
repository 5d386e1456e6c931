"""Who sees what: by plain trigonometry on a turning sphere, and by the Almanac's Sun."""

from __future__ import annotations

import erfa
import numpy as np
import pytest

from cspo.exercise.scenario import Sensor
from cspo.exercise.world import InputKind
from cspo.exercise.world.sensors import Instant, eyes_of, sorts_of, turning_earth
from cspo.exercise.world.truth import Truth
from cspo.frames import EarthOrientation
from cspo.orbits.reference_population import reference_population
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays
from tests.exercise.world.worlds import STARTS, asset, played, scenario

RADAR = Sensor(name="Radar", nation="NOR", kind="radar", latitude_deg=70.4, longitude_deg=31.1,
               lowest_elevation_deg=10.0, farthest_km=4_000.0, regimes=("LEO",))  # fmt: skip
SCOPE = Sensor(name="Scope", nation="NOR", kind="optical", latitude_deg=-21.9,
               longitude_deg=114.1, lowest_elevation_deg=20.0)  # fmt: skip


def test_a_radar_sees_what_is_high_and_near_enough() -> None:
    given = scenario(asset("A", 1, "NOR"), sensors=(RADAR,))
    sky = reference_population(count=3_000, epoch=STARTS)
    t = STARTS + 5_000.0
    r_km, _ = Truth(sky).states(np.arange(3_000), t)
    sorts = sorts_of(sky)
    turning = turning_earth(given, EarthOrientation.zero())
    eye = next(eye for eye in eyes_of(given) if eye.nation == "NOR")
    seen = Instant(t, r_km, sorts, turning).seen(eye)

    jd, fraction = (float(x[0]) for x in jd_utc_arrays(np.array([t.tai_ns])))
    turn = erfa.gmst82(jd, fraction) + np.radians(31.1)
    lat = np.radians(70.4)
    up = np.array([np.cos(lat) * np.cos(turn), np.cos(lat) * np.sin(turn), np.sin(lat)])
    n_km = 6_378.137 / np.sqrt(1.0 - 0.00669437999 * np.sin(lat) ** 2)
    place_km = n_km * up * np.array([1.0, 1.0, 1.0 - 0.00669437999])
    to_km = r_km - place_km
    range_km = np.linalg.norm(to_km, axis=1)
    elevation_deg = np.degrees(np.arcsin(to_km @ up / range_km))
    wanted = (elevation_deg > 10.0) & (range_km < 4_000.0) & (sorts == "LEO")
    clear = (np.abs(elevation_deg - 10.0) > 0.05) & (np.abs(range_km - 4_000.0) > 3.0)
    assert wanted.sum() > 20
    assert (seen == wanted)[clear].all()


@pytest.mark.parametrize("hour", [0, 6, 10, 14, 18, 22])
def test_a_telescope_sees_what_the_sun_lights_before_a_dark_sky(hour: int) -> None:
    given = scenario(asset("A", 1, "NOR"), sensors=(SCOPE,))
    sky = reference_population(count=2_000, epoch=STARTS)
    t = STARTS + hour * 3_600.0
    r_km, _ = Truth(sky).states(np.arange(2_000), t)
    turning = turning_earth(given, EarthOrientation.zero())
    eye = next(eye for eye in eyes_of(given) if eye.nation == "NOR")
    seen = Instant(t, r_km, sorts_of(sky), turning).seen(eye)
    to_sun, sun_altitude_deg = almanac_sun(t)
    assert bool(seen.any()) == (sun_altitude_deg < -12.0)
    if seen.any():  # the shadow of a sphere, a cylinder: wrong by less than its rim
        ahead_km = r_km[seen] @ to_sun
        beside_km = np.linalg.norm(r_km[seen] - ahead_km[:, None] * to_sun, axis=1)
        assert not ((ahead_km < 0.0) & (beside_km < 6_300.0)).any()


def almanac_sun(t: Epoch) -> tuple[np.ndarray, float]:
    """Where the Sun is, of date, and how high over the telescope, deg.

    The Astronomical Almanac's low-precision formulas (page C5): 0.01 deg from 1950 to 2050.
    """
    jd, fraction = (float(x[0]) for x in jd_utc_arrays(np.array([t.tai_ns])))
    days = jd - 2_451_545.0 + fraction
    mean, anomaly = np.radians(280.460 + 0.9856474 * days), np.radians(357.528 + 0.9856003 * days)
    longitude = mean + np.radians(1.915) * np.sin(anomaly) + np.radians(0.020) * np.sin(2 * anomaly)
    oblique = np.radians(23.439 - 4e-7 * days)
    to_sun = np.array([np.cos(longitude), np.cos(oblique) * np.sin(longitude),
                       np.sin(oblique) * np.sin(longitude)])  # fmt: skip
    turn, lat = erfa.gmst82(jd, fraction) + np.radians(114.1), np.radians(-21.9)
    up = np.array([np.cos(lat) * np.cos(turn), np.cos(lat) * np.sin(turn), np.sin(lat)])
    return to_sun, float(np.degrees(np.arcsin(to_sun @ up)))


def test_tracks_have_the_noise_that_they_say() -> None:
    """Against the true directions, worked out by hand; 30 m of range, 0.02 deg of angles."""
    fine = Sensor(name="Radar", nation="NOR", kind="radar", latitude_deg=70.4, longitude_deg=31.1,
                  farthest_km=4_000.0, every_s=60.0)  # fmt: skip
    objects = [asset(f"A{k}", k, "NOR") for k in range(1, 7)]
    world, inputs = played(scenario(*objects, sensors=(fine,), duration_s=43_200.0))
    sky = world._stage.sky
    assert sky is not None
    off_km, off_rad = [], []
    for each in inputs:
        if each.kind is not InputKind.OBSERVATION:
            continue
        body = each.bodies()[0]
        start = Epoch.from_utc(body.epoch_utc)
        number = sky.truth.number_of(body.candidates[0].object)
        site_km = np.array(body.site_itrf_km)
        for k, t_s in enumerate(body.measurements.t_s):
            t = start + t_s
            turn = sky.upkeep.turning.itrf_from_teme(np.array([t - STARTS]))[0]
            to_km = turn @ sky.truth.states([number], t)[0][0] - site_km
            range_km = np.linalg.norm(to_km)
            up = np.array([np.cos(np.radians(70.4)) * np.cos(np.radians(31.1)),
                           np.cos(np.radians(70.4)) * np.sin(np.radians(31.1)),
                           np.sin(np.radians(70.4))])  # fmt: skip
            off_km.append(body.measurements.range_km[k] - range_km)
            off_rad.append(body.measurements.elevation_rad[k] - np.arcsin(to_km @ up / range_km))
    assert len(off_km) > 150
    assert np.std(off_km) == pytest.approx(0.03, rel=0.2)
    assert np.std(off_rad) == pytest.approx(np.radians(0.02), rel=0.2)
    assert abs(np.mean(off_km)) < 0.01
