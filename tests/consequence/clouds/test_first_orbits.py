"""The cloud in closed form against pieces drawn and flown, finite differences and integration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cspo.consequence.clouds import FirstOrbits, SpeedLaw, first_orbits
from cspo.consequence.clouds._kernels import routes
from cspo.constants import EARTH_MU_KM3_S2
from cspo.errors import UsageError
from tests.consequence.clouds.pieces import R_KM, V_KM_S, kepler, made

POLE = np.cross(R_KM, V_KM_S)


def found(target: np.ndarray, t_s: float) -> list[tuple[np.ndarray, int]]:
    """Every route to a place whose speed is within 1.5 km/s of the parent's."""
    every = []
    for turns, branch in [(0, 0), *((k, b) for k in range(1, 6) for b in (0, 1))]:
        out = np.empty(6)
        if routes.route(R_KM, target, t_s, EARTH_MU_KM3_S2, POLE, turns, branch, out):
            every.append((out, turns))
    return [one for one in every if np.linalg.norm(one[0][:3] - V_KM_S) < 1.5]


@pytest.mark.parametrize("seed", range(40))
def test_every_drawn_velocity_is_among_the_routes_to_where_it_led(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dv, t_s = rng.normal(0.0, 0.1, 3), rng.uniform(60.0, 20_000.0)
    target = kepler(R_KM, V_KM_S + dv, t_s)[0]
    every = found(target, t_s)
    for velocity, _ in every:  # and none leads elsewhere, m
        assert np.linalg.norm(kepler(R_KM, velocity[:3], t_s)[0] - target) < 1e-3
    off = [np.linalg.norm(velocity[:3] - V_KM_S - dv) for velocity, _ in every]
    assert min(off) < 1e-6  # km/s


def test_a_route_is_what_the_equations_of_motion_say() -> None:
    target = kepler(R_KM, V_KM_S + np.array([0.05, -0.1, 0.02]), 9_000.0)[0]
    velocity, _ = found(target, 9_000.0)[0]

    def pull(_t: float, y: np.ndarray) -> np.ndarray:
        return np.concatenate((y[3:], -EARTH_MU_KM3_S2 * y[:3] / np.linalg.norm(y[:3]) ** 3))

    flown = solve_ivp(pull, (0.0, 9_000.0), np.concatenate((R_KM, velocity[:3])), rtol=1e-12,
                      atol=1e-12, method="DOP853").y[:, -1]  # fmt: skip
    assert np.abs(flown[:3] - target).max() < 1e-5  # km
    assert np.abs(flown[3:] - velocity[3:]).max() < 1e-8  # km/s


@pytest.mark.parametrize("seed", range(20))
def test_the_jacobian_is_the_finite_difference(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    v, t_s = V_KM_S + rng.normal(0.0, 0.1, 3), rng.uniform(100.0, 20_000.0)
    target = kepler(R_KM, v, t_s)[0]
    velocity, turns = min(found(target, t_s), key=lambda one: np.linalg.norm(one[0][:3] - v))
    step = 1e-5
    columns = [
        (kepler(R_KM, v + step * e, t_s)[0] - kepler(R_KM, v - step * e, t_s)[0]) / (2 * step)
        for e in np.eye(3)
    ]
    wanted = np.linalg.det(np.array(columns).T)
    reckoned = routes._jacobian(R_KM, target, velocity, t_s, EARTH_MU_KM3_S2, turns)
    assert reckoned == pytest.approx(wanted, rel=1e-4, abs=1e-5 * t_s**3)


@pytest.mark.parametrize("t_s", [600.0, 2_000.0, 5_000.0, 9_000.0, 15_000.0])
def test_density_is_that_of_drawn_pieces(t_s: float) -> None:
    """Pieces in a ball against the mean of the map over it: within 3 sigma of both."""
    rng = np.random.default_rng(int(t_s))
    n, radius_km = 400_000, 20.0 if t_s > 1_000 else 8.0
    speed = np.minimum(10 ** rng.normal(-1.1, 0.4, n), 1.5)  # all stay in orbit
    way = rng.normal(size=(n, 3))
    dv = way / np.linalg.norm(way, axis=1)[:, None] * speed[:, None]
    places = kepler(R_KM, V_KM_S + dv, t_s)
    cloud = FirstOrbits(r_km=R_KM, v_km_s=V_KM_S, law=SpeedLaw.of(speed))
    inside, mapped, spread = 0, 0.0, 0.0
    for center in places[:6]:
        counted = int((np.linalg.norm(places - center, axis=1) < radius_km).sum())
        ball = rng.normal(size=(600, 3))
        ball *= (radius_km * rng.random(600) ** (1 / 3) / np.linalg.norm(ball, axis=1))[:, None]
        n_km3 = cloud.density_km3(center + ball, t_s) * 4 / 3 * np.pi * radius_km**3
        inside += counted - 1  # the one in the middle was chosen
        mapped += n_km3.mean()
        spread += n_km3.var() / 600
    assert mapped == pytest.approx(inside, abs=3.0 * np.sqrt(inside + spread) + 0.03 * inside)


def test_a_cloud_of_one_parent_is_one_law_with_all_its_pieces() -> None:
    cloud = made(5_000, 3)
    (one,) = first_orbits(cloud)
    total = float(np.trapezoid(one.law.per_decade, one.law.log_speed))
    assert total == pytest.approx(5_000, rel=0.01)
    assert np.abs(one.v_km_s - V_KM_S).max() < 1e-6


def test_what_makes_no_sense_is_refused() -> None:
    (cloud,) = first_orbits(made(100, 1))
    for t_s in (0.0, -5.0, np.nan, 1e7):
        with pytest.raises(UsageError, match="times"):
            cloud.density_km3(R_KM, t_s)
    with pytest.raises(UsageError, match="places"):
        cloud.density_km3([1.0, 2.0], 60.0)
