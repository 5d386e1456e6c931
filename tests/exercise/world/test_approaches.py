"""Close approaches: those of the truth by brute force, messages as sure as they say they are."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from scipy import integrate, optimize

from cspo.exercise.scenario.load import load
from cspo.exercise.world import TruthKind, World
from cspo.exercise.world.approaching import Approach, approaches, conjunction_message
from cspo.exercise.world.truth import Truth
from cspo.time import Epoch
from tests.exercise.world.test_noise import first_sets
from tests.exercise.world.worlds import STARTS, asset, others_state, scenario


def crossing() -> tuple[Truth, Approach]:
    """Two that cross under 90 degrees, some 70 m apart, half a day from now."""
    one = asset("A", 1, "NOR", elements={"raan_deg": 0.0, "inclination_deg": 60.0,
                                         "mean_anomaly_deg": 0.0, "argp_deg": 0.0})  # fmt: skip
    two = asset("B", 2, "USA", elements={"raan_deg": 0.0, "inclination_deg": 120.0,
                                         "mean_anomaly_deg": 0.0, "argp_deg": 0.0})  # fmt: skip
    truth = Truth(first_sets([one, two]))
    found = approaches(truth, [0], STARTS, 43_200.0)
    return truth, next(each for each in found if each.tca - STARTS > 3_000.0)


def test_the_shipped_late_manoeuvre_brings_two_as_close_as_brute_force_has_it() -> None:
    data = files("cspo.exercise.scenario") / "data" / "late-manoeuvre-short.yaml"
    given = load(data.read_bytes())
    world = World(given)
    world.begin()
    world.step(world.t + 3_700.0)
    sky = world._stage.sky
    assert sky is not None
    after = sky.truth.sets([0, 1])
    starts = Epoch.from_utc(given.starts_utc)

    def apart_km(t_s: float) -> float:
        one, two = (others_state(after, row, starts + t_s)[0] for row in (0, 1))
        return float(np.linalg.norm(one - two))

    coarse = np.arange(3_700.0, 28_800.0, 5.0)
    near = coarse[int(np.argmin([apart_km(t_s) for t_s in coarse]))]
    least = optimize.minimize_scalar(
        apart_km, bounds=(near - 6.0, near + 6.0), method="bounded", options={"xatol": 1e-5}
    )
    world.step(starts + 28_800.0)
    told = [each for each in world.truth if each.what is TruthKind.APPROACH]
    assert len(told) == 1
    assert told[0].t - starts == pytest.approx(least.x, abs=2e-3)
    assert told[0].number == pytest.approx(least.fun, abs=5e-3)  # km; the C++'s epoch: 2 m each
    assert least.fun < 0.1  # as the scenario says: 60 m
    unburnt = first_sets(list(given.world.assets[:2]))
    columns = {name: column for name, column in unburnt.columns() if name != "epoch_tai_ns"}
    apart = Truth(type(unburnt)(**columns, epoch_tai_ns=[starts.tai_ns] * 2))
    r_km = apart.states([0, 1], starts + float(least.x))[0]
    assert np.linalg.norm(r_km[0] - r_km[1]) > 5.0  # without the burn: 10 km


def test_messages_are_off_by_what_their_covariances_say() -> None:
    truth, approach = crossing()
    true_km, _ = truth.states([0, 1], approach.tca)
    squares = []
    for seed in range(300):
        body = conjunction_message(truth, approach, (0.003, 0.002), STARTS, seed, scale=1.0,
                                   least_pc=0.0)  # fmt: skip
        assert body is not None
        relative_km = np.array(body.relative_rtn_km)
        squares.append(np.linalg.norm(relative_km) ** 2)
        for side in (body.object1, body.object2):
            lower = np.zeros((6, 6))
            lower[np.tril_indices(6)] = side.covariance.lower_km2
            days = (approach.tca - STARTS) / 86_400.0
            sigma_km = [0.02 + 0.01 * days, 0.05 + 0.1 * days, 0.02 + 0.01 * days]
            assert np.sqrt(np.diag(lower)[:3]) == pytest.approx(sigma_km, rel=1e-6)
            assert side.covariance.origin.value == "determined"
    # relative positions: the true one and the sum of both covariances, projected on the plane
    # at right angles to the relative velocity, where closest approach lies
    d_km = true_km[1] - true_km[0]
    expected = d_km @ d_km + _plane_variance(truth, approach)
    assert np.mean(squares) == pytest.approx(expected, rel=0.2)


def _plane_variance(truth: Truth, approach: Approach) -> float:
    r_km, v_km_s = truth.states([0, 1], approach.tca)
    days = (approach.tca - STARTS) / 86_400.0
    sigma_km = np.array([0.02 + 0.01 * days, 0.05 + 0.1 * days, 0.02 + 0.01 * days])
    total = np.zeros((3, 3))
    for r, v in zip(r_km, v_km_s, strict=True):
        radial = r / np.linalg.norm(r)
        normal = np.cross(r, v) / np.linalg.norm(np.cross(r, v))
        axes = np.stack([radial, np.cross(normal, radial), normal])
        total += axes.T @ np.diag(sigma_km**2) @ axes
    along = (v_km_s[1] - v_km_s[0]) / np.linalg.norm(v_km_s[1] - v_km_s[0])
    return float(np.trace(total) - along @ total @ along)


def test_the_probability_of_a_message_is_that_of_a_quadrature() -> None:
    truth, approach = crossing()
    body = conjunction_message(truth, approach, (0.05, 0.03), STARTS, 5, scale=1.0, least_pc=0.0)
    assert body is not None
    sides = (body.object1, body.object2)
    r_km, v_km_s = (np.array([getattr(s, name) for s in sides]) for name in ("r_km", "v_km_s"))
    total = np.zeros((3, 3))
    for side, r, v in zip(sides, r_km, v_km_s, strict=True):
        lower = np.zeros((6, 6))
        lower[np.tril_indices(6)] = side.covariance.lower_km2
        radial, normal = r / np.linalg.norm(r), np.cross(r, v) / np.linalg.norm(np.cross(r, v))
        axes = np.stack([radial, np.cross(normal, radial), normal])
        total += axes.T @ np.diag(np.diag(lower)[:3]) @ axes
    dr_km, dv_km_s = r_km[1] - r_km[0], v_km_s[1] - v_km_s[0]
    z = dv_km_s / np.linalg.norm(dv_km_s)
    x = np.cross(z, [0.0, 0.0, 1.0])
    plane = np.stack([x / np.linalg.norm(x), np.cross(z, x / np.linalg.norm(x))])
    mean, inverse = plane @ dr_km, np.linalg.inv(plane @ total @ plane.T)
    norm = np.sqrt(np.linalg.det(inverse)) / (2 * np.pi)

    def density(phi: float, rho: float) -> float:
        off = rho * np.array([np.cos(phi), np.sin(phi)]) - mean
        return float(norm * np.exp(-0.5 * off @ inverse @ off) * rho)

    pc = integrate.dblquad(density, 0.0, 0.08, 0.0, 2 * np.pi)[0]
    assert body.pc == pytest.approx(pc, rel=1e-3)


def test_owners_who_play_are_told_and_nobody_of_debris() -> None:
    one = asset("A", 1, "NOR", elements={"raan_deg": 0.0, "inclination_deg": 60.0,
                                         "mean_anomaly_deg": 0.0})  # fmt: skip
    two = asset(
        "B",
        2,
        "",
        object_type="DEBRIS",
        elements={"raan_deg": 0.0, "inclination_deg": 120.0, "mean_anomaly_deg": 0.0},
    )
    given = scenario(one, two, cdm_every_s=3_600.0, duration_s=7_200.0)
    world = World(given)
    inputs = [*world.begin(), *world.step(STARTS + 7_200.0)]
    told = [each for each in inputs if each.kind.value == "cdm"]
    assert told
    assert {each.nation for each in told} == {"NOR"}
    assert all(each.bodies()[0].source.startswith("CDM of EXERCISE") for each in told)
