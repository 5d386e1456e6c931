"""Drag averaged over a revolution, against the equations of motion and against Orekit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cspo.consequence.decay import drag_rates
from cspo.constants import (
    EARTH_J2,
    EARTH_MU_KM3_S2,
    EARTH_RADIUS_KM,
    EARTH_ROTATION_RAD_S,
)
from cspo.dynamics import Sgp4Bulk
from cspo.environment import SpaceWeather, mean_atmosphere
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.time import Epoch
from cspo.units import DAY_S, REV_PER_DAY_RAD_S

DAY = Epoch.from_utc("2016-03-21T00:00:00")
F107, F107_81DAY, AP = 88.0, 94.2, 7.0  # of that day, CelesTrak
FLATTENING = 1.0 / 298.257223563


def one_day(ap: float = AP) -> SpaceWeather:
    day, _ = DAY.utc_day()
    n = 12
    return SpaceWeather(
        day=np.arange(day - 2, day - 2 + n), f107=[F107] * n, f107_81day=[F107_81DAY] * n,
        ap=[ap] * n, predicted=[False] * n, source="by hand",
    )  # fmt: skip


def catalog(motion_rev_day: float, eccentricity: float, inclination: float, argp, raan=1.0):
    n = np.size(argp) * np.size(raan)
    return Catalog(
        norad_id=np.arange(1, n + 1), epoch_tai_ns=np.full(n, DAY.tai_ns),
        mean_motion_rad_s=motion_rev_day * REV_PER_DAY_RAD_S, eccentricity=eccentricity,
        inclination_rad=inclination, raan_rad=np.repeat(raan, np.size(argp)),
        argp_rad=np.tile(argp, np.size(raan)), mean_anomaly_rad=np.pi, bstar_per_er=0.0,
    )  # fmt: skip


def ours_km_s(sky: Catalog, *, calibrated: bool) -> float:
    shape = (sky.mean_motion_rad_s[:1], sky.eccentricity[:1], sky.inclination_rad[:1])
    rates = drag_rates(
        *perigee_apogee_km(*shape), sky.inclination_rad[:1], [DAY.tai_ns], one_day(),
        atmosphere=mean_atmosphere(calibrated=calibrated),
    )  # fmt: skip
    return float(0.5 * (rates[0] + rates[1])[0])


class Flight:
    """Two bodies, J2 and drag, second by second: no averaging of any kind."""

    def __init__(self, ballistic_m2_kg: float) -> None:
        air = mean_atmosphere(calibrated=False)
        rows = one_day().at(DAY.tai_ns)
        self.h = np.linspace(90.0, 3000.0, 6000)
        density = air.density_kg_m3(
            self.h, F107_81DAY, ap=AP, f107=F107, day_of_year=float(rows.day_of_year)
        )
        self.ln = np.log(density)
        self.p2 = np.interp(self.h, air.altitude_km, air.columns([F107_81DAY], [AP]).latitude_p2[0])
        self.ballistic = ballistic_m2_kg

    def rate(self, _t: float, s: np.ndarray) -> np.ndarray:
        r, v = s[:3], s[3:]
        radius = np.sqrt(r @ r)
        z2 = (r[2] / radius) ** 2
        flat = 1.5 * EARTH_J2 * EARTH_MU_KM3_S2 * EARTH_RADIUS_KM**2 / radius**5
        gravity = -EARTH_MU_KM3_S2 * r / radius**3
        gravity -= flat * r * np.array([1.0 - 5.0 * z2, 1.0 - 5.0 * z2, 3.0 - 5.0 * z2])
        h = radius - EARTH_RADIUS_KM * (1.0 - FLATTENING * z2)
        density = np.exp(np.interp(h, self.h, self.ln))
        density *= 1.0 + np.interp(h, self.h, self.p2) * (1.5 * z2 - 0.5)
        wind = v - np.array([-EARTH_ROTATION_RAD_S * r[1], EARTH_ROTATION_RAD_S * r[0], 0.0])
        drag = -0.5e3 * density * self.ballistic * np.sqrt(wind @ wind) * wind
        return np.concatenate([v, gravity + drag])


def energy(s: np.ndarray) -> float:
    radius = np.sqrt(s[:3] @ s[:3])
    bulge = EARTH_J2 * (EARTH_RADIUS_KM / radius) ** 2 * (1.5 * (s[2] / radius) ** 2 - 0.5)
    return float(0.5 * s[3:] @ s[3:] - EARTH_MU_KM3_S2 / radius * (1.0 - bulge))


@pytest.mark.parametrize(
    ("motion_rev_day", "eccentricity", "inclination_rad", "ballistic"),
    [(15.5, 0.001, 1.72, 0.05), (15.0, 0.03, 0.01, 0.05), (12.5, 0.10, 1.1, 5.0)],
)
def test_the_mean_is_that_of_the_equations_of_motion(
    motion_rev_day: float, eccentricity: float, inclination_rad: float, ballistic: float
) -> None:
    argp = np.arange(4) * np.pi / 2 + 0.2
    sky = catalog(motion_rev_day, eccentricity, inclination_rad, argp)
    states, _ = Sgp4Bulk(sky).propagate(DAY, np.array([0.0]))
    n = motion_rev_day * REV_PER_DAY_RAD_S
    seconds = 4.0 * 2.0 * np.pi / n
    axis2 = (EARTH_MU_KM3_S2 / n**2) ** (2.0 / 3.0)
    flight = Flight(ballistic)
    sunk = []
    for start in states[0].T:
        flown = solve_ivp(
            flight.rate, (0.0, seconds), start, method="DOP853", rtol=1e-10, atol=1e-9
        )
        lost = energy(flown.y[:, -1]) - energy(start)
        sunk.append(2.0 * axis2 * lost / EARTH_MU_KM3_S2 / seconds)
    assert ours_km_s(sky, calibrated=False) * ballistic == pytest.approx(np.mean(sunk), rel=0.02)


def test_a_closed_form_for_a_round_orbit_under_an_even_fall_of_density() -> None:
    # King-Hele (1987): da/dt = -rho F (mu a)^1/2 delta, at the equator and a height above it.
    sky = catalog(15.2, 0.0, 1e-9, [0.0])
    perigee, apogee = perigee_apogee_km([15.2 * REV_PER_DAY_RAD_S], [0.0], [1e-9])
    axis = float(perigee[0]) + 6_378.135
    r = axis * (1.0 - 1.5 * EARTH_J2 * (EARTH_RADIUS_KM / axis) ** 2)
    air = mean_atmosphere(calibrated=False)
    day = float(one_day().at(DAY.tai_ns).day_of_year)
    rho = air.density_kg_m3(
        r - EARTH_RADIUS_KM, F107_81DAY, ap=AP, f107=F107, day_of_year=day, latitude_rad=0.0
    )
    turning = 1.0 - EARTH_ROTATION_RAD_S * axis / np.sqrt(EARTH_MU_KM3_S2 / axis)
    expected = -float(rho) * 1e3 * turning**2 * np.sqrt(EARTH_MU_KM3_S2 * axis)
    assert ours_km_s(sky, calibrated=False) == pytest.approx(expected, rel=2e-3)
    assert apogee[0] == perigee[0]


def test_three_revolutions_of_orekit_with_nrlmsise_00_sinks_as_much(orekit: Any) -> None:
    # A numerical orbit with J2 and drag by another code and the model before NRLMSIS 2; two
    # planes a quarter apart stand for the mean over local time. The two models differ by 10 %.
    ballistic, motion = 0.02, 15.4
    sky = catalog(motion, 0.001, 0.9, [0.3], raan=np.array([0.5, 0.5 + np.pi / 2]))
    states, _ = Sgp4Bulk(sky).propagate(DAY, np.array([0.0]))
    propagator = orekit_propagator(orekit)
    sunk = [orekit_decline_km_s(orekit, propagator, s, ballistic) for s in states[0].T]
    assert ours_km_s(sky, calibrated=False) * ballistic == pytest.approx(np.mean(sunk), rel=0.15)


def orekit_propagator(orekit: Any) -> Any:
    """A numerical propagator with J2 and the drag of 1 m2 with Cd 1."""
    import jpype  # noqa: PLC0415

    dopri = jpype.JClass("org.hipparchus.ode.nonstiff.DormandPrince853Integrator")
    itrf = orekit.frames.FramesFactory.getITRF(orekit.utils.IERSConventions.IERS_2010, True)
    earth = orekit.bodies.OneAxisEllipsoid(EARTH_RADIUS_KM * 1e3, FLATTENING, itrf)
    weather = orekit.models.earth.atmosphere.data.CssiSpaceWeatherData(
        orekit.models.earth.atmosphere.data.CssiSpaceWeatherData.DEFAULT_SUPPORTED_NAMES
    )
    sun = orekit.bodies.CelestialBodyFactory.getSun()
    air = orekit.models.earth.atmosphere.NRLMSISE00(weather, sun, earth)
    out = orekit.propagation.numerical.NumericalPropagator(dopri(0.1, 300.0, 1e-4, 1e-10))
    out.setOrbitType(orekit.orbits.OrbitType.CARTESIAN)
    out.addForceModel(orekit.forces.drag.DragForce(air, orekit.forces.drag.IsotropicDrag(1.0, 1.0)))
    out.addForceModel(
        orekit.forces.gravity.J2OnlyPerturbation(
            EARTH_MU_KM3_S2 * 1e9, EARTH_RADIUS_KM * 1e3, EARTH_J2,
            orekit.frames.FramesFactory.getTOD(True),
        )
    )  # fmt: skip
    return out


def orekit_decline_km_s(orekit: Any, propagator: Any, state: np.ndarray, ballistic: float) -> float:
    import jpype  # noqa: PLC0415

    vector = jpype.JClass("org.hipparchus.geometry.euclidean.threed.Vector3D")
    utc = orekit.time.TimeScalesFactory.getUTC()
    date = orekit.time.AbsoluteDate("2016-03-21T00:00:00", utc)
    teme = orekit.frames.FramesFactory.getTEME()
    r, v = (vector(*(float(x) * 1e3 for x in part)) for part in (state[:3], state[3:]))
    orbit = orekit.orbits.CartesianOrbit(
        orekit.utils.PVCoordinates(r, v), teme, date, EARTH_MU_KM3_S2 * 1e9
    )
    propagator.setInitialState(orekit.propagation.SpacecraftState(orbit, 1.0 / ballistic))
    seconds = 3.0 * DAY_S / 15.4
    pv = propagator.propagate(date.shiftedBy(float(seconds))).getPVCoordinates(teme)
    parts = (pv.getPosition(), pv.getVelocity())
    last = np.array([x / 1e3 for part in parts for x in part.toArray()])
    axis2 = (EARTH_MU_KM3_S2 / (15.4 * REV_PER_DAY_RAD_S) ** 2) ** (2.0 / 3.0)
    return 2.0 * axis2 * (energy(last) - energy(state)) / EARTH_MU_KM3_S2 / seconds
