"""The generic ascent against the flight that it is made of, mechanics, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cspo.consequence.launch import (
    Dispersion,
    ascent_from_points,
    generic_ascent,
    launch_site,
    launch_sites,
)
from cspo.consequence.launch.coast import coast
from cspo.constants import EARTH_MU_KM3_S2, EARTH_ROTATION_RAD_S
from cspo.errors import OutOfRange, UsageError

SPIN = np.array([0.0, 0.0, EARTH_ROTATION_RAD_S])


def test_the_sites_of_the_ten_nations_are_on_the_map():
    by_nation = {site.nation for site in launch_sites()}
    assert by_nation == {"AUS", "CAN", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA"}
    assert len({site.site_id for site in launch_sites()}) == len(launch_sites())
    assert all(site.source for site in launch_sites())
    with pytest.raises(UsageError, match=r"kourou, cape-canaveral"):
        launch_site("atlantis")
    with pytest.raises(UsageError, match="that fit"):
        launch_site("spaceport")


def test_it_flies_as_the_flight_that_it_is_made_of():
    """Altitudes and ground speeds of the webcast of 2015-12-22, at 620 km from the Cape."""
    up = generic_ascent(
        launch_site("cape-canaveral"), altitude_km=619.149, inclination_rad=np.radians(47.0)
    )
    scale = 570.0 / 568.0
    for t_s, altitude_km, speed_km_s in (
        (200.0, 154.043, 0.691), (300.0, 294.874, 1.192), (400.0, 436.730, 2.305),
        (500.0, 572.572, 4.748), (560.0, 618.165, 7.050),
    ):  # fmt: skip
        r_km, v_km_s, _ = up.at([t_s * scale])
        radius = np.linalg.norm(r_km[0])
        over_ground = np.linalg.norm(np.cross(r_km[0], v_km_s[0])) / radius
        assert radius - 6378.137 == pytest.approx(altitude_km, abs=5.5)
        assert over_ground == pytest.approx(speed_km_s, abs=0.45)


@pytest.mark.parametrize(
    ("site", "altitude_km", "inclination_deg"),
    [("kourou", 500.0, 97.4), ("cape-canaveral", 300.0, 51.6), ("mahia", 480.0, 45.0),
     ("andoya", 1_000.0, 90.0)],
)  # fmt: skip
def test_it_ends_on_the_circular_orbit_that_was_asked_for(site, altitude_km, inclination_deg):
    up = generic_ascent(
        launch_site(site), altitude_km=altitude_km, inclination_rad=np.radians(inclination_deg)
    )
    at = round(up.insertion_s / 10.0)
    r, v = up.r_itrf_km[at], up.inertial_velocity_km_s()[at]
    momentum = np.cross(r, v)
    assert np.degrees(np.arccos(momentum[2] / np.linalg.norm(momentum))) == pytest.approx(
        inclination_deg, abs=1e-6
    )
    assert np.linalg.norm(r) - 6378.137 == pytest.approx(altitude_km, abs=1e-6)
    assert np.linalg.norm(v) == pytest.approx(
        np.sqrt(EARTH_MU_KM3_S2 / np.linalg.norm(r)), rel=1e-9
    )
    assert abs(r @ v) < 1e-6
    assert np.linalg.norm(up.r_itrf_km[0] - launch_site(site).r_itrf_km) < 1e-6
    assert up.altitude_km[: at + 1].argmax() == at


def test_velocity_is_the_rate_of_position():
    up = generic_ascent(launch_site("kourou"), altitude_km=480.0, inclination_rad=1.7)
    t_s = np.array([155.0, 325.0, 455.0, 3_335.0])
    ahead, behind = up.at(t_s + 0.05)[0], up.at(t_s - 0.05)[0]
    assert np.abs((ahead - behind) / 0.1 - up.at(t_s)[1]).max() < 1e-3


def test_the_coast_is_that_of_scipy():
    """DOP853 to 1e-12, three hours with J2: 1 m."""

    def rate(_t, y):
        r = y[:3]
        d = np.linalg.norm(r)
        f = 1.5 * 1.0826359e-3 * (6378.137 / d) ** 2
        z = (r[2] / d) ** 2
        pull = -EARTH_MU_KM3_S2 / d**3 * r * (1.0 + f * (np.array([1.0, 1.0, 3.0]) - 5.0 * z))
        return np.concatenate([y[3:], pull])

    start = np.array([6858.0, 0.0, 100.0, 0.3, -1.0, 7.5])
    truth = solve_ivp(rate, (0.0, 10_800.0), start, method="DOP853", rtol=1e-12, atol=1e-12)
    r_km, v_km_s = coast(start[:3], start[3:], 10.0, 1_080)
    assert np.linalg.norm(r_km[-1] - truth.y[:3, -1]) < 1e-3
    assert np.linalg.norm(v_km_s[-1] - truth.y[3:, -1]) < 1e-6


def test_dispersion_grows_as_an_axis_error_drifts():
    """In track by 1.5 n da t: 3 pi da a revolution."""
    sigma = Dispersion(in_track_km=0.01).sigma_rtn_km(
        np.array([0.0, 570.0, 570.0 + 5_677.0]), 570.0, 2.0 * np.pi / 5_677.0
    )
    assert sigma[0].max() < 0.01
    assert sigma[2, 1] == pytest.approx(3.0 * np.pi * 3.0, rel=1e-4)
    assert sigma[2, 0] == pytest.approx(3.3)


def test_a_trajectory_of_the_user_is_taken_as_it_is():
    up = generic_ascent(launch_site("kourou"), altitude_km=500.0, inclination_rad=1.7)
    every = slice(None, None, 3)
    taken = ascent_from_points(
        "theirs", up.t_s[every], up.r_itrf_km[every], up.v_itrf_km_s[every], insertion_s=570.0
    )
    assert taken.inclination_rad == pytest.approx(1.7, abs=1e-6)
    coasting = slice(60, len(taken.t_s))
    assert np.abs(taken.r_itrf_km - up.r_itrf_km[: len(taken.t_s)])[coasting].max() < 1e-3
    assert np.allclose(taken.sigma_rtn_km, up.sigma_rtn_km[: len(taken.t_s)])


def test_what_can_not_be_flown_is_refused():
    kourou, andoya = launch_site("kourou"), launch_site("andoya")
    with pytest.raises(OutOfRange, match="69 to 111"):
        generic_ascent(andoya, altitude_km=500.0, inclination_rad=np.radians(51.6))
    with pytest.raises(OutOfRange, match="give the trajectory as an OEM"):
        generic_ascent(kourou, altitude_km=35_786.0, inclination_rad=0.2)
    for duration_s in (100.0, 1e6, float("nan")):
        with pytest.raises(UsageError, match="580 s to a day"):
            generic_ascent(kourou, altitude_km=500.0, inclination_rad=1.7, duration_s=duration_s)
    with pytest.raises(OutOfRange):
        generic_ascent(kourou, altitude_km=float("nan"), inclination_rad=1.7)
    with pytest.raises(UsageError, match="from lift-off on"):
        ascent_from_points("x", [0.0, 500.0], np.ones((2, 3)), np.ones((2, 3)), insertion_s=1.0)
    with pytest.raises(UsageError, match="dispersion"):
        Dispersion(radial_km=-1.0)
